"""The copies of this PC's data: when the last was made, one more now, whether they can be restored, where they lie."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import EnvironmentProblem, Explained
from app.services.restore_drill import Drill
from app.services.upkeep import BackupInfo, back_up_now, list_backups
from app.ui.context import Context
from app.ui.screens.settings_backup_places import PlacesPanel
from app.ui.screens.settings_drill import DrillPanel, headline
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.rows import Cell, Column, Row, RowList


class BackupSection(SettingsPage):
    """Last copy and "Sao lưu ngay", the restore drill, where the copies lie, the list of them."""

    section, icon = "backup", "hard-drive"
    kinds = frozenset({"backup", "settings"})

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
        self.drill = DrillPanel(context)
        self.drill.failed.connect(self.fail)
        self.drill.drilled.connect(self._on_drilled)
        self.places = PlacesPanel(context)
        self.places.failed.connect(self.fail)
        self.places.chosen.connect(self.choose_place)
        copies = Panel(flush=True)
        size = Column(self.tr("Cỡ"), 110, 100, "right")
        columns = (Column(self.tr("Lập lúc"), 170, 150), Column(self.tr("Tệp")), size)
        self.list = RowList(columns, lines=1, name=self.tr("Các bản sao"))
        sentence = self.tr("Chưa có bản sao nào")
        hint = self.tr("Bấm “Sao lưu ngay” để lập bản đầu tiên. Chương trình cũng tự lập mỗi ngày khi đang chạy.")
        self.empty = EmptyState("hard-drive", sentence, hint)
        copies.body.addWidget(self.list, 1)
        copies.body.addWidget(self.empty, 1)
        for part in (panel, self.drill, self.places):
            self.column.addWidget(part)
        self.column.addWidget(copies, 1)

    def refresh(self) -> None:
        house = self.context.house
        self.places.refresh()
        self.context.runner.run(self, lambda: list_backups(house), self._on_list)

    def first(self) -> QWidget:
        return self.button

    def choose_place(self, place: str) -> None:
        """Keep another second place, "" = none, and bring the newest copy there."""
        self.keep(self._on_place, second_place=place)

    def _on_place(self) -> None:
        self.places.refresh()
        self.places.carry()

    def _on_drilled(self, found: Drill) -> None:
        self.trouble.show_banner("")
        if not self.isVisible():  # somebody went on working: the answer comes after them
            self.say(self.tr("Diễn tập khôi phục xong"), headline(found, self.context.house.local_now())[0])

    def _on_list(self, copies: list[BackupInfo]) -> None:
        if copies:
            words = self.tr("Bản gần nhất: {when}").format(when=f"{copies[0].made_at:%H:%M %d/%m/%Y}")
            self.last.set_text(words, "text")
        else:
            self.last.set_text(self.tr("Dữ liệu máy này chưa được sao lưu"), "warn")
        self.drill.refresh(copies=bool(copies))
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
        self.trouble.show_banner("")
        self.say(self.tr("Đã sao lưu và kiểm tra"), info.path.name)
        self.refresh()
        self.places.carry()

    def _on_failed(self, error: Explained) -> None:
        self.button.set_ready(True)
        self.fail(error)
        self.refresh()


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB".replace(".", ",") if size >= 104_858 else f"{max(1, size // 1024)} KB"
