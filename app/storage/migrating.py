"""Bring a database up to this program's schema: backup first, one transaction, newer ones refused."""

from __future__ import annotations

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

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
    raw.execute("PRAGMA foreign_keys = OFF")  # before BEGIN: a rebuilt table would otherwise empty its child tables
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            known = {revision.revision for revision in script.walk_revisions()}
            if current is not None and current not in known:
                raise EnvironmentProblem(
                    "Dữ liệu của quầy do bản chương trình mới hơn tạo ra.",
                    "Dữ liệu vẫn nguyên. Cài bản mới nhất của chương trình rồi mở lại.",
                    "DB-NEWER",
                )
            if current == script.get_current_head():
                return False
            connection.rollback()
            if current is not None:
                copy_database(path, key, backup_to)
            config.attributes["connection"] = connection
            with connection.begin():
                command.upgrade(config, "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"migration broke {len(broken)} references")
            return True
    except DBAPIError as error:
        raise explained(error) from error
    finally:
        engine.dispose()
        raw.close()
