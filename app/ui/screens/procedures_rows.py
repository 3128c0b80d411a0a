"""Rows whose first cell wraps to two lines and still shows its second line below: they grow instead of hiding it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.ui.widgets import ink
from app.ui.widgets.rows import ROW_ROLE, Cell, Column, ListDelegate, Row, RowList

_AT_ONCE = 30


class GrowingRows(ListDelegate):
    """Adds a line to a row whose wrapped first cell leaves no room for its second line (or, one line, for the rest)."""

    def _step(self) -> float:
        t = ink.tokens()
        return (19.0 if t.density == "roomy" else 18.0) * t.scale / 100

    def _wraps(self, cell: Cell, width: float) -> bool:
        t = ink.tokens()
        if cell.badge is not None:
            width -= ink.badge_width(cell.badge.text, cell.badge.icon, t) + 8
        return cell.wrap and ink.width_of(cell.text, t.font("base", cell.weight)) > width

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        row = index.data(ROW_ROLE)
        if isinstance(row, Row) and (row.cells[0].second or self.lines == 1):
            _, width = self.spans(float(self._view.viewport().width()))[0]
            if self._wraps(row.cells[0], width):
                hint.setHeight(hint.height() + round(self._step()))
        return hint

    def _paint_words(self, painter: QPainter, rect: QRectF, cell: Cell, row: Row) -> None:
        t = ink.tokens()
        long = cell.wrap and cell.second and ink.width_of(cell.text, t.font("base", cell.weight)) > rect.width()
        if not long:
            super()._paint_words(painter, rect, cell, row)
            return
        step = self._step()
        super()._paint_words(painter, rect.adjusted(0, 0, 0, -step), cell, row)
        top = rect.center().y() - step * 1.5 + 2 * step
        spot = QRectF(rect.left(), top + 0.5, rect.width(), step)
        ink.text(painter, spot, cell.second, t.font("sm"), t.colour(cell.second_colour))


def growing_list(columns: tuple[Column, ...], *, lines: int = 2, head: bool = True, name: str = "") -> RowList:
    """Give a list whose rows grow with their first cell."""
    rows = RowList(columns, lines=lines, head=head, name=name)
    rows.delegate = GrowingRows(rows, columns, lines)
    rows.setItemDelegate(rows.delegate)
    # Heights follow the width. All at once, those of the national catalogue would hold a key up for 0.3 s.
    rows.setLayoutMode(RowList.LayoutMode.Batched)
    rows.setBatchSize(_AT_ONCE)
    rows.setResizeMode(RowList.ResizeMode.Adjust)
    return rows
