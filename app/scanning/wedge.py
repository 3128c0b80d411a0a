"""Tell a keyboard-wedge scanner from a person typing, by pace, prefix and terminator. No clock, no Qt.

A key may be the first of a code, so it is held back until the next ones show the pace. Three keys within two paces
(30 ms) are quicker than any hand; less, and the held keys are given up as typing. From then on a code may hiccup, and
is judged at its end: long enough, quick enough on the whole, more than one character. Giving up loses nothing: the
held keys are replayed in order by the caller.

What looks alike and is no scan: key repeat (flagged by the system, or one character only), the bursts with which
Vietnamese input methods rewrite a word (Backspace first: everything until the next pause passes at once), shortcuts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from app.settings import Terminator, WedgeProfile

QUICK_KEYS = 3


class StrokeKind(Enum):
    """What a key press may mean inside a code."""

    TEXT = auto()  # brings printable characters
    ENTER = auto()
    TAB = auto()
    ERASE = auto()  # Backspace
    FILLER = auto()  # brings none, but scanners press it on the way: Shift, Alt + keypad digits
    OTHER = auto()  # never part of a code: shortcuts, arrows, key repeat


class Key(Enum):
    """What happens to the key just pressed."""

    PASS = auto()
    HOLD = auto()
    DROP = auto()


class Held(Enum):
    """What happens to the keys held back before it."""

    KEEP = auto()
    RELEASE = auto()
    DROP = auto()


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner typed, without prefix and terminator. Lines that came in one go are parted by a line feed.

    `altered`: Backspaces came along, so an input method rewrote letters of it.
    """

    text: str = field(repr=False)
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """In this order: deal with the `held` keys, announce the `scan`, deal with the `key`."""

    key: Key = Key.PASS
    held: Held = Held.KEEP
    scan: Scan | None = None


class WedgeDetector:
    """Rule on one key press after the other. Times are milliseconds of one clock, whichever."""

    def __init__(self, profile: WedgeProfile | None = None) -> None:
        self.profile = profile or WedgeProfile()
        self._rewriting_at = self._newest = self._ended = float("-inf")
        self._forget()

    def _forget(self) -> None:
        self._lines: list[str] = []  # finished ones, waiting whether another follows
        self._altered = False
        self._forget_burst()

    def _forget_burst(self) -> None:
        self._text: list[str] = []
        self._presses = 0
        self._first = self._last = 0.0

    @property
    def running(self) -> bool:
        """Whether the keys held are quicker than a hand."""
        return self._presses >= QUICK_KEYS or bool(self._presses and self.profile.prefix)

    @property
    def deadline(self) -> float | None:
        """The time until which a next key must come, or None when nothing is undecided."""
        pace = self.profile.max_gap_ms
        if self.running:
            return min(self._last, self._first + self._presses * pace) + self.profile.idle_ms
        if self._presses:
            return self._first + 2 * pace
        return self._ended + 2 * pace if self._lines else None

    def press(self, kind: StrokeKind, text: str, at: float) -> Ruling:
        """Rule on a key pressed at `at`; `text` matters for TEXT only."""
        before = Ruling()
        if (deadline := self.deadline) is not None and not self._newest <= at <= deadline:
            before = self.settle()
        self._newest = at
        now = self._judge(kind, text, at)
        held = now.held if before.held is Held.KEEP else before.held
        return Ruling(now.key, held, before.scan or now.scan)

    def settle(self) -> Ruling:
        """Rule on what is undecided because no further key came in time, or nothing may wait any longer."""
        held = Held.RELEASE if self._presses else Held.KEEP
        if self.profile.terminator is Terminator.NONE and self._is_code():
            self._lines.append(self._code)
            held = Held.DROP
        scan = Scan("\n".join(self._lines), self._altered) if self._lines else None
        self._forget()
        return Ruling(held=held, scan=scan)

    def _judge(self, kind: StrokeKind, text: str, at: float) -> Ruling:
        match kind:
            case StrokeKind.TEXT:
                return self._letter(text, at)
            case StrokeKind.ENTER | StrokeKind.TAB:
                return self._end(kind, at)
            case StrokeKind.ERASE if self.running and self._text:
                self._text.pop()
                self._altered = True
                return self._hold(at)
            case StrokeKind.FILLER:
                return self._hold(at) if self._presses else Ruling()
            case _:
                self._rewriting_at = at
                return self.settle()

    def _letter(self, text: str, at: float) -> Ruling:
        profile = self.profile
        if not self._presses and not self._lines and 0 <= at - self._rewriting_at <= 2 * profile.max_gap_ms:
            self._rewriting_at = at
            return Ruling()
        place = len(self._text)
        if place < len(profile.prefix) and text != profile.prefix[place]:
            return self.settle()
        self._text.append(text)
        return self._hold(at)

    def _hold(self, at: float) -> Ruling:
        if not self._presses:
            self._first = at
        self._presses += 1
        self._last = at
        return Ruling(Key.HOLD)

    def _end(self, kind: StrokeKind, at: float) -> Ruling:
        if not self._presses:  # line feed after carriage return, or Tab and Enter both
            return Ruling(Key.DROP) if self._lines else Ruling()
        wanted = self.profile.terminator
        if (wanted is Terminator.ENTER and kind is StrokeKind.TAB) or (
            wanted is Terminator.TAB and kind is StrokeKind.ENTER
        ):
            return self.settle()
        if not self._is_code():
            return self.settle()
        self._lines.append(self._code)
        self._ended = at
        self._forget_burst()
        return Ruling(Key.DROP, Held.DROP)

    @property
    def _code(self) -> str:
        return "".join(self._text)[len(self.profile.prefix) :]

    def _is_code(self) -> bool:
        slowest = self._presses * self.profile.max_gap_ms + self.profile.idle_ms
        return (
            self.running
            and len(self._code) >= self.profile.min_length
            and len(set(self._code)) > 1
            and self._last - self._first <= slowest
        )
