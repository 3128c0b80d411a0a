"""Fields for a person or organisation: those of the visitor, opened by F4, and those of another owner."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.identity import read_personal_number
from app.domain.people import IdKind
from app.domain.phones import format_phone
from app.domain.text import capitalised, clean
from app.ui.context import Context
from app.ui.screens.intake_address import AddressField, resolve_address
from app.ui.screens.intake_model import RELATIONS
from app.ui.screens.intake_people import Note, PersonState, notes_of, number_kind, sex_of, tidy_day, tidy_number
from app.ui.widgets import ink
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, Labeled, LabeledField
from app.ui.widgets.labels import Text

_MARK_ROOM = 14
_ROOM_BESIDE = 12  # characters
_TIES = (16, 10)


class PartyFields(QWidget):
    """Binds fields to a `PersonState`: typing writes into it, leaving tidies and shows what was found."""

    changed = Signal()
    left = Signal(str)
    below: tuple[str, ...] = ()
    """Fields that stand in one line: what is found about them is told in full below it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.told = Text("", "sm", 500, "bad", lines=3)
        self.told.hide()
        self.person = PersonState()
        self.fields: dict[str, LabeledField] = {}
        self.address = AddressField(self.tr("Nơi thường trú"), context, required=True)
        self.address.edit.edited.connect(self._on_address)
        self.address.edit.left.connect(lambda _text: self._leave("address"))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)

    def add_field(self, name: str, field: LabeledField) -> LabeledField:
        """Bind a field to the attribute `name`."""
        self.fields[name] = field
        field.edited.connect(lambda text, n=name: self._store(n, text))
        field.left.connect(lambda _text, n=name: self._leave(n))
        if name == "name":
            key = QShortcut(QKeySequence("Alt+H"), field.edit, context=Qt.ShortcutContext.WidgetShortcut)
            key.setAutoRepeat(False)
            key.activated.connect(self.capitalise_name)
        return field

    def show_person(self, person: PersonState) -> None:
        """Load another person; the object itself is written to from now on."""
        self.person = person
        for name, field in self.fields.items():
            if field.edit.text() == getattr(person, name):
                continue  # the clerk may be typing in it right now
            with QSignalBlocker(field.edit):
                field.edit.setText(getattr(person, name))
                field.edit.setCursorPosition(0)
        self.address.set_text(person.address)
        self.show_notes()

    def today(self) -> date:
        """Give the day at the office."""
        return self.context.house.local_now().date()

    def notes(self) -> dict[str, Note]:
        """Give what was found about every field."""
        return notes_of(self.person, self.today(), lambda text: resolve_address(self.context.addresses, text))

    def show_notes(self) -> None:
        """Show states and notes of all fields."""
        found = self.notes()
        for name, field in self.fields.items():
            _show(field, found.get(name), quiet=name in self.below)
        self._tell_below(found)
        note = found.get("address", Note("", ""))
        self.address.edit.set_state(note.state)  # type: ignore[arg-type]
        self.address.set_note(note.words.partition(" (")[0], note.state)  # type: ignore[arg-type]
        self.address.edit.setToolTip(note.words)

    def _tell_below(self, found: dict[str, Note]) -> None:
        """Tell below a line of narrow fields what is wrong or doubtful in them."""
        notes = [found[name] for name in self.below if name in found and self.fields[name].isVisibleTo(self)]
        notes = [note for note in notes if _is_long(note)]
        colour = "bad" if any(note.state == "bad" for note in notes) else "warn"
        self.told.set_text(". ".join(note.words for note in notes), colour)
        self.told.setVisible(bool(notes))

    def place(self, name: str) -> QWidget | None:
        """Give the editor of a field."""
        if name == "address":
            return self.address.edit
        return self.fields[name].edit if name in self.fields else None

    def capitalise_name(self) -> None:
        """Give a name typed without capitals (or in capitals only) its capitals; what the clerk typed mixed stays."""
        field = self.fields["name"]
        name = capitalised(clean(field.text()))
        if self.person.is_organisation or name == field.text():
            return
        self.person.name = name
        field.edit.setText(name)
        self.show_notes()
        self.changed.emit()

    def _store(self, name: str, text: str) -> None:
        setattr(self.person, name, text)
        if name in ("number", "born"):
            self.person.override = ""  # the reason was for what stood there before
        # While typing only what has become right is told; what is wrong waits until the field is left.
        note = self.notes().get(name)
        right = note if note is not None and note.state in ("ok", "auto") else None
        _show(self.fields[name], right, quiet=name in self.below)
        self.changed.emit()

    def _on_address(self, text: str) -> None:
        if not self.address.is_loading():
            self.person.address = text
            self.changed.emit()

    def _leave(self, name: str) -> None:
        person = self.person
        before = getattr(person, name)
        if name in ("born", "issued"):
            setattr(person, name, tidy_day(getattr(person, name), self.today()))
        elif name == "number":
            person.number = tidy_number(person)
        elif name == "phone":
            person.phone = format_phone(self.fields[name].text())
        elif name == "address":
            text = self.address.text()
            resolved = resolve_address(self.context.addresses, text)
            as_saved = person.saved is not None and text == str(person.saved.address)
            person.address = str(resolved) if resolved.commune_code and not as_saved else text
            self.address.set_text(person.address)
        else:
            setattr(person, name, self.fields[name].text())
        if name in self.fields and self.fields[name].edit.text() != getattr(person, name):
            self.fields[name].edit.setText(getattr(person, name))
        if name in self.fields:
            self.fields[name].edit.setCursorPosition(0)
        self.show_notes()
        self.left.emit(name)
        if getattr(person, name) != before:
            self.changed.emit()


def _is_long(note: Note) -> bool:
    """Whether a note needs more room than a narrow field's label has."""
    return note.state in ("bad", "warn") or len(note.words) > _ROOM_BESIDE


def _show(field: LabeledField, note: Note | None, *, quiet: bool = False) -> None:
    """Show a note beside the label; a `quiet` one that is wrong or doubtful is told elsewhere and only marked."""
    words = note.words if note else ""
    # What stands in brackets is the reason; there is room for it in the tooltip only.
    beside = "" if quiet and note is not None and _is_long(note) else words.partition(" (")[0]
    field.set_state(note.state if note else "", beside)  # type: ignore[arg-type]
    field.head.setToolTip(words)
    field.edit.setAccessibleDescription(words)
    if field.edit.state():
        field.edit.set_room(right=_MARK_ROOM)


def _pair(left: QWidget, right: QWidget, share: tuple[int, int] = (1, 1)) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left, share[0])
    row.addWidget(right, share[1])
    return row


class VisitorFields(PartyFields):
    """The visitor: number, name, dates, sex where the number does not tell it, address."""

    below = ("born", "issued")

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        number = LabeledField(self.tr("Số định danh"), required=True, digits=True)
        name = LabeledField(self.tr("Họ và tên"), required=True)
        born = LabeledField(self.tr("Ngày sinh"), digits=True, placeholder=self.tr("ngày tháng năm"))
        issued = LabeledField(self.tr("Ngày cấp"), digits=True, placeholder=self.tr("ngày tháng năm"))
        self.sex = Segment(
            (Option("male", self.tr("Nam"), "1"), Option("female", self.tr("Nữ"), "2")), self.tr("Giới tính")
        )
        self.sex.chosen.connect(self._on_sex)
        self._sex_row = Labeled(self.tr("Giới tính"), self.sex)
        self.column.addWidget(self.add_field("number", number))
        self.column.addWidget(self.add_field("name", name))
        self.column.addLayout(_pair(self.add_field("born", born), self.add_field("issued", issued)))
        self.column.addWidget(self.told)
        self.column.addWidget(self._sex_row)
        self.column.addWidget(self.address)
        self.representative = LabeledField(self.tr("Người đại diện"))
        self.column.addWidget(self.add_field("representative", self.representative))

    def show_person(self, person: PersonState) -> None:
        super().show_person(person)
        self._fit()

    def _on_sex(self, value: str) -> None:
        self.person.sex = value
        self.show_notes()
        self.changed.emit()

    def show_notes(self) -> None:
        super().show_notes()
        self._fit()

    def _fit(self) -> None:
        organisation = self.person.is_organisation
        told = read_personal_number(self.person.number) is not None
        other = number_kind(self.person) in (IdKind.OLD_ID, IdKind.PASSPORT)
        self._sex_row.setVisible(not organisation and other and not told)
        sex = sex_of(self.person)
        if sex is not None:
            self.sex.set_value(sex.value)
        self.fields["born"].setVisible(not organisation)
        self.fields["issued"].setVisible(not organisation)
        self.representative.setVisible(organisation)
        self.fields["number"].set_label(self.tr("Mã số thuế") if organisation else self.tr("Số định danh"))
        self.fields["name"].set_label(self.tr("Tên tổ chức") if organisation else self.tr("Họ và tên"))


class OwnerFields(PartyFields):
    """Another owner: name, number, what the visitor is to them, birth or representative, address."""

    below = ("number", "born")
    relation_chosen = Signal(str)
    document_edited = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._name = LabeledField(self.tr("Họ và tên chủ hồ sơ"), required=True)
        self._number = LabeledField(self.tr("Số định danh"), required=True, digits=True)
        self.relation = Choice()
        self.relation.setPlaceholderText(self.tr("chọn"))
        for key, words in zip(RELATIONS, self._relation_words(), strict=True):
            self.relation.addItem(words, key)
        self.relation.setCurrentIndex(-1)
        self.relation.activated.connect(self._on_relation)
        self._relation_row = Labeled(self.tr("Người nộp là"), self.relation, required=True)
        self._born = LabeledField(self.tr("Ngày sinh"), digits=True, placeholder=self.tr("ngày tháng năm"))
        self.document = LabeledField(self.tr("Giấy ủy quyền"), placeholder=self.tr("số, ngày"))
        self.document.edited.connect(self.document_edited)
        self.document.left.connect(self.document_edited)
        self._representative = LabeledField(self.tr("Người đại diện"))
        self.column.addWidget(self.add_field("name", self._name))
        self.column.addLayout(_pair(self.add_field("number", self._number), self.add_field("born", self._born)))
        self.column.addWidget(self.told)
        # In one line, as column 1 has no room for more: what the visitor is to them, and the paper that says so.
        ties = _pair(self._relation_row, self.document, _TIES)
        ties.insertWidget(1, self.add_field("representative", self._representative), _TIES[0])
        self.column.addLayout(ties)
        self.column.addWidget(self.address)

    def _on_relation(self, _index: int) -> None:
        self._fit()
        self.relation_chosen.emit(self.relation.currentData())

    def _relation_words(self) -> tuple[str, ...]:
        return (
            self.tr("Con"),
            self.tr("Cha, mẹ"),
            self.tr("Vợ, chồng"),
            self.tr("Anh, chị, em ruột"),
            self.tr("Ông, bà"),
            self.tr("Được ủy quyền"),
        )

    def show_owner(self, person: PersonState, relation: str, document: str) -> None:
        """Load an owner with relation and authorisation."""
        self.relation.setCurrentIndex(RELATIONS.index(relation) if relation in RELATIONS else -1)
        if self.document.text() != document:
            self.document.set_text(document)
        self.show_person(person)
        self._fit()

    def show_notes(self) -> None:
        super().show_notes()
        self._fit()

    def _fit(self) -> None:
        person = self.person
        organisation = person.is_organisation
        self._relation_row.setVisible(not organisation)
        # A personal number tells the year of birth; only other papers leave it open.
        other = number_kind(person) in (IdKind.OLD_ID, IdKind.PASSPORT)
        self._born.setVisible(not organisation and other)
        self.document.setVisible(organisation or self.relation.currentData() == "authorised")
        self._representative.setVisible(organisation)
        self._name.set_label(self.tr("Tên tổ chức") if organisation else self.tr("Họ và tên chủ hồ sơ"))
        self._number.set_label(self.tr("Mã số thuế") if organisation else self.tr("Số định danh"))
        self.document.set_label(self.tr("Giấy giới thiệu") if organisation else self.tr("Giấy ủy quyền"))
        self.address.set_label(self.tr("Trụ sở") if organisation else self.tr("Nơi thường trú"))

    def place(self, name: str) -> QWidget | None:
        if name == "relation":
            return self.relation
        if name == "document":
            return self.document.edit
        return super().place(name)


def row_spacing() -> int:
    """Give the gap between fields of column 1."""
    return 6 if ink.tokens().density == "roomy" else 3
