"""What the server does not have yet: pieces of this PC's chains, with the bytes as written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.protocol.event_bytes import names_in
from app.protocol.messages import MAX_BATCH, Named, PersonalPart, WireEvent
from app.storage.event_log import UNCOUNTED
from app.storage.rows import fetch

PIECE_BYTES = 2 << 20  # of bodies in one push; one event always fits

_PIECE = """
    SELECT device_seq, prev_hash, hash, body, salt, data, event_id, subject_kind, subject_id
    FROM envelopes JOIN events USING (event_id) LEFT JOIN personal_parts USING (event_id)
    WHERE device_id = ? AND device_seq > ? AND device_seq <= ? ORDER BY device_seq LIMIT ?
"""
_COUNTS = """
    SELECT last_seq - confirmed_seq FROM own_device UNION ALL SELECT last_seq - confirmed_seq FROM former_devices
"""
_FIRST = """
    SELECT min(occurred_at) FROM (SELECT device_id, confirmed_seq + 1 AS device_seq FROM own_device
        UNION ALL SELECT device_id, confirmed_seq + 1 FROM former_devices WHERE confirmed_seq < last_seq)
    JOIN envelopes USING (device_id, device_seq) JOIN events USING (event_id)
"""
_SUBJECTS = """
    SELECT DISTINCT subject_id FROM own_device
    JOIN envelopes ON envelopes.device_id = own_device.device_id
        AND device_seq > max(confirmed_seq, last_seq - ?)
    JOIN events USING (event_id) WHERE subject_kind = ?
"""
MARKED = 1000  # of a PC's newest events: what is older than that needs no mark in a list


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many events of this PC the server lacks, and since when the oldest of them waits (UTC)."""

    count: int
    since: datetime | None


def waiting(session: Session) -> Waiting:
    """Return what waits to be sent."""
    count = sum(max(row[0], 0) for row in fetch(session, _COUNTS))
    if not count:
        return Waiting(0, None)
    [(first,)] = fetch(session, _FIRST)
    return Waiting(count, datetime.fromisoformat(first) if first else None)


def waiting_subjects(session: Session, kind: str) -> frozenset[str]:
    """Return the subjects of a kind of which the server lacks something that this PC wrote of late."""
    return frozenset(row[0] for row in fetch(session, _SUBJECTS, MARKED, kind))


def piece(
    session: Session, device_id: str, after: int, upto: int, limit: int = MAX_BATCH, size: int = PIECE_BYTES
) -> tuple[WireEvent, ...]:
    """Return the events of a chain after a place up to another, at most `limit` of them and about `size` bytes.

    Ends before a gap; an erased personal part is left out.
    """
    found: list[WireEvent] = []
    rows = fetch(session, _PIECE, device_id, after, upto, min(limit, MAX_BATCH))
    for seq, prev_hash, link, body, salt, data, *names in rows:
        size -= len(body) + len(data or b"")
        if seq != after + len(found) + 1 or (found and size < 0):
            break
        part = PersonalPart.of(salt, data) if salt is not None else None
        found.append(WireEvent.of(device_id, seq, prev_hash, link, body, part, named=_called(names, body)))
    return tuple(found)


def _called(names: list[str], body: bytes) -> Named | None:
    """Say what the log calls an event whose bytes say something else: others wait for it by that name."""
    event_id, kind, subject_id = names[0].partition("#")[0], names[1], names[2]
    if names_in(body) == (event_id, kind, subject_id) or event_id.startswith(UNCOUNTED):
        return None
    return Named(event_id, kind, subject_id)
