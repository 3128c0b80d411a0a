"""What of this PC's work the server lacks, and why: for whoever sits before it, and for whoever helps from afar."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.dossier_codes import local_time, short_code
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.protocol.messages import RefusalCode
from app.services.house import House
from app.services.question_words import event_words, subject_words
from app.services.staff import staff_name
from app.storage import identities, outgoing
from app.storage.invitations import load_asked
from app.storage.rows import fetch
from app.storage.server_place import ServerPlace, cursor_of, load_server
from app.sync.troubles import refused

SHOWN_AT_ONCE = 300
_WAITING = """
    SELECT subject_kind, subject_id, body, d.owner_name, d.code FROM envelopes JOIN events USING (event_id)
    LEFT JOIN dossiers AS d USING (subject_id)
    WHERE device_id = ? AND device_seq > ? AND device_seq <= ? ORDER BY device_seq LIMIT ?
"""
_REVOKED = refused(RefusalCode.REVOKED, "", 0.0).code


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event that the server lacks. `at` is local; `is_former`: of the chain from before a restore or a fork."""

    key: str
    subject_kind: str
    subject_id: str
    what: str
    about: str
    short_code: str
    who: str
    at: datetime
    is_former: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits, the oldest first, at most SHOWN_AT_ONCE of `count`; `since`, `next_try` are local.

    `place` is None while this PC works alone; `asked` says when it asked for one by file, and until when its invitation
    is good, both local. `is_revoked`: the server takes nothing more from this PC, and what waits can only go by file.
    """

    events: tuple[WaitingEvent, ...]
    count: int
    since: datetime | None
    place: ServerPlace | None
    next_try: datetime | None
    is_revoked: bool
    asked: tuple[datetime, datetime] | None = None


def open_outbox(house: House, limit: int = SHOWN_AT_ONCE) -> Outbox:
    """Return what waits to be sent, and how this PC stands with its server."""
    with house.db.read() as session:
        place, waiting = load_server(session), outgoing.waiting(session)
        events = _events(session, limit) if waiting.count else ()
        asked = load_asked(session) if place is None else None
    failing = place is not None and bool(place.failures)
    return Outbox(
        events=tuple(events),
        count=waiting.count,
        since=local_time(waiting.since) if waiting.since else None,
        place=place,
        next_try=local_time(place.not_before) if place is not None and failing and place.not_before else None,
        is_revoked=place is not None and place.trouble == _REVOKED,
        asked=(local_time(asked.asked_at), local_time(asked.invited.expires_at)) if asked is not None else None,
    )


def _events(session: Session, limit: int) -> Sequence[WaitingEvent]:
    found: list[WaitingEvent] = []
    for chain in identities.chains(session):
        rows = fetch(session, _WAITING, chain.device_id, chain.confirmed_seq, chain.last_seq, limit - len(found))
        for number, row in enumerate(rows, start=chain.confirmed_seq + 1):
            found.append(_event(session, f"{chain.device_id}:{number}", row, is_former=not chain.is_present))
        if len(found) >= limit:
            break
    return found


def _event(session: Session, key: str, row: Sequence[Any], *, is_former: bool) -> WaitingEvent:
    kind, subject_id, body, owner, code = row
    try:
        event = decode_body(body)
    except UnreadableBodyError:  # sent as it is: the server says what it makes of it
        epoch = local_time(datetime.fromisoformat("1970-01-01T00:00:00+00:00"))
        return WaitingEvent(key, kind, subject_id, "Việc không đọc được", "", "", "", epoch, is_former)
    about = (owner or "") if kind == dossier.KIND else subject_words(session, kind, subject_id)
    who, at = staff_name(session, event.actor_id), local_time(event.occurred_at)
    return WaitingEvent(key, kind, subject_id, event_words(event)[0], about, short_code(code or ""), who, at, is_former)


def technical_details(house: House, program: str, line: str) -> str:
    """Return what a helper from afar needs to know, without anything about people: no names, no codes, no contents.

    `line` is what the line itself says of its state.
    """
    with house.db.read() as session:
        place, waiting, chains = load_server(session), outgoing.waiting(session), identities.chains(session)
        feeds = [cursor_of(session, feed) for feed in place.feeds] if place is not None else []
    now = house.clock()
    rows: list[tuple[str, object]] = [
        ("program", program),
        ("system", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("time", now.isoformat(timespec="seconds")),
        ("line", line),
        ("waiting", waiting.count),
        ("since", waiting.since.isoformat(timespec="seconds") if waiting.since else "-"),
    ]
    if place is not None:
        rows += [
            ("server", place.address),
            ("device", place.device_id),
            ("epoch", place.epoch or "-"),
            ("level", place.level),
            ("last answer", place.contact_at.isoformat(timespec="seconds") if place.contact_at else "-"),
            ("failures", place.failures),
            ("trouble", place.trouble or "-"),
            ("next try", place.not_before.isoformat(timespec="seconds") if place.not_before else "-"),
            ("clock ahead", f"{place.ahead} s"),
        ]
    for chain in chains:
        state = "present" if chain.is_present else "former"
        rows.append((f"chain {chain.device_id}", f"{state}, {chain.confirmed_seq} of {chain.last_seq} confirmed"))
    rows += [(f"feed {cursor.feed}", f"{cursor.position} in {cursor.epoch or '-'}") for cursor in feeds]
    return "\n".join(f"{name}: {value}" for name, value in rows) + "\n"
