"""Lists: rows of one or two lines with badges, marks, keys and group rows, painted by one delegate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.widgets import ink
from app.ui.widgets.choices import paint_check, paint_count
from app.ui.widgets.ink import Align, BadgeKind, Hits
from app.ui.widgets.painted import Painted, Themed

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """Words, kind and icon of a badge in a cell."""

    text: str
    kind: BadgeKind = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: first and second line, or badge, check box, count, icon or key cap.

    `wrap`: a text too long for its line takes two and pushes the second line away. `hits` are marked ochre.
    `check` True/False draws a box, `count` a count box (-1: a dash), `key` a cap at the right end.
    """

    text: str = ""
    second: str = ""
    badge: BadgeWords | None = None
    icon: str = ""
    digits: bool = False
    weight: int = 400
    align: Align = "left"
    colour: str = "text"
    second_colour: str = "text2"
    hits: Hits = ()
    hit_ink: str = ""
    wrap: bool = False
    check: bool | None = None
    count: int | None = None
    key: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it stands for, its cells, a mark at the right end, grey if it cannot be had."""

    key: object
    cells: tuple[Cell, ...]
    mark: str = ""
    mark_colour: str = "warn"
    mark_words: str = ""
    dim: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading between rows: icon, words, count, hint at the right end."""

    text: str
    count: int | None = None
    hint: str = ""
    icon: str = ""
    colour: str = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, width in roomy and compact pixels (0 shares what is left)."""

    title: str = ""
    width: int = 0
    compact: int = -1
    align: Align = "left"

    def pixels(self) -> int:
        """Give the width in force, 0 for a share of the rest."""
        t = ink.tokens()
        width = self.compact if t.density == "compact" and self.compact >= 0 else self.width
        return round(width * t.scale / 100)


def row_words(row: Row | GroupRow) -> str:
    """Give a row as one sentence for screen readers."""
    if isinstance(row, GroupRow):
        return " ".join(str(x) for x in (row.text, row.count, row.hint) if x not in (None, ""))
    parts: list[str] = []
    for cell in row.cells:
        badge = cell.badge.text if cell.badge else ""
        count = str(cell.count) if cell.count is not None and cell.count >= 0 else ""
        parts += [part for part in (badge, cell.text, cell.second, count) if part]
    return ", ".join([*parts, *([row.mark_words] if row.mark_words else [])])


class RowModel(QAbstractListModel):
    """A plain list of rows. A paged list writes its own model that answers `ROW_ROLE`."""

    def __init__(self, rows: Sequence[Row | GroupRow] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = list(rows)

    def rows(self) -> list[Row | GroupRow]:
        """Give the rows."""
        return self._rows

    def set_rows(self, rows: Sequence[Row | GroupRow]) -> None:
        """Replace all rows; where only contents differ, the selection stays."""
        new = list(rows)
        if len(new) == len(self._rows) and [_identity(r) for r in new] == [_identity(r) for r in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row_words(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Row):
            return row.tip or None
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], GroupRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _identity(row: Row | GroupRow) -> object:
    return ("group", row.text) if isinstance(row, GroupRow) else ("row", row.key)


class ListDelegate(QStyledItemDelegate):
    """Paints rows and group rows; knows the columns."""

    def __init__(self, view: RowList, columns: Sequence[Column], lines: int) -> None:
        super().__init__(view)
        self._view = view
        self.columns = tuple(columns)
        self.lines = lines

    def row_height(self) -> int:
        """Give the height of a row."""
        s = ink.tokens().sizes
        return self._view.fixed_row or (s.row2 if self.lines == 2 else s.row)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(ROW_ROLE)
        height = ink.tokens().sizes.group_row if isinstance(row, GroupRow) else self.row_height()
        return QSize(80, height)

    def spans(self, width: float) -> list[tuple[float, float]]:
        """Give (left, width) of every column for a list `width` wide."""
        pad = float(ink.tokens().sizes.pad - 1)
        widths = [column.pixels() for column in self.columns]
        gap = 10.0
        # Room for the one mark at the right end.
        free = width - 2 * pad - sum(widths) - gap * (len(widths) - 1) - (22 if self._view.marks else 0)
        shares = max(1, widths.count(0))
        result, x = [], pad
        for pixels in widths:
            size = float(pixels) if pixels else max(40.0, free / shares)
            result.append((x, size))
            x += size + gap
        return result

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        if isinstance(row, GroupRow):
            self._paint_group(painter, rect, row)
        elif isinstance(row, Row):
            state = option.state  # type: ignore[attr-defined]
            self._paint_row(painter, rect, row, bool(state & QStyle.StateFlag.State_Selected), index.row())
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRectF, row: GroupRow) -> None:
        t = ink.tokens()
        pad = t.sizes.pad - 1
        painter.fillRect(rect, t.colour("sunken"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), t.colour("line"))
        x = rect.left() + pad
        if row.icon:
            ink.icon(painter, row.icon, x, rect.center().y(), t.sizes.icon, t.colour(row.colour))
            x += t.sizes.icon + 6
        font = t.font("sm", 600)
        used = ink.text(painter, QRectF(x, rect.top(), rect.width() / 2, rect.height()), row.text, font,
                        t.colour(row.colour))  # fmt: skip
        x += used + 8
        if row.count is not None:
            spot = QRectF(x, rect.top(), 60, rect.height())
            x += ink.text(painter, spot, str(row.count), t.digits("sm", 400), t.colour("text2")) + 16
        spot = QRectF(x, rect.top(), rect.right() - pad - x, rect.height())
        ink.text(painter, spot, row.hint, t.font("sm"), t.colour("text3"), "right")

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row, selected: bool, number: int) -> None:
        t = ink.tokens()
        pad = t.sizes.pad - 1
        focus = self._view.shows_focus()
        if selected:
            painter.fillRect(rect, t.colour("accent_soft" if focus else "hover"))
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), t.colour("accent" if focus else "edge"))
        painter.fillRect(QRectF(rect.left() + pad, rect.bottom() - 1, rect.width() - 2 * pad, 1), t.colour("line"))
        for place, (cell, (left, width)) in enumerate(zip(row.cells, self.spans(rect.width()), strict=False)):
            active = selected and focus and place == self._view.active_column
            spot = QRectF(rect.left() + left, rect.top(), width, rect.height() - 1)
            self._paint_cell(painter, spot, cell, row, active)
        if row.mark:
            ink.icon(painter, row.mark, rect.right() - pad - 17, rect.center().y(), 17, t.colour(row.mark_colour))

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell, row: Row, active: bool) -> None:
        t = ink.tokens()
        middle = rect.center().y()
        if cell.check is not None:
            paint_check(painter, QRectF(rect.left(), round(middle - 9), 18, 18), cell.check, not row.dim)
            return
        if cell.count is not None:
            if cell.count < 0:
                ink.text(painter, rect, "–", t.font("base"), t.colour("text3"), "centre")
            else:
                box = QRectF(round(rect.center().x() - 19), round(middle - 13), 38, 26)
                paint_count(painter, box, cell.count, focus=active)
            return
        if cell.badge is not None and cell.badge.text:
            width = min(ink.badge_width(cell.badge.text, cell.badge.icon, t), rect.width())
            left = rect.left() if cell.align == "left" else rect.right() - width
            if not cell.text:
                spot = QRectF(left, round(middle - t.sizes.badge / 2), width, t.sizes.badge)
                ink.badge(painter, spot, cell.badge.text, cell.badge.kind, cell.badge.icon, t)
                return
            ink.badge(painter, QRectF(rect.right() - width, round(middle - t.sizes.badge / 2), width, t.sizes.badge),
                      cell.badge.text, cell.badge.kind, cell.badge.icon, t)  # fmt: skip
            rect = rect.adjusted(0, 0, -width - 8, 0)
        if cell.icon:
            ink.icon(painter, cell.icon, rect.left(), middle, t.sizes.icon + 1, t.colour(cell.colour))
            rect = rect.adjusted(t.sizes.icon + 10, 0, 0, 0)
        if cell.key:
            width = ink.key_cap(painter, rect.right(), middle, ink.key_text(cell.key), t)
            rect = rect.adjusted(0, 0, -width - 8, 0)
        self._paint_words(painter, rect, cell, row)

    def _paint_words(self, painter: QPainter, rect: QRectF, cell: Cell, row: Row) -> None:
        t = ink.tokens()
        font = t.digits("base", cell.weight) if cell.digits else t.font("base", cell.weight)
        colour = t.colour("text3" if row.dim else cell.colour)
        marks = None if cell.hit_ink else t.colour("warn_soft")
        marked_ink = t.colour(cell.hit_ink) if cell.hit_ink else None
        star = 12.0 if cell.required else 0.0
        lines = [cell.text]
        if cell.wrap and ink.width_of(cell.text, font) + star > rect.width():
            lines = ink.wrap(cell.text, font, rect.width() - star, 2)
        second = cell.second if len(lines) == 1 else ""
        step = 19.0 * t.scale / 100 if t.density == "roomy" else 18.0 * t.scale / 100
        count = len(lines) + (1 if second else 0)
        top = rect.center().y() - step * count / 2 + (0.5 if count > 1 else 0)
        offset = 0
        for number, line in enumerate(lines):
            spot = QRectF(rect.left(), top + number * step, rect.width() - star, step)
            hits = [(s - offset, n) for s, n in cell.hits if offset <= s < offset + len(line)]
            used = ink.text(painter, spot, line, font, colour, cell.align, hits, marks, marked_ink)
            offset += len(line) + 1
            if cell.required and number == len(lines) - 1:
                spot = QRectF(rect.left() + used + 4, spot.top(), 10, step)
                ink.text(painter, spot, "*", t.font("base", 600), t.colour("bad"))
        if second:
            spot = QRectF(rect.left(), top + step, rect.width(), step)
            tint = t.colour("text3" if row.dim and cell.second_colour == "text2" else cell.second_colour)
            small = t.digits("sm") if cell.digits else t.font("sm")
            ink.text(painter, spot, second, small, tint, cell.align)


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
        """Show rows; the row with the same key stays selected, else none."""
        kept = self.current_key()
        top = self.verticalScrollBar().value()
        self._rows.set_rows(rows)
        if kept is not None and self.current_row() is None:
            self.select_key(kept)
        self.verticalScrollBar().setValue(top)

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
        number = start + way
        while 0 <= number < self.model().rowCount():
            index = self.model().index(number, 0)
            if isinstance(index.data(ROW_ROLE), Row):
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return
            number += way

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
