"""The log: append events in this device's chain, read a subject's events, check the chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from app.domain import dossier, levels
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.fold import SubjectState, next_n
from app.domain.plain_data import parse
from app.domain.subjects import fold_subject
from app.models.tables import Envelope, EventRow, ForkLink, FormerDevice, OwnDevice, PersonalPart
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import UnreadableBodyError, decode_body, encode_body
from app.protocol.ids import new_id
from app.protocol.messages import LARGEST
from app.storage.projections import project, resolve
from app.storage.rows import RowWriter, fetch, run

RULES = 1  # rule set given to subjects that begin now
LEVEL = levels.READ  # of the event types this program reads
UNCOUNTED = "uncounted:"  # begins the name of an event that came damaged or that nobody can read: no fold counts it

_NOTHING = fold_subject("", ())  # the state of every subject before its first event
_EVENTS, _PARTS, _ENVELOPES = RowWriter(EventRow), RowWriter(PersonalPart), RowWriter(Envelope)
_OF_SUBJECT = """
    SELECT body, data FROM events LEFT JOIN personal_parts USING (event_id)
    WHERE subject_kind = ? AND subject_id = ? ORDER BY position
"""
# Issued again after a restore, an event has two links; the first stands on its papers.
_OF_ACT = """
    SELECT body, data,
        (SELECT hash FROM envelopes WHERE envelopes.event_id = events.event_id ORDER BY envelopes.rowid LIMIT 1)
    FROM events LEFT JOIN personal_parts USING (event_id) WHERE act_id = ? ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What a use case wants written: everything that the log does not add by itself."""

    subject_kind: str
    subject_id: str
    type: str
    payload: Mapping[str, Any]
    personal: Mapping[str, Any] | None = None
    schema_version: int = 1


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person: its events share the id, the instant (UTC) and the transaction."""

    act_id: str
    actor_id: str
    office_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """An event as written, the chain hash that stands on the paper, and its subject with it."""

    event: Event
    hash: bytes
    state: SubjectState
    history: tuple[Event, ...]  # of the subject, up to this event

    @property
    def data(self) -> dict[str, Any]:
        """The shown registers of the subject with personal values filled in."""
        return resolve(self.state, self.history)


def append(session: Session, act: Act, news: Iterable[NewEvent]) -> list[Written]:
    """Write events in this device's chain and the projections of their subjects, in the caller's transaction."""
    session.flush()  # what the caller holds goes out first: the rows below pass the mapper by
    [(device_id, last_seq, last_hash)] = fetch(session, "SELECT device_id, last_seq, last_hash FROM own_device")
    written: list[Written] = []
    histories: dict[tuple[str, str], list[Event]] = {}
    states: dict[tuple[str, str], SubjectState] = {}
    events, parts, envelopes = [], [], []
    for new in news:
        subject = (new.subject_kind, new.subject_id)
        if subject not in histories:
            histories[subject] = events_of(session, *subject)
            states[subject] = fold_subject(new.subject_kind, histories[subject]) if histories[subject] else _NOTHING
        history = histories[subject]
        _must_understand(session, new, states[subject])
        event, part = _build(act, new, states[subject], _rules(states[subject], history))
        last_seq += 1
        prev_hash, last_hash = last_hash, chain_hash(last_hash, device_id, last_seq, event.body)
        events.append(
            {
                "event_id": event.event_id,
                "subject_kind": event.subject_kind,
                "subject_id": event.subject_id,
                "type": event.type,
                "n": event.n,
                "act_id": event.act_id,
                "occurred_at": event.occurred_at.isoformat(timespec="microseconds"),
                "body": event.body,
            }
        )
        if part is not None:
            parts.append({"event_id": event.event_id, "salt": part[0], "data": part[1]})
        envelopes.append(
            {
                "device_id": device_id,
                "device_seq": last_seq,
                "event_id": event.event_id,
                "prev_hash": prev_hash,
                "hash": last_hash,
            }
        )
        history.append(event)
        states[subject] = fold_subject(new.subject_kind, history)
        written.append(Written(event, last_hash, states[subject], tuple(history)))
    _EVENTS.write(session, events)
    _PARTS.write(session, parts)
    _ENVELOPES.write(session, envelopes)
    run(session, "UPDATE own_device SET last_seq = ?, last_hash = ?", last_seq, last_hash)
    for (kind, subject_id), history in histories.items():
        project(session, kind, subject_id, states[kind, subject_id], history)
    session.expire_all()
    return written


def _must_understand(session: Session, new: NewEvent, before: SubjectState) -> None:
    """Raise UserError for an act upon what a newer program wrote, and for one that others can't read yet."""
    if before.beyond and not levels.may_follow_unread(new.type):
        what = "Hồ sơ" if new.subject_kind == dossier.KIND else "Mục này"
        raise UserError(
            f"{what} có nội dung của bản chương trình mới hơn. Máy này chỉ xem và ghi chú được.",
            "Hãy cập nhật chương trình rồi làm tiếp. Những gì đang nhập vẫn giữ nguyên.",
            "BEYOND",
        )
    level = levels.level_of(new.type, new.schema_version)
    if level > levels.FIRST:
        for (writable,) in fetch(session, "SELECT level FROM server"):
            if level > writable:
                raise UserError(
                    "Chưa làm được việc này: còn máy trong tỉnh chưa đọc được.",
                    "Việc này mở khi các máy đã cập nhật; hỏi người quản trị máy chủ.",
                    "LEVEL",
                )


def _rules(state: SubjectState, history: Sequence[Event]) -> int:
    """Return the rule set of a subject: that of its first event, which need not have come first by the line."""
    first = state.order[0] if state.order else ""
    return next((event.rules for event in history if event.event_id == first), RULES)


def _build(act: Act, new: NewEvent, before: SubjectState, rules: int) -> tuple[Event, tuple[bytes, bytes] | None]:
    part = None
    commitment = ""
    if new.personal is not None:
        part = (secrets.token_bytes(16), canonical(new.personal))
        commitment = personal_hash(*part)
    event = Event(
        event_id=new_id(act.at),
        subject_kind=new.subject_kind,
        subject_id=new.subject_id,
        type=new.type,
        schema_version=new.schema_version,
        payload=new.payload,
        actor_id=act.actor_id,
        office_id=act.office_id,
        act_id=act.act_id,
        occurred_at=act.at,
        basis=before.heads,
        n=next_n([before.n] if before.heads else []),
        rules=rules,
        level=levels.level_of(new.type, new.schema_version),
        personal_hash=commitment,
    )
    body = encode_body(event)
    if max(len(body), len(part[1]) if part else 0) > LARGEST:
        raise UserError(
            "Nội dung quá dài, chưa lưu được.", "Rút gọn phần chữ dài rồi lưu lại; tệp lớn thì đính kèm.", "TOO-LONG"
        )
    # Read back what was written: the state shown now is the state every later reading will give.
    return decode_body(body, msgspec.json.decode(part[1]) if part else None), part


def events_of(session: Session, kind: str, subject_id: str) -> list[Event]:
    """Return the readable events of a subject, in order of arrival, with the personal parts not yet erased."""
    events = list(_decoded(fetch(session, _OF_SUBJECT, kind, subject_id)))
    unique: dict[str, Event] = {}
    for event in events:
        known = unique.get(event.event_id)
        if known is None or event.body < known.body:  # of an id used for two contents the one that the fold takes
            unique[event.event_id] = event
    return events if len(unique) == len(events) else list(unique.values())


def _decoded(rows: Sequence[Any]) -> Iterator[Event]:
    for body, personal in rows:
        try:
            yield decode_body(body, _personal(personal))
        except UnreadableBodyError:
            continue  # kept in the log, never folded: a verdict names it


def _personal(data: bytes | None) -> dict[str, Any] | None:
    """Read a personal part; a damaged one is as good as erased, and `check_chain` names it."""
    try:
        return parse(data, dict[str, Any]) if data is not None else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def act_events(session: Session, act_id: str) -> list[tuple[Event, bytes]]:
    """Return what an act wrote, with chain hashes; empty when it was never saved (so saving twice saves once)."""
    if not fetch(session, "SELECT 1 FROM events WHERE act_id = ? LIMIT 1", act_id):
        return []  # nearly always, and asked before each act: three times as fast
    rows = fetch(session, _OF_ACT, act_id)
    return [(event, link) for body, personal, link in rows for event in _decoded([(body, personal)])]


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where a chain or an event does not hold what it committed to."""

    device_id: str
    device_seq: int
    what: str  # "gap", "link", "content", "place", "personal", "head", "stray"


def check_chain(session: Session) -> tuple[int, tuple[ChainFault, ...]]:
    """Walk every chain: links match the bytes as written, no gaps in this PC's own, personal parts as committed to.

    Of other PCs' chains only a part concerns this office. What came damaged is no fault here: it was never counted. An
    event must also stand under the subject and act its body names ("place"), and in somebody's chain ("stray": its
    `device_seq` is its position here). Returns how many events were checked and the faults found. Erased personal
    parts are no fault.
    """
    faults: list[ChainFault] = []
    checked = 0
    last: dict[str, tuple[int, bytes]] = {}
    whole = {device.device_id: device.last_seq for device in session.scalars(select(FormerDevice))}
    whole |= {device.device_id: 1 << 62 for device in session.scalars(select(OwnDevice))}
    forks = {(fork.device_id, fork.device_seq + 1, fork.hash) for fork in session.scalars(select(ForkLink))}
    rows = session.execute(
        select(Envelope, EventRow, PersonalPart)
        .join(EventRow, EventRow.event_id == Envelope.event_id)
        .outerjoin(PersonalPart, PersonalPart.event_id == EventRow.event_id)
        .order_by(Envelope.device_id, Envelope.device_seq)
        .execution_options(yield_per=500)
    )
    for envelope, row, part in rows:
        checked += 1
        place = (envelope.device_id, envelope.device_seq)
        seq, link = last.get(envelope.device_id, (0, GENESIS))
        if envelope.device_seq != seq + 1:
            if envelope.device_seq <= whole.get(envelope.device_id, 0):
                faults.append(ChainFault(*place, "gap"))
        elif envelope.prev_hash != link and (*place, envelope.prev_hash) not in forks:
            faults.append(ChainFault(*place, "link"))
        if row.event_id.startswith(UNCOUNTED):
            pass
        elif envelope.hash != chain_hash(envelope.prev_hash, *place, row.body):
            faults.append(ChainFault(*place, "content"))
        elif not _is_in_place(row):
            faults.append(ChainFault(*place, "place"))
        kept: PersonalPart | None = part  # an outer join: None where there is none or it was erased
        if kept is not None and not _commits(row.body, kept.salt, kept.data):
            faults.append(ChainFault(*place, "personal"))
        last[envelope.device_id] = (envelope.device_seq, envelope.hash)
    for device in session.scalars(select(OwnDevice)):
        if last.get(device.device_id, (0, GENESIS)) != (device.last_seq, device.last_hash):
            faults.append(ChainFault(device.device_id, device.last_seq, "head"))
    in_chains = union_all(select(Envelope.event_id), select(ForkLink.event_id))
    for position in session.scalars(select(EventRow.position).where(EventRow.event_id.not_in(in_chains))):
        faults.append(ChainFault("", position, "stray"))
    return checked, tuple(faults)


def _is_in_place(row: EventRow) -> bool:
    """Whether the columns an event is found by say what its body says; an unreadable body says nothing."""
    try:
        event = decode_body(row.body)
    except UnreadableBodyError:
        return True
    if row.event_id.startswith(f"{event.event_id}#"):  # its id was used for two contents
        event = replace(event, event_id=row.event_id)
    named = (event.event_id, event.subject_kind, event.subject_id, event.type, event.act_id)
    return named == (row.event_id, row.subject_kind, row.subject_id, row.type, row.act_id)


def _commits(body: bytes, salt: bytes, personal: bytes) -> bool:
    try:
        return decode_body(body).personal_hash == personal_hash(salt, personal)
    except UnreadableBodyError:
        return False
