"""ESC/POS, the language of receipt printers: pages as raster graphics, and the printer's live status.

Text is never sent as text: of the code pages such printers have, none prints Vietnamese everywhere alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from app.printing.dots import packed, row_bytes
from app.printing.printer_status import PrinterStatus, Question, Trouble

HEADS = (384, 512, 576)  # dots across: 58 mm, 80 mm at 180 dpi, 80 mm at 203 dpi
BAND = 128  # rows per raster command: 9 kB at 576 dots, less than the smallest receive buffer
_TEAR = 120  # dots from the print line to the tear bar
DLE_EOT = b"\x10\x04"
QUESTIONS = tuple(Question(DLE_EOT + bytes([number]), lambda answer: len(answer) >= 1) for number in (1, 2, 3, 4))
# GS r 1 is answered in its turn, after everything before it has been printed; DLE EOT at once.
FINISHED = Question(b"\x1dr\x01", lambda answer: len(answer) >= 1)


def encode(image: Image.Image, *, darkness: int = 0, cut: bool = True) -> bytes:
    """Turn a 1-bit page into ESC @, density, raster bands (GS v 0), feed and cut.

    `darkness` -3…3 becomes GS ( K function 49 with -6…6; 0 sends nothing, because a printer that does not know the
    command would print it. ESC @ has taken back what an earlier page asked for.
    """
    out = bytearray(b"\x1b@")
    if darkness:
        out += b"\x1d(K\x02\x00\x31" + bytes([2 * darkness & 0xFF])
    wide, rows = row_bytes(image), packed(image)
    for top in range(0, image.height, BAND):
        high = min(BAND, image.height - top)
        out += b"\x1dv0\x00" + wide.to_bytes(2, "little") + high.to_bytes(2, "little")
        out += rows[top * wide : (top + high) * wide]
    # GS V 66 feeds to the cutter by itself.
    out += b"\x1dVB\x00" if cut else b"\x1bJ" + bytes([_TEAR])
    return bytes(out)


def read_status(answers: Sequence[bytes]) -> PrinterStatus | None:
    """Read the answers to `QUESTIONS` (DLE EOT 1 to 4). None when the first is no status byte: no word about it.

    A status byte has the pattern 0xx1xx10.
    """
    if not answers or not _is_status(answers[0]):
        return None
    printer, offline, error, paper = (
        answers[number][0] if number < len(answers) and _is_status(answers[number]) else 0x12 for number in range(4)
    )
    found = [
        (Trouble.PAPER_OUT, paper & 0x60 or offline & 0x20),
        (Trouble.COVER_OPEN, offline & 0x04),
        (Trouble.CUTTER, error & 0x08),
        (Trouble.HOT, error & 0x40),
        (Trouble.FAULT, error & 0x20),
    ]
    troubles = tuple(trouble for trouble, bit in found if bit)
    if not troubles and printer & 0x08:
        troubles = (Trouble.FAULT if offline & 0x40 else Trouble.OFFLINE,)
    return PrinterStatus(troubles, paper_low=bool(paper & 0x0C))


def is_finished(answer: bytes) -> bool:
    """Whether the answer to `FINISHED` says that all is printed and there is still paper. Its pattern is 0xx0xxxx."""
    return len(answer) == 1 and answer[0] & 0x90 == 0 and not answer[0] & 0x0C


def _is_status(answer: bytes) -> bool:
    return len(answer) == 1 and answer[0] & 0x93 == 0x12
