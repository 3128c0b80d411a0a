"""Dossiers as screens show them: the worklist, search, the dossier's page."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.dossier_codes import AliasKind, DossierCode, local_time, parse_alias
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.fold import NONSENSE, Attention, SubjectState
from app.domain.intake import SupplementItem
from app.domain.office import Actor, Right
from app.domain.people import Applicant
from app.domain.plain_data import convert
from app.domain.questions import QuestionKind, questions_of
from app.domain.reference import ACCESS, PERSON_SHOWN
from app.domain.subjects import fold_subject
from app.models.tables import DossierRow, Envelope
from app.protocol.ids import natural_id, new_id
from app.services.attachments import AttachedFile, files_in
from app.services.dossier_lines import LINE, DossierLine, Group, Viewer, groups_at, listed
from app.services.house import Desk, House, act, the_desk
from app.services.print_jobs import PrintJob, list_jobs
from app.services.timelines import TimelineEntry, timeline_of
from app.services.visitors import KnownPerson, people_of
from app.storage import outgoing, search
from app.storage.event_log import NewEvent, append, events_of
from app.storage.projections import resolved
from app.storage.rows import fetch
from app.storage.search import Cancel
from app.storage.server_place import load_server

log = logging.getLogger(__name__)

COUNTED_TO = 10_000  # more of one kind are not counted: nobody works through them in one list
COUNT_MS = 2.0  # how long a search goes on counting after its page is full
RECENT = 500  # dossiers from which this office's commonest procedures are told
# Also by a code that it bore before: an old receipt goes on finding it.
_BY_CODE = """
    SELECT row, subject_id FROM dossiers
    WHERE code = ? OR subject_id IN (SELECT subject_id FROM former_codes WHERE code = ?) ORDER BY row DESC
"""


@dataclass(frozen=True, slots=True)
class Worklist:
    """The queue: lines in group order, each group by due time; counts of all groups and of this PC's unsent events.

    `unsent` are the dossiers of which a server lacks something; none of a PC that works alone. `unseen` are those that
    came from other counters and that nobody here has looked at.
    """

    lines: tuple[DossierLine, ...]
    counts: Mapping[Group, int]
    waiting_events: int
    waiting_since: datetime | None
    unsent: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DossierPage:
    """All of a dossier: its line, its resolved state as frozen in the events, timeline, prints, notes, questions.

    `hash` is the chain hash (hex) of its latest event; `files` are those attached, `asked` the kinds of what a person
    has to settle.
    """

    line: DossierLine
    data: Mapping[str, Any]
    applicant: Applicant | None
    timeline: tuple[TimelineEntry, ...]
    prints: tuple[PrintJob, ...]
    notes: tuple[str, ...]
    requested: tuple[SupplementItem, ...]
    attention: tuple[Attention, ...]
    hash: str
    asked: frozenset[QuestionKind] = frozenset()
    files: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a search gives at once: the newest dossiers, the people among them, how many there are as far as counted.

    `complete` is False when there may be more than `counted`.
    """

    lines: tuple[DossierLine, ...]
    people: tuple[KnownPerson, ...]
    counted: int
    complete: bool


def list_queue(house: House, limit: int = 500) -> Worklist:
    """Return the open dossiers of the office, most urgent first, at most `limit` of each group; counts are of all."""
    now = house.local_now()
    with house.db.read() as session:
        view = Viewer(session, the_desk(session), now)
        lines: list[DossierLine] = []
        counts = {}
        for group, (belongs, values) in groups_at(now).items():
            found = fetch(session, f"{LINE} WHERE {belongs} ORDER BY due_at, row LIMIT ?", *values, limit)
            lines += view.lines(found)
            counts[group] = len(found) if len(found) < limit else _count_to(session, belongs, values)
        waiting = outgoing.waiting(session)
        sends = waiting.count and load_server(session) is not None
        unsent = outgoing.waiting_subjects(session, dossier.KIND) if sends else frozenset()
        unseen = frozenset(subject for (subject,) in fetch(session, "SELECT subject_id FROM unseen"))
    return Worklist(
        lines=tuple(lines),
        counts=counts,
        waiting_events=waiting.count,
        waiting_since=local_time(waiting.since) if waiting.since else None,
        unsent=unsent,
        unseen=unseen,
    )


def look_up(
    house: House,
    query: str,
    before: int | None = None,
    limit: int = 50,
    *,
    people: int = 8,
    cap: int = 1000,
    cancel: Cancel | None = None,
) -> LookedUp:
    """Find dossiers and people as typed, newest first: code, digits of a barcode, last digits of a code, names, words.

    Everything in one reading, for one key press: matches are counted up to `cap`, but no longer than COUNT_MS after the
    page is full. Raises OutdatedError when `cancel` was called meanwhile.
    """
    with house.db.read() as session:
        view = Viewer(session, the_desk(session), house.local_now())
        exact = _by_code(session, view.desk, query) if before is None else []
        if exact:
            found = search.Found(tuple(row for row, _ in exact), len(exact), True)
        else:
            found = search.find_rows(
                session, query, before=before, limit=limit, cap=cap, within_ms=COUNT_MS, cancel=cancel
            )
        return LookedUp(
            lines=tuple(view.lines(listed(session, found.rows))),
            people=tuple(people_of(session, query, found.rows, people)),
            counted=found.counted,
            complete=found.complete,
        )


def find(house: House, query: str, before: int | None = None, limit: int = 50) -> list[DossierLine]:
    """Find dossiers as typed, newest first: code, digits of a barcode, last digits of a code, names, numbers, words."""
    return list(look_up(house, query, before, limit, people=0, cap=limit).lines)


def count_dossiers(house: House) -> int:
    """Return how many dossiers this PC knows."""
    with house.db.read() as session:
        return session.scalars(select(func.count()).select_from(DossierRow)).one()


def find_by_code(house: House, text: str) -> str | None:
    """Return the subject of a scanned or typed code (full, short, or the 16 digits), None when it is not here.

    Should a code exist twice, the newest.
    """
    with house.db.read() as session:
        rows = _by_code(session, the_desk(session), text)
        return rows[0][1] if rows else None


def latest_dossiers(house: House, limit: int = 50, before: int | None = None) -> list[DossierLine]:
    """Return the newest dossiers, what the find screen shows before anything is typed."""
    with house.db.read() as session:
        rows = fetch(session, f"{LINE} WHERE row < ? ORDER BY row DESC LIMIT ?", before or search.LAST, limit)
        return Viewer(session, the_desk(session), house.local_now()).lines(rows)


def open_dossier(house: House, subject_id: str) -> DossierPage:
    """Return everything about a dossier. Raises UserError when it is not on this PC, or what it says can't be read."""
    prints = tuple(list_jobs(house, subject_id=subject_id))
    with house.db.read() as session:
        row = session.scalars(select(DossierRow).where(DossierRow.subject_id == subject_id)).one_or_none()
        if row is None:
            raise UserError("Không tìm thấy hồ sơ này trên máy.", "Tìm lại bằng tên hoặc số định danh.", "NO-DOSSIER")
        events = events_of(session, dossier.KIND, subject_id)
        state = fold_subject(dossier.KIND, events)
        return DossierPage(
            line=Viewer(session, the_desk(session), house.local_now()).lines(listed(session, [row.row]))[0],
            data=row.state_data,
            prints=prints,
            attention=state.attention,
            hash=first_link(session, state.heads[-1]).hex(),
            asked=frozenset(question.kind for question in questions_of(state, events) if question.needs_somebody),
            files=files_in(session, state, events),
            **_contents(session, row, state, events),
        )


def _contents(session: Session, row: DossierRow, state: SubjectState, events: Sequence[Event]) -> dict[str, Any]:
    """Read what was written into a dossier. Raises UserError when a broken program wrote it, or a PC in bad hands."""
    personal = {event.event_id: event.personal or {} for event in events}
    applicant, requests = row.state_data.get("applicant"), state.sets.get("supplements", ())
    notes = (resolved(write.value, personal) for write in state.sets.get("notes", ()))
    asked = resolved(requests[-1].value, personal) if requests else None
    try:
        return {
            "applicant": convert(applicant, Applicant) if applicant else None,
            "timeline": tuple(timeline_of(session, state, events)),
            "notes": tuple(text for text in notes if text is not None),
            "requested": convert(asked or (), tuple[SupplementItem, ...]),
        }
    except (*NONSENSE, msgspec.ValidationError) as error:
        log.warning("a dossier can't be shown: %s", type(error).__name__)
        sentence = "Nội dung hồ sơ này ghi sai quy cách, không hiển thị được."
        advice = "Dữ liệu vẫn còn nguyên, các hồ sơ khác vẫn dùng được. Báo người quản trị."
        raise UserError(sentence, advice, "DOSSIER-UNREADABLE") from error


def first_link(session: Session, event_id: str) -> bytes:
    """Return the chain hash that stands on its papers: issued again after a restore, an event has a second one."""
    links = select(Envelope.hash).where(Envelope.event_id == event_id).order_by(literal_column("envelopes.rowid"))
    return session.scalars(links).first() or b""


def commonest_procedures(house: House, limit: int = 3) -> list[str]:
    """Return the codes of the procedures received most often here of late (RECENT dossiers), the commonest first."""
    recent = select(DossierRow.procedure_code).order_by(DossierRow.row.desc()).limit(RECENT).subquery()
    query = (
        select(recent.c.procedure_code)
        .where(recent.c.procedure_code != "")
        .group_by(recent.c.procedure_code)
        .order_by(func.count().desc(), recent.c.procedure_code)
        .limit(limit)
    )
    with house.db.read() as session:
        return list(session.scalars(query))


def record_person_shown(house: House, actor: Actor, subject_id: str) -> None:
    """Record that somebody looked at the unmasked numbers of a dossier; must be called before they are shown."""
    actor.must(Right.SHOW_PERSON)
    with house.db.write() as session:
        desk = the_desk(session)
        log = natural_id(ACCESS, f"{desk.device_id}:{house.local_now():%Y-%m}")
        event = NewEvent(ACCESS, log, PERSON_SHOWN, {"dossier": subject_id})
        append(session, act(house, actor, desk, new_id(house.clock())), [event])


def _count_to(session: Session, belongs: str, values: Sequence[str | int]) -> int:
    sql = f"SELECT count(*) FROM (SELECT 1 FROM dossiers WHERE {belongs} LIMIT ?)"
    [(count,)] = fetch(session, sql, *values, COUNTED_TO)
    return int(count)


def _by_code(session: Session, desk: Desk, text: str) -> Sequence[tuple[int, str]]:
    """Return rows and subjects of a code, newest first. A practice paper opens nothing in a real office."""
    code = DossierCode.find(text)
    alias = None if code else parse_alias(text)
    kind = AliasKind.TRAINING if desk.office.training else AliasKind.DOSSIER
    if alias is not None and (alias.kind, alias.office_number) == (kind, desk.office.number):
        code = alias.code(desk.office.prefix)
    wanted = str(code) if code else f"{desk.office.prefix}-{text.strip()}"
    return fetch(session, _BY_CODE, wanted, wanted)
