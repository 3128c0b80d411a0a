"""The own completer popup: two-line rows under a field that keeps the focus, so the input method is not disturbed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme import RADIUS_PANEL
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted
from app.ui.widgets.rows import ROW_ROLE, Column, GroupRow, Row, RowList
from app.ui.widgets.shadow import Shadow

_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyFoot(Painted):
    """The last line of a popup: words left, keys with their meaning right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._keys: tuple[tuple[str, str], ...] = ()
        self.follow_theme()

    def show_foot(self, words: str, keys: Sequence[tuple[str, str]]) -> None:
        """Show other words and keys as (key, meaning)."""
        self._words, self._keys = words, tuple(keys)
        self.setAccessibleName(words)
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(ink.tokens().sizes.row)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(300, ink.tokens().sizes.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        right, font = self.width() - 15.0, t.font("sm")
        for key, meaning in reversed(self._keys):
            width = ink.width_of(meaning, font)
            ink.text(painter, QRectF(right - width, 0, width + 1, self.height()), meaning, font, t.colour("text2"))
            right -= width + 7
            right -= ink.key_cap(painter, right, self.height() / 2, ink.key_text(key), t) + 13
        spot = QRectF(15, 0, max(0.0, right - 15), self.height())
        ink.text(painter, spot, self._words, font, t.colour("text3"))


class PopupList(Painted):
    """Rows under `field`. Arrows move, Enter or a click chooses (`chosen(row)`), Esc closes.

    The field keeps the focus and its text; the owner calls `show_rows` on each edit and `close_popup` when there is
    nothing to show.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(
        self, field: QWidget, columns: Sequence[Column] = (Column(),), *, shown: int = 6, lines: int = 2
    ) -> None:
        super().__init__(field.window())
        self._field, self._shown = field, shown
        self.list = RowList(columns, lines=lines, head=True)
        self.list.show_focus_of(field)
        self.list.clicked.connect(self._on_click)
        self._foot = KeyFoot()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot)
        Shadow(self)
        self.hide()
        field.installEventFilter(self)
        self.follow_theme()

    def show_rows(
        self, rows: Sequence[Row | GroupRow], foot: str = "", keys: Sequence[tuple[str, str]] | None = None
    ) -> None:
        """Open, or refresh, with the first row selected."""
        if self.parentWidget() is not self._field.window():
            self.setParent(self._field.window())
        self.list.setCurrentIndex(QModelIndex())
        self.list.set_rows(rows)
        self.list.scrollToTop()
        self.list.select_first()
        usual = [("Enter", self.tr("chọn")), ("Esc", self.tr("đóng"))]
        self._foot.show_foot(foot, usual if keys is None else keys)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Put it under the field, or above it where the window ends."""
        window = self._field.window()
        rows = self.list.rows()
        t = ink.tokens()
        groups = sum(isinstance(row, GroupRow) for row in rows)
        count = min(len(rows) - groups, self._shown)
        height = self.list.height_for(max(1, count)) + groups * t.sizes.group_row + t.sizes.row + 2
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 5))
        room = window.height() - below.y() - 8
        above = self._field.mapTo(window, QPoint(0, 0)).y() - 13
        if height <= room or room >= above:
            self.setGeometry(below.x(), below.y(), self._field.width(), min(height, room))
        else:
            height = min(height, above)
            self.setGeometry(below.x(), above + 8 - height, self._field.width(), height)

    def current(self) -> Row | None:
        """Give the row Enter would choose."""
        return self.list.current_row() if self.isVisible() else None

    def close_popup(self) -> None:
        """Close without choosing."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _on_click(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.hide()
            self.chosen.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field or not self.isVisible():
            return False
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close_popup()
        elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
            self.place()
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._takes(event):
                event.accept()
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._takes(event):
            return self._press(event)
        return False

    def _takes(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and (event.key() in _MOVES or event.key() in _ENTER or event.key() == Qt.Key.Key_Escape)

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.list.step(_MOVES[key])
            return True
        if key == Qt.Key.Key_Escape:
            self.close_popup()
            return True
        row = self.current()
        if row is None:
            return False
        self.hide()
        self.chosen.emit(row)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, t.colour("surface"), t.colour("edge"))
