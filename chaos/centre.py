"""The centre: two real server processes on one PostgreSQL, which crashes, loses its lines and is taken over."""

from __future__ import annotations

import os
import select
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

from app.server import enrolment, offices, stewards
from app.server.authentication import utc_now
from app.server.database import Database
from chaos.lines import Loop, Pipe, free_port
from chaos.machines import PATIENCE, Nest, StuckError
from chaos.postgres import Standing

DATABASE = "quay"
PROVINCE = "96"


class Centre:
    """Servers reach the database by a line of ours (`to_database`), a replica its primary by another."""

    def __init__(self, folder: Path, loop: Loop, nest: Nest) -> None:
        self._folder, self._loop, self._nest = folder, loop, nest
        self._clusters = 0
        self.postgres = self._cluster()
        self.postgres.start()
        self.postgres.ask(f"CREATE DATABASE {DATABASE}")
        self.to_database = Pipe(loop, self.postgres.port)
        self.to_database.listen()
        self._replica: Standing | None = None
        self._to_primary: Pipe | None = None
        self.ports = (free_port(), free_port())
        self._servers: dict[int, int] = {}  # port → handle on the process
        with self._database() as database:
            database.migrate()
        for port in self.ports:
            self.start_server(port)

    def close(self) -> None:
        for port in self.ports:
            self.kill_server(port)
        for one in (self._replica, self.postgres):
            if one is not None:
                one.stop()
        for line in (self.to_database, self._to_primary):
            if line is not None:
                line.refuse()

    # -- the database

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.postgres.ask(sql, DATABASE)

    def crash_postgres(self, seconds: float) -> None:
        """Kill PostgreSQL under load, and start it again after a while."""
        self.postgres.crash()
        time.sleep(seconds)
        self.postgres.start()

    def add_office(self, prefix: str, name: str) -> None:
        with self._database() as database, database.write() as connection:
            offices.add(connection, PROVINCE, prefix, name, utc_now())

    def code(self, prefix: str) -> str:
        """Make a one-time code, as the administrator does."""
        with self._database() as database, database.write() as connection:
            office = offices.find_by_prefix(connection, prefix)
            assert office is not None
            return enrolment.make_code(connection, office, "", None, utc_now())

    def name_steward(self, staff_id: str) -> str:
        """Let somebody administer their office from a PC; returns their code."""
        with self._database() as database, database.write() as connection:
            return stewards.name(connection, staff_id, utc_now(), whole_province=False)

    @contextmanager
    def _database(self) -> Iterator[Database]:
        with closing(Database(self._url(self.postgres.port))) as database:
            yield database

    @staticmethod
    def _url(port: int) -> URL:
        return make_url(f"postgresql+psycopg://quay@127.0.0.1:{port}/{DATABASE}?sslmode=disable&gssencmode=disable")

    def _cluster(self, origin: int = 0) -> Standing:
        self._clusters += 1
        place = self._folder / f"pg{self._clusters}"
        place.mkdir(mode=0o755)
        return Standing(place, free_port(), origin)

    # -- the fail-over

    def begin_replica(self) -> None:
        """Make a replica by pg_basebackup and wait until it has everything."""
        self._to_primary = Pipe(self._loop, self.postgres.port)
        self._to_primary.listen()
        self._replica = self._cluster(self._to_primary.port)
        self._replica.start()
        deadline = time.monotonic() + PATIENCE
        while not self.postgres.has_follower_in_step():
            if time.monotonic() > deadline:
                raise StuckError("the replica does not follow")
            time.sleep(0.05)

    def cut_replica(self) -> None:
        """Cut the line between primary and replica: what is stored from here on, the replica never sees."""
        assert self._to_primary is not None
        self._to_primary.refuse()

    def fail_over(self, *, restart: bool) -> None:
        """Let the primary crash for good and the replica take its place; servers are led to it, or begun anew."""
        assert self._replica is not None
        self.postgres.crash()
        old, self.postgres, self._replica = self.postgres, self._replica, None
        self.postgres.promote()
        self.to_database.target = self.postgres.port
        self.to_database.cut()
        if restart:
            for port in self.ports:
                self.kill_server(port)
                self.start_server(port)
        shutil.rmtree(old.folder, ignore_errors=True)

    # -- the servers

    def start_server(self, port: int) -> None:
        """Start a server process; it answers when it is ready."""
        if port in self._servers:
            return
        name = f"server-{self.ports.index(port)}"
        environment = {
            "QUAY_DATABASE_URL": self._url(self.to_database.port).render_as_string().replace("+psycopg", ""),
            "QUAY_LISTEN": f"127.0.0.1:{port}",
        }
        order = {"name": name, "log": str(self._folder / f"{name}.log"), "environment": environment}
        line, self._servers[port] = self._nest.hatch(order)
        line.close()

    def kill_server(self, port: int) -> None:
        """Kill a server process by SIGKILL."""
        handle = self._servers.pop(port, None)
        if handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            select.select([handle], [], [], PATIENCE)
            os.close(handle)

    def _is_alive(self, port: int) -> bool:
        handle = self._servers.get(port)
        return handle is not None and not select.select([handle], [], [], 0)[0]

    def running(self) -> list[int]:
        """Return the ports of the servers that live; both when none does."""
        return [port for port in self.ports if self._is_alive(port)] or list(self.ports)

    def heal(self) -> None:
        """Wait until both servers can work. Raises StuckError."""
        deadline = time.monotonic() + PATIENCE
        while not all(_is_ready(port) for port in self.ports):
            if time.monotonic() > deadline:
                raise StuckError("a server does not become ready")
            for port in self.ports:
                if not self._is_alive(port):  # it started while the database was away
                    self.kill_server(port)
                    self.start_server(port)
            time.sleep(0.05)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
