"""Many rows in one statement: what costs a round trip or a prepared statement per row costs a push its pace.

PostgreSQL takes rows by COPY and lists as arrays; SQLite takes them one by one without a wire between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, any_, bindparam, insert
from sqlalchemy.dialects.postgresql import ARRAY

_TYPES = {"TEXT": "text", "BIGINT": "int8", "BYTEA": "bytea", "TIMESTAMP WITH TIME ZONE": "timestamptz"}


def is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column of the table."""
    if not rows:
        return
    if not is_postgresql(connection):
        connection.execute(insert(table), list(rows))
        return
    names = [column.name for column in table.columns]
    kinds = [_TYPES[column.type.compile(connection.dialect)] for column in table.columns]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN BINARY") as copy:
        copy.set_types(kinds)
        for row in rows:
            copy.write_row([row[name] for name in names])


def among(connection: Connection, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    """Return "column is one of these"; as an array it is one parameter, and the statement is prepared once."""
    if is_postgresql(connection):
        return column == any_(bindparam(None, list(values), type_=ARRAY(Text)))
    return column.in_(values)
