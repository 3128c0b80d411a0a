"""Numbers are given once: whatever the clock, a restored database or a second try do."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office_fixtures import BIRTH, KEY, Clock, form, house_at

from app import paths
from app.domain.errors import UserError
from app.domain.intake import SupplementItem
from app.domain.numbering import resume_after_restore, resume_slips_after_restore
from app.domain.office import Actor, TicketService
from app.models.tables import Counter, OwnDevice
from app.services.house import House, the_desk
from app.services.intake import Received, receive_dossier, request_supplement
from app.services.numbers import Given, keep_mark
from app.services.offices import change_office
from app.services.print_jobs import PrintPlan
from app.services.restored_numbers import resumed
from app.services.tickets import issue_ticket
from app.storage.backup import copy_database

SILENT = PrintPlan(receipt=False, labels=0)
ITEM = SupplementItem("Tờ khai", originals=1, reason="Chưa ký")


def receive(house: House, clerk: Actor) -> Received:
    return receive_dossier(house, clerk, form(house, BIRTH), SILENT)


def slip(house: House, clerk: Actor) -> str:
    return request_supplement(house, clerk, form(house, BIRTH), [ITEM], SILENT).number


def used(house: House, series: str, period: str, lane: int, last: int) -> None:
    with house.db.write() as session:
        session.merge(Counter(prefix=series, day=period, lane=lane, last=last))


def lanes(house: House, text: str) -> None:
    with house.db.write() as session:
        session.query(OwnDevice).one().lanes = text


def test_a_code_is_prefix_date_lane_and_counter(house: House, clerk: Actor) -> None:
    assert [receive(house, clerk).code for _ in range(3)] == [f"H12.142-261119-300{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh"])
@pytest.mark.parametrize(
    ("local", "day"),
    [((2026, 11, 19, 23, 59, 59), "261119"), ((2026, 11, 20, 0, 0, 0), "261120"), ((2027, 1, 1, 0, 0, 1), "270101")],
)
def test_the_date_of_a_code_is_viet_nams_whatever_zone_the_pc_has(
    house: House,
    clerk: Actor,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    local: tuple[int, ...],
    day: str,
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a process can't be set here")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        clock.set_local(*local)
        received = receive(house, clerk)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert received.code == f"H12.142-{day}-3001"
    assert received.received_at.replace(microsecond=0, tzinfo=None).timetuple()[:6] == local


def test_the_counter_begins_anew_each_day_and_a_clock_set_back_gives_no_number_twice(
    house: House, clerk: Actor, clock: Clock
) -> None:
    codes = [receive(house, clerk).code for _ in range(2)]
    clock.set_local(2026, 11, 20, 8, 0)
    codes.append(receive(house, clerk).code)
    clock.set_local(2035, 1, 1, 8, 0)  # a dead battery
    codes.append(receive(house, clerk).code)
    clock.set_local(2026, 11, 19, 10, 0)
    codes.append(receive(house, clerk).code)
    assert codes == [
        "H12.142-261119-3001",
        "H12.142-261119-3002",
        "H12.142-261120-3001",
        "H12.142-350101-3001",
        "H12.142-261119-3003",
    ]


@pytest.mark.parametrize("year", [1980, 1999, 2019, 2048, 2099])
def test_a_clock_that_no_barcode_can_say_gives_no_number_and_is_told(
    house: House, clerk: Actor, clock: Clock, year: int
) -> None:
    clock.set_local(year, 1, 1, 8, 0)
    with pytest.raises(UserError, match=f"đồng hồ của máy đang chỉ ngày 01/01/{year}") as trouble:
        receive(house, clerk)
    assert trouble.value.code == "CLOCK"
    clock.set_local(2026, 11, 19, 10, 0)
    assert receive(house, clerk).code == "H12.142-261119-3001"


def test_a_full_lane_goes_on_in_the_second_and_then_says_so(house: House, clerk: Actor) -> None:
    lanes(house, "3,12")
    used(house, "H12.142", "2026-11-19", 3, 998)
    assert [receive(house, clerk).code[-5:] for _ in range(2)] == ["-3999", "12001"]
    used(house, "H12.142", "2026-11-19", 12, 999)
    with pytest.raises(UserError, match="hết 1998 số"):
        receive(house, clerk)


def test_a_restored_database_jumps_past_every_number_that_went_out(
    house: House, clerk: Actor, clock: Clock, tmp_path: Path
) -> None:
    early = receive(house, clerk).code
    copy_database(house.db.path, KEY, tmp_path / "morning.db")
    given = {early, *(receive(house, clerk).code for _ in range(5))}
    restored = _restored(house, tmp_path, clock)
    jumped = [receive(restored, clerk).code for _ in range(2)]
    assert jumped == ["H12.142-261119-3501", "H12.142-261119-3502"]
    assert given.isdisjoint(jumped)
    clock.set_local(2026, 11, 20, 8, 0)
    assert receive(restored, clerk).code == "H12.142-261120-3001", "only on the day of the restore"
    restored.db.close()


def test_a_database_put_back_unseen_gives_no_citizen_the_number_of_another(
    house: House, clerk: Actor, clock: Clock, tmp_path: Path
) -> None:
    with house.db.read() as session:
        office = replace(the_desk(session).office, ticket_services=(TicketService("A", "Hộ tịch"),))
    change_office(house, clerk, office)
    given = {issue_ticket(house, clerk, "A").number}
    copy_database(house.db.path, KEY, tmp_path / "morning.db")
    given |= {issue_ticket(house, clerk, "A").number for _ in range(3)}
    restored = _restored(house, tmp_path, clock)
    assert given.isdisjoint(issue_ticket(restored, clerk, "A").number for _ in range(4))
    restored.db.close()


def _restored(house: House, tmp_path: Path, clock: Clock) -> House:
    folder = tmp_path / "restored"
    folder.mkdir()
    shutil.copyfile(tmp_path / "morning.db", folder / "quay.db")
    shutil.copytree(house.number_mark.parent, folder / "marks")
    return house_at(folder, clock)


def test_above_five_hundred_the_jump_goes_to_the_next_hundred(house: House, clerk: Actor) -> None:
    keep_mark(house.number_mark, [Given("H12.142", "2026-11-19", 3, 612)])
    assert receive(house, clerk).code == "H12.142-261119-3701"


def test_a_restore_late_on_a_full_day_gives_no_number_of_that_lane(house: House, clerk: Actor) -> None:
    keep_mark(house.number_mark, [Given("H12.142", "2026-11-19", 3, 950)])
    with pytest.raises(UserError, match="hết 999 số"):
        receive(house, clerk)
    lanes(house, "3,4")
    assert receive(house, clerk).code == "H12.142-261119-4001"


def test_the_mark_of_another_lane_or_office_moves_nothing(house: House, clerk: Actor) -> None:
    keep_mark(house.number_mark, [Given("H12.142", "2026-11-19", 4, 77), Given("H99", "2026-11-19", 3, 77)])
    assert receive(house, clerk).code == "H12.142-261119-3001"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", '{"H12.142 2026-11-19": 5}', '{"H12.142 2026-11-19": {"x": "y"}}', "\udcff"]
)
def test_a_damaged_mark_never_stops_the_counter(house: House, clerk: Actor, content: str) -> None:
    house.number_mark.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert receive(house, clerk).code == "H12.142-261119-3001"
    assert json.loads(house.number_mark.read_text())["H12.142 2026-11-19"] == {"3": 1}


def test_a_mark_that_cannot_be_written_is_logged_and_the_dossier_stands(
    house: House, clerk: Actor, expected_log: Callable[[str], None]
) -> None:
    expected_log("WARNING app.services.numbers: number mark not written")
    house.number_mark.mkdir()
    assert receive(house, clerk).code == "H12.142-261119-3001"
    assert receive(house, clerk).code == "H12.142-261119-3002"


def test_the_mark_never_goes_down_and_keeps_the_newest_periods(house: House) -> None:
    mark = house.number_mark
    keep_mark(mark, [Given("P", "2026-11-19", 3, 9)])
    keep_mark(mark, [Given("P", "2026-11-19", 3, 4), Given("P/HDHS", "2026", 3, 12)])
    assert json.loads(mark.read_text()) == {"P 2026-11-19": {"3": 9}, "P/HDHS 2026": {"3": 12}}
    for place in range(100):
        day = date.fromordinal(date(2026, 11, 20).toordinal() - 1 - place)
        keep_mark(mark, [Given("P", day.isoformat(), 3, 1)])
    kept = json.loads(mark.read_text())
    assert len(kept) == 80
    assert kept["P 2026-11-19"] == {"3": 9}
    assert kept["P/HDHS 2026"] == {"3": 12}, "a year is over after its last date"


def test_whatever_a_power_cut_takes_from_the_mark_the_jump_clears_every_number_given(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, on_disk = house.number_mark, b""

    def write_durably(path: Path, data: bytes) -> None:
        nonlocal on_disk
        paths.write_durably(path, data)
        on_disk = data

    monkeypatch.setattr("app.services.numbers.write_durably", write_durably)
    brought = 0
    for number in range(1, 999):
        before = on_disk
        keep_mark(mark, [Given("P", "2026-11-19", 3, number)])
        assert json.loads(mark.read_bytes()) == {"P 2026-11-19": {"3": number}}, "the end of the program takes nothing"
        brought += on_disk is not before
        [lost] = json.loads(on_disk)["P 2026-11-19"].values()
        assert resume_after_restore(lost) >= number
        assert resume_slips_after_restore(lost) >= number
        assert (lost // 100 + 1) * 100 >= number, "what a slip goes on with"
    assert brought == 11, "1, 10 and every hundred"


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> dict[Path, bytes]:
    """What a power cut leaves at worst of the files written since: only what was brought to the disk."""
    brought: dict[Path, bytes] = {}

    def write_durably(path: Path, data: bytes) -> None:
        paths.write_durably(path, data)
        brought[path] = data

    monkeypatch.setattr("app.services.numbers.write_durably", write_durably)
    return brought


def test_after_a_power_cut_the_first_of_a_hundred_still_tells_an_older_database(
    house: House, clerk: Actor, clock: Clock, tmp_path: Path, on_disk: dict[Path, bytes]
) -> None:
    used(house, "H12.142", "2026-11-19", 3, 598)
    receive(house, clerk)
    copy_database(house.db.path, KEY, tmp_path / "morning.db")
    given = {receive(house, clerk).code for _ in range(4)}
    house.number_mark.write_bytes(on_disk[house.number_mark])
    restored = _restored(house, tmp_path, clock)
    assert (max(given)[-4:], receive(restored, clerk).code[-4:]) == ("3603", "3701")
    restored.db.close()


def test_only_a_copy_of_the_seconds_before_a_cut_is_taken_for_the_newest(
    house: House, clerk: Actor, clock: Clock, tmp_path: Path, on_disk: dict[Path, bytes]
) -> None:
    """The limit that ADR 2 accepts: laid in by hand, it holds all that the mark knows. The program's restore jumps."""
    used(house, "H12.142", "2026-11-19", 3, 599)
    receive(house, clerk)
    copy_database(house.db.path, KEY, tmp_path / "morning.db")
    receive(house, clerk)
    house.number_mark.write_bytes(on_disk[house.number_mark])
    restored = _restored(house, tmp_path, clock)
    assert receive(restored, clerk).code == "H12.142-261119-3601"
    restored.db.close()
    today = date(2026, 11, 19)
    place = ("H12.142", "2026-11-19", 3)
    assert resumed({place: 600}, {place: 600}, "H12.142", [3], today, today)[place] == 700


def test_slips_are_numbered_by_year_lane_and_kind(house: House, clerk: Actor, clock: Clock) -> None:
    assert [slip(house, clerk) for _ in range(2)] == ["30001/HDHS", "30002/HDHS"]
    clock.set_local(2027, 1, 4, 8, 0)
    assert slip(house, clerk) == "30001/HDHS"


def test_a_slip_past_9999_never_looks_like_one_of_another_lane(house: House, clerk: Actor) -> None:
    """Lane 3 with 10001 and lane 31 with 0001 would both read 310001."""
    used(house, "H12.142/HDHS", "2026", 3, 9998)
    assert slip(house, clerk) == "39999/HDHS"
    with pytest.raises(UserError, match="hết số phiếu"):
        slip(house, clerk)
    lanes(house, "3,31")
    assert slip(house, clerk) == "310001/HDHS"


def test_a_restored_database_gives_no_slip_number_twice(
    house: House, clerk: Actor, clock: Clock, tmp_path: Path
) -> None:
    copy_database(house.db.path, KEY, tmp_path / "morning.db")
    given = {slip(house, clerk) for _ in range(3)}
    restored = _restored(house, tmp_path, clock)
    number = slip(restored, clerk)
    assert number == "30101/HDHS"
    assert number not in given
    assert slip(restored, clerk) == "30102/HDHS"
    restored.db.close()


def test_codes_have_the_shape_that_the_law_gives_them(house: House, clerk: Actor) -> None:
    assert re.fullmatch(r"H12\.142-\d{6}-3\d{3}", receive(house, clerk).code)
