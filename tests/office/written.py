"""Events as a PC writes them, for tests that only fold: ids are one letter, the body is no more than the id."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain import dossier
from app.domain.events import Event

AT = datetime(2026, 11, 19, 2, 4, tzinfo=UTC)


def event(
    key: str, event_type: str, payload: Any, *basis: Event, kind: str = dossier.KIND, occurred_at: datetime = AT
) -> Event:
    """Return an event that saw those of its `basis`."""
    return Event(
        event_id=key,
        subject_kind=kind,
        subject_id="s",
        type=event_type,
        schema_version=1,
        payload=payload,
        actor_id="hà",
        office_id="o",
        act_id="a",
        occurred_at=occurred_at,
        basis=tuple(b.event_id for b in basis),
        n=1 + max((b.n for b in basis), default=0),
        body=key.encode(),
    )
