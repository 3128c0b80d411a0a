"""Pages of an archived PDF as pictures, for previews, thermal printers and the tests that decode every code."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import pypdfium2
from PIL import Image

# PDFium is not thread-safe, not even across documents.
_PDFIUM = Lock()


def page_sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in millimetres."""
    with _PDFIUM:
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
    """Render page `number` (from 0)."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            # PDFium rounds up: without the hair less, 2480.00005 dots become 2481 and every code is stretched.
            bitmap = document[number].render(scale=dpi / 72 * (1 - 1e-6), grayscale=True)
            image: Image.Image = bitmap.to_pil().convert("L")
            return image.copy()
        finally:
            document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Text of every page as a reader's search finds it."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
