import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain import deadlines
from app.domain.calendar import MORNING, CalendarDay, DayKind, OfficeHours, SaturdayIntake, WorkCalendar, seed_days
from app.domain.deadlines import Due, StepKind, TimeLeft, compute_due, remaining
from app.domain.procedures import LimitUnit, TimeLimit

SEED = seed_days(range(2025, 2029))
CALENDAR = WorkCalendar(SEED)
SATURDAYS = WorkCalendar(SEED, OfficeHours(saturday_intake=SaturdayIntake.SAME_DAY))
MONDAYS = WorkCalendar(SEED, OfficeHours(saturday_intake=SaturdayIntake.MONDAY))

SAME_DAY = TimeLimit(LimitUnit.SAME_DAY)


def hours(amount: int, **rest) -> TimeLimit:
    return TimeLimit(LimitUnit.WORKING_HOURS, amount, **rest)


def working(amount: int, **rest) -> TimeLimit:
    return TimeLimit(LimitUnit.WORKING_DAYS, amount, **rest)


def calendar_days(amount: int) -> TimeLimit:
    return TimeLimit(LimitUnit.CALENDAR_DAYS, amount)


def months(amount: int) -> TimeLimit:
    return TimeLimit(LimitUnit.MONTHS, amount)


def due(received: str, limit: TimeLimit, calendar: WorkCalendar = CALENDAR) -> Due:
    return compute_due(datetime.fromisoformat(received), limit, calendar)


@pytest.mark.parametrize(
    ("received", "limit", "calendar", "expected"),
    [
        ("2026-11-19T09:00", working(3), CALENDAR, "2026-11-25"),
        ("2026-11-20T16:30", working(1), CALENDAR, "2026-11-23"),
        ("2026-11-21T08:30", working(5), SATURDAYS, "2026-11-30"),
        ("2026-11-21T08:30", working(5), MONDAYS, "2026-12-01"),
        ("2026-11-23T15:20", SAME_DAY, CALENDAR, "2026-11-25"),
        ("2026-11-23T14:50", SAME_DAY, CALENDAR, "2026-11-23"),
        ("2027-02-03T10:00", working(2), CALENDAR, "2027-02-12"),
        ("2027-04-15T09:00", calendar_days(10), CALENDAR, "2027-04-26"),
        ("2027-10-01T09:00", calendar_days(30), CALENDAR, "2027-11-01"),
    ],
)
def test_vectors_of_the_domain_facts(received, limit, calendar, expected):
    assert due(received, limit, calendar).due_at == datetime.fromisoformat(expected + "T17:00")


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-11-19T16:00", hours(8), "2026-11-20T16:00"),
        ("2026-11-19T07:00", hours(8), "2026-11-19T17:00"),
        ("2026-11-19T12:10", hours(1), "2026-11-19T14:30"),
        ("2026-11-19T05:10", hours(1), "2026-11-19T08:00"),
        ("2026-11-19T17:00", hours(1), "2026-11-20T08:00"),
        ("2026-11-19T17:20", hours(4), "2026-11-20T11:00"),
        ("2026-11-20T14:00", hours(20), "2026-11-26T08:00"),
        ("2026-11-20T10:30", hours(0), "2026-11-20T10:30"),
    ],
)
def test_working_hours_run_only_while_the_office_is_open(received, limit, expected):
    assert due(received, limit).due_at == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-12-31T09:30", months(2), "2027-03-01T17:00"),  # Sunday 28/02
        ("2026-08-31T09:30", months(1), "2026-10-05T17:00"),  # 31/08 is off: received 03/09, ends Saturday 03/10
        ("2026-10-30T09:30", months(1), "2026-11-30T17:00"),
        ("2027-10-29T09:30", months(4), "2028-02-29T17:00"),
        ("2026-12-15T09:30", months(12), "2027-12-15T17:00"),
    ],
)
def test_months_end_on_the_corresponding_day(received, limit, expected):
    assert due(received, limit).due_at == datetime.fromisoformat(expected)


def test_afternoon_receipt_after_hours_counts_as_next_morning():
    late = due("2026-11-19T17:30", working(1))
    assert late.counted_from == date(2026, 11, 20)
    assert late.due_at.date() == date(2026, 11, 23)
    assert due("2026-11-19T17:00", working(1)).due_at.date() == date(2026, 11, 20)


def test_friday_evening_at_a_saturday_counter_counts_as_saturday():
    friday = due("2026-11-20T17:30", working(1), SATURDAYS)
    assert (friday.counted_from, friday.due_at.date()) == (date(2026, 11, 21), date(2026, 11, 23))
    assert due("2026-11-20T17:30", working(1), MONDAYS).due_at.date() == date(2026, 11, 25)


def test_cutoff_of_the_procedure_moves_the_day_of_receipt():
    assert due("2026-11-19T16:10", working(1, cutoff=time(16))).due_at.date() == date(2026, 11, 23)
    assert due("2026-11-19T16:00", working(1, cutoff=time(16))).due_at.date() == date(2026, 11, 20)
    assert due("2026-11-19T11:45", TimeLimit(LimitUnit.SAME_DAY, cutoff=time(12))).due_at.date() == date(2026, 11, 19)


def test_seconds_do_not_push_past_the_cutoff():
    assert due("2026-11-19T15:00:59", SAME_DAY).due_at.date() == date(2026, 11, 19)


def test_aware_instants_are_read_in_viet_nam():
    assert compute_due(datetime(2026, 11, 19, 2, 4, tzinfo=UTC), working(3), CALENDAR) == due(
        "2026-11-19T09:04", working(3)
    )


def test_make_up_saturday_counts_and_its_hours_end_the_day():
    short_day = CalendarDay(date(2026, 1, 10), DayKind.MAKE_UP, hours=(MORNING,))
    made_up = due("2026-01-09T09:00", working(1), WorkCalendar([*SEED, short_day]))
    assert made_up.due_at == datetime(2026, 1, 10, 11, 30)
    assert made_up.steps[-1].text == "Ngày làm việc thứ 1 (làm bù), trả trước 11:30"
    assert due("2026-01-09T09:00", working(2)).steps[1].text == "Ngày làm việc thứ 1 (làm bù)"


# --- the words ---------------------------------------------------------------------------------------------------


def test_explanation_of_the_reference_picture():
    result = due("2026-11-19T09:04", working(3))
    assert result.explanation.splitlines() == [
        "T5 19: Nhận lúc 09:04, ngày đầu không tính",
        "T6 20: Ngày làm việc thứ 1",
        "21–22: Thứ Bảy, Chủ nhật: không tính",
        "T2 23: Ngày làm việc thứ 2",
        "T3 24: Ngày Văn hóa Việt Nam: nghỉ lễ",
        "T4 25: Ngày làm việc thứ 3, trả trước 17:00",
    ]
    assert [(cell.day.day, cell.label) for cell in result.ruler] == [
        *((19, "nhận"), (20, "1"), (21, "nghỉ"), (22, "nghỉ"), (23, "2"), (24, "nghỉ"), (25, "3")),
    ]
    assert result.ruler[-1].kind is StepKind.DUE
    assert result.limit_text == "03 ngày làm việc"
    assert result.summary == "Trước 17:00, sau 3 ngày làm việc"
    assert result.not_counted == "không tính thứ Bảy 21/11, Chủ nhật 22/11 và ngày nghỉ lễ 24/11/2026"
    assert result.intro == "Thời hạn 3 ngày làm việc, tính từ ngày sau ngày nhận."
    assert result.skipped == (date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 24))
    assert result.basis.startswith("Điều 147 và 148")


@pytest.mark.parametrize(
    ("received", "limit", "calendar", "lines"),
    [
        ("2026-11-23T14:50", SAME_DAY, CALENDAR, ["T2 23: Nhận lúc 14:50, trả trước 17:00 cùng ngày"]),
        (
            *("2026-11-23T15:20", SAME_DAY, CALENDAR),
            [
                "T2 23: Nhận lúc 15:20, sau 15:00",
                "T3 24: Ngày Văn hóa Việt Nam: nghỉ lễ",
                "T4 25: Ngày làm việc kế tiếp, trả trước 17:00",
            ],
        ),
        (
            *("2026-11-21T08:30", SAME_DAY, SATURDAYS),
            ["T7 21: Nhận lúc 08:30", "CN 22: Chủ nhật: không tính", "T2 23: Ngày làm việc kế tiếp, trả trước 17:00"],
        ),
        (
            *("2026-11-21T08:30", working(1), MONDAYS),
            [
                "T7 21: Nhận lúc 08:30, thứ Bảy",
                "CN 22: Chủ nhật: không tính",
                "T2 23: Tính là ngày nhận, ngày đầu không tính",
                "T3 24: Ngày Văn hóa Việt Nam: nghỉ lễ",
                "T4 25: Ngày làm việc thứ 1, trả trước 17:00",
            ],
        ),
        (
            *("2027-04-15T09:00", calendar_days(10), CALENDAR),
            [
                "T5 15: Nhận lúc 09:00, ngày đầu không tính",
                "16–24: Ngày thứ 1 đến 9, kể cả ngày nghỉ",
                "CN 25: Ngày thứ 10 là Chủ nhật: chuyển sang ngày làm việc kế tiếp",
                "T2 26: Ngày làm việc kế tiếp, trả trước 17:00",
            ],
        ),
        (
            *("2026-12-31T09:30", months(2), CALENDAR),
            [
                "T5 31: Nhận lúc 09:30, ngày đầu không tính",
                "01/01–27/02: Ngày thứ 1 đến 58, kể cả ngày nghỉ",
                "CN 28/02: Đủ 2 tháng là Chủ nhật: chuyển sang ngày làm việc kế tiếp",
                "T2 01/03: Ngày làm việc kế tiếp, trả trước 17:00",
            ],
        ),
        (
            *("2026-11-19T17:30", working(7), CALENDAR),
            [
                "T5 19: Nhận lúc 17:30, sau giờ làm việc",
                "T6 20: Tính là ngày nhận, ngày đầu không tính",
                "21–22: Thứ Bảy, Chủ nhật: không tính",
                "T2 23: Ngày làm việc thứ 1",
                "T3 24: Ngày Văn hóa Việt Nam: nghỉ lễ",
                "25–27: Ngày làm việc thứ 2 đến 4",
                "28–29: Thứ Bảy, Chủ nhật: không tính",
                "30/11–01/12: Ngày làm việc thứ 5 đến 6",
                "T4 02/12: Ngày làm việc thứ 7, trả trước 17:00",
            ],
        ),
        (
            *("2026-11-19T16:00", hours(10), CALENDAR),
            [
                "T5 19: Nhận lúc 16:00, tính 1 giờ",
                "T6 20: Tính 8 giờ",
                "21–22: Thứ Bảy, Chủ nhật: không tính",
                "T2 23: Đủ 10 giờ làm việc, trả trước 08:00",
            ],
        ),
        (
            *("2026-11-20T12:00", hours(4), CALENDAR),
            [
                "T6 20: Nhận lúc 12:00, tính 3 giờ 30",
                "21–22: Thứ Bảy, Chủ nhật: không tính",
                "T2 23: Đủ 4 giờ làm việc, trả trước 07:30",
            ],
        ),
        (
            *("2026-12-11T10:00", months(1), CALENDAR),
            [
                "T6 11: Nhận lúc 10:00, ngày đầu không tính",
                "12/12–10/01: Ngày thứ 1 đến 30, kể cả ngày nghỉ",
                "T2 11/01: Đủ 1 tháng, trả trước 17:00",
            ],
        ),
        (
            *("2027-02-03T10:00", working(1), CALENDAR),
            [
                "T4 03: Nhận lúc 10:00, ngày đầu không tính",
                "04–10: 29 Tết đến Mùng năm Tết Nguyên Đán: nghỉ lễ",
                "T5 11: Ngày làm việc thứ 1, trả trước 17:00",
            ],
        ),
        (
            *("2026-04-24T10:00", working(1), CALENDAR),
            [
                "T6 24: Nhận lúc 10:00, ngày đầu không tính",
                "T7 25: Thứ Bảy: không tính",
                "26–27: Ngày Giỗ Tổ Hùng Vương đến Ngày Giỗ Tổ Hùng Vương (nghỉ bù): nghỉ lễ",
                "T3 28: Ngày làm việc thứ 1, trả trước 17:00",
            ],
        ),
    ],
)
def test_every_kind_of_limit_explains_itself(received, limit, calendar, lines):
    assert due(received, limit, calendar).explanation.splitlines() == lines


def test_day_off_without_a_name_is_told_by_its_date():
    calendar = WorkCalendar([CalendarDay(date(2026, 11, 20), DayKind.IN_LIEU)])
    assert due("2026-11-19T09:00", working(1), calendar).steps[1].text == "Ngày 20/11: nghỉ bù"


@pytest.mark.parametrize(
    ("received", "limit", "calendar", "phrase"),
    [
        ("2026-11-23T09:00", SAME_DAY, CALENDAR, ""),
        ("2026-11-23T15:20", SAME_DAY, CALENDAR, "không tính ngày nghỉ lễ 24/11/2026"),
        ("2026-12-25T09:00", working(1), CALENDAR, "không tính thứ Bảy 26/12 và Chủ nhật 27/12/2026"),
        (
            *("2026-12-25T09:00", working(5), CALENDAR),
            "không tính thứ Bảy 26/12, Chủ nhật 27/12/2026, ngày nghỉ lễ 01/01, thứ Bảy 02/01 và Chủ nhật 03/01/2027",
        ),
        ("2027-02-03T10:00", working(1), CALENDAR, "không tính các ngày nghỉ lễ từ 04/02 đến 10/02/2027"),
        (
            *("2026-11-19T09:00", working(20), CALENDAR),
            "không tính 8 ngày nghỉ hằng tuần và ngày nghỉ lễ 24/11/2026",
        ),
        ("2026-05-25T09:00", working(20), CALENDAR, "không tính 8 ngày nghỉ hằng tuần"),
        ("2027-04-15T09:00", calendar_days(10), CALENDAR, "không tính Chủ nhật 25/04/2027"),
        ("2026-11-19T09:00", calendar_days(7), CALENDAR, ""),
    ],
)
def test_phrase_for_days_not_counted(received, limit, calendar, phrase):
    assert due(received, limit, calendar).not_counted == phrase


@pytest.mark.parametrize(
    ("received", "limit", "calendar", "summary"),
    [
        ("2026-11-23T14:50", SAME_DAY, CALENDAR, "Trước 17:00, trong ngày"),
        ("2026-11-23T15:20", SAME_DAY, CALENDAR, "Trước 17:00, vì nhận sau 15:00"),
        ("2026-11-21T08:30", SAME_DAY, MONDAYS, "Trước 17:00, ngày làm việc kế tiếp"),
        ("2026-11-19T16:00", hours(8), CALENDAR, "Trước 16:00, sau 8 giờ làm việc"),
        ("2026-12-15T09:30", months(1), CALENDAR, "Trước 17:00, sau 1 tháng"),
    ],
)
def test_summary_says_when_and_after_what(received, limit, calendar, summary):
    assert due(received, limit, calendar).summary == summary


def test_rule_is_told_in_a_sentence():
    assert due("2026-11-19T09:00", SAME_DAY).intro == "Trả trong ngày; nhận sau 15:00 thì trả ngày làm việc kế tiếp."
    assert due("2026-11-19T09:00", SAME_DAY).limit_text == "trong ngày làm việc"
    assert due("2026-11-19T09:00", hours(8)).intro == "Thời hạn 8 giờ làm việc, tính từ giờ nhận."


@pytest.mark.parametrize(
    ("received", "limit", "labels"),
    [
        ("2026-11-23T14:50", SAME_DAY, ["trả"]),
        ("2026-11-19T17:30", working(1), ["nhận", "0", "nghỉ", "nghỉ", "1"]),
        ("2026-11-19T09:00", working(20), ["nhận", "1", "nghỉ", "16 ngày làm việc", "18", "19", "20"]),
        ("2026-11-19T09:00", calendar_days(30), ["nhận", "1", "2", "27 ngày", "nghỉ", "nghỉ", "trả"]),
        ("2026-12-11T10:00", months(1), ["nhận", "1", "2", "26 ngày", "29", "30", "trả"]),
        ("2027-02-03T10:00", working(2), ["nhận", "nghỉ", "nghỉ", "4 ngày nghỉ", "nghỉ", "1", "2"]),
        ("2026-11-19T16:00", hours(10), ["nhận", "8 giờ", "nghỉ", "nghỉ", "1 giờ"]),
        ("2026-11-21T08:30", TimeLimit(LimitUnit.CALENDAR_DAYS, 0), ["nhận", "nghỉ", "trả"]),
    ],
)
def test_ruler_shows_few_cells(received, limit, labels):
    assert [cell.label for cell in due(received, limit).ruler] == labels


# --- how long still ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "kind", "days", "text"),
    [
        ("2026-11-19T09:00", TimeLeft.LEFT, 3, "25/11 · còn 3 ngày"),
        ("2026-11-24T09:00", TimeLeft.LEFT, 1, "25/11 · còn 1 ngày"),
        ("2026-11-25T09:00", TimeLeft.TODAY, 0, "Hôm nay 17:00"),
        ("2026-11-25T17:00", TimeLeft.TODAY, 0, "Hôm nay 17:00"),
        ("2026-11-25T17:01", TimeLeft.OVERDUE, 0, "Quá 17:00"),
        ("2026-11-27T08:00", TimeLeft.OVERDUE, 2, "Quá 2 ngày"),
        ("2026-11-29T08:00", TimeLeft.OVERDUE, 2, "Quá 2 ngày"),
    ],
)
def test_badge_counts_working_days(now, kind, days, text):
    badge = remaining(datetime(2026, 11, 25, 17), datetime.fromisoformat(now), CALENDAR)
    assert (badge.kind, badge.days, badge.text) == (kind, days, text)


def test_badge_on_the_weekend_after_a_friday():
    badge = remaining(datetime(2026, 11, 27, 17), datetime(2026, 11, 28, 9), CALENDAR)
    assert (badge.kind, badge.days, badge.text) == (TimeLeft.OVERDUE, 0, "Quá 27/11")


# --- properties ------------------------------------------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 6, 1))
TABLES = st.lists(
    st.builds(CalendarDay, st.dates(date(2026, 11, 1), date(2026, 12, 31)), st.sampled_from(DayKind)), max_size=20
)
CALENDARS = st.builds(
    lambda table, intake: WorkCalendar([*SEED, *table], OfficeHours(saturday_intake=intake)),
    TABLES,
    st.sampled_from(SaturdayIntake),
)
AMOUNTS = {
    LimitUnit.SAME_DAY: st.just(0),
    LimitUnit.WORKING_HOURS: st.integers(0, 200),
    LimitUnit.WORKING_DAYS: st.integers(0, 90),
    LimitUnit.CALENDAR_DAYS: st.integers(0, 180),
    LimitUnit.MONTHS: st.integers(0, 12),
}
LIMITS = st.sampled_from(LimitUnit).flatmap(
    lambda unit: st.builds(TimeLimit, st.just(unit), AMOUNTS[unit], cutoff=st.sampled_from([None, time(15), time(16)]))
)
NOVEMBER = st.datetimes(datetime(2026, 10, 20), datetime(2027, 1, 5))


def each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


@given(NOVEMBER | MOMENTS, LIMITS, CALENDARS)
def test_due_date_never_falls_on_a_day_off_and_explains_every_day(received, limit, calendar):
    result = compute_due(received, limit, calendar)
    assert calendar.is_working(result.due_at.date())
    assert result.due_at >= received.replace(second=0, microsecond=0)
    assert Due.from_data(json.loads(json.dumps(result.to_data()))) == result
    told = [
        step.first + timedelta(days=day) for step in result.steps for day in range((step.last - step.first).days + 1)
    ]
    first = received.date()
    assert told == [first + timedelta(days=day) for day in range((result.due_at.date() - first).days + 1)]
    assert result.steps[-1].kind is StepKind.DUE
    assert len(result.ruler) <= 9
    assert not any(calendar.is_working(day) for day in result.skipped)


@given(NOVEMBER | MOMENTS, LIMITS, CALENDARS, st.integers(1, 10))
def test_more_time_never_gives_an_earlier_date(received, limit, calendar, more):
    assume(limit.unit is not LimitUnit.SAME_DAY)
    longer = TimeLimit(limit.unit, limit.amount + more, cutoff=limit.cutoff)
    assert compute_due(received, longer, calendar).due_at >= compute_due(received, limit, calendar).due_at


@given(NOVEMBER | MOMENTS, st.integers(1, 60 * 24 * 5), LIMITS, CALENDARS)
def test_later_receipt_never_gives_an_earlier_due_date(received, minutes, limit, calendar):
    later = received + timedelta(minutes=minutes)
    assert compute_due(later, limit, calendar).due_at >= compute_due(received, limit, calendar).due_at


@given(MOMENTS, st.integers(1, 60), CALENDARS)
def test_as_many_working_days_pass_as_the_limit_says(received, amount, calendar):
    result = compute_due(received, working(amount), calendar)
    assert calendar.count_working_days(result.counted_from, result.due_at.date()) == amount


@given(NOVEMBER | MOMENTS, st.times(), LIMITS, CALENDARS)
def test_whoever_came_before_on_that_day_changes_nothing_in_what_is_told(received, earlier, limit, calendar):
    forget = deadlines._of_day.cache_clear
    forget()
    alone = compute_due(received, limit, calendar)
    forget()
    compute_due(datetime.combine(received.date(), earlier), limit, calendar)
    assert compute_due(received, limit, calendar) == alone
