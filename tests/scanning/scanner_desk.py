"""Key presses with their times, and a field behind the detector."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.scanning.wedge import Held, Key, Scan, StrokeKind, WedgeDetector
from app.settings import WedgeProfile


@dataclass(frozen=True)
class Stroke:
    at: float
    text: str = ""
    kind: StrokeKind = StrokeKind.TEXT


class Desk:
    """A field behind the detector: what reaches it, when, and what was scanned."""

    def __init__(self, profile: WedgeProfile | None = None) -> None:
        self.detector = WedgeDetector(profile)
        self.held: list[Stroke] = []
        self.arrived: list[Stroke] = []
        self.scans: list[Scan] = []
        self.longest_wait = 0.0

    def play(self, strokes: list[Stroke]) -> "Desk":
        for stroke in strokes:
            deadline = self.detector.deadline
            if deadline is not None and deadline < stroke.at:
                self._follow(self.detector.settle(), deadline)
            ruling = self.detector.press(stroke.kind, stroke.text, stroke.at)
            self._follow(ruling, stroke.at)
            if ruling.key is Key.HOLD:
                self.held.append(stroke)
            elif ruling.key is Key.PASS:
                assert not self.held, "a key overtook those held back"
                self.arrived.append(stroke)
        if (deadline := self.detector.deadline) is not None:
            self._follow(self.detector.settle(), deadline)
        assert not self.held
        return self

    def _follow(self, ruling, at: float) -> None:
        if ruling.held is Held.RELEASE:
            self.longest_wait = max([self.longest_wait, *(at - stroke.at for stroke in self.held)])
            self.arrived += self.held
        if ruling.held is not Held.KEEP:
            self.held = []
        if ruling.scan is not None:
            self.scans.append(ruling.scan)

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]


def typed(text: str, gaps: Sequence[float] | float, start: float = 1000.0) -> list[Stroke]:
    """Key presses of `text`; "\\r" and "\\t" and "\\b" are the keys of that name."""
    kinds = {"\r": StrokeKind.ENTER, "\t": StrokeKind.TAB, "\b": StrokeKind.ERASE}
    times, at = [], start
    for place in range(len(text)):
        times.append(at)
        at += gaps if isinstance(gaps, int | float) else gaps[place % len(gaps)]
    return [Stroke(at, letter, kinds.get(letter, StrokeKind.TEXT)) for at, letter in zip(times, text, strict=True)]
