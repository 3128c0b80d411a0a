"""Pages of the first-start wizard that set up: catalogue and printers. Both may be left for later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from app.domain.errors import Explained
from app.domain.procedures import Procedure
from app.runtime.side_work import SideWork
from app.services.catalogue_files import read_catalogue
from app.ui.context import Context
from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.first_start_answers import FILE, LATER, SAMPLE, Answers
from app.ui.screens.first_start_pages import Page
from app.ui.screens.settings_printers import PrinterPanel, Ways
from app.ui.theme import RESOURCES
from app.ui.widgets.choices import Option, RadioRows
from app.ui.widgets.labels import Label
from app.ui.widgets.panels import Panel

SAMPLE_FILE = RESOURCES / "catalogue" / "sample.jsonl"


class CataloguePage(Page):
    """Step 5: which procedures."""

    may_skip = True

    def __init__(self, context: Context, sample: Path = SAMPLE_FILE) -> None:
        super().__init__()
        self.step = self.tr("Thủ tục")
        self.title = self.tr("Quầy nhận những thủ tục nào?")
        self.sentence = self.tr("Danh mục nhập lại được bất cứ lúc nào; hồ sơ đã nhận giữ nguyên bản cũ.")
        self._sample_file = sample
        self._sample: tuple[Procedure, ...] = ()
        self.choice = RadioRows(
            [
                Option(SAMPLE, self.tr("Danh mục mẫu"), "1", self._sample_words()),
                Option(FILE, self.tr("Từ tệp"), "2", self.tr("Excel theo mẫu, hoặc tệp của danh mục quốc gia")),
                Option(LATER, self.tr("Để sau"), "3", self.tr("Nhập trong Cài đặt, mục Danh mục")),
            ],
            self.tr("Danh mục"),
        )
        self.choice.set_value(SAMPLE)
        self.choice.chosen.connect(self._on_choice)
        panel = Panel()
        panel.body.addWidget(self.choice)
        self.files = ImportPanel(context, publishes=False)
        self.files.read.connect(self.edited)
        self.files.hide()
        self.note = Label("", "sm", 500, "bad")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(panel)
        column.addWidget(self.note)
        column.addWidget(self.files, 4)
        column.addStretch(1)

    def _sample_words(self) -> str:
        if not self._sample:
            return self.tr("Thủ tục thường gặp ở xã và tỉnh")
        rough = sum(not procedure.checked for procedure in self._sample)
        words = self.tr("{n} thủ tục thường gặp ở xã và tỉnh").format(n=len(self._sample))
        return words + (self.tr(" · {n} thủ tục cần đối chiếu lại số liệu").format(n=rough) if rough else "")

    def _on_choice(self) -> None:
        self.files.setVisible(self.choice.value() == FILE)
        self.note.set_text("")
        self.edited.emit()

    def _on_sample(self, procedures: tuple[Procedure, ...]) -> None:
        self._sample = procedures
        options = [
            replace(option, detail=self._sample_words()) if option.value == SAMPLE else option
            for option in self.choice.options()
        ]
        self.choice.set_options(options)
        self.edited.emit()

    def _on_no_sample(self, error: Explained) -> None:
        self.note.set_text(error.sentence)

    def procedures(self) -> tuple[Procedure, ...]:
        """Give what is to be published."""
        chosen = self.choice.value()
        return self._sample if chosen == SAMPLE else self.files.to_publish() if chosen == FILE else ()

    def show_answers(self, answers: Answers) -> None:
        self.choice.set_value(answers.catalogue)
        self.files.setVisible(answers.catalogue == FILE)

    def read(self, answers: Answers) -> Answers:
        return replace(answers, catalogue=self.choice.value() or SAMPLE)

    def ready(self) -> bool:
        chosen, note = self.choice.value(), ""
        if chosen == FILE and self.files.is_busy():
            note = self.tr("Đang đọc tệp, chờ một chút")
        elif chosen == FILE and self.files.has_errors():
            note = self.tr("Tệp còn lỗi: sửa tệp, hoặc đánh dấu bỏ qua các dòng lỗi")
        elif chosen == FILE and not self.files.to_publish():
            note = self.tr("Chưa chọn tệp. Chọn tệp, hoặc chọn “Để sau”")
        elif chosen == SAMPLE and not self._sample:
            note = self.note.text() or self.tr("Đang đọc danh mục mẫu, chờ một chút")
        self.note.set_text(note)
        return not note

    def told(self, answers: Answers) -> str:
        if answers.catalogue == LATER:
            return self.tr("Để sau")
        count = len(self.procedures())
        return self.tr("{n} thủ tục").format(n=f"{count:,}".replace(",", ".")) if count else self.tr("Danh mục")

    def enter(self, answers: Answers) -> None:
        if not self._sample:
            path = self._sample_file
            SideWork(self, lambda _work: read_catalogue(path).procedures, self._on_sample, self._on_no_sample)
        self.choice.setFocus()


class PrintersPage(Page):
    """Step 6: printers."""

    may_skip = True

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__()
        self.step = self.tr("Máy in")
        self.title = self.tr("Máy in nào in giấy gì?")
        self.sentence = self.tr("Mỗi máy cần một bản in thử được bạn xem bằng mắt. Chưa có máy in: giấy thành tệp PDF.")
        self.panel = PrinterPanel(context, ways)
        self.panel.changed.connect(self.edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel, 1)

    def told(self, answers: Answers) -> str:
        chosen = len(self.panel.printers())
        return self.tr("{n} máy in").format(n=chosen) if chosen else self.tr("Tệp PDF trong thư mục")

    def enter(self, answers: Answers) -> None:
        if not self.panel.listed:
            self.panel.find_printers()
        self.panel.list.setFocus()
