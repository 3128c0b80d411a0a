"""Pages of an archived PDF as pictures, for previews, thermal printers and the tests that decode every code."""

from __future__ import annotations

import math
from collections.abc import Iterator
from threading import Lock

import pypdfium2
from PIL import Image

# PDFium is not thread-safe, not even across documents.
PDFIUM = Lock()


def page_sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in millimetres."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [
                (width / 72 * 25.4, height / 72 * 25.4)
                for width, height in map(document.get_page_size, range(len(document)))
            ]
        finally:
            document.close()


def page_images(pdf: bytes, dpi: float) -> list[Image.Image]:
    """Render all pages in 256 greys (mode "L") at `dpi`."""
    return list(iter_page_images(pdf, dpi))


def iter_page_images(pdf: bytes, dpi: float) -> Iterator[Image.Image]:
    """Render page by page: a long paper at 600 dpi never lies in memory whole."""
    for number in range(len(page_sizes_mm(pdf))):
        yield page_image(pdf, number, dpi)


def page_image(pdf: bytes, number: int, dpi: float) -> Image.Image:
    """Render page `number` (from 0), its size rounded to whole dots."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            # PDFium's own size rounds up and stretches the page to it: a label of 354.3 rows would get 355.
            width, height = (max(1, math.ceil(side * dpi / 72 - 0.5)) for side in page.get_size())
            bitmap = pypdfium2.PdfBitmap.new_native(width, height, pypdfium2.raw.FPDFBitmap_Gray)
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            flags = pypdfium2.raw.FPDF_ANNOT | pypdfium2.raw.FPDF_GRAYSCALE
            pypdfium2.raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
            image: Image.Image = bitmap.to_pil().convert("L")
            return image.copy()
        finally:
            document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Text of every page as a reader's search finds it."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
