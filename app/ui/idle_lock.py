"""Tells when nobody has touched the windows of this program for a while, so that the screen can be locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.runtime.key_place import KeyPlace

_HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleLock(QObject):
    """Emits `idle` once after `minutes` without a key, click or movement in the window with the focus.

    `pause` while nobody is signed in, `start` after each sign-in.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        self._place: KeyPlace | None = None

    def set_minutes(self, minutes: int) -> None:
        """Change how long it waits; a running wait begins anew."""
        self.set_milliseconds(max(1, minutes) * 60_000)

    def set_milliseconds(self, milliseconds: int) -> None:
        """Like `set_minutes`, finer."""
        self._timer.setInterval(milliseconds)

    def start(self) -> None:
        """Begin to watch."""
        app = QApplication.instance()
        if self._place is None and isinstance(app, QApplication):
            self._place = KeyPlace(self, app, whole=True)
        self._timer.start()

    def pause(self) -> None:
        """Stop watching."""
        if self._place is not None:
            self._place.leave()
            self._place = None
        self._timer.stop()

    @property
    def running(self) -> bool:
        """Whether it is waiting."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS and self._timer.isActive() and isinstance(event, QInputEvent | QInputMethodEvent):
            self._timer.start()
        return False
