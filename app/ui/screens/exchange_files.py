"""Exchange by file: write what waits onto a stick for the server, take in what it answered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.text import dotted
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.services.offline_sign_in import OfflineTerm, offline_term
from app.services.server_standing import ServerStanding, server_standing
from app.ui import line_words
from app.ui.context import Context
from app.ui.screens.notice_window import ProgressLine
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Icon, Label, Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import TintBox

if TYPE_CHECKING:  # loaded when somebody exchanges: it speaks the protocol
    from app.services.exchange_files import Exported
    from app.sync.files import Taken

translate = QCoreApplication.translate
WIDTH = 600
_MARKS = {"ok": "circle-check", "bad": "circle-alert", "warn": "triangle-alert", "text2": "info"}


def export_file(context: Context, parent: QWidget) -> ExportWindow:
    """Ask where to, and write the file."""
    window = ExportWindow(context, parent)
    window.open()
    return window


def receive_file(context: Context, parent: QWidget) -> ReceiveWindow:
    """Ask for the answer, and take it in."""
    window = ReceiveWindow(context, parent)
    window.open()
    return window


class ExchangeWindow(Themed, QDialog):
    """What all of them have: heading, sentence, where, how far, how it ended, three buttons."""

    def __init__(self, context: Context, heading: str, main: str, choose: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self.is_busy = False
        self.setWindowTitle(heading)
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        self.heading = Text(heading, "xl", 600, "text", lines=2)
        self.sentence = Text("", "base", 400, "text2", lines=4)
        box = TintBox("sunken")
        box.body.setContentsMargins(12, 8, 12, 9)
        self.where_name = Label("", "sm", 500, "text2")
        self.where = Label("", "base", 500, "text")
        box.body.addWidget(self.where_name)
        box.body.addWidget(self.where)
        self.progress = ProgressLine()
        self.progress.hide()
        told = QHBoxLayout()
        told.setSpacing(8)
        self._mark = Icon("info", "text2", 18)
        self.told = Text("", "base", 500, "text", lines=6)
        told.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.told, 1)
        for part in (self.heading, self.sentence, box, self.progress):
            column.addWidget(part)
        column.addLayout(told)
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.close_button = KeyButton(translate("ExchangeFiles", "Đóng"), "Esc", "ghost", bind=False)
        self.choose_button = KeyButton(choose, "F3", icon="folder-open")
        self.main_button = KeyButton(main, "F10", "main")
        self.close_button.clicked.connect(self.reject)
        self.choose_button.clicked.connect(self.choose)
        self.main_button.clicked.connect(self.go)
        row.addWidget(self.close_button)
        row.addStretch(1)
        row.addWidget(self.choose_button)
        row.addWidget(self.main_button)
        column.addLayout(row)
        self.follow_theme()
        self.say("", "text2")

    # -- showing

    def say(self, words: str, colour: str) -> None:
        """Tell how it stands."""
        self.told.set_text(words, "text" if colour in ("ok", "text2") else colour)
        self._mark.set(_MARKS[colour], colour)
        self.told.setVisible(bool(words))
        self._mark.setVisible(bool(words))
        self._fit()

    def _begin(self, words: str) -> None:
        self.is_busy = True
        for button in (self.main_button, self.choose_button):
            button.set_ready(False, words)
        self.progress.show()
        self.progress.show_progress(0, 1)
        self.say(words, "text2")

    def _end(self) -> None:
        self.is_busy = False
        self.progress.hide()
        for button in (self.main_button, self.choose_button):
            button.set_ready(True)

    def _fail(self, error: Explained) -> None:
        self._end()
        self.say(f"{error.sentence} {error.advice}".strip(), "bad")
        self.choose_button.setFocus()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            for _ in range(2):  # texts wrap once they know their width
                layout.activate()
                self.setFixedHeight(layout.totalHeightForWidth(WIDTH))

    def _folder(self) -> Path:
        kept = Path(self._context.settings.current.exchange_folder or ".")
        return kept if kept.is_absolute() and kept.is_dir() else Path.home()

    def _ask_file(self, title: str, kinds: str) -> Path | None:
        file, _ = QFileDialog.getOpenFileName(self, title, str(self._folder()), kinds)
        return Path(file) if file else None

    def _remember(self, folder: Path) -> None:
        settings = self._context.settings
        if settings.current.exchange_folder != str(folder):
            self._context.runner.run(
                self, lambda: settings.change(exchange_folder=str(folder)), lambda _kept: None, lambda _error: None
            )

    # -- doing

    def choose(self) -> None:
        """Ask for a place in the system's own dialog."""

    def go(self) -> None:
        """Do it, beside the database's thread."""

    def reject(self) -> None:
        if not self.is_busy:
            super().reject()

    def showEvent(self, event: object) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("surface"))


class ExportWindow(ExchangeWindow):
    """Writes what waits into a file for the server."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            translate("ExchangeFiles", "Xuất tệp trao đổi"),
            translate("ExchangeFiles", "Xuất tệp"),
            translate("ExchangeFiles", "Chọn thư mục"),
            parent,
        )
        self.written: Path | None = None
        self.folder = self._folder()
        self.where_name.set_text(translate("ExchangeFiles", "Ghi vào thư mục"))
        self.where.set_text(str(self.folder))
        house = context.house
        context.runner.run(self, lambda: server_standing(house), self._on_standing, lambda _error: None)

    def _on_standing(self, standing: ServerStanding) -> None:
        count = standing.waiting.count
        since = line_words.since_words(standing.waiting.since, self._context.house.local_now())
        scans = translate("ExchangeFiles", "{n} tệp đính kèm chờ gửi.").format(n=dotted(standing.blobs))
        if count:
            what = translate("ExchangeFiles", "{n} việc chờ gửi từ {since}.").format(n=dotted(count), since=since)
        elif standing.blobs:
            what = scans
        else:
            what = translate("ExchangeFiles", "Không việc nào chờ gửi; tệp chỉ để xin dữ liệu mới từ máy chủ.")
        if count and standing.blobs:
            what += f" {scans}"
        lock = translate(
            "ExchangeFiles",
            "Tệp đã khóa, chỉ máy chủ mở được; ai cầm đi cũng được. Việc vẫn tính là chờ gửi đến khi nhập tệp trả lời.",
        )
        self.sentence.set_text(f"{what} {lock}")
        self._fit()

    def choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, translate("ExchangeFiles", "Chọn thẻ nhớ hoặc thư mục"), str(self.folder)
        )
        if folder:
            self.folder = Path(folder)
            self.where.set_text(str(self.folder))
            self.say("", "text2")

    def go(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))
            return
        key = self._context.device_key
        if not self.main_button.is_ready() or key is None:
            return
        house, folder = self._context.house, self.folder
        self._begin(translate("ExchangeFiles", "Đang ghi tệp …"))

        def work(side: SideWork) -> Exported:
            from app.services.exchange_files import export_file

            return export_file(house, key(), folder, side.progress)

        SideWork(self, work, self._on_written, self._fail, self.progress.show_progress)

    def _on_written(self, made: Exported) -> None:
        self._end()
        self.written = made.path
        self._remember(made.path.parent)
        since = line_words.since_words(made.since, self._context.house.local_now())
        if made.events:
            words = translate("ExchangeFiles", "Đã ghi {n} việc, từ {since}.").format(
                n=dotted(made.events), since=since
            )
        elif made.blobs or made.blobs_more:
            words = translate("ExchangeFiles", "Đã ghi tệp.")
        else:
            words = translate("ExchangeFiles", "Đã ghi tệp xin dữ liệu mới.")
        if made.more:
            words += " " + translate("ExchangeFiles", "Còn {n} việc cho tệp sau.").format(n=dotted(made.more))
        if made.blobs:
            words += " " + translate("ExchangeFiles", "Có {n} tệp đính kèm.").format(n=dotted(made.blobs))
        if made.blobs_more:
            left = translate("ExchangeFiles", "Còn {n} tệp đính kèm chưa vừa: nhập tệp trả lời rồi xuất lần nữa.")
            words += " " + left.format(n=dotted(made.blobs_more))
        words += " " + translate("ExchangeFiles", "Đưa tệp cho người quản trị máy chủ rồi nhập tệp trả lời ở đây.")
        self.where_name.set_text(translate("ExchangeFiles", "Tệp"))
        self.where.set_text(made.path.name)
        self.choose_button.hide()
        self.main_button.set_label(translate("ExchangeFiles", "Mở thư mục"))
        self.say(words, "ok")
        self.main_button.setFocus()


class ReceiveWindow(ExchangeWindow):
    """Takes in the server's answer."""

    _arrived = Signal(object)  # Changed, from the thread that reads

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            translate("ExchangeFiles", "Nhập tệp trả lời"),
            translate("ExchangeFiles", "Nhập"),
            translate("ExchangeFiles", "Chọn tệp"),
            parent,
        )
        self._arrived.connect(context.hub.changed)
        self.file: Path | None = None
        self.taken: Taken | None = None
        self.where_name.set_text(translate("ExchangeFiles", "Tệp trả lời của máy chủ"))
        self.where.set_text(translate("ExchangeFiles", "Chưa chọn tệp"), "text2")
        words = translate(
            "ExchangeFiles",
            "Tệp cho biết việc nào đã tới máy chủ và mang về hồ sơ của các quầy khác. Nhập lại hay nhập tệp cũ không "
            "làm hỏng gì.",
        )
        self.sentence.set_text(words)
        self.main_button.set_ready(False, translate("ExchangeFiles", "Chọn tệp trước"))

    def choose(self) -> None:
        from app.protocol.exchange_files import SUFFIX

        kinds = translate("ExchangeFiles", "Tệp trao đổi ({pattern})").format(pattern=f"*{SUFFIX}")
        file = self._ask_file(translate("ExchangeFiles", "Chọn tệp trả lời"), kinds)
        if file is not None:
            self.choose_file(file)

    def choose_file(self, file: Path) -> None:
        """Take this file."""
        self.file = file
        self.where.set_text(file.name, "text")
        self.main_button.set_ready(True)
        self.say("", "text2")
        self.main_button.setFocus()

    def go(self) -> None:
        key, file = self._context.device_key, self.file
        if not self.main_button.is_ready() or key is None or file is None:
            self.main_button.say_why()
            return
        house, told = self._context.house, self._arrived.emit
        self._begin(translate("ExchangeFiles", "Đang nhập …"))

        def work(side: SideWork) -> tuple[Taken, OfflineTerm | None]:
            from app.services.exchange_files import import_answer

            return import_answer(house, key(), file, told, side.progress), offline_term(house)

        SideWork(self, work, partial(self._on_taken, file), self._fail, self.progress.show_progress)

    def _on_taken(self, file: Path, answer: tuple[Taken, OfflineTerm | None]) -> None:
        taken, term = answer
        self._end()
        self.taken = taken
        self._remember(file.parent)
        parts = []
        if taken.confirmed:
            parts.append(
                translate("ExchangeFiles", "{n} việc của máy này đã tới máy chủ.").format(n=dotted(taken.confirmed))
            )
        if taken.received:
            parts.append(translate("ExchangeFiles", "Nhận về {n} việc mới.").format(n=dotted(taken.received)))
        if taken.blobs_sent:
            words = translate("ExchangeFiles", "{n} tệp đính kèm của máy này đã tới máy chủ.")
            parts.append(words.format(n=dotted(taken.blobs_sent)))
        if taken.blobs_fetched:
            words = translate("ExchangeFiles", "Nhận về {n} tệp đính kèm.")
            parts.append(words.format(n=dotted(taken.blobs_fetched)))
        if not parts and not taken.joined:
            parts.append(translate("ExchangeFiles", "Không có gì mới: máy này đã biết mọi điều trong tệp."))
        if taken.more:
            parts.append(
                translate(
                    "ExchangeFiles", "Máy chủ còn dữ liệu chưa vừa một tệp: xuất tệp trao đổi lần nữa để nhận tiếp."
                )
            )
        if taken.joined:
            parts.insert(0, translate("ExchangeFiles", "Máy này đã nối máy chủ."))
            if term is not None:
                words = translate(
                    "ExchangeFiles",
                    "Từ nay, quá {n} ngày không trao đổi thì chỉ quản trị đăng nhập được: đổi số ngày ở Cài đặt › Máy "
                    "chủ, ghi 0 nếu không giới hạn.",
                )
                parts.append(words.format(n=term.days))
            self._arrived.emit(Changed(frozenset({"server"})))
        self.say(" ".join(parts), "warn" if taken.more else "ok")
        if self._context.line is not None:
            self._context.line.wake()
        self.main_button.hide()
        self.close_button.setFocus()
