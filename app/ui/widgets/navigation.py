"""The navigation at the left: words and keys, or a rail of icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import RADIUS_BOX
from app.ui.widgets import ink, tips
from app.ui.widgets.painted import Painted, Themed

_ALT_MS = 250  # a quick Alt with another key shows nothing


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: name of its screen, words, icon, key; `at_bottom` for help and settings.

    `optional`: hidden, its key dead, until `Navigation.offer`.
    """

    name: str
    text: str
    icon: str
    key: str = ""
    at_bottom: bool = False
    optional: bool = False


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
            tips.show(self.mapToGlobal(QPoint(self.width() - 4, -4)), words)
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.draw(QPainter(self), QRectF(self.rect()).adjusted(0, 1, 0, -1), narrow=self._owner.narrow)

    def draw(self, painter: QPainter, rect: QRectF, *, narrow: bool) -> None:
        """Draw the place into `rect`: its icon, or icon, words and key."""
        t = ink.tokens()
        on = self.isChecked()
        if on:
            ink.box(painter, rect, RADIUS_BOX, t.colour("surface"), t.colour("line"))
        elif self.underMouse():
            ink.box(painter, rect, RADIUS_BOX, t.colour("hover"))
        middle = rect.center().y()
        tint = t.colour("accent_text" if on else "text2")
        count = str(self.count) if self.count else ""
        if narrow:
            ink.icon(painter, self.place.icon, 3 if count else 10, middle, t.sizes.icon_nav, tint)
            if count:
                font = t.digits("xs", 600)
                spot = QRectF(24, rect.top() + 2, rect.right() - 24, 14)
                ink.text(painter, spot, count, font, t.colour(self.count_colour))
            return
        left = rect.left()
        ink.icon(painter, self.place.icon, left + 8, middle, t.sizes.icon_nav - 1, tint)
        right = rect.right() - 9
        key = ink.key_text(self.place.key)
        if key:
            font = t.digits("xs", 500)
            width = ink.width_of(key, font)
            spot = QRectF(right - width, rect.top(), width + 1, rect.height())
            ink.text(painter, spot, key, font, t.colour("text3"), "right")
            right -= width + 8
        font = t.font("base", 600 if on else 500)
        words = left + 36
        room = right - words - (ink.width_of(count, t.digits("base", 600)) + 9 if count else 0)
        spot = QRectF(words, rect.top(), room, rect.height())
        used = ink.text(painter, spot, self.place.text, font, t.colour("text" if on else "text2"))
        if count:
            spot = QRectF(words + used + 9, rect.top(), 50, rect.height())
            ink.text(painter, spot, count, t.digits("base", 600 if self.count_colour == "bad" else 500),
                     t.colour(self.count_colour))  # fmt: skip


class _Words(Painted):
    """Names and keys over the rail, as long as Alt is held."""

    def __init__(self, owner: Navigation) -> None:
        super().__init__(owner.window())
        self._owner = owner
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.follow_theme()

    def place(self) -> None:
        """Lie over the rail, as wide as the navigation with words."""
        owner = self._owner
        corner = owner.mapTo(owner.window(), QPoint(0, 0))
        self.setGeometry(corner.x(), corner.y(), ink.tokens().sizes.rail_words, owner.height())

    def ring(self) -> tuple[QRect, float] | None:
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.fillRect(self.rect(), t.colour("side"))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), t.colour("edge"))
        for entry in self._owner.entries():
            if entry.isHidden():
                continue
            spot = QRectF(entry.x(), entry.y() + 1, self.width() - 2 * entry.x() - 1, entry.height() - 2)
            entry.draw(painter, spot, narrow=False)


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
        self._words: _Words | None = None
        self._alt = QTimer(self)
        self._alt.setSingleShot(True)
        self._alt.setInterval(_ALT_MS)
        self._alt.timeout.connect(self.show_words)
        self._window: QObject | None = None
        self.follow_theme()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window().windowHandle()
        if window is not self._window:
            # Every key comes through the native window first, whichever widget has the focus.
            self._window = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alone = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier)
            if event.key() == Qt.Key.Key_Alt and alone and self.narrow:
                if not event.isAutoRepeat():
                    self._alt.start()
            else:
                self.hide_words()
        elif kind in (QEvent.Type.KeyRelease, QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.hide_words()
        return False

    def show_words(self) -> None:
        """Lay names and keys over the rail."""
        if not self.narrow or not self.isVisible():
            return
        if self._words is None:
            self._words = _Words(self)
        self._words.place()
        self._words.show()
        self._words.raise_()

    def hide_words(self) -> None:
        """Take them away."""
        self._alt.stop()
        if self._words is not None:
            self._words.hide()

    def words_are_shown(self) -> bool:
        """Say whether names and keys lie over the rail."""
        return self._words is not None and self._words.isVisible()

    def entries(self) -> list[_Entry]:
        """Give the entries in order."""
        return list(self._entries.values())

    def _add(self, place: Place) -> _Entry:
        entry = _Entry(place, self)
        entry.clicked.connect(lambda _=False: self.chosen.emit(place.name))
        entry.setVisible(not place.optional)
        self._entries[place.name] = entry
        return entry

    def offer(self, name: str, offered: bool) -> None:
        """Show an optional place, or hide it again."""
        if name in self._entries:
            self._entries[name].setVisible(offered)

    def places(self) -> list[Place]:
        """Give the places offered, in order."""
        return [entry.place for entry in self._entries.values() if not entry.isHidden()]

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
