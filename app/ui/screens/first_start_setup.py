"""Pages of the first-start wizard that set up: catalogue and printers. Both may be left for later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.procedures import Procedure
from app.runtime.side_work import SideWork
from app.ui.context import Context
from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.first_start_answers import FILE, LATER, SAMPLE, Answers
from app.ui.screens.first_start_pages import Page
from app.ui.screens.settings_printers import PrinterPanel
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.labels import Text
from app.ui.widgets.panels import Panel


class CataloguePage(Page):
    """Step 5: which procedures."""

    may_skip = True

    def __init__(self, context: Context, sample: Callable[[], Sequence[Procedure]]) -> None:
        super().__init__()
        self.step = self.tr("Thủ tục")
        self.title = self.tr("Quầy nhận những thủ tục nào?")
        self.sentence = self.tr("Danh mục nhập lại được bất cứ lúc nào; hồ sơ đã nhận giữ nguyên bản cũ.")
        self._read_sample = sample
        self._sample: tuple[Procedure, ...] = ()
        self.choice = Segment(
            [
                Option(SAMPLE, self.tr("Danh mục mẫu"), "1"),
                Option(FILE, self.tr("Từ tệp"), "2"),
                Option(LATER, self.tr("Để sau"), "3"),
            ],
            self.tr("Danh mục"),
            stretch=True,
        )
        self.choice.set_value(SAMPLE)
        self.choice.chosen.connect(self._on_choice)
        panel = Panel()
        panel.body.addWidget(self.choice)
        self.meaning = Text("", "base", 400, "text2", lines=2)
        panel.body.addWidget(self.meaning)
        self.files = ImportPanel(context, publishes=False)
        self.files.read.connect(self._on_file)
        self.files.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(panel)
        column.addWidget(self.files, 1)
        column.addStretch(0)
        self._explain()

    def _sample_words(self) -> str:
        if not self._sample:
            return self.tr("Thủ tục thường gặp ở xã và tỉnh")
        rough = sum(not procedure.checked for procedure in self._sample)
        words = self.tr("{n} thủ tục thường gặp ở xã và tỉnh").format(n=len(self._sample))
        return words + (self.tr(" · {n} thủ tục cần đối chiếu lại số liệu").format(n=rough) if rough else "")

    def _explain(self, trouble: str = "") -> None:
        words = {
            SAMPLE: self._sample_words(),
            FILE: self.tr("Tệp Excel theo mẫu của chương trình, hoặc tệp của danh mục quốc gia."),
            LATER: self.tr("Nhập sau trong Cài đặt, mục Danh mục. Chưa có danh mục thì chưa nhận được hồ sơ."),
        }
        self.meaning.set_text(trouble or words[self.choice.value() or SAMPLE], "bad" if trouble else "text2")

    def _on_choice(self) -> None:
        self.files.setVisible(self.choice.value() == FILE)
        self._explain()
        self.edited.emit()

    def _on_file(self) -> None:
        self._explain()
        self.edited.emit()

    def _on_sample(self, procedures: tuple[Procedure, ...]) -> None:
        self._sample = procedures
        self._explain()
        self.edited.emit()

    def _on_no_sample(self, error: Explained) -> None:
        self._explain(error.sentence)

    def procedures(self) -> tuple[Procedure, ...]:
        """Give what is to be published."""
        chosen = self.choice.value()
        return self._sample if chosen == SAMPLE else self.files.to_publish() if chosen == FILE else ()

    def show_answers(self, answers: Answers) -> None:
        self.choice.set_value(answers.catalogue)
        self.files.setVisible(answers.catalogue == FILE)
        self._explain()

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
            note = self.tr("Đang đọc danh mục mẫu, chờ một chút")
        self._explain(note)
        return not note

    def told(self, answers: Answers) -> str:
        if answers.catalogue == LATER:
            return self.tr("Để sau")
        count = len(self.procedures())
        return self.tr("{n} thủ tục").format(n=f"{count:,}".replace(",", ".")) if count else self.tr("Danh mục")

    def enter(self, answers: Answers) -> None:
        if not self._sample:
            read = self._read_sample
            SideWork(self, lambda _work: tuple(read()), self._on_sample, self._on_no_sample)
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

    def takes_enter(self) -> tuple[QWidget, ...]:
        """Give the parts that would take Enter from the main button."""
        return self.panel.list, self.panel.trial, self.panel.again

    def ready(self) -> bool:
        if self.panel.setting_up():
            self.panel.setup.ask_to_keep()
        return not self.panel.setting_up()

    def told(self, answers: Answers) -> str:
        chosen = len(self.panel.printers())
        return self.tr("{n} máy in").format(n=chosen) if chosen else self.tr("Tệp PDF trong thư mục")

    def enter(self, answers: Answers) -> None:
        if not self.panel.listed:
            self.panel.find_printers()
        self.panel.list.setFocus()
