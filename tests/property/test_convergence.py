"""Any events in any order, with duplicates: every replica shows the same, however its pages were cut."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_fixtures import KEY, Clock, house_at
from replicas import World

from app.protocol.messages import WireEvent
from app.services.house import House
from app.storage import incoming
from app.storage.migrating import migrate

SHOWN = (
    "SELECT subject_id, office_id, code, state, owner_name, filer_name, phone, id_number, procedure_code, counter, "
    "received_at, due_at, result_way, changed_at, attention, state_data, digest FROM dossiers ORDER BY subject_id",
    "SELECT * FROM staff ORDER BY subject_id",
    "SELECT * FROM offices ORDER BY subject_id",
    "SELECT subject_id, code, version, name, data FROM procedures ORDER BY subject_id",
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    migrate(folder / "quay.db", KEY, folder / "before.db")
    return folder / "quay.db"


@contextmanager
def replica(blank: Path) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(blank, Path(folder) / "quay.db")
        house = house_at(Path(folder), Clock())
        yield house
        house.db.close()


def shown_after(blank: Path, pages: Sequence[Sequence[WireEvent]]) -> list[Any]:
    with replica(blank) as house:
        for page in pages:
            with house.db.write() as session:
                incoming.apply(session, page)
        return [house.db.rows(sql) for sql in SHOWN]


@st.composite
def pages(draw: st.DrawFn, events: Sequence[WireEvent]) -> list[list[WireEvent]]:
    """Shuffle, repeat and cut into pages; nothing is left out."""
    order = draw(st.permutations(range(len(events))))
    again = draw(st.lists(st.sampled_from(range(len(events))), max_size=6)) if events else []
    sequence = [events[place] for place in (*order, *again)]
    size = draw(st.integers(1, 7))
    return [sequence[start : start + size] for start in range(0, len(sequence), size)]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_replica_shows_the_same_whatever_came_when(blank: Path, data: st.DataObject) -> None:
    logging.disable(logging.CRITICAL)  # what can't be shown is told in the log
    try:
        world = World(data.draw(st.randoms(use_true_random=False)))
        for _ in range(data.draw(st.integers(1, 30))):
            world.act()
        events = world.events
        first = shown_after(blank, data.draw(pages(events)))
        second = shown_after(blank, data.draw(pages(events)))
        assert first == second
    finally:
        logging.disable(logging.NOTSET)
