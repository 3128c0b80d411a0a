"""ZPL, Zebra's label language: a label as one compressed ^GFA graphic field, and the host status ~HS."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PIL import Image

from app.printing.dots import packed, row_bytes
from app.printing.printer_status import PrinterStatus, Question, Trouble

STX, ETX = b"\x02", b"\x03"
QUESTIONS = (Question(b"~HS", lambda answer: answer.count(ETX) >= 3),)
_TWENTIES = {count: chr(ord("f") + count // 20) for count in range(20, 401, 20)}  # g = 20 … z = 400
_ONES = {count: chr(ord("F") + count) for count in range(1, 20)}  # G = 1 … Y = 19


def encode(image: Image.Image, *, darkness: int = 0, copies: int = 1) -> bytes:
    """Turn a 1-bit label into ^XA ^PW ^LL ^LH ^MD ^FO ^GFA ^PQ ^XZ. `darkness` -3…3 becomes ^MD -15…15.

    ^MD counts from what is set at the printer, not from an earlier label, so it is always sent.
    """
    wide, rows = row_bytes(image), packed(image)
    total = wide * image.height
    field = "".join(_packed_rows(rows, wide))
    text = (
        f"^XA^PW{image.width}^LL{image.height}^LH0,0^MD{5 * darkness}"
        f"^FO0,0^GFA,{total},{total},{wide},{field}^FS^PQ{copies}^XZ\r\n"
    )
    return text.encode("ascii")


def _packed_rows(rows: bytes, wide: int) -> list[str]:
    """Hex rows in Zebra's run lengths: ":" repeats the row above, "," ends a row in white, letters count digits."""
    out: list[str] = []
    above = b""
    for start in range(0, len(rows), wide):
        row = rows[start : start + wide]
        out.append(":" if row == above else _packed_row(row.hex().upper()))
        above = row
    return out


def _packed_row(digits: str) -> str:
    used = digits.rstrip("0")
    runs = "".join(_run(match.group()) for match in re.finditer(r"(.)\1*", used))
    return runs + "," if len(used) < len(digits) else runs


def _run(digits: str) -> str:
    out, digit, left = "", digits[0], len(digits)
    if left <= 2:
        return digits
    while left:
        part = min(left, 400 + 19)
        twenties = part // 20 * 20
        out += _TWENTIES.get(twenties, "") + _ONES.get(part - twenties, "") + digit
        left -= part
    return out


def read_status(answers: Sequence[bytes]) -> PrinterStatus | None:
    """Read the three strings of ~HS. None when they are not whole: some printers are silent while they are stopped."""
    strings = [part.split(b",") for part in re.findall(STX + b"([^\x03]*)" + ETX, b"".join(answers))]
    if len(strings) < 2 or len(strings[0]) < 12 or len(strings[1]) < 4:
        return None
    first, second = strings[0], strings[1]
    found = (
        (Trouble.PAPER_OUT, first[1]),
        (Trouble.COVER_OPEN, second[2]),
        (Trouble.RIBBON_OUT, second[3]),
        (Trouble.HOT, first[11]),
        (Trouble.FAULT, first[9]),
        (Trouble.PAUSED, first[2]),
    )
    return PrinterStatus(tuple(trouble for trouble, flag in found if flag.strip() == b"1"))
