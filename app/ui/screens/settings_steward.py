"""The server's administration in the settings: offices, their PCs, one-time codes. For administrators with a code.

Everything is asked of the server and nothing is kept; without a line the page says so and what still works.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import Explained, UserError
from app.domain.office import Right
from app.runtime.line_status import LineState
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_steward_rows import lane_words, office_columns, office_rows, pc_columns, pc_rows
from app.ui.screens.settings_steward_sitting import Sitting
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Banner, Panel
from app.ui.widgets.rows import RowList

if TYPE_CHECKING:  # what speaks to a network is loaded when somebody opens the page
    from app.protocol.stewardship import OfficePcs, Offices, PcSeen
    from app.services.stewardship import MadeCode, Steward, Stewardship

T = TypeVar("T")
_SETTLED = 250  # milliseconds a chosen office stays chosen before its PCs are asked for


class StewardSection(Themed, SettingsPage):
    """First the code, then offices at the left (when there are several) and one's PCs at the right."""

    section, icon = "steward", "shield-check"
    right = Right.EDIT_OFFICE

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Quản trị máy chủ")
        self._offices: Offices | None = None
        self._pcs: OfficePcs | None = None
        self._office_id = ""
        self.sitting = Sitting(context, self)
        self.sitting.changed.connect(self._show)
        self.sitting.failed.connect(self._on_failed)
        self.sitting.over.connect(self.forget)
        self.without = Banner("warn")
        self.column.addWidget(self.without)
        self.door = self._door_panel()
        self.desk = QWidget()
        self._lay_out_desk()
        self.column.addWidget(self.door)
        self.column.addWidget(self.desk, 1)
        self._below = QWidget()
        self.column.addWidget(self._below, 1)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLED)
        self._settling.timeout.connect(self.fetch)
        context.signed_in.changed.connect(self.forget)
        context.locked.changed.connect(self.forget)
        context.line_began.changed.connect(self._on_line)
        self._on_line()
        self.follow_theme()
        self._show()

    # -- laying out

    def _door_panel(self) -> Panel:
        panel = Panel(self.tr("Mã quản trị"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.code = LabeledField(
            self.tr("Mã người giữ máy chủ đã trao cho bạn"),
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX",
            digits=True,
            required=True,
        )
        self.code.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.code.edit.setMaxLength(60)
        self.open_button = KeyButton(self.tr("Mở"), "Ctrl+S", "main", "lock")
        self.open_button.clicked.connect(self.open)
        self.code.edit.returnPressed.connect(self.open_button.press)
        self.code.edited.connect(lambda _text: self._show())
        row.addWidget(self.code, 1)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignBottom)
        panel.body.addLayout(row)
        words = self.tr(
            "Xem máy của cơ quan, tạo mã cho máy mới, thu hồi máy mất. Mã không lưu trên máy này: quên khi khóa màn "
            "hình hoặc sau 10 phút không dùng. Chưa có mã, hoặc mất mã: hỏi người giữ máy chủ."
        )
        panel.body.addWidget(Text(words, "sm", 400, "text2", lines=3))
        return panel

    def _lay_out_desk(self) -> None:
        self.title = Label("", "lg", 600)
        self.again_button = KeyButton(self.tr("Tải lại"), "Ctrl+R", "ghost", "refresh-cw")
        self.office_button = KeyButton(self.tr("Thêm cơ quan"), "Ctrl+G", icon="building-2")
        self.add_button = KeyButton(self.tr("Thêm máy"), "Ctrl+N", "main", "plus")
        self.replace_button = KeyButton(self.tr("Mã thay máy"), "Ctrl+M", icon="rotate-ccw")
        self.stop_button = KeyButton(self.tr("Thu hồi máy"), "Ctrl+D", "danger", "x")
        self.leave_button = KeyButton(self.tr("Đóng"), "Ctrl+L", "ghost", "lock")
        for button, slot in (
            (self.again_button, self.fetch_all),
            (self.office_button, self.ask_office),
            (self.add_button, self.ask_counter),
            (self.replace_button, self.ask_replacing),
            (self.stop_button, self.ask_stop),
            (self.leave_button, self.forget),
        ):
            button.clicked.connect(slot)
        self._left = Panel(flush=True)
        self.offices = RowList(office_columns(), name=self.tr("Cơ quan"))
        self.pcs = RowList(pc_columns(), name=self.tr("Máy và mã đăng ký"))
        self.offices.current_changed.connect(lambda _row: self._on_office())
        self.offices.opened.connect(lambda _row: self.pcs.setFocus())
        self._left.body.addWidget(self.offices, 1)
        right = Panel(flush=True)
        self.pcs.current_changed.connect(lambda _row: self._show())
        right.body.addWidget(self.pcs, 1)
        head, foot = QHBoxLayout(), QHBoxLayout()
        for row in (head, foot):
            row.setSpacing(8)
        head.addWidget(self.title, 1)
        for button in (self.again_button, self.leave_button):
            head.addWidget(button)
        for button in (self.add_button, self.replace_button, self.stop_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.office_button)
        both = QHBoxLayout()
        both.setSpacing(10)
        both.addWidget(self._left)
        both.addWidget(right, 1)
        column = QVBoxLayout(self.desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(both, 1)
        column.addLayout(foot)

    def retheme(self) -> None:
        self._left.setFixedWidth(316 if ink.tokens().density == "roomy" else 264)
        super().retheme()

    def first(self) -> QWidget:
        if self.sitting.steward is None:
            return self.code.edit
        return self.offices if self._left.isVisible() else self.pcs

    # -- showing

    def refresh(self) -> None:
        if self.sitting.steward is not None:
            self.fetch_all()
        self._show()

    def _on_line(self) -> None:
        if self.context.line is not None:
            self.context.line.status_changed.connect(lambda _status: self._show())

    def _lack(self) -> str:
        """Say why nothing can be asked now, "" if it can."""
        state = self.context.line_status.state
        if not self.may():
            return self.tr("Chỉ quản trị làm được")
        if self.context.device_key is None or state is LineState.ALONE:
            return self.tr("Máy này chưa nối máy chủ nào")
        return self.tr("Đang mất mạng") if state is LineState.OFFLINE else ""

    def _show(self) -> None:
        is_open, lack = self.sitting.steward is not None, self._lack()
        self.door.setVisible(not is_open)
        self._below.setVisible(not is_open)
        self.desk.setVisible(is_open)
        self._show_lack(lack if self.may() else "")
        self.code.setEnabled(self.may())
        why = lack or ("" if self.code.text() else self.tr("Chưa nhập mã")) or self._busy()
        self.open_button.set_ready(not why, why)
        if is_open:
            self._show_desk(lack)

    def _show_lack(self, lack: str) -> None:
        still = self.tr(
            "Việc này cần đường truyền. Nhân viên, lịch, thủ tục của cơ quan vẫn sửa được; máy mới vẫn làm việc một "
            "mình được rồi nối sau."
        )
        self.without.show_banner(lack, still if lack else "", "warn", "wifi-off")

    def _busy(self) -> str:
        return self.tr("Đang hỏi máy chủ") if self.sitting.waits else ""

    def _show_desk(self, lack: str) -> None:
        offices = self._offices
        rules = offices is not None and offices.may_add
        self._left.setVisible(offices is not None and (rules or len(offices.offices) > 1))
        self.office_button.setVisible(rules)
        office = self._pcs.office if self._pcs is not None else None
        self.title.set_text(f"{office.name} · {office.prefix}" if office else self.tr("Đang hỏi máy chủ"))
        pc, is_code = self.pc(), isinstance(self.pcs.current_key(), bytes)
        none = lack or self._busy() or ("" if office else self.tr("Chọn cơ quan"))
        self.add_button.set_ready(not none, none)
        self.office_button.set_ready(not (lack or self._busy()), lack or self._busy())
        self.again_button.set_ready(not (lack or self._busy()), lack or self._busy())
        unpicked = none or ("" if pc else self.tr("Chọn một máy"))
        gone = lane_words(()) if pc is not None and pc.stopped_at is not None and not pc.lanes else ""
        self.replace_button.set_ready(not (unpicked or gone), unpicked or gone)  # another took its place already
        self.stop_button.set_label(self.tr("Hủy mã") if is_code else self.tr("Thu hồi máy"))
        why = none if is_code else unpicked or self._keeps(pc)
        self.stop_button.set_ready(not why, why)

    def _keeps(self, pc: PcSeen | None) -> str:
        """Say why this PC is not stopped from here."""
        if pc is None or pc.stopped_at is not None:
            return self.tr("Máy này đã thu hồi")
        if pc.device_id == self._own_id():
            return self.tr("Đang ngồi ở máy này: thu hồi từ máy khác")
        return ""

    def _own_id(self) -> str:
        desk = self.context.desk
        return desk.device_id if desk is not None else ""

    def pc(self) -> PcSeen | None:
        """Give the PC selected."""
        key = self.pcs.current_key()
        return next((pc for pc in self._pcs.pcs if pc.device_id == key), None) if self._pcs is not None else None

    # -- the code

    def open(self) -> None:
        """Take the code and fetch what is theirs."""
        if not self.open_button.is_ready():
            self.open_button.say_why()
            return
        from app.services.stewardship import steward  # loads what speaks to a network

        try:
            given = steward(self.context.the_actor, self.code.text())
        except Explained as error:
            self.fail(error)
            self.code.edit.setFocus()
            return
        self.sitting.ask(given, lambda desk: desk.offices(), lambda offices: self._on_opened(given, offices))

    def _on_opened(self, given: Steward, offices: Offices) -> None:
        self.sitting.steward = given
        self.code.set_text("")
        self.trouble.show_banner("")
        self._on_offices(offices)
        self.first().setFocus()

    def forget(self) -> None:
        """Ask for the code again."""
        was_open = self.sitting.steward is not None
        self.sitting.end()
        self._settling.stop()
        self._offices = self._pcs = None
        self.code.set_text("")
        self.offices.set_rows([])
        self.pcs.set_rows([])
        self._show()
        if was_open and self.isVisible():
            self.code.edit.setFocus()

    # -- asking the server

    def _do(self, ask: Callable[[Stewardship], T], done: Callable[[T], object]) -> None:
        if self.sitting.steward is None:  # a question was left open until the code was forgotten
            words, advice = self.tr("Chưa làm: đã hết giờ quản trị."), self.tr("Nhập lại mã quản trị rồi làm lại.")
            self.fail(UserError(words, advice))
            return

        def answered(result: T) -> None:
            self.trouble.show_banner("")
            done(result)

        self.sitting.ask(self.sitting.steward, ask, answered)

    def _on_failed(self, error: Explained) -> None:
        self.fail(error)
        if self.sitting.steward is None and self.isVisible():
            self.code.edit.setFocus()

    def fetch_all(self) -> None:
        """Ask for the offices, and the PCs of the one chosen."""
        self._do(lambda desk: desk.offices(), self._on_offices)

    def _on_offices(self, offices: Offices) -> None:
        self._offices = offices
        known = [office.office_id for office in offices.offices]
        own = self.context.desk.office.office_id if self.context.desk is not None else ""
        wanted = next((one for one in (self._office_id, own, *known) if one in known), "")
        self.offices.set_rows(office_rows(offices))
        self.offices.select_key(wanted)
        self._office_id = wanted
        self._settling.stop()
        self.fetch()

    def _on_office(self) -> None:
        key = self.offices.current_key()
        if isinstance(key, str) and key != self._office_id:
            self._office_id = key
            self._settling.start()

    def fetch(self) -> None:
        """Ask for the PCs of the office chosen."""
        office_id = self._office_id
        if office_id:
            self._do(lambda desk: desk.pcs(office_id), self._on_pcs)

    def _on_pcs(self, pcs: OfficePcs) -> None:
        if pcs.office.office_id != self._office_id:  # another was chosen meanwhile
            return
        self._pcs = pcs
        self.pcs.set_rows(pc_rows(pcs, self._own_id()))
        if self.pcs.current_row() is None:
            self.pcs.select_first()

    # -- doing

    def ask_counter(self) -> None:
        """Ask for the name of a new counter, then make its code."""
        if self._pcs is None:
            return
        from app.ui.screens.settings_steward_asking import NewCounter

        office_id = self._pcs.office.office_id  # the one that is seen, not one just chosen
        NewCounter(
            self._pcs.office.name,
            lambda name, by_file: self._do(
                lambda desk: desk.make_code(office_id, name, by_file=by_file), self._on_made
            ),
            self,
        ).show_question()

    def _on_made(self, made: MadeCode) -> None:
        from app.ui.screens.settings_steward_asking import CodeShown, InvitationMade

        self._on_pcs(made.pcs)
        folder = Path(self.context.settings.current.exchange_folder or Path.home())
        (InvitationMade(made, folder, self) if made.invited is not None else CodeShown(made, self)).show_question()

    def ask_office(self) -> None:
        """Ask for an office to be entered."""
        from app.ui.screens.settings_steward_asking import NewOfficeQuestion

        def added(offices: Offices, prefix: str) -> None:
            new = [office for office in offices.offices if office.prefix == prefix.strip().upper()]
            self._office_id = new[0].office_id if new else self._office_id
            self._on_offices(offices)
            self.say(self.tr("Đã thêm cơ quan"), self.tr("Tạo mã cho máy đầu tiên bằng Thêm máy."))

        NewOfficeQuestion(
            lambda prefix, name: self._do(
                lambda desk: desk.add_office(prefix, name), lambda offices: added(offices, prefix)
            ),
            self,
        ).show_question()

    def ask_replacing(self) -> None:
        """Ask whether a PC's place shall go to another machine."""
        pc = self.pc()
        if pc is None or self._pcs is None:
            return
        from app.ui.screens.settings_steward_asking import replacing_question

        office_id = self._pcs.office.office_id

        def make(by_file: bool) -> None:
            self._do(lambda desk: desk.make_replacing_code(office_id, pc.device_id, by_file=by_file), self._on_made)

        replacing_question(pc, make, self).show_question()

    def ask_stop(self) -> None:
        """Ask whether a PC shall be stopped; a code that waits is cancelled at once."""
        key, pc = self.pcs.current_key(), self.pc()
        if self._pcs is None:
            return
        office_id = self._pcs.office.office_id
        if isinstance(key, bytes):
            self._do(lambda desk: desk.cancel_code(office_id, key), self._on_cancelled)
            return
        if pc is None:
            return
        from app.ui.screens.settings_steward_asking import stopping_question

        def stop() -> None:
            self._do(lambda desk: desk.stop_pc(office_id, pc.device_id), self._on_stopped)

        stopping_question(pc, stop, self).show_question()

    def _on_stopped(self, pcs: OfficePcs) -> None:
        self._on_pcs(pcs)
        self.say(self.tr("Đã thu hồi máy"), self.tr("Từ lần nối sau, máy chủ không nhận máy đó nữa."))

    def _on_cancelled(self, pcs: OfficePcs) -> None:
        self._on_pcs(pcs)
        self.say(self.tr("Đã hủy mã"), self.tr("Mã không còn dùng được."))
