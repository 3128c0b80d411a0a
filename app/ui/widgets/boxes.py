"""Check boxes, radio buttons and count boxes as pictures, for widgets and lists alike."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.ui.widgets import ink


def paint_check(painter: QPainter, rect: QRectF, on: bool, enabled: bool = True) -> None:
    """Draw a check box."""
    t = ink.tokens()
    if on:
        ink.box(painter, rect, 5, t.colour("accent" if enabled else "text3"))
        size = rect.width() - 4
        ink.icon(painter, "check", rect.left() + 2, rect.center().y(), size, t.colour("on_accent"))
    else:
        ink.box(painter, rect, 5, t.colour("surface"), t.colour("edge" if enabled else "line2"), 1.25)


def paint_radio(painter: QPainter, centre: QPointF, on: bool, enabled: bool = True) -> None:
    """Draw a radio button of 18 px round `centre`."""
    t = ink.tokens()
    if on:
        ink.dot(painter, centre, 9, t.colour("accent" if enabled else "text3"))
        ink.dot(painter, centre, 3.6, t.colour("on_accent"))
    else:
        rect = QRectF(centre.x() - 9, centre.y() - 9, 18, 18)
        ink.box(painter, rect, 9, t.colour("surface"), t.colour("edge" if enabled else "line2"), 1.25)


def paint_count(painter: QPainter, rect: QRectF, count: int, *, focus: bool = False) -> None:
    """Draw a count box; 0 is grey."""
    t = ink.tokens()
    edge = t.colour("ring" if focus else "edge")
    ink.box(painter, rect, 5, t.colour("surface"), edge, 2.0 if focus else 1.0)
    font = t.digits("base", 600 if count else 400)
    ink.text(painter, rect, str(count), font, t.colour("text" if count else "text3"), "centre")
