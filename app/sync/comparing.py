"""The daily comparison: both sides tell what they have, and each gets what it lacks.

Cursors and acknowledged numbers say what was exchanged; this looks at what is there. It heals what no cursor knows of:
a server set back whose writers burned meanwhile, bytes that came damaged, a row lost on either side.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.protocol.messages import MAX_BATCH, MAX_COMPARED, Bring, Brought, Compared, Digest, WireEvent
from app.storage import inventory
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.server_place import cursor_of, move_cursor
from app.sync.troubles import strange

log = logging.getLogger(__name__)

_AT_MOST = 20_000  # ids in one question; a bucket is never cut
_SHORTEST, _SPREAD = timedelta(hours=20), 8 * 3600  # between two comparisons: not every PC at half past seven


class CompareLine(Protocol):
    """What comparing needs of the line."""

    def digest(self, asked: Digest) -> Compared:
        """Compare what both sides have. Raises LineTrouble."""
        ...

    def bring(self, lost: Bring) -> Brought:
        """Bring back what the server lacks. Raises LineTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing came to: events the server had lost and has again, whether there is something to read again, and
    the level of event types that may be written."""

    brought: int
    has_to_read: bool
    level: int


def is_due(compared_at: datetime | None, now: datetime, device_id: str) -> bool:
    """Whether a day has passed, more or less; a clock that was set back counts as one."""
    if compared_at is None:
        return True
    spread = timedelta(seconds=int.from_bytes(device_id.encode()[-4:], "big") % _SPREAD)
    return not timedelta(0) <= now - compared_at < _SHORTEST + spread


class Comparer:
    """Compares. No transaction is open while the server is asked."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def compare(self, line: CompareLine) -> Comparison:
        """Compare everything, bring back what the server lacks, and set cursors back to what this PC lacks.

        Raises LineTrouble.
        """
        answer = line.digest(Digest(LEVEL, sums=inventory.sums(self._db)))
        brought, has_to_read = 0, False
        for buckets, ids in questions(inventory.ids_in(self._db, answer.differing) if answer.differing else {}):
            found = line.digest(Digest(LEVEL, buckets=buckets, ids=ids))
            brought += self._bring(line, found)
            has_to_read |= set_back(self._db, found)
        if answer.differing:
            log.info("%d buckets differed, %d events brought back", len(answer.differing), brought)
        return Comparison(brought, has_to_read, answer.level)

    def bring_sound(self, line: CompareLine, lost: Iterable[tuple[str, int]]) -> None:
        """Bring sound copies of what came to the server damaged, if they are here. Raises LineTrouble."""
        with self._db.read() as session:
            sound = inventory.sound_at(session, sorted(lost)[:MAX_BATCH])
        for piece in pieces(sound):
            line.bring(Bring(piece))

    def _bring(self, line: CompareLine, found: Compared) -> int:
        return sum(line.bring(piece).taken for piece in lost(self._db, found))


def lost(db: Database, found: Compared) -> Iterator[Bring]:
    """Give what the server lacks and this PC may bring back, piece by piece."""
    for start in range(0, len(found.lacks), MAX_BATCH):
        with db.read() as session:
            links = inventory.links_of(session, found.lacks[start : start + MAX_BATCH])
        yield from map(Bring, pieces(links))


def set_back(db: Database, found: Compared) -> bool:
    """Let feeds be read again from where something is that is not here; whether there is. Raises LineTrouble."""
    for feed, position in found.read_from.items():
        if position < 1:
            raise strange()
        with db.write() as session:
            cursor = cursor_of(session, feed)
            if cursor.epoch == found.epoch and position <= cursor.position:
                move_cursor(session, type(cursor)(feed, found.epoch, position - 1, again=True))
    return bool(found.read_from)


def questions(ids: dict[int, list[str]]) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Put whole buckets together as long as they are not too many."""
    buckets: list[int] = []
    asked: list[str] = []
    for bucket, here in ids.items():
        if buckets and len(asked) + len(here) > _AT_MOST:
            yield tuple(buckets), tuple(asked)
            buckets, asked = [], []
        buckets.append(bucket)
        asked += here[:MAX_COMPARED]
    if buckets:
        yield tuple(buckets), tuple(asked)


def pieces(lost: Sequence[WireEvent]) -> Iterator[tuple[WireEvent, ...]]:
    """Put events together as long as they are not too large."""
    piece: list[WireEvent] = []
    size = 0
    for wire in lost:
        size += wire.size
        if piece and size > inventory.BROUGHT_BYTES:
            yield tuple(piece)
            piece, size = [], wire.size
        piece.append(wire)
    if piece:
        yield tuple(piece)
