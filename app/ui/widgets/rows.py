"""The list of all screens: rows with badges, marks and headings, keyboard first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.ui.widgets import ink
from app.ui.widgets.painted import Painted, Themed
from app.ui.widgets.row_model import ROW_ROLE, BadgeWords, Cell, Column, GroupRow, Row, RowModel, row_words
from app.ui.widgets.row_paint import ListDelegate
from app.ui.widgets.scrolling import strip_area

__all__ = [
    "ROW_ROLE", "BadgeWords", "Cell", "Column", "GroupRow", "ListDelegate", "Row", "RowList", "RowModel", "row_words",
]  # fmt: skip
_Index = QModelIndex | QPersistentModelIndex


class RowList(Themed, QListView):
    """A list of rows with an optional head. `opened(row)`: Enter or double click; `current_changed(row or None)`."""

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column] = (Column(),),
        *,
        lines: int = 2,
        head: bool = True,
        marks: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        strip_area(self)
        self.marks = marks
        self.active_column = -1
        self.fixed_row = 0
        self._focus_of: QWidget | None = None
        self._head = _Head(self) if head and any(column.title for column in columns) else None
        self.delegate = ListDelegate(self, columns, lines)
        self.setItemDelegate(self.delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.doubleClicked.connect(self._open)
        self._rows = RowModel(parent=self)
        self.setModel(self._rows)
        self.follow_theme()

    # -- rows

    def set_rows(self, rows: Sequence[Row | GroupRow]) -> None:
        """Show rows; the row with the same key stays selected, else none.

        Whatever comes in above, the row under the mouse (else the topmost one) stays where it is.
        """
        kept = self.current_key()
        top, anchor = self.verticalScrollBar().value(), self._anchor()
        if not self._rows.set_rows(rows):
            return
        if kept is not None and self.current_row() is None:
            self.select_key(kept)
        self.verticalScrollBar().setValue(top)
        if anchor is not None:
            self._put_back(*anchor)

    def _anchor(self) -> tuple[object, int] | None:
        """Give the key of the row that must not move, and where it is."""
        mouse = self.viewport().mapFromGlobal(QCursor.pos())
        spots = [mouse] if self.viewport().rect().contains(mouse) else []
        for spot in (*spots, *(QPoint(4, y) for y in range(2, self.viewport().height(), 24))):
            index = self.indexAt(spot)
            row = index.data(ROW_ROLE) if index.isValid() else None
            if isinstance(row, Row):
                return row.key, self.visualRect(index).top()
        return None

    def _put_back(self, key: object, place: int) -> None:
        for number in range(self.model().rowCount()):
            index = self.model().index(number, 0)
            row = index.data(ROW_ROLE)
            if isinstance(row, Row) and row.key == key:
                moved = self.visualRect(index).top() - place
                if moved:
                    self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)
                return

    def rows(self) -> list[Row | GroupRow]:
        """Give the rows set with `set_rows`."""
        return self._rows.rows()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Change the columns."""
        self.delegate.columns = tuple(columns)
        self.viewport().update()
        if self._head is not None:
            self._head.update()

    def current_row(self) -> Row | None:
        """Give the selected row."""
        row = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        return row if isinstance(row, Row) else None

    def current_key(self) -> object:
        """Give the key of the selected row, None if none."""
        row = self.current_row()
        return None if row is None else row.key

    def select_key(self, key: object) -> bool:
        """Select the row of `key`; False if it is not there."""
        for number in range(self.model().rowCount()):
            index = self.model().index(number, 0)
            row = index.data(ROW_ROLE)
            if isinstance(row, Row) and row.key == key:
                self.setCurrentIndex(index)
                return True
        return False

    def select_first(self) -> None:
        """Select the first row that is no heading."""
        self._step_from(-1, 1)

    def step(self, by: int) -> None:
        """Move the selection by rows, passing over headings; used by a field that keeps the focus."""
        way = 1 if by > 0 else -1
        for _ in range(abs(by)):
            self._step_from(self.currentIndex().row() if self.currentIndex().isValid() else -1, way)

    def _step_from(self, start: int, way: int) -> None:
        index = self._row_from(start, way)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _row_from(self, start: int, way: int) -> QModelIndex:
        """Give the first row after `start` that is no heading; an invalid index if there is none."""
        number = start + way
        while 0 <= number < self.model().rowCount():
            index = self.model().index(number, 0)
            if isinstance(index.data(ROW_ROLE), Row):
                return index
            number += way
        return QModelIndex()

    def moveCursor(self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        # Home leads to the heading of the first group, and a page up may lead to one: Qt would stay where it is.
        index = super().moveCursor(action, modifiers)
        if not index.isValid() or isinstance(index.data(ROW_ROLE), Row):
            return index
        below = self._row_from(index.row(), 1)
        return below if below.isValid() else self._row_from(index.row(), -1)

    # -- events

    def show_focus_of(self, field: QWidget) -> None:
        """Paint the selection as focused while `field` has the focus."""
        self._focus_of = field
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def shows_focus(self) -> bool:
        """Say whether the selection is painted as focused."""
        return self.hasFocus() or self._focus_of is not None

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        row = current.data(ROW_ROLE) if current.isValid() else None
        self.current_changed.emit(row if isinstance(row, Row) else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current_row() is None:
            self.select_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if not event.isAutoRepeat():  # a key held down opens once
                self._open(self.currentIndex())
            return
        if event.text() and event.key() not in (Qt.Key.Key_Space,):
            # Letters and digits are keys of the screen here, not a search by first letter.
            event.ignore()
            return
        super().keyPressEvent(event)

    def _open(self, index: _Index) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.opened.emit(row)

    # -- look

    def ring(self) -> tuple[QRect, float] | None:
        return None

    def retheme(self) -> None:
        if self._head is not None:
            self.setViewportMargins(0, ink.tokens().sizes.table_head, 0, 0)
            self._place_head()
        self.scheduleDelayedItemsLayout()
        super().retheme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_head()

    def _place_head(self) -> None:
        if self._head is not None:
            self._head.setGeometry(0, 0, self.width(), ink.tokens().sizes.table_head)
            self._head.update()

    def height_for(self, rows: int) -> int:
        """Give the height that shows `rows` rows of the first kind and the head."""
        head = ink.tokens().sizes.table_head if self._head is not None else 0
        return head + rows * self.delegate.row_height()

    def index_rect(self, number: int) -> QRect:
        """Give where row `number` is painted, in own coordinates."""
        rect = self.visualRect(self.model().index(number, 0))
        return rect.translated(self.viewport().mapTo(self, QPoint(0, 0)))


class _Head(Painted):
    """Column titles above the rows."""

    def __init__(self, owner: RowList) -> None:
        super().__init__(owner)
        self._owner = owner
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        width = float(self._owner.viewport().width())
        for column, (left, size) in zip(self._owner.delegate.columns, self._owner.delegate.spans(width), strict=True):
            spot = QRectF(left, 0, size, self.height() - 1)
            ink.text(painter, spot, column.title, t.font("sm", 500), t.colour("text2"), column.align)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), t.colour("line"))
