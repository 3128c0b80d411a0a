"""Lucide icons, tinted by token and drawn at the real device pixel ratio.

The names in use are listed in resources/icons/names.txt; the assets script fetches them from there.
"""

from __future__ import annotations

import logging
import math
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
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


@lru_cache(maxsize=256)
def _renderer(name: str, stroke: float) -> QSvgRenderer:
    text = _source(name).replace("currentColor", "#000000").replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


@lru_cache(maxsize=1024)
def _picture(name: str, colour: str, size: float, ratio: float) -> QPixmap:
    """Draw an icon once: reading and drawing it takes Qt longer than a whole line of text."""
    side = max(1, math.ceil(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, 1.5 if size >= THIN_FROM else 2.0).render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(picture.rect(), QColor(colour))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def draw(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw icon `name` into the square `rect`, in logical pixels."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(rect.topLeft(), _picture(name, colour.name(), rect.width(), ratio))


def pixmap(name: str, token: str = "text2", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Give icon `name` as a picture of `size` logical pixels for a screen of `ratio`, in the colour `token`."""
    return _picture(name, theme.current().colour(token).name(), size, ratio)
