"""The first download: what a new PC works with comes before the rest of its feed, as whole subjects, newest first.

A shortcut beside the feed, whose cursor knows nothing of it: who reads the feed afterwards meets these events again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from app.domain import reference
from app.domain.dossier import KIND as DOSSIER
from app.domain.dossier import DossierState
from app.protocol.feeds import office_of
from app.protocol.messages import FirstPage, RefusalCode, WireEvent
from app.server import feeds
from app.server.bulk import among
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.subjects import AGAIN, Key
from app.server.tables import events, feed_positions, subjects
from app.server.vouchers import WIRE, Voucher

WORTH_IT = 1000  # events of a feed: a shorter one is read as fast without
RECENT = timedelta(days=90)
_LOOKED_AT = 2000  # places of the feed at once
_FULL, _FULL_BYTES = 400, 2 << 20  # events and bytes that make a page; a larger subject comes with the feed
_AT_ONCE = 40  # subjects read at once
_SIGN_IN = (reference.OFFICE, reference.STAFF, reference.CALENDAR)
_CLOSED = (DossierState.REFUSED, DossierState.WITHDRAWN, DossierState.STOPPED, DossierState.RETURNED)

_Place = tuple[str, int]  # device and number


def first_page(connection: Connection, reader: Device, feed: str, before: int, now: datetime, epoch: str) -> FirstPage:
    """Return whole subjects of the reader's office: to begin with (`before` 0) the office and its people, then what is
    open, recent or its own procedure, by where its newest event lies in the feed, from the end.

    Raises Refused for any other feed.
    """
    if office_of(feed) != reader.office_id:
        raise Refused(RefusalCode.FORBIDDEN)
    if not before:
        head = feeds.head_of(connection, reader.province_id, feed) or 0
        if head < WORTH_IT:
            return FirstPage(feed, epoch, 0, now)
        people = _histories(connection, reader.province_id, _own(connection, reader))
        wires = tuple(wire for _, history in people for _, wire in history)
        fits = sum(wire.size for wire in wires) <= _FULL_BYTES
        return FirstPage(feed, epoch, head + 1, now, wires if fits else ())
    places, lowest = _newest_places(connection, reader, feed, before)
    wanted = _wanted(connection, reader, places, now)
    page: list[WireEvent] = []
    size = 0
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        if len(page) >= _FULL:
            return FirstPage(feed, epoch, places[some[0]][0] + 1, now, tuple(page))
        for key, history in _histories(connection, reader.province_id, some):
            _, newest = max(history, key=lambda came: (came[0], came[1].device_id, came[1].device_seq))
            whole = sum(wire.size for _, wire in history)
            is_here = (newest.device_id, newest.device_seq) in places[key][1]  # else it came with an earlier page
            if is_here and len(history) <= _FULL and whole <= _FULL_BYTES:
                if page and size + whole > _FULL_BYTES:
                    return FirstPage(feed, epoch, places[key][0] + 1, now, tuple(page))
                page += [wire for _, wire in history]
                size += whole
    return FirstPage(feed, epoch, lowest, now, tuple(page))


def _newest_places(
    connection: Connection, reader: Device, feed: str, before: int
) -> tuple[dict[Key, tuple[int, set[_Place]]], int]:
    """Return the subjects of the next stretch towards the beginning, each with its highest position and its events
    there, and where the stretch ends: 0 at the beginning of the feed."""
    there = (
        (events.c.province_id == feed_positions.c.province_id)
        & (events.c.device_id == feed_positions.c.device_id)
        & (events.c.device_seq == feed_positions.c.device_seq)
    )
    names = (events.c.subject_kind, events.c.subject_id, events.c.device_id, events.c.device_seq)
    query = (
        select(feed_positions.c.position, *names)
        .select_from(feed_positions.join(events, there))
        .where(feed_positions.c.province_id == reader.province_id, feed_positions.c.feed == feed)
        .where(feed_positions.c.position < before)
        .order_by(feed_positions.c.position.desc())
        .limit(_LOOKED_AT)
    )
    rows = connection.execute(query).all()
    found: dict[Key, tuple[int, set[_Place]]] = {}
    for position, kind, subject_id, device_id, device_seq in rows:
        if kind in (DOSSIER, reference.PROCEDURE):
            found.setdefault((kind, subject_id), (position, set()))[1].add((device_id, device_seq))
    return found, rows[-1].position if len(rows) == _LOOKED_AT else 0


def _wanted(connection: Connection, reader: Device, keys: Iterable[Key], now: datetime) -> list[Key]:
    """Return which of these concern the office and are worked with, in the order given."""
    wanted: set[Key] = set()
    for kind, subject_id, concerned, state in _rows_of(connection, reader.province_id, keys):
        if reader.office_id in concerned.split() and (kind == reference.PROCEDURE or _is_current(state, now)):
            wanted.add((kind, subject_id))
    return [key for key in keys if key in wanted]


def _rows_of(connection: Connection, province_id: str, keys: Iterable[Key]) -> Iterator[Any]:
    for kind, same in groupby(sorted(keys), key=lambda key: key[0]):
        query = select(*(subjects.c[name] for name in ("subject_kind", "subject_id", "concerned", "state"))).where(
            subjects.c.province_id == province_id,
            subjects.c.subject_kind == kind,
            among(connection, subjects.c.subject_id, [subject_id for _, subject_id in same]),
        )
        yield from connection.execute(query)


def _is_current(state: bytes | None, now: datetime) -> bool:
    """Whether a dossier is open, or was received lately; one whose state cannot be told is."""
    if state is None:
        return True
    shown: dict[str, Any] = msgspec.json.decode(state)
    if shown.get("state") not in _CLOSED:
        return True
    try:
        received = datetime.fromisoformat(str(shown.get("received_at")))
    except ValueError:
        return False
    return received.tzinfo is not None and now - received < RECENT


def _own(connection: Connection, reader: Device) -> list[Key]:
    """Return what nobody can sign in without."""
    query = select(subjects.c.subject_kind, subjects.c.subject_id).where(
        subjects.c.province_id == reader.province_id,
        subjects.c.subject_kind.in_(_SIGN_IN),
        subjects.c.concerned == reader.office_id,
    )
    return [(kind, subject_id) for kind, subject_id in connection.execute(query)]


def _histories(
    connection: Connection, province_id: str, keys: Sequence[Key]
) -> Iterator[tuple[Key, list[tuple[datetime, WireEvent]]]]:
    """Yield these subjects in order with all their events, each with the time it came."""
    found: dict[Key, list[tuple[datetime, WireEvent]]] = {}
    voucher = Voucher(connection, province_id)
    for kind, same in groupby(sorted(keys), key=lambda key: key[0]):
        query = (
            select(events.c.subject_id, events.c.received_at, *WIRE)
            .where(events.c.province_id == province_id, events.c.subject_kind == kind, events.c.outcome != AGAIN)
            .where(among(connection, events.c.subject_id, [subject_id for _, subject_id in same]))
            .order_by(events.c.n, events.c.event_id)
        )
        for subject_id, at, *stored in connection.execute(query):
            found.setdefault((kind, subject_id), []).append((at, voucher.wire(*stored)))
    for key in keys:
        if key in found:
            yield key, found[key]
