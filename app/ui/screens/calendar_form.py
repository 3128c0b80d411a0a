"""A day of the office's calendar as typed. Knows no window."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.calendar import CalendarDay, DayKind
from app.domain.errors import UserError
from app.domain.text import clean

translate = QCoreApplication.translate

_PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?", re.ASCII)
_PLAIN = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})?", re.ASCII)


def read_day(text: str, year: int) -> date | None:
    """Read `2411`, `241126`, `24/11`, `24/11/2026`; without a year `year` is meant. None when it is no day."""
    bare = text.strip()
    match = _PLAIN.fullmatch(bare) or _PARTS.fullmatch(bare)
    if match is None:
        return None
    wanted = year if match[3] is None else int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    try:
        return date(wanted, int(match[2]), int(match[1]))
    except ValueError:
        return None


def to_day(text: str, kind: DayKind, name: str, year: int) -> CalendarDay:
    """Return the day to set. Raises UserError; a day off needs a name, as it stands on the receipt's explanation."""
    day = read_day(text, year)
    if day is None:
        raise UserError(
            translate("CalendarForm", "Không có ngày như vậy."),
            translate("CalendarForm", "Ghi như 24/11 hoặc 241126."),
            "DAY",
        )
    if kind is not DayKind.WORKING and not name.strip():
        raise UserError(
            translate("CalendarForm", "Chưa ghi tên ngày."),
            translate("CalendarForm", "Ví dụ: Nghỉ bù Quốc khánh."),
            "DAY-NAME",
        )
    return CalendarDay(day, kind, clean(name))
