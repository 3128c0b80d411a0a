"""Column 1 of intake: the invitation, what the card said, the fields, phone, and in whose name it is filed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.identity import format_id_number
from app.domain.phones import format_phone
from app.domain.text import mask_number
from app.services.visitors import KnownPerson
from app.ui.context import Context
from app.ui.screens.intake_invitation import Invitation
from app.ui.screens.intake_model import ORGANISATION, PERSON, SELF, FormState
from app.ui.screens.intake_party import OwnerFields, VisitorFields, row_spacing
from app.ui.screens.intake_people import Note, PersonState, sex_of
from app.ui.theme import RADIUS_BOX
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.hits import hits
from app.ui.widgets.labels import KeyCap, Label, Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import CardBox, CardLine, Panel, TintBox
from app.ui.widgets.popup import PopupList
from app.ui.widgets.rows import Cell, Row
from app.ui.widgets.scrolling import ScrollArea

NEW_PERSON = "new-person"
_TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.InputMethod,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
)


class HistoryButton(Themed, QPushButton):
    """How many dossiers this person filed before, with its key at the right end; the screen handles the key."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ink.key_text(key)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.follow_theme()

    def set_words(self, words: str) -> None:
        """Change the words."""
        self._words = words
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._label)
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(ink.tokens().sizes.field - 2)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(120, ink.tokens().sizes.field - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        ink.box(painter, rect, RADIUS_BOX, t.colour("hover" if self.underMouse() else "sunken"), t.colour("line"))
        ink.icon(painter, "history", 12, rect.center().y(), t.sizes.icon, t.colour("text2"))
        cap = ink.key_cap(painter, rect.right() - 8, rect.center().y(), self._label, t)
        spot = rect.adjusted(12 + t.sizes.icon + 8, 0, -cap - 14, 0)
        ink.text(painter, spot, self._words, t.font("sm"), t.colour("text2"))


class PersonPanel(Panel):
    """The person. Writes into the `FormState` it is shown; `changed` after each change by the clerk."""

    changed = Signal()
    searched = Signal(str)
    person_chosen = Signal(object)  # KnownPerson
    typed_by_hand = Signal(str)
    number_left = Signal()
    owner_searched = Signal(str)
    filed_for_chosen = Signal(str)
    history_asked = Signal()
    edit_asked = Signal()
    rescan_asked = Signal()

    def __init__(self, context: Context, fields: VisitorFields, owner: OwnerFields) -> None:
        super().__init__("")
        self.context = context
        self.fields, self.owner = fields, owner
        self.state = FormState("")
        self.is_open = False
        self.is_touched = False  # the clerk typed or moved here since somebody was taken in
        self._known: dict[str, KnownPerson] = {}
        self._answered = ""  # what they answer to
        self._build()
        self._connect()
        self.retheme()

    # -- parts

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(9)
        self._title = Label(self.tr("Người nộp"), "base", 600)
        self._head.addWidget(self._title)
        self._head.addWidget(KeyCap("F4"))
        self._head.addStretch(1)
        self.body.addLayout(self._head)
        self.area = ScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A field that is cut at the lower edge says that there is more; what has the focus comes into sight by itself.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self.area.setWidget(content)
        self.body.addWidget(self.area, 1)
        self.invitation = Invitation()
        self.block = CardBox()
        self.trouble = TintBox("bad")
        self._trouble_head = Label("", "base", 600, "bad", icon="circle-alert")
        self._trouble_words = Text("", "base", 400, "text", lines=3)
        self.rescan = KeyButton(self.tr("Quét lại"), "F4", "main", bind=False)
        self.by_hand = KeyButton(self.tr("Gõ tay"), "Return", bind=False)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.addWidget(self.rescan)
        buttons.addWidget(self.by_hand)
        buttons.addStretch(1)
        self.trouble.body.setContentsMargins(7, 7, 7, 8)
        self.trouble.body.addWidget(self._trouble_head)
        self.trouble.body.addWidget(self._trouble_words)
        self.trouble.body.addLayout(buttons)
        self.phone = LabeledField(self.tr("Điện thoại"), required=True, digits=True)
        self.email = LabeledField(self.tr("Thư điện tử"), placeholder=self.tr("ten@vidu.vn"))
        self.fields.add_field("phone", self.phone)
        self.fields.add_field("email", self.email)
        self._owner_head = QWidget()
        head = QHBoxLayout(self._owner_head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(Label(self.tr("Chủ hồ sơ"), "sm", 500, "text2"))
        head.addStretch(1)
        head.addWidget(KeyCap("Ctrl+M"))
        self.filed_for = Segment(
            (
                Option(SELF, self.tr("Chính mình"), "1"),
                Option(PERSON, self.tr("Người khác"), "2"),
                Option(ORGANISATION, self.tr("Tổ chức"), "3"),
            ),
            self.tr("Chủ hồ sơ"),
            stretch=True,
        )
        self.owner_popup: PopupList | None = None
        self.history = HistoryButton("F3")
        self._owner_part = QWidget()
        owner = QVBoxLayout(self._owner_part)
        owner.setContentsMargins(0, 0, 0, 0)
        owner.setSpacing(4)
        owner.addWidget(self._owner_head)
        owner.addWidget(self.filed_for)
        for part in (self.invitation, self.block, self.trouble, self.fields, self.phone, self.email,
                     self._owner_part, self.owner):  # fmt: skip
            self._rows.addWidget(part)
        self._rows.addStretch(1)
        self._rows.addWidget(self.history)

    def _connect(self) -> None:
        self.invitation.search.textEdited.connect(self._on_search)
        self.invitation.search.left.connect(self._store_search)
        self.fields.changed.connect(self.changed)
        self.fields.left.connect(lambda name: self.number_left.emit() if name == "number" else None)
        self.block.edit_asked.connect(self.edit_asked)
        self.by_hand.clicked.connect(self.edit_asked)
        self.rescan.clicked.connect(self.rescan_asked)
        self.filed_for.chosen.connect(self.filed_for_chosen)
        self.owner.changed.connect(self.changed)
        self.owner.relation_chosen.connect(self._on_relation)
        self.owner.document_edited.connect(self._on_document)
        self.owner.fields["name"].edit.textEdited.connect(self.owner_searched)
        self.history.clicked.connect(self.history_asked)
        for field in (self.fields, self.owner, self.phone, self.email, self.filed_for, self.block):
            for widget in (field, *field.findChildren(QWidget)):
                if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                    widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.is_touched = True
        # What has the focus is never out of sight.
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched, 0, 24)
        return False

    def retheme(self) -> None:
        super().retheme()
        if not hasattr(self, "_rows"):
            return
        pad = ink.tokens().sizes.pad
        # Room for the focus ring inside the scrolled area.
        self.body.setContentsMargins(pad - 6, max(6, pad - 4), pad - 6, pad - 6)
        self._head.setContentsMargins(6, 0, 6, 0)
        roomy = ink.tokens().density == "roomy"
        self._rows.setContentsMargins(6, 4 if roomy else 3, 6, 3)
        self.fields.column.setSpacing(row_spacing())
        self.owner.column.setSpacing(row_spacing())
        self._fit()

    # -- showing

    def show_state(self, state: FormState) -> None:
        """Load a form."""
        self.state = state
        with QSignalBlocker(self.invitation.search):
            self.invitation.search.setText(state.search)
        self.fields.show_person(state.visitor)
        self.filed_for.set_value(state.filed_for)
        self._show_owner()
        self._fit()

    def _show_owner(self) -> None:
        self.owner.show_owner(self.state.owner, self.state.relation, self.state.document)

    def open_fields(self) -> None:
        """Open the fields of the visitor for typing."""
        self.is_open = True
        self.fields.show_person(self.state.visitor)
        self._fit()

    def close_fields(self) -> None:
        """Show the visitor as a block to read."""
        self.is_open = False
        self._fit()

    def _fit(self) -> None:
        state, person = self.state, self.state.visitor
        fresh = person.is_empty and not self.is_open
        block = not fresh and not self.is_open
        compact = ink.tokens().density == "compact"
        self.invitation.setVisible(fresh)
        self.block.setVisible(block)
        self.trouble.setVisible(self.is_open and bool(person.trouble))
        # A card that was read whole but not for certain is no failure: the marked fields ask for a second look.
        unsure = bool(person.doubts) and not person.faults
        self.trouble.set_kind("warn" if unsure else "bad")
        head = self.tr("Thẻ cần đối chiếu chữ") if unsure else self.tr("Thẻ đọc không trọn")
        self._trouble_head.set_text(head, "warn" if unsure else "bad", "triangle-alert" if unsure else "circle-alert")
        self._trouble_words.set_text(person.trouble)
        self._trouble_words.setToolTip(person.advice)
        self.trouble.body.invalidate()  # more lines than before push the buttons down
        self.trouble.updateGeometry()
        for name in ("number", "name", "born", "issued"):
            self.fields.fields[name].setVisible(self.is_open)
        self.fields.setVisible(self.is_open)
        self.phone.setVisible(not fresh)
        room = not compact and not self.is_open and not state.is_proxy
        wrong = self.fields.notes().get("email", Note("", "")).state == "bad"
        self.email.setVisible(not fresh and (room or wrong or bool(person.email and not state.is_proxy)))
        self._owner_part.setVisible(not fresh)
        # Where the owner's fields need every line, the choice speaks for itself.
        self._owner_head.setVisible(not (compact and state.is_proxy))
        self._rows.setSpacing(1 if compact and state.is_proxy else row_spacing() + 2)
        self.owner.setVisible(not fresh and state.is_proxy)
        self.history.setVisible(not fresh and person.earlier > 0 and not self.is_open and not state.is_proxy)
        self.history.set_words(self.tr("Đã nộp {n} hồ sơ trước đây").format(n=person.earlier))
        if self.is_open:
            self.fields.show_notes()
        if block:
            self._show_block(person, short=state.is_proxy)

    def _show_block(self, person: PersonState, *, short: bool) -> None:
        notes = self.fields.notes()
        fine = not any(note.state == "bad" for name, note in notes.items() if name not in ("phone", "email"))
        titles = {"card": self.tr("Đọc từ thẻ căn cước"), "before": self.tr("Từ lần trước")}
        sex = sex_of(person)
        words = {"male": self.tr("Nam"), "female": self.tr("Nữ")}.get(sex.value if sex else "", "")
        ticks = {name: None if not getattr(person, name) else notes.get(name) is None or notes[name].state != "bad"
                 for name in ("number", "born", "issued")}  # fmt: skip
        if short:
            year = person.born[-4:]
            detail = ", ".join(part for part in (words, year) if part)
            lines = [CardLine(detail, person.number, ticks["number"])]
        else:
            born = " · ".join(part for part in (person.born, words) if part)
            lines = [
                CardLine(self.tr("Số định danh"), person.number or self.tr("chưa có"), ticks["number"]),
                CardLine(self.tr("Ngày sinh"), born or self.tr("chưa có"), ticks["born"]),
            ]
            if person.issued:
                lines.append(CardLine(self.tr("Ngày cấp"), person.issued, ticks["issued"]))
        title = titles.get(person.source, self.tr("Gõ tay"))
        foot = "" if short else person.address
        self.block.show_card(title, person.told_at, person.name, lines, foot, "ok" if fine else "bad", short=short)

    # -- edits

    def _on_search(self, text: str) -> None:
        self.state.search = text
        self.changed.emit()
        self.searched.emit(text)

    def _store_search(self, text: str) -> None:
        self.state.search = text

    def _on_relation(self, value: str) -> None:
        self.state.relation = value
        self.changed.emit()

    def _on_document(self, text: str) -> None:
        self.state.document = text
        self.changed.emit()

    # -- people who were here before

    def show_people(self, query: str, people: Sequence[KnownPerson]) -> None:
        """Show who answers the search, and the way to type somebody new."""
        field = self.invitation.search
        if field.text().strip() != query.strip() or not field.hasFocus():
            return
        if self.invitation.popup is None:
            self.invitation.popup = PopupList(field, shown=5)
            self.invitation.popup.chosen.connect(self._on_row)
        if not query.strip():
            self.invitation.popup.close_popup()
            return
        new = Row(NEW_PERSON, (Cell(self.tr("Người mới"), self.tr("Gõ tay “{text}”").format(text=query.strip())),))
        rows = [*self._people_rows(query, people), new]
        self.invitation.popup.show_rows(rows)

    def show_owners(self, query: str, people: Sequence[KnownPerson]) -> None:
        """Show who answers what was typed as the owner's name."""
        field = self.owner.fields["name"].edit
        if field.text().strip() != query.strip() or not field.hasFocus():
            return
        if self.owner_popup is None:
            self.owner_popup = PopupList(field, shown=4)
            self.owner_popup.chosen.connect(self._on_row)
        if not people:
            self.owner_popup.close_popup()
            return
        keep = Row(NEW_PERSON, (Cell(query.strip(), self.tr("Giữ tên đã gõ"), weight=500),))
        self.owner_popup.show_rows([keep, *self._people_rows(query, people)])

    def _people_rows(self, query: str, people: Sequence[KnownPerson]) -> list[Row]:
        self._known = {str(number): known for number, known in enumerate(people)}
        self._answered = query.strip()
        rows = []
        for key, known in self._known.items():
            party = known.party
            number = mask_number(format_id_number(party.id_kind, party.id_number))
            phone = mask_number(format_phone(party.phone))
            second = " · ".join(
                part
                for part in (number or phone, self.tr("đến {day}").format(day=f"{known.last_seen:%d/%m/%Y}"))
                if part
            )
            cell = Cell(party.name, second, weight=600, hits=hits(party.name, query))
            rows.append(Row(key, (cell,), tip=str(party.address)))
        return rows

    def _on_row(self, row: Row) -> None:
        is_visitor = self.sender() is self.invitation.popup
        field = self.invitation.search if is_visitor else self.owner.fields["name"].edit
        if row.key == NEW_PERSON:
            if is_visitor:
                self.typed_by_hand.emit(field.text())
        elif field.text().strip() == self._answered:  # else Enter came before the answer, which shows the right ones
            self.person_chosen.emit(self._known[str(row.key)])
