"""Copies of the database: whole, encrypted, checked before they get a name, and not too many."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from office_fixtures import KEY, form
from sqlalchemy import func, select

from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor
from app.models.tables import EventRow
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage.backup import KEEP_DAYS, back_up, copies, copy_database, outdated, verify_copy
from app.storage.database import Database

NOW = datetime(2026, 11, 19, 9, 4)


def name(at: datetime) -> Path:
    return Path(f"quay-{at:%Y%m%d-%H%M%S}.db")


def test_a_copy_holds_the_newest_rows_that_still_lie_in_the_write_ahead_log(house: House, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house), PrintPlan())
    assert house.db.path.with_name("quay.db-wal").stat().st_size > 0
    copy = back_up(house.db.path, KEY, house.backups, NOW)
    assert copy == house.backups / "quay-20261119-090400.db"
    with house.db.read() as session:
        events = session.scalars(select(func.count()).select_from(EventRow)).one()
    assert verify_copy(copy, KEY) == events
    assert list(house.backups.iterdir()) == [copy], "nothing unfinished lies about"
    restored = Database(copy, KEY)
    with restored.read() as session:
        assert session.scalars(select(func.count()).select_from(EventRow)).one() == events
    restored.close()


def test_a_copy_is_encrypted_with_the_same_key(house: House) -> None:
    copy = back_up(house.db.path, KEY, house.backups, NOW)
    assert "Vĩnh Lợi".encode() not in copy.read_bytes()
    with pytest.raises(sqlcipher.DatabaseError):
        verify_copy(copy, bytes(32))


def test_a_damaged_copy_is_not_taken_for_good(house: House) -> None:
    copy = back_up(house.db.path, KEY, house.backups, NOW)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with pytest.raises(sqlcipher.DatabaseError):
        verify_copy(copy, KEY)


def test_a_database_without_a_log_yet_can_be_copied(tmp_path: Path) -> None:
    database = Database(tmp_path / "new.db", KEY)
    with database.write():
        pass
    copy_database(tmp_path / "new.db", KEY, tmp_path / "copy.db")
    assert verify_copy(tmp_path / "copy.db", KEY) == 0
    database.close()


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(EnvironmentProblem, match="Chưa sao lưu được") as trouble:
        back_up(house.db.path, KEY, tmp_path / "file" / "backups", NOW)
    assert trouble.value.code == "BACKUP"


def test_a_copy_that_fails_its_check_gets_no_name(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_path: Path, _key: bytes) -> int:
        raise sqlcipher.DatabaseError("database disk image is malformed")

    monkeypatch.setattr("app.storage.backup.verify_copy", damaged)
    with pytest.raises(EnvironmentProblem, match="Chưa sao lưu được"):
        back_up(house.db.path, KEY, house.backups, NOW)
    assert list(house.backups.iterdir()) == []


def test_unfinished_copies_of_power_cuts_go_with_the_next_copy(house: House) -> None:
    house.backups.mkdir()
    for left in ("quay-20261119-090400.part", "quay-20261118-170000.part", "quay-20261118-170000.part-journal"):
        (house.backups / left).write_bytes(b"half")
    copy = back_up(house.db.path, KEY, house.backups, NOW)
    assert list(house.backups.iterdir()) == [copy]


def test_of_the_copies_made_before_upgrades_the_newest_three_stay(house: House) -> None:
    house.backups.mkdir()
    made = [house.backups / f"truoc-nang-cap-2026111{day}-080000.db" for day in range(1, 6)]
    for copy in made:
        copy.write_bytes(b"x")
    copy = back_up(house.db.path, KEY, house.backups, NOW)
    assert sorted(house.backups.iterdir()) == sorted([copy, *made[-3:]])


def test_all_of_today_and_the_last_of_each_earlier_day_stay() -> None:
    today = [NOW.replace(hour=hour) for hour in (7, 8, 9)]
    yesterday = [NOW.replace(hour=hour) - timedelta(days=1) for hour in (8, 12, 16)]
    going = outdated([name(at) for at in (*yesterday, *today)], NOW)
    assert going == [name(at) for at in yesterday[:2]]


def test_days_count_by_their_copies_so_a_long_holiday_throws_nothing_away() -> None:
    old = [NOW - timedelta(days=days) for days in range(60, 60 + KEEP_DAYS)]
    assert outdated([name(at) for at in old], NOW) == []
    going = outdated([name(at) for at in (*old, NOW)], NOW)
    assert going == [name(max(old, key=lambda at: NOW - at))]


def test_a_copy_under_a_wrong_clock_does_not_push_out_the_days_of_today() -> None:
    found = [name(datetime(2035, 3, 1, 8)), name(NOW), name(NOW - timedelta(days=1))]
    assert outdated(found, NOW) == []


def test_old_copies_go_when_a_new_one_is_made_and_strange_files_stay(house: House) -> None:
    house.backups.mkdir()
    for at in (NOW - timedelta(days=1, hours=1), NOW - timedelta(days=1)):
        (house.backups / name(at)).write_bytes(b"x")
    strange = house.backups / "quay-20261118-090400 - Copy.db"
    strange.write_bytes(b"mine")
    back_up(house.db.path, KEY, house.backups, NOW)
    assert copies(house.backups) == [house.backups / name(NOW - timedelta(days=1)), house.backups / name(NOW)]
    assert strange.exists()
