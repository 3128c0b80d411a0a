"""The server answers with another key than the pinned one: both side by side, and an administrator's yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from app.domain.errors import Explained
from app.domain.office import Right
from app.protocol.pins import fingerprint
from app.runtime.side_work import SideWork
from app.ui.context import Context
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel

if TYPE_CHECKING:
    from app.sync.certificate import ShownKey

CHANGED = "NET-CERT"  # the trouble that brings this panel up


class ServerKeyPanel(Panel):
    """Shown only while the certificate is refused. `accepted` after the new key was kept; `failed(Explained)`."""

    accepted = Signal()
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(QCoreApplication.translate("ServerKeyPanel", "Máy chủ đã đổi khóa"))
        self._context = context
        self._pinned = ""
        self._seen: ShownKey | None = None
        words = self.tr(
            "Gọi người giữ máy chủ, nhờ đọc dấu vân tay (quay-server certificate). Chỉ chấp nhận khi khớp từng nhóm "
            "với dấu mới; không khớp nghĩa là có kẻ đứng giữa."
        )
        self.body.addWidget(Text(words, "sm", 400, "text2", lines=3))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.old = Text("", "base", 400, "text2", lines=2)
        self.new = Text("", "base", 600, "text", lines=2)
        self.name = Label("", "sm", 400, "text2")
        for row, (told, value) in enumerate(((self.tr("Đã ghim"), self.old), (self.tr("Đang trả lời"), self.new))):
            grid.addWidget(Label(told, "base", 400, "text2"), row, 0)
            grid.addWidget(value, row, 1)
        grid.addWidget(self.name, 2, 1)
        self.body.addLayout(grid)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.look_button = KeyButton(self.tr("Xem khóa đang trả lời"), "Ctrl+L", "main", "search")
        self.accept_button = KeyButton(self.tr("Khớp, chấp nhận khóa mới"), "Ctrl+Y")
        self.look_button.clicked.connect(self.look)
        self.accept_button.clicked.connect(self.accept)
        line.addWidget(self.look_button)
        line.addWidget(self.accept_button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.hide()

    def show_for(self, pinned: str, *, is_refused: bool) -> None:
        """Come up while the certificate is refused, and go when it is not."""
        if pinned != self._pinned:
            self._pinned, self._seen = pinned, None
        self.setVisible(is_refused)
        self._show()

    def _show(self) -> None:
        seen = self._seen
        self.old.set_text(fingerprint(self._pinned) if self._pinned else self.tr("Do cơ quan chứng thực bảo đảm"))
        self.new.set_text(seen.fingerprint if seen is not None else self.tr("Chưa xem"))
        self.name.set_text(
            self.tr("{name}, đến {day}").format(name=seen.name, day=f"{seen.valid_until:%d/%m/%Y}") if seen else ""
        )
        actor = self._context.actor
        may = actor is not None and actor.may(Right.EDIT_OFFICE)
        self.look_button.set_ready(may, self.tr("Chỉ quản trị đổi được"))
        why = self.tr("Chỉ quản trị đổi được") if not may else self.tr("Xem khóa đang trả lời trước")
        self.accept_button.set_ready(may and seen is not None, why)
        self.look_button.set_kind("normal" if seen is not None else "main")
        self.accept_button.set_kind("main" if seen is not None else "normal")

    def look(self) -> None:
        """Ask who answers there; nothing is sent."""
        house, actor = self._context.house, self._context.the_actor
        self.look_button.set_ready(False, self.tr("Đang xem"))

        def work(_work: SideWork) -> ShownKey:
            from app.services.server_key import shown_key

            return shown_key(house, actor)

        SideWork(self, work, self._on_seen, self._on_failed)

    def _on_seen(self, seen: ShownKey) -> None:
        self._seen = seen
        self._show()

    def _on_failed(self, error: Explained) -> None:
        self._show()
        self.failed.emit(error)

    def accept(self) -> None:
        """Trust the key that was looked at."""
        house, actor, seen = self._context.house, self._context.the_actor, self._seen
        if seen is None:
            return

        def work() -> None:
            from app.services.server_key import accept_key

            accept_key(house, actor, seen)

        self._context.runner.run(self, work, lambda _done: self.accepted.emit(), self._on_failed)
