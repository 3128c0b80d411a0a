"""The people of the office in the settings: who may sign in, as what, and a new PIN."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import Explained, UserError
from app.domain.office import Right, Role, StaffMember
from app.services.door import list_staff
from app.services.staff import add_staff, change_staff, set_secret
from app.ui.context import Context
from app.ui.screens.first_start_answers import secret_lack
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.staff_words import role_words
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row, RowList

_SHOW, _NEW, _SECRET = "show", "new", "secret"


class StaffSection(Themed, SettingsPage):
    """People at the left, one of them at the right. Everybody may change the own PIN, the rest an administrator."""

    section, icon = "staff", "users"
    right = Right.EDIT_STAFF
    kinds = frozenset({"staff"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Nhân viên")
        self._people: dict[str, StaffMember] = {}
        self._mode = _SHOW
        self._shown: StaffMember | None = None  # as the form said before anybody typed
        panel = Panel(flush=True)
        columns = (
            Column(self.tr("Họ tên và đơn vị")),
            Column(self.tr("Số hiệu"), 66, 60),
            Column(self.tr("Vai trò"), 160, 140),
            Column(self.tr("Đăng nhập"), 88, 88),
        )
        self.list = RowList(columns, name=self.tr("Nhân viên"))
        self.list.current_changed.connect(lambda _row: self._on_current())
        self.list.opened.connect(lambda _row: self.name.edit.setFocus())
        panel.body.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.count = Label("", "sm", 400, "text2")
        self.add_button = KeyButton(self.tr("Thêm người"), "Ctrl+N", icon="user-plus")
        self.add_button.clicked.connect(self.begin_new)
        row.addWidget(self.count, 1)
        row.addWidget(self.add_button)
        both = QHBoxLayout()
        both.setSpacing(10)
        both.addWidget(panel, 1)
        both.addWidget(self._lay_out_form())
        self.column.addLayout(row)
        self.column.addLayout(both, 1)
        self.follow_theme()
        self._show_mode(_SHOW)

    def _lay_out_form(self) -> Panel:
        self.form = Panel(" ")
        self.name = LabeledField(self.tr("Họ và tên"), required=True)
        self.number = LabeledField(self.tr("Số hiệu"), digits=True)
        self.employer = LabeledField(self.tr("Đơn vị"), placeholder=self.tr("Bưu điện tỉnh …"))
        self.roles = {role: CheckBox(role_words((role,))) for role in Role}
        self.active = CheckBox(self.tr("Được đăng nhập ở máy này"))
        self._roles_label = Label(self.tr("Vai trò"), "sm", 500, "text2")
        self.note = Label("", "sm", 500, "bad")
        self.secret = LabeledField(self.tr("Mã PIN"), required=True, digits=True)
        self.again = LabeledField(self.tr("Nhập lại mã"), required=True, digits=True)
        for field in (self.secret, self.again):
            field.edit.setEchoMode(QLineEdit.EchoMode.Password)
            field.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
            field.edited.connect(lambda _text, f=field: f.set_state(""))
        self.name.edited.connect(lambda _text: self.name.set_state(""))
        self.hint = Text(self.tr("Người đó tự đổi được sau."), "sm", lines=2)
        body = self.form.body
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.number, 2)
        pair.addWidget(self.employer, 3)
        body.addWidget(self.name)
        body.addLayout(pair)
        body.addWidget(self._roles_label)
        boxes = QVBoxLayout()
        boxes.setSpacing(0)
        for box in self.roles.values():
            boxes.addWidget(box)
        boxes.addSpacing(8)
        boxes.addWidget(self.active)
        body.addLayout(boxes)
        secrets = QHBoxLayout()
        secrets.setSpacing(8)
        secrets.addWidget(self.secret)
        secrets.addWidget(self.again)
        body.addLayout(secrets)
        body.addWidget(self.hint)
        body.addWidget(self.note)
        self.note.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.keep_button = KeyButton(self.tr("Giữ"), "Ctrl+S", "main")
        self.keep_button.clicked.connect(self.keep_person)
        self.secret_button = KeyButton(self.tr("Đặt mã mới"), "Ctrl+M")
        self.secret_button.clicked.connect(self.begin_secret)
        self.cancel_button = KeyButton(self.tr("Thôi"), "Esc", "ghost")
        self.cancel_button.clicked.connect(self.cancel)
        for button in (self.keep_button, self.cancel_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        body.addLayout(buttons)
        body.addWidget(self.secret_button)
        body.addStretch(1)
        return self.form

    def retheme(self) -> None:
        self.form.setFixedWidth(320 if ink.tokens().density == "roomy" else 300)
        super().retheme()

    # -- showing

    def forget_typed(self) -> None:
        self._shown = None
        self._show_mode(_SHOW)

    def refresh(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: list_staff(house, with_inactive=True), self._on_people)

    def first(self) -> QWidget:
        return self.list

    def _on_people(self, people: list[StaffMember]) -> None:
        self._people = {person.staff_id: person for person in people}
        active = sum(person.active for person in people)
        self.count.set_text(self.tr("{n} người được đăng nhập").format(n=active))
        self.list.set_rows([self._row(person) for person in sorted(people, key=lambda p: not p.active)])
        if self.list.current_row() is None:
            own = self.context.actor.staff_id if self.context.actor else ""
            if not self.list.select_key(own):
                self.list.select_first()
        if self._mode == _SHOW and self.person() != self._shown:
            self._show_person()

    def _row(self, person: StaffMember) -> Row:
        badge = BadgeWords(self.tr("Được"), "ok", "check") if person.active else BadgeWords(self.tr("Đã ngừng"))
        return Row(
            person.staff_id,
            (
                Cell(person.name, person.employer, weight=600),
                Cell(person.number, digits=True, colour="text2"),
                Cell(role_words(person.roles), wrap=True),
                Cell(badge=badge),
            ),
            dim=not person.active,
        )

    def person(self) -> StaffMember | None:
        """Give the person selected."""
        return self._people.get(str(self.list.current_key()))

    def _on_current(self) -> None:
        person = self.person()
        if person is None or (self._shown is not None and person.staff_id == self._shown.staff_id):
            return  # only the list was made anew: what is being typed stays
        if self._mode != _SHOW:
            self._show_mode(_SHOW)
        self._show_person()

    def _show_person(self) -> None:
        person = self.person()
        if person is None:
            return
        self._shown = person
        self.form.set_title(person.name)
        self.name.set_text(person.name)
        self.number.set_text(person.number)
        self.employer.set_text(person.employer)
        for role, box in self.roles.items():
            box.setChecked(role in person.roles)
        self.active.setChecked(person.active)
        self.note.hide()
        own = self.context.actor is not None and person.staff_id == self.context.actor.staff_id
        why = self.tr("Chỉ quản trị sửa được")
        self.keep_button.set_ready(self.may(), why)
        self.add_button.set_ready(self.may(), why)
        self.secret_button.set_label(self.tr("Đổi mã của tôi") if own else self.tr("Đặt mã mới"))
        self.secret_button.set_ready(self.may() or own, why)
        for part in (self.name.edit, self.number.edit, self.employer.edit):
            part.set_state("" if self.may() else "off")
        for box in (*self.roles.values(), self.active):
            box.setEnabled(self.may())

    def _show_mode(self, mode: str) -> None:
        self._mode = mode
        secret = mode in (_NEW, _SECRET)
        for part in (self.name, self.number, self.employer, self._roles_label, *self.roles.values()):
            part.setVisible(mode != _SECRET)
        self.active.setVisible(mode == _SHOW)
        for part in (self.secret, self.again, self.hint, self.cancel_button):
            part.setVisible(secret)
        self.secret_button.setVisible(mode == _SHOW)
        words = {_SHOW: self.tr("Giữ thay đổi"), _NEW: self.tr("Thêm"), _SECRET: self.tr("Đặt mã này")}
        self.keep_button.set_label(words[mode])
        for field in (self.secret, self.again):
            field.set_text("")
        self.note.hide()

    # -- changing

    def begin_new(self) -> None:
        """Empty the form for a new person."""
        self._show_mode(_NEW)
        self.form.set_title(self.tr("Người mới"))
        for field in (self.name, self.number, self.employer):
            field.set_text("")
        for role, box in self.roles.items():
            box.setChecked(role is Role.RECEIVER)
        self.keep_button.set_ready(True)
        self.name.edit.setFocus()

    def begin_secret(self) -> None:
        """Ask for a new PIN of the person selected."""
        person = self.person()
        if person is not None:
            self._show_mode(_SECRET)
            self.form.set_title(self.tr("Mã mới của {name}").format(name=person.name))
            self.keep_button.set_ready(True)
            self.secret.edit.setFocus()

    def cancel(self) -> None:
        """Leave new person or new PIN."""
        self._show_mode(_SHOW)
        self._show_person()
        self.list.setFocus()

    def keep_person(self) -> None:
        """Add, change, or set the PIN."""
        roles = tuple(role for role, box in self.roles.items() if box.isChecked())
        if self._mode != _SECRET:
            if not self.name.text():
                self.name.set_state("bad", self.tr("Chưa ghi tên"))
                self.name.edit.setFocus()
                return
            if not roles:
                self.note.set_text(self.tr("Chọn ít nhất một vai trò"))
                self.note.show()
                return
        if self._mode != _SHOW and not self._secret_fits():
            return
        house, actor, secret = self.context.house, self.context.the_actor, self.secret.edit.text()
        name, number, employer = self.name.text(), self.number.text(), self.employer.text()
        person = self.person()
        if self._mode == _NEW:
            self.once(
                lambda: add_staff(house, actor, name, number, employer, roles, secret),
                lambda staff_id: self._done(self.tr("Đã thêm {name}").format(name=name), staff_id),
                self._failed,
            )
        elif person is not None and self._mode == _SECRET:
            self.once(
                lambda: set_secret(house, actor, person.staff_id, secret),
                lambda _nothing: self._done(self.tr("Đã đặt mã mới cho {name}").format(name=person.name)),
                self._failed,
            )
        elif person is not None:
            changed = replace(
                person, name=name, number=number, employer=employer, roles=roles, active=self.active.isChecked()
            )
            self.once(
                lambda: change_staff(house, actor, changed),
                lambda _changed: self._done(self.tr("Đã giữ thay đổi của {name}").format(name=name)),
                self._failed,
            )

    def _secret_fits(self) -> bool:
        first, second = secret_lack(self.secret.edit.text(), self.again.edit.text())
        self.secret.set_state("bad" if first else "")
        self.again.set_state("bad" if second else "")
        # The two fields are narrow: the whole sentence stands below them.
        self.hint.set_text(
            first or second or self.tr("Người đó tự đổi được sau."), "bad" if first or second else "text2"
        )
        if first or second:
            (self.secret if first else self.again).edit.setFocus()
        return not (first or second)

    def _failed(self, error: Explained) -> None:
        self.fail(error)
        if self._mode == _SHOW and isinstance(error, UserError):  # a rule: it stays as it is; else it is tried again
            self._show_person()

    def _done(self, told: str, staff_id: str = "") -> None:
        self.trouble.show_banner("")
        self._show_mode(_SHOW)
        self.say(told)
        house = self.context.house

        def show(people: list[StaffMember]) -> None:
            self._on_people(people)
            if staff_id:
                self.list.select_key(staff_id)
            self._show_person()
            self.list.setFocus()

        self.context.runner.run(self, lambda: list_staff(house, with_inactive=True), show)
