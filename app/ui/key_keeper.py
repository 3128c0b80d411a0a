"""Keep the keys that are pressed while a screen is being made, and give them to it."""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtWidgets import QApplication, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyKeeper(QWidget):
    """A spot of a window that nobody sees. It has the focus from `keep` to `give` or `forget`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._kept: list[QKeyEvent] = []
        self._before: QWidget | None = None
        self._passes_over: tuple[Qt.Key, ...] = ()
        self.setFixedSize(1, 1)
        self.hide()

    def keep(self, *, after_enter: bool = False) -> None:
        """Take the focus. `after_enter`: Enter pressed again before anything else is impatience, not a wish."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self._passes_over = _ENTER if after_enter else ()
        self.show()
        self.setFocus()

    def forget(self) -> None:
        """Let the keys go."""
        self._kept.clear()
        self._stop()

    def give(self) -> None:
        """Press the keys again, where the focus is now; where it was before, if nothing else has taken it.

        Until the last of them is pressed, what the clerk presses meanwhile waits behind them.
        """
        if not self.isHidden():
            self._stop()
            cast("QApplication", QApplication.instance()).installEventFilter(self)
            QTimer.singleShot(0, self, self._press_next)

    def _stop(self) -> None:
        if self.hasFocus():
            self.clearFocus()
            if self._before is not None and shiboken6.isValid(self._before):
                self._before.setFocus()
        self.hide()
        self._before = None

    def _press_next(self) -> None:
        # One by one: each may open what the next is meant for, or make the window keep the others once more.
        if self._kept and self.isHidden():
            QTimer.singleShot(0, self, self._press_next)
            _press(self._kept.pop(0), QApplication.focusWidget() or self.window())
        else:
            cast("QApplication", QApplication.instance()).removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Only what comes from the keyboard is held back: the keys that are pressed again do not count as such.
        if not event.spontaneous() or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._kept.append(_copy(event, event.type()))
        return True

    def focusNextPrevChild(self, _forward: bool) -> bool:
        return False  # Tab is a key like the others

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # what is behind is not to be had yet, and what comes is not there
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in self._passes_over:
            self._passes_over = ()
            self._kept.append(_copy(event, event.type()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._kept:
            self._kept.append(_copy(event, event.type()))


def _press(event: QKeyEvent, target: QWidget) -> None:
    """Do what Qt does with a key that comes from the platform: a shortcut first, unless the focus wants the key."""
    if event.type() == QEvent.Type.KeyPress:
        override = _copy(event, QEvent.Type.ShortcutOverride)
        override.ignore()
        QCoreApplication.sendEvent(target, override)
        shortcut = None if override.isAccepted() else _shortcut(event, target.window())
        if shortcut is not None:
            QCoreApplication.postEvent(shortcut, QShortcutEvent(shortcut.key(), shortcut))
            return
    QCoreApplication.postEvent(target, event)


def _shortcut(event: QKeyEvent, window: QWidget) -> QShortcut | None:
    """Find the shortcut that a key presses in a window."""
    pressed = QKeySequence(event.keyCombination())
    for shortcut in cast("list[QShortcut]", window.findChildren(QShortcut)):
        place = shortcut.parent()
        if shortcut.key() == pressed and shortcut.isEnabled() and isinstance(place, QWidget):
            near = shortcut.context() == Qt.ShortcutContext.WindowShortcut or place.hasFocus()
            if near and place.isVisible() and place.isEnabled():
                return shortcut
    return None


def _copy(event: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    return QKeyEvent(
        kind,
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
