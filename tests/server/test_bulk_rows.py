"""Rows by COPY behave as rows by INSERT; a line that only looked writes all or nothing afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.server.bulk import add_rows, among
from app.server.database import Database
from app.server.tables import feed_positions as table

ROWS = [("96", "office:a", 1, "d", 1), ("96", "office:b", 1, "d", 2)]


def _count(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(table)).all())


def test_rows_that_are_there_are_refused_and_nothing_of_them_stays(database: Database) -> None:
    with database.write() as connection:
        add_rows(connection, table, ROWS[:1])
    with pytest.raises(IntegrityError), database.write() as connection:
        add_rows(connection, table, ROWS[::-1])
    assert _count(database) == 1


def test_a_line_that_only_looked_writes_all_or_nothing(database: Database) -> None:
    for _ in range(3):
        with database.glance() as connection:
            connection.execute(select(table)).all()

    def write_twice() -> None:
        with database.write() as connection:
            add_rows(connection, table, ROWS[:1])
            add_rows(connection, table, ROWS)

    with pytest.raises(IntegrityError):
        write_twice()
    assert _count(database) == 0


def test_one_of_these_is_each_of_them_and_nothing_else(database: Database) -> None:
    with database.write() as connection:
        add_rows(connection, table, [*ROWS, ("96", "office:a office:b", 1, "d", 3)])
    with database.read() as connection:
        for names in ([], ["office:a"], ["office:a", "office:b"]):
            found = connection.scalars(select(table.c.feed).where(among(connection, table.c.feed, names)))
            assert sorted(found) == names
