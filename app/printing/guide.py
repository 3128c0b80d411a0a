"""Phiếu hướng dẫn: one A5 design, on A4 the same times √2 as large print. No personal data, plain words."""

from __future__ import annotations

import io
import math
import re

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from app.printing import codes as code_marks
from app.printing.codes import A4, A5
from app.printing.dates import local
from app.printing.documents import GuideDoc, GuideItem
from app.printing.flow import Block, Frames, lay_out
from app.printing.fonts import NBSP, SANS, SANS_BOLD, SANS_EXTRABOLD, markup, printable, register_fonts, width_of
from app.printing.forms import new_canvas
from app.printing.marks import draw_practice_mark
from app.printing.paragraphs import balanced_lines

WIDTH, HEIGHT = A5
LEFT, RIGHT = 34.0, WIDTH - 34.0
FOOT_TOP = HEIGHT - 497.0
LARGE = math.sqrt(2)
QR_ROOM = 42.0  # points on A5

PLAIN = ParagraphStyle("plain", fontName=SANS, fontSize=11.8, leading=16.8)
SMALL = ParagraphStyle("small", fontName=SANS, fontSize=10.3, leading=14.6)
TITLE = ParagraphStyle("title", fontName=SANS_EXTRABOLD, fontSize=19, leading=23)
KICKER = ParagraphStyle("kicker", fontName=SANS_BOLD, fontSize=10.8, leading=13)
HEADING = ParagraphStyle("heading", fontName=SANS_BOLD, fontSize=13, leading=17)
VALUE = ParagraphStyle("value", fontName=SANS_BOLD, fontSize=13.5, leading=18.4)
TICK, INDENT = 11.4, 24.0


def render_guide(doc: GuideDoc) -> bytes:
    """Draw the guide slip as PDF bytes: A5, or A4 when `doc.large`."""
    register_fonts()
    frames = Frames(LEFT, RIGHT - LEFT, FOOT_TOP + 8, HEIGHT - 29, HEIGHT - 34)
    sheets = lay_out(_blocks(doc), frames)
    scale = LARGE if doc.large else 1.0
    buffer = io.BytesIO()
    title = f"Phiếu hướng dẫn – {doc.title}"
    canvas = new_canvas(buffer, title, doc.subtitle, doc.letterhead.office, None, A4 if doc.large else A5)
    for number, sheet in enumerate(sheets, start=1):
        canvas.saveState()
        canvas.scale(scale, scale)
        if doc.stamp.training:
            draw_practice_mark(canvas, WIDTH, HEIGHT, size=150)
        for placed in sheet:
            placed.draw(canvas)
        _draw_foot(canvas, doc, number, len(sheets))
        canvas.restoreState()
        if doc.link:
            _draw_qr(canvas, doc, scale)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _blocks(doc: GuideDoc) -> list[Block]:
    answers = (("Nhận kết quả", doc.how_long), ("Lệ phí", doc.how_much), ("Nộp ở đâu", doc.where))
    out = [
        Block(Paragraph("PHIẾU HƯỚNG DẪN", KICKER)),
        Block(Paragraph(markup(doc.title, SANS_EXTRABOLD), TITLE)),
        Block(Paragraph(markup(doc.subtitle, SANS), SMALL), 2),
        Block(_Answers(answers), 6),
    ]
    if doc.footnote:
        out.append(Block(Paragraph(markup(doc.footnote, SANS), SMALL), 4))
    for heading, items in (("Cần nộp", doc.to_submit), ("Chỉ cần cho xem, nhận lại ngay", doc.to_show)):
        if items:
            out.append(Block(Paragraph(heading, HEADING), 8, with_next=True))
        for number, item in enumerate(items):
            out.extend(_item_blocks(item, 2.5 if number == 0 else 6.5))
    return out


def _item_blocks(item: GuideItem, gap: float) -> list[Block]:
    what = f" – {markup(item.what, SANS)}" if item.what and not item.what.startswith("hoặc") else ""
    what = what or (f" {markup(item.what, SANS)}" if item.what else "")
    head = Block(_Tick(Paragraph(f"<b>{markup(item.name, SANS_BOLD)}</b>{what}", _indented(PLAIN))), gap)
    if not item.note:
        return [head]
    return [
        Block(head.flowable, gap, with_next=len(item.name) < 200),
        Block(Paragraph(markup(item.note, SANS), _indented(SMALL)), 0.5),
    ]


def _indented(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name} indented", style, leftIndent=INDENT)


class _Tick(Flowable):
    """A paragraph behind a box to tick. Drawn, as no typeface here has ☐."""

    def __init__(self, text: Paragraph) -> None:
        super().__init__()
        self.text = text

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self.text.wrap(width, height)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        parts = self.text.split(width, height)
        return [_Tick(part) if isinstance(part, Paragraph) and not n else part for n, part in enumerate(parts)]

    def draw(self) -> None:
        self.canv.setLineWidth(0.8)
        self.canv.rect(0.4, self.height - 3.4 - TICK, TICK, TICK)
        self.text.drawOn(self.canv, 0, 0)


class _Answers(Flowable):
    """The three answers in a box: how long, how much, where."""

    SHARES = (0.36, 0.36, 0.28)
    PAD = 6.0

    def __init__(self, answers: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.cells: list[list[Paragraph]] = []
        for (label, value), share in zip(answers, self.SHARES, strict=True):
            room = (RIGHT - LEFT) * share - 2 * self.PAD
            lines = balanced_lines(value or "…", SANS_BOLD, VALUE.fontSize, room)
            text = "<br/>".join(markup(line, SANS_BOLD) for line in lines)
            self.cells.append([Paragraph(markup(label, SANS), SMALL), Paragraph(text, VALUE)])

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = 11 + max(
            sum(part.wrap(width * share - 2 * self.PAD, height)[1] for part in cell)
            for cell, share in zip(self.cells, self.SHARES, strict=True)
        )
        return width, self.height

    def draw(self) -> None:
        x = 0.0
        for cell, share in zip(self.cells, self.SHARES, strict=True):
            y = self.height - 4
            for part in cell:
                y -= part.height
                part.drawOn(self.canv, x + self.PAD, y)
            if x:
                self.canv.setLineWidth(0.5)
                self.canv.line(x, 0, x, self.height)
            x += self.width * share
        self.canv.setLineWidth(1)
        self.canv.rect(0, 0, self.width, self.height)


def _draw_foot(canvas: Canvas, doc: GuideDoc, number: int, count: int) -> None:
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, FOOT_TOP, RIGHT, FOOT_TOP)
    lines: list[Flowable] = []
    if doc.online:
        lines.append(Paragraph(f"<b>Nộp tại nhà: {markup(doc.online, SANS_BOLD)}</b>", PLAIN))
    if doc.link:
        lines.append(Paragraph("Quét mã để xem đủ giấy tờ theo trường hợp.", SMALL))
    ask = " · ".join(part for part in (doc.letterhead.phone, doc.hours) if part)
    if ask:
        # "7 giờ 00" and phone numbers stay on one line.
        ask = re.sub(r"(?<=\d) (?=giờ|\d)|(?<=giờ) (?=\d)", NBSP, ask)
        lines.append(Paragraph(f"Hỏi: {markup(ask, SANS)}", SMALL))
    y = FOOT_TOP - 5
    for line in lines:
        y -= line.wrap(RIGHT - LEFT - QR_ROOM - 20, 100)[1]
        line.drawOn(canvas, LEFT, y)
    rule = HEIGHT - 566
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, rule, RIGHT, rule)
    when = local(doc.stamp.printed_at)
    page = f" · trang {number}/{count}" if count > 1 else ""
    counter = f", {doc.stamp.counter}" if doc.stamp.counter else ""
    again = f" · lần gửi in {doc.stamp.attempt}" if doc.stamp.attempt > 1 else ""
    first = f"{doc.letterhead.office} – Quầy Một Cửa · in {when:%H:%M} ngày {when:%d/%m/%Y}{counter}{again}{page}"
    source = f"Theo {doc.source}. " if doc.source else ""
    texts = [printable(text, SANS) for text in (first, f"{source}Phiếu này không thay Giấy tiếp nhận.")]
    widest = max(width_of(text, SANS, 7.6) for text in texts)
    canvas.setFont(SANS, 7.6 * min(1, (RIGHT - LEFT) / widest))
    for row, text in enumerate(texts):
        canvas.drawString(LEFT, rule - 9 - 9.4 * row, text)


def _draw_qr(canvas: Canvas, doc: GuideDoc, scale: float) -> None:
    """Draw the QR outside the enlargement, in whole dots of the real page."""
    text = code_marks.practice_qr(doc.link) if doc.stamp.training else doc.link
    module = code_marks.module_for(len(code_marks.qr_matrix(text)), QR_ROOM * scale / code_marks.DOT)
    side = code_marks.qr_side(text, module)
    code_marks.draw_qr(canvas, text, RIGHT * scale - side, (FOOT_TOP - 18) * scale, module)
