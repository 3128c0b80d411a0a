"""Join a server without any line: choose the invitation, type its code, and carry what is written beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.text import dotted
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.ui.context import Context
from app.ui.screens.exchange_files import ExchangeWindow
from app.ui.widgets.fields import LabeledField

if TYPE_CHECKING:  # loaded when somebody joins: it speaks the protocol
    from app.services.exchange_files import Exported

translate = QCoreApplication.translate
_CODE_AT = 3  # in the column: below what was chosen


def follow_invitation(context: Context, parent: QWidget) -> InvitationWindow:
    """Ask for the invitation and its code, and write the file that asks for this PC's place."""
    window = InvitationWindow(context, parent)
    window.open()
    return window


class InvitationWindow(ExchangeWindow):
    """Writes beside the invitation what the server wants to know; its answer comes in by `ReceiveWindow`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            translate("InvitationWindow", "Nối máy chủ bằng tệp mời"),
            translate("InvitationWindow", "Ghi tệp xin nối"),
            translate("InvitationWindow", "Chọn tệp mời"),
            parent,
        )
        self.file: Path | None = None
        self.written: Path | None = None
        self.code = LabeledField(
            translate("InvitationWindow", "Mã mời, nghe qua điện thoại hoặc trên giấy"),
            placeholder="XXXX-XXXX-XXXX",
            digits=True,
            required=True,
        )
        self.code.edited.connect(self._show_ready)
        self.code.edit.returnPressed.connect(self.go)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(_CODE_AT, self.code)
        self.where_name.set_text(translate("InvitationWindow", "Tệp mời của người quản trị máy chủ"))
        self.where.set_text(translate("InvitationWindow", "Chưa chọn tệp"), "text2")
        if context.desk is None:
            meanwhile = translate(
                "InvitationWindow", "Máy này làm việc được khi nhập tệp trả lời: số máy và dữ liệu là của máy chủ cấp."
            )
        else:
            meanwhile = translate(
                "InvitationWindow", "Trong khi chờ trả lời, máy này vẫn nhận hồ sơ; không hồ sơ nào phải đổi số."
            )
        how = translate(
            "InvitationWindow",
            "Chương trình ghi một tệp xin nối đã khóa vào cùng thẻ nhớ; mang thẻ về nơi giữ máy chủ rồi mang tệp trả "
            "lời lại đây.",
        )
        self.sentence.set_text(f"{how} {meanwhile}")
        self._show_ready()

    def choose(self) -> None:
        from app.protocol.invitation_files import SUFFIX

        kinds = translate("InvitationWindow", "Tệp mời ({pattern})").format(pattern=f"*{SUFFIX}")
        file = self._ask_file(translate("InvitationWindow", "Chọn tệp mời"), kinds)
        if file is not None:
            self.choose_file(file)

    def choose_file(self, file: Path) -> None:
        """Take this file."""
        self.file = file
        self.where.set_text(file.name, "text")
        self.say("", "text2")
        self._show_ready()
        self.code.setFocus()

    def _show_ready(self) -> None:
        why = ""
        if self.file is None:
            why = translate("InvitationWindow", "Chọn tệp mời trước")
        elif not self.code.text():
            why = translate("InvitationWindow", "Chưa có mã mời")
        self.main_button.set_ready(not why, why)

    def go(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))
            return
        key, file = self._context.device_key, self.file
        if self.is_busy or not self.main_button.is_ready() or key is None or file is None:
            self.main_button.say_why()
            return
        house, actor, code = self._context.house, self._context.actor, self.code.text()
        self._begin(translate("InvitationWindow", "Đang ghi tệp …"))

        def work(side: SideWork) -> Exported:
            from app.services.exchange_files import export_request

            return export_request(house, actor, key(), file, code, side.progress)

        SideWork(self, work, self._on_written, self._fail, self.progress.show_progress)

    def _on_written(self, made: Exported) -> None:
        self._end()
        self.written = made.path
        self._remember(made.path.parent)
        words = translate("InvitationWindow", "Đã ghi tệp xin nối.")
        if made.events:
            words = translate("InvitationWindow", "Đã ghi tệp xin nối, kèm {n} việc của máy này.").format(
                n=dotted(made.events)
            )
        if made.more:
            words += " " + translate("InvitationWindow", "Còn {n} việc cho tệp sau.").format(n=dotted(made.more))
        words += " " + translate("InvitationWindow", "Mang thẻ về nơi giữ máy chủ, rồi nhập tệp trả lời ở đây.")
        self.where_name.set_text(translate("InvitationWindow", "Tệp xin nối"))
        self.where.set_text(made.path.name)
        self.code.hide()
        self.choose_button.hide()
        self.main_button.set_label(translate("InvitationWindow", "Mở thư mục"))
        self.say(words, "ok")
        self.main_button.setFocus()
        self._context.hub.changed.emit(Changed(frozenset({"server"})))
