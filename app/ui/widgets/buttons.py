"""The button with its key cap."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from app.ui.theme import RADIUS_FIELD
from app.ui.widgets import ink
from app.ui.widgets.painted import Themed

ButtonKind = Literal["main", "normal", "danger", "ghost"]
_SIDE = 12
_GAP = 8


REST_MS = 600
_answered: dict[str, QElapsedTimer] = {}


def rest(key: QKeySequence | str) -> None:
    """Let a key that has just answered a dialog rest: its second press was not meant for the window behind."""
    clock = QElapsedTimer()
    clock.start()
    _answered[QKeySequence(key).toString()] = clock


def rests(key: QKeySequence | str) -> bool:
    """Whether a key rests."""
    clock = _answered.get(QKeySequence(key).toString())
    return clock is not None and not clock.hasExpired(REST_MS)


class Once:
    """Tells a second press from the first: `again(wish)` is True for the same wish within `REST_MS`."""

    def __init__(self) -> None:
        self._wish: object = None
        self._since = QElapsedTimer()

    def again(self, wish: object) -> bool:
        """Note a wish; whether it is the one just noted."""
        same = wish == self._wish and self._since.isValid() and not self._since.hasExpired(REST_MS)
        if not same:
            self._wish = wish
            self._since.start()
        return same


class _Reasons(QObject):
    """Lets buttons that are not ready say why where others show a tip."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(watched, KeyButton):
            watched.say_why()
            return True
        return False


_made: list[_Reasons] = []


def _reasons() -> _Reasons:
    if not _made:
        _made.append(_Reasons(QCoreApplication.instance()))
    return _made[0]


class KeyButton(Themed, QPushButton):
    """A button: verb and object, and the cap of the key that presses it, drawn from the same sequence.

    `set_ready(False, why)` keeps it in place and reachable, painted as disabled; hovering, focusing or pressing it
    says why and emits `refused(why)`. With `bind=False` the key is only drawn (somebody else handles it); `wide` lets
    it take the width of its column.
    """

    refused = Signal(str)

    def __init__(
        self,
        text: str,
        key: QKeySequence | str = "",
        kind: ButtonKind = "normal",
        icon: str = "",
        *,
        big: bool = False,
        wide: bool = False,
        bind: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._kind, self._icon, self._big = text, kind, icon, big
        self._key = QKeySequence()
        self._bind = bind
        self._shortcuts: list[QShortcut] = []
        self._ready, self._why = True, ""
        self.setAutoDefault(False)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.set_key(key)
        self.follow_theme()

    # -- what it says and does

    def label(self) -> str:
        """Give the words."""
        return self._text

    def key(self) -> QKeySequence:
        """Give the sequence that presses the button and is drawn on its cap."""
        return self._key

    def kind(self) -> ButtonKind:
        """Give the kind."""
        return self._kind

    def set_label(self, text: str, icon: str | None = None) -> None:
        """Change the words and, if given, the icon."""
        self._text = text
        self._icon = self._icon if icon is None else icon
        self._describe()
        self.retheme()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change the kind; the page has one "main" at a time."""
        self._kind = kind
        self.update()

    def set_key(self, key: QKeySequence | str) -> None:
        """Change key and cap together."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        self._key = QKeySequence(key)
        if not self._key.isEmpty():
            self.add_key(self._key)
        self._describe()
        self.retheme()

    def add_key(self, key: QKeySequence | str) -> None:
        """Let a further key press the button; it is not drawn."""
        if self._bind:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)  # a key held down presses once
            shortcut.activated.connect(self._on_key)
            shortcut.activatedAmbiguously.connect(self._on_key)
            self._shortcuts.append(shortcut)

    def _on_key(self) -> None:
        shortcut = self.sender()
        if not (isinstance(shortcut, QShortcut) and rests(shortcut.key())):
            self.press()

    def is_ready(self) -> bool:
        """Say whether pressing does something."""
        return self._ready and self.isEnabled()

    def why(self) -> str:
        """Give the reason why it is not ready, "" if it is."""
        return "" if self._ready else self._why

    def set_ready(self, ready: bool, why: str = "") -> None:
        """Make it work or not; `why` is one short sentence with the way out."""
        if (ready, why) == (self._ready, self._why):
            return
        self._ready, self._why = ready, why
        if ready:
            self.removeEventFilter(_reasons())
        else:
            self.installEventFilter(_reasons())
        self._describe()
        self.update()

    def press(self) -> None:
        """Do what a click does, or say why not."""
        if not self.isEnabled():
            return
        if self._ready:
            self.click()
        else:
            self.say_why()
            self.refused.emit(self._why)

    def say_why(self) -> None:
        """Show the reason above the button."""
        if not self._ready and self._why and self.isVisible():
            QToolTip.showText(self.mapToGlobal(QPoint(0, -44)), self._why, self, QRect(), 4000)

    def _describe(self) -> None:
        self.setAccessibleName(self._text)
        cap = ink.key_text(self._key)
        parts = [self.tr("Phím {key}").format(key=cap)] if cap else []
        if not self._ready:
            parts.append(self.tr("Chưa bấm được: {why}").format(why=self._why))
        self.setAccessibleDescription(". ".join(parts))

    # -- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._ready:
            super().mousePressEvent(event)
        else:
            self.press()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first click was heard, here or by the dialog that lay here until then.
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.press()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.say_why()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.say_why()
        super().focusInEvent(event)

    # -- size and paint

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        width = ink.width_of(self._text, t.font("base", 600 if self._kind in ("main", "danger") else 500))
        cap = ink.cap_width(ink.key_text(self._key), t)
        width += 2 * _SIDE + (cap + _GAP if cap else 0) + (t.sizes.icon + 7 if self._icon else 0)
        return QSize(math.ceil(width), t.sizes.button_main if self._big else t.sizes.button)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        ready, kind = self.is_ready(), self._kind
        hot = ready and (self.underMouse() or self.isDown())
        rect = QRectF(self.rect())
        ink_token = {"main": "on_accent", "danger": "bad", "ghost": "text2"}.get(kind, "text") if ready else "text3"
        if kind == "main" and ready:
            ink.box(painter, rect, RADIUS_FIELD, t.colour("accent_hover" if hot else "accent"))
        elif kind == "ghost":
            if hot:
                ink.box(painter, rect, RADIUS_FIELD, t.colour("hover"))
        elif ready:
            ink.box(painter, rect, RADIUS_FIELD, t.colour("hover" if hot else "surface"), t.colour("line2"))
        else:
            ink.box(painter, rect, RADIUS_FIELD, t.colour("sunken"), t.colour("line"))
        font = t.font("base", 600 if kind in ("main", "danger") else 500)
        label = ink.key_text(self._key)
        cap = ink.cap_width(label, t)
        icon_room = t.sizes.icon + 7 if self._icon else 0
        words = min(ink.width_of(self._text, font), rect.width() - 2 * _SIDE - icon_room - (cap + _GAP if cap else 0))
        used = icon_room + words + (cap + _GAP if cap else 0)
        left = rect.left() + (rect.width() - used) / 2
        middle = rect.center().y()
        if self._icon:
            ink.icon(painter, self._icon, left, middle, t.sizes.icon, t.colour(ink_token))
            left += icon_room
        ink.text(painter, QRectF(left, 0, words + 1, rect.height()), self._text, font, t.colour(ink_token))
        if cap:
            filled = kind == "main" and ready
            ink.key_cap(painter, left + words + _GAP + cap, middle, label, t, on_accent=filled, dim=not ready)
