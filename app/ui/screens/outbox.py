"""The outbox "Việc chờ gửi": what waits to be sent, since when, why, when it is tried again, and the way by file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import __version__
from app.domain import dossier
from app.domain.errors import Explained
from app.domain.text import dotted
from app.runtime.line_status import LineState
from app.services.house import Changed
from app.services.outbox import Outbox, WaitingEvent, open_outbox, technical_details
from app.ui import line_words, theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as Mark
from app.ui.screens.dossier_words import last_words, moment_words
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Icon, Text
from app.ui.widgets.panels import Panel
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.toasts import ToastWords


class OutboxScreen(Screen):
    """See the module."""

    name = "outbox"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._outbox: Outbox | None = None
        columns = (
            Column(self.tr("Lúc"), 112, 96),
            Column(self.tr("Việc")),
            Column(self.tr("Hồ sơ"), 116, 104),
            Column(self.tr("Người ghi"), 150, 116),
        )
        self.list = RowList(columns, lines=2, name=self.tr("Việc chờ gửi"))
        self._sheet = RowSheet(self.list, "cloud-check", colour="ok")
        self.state = Text("", "lg", 600, "text", lines=2)
        self._icon = Icon("cloud-check", "ok", 20)
        self.why = Text("", "base", 400, "text", lines=6)
        self.tries = Text("", "base", 400, "text2", lines=3)
        self.send = KeyButton(self.tr("Gửi lại ngay"), "Ctrl+T", "main", "refresh-cw", wide=True)
        self.copy = KeyButton(self.tr("Chép chi tiết cho kỹ thuật"), "Ctrl+D", icon="copy", wide=True)
        self.export = KeyButton(self.tr("Xuất ra tệp"), "Ctrl+O", icon="upload", wide=True)
        self.receive = KeyButton(self.tr("Nhận từ tệp"), "Ctrl+L", icon="download", wide=True)
        self._lay_out()
        self.send.clicked.connect(self._send)
        self.copy.clicked.connect(self._copy)
        self.export.clicked.connect(lambda: self._by_file("export"))
        self.receive.clicked.connect(lambda: self._by_file("receive"))
        self.list.opened.connect(self._open)
        context.hub.changed.connect(self._on_changed)
        context.line_began.changed.connect(self._on_line)
        self._on_line()
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        line = Panel()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self.state, 1)
        line.body.addLayout(head)
        for part in (self.why, self.tries):
            line.body.addWidget(part)
        line.body.addStretch(1)
        for button in (self.send, self.copy):
            line.body.addWidget(button)
        files = Panel(self.tr("Nơi không có mạng"))
        words = self.tr("Chép việc chờ gửi vào một tệp đã khóa, đưa tệp tới máy chủ, rồi nhận tệp trả lời ở đây.")
        self._files_words = Text(words, "sm", 400, "text2", lines=4)
        files.body.addWidget(self._files_words)
        for button in (self.export, self.receive):
            files.body.addWidget(button)
        files.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._side = QWidget()
        self._column = QVBoxLayout(self._side)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(line, 1)
        self._column.addWidget(files)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sheet, 1)
        self._row.addWidget(self._side)

    def _retheme(self) -> None:
        t = ink.tokens()
        self._row.setSpacing(t.sizes.gap)
        self._column.setSpacing(t.sizes.gap)
        self._side.setFixedWidth(round((360 if t.density == "roomy" else 300) * t.scale / 100))

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Việc chờ gửi")

    def back(self) -> Action | None:
        return Action(self.tr("Quay lại"), self.close_me.emit, "Esc", icon="arrow-left", name="back")

    def contexts(self) -> Sequence[Mark]:
        count = self._outbox.count if self._outbox is not None else 0
        return (Mark(self.tr("{n} việc").format(n=dotted(count)), "warn", "cloud-upload"),) if count else ()

    def kept(self) -> str:
        return self.tr("Mọi việc đã lưu trên máy này; gửi chậm không mất gì")

    def kept_icon(self) -> str:
        return "hard-drive"

    def commands(self) -> Sequence[Action]:
        # Their keys belong to the buttons on the page.
        return (
            Action(self.tr("Gửi lại ngay"), self._send, icon="refresh-cw"),
            Action(self.tr("Chép chi tiết cho kỹ thuật"), self._copy, icon="copy"),
        )

    def enter(self, argument: object = None) -> None:
        self._fetch()
        self.list.setFocus()

    # -- loading and showing

    def _on_line(self) -> None:
        if self._context.line is not None:
            self._context.line.status_changed.connect(self._on_status)

    def _on_status(self, _status: object) -> None:
        if self.isVisible():
            self._fetch()

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.kinds - {"draft", "print"}:
            self._fetch()

    def _fetch(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: open_outbox(house), self._on_outbox, self._tell)

    def _on_outbox(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._show_line(outbox)
        self.list.set_rows(self._rows(outbox))
        if outbox.events and self.list.current_row() is None:
            self.list.select_first()
        if not outbox.events and self.list.hasFocus():
            self.send.setFocus()
        self._sheet.show_rows(bool(outbox.events))
        alone = outbox.place is None
        hint = self.tr("Nối máy chủ ở Cài đặt, mục Máy chủ.") if outbox.asked is None else ""
        hint = hint if alone else self.tr("Máy chủ đã có mọi việc của máy này.")
        self._sheet.empty.set("cloud-check", self.tr("Không có việc nào chờ gửi"), hint, "text3" if alone else "ok")
        self.refreshed.emit()

    def _rows(self, outbox: Outbox) -> list[Row | GroupRow]:
        now = self._context.house.local_now()
        rows: list[Row | GroupRow] = []
        for former, words in ((True, self.tr("Của máy này trước khi phục hồi")), (False, self.tr("Đang chờ"))):
            events = [event for event in outbox.events if event.is_former is former]
            if not events:
                continue
            hint = self.tr("Máy đã bị thu hồi: chỉ xuất ra tệp được") if outbox.is_revoked else ""
            more = outbox.count - len(outbox.events)
            if more and not former:
                hint = self.tr("và {n} việc nữa").format(n=dotted(more))
            rows.append(GroupRow(words, len(events), hint, "cloud-upload", "warn"))
            rows += [self._event_row(event, last_words(event.at, now), moment_words(event.at, now)) for event in events]
        return rows

    def _event_row(self, event: WaitingEvent, day: str, moment: str) -> Row:
        at = Cell(f"{event.at:%H:%M:%S}", "" if moment.count(":") == 1 and " " not in moment else day, digits=True)
        cells = (
            at,
            Cell(event.what, event.about, weight=600),
            Cell(event.short_code, digits=True, colour="text2"),
            Cell(event.who, colour="text2"),
        )
        return Row(event.key, cells, tip="\n".join(part for part in (event.what, event.about) if part))

    def _show_line(self, outbox: Outbox) -> None:
        now, status = self._context.house.local_now(), self._context.line_status
        words, details = line_words.state_words(status, now)
        if outbox.asked is not None:
            words, details = self.tr("Chờ tệp trả lời của máy chủ"), self._asked_words(*outbox.asked, now)
        icon, colour = {
            LineState.ONLINE: ("cloud-check", "ok"),
            LineState.OFFLINE: ("wifi-off", "warn"),
            LineState.STOPPED: ("cloud-alert", "bad"),
        }.get(status.state, ("hard-drive", "text2"))
        self._icon.set(icon, colour)
        self.state.set_text(words, colour if colour in ("warn", "bad") else "text")
        self.why.set_text(details)
        told = []
        if outbox.count and outbox.since is not None:
            told.append(self.tr("Việc lâu nhất chờ từ {since}.").format(since=moment_words(outbox.since, now)))
        if outbox.next_try is not None and status.state is LineState.OFFLINE:
            told.append(self.tr("Tự thử lại lúc {time}.").format(time=f"{outbox.next_try:%H:%M:%S}"))
        if outbox.is_revoked:
            told.append(self.tr("Máy chủ không nhận từ máy này nữa. Việc chưa gửi vẫn xuất ra tệp được."))
        self.tries.set_text(" ".join(told))
        alone = self.tr("Máy này chưa nối máy chủ") if outbox.place is None else ""
        self.send.set_ready(not alone, alone)
        by_file = self._context.file_exchange is not None
        for button, why in ((self.export, alone), (self.receive, alone if outbox.asked is None else "")):
            button.set_ready(by_file and not why, why or self.tr("Bản này chưa trao đổi bằng tệp được"))

    def _asked_words(self, at: datetime, until: datetime, now: datetime) -> str:
        """Say since when an answer is awaited, and what to do until it comes and when it does not."""
        words = self.tr("Đã lập tệp xin nối lúc {when}. Đưa tệp ấy tới máy chủ; có tệp trả lời thì bấm “Nhận từ tệp”.")
        lost = self.tr("Thẻ nhớ mất thì lập lại ở Cài đặt, mục Máy chủ, trước {until}.")
        if now > until:
            lost = self.tr("Tệp mời đã hết hạn {until}: chưa có trả lời thì xin tệp mời mới.")
        told = words.format(when=f"{at:%H:%M %d/%m/%Y}"), lost.format(until=f"{until:%d/%m/%Y}")
        return " ".join(told)

    # -- doing

    def _send(self) -> None:
        if self._context.line is not None and self.send.is_ready():
            self._context.line.hurry()
            self.toast.emit(ToastWords(self.tr("Đang gửi lại"), "", "info", "refresh-cw", tag="send"))

    def _copy(self) -> None:
        house, status = self._context.house, self._context.line_status
        line = f"{status.state.value}, {status.trouble.code}" if status.trouble else status.state.value
        self._context.runner.run(
            self, lambda: technical_details(house, __version__, line), self._on_details, self._tell
        )

    def _on_details(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        sentence = self.tr("Không có tên, mã hồ sơ hay nội dung nào. Dán vào thư gửi người hỗ trợ.")
        self.toast.emit(ToastWords(self.tr("Đã chép chi tiết kỹ thuật"), sentence, "ok", "copy", tag="copy"))

    def _by_file(self, way: str) -> None:
        exchange = self._context.file_exchange
        if exchange is not None:
            (exchange.export if way == "export" else exchange.receive)(self)

    def _open(self, row: Row) -> None:
        events = self._outbox.events if self._outbox is not None else ()
        event = next((one for one in events if one.key == row.key), None)
        if event is not None and event.subject_kind == dossier.KIND:
            self.go_to.emit("dossier", event.subject_id)

    def _tell(self, error: Explained) -> None:
        self.toast.emit(ToastWords(error.sentence, error.advice, "bad", tag="failure"))
