"""The printer's test page and test label: every Vietnamese letter, a millimetre ruler, a ladder of codes and rules."""

from __future__ import annotations

import io
import unicodedata

from PIL import Image
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.printing import codes as code_marks
from app.printing.codes import A4
from app.printing.dates import local
from app.printing.documents import LabelSize, PrinterTestDoc
from app.printing.fonts import (
    SANS,
    SANS_BOLD,
    SANS_MEDIUM,
    SANS_SEMIBOLD,
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    markup,
    printable,
    register_fonts,
)
from app.printing.forms import new_canvas
from app.printing.labels import Sheet, labels_pdf

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
CONSONANTS = "bcdđghklmnpqrstvx"
QR_TEXT = "THU:QUAY-MOT-CUA"
BAR_TEXT = "9999000000000055"
HARD_LETTERS = "Ằ Ẫ Ể Ỗ Ợ Ữ Ỵ Đ ắ ẫ ệ ổ ợ ừ ỹ đ Ặ Ậ Ệ Ộ Ự ặ ậ ể ỗ ữ"
LEFT, RIGHT = 30 * mm, 190 * mm


def vietnamese_letters() -> str:
    """All letters of the language in lower case, NFC: 17 consonants, 12 vowels in 6 tones."""
    vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
    return " ".join([*CONSONANTS, *vowels])


def render_printer_test(doc: PrinterTestDoc) -> bytes:
    """Draw the test page (A4), or the test label when the document names a stock, as PDF bytes."""
    if doc.label is not None:
        return labels_pdf([trial_label_image(doc)], doc.label, "Nhãn thử máy in")
    register_fonts()
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, "Trang thử máy in", "Trang thử", doc.office, None)
    width, height = A4
    when = local(doc.stamp.printed_at)
    canvas.setFont(SERIF_BOLD, 20)
    canvas.drawString(LEFT, height - 26 * mm, "Trang thử máy in")
    canvas.setFont(SERIF, 11.5)
    printed = f"In lúc {when:%H:%M:%S} ngày {when:%d/%m/%Y}"
    for row, facts in enumerate(((doc.printer, printed, doc.stamp.printed_by), (doc.office,))):
        line = " · ".join(fact for fact in facts if fact)
        canvas.drawString(LEFT, height - 32.5 * mm - 14 * row, printable(line))
    canvas.setLineWidth(1)
    canvas.line(LEFT, height - 40 * mm, RIGHT, height - 40 * mm)
    y = _letters(canvas, height - 44 * mm)
    y = _ruler(canvas, y - 6 * mm)
    y = _code_ladder(canvas, y - 7 * mm)
    _rule_ladder(canvas, y)
    _corners(canvas, width, height)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _caption(canvas: Canvas, y: float, title: str, hint: str) -> float:
    canvas.setFont(SERIF_BOLD, 12.5)
    canvas.drawString(LEFT, y - 10, title)
    canvas.setFont(SERIF_ITALIC, 10.5)
    canvas.drawString(LEFT, y - 23, hint)
    return y - 27


def _letters(canvas: Canvas, y: float) -> float:
    y = _caption(canvas, y, "1. Chữ", "Mỗi chữ phải rõ dấu, không có ô vuông hay dấu hỏi thay chữ.")
    lower = vietnamese_letters()
    samples = (
        (SERIF, 12.5, lower),
        (SERIF_BOLD, 12.5, lower.upper()),
        (SERIF_ITALIC, 10.5, lower),
        (SANS, 10.3, lower),
        (SANS_BOLD, 10.3, lower.upper()),
        (SERIF, 8.2, "Chữ nhỏ nhất ở chân trang: " + lower + " 0123456789"),
    )
    for face, size, text in samples:
        paragraph = Paragraph(
            markup(text, face), ParagraphStyle(face, fontName=face, fontSize=size, leading=size * 1.36)
        )
        height = paragraph.wrap(RIGHT - LEFT, 400)[1]
        paragraph.drawOn(canvas, LEFT, y - height - 3)
        y -= height + 4
    return y


def _ruler(canvas: Canvas, y: float) -> float:
    y = _caption(
        canvas, y, "2. Thước", "Đặt thước kẻ lên: 0 đến 160 phải đúng 160 mm. Sai: tắt “Vừa trang” (Fit to page)."
    )
    top = y - 3
    canvas.setFont(SANS, 7)
    for tick in range(161):
        x = LEFT + tick * mm
        long = 5 if tick % 10 == 0 else 3.6 if tick % 5 == 0 else 2.2
        canvas.setLineWidth(0.5 if tick % 10 == 0 else 0.25)
        canvas.line(x, top, x, top - long * mm)
        if tick % 10 == 0:
            canvas.drawCentredString(x, top - 7.6 * mm, str(tick))
    canvas.line(LEFT, top, RIGHT, top)
    return top - 8 * mm


def _code_ladder(canvas: Canvas, y: float) -> float:
    """Draw codes of growing modules; return the top of the bars."""
    y = _caption(canvas, y, "3. Mã", "Quét thử từ trái sang: giấy tờ dùng cỡ 6 (QR) và cỡ 5 (mã vạch).")
    deepest = code_marks.qr_side(QR_TEXT, 7)
    canvas.setFont(SANS, 7)
    for step, module in enumerate((3, 4, 5, 6, 7)):
        x = LEFT + step * 34 * mm
        code_marks.draw_qr(canvas, QR_TEXT, x, y - 4, module)
        canvas.drawString(x, y - deepest - 14, f"cỡ {module} · {module * 25.4 / 300:.2f} mm".replace(".", ","))
    bars = y - deepest - 24
    for row, module in enumerate((4, 5, 6)):
        top = bars - row * 12 * mm
        code_marks.draw_bars(canvas, BAR_TEXT, LEFT, top, 7 * mm, module)
        canvas.drawString(LEFT, top - 9.6 * mm, f"cỡ {module} · {code_marks.in_fours(BAR_TEXT)}")
    return bars


def _rule_ladder(canvas: Canvas, y: float) -> None:
    """Draw rules of growing thickness at the right of the bars."""
    x = LEFT + 85 * mm
    canvas.setFont(SERIF_BOLD, 12.5)
    canvas.drawString(x, y - 10, "4. Nét kẻ")
    canvas.setFont(SANS, 7)
    for row, thickness in enumerate((0.25, 0.4, 0.5, 0.8, 1.0, 1.6)):
        base = y - 26 - row * 12
        canvas.setLineWidth(thickness)
        canvas.line(x, base, x + 60 * mm, base)
        canvas.drawString(x + 63 * mm, base - 2.5, f"{thickness:g} pt".replace(".", ","))


def _corners(canvas: Canvas, width: float, height: float) -> None:
    """Corner marks 5 mm from the paper's edges: all four must be there."""
    canvas.setLineWidth(0.8)
    inset, arm = 5 * mm, 8 * mm
    for x, step_x in ((inset, 1), (width - inset, -1)):
        for y, step_y in ((inset, 1), (height - inset, -1)):
            canvas.line(x, y, x + step_x * arm, y)
            canvas.line(x, y, x, y + step_y * arm)
    canvas.setFont(SERIF_ITALIC, 9)
    canvas.drawCentredString(width / 2, 7 * mm, "Bốn góc vuông cách mép giấy 5 mm phải còn đủ.")


def trial_label_image(doc: PrinterTestDoc) -> Image.Image:
    """Draw the test label: frame at the edge, size, letters, ruler, code; 1-bit."""
    size: LabelSize = doc.label or LabelSize(name="50×30", width_mm=50, height_mm=30)
    sheet = Sheet(size, doc.dpi)
    edge = sheet.dots(0.6)
    line = max(1, sheet.dots(0.13))
    right, bottom = sheet.width - edge, sheet.height - edge
    sheet.rule(edge, right, edge, line)
    sheet.rule(edge, right, bottom - line, line)
    for x in (edge, right - line):
        sheet.rule(x, x + line, edge, bottom - edge)
    # Ruler: a tick each millimetre from the left edge of the label.
    for tick in range(1, int(size.width_mm)):
        x = sheet.dots(tick)
        high = sheet.dots(1.6 if tick % 5 == 0 else 0.9)
        sheet.rule(x, x + line, bottom - line - high, high)
    module = max(3, round(0.5 * sheet.per_mm))
    count = len(code_marks.qr_matrix(QR_TEXT))
    quiet = 4 * module
    sheet.qr(edge + quiet, edge + quiet, QR_TEXT, module)
    left = edge + 2 * quiet + count * module
    room = right - left - sheet.dots(0.8)
    limit = bottom - sheet.dots(1.9)
    base = edge + sheet.dots(3.8)
    wide = size.width_mm >= 45
    sheet.fitted(left, base, f"Nhãn thử {size.name} mm" if wide else f"{size.name} mm", SANS_BOLD, 3.0, room)
    base += sheet.dots(3.4)
    dots = f" · {sheet.width}×{sheet.height} điểm" if wide else ""
    sheet.fitted(left, base, f"{doc.dpi} dpi{dots}", SANS_SEMIBOLD, 2.6, room)
    base += sheet.dots(4.3)
    below_qr = edge + 2 * quiet + count * module + sheet.dots(3.2)
    letters = HARD_LETTERS if size.width_mm < 80 else vietnamese_letters()
    rest = _letter_rows(sheet, letters, left, base, room, min(limit, below_qr - sheet.dots(3.2)))
    if rest and below_qr < limit:
        left, room = edge + quiet, right - edge - 2 * quiet
        rest = _letter_rows(sheet, rest, left, below_qr, room, limit)
    if size.height_mm > 60:
        _bar_ladder(sheet, sheet.dots(70))
    return sheet.image


def _letter_rows(sheet: Sheet, letters: str, left: int, base: int, room: int, limit: int) -> str:
    """Draw rows of letters down to `limit`; return those that found no room."""
    rows = sheet.wrapped(letters, SANS_MEDIUM, 2.9, room)
    while rows and base + sheet.dots(0.8) <= limit:
        sheet.text(left, base, rows.pop(0), SANS_MEDIUM, 2.9)
        base += sheet.dots(4.0)
    return " ".join(rows)


def _bar_ladder(sheet: Sheet, top: int) -> None:
    for module in (3, 4, 5):
        sheet.bars((sheet.width - 123 * module) // 2, top, BAR_TEXT, module, sheet.dots(12))
        label = f"{module} điểm · {code_marks.in_fours(BAR_TEXT)}"
        sheet.text(sheet.width // 2, top + sheet.dots(16), label, SANS_MEDIUM, 3, "ms")
        top += sheet.dots(23)
