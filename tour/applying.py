"""Events of a colleague's years come in while somebody types into the intake's form; the pulse of the window counts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.protocol.messages import FeedEvent, Page, PullAnswer, decode_pull_answer, encode
from app.services.house import Changed, House
from app.storage import identities, outgoing
from app.storage.database import Database
from app.storage.identities import Chain
from app.sync.reading import PAGE, Reader
from benchmarks.offices import open_office
from tour import counter, opening
from tour.acts import Tour
from tour.counter import intake
from tour.moves import Moves, Stroke, write

FROM, COUNT = "TOUR_APPLIED_OFFICE", "TOUR_APPLIED_EVENTS"  # environment: whose years, and how many events of them
_QUIET_SECONDS = 10
_TOLD_EVERY = 0.25  # seconds, as `app.runtime.connectivity` tells the screens
_FEED = "office:bench"


@dataclass(slots=True)
class _Feed:
    """A line that gives the pages of a log, through the bytes of the wire; there is no server."""

    source: Database
    chain: Chain
    count: int
    cpu: float = 0.0  # seconds that the reading thread spent for the pages

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        assert not ids
        began = time.thread_time()
        with self.source.read() as session:
            upto = min(after + PAGE, self.count)
            events = outgoing.piece(session, self.chain.device_id, after, upto, limit=limit)
        items = tuple(FeedEvent(after + place, event) for place, event in enumerate(events, start=1))
        page = Page(feed, "e", after + len(items), self.count, datetime.now(UTC), events=items)
        data = encode(page)
        self.cpu += time.thread_time() - began
        return decode_pull_answer(data)


@dataclass(eq=False)
class _Coming(QObject):
    """Applies the events on a thread of its own and tells the screens, as the program's own line does."""

    house: House
    changed = Signal(object)
    told: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._told_at = 0.0
        self._thread = threading.Thread(target=self._work, name="sync")

    def start(self) -> None:
        self._thread.start()

    @property
    def is_going_on(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        with closing(open_office(Path(os.environ[FROM])).db) as source:
            with source.read() as session:
                [chain] = [chain for chain in identities.chains(session) if chain.is_present]
            feed = _Feed(source, chain, min(int(os.environ[COUNT]), chain.last_seq))
            wall, cpu = time.perf_counter(), time.thread_time()
            read = Reader(self.house.db, self._tell).read(feed, [_FEED])
            cpu = time.thread_time() - cpu - feed.cpu
            self.told = {"events": read.new, "seconds": time.perf_counter() - wall, "cpu": cpu}

    def _tell(self, subjects: frozenset[tuple[str, str]]) -> None:
        if time.monotonic() - self._told_at > _TOLD_EVERY:
            self._told_at = time.monotonic()
            kinds, ids = zip(*subjects, strict=True)
            self.changed.emit(Changed(frozenset(kinds), frozenset(ids)))


def act(tour: Tour) -> Moves:
    """Sign in, open the form, type for a while with nothing else going on, then until all events are in."""
    yield from opening.sign_in(tour)
    yield from counter.begin()
    end = time.monotonic() + _QUIET_SECONDS
    yield from _type_while(lambda: time.monotonic() < end)
    coming = _Coming(intake().context.house)
    coming.changed.connect(intake().context.hub.changed)
    tour.notebook.note(applying="begins")
    coming.start()
    yield from _type_while(lambda: coming.is_going_on)
    tour.notebook.note(applied=coming.told)


def _type_while(is_going_on: Callable[[], bool]) -> Moves:
    """Look for people by name again and again, as a clerk types."""
    while is_going_on():
        for name in ("nguyen van duc", "Trần Thị Bích Phượng", "0961"):
            yield from write(name)
            yield Stroke("Ctrl+A")
            yield Stroke("Delete")
