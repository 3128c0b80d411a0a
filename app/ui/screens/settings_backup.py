"""The copies of this PC's data: when the last was made, and one more now."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import EnvironmentProblem
from app.services.upkeep import BackupInfo, back_up_now, list_backups
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.rows import Cell, Column, Row, RowList


class BackupSection(SettingsPage):
    """Last copy, the list, "Sao lưu ngay"."""

    section, icon = "backup", "hard-drive"
    kinds = frozenset({"backup"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Sao lưu")
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(12)
        self.last = Label("", "lg", 600)
        self.button = KeyButton(self.tr("Sao lưu ngay"), "Ctrl+B", "main", "hard-drive")
        self.button.clicked.connect(self.back_up)
        row.addWidget(self.last, 1)
        row.addWidget(self.button)
        panel.body.addLayout(row)
        words = self.tr("Bản sao được mã hóa như dữ liệu gốc và được kiểm tra ngay khi lập. Giữ các bản của 14 ngày.")
        panel.body.addWidget(Text(words, "sm", 400, "text2", lines=2))
        self.where = Text("", "sm", 400, "text2", lines=2)
        panel.body.addWidget(self.where)
        panel.body.addStretch(1)
        copies = Panel(flush=True)
        size = Column(self.tr("Cỡ"), 110, 100, "right")
        columns = (Column(self.tr("Lập lúc"), 170, 150), Column(self.tr("Tệp")), size)
        self.list = RowList(columns, lines=1, name=self.tr("Các bản sao"))
        sentence = self.tr("Chưa có bản sao nào")
        hint = self.tr("Bấm “Sao lưu ngay” để lập bản đầu tiên. Chương trình cũng tự lập mỗi ngày khi đang chạy.")
        self.empty = EmptyState("hard-drive", sentence, hint)
        copies.body.addWidget(self.list, 1)
        copies.body.addWidget(self.empty, 1)
        self.column.addWidget(panel)
        self.column.addWidget(copies, 1)

    def refresh(self) -> None:
        house = self.context.house
        self.where.set_text(self.tr("Thư mục: {folder}").format(folder=house.backups))
        self.context.runner.run(self, lambda: list_backups(house), self._on_list)

    def first(self) -> QWidget:
        return self.button

    def _on_list(self, copies: list[BackupInfo]) -> None:
        if copies:
            self.last.set_text(self.tr("Bản gần nhất: {when}").format(when=f"{copies[0].made_at:%H:%M %d/%m/%Y}"))
        else:
            self.last.set_text(self.tr("Dữ liệu máy này chưa được sao lưu"), "warn")
        self.list.setVisible(bool(copies))
        self.empty.setVisible(not copies)
        self.list.set_rows([
            Row(copy.path.name, (
                Cell(f"{copy.made_at:%H:%M:%S  %d/%m/%Y}", digits=True, weight=500),
                Cell(copy.path.name, digits=True, colour="text2"),
                Cell(_size(copy.size), digits=True, align="right"),
            ))
            for copy in copies
        ])  # fmt: skip

    def back_up(self) -> None:
        """Make a copy now."""
        self.button.set_ready(False, self.tr("Đang sao lưu"))
        self.last.set_text(self.tr("Đang sao lưu …"), "text")
        house = self.context.house

        def work() -> BackupInfo:
            try:
                house.backups.mkdir(parents=True, exist_ok=True)
                return back_up_now(house)
            except OSError as error:
                sentence = self.tr("Chưa sao lưu được dữ liệu của quầy.")
                advice = self.tr("Hồ sơ vẫn nằm trên máy. Kiểm tra ổ đĩa còn chỗ rồi thử lại.")
                raise EnvironmentProblem(sentence, advice, "BACKUP") from error

        self.context.runner.run(self, work, self._on_backed_up, self._on_failed)

    def _on_backed_up(self, info: BackupInfo) -> None:
        self.button.set_ready(True)
        self.say(self.tr("Đã sao lưu và kiểm tra"), info.path.name)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self.button.set_ready(True)
        self.fail(error)
        self.refresh()


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB".replace(".", ",") if size >= 104_858 else f"{max(1, size // 1024)} KB"
