"""Transactions of the database through SQLAlchemy's sessions.

Writers say BEGIN IMMEDIATE: a plain BEGIN that reads and then writes gets "database is locked" at once, whatever the
timeout. Sessions never leave a `with` block.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.domain.errors import EnvironmentProblem
from app.right_of_way import give_way
from app.storage.database import DRIVER


class Sessions:
    """What `Database.read` and `Database.write` give.

    `connect` opens a raw connection; `told` notices an error of the driver and returns what is raised instead of it.
    """

    def __init__(self, connect: Callable[[], Any], told: Callable[[Exception], Exception]) -> None:
        self._told = told
        self.engine: Engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=connect,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=4,
            pool_use_lifo=True,  # the one used last has its pages decrypted already
        )
        event.listen(self.engine, "before_cursor_execute", _between_statements)
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._kept: Session | None = None  # the writer's, with its connection: making them costs like a statement

    @contextmanager
    def read(self) -> Iterator[Session]:
        """See `Database.read`."""
        with (
            self._explained(),
            self.engine.connect() as connection,
            self._transaction(_session(connection), "BEGIN") as (session, driver),
        ):
            before = driver.total_changes
            yield session
            session.flush()
            if driver.total_changes != before:
                raise RuntimeError("a write inside a read")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """See `Database.write`."""
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")
        with self._writing:
            self._writer = threading.get_ident()
            try:
                with self._explained():
                    if self._kept is None:
                        self._kept = _session(self.engine.connect())
                    with self._transaction(self._kept, "BEGIN IMMEDIATE") as (session, driver):
                        yield session
                        session.flush()
                        if not driver.in_transaction:
                            raise RuntimeError("a transaction ended inside its block")
                        driver.commit()
            finally:
                self._writer = None

    @contextmanager
    def _transaction(self, session: Session, begin: str) -> Iterator[tuple[Session, Any]]:
        """Begin a transaction of the driver's; the session maps over it and never says when it begins or ends.

        What was not committed is rolled back. No PRAGMA here: setting one makes the connection prepare all its
        statements anew.
        """
        driver = session.info[DRIVER]
        try:
            driver.execute(begin)
            yield session, driver
        finally:
            session.close()  # empty, and good for the next transaction
            driver.rollback()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlcipher.Error) as error:
            raise self._told(error) from error
        except EnvironmentProblem as problem:  # a connection that could not be opened
            raise self._told(problem) from problem.__cause__

    def close(self) -> None:
        """Let go of every connection, once the writer is done."""
        with self._writing:
            kept, self._kept = self._kept, None
        if kept is not None and isinstance(connection := kept.get_bind(), Connection):
            connection.close()
        self.engine.dispose()


def _session(connection: Connection) -> Session:
    driver = connection.connection.driver_connection
    assert driver is not None
    return Session(connection, expire_on_commit=False, info={DRIVER: driver})


def _between_statements(*_told: object) -> None:
    give_way()
