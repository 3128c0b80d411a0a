"""Pages as black and white dots of a print head: the step between a rendered page and a printer's own language."""

from __future__ import annotations

from PIL import Image

_THRESHOLD = 128


def black_dots(page: Image.Image) -> Image.Image:
    """Turn a grey page into mode "1" by a plain threshold: dithered greys would tear the bars of a code."""
    return page.convert("L").point([0] * _THRESHOLD + [255] * (256 - _THRESHOLD)).convert("1", dither=Image.Dither.NONE)


def inked(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Box of everything black (left, top, right, bottom), None for an empty page."""
    return image.convert("L").point([255 - value for value in range(256)]).getbbox()


def placed(image: Image.Image, size: tuple[int, int], x: int = 0, y: int = 0) -> Image.Image:
    """Lay `image` on a white ground of `size` dots, moved by `x` to the right and `y` down; what hangs over is lost."""
    ground = Image.new("1", size, 1)
    ground.paste(image, (x, y))
    return ground


def packed(image: Image.Image) -> bytes:
    """Rows of whole bytes, leftmost dot in the highest bit, 1 = black; the padding at a row's end is white."""
    return image.convert("1").tobytes("raw", "1;I")


def row_bytes(image: Image.Image) -> int:
    """Bytes of one packed row."""
    return (image.width + 7) // 8
