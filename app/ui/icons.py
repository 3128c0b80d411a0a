"""Lucide icons, tinted by token and drawn at the real device pixel ratio.

The names in use are listed in resources/icons/names.txt; the assets script fetches them from there.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui import theme
from app.ui.theme import RESOURCES

_log = logging.getLogger(__name__)
THIN_FROM = 34


def names() -> tuple[str, ...]:
    """Give the names of all icons the screens may use."""
    return tuple((RESOURCES / "icons" / "names.txt").read_text("ascii").split())


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    try:
        return (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8")
    except FileNotFoundError:
        # A missing picture must never stop the counter: words stand beside every icon.
        _log.warning("icon %s is missing", name)
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>'


@lru_cache(maxsize=512)
def renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    """Give the renderer of icon `name` in `colour` (#rrggbb) with the given stroke width."""
    text = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


def draw(painter: QPainter, name: str, rect: QRectF, colour: QColor, logical: float | None = None) -> None:
    """Draw icon `name` into `rect`; `logical` is its size in logical pixels where `rect` counts device pixels."""
    stroke = 1.5 if (logical or rect.width()) >= THIN_FROM else 2.0
    renderer(name, colour.name(), stroke).render(painter, rect)


@lru_cache(maxsize=512)
def pixmap(name: str, token: str = "text2", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Give icon `name` as a picture of `size` logical pixels for a screen of `ratio`, in the colour `token`.

    The cache is emptied when the theme changes.
    """
    side = max(1, round(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, name, QRectF(0, 0, side, side), theme.current().colour(token), size)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, token: str = "text2", size: int = 16) -> QIcon:
    """Give icon `name` for Qt's own widgets (menus), at 1 and 2 device pixels per pixel."""
    result = QIcon()
    for ratio in (1.0, 1.25, 1.5, 2.0):
        result.addPixmap(pixmap(name, token, size, ratio))
    return result


theme.signals.changed.connect(pixmap.cache_clear)
