"""Counters that synchronise: real encrypted databases, real engines, the real server on a real socket."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from office_fixtures import KEY, MARRIAGE, OFFICE, Clock, form, house_at, person
from served import enrolment_code, furnish, serving
from sqlalchemy import URL, make_url

from app.domain.dossier_codes import AgencyCode
from app.domain.office import Actor
from app.server.authentication import utc_now
from app.server.database import Database as ServerDatabase
from app.services.door import list_staff
from app.services.enrolment import join_server
from app.services.house import House
from app.services.intake import Received, receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage import outgoing
from app.storage.migrating import migrate
from app.storage.server_place import change_server
from app.sync.client import dialler
from app.sync.engine import Engine, Exchanged

PREFIX = str(AgencyCode.parse(OFFICE.prefix))
SILENT = PrintPlan(receipt=False, labels=0)
SHOWN = (
    "subject_id, office_id, code, state, owner_name, phone, procedure_code, counter, received_at, due_at, attention, "
    "state_data, digest"
)


@dataclass
class Counter:
    """A PC at its counter."""

    house: House
    key: Ed25519PrivateKey
    changed: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    wrap: Callable[[Any], Any] = lambda line: line
    engine: Engine | None = None
    clock: Clock = field(default_factory=Clock)

    def exchange(self) -> Exchanged:
        """Exchange all events, then carry all files."""
        if self.engine is None:
            self.engine = self.new_engine()
        done = self.engine.exchange()
        assert done is not None
        while self.engine.carry():
            pass
        return done

    def new_engine(self) -> Engine:
        dial = dialler(self.key, self.house.clock)
        return Engine(
            self.house.db,
            self.key,
            self.house.clock,
            "test",
            lambda place, device_id: self.wrap(dial(place, device_id)),
            self.changed.append,
        )

    def restart(self) -> None:
        """End the program and start it again."""
        if self.engine is not None:
            self.engine.close()
        self.engine = None

    def point_to(self, address: str) -> None:
        """Let it look for its server elsewhere: a test's server gets another port with each start."""
        with self.house.db.write() as session:
            change_server(session, address=address)

    @property
    def clerk(self) -> Actor:
        member = list_staff(self.house)[0]
        return Actor(member.staff_id, member.name, member.number, member.roles)

    def receive(self, name: str = "Huỳnh Văn Đức", procedure: str = MARRIAGE) -> Received:
        return receive_dossier(self.house, self.clerk, form(self.house, procedure, person(name)), SILENT)

    def shown(self) -> list[tuple[Any, ...]]:
        """Return the rows of the dossiers, without their places here."""
        return [tuple(row) for row in self.house.db.rows(f"SELECT {SHOWN} FROM dossiers ORDER BY subject_id")]

    def names(self) -> list[str]:
        return [name for (name,) in self.house.db.rows("SELECT owner_name FROM dossiers ORDER BY code")]

    def waiting(self) -> int:
        with self.house.db.read() as session:
            return outgoing.waiting(session).count

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.house.db.rows(sql)]

    def close(self) -> None:
        self.restart()
        self.house.db.close()


@dataclass
class Centre:
    """The server of the province, which can be taken away and put back."""

    database: ServerDatabase
    folder: Path
    clock: Callable[[], datetime] = utc_now
    address: str = ""
    _running: ExitStack | None = None

    def start(self) -> None:
        self._running = ExitStack()
        self.address = self._running.enter_context(serving(self.database, lambda: self.clock()))

    def stop(self) -> None:
        if self._running is not None:
            self._running.close()
        self._running = None

    def code(self, lane: int | None = None) -> str:
        return enrolment_code(self.database, PREFIX, lane)


@contextmanager
def centre_at(folder: Path, url: URL | None = None) -> Iterator[Centre]:
    """Yield a server that answers, on a file of SQLite unless told otherwise."""
    with closing(ServerDatabase(url or make_url(f"sqlite+pysqlite:///{folder}/server.sqlite"))) as database:
        furnish(database, [PREFIX])
        made = Centre(database, folder)
        made.start()
        yield made
        made.stop()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with centre_at(tmp_path) as made:
        yield made


@contextmanager
def counters_at(place: Path, founded: Path) -> Iterator[Callable[..., Counter]]:
    """Yield what makes PCs in folders of a place: counter 3, which has worked alone, or new ones without an office."""
    made: list[Counter] = []

    def make(name: str, *, alone: bool = False) -> Counter:
        folder = place / name
        (folder / "marks").mkdir(parents=True)
        if alone:
            shutil.copyfile(founded / "quay.db", folder / "quay.db")
        else:
            migrate(folder / "quay.db", KEY, folder / "before.db")
        counter = Counter(house_at(folder, clock := Clock()), Ed25519PrivateKey.generate(), clock=clock)
        made.append(counter)
        return counter

    yield make
    for counter in made:
        counter.close()


@pytest.fixture
def counters(founded: Path, tmp_path: Path) -> Iterator[Callable[..., Counter]]:
    """Make PCs: counter 3, which has worked alone, or new ones without an office."""
    with counters_at(tmp_path, founded) as make:
        yield make


@pytest.fixture
def pair(counters: Callable[..., Counter], centre: Centre) -> tuple[Counter, Counter]:
    """Two counters of one office that have joined: A with its past, B new; both in step."""
    return pair_of(counters, centre)


def pair_of(make: Callable[..., Counter], centre: Centre) -> tuple[Counter, Counter]:
    """Let two counters of one office join: A with its past, B new; both in step."""
    a, b = make("a", alone=True), make("b")
    join_server(a.house, a.clerk, a.key, centre.address, centre.code())
    a.exchange()
    join_server(b.house, None, b.key, centre.address, centre.code())
    b.exchange()
    return a, b
