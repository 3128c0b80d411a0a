"""The navigation at the left: words and keys, or a rail of icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.ui.theme import RADIUS_BOX
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted, Themed


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: name of its screen, words, icon, key; `at_bottom` for help and settings."""

    name: str
    text: str
    icon: str
    key: str = ""
    at_bottom: bool = False


class _Entry(Themed, QPushButton):
    def __init__(self, place: Place, owner: Navigation) -> None:
        super().__init__(owner)
        self.place, self._owner = place, owner
        self.count, self.count_colour = 0, "text"
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Every place has its key; the navigation stays out of the Tab order of the work.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.follow_theme()
        self.set_count(0, "text")

    def set_count(self, count: int, colour: str) -> None:
        self.count, self.count_colour = count, colour
        self.setAccessibleName(f"{self.place.text} {count}" if count else self.place.text)
        self.setAccessibleDescription(ink.key_text(self.place.key))
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(ink.tokens().sizes.nav_row - 1)
        super().retheme()

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._owner.narrow:
            words = f"{self.place.text}   {ink.key_text(self.place.key)}".rstrip()
            QToolTip.showText(self.mapToGlobal(QPoint(self.width() - 4, 2)), words, self)
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        on = self.isChecked()
        if on:
            ink.box(painter, rect, RADIUS_BOX, t.colour("surface"), t.colour("line"))
        elif self.underMouse():
            ink.box(painter, rect, RADIUS_BOX, t.colour("hover"))
        middle = rect.center().y()
        tint = t.colour("accent_text" if on else "text2")
        count = str(self.count) if self.count else ""
        if self._owner.narrow:
            ink.icon(painter, self.place.icon, 3 if count else 10, middle, t.sizes.icon_nav, tint)
            if count:
                font = t.digits("xs", 600)
                spot = QRectF(24, rect.top() + 2, rect.right() - 24, 14)
                ink.text(painter, spot, count, font, t.colour(self.count_colour))
            return
        ink.icon(painter, self.place.icon, 8, middle, t.sizes.icon_nav - 1, tint)
        right = rect.right() - 9
        key = ink.key_text(self.place.key)
        if key:
            font = t.digits("xs", 500)
            width = ink.width_of(key, font)
            ink.text(painter, QRectF(right - width, 0, width + 1, self.height()), key, font, t.colour("text3"), "right")
            right -= width + 8
        font = t.font("base", 600 if on else 500)
        room = right - 36 - (ink.width_of(count, t.digits("base", 600)) + 9 if count else 0)
        spot = QRectF(36, rect.top(), room, rect.height())
        used = ink.text(painter, spot, self.place.text, font, t.colour("text" if on else "text2"))
        if count:
            spot = QRectF(36 + used + 9, rect.top(), 50, rect.height())
            ink.text(painter, spot, count, t.digits("base", 600 if self.count_colour == "bad" else 500),
                     t.colour(self.count_colour))  # fmt: skip


class Navigation(Painted):
    """Shows the places; `chosen(name)`. `narrow` is the rail of icons."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.narrow = False
        self._entries: dict[str, _Entry] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 9, 10)
        column.setSpacing(1)
        for place in [p for p in places if not p.at_bottom]:
            column.addWidget(self._add(place))
        column.addStretch(1)
        for place in [p for p in places if p.at_bottom]:
            column.addWidget(self._add(place))
        self.setAccessibleName(self.tr("Đi tới"))
        self.follow_theme()

    def _add(self, place: Place) -> _Entry:
        entry = _Entry(place, self)
        entry.clicked.connect(lambda _=False: self.chosen.emit(place.name))
        self._entries[place.name] = entry
        return entry

    def places(self) -> list[Place]:
        """Give the places in order."""
        return [entry.place for entry in self._entries.values()]

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or words."""
        self.narrow = narrow
        self.retheme()

    def set_current(self, name: str) -> None:
        """Mark where we are."""
        for entry in self._entries.values():
            entry.setChecked(entry.place.name == name)

    def set_count(self, name: str, count: int, colour: str = "text") -> None:
        """Show how many wait at a place; 0 shows nothing."""
        if name in self._entries:
            self._entries[name].set_count(count, colour)

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self.setFixedWidth(s.rail if self.narrow else s.rail_words)
        self.setAutoFillBackground(False)
        for entry in self._entries.values():
            entry.update()
        super().retheme()

    def sizeHint(self) -> QSize:
        s = ink.tokens().sizes
        return QSize(s.rail if self.narrow else s.rail_words, 300)

    def ring(self) -> tuple[QRect, float] | None:
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.fillRect(self.rect(), t.colour("side"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), t.colour("line"))
