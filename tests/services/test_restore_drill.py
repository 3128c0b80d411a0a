"""The restore drill: the last good copy is put back in a scratch folder, read whole, compared, and thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from office_fixtures import KEY, Clock, form

from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor
from app.services import restore_drill
from app.services.house import House
from app.services.intake import add_note, receive_dossier
from app.services.print_jobs import PrintPlan
from app.services.restore_drill import Drill, DrillStopped, drill, is_drill_due, last_drill, scratch_folder
from app.services.upkeep import back_up_now, list_backups, verify
from app.storage.database import open_connection


@pytest.fixture
def copied(house: House, clerk: Actor, clock: Clock) -> House:
    """Return an office with a copy of two dossiers, and a third received since."""
    for _ in range(2):
        receive_dossier(house, clerk, form(house), PrintPlan())
    back_up_now(house)
    clock.now += timedelta(hours=1)
    receive_dossier(house, clerk, form(house), PrintPlan())
    return house


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_the_drill_tells_what_the_copy_holds_and_what_came_since(copied: House, clerk: Actor) -> None:
    events = verify(copied)[0]
    found = drill(copied)
    assert found.usable
    assert (found.dossiers, found.missing_dossiers) == (2, 1)
    assert (found.events, found.missing_events) == (events - 1, 1)
    assert (found.newest_code, found.made_at) == ("H12.142-261119-3002", back_up_time(copied))
    assert (found.faults, found.strangers, found.same_lists, found.damaged) == (0, 0, True, ())
    assert last_drill(copied) == found


def back_up_time(house: House) -> object:

    return list_backups(house)[-1].made_at


def test_nothing_of_the_drill_stays_and_the_data_in_use_are_only_read(copied: House) -> None:
    scratch_folder(copied).mkdir()
    (scratch_folder(copied) / "quay.db").write_bytes(b"of a drill that a power cut ended")
    before = {path: path.read_bytes() for path in copied.backups.iterdir()}
    checked = verify(copied)
    drill(copied)
    assert not scratch_folder(copied).exists()
    assert {path: path.read_bytes() for path in copied.backups.iterdir()} == before
    assert verify(copied) == checked


def test_a_damaged_copy_is_told_and_the_one_before_is_tried(copied: House, clock: Clock) -> None:
    clock.now += timedelta(hours=1)
    newer = back_up_now(copied)
    damage(newer.path)
    found = drill(copied)
    assert found.usable
    assert found.damaged == (newer.made_at,)
    assert (found.made_at, found.missing_dossiers) == (back_up_time(copied), 1)


def test_a_copy_cut_off_in_the_middle_does_not_pass(copied: House) -> None:
    [path] = copied.backups.iterdir()
    path.write_bytes(path.read_bytes()[:-4096])
    found = drill(copied)
    assert not found.usable
    assert (found.made_at, len(found.damaged)) == (None, 1)
    assert last_drill(copied) == found
    assert not scratch_folder(copied).exists()


def test_a_copy_of_another_office_does_not_open(copied: House) -> None:
    [path] = copied.backups.iterdir()
    other = open_connection(path.with_name("other.db"), bytes(32))
    other.execute("CREATE TABLE events (event_id)")
    other.close()
    path.with_name("other.db").replace(path)
    assert not drill(copied).usable


def test_a_log_that_was_changed_by_hand_is_found(copied: House) -> None:
    [path] = copied.backups.iterdir()
    by_hand = open_connection(path, KEY)
    by_hand.execute("UPDATE events SET body = CAST(replace(body, ':1', ':2') AS BLOB) WHERE type = 'dossier.received'")
    by_hand.execute("PRAGMA journal_mode = DELETE")
    by_hand.close()
    found = drill(copied)
    assert found.faults
    assert not found.usable


def test_lists_that_differ_from_their_log_are_told_but_the_copy_is_good(copied: House) -> None:
    [path] = copied.backups.iterdir()
    by_hand = open_connection(path, KEY)
    by_hand.execute("UPDATE dossiers SET owner_name = 'Ai đó'")
    by_hand.execute("PRAGMA journal_mode = DELETE")
    by_hand.close()
    found = drill(copied)
    assert found.usable
    assert not found.same_lists


def test_a_copy_with_more_than_the_data_in_use_is_told(copied: House, clerk: Actor, founded: Path) -> None:
    copied.db.close()
    for beside in copied.db.path.parent.glob("quay.db*"):
        beside.unlink()
    copied.db.path.write_bytes((founded / "quay.db").read_bytes())
    found = drill(copied)
    assert found.strangers == 2
    assert (found.dossiers, found.missing_dossiers) == (2, 0)


def test_without_a_copy_there_is_nothing_to_try(house: House) -> None:
    with pytest.raises(UserError, match="Chưa có bản sao"):
        drill(house)
    house.backups.mkdir()
    with pytest.raises(UserError, match="Chưa có bản sao"):
        drill(house)
    assert last_drill(house) is None


@pytest.mark.parametrize("looks", range(5))
def test_a_drill_that_is_stopped_leaves_nothing_and_is_no_drill(copied: House, looks: int) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > looks

    with pytest.raises(DrillStopped):
        drill(copied, cancelled=cancelled)
    assert not scratch_folder(copied).exists()
    assert last_drill(copied) is None


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes: the nearest to a full disk without one."""
    resource = pytest.importorskip("resource", reason="POSIX only")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_is_told_and_the_scratch_goes(copied: House) -> None:
    [path] = copied.backups.iterdir()
    with full_disk(path.stat().st_size // 2), pytest.raises(EnvironmentProblem, match="không đủ chỗ"):
        drill(copied)
    assert not scratch_folder(copied).exists()
    assert path.exists()


def test_a_disk_without_room_is_told_before_anything_is_copied(copied: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore_drill, "ROOM", 10**12)
    with pytest.raises(EnvironmentProblem, match="không đủ chỗ"):
        drill(copied)


def test_progress_goes_up_to_the_whole(copied: House) -> None:
    told: list[int] = []
    drill(copied, lambda done, _all: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 100


def test_a_drill_is_due_after_thirty_days_and_after_a_wrong_clock(copied: House, clerk: Actor) -> None:
    now = copied.local_now()
    assert is_drill_due(None, now)
    assert not is_drill_due(Drill(now - timedelta(days=29)), now)
    assert is_drill_due(Drill(now - timedelta(days=30)), now)
    assert is_drill_due(Drill(now + timedelta(days=1)), now)


def test_a_note_that_cannot_be_read_is_no_drill(copied: House, clerk: Actor) -> None:
    found = drill(copied)
    copied.db.path.with_name("dien-tap.json").write_text("{")
    assert last_drill(copied) is None
    add_note(copied, clerk, receive_dossier(copied, clerk, form(copied), PrintPlan()).subject_id, "x")
    assert drill(copied).missing_events == found.missing_events + 2
