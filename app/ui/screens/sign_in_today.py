"""What the sign-in page says of this counter: its office, what waits, the day and the hours of work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.calendar import WorkCalendar
from app.services.house import House
from app.ui.context import Context
from app.ui.weekdays import weekday_name
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.mark import Mark

if TYPE_CHECKING:  # loaded on the worker's thread, after the first paint
    from app.services.dossiers import Worklist

_DAYS_AHEAD = 7
_TICK_MS = 20_000


def _count(house: House) -> Worklist:
    from app.services.dossiers import list_queue

    return list_queue(house, limit=1)


def _sentence(weekday: str) -> str:
    return weekday[0].upper() + weekday[1:]


class _Count(QWidget):
    """A number with what it counts below."""

    def __init__(self, words: str, colour: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._colour = colour
        self.number = Label("–", "x2", 600, "text", digits=True)
        column.addWidget(self.number)
        column.addWidget(Label(words, "base", 400, "text2"))

    def set_count(self, count: int) -> None:
        """Show the number; nothing to do is not coloured."""
        self.number.set_text(str(count), self._colour if count else "text")


class TodayAtCounter(QWidget):
    """The left half of the sign-in page. Numbers come with `ask_counts`; the day follows the clock while shown."""

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self._context = context
        self.open = _Count(self.tr("hồ sơ đang làm"), "text")
        self.today = _Count(self.tr("phải xong hôm nay"), "warn")
        self.late = _Count(self.tr("quá hạn"), "bad")
        self._day = Label("", "base", 600)
        self.hours = Label("", "base", 400, "text2")
        self._special = Label("", "base", 400, "text2")
        self._lay_out(title)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_day)
        context.reference_loaded.changed.connect(self._show_day)
        self._show_day()

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        desk = self._context.desk
        column.addStretch(2)
        column.addWidget(Mark(44))
        column.addStretch(1)
        column.addWidget(Label(title, "x3", 600))
        column.addWidget(Text(desk.office.name if desk else "", "lg", 400, "text2", lines=2))
        column.addStretch(2)
        column.addWidget(Label(self.tr("Đang chờ ở đây"), "sm", 400, "text2"))
        counts = QHBoxLayout()
        counts.setSpacing(20)
        for count in (self.open, self.today, self.late):
            counts.addWidget(count)
        counts.addStretch(1)
        column.addLayout(counts)
        column.addStretch(2)
        for label in (self._day, self.hours, self._special):
            column.addWidget(label)
        column.addStretch(2)

    @Slot()
    def ask_counts(self) -> None:
        """Count the open dossiers on the worker's thread; what fails leaves the numbers as they are."""
        house = self._context.house
        self._context.runner.run(self, lambda: _count(house), self._on_queue, lambda _error: None)

    def _on_queue(self, queue: Worklist) -> None:
        from app.services.dossier_lines import Group

        counts = queue.counts
        self.open.set_count(sum(counts.values()))
        self.today.set_count(counts[Group.TODAY])
        self.late.set_count(counts[Group.OVERDUE])

    @Slot()
    def _show_day(self) -> None:
        now = self._context.house.local_now()
        self._day.set_text(
            self.tr("{weekday}, {day} tháng {month} năm {year}").format(
                weekday=_sentence(weekday_name(now.date())), day=now.day, month=now.month, year=now.year
            )
        )
        calendar = self._context.calendar
        hours = ", ".join(f"{i.start:%H:%M}–{i.end:%H:%M}" for i in calendar.hours_of(now.date()))
        self.hours.set_text(
            self.tr("Giờ làm việc {hours}").format(hours=hours) if hours else self._off_words(calendar, now.date())
        )
        self._special.set_text(self._next_special(calendar, now.date()))

    def _off_words(self, calendar: WorkCalendar, today: date) -> str:
        # The date above says which weekday it is; what it is called by the table, and when work goes on, it does not.
        back = calendar.next_working_day(today)
        again = self.tr("làm việc lại {weekday} {day}").format(weekday=weekday_name(back), day=f"{back:%d/%m}")
        name = calendar.name_of(today) or self.tr("Ngày nghỉ")
        return f"{name} · {again}"

    def _next_special(self, calendar: WorkCalendar, today: date) -> str:
        for ahead in range(1, _DAYS_AHEAD + 1):
            day = today + timedelta(days=ahead)
            name = calendar.name_of(day)
            if name:
                pattern = self.tr("{weekday} {day}: {name}")
                return pattern.format(weekday=_sentence(weekday_name(day)), day=f"{day:%d/%m}", name=name)
        return ""

    def showEvent(self, event: QShowEvent) -> None:
        self._tick.start()
        self._show_day()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)
