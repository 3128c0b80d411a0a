"""Many rows in one statement: what costs a round trip or a prepared statement per row costs a push its pace.

PostgreSQL takes rows by COPY and lists as arrays; SQLite takes them one by one without a wire between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, any_, func, insert
from sqlalchemy.exc import DBAPIError

_FEW = 1  # a COPY goes to the database and back twice, an INSERT of one row once
_TYPES = {"TEXT": "text", "BIGINT": "int8", "BYTEA": "bytea", "TIMESTAMP WITH TIME ZONE": "timestamptz"}


def is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def add_rows(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each with the values of all columns in the table's order. Raises what an INSERT would raise.

    PostgreSQL stores the first while the next are still being made; `rows` must not use the connection.
    """
    waiting = iter(rows)
    first = list(islice(waiting, _FEW + 1))
    names = [column.name for column in table.columns]
    if len(first) <= _FEW or not is_postgresql(connection):
        values = [dict(zip(names, row, strict=True)) for row in chain(first, waiting)]
        if values:
            connection.execute(insert(table), values)
        return
    kinds = [_TYPES[column.type.compile(connection.dialect)] for column in table.columns]
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(names)}) FROM STDIN BINARY"
    dbapi: Any = connection.dialect.dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(kinds)
            write = copy.write_row
            for row in chain(first, waiting):
                write(row)
    except dbapi.Error as error:  # past SQLAlchemy, which would name it so
        raise DBAPIError.instance(statement, None, error, dbapi.Error, hide_parameters=True) from error


def among(connection: Connection, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Return "column is one of these", which hold no space: one parameter, and the statement is prepared once."""
    if is_postgresql(connection):
        return column == any_(func.string_to_array(" ".join(values), " "))
    return column.in_(list(values))
