"""The question before a matter goes to the head of the section: what is not clear about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.fields import TextArea
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer


class ReferralQuestion(Question):
    """Asks what the head shall decide; `wanted(text)` when it was written. Esc refers nothing."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, text: str = "") -> None:
        translate = QCoreApplication.translate
        title = translate("ReferralQuestion", "Chuyển trưởng bộ phận quyết?")
        back = Answer(translate("ReferralQuestion", "Quay lại"), "Esc")
        on = Answer(translate("ReferralQuestion", "Chuyển"), "Ctrl+Return", kind="main")
        sentence = translate(
            "ReferralQuestion",
            "Ghi điều chưa rõ. Việc vẫn ở đây cho tới khi có người chọn; trưởng bộ phận thấy trước mọi việc khác.",
        )
        super().__init__(title, sentence, (back, on), safe=0, parent=parent)
        self.area = TextArea(3)
        self.area.setText(text)
        self.area.setAccessibleName(self.tr("Điều chưa rõ"))
        self.extra.addWidget(self.area)

    def show_question(self) -> None:
        super().show_question()
        self.area.setFocus()

    def give(self, number: int) -> None:
        if number == 1:
            if not self.area.text():
                self.area.setFocus()
                return
            self.wanted.emit(self.area.text())
        super().give(number)
