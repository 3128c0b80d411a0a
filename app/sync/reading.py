"""Reading: feeds are pulled page by page; what was read and how far is kept in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from app.protocol.messages import Page, PullAnswer, ReadAgain
from app.storage import incoming
from app.storage.database import Database
from app.storage.incoming import Applied
from app.storage.server_place import Cursor, cursor_of, move_cursor
from app.sync.troubles import strange

log = logging.getLogger(__name__)

PAGE, IDS = 200, 1000  # asked for at once
SLICE = 25  # events kept in one transaction: somebody may be waiting to save a receipt
BREATH = 0.002  # seconds between two transactions, in which whoever waits gets the file

OnChanged = Callable[[frozenset[tuple[str, str]]], None]  # subjects by kind and id


class PullLine(Protocol):
    """What reading needs of the line."""

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        """Ask for a page. Raises LineTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """What reading feeds came to: events not known before, the epoch the server is in, and the level of event types
    that may be written (0 = not said); `lost` are places whose bytes the server has damaged."""

    new: int
    epoch: str
    level: int = 0
    lost: frozenset[tuple[str, int]] = frozenset()


class Reader:
    """Reads feeds. No transaction is open while the server is asked."""

    def __init__(self, db: Database, on_changed: OnChanged, is_stopped: Callable[[], bool] = lambda: False) -> None:
        self._db = db
        self._on_changed = on_changed
        self._is_stopped = is_stopped
        self._lost: frozenset[tuple[str, int]] = frozenset()

    def read(self, line: PullLine, feeds: Iterable[str]) -> Read:
        """Read these feeds to their ends. Raises LineTrouble."""
        new, epoch, level = 0, "", 0
        self._lost = frozenset()
        for feed in feeds:
            read = self._read_feed(line, feed)
            new, epoch, level = new + read.new, read.epoch or epoch, max(read.level, level)
        return Read(new, epoch, level, self._lost)

    def _read_feed(self, line: PullLine, feed: str) -> Read:
        with self._db.read() as session:
            cursor = cursor_of(session, feed)
        new, restarts = 0, 0
        while not self._is_stopped():
            answer = self._ask(line, cursor)
            if isinstance(answer, ReadAgain):
                restarts += 1
                if restarts > 2:
                    raise strange()
                cursor = Cursor(feed, answer.epoch, 0, again=True)
                self._keep(cursor)
                continue
            _check(answer, cursor)
            is_last = answer.upto >= answer.head or answer.upto == cursor.position
            new += self._keep_page(answer, cursor)
            cursor = Cursor(feed, answer.epoch, answer.upto, cursor.again and not is_last)
            if is_last:
                return Read(new, answer.epoch, answer.level)
        return Read(new, "")

    def _ask(self, line: PullLine, cursor: Cursor) -> PullAnswer:
        """Ask for the next page; in a new epoch for its ids first, and for the events when one of them is new."""
        if cursor.again:
            page = line.pull(cursor.feed, cursor.epoch, cursor.position, IDS, ids=True)
            if not isinstance(page, Page):
                return page
            with self._db.read() as session:
                if incoming.are_known(session, page.ids):
                    return page
        return line.pull(cursor.feed, cursor.epoch, cursor.position, PAGE)

    def _keep_page(self, page: Page, cursor: Cursor) -> int:
        """Keep a page, a slice per transaction, each with its own place of the cursor."""
        new, kept = 0, cursor
        moved = replace(cursor, epoch=page.epoch, again=cursor.again and page.upto < page.head)
        for start in range(0, len(page.events), SLICE):
            if start:
                time.sleep(BREATH)
            events = page.events[start : start + SLICE]
            with self._db.write() as session:
                applied = incoming.apply(session, (item.event for item in events))
                kept = replace(moved, position=events[-1].position)
                move_cursor(session, kept)
            new += applied.new
            self._lost |= applied.lost
            self._tell(page.feed, applied)
        end = replace(moved, position=page.upto)
        if end != kept:
            self._keep(end)
        return new

    def _keep(self, cursor: Cursor) -> None:
        with self._db.write() as session:
            move_cursor(session, cursor)

    def _tell(self, feed: str, applied: Applied) -> None:
        if applied.uncounted or applied.misfits:
            log.warning("%s: %d events not counted, %d links misfit", feed, applied.uncounted, applied.misfits)
        if applied.subjects:
            self._on_changed(applied.subjects)


def _check(page: Page, cursor: Cursor) -> None:
    """Raise LineTrouble unless a page is of this feed, goes on from the cursor and says where it ends."""
    positions = [item.position for item in page.events] + [item.position for item in page.ids]
    within = all(a < b for a, b in zip([cursor.position, *positions], [*positions, page.upto + 1], strict=True))
    if page.feed != cursor.feed or page.upto < cursor.position or page.upto > page.head or not within:
        raise strange()
