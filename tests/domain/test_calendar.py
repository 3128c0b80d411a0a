from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    MORNING,
    USUAL,
    CalendarDay,
    DayKind,
    Interval,
    OfficeHours,
    SaturdayIntake,
    WorkCalendar,
    seed_days,
    weekday_name,
    weekday_short,
)

SEED = seed_days(range(2025, 2031))
CALENDAR = WorkCalendar(SEED)


def off_days(year: int) -> list[str]:
    """Days off that would be working days by the week."""
    return [
        f"{entry.day:%d/%m}"
        for entry in SEED
        if entry.day.year == year and entry.kind in (DayKind.OFF, DayKind.IN_LIEU) and entry.day.weekday() < 5
    ]


def test_year_2025_as_decided():
    assert off_days(2025) == [
        *("01/01", "27/01", "28/01", "29/01", "30/01", "31/01", "07/04", "30/04", "01/05", "02/05", "01/09", "02/09"),
    ]
    assert CALENDAR.kind_of(date(2025, 4, 26)) is DayKind.MAKE_UP


def test_year_2026_as_decided():
    assert off_days(2026) == [
        *("01/01", "02/01", "16/02", "17/02", "18/02", "19/02", "20/02", "27/04", "30/04", "01/05"),
        *("31/08", "01/09", "02/09", "24/11"),
    ]
    make_up = [entry for entry in SEED if entry.kind is DayKind.MAKE_UP and entry.day.year == 2026]
    assert [entry.day for entry in make_up] == [date(2026, 1, 10), date(2026, 8, 22)]
    assert make_up[0].name == "Làm bù cho ngày 02/01/2026"
    assert CALENDAR.name_of(date(2026, 1, 2)) == "Nghỉ hoán đổi với ngày 10/01/2026"


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2027, ["01/01", "04/02", "05/02", "08/02", "09/02", "10/02", "16/04", "30/04", "03/05", "02/09", "03/09"]),
        (2028, ["03/01", "24/01", "25/01", "26/01", "27/01", "28/01", "04/04", "01/05", "02/05", "01/09", "04/09"]),
        (2030, ["01/01", "31/01", "01/02", "04/02", "05/02", "06/02", "12/04", "30/04", "01/05", "02/09", "03/09"]),
    ],
)
def test_years_ahead_follow_the_labour_code(year, off):
    assert [day for day in off_days(year) if not day.endswith("/11")] == off


def test_swaps_of_other_years_stay_out():
    assert all(entry.day.year == 2027 for entry in seed_days([2027]))


def test_days_in_lieu_are_told_from_days_off():
    assert CALENDAR.kind_of(date(2026, 4, 27)) is DayKind.IN_LIEU
    assert CALENDAR.kind_of(date(2027, 2, 10)) is DayKind.IN_LIEU
    assert CALENDAR.kind_of(date(2027, 2, 9)) is DayKind.OFF


def test_why_the_office_is_closed():
    told = [CALENDAR.why_off(date(2026, 11, day)) for day in (20, 21, 22, 24)]
    assert told == ["", "thứ Bảy", "Chủ nhật", "ngày nghỉ lễ 24/11"]
    assert CALENDAR.why_off(date(2026, 4, 27)) == "ngày nghỉ bù 27/04"
    assert CALENDAR.why_off(date(2026, 1, 10)) == ""


def test_words_for_weekdays():
    assert weekday_name(date(2026, 11, 25)) == "thứ Tư"
    assert weekday_short(date(2026, 11, 22)) == "CN"


def test_make_up_day_is_worked_in_its_own_or_the_usual_hours():
    assert CALENDAR.hours_of(date(2026, 1, 10)) == USUAL
    morning_only = WorkCalendar([CalendarDay(date(2026, 1, 10), DayKind.MAKE_UP, hours=(MORNING,))])
    assert morning_only.hours_of(date(2026, 1, 10)) == (MORNING,)
    assert morning_only.closing(date(2026, 1, 10)) == datetime(2026, 1, 10, 11, 30)
    assert CALENDAR.hours_of(date(2026, 11, 24)) == ()


def test_wrong_entry_of_the_seed_can_be_taken_back():
    mended = WorkCalendar([*SEED, CalendarDay(date(2026, 11, 24), DayKind.WORKING)])
    assert mended.is_working(date(2026, 11, 24))


def test_saturday_counter_takes_in_but_saturday_is_no_working_day():
    saturday = date(2026, 11, 21)
    for mode, hours in ((SaturdayIntake.SAME_DAY, (MORNING,)), (SaturdayIntake.MONDAY, ()), (SaturdayIntake.NONE, ())):
        calendar = WorkCalendar(SEED, OfficeHours(saturday_intake=mode))
        assert not calendar.is_working(saturday)
        assert calendar.intake_hours(saturday) == hours
    same_day = WorkCalendar(SEED, OfficeHours(saturday_intake=SaturdayIntake.SAME_DAY))
    assert same_day.intake_hours(date(2026, 1, 10)) == USUAL
    assert same_day.intake_hours(date(2027, 2, 6)) == ()
    assert same_day.intake_hours(date(2026, 11, 23)) == USUAL


def test_office_that_works_saturdays():
    week = (USUAL, USUAL, USUAL, (), USUAL, (MORNING,), ())
    calendar = WorkCalendar(hours=OfficeHours(week))
    assert calendar.is_working(date(2026, 11, 21))
    assert calendar.why_off(date(2026, 11, 19)) == "thứ Năm"


def test_next_working_days():
    assert CALENDAR.next_working_day(date(2026, 11, 20)) == date(2026, 11, 23)
    days = list(islice(CALENDAR.working_days_after(date(2026, 11, 19)), 3))
    assert days == [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 25)]


@given(st.dates(date(2024, 12, 1), date(2031, 2, 1)), st.integers(0, 900))
def test_quick_count_equals_counting_on_fingers(after, length):
    until = after + timedelta(days=length)
    by_hand = sum(CALENDAR.is_working(after + timedelta(days=day + 1)) for day in range(length))
    assert CALENDAR.count_working_days(after, until) == by_hand
    assert CALENDAR.count_working_days(until, after) == -by_hand


def test_hours_survive_being_stored():
    hours = OfficeHours(saturday_intake=SaturdayIntake.MONDAY, saturday=(Interval(time(7, 30), time(11)),))
    assert OfficeHours.from_data(hours.to_data()) == hours
    assert hours.to_data()["week"][0] == ["07:00-11:30", "13:30-17:00"]


def test_impossible_hours_are_refused():
    with pytest.raises(ValueError, match="end before"):
        Interval(time(11), time(7))
    with pytest.raises(ValueError, match="seven days"):
        OfficeHours(week=((),) * 7)
    with pytest.raises(ValueError, match="seven days"):
        OfficeHours(week=(USUAL,))
    with pytest.raises(ValueError, match="overlap"):
        OfficeHours(saturday=(MORNING, MORNING))
