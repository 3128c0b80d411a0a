"""Dossiers that came from other counters and that nobody at this PC has looked at yet. Local."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.house import House
from app.storage.rows import run

_SHOWN = "SELECT 1 FROM dossiers WHERE dossiers.subject_id = unseen.subject_id AND state IN (2, 4, 5, 6, 9)"


def note_unseen(house: House, subjects: Iterable[str]) -> None:
    """Remember that these are new here; what the queue shows no more is forgotten."""
    with house.db.write() as session:
        for subject in subjects:
            run(session, "INSERT OR IGNORE INTO unseen (subject_id) VALUES (?)", subject)
        run(session, f"DELETE FROM unseen WHERE NOT EXISTS ({_SHOWN})")


def note_seen(house: House, subjects: Iterable[str]) -> None:
    """Remember that somebody has looked at these."""
    with house.db.write() as session:
        for subject in subjects:
            run(session, "DELETE FROM unseen WHERE subject_id = ?", subject)
