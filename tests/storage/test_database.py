"""The file itself: encrypted, one writer, readers that cannot write, and every trouble told in a sentence."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from office_fixtures import KEY, form
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor
from app.models.tables import DraftRow
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage import database
from app.storage.database import Database, explained, open_connection


def draft(key: str, size: int = 1) -> DraftRow:
    return DraftRow(draft_id=key, kind="intake", staff_id="u", title="t", data={"x": "y" * size}, saved_at="2026")


def keys(db: Database) -> list[str]:
    with db.read() as session:
        return sorted(session.scalars(select(DraftRow.draft_id)))


def test_another_key_opens_nothing_and_says_so(house: House) -> None:
    with pytest.raises(EnvironmentProblem, match="khóa không đúng") as trouble:
        open_connection(house.db.path, bytes(32))
    assert trouble.value.code == "DB-KEY"
    with pytest.raises(EnvironmentProblem), Database(house.db.path, bytes(32)).read() as session:
        session.execute(text("SELECT 1"))


def test_nothing_of_a_dossier_can_be_read_in_the_file(house: House, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house), PrintPlan())
    house.db.close()
    written = b"".join(path.read_bytes() for path in house.db.path.parent.glob("quay.db*"))
    assert b"SQLite format" not in written
    for plain in ("Huỳnh Văn Đức", "095075001218", "Lê Thu Hà", "H12.142-261119", "dossier.received"):
        assert plain.encode() not in written
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(house.db.path).execute("SELECT * FROM events")


def test_every_connection_survives_a_power_cut_and_minds_its_references(house: House) -> None:
    connection = open_connection(house.db.path, KEY)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    got = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    connection.close()
    assert got == wanted


def test_a_reader_writes_nothing_and_leaves_no_connection_behind_that_cannot(house: House) -> None:
    for place in range(12):  # more than the pool holds
        with pytest.raises(RuntimeError, match="a write inside a read"), house.db.read() as session:
            session.add(draft(f"never {place}"))
    for place in range(12):
        with house.db.write() as session:
            session.add(draft(f"{place:02d}"))
    assert len(keys(house.db)) == 12


def test_a_reader_sees_one_state_while_somebody_writes(house: House) -> None:
    with house.db.read() as session:
        assert session.scalars(select(DraftRow)).all() == []
        with house.db.write() as writing:
            writing.add(draft("1"))
        assert session.scalars(select(DraftRow)).all() == []
    assert keys(house.db) == ["1"]


def test_a_write_inside_a_write_is_a_bug_and_said_at_once(house: House) -> None:
    with pytest.raises(RuntimeError, match="inside a write"), house.db.write(), house.db.write():
        pass
    with house.db.write() as session:
        session.add(draft("after"))
    assert keys(house.db) == ["after"]


def test_what_fails_halfway_leaves_nothing(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.db.write() as session:  # noqa: PT012
        session.add(draft("1"))
        session.flush()
        raise ZeroDivisionError
    assert keys(house.db) == []


def test_writers_of_two_threads_wait_for_each_other(house: House) -> None:
    def write(place: int) -> None:
        for number in range(10):
            with house.db.write() as session:
                known = len(session.scalars(select(DraftRow)).all())  # reads, then writes
                session.add(draft(f"{place}-{number}-{known:03d}"))

    threads = [threading.Thread(target=write, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(key[-3:] for key in keys(house.db)) == [f"{n:03d}" for n in range(40)]


# -- trouble of the machine, as it really comes


def test_a_full_disk_is_told_and_nothing_half_is_kept(house: House) -> None:
    @event.listens_for(house.db.engine, "connect")
    def _small(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # clamps to what the file has: the disk ends here

    house.db.close()
    with pytest.raises(EnvironmentProblem, match="Ổ đĩa đầy") as trouble, house.db.write() as session:
        session.add(draft("big", 3_000_000))
    assert trouble.value.code == "DB-FULL"
    assert keys(house.db) == []


CHILD = """
import os, resource, signal, sys
from pathlib import Path
from app.domain.errors import EnvironmentProblem
from app.models.tables import DraftRow
from app.storage.database import Database
what, path = sys.argv[1], Path(sys.argv[2])
if what == "limit":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 4,) * 2)
elif os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with Database(path, bytes(range(32))).write() as session:
        data = {"x": "y" * 3_000_000}
        session.add(DraftRow(draft_id="1", kind="k", staff_id="u", title="t", data=data, saved_at="2"))
except EnvironmentProblem as trouble:
    print(trouble.code)
"""


def _child(what: str, path: Path, repository: Path) -> str:
    env = {**os.environ, "PYTHONPATH": str(repository), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", CHILD, what, str(path)]
    run = subprocess.run(command, env=env, capture_output=True, text=True, cwd="/", timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_write_the_system_refuses_is_told(house: House, repository: Path) -> None:
    house.db.close()
    assert _child("limit", house.db.path, repository) in ("DB-IO", "DB-FULL")
    assert keys(house.db) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_without_the_right_to_write_is_told_not_taken_for_a_wrong_key(house: House, repository: Path) -> None:
    house.db.close()
    folder = house.db.path.parent
    for parent in (folder, *folder.parents):  # let the stranger come near
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    house.db.path.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert _child("nobody", house.db.path, repository) in ("DB-RO", "DB-OPEN")
    finally:
        folder.chmod(0o755)
        house.db.path.chmod(0o644)


HOLDER = """
import sys
from pathlib import Path
from app.storage.database import open_connection
connection = open_connection(Path(sys.argv[1]), bytes(range(32)))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_program_that_holds_the_file_is_told(
    house: House, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    house.db.close()
    command = [sys.executable, "-c", HOLDER, str(house.db.path)]
    env = {**os.environ, "PYTHONPATH": str(repository)}
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(EnvironmentProblem, match="Một bản khác") as trouble, house.db.write() as session:
            session.add(draft("1"))
        assert trouble.value.code == "DB-LOCK"
        assert keys(house.db) == [], "reading goes on meanwhile"
        other.stdin.close()
    with house.db.write() as session:
        session.add(draft("2"))
    assert keys(house.db) == ["2"]


def damage(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(length))


def test_a_file_damaged_all_over_is_told_when_it_is_opened(house: House) -> None:
    house.db.close()
    damage(house.db.path, 4096, house.db.path.stat().st_size - 4096)
    with pytest.raises(EnvironmentProblem):
        open_connection(house.db.path, KEY)


def test_one_damaged_page_is_told_when_it_is_read(house: House) -> None:
    with house.db.read() as session:
        page = session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'events'")).scalar_one()
    house.db.close()
    damage(house.db.path, (page - 1) * 4096, 4096)
    with pytest.raises(EnvironmentProblem) as trouble, house.db.read() as session:
        session.execute(text("SELECT * FROM events")).all()
    assert trouble.value.code in ("DB-BAD", "DB-KEY", "DB-IO")


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem) as trouble:
        open_connection(tmp_path / "missing" / "quay.db", KEY)
    assert trouble.value.code == "DB-OPEN"


def test_a_bug_stays_a_bug(house: House) -> None:
    with pytest.raises(OperationalError), house.db.write() as session:
        session.execute(text("SELECT * FROM no_such_table"))
    error = ValueError("x")
    assert explained(error) is error
