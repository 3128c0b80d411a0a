"""The schema comes up to date by itself, with a copy first; data of a newer program is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from office_fixtures import KEY
from sqlalchemy import inspect

from app.domain.errors import EnvironmentProblem
from app.models.tables import Base
from app.services.house import House
from app.storage import database, kept_blobs, migrating
from app.storage.backup import verify_copy
from app.storage.database import Database, open_connection
from app.storage.migrating import migrate


def _execute(path: Path, statement: str) -> None:
    connection = open_connection(path, KEY)
    connection.execute(statement)
    connection.close()


def test_a_database_comes_from_nothing_and_has_every_table_column_and_index(tmp_path: Path) -> None:
    path, before = tmp_path / "quay.db", tmp_path / "before.db"
    assert migrate(path, KEY, before) is True
    assert not before.exists(), "there was nothing to keep"
    db = Database(path, KEY)
    found = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert set(columns) == {column.name for column in table.columns}, table.name
        for column in table.columns:
            assert columns[column.name]["nullable"] is bool(column.nullable), (table.name, column.name)
            assert type(columns[column.name]["type"]) is type(column.type.dialect_impl(db.engine.dialect)) or str(
                columns[column.name]["type"]
            ) == str(column.type.compile(db.engine.dialect)), (table.name, column.name)
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert indexes >= {index.name for index in table.indexes}, table.name
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
    db.close()


def test_a_second_start_changes_nothing(house: House, tmp_path: Path) -> None:
    before = house.db.path.read_bytes()
    assert migrate(house.db.path, KEY, tmp_path / "before.db") is False
    assert not (tmp_path / "before.db").exists()
    assert house.db.path.read_bytes() == before


def test_data_of_a_newer_program_is_refused_and_left_as_it_is(house: House, tmp_path: Path) -> None:
    _execute(house.db.path, "UPDATE alembic_version SET version_num = '9999_future'")
    with pytest.raises(EnvironmentProblem, match="mới hơn") as trouble:
        migrate(house.db.path, KEY, tmp_path / "before.db")
    assert trouble.value.code == "DB-NEWER"
    connection = open_connection(house.db.path, KEY)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999_future",)
    connection.close()


SECOND = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "9998", "{first}", None, None
def upgrade():
    op.execute("{statement}")
"""


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give the program one revision more, written by the test, and return its file."""
    folder = tmp_path / "migrations"
    versions = folder / "versions"
    versions.mkdir(parents=True)
    for file in (migrating.MIGRATIONS / "env.py", *(migrating.MIGRATIONS / "versions").glob("*.py")):
        (folder / file.relative_to(migrating.MIGRATIONS)).write_bytes(file.read_bytes())
    monkeypatch.setattr(migrating, "MIGRATIONS", folder)
    return versions / "9998_next.py"


def _head(path: Path) -> str:
    connection = open_connection(path, KEY)
    (head,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(head)


def test_a_copy_of_the_data_as_they_were_lies_there_before_the_first_change(
    house: House, tmp_path: Path, next_version: Path
) -> None:
    first = _head(house.db.path)
    next_version.write_text(SECOND.format(first=first, statement="DROP TABLE drafts"))
    assert migrate(house.db.path, KEY, tmp_path / "before.db") is True
    assert _head(house.db.path) == "9998"
    assert _head(tmp_path / "before.db") == first
    assert verify_copy(tmp_path / "before.db", KEY) > 0


def test_a_migration_that_fails_leaves_the_data_as_they_were(house: House, tmp_path: Path, next_version: Path) -> None:
    first = _head(house.db.path)
    both = 'DROP TABLE drafts")\n    op.execute("DROP TABLE no_such'
    next_version.write_text(SECOND.format(first=first, statement=both))
    with pytest.raises(Exception, match="no_such"):
        migrate(house.db.path, KEY, tmp_path / "before.db")
    assert _head(house.db.path) == first
    assert inspect(house.db.engine).has_table("drafts")


def test_a_migration_that_breaks_references_is_taken_back(house: House, tmp_path: Path, next_version: Path) -> None:
    first = _head(house.db.path)
    next_version.write_text(SECOND.format(first=first, statement="DELETE FROM events"))
    with pytest.raises(RuntimeError, match="references"):
        migrate(house.db.path, KEY, tmp_path / "before.db")
    assert _head(house.db.path) == first
    assert verify_copy(house.db.path, KEY) > 0


def test_files_that_lay_whole_lie_in_pieces_afterwards(tmp_path: Path, next_version: Path) -> None:
    path, versions = tmp_path / "quay.db", next_version.parent
    late = {file: file.read_bytes() for file in versions.glob("*.py") if file.name[:4] > "0012"}
    for file in late:
        file.unlink()
    migrate(path, KEY, tmp_path / "before.db")
    files = {"a" * 64: bytes(range(256)) * 10_000, "b" * 64: b"small"}
    connection = open_connection(path, KEY)
    for name, data in files.items():
        connection.execute("INSERT INTO kept_blobs VALUES (?, ?, 5, ?, ?)", (name, len(data), "", data))
    connection.close()
    for file, text in late.items():
        file.write_bytes(text)
    migrate(path, KEY, tmp_path / "before.db")
    db = Database(path, KEY)
    with db.read() as session:
        assert {name: kept_blobs.load(session, name) for name in files} == files
        assert [(blob.sha256, blob.upto) for blob in kept_blobs.waiting(session)] == [("a" * 64, 5), ("b" * 64, 5)]
    db.close()


def test_a_database_somebody_else_is_writing_is_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    holder = open_connection(house.db.path, KEY)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(EnvironmentProblem) as trouble:
        migrate(house.db.path, KEY, tmp_path / "before.db")
    assert trouble.value.code == "DB-LOCK"
    holder.close()


def test_the_names_of_the_files_say_what_alembic_says() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    told = [revision.revision for revision in script.walk_revisions()]
    assert migrating.revisions() == tuple(reversed(told))


def test_an_ordinary_start_does_not_even_load_alembic(house: House, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.storage.migrating import migrate;"
        f"assert migrate(Path({str(house.db.path)!r}), {KEY!r}, Path({str(tmp_path / 'before.db')!r})) is False;"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2]).returncode == 0
