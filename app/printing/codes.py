"""QR and Code 128 as modules: the same matrix is drawn into PDFs and onto labels.

In PDFs a module is a whole number of 1/300 inch and starts on such a dot of the page, so that it prints as whole dots
at 300, 600 and 1200 dpi.
"""

from __future__ import annotations

import math
from functools import lru_cache

import segno
from barcode.codex import Code128
from reportlab.pdfgen.canvas import Canvas

DOT = 72 / 300  # points in 1/300 inch
# Paper in whole dots, as word processors write it: 595.2 × 841.92 pt. Else a renderer would stretch the page.
A4 = (2480 * DOT, 3508 * DOT)
A5 = (1748 * DOT, 2480 * DOT)
QR_ROOM = 16.9 / 25.4 * 300  # dots a QR may take in the head of a form
BAR_MODULE = 5  # dots; with 4 a noisy scan fails on most pages
PRACTICE_PREFIX = "THU:"
PRACTICE_KIND = "9"

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=256)
def qr_matrix(text: str, error: str = "m") -> Matrix:
    """QR modules of `text`, without quiet zone. Never micro, never boosted: the size must not jump with the text."""
    code = segno.make(text, error=error, boost_error=False, micro=False)
    return tuple(tuple(bool(cell) for cell in row) for row in code.matrix)


class _Code128(Code128):
    """python-barcode takes the pair "99" at the beginning for a change of the character set and drops it."""

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        begins_with_pair = self.code[:2].isdigit() and len(self.code) > 1
        return encoded if begins_with_pair else super()._try_to_optimize(encoded)


@lru_cache(maxsize=256)
def bar_modules(text: str) -> str:
    """Code 128 modules of `text` as "1"/"0", without quiet zone. 16 digits stay in set C: 123 modules."""
    modules: str = _Code128(text).build()[0]
    return modules.strip("0")


def bar_runs(modules: str) -> list[tuple[int, int]]:
    """Black runs of a module string: (first module, length)."""
    runs: list[tuple[int, int]] = []
    start = 0
    while start < len(modules):
        if modules[start] == "0":
            start += 1
            continue
        end = start
        while end < len(modules) and modules[end] == "1":
            end += 1
        runs.append((start, end - start))
        start = end
    return runs


def module_for(count: int, room: float = QR_ROOM) -> int:
    """Largest whole number of dots per module that keeps `count` modules within `room` dots; at least 1."""
    return max(1, math.floor(room / count))


def qr_side(text: str, module: int = 0) -> float:
    """Side in points of the QR of `text`, `module` dots each (0 = as large as the head of a form allows)."""
    count = len(qr_matrix(text))
    return count * (module or module_for(count)) * DOT


def snap(value: float) -> float:
    """Move a page coordinate in points to the nearest 1/300 inch."""
    return round(value / DOT) * DOT


def draw_qr(canvas: Canvas, text: str, x: float, top: float, module: int = 0) -> float:
    """Draw a QR whose upper left corner is at (x, top), page points. Return its side. One path: no hair seams."""
    matrix = qr_matrix(text)
    step = (module or module_for(len(matrix))) * DOT
    left, upper = snap(x), snap(top)
    path = canvas.beginPath()
    for row, cells in enumerate(matrix):
        for start, length in bar_runs("".join("1" if cell else "0" for cell in cells)):
            path.rect(left + start * step, upper - (row + 1) * step, length * step, step)
    canvas.drawPath(path, stroke=0, fill=1)
    return len(matrix) * step


def draw_bars(canvas: Canvas, text: str, x: float, top: float, height: float, module: int = BAR_MODULE) -> float:
    """Draw a Code 128 from (x, top) downwards, page points. Return its width."""
    modules = bar_modules(text)
    left, upper, step = snap(x), snap(top), module * DOT
    path = canvas.beginPath()
    for start, length in bar_runs(modules):
        path.rect(left + start * step, upper - height, length * step, height)
    canvas.drawPath(path, stroke=0, fill=1)
    return len(modules) * step


def in_fours(digits: str) -> str:
    """Group digits for the eye: "1114 2251 5030 1298"."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def practice_qr(text: str) -> str:
    """Mark a QR text as practice, so that it can never open a real dossier."""
    return text if text.startswith(PRACTICE_PREFIX) else PRACTICE_PREFIX + text


def practice_digits(digits: str) -> str:
    """Turn a 16-digit alias into the practice kind 9, with new ISO 7064 MOD 97-10 check digits."""
    if len(digits) != 16 or digits[0] == PRACTICE_KIND:
        return digits
    body = PRACTICE_KIND + digits[1:14]
    return f"{body}{98 - int(body) * 100 % 97:02d}"
