"""Choosing among few: segment, radio rows, check box.

All are Qt's own radio buttons and check boxes, painted from the tokens, so screen readers know them.
Digit and letter keys of a group are shown only while the group has focus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.text import dotted
from app.ui.theme import RADIUS_FIELD
from app.ui.widgets import ink
from app.ui.widgets.boxes import paint_check, paint_radio
from app.ui.widgets.labels import line_height
from app.ui.widgets.painted import Painted, Themed

_FIXED = QSizePolicy.Policy.Fixed
_EXPANDING = QSizePolicy.Policy.Expanding


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `value` is what the program keeps, `key` a digit or letter, `detail` a second line.

    `count` is shown after the words (filters), in `count_colour`; `permanent_key` is a key shown at all times
    (handled by the screen).
    """

    value: str
    text: str
    key: str = ""
    detail: str = ""
    count: int | None = None
    count_colour: str = "text2"
    permanent_key: str = ""


class _Group(Painted):
    """Radio buttons in a group: `chosen(value)` when the clerk chooses; digit and letter keys while focused."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option] = (), name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[_Item] = []
        self._focused = False
        self.setAccessibleName(name)

    def options(self) -> list[Option]:
        """Give the options in order."""
        return [item.option for item in self._items]

    def value(self) -> str:
        """Give the value chosen, "" if none."""
        return next((item.option.value for item in self._items if item.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling."""
        for item in self._items:
            if item.option.value == value:
                item.setChecked(True)
        self._proxy()

    def set_options(self, options: Sequence[Option], value: str | None = None) -> None:
        """Replace the options; keeps the chosen value if it is still there."""
        wanted = self.value() if value is None else value
        had_focus = self._focused
        if [o.value for o in options] == [i.option.value for i in self._items]:
            for item, option in zip(self._items, options, strict=True):
                item.show_option(option)
        else:
            for item in self._items:
                item.hide()
                item.deleteLater()
            self._items = [self._make(option) for option in options]
            for item in self._items:
                item.clicked.connect(self._on_clicked)
            self._lay_out()
        for item in self._items:
            item.setChecked(item.option.value == wanted)
        self._proxy()
        if had_focus and self._items:
            self.setFocus()
        self.retheme()

    def has_group_focus(self) -> bool:
        """Say whether one of the options has focus."""
        return self._focused

    def _make(self, option: Option) -> _Item:
        raise NotImplementedError

    def _lay_out(self) -> None:
        raise NotImplementedError

    def _proxy(self) -> None:
        # Focus of the group goes to the chosen option, as with every radio group.
        if self._items:
            self.setFocusProxy(next((i for i in self._items if i.isChecked()), self._items[0]))

    def _on_clicked(self) -> None:
        self._proxy()
        self.chosen.emit(self.value())

    def note_focus(self, focused: bool) -> None:
        """Show the keys of the options while one of them has focus."""
        self._focused = focused
        for item in self._items:
            item.updateGeometry()
            item.update()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().upper()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        for item in self._items:
            if plain and text and text == item.option.key.upper():
                item.setFocus(Qt.FocusReason.ShortcutFocusReason)
                item.click()
                return
        super().keyPressEvent(event)


class _Item(Themed, QRadioButton):
    """One option of a group."""

    def __init__(self, option: Option, group: _Group) -> None:
        super().__init__(group)
        self.option = option
        self.owner = group
        self.show_option(option)
        self.follow_theme()

    def show_option(self, option: Option) -> None:
        """Take over words and count."""
        self.option = option
        count = f" {dotted(option.count)}" if option.count is not None else ""
        self.setAccessibleName(option.text + count)
        self.setAccessibleDescription(option.detail)
        self.retheme()

    def hitButton(self, pos: object) -> bool:
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.owner.note_focus(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.owner.note_focus(False)
        super().focusOutEvent(event)

    def _key(self) -> str:
        return self.option.key if self.owner.has_group_focus() else ""


class _SegmentItem(_Item):
    def ring_target(self) -> QWidget:
        """The ring goes round the whole group."""
        return self.owner

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        # The place for the key always exists, so nothing moves when the group gets focus.
        cap = ink.cap_width(ink.key_text(self.option.permanent_key or self.option.key), t)
        width = ink.width_of(self.option.text, t.font("base", 600)) + 22 + (cap + 8 if cap else 0)
        if self.option.count is not None:
            width += ink.width_of(dotted(self.option.count), t.digits("base", 500)) + 8
        return QSize(math.ceil(width), t.sizes.field - 6)

    def minimumSizeHint(self) -> QSize:
        t = ink.tokens()
        return QSize(math.ceil(min(self.sizeHint().width(), 44)), t.sizes.field - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        on, option = self.isChecked(), self.option
        if on:
            ink.box(painter, rect, RADIUS_FIELD - 1, t.colour("surface"), t.colour("line2"))
        elif self.underMouse():
            ink.box(painter, rect, RADIUS_FIELD - 1, t.colour("line"))
        font = t.font("base", 600 if on else 500)
        label = ink.key_text(self.option.permanent_key or self._key())
        cap = ink.cap_width(label, t)
        count = "" if option.count is None else dotted(option.count)
        count_font = t.digits("base", 500)
        count_room = ink.width_of(count, count_font) + 8 if count else 0
        whole = ink.width_of(option.text, font)
        if cap and not option.permanent_key and whole + 12 + cap + 8 + count_room > rect.width():
            label, cap = "", 0.0  # the words come before the cap; the key works all the same
        room = rect.width() - 12 - (cap + 8 if cap else 0) - count_room
        words = min(whole, room)
        left = (rect.width() - words - count_room - (cap + 8 if cap else 0)) / 2
        colour = t.colour("text" if on else "text2")
        ink.text(painter, QRectF(left, 0, words + 1, rect.height()), option.text, font, colour)
        left += words
        if count:
            spot = QRectF(left + 8, 0, count_room, rect.height())
            ink.text(painter, spot, count, count_font, t.colour(option.count_colour))
            left += count_room
        ink.key_cap(painter, left + 8 + cap, rect.center().y(), label, t)


class Segment(_Group):
    """Two to seven choices side by side. `stretch=True` shares the full width."""

    def __init__(
        self, options: Sequence[Option] = (), name: str = "", *, stretch: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(options, name, parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(2)
        self.setSizePolicy(_EXPANDING if stretch else QSizePolicy.Policy.Maximum, _FIXED)
        self.follow_theme()
        self.set_options(options)

    def retheme(self) -> None:
        self.setFixedHeight(ink.tokens().sizes.field)
        super().retheme()

    def _make(self, option: Option) -> _Item:
        item = _SegmentItem(option, self)
        item.setSizePolicy(_EXPANDING, _EXPANDING)
        return item

    def _lay_out(self) -> None:
        for item in self._items:
            self._row.addWidget(item)

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect(), RADIUS_FIELD + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_FIELD + 1, t.colour("hover"), t.colour("line"))


class _RadioItem(_Item):
    def _lines(self) -> bool:
        owner = self.owner
        dropped = ink.tokens().density == "compact" and isinstance(owner, RadioRows) and not owner.details
        return bool(self.option.detail) and not dropped

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        cap = ink.cap_width(ink.key_text(self.option.permanent_key or self.option.key), t)
        width = max(
            ink.width_of(self.option.text, t.font("base", 600)) + (cap + 12 if cap else 0),
            ink.width_of(self.option.detail, t.font("sm")),
        )
        return QSize(math.ceil(width) + 28, self.height_now())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height_now())

    def height_now(self) -> int:
        t = ink.tokens()
        one = max(line_height(t.font("base")), t.sizes.key_cap) + (4 if t.density == "roomy" else 2)
        return one + (line_height(t.font("sm")) - 2 if self._lines() else 0)

    def retheme(self) -> None:
        self.setFixedHeight(self.height_now())
        super().retheme()

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect().adjusted(-3, 0, 3, 0), RADIUS_FIELD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        on, enabled = self.isChecked(), self.isEnabled()
        first = QRectF(0, 0, rect.width(), rect.height())
        if self._lines():
            first.setHeight(line_height(t.font("base")) + 2)
        else:
            first.setTop(1)
        centre = QPointF(9, round(first.center().y()))
        paint_radio(painter, centre, on, enabled)
        label = ink.key_text(self.option.permanent_key or self._key())
        cap = ink.key_cap(painter, rect.right(), first.center().y(), label, t)
        room = rect.width() - 28 - (cap + 8 if cap else 0)
        colour = t.colour("text" if enabled else "text3")
        font = t.font("base", 600 if on else 500)
        ink.text(painter, QRectF(27, first.top(), room, first.height()), self.option.text, font, colour)
        if self._lines():
            spot = QRectF(27, first.bottom() - 3, rect.width() - 28, line_height(t.font("sm")))
            ink.text(painter, spot, self.option.detail, t.font("sm"), t.colour("text2" if enabled else "text3"))


class RadioRows(_Group):
    """Choices below each other, each with a second line that tells its consequence.

    `details=False` drops the second lines in compact density.
    """

    def __init__(
        self, options: Sequence[Option] = (), name: str = "", *, details: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(options, name, parent)
        self.details = details
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(_EXPANDING, _FIXED)
        self.follow_theme()
        self.set_options(options)

    def retheme(self) -> None:
        self._column.setSpacing(4 if ink.tokens().density == "roomy" else 1)
        super().retheme()

    def _make(self, option: Option) -> _Item:
        return _RadioItem(option, self)

    def _lay_out(self) -> None:
        for item in self._items:
            self._column.addWidget(item)


class CheckBox(Themed, QCheckBox):
    """A check box with words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, _FIXED)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        font = t.font("base", 500)
        return QSize(math.ceil(ink.width_of(self.text(), font)) + 30, max(line_height(font), 24))

    def hitButton(self, pos: object) -> bool:
        return True

    def ring(self) -> tuple[QRect, float] | None:
        return self.rect().adjusted(-3, 0, 3, 0), RADIUS_FIELD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        paint_check(painter, QRectF(0, round(rect.center().y() - 9), 18, 18), self.isChecked(), self.isEnabled())
        colour = t.colour("text" if self.isEnabled() else "text3")
        ink.text(painter, rect.adjusted(27, 0, 0, 0), self.text(), t.font("base", 500), colour)
