"""Generated offices: the fast writer puts down what the program's own use cases would, and the seed decides all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.tables import Base, DossierRow
from app.services.dossier_lines import Group
from app.services.dossiers import find, list_queue
from app.services.upkeep import rebuild_projections, verify
from benchmarks.offices import make_office, open_office

DOSSIERS = 120


@pytest.fixture(scope="module")
def by_bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk")
    make_office(folder, 7, DOSSIERS)
    return folder


def rows_of(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    house = open_office(folder)
    with house.db.read() as session:
        found = {
            name: sorted(tuple(map(str, row)) for row in session.execute(table.select()))
            for name, table in Base.metadata.tables.items()
        }
    house.db.close()
    return found


def test_the_fast_writer_writes_what_the_use_cases_write(by_bulk: Path, tmp_path: Path) -> None:
    make_office(tmp_path, 7, DOSSIERS, bulk=False)
    fast, ordinary = rows_of(by_bulk), rows_of(tmp_path)
    for name, rows in ordinary.items():
        assert fast[name] == rows, name
    assert len(ordinary["dossiers"]) == DOSSIERS
    marks = Path("marks") / "numbers.json"
    assert (by_bulk / marks).read_bytes() == (tmp_path / marks).read_bytes()


def test_the_same_seed_gives_the_same_office_and_another_seed_another(by_bulk: Path, tmp_path: Path) -> None:
    make_office(tmp_path / "again", 7, DOSSIERS)
    make_office(tmp_path / "other", 8, DOSSIERS)
    assert rows_of(tmp_path / "again") == rows_of(by_bulk)
    assert rows_of(tmp_path / "other")["events"] != rows_of(by_bulk)["events"]


def test_its_chains_hold_and_a_rebuild_changes_nothing(by_bulk: Path) -> None:
    before = rows_of(by_bulk)
    house = open_office(by_bulk)
    checked, faults = verify(house)
    assert (checked > 3 * DOSSIERS, faults) == (True, ())
    rebuild_projections(house)
    house.db.close()
    assert rows_of(by_bulk) == before


def test_its_dossiers_are_found_and_few_are_open(by_bulk: Path) -> None:
    house = open_office(by_bulk)
    with house.db.read() as session:
        known = list(session.scalars(select(DossierRow)))
    assert all(find(house, row.owner_name) for row in known)
    assert [[line.code for line in find(house, row.code)] for row in known] == [[row.code] for row in known]
    assert sum(list_queue(house).counts[group] for group in Group) < DOSSIERS / 4
    house.db.close()
