"""The table of papers: names of any length flow over pages, the head repeats, every piece is closed by a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from app.printing.fonts import NBSP, SERIF, SERIF_BOLD, SERIF_ITALIC, markup, printable, width_of
from app.printing.form_texts import CONTINUED
from app.printing.paragraphs import Paragraph

PAD_X, PAD_TOP, PAD_BOTTOM = 3.4, 2.2, 3.2
OUTER, INNER, TOTAL_RULE = 1.0, 0.5, 0.8
HEAD_SIZE, HEAD_LEADING = 10.5, 12.4
LEAST_LINES = 2  # of a name on either side of a page break


def clauses(name: str) -> list[str]:
    """Clean a catalogue name for print: a leading "-" goes, " + " after punctuation begins a clause of its own."""
    text = re.sub(r"^[-–—]\s*", "", printable(name))
    return [part for part in re.split(r"(?<=[:;.,)]) (?=\+ ?)", text) if part]


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `number` is its cell text; `name` flows; `sides` are the lines of each further cell."""

    number: str
    name: tuple[Paragraph, ...]
    sides: tuple[tuple[str, ...], ...]
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Labels of the columns ("\\n" breaks). With `group`, columns from `group_from` on stand under that label."""

    labels: tuple[str, ...]
    group: str = ""
    group_from: int = 0
    size: float = HEAD_SIZE
    leading: float = HEAD_LEADING

    @property
    def lower(self) -> float:
        lines = max(label.count("\n") + 1 for label in self.labels[self.group_from :]) if self.group else 1
        return lines * self.leading + 6.4

    @property
    def upper(self) -> float:
        return self.leading + 5.4 if self.group else 0.0

    @property
    def height(self) -> float:
        return self.upper + self.lower


class PapersTable(Flowable):
    """Number | name | further cells, a total row at the end. Splits anywhere in a name; needs no second pass."""

    def __init__(
        self, widths: Sequence[float], head: Head, rows: Sequence[Row], total: Paragraph | None, size: float
    ) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.head = head
        self.rows = tuple(rows)
        self.total = total
        self.size = size
        self.leading = size * 1.2

    @classmethod
    def name_cell(cls, name: str, size: float, width: float) -> tuple[Paragraph, ...]:
        """Lay out a paper's name for a column of `width` points."""
        plus = width_of("+ ", SERIF, size)
        plain = ParagraphStyle("name", fontName=SERIF, fontSize=size, leading=size * 1.2, allowWidows=1, allowOrphans=1)
        hanging = ParagraphStyle("clause", plain, leftIndent=plus, firstLineIndent=-plus)
        out: list[Paragraph] = []
        for clause in clauses(name):
            style = hanging if clause.startswith("+") else plain
            text = re.sub(r"^\+ ?", "+" + NBSP, clause)
            paragraph = Paragraph(markup(text), style)
            paragraph.wrap(width - 2 * PAD_X, 0)
            out.append(paragraph)
        return tuple(out)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        height = self.head.height + sum(self._row_height(row) for row in self.rows) + self._total_height()
        self.width, self.height = sum(self.widths), height
        return self.width, height

    def least_height(self) -> float:
        """Room for the head and the beginning of the first row."""
        if not self.rows:
            return self.head.height + self._total_height()
        first = self.rows[0]
        lines = max(LEAST_LINES, max((len(side) for side in first.sides), default=0))
        start = min(self._row_height(first), lines * self.leading + PAD_TOP + PAD_BOTTOM)
        return self.head.height + start + (self._total_height() if len(self.rows) == 1 else 0)

    def split(self, _width: float, height: float) -> list[Flowable]:
        room = height - self.head.height
        taken = 0
        for index, row in enumerate(self.rows):
            need = self._row_height(row) + (self._total_height() if index == len(self.rows) - 1 else 0)
            if need > room + 0.01:
                break
            room -= self._row_height(row)
            taken += 1
        if taken == len(self.rows):
            return []
        upper, lower = self._split_row(self.rows[taken], room)
        above = self.rows[:taken] + ((upper,) if upper else ())
        if not above:
            return []
        return [
            PapersTable(self.widths, self.head, above, None, self.size),
            PapersTable(self.widths, self.head, (lower, *self.rows[taken + 1 :]), self.total, self.size),
        ]

    def _split_row(self, row: Row, room: float) -> tuple[Row | None, Row]:
        """Part a row so that its upper piece fits `room`; (None, row) when too little would stay on either side."""
        sides = max((len(side) for side in row.sides), default=0)
        lines = [(n, line) for n, paragraph in enumerate(row.name) for line in range(_lines(paragraph))]
        fit = int((room - PAD_TOP - PAD_BOTTOM + 0.01) // self.leading)
        fit = min(fit, len(lines) - LEAST_LINES)
        if fit < max(LEAST_LINES, sides):
            return None, row
        paragraph_index, line = lines[fit]
        above, below = list(row.name[:paragraph_index]), list(row.name[paragraph_index:])
        if line:
            width = self.widths[1] - 2 * PAD_X
            pieces = [part for part in below[0].split(width, line * self.leading + 0.01) if isinstance(part, Paragraph)]
            first, rest = pieces
            for piece in pieces:
                piece.wrap(width, 0)
            above, below = [*above, first], [rest, *below[1:]]
        return replace(row, name=tuple(above)), replace(row, name=tuple(below), continued=True)

    def _row_height(self, row: Row) -> float:
        lines = max(sum(_lines(paragraph) for paragraph in row.name), *(len(side) for side in row.sides), 1)
        return lines * self.leading + PAD_TOP + PAD_BOTTOM

    def _total_height(self) -> float:
        if self.total is None:
            return 0.0
        return float(self.total.wrap(sum(self.widths) - 2 * PAD_X, 0)[1]) + 2.8 + 3.6

    def draw(self) -> None:
        canvas = self.canv
        total_width = sum(self.widths)
        lefts = [sum(self.widths[:n]) for n in range(len(self.widths) + 1)]
        y = self.height - self.head.height
        self._draw_head(lefts)
        columns_bottom = self._total_height()
        for index, row in enumerate(self.rows):
            self._draw_row(row, lefts, y)
            y -= self._row_height(row)
            if index < len(self.rows) - 1:
                canvas.setLineWidth(INNER)
                canvas.line(0, y, total_width, y)
        canvas.setLineWidth(INNER)
        head_top = self.height - self.head.upper
        for column in range(1, len(self.widths)):
            inner = self.head.group and column > self.head.group_from
            canvas.line(lefts[column], head_top if inner else self.height, lefts[column], columns_bottom)
        if self.total is not None:
            canvas.setLineWidth(TOTAL_RULE)
            canvas.line(0, columns_bottom, total_width, columns_bottom)
            self.total.drawOn(canvas, PAD_X, 3.6)
        canvas.setLineWidth(OUTER)
        canvas.line(0, self.height - self.head.height, total_width, self.height - self.head.height)
        canvas.rect(0, 0, total_width, self.height)

    def _draw_head(self, lefts: list[float]) -> None:
        canvas, head = self.canv, self.head
        canvas.setFont(SERIF_BOLD, head.size)
        for column, label in enumerate(head.labels):
            under_group = bool(head.group) and column >= head.group_from
            height = head.lower if under_group else head.height
            centre = self.height - (head.upper if under_group else 0) - height / 2
            _centred_lines(self, label.split("\n"), (lefts[column] + lefts[column + 1]) / 2, centre)
        if head.group:
            middle = (lefts[head.group_from] + lefts[-1]) / 2
            _centred_lines(self, [head.group], middle, self.height - head.upper / 2)
            canvas.setLineWidth(INNER)
            canvas.line(lefts[head.group_from], self.height - head.upper, lefts[-1], self.height - head.upper)

    def _draw_row(self, row: Row, lefts: list[float], top: float) -> None:
        """Draw number, name and further cells in this order: so the text is read aloud and found by searching."""
        canvas = self.canv
        # The same base line as the first line of a Paragraph.
        base = top - PAD_TOP - self.size
        middles = [(left + right) / 2 for left, right in pairwise(lefts)]
        face, size = (SERIF_ITALIC, 8.8) if row.continued else (SERIF, self.size)
        canvas.setFont(face, size)
        canvas.drawCentredString(middles[0], base, f"({row.number})" if row.continued else row.number)
        y = top - PAD_TOP
        for paragraph in row.name:
            y -= _lines(paragraph) * self.leading
            paragraph.drawOn(canvas, lefts[1] + PAD_X, y)
        canvas.setFont(face, size)
        for middle, side in zip(middles[2:], ((CONTINUED,),) if row.continued else row.sides, strict=False):
            for line, text in enumerate(side):
                canvas.drawCentredString(middle, base - line * self.leading, text)


def total_paragraph(text: str, size: float = HEAD_SIZE) -> Paragraph:
    """Lay out the bold line at the foot of the table."""
    return Paragraph(markup(text), ParagraphStyle("total", fontName=SERIF_BOLD, fontSize=size, leading=size * 1.2))


def centred(name: str, face: str, size: float, leading: float) -> ParagraphStyle:
    """A centred style."""
    return ParagraphStyle(name, fontName=face, fontSize=size, leading=leading, alignment=TA_CENTER)


def _lines(paragraph: Paragraph) -> int:
    lines: list[object] = paragraph.blPara.lines  # type: ignore[attr-defined]
    return len(lines)


def _centred_lines(table: PapersTable, lines: list[str], x: float, y: float) -> None:
    """Draw head lines centred on (x, y)."""
    head = table.head
    base = y + (len(lines) - 1) * head.leading / 2 - head.size * 0.33
    for line in lines:
        table.canv.drawCentredString(x, base, line)
        base -= head.leading
