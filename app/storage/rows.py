"""Whole rows past the object mapper, for the act a citizen waits for.

The statements are made once from the tables and run by the driver inside the session's transaction: what costs the
mapper a millisecond costs this a fiftieth. The mapper learns nothing of it, so whoever mixes both flushes before and
expires after (`app.storage.event_log.append` does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from app.storage.database import DRIVER

if TYPE_CHECKING:  # SQLAlchemy is loaded with the first session, not before the sign-in
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.orm import Session

    from app.models.tables import Base


def json_text(data: Any) -> str:
    """Return plain data as the text of a JSON column."""
    return msgspec.json.encode(data).decode()


class RowWriter:
    """Writes rows of one table, given by column names; `upsert` lets a row replace that of the same key."""

    def __init__(self, model: type[Base], *, upsert: bool = False) -> None:
        from sqlalchemy import JSON, Table

        table = model.__table__
        assert isinstance(table, Table)
        self._columns = [(column.name, getattr(column.default, "arg", None)) for column in table.columns]
        self._json = [place for place, column in enumerate(table.columns) if isinstance(column.type, JSON)]
        names = ", ".join(name for name, _ in self._columns)
        self._sql = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(self._columns))})"
        if upsert:
            key = ", ".join(column.name for column in table.primary_key)
            changes = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.columns if not c.primary_key)
            self._sql += f" ON CONFLICT ({key}) DO UPDATE SET {changes}"

    def write(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write `rows`; a column they leave out gets its default, else NULL (an integer key then counts itself)."""
        run_all(session, self._sql, [self._values(row) for row in rows])

    def _values(self, row: Mapping[str, Any]) -> list[Any]:
        values = [row.get(name, default) for name, default in self._columns]
        for place in self._json:
            values[place] = json_text(values[place])
        return values


def fetch(session: Session, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a SELECT; `values` stand for its question marks. Raises DBAPIError."""
    try:
        rows: Sequence[tuple[Any, ...]] = _driver(session).execute(sql, values).fetchall()
    except sqlcipher.Error as error:
        raise _told(sql, error) from error
    return rows


def marks(values: Sequence[Any]) -> str:
    """Return a question mark for each of these values."""
    return ", ".join("?" * len(values))


def run(session: Session, sql: str, *values: Any) -> None:
    """Run one statement; `values` stand for its question marks. Raises DBAPIError."""
    run_all(session, sql, [values])


def run_all(session: Session, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each of `rows`, the values of its question marks. Raises DBAPIError."""
    try:
        if len(rows) == 1:
            _driver(session).execute(sql, rows[0])
        elif rows:
            _driver(session).executemany(sql, rows)
    except sqlcipher.Error as error:
        raise _told(sql, error) from error


def _driver(session: Session) -> Any:
    return session.info[DRIVER]


def _told(sql: str, error: sqlcipher.Error) -> DBAPIError:
    """Return what the mapper would have raised."""
    from sqlalchemy.exc import DBAPIError

    told: DBAPIError = DBAPIError.instance(sql, None, error, sqlcipher.Error)
    return told
