"""One printer set up: how it is reached, its print head, offsets and darkness, tried out at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.printing.documents import PrinterTestDoc
from app.printing.printer_status import PrinterStatus
from app.printing.rendering import render
from app.runtime.side_work import SideWork
from app.settings import PrinterLanguage, PrinterProfile
from app.ui.screens.settings_printers_form import LABEL_HEADS, ROLL_HEADS, PrinterForm
from app.ui.screens.settings_printers_picture import TrialPicture, trial_image
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox, Option, Segment
from app.ui.widgets.fields import Choice, Labeled, LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel

T = TypeVar("T")
# Makes the test document for a profile: page, label or ticket as the printer prints them.
Trial = Callable[[str, PrinterProfile], PrinterTestDoc]


class PrinterSetup(QWidget):
    """The fields of one printer. `kept(name, profile)`, `dropped(name)`; `closed` after either or without."""

    kept = Signal(str, object)
    dropped = Signal(str)
    closed = Signal()

    def __init__(self, ways: Ways, trial: Trial) -> None:
        super().__init__()
        self._ways, self._trial = ways, trial
        self._form = PrinterForm()
        self._taken: Collection[str] = ()
        self._known = ""
        self._busy = False
        self._turn = 0  # answers to what an earlier opening asked are dropped
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._reach = self._lay_out_reach()
        column.addWidget(self._reach)
        column.addWidget(self._lay_out_head())
        column.addStretch(1)

    # -- parts

    def _lay_out_reach(self) -> Panel:
        panel = Panel()
        self.name = LabeledField(self.tr("Tên gọi"), required=True, placeholder=self.tr("Máy in phiếu quầy 3"))
        self.language = Segment(
            [
                Option(PrinterLanguage.ESCPOS.value, self.tr("Giấy cuộn (ESC/POS)"), "1"),
                Option(PrinterLanguage.TSPL.value, self.tr("Tem TSPL"), "2"),
                Option(PrinterLanguage.ZPL.value, self.tr("Tem ZPL"), "3"),
            ],
            self.tr("Loại máy"),
        )
        self.wire = Segment(
            [
                Option("tcp", self.tr("Mạng"), "1"),
                Option("serial", self.tr("Cổng COM"), "2"),
                Option("file", self.tr("USB, chia sẻ"), "3"),
                Option("spool", self.tr("Hàng đợi"), "4"),
            ],
            self.tr("Nối bằng"),
        )
        self.place = LabeledField(self.tr("Địa chỉ"), required=True)
        self.connect_button = KeyButton(self.tr("Thử kết nối"), "Ctrl+H")
        self.connect_button.clicked.connect(self.try_connection)
        self.language.chosen.connect(self._on_language)
        self.wire.chosen.connect(lambda _wire: self._on_wire())
        for field in (self.name, self.place):
            field.edited.connect(lambda _text: self._on_edited())
        self.head = Choice()
        self.head.activated.connect(lambda _index: self._on_edited())
        head = Labeled(self.tr("Đầu in"), self.head)
        head.setFixedWidth(196)
        above, below = QHBoxLayout(), QHBoxLayout()
        for row in (above, below):
            row.setSpacing(12)
        above.addWidget(self.name, 1)
        above.addWidget(Labeled(self.tr("Loại máy"), self.language))
        above.addWidget(head)
        below.addWidget(Labeled(self.tr("Nối bằng"), self.wire))
        below.addWidget(self.place, 1)
        below.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignBottom)
        panel.body.addLayout(above)
        panel.body.addLayout(below)
        return panel

    def _lay_out_head(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(18)
        self.picture = TrialPicture()
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setSpacing(6)
        self.offset_x = LabeledField(self.tr("Sang phải, mm"), digits=True)
        self.offset_y = LabeledField(self.tr("Xuống, mm"), digits=True)
        self.gap = LabeledField(self.tr("Khe tem, mm"), digits=True)
        for field in (self.offset_x, self.offset_y, self.gap):
            field.edited.connect(lambda _text: self._on_edited())
            field.setFixedWidth(104)
        self.darkness = Choice()
        for step in range(-3, 4):
            words = self.tr("Như máy") if step == 0 else f"{step:+d}".replace("-", "−")
            self.darkness.addItem(words, step)
        self.darkness.activated.connect(lambda _index: self._on_edited())
        self.cut = CheckBox(self.tr("Cắt giấy"))
        self.cut.toggled.connect(lambda _on: self._on_edited())
        self._darkness_box = Labeled(self.tr("Độ đậm"), self.darkness)
        self._darkness_box.setFixedWidth(116)
        fields = QHBoxLayout()
        fields.setSpacing(10)
        for part in (self.offset_x, self.offset_y, self._darkness_box, self.gap):
            fields.addWidget(part)
        fields.addWidget(self.cut, 0, Qt.AlignmentFlag.AlignBottom)
        fields.addStretch(1)
        side.addLayout(fields)
        self.state = Label("", "lg", 600)
        self.hint = Text("", "base", 400, "text2", lines=3)
        side.addWidget(self.state)
        side.addWidget(self.hint)
        side.addLayout(self._lay_out_buttons())
        side.addStretch(1)
        row.addLayout(side, 1)
        panel.body.addLayout(row)
        panel.body.addStretch(1)
        return panel

    def _lay_out_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep_button = KeyButton(self.tr("Giữ máy in này"), "Ctrl+S", "main")
        self.keep_button.clicked.connect(self.keep)
        self.trial_button = KeyButton(self.tr("In thử"), "Ctrl+T")
        self.trial_button.clicked.connect(self.print_trial)
        self.drop_button = KeyButton(self.tr("Bỏ máy này"), "", "ghost")
        self.drop_button.clicked.connect(self._drop)
        # Esc goes through keyPressEvent: a drop-down takes its own first.
        self.back_button = KeyButton(self.tr("Quay lại"), "Esc", "ghost", bind=False)
        self.back_button.clicked.connect(self.closed)
        for button in (self.keep_button, self.trial_button, self.back_button, self.drop_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- what it is opened with, and gives

    def open_new(self, taken: Collection[str]) -> None:
        """Begin with a printer nobody knows; `taken` are the names that are in use."""
        self._open("", PrinterForm(), taken)
        self.name.setFocus()

    def open_known(self, name: str, profile: PrinterProfile) -> None:
        """Show a printer: of a driver only what can be adjusted."""
        self._open(name, PrinterForm.of(name, profile), ())
        (self.place if profile.is_raw else self.offset_x).setFocus()

    def _open(self, known: str, form: PrinterForm, taken: Collection[str]) -> None:
        self._known, self._form, self._taken = known, form, taken
        self._turn += 1
        raw = form.language is not PrinterLanguage.DRIVER
        self._reach.setVisible(raw)
        self.name.edit.setReadOnly(bool(known))
        self.drop_button.setVisible(raw and bool(known))
        self._darkness_box.setVisible(raw)
        self.name.set_text(form.name)
        self.language.set_value(form.language.value)
        self.wire.set_value(form.wire)
        self.place.set_text(form.place)
        for field, text in ((self.offset_x, form.x), (self.offset_y, form.y), (self.gap, form.gap)):
            field.set_text(text)
        self.darkness.setCurrentIndex(self.darkness.findData(form.darkness))
        self.cut.blockSignals(True)
        self.cut.setChecked(form.cut)
        self.cut.blockSignals(False)
        self._end()
        self._show_head()
        self._show_place()
        self.picture.set_picture(None, "")
        self._say(self.tr("In thử rồi nhìn bằng mắt"), self._advice())
        self._draw()

    def form(self) -> PrinterForm:
        """Give the fields as they stand."""
        head = self.head.currentData()
        return replace(
            self._form,
            name=self._known or self.name.text(),
            place=self.place.text(),
            wire=self.wire.value() or "tcp",
            head=head if isinstance(head, tuple) else self._form.head,
            x=self.offset_x.text(),
            y=self.offset_y.text(),
            gap=self.gap.text(),
            darkness=int(self.darkness.currentData() or 0),
            cut=self.cut.isChecked(),
        )

    # -- changes

    def _on_edited(self) -> None:
        before, self._form = self._form, self.form()
        for field in (self.name, self.place, self.offset_x, self.offset_y, self.gap):
            field.set_state("")
        if self._form.head != before.head:
            self._draw()

    def _on_language(self, value: str) -> None:
        self._form = self.form().in_language(PrinterLanguage(value))
        self._show_head()
        self._say(self.tr("In thử rồi nhìn bằng mắt"), self._advice())
        self._draw()

    def _on_wire(self) -> None:
        self._form = replace(self.form(), place="")
        self.place.set_text("")
        self._show_place()
        wire = self._form.wire
        SideWork(self, lambda _work: self._ways.places(wire), partial(self._on_places, wire), lambda _error: None)

    def _on_places(self, wire: str, places: list[str]) -> None:
        if places and wire == self.wire.value() and not self.place.text():
            self.place.set_text(places[0])
            self.place.set_state("", self.tr("Thấy: {places}").format(places=", ".join(places)))
            self._form = self.form()

    def _show_place(self) -> None:
        samples = {
            "tcp": "192.168.1.50",
            "serial": "COM3?baud=115200",
            "file": r"\\QUAY3\XP80",
            "spool": self.tr("Tên máy in trong hệ thống"),
        }
        self.place.edit.setPlaceholderText(samples[self._form.wire])

    def _show_head(self) -> None:
        form = self._form
        roll = form.language is PrinterLanguage.ESCPOS
        self.head.clear()
        heads = ROLL_HEADS if roll else LABEL_HEADS
        for dots, dpi in heads if form.head in heads else (*heads, form.head):
            self.head.addItem(self.tr("{dots} điểm · {dpi} dpi").format(dots=dots, dpi=dpi), (dots, dpi))
        self.head.setCurrentIndex(next(i for i in range(self.head.count()) if self.head.itemData(i) == form.head))
        self.cut.setVisible(roll)
        self.gap.setVisible(form.language is PrinterLanguage.TSPL)

    def _faulty(self, faults: dict[str, str]) -> bool:
        """Show what is wrong beside its field, and go there."""
        notes = {
            "missing": self.tr("Chưa ghi"),
            "taken": self.tr("Tên đã có"),
            "address": self.tr("Không dùng được"),
            "number": self.tr("Không hợp lệ"),
        }
        fields = {"name": self.name, "place": self.place, "x": self.offset_x, "y": self.offset_y, "gap": self.gap}
        for name, field in fields.items():
            if name in faults:
                field.set_state("bad", notes[faults[name]])
        for name, field in fields.items():
            if name in faults:
                field.setFocus()
                break
        return bool(faults)

    # -- connecting, printing, keeping

    def try_connection(self) -> None:
        """Connect and show what the printer answers."""
        form = self.form()
        if self._busy or self._faulty(form.place_faults()):
            return
        name, profile, ask = self._called(form), form.profile(), self._ways.ask
        self._begin(self.tr("Đang nối …"), lambda: ask(name, profile), self._on_answer)

    def _on_answer(self, status: PrinterStatus | None) -> None:
        if status is None:
            words = self.tr("Nối được, nhưng máy không nói gì về giấy và nắp. In thử để chắc chắn.")
            self._say(self.tr("Đã nối được"), words)
        elif status.troubles:
            told = ", ".join(trouble.value for trouble in status.troubles)
            self._say(self.tr("Đã nối được, máy báo: {told}").format(told=told), self._advice(), "warn")
        elif status.paper_low:
            self._say(self.tr("Máy in sẵn sàng"), self.tr("Máy báo sắp hết giấy."), "ok")
        else:
            self._say(self.tr("Máy in sẵn sàng"), self.tr("Máy trả lời: có giấy, nắp đóng."), "ok")

    def print_trial(self) -> None:
        """Print with the fields as they stand."""
        form = self.form()
        faults = {field: fault for field, fault in form.faults(()).items() if field != "name"}
        if self._busy or self._faulty(faults):
            return
        name, profile, send = self._called(form), form.profile(), self._ways.send
        document = self._trial(name, profile)
        self._begin(self.tr("Đang in thử …"), lambda: send(render(document), name, profile), self._on_printed)

    def _on_printed(self, _result: object) -> None:
        self._say(self.tr("Đã gửi bản in thử"), self._advice())

    def _on_failed(self, error: Explained) -> None:
        self._say(self.tr("Chưa được"), f"{error.sentence} {error.advice}".strip(), "bad")

    def keep(self) -> None:
        """Keep the printer and go back."""
        form = self.form()
        if not self._faulty(form.faults(self._taken)):
            self.kept.emit(form.name.strip(), form.profile())
            self.closed.emit()

    def ask_to_keep(self) -> None:
        """Say that the printer is not kept yet, to somebody who wants to go on."""
        self._say(self.tr("Máy in này chưa được giữ"), self.tr("Giữ nó, hoặc quay lại mà không giữ."), "warn")
        self.keep_button.setFocus()

    def _drop(self) -> None:
        self.dropped.emit(self._known)
        self.closed.emit()

    def _called(self, form: PrinterForm) -> str:
        return form.name.strip() or self.tr("Máy in mới")

    def _begin(self, words: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do slow work beside the window, one at a time."""
        self._busy = True
        self._say(words, "")
        for button in (self.connect_button, self.trial_button):
            button.set_ready(False, self.tr("Chờ máy in trả lời"))
        turn = self._turn

        def answered(told: Callable[[], object]) -> None:
            if turn == self._turn:
                self._end()
                told()

        SideWork(
            self,
            lambda _work: work(),
            lambda result: answered(lambda: done(result)),
            lambda error: answered(lambda: self._on_failed(error)),
        )

    def _end(self) -> None:
        self._busy = False
        for button in (self.connect_button, self.trial_button):
            button.set_ready(True)

    # -- words and picture

    def _say(self, state: str, hint: str, colour: str = "text") -> None:
        self.state.set_text(state, colour)
        self.hint.set_text(hint)

    def _advice(self) -> str:
        match self._form.language:
            case PrinterLanguage.ESCPOS:
                return self.tr("Chữ thập phải ở giữa giấy, vạch cuối của thước không mất, ô 100 % đen đều.")
            case PrinterLanguage.DRIVER if not self._trial(self._known, PrinterProfile()).label:
                return self.tr(
                    "Tâm chữ thập cách mép trái và mép trên 15 mm. Lệch bao nhiêu thì ghi bấy nhiêu, trái dấu."
                )
            case _:
                return self.tr(
                    "Tâm chữ thập cách mép phải và mép dưới 5 mm. Lệch bao nhiêu thì ghi bấy nhiêu, trái dấu."
                )

    def _draw(self) -> None:
        form = self._form
        document = self._trial(self._called(form), form.profile())
        self.picture.expect(wide=document.label is not None)

        def done(image: QImage) -> None:
            if form.head == self._form.head and form.language is self._form.language:
                self.picture.set_picture(QPixmap.fromImage(image), self.tr("Hình của bản in thử"))

        SideWork(self, lambda _work: trial_image(document), done, lambda _error: None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter goes on to the next field; it must not reach the first start's main button.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
