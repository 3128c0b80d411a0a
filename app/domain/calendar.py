"""The office's calendar: which days it works, in which hours, and the Vietnamese words for days off.

Days off: Bộ luật Lao động 2019 Điều 112 (and 24/11, Ngày Văn hóa Việt Nam, since 2026); swapped days come by yearly
notice of the Government, so the table is the office's to edit and the seed only a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Any, Self

_DAY = timedelta(days=1)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
SATURDAY = 5


def weekday_name(day: date) -> str:
    """Return the weekday as it stands inside a sentence: `thứ Tư`, `Chủ nhật`."""
    return _WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """Return the weekday for narrow places: `T4`, `CN`."""
    return _SHORT_WEEKDAYS[day.weekday()]


class DayKind(StrEnum):
    """What a day of the table is. WORKING takes a wrong entry of the seed back."""

    WORKING = "working"
    OFF = "off"  # nghỉ lễ
    IN_LIEU = "in_lieu"  # nghỉ bù, nghỉ hoán đổi
    MAKE_UP = "make_up"  # ngày làm bù


class SaturdayIntake(StrEnum):
    """Saturday counters (QĐ 14/2010/QĐ-TTg; decided locally): the day of a Saturday's receipt in law."""

    NONE = "none"
    SAME_DAY = "same_day"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True)
class Interval:
    """Office hours without a break, wall clock. Raises ValueError unless `start` < `end`."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"hours end before they begin: {self}")

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `07:00-11:30`. Raises ValueError."""
        start, end = text.split("-")
        return cls(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


Hours = tuple[Interval, ...]
MORNING = Interval(time(7), time(11, 30))
AFTERNOON = Interval(time(13, 30), time(17))
USUAL: Hours = (MORNING, AFTERNOON)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Hours per weekday, Monday first; a weekday without hours is a day off.

    `saturday` are the hours in which a Saturday counter takes dossiers in; they never make Saturday a working day.
    Raises ValueError when no weekday has hours or hours overlap.
    """

    week: tuple[Hours, ...] = (USUAL, USUAL, USUAL, USUAL, USUAL, (), ())
    saturday_intake: SaturdayIntake = SaturdayIntake.NONE
    saturday: Hours = (MORNING,)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, at least one with hours")
        for hours in (*self.week, self.saturday):
            if any(earlier.end > later.start for earlier, later in pairwise(hours)):
                raise ValueError("hours overlap")

    @property
    def usual(self) -> Hours:
        """The hours of the first weekday that has any: those of a make-up day that names none."""
        return next(hours for hours in self.week if hours)

    def to_data(self) -> dict[str, Any]:
        """Return a JSON-able form."""
        return {
            "week": [[str(interval) for interval in hours] for hours in self.week],
            "saturday_intake": str(self.saturday_intake),
            "saturday": [str(interval) for interval in self.saturday],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_data` wrote."""
        return cls(
            tuple(tuple(map(Interval.parse, hours)) for hours in data["week"]),
            SaturdayIntake(data["saturday_intake"]),
            tuple(map(Interval.parse, data["saturday"])),
        )


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the table. `hours` None = the office's usual ones (only for days worked)."""

    day: date
    kind: DayKind
    name: str = ""
    hours: Hours | None = None


class WorkCalendar:
    """The table laid over the week. Unchanging; answers are remembered, so thousands of rows may ask."""

    __slots__ = ("_counts", "_days", "_working", "hours")

    def __init__(self, days: Iterable[CalendarDay] = (), hours: OfficeHours | None = None) -> None:
        self.hours = hours or OfficeHours()
        self._days = {entry.day: entry for entry in days}
        self._counts: dict[int, tuple[int, ...]] = {}
        self._working: dict[date, bool] = {}

    def kind_of(self, day: date) -> DayKind:
        """Return the table's kind, else WORKING or OFF by the week."""
        entry = self._days.get(day)
        if entry is not None:
            return entry.kind
        return DayKind.WORKING if self.hours.week[day.weekday()] else DayKind.OFF

    def name_of(self, day: date) -> str:
        """Return the name the table gives the day, or ""."""
        entry = self._days.get(day)
        return entry.name if entry is not None else ""

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day (ngày làm việc)."""
        known = self._working.get(day)
        if known is None:
            known = self._working[day] = self.kind_of(day) in (DayKind.WORKING, DayKind.MAKE_UP)
        return known

    def is_weekly_off(self, day: date) -> bool:
        """Whether the day is off by the week alone, not by the table."""
        return day not in self._days and not self.hours.week[day.weekday()]

    def hours_of(self, day: date) -> Hours:
        """Return the working hours of the day, () when it is off."""
        if not self.is_working(day):
            return ()
        entry = self._days.get(day)
        if entry is not None and entry.hours:
            return entry.hours
        return self.hours.week[day.weekday()] or self.hours.usual

    def intake_hours(self, day: date) -> Hours:
        """Return the hours whose receipts carry this day's date: working hours, or a Saturday counter's."""
        if self.hours.saturday_intake is SaturdayIntake.SAME_DAY and self.is_saturday_off(day):
            return self.hours.saturday
        return self.hours_of(day)

    def is_saturday_off(self, day: date) -> bool:
        """Whether the day is an ordinary Saturday off (a Saturday counter may open)."""
        return day.weekday() == SATURDAY and self.is_weekly_off(day)

    def closing(self, day: date) -> datetime:
        """Return the end of the office's working day. Raises IndexError for a day off."""
        return datetime.combine(day, self.hours_of(day)[-1].end)

    def why_off(self, day: date) -> str:
        """Say why the office is closed: `thứ Bảy`, `ngày nghỉ lễ 24/11`, `ngày nghỉ bù 27/04`; "" on a working day."""
        if self.is_working(day):
            return ""
        if self.is_weekly_off(day):
            return weekday_name(day)
        kind = "lễ" if self.kind_of(day) is DayKind.OFF else "bù"
        return f"ngày nghỉ {kind} {day:%d/%m}"

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        day += _DAY
        while not self.is_working(day):
            day += _DAY
        return day

    def working_days_after(self, day: date) -> Iterator[date]:
        """Yield the working days after `day`, without end."""
        while True:
            day = self.next_working_day(day)
            yield day

    def count_working_days(self, after: date, until: date) -> int:
        """Count the working days in (`after`, `until`]; negative when `until` lies before."""
        if until < after:
            return -self.count_working_days(until, after)
        whole = sum(self._year(year)[-1] for year in range(after.year, until.year))
        return whole + self._until(until) - self._until(after)

    def _until(self, day: date) -> int:
        return self._year(day.year)[day.timetuple().tm_yday - 1]

    def _year(self, year: int) -> tuple[int, ...]:
        counts = self._counts.get(year)
        if counts is None:
            first = date(year, 1, 1)
            length = date(year, 12, 31).timetuple().tm_yday
            counts = tuple(accumulate(int(self.is_working(first + day * _DAY)) for day in range(length)))
            self._counts[year] = counts
        return counts


# Swaps (hoán đổi) by notice of the Government that the `holidays` package lacks: day off, make-up day.
_SWAPS = ((date(2026, 1, 2), date(2026, 1, 10)),)
_SWAP_RE = re.compile(r"\(thay cho ngày (\d{2})/(\d{2})/(\d{4})\)")
# Names the package gives to days in lieu of Tết days that fall on a weekend.
_IN_LIEU_NAMES = ("29 Tết", "Mùng năm Tết", "Mùng sáu Tết", "nghỉ bù")


def seed_days(years: Iterable[int]) -> tuple[CalendarDay, ...]:
    """Return the public days off, days in lieu and swapped days of `years`, in order; years ahead are forecasts.

    From the `holidays` package (Vietnamese names) and what it lacks.
    """
    import holidays  # half a second of start-up, needed once a year

    wanted = set(years)
    table = holidays.country_holidays("VN", years=wanted, language="vi")
    days: dict[date, CalendarDay] = {}
    swaps = [(off, worked) for off, worked in _SWAPS if off.year in wanted]
    for day, name in table.items():
        swap = _SWAP_RE.search(name)
        if swap:
            swaps.append((day, date(int(swap[3]), int(swap[2]), int(swap[1]))))
            continue
        in_lieu = any(mark in name for mark in _IN_LIEU_NAMES)
        days[day] = CalendarDay(day, DayKind.IN_LIEU if in_lieu else DayKind.OFF, name)
    for off, worked in swaps:
        days[off] = CalendarDay(off, DayKind.IN_LIEU, f"Nghỉ hoán đổi với ngày {worked:%d/%m/%Y}")
        days[worked] = CalendarDay(worked, DayKind.MAKE_UP, f"Làm bù cho ngày {off:%d/%m/%Y}")
    return tuple(days[day] for day in sorted(days))
