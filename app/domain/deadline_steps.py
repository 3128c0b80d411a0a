"""The explanation of a due date, day by day, in Vietnamese: steps to read, a ruler to look at, a phrase for papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import NamedTuple

from app.domain.calendar import DayKind, WorkCalendar, weekday_name, weekday_short
from app.domain.procedures import LimitUnit, TimeLimit

SAME_DAY_CUTOFF = time(15)
UNIT_NAMES = {
    LimitUnit.WORKING_HOURS: "giờ làm việc",
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.CALENDAR_DAYS: "ngày",
    LimitUnit.MONTHS: "tháng",
}
_BY_CALENDAR = (LimitUnit.CALENDAR_DAYS, LimitUnit.MONTHS)
_DAY = timedelta(days=1)
_RULER_CELLS, _RULER_ENDS = 9, 3
_ONE_BY_ONE = 5  # longer counts are told as runs
_DATES_NAMED = 4  # more weekly days off are told as a number


class StepKind(StrEnum):
    """What a day is in a count, for its colour."""

    RECEIVED = "received"
    COUNTED = "counted"
    OFF = "off"
    DUE = "due"
    GAP = "gap"  # ruler only: days left out


@dataclass(frozen=True, slots=True)
class DueStep:
    """A line of the explanation: `T6 20`, "Ngày làm việc thứ 1"."""

    first: date
    last: date
    label: str
    text: str
    kind: StepKind


@dataclass(frozen=True, slots=True)
class RulerDay:
    """A cell of the day ruler: "nhận", "1", "nghỉ"; a GAP says what it leaves out ("14 ngày làm việc")."""

    day: date
    label: str
    kind: StepKind


class _Mark(NamedTuple):
    """One day. Neighbours of one `run` are told together; "" stands alone. `place` is its number in the count."""

    day: date
    kind: StepKind
    cell: str
    text: str
    run: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """A count that is done: receipt (`reason` why it moved to `base`), nominal last day, due time, hours per day."""

    limit: TimeLimit
    calendar: WorkCalendar
    received: datetime
    base: date
    reason: str
    nominal: date
    due_at: datetime
    hours: Mapping[date, timedelta]

    def marks(self) -> Iterator[_Mark]:
        """Yield a mark for each day from receipt to due date."""
        first, due, base = self.received.date(), self.due_at.date(), self.base
        by_calendar = self.limit.unit in _BY_CALENDAR
        place = 0
        for day in days_between(first - _DAY, due):
            counted = day > base and (by_calendar or self.calendar.is_working(day))
            place += counted
            if day == first:
                yield self.receipt(day)
            elif day == due:
                yield _Mark(day, StepKind.DUE, self._due_cell(place), f"{self._due_words(place)}, {self._at}")
            elif self.hours.get(day):
                spent = _span(self.hours[day])
                yield _Mark(day, StepKind.COUNTED, spent, f"Tính {spent}")
            elif day == base:
                yield _Mark(day, StepKind.RECEIVED, "0", "Tính là ngày nhận, ngày đầu không tính")
            elif not counted or day > self.nominal:
                yield self._off(day)
            else:
                yield self._counted(day, place)

    @property
    def _at(self) -> str:
        return f"trả trước {self.due_at:%H:%M}"

    def receipt(self, day: date) -> _Mark:
        """Return the mark of the day of receipt, whose words name the minute; it always stands alone."""
        words = f"Nhận lúc {self.received:%H:%M}"
        if day == self.due_at.date():
            return _Mark(day, StepKind.DUE, "trả", f"{words}, {self._at} cùng ngày")
        if self.reason:
            words += f", {self.reason}"
        elif self.hours.get(day):
            words += f", tính {_span(self.hours[day])}"
        elif self.limit.amount:
            words += ", ngày đầu không tính"
        return _Mark(day, StepKind.RECEIVED, "nhận", words)

    def _due_cell(self, place: int) -> str:
        if self.hours:
            return _span(self.hours[self.due_at.date()])
        numbered = self.limit.amount and self.limit.unit is not LimitUnit.MONTHS
        return str(place) if numbered and self.due_at.date() == self.nominal else "trả"

    def _due_words(self, place: int) -> str:
        unit, amount = self.limit.unit, self.limit.amount
        if not amount or self.due_at.date() != self.nominal:
            return "Ngày làm việc kế tiếp"
        if unit is LimitUnit.WORKING_HOURS:
            return f"Đủ {amount} giờ làm việc"
        if unit is LimitUnit.MONTHS:
            return f"Đủ {amount} tháng"
        return f"{self._ordinal} {place}{self._made_up(self.due_at.date())}"

    @property
    def _ordinal(self) -> str:
        return "Ngày làm việc thứ" if self.limit.unit is LimitUnit.WORKING_DAYS else "Ngày thứ"

    def _made_up(self, day: date) -> str:
        made_up = self.limit.unit is LimitUnit.WORKING_DAYS and self.calendar.kind_of(day) is DayKind.MAKE_UP
        return " (làm bù)" if made_up else ""

    def _counted(self, day: date, place: int) -> _Mark:
        if day == self.nominal:
            why = self.calendar.why_off(day)
            end = f"Đủ {self.limit.amount} tháng" if self.limit.unit is LimitUnit.MONTHS else f"Ngày thứ {place}"
            return _Mark(day, StepKind.OFF, "nghỉ", f"{end} là {why}: chuyển sang ngày làm việc kế tiếp")
        run = "count" if self.limit.amount > _ONE_BY_ONE or self.limit.unit in _BY_CALENDAR else ""
        text = f"{self._ordinal} {place}{self._made_up(day)}"
        return _Mark(day, StepKind.COUNTED, str(place), text, run, place)

    def _off(self, day: date) -> _Mark:
        if self.calendar.is_weekly_off(day):
            return _Mark(day, StepKind.OFF, "nghỉ", f"{_sentence(weekday_name(day))}: không tính", "week")
        kind = "nghỉ lễ" if self.calendar.kind_of(day) is DayKind.OFF else "nghỉ bù"
        name = self.calendar.name_of(day) or f"Ngày {day:%d/%m}"
        return _Mark(day, StepKind.OFF, "nghỉ", f"{name}: {kind}", "table")

    def steps(self, marks: Iterable[_Mark]) -> tuple[DueStep, ...]:
        """Return the explanation, runs of like days told together."""
        steps = []
        for _, group in groupby(marks, lambda mark: (mark.run, "" if mark.run else mark.day)):
            run = list(group)
            first, last = run[0], run[-1]
            text = first.text if len(run) == 1 else self._run_text(run)
            steps.append(DueStep(first.day, last.day, self._label(first.day, last.day), text, first.kind))
        return tuple(steps)

    def _run_text(self, run: Sequence[_Mark]) -> str:
        first, last = run[0], run[-1]
        if first.run == "count":
            tail = ", kể cả ngày nghỉ" if self.limit.unit in _BY_CALENDAR else ""
            return f"{self._ordinal} {first.place} đến {last.place}{tail}"
        if first.run == "week":
            return _sentence(", ".join(dict.fromkeys(weekday_name(mark.day) for mark in run)) + ": không tính")
        return f"{first.text.partition(':')[0]} đến {last.text.partition(':')[0]}: nghỉ lễ"

    def _label(self, first: date, last: date) -> str:
        since, until = f"{first.day:02d}", f"{last.day:02d}"
        if not first.month == last.month == self.received.month:
            since, until = f"{since}/{first.month:02d}", f"{until}/{last.month:02d}"
        return f"{weekday_short(first)} {since}" if first == last else f"{since}–{until}"

    def ruler(self, marks: Sequence[_Mark]) -> tuple[RulerDay, ...]:
        """Return a cell per day; of more than nine days the first three, a gap, the last three."""
        cells = [RulerDay(mark.day, mark.cell, mark.kind) for mark in marks]
        if len(cells) <= _RULER_CELLS:
            return tuple(cells)
        hidden = marks[_RULER_ENDS:-_RULER_ENDS]
        unit = "ngày" if self.limit.unit in _BY_CALENDAR else "ngày làm việc"
        number = sum(mark.kind is StepKind.COUNTED for mark in hidden)
        gap = RulerDay(hidden[0].day, f"{number} {unit}" if number else f"{len(hidden)} ngày nghỉ", StepKind.GAP)
        return (*cells[:_RULER_ENDS], gap, *cells[-_RULER_ENDS:])

    def skipped(self) -> tuple[date, ...]:
        """Return the days between receipt and due date that the count leaves out."""
        due = self.due_at.date()
        since = self.received.date() if self.base == due else self.base
        if self.limit.unit in _BY_CALENDAR:
            since = max(since, self.nominal - _DAY)
        return tuple(day for day in days_between(since, due) if not self.calendar.is_working(day))

    def not_counted(self, skipped: tuple[date, ...]) -> str:
        """Say which days were left out: "không tính thứ Bảy 21/11, Chủ nhật 22/11 và ngày nghỉ lễ 24/11/2026"."""
        weekly = [day for day in skipped if self.calendar.is_weekly_off(day)]
        parts: list[tuple[str, date]] = []
        named = skipped
        if len(weekly) > _DATES_NAMED:
            named = tuple(day for day in skipped if day not in set(weekly))
        for run in _table_runs(named, set(weekly)):
            first, last = run[0], run[-1]
            if first in weekly:
                parts.append((f"{weekday_name(first)} {first:%d/%m}", first))
            elif first == last:
                parts.append((self.calendar.why_off(first), first))
            else:
                parts.append((f"các ngày nghỉ lễ từ {first:%d/%m} đến {last:%d/%m}", last))
        words = [
            text + (f"/{day.year}" if day.year != (after[1].year if after else None) else "")
            for (text, day), after in zip_longest(parts, parts[1:])
        ]
        if named is not skipped:
            words.insert(0, f"{len(weekly)} ngày nghỉ hằng tuần")
        if not words:
            return ""
        return "không tính " + " và ".join(filter(None, (", ".join(words[:-1]), words[-1])))

    def summary(self) -> str:
        """Say when and after what: "Trước 17:00, sau 3 ngày làm việc"."""
        limit = self.limit
        if limit.amount:
            after = f"sau {limit.amount} {UNIT_NAMES.get(limit.unit, '')}"
        elif self.due_at.date() == self.received.date():
            after = "trong ngày"
        else:
            after = f"vì nhận {self.reason}" if self.reason.startswith("sau") else "ngày làm việc kế tiếp"
        return f"Trước {self.due_at:%H:%M}, {after}"


def limit_text(limit: TimeLimit) -> str:
    """Return the limit as papers write it: `03 ngày làm việc`, `trong ngày làm việc`."""
    name = UNIT_NAMES.get(limit.unit)
    return f"{limit.amount:02d} {name}" if name else "trong ngày làm việc"


def intro(limit: TimeLimit) -> str:
    """Say the rule in a sentence."""
    name = UNIT_NAMES.get(limit.unit)
    if name is None:
        cutoff = limit.cutoff or SAME_DAY_CUTOFF
        return f"Trả trong ngày; nhận sau {cutoff:%H:%M} thì trả ngày làm việc kế tiếp."
    since = "giờ nhận" if limit.unit is LimitUnit.WORKING_HOURS else "ngày sau ngày nhận"
    return f"Thời hạn {limit.amount} {name}, tính từ {since}."


def days_between(after: date, until: date) -> Iterator[date]:
    """Yield the days in (`after`, `until`]."""
    return map(date.fromordinal, range(after.toordinal() + 1, until.toordinal() + 1))


def _table_runs(days: Iterable[date], alone: set[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day not in alone and runs[-1][-1] not in alone and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _span(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours} giờ {minutes:02d}" if minutes else f"{hours} giờ"
