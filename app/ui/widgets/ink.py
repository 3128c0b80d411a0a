"""Painting of the parts every widget and list shares: text, key caps, badges, boxes, search hits.

Text stands by the middle of its capitals, never by the font's own ascent, and is never clipped at the top: the marks
of Ẫ and Ễ rise above what Be Vietnam Pro's metrics promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeySequence, QPainter, QPainterPath, QStaticText

from app.ui import icons, theme
from app.ui.theme import RADIUS_BADGE, Face, Theme

Align = Literal["left", "centre", "right"]
Hits = Sequence[tuple[int, int]]
BadgeKind = Literal["neutral", "ok", "warn", "bad", "info"]

BADGE_COLOURS: dict[str, tuple[str, str]] = {
    "neutral": ("text2", "hover"),
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "bad": ("bad", "bad_soft"),
    "info": ("accent_text", "accent_soft"),
}
_KEY_WORDS = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgUp": "PgUp", "Del": "Del"}
CAP_PAD = 6.0
BADGE_PAD = 7.0
BADGE_ICON = 14.0
_REMEMBERED = 4096
_SHAPED_MOST = 1024
_TIE = 0.01  # half a dot of the screen goes the same way for all fonts, however their ascents are rounded
_widths: dict[tuple[str, str], float] = {}
_capitals: dict[str, float] = {}
_cut: dict[tuple[str, str, float], str] = {}
_lines: dict[tuple[str, str, float, int], tuple[str, ...]] = {}
_shaped: dict[tuple[str, str], tuple[QStaticText, float]] = {}


def key_text(key: QKeySequence | str | None) -> str:
    """Give a key as it is written on its cap, such as "Ctrl+R" or "Alt+←"; "" for none."""
    if not key:
        return ""
    sequence = QKeySequence(key) if isinstance(key, str) else key
    if sequence.isEmpty():
        return ""
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText).split(", ")[0]
    head, plus, last = text.rpartition("+") if not text.endswith("+") else (text[:-2], text[-2:-1], "+")
    return head + plus + _KEY_WORDS.get(last, last)


def _name(font: QFont) -> str:
    """Name what a font looks like: Qt takes as long to spell that out as to measure a word."""
    return font.name if isinstance(font, Face) else font.key()


def width_of(text: str, font: QFont) -> float:
    """Give the width of one line of text in logical pixels."""
    place = text, _name(font)
    width = _widths.get(place)
    if width is None:
        if len(_widths) >= _REMEMBERED:
            _widths.clear()
        width = _widths[place] = QFontMetricsF(font).horizontalAdvance(text)
    return width


def cap_height(font: QFont) -> float:
    """Give the height of a capital without marks in logical pixels."""
    name = _name(font)
    height = _capitals.get(name)
    if height is None:
        height = _capitals[name] = QFontMetricsF(font).capHeight()
    return height


def elided(words: str, font: QFont, room: float) -> str:
    """Give one line of text cut to `room`, with an ellipsis if anything is missing."""
    if width_of(words, font) <= room + 0.5:
        return words
    place = words, _name(font), room
    known = _cut.get(place)
    if known is None:
        if len(_cut) >= _REMEMBERED:
            _cut.clear()
        known = _cut[place] = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, room))
    return known


def baseline(rect: QRectF, font: QFont) -> float:
    """Give the y of the baseline that puts capitals in the middle of `rect`, on a whole pixel."""
    return float(round(rect.center().y() + cap_height(font) / 2))


def write(painter: QPainter, left: float, base: float, words: str, font: QFont) -> None:
    """Write one line with the pen of the painter, from `left`, its baseline at `base`.

    Shaping a word takes Qt three times as long as putting it on the screen, so its shape is remembered.
    """
    place = words, _name(font)
    known = _shaped.get(place)
    if known is None:
        if len(_shaped) >= _SHAPED_MOST:
            _shaped.clear()
        shape = QStaticText(words.replace("\n", " "))
        shape.setTextFormat(Qt.TextFormat.PlainText)
        shape.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        known = _shaped[place] = shape, QFontMetricsF(font).ascent()
    shape, ascent = known
    painter.setFont(font)
    painter.drawStaticText(QPointF(left, base - ascent + _TIE), shape)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    font: QFont,
    colour: QColor,
    align: Align = "left",
    hits: Hits = (),
    hit_fill: QColor | None = None,
    hit_ink: QColor | None = None,
) -> float:
    """Write one line, elided to `rect`, and give the width used.

    `hits` are (start, length) in `words`; they get `hit_fill` behind them or are written in `hit_ink`.
    """
    shown, width = words, width_of(words, font)
    if width > rect.width() + 0.5:
        shown = elided(words, font, rect.width())
        width = width_of(shown, font)
    left = rect.left()
    if align == "right":
        left = rect.right() - width
    elif align == "centre":
        left = rect.left() + (rect.width() - width) / 2
    base = baseline(rect, font)
    cut = len(shown) if shown == words else max(0, len(shown) - 1)
    marked = [(start, min(length, cut - start)) for start, length in hits if start < cut]
    for start, length in marked:
        if hit_fill is not None:
            begin = left + width_of(shown[:start], font)
            box = QRectF(begin - 1, base - cap_height(font) * 1.42, 0, cap_height(font) * 1.85)
            box.setWidth(width_of(shown[: start + length], font) + left - begin + 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hit_fill)
            painter.drawRoundedRect(box, 2, 2)
    painter.setPen(colour)
    write(painter, left, base, shown, font)
    if hit_ink is not None:
        painter.setPen(hit_ink)
        for start, length in marked:
            begin = left + width_of(shown[:start], font)
            write(painter, begin, base, shown[start : start + length], font)
    return width


def wrap(words: str, font: QFont, width: float, lines: int) -> list[str]:
    """Break text at spaces into at most `lines` lines of `width`; the last one is left to be elided.

    A layout asks for the same lines dozens of times, so they are remembered.
    """
    place = words, _name(font), width, lines
    known = _lines.get(place)
    if known is None:
        if len(_lines) >= _REMEMBERED:
            _lines.clear()
        known = _lines[place] = tuple(_broken(words, font, width, lines))
    return list(known)


def _broken(words: str, font: QFont, width: float, lines: int) -> list[str]:
    metrics = QFontMetricsF(font)
    result: list[str] = []
    rest = words.split(" ")
    while rest:
        if len(result) == lines - 1:
            return [*result, " ".join(rest)]
        # how many words fit, by halving: measuring word after word would measure the line's beginning each time
        fits, too_many = 1, len(rest) + 1
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if metrics.horizontalAdvance(" ".join(rest[:middle])) <= width:
                fits = middle
            else:
                too_many = middle
        result.append(" ".join(rest[:fits]))
        rest = rest[fits:]
    return result or [""]


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, edge: QColor | None = None, line: float = 1.0
) -> None:
    """Draw a rounded box whose edge lies inside `rect`, sharp at every scaling.

    A window has a hundred of them, and Qt takes eight times as long for an outline as for a filled shape: so the edge
    is what a smaller shape leaves of a bigger one.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if edge is None:
        if fill is not None:
            painter.setBrush(fill)
            painter.drawRoundedRect(rect, radius, radius)
        return
    inside = rect.adjusted(line, line, -line, -line)
    if fill is not None and fill.alpha() == edge.alpha() == 255:
        painter.setBrush(edge)
        painter.drawRoundedRect(rect, radius, radius)
        painter.setBrush(fill)
        painter.drawRoundedRect(inside, radius - line, radius - line)
        return
    if fill is not None:
        painter.setBrush(fill)
        painter.drawRoundedRect(inside, radius - line, radius - line)
    ring = QPainterPath()
    ring.addRoundedRect(rect, radius, radius)
    ring.addRoundedRect(inside, radius - line, radius - line)
    painter.fillPath(ring, edge)


def cap_width(label: str, t: Theme) -> float:
    """Give the width of a key cap; at least nearly square."""
    return max(t.sizes.key_cap - 1.0, round(width_of(label, t.digits("xs", 500))) + 2 * CAP_PAD) if label else 0.0


def key_cap(
    painter: QPainter, right: float, middle: float, label: str, t: Theme, *, on_accent: bool = False, dim: bool = False
) -> float:
    """Draw a key cap ending at x=`right`, centred on y=`middle`, and give its width."""
    if not label:
        return 0.0
    width = cap_width(label, t)
    rect = QRectF(round(right - width), round(middle - t.sizes.key_cap / 2), width, t.sizes.key_cap)
    if on_accent:
        box(painter, rect, RADIUS_BADGE - 1, QColor(0, 0, 0, 56), QColor(255, 255, 255, 90))
        ink = t.colour("on_accent")
    else:
        box(painter, rect, RADIUS_BADGE - 1, t.colour("sunken"), t.colour("line"))
        ink = t.colour("text3" if dim else "text2")
    text(painter, rect, label, t.digits("xs", 500), ink, "centre")
    return width


def badge_width(words: str, icon: str, t: Theme) -> float:
    """Give the width of a badge with an optional icon."""
    return round(width_of(words, t.font("sm", 500))) + 2 * BADGE_PAD + ((BADGE_ICON + 4) if icon else 0)


def badge(painter: QPainter, rect: QRectF, words: str, kind: str, icon: str, t: Theme) -> None:
    """Draw a badge filling `rect`; words are elided if they don't fit."""
    ink, fill = BADGE_COLOURS[kind]
    box(painter, rect, RADIUS_BADGE, t.colour(fill))
    left = rect.left() + BADGE_PAD
    if icon:
        spot = QRectF(left, rect.center().y() - BADGE_ICON / 2, BADGE_ICON, BADGE_ICON)
        icons.draw(painter, icon, spot, t.colour(ink))
        left += BADGE_ICON + 4
    text(painter, QRectF(left, rect.top(), rect.right() - left - BADGE_PAD + 2, rect.height()), words,
         t.font("sm", 500), t.colour(ink))  # fmt: skip


def icon(painter: QPainter, name: str, x: float, middle: float, size: float, colour: QColor) -> None:
    """Draw an icon with its left edge at `x`, centred on y=`middle`."""
    icons.draw(painter, name, QRectF(round(x), round(middle - size / 2), size, size), colour)


def dot(painter: QPainter, centre: QPointF, radius: float, fill: QColor) -> None:
    """Draw a filled circle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawEllipse(centre, radius, radius)


def tokens() -> Theme:
    """Give the theme in force (short form for painting code)."""
    return theme.current()
