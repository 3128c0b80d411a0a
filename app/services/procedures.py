"""The catalogue in use: publish versions, list, and the one procedure a form names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue import procedure_from_data, procedure_to_data
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.domain.procedures import Procedure
from app.domain.reference import PROCEDURE, PROCEDURE_PUBLISHED
from app.models.tables import ProcedureRow
from app.protocol.ids import natural_id, new_id
from app.right_of_way import giving_way
from app.services.house import Changed, House, act, the_desk
from app.services.staff import SYSTEM_ACTOR
from app.storage.event_log import Act, NewEvent, append
from app.storage.rows import fetch

Progress = Callable[[int, int], None]


class CancelledError(Exception):
    """The clerk stopped a long work; nothing of it was kept."""


def publish_procedures(
    house: House,
    actor: Actor,
    procedures: Iterable[Procedure],
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Changed:
    """Publish these as the versions now in use, all or none. Raises CancelledError when `cancelled` says so."""
    if actor is not SYSTEM_ACTOR:
        actor.must(Right.EDIT_CATALOGUE)
    wanted = list(procedures)
    with house.db.write() as session:
        desk = the_desk(session)
        doing = act(house, actor, desk, new_id(house.clock()))
        for start in range(0, len(wanted), 100):
            if cancelled():
                raise CancelledError
            _publish(session, doing, wanted[start : start + 100])
            progress(min(start + 100, len(wanted)), len(wanted))
    return Changed(frozenset({"procedure"}))


def _publish(session: Session, doing: Act, procedures: list[Procedure]) -> None:
    append(
        session,
        doing,
        [
            NewEvent(
                PROCEDURE,
                natural_id(PROCEDURE, procedure.code),
                PROCEDURE_PUBLISHED,
                {"procedure": procedure_to_data(procedure)},
            )
            for procedure in procedures
        ],
    )
    session.expunge_all()


def list_procedures(house: House, on: date | None = None) -> list[Procedure]:
    """Return the procedures in use (valid `on` that day when given), by code."""
    with house.db.read() as session:
        rows = session.scalars(select(ProcedureRow.data).order_by(ProcedureRow.code).execution_options(yield_per=50))
        procedures = [procedure_from_data(data) for data in giving_way(rows)]
    return [p for p in procedures if on is None or is_valid(p, on)]


def is_valid(procedure: Procedure, on: date) -> bool:
    """Whether a procedure may be received under that day."""
    return (procedure.valid_from is None or procedure.valid_from <= on) and (
        procedure.valid_to is None or on <= procedure.valid_to
    )


def count_procedures(house: House) -> int:
    """Return how many procedures are in use."""
    with house.db.read() as session:
        return session.scalars(select(func.count()).select_from(ProcedureRow)).one()


def the_procedure(session: Session, code: str) -> Procedure:
    """Return the version in use. Raises UserError when the catalogue has none."""
    rows = fetch(session, "SELECT data FROM procedures WHERE code = ? LIMIT 1", code)
    if not rows:
        raise UserError(f"Danh mục không có thủ tục {code}.", "Chọn thủ tục khác hoặc nhập danh mục.", "NO-PROCEDURE")
    return _version(rows[0][0])


@lru_cache(maxsize=64)
def _version(data: str) -> Procedure:
    """Read the same text once: a version as published never changes."""
    return procedure_from_data(msgspec.json.decode(data))
