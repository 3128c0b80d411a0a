"""The set-up sheet of a barcode scanner: what to set, what to look for in its manual, and codes of ours to try it.

Codes that command a scanner differ from maker to maker and are not printed here; the sheet says what to look for.
"""

from __future__ import annotations

import io

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.domain.trial_codes import TRIAL_CARD, TRIAL_SIZES, trial_bars
from app.printing import codes as code_marks
from app.printing.codes import A4
from app.printing.dates import local
from app.printing.documents import ScannerSheetDoc
from app.printing.fonts import SANS, SANS_BOLD, SANS_SEMIBOLD, markup, printable, register_fonts
from app.printing.forms import new_canvas

SHEET_TITLE = "Hướng dẫn đặt đầu đọc mã"
FOOT = "Quầy Một Cửa – tờ này không chứa thông tin của người dân; giữ cạnh máy."
LEFT, RIGHT = 22 * mm, 190 * mm
_PLAIN = ParagraphStyle("sheet", fontName=SANS, fontSize=10, leading=14)
_ROW_GAP = 3.2
# What to set, why, and the words under which manuals have it.
_STEPS = (
    (
        "Cách nối: cổng COM ảo (tốt nhất).",
        "Chữ có dấu đến nguyên vẹn, Unikey không đụng vào được.",
        "USB-COM, USB Virtual COM Port, CDC-ACM, USB Serial",
    ),
    (
        "Bảng mã: UTF-8.",
        "Thẻ căn cước ghi tên bằng UTF-8; bảng mã khác làm hỏng dấu.",
        "UTF-8, Output Encoding, Character Set, Code Page",
    ),
    (
        "Kết thúc mỗi mã: Enter.",
        "Chương trình biết mã đã hết ngay lúc đó.",
        "Suffix, Terminator, CR, Enter",
    ),
    (
        "Chỉ khi nối kiểu bàn phím: bàn phím US.",
        "Windows cũng đặt US English; chọn kiểu phát chữ Unicode nếu máy có.",
        "Country Keyboard: US/English, Keyboard Layout, ALT mode, Unicode",
    ),
    (
        "Chỉ khi nối kiểu bàn phím: tắt bộ gõ.",
        "Unikey hay EVKey đang ở chữ V sẽ đổi chữ lúc quét; chuyển sang E. Tắt Caps Lock.",
        "Caps Lock: No change; Case conversion: None",
    ),
)


def render_scanner_sheet(doc: ScannerSheetDoc) -> bytes:
    """Draw the sheet (A4) as PDF bytes."""
    register_fonts()
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, SHEET_TITLE, "Đầu đọc mã", doc.office, None)
    width, height = A4
    canvas.setFont(SANS_BOLD, 19)
    canvas.drawString(LEFT, height - 24 * mm, SHEET_TITLE)
    canvas.setFont(SANS, 10)
    when = local(doc.stamp.printed_at)
    line = " · ".join(part for part in (doc.office, f"in ngày {when:%d/%m/%Y}", doc.stamp.printed_by) if part)
    canvas.drawString(LEFT, height - 30.5 * mm, printable(line, SANS))
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, height - 34 * mm, RIGHT, height - 34 * mm)
    y = _steps(canvas, height - 37 * mm)
    y = _trials(canvas, y - 4 * mm)
    _ladder(canvas, y - 5 * mm)
    _foot(canvas, width)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _heading(canvas: Canvas, y: float, text: str) -> float:
    canvas.setFont(SANS_BOLD, 12.5)
    canvas.drawString(LEFT, y - 12, printable(text, SANS_BOLD))
    return y - 19


def _paragraph(canvas: Canvas, text: str, x: float, y: float, width: float) -> float:
    """Draw markup from `y` downwards; return where it ends."""
    paragraph = Paragraph(text, _PLAIN)
    tall = paragraph.wrap(width, 500)[1]
    paragraph.drawOn(canvas, x, y - tall)
    return y - tall


def _steps(canvas: Canvas, y: float) -> float:
    y = _heading(canvas, y, "1. Đặt đầu đọc theo sách đi kèm máy")
    y = _paragraph(canvas, markup("Mỗi hãng có mã lệnh riêng: tìm trong sách của máy theo những chữ ghi ở dòng “Tìm”, "
                                  "rồi quét mã lệnh trong sách đó.", SANS), LEFT, y, RIGHT - LEFT) - 5  # fmt: skip
    for number, (what, why, words) in enumerate(_STEPS, 1):
        canvas.setFont(SANS_BOLD, 13)
        canvas.drawString(LEFT + 1, y - 12, str(number))
        text = f"<b>{markup(what, SANS_BOLD)}</b> {markup(why, SANS)}<br/>Tìm: {markup(words, SANS)}"
        y = _paragraph(canvas, text, LEFT + 9 * mm, y, RIGHT - LEFT - 9 * mm) - _ROW_GAP
    return y


def _trials(canvas: Canvas, y: float) -> float:
    """Draw the codes to try; return where they end."""
    y = _heading(canvas, y, "2. Quét thử")
    text = "Mở <b>Cài đặt</b>, mục <b>Đầu đọc</b>, rồi quét lần lượt A và B. Màn hình nói ngay mã đến trong bao lâu và "
    y = _paragraph(canvas, text + "có đúng từng chữ không. Hai mã này không phải người thật hay hồ sơ thật.",
                   LEFT, y, RIGHT - LEFT) - 7 * mm  # fmt: skip
    side = code_marks.draw_qr(canvas, TRIAL_CARD, LEFT + 4 * mm, y, 6)
    x = LEFT + 4 * mm + side + 12 * mm
    room = RIGHT - x
    top = _label(canvas, x, y, "A", "Mã QR như thẻ căn cước", room)
    top = _paragraph(canvas, markup("Một người không có thật, đủ mọi chữ cái tiếng Việt. Sai chữ nào, màn hình chỉ "
                                    "chữ đó.", SANS), x, top, room) - 6 * mm  # fmt: skip
    top = _label(canvas, x, top, "B", "Mã vạch như trên giấy hẹn", room)
    top = _paragraph(canvas, markup("Chỉ có chữ số: không bộ gõ nào làm sai được.", SANS), x, top, room) - 3 * mm
    code_marks.draw_bars(canvas, trial_bars(), x + 3 * mm, top, 13 * mm, 5)
    canvas.setFont(SANS, 9)
    canvas.drawString(x + 3 * mm, top - 17 * mm, code_marks.in_fours(trial_bars()))
    return min(y - side, top - 19 * mm)


def _label(canvas: Canvas, x: float, y: float, letter: str, text: str, room: float) -> float:
    return _paragraph(canvas, f"<font size=13><b>{letter}</b></font>&nbsp;&nbsp;<b>{markup(text, SANS_BOLD)}</b>",
                      x, y, room) - 2  # fmt: skip


def _ladder(canvas: Canvas, y: float) -> None:
    """Draw bar codes of falling width: the smallest one that reads shows what the scanner can do."""
    y = _heading(canvas, y, "3. Đầu đọc nhìn rõ đến đâu")
    advice = (
        "Quét từ cỡ lớn đến cỡ nhỏ. Giấy của chương trình dùng cỡ 5; không đọc được cỡ 5 thì lau kính của đầu đọc, "
        "đưa gần hoặc xa hơn."
    )
    y = _paragraph(canvas, markup(advice, SANS), LEFT, y, RIGHT - LEFT) - 5 * mm
    for place, module in enumerate(TRIAL_SIZES):
        x, top = LEFT + (78 if place % 2 else 4) * mm, y - (place // 2) * 21 * mm
        code_marks.draw_bars(canvas, trial_bars(module), x, top, 11 * mm, module)
        canvas.setFont(SANS_SEMIBOLD, 8.5)
        size = f"cỡ {module} · vạch nhỏ nhất {module * 25.4 / 300:.2f} mm".replace(".", ",")
        canvas.drawString(x, top - 15 * mm, size)


def _foot(canvas: Canvas, width: float) -> None:
    canvas.setFont(SANS, 8)
    canvas.drawCentredString(width / 2, 11 * mm, FOOT)
