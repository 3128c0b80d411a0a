"""The first start of another PC of an office that has a server: address and code instead of six steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.errors import Explained, UserError
from app.runtime.line_status import LineState
from app.runtime.side_work import SideWork
from app.services.door import find_desk, list_staff
from app.services.house import Changed, House
from app.services.server_standing import ByHand, by_hand
from app.ui.context import Context
from app.ui.screens.exchange_files import receive_file
from app.ui.screens.first_start_pages import Page
from app.ui.screens.invitation_window import follow_invitation
from app.ui.screens.joining import Joining
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel


def _is_ready(house: House) -> bool:
    """Whether office and people have come: from then on somebody can sign in, whatever else is still on its way."""
    return find_desk(house) is not None and bool(list_staff(house))


class JoinPage(Page):
    """Asks for address and code, joins, and waits until office and people are here: `joined`. `failed(Explained)`."""

    joined = Signal()
    failed = Signal(object)
    restore_wanted = Signal()

    def __init__(self, context: Context, device_key: Callable[[], Ed25519PrivateKey]) -> None:
        super().__init__()
        self._context, self._device_key = context, device_key
        self._is_waiting = self.is_busy = False
        self._subjects: set[str] = set()
        self.title = self.tr("Nối máy này vào máy chủ")
        self.sentence = self.tr("Cơ quan đã làm việc ở máy khác: hồ sơ, thủ tục, nhân viên, lịch được tải về máy này.")
        panel = Panel()
        self.joining = Joining()
        self.address, self.code = self.joining.address, self.joining.code
        panel.body.addWidget(self.joining)
        hint = self.tr(
            "Quét mã QR hoặc dán cả dòng người quản trị máy chủ đưa; mã dùng một lần, trong 24 giờ, quyết định số máy. "
            "Thay máy hỏng: quét mã trên tờ khôi phục."
        )
        panel.body.addWidget(Text(hint, "sm", 400, "text2", lines=2))
        self.progress = Label("", "base", 500)
        panel.body.addWidget(self.progress)
        panel.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addWidget(self._file_panel())
        column.addWidget(self._restore_panel())
        column.addStretch(1)
        self.joining.edited.connect(self.edited)
        context.hub.changed.connect(self._on_changed)
        context.line_began.changed.connect(self._on_line)
        self._on_line()

    def _file_panel(self) -> Panel:
        panel = Panel(self.tr("Nơi không có mạng"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.file_told = Text("", "base", 400, "text2", lines=2)
        self.invite_button = KeyButton(self.tr("Nối bằng tệp mời"), "Ctrl+E", icon="upload")
        self.receive_button = KeyButton(self.tr("Nhập tệp trả lời"), "Ctrl+I", icon="download")
        self.invite_button.clicked.connect(lambda: follow_invitation(self._context, self))
        self.receive_button.clicked.connect(self._receive)
        row.addWidget(self.file_told, 1)
        for button in (self.invite_button, self.receive_button):
            row.addWidget(button)
        panel.body.addLayout(row)
        self._show_asked(None)
        return panel

    def _restore_panel(self) -> Panel:
        panel = Panel(self.tr("Thay cho máy đã hỏng hoặc mất"))
        row = QHBoxLayout()
        row.setSpacing(12)
        words = self.tr("Còn bản sao lưu của máy cũ và có tờ khôi phục: lấy lại cả việc chưa gửi, không cần mạng.")
        self.restore_button = KeyButton(self.tr("Khôi phục từ bản sao"), "Ctrl+B", icon="hard-drive")
        self.restore_button.clicked.connect(self.restore_wanted)
        row.addWidget(Text(words, "base", 400, "text2", lines=2), 1)
        row.addWidget(self.restore_button)
        panel.body.addLayout(row)
        return panel

    def enter(self, _answers: object) -> None:
        self.address.edit.setFocus()
        self._look_what_is_asked()

    def take_scan(self, text: str) -> bool:
        """Take a scanned line with everything to join by; True if it was one."""
        return not self.is_busy and self.joining.take(text)

    def join(self) -> None:
        """Join, on a thread of its own."""
        if self.is_busy:
            return
        house, key = self._context.house, self._device_key
        address, code = self.address.text(), self.code.text()
        self.is_busy = True
        self.progress.set_text(self.tr("Đang nối máy chủ …"))

        def work(_work: SideWork) -> None:
            from app.services.enrolment import join_server  # loads what speaks to a network

            join_server(house, None, key(), address, code)

        SideWork(self, work, self._on_joined, self._on_failed)

    def _on_joined(self, _nothing: None) -> None:
        self._is_waiting = True
        self.progress.set_text(self.tr("Đã nối. Đang tải dữ liệu của cơ quan …"))
        self._hurry()

    def _on_failed(self, error: Explained) -> None:
        self.is_busy = self._is_waiting = False
        self.progress.set_text("")
        self.failed.emit(error)

    # -- by file

    def _look_what_is_asked(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: by_hand(house), self._show_asked)

    def _show_asked(self, standing: ByHand | None) -> None:
        asked_at = standing.asked_at if standing is not None else None
        if asked_at is None:
            words = self.tr("Người quản trị máy chủ đưa tệp mời trên thẻ nhớ và đọc mã riêng.")
        else:
            words = self.tr("Đã ghi tệp xin nối lúc {when}. Máy này làm việc được khi nhập tệp trả lời.").format(
                when=f"{asked_at:%H:%M %d/%m/%Y}"
            )
        self.file_told.set_text(words)
        self.receive_button.setVisible(asked_at is not None)

    def _receive(self) -> None:
        window = receive_file(self._context, self)
        window.finished.connect(lambda _code: self._on_received(is_taken=window.taken is not None))

    def _on_received(self, *, is_taken: bool) -> None:
        if is_taken:
            house = self._context.house
            self._context.runner.run(self, partial(_is_ready, house), self._on_answer_looked)

    def _on_answer_looked(self, is_ready: bool) -> None:
        if is_ready:
            self.joined.emit()
        else:
            sentence = self.tr("Tệp trả lời chưa có dữ liệu của cơ quan.")
            advice = self.tr("Báo người quản trị máy chủ: máy đang làm việc của cơ quan phải nối trước.")
            self.failed.emit(UserError(sentence, advice, "NO-DATA"))

    # -- what comes

    def _on_line(self) -> None:
        line = self._context.line
        if line is not None:
            line.status_changed.connect(self._on_status)
            if self._is_waiting:
                self._hurry()

    def _hurry(self) -> None:
        if self._context.line is not None:
            self._context.line.hurry()

    def _on_changed(self, changed: Changed) -> None:
        if "server" in changed.kinds:
            self._look_what_is_asked()
        if self._is_waiting:
            self._subjects |= changed.ids
            words = self.tr("Đã tải {n} mục").format(n=len(self._subjects))
            loading = self._context.line_status.loading
            self.progress.set_text(words if loading is None else f"{words} · {loading} %")
            self._look(told=False)

    def _on_status(self, _status: object) -> None:
        if self._is_waiting:
            self._look(told=True)

    def _look(self, *, told: bool) -> None:
        house = self._context.house
        self._context.runner.run(self, partial(_is_ready, house), partial(self._on_looked, told))

    def _on_looked(self, told: bool, is_ready: bool) -> None:
        if not self._is_waiting:
            return
        status = self._context.line_status
        if is_ready:
            self._is_waiting = False
            self.joined.emit()
        elif told and status.trouble is not None:
            self.failed.emit(status.trouble)  # it goes on by itself when the line is back
        elif told and status.state is LineState.ONLINE:
            sentence = self.tr("Máy chủ chưa có dữ liệu của cơ quan.")
            advice = self.tr("Nối máy đang làm việc của cơ quan trước; máy này tự tải khi dữ liệu lên máy chủ.")
            self.failed.emit(UserError(sentence, advice, "NO-DATA"))
