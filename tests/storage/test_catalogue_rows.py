"""The province's editions of the catalogue lie one upon another: what one procedure costs must not grow with them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.subjects import fold_subject
from app.services.house import House
from app.storage import catalogue_rows
from app.storage.event_log import events_of
from app.storage.rows import fetch, run


def test_a_procedure_that_comes_is_found_by_an_index_among_all_editions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def keep(session: Session, sql: str, *values: object) -> None:
        asked.append((sql, values))
        run(session, sql, *values)

    monkeypatch.setattr(catalogue_rows, "run", keep)
    with house.db.write() as session:
        [(subject_id,)] = fetch(session, "SELECT subject_id FROM procedures LIMIT 1")
        events = events_of(session, "procedure", subject_id)
        catalogue_rows.show_procedure(session, subject_id, fold_subject("procedure", events), events)
        plans = [fetch(session, f"EXPLAIN QUERY PLAN {sql}", *values) for sql, values in asked]
    steps = [str(step) for plan in plans for (*_, step) in plan]
    assert len(steps) > 2
    assert [step for step in steps if step.startswith("SCAN")] == []
