"""Caches of the fold, written in the transaction of the event; `rebuild` makes them anew and gets the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from app.domain import dossier, reference
from app.domain.dossier import DossierState
from app.domain.events import Event
from app.domain.fold import PersonalRef, SubjectState
from app.models.tables import CalendarDayRow, DossierRow, EventRow, OfficeRow, ProcedureRow, StaffRow
from app.storage import search

_STATES = [int(state) for state in DossierState]

Project = Callable[[Session, str, SubjectState, Sequence[Event]], None]


def project(session: Session, kind: str, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    """Write the projection of one subject as its fold now says."""
    write = _PROJECTIONS.get(kind)
    if write is not None:
        write(session, subject_id, state, events)
        session.flush()


def resolve(state: SubjectState, events: Sequence[Event]) -> dict[str, Any]:
    """Return the shown registers of a subject with personal values filled in; an erased one is None."""
    personal = {event.event_id: event.personal or {} for event in events}
    return {name: resolved(register.shown.value, personal) for name, register in state.registers.items()}


def resolved(value: Any, personal: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return a value of the fold, looked up in the personal parts when it only points there."""
    if isinstance(value, PersonalRef):
        return personal.get(value.event_id, {}).get(value.key)
    return value


def _dossier(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    row = session.scalars(select(DossierRow).where(DossierRow.subject_id == subject_id)).one_or_none()
    if row is not None:
        search.forget(session, row.row)
    data = resolve(state, events)
    if data.get("state") not in _STATES:  # its beginning has not come yet or was set aside: no list can show it
        if row is not None:
            session.delete(row)
        return
    applicant = data.get("applicant") or {}
    owner: Mapping[str, Any] = applicant.get("owner") or {}
    filer: Mapping[str, Any] = applicant.get("filer") or {}
    procedure: Mapping[str, Any] = data.get("procedure") or {}
    due: Mapping[str, Any] = data.get("due") or {}
    first = events[0]
    if row is None:
        position = session.scalars(
            select(func.min(EventRow.position)).where(
                EventRow.subject_kind == dossier.KIND, EventRow.subject_id == subject_id
            )
        ).one()
        row = DossierRow(row=position, subject_id=subject_id)
        session.add(row)
    row.office_id = first.office_id
    row.code = data.get("code") or ""
    row.state = data["state"]
    row.owner_name = owner.get("name", "")
    row.filer_name = filer.get("name", "")
    row.phone = filer.get("phone") or owner.get("phone", "")
    row.id_number = owner.get("id_number", "")
    row.procedure_code = procedure.get("code", "")
    row.procedure_name = procedure.get("name", "")
    row.agency = procedure.get("agency", "")
    row.counter = data.get("counter") or ""
    row.received_at = data.get("received_at") or first.occurred_at.isoformat(timespec="seconds")
    row.due_at = due.get("due_at") or ""
    row.result_way = data.get("result_way") or ""
    row.changed_at = max(event.occurred_at for event in events).isoformat(timespec="seconds")
    row.attention = len(state.attention)
    row.state_data = data
    row.digest = ",".join(state.heads)
    session.flush()
    search.remember(
        session,
        row.row,
        (
            row.code,
            row.owner_name,
            row.filer_name,
            owner.get("phone", ""),
            filer.get("phone", ""),
            row.id_number,
            filer.get("id_number", ""),
            row.procedure_code,
            row.procedure_name,
        ),
    )


def _office(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    data = resolve(state, events)
    session.merge(OfficeRow(subject_id=subject_id, prefix=data.get("prefix", ""), data=data))


def _staff(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    data = resolve(state, events)
    session.merge(
        StaffRow(
            subject_id=subject_id,
            name=data.get("name", ""),
            number=data.get("number", ""),
            employer=data.get("employer", ""),
            roles=",".join(data.get("roles", ())),
            active=bool(data.get("active", True)),
            verifier=data.get("verifier") or "",
        )
    )


def _calendar(session: Session, _subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    session.execute(delete(CalendarDayRow))
    for name, value in resolve(state, events).items():
        day = name.removeprefix("day:")
        session.add(CalendarDayRow(day=day, kind=value["kind"], name=value["name"], hours=value["hours"]))


def _procedure(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    data = resolve(state, events).get("procedure")
    if data is None:  # its only version was set aside
        session.execute(delete(ProcedureRow).where(ProcedureRow.subject_id == subject_id))
        return
    session.merge(
        ProcedureRow(
            subject_id=subject_id,
            code=data["code"],
            version=data.get("version", 1),
            name=data["name"],
            data=data,
            event_id=state.registers["procedure"].shown.event_id,
        )
    )


_PROJECTIONS: dict[str, Project] = {
    dossier.KIND: _dossier,
    reference.OFFICE: _office,
    reference.STAFF: _staff,
    reference.CALENDAR: _calendar,
    reference.PROCEDURE: _procedure,
}

PROJECTED: tuple[Table, ...] = tuple(
    table
    for model in (DossierRow, OfficeRow, StaffRow, CalendarDayRow, ProcedureRow)
    if isinstance(table := model.__table__, Table)
)
