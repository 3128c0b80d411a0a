"""The sheet a label or a ticket is drawn on: a 1-bit picture in whole printer dots, with a millimetre pen."""

from __future__ import annotations

import io
import math
from bisect import bisect_right
from collections.abc import Sequence

from PIL import Image, ImageDraw
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.printing.codes import bar_modules, bar_runs, qr_matrix
from app.printing.documents import LabelSize
from app.printing.fonts import pixel_font, printable
from app.right_of_way import give_way

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4}
TEXT_FLOOR = 2.3  # mm: height of the smallest type
QUIET_QR, QUIET_BARS = 4, 10  # modules kept white on all sides


def label_dots(size: LabelSize, dpi: int) -> tuple[int, int]:
    """Width and height of a stock in whole printer dots."""
    per_mm = dots_per_mm(dpi)
    return math.ceil(size.width_mm * per_mm - 0.5), math.ceil(size.height_mm * per_mm - 0.5)


def dots_per_mm(dpi: int) -> float:
    """203 dpi heads have 8 dots per mm; the others are what they say."""
    return DOTS_PER_MM.get(dpi, dpi / 25.4)


def labels_pdf(images: Sequence[Image.Image], size: LabelSize, title: str = "Nhãn hồ sơ") -> bytes:
    """Put label pictures onto pages of exactly the stock's size, for printers driven by the operating system."""
    buffer = io.BytesIO()
    page = (size.width_mm * mm, size.height_mm * mm)
    canvas = Canvas(buffer, pagesize=page, invariant=1, lang="vi-VN")
    canvas.setTitle(title)
    canvas.setCreator("Quầy Một Cửa")
    canvas.setProducer("Quầy Một Cửa")
    for image in images:
        canvas.drawImage(ImageReader(image), 0, 0, *page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def label_png(image: Image.Image, dpi: int) -> bytes:
    """Encode a label picture as PNG bytes that know their resolution."""
    buffer = io.BytesIO()
    exact = dots_per_mm(dpi) * 25.4
    image.save(buffer, "PNG", dpi=(exact, exact))
    return buffer.getvalue()


class Sheet:
    """A 1-bit picture with a millimetre pen. Text is drawn without grey steps: clean at 203 dpi."""

    def __init__(self, size: LabelSize, dpi: int) -> None:
        self.per_mm = dots_per_mm(dpi)
        self.dpi = dpi
        self.width, self.height = label_dots(size, dpi)
        self.image = Image.new("1", (self.width, self.height), 1)
        self.pen = ImageDraw.Draw(self.image)
        self.pen.fontmode = "1"

    def dots(self, millimetres: float) -> int:
        return round(millimetres * self.per_mm)

    def measure(self, text: str, face: str, size_mm: float) -> int:
        give_way()
        return math.ceil(pixel_font(face, self.dots(size_mm)).getlength(printable(text, face)))

    def text(self, x: int, base: int, text: str, face: str, size_mm: float, anchor: str = "ls") -> None:
        """Draw `text` on its base line."""
        self.pen.text(
            (x, base), printable(text, face), fill=0, font=pixel_font(face, self.dots(size_mm)), anchor=anchor
        )

    def fit(self, text: str, face: str, size_mm: float, room: int, floor: float = TEXT_FLOOR) -> float:
        """Largest size up to `size_mm` at which `text` fits `room` dots, not under `floor`."""
        size = size_mm
        while size > floor and self.measure(text, face, size) > room:
            size -= 1 / self.per_mm
        return max(size, floor)

    def fitted(self, x: int, base: int, text: str, face: str, size_mm: float, room: int) -> None:
        """Draw `text` as large as fits; at the floor it is shortened with "…", as labels may be."""
        size = self.fit(text, face, size_mm, room)
        self.text(x, base, self.shortened(text, face, size, room), face, size)

    def shortened(self, text: str, face: str, size_mm: float, room: int) -> str:
        if self.measure(text, face, size_mm) <= room:
            return text

        def room_of(length: int) -> int:
            return self.measure(text[:length].rstrip() + "…", face, size_mm)

        return text[: bisect_right(range(1, len(text)), room, key=room_of)].rstrip() + "…"

    def wrapped(self, text: str, face: str, size_mm: float, room: int) -> list[str]:
        """Break `text` into lines of at most `room` dots."""
        lines: list[str] = []
        for word in printable(text, face).split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, face, size_mm) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def qr(self, x: int, y: int, text: str, module: int) -> int:
        """Draw a QR of `module` dots per module; return its side in dots."""
        matrix = qr_matrix(text)
        for row, cells in enumerate(matrix):
            for start, length in bar_runs("".join("1" if cell else "0" for cell in cells)):
                left, top = x + start * module, y + row * module
                self.pen.rectangle((left, top, left + length * module - 1, top + module - 1), fill=0)
        return len(matrix) * module

    def bars(self, x: int, y: int, text: str, module: int, height: int) -> int:
        """Draw a Code 128; return its width in dots."""
        modules = bar_modules(text)
        for start, length in bar_runs(modules):
            self.pen.rectangle((x + start * module, y, x + (start + length) * module - 1, y + height - 1), fill=0)
        return len(modules) * module

    def rule(self, x1: int, x2: int, y: int, thickness: int = 2) -> None:
        self.pen.rectangle((x1, y, x2 - 1, y + thickness - 1), fill=0)
