"""Tell a keyboard-wedge scanner from a person typing, by pace, prefix and terminator. No clock, no Qt.

A key may be the first of a code, so it is held back until the next ones show the pace. Three keys within two paces
(30 ms) are quicker than any hand; less, and the held keys are given up as typing. From then on a code may hiccup, and
is judged at its end: long enough, quick enough on the whole, more than one character. Giving up loses nothing: the
held keys are replayed in order by the caller.

A card or one of our codes is a scan even when the terminator is missing or another. What is longer than any code is
swallowed to its end and told, so that neither memory nor a field fills up.

What looks alike and is no scan: key repeat (flagged by the system, or one character only), the bursts with which
Vietnamese input methods rewrite a word (Backspace first: everything until the next pause passes at once), shortcuts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from app.scanning.runs import is_ours
from app.settings import Terminator, WedgeProfile

QUICK_KEYS = 3
_MOST_KEYS = 40_000  # Shift and Alt + digits for each letter included
LONGEST_SCAN = 4000  # characters; a QR code of letters and digits holds 4,296, ours 120, cards some 300


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
class Arrival:
    """How a scan came: keys (or bytes) in how many milliseconds, the longest pause among them, what ended it.

    `port` is the serial port, "" for a keyboard wedge.
    """

    keys: int
    took_ms: float
    longest_gap_ms: float = 0.0
    end: Terminator = Terminator.NONE
    port: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner typed, without prefix and terminator. Lines that came in one go are parted by a line feed.

    `altered`: Backspaces came along, so an input method rewrote letters of it. `overlong`: more came than any code of
    ours has; the text was thrown away.
    """

    text: str = field(repr=False)
    altered: bool = False
    overlong: bool = False
    arrival: Arrival | None = field(default=None, compare=False)


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
        self._altered = self._flooded = False
        self._arrival: Arrival | None = None
        self._forget_burst()

    def _forget_burst(self) -> None:
        self._text: list[str] = []
        self._presses = 0
        self._first = self._last = self._longest_gap = 0.0

    @property
    def running(self) -> bool:
        """Whether the keys held are quicker than a hand."""
        return self._presses >= QUICK_KEYS or bool(self._presses and self.profile.prefix)

    @property
    def deadline(self) -> float | None:
        """The time until which a next key must come, or None when nothing is undecided."""
        pace = self.profile.max_gap_ms
        if self._flooded:
            return self._last + self.profile.idle_ms
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
        if self._flooded:
            self._forget()
            return Ruling(scan=Scan("", overlong=True))
        held = Held.RELEASE if self._presses else Held.KEEP
        if self._is_code() and (self.profile.terminator is Terminator.NONE or is_ours(self._code)):
            self._add_line(Terminator.NONE)
            held = Held.DROP
        scan = Scan("\n".join(self._lines), self._altered, arrival=self._arrival) if self._lines else None
        self._forget()
        return Ruling(held=held, scan=scan)

    def _add_line(self, end: Terminator) -> None:
        self._lines.append(self._code)
        self._arrival = Arrival(self._presses, self._last - self._first, self._longest_gap, end)

    def _judge(self, kind: StrokeKind, text: str, at: float) -> Ruling:
        if self._flooded and kind is not StrokeKind.OTHER:
            self._last = at
            return Ruling(Key.DROP)
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
            self._first = self._last = at
        self._presses += 1
        self._longest_gap = max(self._longest_gap, at - self._last)
        self._last = at
        if self._presses > _MOST_KEYS or sum(map(len, self._lines)) + len(self._text) > LONGEST_SCAN:
            self._forget()
            self._flooded, self._last = True, at
            return Ruling(Key.DROP, Held.DROP)
        return Ruling(Key.HOLD)

    def _end(self, kind: StrokeKind, at: float) -> Ruling:
        if not self._presses:  # line feed after carriage return, or Tab and Enter both
            return Ruling(Key.DROP) if self._lines else Ruling()
        wanted = self.profile.terminator
        if (wanted is Terminator.ENTER and kind is StrokeKind.TAB) or (
            wanted is Terminator.TAB and kind is StrokeKind.ENTER
        ):
            found = self.settle()
            return found if found.scan is None else Ruling(Key.DROP, found.held, found.scan)
        if not self._is_code():
            return self.settle()
        self._add_line(Terminator.ENTER if kind is StrokeKind.ENTER else Terminator.TAB)
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
