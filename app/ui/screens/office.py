"""The fields of an office: in the wizard of the first start, and in the settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.addresses import AddressBook, Commune
from app.domain.calendar import SaturdayIntake
from app.domain.phones import check_phone, format_phone
from app.domain.procedures import Level
from app.ui.screens.office_form import OfficeAnswers, agency_note, in_commune, office_lacks, read_time
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, Labeled, LabeledField, LineEdit
from app.ui.widgets.labels import Label
from app.ui.widgets.popup import PopupList
from app.ui.widgets.rows import Cell, Column, Row

_TEXTS = (
    "name", "prefix", "parent_agency", "issuing_agency", "place", "address", "phone", "decider", "decider_role",
    "system_owner", "lookup_url",
)  # fmt: skip
_TIMES = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")


class CommunePicker(LabeledField):
    """A commune found as it is typed, by its name of today or of old; `picked(Commune)`."""

    picked = Signal(object)

    def __init__(self, label: str, addresses: AddressBook, *, required: bool = True) -> None:
        super().__init__(label, required=required, placeholder=self.tr("Gõ vài chữ không dấu, tên cũ cũng được"))
        self._addresses = addresses
        self._province = ""
        self._commune: Commune | None = None
        self._popup: PopupList | None = None
        self.edited.connect(self._on_edited)
        self.left.connect(self._on_left)

    def commune(self) -> Commune | None:
        """Give the one chosen."""
        return self._commune

    def set_province(self, code: str) -> None:
        """Look in one province only, "" for all; a commune of another one is let go."""
        self._province = code
        if self._commune is not None and code and self._commune.province.code != code:
            self.set_commune(None)

    def set_commune(self, commune: Commune | None) -> None:
        """Show one, or none."""
        self._commune = commune
        self.set_text(self._words(commune) if commune else "")
        if commune:
            self.set_state("ok", commune.province.full_name)

    def _words(self, commune: Commune) -> str:
        return commune.full_name[0].upper() + commune.full_name[1:]

    def _on_edited(self, text: str) -> None:
        self._commune = None
        self.set_state("")
        if self._popup is None:
            self._popup = PopupList(self.edit, [Column()], shown=5)
            self._popup.chosen.connect(self._on_chosen)
        hits = self._addresses.search(text, limit=20, province=self._province)
        if not hits:
            self._popup.close_popup()
            return
        rows = [
            Row(hit.commune.code, (
                Cell(self._words(hit.commune) + ", " + hit.commune.province.full_name,
                     self.tr("trước là {old}").format(old=hit.old_name) if hit.old_name else hit.commune.code),
            ))
            for hit in hits
        ]  # fmt: skip
        self._popup.show_rows(rows)

    def _on_chosen(self, row: Row) -> None:
        commune = self._addresses.commune(str(row.key))
        if commune is not None:
            self.set_commune(commune)
            self.picked.emit(commune)

    def _on_left(self, text: str) -> None:
        if text and self._commune is None:
            hits = self._addresses.search(text, limit=2, province=self._province)
            if len(hits) == 1:
                self.set_commune(hits[0].commune)
                self.picked.emit(hits[0].commune)
            else:
                self.set_state("bad", self.tr("Chọn một xã trong danh sách"))


class OfficeFields(QWidget):
    """The form. `edited` on each change; `answers()` gives it as typed, `show_lacks` marks what is missing.

    `full` adds what only the settings ask for; `fixed_prefix` shows the agency code without letting it be changed.
    """

    edited = Signal()

    def __init__(self, addresses: AddressBook, *, full: bool = False, fixed_prefix: bool = False) -> None:
        super().__init__()
        self._addresses = addresses
        self._quiet = False
        self.level = Segment(
            [
                Option(Level.COMMUNE.value, self.tr("Cấp xã"), "1"),
                Option(Level.PROVINCE.value, self.tr("Cấp tỉnh"), "2"),
            ],
            self.tr("Cấp hành chính"),
            stretch=True,
        )
        self.level.chosen.connect(lambda _value: self._changed())
        self.province = Choice()
        self.province.setPlaceholderText(self.tr("Chọn"))
        for province in addresses.provinces:
            self.province.addItem(province.name, province.code)
        self.province.setCurrentIndex(-1)
        self.province.activated.connect(self._on_province)
        self.commune = CommunePicker(self.tr("Xã, phường, đặc khu"), addresses)
        self.commune.picked.connect(self._on_commune)
        self.commune.edited.connect(lambda _text: self._changed())
        self.fields: dict[str, LabeledField] = {}
        self._add("name", self.tr("Tên cơ quan"), required=True)
        self._add("prefix", self.tr("Mã định danh cơ quan"), required=True, digits=True, placeholder="H12.10.15")
        self._add("parent_agency", self.tr("Dòng trên của giấy"), placeholder="UBND XÃ …")
        self._add("issuing_agency", self.tr("Dòng dưới của giấy"), required=True)
        self._add("place", self.tr("Địa danh"))
        self._add("address", self.tr("Địa chỉ"))
        self._add("phone", self.tr("Điện thoại"), digits=True)
        for name, label in zip(
            _TIMES, (self.tr("Sáng, từ"), self.tr("đến"), self.tr("Chiều, từ"), self.tr("đến")), strict=True
        ):
            self._add(name, label, digits=True, placeholder="07:00")
        self.saturday = Segment(
            [
                Option(SaturdayIntake.NONE.value, self.tr("Không"), "1"),
                Option(SaturdayIntake.SAME_DAY.value, self.tr("Có, kể từ thứ Bảy"), "2"),
                Option(SaturdayIntake.MONDAY.value, self.tr("Có, kể từ thứ Hai"), "3"),
            ],
            self.tr("Thứ Bảy"),
            stretch=True,
        )
        self.saturday.chosen.connect(lambda _value: self._changed())
        self._add("decider", self.tr("Người ký từ chối"))
        self._add("decider_role", self.tr("Chức vụ người ký"), placeholder="GIÁM ĐỐC")
        self._add("system_owner", self.tr("Chủ quản hệ thống"))
        self._add("lookup_url", self.tr("Địa chỉ tra cứu"), placeholder="https://…")
        self._lay_out(full)
        if fixed_prefix:
            self.fields["prefix"].edit.set_state("off")
            self.fields["prefix"].head.required = False
        self._fixed_prefix = fixed_prefix
        self.set_answers(OfficeAnswers())

    def _add(
        self, name: str, label: str, *, required: bool = False, digits: bool = False, placeholder: str = ""
    ) -> None:
        field = LabeledField(label, required=required, digits=digits, placeholder=placeholder)
        field.edited.connect(lambda _text, n=name: self._on_typed(n))
        field.left.connect(lambda _text, n=name: self._on_left(n))
        self.fields[name] = field

    def _lay_out(self, full: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        self.level_box = Labeled(self.tr("Cấp"), self.level)
        self.province_box = Labeled(self.tr("Tỉnh, thành phố"), self.province, required=True)
        self.saturday_box = Labeled(self.tr("Nhận hồ sơ thứ Bảy"), self.saturday)
        f = self.fields
        rows: list[list[tuple[QWidget, int]]] = [
            [(self.level_box, 4), (self.province_box, 4), (self.commune, 4)],
            [(f["name"], 8), (f["prefix"], 4)],
            [(f["parent_agency"], 4), (f["issuing_agency"], 5), (f["place"], 3)],
            [(f["address"], 8), (f["phone"], 4)],
        ]
        if full:
            rows.append([(f["decider"], 3), (f["decider_role"], 3), (f["system_owner"], 3), (f["lookup_url"], 3)])
        for line, parts in enumerate(rows):
            place = 0
            for widget, span in parts:
                grid.addWidget(widget, line, place, 1, span)
                place += span
        for place in range(12):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, 30)
        column.addLayout(grid)
        hours = QHBoxLayout()
        hours.setSpacing(12)
        for name in _TIMES:
            f[name].setMaximumWidth(96)
            hours.addWidget(f[name])
        hours.addWidget(self.saturday_box, 1)
        column.addLayout(hours)
        self.hours_note = Label("", "sm", 500, "bad")
        column.addWidget(self.hours_note)
        self.hours_note.hide()
        if not full:
            for name in ("decider", "decider_role", "system_owner", "lookup_url"):
                f[name].setParent(self)
                f[name].hide()

    # -- values

    def answers(self) -> OfficeAnswers:
        """Give the form as typed."""
        commune = self.commune.commune()
        return OfficeAnswers(
            level=self.level.value(),
            province_code=str(self.province.currentData() or ""),
            commune_code=commune.code if commune else "",
            saturday=self.saturday.value(),
            **{name: self.fields[name].text() for name in (*_TEXTS, *_TIMES)},
        )

    def set_answers(self, answers: OfficeAnswers) -> None:
        """Show a form."""
        self._quiet = True
        self.level.set_value(answers.level)
        self.province.setCurrentIndex(self.province.findData(answers.province_code))
        self.commune.set_province(answers.province_code)
        self.commune.set_commune(self._addresses.commune(answers.commune_code))
        self.saturday.set_value(answers.saturday)
        for name in (*_TEXTS, *_TIMES):
            if self.fields[name].text() != getattr(answers, name):
                self.fields[name].set_text(getattr(answers, name))
                self.fields[name].edit.setCursorPosition(0)
        if self._fixed_prefix:
            self.fields["prefix"].edit.set_state("off")
        elif answers.prefix:
            self._check_prefix()
        self._quiet = False

    # -- changes

    def _changed(self) -> None:
        if not self._quiet:
            at_commune = self.level.value() == Level.COMMUNE.value
            self.commune.set_label(self.commune.head.label, required=at_commune)
            self.edited.emit()

    def _on_province(self) -> None:
        self.province_box.set_note("")
        self.commune.set_province(str(self.province.currentData() or ""))
        self._changed()

    def _on_commune(self, commune: Commune) -> None:
        self.set_answers(in_commune(replace(self.answers(), commune_code=commune.code), commune))
        self.commune.set_commune(commune)
        self.province_box.set_note("")
        self._changed()

    def _on_typed(self, name: str) -> None:
        if name == "prefix":
            self._check_prefix(typing=True)
        elif self.fields[name].state() == "bad":
            self.fields[name].set_state("")
        self._changed()

    def _on_left(self, name: str) -> None:
        field = self.fields[name]
        if name == "prefix" and field.text():
            if not self._fixed_prefix:
                field.edit.setText(field.text().upper())
            self._check_prefix()
        elif name in _TIMES and (moment := read_time(field.text())) is not None:
            field.edit.setText(f"{moment:%H:%M}")
        elif name == "phone" and field.text():
            field.edit.setText(format_phone(field.text()))
            found = check_phone(field.text())
            states = {"wrong": "bad", "doubtful": "warn"}
            if found:
                field.set_state("bad" if states[found[0].severity.value] == "bad" else "warn", found[0].sentence)
            else:
                field.set_state("ok", self.tr("Đúng dạng số"))
        self._changed()

    def _check_prefix(self, *, typing: bool = False) -> None:
        field = self.fields["prefix"]
        if self._fixed_prefix:
            return
        fine, note = agency_note(field.text())
        # While it is being typed an unfinished code is no mistake.
        if fine:
            field.set_state("ok", note)
        else:
            field.set_state("" if typing else "bad", note)

    def show_lacks(self) -> bool:
        """Mark what is missing and put the focus there; True if nothing is."""
        lacks = office_lacks(self.answers())
        self.province_box.set_note(lacks.get("province_code", ""), "bad")
        self.hours_note.set_text(lacks.get("hours", ""))
        self.hours_note.setVisible("hours" in lacks)
        if "commune_code" in lacks:
            self.commune.set_state("bad", lacks["commune_code"])
        for name, reason in lacks.items():
            if name in self.fields:
                self.fields[name].set_state("bad", reason)
        order: dict[str, QWidget] = {"province_code": self.province, "commune_code": self.commune.edit}
        order |= {name: field.edit for name, field in self.fields.items()}
        order["hours"] = self.fields["morning_from"].edit
        for name in lacks:
            order[name].setFocus()
            break
        return not lacks

    def first(self) -> QWidget:
        """Give the field to begin with."""
        edit: LineEdit = self.commune.edit
        return edit
