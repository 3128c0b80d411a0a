"""The printer's test page and test label: every Vietnamese letter, a millimetre ruler, a ladder of codes and rules."""

from __future__ import annotations

import io

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.printing import codes as code_marks
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
LEFT, RIGHT = 30 * mm, 190 * mm


def vietnamese_letters() -> str:
    """All letters of the language in lower case, NFC: 17 consonants, 12 vowels in 6 tones."""
    import unicodedata

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
    canvas.drawString(LEFT, height - 30 * mm, "Trang thử máy in")
    canvas.setFont(SERIF, 12.5)
    facts = " · ".join(fact for fact in (doc.printer, f"{when:%H:%M:%S} ngày {when:%d/%m/%Y}", doc.office) if fact)
    canvas.drawString(LEFT, height - 37 * mm, printable(facts))
    canvas.setLineWidth(1)
    canvas.line(LEFT, height - 40 * mm, RIGHT, height - 40 * mm)
    y = _letters(canvas, height - 44 * mm)
    y = _ruler(canvas, y - 6 * mm)
    _code_ladder(canvas, y - 7 * mm)
    _rule_ladder(canvas)
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


def _code_ladder(canvas: Canvas, y: float) -> None:
    y = _caption(canvas, y, "3. Mã", "Quét thử từ trái sang: giấy tờ dùng cỡ 6 (QR) và cỡ 5 (mã vạch).")
    x = LEFT
    for module in (3, 4, 5, 6, 7):
        side = code_marks.draw_qr(canvas, QR_TEXT, x, y - 4, module)
        canvas.setFont(SANS, 7)
        canvas.drawString(x, y - side - 13, f"cỡ {module} · {module * 25.4 / 300:.2f} mm".replace(".", ","))
        x += side + 9 * mm + (4 - min(module, 4)) * 6 * mm
    y -= 30 * mm
    for row, module in enumerate((4, 5, 6)):
        top = y - row * 12 * mm
        code_marks.draw_bars(canvas, BAR_TEXT, LEFT, top, 7 * mm, module)
        canvas.setFont(SANS, 7)
        canvas.drawString(LEFT, top - 9.6 * mm, f"cỡ {module} · {code_marks.in_fours(BAR_TEXT)}")


def _rule_ladder(canvas: Canvas) -> None:
    """Rules of growing thickness at the right of the bars."""
    x, y = LEFT + 78 * mm, 60 * mm
    canvas.setFont(SERIF_BOLD, 12.5)
    canvas.drawString(x, y, "4. Nét kẻ")
    canvas.setFont(SANS, 7)
    for row, thickness in enumerate((0.25, 0.4, 0.5, 0.8, 1.0, 1.6)):
        base = y - 16 - row * 12
        canvas.setLineWidth(thickness)
        canvas.line(x, base, x + 60 * mm, base)
        canvas.drawString(x + 62 * mm, base - 2.5, f"{thickness:g} pt".replace(".", ","))


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
    base = edge + sheet.dots(3.6)
    sheet.fitted(left, base, f"Nhãn thử {size.name} mm", SANS_BOLD, 3.0, room)
    base += sheet.dots(3.2)
    sheet.fitted(left, base, f"{doc.dpi} dpi · {sheet.width}×{sheet.height} điểm", SANS_SEMIBOLD, 2.5, room)
    lines = sheet.wrapped("Ằ Ẫ Ể Ỗ Ợ Ữ Ỵ Đ ắ ẫ ệ ổ ợ ừ ỹ đ", SANS_MEDIUM, 2.9, room)
    limit = bottom - sheet.dots(2.6)
    for text in lines:
        base += sheet.dots(4.0)
        if base + sheet.dots(0.8) > limit:
            break
        sheet.text(left, base, text, SANS_MEDIUM, 2.9)
    if size.height_mm > 60:
        _tall_label_letters(sheet, edge + quiet + count * module + sheet.dots(8), edge, right)
    return sheet.image


def _tall_label_letters(sheet: Sheet, top: int, edge: int, right: int) -> None:
    base, left = top, edge + sheet.dots(3)
    for face, text in ((SANS_MEDIUM, vietnamese_letters()), (SANS_BOLD, vietnamese_letters().upper())):
        for row in sheet.wrapped(text, face, 3.4, right - left - sheet.dots(3)):
            sheet.text(left, base, row, face, 3.4)
            base += sheet.dots(4.9)
        base += sheet.dots(1)
    sheet.bars((sheet.width - 123 * 4) // 2, base, BAR_TEXT, 4 if sheet.per_mm < 10 else 5, sheet.dots(14))
