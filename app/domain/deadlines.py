"""When a result is due, and why: every answer carries its steps in Vietnamese, frozen with the dossier.

The first day is not counted; a period in days or months that ends on a day off ends with the next working day; a month
without the corresponding day ends on its last (Bộ luật Dân sự 2015 Điều 147.2, 148.1, 148.3, 148.5). Same-day results
for what comes in after 15:00 are due the next working day (national portal, 1.001193 and others). All times are the
wall clock of Việt Nam, without a zone.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any, Self

import msgspec

from app.domain.calendar import WorkCalendar
from app.domain.deadline_steps import SAME_DAY_CUTOFF, Count, DueStep, RulerDay, StepKind, intro, limit_text
from app.domain.dossier_codes import local_time
from app.domain.plain_data import convert
from app.domain.procedures import LimitUnit, TimeLimit

__all__ = [
    "Due",
    "DueStep",
    "Remaining",
    "RulerDay",
    "StepKind",
    "TimeLeft",
    "compute_due",
    "remaining",
]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date with everything that papers and screens say about it.

    `counted_from` is the day of receipt in law; `counted` the amount of the limit; `skipped` the days left out.
    """

    due_at: datetime
    received_at: datetime
    counted_from: date
    unit: LimitUnit
    counted: int
    skipped: tuple[date, ...]
    limit_text: str  # "03 ngày làm việc"
    summary: str  # "Trước 17:00, sau 3 ngày làm việc"
    not_counted: str  # "không tính thứ Bảy 21/11 và Chủ nhật 22/11/2026", or ""
    intro: str  # "Thời hạn 3 ngày làm việc, tính từ ngày sau ngày nhận."
    basis: str
    steps: tuple[DueStep, ...]
    ruler: tuple[RulerDay, ...]

    @property
    def explanation(self) -> str:
        """The steps as lines of text."""
        return "\n".join(f"{step.label}: {step.text}" for step in self.steps)

    def to_data(self) -> dict[str, Any]:
        """Return a JSON-able form, to be frozen into the event."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_data` wrote. Raises msgspec.ValidationError."""
        return convert(data, cls)


def compute_due(received_at: datetime, limit: TimeLimit, calendar: WorkCalendar) -> Due:
    """Compute the due date of a dossier received at `received_at` (wall clock; aware instants are converted).

    Limits in days and months end with the office's working day, those in working hours at the minute.
    """
    received = (local_time(received_at) if received_at.tzinfo else received_at).replace(second=0, microsecond=0)
    start, reason = _receipt_in_law(received, limit, calendar)
    if limit.unit is LimitUnit.WORKING_HOURS:
        due_at, hours = _after_hours(start, limit.amount, calendar)
        return _told(Count(limit, calendar, received, start.date(), reason, due_at.date(), due_at, hours))
    count, due = _of_day(received.date(), start.date(), reason, limit, calendar)
    at_receipt, *later = due.steps
    own_words = replace(count, received=received).receipt(received.date()).text
    return replace(due, received_at=received, steps=(replace(at_receipt, text=own_words), *later))


@lru_cache(maxsize=64)
def _of_day(day: date, base: date, reason: str, limit: TimeLimit, calendar: WorkCalendar) -> tuple[Count, Due]:
    """Count once for all that comes in on a day: only the words about its receipt know the minute."""
    nominal = _last_day(base, limit, calendar)
    due_at = calendar.closing(nominal if calendar.is_working(nominal) else calendar.next_working_day(nominal))
    count = Count(limit, calendar, datetime.combine(day, time.min), base, reason, nominal, due_at, {})
    return count, _told(count)


def _told(count: Count) -> Due:
    """Put a count into words."""
    limit = count.limit
    marks = tuple(count.marks())
    skipped = count.skipped()
    same_day = limit.unit is LimitUnit.SAME_DAY
    law = "Quy định của thủ tục" if same_day else "Điều 147 và 148 Bộ luật Dân sự 2015"
    return Due(
        due_at=count.due_at,
        received_at=count.received,
        counted_from=count.base,
        unit=limit.unit,
        counted=limit.amount,
        skipped=skipped,
        limit_text=limit_text(limit),
        summary=count.summary(),
        not_counted=count.not_counted(skipped),
        intro=intro(limit),
        basis=f"{law}; lịch làm việc của cơ quan",
        steps=count.steps(marks),
        ruler=count.ruler(marks),
    )


def _receipt_in_law(received: datetime, limit: TimeLimit, calendar: WorkCalendar) -> tuple[datetime, str]:
    """Move a receipt into the hours of intake; say why it moved to another day ("" = it did not)."""
    day, clock = received.date(), received.time()
    cutoff = limit.cutoff or (SAME_DAY_CUTOFF if limit.unit is LimitUnit.SAME_DAY else None)
    hours = calendar.intake_hours(day)
    if not hours:
        reason = calendar.why_off(day)
    elif clock > hours[-1].end:
        reason = "sau giờ làm việc"
    elif cutoff and clock > cutoff:
        reason = f"sau {cutoff:%H:%M}"
    else:
        interval = next(interval for interval in hours if clock <= interval.end)
        return datetime.combine(day, max(clock, interval.start)), ""
    day += _DAY
    while not calendar.intake_hours(day):
        day += _DAY
    return datetime.combine(day, calendar.intake_hours(day)[0].start), reason


def _last_day(base: date, limit: TimeLimit, calendar: WorkCalendar) -> date:
    """Return the last day of the period, which may be a day off."""
    if limit.unit is LimitUnit.CALENDAR_DAYS:
        return base + limit.amount * _DAY
    if limit.unit is LimitUnit.MONTHS:
        year, month = divmod(base.year * 12 + base.month - 1 + limit.amount, 12)
        return date(year, month + 1, min(base.day, monthrange(year, month + 1)[1]))
    return next(islice(calendar.working_days_after(base), limit.amount - 1, None)) if limit.amount else base


def _after_hours(start: datetime, amount: int, calendar: WorkCalendar) -> tuple[datetime, dict[date, timedelta]]:
    """Walk `amount` working hours from `start`; return the end and the hours counted per day."""
    left, counted, day = timedelta(hours=amount), dict[date, timedelta](), start.date()
    while True:
        for interval in calendar.hours_of(day):
            begin = max(datetime.combine(day, interval.start), start)
            taken = min(left, datetime.combine(day, interval.end) - begin)
            if taken < timedelta(0) or (left and not taken):
                continue
            counted[day] = counted.get(day, timedelta(0)) + taken
            left -= taken
            if not left:
                return begin + taken, counted
        day += _DAY


class TimeLeft(StrEnum):
    """Which badge a due date wears."""

    OVERDUE = "overdue"
    TODAY = "today"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Remaining:
    """Badge of a due date; `days` are working days, over or left."""

    kind: TimeLeft
    days: int
    text: str


def remaining(due_at: datetime, now: datetime, calendar: WorkCalendar) -> Remaining:
    """Say how a due date stands at `now` (both wall clock): `Quá 2 ngày`, `Hôm nay 17:00`, `25/11 · còn 3 ngày`."""
    due_day, today = due_at.date(), now.date()
    if now > due_at:
        days = calendar.count_working_days(due_day, today)
        late = f"Quá {days} ngày" if days else f"Quá {due_at:%H:%M}" if due_day == today else f"Quá {due_at:%d/%m}"
        return Remaining(TimeLeft.OVERDUE, days, late)
    if due_day == today:
        return Remaining(TimeLeft.TODAY, 0, f"Hôm nay {due_at:%H:%M}")
    days = calendar.count_working_days(today, due_day)
    return Remaining(TimeLeft.LEFT, days, f"{due_at:%d/%m} · còn {days} ngày")
