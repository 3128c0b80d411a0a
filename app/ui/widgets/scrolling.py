"""Scrolled areas without frame or ground of their own, and their narrow bars."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QWidget

from app.ui import theme
from app.ui.stylesheet import BAR, bar_sheet
from app.ui.widgets.painted import Inked


class ScrollBar(Inked, QScrollBar):
    """A narrow bar. It is styled when it is first shown: most areas never need theirs."""

    def __init__(self, direction: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(direction, parent)
        self.follow_theme()

    def retheme(self) -> None:
        self.follow_ink()
        super().retheme()

    def put_ink(self) -> None:
        self.setStyleSheet(bar_sheet(theme.current()))

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint.boundedTo(QSize(BAR, hint.height()) if self.orientation() is _UPRIGHT else QSize(hint.width(), BAR))


_UPRIGHT = Qt.Orientation.Vertical


def strip_area(area: QAbstractScrollArea) -> None:
    """Take frame and ground off an area and give it narrow bars."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setAutoFillBackground(False)
    area.setVerticalScrollBar(ScrollBar(_UPRIGHT))
    area.setHorizontalScrollBar(ScrollBar(Qt.Orientation.Horizontal))


class ScrollArea(QScrollArea):
    """A window onto a bigger widget that shows what lies behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        strip_area(self)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.setAutoFillBackground(False)
