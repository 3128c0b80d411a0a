"""Marks that tell a paper from the first one, or from a real one: reprint and replacement, sending, practice."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.printing.dates import local
from app.printing.documents import PrintStamp
from app.printing.fonts import SERIF_BOLD, SERIF_ITALIC, width_of
from app.printing.form_texts import PRACTICE, PRACTICE_MARK
from app.printing.paragraphs import balanced_lines


@dataclass(frozen=True, slots=True)
class MarkBox:
    """The double frame that tells a paper from the first one."""

    title: str
    lines: list[str]
    scale: float = 1.0

    @property
    def height(self) -> float:
        return (21 + 11.5 * len(self.lines) + 3) * self.scale

    @property
    def width(self) -> float:
        title = width_of(self.title, SERIF_BOLD, 13)
        return (max(title, *(width_of(line, SERIF_ITALIC, 10) for line in self.lines), 0) + 14) * self.scale

    def draw(self, canvas: Canvas, middle: float, top: float) -> None:
        half, scale = self.width / 2, self.scale
        canvas.setLineWidth(1)
        canvas.rect(middle - half, top - self.height, 2 * half, self.height)
        canvas.setLineWidth(0.5)
        canvas.rect(middle - half + 2, top - self.height + 2, 2 * half - 4, self.height - 4)
        canvas.setFont(SERIF_BOLD, 13 * scale)
        canvas.drawCentredString(middle, top - 16 * scale, self.title)
        canvas.setFont(SERIF_ITALIC, 10 * scale)
        for number, line in enumerate(self.lines):
            canvas.drawCentredString(middle, top - (28.5 + 11.5 * number) * scale, line)


def mark_box(stamp: PrintStamp, width: float = 66 * mm, scale: float = 1.0) -> MarkBox | None:
    """Make the box of a reprint or replacement, its lines at most `width` points; None on a first print."""
    when = local(stamp.printed_at)
    reason = f" – {stamp.reprint_reason}" if stamp.reprint_reason else ""
    if stamp.reprint:
        title, text = f"BẢN IN LẠI LẦN {stamp.reprint}", f"{when:%H:%M} ngày {when:%d/%m/%Y}{reason}"
    elif stamp.replaces:
        title, text = "BẢN THAY THẾ", f"thay {stamp.replaces}{reason}"
    else:
        return None
    return MarkBox(title, balanced_lines(text, SERIF_ITALIC, 10, width / scale), scale)


def draw_practice_mark(canvas: Canvas, width: float, height: float, size: float = 225, angle: float = 52) -> None:
    """Draw the outlined THỬ behind the text and the boxed line in the top margin."""
    draw_practice_outline(canvas, width, height, size, angle)
    half = width_of(PRACTICE, SERIF_BOLD, 9.5) / 2 + 5.5
    canvas.setLineWidth(0.8)
    canvas.rect(width / 2 - half, height - 14.6 * mm, 2 * half, 5.4 * mm)
    canvas.setFont(SERIF_BOLD, 9.5)
    canvas.drawCentredString(width / 2, height - 12.9 * mm, PRACTICE)


def draw_practice_outline(canvas: Canvas, width: float, height: float, size: float, angle: float) -> None:
    """Draw the outlined THỬ across an area of `width` × `height` points."""
    canvas.saveState()
    canvas.setStrokeGray(0.38)
    canvas.setLineWidth(0.7)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(angle)
    text = canvas.beginText(-width_of(PRACTICE_MARK, SERIF_BOLD, size) / 2, -size * 0.33)
    text.setFont(SERIF_BOLD, size)
    text.setTextRenderMode(1)
    text.textOut(PRACTICE_MARK)
    canvas.drawText(text)
    canvas.restoreState()


def again_words(stamp: PrintStamp) -> str:
    """Say in the foot which reprint and which sending this is, " – In lại lần 2 – Lần gửi in 2"; mostly nothing."""
    reprint = f" – In lại lần {stamp.reprint}" if stamp.reprint else ""
    attempt = f" – Lần gửi in {stamp.attempt}" if stamp.attempt > 1 else ""
    return reprint + attempt
