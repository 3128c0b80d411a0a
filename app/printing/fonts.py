"""The embedded typefaces, and which characters they can print."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from app.domain.errors import EnvironmentProblem

FONT_DIR = Path(__file__).resolve().parents[2] / "resources" / "fonts"

SERIF = "LiberationSerif-Regular"
SERIF_BOLD = "LiberationSerif-Bold"
SERIF_ITALIC = "LiberationSerif-Italic"
SERIF_BOLD_ITALIC = "LiberationSerif-BoldItalic"
SANS = "BeVietnamPro-Regular"
SANS_MEDIUM = "BeVietnamPro-Medium"
SANS_SEMIBOLD = "BeVietnamPro-SemiBold"
SANS_BOLD = "BeVietnamPro-Bold"
SANS_EXTRABOLD = "BeVietnamPro-ExtraBold"

NBSP = "\u00a0"
BULLET = "•"
# Dashes and spaces a typeface may lack, with what means the same to the reader.
_STAND_INS = {
    "\u2010": "-",
    "\u2011": "-",
    "\u202f": NBSP,
    "→": "->",
    "☐": BULLET,
    "☑": BULLET,
    "✓": BULLET,
    "√": BULLET,
}


_FACES = (
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    SERIF_BOLD_ITALIC,
    SANS,
    SANS_MEDIUM,
    SANS_SEMIBOLD,
    SANS_BOLD,
    SANS_EXTRABOLD,
)


@cache
def register_fonts() -> None:
    """Make all faces known to reportlab, once. Without the families `<b>` fails or stays regular."""
    for face in _FACES:
        pdfmetrics.registerFont(_true_type(face))
    pdfmetrics.registerFontFamily(SERIF, SERIF, SERIF_BOLD, SERIF_ITALIC, SERIF_BOLD_ITALIC)
    pdfmetrics.registerFontFamily(SANS, SANS, SANS_BOLD, SANS, SANS_BOLD)


@cache
def _true_type(face: str) -> TTFont:
    try:
        return TTFont(face, str(FONT_DIR / f"{face}.ttf"))
    except (OSError, TTFError) as error:
        raise _no_font(face) from error


@cache
def glyphs_of(face: str) -> frozenset[int]:
    """Code points that `face` can draw."""
    return frozenset(_true_type(face).face.charToGlyph)


@cache
def pixel_font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Load `face` for drawing at `size` dots per em."""
    try:
        return ImageFont.truetype(str(FONT_DIR / f"{face}.ttf"), size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise _no_font(face) from error


def _no_font(face: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"Bộ cài thiếu hoặc hỏng phông chữ để in: {face}.ttf.",
        "Hồ sơ đã lưu. Cài lại chương trình rồi in lại từ Sổ in.",
        "FONT",
    )


def width_of(text: str, face: str, size: float) -> float:
    """Width of `text` in points."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, face, size))


@lru_cache(maxsize=1024)
def printable(text: str, face: str = SERIF) -> str:
    """Make `text` fit for `face`: NFC, one line of folded spaces, no character without a glyph.

    Word's symbol-font bullets (U+F0FC, U+F0A7, met in the national catalogue) and other signs without a glyph become
    "•"; invisible format and control characters go. No-break spaces stay.
    """
    glyphs = glyphs_of(face)
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char == NBSP:
            out.append(char)
        elif char.isspace():
            out.append(" ")
        elif category in ("Cf", "Cc", "Cn"):
            continue
        elif ord(char) in glyphs and category != "Co":
            out.append(char)
        else:
            out.append(_stand_in(char, glyphs))
    return " ".join(part for part in "".join(out).split(" ") if part)


def markup(text: str, face: str = SERIF) -> str:
    """Prepare user text for a reportlab Paragraph: printable, XML-escaped."""
    return escape(printable(text, face))


def _stand_in(char: str, glyphs: frozenset[int]) -> str:
    for candidate in (_STAND_INS.get(char, ""), unicodedata.normalize("NFKC", char)):
        if candidate and candidate != char and all(ord(part) in glyphs for part in candidate):
            return candidate
    return BULLET
