"""How many sheets: a number of two digits, typed over."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.ui.widgets import ink
from app.ui.widgets.boxes import paint_count
from app.ui.widgets.painted import Themed

_FIXED = QSizePolicy.Policy.Fixed


class CountBox(Themed, QLineEdit):
    """How many sheets: digits overwrite, 0 stands in grey, at most 99. `counted(n)` on each change."""

    counted = Signal(int)

    def __init__(self, count: int = 0, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setSizePolicy(_FIXED, _FIXED)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fresh = True
        self.setText(str(count))
        self.follow_theme()

    def count(self) -> int:
        """Give the number."""
        return self._count

    def set_count(self, count: int) -> None:
        """Set the number without telling."""
        self._count = max(0, min(99, count))
        self.setText(str(self._count))
        self.update()

    def retheme(self) -> None:
        self.setFixedSize(38, 26 if ink.tokens().density == "roomy" else 25)
        super().retheme()

    def ring(self) -> tuple[QRect, float] | None:
        return None

    def _put(self, count: int) -> None:
        self.set_count(count)
        self.counted.emit(self._count)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._fresh = True
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "0123456789":
            digit = int(event.text())
            joined = self._count * 10 + digit
            self._put(digit if self._fresh or joined > 99 else joined)
            self._fresh = False
        elif event.key() == Qt.Key.Key_Backspace:
            self._put(self._count // 10)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._put(self._count + (1 if event.key() == Qt.Key.Key_Plus else -1))
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_count(QPainter(self), QRectF(self.rect()), self._count, focus=self.hasFocus())
