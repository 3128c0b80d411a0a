"""Keep the keys that are pressed while a screen is being made, and give them to it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class KeyKeeper(QWidget):
    """A spot of a window that nobody sees. It has the focus from `keep` to `give`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._kept: list[QKeyEvent] = []
        self._before: QWidget | None = None
        self.setFixedSize(1, 1)
        self.hide()

    def keep(self) -> None:
        """Take the focus."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self._kept.clear()
        self.show()
        self.setFocus()

    def give(self) -> None:
        """Press the keys again, where the focus is now; where it was before, if nothing else has taken it."""
        if self.isHidden():
            return
        if self.hasFocus() and self._before is not None:
            self._before.setFocus()
        self.hide()
        target = QApplication.focusWidget()
        if target is not None:
            for event in self._kept:
                QCoreApplication.postEvent(target, event)
        self._kept = []
        self._before = None

    def focusNextPrevChild(self, _forward: bool) -> bool:
        return False  # Tab is a key like the others

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._kept.append(_copy(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._kept.append(_copy(event))


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
