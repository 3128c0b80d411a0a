"""Ctrl+K: every command, place, dossier and procedure by a few letters without diacritics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import RADIUS_PANEL
from app.ui.widgets import ink
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.hits import hits, matches
from app.ui.widgets.labels import Icon, KeyCap, Rule
from app.ui.widgets.painted import Painted
from app.ui.widgets.popup import KeyFoot
from app.ui.widgets.rows import Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.shadow import paint_shadow


@dataclass(frozen=True, slots=True)
class Command:
    """One entry: group heading, words, quiet detail, key to learn, icon, what it does."""

    group: str
    text: str
    slot: Callable[[], object]
    detail: str = ""
    key: str = ""
    icon: str = "arrow-right"


Source = Callable[[str], Sequence[Command]]
"""Gives the commands for the letters typed; the palette itself filters those that `filtered` asks it to."""

_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
_MOST = 40


class _Sheet(Painted):
    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, t.colour("surface"), t.colour("line2"))


class CommandPalette(Painted):
    """Covers `window` above `bottom()` pixels, dims it, and gives the focus back when it closes."""

    def __init__(self, window: QWidget, bottom: Callable[[], int]) -> None:
        super().__init__(window)
        self._window, self._bottom = window, bottom
        self._sources: list[tuple[Source, bool]] = []
        self._back: QWidget | None = None
        self._commands: list[Command] = []
        self._sheet = _Sheet(self)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(1, 4, 1, 1)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(16, 6, 14, 8)
        line.setSpacing(14)
        self.field = LineEdit(size="lg")
        self.field.set_bare()
        self.field.setPlaceholderText(self.tr("Làm gì, tìm gì?"))
        self.field.setAccessibleName(self.tr("Bảng lệnh"))
        self.field.textChanged.connect(self._refresh)
        line.addWidget(Icon("search", "text2", 20))
        line.addWidget(self.field, 1)
        line.addWidget(KeyCap("Esc"))
        column.addLayout(line)
        column.addWidget(Rule())
        self.list = RowList([Column(), Column(width=300, compact=240), Column(width=76)], lines=1, head=False)
        self.list.show_focus_of(self.field)
        self.list.clicked.connect(lambda _: self._do())
        self.list.setMinimumHeight(0)
        column.addWidget(self.list, 1)
        column.addWidget(Rule())
        foot = KeyFoot()
        foot.show_foot(self.tr("Gõ tên lệnh, mã hồ sơ, tên người hay thủ tục"), [("Enter", self.tr("làm"))])
        column.addWidget(foot)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()
        self.follow_theme()

    def add_source(self, source: Source, *, filtered: bool = True) -> None:
        """Add a source; with `filtered` the palette keeps only what matches, else the source has searched itself."""
        self._sources.append((source, filtered))

    def open_palette(self, text: str = "") -> None:
        """Open, or close if it is open."""
        if self.isVisible():
            self.close_palette()
            return
        self._back = QApplication.focusWidget()
        self.field.setText(text)
        self._refresh(text)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Close; the focus goes back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        try:
            if self._back is not None and self._back.isVisible():
                self._back.setFocus(Qt.FocusReason.PopupFocusReason)
        except RuntimeError:  # that widget went with its screen
            pass
        self._back = None

    def _refresh(self, text: str) -> None:
        found = [
            command
            for source, filtered in self._sources
            for command in source(text)
            if not filtered or matches(f"{command.text} {command.detail} {command.key}", text)
        ]
        self._commands = found[:_MOST]
        rows: list[Row | GroupRow] = []
        for group in dict.fromkeys(command.group for command in self._commands):
            rows.append(GroupRow(group))
            for number, command in enumerate(self._commands):
                if command.group == group:
                    rows.append(_row(number, command, text))
        self.list.set_rows(rows or [GroupRow(self.tr("Không có gì khớp"))])
        self.list.select_first()
        self._place()

    def _do(self) -> None:
        number = self.list.current_key()
        if isinstance(number, int):
            self.close_palette()
            self._commands[number].slot()

    def _place(self) -> None:
        self.setGeometry(0, 0, self._window.width(), self._window.height() - self._bottom())
        t = ink.tokens()
        width = min(700, self.width() - 48)
        groups = sum(isinstance(row, GroupRow) for row in self.list.rows())
        rows = self.list.height_for(len(self.list.rows()) - groups) + groups * t.sizes.group_row
        height = rows + t.sizes.field + t.sizes.row + 28
        top = 64 if t.density == "roomy" else 36
        self._sheet.setGeometry((self.width() - width) // 2, top, width, min(height, self.height() - top - 24))

    def retheme(self) -> None:
        self.list.fixed_row = 42 if ink.tokens().density == "roomy" else 36
        super().retheme()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            mine = key in _MOVES or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
            if mine and kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if mine and kind == QEvent.Type.KeyPress:
                if key in _MOVES:
                    self.list.step(_MOVES[key])
                elif key == Qt.Key.Key_Escape:
                    self.close_palette()
                elif key != Qt.Key.Key_Tab:
                    self._do()
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._sheet.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(40, 36, 28, 90) if ink.tokens().mode == "light" else QColor(0, 0, 0, 140))
        paint_shadow(painter, QRectF(self._sheet.geometry()))


def _row(number: int, command: Command, text: str) -> Row:
    return Row(
        number,
        (
            Cell(command.text, icon=command.icon, weight=500, hits=hits(command.text, text), hit_ink="accent_text"),
            Cell(command.detail, colour="text2"),
            Cell(key=command.key or "Enter", align="right"),
        ),
    )
