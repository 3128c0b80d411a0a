"""The program's mark for Windows, drawn by the program itself: the icon, and the picture beside the setup's words."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

WIDE, HIGH = 328, 628  # twice what the setup shows at 100 %


@dataclass(frozen=True, slots=True)
class Drawings:
    """Files with the drawings."""

    icon: Path
    picture: Path


def draw(folder: Path) -> Drawings:
    """Draw everything into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    _application = QGuiApplication.instance() or QGuiApplication([])
    drawings = Drawings(folder / "quay.ico", folder / "quay.bmp")
    _draw_icon(drawings.icon)
    _draw_picture(drawings.picture)
    return drawings


def _draw_icon(target: Path) -> None:
    from PySide6.QtCore import QBuffer

    from app.ui.widgets.mark import MARK_SIZES, mark_image

    pictures = []
    for size in MARK_SIZES:
        buffer = QBuffer()
        mark_image(size).save(buffer, "PNG")  # type: ignore[call-overload]
        pictures.append(Image.open(io.BytesIO(buffer.data().data())).convert("RGBA"))
    pictures[-1].save(target, sizes=[(size, size) for size in MARK_SIZES], append_images=pictures[:-1])


def _draw_picture(target: Path) -> None:
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPainter

    from app.ui.theme import RESOURCES
    from app.ui.widgets import ink
    from app.ui.widgets.mark import paint_mark

    QFontDatabase.addApplicationFont(str(RESOURCES / "fonts/BeVietnamPro-SemiBold.ttf"))
    accent = QColor(ink.tokens().colour("accent"))
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(accent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, QRectF(54, 150, WIDE - 108, WIDE - 108))  # its square melts into the ground
    painter.resetTransform()
    font = QFont("Be Vietnam Pro SemiBold")
    font.setPixelSize(34)
    painter.setFont(font)
    painter.setPen(QColor(ink.tokens().colour("on_accent")))
    painter.drawText(QRectF(0, 390, WIDE, 60), Qt.AlignmentFlag.AlignCenter, "Quầy Một Cửa")
    painter.end()
    image.save(str(target), "BMP")  # type: ignore[call-overload]
