"""A real office for the screens: encrypted database, sample catalogue, somebody signed in, a clock that obeys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from invented import TickingClock, busy_office, sample_catalogue
from office_fixtures import OFFICE
from pytestqt.qtbot import QtBot
from windows import Desk

from app.domain.addresses import AddressBook
from app.domain.office import Actor
from app.domain.procedure_index import ProcedureIndex
from app.runtime.tasks import Hub, TaskRunner
from app.services.door import find_desk
from app.services.house import House
from app.services.offices import FirstStart, found_office, load_calendar
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.settings import SettingsFile
from app.storage.database import Database
from app.storage.migrating import migrate
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.widgets.buttons import _answered

KEY = bytes(range(32))


@cache
def _addresses() -> AddressBook:
    return AddressBook.parse((Path(__file__).resolve().parents[2] / "resources" / "addresses.tsv").read_bytes())


@pytest.fixture(autouse=True)
def _rested_keys() -> None:
    """Let no key rest because of what the test before did with it."""
    _answered.clear()


@pytest.fixture
def clock() -> TickingClock:
    """Thursday 19/11/2026, 09:04."""
    return TickingClock()


@pytest.fixture(scope="session")
def busy_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Actor]:
    """Return the folder of an office with the sample catalogue and thirty dossiers, made once and copied."""
    folder = tmp_path_factory.mktemp("busy")
    clock = TickingClock()
    with _opened(folder, clock) as house:
        actor = _founded(house)
        procedures = sample_catalogue()
        publish_procedures(house, SYSTEM_ACTOR, procedures)
        busy_office(house, actor, clock, {procedure.code: procedure for procedure in procedures})
    return folder, actor


@pytest.fixture
def busy(context: Context) -> Context:
    """Ask for the office with thirty dossiers: `house`, `actor` and `context` are then of that office."""
    return context


@pytest.fixture
def house(tmp_path: Path, clock: TickingClock, request: pytest.FixtureRequest) -> Iterator[House]:
    """Return a house whose database is encrypted and up to date: empty, or with `busy` a busy office's."""
    if "busy" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("busy_template")[0], tmp_path, dirs_exist_ok=True)
    with _opened(tmp_path, clock) as house:
        yield house


@contextmanager
def _opened(folder: Path, clock: TickingClock) -> Iterator[House]:
    path = folder / "data.db"
    migrate(path, KEY, folder / "before.db")
    database = Database(path, KEY)
    yield House(database, clock, folder / "archive", folder / "numbers.json", folder / "backups")
    database.close()


@pytest.fixture
def actor(house: House, request: pytest.FixtureRequest) -> Actor:
    """Found the office of Vĩnh Lợi and return its first clerk, who may do everything."""
    if "busy" in request.fixturenames:
        found: Actor = request.getfixturevalue("busy_template")[1]
        return found
    return _founded(house)


def _founded(house: House) -> Actor:
    start = FirstStart(OFFICE, "Quầy 3", 3, "Lê Thu Hà", "NV07", "271828")
    return found_office(house, Ed25519PrivateKey.generate(), start)


@pytest.fixture
def context(
    house: House, actor: Actor, tmp_path: Path, qtbot: QtBot, request: pytest.FixtureRequest
) -> Iterator[Context]:
    """Return what every screen is given, with the sample catalogue in use and somebody signed in."""
    procedures = sample_catalogue()
    if "busy" not in request.fixturenames:
        publish_procedures(house, SYSTEM_ACTOR, procedures)
    hub = Hub()
    runner = TaskRunner(hub)
    yield Context(
        house=house,
        runner=runner,
        hub=hub,
        settings=SettingsFile.load(tmp_path / "settings.json"),
        addresses=_addresses(),
        wake_printer=lambda: None,
        desk=find_desk(house),
        actor=actor,
        procedures={procedure.code: procedure for procedure in procedures},
        index=ProcedureIndex(procedures),
        calendar=load_calendar(house),
    )
    runner.close()


@pytest.fixture
def desk_with(qtbot: QtBot, context: Context) -> Iterator[Callable[..., Desk]]:
    """Give a maker of a real window around these screens; it is taken down with the test."""
    made: list[Desk] = []

    def make(*screens: Screen) -> Desk:
        made.append(Desk(qtbot, context, *screens))
        return made[-1]

    yield make
    for desk in made:
        desk.take_down()
