"""Paragraphs that break their lines once per width: a layout asks for heights again and again."""

from __future__ import annotations

from reportlab.platypus import Paragraph as _Paragraph


class Paragraph(_Paragraph):
    """reportlab's paragraph; its lines depend on the width alone, so they are kept until that changes."""

    _broken_at: float | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the room it takes within `width` points."""
        if self._broken_at != width or not hasattr(self, "blPara"):  # a refused split throws the lines away
            self._size = super().wrap(width, height)
            self._broken_at = width
        return self._size
