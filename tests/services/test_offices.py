"""The first start, and the office's own data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from office_fixtures import OFFICE, PIN, Clock, postal_clerk
from sqlalchemy import func, select

from app.domain.calendar import CalendarDay, DayKind, Interval, seed_days
from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.domain.reference import OFFICE as OFFICE_KIND
from app.models.tables import EventRow, OwnDevice
from app.protocol.ids import natural_id
from app.services.door import find_desk, list_staff
from app.services.house import House, the_desk
from app.services.offices import (
    FirstStart,
    change_office,
    found_office,
    list_calendar_days,
    load_calendar,
    set_calendar_days,
)
from app.services.staff import sign_in
from app.storage.keys import public_bytes

START = FirstStart(OFFICE, "Quầy 3", 3, "Lê Thu Hà", "NV07", PIN)
KEY_PAIR = Ed25519PrivateKey.generate()


def test_founding_gives_office_desk_administrator_and_calendar_in_one_act(empty_house: House) -> None:
    assert find_desk(empty_house) is None
    actor = found_office(empty_house, KEY_PAIR, replace(START, days=seed_days((2026,))))
    desk = find_desk(empty_house)
    assert desk is not None
    assert replace(desk.office, office_id="") == OFFICE
    assert desk.office.office_id == natural_id("office", "H12.142"), "the same on every PC"
    assert (desk.counter_name, desk.lanes) == ("Quầy 3", (3,))
    assert sign_in(empty_house, actor.staff_id, PIN).actor == actor
    assert [day.day for day in list_calendar_days(empty_house, 2026)] == [day.day for day in sorted_days(2026)]
    with empty_house.db.read() as session:
        assert session.scalars(select(func.count(func.distinct(EventRow.act_id)))).one() == 1
        assert session.scalars(select(OwnDevice.public_key)).one() == public_bytes(KEY_PAIR)


def sorted_days(year: int) -> list[CalendarDay]:
    return sorted((day for day in seed_days((year,)) if day.day.year == year), key=lambda day: day.day)


def test_an_administrator_need_not_receive(empty_house: House) -> None:
    actor = found_office(empty_house, KEY_PAIR, replace(START, administrator_receives=False, counter_name=" "))
    assert actor.roles == (Role.ADMINISTRATOR,)
    desk = find_desk(empty_house)
    assert desk is not None
    assert desk.counter_name == "Quầy 3"


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (replace(START, lane=0), "Máy số phải từ 1 đến 9"),
        (replace(START, lane=10), "Máy số phải từ 1 đến 9"),
        (replace(START, office=replace(OFFICE, name=" ")), "Chưa có tên cơ quan"),
        (replace(START, office=replace(OFFICE, prefix="Vĩnh Lợi")), "không phải mã định danh"),
        (replace(START, office=replace(OFFICE, number=10_000)), "nhiều nhất 4 chữ số"),
        (replace(START, office=replace(OFFICE, number=-1)), "nhiều nhất 4 chữ số"),
        (replace(START, administrator=" "), "Chưa có họ tên"),
        (replace(START, secret="123456"), "quá dễ đoán"),
    ],
)
def test_a_wrong_answer_founds_nothing(empty_house: House, start: FirstStart, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        found_office(empty_house, KEY_PAIR, start)
    assert find_desk(empty_house) is None
    with empty_house.db.read() as session:
        assert session.scalars(select(func.count()).select_from(EventRow)).one() == 0
        with pytest.raises(UserError, match="chưa khai báo cơ quan"):
            the_desk(session)


def test_an_office_is_founded_once_per_pc(house: House) -> None:
    with pytest.raises(UserError, match="đã khai báo cơ quan"):
        found_office(house, KEY_PAIR, START)
    assert len(list_staff(house)) == 1


def test_a_device_without_its_office_is_not_yet_a_desk(empty_house: House) -> None:
    with empty_house.db.write() as session:
        session.add(
            OwnDevice(
                device_id="d", public_key=b"", office_id="o", counter_name="", lanes="1", last_seq=0, last_hash=b"",
                confirmed_seq=0, created_at="",
            )
        )  # fmt: skip
    assert find_desk(empty_house) is None


def test_the_office_changes_its_data_but_never_its_prefix(house: House, clerk: Actor) -> None:
    changed = change_office(house, clerk, replace(OFFICE, prefix="H99.1", phone="02913 999 999"))
    assert changed.kinds == {"office"}
    desk = find_desk(house)
    assert desk is not None
    assert (desk.office.prefix, desk.office.phone) == ("H12.142", "02913 999 999")
    change_office(house, clerk, desk.office)
    with house.db.read() as session:
        types = list(session.scalars(select(EventRow.type).where(EventRow.subject_kind == OFFICE_KIND)))
    assert types == ["office.founded", "office.changed"], "nothing changed is no event"


@pytest.mark.parametrize("change", [{"name": ""}, {"number": 12_345}])
def test_a_change_that_would_spoil_papers_is_refused(house: House, clerk: Actor, change: dict[str, object]) -> None:
    with pytest.raises(UserError):
        change_office(house, clerk, replace(OFFICE, **change))  # type: ignore[arg-type]


def test_who_has_no_right_changes_nothing(house: House) -> None:
    for attempt in (
        lambda: change_office(house, postal_clerk(), OFFICE),
        lambda: set_calendar_days(house, postal_clerk(), []),
    ):
        with pytest.raises(UserError, match="không được làm"):
            attempt()


def test_a_day_set_off_is_off_and_set_working_is_an_ordinary_day_again(house: House, clerk: Actor) -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    half = (Interval.parse("07:00-11:30"),)
    made_up = CalendarDay(saturday, DayKind.WORKING, "làm bù", half)
    set_calendar_days(house, clerk, [CalendarDay(friday, DayKind.OFF, "mất điện"), made_up])
    calendar = load_calendar(house)
    assert not calendar.is_working(friday)
    assert calendar.closing(saturday) == datetime(2026, 11, 21, 11, 30)
    assert made_up in list_calendar_days(house, 2026)
    assert made_up not in list_calendar_days(house, 2027)
    set_calendar_days(house, clerk, [CalendarDay(friday, DayKind.WORKING)])
    assert load_calendar(house).is_working(friday)


def test_hours_of_the_office_lie_under_its_calendar(house: House, clerk: Actor, clock: Clock) -> None:
    calendar = load_calendar(house)
    assert calendar.closing(date(2026, 11, 20)) == datetime(2026, 11, 20, 17)
    assert not calendar.is_working(date(2026, 11, 24)), "seeded at the founding"
