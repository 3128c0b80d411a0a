"""Scanners on serial ports: which ports there are, which are listened to, and how it stands with each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.errors import Explained
from app.runtime.serial_reader import PortEntry, PortState, SerialReader, find_ports
from app.runtime.side_work import SideWork
from app.settings import SerialPort
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.labels import Label
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row, RowList

SPEEDS = (9600, 19200, 38400, 115200)
_MOST_ROWS = {"roomy": 3, "compact": 2}  # more of them scroll


class PortsPanel(Panel):
    """The list of ports; `changed(tuple[SerialPort, …])` when one is taken or let go."""

    changed = Signal(object)

    def __init__(self, listing: Callable[[], list[PortEntry]] = find_ports) -> None:
        super().__init__(self._translated_title())
        self._listing = listing
        self._reader: SerialReader | None = None
        self._entries: list[PortEntry] = []
        self._used: dict[str, SerialPort] = {}
        self.listed = False
        self.list = RowList([Column("", 22, 22), Column(), Column("", 190, 150)], head=False, name=self.title.text())
        self.list.current_changed.connect(lambda _row: self._show_current())
        self.list.opened.connect(lambda _row: self.toggle())
        self.body.addWidget(self.list)
        self.none = Label("", "base", 400, "text2")
        self.body.addWidget(self.none)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.use = KeyButton(self.tr("Nghe cổng này"), "Ctrl+N")
        self.use.clicked.connect(self.toggle)
        self.again = KeyButton(self.tr("Tìm lại"), "F5", "ghost")
        self.again.clicked.connect(self.search)
        self.speed = Segment(
            [Option(str(speed), f"{speed:,}".replace(",", "."), "") for speed in SPEEDS], self.tr("Tốc độ cổng")
        )
        self.speed.chosen.connect(self._on_speed)
        line.addWidget(self.use)
        line.addWidget(self.again)
        line.addStretch(1)
        self._speed_words = Label(self.tr("Tốc độ cổng"), "sm", 400, "text2")
        line.addWidget(self._speed_words)
        line.addWidget(self.speed)
        self.body.addLayout(line)

    def _translated_title(self) -> str:
        # The widget does not exist yet when its base class wants the title.
        return QCoreApplication.translate("PortsPanel", "Đầu đọc qua cổng COM (nên dùng)")

    def watch(self, reader: SerialReader) -> None:
        """Show how the reader stands with each port."""
        self._reader = reader
        reader.state_changed.connect(lambda _port, _state: self._show())

    def show_used(self, ports: tuple[SerialPort, ...]) -> None:
        """Load what the settings say."""
        self._used = {port.name: port for port in ports}
        self._show()

    def search(self) -> None:
        """Ask the system for its ports, off the GUI thread."""
        self.listed = False
        self._show()
        listing = self._listing
        SideWork(self, lambda _work: listing(), self._on_found, self._on_failed)

    def _on_found(self, entries: list[PortEntry]) -> None:
        self._entries, self.listed = entries, True
        self._show()

    def _on_failed(self, error: Explained) -> None:
        self._entries, self.listed = [], True
        self._show()
        self.none.set_text(error.sentence)

    # -- changing

    def current(self) -> str:
        """Give the name of the port at hand, "" for none."""
        return str(self.list.current_key() or "")

    def toggle(self) -> None:
        """Listen to the port at hand, or no longer."""
        name = self.current()
        if not name:
            return
        if name in self._used:
            del self._used[name]
        else:
            entry = next((entry for entry in self._entries if entry.name == name), PortEntry(name, name))
            self._used[name] = SerialPort(name, entry.hardware, int(self.speed.value() or SPEEDS[0]))
        self._tell()

    def _on_speed(self, value: str) -> None:
        used = self._used.get(self.current())
        if used is not None and used.baud != int(value):
            self._used[used.name] = replace(used, baud=int(value))
            self._tell()

    def _tell(self) -> None:
        self._show()
        self.changed.emit(tuple(self._used.values()))

    # -- showing

    def _show(self) -> None:
        kept = self.current()
        known = {entry.name for entry in self._entries}
        gone = [PortEntry(name, name, port.hardware) for name, port in self._used.items() if name not in known]
        rows = [self._row(entry, here=True) for entry in self._entries] + [
            self._row(entry, here=False) for entry in gone
        ]
        self.list.set_rows(rows)
        if rows:
            self.list.select_key(kept if kept in {str(row.key) for row in rows} else str(rows[0].key))
        self.list.setVisible(bool(rows))
        most = _MOST_ROWS[ink.tokens().density]
        self.list.setFixedHeight(self.list.height_for(min(max(len(rows), 1), most)) + 1)
        self.none.setVisible(not rows)
        self.none.set_text(self.tr("Chưa thấy cổng COM nào. Cắm đầu đọc, rồi bấm F5.") if self.listed
                           else self.tr("Đang tìm cổng …"))  # fmt: skip
        self._show_current()

    def _row(self, entry: PortEntry, *, here: bool) -> Row:
        words = entry.words if here and entry.words != entry.name else self.tr("Cổng nối tiếp")
        return Row(entry.name, (
            Cell(icon="scan-line", colour="text2"),
            Cell(entry.name, words, weight=600),
            Cell(badge=self._badge(entry.name)),
        ))  # fmt: skip

    def _badge(self, name: str) -> BadgeWords:
        if name not in self._used:
            return BadgeWords(self.tr("Không dùng"))
        state = self._reader.states().get(name) if self._reader is not None else None
        table = {
            PortState.LISTENING: BadgeWords(self.tr("Đang nghe"), "ok", "check"),
            PortState.MISSING: BadgeWords(self.tr("Mất kết nối"), "bad", "circle-alert"),
            PortState.TAKEN: BadgeWords(self.tr("Nơi khác đang giữ"), "bad", "circle-alert"),
            PortState.FORBIDDEN: BadgeWords(self.tr("Không được phép mở"), "bad", "circle-alert"),
        }
        return table.get(state or PortState.OPENING, BadgeWords(self.tr("Đang mở"), "info"))

    def _show_current(self) -> None:
        name = self.current()
        used = self._used.get(name)
        self.use.set_label(self.tr("Thôi nghe") if used is not None else self.tr("Nghe cổng này"))
        self.use.set_ready(bool(name), self.tr("Chưa thấy cổng nào"))
        self.again.set_ready(self.listed, self.tr("Đang tìm cổng"))
        self.speed.set_value(str(used.baud if used is not None else self.speed.value() or SPEEDS[0]))
