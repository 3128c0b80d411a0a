"""The questions about a file: which part of the dossier it belongs to, and why it is taken off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.choices import Option, RadioRows
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.question import Question
from app.ui.widgets.rows import Cell, Column, Row, RowList
from app.ui.widgets.toasts import Answer

_MOST_ROWS = 7
_OTHER = "other"


class ComponentQuestion(Question):
    """Asks which part of a dossier a file belongs to; `wanted(key)`. Esc attaches nothing.

    `told` names the dossier too: a scanned code may have put another one on the screen meanwhile.
    """

    wanted = Signal(str)

    def __init__(self, told: str, parts: Sequence[tuple[str, str]], chosen: str, parent: QWidget) -> None:
        translate = QCoreApplication.translate
        title = translate("ComponentQuestion", "Tệp này thuộc giấy nào của hồ sơ?")
        back = Answer(translate("ComponentQuestion", "Quay lại"), "Esc")
        on = Answer(translate("ComponentQuestion", "Đính kèm"), "Return", kind="main")
        super().__init__(title, told, (back, on), safe=0, parent=parent, width=560)
        self.list = RowList((Column(),), lines=1, head=False, name=title)
        self.list.set_rows([Row((key,), (Cell(name),), tip=name) for key, name in parts])
        if not self.list.select_key((chosen,)):
            self.list.select_first()
        self.list.setFixedHeight(self.list.height_for(min(len(parts), _MOST_ROWS)) + 2)
        self.list.opened.connect(lambda _row: self.give(1))
        self.extra.addWidget(self.list)

    def show_question(self) -> None:
        super().show_question()
        self.list.setFocus()

    def give(self, number: int) -> None:
        row = self.list.current_row()
        if number == 1 and row is not None and isinstance(row.key, tuple):
            self.wanted.emit(str(row.key[0]))
        super().give(number)


class DetachQuestion(Question):
    """Asks why a file is taken off a dossier, which `whose` names; `wanted(reason)`. Esc leaves it."""

    wanted = Signal(str)

    def __init__(self, whose: str, told: str, parent: QWidget) -> None:
        translate = QCoreApplication.translate
        title = translate("DetachQuestion", "Bỏ tệp này khỏi hồ sơ?")
        sentence = translate("DetachQuestion", "{file}. Việc bỏ tệp và lý do được ghi lại.").format(file=told)
        stay = Answer(translate("DetachQuestion", "Giữ lại"), "Esc")
        off = Answer(translate("DetachQuestion", "Bỏ tệp"), "Ctrl+Return", kind="danger")
        super().__init__(title, f"{whose}\n{sentence}", (stay, off), safe=0, parent=parent)
        reasons = (
            translate("DetachQuestion", "Đính kèm nhầm hồ sơ"),
            translate("DetachQuestion", "Đính kèm nhầm giấy"),
            translate("DetachQuestion", "Tệp mờ, thiếu trang"),
        )
        options = [Option(reason, reason, str(number)) for number, reason in enumerate(reasons, start=1)]
        options.append(Option(_OTHER, translate("DetachQuestion", "Lý do khác"), "4"))
        self.reasons = RadioRows(options, translate("DetachQuestion", "Lý do"))
        self.reasons.set_value(reasons[0])
        self.other = LabeledField(self.tr("Lý do khác"), placeholder=self.tr("Ghi ngắn gọn"))
        self.other.edited.connect(lambda _text: self.reasons.set_value(_OTHER))
        self.reasons.chosen.connect(lambda value: self.other.setFocus() if value == _OTHER else None)
        self.extra.addWidget(self.reasons)
        self.extra.addWidget(self.other)

    def show_question(self) -> None:
        super().show_question()
        self.reasons.setFocus()

    def give(self, number: int) -> None:
        if number == 1:
            reason = self.other.text() if self.reasons.value() == _OTHER else self.reasons.value()
            if not reason:
                self.other.set_state("bad", self.tr("Chưa ghi lý do"))
                self.other.setFocus()
                return
            self.wanted.emit(reason)
        super().give(number)
