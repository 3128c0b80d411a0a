"""Base of all widgets that paint themselves from the tokens and follow a change of theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.widgets import tips

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Themed(_Base):
    """Mix-in: calls `retheme` now and whenever the theme has other measures.

    `ring` tells the focus overlay where to draw: rectangle in own coordinates, corner radius; None where the widget
    shows its focus itself.
    """

    def follow_theme(self) -> None:
        """Start following; call it at the end of `__init__`."""
        theme.signals.changed.connect(self._on_theme)
        self.retheme()

    def _on_theme(self) -> None:
        if not theme.is_behind(self):
            self.retheme()

    def setToolTip(self, text: str) -> None:
        """Show a tip in the program's colours, or none."""
        if text != self.toolTip():
            super().setToolTip(text)
            tips.watch(self, on=bool(text))

    def retheme(self) -> None:
        """Take over measures of the theme in force."""
        self.updateGeometry()
        QWidget.update(self)  # item views have another `update`

    def ring(self) -> tuple[QRect, float] | None:
        """Give the shape the focus ring goes round."""
        return self.rect(), theme.RADIUS_FIELD


class Inked(Themed):
    """Mix-in for what Qt paints: it keeps the colours of the theme, and takes over others when it is seen."""

    _inked: theme.Theme | None = None

    def follow_theme(self) -> None:
        theme.signals.coloured.connect(self.follow_ink)
        super().follow_theme()

    def put_ink(self) -> None:
        """Put on the colours of the theme in force."""
        raise NotImplementedError

    def take_ink(self) -> None:
        """Put them on unless they are on."""
        if self._inked != theme.current():
            self._inked = theme.current()
            self.put_ink()

    def follow_ink(self) -> None:
        """Take them now if anybody sees it."""
        if self.isVisible():
            self.take_ink()

    def showEvent(self, event: QShowEvent) -> None:
        self.take_ink()
        super().showEvent(event)


class Painted(Themed, QWidget):
    """A plain widget that paints itself."""
