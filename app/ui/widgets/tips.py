"""Tooltips in the colours of the strip, whatever widget they belong to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui import theme
from app.ui.stylesheet import tip_sheet


class _Tips(QObject):
    """Shows the tips of the widgets that have one: Qt takes a tip's look from the widget it is shown for."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._look = QWidget()
        self._styled: theme.Theme | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        if not isinstance(watched, QWidget) or not watched.toolTip():
            return False
        self.show(event.globalPos(), watched.toolTip())
        return True

    def show(self, at: QPoint, words: str) -> None:
        if self._styled != theme.current():
            self._styled = theme.current()
            self._look.setStyleSheet(tip_sheet(self._styled))
        QToolTip.showText(at, words, self._look)


_made: list[_Tips] = []


def _tips() -> _Tips:
    if not _made:
        _made.append(_Tips(QCoreApplication.instance()))
    return _made[0]


def watch(widget: QWidget, *, on: bool) -> None:
    """Show the tip of a widget from here, or leave it alone again once it has none."""
    if on:
        widget.installEventFilter(_tips())
    else:
        widget.removeEventFilter(_tips())


def show(at: QPoint, words: str) -> None:
    """Show a tip at a place of the screen."""
    _tips().show(at, words)
