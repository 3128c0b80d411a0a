"""Who sits at this counter: sign in, switch, or unlock. Shown alone by the window; works without a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.office import MIN_PIN, Actor, StaffMember
from app.domain.staff import START_SECRET
from app.domain.text import fold
from app.services.door import list_staff
from app.services.house import Changed, House
from app.ui.context import Context
from app.ui.screens.sign_in_people import PeopleList
from app.ui.screens.sign_in_secret import SecretField
from app.ui.screens.sign_in_today import TodayAtCounter
from app.ui.screens.staff_words import role_words
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.labels import Icon, Label, Rule, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.panels import Panel

if TYPE_CHECKING:  # loaded on the worker's thread, after the first paint
    from app.services.offline_sign_in import OfflineTerm
    from app.services.staff import SignedIn

AFTER_PAINT_MS = 30  # so that what waited for the window (focus, the first key) has the processor to itself
SEARCH_FROM = 6  # more people than this and the list gets a search field


def _sign_in(house: House, staff_id: str, secret: str) -> SignedIn:
    from app.services.staff import sign_in

    return sign_in(house, staff_id, secret)


def _sign_in_first(house: House, staff_id: str, start: str, secret: str) -> SignedIn:
    from app.services.staff import sign_in_first

    return sign_in_first(house, staff_id, start, secret)


class SignInScreen(Painted):
    """People at the right, what waits today at the left. `checking` when somebody gave a PIN or password,
    `signed_in(Actor)` when it was right, `refused` when it was not.

    `locked`: the person who locked stays chosen and the page says so; the form behind it is left as it is. `painted`
    once, when the page is on the screen: what costs time is begun only then. `people` are asked for when not given.
    """

    checking = Signal()
    signed_in = Signal(object)
    refused = Signal()
    term_told = Signal(str, str)  # the server was not heard for long: what is so, what to do
    painted = Signal()

    def __init__(
        self,
        context: Context,
        locked: bool = False,
        people: Sequence[StaffMember] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._kept_id = context.actor.staff_id if context.actor is not None else ""
        self._locked = locked and bool(self._kept_id)
        self._asked = ""  # whose secret the field is for
        self._start = ""  # the administrator's first PIN, while its owner chooses their own
        self._chosen = ""  # which has to be typed twice
        self._people: Sequence[StaffMember] = ()
        self._checking = False
        self._is_painted = False
        self._is_early = False  # Enter came before the people
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.beside = TodayAtCounter(context, self.tr("Đang khóa") if self._locked else self.tr("Quầy Một Cửa"))
        self._panel = self._lay_out_panel()
        self._foot = self._lay_out_foot()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addStretch(1)
        right.addWidget(self._panel)
        right.addSpacing(8)
        right.addWidget(self._foot)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(2)
        row.addWidget(self.beside, 5)
        row.addStretch(1)
        row.addLayout(right)
        row.addStretch(2)
        context.hub.changed.connect(self._on_changed)
        self.painted.connect(self.beside.ask_counts)
        self.follow_theme()
        if people is None:
            self._ask_people()
        else:
            self._on_staff(people)

    # -- parts

    def _lay_out_panel(self) -> Panel:
        panel = Panel()
        heading = self.tr("Mở khóa để làm tiếp") if self._locked else self.tr("Ai đang ngồi quầy?")
        panel.body.addWidget(Label(heading, "xl", 600))
        self.search = LineEdit()
        self.search.setPlaceholderText(self.tr("Tìm theo tên hoặc số hiệu"))
        self.search.setAccessibleName(self.tr("Tìm người"))
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        panel.body.addWidget(self.search)
        self.search.hide()
        self.people = PeopleList()
        self.people.setAccessibleName(self.tr("Người ở quầy này"))
        self.secret = SecretField()
        self.secret.textEdited.connect(lambda _text: self._say("", "text2"))
        self.people.current_changed.connect(self._on_person)
        self.people.chosen.connect(self.secret.setFocus)
        panel.body.addWidget(self.people)
        panel.body.addSpacing(2)
        panel.body.addWidget(Rule())
        line = QHBoxLayout()
        self._whose = Label("", "base", 500)
        self._length = Label("", "sm", 400, "text2", align="right")
        line.addWidget(self._whose, 1)
        line.addWidget(self._length)
        panel.body.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.button = KeyButton(self.tr("Đăng nhập"), "Return", "main", bind=False, big=True)
        if self._locked:
            self.button.set_label(self.tr("Mở khóa"))
        self.button.clicked.connect(self.check)
        row.addWidget(self.secret, 1)
        row.addWidget(self.button)
        panel.body.addLayout(row)
        told = QHBoxLayout()
        told.setSpacing(8)
        self._mark = Icon("info", "text2", 16)
        self._told = Text("", "sm", 400, "text2", lines=2)
        told.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self._told, 1)
        panel.body.addLayout(told)
        panel.body.addStretch(1)
        return panel

    def _lay_out_foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.other = KeyButton(self.tr("Người khác"), "F3", "ghost")
        self.other.clicked.connect(self._on_other)
        self.forgotten = KeyButton(self.tr("Quên PIN"), "F1", "ghost")
        self.forgotten.clicked.connect(self._on_forgotten)
        # Alt+S itself is a key of the window; here it is only drawn and clickable.
        self.shade = KeyButton(self.tr("Sáng / tối"), "Alt+S", "ghost", bind=False)
        self.shade.clicked.connect(self._on_shade)
        row.addWidget(self.other)
        row.addWidget(self.forgotten)
        row.addStretch(1)
        row.addWidget(self.shade)
        for button in (self.other, self.forgotten, self.shade):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return foot

    # -- people and counts

    def reload(self) -> None:
        """Fetch people and counts again."""
        self._ask_people()
        self.beside.ask_counts()

    def _ask_people(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: list_staff(house), self._on_staff)

    def _on_changed(self, changed: object) -> None:
        if isinstance(changed, Changed) and self.isVisible() and changed.kinds & {"staff", "dossier"}:
            self.reload()

    def _on_staff(self, people: Sequence[StaffMember]) -> None:
        self._people = people
        self.search.setVisible(len(people) > SEARCH_FROM)
        chosen = self.person()
        self._show_people(chosen.staff_id if chosen else self._kept_id)
        if self._is_early:
            self.check()

    def _show_people(self, keep: str) -> None:
        words = fold(self.search.text()).split()
        fitting = [
            person for person in self._people if all(word in fold(f"{person.name} {person.number}") for word in words)
        ]
        desk = self._context.desk
        self.people.set_people(
            [
                (person.staff_id, person.name, self._second_line(person, desk.counter_name if desk else ""))
                for person in fitting
            ],
            keep,
        )

    def _second_line(self, person: StaffMember, counter: str) -> str:
        parts = [person.employer or "", role_words(person.roles)]
        if person.staff_id == self._kept_id and counter:
            parts.append(counter)
        return " · ".join(part for part in parts if part)

    def person(self) -> StaffMember | None:
        """Give who is chosen."""
        key = self.people.current()
        return next((person for person in self._people if person.staff_id == key), None)

    def _on_person(self) -> None:
        person = self.person()
        name = person.name if person else ""
        words = self.tr("Mã PIN hoặc mật khẩu của {name}").format(name=name) if name else self.tr("Chọn tên ở trên")
        self._whose.set_text(words)
        self.secret.setAccessibleName(words)
        if person is None or person.staff_id != self._asked:  # the list comes anew while somebody types: that stays
            if self._asked:  # so does what was typed before the list was there
                self.secret.clear()
            self._start = self._chosen = ""
            self._say("", "text2")
        self._asked = person.staff_id if person else ""
        self._length.set_text(self.tr("từ {n} chữ số").format(n=MIN_PIN))
        self.button.set_ready(person is not None, self.tr("Chọn tên trước"))

    def _on_search(self) -> None:
        self._show_people(self.people.current())

    # -- checking

    def check(self) -> None:
        """Check the PIN or password off the GUI thread; the field waits meanwhile."""
        person, secret = self.person(), self.secret.text()
        if self._checking or person is None:
            self._is_early = not self._people
            return
        if not secret:
            self._say(self.tr("Nhập mã PIN hoặc mật khẩu."), "warn")
            self.secret.setFocus()
            return
        if self._start and not self._is_chosen_twice(secret):
            return
        self._checking = True
        self.secret.setEnabled(False)
        self.people.setEnabled(False)
        self.button.set_ready(False, self.tr("Đang kiểm tra"))
        self._say(self.tr("Đang kiểm tra …"), "text2")
        self.checking.emit()
        house, staff_id, start = self._context.house, person.staff_id, self._start

        def check() -> SignedIn:
            return _sign_in_first(house, staff_id, start, secret) if start else _sign_in(house, staff_id, secret)

        self._context.runner.run(self, check, self._on_right, lambda error: self._on_wrong(error, secret))

    def _is_chosen_twice(self, secret: str) -> bool:
        """Take the new PIN of somebody who begins; whether it was typed a second time."""
        if self._chosen == secret:
            return True
        differs, self._chosen = bool(self._chosen), "" if self._chosen else secret
        self.secret.clear()
        if differs:
            self._say(self.tr("Hai lần nhập không giống nhau. Nhập mã mới lại từ đầu."), "warn")
        else:
            self._say(self.tr("Nhập lại mã mới lần nữa."), "text2")
        self.secret.setFocus()
        return False

    def _on_right(self, answer: SignedIn) -> None:
        self._unblock()
        self._start = self._chosen = ""
        self.secret.clear()
        self._say("", "text2")
        actor: Actor = answer.actor
        was_locked = self._locked
        self.signed_in.emit(actor)
        if answer.term is not None and not was_locked:
            self._tell_term(answer.term)

    def _tell_term(self, term: OfflineTerm) -> None:
        until = f"{term.until:%d/%m/%Y}"
        if term.is_over:
            words = self.tr("Đã quá hạn gặp máy chủ: nhân viên khác chưa đăng nhập được máy này")
            advice = self.tr("Cắm mạng, hoặc vào Cài đặt › Máy chủ để nhập tệp trả lời hay gia hạn một lần.")
            self.term_told.emit(words, advice)
        elif term.is_near:
            words = self.tr("Chỉ còn đăng nhập được đến hết ngày {day}").format(day=until)
            advice = self.tr("Máy này lâu chưa gặp máy chủ: cắm mạng, hoặc báo quản trị nhập tệp trả lời hay gia hạn.")
            self.term_told.emit(words, advice)

    def _on_wrong(self, error: Explained, typed: str) -> None:
        self._unblock()
        self.refused.emit()
        self.secret.clear()
        self._chosen = ""
        if error.code == START_SECRET:
            self._start = typed
            self._say(f"{error.sentence} {error.advice}", "warn")
            self.secret.setFocus()
            return
        self._say(f"{error.sentence} {error.advice}".strip(), "bad")
        self.secret.set_state("bad")
        self.secret.setFocus()

    def _unblock(self) -> None:
        self._checking = False
        self.secret.setEnabled(True)
        self.people.setEnabled(True)
        self.button.set_ready(True)

    def _say(self, sentence: str, colour: str) -> None:
        self.secret.set_state("")
        marks = {"bad": "circle-alert", "warn": "triangle-alert"}
        quiet = self.tr("Không cần mạng: mã được kiểm tra ngay trên máy này.")
        if self._context.demo_pin:
            quiet = self.tr("Bản dùng thử: mã PIN của mọi người là {pin}.").format(pin=self._context.demo_pin)
        self._mark.set(marks.get(colour, "info"), colour)
        self._told.set_text(sentence or quiet, colour)

    def told(self) -> str:
        """Give the line under the field."""
        return self._told.text()

    # -- keys

    def _on_other(self) -> None:
        if self._locked:
            self._locked = False
            self.button.set_label(self.tr("Đăng nhập"))
        (self.search if self.search.isVisible() else self.people).setFocus()

    def _on_forgotten(self) -> None:
        self._say(self.tr("Nhờ quản trị đặt mã mới: Cài đặt, mục Nhân viên, nút Đặt mã mới."), "text2")

    def _on_shade(self) -> None:
        toggle = getattr(self.window(), "toggle_mode", None)
        if toggle is not None:
            toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.search.hasFocus() or self.people.hasFocus():
                self.secret.setFocus()
            else:
                self.check()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self._checking:
            self.people.step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.secret.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.secret.clear()
        self._start = self._chosen = ""
        super().hideEvent(event)

    # -- look

    def retheme(self) -> None:
        roomy = ink.tokens().density == "roomy"
        self._panel.setFixedWidth(round((456 if roomy else 410) * ink.tokens().scale / 100))
        pad = 26 if roomy else 18
        self._panel.body.setContentsMargins(pad, pad, pad, pad - 6)
        self._panel.body.setSpacing(8 if roomy else 5)
        self._foot.setFixedWidth(self._panel.width())
        self.secret.set_height(44 if roomy else 36)
        self.button.setFixedHeight(self.secret.height())
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(1000, 520)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("bg"))
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(AFTER_PAINT_MS, self, self.painted.emit)
