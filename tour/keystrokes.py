"""The keystroke-level model: how long an expert takes for what the driver really did, step by step.

S. K. Card, T. P. Moran, A. Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23 (1980) 396-410, and "The Psychology of Human-Computer Interaction" (1983), chapter 8:
K 0.28 s for an average non-secretary typist, P 1.10 s to point, H 0.40 s from one device to another, M 1.35 s to make
up one's mind, R what the system keeps one waiting. Their rules place M: before a text, before a command, not between
the letters of one text, not before the Enter that ends it, nor again for the Enter after an Enter (one routine).

Putting a card before the scanner is not in their list. It is reckoned here as M, H there and back, and 1.10 s to aim,
like a pointing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tour.moves import ENTER, Click, Commit, ScannerKey, Stroke

K, P, H, M = 0.28, 1.10, 0.40, 1.35
SCAN = M + 2 * H + P
_TEXT, _ENTER, _COMMAND, _SCAN, _POINT = "text", "enter", "command", "scan", "point"


@dataclass(frozen=True, slots=True)
class Tally:
    """Operators so far: presses of keys, decisions, pointings, cards scanned, and seconds waited for the program."""

    keys: int = 0
    minds: int = 0
    points: int = 0
    scans: int = 0
    waited: float = 0.0
    last: str = ""  # what the hand did last

    def after(self, move: Stroke | Commit | ScannerKey | Click) -> Tally:
        """Return the tally with one more move of the hand."""
        kind = _kind(move, self.last)
        if kind == _SCAN:  # one gesture, however many letters the scanner types
            return self if self.last == _SCAN else replace(self, scans=self.scans + 1, last=kind)
        thinks = kind in (_COMMAND, _POINT) or (kind == _TEXT and self.last != _TEXT)
        return replace(
            self,
            keys=self.keys + (move.presses if kind != _POINT else 0),
            minds=self.minds + thinks,
            points=self.points + (kind == _POINT),
            last=kind,
        )

    def waiting(self, seconds: float) -> Tally:
        """Return the tally with a response that was waited for."""
        return replace(self, waited=self.waited + seconds)

    def since(self, before: Tally) -> Tally:
        """Return what came after `before`."""
        return Tally(
            self.keys - before.keys,
            self.minds - before.minds,
            self.points - before.points,
            self.scans - before.scans,
            self.waited - before.waited,
        )

    @property
    def seconds(self) -> float:
        """Return the seconds the model gives an expert, responses included."""
        return self.keys * K + self.minds * M + self.points * (P + K) + self.scans * SCAN + self.waited


def _kind(move: Stroke | Commit | ScannerKey | Click, last: str) -> str:
    match move:
        case ScannerKey():
            return _SCAN
        case Click():
            return _POINT
        case Commit():
            return _TEXT
        case Stroke(keys):
            if keys == ENTER:
                return _ENTER
            inside = keys == "Space" and last == _TEXT
            return _TEXT if inside or (len(keys) == 1 and keys.isprintable()) else _COMMAND
