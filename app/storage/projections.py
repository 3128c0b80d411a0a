"""Caches of the fold, written in the transaction of the event; `rebuild` makes them anew and gets the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain import dossier, reference, tickets
from app.domain.dossier import DossierState
from app.domain.events import Event
from app.domain.fold import PersonalRef, SubjectState
from app.domain.questions import VERDICTS, Question, questions_of
from app.models.tables import (
    AttentionRow,
    CalendarDayRow,
    CatalogueInUseRow,
    CatalogueVersionRow,
    DossierRow,
    FormerCodeRow,
    OfficeRow,
    ProcedureRow,
    StaffRow,
    TicketRow,
)
from app.storage import search
from app.storage.catalogue_rows import show_catalogue, show_procedure
from app.storage.rows import RowWriter, fetch, run
from app.storage.ticket_rows import show_ticket

log = logging.getLogger(__name__)

_STATES = [int(state) for state in DossierState]
_DOSSIERS = RowWriter(DossierRow, upsert=True)
_FORMER_CODES = RowWriter(FormerCodeRow)
_ATTENTION = RowWriter(AttentionRow, upsert=True)
_PLACE = """
    SELECT min(position), (SELECT count(*) FROM dossiers WHERE dossiers.subject_id = events.subject_id)
    FROM events WHERE subject_kind = ? AND subject_id = ?
"""
_THIS_AGE = range(1900, 2200)  # years whose working days can be counted while somebody waits
_OF_ALL_OFFICES = frozenset({reference.OFFICE, reference.STAFF})  # the province tells of them to everybody
_SAME_CODE = "SELECT subject_id, changed_at FROM dossiers WHERE code = ? AND subject_id <> ?"
_DOUBLED = """
    INSERT INTO attention (subject_kind, subject_id, kinds, questions, pending, since, code)
    VALUES (?, ?, '', 0, 0, ?, ?)
    ON CONFLICT (subject_kind, subject_id) DO UPDATE SET code = excluded.code
"""

Project = Callable[[Session, str, SubjectState, Sequence[Event]], None]


def project(session: Session, kind: str, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    """Write the projection of one subject as its fold now says."""
    if kind == dossier.KIND:
        questions = questions_of(state, events)
        _dossier(session, subject_id, state, events, questions)
        _attend(session, kind, subject_id, state, events, questions)
        return
    write = _PROJECTIONS.get(kind)
    if write is not None:
        write(session, subject_id, state, events)
        session.flush()
    if kind != tickets.KIND:  # whoever called first has the citizen, and nobody is asked
        _attend(session, kind, subject_id, state, events, questions_of(state, events))


def show(session: Session, kind: str, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    """Write the projection of a subject of others; one that can't be shown stays as it was and stops nothing."""
    try:
        with session.begin_nested():
            project(session, kind, subject_id, state, events)
    except OperationalError:  # a full disk has taken the transaction back: what followed would stand alone
        raise
    except Exception:  # whatever a payload may hold that lists can't show
        log.exception("a %s can't be shown", kind)


def _attend(
    session: Session,
    kind: str,
    subject_id: str,
    state: SubjectState,
    events: Sequence[Event],
    asked: Sequence[Question],
) -> None:
    """Put a subject on the tray, or take it off. One that has only just begun is nearly always neither."""
    questions = [question for question in asked if not _is_dismissed(session, question)]
    if questions and kind in _OF_ALL_OFFICES and not _is_ours(session, state, events):
        questions = []  # their own people settle it
    needing = sum(question.needs_somebody for question in questions)
    code = _doubled_code(session, subject_id, state) if kind == dossier.KIND else ""
    if questions or code:
        row = {
            "subject_kind": kind,
            "subject_id": subject_id,
            "kinds": " ".join(dict.fromkeys(question.kind.value for question in questions)),
            "questions": needing,
            "pending": len(questions) - needing,
            "since": max(event.occurred_at for event in events).isoformat(timespec="seconds"),
            "code": code,
        }
        _ATTENTION.write(session, [row])
    elif len(events) > 1:
        run(session, "DELETE FROM attention WHERE subject_kind = ? AND subject_id = ?", kind, subject_id)
    if kind == dossier.KIND and len(events) > 1:
        _forget_single_codes(session)


def _is_ours(session: Session, state: SubjectState, events: Sequence[Event]) -> bool:
    office_id = _first(state, events).office_id if state.order else events[0].office_id
    return bool(fetch(session, "SELECT 1 FROM own_device WHERE office_id = ?", office_id))


def _is_dismissed(session: Session, question: Question) -> bool:
    """Whether somebody at this PC has read what the server said of an event, and put it away."""
    if question.kind not in VERDICTS:
        return False
    return bool(fetch(session, "SELECT 1 FROM dismissals WHERE event_id = ?", question.event_ids[0]))


def _doubled_code(session: Session, subject_id: str, state: SubjectState) -> str:
    """Return the code of a dossier if another bears it too, which is then on the tray as well; "" if none does."""
    code = _text(state.get("code"))
    if not code:
        return ""
    others = fetch(session, _SAME_CODE, code, subject_id)
    for other, changed_at in others:
        run(session, _DOUBLED, dossier.KIND, other, changed_at, code)
    return code if others else ""


def _forget_single_codes(session: Session) -> None:
    """Take dossiers off the tray whose code no other bears any more: one of them got a new one."""
    for (code,) in fetch(session, "SELECT DISTINCT code FROM attention WHERE code <> ''"):
        if len(fetch(session, "SELECT 1 FROM dossiers WHERE code = ? LIMIT 2", code)) < 2:
            run(session, "DELETE FROM attention WHERE code = ? AND questions + pending = 0", code)
            run(session, "UPDATE attention SET code = '' WHERE code = ?", code)


def resolve(state: SubjectState, events: Sequence[Event]) -> dict[str, Any]:
    """Return the shown registers of a subject with personal values filled in; an erased one is None."""
    personal = {event.event_id: event.personal or {} for event in events}
    return {name: resolved(register.shown.value, personal) for name, register in state.registers.items()}


def resolved(value: Any, personal: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a value of the fold, looked up in the personal parts when it only points there."""
    if isinstance(value, PersonalRef):
        return personal.get(value.event_id, {}).get(value.key)
    return value


def dossier_columns(
    state: SubjectState, events: Sequence[Event], questions: Sequence[Question]
) -> dict[str, Any] | None:
    """Return what a dossier's row says (all but its place and id); None while nothing says what state it is in."""
    data = resolve(state, events)
    if data.get("state") not in _STATES:  # its beginning has not come yet or was set aside: no list can show it
        return None
    applicant = _mapping(data.get("applicant"))
    owner, filer = _mapping(applicant.get("owner")), _mapping(applicant.get("filer"))
    procedure, due = _mapping(data.get("procedure")), _mapping(data.get("due"))
    if former := [_text(write.value) for write in state.sets.get("former_codes", ())]:
        data["former_codes"] = former
    first = _first(state, events)
    return {
        "office_id": first.office_id,
        "code": _text(data.get("code")),
        "state": data["state"],
        "owner_name": _text(owner.get("name")),
        "filer_name": _text(filer.get("name")),
        "phone": _text(filer.get("phone")) or _text(owner.get("phone")),
        "id_number": _text(owner.get("id_number")),
        "procedure_code": _text(procedure.get("code")),
        "procedure_name": _text(procedure.get("name")),
        "agency": _text(procedure.get("agency")),
        "counter": _text(data.get("counter")),
        "received_at": _instant(data.get("received_at")) or first.occurred_at.isoformat(timespec="seconds"),
        "due_at": _wall_clock(due.get("due_at")),
        "result_way": _text(data.get("result_way")),
        "changed_at": max(event.occurred_at for event in events).isoformat(timespec="seconds"),
        "attention": sum(question.needs_somebody for question in questions),
        "state_data": data,
        "digest": ",".join(state.heads),
    }


def _first(state: SubjectState, events: Sequence[Event]) -> Event:
    """Return the event that began a subject, which need not have come first by the line."""
    return next(event for event in events if event.event_id == state.order[0])


def _mapping(value: Any) -> Mapping[str, Any]:
    """Read what should be a mapping; another program's nonsense must not keep the rest out of the lists."""
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: Any) -> str:
    """Return what reads as an instant, "" for anything else: one dossier's nonsense must not stop all lists."""
    try:
        return value if datetime.fromisoformat(_text(value)).tzinfo is not None else ""
    except ValueError:
        return ""


def _wall_clock(value: Any) -> str:
    """Return what reads as a local time of this age, "" for anything else."""
    try:
        read = datetime.fromisoformat(_text(value))
    except ValueError:
        return ""
    return _text(value) if read.tzinfo is None and read.year in _THIS_AGE else ""


def dossier_words(columns: Mapping[str, Any]) -> str:
    """Return the folded words a dossier is found by: code, names, numbers and phones of owner and filer, procedure."""
    applicant = _mapping(columns["state_data"].get("applicant"))
    owner, filer = _mapping(applicant.get("owner")), _mapping(applicant.get("filer"))
    return (
        search.words_of(
            (
                columns["code"],
                columns["owner_name"],
                columns["filer_name"],
                _text(owner.get("phone")),
                _text(filer.get("phone")),
                columns["id_number"],
                _text(filer.get("id_number")),
            )
        )
        + _procedure_words(columns["procedure_code"], columns["procedure_name"])
        + search.words_of(columns["state_data"].get("former_codes", ()))
    )


@lru_cache(maxsize=64)
def _procedure_words(code: str, name: str) -> str:
    """Fold a procedure's words once: of all that a dossier is found by they are the most, and the same every day."""
    return search.words_of((code, name))


def _dossier(
    session: Session, subject_id: str, state: SubjectState, events: Sequence[Event], questions: Sequence[Question]
) -> None:
    [(position, known)] = fetch(session, _PLACE, dossier.KIND, subject_id)
    columns = dossier_columns(state, events, questions)
    _keep_former_codes(session, subject_id, state, has_just_begun=len(events) == 1)
    if columns is None:
        if known:
            search.forget(session, position)
            run(session, "DELETE FROM dossiers WHERE row = ?", position)
        return
    _DOSSIERS.write(session, [{"row": position, "subject_id": subject_id, **columns}])
    if known:
        search.remember(session, position, dossier_words(columns))
    else:  # the index has nothing of it that would have to go first
        run(session, search.REMEMBER, position, dossier_words(columns))


def _keep_former_codes(session: Session, subject_id: str, state: SubjectState, *, has_just_begun: bool) -> None:
    """Write down which codes a dossier bore before; nearly none did."""
    former = sorted({write.value for write in state.sets.get("former_codes", ()) if _text(write.value)})
    if not former and has_just_begun:
        return
    if former or fetch(session, "SELECT 1 FROM former_codes WHERE subject_id = ?", subject_id):
        run(session, "DELETE FROM former_codes WHERE subject_id = ?", subject_id)
        _FORMER_CODES.write(session, [{"code": code, "subject_id": subject_id} for code in former])


def _office(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    data = resolve(state, events)
    session.merge(OfficeRow(subject_id=subject_id, prefix=_text(data.get("prefix")), data=data))


def _staff(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    data = resolve(state, events)
    session.merge(
        StaffRow(
            subject_id=subject_id,
            name=_text(data.get("name")),
            number=_text(data.get("number")),
            employer=_text(data.get("employer")),
            roles=",".join(map(str, roles)) if isinstance(roles := data.get("roles"), list) else "",
            active=bool(data.get("active", True)),
            verifier=_text(data.get("verifier")),
            office_id=_first(state, events).office_id if state.order else "",
        )
    )


def _calendar(session: Session, _subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    session.execute(delete(CalendarDayRow))
    for name, value in resolve(state, events).items():
        kind, what, hours = (_text(_mapping(value).get(part)) for part in ("kind", "name", "hours"))
        session.add(CalendarDayRow(day=name.removeprefix("day:"), kind=kind, name=what, hours=hours))


_PROJECTIONS: dict[str, Project] = {
    reference.OFFICE: _office,
    reference.STAFF: _staff,
    reference.CALENDAR: _calendar,
    reference.PROCEDURE: show_procedure,
    reference.CATALOGUE: show_catalogue,
    tickets.KIND: show_ticket,
}

PROJECTED: tuple[Table, ...] = tuple(
    table
    for model in (
        DossierRow,
        OfficeRow,
        StaffRow,
        CalendarDayRow,
        CatalogueInUseRow,
        CatalogueVersionRow,
        ProcedureRow,
        AttentionRow,
        FormerCodeRow,
        TicketRow,
    )
    if isinstance(table := model.__table__, Table)
)
