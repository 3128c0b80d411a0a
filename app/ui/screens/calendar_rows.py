"""How a special day of the calendar looks in a list."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.calendar import CalendarDay, DayKind
from app.ui.weekdays import weekday_name
from app.ui.widgets.ink import BadgeKind
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row

_BADGES: dict[DayKind, BadgeKind] = {DayKind.IN_LIEU: "warn", DayKind.MAKE_UP: "info"}


def kind_words(kind: DayKind) -> str:
    """Name a kind of day."""
    translate = QCoreApplication.translate
    return {
        DayKind.OFF: translate("Calendar", "Nghỉ lễ"),
        DayKind.IN_LIEU: translate("Calendar", "Nghỉ bù"),
        DayKind.MAKE_UP: translate("Calendar", "Làm bù"),
        DayKind.WORKING: translate("Calendar", "Làm việc"),
    }[kind]


def weekday_words(day: CalendarDay) -> str:
    """Give the weekday with a capital."""
    name = weekday_name(day.day)
    return name[0].upper() + name[1:]


def day_columns() -> tuple[Column, ...]:
    """Give the columns of a list of days."""
    translate = QCoreApplication.translate
    return (
        Column(translate("Calendar", "Ngày"), 110, 100),
        Column(translate("Calendar", "Thứ"), 90, 84),
        Column(translate("Calendar", "Loại"), 100, 92),
        Column(translate("Calendar", "Tên ngày")),
    )


def day_row(day: CalendarDay) -> Row:
    """Give the row of one day, its key the date."""
    kind = BadgeWords(kind_words(day.kind), _BADGES.get(day.kind, "neutral"))
    hours = ", ".join(map(str, day.hours or ()))
    name = day.name
    if not name and day.kind is DayKind.WORKING:
        name = QCoreApplication.translate("Calendar", "Trở lại ngày thường")
    return Row(
        day.day,
        (
            Cell(f"{day.day:%d/%m/%Y}", digits=True, weight=500),
            Cell(weekday_words(day), colour="text2"),
            Cell(badge=kind),
            Cell(" · ".join(part for part in (name, hours) if part)),
        ),
        dim=day.kind is DayKind.WORKING,
        tip=name,
    )
