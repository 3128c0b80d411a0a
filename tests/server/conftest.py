"""Every test of the server runs on PostgreSQL and on SQLite, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from served import AN_XUYEN, NAMES, Cluster, Pc, enrolment_code, furnish, serving
from sqlalchemy import URL, make_url

from app.protocol.ids import natural_id
from app.protocol.signatures import sign_head
from app.server.database import Database


@pytest.fixture(scope="session")
def furnished(postgresql: Cluster) -> URL:
    """A database with two offices, to be copied."""
    url = postgresql.database()
    with closing(Database(url)) as database:
        furnish(database)
    return url


@pytest.fixture
def on_postgresql(postgresql: Cluster, furnished: URL) -> Iterator[Database]:
    assert furnished.database is not None
    with closing(Database(postgresql.database(furnished.database))) as database:
        database.must_be_migrated()
        yield database


@pytest.fixture(params=["postgresql", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "postgresql":
        yield request.getfixturevalue("on_postgresql")
        return
    with closing(Database(make_url(f"sqlite+pysqlite:///{tmp_path}/server.sqlite"))) as made:
        furnish(made)
        yield made


@pytest.fixture
def address(database: Database) -> Iterator[str]:
    with serving(database) as url:
        yield url


@pytest.fixture
def new_pc(database: Database, address: str) -> Iterator[Callable[..., Pc]]:
    """Make PCs, enrolled in an office unless told otherwise."""
    with ExitStack() as stack:

        def make(prefix: str | None = AN_XUYEN) -> Pc:
            pc = Pc(address)
            stack.callback(pc.http.close)
            if prefix is not None:
                pc.enrol(enrolment_code(database, prefix))
            return pc

        yield make


@pytest.fixture
def pc(new_pc: Callable[..., Pc]) -> Pc:
    """A new PC of An Xuyên."""
    return new_pc()


@pytest.fixture
def found_office(database: Database) -> Callable[..., None]:
    """Let a PC work alone first, then join: office, a head of it and an administrator, all in its own past."""

    def found(pc: Pc, prefix: str = AN_XUYEN) -> None:
        office_id = natural_id("office", prefix)
        pc.write("office.founded", ("office", office_id), {"fields": {"name": NAMES[prefix]}}, office_id=office_id)
        for role in ("administrator", "receiver"):
            person = {"name": "Người Thử", "roles": [role], "active": True}
            pc.write("staff.added", ("staff", f"{role}@{prefix}"), {"fields": person}, office_id=office_id)
        head = sign_head(pc.key, pc.device_id, len(pc.chain.events), pc.chain.link)
        pc.enrol(enrolment_code(database, prefix), office_id=office_id, head=head)
        pc.actor_id = f"administrator@{prefix}"

    return found
