"""The one delegate of all lists: paints rows of one or two lines with badges, marks, keys and headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.text import dotted
from app.ui.widgets import ink, tips
from app.ui.widgets.boxes import paint_check, paint_count
from app.ui.widgets.row_model import ROW_ROLE, Cell, Column, GroupRow, Row

if TYPE_CHECKING:
    from app.ui.widgets.rows import RowList

_Index = QModelIndex | QPersistentModelIndex


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

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        words = index.data(Qt.ItemDataRole.ToolTipRole)
        if event.type() is not QEvent.Type.ToolTip or not words:
            return super().helpEvent(event, view, option, index)
        tips.show(event.globalPos(), str(words))
        return True

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
            x += ink.text(painter, spot, dotted(row.count), t.digits("sm", 400), t.colour("text2")) + 16
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
        if row.is_new:
            ink.dot(painter, QPointF(rect.left() + pad / 2 + 1, rect.center().y()), 3.5, t.colour("accent_text"))
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
