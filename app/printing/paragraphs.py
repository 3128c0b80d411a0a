"""Text broken into lines: paragraphs that do it once per width, for a layout asks again and again; balanced heads."""

from __future__ import annotations

from reportlab.platypus import Paragraph as _Paragraph

from app.printing.fonts import printable, width_of
from app.right_of_way import give_way


class Paragraph(_Paragraph):
    """reportlab's paragraph; its lines depend on the width alone, so they are kept until that changes."""

    _broken_at: float | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the room it takes within `width` points."""
        give_way()
        if self._broken_at != width or not hasattr(self, "blPara"):  # a refused split throws the lines away
            self._size = super().wrap(width, height)
            self._broken_at = width
        return self._size


def balanced_lines(text: str, face: str, size: float, width: float) -> list[str]:
    """Break `text` into the fewest lines that fit `width` points, as equal as can be. A wider word stands alone."""
    words = printable(text, face).split(" ")
    space = width_of(" ", face, size)
    widths = [width_of(word, face, size) for word in words]

    def broken(limit: float) -> list[str]:
        lines: list[list[str]] = [[]]
        used = 0.0
        for word, wide in zip(words, widths, strict=True):
            if lines[-1] and used + space + wide > limit:
                lines.append([])
            used = wide if not lines[-1] else used + space + wide
            lines[-1].append(word)
        return [" ".join(line) for line in lines]

    best = broken(width)
    limit = width
    while limit > 0:
        limit -= 2
        narrower = broken(limit)
        if len(narrower) > len(best):
            break
        best = narrower
    return best
