"""The program's mark as a Windows icon, drawn by the program itself."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image


def draw_icon(target: Path) -> None:
    """Draw the mark in all sizes that Windows asks for into an .ico file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QGuiApplication

    from app.ui.widgets.panels import MARK_SIZES, mark_image

    _application = QGuiApplication.instance() or QGuiApplication([])
    pictures = []
    for size in MARK_SIZES:
        buffer = QBuffer()
        mark_image(size).save(buffer, "PNG")  # type: ignore[call-overload]
        pictures.append(Image.open(io.BytesIO(buffer.data().data())).convert("RGBA"))
    pictures[-1].save(target, sizes=[(size, size) for size in MARK_SIZES], append_images=pictures[:-1])
