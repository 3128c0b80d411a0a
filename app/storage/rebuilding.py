"""Make every projection anew from the log (`python -m app rebuild`)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.subjects import fold_subject
from app.models.tables import EventRow
from app.storage import search
from app.storage.event_log import events_of
from app.storage.projections import PROJECTED, project


def rebuild(session: Session, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Empty the projections, fold every subject again, return how many subjects there are."""
    for table in PROJECTED:
        session.execute(table.delete())
    search.clear(session)
    subjects = session.execute(
        select(EventRow.subject_kind, EventRow.subject_id)
        .group_by(EventRow.subject_kind, EventRow.subject_id)
        .order_by(EventRow.subject_kind, EventRow.subject_id)
    ).all()
    for done, (kind, subject_id) in enumerate(subjects, start=1):
        events = events_of(session, kind, subject_id)
        if events:
            project(session, kind, subject_id, fold_subject(kind, events), events)
        session.expunge_all()
        progress(done, len(subjects))
    return len(subjects)
