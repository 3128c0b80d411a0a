"""The tray "Cần xử lý": what somebody must settle, in plain words, with all versions side by side.

Read only; `app.services.settling` writes what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import dossier, reference
from app.domain.dossier_codes import local_time, short_code
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.domain.questions import QuestionKind
from app.services import question_words as words
from app.services.house import House
from app.services.staff import staff_name
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
# `referred`: to the head of the section, and nothing settled since, by the order of the events.
_TRAY = """
    SELECT a.subject_kind, a.subject_id, a.kinds, a.questions, a.since, a.code, 'dossier.referred' = (
            SELECT type FROM events AS e WHERE e.subject_kind = a.subject_kind AND e.subject_id = a.subject_id
            AND type IN ('dossier.referred', 'dossier.resolved', 'dossier.recoded')
            ORDER BY n DESC, event_id DESC LIMIT 1
        ) AS referred, d.owner_name, d.code, d.procedure_name
    FROM attention AS a LEFT JOIN dossiers AS d ON a.subject_kind = 'dossier' AND d.subject_id = a.subject_id
    ORDER BY a.questions = 0 AND a.code = '', coalesce(referred, 0) = ?, a.since DESC, a.subject_id LIMIT ?
"""
_DOSSIER = """
    SELECT owner_name, code, CASE WHEN state IN (2, 4, 6, 9) THEN due_at ELSE '' END FROM dossiers WHERE subject_id = ?
"""
_COUNT = "SELECT count(*) FROM attention WHERE questions > 0 OR code <> ''"


@dataclass(frozen=True, slots=True)
class Matter:
    """A line of the tray. `needs_somebody` is False for what only takes time; `since` is local.

    `is_referred`: somebody asked the head of the section to decide.
    """

    subject_kind: str
    subject_id: str
    kind: QuestionKind | None  # of its first question; None: a code that exists twice
    heading: str
    about: str
    short_code: str
    since: datetime
    needs_somebody: bool
    is_referred: bool = False


@dataclass(frozen=True, slots=True)
class Tray:
    """What is on the tray, and how many of it wait for a person (all, also beyond what is listed)."""

    matters: tuple[Matter, ...]
    settling: int


@dataclass(frozen=True, slots=True)
class MatterPage:
    """All questions about one subject, as they stand upon `heads`.

    `referred` says who asked the head of the section to decide, when and why; "" while nobody did.
    """

    subject_kind: str
    subject_id: str
    heads: tuple[str, ...]
    title: str
    code: str
    due_at: datetime | None
    asked: tuple[Asked, ...]
    may_settle: bool
    referred: str = ""


def count_matters(house: House) -> int:
    """Return how many subjects wait for a person: one look at a small table, however many dossiers there are."""
    with house.db.read() as session:
        [(count,)] = fetch(session, _COUNT)
    return int(count)


def list_matters(house: House, limit: int = SHOWN_AT_ONCE, *, for_head: bool = False) -> Tray:
    """Return the tray, what waits for a person first, the newest first.

    What was referred to the head of the section comes first for them (`for_head`), and last for everybody else.
    """
    with house.db.read() as session:
        matters = tuple(_matter(session, *row) for row in fetch(session, _TRAY, int(not for_head), limit))
        [(count,)] = fetch(session, _COUNT)
    return Tray(matters, int(count))


def _matter(
    session: Session,
    kind: str,
    subject_id: str,
    kinds: str,
    questions: int,
    since: str,
    doubled: str,
    referred: int | None,
    *row: str | None,
) -> Matter:
    owner, code, procedure = (text or "" for text in row)
    first = next(iter(kinds.split()), QuestionKind.CONTESTED.value if questions else "")
    asked = QuestionKind(first) if first else None
    about = " · ".join(part for part in (owner, procedure) if part) or words.subject_words(session, kind, subject_id)
    heading = words.HEADINGS[asked] if asked else words.DOUBLED
    at = local_time(datetime.fromisoformat(since))
    return Matter(
        kind, subject_id, asked, heading, about, short_code(code), at, bool(questions or doubled), bool(referred)
    )


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
            referred=_referred(session, found),
        )


def _referred(session: Session, reading: Reading) -> str:
    said = [reading.by_id[event_id] for event_id in reading.state.order]
    last = next((e for e in reversed(said) if e.type in (dossier.REFERRED, dossier.RESOLVED, dossier.RECODED)), None)
    if last is None or last.type != dossier.REFERRED:
        return ""
    who, why = staff_name(session, last.actor_id) or "Người khác", (last.personal or {}).get("text", "")
    at = words.moment(local_time(last.occurred_at))
    return f"{who} chuyển trưởng bộ phận lúc {at}" + (f": {why}" if why else "")
