"""What the administrator of the server writes: staff, catalogues. Ordinary events in the server's own chain.

They are written in one transaction with the same locks as a push (subjects, the server's chain, feeds), so that no PC
ever sees half of an act.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain import levels, reference
from app.domain.events import Event
from app.domain.fold import next_n
from app.domain.subjects import fold_subject
from app.protocol.canonical import canonical, personal_hash
from app.protocol.event_bytes import encode_body
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.ids import new_id
from app.protocol.messages import LARGEST
from app.protocol.verdicts import SERVER
from app.server import feeds, people, subjects
from app.server.bulk import add_rows
from app.server.court import Court
from app.server.database import Database
from app.server.feeds import Place
from app.server.rights import Reach, reach
from app.server.subjects import Known, OvertakenError, Subject
from app.server.tables import events

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written. `office_id` is whose it is, "" = the province's."""

    kind: str
    subject_id: str
    type: str
    payload: Mapping[str, Any]
    office_id: str = ""
    personal: Mapping[str, Any] | None = None


def in_turn(database: Database, work: Callable[[Connection], T]) -> T:
    """Do a work that writes in a transaction; again when a PC began one of its subjects in the same moment."""
    while True:
        with suppress(OvertakenError), database.write() as connection:
            return work(connection)


def write(connection: Connection, province_id: str, drafts: Sequence[Draft], now: datetime) -> list[Event]:
    """Write these in order, one act. They go to the office whose they are, and to all whom their kind concerns.

    Raises OvertakenError when a PC begins one of the subjects in the same moment: then do it again. Raises ValueError
    for what is too long for one event.
    """
    keys = {(draft.kind, draft.subject_id) for draft in drafts}
    locked = subjects.lock(connection, province_id, keys)
    court = Court(connection, province_id, now)
    staff = people.People(connection, province_id)
    act_id = new_id(now)
    written: list[Event] = []
    given: dict[str, list[Place]] = {}
    for draft in drafts:
        subject = locked[draft.kind, draft.subject_id]
        event, personal = _event(draft, subject, court.device_id, act_id, now)
        place = court.write(event, personal)
        subject.add(Known(place, event, "counts", ""), event.n)
        if draft.office_id:
            subject.concerned.add(draft.office_id)
            given.setdefault(office_feed(draft.office_id), []).append(place)
        if not draft.office_id or reach(draft.kind) is Reach.PROVINCE:
            given.setdefault(REFERENCE, []).append(place)
        if draft.kind == reference.STAFF:
            staff.follow(subject)
        written.append(event)
    subjects.save(connection, province_id, locked.values())
    staff.save()
    add_rows(connection, events, court.rows)
    court.close()
    feeds.append(connection, province_id, given)
    return written


def _event(
    draft: Draft, subject: Subject, device_id: str, act_id: str, now: datetime
) -> tuple[Event, tuple[bytes, bytes] | None]:
    """Return the event upon what everybody who gets it has: of the province's things that is what the server wrote."""
    seen = [known.event for known in subject.history if draft.office_id or known.place.device_id == device_id]
    before = fold_subject(draft.kind, seen)
    part = (secrets.token_bytes(16), canonical(draft.personal)) if draft.personal is not None else None
    event = Event(
        event_id=new_id(now),
        subject_kind=draft.kind,
        subject_id=draft.subject_id,
        type=draft.type,
        schema_version=1,
        payload=dict(draft.payload),
        actor_id=SERVER,
        office_id=draft.office_id or device_id,
        act_id=act_id,
        occurred_at=now,
        basis=before.heads,
        n=next_n([before.n]),
        rules=1,
        level=levels.level_of(draft.type, 1),
        personal_hash=personal_hash(*part) if part else "",
    )
    body = encode_body(event)
    if len(body) > LARGEST:
        raise ValueError(f"What is to be written about {draft.kind} {draft.subject_id} is longer than {LARGEST} bytes.")
    return replace(event, body=body), part
