"""What this PC has of the feeds it reads, for the daily comparison with its server, and what it can bring back."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy.orm import Session

from app.domain.reference import ACCESS
from app.protocol.canonical import chain_hash
from app.protocol.digests import Sums, bucket_of
from app.protocol.messages import PersonalPart, WireEvent
from app.storage.database import Database
from app.storage.event_log import UNCOUNTED
from app.storage.rows import fetch

_AT_ONCE = 2000  # rows in one reading
_BREATH = 0.002  # seconds between two, for whoever else computes
BROUGHT_BYTES = 2 << 20  # of events brought at once
# Who looked at what lies at the server in no feed; what nobody can read has no id. Of an id used for two contents the
# second has a name of its own here.
_EVENTS = f"""
    SELECT position, event_id, subject_kind, subject_id FROM events
    WHERE position > ? AND subject_kind <> '{ACCESS}' AND substr(event_id, 1, {len(UNCOUNTED)}) <> '{UNCOUNTED}'
    ORDER BY position LIMIT {_AT_ONCE}
"""
_SAME = "SELECT 1 FROM events WHERE event_id = ? AND subject_kind = ? AND subject_id = ? AND position < ?"
# With the server's word, or in a chain of ours that it has confirmed up to there.
_LINKS = """
    SELECT device_id, device_seq, prev_hash, hash, body, salt, data, proof
    FROM envelopes JOIN events USING (event_id) LEFT JOIN personal_parts USING (event_id)
    WHERE event_id = ? AND (proof IS NOT NULL
        OR device_seq <= (SELECT confirmed_seq FROM own_device AS own WHERE own.device_id = envelopes.device_id)
        OR device_seq <= (SELECT confirmed_seq FROM former_devices AS one WHERE one.device_id = envelopes.device_id))
    ORDER BY proof IS NULL, envelopes.rowid LIMIT 1
"""
_AT = """
    SELECT prev_hash, hash, body, salt, data
    FROM envelopes JOIN events USING (event_id) LEFT JOIN personal_parts USING (event_id)
    WHERE device_id = ? AND device_seq = ?
"""


def sums(db: Database) -> bytes:
    """Return the sums of everything here, read a little at a time."""
    found = Sums()
    for event_id, bucket in _counted(db):
        found.add(event_id, bucket)
    return found.packed()


def ids_in(db: Database, buckets: Collection[int]) -> dict[int, list[str]]:
    """Return the ids of the events in these buckets of subjects."""
    found: dict[int, list[str]] = {bucket: [] for bucket in buckets}
    for event_id, bucket in _counted(db):
        if bucket in found:
            found[bucket].append(event_id)
    return found


def _counted(db: Database) -> Iterator[tuple[str, int]]:
    """Give every event once, with the bucket of its subject."""
    position = 0
    while True:
        with db.read() as session:
            rows = fetch(session, _EVENTS, position)
            again = {row[0] for row in rows if "#" in row[1] and _is_second(session, *row)}
        for place, name, kind, subject_id in rows:
            if place not in again:
                yield name.partition("#")[0], bucket_of(kind, subject_id)
        if len(rows) < _AT_ONCE:
            return
        position = rows[-1][0]
        time.sleep(_BREATH)


def _is_second(session: Session, position: int, name: str, kind: str, subject_id: str) -> bool:
    return bool(fetch(session, _SAME, name.partition("#")[0], kind, subject_id, position))


def sound_at(session: Session, places: Iterable[tuple[str, int]]) -> list[WireEvent]:
    """Return the events at these places of chains whose bytes give their links here."""
    found = []
    for place in places:
        for prev_hash, link, body, salt, data in fetch(session, _AT, *place):
            if chain_hash(prev_hash, *place, body) == link:
                part = PersonalPart.of(salt, data) if salt is not None else None
                found.append(WireEvent.of(*place, prev_hash, link, body, part))
    return found


def links_of(session: Session, event_ids: Iterable[str]) -> list[WireEvent]:
    """Return events in a chain that the server once had them in; those that it can't have had are left out."""
    found = []
    for event_id in event_ids:
        for device_id, seq, prev_hash, link, body, salt, data, proof in fetch(session, _LINKS, event_id):
            part = PersonalPart.of(salt, data) if salt is not None else None
            found.append(WireEvent.of(device_id, seq, prev_hash, link, body, part, proof=proof or b""))
    return found
