"""Looking after the data: a copy every four hours, the last good one, the check and the rebuild."""

from __future__ import annotations

from datetime import datetime, timedelta

from office_fixtures import Clock, form

from app.domain.office import Actor
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.services.upkeep import (
    EVERY,
    back_up_if_due,
    back_up_now,
    doubt_clock,
    last_good_backup,
    list_backups,
    rebuild_projections,
    verify,
)
from app.storage.server_place import ServerPlace, save_server


def test_a_copy_is_made_when_the_last_is_older_than_four_hours(house: House, clock: Clock) -> None:
    first = back_up_if_due(house)
    assert first is not None
    assert (first.made_at, first.size) == (datetime(2026, 11, 19, 9, 4), first.path.stat().st_size)
    assert back_up_if_due(house) is None
    clock.now += EVERY
    second = back_up_if_due(house)
    assert list_backups(house) == [second, first]


def test_a_copy_dated_ahead_by_a_wrong_clock_neither_stops_copies_nor_makes_one_each_minute(
    house: House, clock: Clock
) -> None:
    now = clock.now
    clock.set_local(2035, 1, 1, 8, 0)
    assert back_up_if_due(house) is not None
    clock.now = now
    assert back_up_if_due(house) is not None
    clock.now += timedelta(minutes=1)
    assert back_up_if_due(house) is None


def test_the_last_good_copy_is_the_newest_that_passes_its_check(house: House, clerk: Actor, clock: Clock) -> None:
    assert last_good_backup(house) is None
    good = back_up_now(house)
    receive_dossier(house, clerk, form(house), PrintPlan())
    clock.now += timedelta(minutes=1)
    newer = back_up_now(house)
    found = last_good_backup(house)
    assert found is not None
    assert (found[0], found[1]) == (newer, verify(house)[0])
    newer.path.write_bytes(newer.path.read_bytes()[:-4096])
    found = last_good_backup(house)
    assert found is not None
    assert (found[0], found[1]) == (good, verify(house)[0] - 1)


def test_a_file_somebody_put_among_the_copies_disturbs_nobody(house: House) -> None:
    back_up_now(house)
    (house.backups / "quay-cũ.db").write_bytes(b"?")
    (house.backups / "quay-20261119-090400 - Copy.db").write_bytes(b"?")
    assert len(list_backups(house)) == 1


def test_the_check_counts_and_the_rebuild_counts_subjects(house: House, clerk: Actor) -> None:
    before, faults = verify(house)
    assert faults == ()
    receive_dossier(house, clerk, form(house), PrintPlan())
    assert verify(house) == (before + 1, ())
    steps: list[tuple[int, int]] = []
    whole = rebuild_projections(house, lambda done, all_: steps.append((done, all_)))
    assert steps[-1] == (whole, whole)


def test_a_clock_apart_from_the_servers_is_doubted_while_that_is_fresh(
    house: House, clerk: Actor, clock: Clock
) -> None:
    receive_dossier(house, clerk, form(house), PrintPlan())
    place = ServerPlace(
        "https://mot-cua.example", "", "d", "96", (), "e1", 1, house.clock(), house.clock(), ahead=86400
    )
    with house.db.write() as session:
        save_server(session, place)
    assert doubt_clock(house) == ("Đồng hồ máy chậm hơn máy chủ 24 giờ.",)
    clock.now += timedelta(days=1)
    assert doubt_clock(house) == (), "somebody has set it since"


def test_a_clock_set_back_or_years_ahead_is_doubted(house: House, clerk: Actor, clock: Clock) -> None:
    receive_dossier(house, clerk, form(house), PrintPlan())
    assert doubt_clock(house) == ()
    clock.now -= timedelta(days=3)
    [back] = doubt_clock(house)
    assert "chạy lùi" in back
    clock.now += timedelta(days=3000)
    [ahead] = doubt_clock(house)
    assert "đi trước" in ahead
