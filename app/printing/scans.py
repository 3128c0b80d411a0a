"""Files that people bring or scan, page by page and in their colours; nothing of them is trusted."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageOps

from app.domain.errors import UserError
from app.domain.media import Media
from app.printing.raster import PDFIUM

_DPI = 150  # of a picture that does not say its own
_MOST_DOTS = 100_000_000  # of a picture: A3 at 600 dpi
_PASSWORD = 4  # PDFium's word for it
_BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)  # what Pillow stumbles over


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as a picture: RGB row by row, and its size on paper in millimetres."""

    rgb: bytes
    width: int
    height: int
    width_mm: float
    height_mm: float


def count_pages(data: bytes, media: Media) -> int:
    """Return how many pages a file has. Raises UserError when it does not open, in words for who chose it."""
    if media is Media.PDF:
        with PDFIUM:
            document = _opened(data)
            try:
                count = len(document)
            finally:
                document.close()
        if not count:
            raise _unreadable()
        return count
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_DOTS:
                raise UserError("Ảnh quá lớn.", "Quét lại ở 300 dpi, hoặc chọn tệp khác.", "FILE-DOTS")
            image.load()
    except _BROKEN as error:
        raise _unreadable() from error
    return 1


def page_scan(data: bytes, media: Media, number: int, dpi: float) -> Scan:
    """Draw page `number` (from 0). Raises UserError when it can't be drawn."""
    if media is Media.PDF:
        return _of_pdf(data, number, dpi)
    try:
        with Image.open(io.BytesIO(data)) as image:
            own = float(image.info.get("dpi", (_DPI,))[0])
            if not 10 < own < 10_000:  # no scanner's
                own = _DPI
            upright = _mixable(ImageOps.exif_transpose(image))
            width_mm, height_mm = (side / own * 25.4 for side in upright.size)
            upright.thumbnail((max(1, round(width_mm / 25.4 * dpi)), max(1, round(height_mm / 25.4 * dpi))))
            return _scan(upright, width_mm, height_mm)
    except _BROKEN as error:
        raise _unreadable() from error


def _of_pdf(data: bytes, number: int, dpi: float) -> Scan:
    with PDFIUM:
        document = _opened(data)
        try:
            page = document[number]
            width, height = (side / 72 * 25.4 for side in page.get_size())
            most = (_MOST_DOTS / 10 / max(1.0, width * height)) ** 0.5 * 25.4  # a page may claim to be a football field
            image = page.render(scale=min(dpi, most) / 72, may_draw_forms=False).to_pil()
            return _scan(image, width, height)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        finally:
            document.close()


def _scan(image: Image.Image, width_mm: float, height_mm: float) -> Scan:
    flat = image.convert("RGBA")
    white = Image.new("RGBA", flat.size, "white")
    rgb = Image.alpha_composite(white, flat).convert("RGB")
    return Scan(rgb.tobytes(), rgb.width, rgb.height, width_mm, height_mm)


def _mixable(image: Image.Image) -> Image.Image:
    """Return a picture that is made smaller by mixing its dots: of black and white ones every few would just be left
    out, and of 16 bits each shade but black would be white."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade * (1 / 257)).convert("L")
    mode = {"1": "L", "P": "RGBA"}.get(image.mode)
    return image.convert(mode) if mode else image


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", 0) == _PASSWORD:
            advice = "Bỏ mật khẩu của tệp (in ra PDF mới), rồi chọn lại."
            raise UserError("Tệp PDF này có mật khẩu nên máy khác không mở được.", advice, "FILE-PASSWORD") from error
        raise _unreadable() from error


def _unreadable() -> UserError:
    return UserError(
        "Tệp hỏng hoặc không đọc được.", "Mở thử tệp bằng chương trình khác, hoặc quét lại.", "FILE-BROKEN"
    )
