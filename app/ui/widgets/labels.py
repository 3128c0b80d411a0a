"""Text on the page: one-line labels, wrapped text, links with a key, key caps, badges, icons."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.theme import MARK_OVERHANG, TypeSize
from app.ui.widgets import ink
from app.ui.widgets.ink import Align, BadgeKind
from app.ui.widgets.painted import Painted, Themed

_PREFERRED = QSizePolicy.Policy.Preferred
_FIXED = QSizePolicy.Policy.Fixed


def line_height(font: QFont) -> int:
    """Give a line's height in logical pixels with room for the marks above capitals.

    Capitals stand in the middle (0.7 em high), so both halves hold what Ẫ needs: 0.35 em and the marks.
    """
    return math.ceil(font.pixelSize() * 2 * (0.66 + MARK_OVERHANG))


class Label(Painted):
    """One line of text, elided when it does not fit; the full text is then the tooltip."""

    def __init__(
        self,
        text: str = "",
        size: TypeSize = "base",
        weight: int = 400,
        colour: str = "text",
        *,
        align: Align = "left",
        digits: bool = False,
        icon: str = "",
        icon_colour: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._size, self._weight, self._colour = text, size, weight, colour
        self._align: Align = align
        self._digits, self._icon, self._icon_colour = digits, icon, icon_colour
        self.setSizePolicy(_PREFERRED, _FIXED)
        self.setAccessibleName(text)
        self.follow_theme()

    def text(self) -> str:
        """Give the full text."""
        return self._text

    def set_text(
        self, text: str, colour: str | None = None, icon: str | None = None, icon_colour: str | None = None
    ) -> None:
        """Change the text and, if given, colour token, icon and its colour token ("" is the text's)."""
        changed = (
            text,
            colour or self._colour,
            self._icon if icon is None else icon,
            self._icon_colour if icon_colour is None else icon_colour,
        )
        if changed == (self._text, self._colour, self._icon, self._icon_colour):
            return
        self._text, self._colour, self._icon, self._icon_colour = changed
        self.setAccessibleName(text)
        self._tip()
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        t = ink.tokens()
        return t.digits(self._size, self._weight) if self._digits else t.font(self._size, self._weight)

    def _icon_room(self) -> float:
        return ink.tokens().sizes.icon + 7 if self._icon else 0.0

    def sizeHint(self) -> QSize:
        font = self._font()
        return QSize(math.ceil(ink.width_of(self._text, font) + self._icon_room()) + 1, line_height(font))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), 24), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tip()
        super().resizeEvent(event)

    def _tip(self) -> None:
        self.setToolTip(self._text if self.sizeHint().width() > self.width() + 1 else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = ink.tokens()
        font = self._font()
        rect = QRectF(self.rect())
        colour = t.colour(self._colour)
        if self._icon:
            tint = t.colour(self._icon_colour) if self._icon_colour else colour
            ink.icon(painter, self._icon, 0, rect.center().y(), t.sizes.icon, tint)
            rect.adjust(self._icon_room(), 0, 0, 0)
        ink.text(painter, rect, self._text, font, colour, self._align)


class Text(Painted):
    """Wrapped text of at most `lines` lines; its height follows its width, the last line is elided."""

    def __init__(
        self,
        text: str = "",
        size: TypeSize = "base",
        weight: int = 400,
        colour: str = "text2",
        *,
        lines: int = 4,
        align: Align = "left",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._size, self._weight, self._colour, self._lines = text, size, weight, colour, lines
        self._heights: dict[int, int] = {}  # a layout asks dozens of times
        self._align: Align = align
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, _FIXED)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)
        self.follow_theme()

    def text(self) -> str:
        """Give the full text."""
        return self._text

    def set_text(self, text: str, colour: str | None = None) -> None:
        """Change the text and, if given, the colour token."""
        if text == self._text and colour in (None, self._colour):
            return
        self._text, self._colour = text, colour or self._colour
        self._heights.clear()
        self.setAccessibleName(text)
        self._fit()
        self.update()

    def set_lines(self, lines: int) -> None:
        """Change how many lines it may take."""
        if lines != self._lines:
            self._lines = lines
            self._heights.clear()
            self._fit()

    def _font(self) -> QFont:
        return ink.tokens().font(self._size, self._weight)

    def _rows(self, width: int) -> list[str]:
        rows: list[str] = []
        for part in self._text.split("\n"):
            rows += ink.wrap(part, self._font(), width, max(1, self._lines - len(rows)))
        return rows[: self._lines]

    def _step(self) -> int:
        return math.ceil(self._font().pixelSize() * 1.36)

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            height = self._step() * (len(self._rows(width)) - 1) + line_height(self._font())
            self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 240
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, line_height(self._font()))

    def _fit(self) -> None:
        self.setFixedHeight(self.heightForWidth(max(24, self.width())))
        full = " ".join(self._rows(self.width()))
        cut = ink.width_of(self._rows(self.width())[-1], self._font()) > self.width() + 1
        self.setToolTip(self._text if cut or len(full) < len(self._text.replace("\n", " ")) else "")

    def retheme(self) -> None:
        self._heights.clear()
        self._fit()
        super().retheme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._fit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font, colour = self._font(), ink.tokens().colour(self._colour)
        height = line_height(font)
        for number, row in enumerate(self._rows(self.width())):
            rect = QRectF(0, number * self._step(), self.width(), height)
            ink.text(painter, rect, row, font, colour, self._align)


class KeyCap(Painted):
    """A key drawn as a cap, for a place whose key is handled elsewhere."""

    def __init__(self, key: QKeySequence | str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ink.key_text(key)
        self.setSizePolicy(_FIXED, _FIXED)
        self.setAccessibleName(self._label)
        self.follow_theme()

    def set_key(self, key: QKeySequence | str) -> None:
        """Show another key; "" shows nothing."""
        self._label = ink.key_text(key)
        self.setAccessibleName(self._label)
        self.retheme()

    def label(self) -> str:
        """Give the words on the cap."""
        return self._label

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        return QSize(math.ceil(ink.cap_width(self._label, t)), t.sizes.key_cap)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink.key_cap(QPainter(self), self.width(), self.height() / 2, self._label, ink.tokens())


class LinkLabel(Themed, QPushButton):
    """A link with its key, for looking (buttons are for doing). Emits `clicked`."""

    def __init__(self, text: str, key: QKeySequence | str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._label = text, ink.key_text(key)
        self.setSizePolicy(_FIXED, _FIXED)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._label)
        if self._label:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)
        self.follow_theme()

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._text = text
        self.setAccessibleName(text)
        self.retheme()

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        cap = ink.cap_width(self._label, t)
        width = ink.width_of(self._text, t.font("sm", 500)) + (cap + 7 if cap else 0)
        return QSize(math.ceil(width) + 1, max(t.sizes.key_cap, line_height(t.font("sm"))))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        font: QFont = t.font("sm", 500)
        if self.underMouse() and self.isEnabled():
            font = QFont(font)
            font.setUnderline(True)
        rect = QRectF(self.rect())
        used = ink.text(painter, rect, self._text, font, t.colour("accent_text" if self.isEnabled() else "text3"))
        if self._label:
            cap = ink.cap_width(self._label, t)
            ink.key_cap(painter, used + 7 + cap, rect.center().y(), self._label, t)


class Badge(Painted):
    """A small tinted box with words and, where attention is due, an icon."""

    def __init__(
        self, text: str = "", kind: BadgeKind = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._kind, self._icon = text, kind, icon
        self.setSizePolicy(QSizePolicy.Policy.Maximum, _FIXED)
        self.setAccessibleName(text)
        self.follow_theme()

    def text(self) -> str:
        """Give the words."""
        return self._text

    def set(self, text: str, kind: BadgeKind = "neutral", icon: str = "") -> None:
        """Show other words; an empty text hides the badge."""
        self._text, self._kind, self._icon = text, kind, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.retheme()

    def sizeHint(self) -> QSize:
        t = ink.tokens()
        return QSize(math.ceil(ink.badge_width(self._text, self._icon, t)), t.sizes.badge)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 40), ink.tokens().sizes.badge)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink.badge(painter, QRectF(self.rect()), self._text, self._kind, self._icon, ink.tokens())


class Icon(Painted):
    """An icon beside words; hidden from screen readers since the words say it."""

    def __init__(self, name: str, colour: str = "text2", size: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour, self._size = name, colour, size
        self.setSizePolicy(_FIXED, _FIXED)
        self.follow_theme()

    def set(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._size or theme.current().sizes.icon
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self._name, QRectF(self.rect()), ink.tokens().colour(self._colour))


class Rule(Painted):
    """A hairline between parts of a panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, _FIXED)
        self.setFixedHeight(1)
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRect(0, 0, self.width(), 1), ink.tokens().colour("line"))
