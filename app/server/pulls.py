"""Pull: pages of a feed, for the devices that may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal, select

from app.protocol.feeds import REFERENCE, device_of, office_of
from app.protocol.messages import (
    FeedEvent,
    FeedId,
    Page,
    PullAnswer,
    ReadAgain,
    RefusalCode,
)
from app.server import devices, feeds, levels
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.tables import events, feed_positions
from app.server.vouchers import WIRE, Voucher

PAGE_BYTES = 2 << 20  # a page is full with that, whatever its events are (see LARGEST); one event always fits
_PIECE = 100  # rows fetched at once


def must_read(connection: Connection, reader: Device, feed: str) -> None:
    """Raise Refused unless this device may read the feed: its office's, its province's, its office's devices'."""
    if feed == REFERENCE or office_of(feed) == reader.office_id:
        return
    owner_id = device_of(feed)
    owner = devices.find(connection, owner_id) if owner_id and owner_id.isprintable() else None
    if owner is None or (owner.province_id, owner.office_id) != (reader.province_id, reader.office_id):
        raise Refused(RefusalCode.FORBIDDEN)


def pull(
    connection: Connection,
    reader: Device,
    feed: str,
    cursor_epoch: str,
    after: int,
    limit: int,
    now: datetime,
    *,
    epoch: str,
    ids_only: bool = False,
) -> PullAnswer:
    """Return what the feed has after a position. An empty `cursor_epoch` asks for the feed from the beginning.

    Raises Refused for a feed of others.
    """
    must_read(connection, reader, feed)
    head = _head(connection, reader, feed)
    if after > head or (after and cursor_epoch != epoch):
        return ReadAgain(feed, epoch, now)
    if ids_only:
        ids = _ids(connection, reader, feed, after, head, limit)
        return Page(feed, epoch, ids[-1].position if ids else after, head, now, ids=tuple(ids))
    found = _events(connection, reader, feed, after, head, limit)
    level = levels.writable(connection, reader.province_id) if feed == REFERENCE else 0
    return Page(feed, epoch, found[-1].position if found else after, head, now, events=tuple(found), level=level)


def _head(connection: Connection, reader: Device, feed: str) -> int:
    owner_id = device_of(feed)
    if owner_id is None:
        return feeds.head_of(connection, reader.province_id, feed) or 0
    owner = devices.find(connection, owner_id)
    return owner.last_seq if owner else 0


def _ids(connection: Connection, reader: Device, feed: str, after: int, head: int, limit: int) -> list[FeedId]:
    query = _rows(reader, feed, after, head).with_only_columns(
        _position(feed), events.c.event_id, events.c.device_id, events.c.device_seq, events.c.hash
    )
    return [
        FeedId(position, event_id or "", device_id, device_seq, link)
        for position, event_id, device_id, device_seq, link in connection.execute(query.limit(limit))
    ]


def _events(connection: Connection, reader: Device, feed: str, after: int, head: int, limit: int) -> list[FeedEvent]:
    found: list[FeedEvent] = []
    voucher = Voucher(connection, reader.province_id)
    size = 0
    while len(found) < limit and after < head:
        query = _rows(reader, feed, after, head).with_only_columns(_position(feed), *WIRE)
        rows = connection.execute(query.limit(min(limit - len(found), _PIECE))).all()
        if not rows:
            break
        for position, device_id, device_seq, prev_hash, link, body, salt, personal in rows:
            size += len(body) + len(personal or b"")
            if found and size > PAGE_BYTES:
                return found
            if feed == REFERENCE:  # everybody reads it: what people sign in with stays with their offices
                salt = personal = None
            wire = voucher.wire(device_id, device_seq, prev_hash, link, body, salt, personal)
            found.append(FeedEvent(position, wire))
        after = found[-1].position
    return found


def _rows(reader: Device, feed: str, after: int, head: int) -> Select[Any]:
    """Return the query for what lies in a feed after a position, in order."""
    device_id = device_of(feed)
    if device_id is not None:
        own = (events.c.province_id == reader.province_id) & (events.c.device_id == device_id)
        seq = events.c.device_seq
        return select(literal(1)).select_from(events).where(own, seq > after, seq <= head).order_by(seq)
    position = feed_positions.c.position
    there = and_(
        events.c.province_id == feed_positions.c.province_id,
        events.c.device_id == feed_positions.c.device_id,
        events.c.device_seq == feed_positions.c.device_seq,
    )
    return (
        select(literal(1))
        .select_from(feed_positions.join(events, there))
        .where(feed_positions.c.province_id == reader.province_id, feed_positions.c.feed == feed)
        .where(position > after, position <= head)
        .order_by(position)
    )


def _position(feed: str) -> ColumnElement[int]:
    return events.c.device_seq if device_of(feed) is not None else feed_positions.c.position
