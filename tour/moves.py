"""What a hand does at the counter, and how it reaches the program: keys, an input method, a scanner."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.buttons import rests

HUMAN_MS = 45  # a quick typist; the scanner filter takes three keys within 30 ms for a scanner
SCANNER_MS = 3
ENTER = "Return"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One press of a key: `Ctrl+Return`, `F10`, `a`."""

    keys: str
    pause_ms: int = HUMAN_MS
    presses: int = 1


@dataclass(frozen=True, slots=True)
class Commit:
    """A syllable that an input method puts in; `presses` is what it takes to type it in Telex."""

    text: str
    presses: int
    pause_ms: int = HUMAN_MS


@dataclass(frozen=True, slots=True)
class ScannerKey:
    """One key of a scanner, pressed at `at_ms` of the clock that never jumps; no press of the clerk's."""

    letter: str
    at_ms: int
    pause_ms: int = 0
    presses: int = 0


@dataclass(frozen=True, slots=True)
class Click:
    """A click into the middle of a widget, or of `spot` inside it."""

    widget: QWidget
    spot: QRect | None = None
    pause_ms: int = HUMAN_MS
    presses: int = 1


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until something can be seen. `what` says it for the report when it never comes."""

    seen: Callable[[], object]
    what: str
    seconds: float = 10.0


Move = Stroke | Commit | ScannerKey | Click | Until
Moves = Iterator[Move]


def _acts(key: str) -> bool:
    return not rests(key)


def press(*keys: str) -> Moves:
    """Press keys one after the other; one that rests after its last answer, as soon as it may act again."""
    for key in keys:
        if rests(key):
            yield Until(partial(_acts, key), f"phím {key} bấm lại được")
        yield Stroke(key)


def write(text: str) -> Moves:
    """Write a text: what has marks comes by the input method, syllable by syllable, the rest key by key."""
    for number, word in enumerate(text.split(" ")):
        if number:
            yield Stroke("Space")
        if word.isascii():
            for letter in word:
                yield Stroke(letter)
        elif word:
            yield Commit(word, telex_presses(word), HUMAN_MS * telex_presses(word))


def scan(text: str) -> Moves:
    """Put a code before the scanner: all its letters and Enter, at a scanner's pace.

    A scanner does not wait for a busy program: a key that comes late carries the time at which it was pressed.
    """
    yield Until(_has_window, "cửa sổ nhận được phím")
    at = _now_ms()
    for letter in f"{text}\r":
        yield ScannerKey(letter, at, max(0, at + SCANNER_MS - _now_ms()))
        at += SCANNER_MS
    yield Until(lambda: _now_ms() > at + HUMAN_MS, "máy quét nghỉ")


def telex_presses(word: str) -> int:
    """Count the keys that give `word` in Telex: a letter, and one for each of its marks (`đ` is `dd`)."""
    return sum(2 if sign in "đĐ" else 1 for sign in unicodedata.normalize("NFD", word))


def differs(look: Callable[[], object]) -> Callable[[], bool]:
    """Return a condition: what `look` sees is no longer what it sees now."""
    before = look()
    return lambda: look() != before


def perform(move: Stroke | Commit | ScannerKey | Click) -> None:
    """Send one move to the program. It returns only when a dialog opened by it is closed again."""
    match move:
        case Stroke(keys):
            _press(keys)
        case Commit(text):
            _commit(text)
        case ScannerKey(letter, at_ms):
            _scan_key(letter, at_ms)
        case Click(widget, spot):
            point = (spot or widget.rect()).center()
            window = widget.window().windowHandle()
            here: QPoint = widget.mapTo(widget.window(), point)
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, here)


def _press(keys: str) -> None:
    if len(keys) == 1:
        QTest.keyClick(_window(), keys)  # type: ignore[call-overload]
        return
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(_window(), combination.key(), combination.keyboardModifiers())


def _commit(text: str) -> None:
    # Like an input method: the letters stand underlined first, then they are put in. Without Vietnamese letters in
    # key events: the test library ends the process over those.
    target = QGuiApplication.focusObject()
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    for event in (QInputMethodEvent(text[:-1], []), done):
        if target is not None:
            QCoreApplication.sendEvent(target, event)


def _scan_key(letter: str, at_ms: int) -> None:
    # A scanner types letters that no key has; so these events are made by hand, with the time in them.
    key = Qt.Key.Key_Return if letter == "\r" else Qt.Key(ord(letter.upper()[0]))
    window = _window()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, int(key), Qt.KeyboardModifier.NoModifier, 0, 0, 0, letter, False, 1)
        event.setTimestamp(at_ms)
        QCoreApplication.sendEvent(window, event)


def _window() -> QWindow:
    """Return the window that has the keyboard. A screen in memory has no window manager: we play it."""
    front: QWidget | None = QApplication.activeModalWidget() or QApplication.activeWindow()
    if front is None:
        front = next(widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
    if QGuiApplication.focusWindow() is not front.windowHandle():
        front.activateWindow()
    return front.windowHandle()


def _now_ms() -> int:
    return int(time.monotonic() * 1000)


def _has_window() -> bool:
    return any(widget.isVisible() for widget in QApplication.topLevelWidgets())
