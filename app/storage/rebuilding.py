"""Make every projection anew from the log (`python -m app rebuild`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from app.domain.subjects import fold_subject
from app.storage import search
from app.storage.event_log import events_of
from app.storage.projections import PROJECTED, project
from app.storage.rows import fetch

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
            project(session, kind, subject_id, fold_subject(kind, events), events)
        session.expunge_all()
        progress(done, count)
    return int(count)


def _subjects(session: Session) -> Iterator[tuple[str, str]]:
    """Give every subject, some hundred at a time: a list of a million of them would be as large as the program."""
    last = ("", "")
    while page := fetch(session, _PAGE, *last):
        yield from ((kind, subject_id) for kind, subject_id in page)
        last = page[-1]
