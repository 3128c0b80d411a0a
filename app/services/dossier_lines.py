"""A dossier as a line of a list: what it shows, and which group of the worklist it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.domain.deadlines import Remaining, remaining
from app.domain.dossier import DossierState
from app.domain.dossier_codes import local_time, short_code
from app.services.house import Desk
from app.services.offices import work_calendar
from app.storage.rows import fetch, marks

OPEN = "state IN (2, 4, 6, 9)"  # received, processing, paying, settled; see `groups_at`
NEW_FOR = timedelta(minutes=1)
# What a line shows; the frozen data of a dossier is some 3 kB that no list needs. Lists are asked for on every key, so
# past the mapper, which would cost more than the database.
LINE = """
    SELECT row, subject_id, code, state, owner_name, filer_name, phone, id_number, procedure_code, procedure_name,
        agency, counter, received_at, due_at, result_way, attention, changed_at
    FROM dossiers
"""
_DOUBLED = "SELECT subject_id FROM attention WHERE code <> ''"  # hardly ever one; the index of just these tells


class Group(StrEnum):
    """Groups of the worklist, in their order on the screen."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    SUPPLEMENT = "supplement"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in a list. Times are local; numbers come unmasked and are masked by the screen.

    `is_doubled`: another dossier bears the same code.
    """

    row: int
    subject_id: str
    code: str
    short_code: str
    state: DossierState
    group: Group
    owner_name: str
    filer_name: str
    phone: str
    id_number: str
    procedure_code: str
    procedure_name: str
    agency: str
    counter: str
    received_at: datetime
    due_at: datetime | None
    left: Remaining | None
    result_way: str
    attention: int
    changed_at: datetime
    is_new: bool
    is_doubled: bool = False


class Viewer:
    """Makes lines of rows with one calendar and one reading of the clock."""

    def __init__(self, session: Session, desk: Desk, now: datetime) -> None:
        self.desk = desk
        self._calendar = work_calendar(session, desk.office)
        self._now = now
        self._doubled = {subject for (subject,) in fetch(session, _DOUBLED)}

    def lines(self, rows: Iterable[Sequence[Any]]) -> list[DossierLine]:
        """Make lines of rows that hold what LINE asks for."""
        return [self._line(*row) for row in rows]

    def _line(
        self,
        row: int,
        subject_id: str,
        code: str,
        state_code: int,
        owner_name: str,
        filer_name: str,
        phone: str,
        id_number: str,
        procedure_code: str,
        procedure_name: str,
        agency: str,
        counter: str,
        received_at: str,
        due_at: str,
        result_way: str,
        attention: int,
        changed_at: str,
    ) -> DossierLine:
        due = datetime.fromisoformat(due_at) if due_at else None
        changed = local_time(datetime.fromisoformat(changed_at))
        state = DossierState(state_code)
        return DossierLine(
            row=row,
            subject_id=subject_id,
            code=code,
            short_code=short_code(code),
            state=state,
            group=self._group(state, due),
            owner_name=owner_name,
            filer_name=filer_name,
            phone=phone,
            id_number=id_number,
            procedure_code=procedure_code,
            procedure_name=procedure_name,
            agency=agency,
            counter=counter,
            received_at=local_time(datetime.fromisoformat(received_at)),
            due_at=due,
            left=remaining(due, self._now, self._calendar) if due else None,
            result_way=result_way,
            attention=attention,
            changed_at=changed,
            is_new=timedelta(0) <= self._now - changed < NEW_FOR,
            is_doubled=subject_id in self._doubled,
        )

    def _group(self, state: DossierState, due: datetime | None) -> Group:
        if state is DossierState.SUPPLEMENT:
            return Group.SUPPLEMENT
        if due is None:
            return Group.NO_LIMIT
        if due < self._now:
            return Group.OVERDUE
        return Group.TODAY if due.date() == self._now.date() else Group.LATER


def groups_at(now: datetime) -> dict[Group, tuple[str, tuple[str | int, ...]]]:
    """Return what a row of each group fulfils, with its values: the same that `Viewer` says of a line, in SQL.

    Open dossiers are named in the very words of the index `ix_dossiers_open`, which holds nothing else: what the
    worklist costs depends on what is open, not on what the office has ever received.
    """
    here, tomorrow = now.isoformat(), (now.date() + timedelta(days=1)).isoformat()
    return {
        Group.OVERDUE: (f"{OPEN} AND due_at > '' AND due_at < ?", (here,)),
        Group.TODAY: (f"{OPEN} AND due_at >= ? AND due_at < ?", (here, tomorrow)),
        Group.LATER: (f"{OPEN} AND due_at >= ?", (tomorrow,)),
        Group.SUPPLEMENT: ("state = ?", (int(DossierState.SUPPLEMENT),)),
        Group.NO_LIMIT: (f"{OPEN} AND due_at = ''", ()),
    }


def listed(session: Session, rows: Sequence[int]) -> list[Sequence[Any]]:
    """Return what LINE asks for of these rows, in their order."""
    found = {row[0]: row for row in fetch(session, f"{LINE} WHERE row IN ({marks(rows)})", *rows)}
    return [found[row] for row in rows if row in found]
