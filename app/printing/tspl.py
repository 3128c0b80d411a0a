"""TSPL, the language of most label printers sold in Việt Nam: a label as one BITMAP, and the status byte."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from app.printing.dots import packed, row_bytes
from app.printing.printer_status import PrinterStatus, Question, Trouble

QUESTIONS = (Question(b"\x1b!?", lambda answer: len(answer) >= 1),)
_MIDDLE = 8  # of DENSITY 0…15
_BITS = (
    (0x04, Trouble.PAPER_OUT),
    (0x01, Trouble.COVER_OPEN),
    (0x08, Trouble.RIBBON_OUT),
    (0x02, Trouble.JAM),
    (0x10, Trouble.PAUSED),
    (0x80, Trouble.FAULT),
)  # 0x20 = printing


def encode(image: Image.Image, *, dots_per_mm: float, gap_mm: float = 2.0, darkness: int = 0, copies: int = 1) -> bytes:
    """Turn a 1-bit label into SIZE, GAP, DENSITY, DIRECTION, CLS, BITMAP, PRINT. `darkness` -3…3; gap 0 = endless roll.

    In a BITMAP a 0 prints and a 1 stays white, the other way round than everywhere else.
    """
    size = f"SIZE {_number(image.width / dots_per_mm)} mm,{_number(image.height / dots_per_mm)} mm"
    lines = (
        size,
        f"GAP {_number(gap_mm)} mm,0 mm",
        f"DENSITY {_MIDDLE + 2 * darkness}",
        "DIRECTION 0,0",
        "REFERENCE 0,0",
        "CLS",
    )
    head = "".join(f"{line}\r\n" for line in lines)
    bitmap = f"BITMAP 0,0,{row_bytes(image)},{image.height},0,"
    dots = bytes(byte ^ 0xFF for byte in packed(image))
    return head.encode("ascii") + bitmap.encode("ascii") + dots + f"\r\nPRINT {copies},1\r\n".encode("ascii")


def read_status(answers: Sequence[bytes]) -> PrinterStatus | None:
    """Read the answer to <ESC>!?, one byte of flags. None when nothing came."""
    if not answers or len(answers[0]) != 1:
        return None
    flags = answers[0][0]
    return PrinterStatus(tuple(trouble for bit, trouble in _BITS if flags & bit))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
