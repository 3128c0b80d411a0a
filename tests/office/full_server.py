"""A server whose database has no room left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from app.server.database import Database


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the database have no room: SQLite's own limit; on PostgreSQL what it says when a disk is full."""
    if database.is_sqlite:
        pages = "PRAGMA max_page_count = 1"

        def smaller(raw: DBAPIConnection, _record: object, _proxy: object) -> None:
            raw.cursor().execute(pages)

        event.listen(database.engine, "checkout", smaller)
        yield
        event.remove(database.engine, "checkout", smaller)
        database.engine.dispose()
        return
    with database.write() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                " 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON feed_positions FOR EACH ROW EXECUTE FUNCTION no_room()")
        )
    yield
    with database.write() as connection:
        connection.execute(text("DROP FUNCTION no_room CASCADE"))
