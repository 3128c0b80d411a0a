"""The first start of a machine that takes a lost PC's place: one of its copies, and its recovery sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from app.domain.errors import Explained, UserError
from app.protocol.invitations import find_invitation
from app.runtime.side_work import SideWork
from app.ui.context import Context
from app.ui.screens.first_start_pages import Page
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel

if TYPE_CHECKING:
    from app.services.moving_in import MovedIn


class RestorePage(Page):
    """Asks for the copy and the sheet. `restored(MovedIn)`: the next opening works with it; `failed(Explained)`."""

    restored = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._scanned = ""  # the whole line of the sheet's QR; a typed code alone needs the file beside the copy
        self.is_busy = False
        self.copy: Path | None = None
        self.title = self.tr("Khôi phục từ bản sao của máy cũ")
        self.sentence = self.tr(
            "Máy này làm tiếp việc của máy cũ: cùng hồ sơ, cùng quầy, số mới không trùng số đã cấp."
        )
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.file = LabeledField(self.tr("Bản sao lưu"), placeholder=self.tr("quay-….db mới nhất"), required=True)
        self.file.edit.setReadOnly(True)
        self.choose_button = KeyButton(self.tr("Chọn tệp"), "Ctrl+O", icon="folder-open")
        self.choose_button.clicked.connect(self.choose)
        row.addWidget(self.file, 1)
        row.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignBottom)
        panel.body.addLayout(row)
        places = self.tr("Ở thẻ USB, thư mục mạng hoặc ổ đĩa máy cũ. Chép kèm tệp khoa-khoi-phuc.json nằm cạnh nó.")
        panel.body.addWidget(Text(places, "sm", 400, "text2", lines=2))
        self.code = LabeledField(
            self.tr("Mã trên tờ khôi phục"),
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX",
            digits=True,
            required=True,
        )
        panel.body.addWidget(self.code)
        hint = self.tr("Quét mã QR trên tờ khôi phục là nhanh nhất; hoặc gõ đủ 8 nhóm, không cần dấu gạch.")
        panel.body.addWidget(Text(hint, "sm", 400, "text2", lines=2))
        self.progress = Label("", "base", 500)
        panel.body.addWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch(1)
        self.code.edited.connect(self._on_code)

    def enter(self, _answers: object) -> None:
        (self.code.edit if self.copy is not None else self.choose_button).setFocus()

    def _on_code(self, text: str) -> None:
        if not self.take_scan(text):
            self._scanned = ""
        self.edited.emit()

    def take_scan(self, text: str) -> bool:
        """Take the scanned QR of a sheet; True if it was one."""
        invited = find_invitation(text)
        if invited is None or self.is_busy:
            return False
        self._scanned = text
        self.code.fill(invited.code, self.tr("Từ mã QR"))
        self.edited.emit()
        return True

    def choose(self) -> None:
        """Ask for the copy in the system's own dialog."""
        kinds = self.tr("Bản sao của Quầy Một Cửa ({pattern})").format(pattern="quay-*.db")
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Chọn bản sao lưu"), str(Path.home()), kinds)
        if file:
            self.choose_copy(Path(file))

    def choose_copy(self, copy: Path) -> None:
        """Take this copy."""
        self.copy = copy
        self.file.set_text(copy.name)
        self.edited.emit()
        self.code.edit.setFocus()

    def restore(self) -> None:
        """Make the copy this machine's, on a thread of its own."""
        move_in, copy, typed = self._context.move_in, self.copy, self._scanned or self.code.text()
        if self.is_busy or move_in is None:
            return
        if copy is None:
            self.failed.emit(UserError(self.tr("Chưa chọn bản sao lưu."), "", "NO-COPY"))
            self.choose_button.setFocus()
            return
        if not typed:
            self.failed.emit(UserError(self.tr("Chưa có mã trên tờ khôi phục."), "", "NO-CODE"))
            self.code.edit.setFocus()
            return
        self.is_busy = True
        self.progress.set_text(self.tr("Đang mở bản sao và kiểm tra từng trang …"))

        def work(_work: SideWork) -> MovedIn:
            return move_in(copy, typed)

        SideWork(self, work, self._on_restored, self._on_failed)

    def _on_restored(self, moved: MovedIn) -> None:
        self.progress.set_text(self.tr("Xong. Đang mở dữ liệu …"))
        self.restored.emit(moved)

    def _on_failed(self, error: Explained) -> None:
        self.is_busy = False
        self.progress.set_text("")
        self.failed.emit(error)
