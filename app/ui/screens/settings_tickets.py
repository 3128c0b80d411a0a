"""Settings of the queue of people: what they take numbers for at this office, and which printer prints the tickets.

With no service named an office gives no numbers, and nobody sees anything of them.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.domain.office import Right
from app.domain.text import clean
from app.domain.tickets import LETTERS
from app.services.door import find_desk
from app.services.house import Desk
from app.services.offices import change_office
from app.services.print_jobs import TICKET
from app.services.tickets import services_named
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.fields import Choice, Labeled, LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel


class TicketsSection(SettingsPage):
    """A name per letter; the printer of this PC."""

    section, icon = "tickets", "users"
    right = Right.EDIT_OFFICE
    kinds = frozenset({"office", "settings"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Lấy số")
        self._desk: Desk | None = None
        panel = Panel(self.tr("Người dân lấy số để làm gì"))
        words = self.tr("Ghi tên ít nhất một dịch vụ để bật lấy số và gọi số (F6). Để trống hết thì không dùng.")
        panel.body.addWidget(Text(words, "sm", 400, "text2", lines=2))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        self.names: dict[str, LabeledField] = {}
        examples = (self.tr("Hộ tịch, chứng thực"), self.tr("Đất đai, xây dựng"))
        for place, letter in enumerate(LETTERS):
            example = examples[place] if place < len(examples) else ""
            field = LabeledField(self.tr("Số bắt đầu bằng {letter}").format(letter=letter), placeholder=example)
            field.edited.connect(lambda _text: self._on_edited())
            self.names[letter] = field
            grid.addWidget(field, place // 2, place % 2)
        panel.body.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.note = Label("", "sm", 400, "text2")
        self.keep_button = KeyButton(self.tr("Giữ thay đổi"), "Ctrl+S", "main")
        self.keep_button.clicked.connect(self.keep_services)
        row.addWidget(self.note, 1)
        row.addWidget(self.keep_button)
        panel.body.addLayout(row)
        printing = Panel(self.tr("Phiếu số"))
        self.printer = Choice()
        self.printer.activated.connect(self._on_printer)
        printing.body.addWidget(Labeled(self.tr("Máy in phiếu số của máy này (giấy cuộn 80 mm)"), self.printer))
        words = self.tr("Thêm và in thử máy in trong mục Máy in. Chưa chọn thì phiếu lưu thành PDF.")
        printing.body.addWidget(Text(words, "sm", 400, "text2", lines=2))
        for part in (panel, printing):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def forget_typed(self) -> None:
        self._desk = None

    def refresh(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: find_desk(house), self._on_desk)
        self._show_printers()

    def first(self) -> QWidget:
        return self.names["A"].edit

    def _on_desk(self, desk: Desk | None) -> None:
        before, kept = _names(self._desk), _names(desk)
        is_shown, self._desk = self._desk is not None, desk
        for letter, field in self.names.items():
            if not is_shown or clean(field.edit.text()) == before.get(letter, ""):  # else somebody is typing it
                field.edit.setText(kept.get(letter, ""))
            field.setEnabled(self.may())
        self._on_edited()

    def _typed(self) -> dict[str, str]:
        return {letter: field.edit.text() for letter, field in self.names.items()}

    def _on_edited(self) -> None:
        kept = self._desk.office.ticket_services if self._desk is not None else ()
        same = {s.letter: s.name for s in kept} == {k: v.strip() for k, v in self._typed().items() if v.strip()}
        why = self.tr("Chỉ quản trị sửa được") if not self.may() else self.tr("Chưa sửa gì") if same else ""
        self.keep_button.set_ready(not why, why)
        self.note.set_text(self.tr("Đang dùng số thứ tự") if kept else self.tr("Cơ quan chưa dùng số thứ tự"))

    def keep_services(self) -> None:
        """Keep the services for the whole office."""
        if self._desk is None:
            return
        house, actor, office, typed = self.context.house, self.context.the_actor, self._desk.office, self._typed()
        self.once(
            lambda: change_office(house, actor, replace(office, ticket_services=services_named(typed))),
            lambda _changed: self._done(),
            self.fail,
        )

    def _done(self) -> None:
        self.forget_typed()
        self.trouble.show_banner("")
        self.say(self.tr("Đã giữ các dịch vụ lấy số"))
        self.refresh()

    def _show_printers(self) -> None:
        settings = self.context.settings.current
        now = settings.printers.get(TICKET, "")
        known = sorted({name for name in (*settings.profiles, *settings.printers.values()) if name})
        self.printer.clear()
        self.printer.addItem(self.tr("Thư mục Giấy in"), "")
        for name in known:
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(max(self.printer.findData(now), 0))

    def _on_printer(self) -> None:
        printers = dict(self.context.settings.current.printers) | {TICKET: str(self.printer.currentData())}
        self.keep(lambda: self.say(self.tr("Đã đổi máy in phiếu số")), printers=printers)


def _names(desk: Desk | None) -> dict[str, str]:
    return {service.letter: service.name for service in desk.office.ticket_services} if desk is not None else {}
