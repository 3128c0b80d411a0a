"""The status strip: always there, never a menu. Network, waiting, devices; place, person, date and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import RADIUS_BADGE
from app.ui.widgets import ink, tips
from app.ui.widgets.painted import Painted

StripKind = Literal["ok", "waiting", "pill", "bad", "off"]
_ICON_COLOURS = {"ok": "strip_ok", "waiting": "strip_warn", "bad": "strip_bad", "off": "strip_dim", "pill": "on_pill"}


@dataclass(frozen=True, slots=True)
class StripItem:
    """One item: icon, words, shorter words for narrow windows, kind ("pill" is the one ochre pill), tooltip."""

    name: str
    icon: str
    text: str
    short: str = ""
    kind: StripKind = "ok"
    tip: str = ""


class StatusStrip(Painted):
    """Paints the items left, and place, person and time right. It shortens from the right when room gets scarce."""

    details_asked = Signal()
    item_clicked = Signal(str)  # its name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[StripItem, ...] = ()
        self._place, self._place_short, self._person, self._time, self._time_short = "", "", "", "", ""
        self._spots: list[tuple[QRectF, StripItem]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Dải trạng thái"))
        self.follow_theme()

    def set_items(self, items: Sequence[StripItem]) -> None:
        """Show other items."""
        if tuple(items) != self._items:
            self._items = tuple(items)
            self._describe()

    def set_item(self, item: StripItem) -> None:
        """Replace the item of the same name, or add it."""
        kept = [item if old.name == item.name else old for old in self._items]
        self.set_items(kept if any(old.name == item.name for old in self._items) else [*kept, item])

    def items(self) -> tuple[StripItem, ...]:
        """Give the items shown."""
        return self._items

    def set_place(self, place: str, short: str = "", person: str = "") -> None:
        """Show where and who."""
        self._place, self._place_short, self._person = place, short or place, person
        self._describe()

    def set_time(self, text: str, short: str) -> None:
        """Show date and time as "Thứ Năm 19/11/2026  09:04", short "09:04"."""
        if text != self._time:
            self._time, self._time_short = text, short
            self.update()

    def spoken(self) -> str:
        """Give everything the strip says, for screen readers (Ctrl+F1)."""
        return ". ".join([*(item.text for item in self._items), self._place, self._person, self._time])

    def _describe(self) -> None:
        self.setAccessibleDescription(self.spoken())
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(ink.tokens().sizes.strip)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(600, ink.tokens().sizes.strip)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ink.tokens().sizes.strip)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for spot, item in self._spots:
                if spot.contains(QPointF(event.pos())):
                    tips.show(event.globalPos(), item.tip or item.text)
                    return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for spot, item in self._spots:
            if spot.contains(event.position()):
                self.item_clicked.emit(item.name)

    def _width(self, item: StripItem, short: bool) -> float:
        t = ink.tokens()
        words = item.short if short and item.short else item.text
        return t.sizes.icon + 5 + ink.width_of(words, t.font("sm", 500))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.fillRect(self.rect(), t.colour("strip"))
        font, gap = t.font("sm", 500), 24.0
        right_parts = self._right(False)
        needed = 24 + sum(self._width(i, False) + gap for i in self._items) + self._right_width(right_parts)
        short = t.density == "compact" or needed > self.width()
        if short:
            right_parts = self._right(True)
        right = self.width() - 12.0
        for words, colour in reversed(right_parts):
            width = ink.width_of(words, font)
            spot = QRectF(right - width, 0, width + 1, self.height())
            ink.text(painter, spot, words, font, t.colour(colour), "right")
            right -= width + 22
        x = 12.0
        self._spots = []
        for item in self._items:
            words = item.short if short and item.short and item.kind not in ("pill", "bad") else item.text
            width = t.sizes.icon + 6 + ink.width_of(words, font)
            width = min(width, max(0.0, right - x))
            if item.kind == "pill":
                x = max(6.0, x - 6)
                pill = QRectF(x, 3, width + 20, self.height() - 6)
                ink.box(painter, pill, RADIUS_BADGE, t.colour("pill"))
                x += 7
            middle = self.height() / 2
            ink.icon(painter, item.icon, x, middle, t.sizes.icon - 1, t.colour(_ICON_COLOURS[item.kind]))
            ink_token = {"pill": "on_pill", "bad": "strip_bad", "off": "strip_dim"}.get(item.kind, "strip_text")
            spot = QRectF(x + t.sizes.icon + 5, 0, width - t.sizes.icon - 4, self.height())
            # Two or three cut letters say nothing: then the icon alone, and the words in the tooltip.
            if spot.width() >= min(30.0, ink.width_of(words, font)):
                ink.text(painter, spot, words, font, t.colour(ink_token))
            self._spots.append((QRectF(x - 6, 0, width + 12, self.height()), item))
            x += width + gap - (4 if item.kind == "pill" else 0)

    def _right(self, short: bool) -> list[tuple[str, str]]:
        parts = [
            (self._place_short if short else self._place, "strip_dim"),
            (self._person, "strip_dim"),
            (self._time_short if short else self._time, "strip_text"),
        ]
        return [part for part in parts if part[0]]

    def _right_width(self, parts: Sequence[tuple[str, str]]) -> float:
        return sum(ink.width_of(words, ink.tokens().font("sm", 500)) + 22 for words, _ in parts)
