"""Listen for a keyboard-wedge scanner in all windows of this program, and in none of any other.

Keys that may be the start of a code are *held back* until the pace decides, rather than let through and undone.
Undoing cannot be complete: a line edit's undo history has no way to lose entries, `textEdited` has already started
a search, a completer has popped up, a validator has refused, a shortcut or a default button has acted. Holding costs
a person at most two paces (30 ms) per key, one or two frames of the screen, and what was held comes out as the same
key events in the same order.

Only the delivery to the widget with the focus is looked at. Input methods that work through Qt (`QInputMethodEvent`)
do not come by here; whatever is held is delivered before their text, and before a click. Unikey and its kin send
Backspaces and letters as key events: they pass at once (see `app.scanning.wedge`).

It follows the widget with the focus (`listen`) and is asked before the widget's other event filters. Actions bound to
a single plain character belong into `keyPressEvent` of their widget: a `QShortcut` on "/" or "1" would take the first
character of a code before it becomes a key press. Times are those of the events, where the platform gives them, so
that keys which waited for a busy program do not look quick.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.runtime.key_place import KeyPlace, key_receiver
from app.scanning.wedge import Held, Key, Ruling, StrokeKind, WedgeDetector
from app.settings import WedgeProfile

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_INTERRUPTIONS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate, QEvent.Type.Close})
_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}
    | {Qt.Key.Key_NumLock}
)
_PATIENCE, _PATIENCE_MS = 50, 10  # how often, and how long each time, keys wait for a dialog that is opening
_NO = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def monotonic_ms() -> float:
    """Return milliseconds of a clock that never jumps."""
    return time.monotonic() * 1000


@dataclass(frozen=True, slots=True)
class _HeldKey:
    """All of a key event, to make it again, and where it was bound for."""

    type: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    native: tuple[int, int, int]
    text: str
    auto_repeat: bool
    count: int
    timestamp: int
    receiver: QObject

    @classmethod
    def of(cls, event: QKeyEvent, receiver: QObject) -> _HeldKey:
        native = (event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers())
        return cls(
            event.type(),
            event.key(),
            event.modifiers(),
            native,
            event.text(),
            event.isAutoRepeat(),
            event.count(),
            event.timestamp(),
            receiver,
        )

    @property
    def switch(self) -> int:
        """The physical key: its scan code, as `key` may change when Shift goes up first."""
        return self.native[0] or -self.key

    def event(self) -> QKeyEvent:
        event = QKeyEvent(self.type, self.key, self.modifiers, *self.native, self.text, self.auto_repeat, self.count)
        event.setTimestamp(self.timestamp)
        return event


class _Interruptions(QObject):
    """Lets what is held be typed before anything else happens; installed only while something is held."""

    came = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INTERRUPTIONS:
            self.came.emit()
        return False


class WedgeFilter(QObject):
    """Event filter for whatever has the focus (`listen`).

    `scanned` brings an `app.scanning.wedge.Scan`, after its last key.
    """

    scanned = Signal(object)
    _found = Signal(object)

    def __init__(
        self,
        profile: WedgeProfile | None = None,
        parent: QObject | None = None,
        clock: Callable[[], float] = monotonic_ms,
    ) -> None:
        super().__init__(parent)
        self.enabled = True
        self._detector = WedgeDetector(profile)
        self._clock = clock
        self._from_platform = False
        self._held: list[_HeldKey] = []
        self._backlog: deque[_HeldKey] = deque()
        self._let_through = False
        self._patience = 0
        self._swallowed: set[int] = set()  # keys whose press was dropped: so will be their release
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._run_out)
        self._last_call = QTimer(self)
        self._last_call.setSingleShot(True)
        self._last_call.timeout.connect(self.settle)
        self._place: KeyPlace | None = None
        self._looked_at: list[QObject] = []
        self._interruptions = _Interruptions(self)
        self._interruptions.came.connect(self.settle)
        # Queued: whoever listens may open a dialog, and the last key's delivery must be over by then.
        self._found.connect(self.scanned, Qt.ConnectionType.QueuedConnection)

    def listen(self, application: QApplication) -> None:
        """Follow the focus of the program until `close`."""
        self._place = KeyPlace(self, application)

    def close(self) -> None:
        """Listen no longer; what is held is typed first."""
        self.settle()
        if self._place is not None:
            self._place.leave()
            self._place = None

    def set_profile(self, profile: WedgeProfile) -> None:
        """Change to another scanner; what is held is typed first."""
        self.settle()
        self._detector = WedgeDetector(profile)

    def settle(self) -> None:
        """Decide now: no key that is held waits any longer."""
        self._follow(self._detector.settle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and not _is_empty(event):
            self.settle()
        if event.type() not in _KEYS or not self.enabled or not isinstance(event, QKeyEvent):
            return False
        taken = self._on_key(watched, event)
        self._look_round()
        return taken

    def _look_round(self) -> None:
        """Look at all windows while something is held.

        Not at every event of the program: keys are held for most of the time that somebody types.
        """
        if bool(self._held) == bool(self._looked_at):
            return
        for place in self._looked_at:
            if shiboken6.isValid(place):
                place.removeEventFilter(self._interruptions)
        self._looked_at = _ways_in() if self._held else []
        for place in self._looked_at:
            place.installEventFilter(self._interruptions)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        if watched is not key_receiver():  # a window on the way to its widget, or the widget's parents after it
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._on_shortcut(event)
        if self._let_through:
            self._let_through = False
            return False
        key = _HeldKey.of(event, watched)
        taken = self._on_press(key, event) if event.type() == QEvent.Type.KeyPress else self._on_release(key)
        if taken:
            event.accept()
        return taken

    def _on_shortcut(self, event: QKeyEvent) -> bool:
        """Keep shortcuts from acting on a code's keys; let typing that is held come before a shortcut."""
        kind = _stroke_kind(event)
        if not self._held or kind is StrokeKind.FILLER:
            return False
        if kind is not StrokeKind.OTHER and self._detector.running:
            event.accept()
            return True
        if kind is not StrokeKind.TEXT:
            self.settle()
        return False

    def _on_press(self, key: _HeldKey, event: QKeyEvent) -> bool:
        at, waiting = self._moment(event), bool(self._held or self._backlog)
        self._swallowed.discard(key.switch)
        ruling = self._detector.press(_stroke_kind(event), key.text, at)
        after: list[_HeldKey] = []
        if ruling.key is Key.PASS and waiting:
            after = [key]  # behind the others, and by the same road
        self._follow(ruling, after)
        if ruling.key is Key.HOLD:
            self._held.append(key)
        elif ruling.key is Key.DROP:
            self._swallowed.add(key.switch)
        self._wait(at)
        return ruling.key is not Key.PASS or waiting

    def _on_release(self, key: _HeldKey) -> bool:
        if key.switch in self._swallowed:
            self._swallowed.discard(key.switch)
            return True
        if self._held:
            self._held.append(key)
            return True
        return False

    def _moment(self, event: QKeyEvent) -> float:
        from_platform = bool(event.timestamp())
        if from_platform is not self._from_platform:  # two clocks have nothing to do with each other
            self._from_platform = from_platform
            self.settle()
        return float(event.timestamp()) if from_platform else self._clock()

    def _wait(self, at: float) -> None:
        self._last_call.stop()
        deadline = self._detector.deadline
        if deadline is None:
            self._timer.stop()
        else:
            self._timer.start(max(ceil(deadline - at), 0))

    def _run_out(self) -> None:
        # A busy program learns of the timer before it learns of the keys that wait in the queue.
        self._last_call.start(0)

    def _follow(self, ruling: Ruling, after: Sequence[_HeldKey] = ()) -> None:
        if ruling.held is Held.RELEASE:
            self._backlog.extend(self._held)
            self._held = []
        elif ruling.held is Held.DROP:
            self._backlog.extend(self._drop(self._held))
            self._held = []
        if ruling.scan is not None:
            self._found.emit(ruling.scan)
        self._backlog.extend(after)
        self._look_round()
        self._drain()

    def _drop(self, keys: Sequence[_HeldKey]) -> list[_HeldKey]:
        """Swallow presses with their releases; return the releases of keys pressed before the code began."""
        others = []
        for key in keys:
            if key.type == QEvent.Type.KeyPress:
                self._swallowed.add(key.switch)
            elif key.switch in self._swallowed:
                self._swallowed.discard(key.switch)
            else:
                others.append(key)
        return others

    def _drain(self) -> None:
        """Deliver the backlog. A key may open a dialog and not return until it closes: the rest goes on there."""
        if len(self._backlog) > 1:
            QTimer.singleShot(0, self, self._drain)
        while self._backlog:
            opening = _opening_dialog()
            if opening is not None and self._patience < _PATIENCE:
                self._patience += 1
                QTimer.singleShot(_PATIENCE_MS, self, self._drain)
                return
            self._patience = 0
            key = self._backlog.popleft()
            receiver = opening or key_receiver() or key.receiver
            if shiboken6.isValid(receiver):
                self._let_through = receiver is key_receiver()
                QCoreApplication.sendEvent(receiver, key.event())
                self._let_through = False


def _ways_in() -> list[QObject]:
    """Return where clicks, another program's window and the end come in."""
    receiver = key_receiver()
    return [*QGuiApplication.topLevelWindows(), *([] if receiver is None else [receiver.window()])]


def _opening_dialog() -> QWidget | None:
    """Return the dialog that blocks the widget with the focus and has yet to take the focus."""
    modal, receiver = QApplication.activeModalWidget(), key_receiver()
    if modal is None or QApplication.activePopupWidget() is not None:
        return None
    return None if isinstance(receiver, QWidget) and receiver.window() is modal else modal


def _stroke_kind(event: QKeyEvent) -> StrokeKind:
    key, modifiers, text = event.key(), event.modifiers(), event.text()
    if event.isAutoRepeat():
        return StrokeKind.OTHER
    if key in _MODIFIERS or (key in (0, Qt.Key.Key_unknown) and not text):
        return StrokeKind.FILLER
    plain = modifiers & ~_KEYPAD
    if key == Qt.Key.Key_Backspace and plain == _NO:
        return StrokeKind.ERASE
    if (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or text == "\n") and plain == _NO:
        return StrokeKind.ENTER
    if key == Qt.Key.Key_Tab and plain == _NO:
        return StrokeKind.TAB
    if modifiers & _ALT and modifiers & _KEYPAD and Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return StrokeKind.FILLER  # Alt + decimal code: how scanners type letters that no key has
    third_level = bool(modifiers & _CONTROL) and bool(modifiers & _ALT)  # AltGr on Windows
    if modifiers & (_CONTROL | _ALT | _META) and not third_level:
        return StrokeKind.OTHER
    # Bytes that a wrong code page made of UTF-8 include some that nobody can print; the card's repair wants them all.
    return StrokeKind.TEXT if text and (text.isprintable() or ord(text[0]) >= 0x80) else StrokeKind.OTHER


def _is_empty(event: QInputMethodEvent) -> bool:
    """Whether an input method merely tidies up, as it does at every change of focus."""
    return not (event.commitString() or event.preeditString() or event.replacementLength())
