"""Sheets of paper on the desk: panel, tinted box, card block, empty state, banner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import RADIUS_BOX, RADIUS_PANEL
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.ink import BADGE_COLOURS, BadgeKind
from app.ui.widgets.labels import Icon, KeyCap, Label, LinkLabel, Text, line_height
from app.ui.widgets.painted import Painted

_EXPANDING = QSizePolicy.Policy.Expanding
_FIXED = QSizePolicy.Policy.Fixed


class Panel(Painted):
    """A white sheet with an optional title, key cap and something at the right end of the title line.

    Put parts into `body`; end it with a stretch or one growing child (`body.addStretch(1)`). With `bind` the key
    emits `key_pressed` from anywhere in the window, else the cap is only drawn.
    """

    key_pressed = Signal()

    def __init__(
        self,
        title: str = "",
        key: QKeySequence | str = "",
        *,
        flush: bool = False,
        bind: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._flush = flush
        self.body = QVBoxLayout(self)
        self.body.setSpacing(6)
        self.head: QHBoxLayout | None = None
        self.title = Label(title, "base", 600)
        self.cap = KeyCap(key)
        self.hint = Label("", "sm", 400, "text3", align="right")
        if title:
            self.head = QHBoxLayout()
            self.head.setSpacing(9)
            self.head.addWidget(self.title, 0)
            self.head.addWidget(self.cap)
            self.head.addWidget(self.hint, 1)
            self.body.addLayout(self.head)
        self.cap.setVisible(bool(title) and bool(self.cap.label()))
        if bind and key:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.key_pressed)
        self.setAccessibleName(title)
        self.follow_theme()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.set_text(title)
        self.setAccessibleName(title)

    def set_hint(self, text: str, colour: str = "text3") -> None:
        """Show a quiet note at the right end of the title line."""
        self.hint.set_text(text, colour)

    def add_right(self, widget: QWidget) -> None:
        """Put a link, badge or segment at the right end of the title line."""
        if self.head is not None:
            self.head.addWidget(widget)

    def add_link(self, text: str, key: QKeySequence | str = "") -> LinkLabel:
        """Put a link with its key at the right end of the title line and give it."""
        link = LinkLabel(text, key)
        self.add_right(link)
        return link

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self._room(self.body, s.pad)
        if self.body.spacing() in (4, 6):
            self.body.setSpacing(6 if ink.tokens().density == "roomy" else 4)
        super().retheme()

    def _room(self, layout: QLayout, pad: int) -> None:
        if self._flush:
            layout.setContentsMargins(1, 1, 1, 1)
        else:
            layout.setContentsMargins(pad, max(6, pad - 4), pad, pad)

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_PANEL

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, t.colour("surface"), t.colour("line"))


class TintBox(Painted):
    """A tinted box inside a panel (kind "sunken" is the quiet one with an edge); put parts into `body`."""

    def __init__(self, kind: str = "sunken", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(10, 7, 10, 8)
        self.body.setSpacing(2)
        self.setSizePolicy(_EXPANDING, _FIXED)
        self.follow_theme()

    def set_kind(self, kind: str) -> None:
        """Change the tint: sunken, neutral, ok, warn, bad, info."""
        self._kind = kind
        self.update()

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_BOX

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        if self._kind == "sunken":
            ink.box(painter, QRectF(self.rect()), RADIUS_BOX, t.colour("sunken"), t.colour("line"))
        else:
            ink.box(painter, QRectF(self.rect()), RADIUS_BOX, t.colour(BADGE_COLOURS[self._kind][1]))


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of the card block: label, value, checked or not (None: no mark)."""

    label: str
    value: str
    checked: bool | None = True


class CardBox(Painted):
    """What the card said, as a block to read. Enter, F4 by the screen, or a click asks to edit (`edit_asked`)."""

    edit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._time, self._name, self._foot = "", "", "", ""
        self._lines: tuple[CardLine, ...] = ()
        self._kind: BadgeKind = "ok"
        self._short = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(_EXPANDING, _FIXED)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.follow_theme()

    def show_card(
        self,
        title: str,
        time: str,
        name: str,
        lines: Sequence[CardLine],
        foot: str = "",
        kind: BadgeKind = "ok",
        *,
        short: bool = False,
    ) -> None:
        """Fill the block; `foot` is the address, wrapped to two lines. A short one has its title in the tooltip."""
        self._short = short
        self.setToolTip(" ".join(part for part in (title, time) if part) if short else "")
        self._title, self._time, self._name, self._foot, self._kind = title, time, name, foot, kind
        self._lines = tuple(lines)
        self.setAccessibleName(f"{title}: {name}")
        told = [f"{line.label} {line.value}" for line in lines]
        self.setAccessibleDescription(". ".join([*told, foot]))
        self.retheme()
        self._fit()

    def _foot_rows(self) -> list[str]:
        return ink.wrap(self._foot, ink.tokens().font("base"), self.width() - 20, 2) if self._foot else []

    def _fit(self) -> None:
        t = ink.tokens()
        row = line_height(t.font("base")) + (2 if t.density == "roomy" else 0)
        name = line_height(t.font("lg")) + 3
        foot = len(self._foot_rows()) * (row - 4) + (4 if self._foot else 0)
        title = 0 if self._short else row
        self.setFixedHeight(self._above() + title + name + row * len(self._lines) + foot + self._above())

    def _above(self) -> int:
        return 3 if self._short and ink.tokens().density == "compact" else 7

    def retheme(self) -> None:
        self._fit()
        super().retheme()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_BOX

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        colour, fill = BADGE_COLOURS[self._kind]
        ink.box(painter, QRectF(self.rect()), RADIUS_BOX, t.colour(fill))
        left, right = 10.0, self.width() - 10.0
        row = line_height(t.font("base")) + (2 if t.density == "roomy" else 0)
        rect = QRectF(left, self._above(), right - left, row)
        mark = "circle-check" if self._kind == "ok" else "circle-alert"
        if not self._short:
            ink.text(painter, rect, self._time, t.font("sm"), t.colour("text2"), "right")
            ink.text(painter, rect.adjusted(24, 0, -44, 0), self._title, t.font("sm", 600), t.colour(colour))
            ink.icon(painter, mark, left, rect.center().y(), t.sizes.icon + 1, t.colour(colour))
            rect.translate(0, row)
        rect.setHeight(line_height(t.font("lg")) + 3)
        if self._short:
            ink.icon(painter, mark, left, rect.center().y(), t.sizes.icon + 1, t.colour(colour))
        ink.text(painter, rect.adjusted(24 if self._short else 0, 0, 0, 0), self._name, t.font("lg", 600),
                 t.colour("text"))  # fmt: skip
        rect.translate(0, rect.height())
        rect.setHeight(row)
        for line in self._lines:
            value = rect.adjusted(0, 0, -24 if line.checked is not None else 0, 0)
            used = ink.text(painter, value, line.value, t.digits("base", 500), t.colour("text"), "right")
            ink.text(painter, value.adjusted(0, 0, -used - 8, 0), line.label, t.font("sm"), t.colour("text2"))
            if line.checked is not None:
                name, tint = ("check", "ok") if line.checked else ("circle-alert", "bad")
                ink.icon(painter, name, right - 16, rect.center().y(), 16, t.colour(tint))
            rect.translate(0, row)
        rect.translate(0, 2)
        for words in self._foot_rows():
            rect.setHeight(row - 4)
            ink.text(painter, rect, words, t.font("base"), t.colour("text"))
            rect.translate(0, row - 4)


class EmptyState(QWidget):
    """Says that something is empty and what to do: icon, sentence, hint, optional button."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        hint: str = "",
        button: KeyButton | None = None,
        *,
        colour: str = "edge",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sentence = Label(sentence, "base", 600, align="centre")
        self._hint = Text(hint, "base", 400, "text2", lines=3, align="centre")
        self._icon = Icon(icon, colour, ink.tokens().sizes.icon_empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self._sentence)
        column.addWidget(self._hint)
        self._hint.setVisible(bool(hint))  # not before it has a parent: it would open a window of its own
        if button is not None:
            column.addSpacing(2)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(hint)

    def set(self, icon: str, sentence: str, hint: str = "", colour: str = "edge") -> None:
        """Say something else."""
        self._icon.set(icon, colour)
        self._sentence.set_text(sentence)
        self._hint.set_text(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(sentence)


class Banner(TintBox):
    """A state that lasts, told in the page: heading, sentence, buttons. `show_banner("", "")` hides it.

    `beside`: the buttons stand right of the words and take no height of their own.
    """

    def __init__(self, kind: BadgeKind = "warn", parent: QWidget | None = None, *, beside: bool = False) -> None:
        super().__init__(kind, parent)
        self._mark = Icon("triangle-alert", BADGE_COLOURS[kind][0], 18)
        self._heading = Label("", "base", 600, BADGE_COLOURS[kind][0])
        self._sentence = Text("", "base", 400, "text", lines=3)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self._heading, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._beside = beside
        self._added: list[KeyButton] = []
        words = QVBoxLayout()
        words.setSpacing(self.body.spacing())
        words.addLayout(head)
        words.addWidget(self._sentence)
        whole = QHBoxLayout() if beside else QVBoxLayout()
        whole.addLayout(words, 1)
        whole.addLayout(self._buttons)
        self.body.addLayout(whole)
        self.body.setContentsMargins(10, 8, 10, 9)

    def show_banner(
        self,
        heading: str,
        sentence: str = "",
        kind: BadgeKind = "warn",
        icon: str = "",
        buttons: Sequence[KeyButton] = (),
    ) -> None:
        """Show it with other words and buttons."""
        colour = BADGE_COLOURS[kind][0]
        self.set_kind(kind)
        marks = {"bad": "circle-alert", "warn": "triangle-alert", "ok": "circle-check"}
        self._mark.set(icon or marks.get(kind, "info"), colour)
        self._heading.set_text(heading, colour)
        self._sentence.set_text(sentence)
        self._sentence.setVisible(bool(sentence))
        for old in self._added:
            old.hide()
            old.deleteLater()
        while self._buttons.count():
            self._buttons.takeAt(0)
        self._added = list(buttons)
        for button in buttons:
            self._buttons.addWidget(button)
        if buttons and not self._beside:
            self._buttons.addStretch(1)
        self._buttons.setContentsMargins(0, 5 if buttons and not self._beside else 0, 0, 0)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(sentence)
        self.setVisible(bool(heading))
