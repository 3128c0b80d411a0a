"""Cards of many people before the scanner: from the last byte of each to the painted form."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer

from benchmarks.desk import Caller, callers
from tour import counter, opening, sight
from tour.acts import Tour
from tour.counter import intake
from tour.moves import Moves, ScannerKey, Until

CARDS = 210
_WARM_UP = 10
_PACE_MS = 3


class Probe(QObject):
    """Takes the time from `begin` until the window has been painted with that person on the form."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[float, float]] = []  # seconds of the wall, and of this thread's own
        self._number = ""
        self._begun = (0.0, 0.0)
        window = sight.shell()
        assert window is not None
        window.installEventFilter(self)

    @property
    def is_done(self) -> bool:
        """Whether the form has been painted."""
        return not self._number

    def begin(self, caller: Caller) -> None:
        """Start the watch; the next key is the scanner's last."""
        self._number = caller.number
        self._begun = time.perf_counter(), time.thread_time()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and self._number:
            on_form = intake().form.visitor.number.replace(" ", "")
            if on_form == self._number:
                QTimer.singleShot(0, self, self._end)  # comes when the painting that begins here is over
        return False

    def _end(self) -> None:
        if self._number:
            self.taken.append((time.perf_counter() - self._begun[0], time.thread_time() - self._begun[1]))
            self._number = ""


def act(tour: Tour) -> Moves:
    """Sign in, open the form, and put one card after the other before the scanner, each for a fresh form."""
    yield from opening.sign_in(tour)
    yield from counter.begin()
    probe = Probe()
    for caller, _ in zip(callers(7), range(CARDS), strict=False):
        at = int(time.monotonic() * 1000)
        for letter in caller.card:
            yield ScannerKey(letter, at, max(0, at + _PACE_MS - int(time.monotonic() * 1000)))
            at += _PACE_MS
        probe.begin(caller)
        yield ScannerKey("\r", at)
        yield Until(lambda: probe.is_done, f"thẻ của {caller.name} trên biểu mẫu")
        yield Until(lambda: intake().context.runner.is_idle, "việc sau khi quét xong")
        intake()._start_fresh()  # as after F10, without 210 dossiers
        yield Until(lambda: intake().form.is_empty and intake().context.runner.is_idle, "biểu mẫu trống")
    tour.notebook.note(scans=probe.taken[_WARM_UP:])
