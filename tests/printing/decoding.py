"""Reading codes off rendered pages, clean and as a skewed, blurred, washed-out scan gives them."""

from __future__ import annotations

import zxingcpp
from PIL import Image, ImageFilter


def decoded(image: Image.Image) -> set[str]:
    """Texts of all QR and Code 128 marks on a picture."""
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
    return {code.text for code in zxingcpp.read_barcodes(image.convert("L"), formats=wanted)}


def scanned(image: Image.Image, dpi: float) -> Image.Image:
    """Turn by 2°, blur with σ 0.10 mm, cut the contrast."""
    grey = image.convert("L").rotate(2, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    blurred = grey.filter(ImageFilter.GaussianBlur(0.10 * dpi / 25.4))
    return blurred.point([40 + round(value * 175 / 255) for value in range(256)])
