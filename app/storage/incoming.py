"""Events of others come in: bytes kept as written, checked, folded with what is here; again and in any order.

Whatever comes, the rest of it counts: an event whose bytes do not give its hash, or that nobody can read, is kept under
a name of its own and folded by nobody; a verdict of the server's says the same to every replica.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.domain.events import Event
from app.domain.fold import SET_ASIDE
from app.domain.subjects import fold_subject
from app.protocol.canonical import chain_hash, personal_hash
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.protocol.messages import FeedId, WireEvent
from app.protocol.verdicts import DEVICE, Reason
from app.storage.event_log import UNCOUNTED, events_of
from app.storage.passed_numbers import pass_over_slips
from app.storage.projections import show
from app.storage.rows import fetch, run

_LARGEST = (1 << 63) - 1  # that a column holds

_KNOWN = """
    SELECT hash, event_id FROM envelopes WHERE device_id = ? AND device_seq = ?
    UNION ALL SELECT hash, event_id FROM fork_links WHERE device_id = ? AND device_seq = ?
"""
_LINKED = "INSERT INTO envelopes (device_id, device_seq, event_id, prev_hash, hash, proof) VALUES (?, ?, ?, ?, ?, ?)"
_FORKED = "INSERT INTO fork_links (device_id, device_seq, event_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Applied:
    """What came in: subjects it touched (kind, id), events not known before, those nobody counts, links that misfit.

    `lost` are places (device, number) whose bytes the server says it has damaged.
    """

    subjects: frozenset[tuple[str, str]] = frozenset()
    new: int = 0
    uncounted: int = 0
    misfits: int = 0
    lost: frozenset[tuple[str, int]] = frozenset()


def apply(session: Session, wires: Iterable[WireEvent]) -> Applied:
    """Keep events and make the projections of their subjects anew, in the caller's transaction."""
    session.flush()
    touched: dict[tuple[str, str], None] = {}
    new = uncounted = misfits = 0
    lost: set[tuple[str, int]] = set()
    numbered: list[Event] = []
    own: dict[str, int] = dict(map(tuple, fetch(session, "SELECT device_id, last_seq FROM own_device")))
    for wire in wires:
        taken = _take(session, wire, is_of_a_copy=wire.device_seq > own.get(wire.device_id, _LARGEST))
        if taken is None:
            continue
        new += taken.is_new
        uncounted += taken.subject is None
        misfits += not taken.fits
        if taken.subject is not None:
            touched[taken.subject] = None
        if taken.lost is not None:
            lost.add(taken.lost)
        if taken.numbered is not None:
            numbered.append(taken.numbered)
    pass_over_slips(session, numbered)
    for kind, subject_id in touched:
        events = events_of(session, kind, subject_id)
        show(session, kind, subject_id, fold_subject(kind, events), events)
    session.expire_all()
    return Applied(frozenset(touched), new, uncounted, misfits, frozenset(lost))


def are_known(session: Session, places: Iterable[FeedId]) -> bool:
    """Whether all these links are here, with bytes that can be read where the server's can."""
    return all(
        any(
            link == place.hash and not (place.event_id and name.startswith(UNCOUNTED))
            for link, name in fetch(session, _KNOWN, *(place.device_id, place.device_seq) * 2)
        )
        for place in places
    )


@dataclass(frozen=True, slots=True)
class _Taken:
    subject: tuple[str, str] | None  # None: nobody counts it
    is_new: bool
    fits: bool  # on the link before it, as far as that is here
    lost: tuple[str, int] | None = None  # the place whose bytes this verdict says came damaged
    numbered: Event | None = None  # new here, and gave a slip its number


def _take(session: Session, wire: WireEvent, *, is_of_a_copy: bool) -> _Taken | None:
    """Keep one event; None when nothing of it was missing.

    `is_of_a_copy`: a copy of this PC wrote it at a place of this PC's chain that this PC will write to, until the next
    push tells the two apart.
    """
    body = wire.body
    event = _readable(wire, body)
    numbered = event if event is not None and "slip" in event.payload else None
    place = (wire.device_id, wire.device_seq)
    known = fetch(session, _KNOWN, *place * 2)
    event_id = next((name for link, name in known if link == wire.hash), None)
    if event_id is not None:
        if event is None:
            return None
        if not event_id.startswith(UNCOUNTED):
            completed = _keep_personal(session, wire, event, event_id)
            return _Taken((event.subject_kind, event.subject_id), False, True) if completed else None
        _replace_uncounted(session, wire, event, body, event_id)  # its bytes came damaged before
        return _Taken((event.subject_kind, event.subject_id), True, True, None, numbered)
    name, is_new = _keep_body(session, wire, event, body)
    link = (wire.device_id, wire.device_seq, name, wire.prev_hash, wire.hash)
    if known or is_of_a_copy:
        run(session, _FORKED, *link)
    else:  # with the server's word for it: its writer may burn, and the server be set back
        run(session, _LINKED, *link, wire.proof or None)
    fits = _fits(session, wire)
    if event is None:
        return _Taken(None, is_new, fits)
    _keep_personal(session, wire, event, name)
    return _Taken(
        (event.subject_kind, event.subject_id), is_new, fits, _lost_place(event), numbered if is_new else None
    )


def _lost_place(event: Event) -> tuple[str, int] | None:
    """Return which place a verdict says holds damaged bytes at the server, if it is one."""
    payload = event.payload
    device_id, seq = payload.get("device_id"), payload.get("device_seq")
    if event.type != SET_ASIDE or payload.get("reason") not in (Reason.DAMAGED, Reason.UNREADABLE):
        return None
    return (device_id, seq) if isinstance(device_id, str) and isinstance(seq, int) and 0 < seq < _LARGEST else None


def _readable(wire: WireEvent, body: bytes) -> Event | None:
    """Read an event whose bytes give its hash."""
    if chain_hash(wire.prev_hash, wire.device_id, wire.device_seq, body) != wire.hash:
        return None
    try:
        event = decode_body(body)
        event.occurred_at.isoformat()
        "".join((event.event_id, event.subject_kind, event.subject_id, event.type, event.act_id)).encode()
    except (UnreadableBodyError, ValueError):  # ValueError: halves of characters, which no column holds
        return None
    return None if event.event_id.startswith(UNCOUNTED) else event


def _keep_body(session: Session, wire: WireEvent, event: Event | None, body: bytes) -> tuple[str, bool]:
    """Keep the bytes of an event; returns its name here, and whether it is new.

    An id used for two contents has two rows: the fold counts the same one of them everywhere.
    """
    if event is None:
        name = f"{UNCOUNTED}{wire.device_id}:{wire.device_seq}:{wire.hash.hex()[:16]}"
    else:
        name = event.event_id
        there = fetch(session, "SELECT body FROM events WHERE event_id = ?", name)
        if there and there[0][0] != body:
            name = f"{name}#{hashlib.sha256(body).hexdigest()[:32]}"
            there = fetch(session, "SELECT body FROM events WHERE event_id = ?", name)
        if there:
            return name, False
    kind, subject_id = (event.subject_kind, event.subject_id) if event else (DEVICE, wire.device_id)
    at = event.occurred_at if event else datetime.fromtimestamp(0, UTC)
    run(
        session,
        "INSERT INTO events (event_id, subject_kind, subject_id, type, n, act_id, occurred_at, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        name,
        kind,
        subject_id,
        event.type if event else "",
        min(max(event.n, 0), _LARGEST) if event else 0,
        event.act_id if event else "",
        at.isoformat(timespec="microseconds"),
        body,
    )
    return name, True


def _replace_uncounted(session: Session, wire: WireEvent, event: Event, body: bytes, old_name: str) -> None:
    name, _ = _keep_body(session, wire, event, body)
    for table in ("envelopes", "fork_links"):
        run(session, f"UPDATE {table} SET event_id = ? WHERE event_id = ?", name, old_name)
    run(session, "DELETE FROM events WHERE event_id = ?", old_name)
    _keep_personal(session, wire, event, name)


def _keep_personal(session: Session, wire: WireEvent, event: Event, name: str) -> bool:
    """Keep the personal part when it is what the body committed to and not here yet; True when it was kept."""
    part = wire.personal
    if part is None or personal_hash(part.salt, part.data) != event.personal_hash:
        return False
    if fetch(session, "SELECT 1 FROM personal_parts WHERE event_id = ?", name):
        return False
    run(session, "INSERT INTO personal_parts (event_id, salt, data) VALUES (?, ?, ?)", name, part.salt, part.data)
    return True


def _fits(session: Session, wire: WireEvent) -> bool:
    """Whether an event stands on a link that is here, or on none that is.

    No replica may judge an event by this: each knows other links. It is only told.
    """
    before = fetch(session, _KNOWN, *(wire.device_id, wire.device_seq - 1) * 2)
    return not before or any(link == wire.prev_hash for link, _ in before)
