"""The program's mark as a Windows icon, drawn by the program itself."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def draw_icon(target: Path) -> None:
    """Draw the mark in all sizes that Windows asks for into an .ico file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QRectF, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    from app.ui.widgets.panels import paint_mark

    _application = QGuiApplication.instance() or QGuiApplication([])
    pictures = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QRectF(0, 0, size, size))
        painter.end()
        buffer = QBuffer()
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        pictures.append(Image.open(io.BytesIO(buffer.data().data())).convert("RGBA"))
    pictures[-1].save(target, sizes=[(size, size) for size in SIZES], append_images=pictures[:-1])
