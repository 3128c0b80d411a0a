"""The list of people at the sign-in: a round mark with initials, name, role."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import RADIUS_FIELD
from app.ui.widgets import ink
from app.ui.widgets.painted import Themed
from app.ui.widgets.scrolling import strip_area

_KEY, _SECOND = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
_SHOWN = 4


def initials(name: str) -> str:
    """Give the letters of family and given name: `LH` for Lê Thu Hà."""
    words = name.split()
    return (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:2]).upper()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = ink.tokens()
        rect = QRectF(option.rect).adjusted(0, 0, 0, -3)  # type: ignore[attr-defined]
        on = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if on:
            ink.box(painter, rect, RADIUS_FIELD, t.colour("accent_soft"))
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        middle = rect.center().y()
        radius = min(17.0, rect.height() / 2 - 4)
        ink.dot(painter, QPointF(rect.left() + 10 + radius, middle), radius, t.colour("accent" if on else "hover"))
        spot = QRectF(rect.left() + 10, middle - radius, 2 * radius, 2 * radius)
        ink.text(painter, spot, initials(name), t.font("sm", 600), t.colour("on_accent" if on else "text2"), "centre")
        left = rect.left() + 22 + 2 * radius
        width = rect.right() - left - 40
        step = 20.0 if t.density == "roomy" else 18.0
        step *= t.scale / 100
        ink.text(painter, QRectF(left, middle - step, width, step), name, t.font("base", 600), t.colour("text"))
        second = str(index.data(_SECOND))
        ink.text(painter, QRectF(left, middle, width, step), second, t.font("sm"), t.colour("text2"))
        if on:
            ink.icon(painter, "check", rect.right() - 30, middle, 18, t.colour("accent_text"))
        painter.restore()


def row_height() -> int:
    """Give the height of a person's row."""
    t = ink.tokens()
    return round((56 if t.density == "roomy" else 45) * t.scale / 100)


class PeopleList(Themed, QListView):
    """People to choose from; `current_changed` when another is chosen, `chosen` on a click."""

    current_changed = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        strip_area(self)
        self._people = QStandardItemModel(self)
        self.setModel(self._people)
        self.setItemDelegate(_Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda _index: self.chosen.emit())
        self.follow_theme()

    def set_people(self, people: Sequence[tuple[str, str, str]], keep: str = "") -> None:
        """Show (id, name, second line); `keep` stays or becomes the chosen one, else the first is."""
        self.blockSignals(True)  # one news, when the list is whole
        self._people.clear()
        wanted = 0
        for number, (key, name, second) in enumerate(people):
            item = QStandardItem(name)
            item.setData(key, _KEY)
            item.setData(second, _SECOND)
            item.setData(f"{name}, {second}", Qt.ItemDataRole.AccessibleTextRole)
            self._people.appendRow(item)
            wanted = number if key == keep else wanted
        if people:
            self.setCurrentIndex(self._people.index(wanted, 0))
        self.blockSignals(False)
        self.retheme()
        self.current_changed.emit()

    def current(self) -> str:
        """Give the id of the one chosen, "" if none."""
        return str(self.currentIndex().data(_KEY)) if self.currentIndex().isValid() else ""

    def step(self, by: int) -> None:
        """Choose the one above or below."""
        row = self.currentIndex().row() + by
        if 0 <= row < self._people.rowCount():
            self.setCurrentIndex(self._people.index(row, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters, digits and Enter belong to the page: a PIN typed too early must not search the list.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def retheme(self) -> None:
        rows = max(1, min(_SHOWN, self._people.rowCount()))
        self.setFixedHeight(rows * row_height() + 1)
        self.scheduleDelayedItemsLayout()
        super().retheme()

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_FIELD
