"""The printer's test page: every Vietnamese letter, rulers on both axes, ladders of codes, rules and shades."""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.printing import codes as code_marks
from app.printing.codes import A4, A5, DOT
from app.printing.dates import local
from app.printing.documents import LabelSize, PrinterTestDoc
from app.printing.fonts import (
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    markup,
    printable,
    register_fonts,
)
from app.printing.forms import new_canvas
from app.printing.label_sheet import dots_per_mm, labels_pdf
from app.printing.trial_dots import trial_label_image, trial_ticket_image
from app.printing.trial_texts import BAR_TEXT, QR_TEXT, vietnamese_letters

CROSS = 15 * mm  # from the centre of the cross to the paper's left and upper edge


def render_printer_test(doc: PrinterTestDoc) -> bytes:
    """Draw the test page (A4 or A5), test label or test ticket as PDF bytes."""
    if doc.roll_dots:
        image, per_mm = trial_ticket_image(doc), dots_per_mm(doc.dpi)
        size = LabelSize(name="", width_mm=image.width / per_mm, height_mm=image.height / per_mm)
        return labels_pdf([image], size, "Giấy cuộn thử máy in")
    if doc.label is not None:
        return labels_pdf([trial_label_image(doc)], doc.label, "Nhãn thử máy in")
    register_fonts()
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, "Trang thử máy in", "Trang thử", doc.office, None)
    page = _Page(canvas, *(A5 if doc.a5 else A4))
    canvas.setPageSize((page.width, page.height))
    page.draw(doc)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@dataclass(slots=True)
class _Page:
    """One test page. A5 has no room for every face, A4 has."""

    canvas: Canvas
    width: float
    height: float

    @property
    def small(self) -> bool:
        return self.width < 160 * mm

    @property
    def left(self) -> float:
        return (25 if self.small else 30) * mm

    @property
    def right(self) -> float:
        return self.left + (110 if self.small else 160) * mm

    def draw(self, doc: PrinterTestDoc) -> None:
        canvas, height = self.canvas, self.height
        when = local(doc.stamp.printed_at)
        canvas.setFont(SERIF_BOLD, 20)
        canvas.drawString(self.left, height - 26 * mm, "Trang thử máy in")
        canvas.setFont(SERIF, 9.5 if self.small else 11.5)
        printed = f"In lúc {when:%H:%M:%S} ngày {when:%d/%m/%Y}"
        for row, facts in enumerate(((doc.printer, printed, doc.stamp.printed_by), (doc.office,))):
            line = " · ".join(fact for fact in facts if fact)
            canvas.drawString(self.left, height - 32.5 * mm - 14 * row, printable(line))
        canvas.setLineWidth(1)
        canvas.line(self.left, height - 40 * mm, self.right, height - 40 * mm)
        gap = 4 * mm if self.small else 6 * mm
        y = self._letters(height - 44 * mm)
        y = self._ruler(y - gap)
        y = self._code_ladder(y - gap)
        self._rule_ladder(y)
        self._down_ruler(height - 44 * mm, 150 if self.small else 230)
        self._cross()
        self._corners()

    def _caption(self, y: float, title: str, hint: str) -> float:
        self.canvas.setFont(SERIF_BOLD, 12.5)
        self.canvas.drawString(self.left, y - 10, title)
        self.canvas.setFont(SERIF_ITALIC, 9.3 if self.small else 10.5)
        self.canvas.drawString(self.left, y - 23, hint)
        return y - 27

    def _letters(self, y: float) -> float:
        y = self._caption(y, "1. Chữ", "Mỗi chữ phải rõ dấu, không có ô vuông hay dấu hỏi thay chữ.")
        lower = vietnamese_letters()
        samples = (
            (SERIF, 12.5, lower),
            (SERIF_BOLD, 12.5, lower.upper()),
            (SERIF_ITALIC, 10.5, lower),
            (SANS, 10.3, lower),
            (SANS_BOLD, 10.3, lower.upper()),
            (SERIF, 8.2, "Chữ nhỏ nhất ở chân trang: " + lower + " 0123456789"),
        )
        for face, size, text in (samples[0], samples[1], samples[5]) if self.small else samples:
            paragraph = Paragraph(
                markup(text, face), ParagraphStyle(face, fontName=face, fontSize=size, leading=size * 1.36)
            )
            height = paragraph.wrap(self.right - self.left, 400)[1]
            paragraph.drawOn(self.canvas, self.left, y - height - 3)
            y -= height + 4
        return y

    def _ruler(self, y: float) -> float:
        long = round((self.right - self.left) / mm)
        hint = f"Đặt thước kẻ lên: 0 đến {long} phải đúng {long} mm. Sai: tắt “Vừa trang” (Fit to page)."
        top = self._caption(y, "2. Thước", hint) - 3
        self.canvas.setFont(SANS, 7)
        for tick in range(long + 1):
            x = self.left + tick * mm
            self.canvas.setLineWidth(0.5 if tick % 10 == 0 else 0.25)
            self.canvas.line(x, top, x, top - _tick(tick))
            if tick % 10 == 0:
                self.canvas.drawCentredString(x, top - 7.6 * mm, str(tick))
        self.canvas.line(self.left, top, self.right, top)
        return top - 8 * mm

    def _down_ruler(self, top: float, long: int) -> None:
        """Draw the ruler down the left margin."""
        x = CROSS
        self.canvas.setFont(SANS, 7)
        for tick in range(long + 1):
            y = top - tick * mm
            self.canvas.setLineWidth(0.5 if tick % 10 == 0 else 0.25)
            self.canvas.line(x, y, x - _tick(tick), y)
            if tick % 10 == 0:
                self.canvas.drawString(x + 1 * mm, y - 2.4, str(tick))
        self.canvas.line(x, top, x, top - long * mm)

    def _cross(self) -> None:
        """Draw the cross that shows how far the page is moved."""
        x, y = CROSS, self.height - CROSS
        self.canvas.setLineWidth(0.4)
        self.canvas.line(x - 6 * mm, y, x + 6 * mm, y)
        self.canvas.line(x, y - 6 * mm, x, y + 6 * mm)
        self.canvas.setFont(SERIF_ITALIC, 9)
        self.canvas.drawString(x + 8 * mm, y - 3, "Tâm chữ thập phải cách mép giấy trái và mép giấy trên đúng 15 mm.")

    def _code_ladder(self, y: float) -> float:
        """Draw codes of growing modules; return the top of the bars."""
        y = self._caption(y, "3. Mã", "Quét thử từ trái sang: giấy tờ dùng cỡ 6 (QR) và cỡ 5 (mã vạch).")
        deepest = code_marks.qr_side(QR_TEXT, 7)
        self.canvas.setFont(SANS, 7)
        step = (24 if self.small else 34) * mm
        for number, module in enumerate((3, 4, 5, 6, 7)):
            x = self.left + number * step
            code_marks.draw_qr(self.canvas, QR_TEXT, x, y - 4, module)
            words = f"cỡ {module} · {module * 25.4 / 300:.2f} mm".replace(".", ",")
            self.canvas.drawString(x, y - deepest - 14, words)
        bars = y - deepest - 24
        for row, module in enumerate((4, 5) if self.small else (4, 5, 6)):
            top = bars - row * 12 * mm
            code_marks.draw_bars(self.canvas, BAR_TEXT, self.left, top, 7 * mm, module)
            self.canvas.drawString(self.left, top - 9.6 * mm, f"cỡ {module} · {code_marks.in_fours(BAR_TEXT)}")
        return bars

    def _rule_ladder(self, y: float) -> None:
        """Draw rules of growing thickness and shades at the right of the bars."""
        x = self.left + (58 if self.small else 85) * mm
        long = self.right - x - 12 * mm
        self.canvas.setFont(SERIF_BOLD, 12.5)
        self.canvas.drawString(x, y - 10, "4. Nét kẻ, độ đậm")
        self.canvas.setFont(SANS, 7)
        rules = (0.25, 0.5, 1.0) if self.small else (0.25, 0.4, 0.5, 0.8, 1.0, 1.6)
        for row, thickness in enumerate(rules):
            base = y - 22 - row * 9
            self.canvas.setLineWidth(thickness)
            self.canvas.line(x, base, x + long, base)
            self.canvas.drawString(x + long + 3 * mm, base - 2.5, f"{thickness:g} pt".replace(".", ","))
        top = y - 24 - len(rules) * 9
        step = (self.right - x) / 5
        for number, dots in enumerate((1, 2, 3, 4, 5)):
            self._shade(x + number * step, top, step - 2 * mm, dots)

    def _shade(self, x: float, top: float, wide: float, dots: int) -> None:
        """Fill a field with lines of `dots` in 5 dots of 1/300 inch: toner that is too thick closes the gaps."""
        left, upper = code_marks.snap(x), code_marks.snap(top)
        path = self.canvas.beginPath()
        for line in range(int(7 * mm / (5 * DOT))):
            path.rect(left, upper - (5 * line + dots) * DOT, wide, dots * DOT)
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.drawString(left, upper - 7 * mm - 9, f"{20 * dots} %")

    def _corners(self) -> None:
        """Draw corner marks 5 mm from the paper's edges: all four must be there."""
        self.canvas.setLineWidth(0.8)
        inset, arm = 5 * mm, 8 * mm
        for x, step_x in ((inset, 1), (self.width - inset, -1)):
            for y, step_y in ((inset, 1), (self.height - inset, -1)):
                self.canvas.line(x, y, x + step_x * arm, y)
                self.canvas.line(x, y, x, y + step_y * arm)
        self.canvas.setFont(SERIF_ITALIC, 9)
        self.canvas.drawCentredString(self.width / 2, 7 * mm, "Bốn góc vuông cách mép giấy 5 mm phải còn đủ.")


def _tick(number: int) -> float:
    return (5 if number % 10 == 0 else 3.6 if number % 5 == 0 else 2.2) * mm
