"""Which printer prints what, tried out and looked at: in the wizard of the first start, and in the settings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.printing.documents import LABEL_SIZES, PrinterTestDoc, PrintStamp
from app.printing.documents import LabelSize as Stock
from app.printing.qt_printer import PrinterEntry
from app.printing.rendering import render
from app.runtime.side_work import SideWork
from app.services.print_jobs import A4, LABEL
from app.settings import LabelSize
from app.ui.context import Context
from app.ui.screens.settings_printers_picture import TrialPicture, trial_image
from app.ui.screens.settings_printers_ways import Use, Ways, into_folder, millimetres
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, Labeled, LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row, RowList

_OTHER = "other"


class PrinterPanel(QWidget):
    """Two uses of printers with their trials. `changed` when a printer or the label stock changed.

    `trial_changed` when `asking()` may have: its main button then takes over from the page's.
    """

    changed = Signal()
    trial_changed = Signal()

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__()
        self._context = context
        self._ways = ways or Ways(folder=context.printouts)
        self._entries: list[PrinterEntry] = []
        self.listed = False
        printers = context.settings.current.printers
        self._uses = {A4: Use(printers.get(A4, "")), LABEL: Use(printers.get(LABEL, ""))}
        self._label = context.settings.current.label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._lay_out_table())
        column.addWidget(self._lay_out_use())
        column.addStretch(1)
        self._show_choices()
        self.list.select_first()

    # -- parts

    def _lay_out_table(self) -> Panel:
        panel = Panel(flush=True)
        self.list = RowList(
            [
                Column("", 22, 22),
                Column(self.tr("Dùng cho")),
                Column(self.tr("Máy in"), 240, 210),
                Column(self.tr("Kết quả thử"), 150, 136),
            ],
            name=self.tr("Máy in theo việc"),
        )
        self.list.current_changed.connect(lambda _row: self._on_use())
        self.list.opened.connect(lambda _row: self.printer.setFocus())
        panel.body.addWidget(self.list)
        return panel

    def _lay_out_use(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(18)
        self.picture = TrialPicture()
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setSpacing(6)
        choices = QHBoxLayout()
        choices.setSpacing(12)
        self.printer = Choice()
        self.printer.activated.connect(self._on_printer)
        self.stock_size = Choice()
        for stock in LABEL_SIZES:
            self.stock_size.addItem(f"{stock.name} mm", stock.name)
        self.stock_size.addItem(self.tr("Cỡ khác"), _OTHER)
        self.stock_size.activated.connect(self._on_size)
        self.dpi = Segment([Option("203", "203", "1"), Option("300", "300", "2")], self.tr("Độ nét, điểm mỗi inch"))
        self.dpi.chosen.connect(lambda _value: self._on_stock())
        self.width_mm = LabeledField(self.tr("Rộng, mm"), digits=True)
        self.height_mm = LabeledField(self.tr("Cao, mm"), digits=True)
        for field in (self.width_mm, self.height_mm):
            field.left.connect(lambda _text: self._on_stock())
            field.setFixedWidth(84)
        self._printer_box = Labeled(self.tr("Máy in"), self.printer)
        self._size_box = Labeled(self.tr("Cỡ tem"), self.stock_size)
        self._dpi_box = Labeled(self.tr("Độ nét (dpi)"), self.dpi)
        self._size_box.setFixedWidth(124)
        choices.addWidget(self._printer_box, 1)
        for part in (self._size_box, self.width_mm, self.height_mm, self._dpi_box):
            choices.addWidget(part)
        side.addLayout(choices)
        self.question = Label("", "lg", 600)
        self.hint = Text("", "base", 400, "text2", lines=2)
        side.addWidget(self.question)
        side.addWidget(self.hint)
        side.addLayout(self._lay_out_answers())
        side.addStretch(1)
        row.addLayout(side, 1)
        panel.body.addLayout(row)
        panel.body.addStretch(1)
        return panel

    def _lay_out_answers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        # Y and N are plain letters: the panel handles them itself, and only while a question stands.
        self.same = KeyButton(self.tr("Giống hệt"), "Y", "main", bind=False)
        self.same.clicked.connect(lambda: self._answer("good"))
        self.trial = KeyButton(self.tr("In thử"), "Ctrl+T")
        self.trial.clicked.connect(self.print_trial)
        self.other = KeyButton(self.tr("Không giống"), "N", "ghost", bind=False)
        self.other.clicked.connect(lambda: self._answer("bad"))
        self.again = KeyButton(self.tr("Tìm lại máy in"), "F5", "ghost")
        self.again.clicked.connect(self.find_printers)
        for button in (self.same, self.trial, self.other, self.again):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- printers of the system

    def find_printers(self) -> None:
        """Ask the system for its printers, off the GUI thread."""
        self.listed = False
        self._on_use()
        SideWork(self, lambda _work: self._ways.listing(), self._on_printers, self._on_no_printers)

    def _on_printers(self, entries: list[PrinterEntry]) -> None:
        self._entries = entries
        self.listed = True
        self._show_choices()

    def _on_no_printers(self, error: Explained) -> None:
        self.listed = True
        self._use().told = error.sentence
        self._show_choices()

    def found(self) -> int:
        """Give how many printers the system knows."""
        return len(self._entries)

    # -- values

    def printers(self) -> dict[str, str]:
        """Give the printer chosen per role; a role without one is missing."""
        return {role: use.printer for role, use in self._uses.items() if use.printer}

    def label(self) -> LabelSize:
        """Give the label stock."""
        return self._label

    def asking(self) -> bool:
        """Whether a printed trial waits to be looked at."""
        return any(use.trial == "waiting" for use in self._uses.values())

    def ask(self) -> None:
        """Put the question of a waiting trial in front, with the focus on its answer."""
        self.list.select_key(next(role for role, use in self._uses.items() if use.trial == "waiting"))
        self.same.setFocus()

    def changes(self) -> dict[str, Any]:
        """Give what `SettingsFile.change` keeps: printers and label stock; printers of other uses stay."""
        others = {r: p for r, p in self._context.settings.current.printers.items() if r not in self._uses}
        return {"printers": {**others, **self.printers()}, "label": self._label}

    def role(self) -> str:
        """Give the use at hand."""
        return str(self.list.current_key() or A4)

    def _use(self) -> Use:
        return self._uses[self.role()]

    def _stock(self) -> Stock:
        label = self._label
        known = next((s for s in LABEL_SIZES if (s.width_mm, s.height_mm) == (label.width_mm, label.height_mm)), None)
        name = f"{label.width_mm:g}×{label.height_mm:g}".replace(".", ",")
        return known or Stock(name=name, width_mm=label.width_mm, height_mm=label.height_mm)

    # -- changes

    def _on_use(self) -> None:
        self._show_use()
        self._draw_picture()

    def _on_printer(self) -> None:
        use = self._use()
        chosen = str(self.printer.currentData() or "")
        if chosen != use.printer:
            use.printer, use.trial, use.told = chosen, "", ""
            self._show_use()
            self.changed.emit()

    def _on_size(self) -> None:
        name = self.stock_size.currentData()
        stock = next((s for s in LABEL_SIZES if s.name == name), None)
        if stock is not None:
            self._label = replace(self._label, width_mm=stock.width_mm, height_mm=stock.height_mm)
            self._stock_changed()
        else:
            self._show_own_size(True)
            self.width_mm.edit.setFocus()

    def _on_stock(self) -> None:
        label = replace(self._label, dpi=int(self.dpi.value() or 203))
        if self.stock_size.currentData() == _OTHER:
            values = []
            for field in (self.width_mm, self.height_mm):
                value = millimetres(field.text())
                field.set_state("" if value else "bad", "" if value else self.tr("10–300"))
                values.append(value)
            if None not in values:
                label = replace(label, width_mm=values[0] or 0.0, height_mm=values[1] or 0.0)
        if label != self._label:
            self._label = label
            self._stock_changed()

    def _stock_changed(self) -> None:
        use = self._uses[LABEL]
        use.trial, use.told = "", ""
        self._show_use()
        self._draw_picture()
        self.changed.emit()

    # -- trial

    def _document(self) -> PrinterTestDoc:
        actor, desk = self._context.actor, self._context.desk
        stamp = PrintStamp(
            printed_at=self._context.house.local_now(),
            printed_by=actor.name if actor else self.tr("Cài đặt lần đầu"),
            counter=desk.counter_name.lower() if desk else "",
        )
        label = self._stock() if self.role() == LABEL else None
        office = desk.office.name if desk else ""
        return PrinterTestDoc(stamp=stamp, printer=self._use().printer, office=office, label=label, dpi=self._label.dpi)

    def print_trial(self) -> None:
        """Print the test page or test label; the answer comes back as a question."""
        role, use = self.role(), self._use()
        document, ways = self._document(), self._ways
        use.trial, use.told = "printing", ""
        self._show_use()

        title = self.tr("In thử")

        def work(_work: SideWork) -> str:
            pdf = render(document)
            if use.printer:
                ways.send(pdf, use.printer)
                return ""
            return into_folder(pdf, ways.folder, f"{title} {role}.pdf")

        SideWork(self, work, partial(self._on_printed, role), partial(self._on_trial_failed, role))

    def _on_printed(self, role: str, where: str) -> None:
        use = self._uses[role]
        use.trial, use.told = "waiting", where
        self._show_use()
        if role == self.role():
            self.same.setFocus()

    def _on_trial_failed(self, role: str, error: Explained) -> None:
        use = self._uses[role]
        use.trial, use.told = "failed", f"{error.sentence} {error.advice}".strip()
        self._show_use()

    def _answer(self, trial: str) -> None:
        use = self._use()
        if use.trial == "waiting":
            use.trial = trial
            self._show_use()
            self.list.setFocus()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._use().trial == "waiting" and event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._answer("good" if event.key() == Qt.Key.Key_Y else "bad")
        else:
            super().keyPressEvent(event)

    def _draw_picture(self) -> None:
        document, is_label = self._document(), self.role() == LABEL
        self.picture.expect(wide=is_label)

        def done(image: QImage) -> None:
            words = self.tr("Hình của tem thử") if is_label else self.tr("Hình của trang thử")
            if (self.role() == LABEL) == is_label:
                self.picture.set_picture(QPixmap.fromImage(image), words)

        SideWork(self, lambda _work: trial_image(document), done, lambda _error: None)

    # -- showing

    def _show_choices(self) -> None:
        self.printer.clear()
        self.printer.addItem(self.tr("Để tệp PDF trong thư mục"), "")
        names = [entry.name for entry in self._entries]
        for entry in self._entries:
            words = entry.description + (self.tr(" (mặc định)") if entry.default else "")
            self.printer.addItem(words, entry.name)
        for use in self._uses.values():
            if use.printer and use.printer not in names:
                self.printer.addItem(self.tr("{name} (chưa thấy)").format(name=use.printer), use.printer)
                names.append(use.printer)
        self._show_use()

    def _show_use(self) -> None:
        stock = self._stock()
        texts = {
            A4: ("file-text", self.tr("Giấy A4"), self.tr("Giấy hẹn, phiếu, danh sách")),
            LABEL: ("tag", self.tr("Tem hồ sơ"), f"{stock.name} mm · {self._label.dpi} dpi"),
        }
        rows = []
        for role, (icon, words, detail) in texts.items():
            use = self._uses[role]
            where = use.printer or self.tr("Thư mục Giấy in")
            below = self.tr("Máy in của hệ thống") if use.printer else self.tr("Tệp PDF, in sau")
            rows.append(Row(role, (
                Cell(icon=icon, colour="text2"), Cell(words, detail, weight=600), Cell(where, below, weight=500),
                Cell(badge=self._badge(use)),
            )))  # fmt: skip
        kept = self.list.current_key()
        self.list.set_rows(rows)
        if kept is None:
            self.list.blockSignals(True)
            self.list.select_first()
            self.list.blockSignals(False)
        self.list.setFixedHeight(self.list.height_for(len(rows)) + 1)
        self._show_side()

    def _badge(self, use: Use) -> BadgeWords:
        table = {
            "printing": BadgeWords(self.tr("Đang in"), "info"),
            "waiting": BadgeWords(self.tr("Chờ bạn xem"), "warn", "clock"),
            "good": BadgeWords(self.tr("In đúng"), "ok", "check"),
            "bad": BadgeWords(self.tr("In chưa đúng"), "bad", "circle-alert"),
            "failed": BadgeWords(self.tr("Chưa in được"), "bad", "circle-alert"),
        }
        return table.get(use.trial, BadgeWords(self.tr("Chưa thử")))

    def _show_side(self) -> None:
        self.trial_changed.emit()
        use, is_label = self._use(), self.role() == LABEL
        self.printer.setCurrentIndex(max(0, self.printer.findData(use.printer)))
        for part in (self._size_box, self._dpi_box):
            part.setVisible(is_label)
        own = self.stock_size.findData(self._stock().name) < 0
        self.stock_size.setCurrentIndex(self.stock_size.findData(_OTHER if own else self._stock().name))
        self._show_own_size(is_label and own)
        self.dpi.set_value(str(self._label.dpi))
        waiting = use.trial == "waiting"
        self.question.set_text(self._question(use, is_label))
        self.hint.set_text(self._hint(use, is_label), "bad" if use.trial in ("bad", "failed") else "text2")
        self.same.setVisible(waiting)
        self.other.setVisible(waiting)
        self.again.setVisible(not waiting)
        self.again.set_ready(self.listed, self.tr("Đang tìm máy in"))
        again = use.trial in ("waiting", "bad", "failed", "good")
        self.trial.set_label(self.tr("In lại") if again else self.tr("In thử"))
        printable = bool(use.printer) or self._ways.folder is not None
        self.trial.set_ready(printable and use.trial != "printing", self.tr("Chọn máy in trước"))

    def _show_own_size(self, own: bool) -> None:
        if own and not self.width_mm.edit.hasFocus() and not self.height_mm.edit.hasFocus():
            self.width_mm.set_text(f"{self._label.width_mm:g}".replace(".", ","))
            self.height_mm.set_text(f"{self._label.height_mm:g}".replace(".", ","))
        self.width_mm.setVisible(own)
        self.height_mm.setVisible(own)

    def _question(self, use: Use, is_label: bool) -> str:
        if use.trial == "waiting":
            if is_label:
                return self.tr("Tem vừa in có giống hình này không?")
            return self.tr("Trang vừa in có giống hình này không?")
        if use.trial == "printing":
            return self.tr("Đang in thử …")
        if use.trial == "good":
            return self.tr("Máy này in đúng")
        if not self.listed:
            return self.tr("Đang tìm máy in …")
        return self.tr("In thử rồi nhìn bằng mắt")

    def _hint(self, use: Use, is_label: bool) -> str:
        if use.trial == "waiting":
            if use.told:
                return self.tr("Bản thử nằm ở {where}").format(where=use.told)
            if is_label:
                return self.tr("Viền không mất, chữ không mờ, mã quét được.")
            return self.tr("Đủ bốn góc, chữ rõ dấu, thước đúng 160 mm, mã quét được.")
        if use.trial == "bad":
            if is_label:
                return self.tr("Xem lại cỡ tem và độ nét ở trên, cân lại cuộn tem rồi in lại.")
            return self.tr("Tắt “Vừa trang” (Fit to page) trong trình điều khiển, chọn khổ A4 rồi in lại.")
        if use.trial == "failed":
            return use.told
        if use.trial == "good":
            return self.tr("Đổi máy in hoặc cỡ tem thì in thử lại.")
        if not use.printer:
            return self.tr("Chưa chọn máy in: giấy được ghi thành tệp PDF, in lúc nào cũng được.")
        return self.tr("Một bản in thử cho biết giấy, khổ và mã có đúng không.")
