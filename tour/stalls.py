"""Listen to the pulse of the GUI thread: how late it answers, and what it was busy with meanwhile.

A thread sends it an event, waits for the answer and sends the next; while the answer is late it looks at the thread's
Python stack. The clock on the wall also counts what other programs take from a busy machine and how long the display
takes to draw. What the program held the window up for is therefore told beside it: the thread's own processor time, and
of its waiting as much as the program's other threads computed meanwhile, the only ones that can make it wait for
Python. What the tour itself does on the GUI thread (looking for what it waits for, pictures) is taken off.
"""

from __future__ import annotations

import faulthandler
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryFile

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from app.right_of_way import clock_of_this_thread

LATE = 0.050  # seconds: three frames
_BEAT, _LOOK = 0.010, 0.025
_PATIENCE = 0.045  # only what becomes a stall is looked at: looking holds the window up too
_KIND = QEvent.Type(QEvent.registerEventType())
_PROGRAM = str(Path(__file__).resolve().parent.parent / "app")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds gone: on the wall, computed by one thread, waited by it for a free processor, computed by all threads."""

    wall: float = 0.0
    busy: float = 0.0
    queued: float = 0.0
    all_busy: float = 0.0

    def __sub__(self, other: Spent) -> Spent:
        return Spent(*(one - less for one, less in zip(astuple(self), astuple(other), strict=True)))

    @property
    def held(self) -> float:
        """What the program itself made of it: at least `busy`, at most `wall`."""
        waited = self.wall - self.busy - self.queued
        return self.busy + max(0.0, min(waited, self.all_busy - self.busy))


@dataclass(frozen=True, slots=True)
class Stall:
    """A late answer; `where` is the program's frames seen most often."""

    spent: Spent
    where: str


class StallWatch(QObject):
    """Watches the thread that makes it, until `close`. Tells each late answer to `on_stall`, on that thread."""

    def __init__(self, on_stall: Callable[[Stall], None]) -> None:
        super().__init__()
        self._on_stall = on_stall
        self._thread = threading.get_ident()
        self._clock = _clocks_of_this_thread()
        self._answered = threading.Event()
        self._closed = threading.Event()
        self._sent = self._own = Spent()
        self._seen: Counter[str] = Counter()
        self._beats = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._beats.start()

    @contextmanager
    def own(self) -> Iterator[None]:
        """Take the block off: the tour's doing, not the program's."""
        before = self._clock()
        try:
            yield
        finally:
            self._own -= before - self._clock()

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()
        self._answered.set()
        self._beats.join()

    def event(self, event: QEvent) -> bool:
        if event.type() != _KIND:
            return super().event(event)
        spent = self._clock() - self._own - self._sent
        seen = dict(self._seen)
        self._answered.set()
        if spent.wall > LATE and not self._closed.is_set():
            where = max(seen, key=lambda place: seen[place]) if seen else ""
            self._on_stall(Stall(spent, where))
        return True

    def _beat(self) -> None:
        while not self._closed.is_set():
            self._answered.clear()
            self._seen.clear()
            self._sent = self._clock() - self._own
            QCoreApplication.postEvent(self, QEvent(_KIND))
            patience = _PATIENCE
            while not self._answered.wait(patience):
                patience = _LOOK
                place = _place(self._thread)
                if place:
                    self._seen[place] += 1
            self._closed.wait(_BEAT)


def _clocks_of_this_thread() -> Callable[[], Spent]:
    """Return the clocks of the calling thread, to be read from any other; no queue where no system tells it."""
    busy, queue = clock_of_this_thread(), Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    has_queue = queue.exists()

    def read() -> Spent:
        queued = int(queue.read_bytes().split()[1]) / 1e9 if has_queue else 0.0
        return Spent(time.perf_counter(), busy(), queued, time.process_time())

    return read


def _place(thread: int) -> str:
    """Name the innermost frame of the program on a thread, and the two that called it.

    Written down by the interpreter itself: a frame held from here would keep its painter alive after the paint is over,
    and Qt ends the process over the next one.
    """
    with TemporaryFile("w+", encoding="utf-8") as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        told = file.read()
    frames = told.partition(f"0x{thread:016x} ")[2].partition("\n\n")[0]
    ours = re.findall(rf'File "{re.escape(_PROGRAM)}/(.+)", line (\d+) in (.+)', frames)
    return " < ".join(f"{file}:{line} {name}" for file, line, name in ours[:3])
