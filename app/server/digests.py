"""The daily comparison: what the feeds of a PC hold, what it says it has, and what each side lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from app.protocol import digests
from app.protocol.digests import Sums, bucket_of
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.messages import Compared, Digest, RefusalCode
from app.server import levels
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.tables import events, feed_positions

_AT_ONCE = 5000  # rows


def compare(connection: Connection, reader: Device, asked: Digest, epoch: str, now: datetime) -> Compared:
    """Say in which buckets the PC's feeds differ from its sums, or what each side lacks in some of them.

    It is shown nothing but its own feeds, and of them only positions. Raises Refused for sums of another size.
    """
    level = levels.writable(connection, reader.province_id)
    if asked.sums:
        if len(asked.sums) != digests.SIZE:
            raise Refused(RefusalCode.MALFORMED)
        return Compared(epoch, level, now, differing=digests.differing(_sums(connection, reader), asked.sums))
    wanted = frozenset(asked.buckets)
    theirs = frozenset(asked.ids)
    ours: set[str] = set()
    read_from: dict[str, int] = {}
    for event_id, kind, subject_id, feed, position in _rows(connection, _held(reader)):
        if bucket_of(kind, subject_id) in wanted:
            ours.add(event_id)
            if event_id not in theirs:
                read_from[feed] = min(position, read_from.get(feed, position))
    return Compared(epoch, level, now, lacks=tuple(sorted(theirs - ours)), read_from=read_from)


def _sums(connection: Connection, reader: Device) -> bytes:
    sums = Sums()
    distinct = _held(reader).with_only_columns(events.c.event_id, events.c.subject_kind, events.c.subject_id).distinct()
    sums.add_all(_rows(connection, distinct))
    return sums.packed()


def _held(reader: Device) -> Select[Any]:
    """Return the query for everything in the feeds of a PC that somebody can read."""
    there = and_(
        events.c.province_id == feed_positions.c.province_id,
        events.c.device_id == feed_positions.c.device_id,
        events.c.device_seq == feed_positions.c.device_seq,
    )
    return (
        select(
            events.c.event_id,
            events.c.subject_kind,
            events.c.subject_id,
            feed_positions.c.feed,
            feed_positions.c.position,
        )
        .select_from(feed_positions.join(events, there))
        .where(feed_positions.c.province_id == reader.province_id)
        .where(feed_positions.c.feed.in_([office_feed(reader.office_id), REFERENCE]))
        .where(events.c.event_id.is_not(None))
    )


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Give rows as they come: an office's log is larger than the memory a request may take."""
    yield from connection.execution_options(yield_per=_AT_ONCE).execute(query)
