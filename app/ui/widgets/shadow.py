"""The soft edge under what lies over a screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from app.ui.theme import RADIUS_PANEL
from app.ui.widgets import ink

_REACH, _DROP = 8, 3  # how far it is seen, and how much lower than what it belongs to, in logical pixels
_INK = QColor(0, 0, 0, 12)
_MOVES = (
    QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange,
    QEvent.Type.ParentChange,
)  # fmt: skip


def paint_shadow(painter: QPainter, sheet: QRectF) -> None:
    """Draw the shadow of a sheet; what lies under the sheet itself is drawn too."""
    for grow in range(_REACH, 0, -2):
        rect = sheet.adjusted(-grow, -grow + _DROP, grow, grow + _DROP)
        ink.box(painter, rect, RADIUS_PANEL + grow, _INK)


class Shadow(QWidget):
    """Lies under `sheet`, goes where it goes, and ends with it.

    An effect of Qt's would draw the whole sheet and its blur anew with each line that changes on it.
    """

    def __init__(self, sheet: QWidget) -> None:
        super().__init__(sheet.parentWidget())
        self._sheet = sheet
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        sheet.installEventFilter(self)
        sheet.destroyed.connect(self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._follow()
        return False

    def _follow(self) -> None:
        if self.parentWidget() is not self._sheet.parentWidget():
            self.setParent(self._sheet.parentWidget())
        self.setGeometry(self._sheet.geometry().adjusted(-_REACH, _DROP - _REACH, _REACH, _DROP + _REACH))
        self.stackUnder(self._sheet)
        self.setVisible(self._sheet.isVisible())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        sheet = self._sheet.rect().translated(_REACH, _REACH - _DROP)
        seen = RADIUS_PANEL  # behind the round corners
        covered = QRegion(sheet.adjusted(seen, 0, -seen, 0)) | QRegion(sheet.adjusted(0, seen, 0, -seen))
        painter.setClipRegion(QRegion(self.rect()) - covered)
        paint_shadow(painter, QRectF(sheet))
