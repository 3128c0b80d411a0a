"""The day ruler: one cell per calendar day from receipt to return. The same data as the printed explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import RADIUS_FIELD
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted

DayKind = Literal["start", "work", "off", "due", "gap"]
_MOST = 9
_ENDS = 3
_NARROW = 270


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: weekday as "T5", day of month, label below ("nhận", "1", "nghỉ"), kind, full words for readers."""

    weekday: str
    number: str
    label: str
    kind: DayKind
    words: str = ""


def shortened(days: Sequence[Day], middle: str) -> list[Day]:
    """Keep the first three and last three of more than nine days, with `middle` between."""
    if len(days) <= _MOST:
        return list(days)
    return [*days[:_ENDS], Day("", middle, "", "gap"), *days[-_ENDS:]]


class DayRuler(Painted):
    """Paints the days; `set_days(days, middle)` where `middle` is "14 ngày làm việc" for long times."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: list[Day] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_days(self, days: Sequence[Day], middle: str = "") -> None:
        """Show other days; none shows nothing but keeps the place."""
        self._days = shortened(days, middle)
        self.setAccessibleName(self.tr("Các ngày từ lúc nhận đến hẹn trả"))
        self.setAccessibleDescription(", ".join(d.words or f"{d.weekday} {d.number} {d.label}".strip() for d in days))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(58 * ink.tokens().scale / 100))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_FIELD

    def _cells(self) -> list[QRectF]:
        wide = any(day.kind == "gap" for day in self._days)
        count = len(self._days) - (1 if wide else 0)
        # "làm việc" in the middle and "nhận" in its cell must both be whole, also at 1093 pixels.
        gap = 2.0 if wide and self.width() < _NARROW else 4.0
        room = self.width() - gap * (len(self._days) - 1)
        words = ink.width_of("làm việc", ink.tokens().font("xs", 500)) + 6 if wide else 0.0
        cell = min((room - words) / max(1, count), 46.0)
        cells, x = [], 0.0
        for day in self._days:
            width = room - cell * count if day.kind == "gap" else cell
            cells.append(QRectF(x, 0, width, self.height()))
            x += width + gap
        return cells

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        for day, cell in zip(self._days, self._cells(), strict=True):
            if day.kind == "gap":
                self._paint_gap(painter, cell, day.number)
                continue
            fill, edge, top, mid = {
                "due": ("accent", None, "on_accent", "on_accent"),
                "off": ("hover", None, "text3", "text3"),
            }.get(day.kind, ("sunken", "line", "text2", "text"))
            ink.box(painter, cell, RADIUS_FIELD, t.colour(fill), t.colour(edge) if edge else None)
            third = cell.height() / 3
            inner = cell.adjusted(0, 1, 0, -1)
            rows = [QRectF(inner.left(), inner.top() + i * (third - 1), inner.width(), third) for i in range(3)]
            ink.text(painter, rows[0], day.weekday, t.font("xs", 500), t.colour(top), "centre")
            ink.text(painter, rows[1], day.number, t.digits("base", 600), t.colour(mid), "centre")
            ink.text(painter, rows[2], day.label, t.font("xs", 500), t.colour(mid), "centre")

    def _paint_gap(self, painter: QPainter, cell: QRectF, words: str) -> None:
        t = ink.tokens()
        rows = ink.wrap(words, t.font("xs", 500), cell.width() - 4, 2)
        height = 16.0
        top = cell.center().y() - height * len(rows) / 2
        for number, row in enumerate(rows):
            spot = QRectF(cell.left() + 2, top + number * height, cell.width() - 4, height)
            ink.text(painter, spot, row, t.font("xs", 500), t.colour("text2"), "centre")
