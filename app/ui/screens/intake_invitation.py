"""What an empty form shows in column 1: put the card down, or type."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.fields import LineEdit
from app.ui.widgets.labels import Icon, Label, LinkLabel, Rule, Text
from app.ui.widgets.popup import PopupList


class Invitation(QWidget):
    """What an empty form shows: put the card down, or type; ways back to the dossier just received."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(Icon("scan-line", "accent_text", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Label(self.tr("Đặt thẻ căn cước vào đầu đọc"), "base", 600, align="centre"))
        column.addWidget(Label(self.tr("Luôn chờ thẻ, không cần bấm phím."), "sm", 400, "text2", align="centre"))
        column.addSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Rule(), 1)
        line.addWidget(Label(self.tr("hoặc gõ"), "sm", 400, "text2"))
        line.addWidget(Rule(), 1)
        column.addLayout(line)
        self.search = LineEdit()
        self.search.setPlaceholderText(self.tr("Số định danh, tên hoặc điện thoại"))
        self.search.setAccessibleName(self.tr("Tìm người đã từng đến, hoặc gõ người mới"))
        column.addWidget(self.search)
        hint = self.tr("Người từng đến hiện ra ngay khi gõ. Enter để gõ tay.")
        column.addWidget(Text(hint, "sm", 400, "text2", lines=2))
        column.addSpacing(6)
        self.next_one = LinkLabel("", "Ctrl+D")
        self.last_one = LinkLabel(self.tr("Sửa hồ sơ vừa nhận"), "Alt+Left")
        column.addWidget(self.next_one)
        column.addWidget(self.last_one)
        self.next_one.hide()
        self.last_one.hide()
        self.popup: PopupList | None = None

    def offer(self, name: str, *, correct: bool) -> None:
        """Offer another dossier for the person just served, and to correct the last one."""
        self.next_one.set_text(self.tr("Thêm hồ sơ cho {name}").format(name=name.split(" ")[-1] if name else ""))
        self.next_one.setAccessibleDescription(name)
        self.next_one.setToolTip(name)
        self.next_one.setVisible(bool(name))
        self.last_one.setVisible(correct)
