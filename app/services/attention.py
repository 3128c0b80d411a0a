"""The tray "Cần xử lý": what somebody must settle, in plain words, with all versions side by side.

Read only; `app.services.settling` writes what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import dossier, reference
from app.domain.dossier_codes import DossierCode, local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.domain.questions import QuestionKind
from app.services import question_words as words
from app.services.house import House
from app.services.versions import Asked, Reading
from app.storage.rows import fetch

SHOWN_AT_ONCE = 500
# What settling a kind of subject asks for; whatever else there is, everybody may read and put away.
NEEDED = {
    dossier.KIND: Right.SETTLE,
    reference.OFFICE: Right.EDIT_OFFICE,
    reference.STAFF: Right.EDIT_STAFF,
    reference.CALENDAR: Right.EDIT_CALENDAR,
    reference.PROCEDURE: Right.EDIT_CATALOGUE,
}
_TRAY = """
    SELECT a.subject_kind, a.subject_id, a.kinds, a.questions, a.since, a.code, d.owner_name, d.code, d.procedure_name
    FROM attention AS a LEFT JOIN dossiers AS d ON a.subject_kind = 'dossier' AND d.subject_id = a.subject_id
    ORDER BY a.questions = 0 AND a.code = '', a.since DESC, a.subject_id LIMIT ?
"""
_DOSSIER = """
    SELECT owner_name, code, CASE WHEN state IN (2, 4, 6, 9) THEN due_at ELSE '' END FROM dossiers WHERE subject_id = ?
"""
_COUNT = "SELECT count(*) FROM attention WHERE questions > 0 OR code <> ''"


@dataclass(frozen=True, slots=True)
class Matter:
    """A line of the tray. `needs_somebody` is False for what only takes time; `since` is local."""

    subject_kind: str
    subject_id: str
    kind: QuestionKind | None  # of its first question; None: a code that exists twice
    heading: str
    about: str
    short_code: str
    since: datetime
    needs_somebody: bool


@dataclass(frozen=True, slots=True)
class Tray:
    """What is on the tray, and how many of it wait for a person (all, also beyond what is listed)."""

    matters: tuple[Matter, ...]
    settling: int


@dataclass(frozen=True, slots=True)
class MatterPage:
    """All questions about one subject, as they stand upon `heads`."""

    subject_kind: str
    subject_id: str
    heads: tuple[str, ...]
    title: str
    code: str
    due_at: datetime | None
    asked: tuple[Asked, ...]
    may_settle: bool


def count_matters(house: House) -> int:
    """Return how many subjects wait for a person: one look at a small table, however many dossiers there are."""
    with house.db.read() as session:
        [(count,)] = fetch(session, _COUNT)
    return int(count)


def list_matters(house: House, limit: int = SHOWN_AT_ONCE) -> Tray:
    """Return the tray, what waits for a person first, the newest first."""
    with house.db.read() as session:
        matters = tuple(_matter(session, *row) for row in fetch(session, _TRAY, limit))
        [(count,)] = fetch(session, _COUNT)
    return Tray(matters, int(count))


def _matter(
    session: Session, kind: str, subject_id: str, kinds: str, questions: int, since: str, doubled: str, *row: str | None
) -> Matter:
    owner, code, procedure = (text or "" for text in row)
    first = next(iter(kinds.split()), QuestionKind.CONTESTED.value if questions else "")
    asked = QuestionKind(first) if first else None
    about = " · ".join(part for part in (owner, procedure) if part) or words.subject_words(session, kind, subject_id)
    short = DossierCode.parse(code).short if code else ""
    heading = words.HEADINGS[asked] if asked else words.DOUBLED
    at = local_time(datetime.fromisoformat(since))
    return Matter(kind, subject_id, asked, heading, about, short, at, bool(questions or doubled))


def open_matter(house: House, actor: Actor, kind: str, subject_id: str) -> MatterPage:
    """Return the questions about a subject. Raises UserError when none is open any more."""
    with house.db.read() as session:
        found = Reading(session, kind, subject_id)
        asked = tuple(found.asked())
        row = fetch(session, _DOSSIER, subject_id)
        name, code, due_at = row[0] if row and kind == dossier.KIND else ("", "", "")
        if not asked:
            raise UserError("Việc này đã xong.", "Quầy khác vừa chọn, hoặc máy chủ đã tính lại.", "SETTLED")
        return MatterPage(
            subject_kind=kind,
            subject_id=subject_id,
            heads=found.state.heads,
            title=name or words.subject_words(session, kind, subject_id),
            code=code,
            due_at=datetime.fromisoformat(due_at) if due_at else None,
            asked=asked,
            may_settle=kind not in NEEDED or actor.may(NEEDED[kind]),
        )
