"""The server's database: connections, transactions, migrations, and the epoch its content belongs to."""

from __future__ import annotations

import secrets
import select as select_lines
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.string import BytesBinaryDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.exc import InvalidatePoolError

from app.server.tables import server

MIGRATIONS = Path(__file__).parent / "migrations"
_WRITES = "quay_writes"
_EPOCH = select(server.c.epoch)
_UPGRADING = 0x71756179  # advisory lock: of two servers started at once one migrates


class NotMigratedError(RuntimeError):
    """The database is older or newer than this program; `quay-server migrate` brings an older one up."""


class Database:
    """PostgreSQL, or SQLite for a demo and a single office."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._watches = False
        self._counter = count(1)
        self._made, self._looked = 0, -1  # the connection made last, and that when the epoch was looked at
        event.listen(self.engine, "connect", self._on_connect)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for queries."""
        with self._connection() as connection:
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Yield a connection for a few short queries: without a transaction, which costs two more ways to and fro."""
        with self._connection() as connection:
            yield connection if self.is_sqlite else connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction: committed at the end, rolled back by an exception.

        SQLite has one writer at a time, so its locks are as good as PostgreSQL's rows.
        """
        with self._connection() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            made = self._made
            if self._watches and self._looked != made:  # a fail-over cuts all connections: it is seen by the new ones
                self._epoch(connection)  # no further connection: all may be out, each asking for one more
                self._looked = made
            yield connection

    def _on_connect(self, _raw: object, _record: object) -> None:
        self._made = next(self._counter)

    def migrate(self) -> None:
        """Run the missing revisions in one transaction, and begin the first epoch."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        self.epoch()

    def must_be_migrated(self) -> None:
        """Raise NotMigratedError unless the schema is this program's."""
        newest = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
        with self.read() as connection:
            from alembic.migration import MigrationContext

            current = MigrationContext.configure(connection).get_current_revision()
        if current != newest:
            raise NotMigratedError(f"The database is at {current or 'nothing'}, this program needs {newest}.")
        self._watches = True

    def epoch(self) -> str:
        """Return the epoch of the content, a new one when the database went through a restore or a fail-over.

        PostgreSQL shows that by its timeline; a copy of files put back does not, so `quay-server epoch` exists.
        """
        with self.engine.connect() as connection:
            return self._epoch(connection)

    def _epoch(self, connection: Connection) -> str:
        now = self._fingerprint(connection)
        row = connection.execute(select(server.c.epoch, server.c.fingerprint)).one_or_none()
        connection.rollback()
        if row is not None and row.fingerprint == now:
            return str(row.epoch)
        return self._begin_epoch(connection, now, row.fingerprint if row else None)

    @staticmethod
    def epoch_in(connection: Connection) -> str:
        """Return the epoch as it stands in a transaction's own view."""
        return str(connection.execute(_EPOCH).scalar_one())

    def begin_epoch(self) -> str:
        """Begin a new epoch: every PC reads its feeds again and sends what they lack."""
        with self.engine.connect() as connection:
            return self._begin_epoch(connection)

    def _begin_epoch(
        self, connection: Connection, fingerprint: str | None = None, instead_of: str | None = None
    ) -> str:
        """Begin a new epoch; one of this fingerprint only when nobody else has begun it instead of the same one."""
        with connection.execution_options(**{_WRITES: True}).begin():
            kept = connection.execute(select(server.c.epoch, server.c.fingerprint).with_for_update()).one_or_none()
            if kept is not None and fingerprint is not None and kept.fingerprint != instead_of:
                return str(kept.epoch)
            values = {
                "epoch": secrets.token_hex(8),
                "fingerprint": fingerprint or self._fingerprint(connection),
                "began_at": datetime.now(UTC),
            }
            if kept is None:
                connection.execute(insert(server).values(id=1, **values))
            else:
                connection.execute(update(server).values(**values))
        return str(values["epoch"])

    def _fingerprint(self, connection: Connection) -> str:
        if self.is_sqlite:
            return "sqlite"
        timeline = "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"
        return str(connection.execute(text(timeline)).scalar_one())


def _postgresql(url: URL) -> Engine:
    pool = {"pool_size": 20, "max_overflow": 20, "pool_timeout": 20}
    engine = create_engine(url, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: object) -> None:
        # A plan made once for any values reads a whole office where a push names a few dossiers: 25 times slower.
        raw.execute("SET plan_cache_mode = force_custom_plan")
        raw.execute("SET jit = off")
        raw.commit()
        raw.adapters.register_dumper(bytes, BytesBinaryDumper)  # else the DB-API's, which calls Python for each value

    @event.listens_for(engine, "checkout")
    def _taken(raw: Any, _record: object, _proxy: object) -> None:
        # An idle line says nothing but that the server hung up. To ask it would cost a journey there and back. First it
        # says why it does, so what there is has to be read to its end.
        line = select_lines.poll()
        try:
            line.register(raw.fileno(), select_lines.POLLIN)
            while line.poll(0):
                raw.pgconn.consume_input()
        except psycopg.OperationalError as error:
            raise InvalidatePoolError from error

    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions begin below, not where the driver thinks
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
