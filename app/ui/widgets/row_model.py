"""What stands in a list: cells, rows, headings, columns, and the model that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QWidget

from app.ui.widgets import ink
from app.ui.widgets.ink import Align, BadgeKind, Hits

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
    """One row: what it stands for, its cells, a mark at the right end, grey if it cannot be had, a dot if it is new."""

    key: object
    cells: tuple[Cell, ...]
    mark: str = ""
    mark_colour: str = "warn"
    mark_words: str = ""
    dim: bool = False
    tip: str = ""
    is_new: bool = False


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
    new = [QCoreApplication.translate("RowList", "Mới")] if row.is_new else []
    return ", ".join([*new, *parts, *([row.mark_words] if row.mark_words else [])])


class RowModel(QAbstractListModel):
    """A plain list of rows. A paged list writes its own model that answers `ROW_ROLE`."""

    def __init__(self, rows: Sequence[Row | GroupRow] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = list(rows)

    def rows(self) -> list[Row | GroupRow]:
        """Give the rows."""
        return self._rows

    def set_rows(self, rows: Sequence[Row | GroupRow]) -> bool:
        """Replace all rows; where only contents differ, the selection stays, and False is given."""
        new = list(rows)
        if len(new) == len(self._rows) and [_identity(r) for r in new] == [_identity(r) for r in self._rows]:
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return False
        self.beginResetModel()
        self._rows = new
        self.endResetModel()
        return True

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
