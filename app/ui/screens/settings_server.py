"""The server in the settings: how this PC stands with it, what waits, joining it by a one-time code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.office import Right
from app.domain.text import dotted
from app.runtime.line_status import LineState
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.services.server_standing import ServerStanding, server_standing
from app.ui import line_words
from app.ui.context import Context
from app.ui.screens.joining import Joining
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_server_hand import ByHandPanel
from app.ui.screens.settings_server_key import CHANGED, ServerKeyPanel
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel


class ServerSection(SettingsPage):
    """State, last contact, waiting events with "Gửi ngay"; address and code to join; what stands in for the line.

    Everybody may look, send and exchange by file.
    """

    section, icon = "server", "cloud-check"
    right = Right.EDIT_OFFICE
    kinds = frozenset({"dossier", "office", "server"})

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__(context)
        self.words = self.tr("Máy chủ")
        self._standing: ServerStanding | None = None
        self._is_joining = self._wants_join = False
        self.key_panel = ServerKeyPanel(context)
        self.key_panel.accepted.connect(self._on_key_accepted)
        self.key_panel.failed.connect(self.fail)
        self.by_hand = ByHandPanel(context, ways)
        self.by_hand.told.connect(self.say)
        self.by_hand.failed.connect(self.fail)
        self._join = self._join_panel()
        for panel in (self._state_panel(), self.key_panel, self._join, self.by_hand):
            self.column.addWidget(panel)
        self.column.addStretch(1)
        context.line_began.changed.connect(self._on_line)
        self._on_line()

    def _state_panel(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.state = Label("", "lg", 600)
        self.send_button = KeyButton(self.tr("Gửi ngay"), "Ctrl+T", "main", "refresh-cw")
        self.send_button.clicked.connect(self.send)
        self.again_button = KeyButton(self.tr("Nối lại"), "Ctrl+N", "ghost")
        self.again_button.clicked.connect(self.show_join)
        row.addWidget(self.state, 1)
        row.addWidget(self.again_button)
        row.addWidget(self.send_button)
        panel.body.addLayout(row)
        self.details = Text("", "base", 400, "text2", lines=4)
        self.waiting = Label("", "base", 500)
        self.place = Text("", "sm", 400, "text2", lines=2)
        for part in (self.details, self.waiting, self.place):
            panel.body.addWidget(part)
        return panel

    def _join_panel(self) -> Panel:
        panel = Panel(self.tr("Nối máy chủ"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.joining = Joining()
        self.address, self.code = self.joining.address, self.joining.code
        self.join_button = KeyButton(self.tr("Nối"), "Ctrl+S", "main")
        self.join_button.clicked.connect(self.join)
        self.joining.edited.connect(self._show_ready)
        self.joining.entered.connect(self.join)
        row.addWidget(self.joining, 1)
        row.addWidget(self.join_button, 0, Qt.AlignmentFlag.AlignBottom)
        panel.body.addLayout(row)
        words = self.tr(
            "Quét mã QR hoặc dán cả dòng người quản trị máy chủ đưa; mã dùng một lần trong 24 giờ. Hồ sơ đã nhận trên "
            "máy này được gửi lên nguyên vẹn, không đổi số nào."
        )
        panel.body.addWidget(Text(words, "sm", 400, "text2", lines=3))
        return panel

    def first(self) -> QWidget:
        return self.send_button if self.send_button.is_ready() else self.address.edit

    # -- showing

    def refresh(self) -> None:
        house = self.context.house
        self.by_hand.refresh()
        self.context.runner.run(self, lambda: server_standing(house), self._on_standing)

    def _on_line(self) -> None:
        line = self.context.line
        if line is not None:
            line.status_changed.connect(self._on_status)
        self._show()

    def _on_status(self, _status: object) -> None:
        if self.isVisible():
            self.refresh()

    def _on_standing(self, standing: ServerStanding) -> None:
        self._standing = standing
        place = standing.place
        if place is not None and not (self._wants_join or self._is_joining):  # else another one is being typed
            self.address.set_text(place.address)
        self._show()

    def _show(self) -> None:
        now, status, standing = self.context.house.local_now(), self.context.line_status, self._standing
        words, details = line_words.state_words(status, now)
        colour = {LineState.OFFLINE: "warn", LineState.STOPPED: "bad", LineState.ONLINE: "ok"}.get(status.state, "text")
        self.state.set_text(words, colour)
        self.details.set_text(details)
        if standing is not None:
            count = standing.waiting.count
            since = line_words.since_words(standing.waiting.since, now)
            if not count:
                waiting = self.tr("Mọi việc đã lên máy chủ")
            else:
                waiting = self.tr("{count} việc chờ gửi từ {since}").format(count=dotted(count), since=since)
            self.waiting.set_text(waiting)
            place = standing.place
            parts = [place.address] if place else []
            parts += [line_words.counter_words(standing.counter_name, standing.lanes)]
            self.place.set_text(" · ".join(parts))
        self._show_ready()

    def _show_ready(self) -> None:
        joined = self._standing is not None and self._standing.place is not None
        place = self._standing.place if self._standing is not None else None
        trouble = self.context.line_status.trouble
        self.key_panel.show_for(place.pin if place else "", is_refused=trouble is not None and trouble.code == CHANGED)
        self._join.setVisible(self._standing is not None and (not joined or self._wants_join or self._is_joining))
        self.again_button.setVisible(joined and not self._wants_join)
        # One thing at a time: a small screen has no room for all of them.
        self.by_hand.setVisible(self.key_panel.isHidden() and not (joined and self._wants_join))
        self.send_button.set_ready(joined, self.tr("Máy này chưa nối máy chủ"))
        self.send_button.set_kind("main" if joined else "normal")
        self.join_button.set_kind("normal" if joined else "main")
        self.code.set_label(self.tr("Mã đăng ký mới") if joined else self.tr("Mã đăng ký"), not joined)
        why = ""
        if not self.may():
            why = self.tr("Chỉ quản trị nối được")
        elif self._is_joining:
            why = self.tr("Đang nối")
        elif not self.address.text():
            why = self.tr("Chưa có địa chỉ")
        elif not self.code.text() and not joined:
            why = self.tr("Chưa có mã đăng ký")
        self.join_button.set_ready(not why, why)
        for field in (self.address, self.code):
            field.setEnabled(self.may())

    # -- doing

    def show_join(self) -> None:
        """Ask for address and code again: another server, or a place given anew."""
        self._wants_join = True
        self._show_ready()
        self.code.setFocus()

    def take_scan(self, text: str) -> bool:
        """Take a scanned line with everything to join by; True if it was one."""
        if not self.may() or not self.joining.take(text):
            return False
        self._wants_join = True
        self._show_ready()
        self.join_button.setFocus()
        return True

    def _on_key_accepted(self) -> None:
        self.say(self.tr("Đã chấp nhận khóa mới"), self.tr("Chương trình đang nối lại máy chủ."))
        self.send()
        self.refresh()

    def send(self) -> None:
        """Exchange now, however long the line has been down."""
        if self.context.line is not None:
            self.context.line.hurry()

    def join(self) -> None:
        """Join the server, beside the database's thread: a network may take half a minute to say no."""
        key = self.context.device_key
        if not self.join_button.is_ready() or key is None:
            self.join_button.say_why()
            return
        house, actor = self.context.house, self.context.the_actor
        address, code = self.address.text(), self.code.text()
        self._is_joining = True
        self._show_ready()

        def work(_work: SideWork) -> Changed:
            from app.services.enrolment import join_server  # loads what speaks to a network

            join_server(house, actor, key(), address, code)
            return Changed(frozenset({"server"}))

        SideWork(self, work, self._on_joined, self._on_refused)

    def _on_joined(self, changed: Changed) -> None:
        self._is_joining = self._wants_join = False
        self.trouble.show_banner("")
        self.code.set_text("")
        self.say(
            self.tr("Đã nối máy chủ"),
            self.tr("Hồ sơ của máy này đang được gửi lên. Lập tờ khôi phục ở dưới rồi cất đi."),
        )
        self.send()
        self.context.hub.changed.emit(changed)
        self.refresh()

    def _on_refused(self, error: Explained) -> None:
        self._is_joining = False
        self._show_ready()
        self.fail(error)
        self.code.edit.setFocus()
