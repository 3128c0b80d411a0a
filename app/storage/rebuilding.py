"""Make every projection anew from the log (`python -m app rebuild`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from app.domain import levels
from app.domain.subjects import fold_subject
from app.storage import search
from app.storage.event_log import events_of
from app.storage.projections import PROJECTED, show
from app.storage.rows import fetch, marks, run

_PAGE = """
    SELECT DISTINCT subject_kind, subject_id FROM events WHERE (subject_kind, subject_id) > (?, ?)
    ORDER BY subject_kind, subject_id LIMIT 500
"""


def rebuild(session: Session, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Empty the projections, fold every subject again, return how many subjects there are."""
    for table in PROJECTED:
        session.execute(table.delete())
    search.clear(session)
    [(count,)] = fetch(session, "SELECT count(*) FROM (SELECT DISTINCT subject_kind, subject_id FROM events)")
    for done, (kind, subject_id) in enumerate(_subjects(session), start=1):
        events = events_of(session, kind, subject_id)
        if events:
            show(session, kind, subject_id, fold_subject(kind, events), events)
        session.expunge_all()
        progress(done, count)
    return int(count)


def _subjects(session: Session) -> Iterator[tuple[str, str]]:
    """Give every subject, some hundred at a time: a list of a million of them would be as large as the program."""
    last = ("", "")
    while page := fetch(session, _PAGE, *last):
        yield from ((kind, subject_id) for kind, subject_id in page)
        last = page[-1]


def refold_newly_read(session: Session) -> int:
    """After an update of the program: fold again the subjects that hold types it understands only now.

    Returns how many. A look at one row when there was no update, or no new type in it.
    """
    found = fetch(session, "SELECT level FROM own_device")
    if not found or found[0][0] >= levels.READ:
        return 0
    types = levels.types_beyond(found[0][0])
    subjects = fetch(
        session, f"SELECT DISTINCT subject_kind, subject_id FROM events WHERE type IN ({marks(types)})", *types
    )
    for kind, subject_id in subjects:
        events = events_of(session, kind, subject_id)
        show(session, kind, subject_id, fold_subject(kind, events), events)
    run(session, "UPDATE own_device SET level = ?", levels.READ)
    session.expire_all()
    return len(subjects)
