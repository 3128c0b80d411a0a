"""The encrypted SQLite file: its connections, and what its errors mean.

SQLCipher with a raw 32-byte key. WAL, `synchronous=FULL` (a receipt in a citizen's hand must survive a power cut),
foreign keys on. Sessions come from SQLAlchemy (`app.storage.sessions`), which is loaded with the first of them: half a
second that the sign-in need not wait for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from app.storage.sessions import Sessions

BUSY_TIMEOUT_MS = 5_000
DRIVER = "driver"  # under which a session's `info` has the driver's connection
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


def is_key_of(path: Path, key: bytes) -> bool:
    """Whether a key opens a database; False as well for a file that is none or is not there."""
    try:
        with closing(open_read_only(path, key)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.Error:
        return False
    return True


class Database:
    """One database file. Readers run beside the one writer; nested writes are a bug and raise RuntimeError."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self.key = key
        self.on_damage: Callable[[EnvironmentProblem], None] = lambda _problem: None  # from any thread, at each sign
        self._loading = threading.Lock()
        self._sessions: Sessions | None = None

    @property
    def engine(self) -> Engine:
        """Give SQLAlchemy's engine, for what needs the schema."""
        return self._loaded().engine

    def read(self) -> AbstractContextManager[Session]:
        """Give a session that sees one state of the database and writes nothing.

        Raises EnvironmentProblem when the file can't be read; a write in here is a bug and raises RuntimeError.
        """
        return self._loaded().read()

    def write(self) -> AbstractContextManager[Session]:
        """Give the one writing session; commits at the end, rolls back on any error.

        Raises EnvironmentProblem when the disk is full, the folder is read-only or another copy holds the file.
        """
        return self._loaded().write()

    def rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """Return the rows of one SELECT without a session, by a connection of its own. Raises EnvironmentProblem."""
        try:
            with closing(open_connection(self.path, self.key)) as connection:
                rows: Sequence[tuple[Any, ...]] = connection.execute(sql).fetchall()
        except (sqlcipher.Error, EnvironmentProblem) as error:
            raise self._told(error) from error
        return rows

    def _loaded(self) -> Sessions:
        if self._sessions is None:
            with self._loading:
                if self._sessions is None:
                    from app.storage.sessions import Sessions

                    self._sessions = Sessions(lambda: open_connection(self.path, self.key), self._told)
        return self._sessions

    def _told(self, error: Exception) -> Exception:
        told = explained(error)
        return self._noticed(told) if isinstance(told, EnvironmentProblem) else told

    def _noticed(self, problem: EnvironmentProblem) -> EnvironmentProblem:
        if problem.code in DAMAGED:
            self.on_damage(problem)
        return problem

    def close(self) -> None:
        """Let go of every connection."""
        if self._sessions is not None:
            self._sessions.close()


def explained(error: Exception) -> Exception:
    """Return the EnvironmentProblem that tells a driver's error, or the error itself when it is one or a bug."""
    if isinstance(error, EnvironmentProblem):
        return error
    message = str(getattr(error, "orig", error))  # SQLAlchemy wraps the driver's
    for words, told in _TOLD.items():
        if words in message:
            return EnvironmentProblem(*told)
    return error
