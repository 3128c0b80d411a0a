"""Dealing blocks onto pages: one layout, looked at whole, then drawn.

reportlab's templates draw while they lay out, so that "Trang n/N", the choice of a smaller size and what stays together
need several builds. Here the pages are known before the first stroke.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.right_of_way import give_way

TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Block:
    """A flowable on its way to a page.

    `gap`: points of white before it, dropped at the top of a page. `with_next`: never parted from the block after it
    (from its first rows, where that one can be split). `closing`: belongs to the end of the paper.
    """

    flowable: Flowable
    gap: float = 0
    with_next: bool = False
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A flowable with its place: lower left corner in points."""

    flowable: Flowable
    x: float
    y: float
    closing: bool

    def draw(self, canvas: Canvas) -> None:
        give_way()
        self.flowable.drawOn(canvas, self.x, self.y)


Sheet = list[Placed]


@dataclass(frozen=True, slots=True)
class Frames:
    """The text area: left edge, width, bottom, and the top of the first and of the later pages, in points."""

    left: float
    width: float
    bottom: float
    first_top: float
    next_top: float


def lay_out(blocks: Sequence[Block], frames: Frames) -> list[Sheet]:
    """Deal `blocks` onto pages. Raises `ValueError` for a block that neither fits a page nor splits."""
    sheets: list[Sheet] = [[]]
    y = frames.first_top
    waiting = list(blocks)
    while waiting:
        top = frames.first_top if len(sheets) == 1 else frames.next_top
        fresh = not sheets[-1]
        block = waiting[0]
        gap = 0.0 if fresh and len(sheets) > 1 else block.gap
        if not fresh and _chain_height(waiting, frames.width) > y - frames.bottom + TOLERANCE:
            sheets.append([])
            y = frames.next_top
            continue
        room = y - gap - frames.bottom
        _, height = block.flowable.wrap(frames.width, room)
        if height <= room + TOLERANCE:
            y -= gap + height
            sheets[-1].append(Placed(block.flowable, frames.left, y, block.closing))
            waiting.pop(0)
            continue
        parts = block.flowable.split(frames.width, room)
        if len(parts) >= 2:
            waiting[0:1] = [Block(part, 0 if n else block.gap, block.with_next) for n, part in enumerate(parts)]
        elif fresh and top == frames.next_top:
            raise ValueError(f"no page can hold {block.flowable!r}")
        else:
            sheets.append([])
            y = frames.next_top
    return sheets


def only_closing(sheets: Sequence[Sheet]) -> bool:
    """True when a last page beyond the first would hold nothing but the closing part."""
    return len(sheets) > 1 and all(placed.closing for placed in sheets[-1])


def _chain_height(blocks: Sequence[Block], width: float) -> float:
    """Room a block needs together with those it may not be parted from; 0 for a lone block, which may split."""
    if not blocks[0].with_next:
        return 0.0
    total = 0.0
    for block in blocks:
        least = getattr(block.flowable, "least_height", None)
        if least is not None and not block.with_next:
            return total + block.gap + float(least())
        total += block.gap + block.flowable.wrap(width, 0)[1]
        if not block.with_next:
            break
    return total
