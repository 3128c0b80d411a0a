"""Events after a restore: what only the damaged file still had is written again, under a new identity of this PC.

Bodies stay as they are. As far as a chain reaches without a gap its events keep their place there too, for the papers
bear its hashes; the rest is issued again in a chain of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.subjects import fold_subject
from app.models.tables import Envelope, EventRow, FormerDevice, OwnDevice, PersonalPart
from app.protocol.canonical import GENESIS, chain_hash
from app.storage.event_log import events_of
from app.storage.projections import show
from app.storage.salvage import Rescued, Row


def identity_of(session: Session, device: Row | None) -> OwnDevice:
    """Return whose database this is: of the backup, else what the damaged file says."""
    own = session.scalars(select(OwnDevice)).one_or_none()
    if own is None:
        assert device is not None
        own = OwnDevice(**_columns(device))
        own.last_seq, own.last_hash = 0, GENESIS
        session.add(own)
        session.flush()
    return own


def put_back_events(
    session: Session, own: OwnDevice, rescued: list[Rescued], device: Row | None, former: Iterable[str]
) -> None:
    """Write the rescued events under a new identity. `former` are earlier ones, as the damaged file has them."""
    old = own.device_id
    unknown = [one for one in former if session.get(FormerDevice, one) is None and one != old]
    heads = {old: (own.last_seq, own.last_hash), **dict.fromkeys(unknown, (0, GENESIS))}
    session.delete(own)
    session.flush()
    fresh = OwnDevice(
        device_id=str(uuid.uuid4()),
        public_key=own.public_key,
        office_id=own.office_id,
        counter_name=own.counter_name,
        lanes=own.lanes,
        last_seq=0,
        last_hash=GENESIS,
        confirmed_seq=0,
        created_at=own.created_at,
    )
    session.add(fresh)
    touched: dict[tuple[str, str], None] = {}
    ours = {*heads, device["device_id"] if device else old}
    for one in rescued:
        row, place = one.event, one.envelope
        if session.scalars(select(EventRow.position).where(EventRow.event_id == row["event_id"])).first() is not None:
            continue
        session.add(EventRow(**_columns(row, "position")))
        session.flush()
        if one.personal is not None:
            session.add(PersonalPart(**_columns(one.personal)))
        touched[row["subject_kind"], row["subject_id"]] = None
        seq, link = heads.get(place["device_id"], (-1, b""))
        is_next = (place["device_seq"], place["prev_hash"]) == (seq + 1, link)
        if is_next:
            heads[place["device_id"]] = (seq + 1, place["hash"])
        if is_next or place["device_id"] not in ours:  # of another counter: it stays in its chain
            session.add(Envelope(**_columns(place)))
            session.flush()  # its first place stays the first
        if place["device_id"] not in ours:
            continue
        prev = fresh.last_hash
        fresh.last_seq += 1
        fresh.last_hash = chain_hash(prev, fresh.device_id, fresh.last_seq, row["body"])
        session.add(
            Envelope(
                device_id=fresh.device_id,
                device_seq=fresh.last_seq,
                event_id=row["event_id"],
                prev_hash=prev,
                hash=fresh.last_hash,
            )
        )
    fresh.begun_seq = fresh.last_seq  # the server may know any of it by the former chains
    # Its chains go to the server as far as they are here; the server may know more of them.
    for device_id, (seq, link) in sorted(heads.items(), key=lambda chain: chain[0] == old):
        confirmed = own.confirmed_seq if device_id == old else 0
        session.add(FormerDevice(device_id=device_id, last_seq=seq, last_hash=link, confirmed_seq=confirmed))
        session.flush()
    for kind, subject_id in touched:
        events = events_of(session, kind, subject_id)
        show(session, kind, subject_id, fold_subject(kind, events), events)


def count_there(session: Session, device_id: str, after: int, places: Iterable[Row]) -> int:
    """Count the links of a chain after a place whose events are here, whichever link they came by."""
    named = [row["event_id"] for row in places if row["device_id"] == device_id and row["device_seq"] > after]
    there = select(func.count()).select_from(EventRow)
    return sum(session.scalars(there.where(EventRow.event_id == event_id)).one() for event_id in named)


def _columns(row: Row, *but: str) -> Row:
    return {name: value for name, value in row.items() if name not in ("rowid", *but)}
