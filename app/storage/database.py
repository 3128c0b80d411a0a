"""The encrypted SQLite file: engine, read and write sessions.

SQLCipher under SQLAlchemy with a raw 32-byte key. WAL, `synchronous=FULL` (a receipt in a citizen's hand must survive a
power cut), foreign keys on. Writers say BEGIN IMMEDIATE: a plain BEGIN that reads and then writes gets "database is
locked" at once, whatever the timeout. Sessions never leave a `with` block.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.domain.errors import EnvironmentProblem

BUSY_TIMEOUT_MS = 5_000
DAMAGED = frozenset({"DB-BAD", "DB-KEY", "DB-EMPTY", "DB-GONE", "DB-CUT", "DB-PLAIN"})  # the file itself is at fault

_TOLD = {
    "file is not a database": (
        "Không mở được cơ sở dữ liệu của quầy: khóa không đúng hoặc tệp bị hỏng.",
        "Dữ liệu vẫn nằm nguyên trên máy. Mở bản sao lưu gần nhất hoặc gọi người quản trị.",
        "DB-KEY",
    ),
    "disk is full": (
        "Ổ đĩa đầy, chưa lưu được.",
        "Nội dung vẫn còn trên màn hình. Dọn ổ đĩa rồi bấm lại.",
        "DB-FULL",
    ),
    "readonly database": (
        "Thư mục dữ liệu không cho ghi, chưa lưu được.",
        "Gọi người quản trị mở quyền ghi.",
        "DB-RO",
    ),
    "is locked": (
        "Một bản khác của chương trình đang giữ dữ liệu.",
        "Đóng bản kia rồi bấm lại.",
        "DB-LOCK",
    ),
    "malformed": (
        "Cơ sở dữ liệu bị hỏng.",
        "Mở bản sao lưu gần nhất hoặc gọi người quản trị.",
        "DB-BAD",
    ),
    "disk I/O error": (
        "Ổ đĩa báo lỗi khi đọc hoặc ghi, chưa lưu được.",
        "Nội dung vẫn còn trên màn hình. Kiểm tra ổ đĩa rồi bấm lại, hoặc gọi người quản trị.",
        "DB-IO",
    ),
    "unable to open": (
        "Không mở được tệp dữ liệu của quầy.",
        "Gọi người quản trị kiểm tra quyền của thư mục dữ liệu.",
        "DB-OPEN",
    ),
}


def open_connection(path: Path, key: bytes) -> Any:
    """Open one raw connection with the settings every connection has.

    Raises EnvironmentProblem for a wrong key and when the file can't be opened.
    """
    connection = None
    try:
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlcipher.Error as error:
        if connection is not None:
            connection.close()
        raise explained(error) from error
    return connection


def open_read_only(path: Path, key: bytes) -> Any:
    """Open a raw connection that changes nothing, not even by closing. Raises sqlcipher.Error."""
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


class Database:
    """One database file. Readers run beside the one writer; nested writes are a bug and raise RuntimeError."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self.key = key
        self.engine: Engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=4,
            pool_use_lifo=True,  # the one used last has its pages decrypted already
        )
        self.on_damage: Callable[[EnvironmentProblem], None] = lambda _problem: None  # from any thread, at each sign
        self._writing = threading.Lock()
        self._writer: int | None = None

        @event.listens_for(self.engine, "begin")
        def _begin(connection: Any) -> None:
            # autocommit at the driver; each session says itself how its transaction begins
            begin = connection.get_execution_options().get("begin", "BEGIN")
            driver = connection.connection.driver_connection
            try:
                driver.execute(f"PRAGMA query_only = {int(begin == 'BEGIN')}")
                driver.execute(begin)
            except sqlcipher.Error as error:
                raise DBAPIError.instance(begin, None, error, sqlcipher.Error) from error

        self._writing_engine = self.engine.execution_options(begin="BEGIN IMMEDIATE")  # the listener goes with it

    def _connect(self) -> Any:
        return open_connection(self.path, self.key)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and writes nothing.

        Raises EnvironmentProblem when the file can't be read; a write in here is a bug and raises OperationalError.
        """
        with Session(self.engine) as session:
            try:
                yield session
            except DBAPIError as error:
                if "readonly" in str(error.orig):
                    raise
                raise self._told(error) from error
            except EnvironmentProblem as problem:  # a connection that could not be opened
                raise self._noticed(problem) from problem.__cause__

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give the one writing session; commits at the end, rolls back on any error.

        Raises EnvironmentProblem when the disk is full, the folder is read-only or another copy holds the file.
        """
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")
        with self._writing, Session(self._writing_engine, expire_on_commit=False) as session:
            self._writer = threading.get_ident()
            try:
                session.connection()
                yield session
                session.commit()
            except DBAPIError as error:
                raise self._told(error) from error
            except EnvironmentProblem as problem:
                raise self._noticed(problem) from problem.__cause__
            finally:
                self._writer = None

    def _told(self, error: DBAPIError) -> Exception:
        told = explained(error)
        return self._noticed(told) if isinstance(told, EnvironmentProblem) else told

    def _noticed(self, problem: EnvironmentProblem) -> EnvironmentProblem:
        if problem.code in DAMAGED:
            self.on_damage(problem)
        return problem

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def explained(error: Exception) -> Exception:
    """Return the EnvironmentProblem that tells a driver's error, or the error itself when it is a bug."""
    message = str(error.orig if isinstance(error, DBAPIError) else error)
    for words, told in _TOLD.items():
        if words in message:
            return EnvironmentProblem(*told)
    return error
