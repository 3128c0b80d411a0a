"""Pages of the first-start wizard that ask: office, this PC, first administrator, days off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.calendar import CalendarDay
from app.domain.office import MIN_PASSWORD, MIN_PIN
from app.ui.context import Context
from app.ui.screens.calendar_rows import day_columns, day_row
from app.ui.screens.first_start_answers import Answers, example_code, secret_lack, serials
from app.ui.screens.office import OfficeFields
from app.ui.widgets.choices import CheckBox, Option, Segment
from app.ui.widgets.fields import Labeled, LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel, TintBox
from app.ui.widgets.rows import RowList


class Page(QWidget):
    """A page of the wizard. `edited` on each change; the wizard reads and writes `Answers`."""

    edited = Signal()
    step = ""
    title = ""
    sentence = ""
    may_skip = False

    def show_answers(self, answers: Answers) -> None:
        """Show what was typed before."""

    def read(self, answers: Answers) -> Answers:
        """Give `answers` with this page's part as it stands."""
        return answers

    def ready(self) -> bool:
        """Say whether the wizard may go on; mark what is missing and put the focus there."""
        return True

    def told(self, answers: Answers) -> str:
        """Give the second line of the step at the left."""
        return ""

    def enter(self, answers: Answers) -> None:
        """Come to the front."""


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    return column


class OfficePage(Page):
    """Step 1: the office."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.step = self.tr("Cơ quan")
        self.title = self.tr("Quầy này của cơ quan nào?")
        self.sentence = self.tr("Chọn xã trước: tên và các dòng đầu giấy tự điền, sửa lại được.")
        self.office = OfficeFields(context.addresses)
        self.office.edited.connect(self.edited)
        panel = Panel()
        panel.body.addWidget(self.office)
        panel.body.addStretch(1)
        column = _column(self)
        column.addWidget(panel)
        column.addStretch(1)

    def show_answers(self, answers: Answers) -> None:
        self.office.set_answers(answers.office)

    def read(self, answers: Answers) -> Answers:
        return replace(answers, office=self.office.answers())

    def ready(self) -> bool:
        return self.office.show_lacks()

    def told(self, answers: Answers) -> str:
        commune = self.office.commune.commune()
        if commune is not None:
            return f"{self.office.commune.text()}, {commune.province.full_name}"
        return answers.office.name or self.tr("Tên, mã định danh, giờ làm việc")

    def enter(self, answers: Answers) -> None:
        self.office.first().setFocus()


class CounterPage(Page):
    """Step 2: this PC."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.step = self.tr("Máy này")
        self.title = self.tr("Máy này là quầy nào?")
        self.sentence = self.tr("Mỗi máy một số, để hai quầy không bao giờ cấp trùng mã hồ sơ, kể cả khi mất mạng.")
        panel = Panel()
        self.lane = Segment([Option(str(n), str(n)) for n in range(1, 10)], self.tr("Máy số mấy?"))
        self.lane.chosen.connect(self._on_lane)
        self.name = LabeledField(self.tr("Tên quầy, in trên giấy"), placeholder=self.tr("Quầy 1"))
        self.name.edited.connect(lambda _text: self.edited.emit())
        self.name.setMaximumWidth(420)
        panel.body.addWidget(Labeled(self.tr("Máy số mấy?"), self.lane, required=True))
        box = TintBox("info")
        self.range = Label("", "base", 600)
        self.example = Label("", "base", 400, "text2", digits=True)
        box.body.addWidget(self.range)
        box.body.addWidget(self.example)
        note = self.tr(
            "Cơ quan có nhiều máy: đánh số từ 1 đến 9, dán số lên máy. Hai máy cùng số sẽ cấp trùng mã hồ sơ."
        )
        box.body.addWidget(Text(note, "sm", 400, "text2", lines=3))
        panel.body.addSpacing(4)
        panel.body.addWidget(box)
        panel.body.addSpacing(4)
        panel.body.addWidget(self.name)
        panel.body.addStretch(1)
        column = _column(self)
        column.addWidget(panel)
        column.addStretch(1)
        self._answers = Answers()

    def show_answers(self, answers: Answers) -> None:
        self._answers = answers
        self.lane.set_value(str(answers.lane))
        if self.name.text() != answers.counter_name:
            self.name.set_text(answers.counter_name)
        self._explain()

    def read(self, answers: Answers) -> Answers:
        return replace(answers, lane=int(self.lane.value() or 1), counter_name=self.name.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The digits are the options' own words, so they need no caps beside them.
        if self.lane.has_group_focus() and event.text() in tuple("123456789"):
            self.lane.set_value(event.text())
            self.lane.setFocus()
            self._on_lane()
        else:
            super().keyPressEvent(event)

    def _on_lane(self) -> None:
        self._explain()
        self.edited.emit()

    def _explain(self) -> None:
        lane = int(self.lane.value() or 1)
        self.range.set_text(self.tr("Máy {n} cấp các số {serials} mỗi ngày").format(n=lane, serials=serials(lane)))
        code = example_code(self.read(self._answers), self._context.house.local_now().date())
        self.example.set_text(self.tr("Hồ sơ đầu tiên hôm nay: {code}").format(code=code))
        self.name.edit.setPlaceholderText(self.tr("Quầy {n}").format(n=lane))

    def told(self, answers: Answers) -> str:
        if not answers.step:
            return self.tr("Số máy, tên quầy")
        name = answers.counter_name.strip() or self.tr("Quầy {n}").format(n=answers.lane)
        return self.tr("{name} · số {serials}").format(name=name, serials=serials(answers.lane))

    def enter(self, answers: Answers) -> None:
        self.show_answers(answers)
        self.lane.setFocus()


class AdministratorPage(Page):
    """Step 3: the first administrator. The secret stays in this page."""

    def __init__(self) -> None:
        super().__init__()
        self.step = self.tr("Quản trị đầu tiên")
        self.title = self.tr("Ai quản trị chương trình này?")
        self.sentence = self.tr("Người này thêm nhân viên, đặt lại mã PIN, sửa lịch và danh mục. Thêm người khác sau.")
        self.name = LabeledField(self.tr("Họ và tên"), required=True)
        self.number = LabeledField(self.tr("Số hiệu nhân viên"), digits=True)
        self.secret = LabeledField(self.tr("Mã PIN hoặc mật khẩu"), required=True, digits=True)
        self.again = LabeledField(self.tr("Nhập lại một lần nữa"), required=True, digits=True)
        for field in (self.secret, self.again):
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)
            field.edit.setInputMethodHints(
                Qt.InputMethodHint.ImhHiddenText
                | Qt.InputMethodHint.ImhPreferNumbers
                | Qt.InputMethodHint.ImhSensitiveData
            )
            field.left.connect(lambda _text: self._on_left())
        self.secret.edited.connect(lambda _text: self._check(first_shown=False, second_shown=False))
        self.again.edited.connect(lambda _text: self._check(second_shown=False))
        for field in (self.name, self.number):
            field.edited.connect(lambda _text: self.edited.emit())
        self.name.edited.connect(lambda _text: self.name.set_state(""))
        self.receives = CheckBox(self.tr("Cũng ngồi quầy nhận hồ sơ"))
        self.receives.setChecked(True)
        self.receives.toggled.connect(lambda _on: self.edited.emit())
        panel = Panel()
        for left, right in ((self.name, self.number), (self.secret, self.again)):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(left, 3)
            row.addWidget(right, 2 if right is self.number else 3)
            panel.body.addLayout(row)
        hint = self.tr("PIN từ {pin} chữ số, không phải dãy dễ đoán như 123456; hoặc mật khẩu từ {word} ký tự.")
        panel.body.addWidget(Text(hint.format(pin=MIN_PIN, word=MIN_PASSWORD), "sm", 400, "text2", lines=2))
        panel.body.addSpacing(4)
        panel.body.addWidget(self.receives)
        panel.body.addStretch(1)
        column = _column(self)
        column.addWidget(panel)
        column.addStretch(1)

    def show_answers(self, answers: Answers) -> None:
        if self.name.text() != answers.administrator:
            self.name.set_text(answers.administrator)
        if self.number.text() != answers.number:
            self.number.set_text(answers.number)
        self.receives.setChecked(answers.receives)

    def read(self, answers: Answers) -> Answers:
        return replace(
            answers, administrator=self.name.text(), number=self.number.text(), receives=self.receives.isChecked()
        )

    def secret_text(self) -> str:
        """Give the PIN or password."""
        return self.secret.edit.text()

    def _check(self, *, first_shown: bool = True, second_shown: bool = True) -> tuple[str, str]:
        """Show what is wrong where `…_shown`; what is not finished being typed is no mistake yet."""
        first, second = secret_lack(self.secret_text(), self.again.edit.text())
        fine = bool(self.secret_text()) and not first
        bad = bool(first) and first_shown
        self.secret.set_state(
            "bad" if bad else "ok" if fine else "", first if bad else self.tr("Dùng được") if fine else ""
        )
        wrong, same = bool(second) and second_shown, fine and not second
        self.again.set_state(
            "bad" if wrong else "ok" if same else "", second if wrong else self.tr("Giống nhau") if same else ""
        )
        return first, second

    def _on_left(self) -> None:
        self._check(first_shown=bool(self.secret_text()), second_shown=bool(self.again.edit.text()))

    def ready(self) -> bool:
        first, second = self._check()
        if not self.name.text():
            self.name.set_state("bad", self.tr("Chưa ghi tên"))
            self.name.edit.setFocus()
            return False
        if first or second:
            (self.secret if first else self.again).edit.setFocus()
            return False
        return True

    def told(self, answers: Answers) -> str:
        return answers.administrator or self.tr("Họ tên, mã PIN")

    def enter(self, answers: Answers) -> None:
        self.show_answers(answers)
        self.name.edit.setFocus()


class DaysPage(Page):
    """Step 4: the days off that the program knows."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.step = self.tr("Lịch nghỉ")
        self.title = self.tr("Cơ quan nghỉ những ngày nào?")
        self.sentence = self.tr("Ngày hẹn trả không bao giờ rơi vào ngày nghỉ. Lịch sửa được sau, trong Cài đặt.")
        self.days: tuple[CalendarDay, ...] = ()
        self._this_year = context.house.local_now().year
        self.year = Segment(
            [Option(str(y), str(y), str(n + 1)) for n, y in enumerate((self._this_year, self._this_year + 1))],
            self.tr("Năm"),
        )
        self.year.set_value(str(self._this_year))
        self.year.chosen.connect(lambda _value: self._show())
        self.count = Label("", "sm", 400, "text2")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.year)
        row.addWidget(self.count, 1)
        panel = Panel(flush=True)
        self.list = RowList(day_columns(), lines=1, name=self.tr("Ngày nghỉ và ngày làm bù"))
        panel.body.addWidget(self.list, 1)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(panel, 1)

    def set_days(self, days: tuple[CalendarDay, ...]) -> None:
        """Show the days the program knows for this year and the next."""
        self.days = days
        self._show()

    def _show(self) -> None:
        year = int(self.year.value())
        shown = [day for day in self.days if day.day.year == year]
        self.list.set_rows([day_row(day) for day in shown])
        words = self.tr("{n} ngày").format(n=len(shown))
        if year > self._this_year:
            words += self.tr(" · dự kiến: ngày nghỉ bù và Tết theo thông báo hằng năm của Chính phủ")
        self.count.set_text(words if self.days else self.tr("Đang lập lịch …"))

    def told(self, answers: Answers) -> str:
        first = self._this_year
        return self.tr("Ngày lễ {a} và {b}").format(a=first, b=first + 1)

    def enter(self, answers: Answers) -> None:
        self._show()
        self.year.setFocus()


def years_from(today: date) -> tuple[int, int]:
    """Give the years the wizard seeds."""
    return today.year, today.year + 1
