"""The migrations make the tables the program uses, on both databases; every unique index can be distributed."""

from __future__ import annotations

import re
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.server.database import Database
from app.server.tables import metadata


def test_the_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_whole})
        assert compare_metadata(context, metadata) == []


def _is_whole(name: str | None, kind: str, _parents: object) -> bool:
    """Pass over partitions: their table stands for them."""
    return kind != "table" or not re.fullmatch(r"(events|feed_positions)_\d+", name or "")


def test_the_distribution_key_is_in_every_unique_index(database: Database) -> None:
    with database.read() as connection:
        there = inspect(connection)
        for table in set(there.get_table_names()) - {"alembic_version", "server", "exchange_secret"}:
            unique: list[Any] = [there.get_pk_constraint(table)["constrained_columns"]]
            unique += [found["column_names"] for found in there.get_unique_constraints(table)]
            unique += [found["column_names"] for found in there.get_indexes(table) if found["unique"]]
            assert all("province_id" in columns for columns in unique), table


def test_two_servers_started_at_once_migrate_once(database: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from contextlib import closing

    def start() -> str:
        with closing(Database(database.url)) as own:
            own.migrate()
            own.must_be_migrated()
            return own.epoch()

    with ThreadPoolExecutor(3) as threads:
        epochs = {job.result() for job in [threads.submit(start) for _ in range(3)]}
    assert len(epochs) == 1
