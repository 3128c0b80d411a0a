"""Address and code to join a server by: typed, pasted as one line, or scanned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.protocol.invitations import find_invitation
from app.ui.widgets.fields import LabeledField


class Joining(QWidget):
    """Both fields. `edited` at each change, `entered` on Enter. A whole line put into either one fills both."""

    edited = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.address = LabeledField(self.tr("Địa chỉ máy chủ"), placeholder="https://", digits=True, required=True)
        self.code = LabeledField(self.tr("Mã đăng ký"), placeholder="XXXX-XXXX-XXXX", digits=True, required=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.address, 3)
        row.addWidget(self.code, 2)
        for field in (self.address, self.code):
            field.edited.connect(self._on_edited)
            field.edit.returnPressed.connect(self.entered)

    def take(self, text: str) -> bool:
        """Fill both from a line that was scanned or pasted; False when it is none."""
        invited = find_invitation(text)
        if invited is None:
            return False
        note = self.tr("Từ mã QR")
        self.address.fill(invited.address, note)
        self.code.fill(invited.code, note)
        self.edited.emit()
        return True

    def _on_edited(self, text: str) -> None:
        if not self.take(text):
            self.edited.emit()
