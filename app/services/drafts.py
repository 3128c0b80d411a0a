"""Forms as they stand on a screen, saved within a second of the last key and found again after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.models.tables import DraftRow
from app.services.house import House


@dataclass(frozen=True, slots=True)
class Draft:
    """A form kept on this PC. `data` is the screen's own picture of itself, invalid input and all."""

    draft_id: str
    kind: str
    staff_id: str
    title: str
    data: Mapping[str, Any]
    saved_at: datetime


def keep_draft(house: House, draft: Draft) -> None:
    """Save a draft durably, over its earlier state."""
    with house.db.write() as session:
        session.merge(
            DraftRow(
                draft_id=draft.draft_id,
                kind=draft.kind,
                staff_id=draft.staff_id,
                title=draft.title,
                data=dict(draft.data),
                saved_at=draft.saved_at.isoformat(),
            )
        )


def drop_draft(house: House, draft_id: str) -> None:
    """Let a draft go: its form was saved as a dossier, or the clerk gave it up."""
    with house.db.write() as session:
        session.execute(delete(DraftRow).where(DraftRow.draft_id == draft_id))


def list_drafts(house: House, kind: str, staff_id: str | None = None) -> list[Draft]:
    """Return the drafts of a kind, newest first; of one person, or everybody's on this PC."""
    query = select(DraftRow).where(DraftRow.kind == kind).order_by(DraftRow.saved_at.desc())
    if staff_id is not None:
        query = query.where(DraftRow.staff_id == staff_id)
    with house.db.read() as session:
        return [
            Draft(row.draft_id, row.kind, row.staff_id, row.title, row.data, datetime.fromisoformat(row.saved_at))
            for row in session.scalars(query)
        ]
