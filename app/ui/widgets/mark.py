"""The program's own mark: on windows and the task bar, in the sign-in and the first start."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.widgets import ink
from app.ui.widgets.painted import Painted

MARK_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # what Windows asks for, at every scale


class Mark(Painted):
    """The program's own mark: a door arch on a counter line in a rounded blue square."""

    def __init__(self, size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(size, size))
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_mark(QPainter(self), QRectF(self.rect()))


def mark_image(size: int) -> QImage:
    """Return the program's mark, `size` pixels wide and high, on nothing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def mark_icon() -> QIcon:
    """Return the mark as the icon of windows and of the task bar."""
    icon = QIcon()
    for size in MARK_SIZES:
        icon.addPixmap(QPixmap.fromImage(mark_image(size)))
    return icon


def paint_mark(painter: QPainter, rect: QRectF) -> None:
    """Draw the program's mark into `rect`."""
    t = ink.tokens()
    unit = rect.width() / 44
    ink.box(painter, rect, 10 * unit, t.colour("accent"))
    pen = QPen(t.colour("on_accent"), 3.2 * unit)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(rect.topLeft())
    path = QPainterPath()
    path.moveTo(13 * unit, 33 * unit)
    path.lineTo(13 * unit, 21 * unit)
    path.arcTo(QRectF(13 * unit, 12 * unit, 18 * unit, 18 * unit), 180, -180)
    path.lineTo(31 * unit, 33 * unit)
    painter.drawPath(path)
    painter.drawLine(QPointF(8.5 * unit, 33.5 * unit), QPointF(35.5 * unit, 33.5 * unit))
    ink.dot(painter, QPointF(26 * unit, 24.5 * unit), 2 * unit, t.colour("on_accent"))
    painter.translate(-rect.topLeft())
