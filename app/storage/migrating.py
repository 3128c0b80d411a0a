"""Bring a database up to this program's schema: backup first, one transaction, newer ones refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem
from app.storage.backup import copy_database
from app.storage.database import explained, open_connection

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(path: Path, key: bytes, backup_to: Path) -> bool:
    """Run the missing revisions; True when something changed.

    A copy of the database as it was lies at `backup_to` before the first change. Raises EnvironmentProblem for a
    database that a newer program made, and when the disk is full or another copy of the program holds the file.
    """
    raw = open_connection(path, key)
    try:
        return _migrate(raw, path, key, backup_to)
    except sqlcipher.Error as error:
        raise explained(error) from error
    finally:
        raw.close()


def revisions() -> tuple[str, ...]:
    """Return the revisions this program knows, oldest first: the first four characters of their files' names."""
    return tuple(sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def _migrate(raw: Any, path: Path, key: bytes, backup_to: Path) -> bool:
    known = revisions()
    current = _revision(raw)
    if current is not None and current not in known:
        raise EnvironmentProblem(
            "Dữ liệu của quầy do bản chương trình mới hơn tạo ra.",
            "Dữ liệu vẫn nguyên. Cài bản mới nhất của chương trình rồi mở lại.",
            "DB-NEWER",
        )
    raw.execute("BEGIN IMMEDIATE")  # whoever holds the file is told before any work
    raw.execute("ROLLBACK")
    if current == known[-1]:
        return False
    _upgrade(raw, None if current is None else partial(copy_database, path, key, backup_to))
    return True


def _upgrade(raw: Any, keep: Callable[[], None] | None) -> None:
    # Nearly every start can save these, three quarters of a second.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import StaticPool

    raw.execute("PRAGMA foreign_keys = OFF")  # before BEGIN: a rebuilt table would otherwise empty its child tables
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        if keep is not None:
            keep()
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            with connection.begin():
                command.upgrade(config, "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"migration broke {len(broken)} references")
    except DBAPIError as error:
        raise explained(error) from error
    finally:
        engine.dispose()


def _revision(raw: Any) -> str | None:
    """Return the revision a database stands at, None for an empty one."""
    if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None
