"""The office's calendar in the settings: days off, days in lieu, make-up days, year by year."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.calendar import CalendarDay, DayKind, seed_days
from app.domain.errors import UserError
from app.domain.office import Right
from app.services.house import Changed
from app.services.offices import list_calendar_days, set_calendar_days
from app.ui.context import Context
from app.ui.screens.calendar_form import read_day, to_day
from app.ui.screens.calendar_rows import day_columns, day_row, kind_words, weekday_words
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, RadioRows, Segment
from app.ui.widgets.fields import Labeled, LabeledField
from app.ui.widgets.labels import Label
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import Row, RowList


class CalendarSection(Themed, SettingsPage):
    """Special days of a year at the left, one of them to change at the right."""

    section, icon = "calendar", "calendar-days"
    right = Right.EDIT_CALENDAR
    kinds = frozenset({"calendar"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Lịch làm việc")
        self._days: dict[date, CalendarDay] = {}
        this_year = context.house.local_now().year
        self.year = Segment(
            [Option(str(y), str(y), str(n + 1)) for n, y in enumerate(range(this_year - 1, this_year + 3))],
            self.tr("Năm"),
        )
        self.year.set_value(str(this_year))
        self.year.chosen.connect(lambda _value: self.refresh())
        self.count = Label("", "sm", 400, "text2")
        self.seed = KeyButton(self.tr("Lấy lại lịch chuẩn"), "Ctrl+L", icon="rotate-ccw")
        self.seed.clicked.connect(self.reseed)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.year)
        row.addWidget(self.count, 1)
        row.addWidget(self.seed)
        self.column.addLayout(row)
        panel = Panel(flush=True)
        self.list = RowList(day_columns(), lines=1, name=self.tr("Ngày nghỉ và ngày làm bù"))
        self.list.current_changed.connect(self._on_current)
        self.list.opened.connect(lambda _row: self.name.edit.setFocus())
        panel.body.addWidget(self.list, 1)
        both = QHBoxLayout()
        both.setSpacing(10)
        both.addWidget(panel, 1)
        both.addWidget(self._lay_out_form())
        self.column.addLayout(both, 1)
        self.follow_theme()

    def _lay_out_form(self) -> Panel:
        self.form = Panel(self.tr("Đặt một ngày"))
        self.day = LabeledField(self.tr("Ngày"), required=True, digits=True, placeholder="24/11")
        self.day.edited.connect(lambda _text: self._on_day())
        self.day.left.connect(lambda _text: self._on_day_left())
        self.kind = RadioRows(
            [
                Option(kind.value, kind_words(kind), str(n + 1))
                for n, kind in enumerate((DayKind.OFF, DayKind.IN_LIEU, DayKind.MAKE_UP, DayKind.WORKING))
            ],
            self.tr("Loại ngày"),
        )
        self.kind.set_value(DayKind.OFF.value)
        self.name = LabeledField(self.tr("Tên ngày"), placeholder=self.tr("Nghỉ bù Quốc khánh"))
        self.name.edited.connect(lambda _text: self.name.set_state(""))
        self.form.body.addWidget(self.day)
        self.form.body.addWidget(Labeled(self.tr("Loại ngày"), self.kind))
        self.form.body.addWidget(self.name)
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        self.keep_button = KeyButton(self.tr("Giữ ngày này"), "Ctrl+S", "main")
        self.keep_button.clicked.connect(self.keep_day)
        self.drop_button = KeyButton(self.tr("Bỏ khỏi lịch"), "Ctrl+D", "danger")
        self.drop_button.clicked.connect(self.drop_day)
        for button in (self.keep_button, self.drop_button):
            buttons.addWidget(button)
        self.form.body.addSpacing(4)
        self.form.body.addLayout(buttons)
        self.form.body.addStretch(1)
        return self.form

    def retheme(self) -> None:
        self.form.setFixedWidth(280 if ink.tokens().density == "roomy" else 236)
        super().retheme()

    # -- showing

    def _year(self) -> int:
        return int(self.year.value())

    def refresh(self) -> None:
        house, year = self.context.house, self._year()
        self.context.runner.run(self, lambda: list_calendar_days(house, year), self._on_days)
        why = "" if self.may() else self.tr("Nhờ quản trị hoặc trưởng bộ phận đăng nhập")
        for button in (self.keep_button, self.drop_button, self.seed):
            button.set_ready(not why, why)
        self._ready_drop()

    def first(self) -> QWidget:
        return self.list

    def _on_days(self, days: list[CalendarDay]) -> None:
        self._days = {day.day: day for day in days}
        self.list.set_rows([day_row(day) for day in days])
        off = sum(day.kind in (DayKind.OFF, DayKind.IN_LIEU) for day in days)
        made_up = sum(day.kind is DayKind.MAKE_UP for day in days)
        if days:
            self.count.set_text(self.tr("{off} ngày nghỉ · {up} ngày làm bù").format(off=off, up=made_up), "text2")
        else:
            self.count.set_text(self.tr("Năm này chưa có lịch"), "warn")
        self._ready_drop()

    def _on_current(self, row: Row | None) -> None:
        day = self._days.get(row.key) if row is not None and isinstance(row.key, date) else None
        if day is None:
            return
        self.day.set_text(f"{day.day:%d/%m/%Y}")
        self.day.set_note(weekday_words(day))
        self.kind.set_value(day.kind.value)
        self.name.set_text(day.name)
        self._ready_drop()

    def _ready_drop(self) -> None:
        if self.may():
            known = read_day(self.day.text(), self._year()) in self._days
            self.drop_button.set_ready(known, self.tr("Chọn một ngày trong danh sách"))

    def _on_day(self) -> None:
        day = read_day(self.day.text(), self._year())
        self.day.set_state("")
        self.day.set_note(weekday_words(CalendarDay(day, DayKind.WORKING)) if day else "")
        self._ready_drop()

    def _on_day_left(self) -> None:
        day = read_day(self.day.text(), self._year())
        if day is not None:
            self.day.edit.setText(f"{day:%d/%m/%Y}")
        elif self.day.text():
            self.day.set_state("bad", self.tr("Ghi như 24/11"))

    # -- changing

    def keep_day(self) -> None:
        """Set the day in the form."""
        kind = DayKind(self.kind.value() or DayKind.OFF.value)
        try:
            day = to_day(self.day.text(), kind, self.name.text(), self._year())
        except UserError as error:
            field = self.day if error.code == "DAY" else self.name
            field.set_state("bad", error.sentence.rstrip("."))
            field.edit.setFocus()
            return
        self._set([day], self.tr("Đã giữ ngày {day}").format(day=f"{day.day:%d/%m/%Y}"))
        if day.day.year != self._year() and any(o.value == str(day.day.year) for o in self.year.options()):
            self.year.set_value(str(day.day.year))

    def drop_day(self) -> None:
        """Make the day an ordinary one again."""
        day = read_day(self.day.text(), self._year())
        if day is not None:
            sentence = self.tr("{day} trở lại ngày thường").format(day=f"{day:%d/%m/%Y}")
            self._set([CalendarDay(day, DayKind.WORKING)], sentence)

    def reseed(self) -> None:
        """Take the days the program knows for this year; days set by hand at other dates stay."""
        house, actor, year = self.context.house, self.context.the_actor, self._year()

        def work() -> Changed:
            return set_calendar_days(house, actor, seed_days((year,)))

        told = self.tr("Đã lấy lịch chuẩn năm {year}").format(year=year)
        self.once(work, lambda _changed: self._done(told), self.fail)

    def _set(self, days: list[CalendarDay], told: str) -> None:
        house, actor = self.context.house, self.context.the_actor
        self.once(lambda: set_calendar_days(house, actor, days), lambda _changed: self._done(told), self.fail)

    def _done(self, told: str) -> None:
        self.trouble.show_banner("")
        note = self.tr("Hồ sơ nhận từ bây giờ hẹn theo lịch mới; ngày hẹn đã in không đổi.")
        self.say(told, note)
        self.refresh()
