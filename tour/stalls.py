"""Listen to the pulse of the GUI thread: how late it answers, and what it was busy with meanwhile.

A thread sends it an event, waits for the answer and sends the next; while the answer is late it looks at the thread's
Python stack. The clock on the wall also counts what other programs take from a busy machine, so the thread's own
processor time is kept beside it: that much was ours for certain. What the tour itself does on the GUI thread (looking
for what it waits for, pictures) is taken off.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QCoreApplication, QEvent, QObject

LATE = 0.050  # seconds: three frames
_BEAT, _LOOK = 0.010, 0.010
_PATIENCE = 0.030  # only what becomes a stall is looked at: Python 3.11 can crash when another thread's frames are read
_KIND = QEvent.Type(QEvent.registerEventType())
_PROGRAM = str(Path(__file__).resolve().parent.parent / "app")


@dataclass(frozen=True, slots=True)
class Stall:
    """A late answer, in seconds of the wall and of the thread; `where` is the program's frames seen most often."""

    wall: float
    busy: float
    where: str


class StallWatch(QObject):
    """Watches the thread that makes it, until `close`. Tells each late answer to `on_stall`, on that thread."""

    def __init__(self, on_stall: Callable[[Stall], None]) -> None:
        super().__init__()
        self._on_stall = on_stall
        self._thread = threading.get_ident()
        self._clock = _clock_of(self._thread)
        self._answered = threading.Event()
        self._closed = threading.Event()
        self._sent = (0.0, 0.0, 0.0, 0.0)  # wall, processor, and what of both was the tour's own
        self._own_wall = self._own_busy = 0.0
        self._seen: Counter[str] = Counter()
        self._beats = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._beats.start()

    @contextmanager
    def own(self) -> Iterator[None]:
        """Take the block off: the tour's doing, not the program's."""
        wall, busy = time.perf_counter(), self._clock()
        try:
            yield
        finally:
            self._own_wall += time.perf_counter() - wall
            self._own_busy += self._clock() - busy

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()
        self._answered.set()
        self._beats.join()

    def event(self, event: QEvent) -> bool:
        if event.type() != _KIND:
            return super().event(event)
        wall, busy, own_wall, own_busy = self._sent
        late = time.perf_counter() - wall - (self._own_wall - own_wall)
        spent = self._clock() - busy - (self._own_busy - own_busy)
        seen = dict(self._seen)
        self._answered.set()
        if late > LATE and not self._closed.is_set():
            where = max(seen, key=lambda place: seen[place]) if seen else ""
            self._on_stall(Stall(late, spent, where))
        return True

    def _beat(self) -> None:
        while not self._closed.is_set():
            self._answered.clear()
            self._seen.clear()
            self._sent = (time.perf_counter(), self._clock(), self._own_wall, self._own_busy)
            QCoreApplication.postEvent(self, QEvent(_KIND))
            patience = _PATIENCE
            while not self._answered.wait(patience):
                patience = _LOOK
                place = _place(sys._current_frames().get(self._thread))
                if place:
                    self._seen[place] += 1
            self._closed.wait(_BEAT)


def _clock_of(thread: int) -> Callable[[], float]:
    """Return the processor clock of a thread, read from any other; the wall's where the system has none."""
    if not hasattr(time, "pthread_getcpuclockid"):  # Windows
        return time.perf_counter
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


def _place(frame: FrameType | None) -> str:
    """Name the innermost frame of the program, and the two that called it."""
    names: list[str] = []
    while frame is not None and len(names) < 3:
        code = frame.f_code
        if code.co_filename.startswith(_PROGRAM):
            file = code.co_filename[len(_PROGRAM) + 1 :]
            names.append(f"{file}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " < ".join(names)
