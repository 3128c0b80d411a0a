"""A real office for the screens: encrypted database, sample catalogue, somebody signed in, a clock that obeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from invented import TickingClock, sample_catalogue
from pytestqt.qtbot import QtBot

from app.domain.addresses import AddressBook
from app.domain.office import Actor, Office
from app.domain.procedure_index import ProcedureIndex
from app.runtime.tasks import Hub, TaskRunner
from app.services.house import House
from app.services.offices import FirstStart, find_desk, found_office, load_calendar
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.settings import SettingsFile
from app.storage.database import Database
from app.storage.migrating import migrate
from app.ui.context import Context

KEY = bytes(range(32))


@pytest.fixture
def clock() -> TickingClock:
    """Thursday 19/11/2026, 09:04."""
    return TickingClock()


@pytest.fixture
def house(tmp_path: Path, clock: TickingClock) -> Iterator[House]:
    """Return an empty house whose database is encrypted and up to date."""
    path = tmp_path / "data.db"
    migrate(path, KEY, tmp_path / "before.db")
    database = Database(path, KEY)
    yield House(database, clock, tmp_path / "archive", tmp_path / "numbers.json", tmp_path / "backups")
    database.close()


@pytest.fixture
def actor(house: House) -> Actor:
    """Found the office of Vĩnh Lợi and return its first clerk, who may do everything."""
    office = Office(
        office_id="",
        prefix="H12.142",
        number=142,
        name="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
        parent_agency="UBND XÃ VĨNH LỢI",
        place="Vĩnh Lợi",
        address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        phone="02913 000 111",
        decider="Phạm Quốc Toàn",
        decider_role="GIÁM ĐỐC",
    )
    start = FirstStart(office, "Quầy 3", 3, "Lê Thu Hà", "NV07", "271828")
    return found_office(house, Ed25519PrivateKey.generate(), start)


@pytest.fixture
def context(house: House, actor: Actor, tmp_path: Path, qtbot: QtBot) -> Iterator[Context]:
    """Return what every screen is given, with the sample catalogue in use and somebody signed in."""
    procedures = sample_catalogue()
    publish_procedures(house, SYSTEM_ACTOR, procedures)
    hub = Hub()
    runner = TaskRunner(hub)
    addresses = Path(__file__).resolve().parents[2] / "resources" / "addresses.tsv"
    yield Context(
        house=house,
        runner=runner,
        hub=hub,
        settings=SettingsFile.load(tmp_path / "settings.json"),
        addresses=AddressBook.parse(addresses.read_bytes()),
        wake_printer=lambda: None,
        desk=find_desk(house),
        actor=actor,
        procedures={procedure.code: procedure for procedure in procedures},
        index=ProcedureIndex(procedures),
        calendar=load_calendar(house),
    )
    runner.close()
