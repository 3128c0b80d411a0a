"""Reading on the desktop: a hundred thousand pulled events are applied while somebody types in a window."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.protocol.messages import FeedEvent, Page, PullAnswer, WireEvent
from app.storage import identities, outgoing
from app.storage.database import Database
from app.storage.migrating import migrate
from app.sync.reading import PAGE, Reader
from benchmarks.desk import KEY
from benchmarks.offices import open_office, the_office
from benchmarks.runner import Ground, Row, benchmark

EVENTS = 100_000
MOST_STALL_MS = 50
_PULSE, _KEY = 5, 120  # milliseconds between two beats of the pulse, between two letters
_FEED = "office:bench"


@dataclass(slots=True)
class _Feed:
    """A line that gives pages of a feed without a server, and nothing else."""

    events: Sequence[WireEvent]

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        assert not ids
        page = self.events[after : after + min(limit, PAGE)]
        items = tuple(FeedEvent(after + place, event) for place, event in enumerate(page, start=1))
        return Page(feed, "e", after + len(page), len(self.events), datetime.now(UTC), events=items)


@dataclass(slots=True)
class _Pulse:
    """How late the window's thread comes back to its events, in milliseconds."""

    gaps: list[float] = field(default_factory=list)

    def worst(self) -> float:
        return max(self.gaps, default=0.0)

    def over(self, most: float) -> int:
        return sum(gap > most for gap in self.gaps)


def _history(ground: Ground, count: int) -> list[WireEvent]:
    """Return the events of an office's years, in order."""
    with closing(open_office(the_office(ground, ground.small)).db) as db, db.read() as session:
        [chain] = [chain for chain in identities.chains(session) if chain.is_present]
        found: list[WireEvent] = []
        while len(found) < count:
            piece = outgoing.piece(session, chain.device_id, len(found), chain.last_seq)
            if not piece:
                break
            found += piece
    return found[:count]


def _typing(done: threading.Event | None, seconds: float) -> _Pulse:
    """Type into a field and take the pulse until `done`, or for so many seconds."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    app: Any = QApplication.instance() or QApplication(["bench"])
    line = QLineEdit()
    line.show()
    pulse, last, end = _Pulse(), time.perf_counter(), time.perf_counter() + seconds
    typed = last

    def beat() -> None:
        nonlocal last, typed
        now = time.perf_counter()
        pulse.gaps.append((now - last) * 1000 - _PULSE)
        if now - typed > _KEY / 1000:
            QTest.keyClick(line, Qt.Key.Key_A)
            typed = now
        last = time.perf_counter()
        if done.is_set() if done else now > end:
            app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(_PULSE)
    app.exec()
    timer.stop()
    line.close()
    return pulse


@benchmark("applying", only_named=True)
def applying(ground: Ground) -> Iterable[Row]:
    """Apply a colleague's years to an empty database in a thread, while the window's thread types and beats."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    events = _history(ground, ground.scaled(EVENTS))
    with ground.scratch() as scratch:
        file = Path(scratch) / "quay.db"
        migrate(file, KEY, Path(scratch) / "before.db")
        with closing(Database(file, KEY)) as db:
            done = threading.Event()
            taken: list[float] = []

            def read() -> None:
                start, cpu = time.perf_counter(), time.thread_time()
                try:
                    read = Reader(db, lambda _subjects: None).read(_Feed(events), [_FEED])
                    assert read.new == len(events)
                    taken.extend((time.perf_counter() - start, time.thread_time() - cpu))
                finally:
                    done.set()

            quiet = _typing(None, 10)
            reading = threading.Thread(target=read)
            reading.start()
            busy = _typing(done, 0)
            reading.join()
    wall, cpu = taken
    yield Row(
        f"applying {len(events):,} pulled events, for each",
        wall / len(events) * 1e6,
        "µs",
        how=f"{len(events) / wall:,.0f} events/s, {len(events) / cpu:,.0f}/s of the thread's processor time",
        more={"events_per_second": len(events) / wall, "per_cpu_second": len(events) / cpu},
    )
    yield Row(
        "longest stall of a window typed into meanwhile",
        busy.worst(),
        rival=quiet.worst(),
        rival_name="the same window for 10 s while nothing is applied",
        most=MOST_STALL_MS,
        how=f"{busy.over(MOST_STALL_MS)} of {len(busy.gaps):,} beats over {MOST_STALL_MS} ms, "
        f"{quiet.over(MOST_STALL_MS)} of {len(quiet.gaps):,} when nothing is applied",
    )
