"""Where the copies lie: the folder on this PC, and a second place on a stick or on the network."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QSizePolicy

from app.domain.errors import Explained
from app.runtime.side_work import SideWork
from app.services.second_place import SecondPlace, carry_over, check_place, look_at
from app.ui.context import Context
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel


class PlacesPanel(Panel):
    """Both folders and how the second stands. `chosen(str)`: another second place, "" = none; `failed(Explained)`."""

    chosen = Signal(str)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(QCoreApplication.translate("PlacesPanel", "Nơi cất bản sao"))
        self._context = context
        self._looking: SideWork | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.here = Label("", "base", 400, "text", digits=True)
        self.second = Label("", "base", 400, "text", digits=True)
        self.state = Text("", "sm", 400, "text2", lines=2)
        self.open_button = KeyButton(self.tr("Mở thư mục"), "Ctrl+O", "ghost", "folder-open")
        self.open_button.clicked.connect(self.open_folder)
        self.choose_button = KeyButton(self.tr("Chọn nơi thứ hai"), "Ctrl+N")
        self.choose_button.clicked.connect(self.ask)
        self.forget_button = KeyButton(self.tr("Bỏ"), "Ctrl+G", "ghost")
        self.forget_button.clicked.connect(lambda: self.chosen.emit(""))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.forget_button)
        buttons.addWidget(self.choose_button)
        for row, words in enumerate((self.tr("Máy này"), self.tr("Nơi thứ hai"))):
            name = Label(words, "base", 400, "text2")
            name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            grid.addWidget(name, row, 0)
        grid.addWidget(self.here, 0, 1)
        grid.addWidget(self.open_button, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.second, 1, 1)
        grid.addLayout(buttons, 1, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.state, 2, 1, 1, 2)
        self.body.addLayout(grid)

    def refresh(self) -> None:
        """Look at both again; a network folder that is away may take its time, so on a thread of its own."""
        house, place = self._context.house, self._context.settings.current.second_place
        self.here.set_text(str(house.backups))
        self.forget_button.setVisible(bool(place))
        if not place:
            self.second.set_text(self.tr("Chưa chọn"), "text2")
            self.state.set_text(self.tr("Thẻ nhớ USB hoặc thư mục chung trên mạng: máy hỏng thì vẫn còn bản sao ở đó."))
            return
        self.second.set_text(place, "text")
        if self._looking is None:
            self._looking = SideWork(
                self, lambda _work: (place, look_at(house, place)), self._on_look, self._on_trouble
            )

    def ask(self) -> None:
        """Ask for the folder in the system's own dialog."""
        before = self._context.settings.current.second_place
        folder = QFileDialog.getExistingDirectory(self, self.tr("Chọn nơi cất bản sao thứ hai"), before)
        if folder:
            self.try_place(folder)

    def try_place(self, folder: str) -> None:
        """Take a folder as the second place if copies can be put there; the newest goes there at once."""
        house, place = self._context.house, str(Path(folder))
        self.choose_button.set_ready(False, self.tr("Đang thử thư mục"))

        def work(_work: SideWork) -> str:
            check_place(house, place)
            return place

        SideWork(self, work, self._on_good, self._on_bad)

    def carry(self) -> None:
        """Bring the newest copy to the second place now; `refresh` tells how that went."""
        house, place = self._context.house, self._context.settings.current.second_place
        if place:
            self.state.set_text(self.tr("Đang chép …"), "text2")
            SideWork(self, lambda _work: carry_over(house, place), lambda _made: self.refresh(), self._on_carry_failed)

    def open_folder(self) -> None:
        """Show the folder of this PC in the system's own window."""
        folder = self._context.house.backups
        url = QUrl.fromLocalFile(str(folder))
        make = partial(folder.mkdir, parents=True, exist_ok=True)
        SideWork(self, lambda _work: make(), lambda _made: QDesktopServices.openUrl(url), self.failed.emit)

    def _on_good(self, place: str) -> None:
        self.choose_button.set_ready(True)
        self.chosen.emit(place)

    def _on_bad(self, error: Explained) -> None:
        self.choose_button.set_ready(True)
        self.failed.emit(error)

    def _on_carry_failed(self, error: Explained) -> None:
        self.refresh()
        self.failed.emit(error)

    def _on_trouble(self, _error: Explained) -> None:
        self._looking = None
        self.state.set_text(self.tr("Chưa xem được nơi thứ hai"), "warn")

    def _on_look(self, answer: tuple[str, SecondPlace | None]) -> None:
        self._looking = None
        place, found = answer
        if place != self._context.settings.current.second_place:
            self.refresh()
            return
        if found is not None:
            self.state.set_text(*self._words(found))

    def _words(self, found: SecondPlace) -> tuple[str, str]:
        last = f"{found.last.made_at:%H:%M %d/%m/%Y}" if found.last else ""
        if not found.reachable:
            return self.tr("Chưa thấy thư mục này: cắm ổ hoặc nối mạng, chương trình sẽ tự chép."), "warn"
        if not last:
            return self.tr("Chưa có bản nào ở đây: chương trình sẽ tự chép bản mới nhất."), "warn"
        if not found.up_to_date:
            return self.tr("Bản ở đây: {when}, chưa phải bản mới nhất.").format(when=last), "warn"
        if found.same_disk:
            return self.tr("Đã có bản {when}, nhưng cùng một ổ đĩa với dữ liệu.").format(when=last), "warn"
        return self.tr("Đã có bản mới nhất: {when}.").format(when=last), "ok"
