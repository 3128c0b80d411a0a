"""The recovery sheet (A4, its facts in the upper A5): what to do when this PC is gone, and the code for it.

It is drawn, printed and forgotten: it goes through no ledger, no archive and no folder.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.printing import codes as code_marks
from app.printing.codes import A4
from app.printing.fonts import SANS, SANS_BOLD, SANS_SEMIBOLD, markup, register_fonts
from app.printing.forms import new_canvas

TITLE = "Tờ khôi phục máy quầy"
LEFT, RIGHT = 20 * mm, 190 * mm
_QR_ROOM = 46 / 25.4 * 300  # dots
_PLAIN = ParagraphStyle("recovery", fontName=SANS, fontSize=10, leading=14)
_SMALL = ParagraphStyle("recovery-small", _PLAIN, fontSize=9, leading=12.5)
_GREY = Color(0.35, 0.35, 0.35)
_LABEL_WIDTH = 33 * mm
_GROUPS_IN_LINE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheetDoc:
    """What the sheet says. `address` "" and `pin` "" on a PC that works alone; `digits` are those of the QR."""

    office: str
    counter: str
    lanes: tuple[int, ...]
    address: str
    pin: str
    code: str = field(repr=False)
    digits: str = field(repr=False)
    made_at: datetime  # local
    made_by: str


def draw_recovery_sheet(doc: RecoverySheetDoc) -> bytes:
    """Draw the sheet as PDF bytes."""
    register_fonts()
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, TITLE, "Khôi phục", doc.office, None)
    y = _head(canvas, doc, A4[1] - 18 * mm)
    y = _code(canvas, doc, y - 6 * mm)
    y = _facts(canvas, doc, y - 6 * mm)
    y = _steps(canvas, doc, y - 5 * mm)
    _keep(canvas, doc, y - 4 * mm)
    canvas.setFont(SANS, 8)
    canvas.setFillColor(_GREY)
    foot = f"Quầy Một Cửa – tờ khôi phục lập {doc.made_at:%H:%M %d/%m/%Y}"
    canvas.drawCentredString(A4[0] / 2, 11 * mm, foot)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _head(canvas: Canvas, doc: RecoverySheetDoc, y: float) -> float:
    canvas.setFont(SANS_BOLD, 20)
    canvas.drawString(LEFT, y - 7 * mm, TITLE)
    canvas.setFont(SANS_BOLD, 9.5)
    words = "MẬT – cất trong tủ khóa"
    width = canvas.stringWidth(words, SANS_BOLD, 9.5) + 6 * mm
    canvas.setLineWidth(1)
    canvas.roundRect(RIGHT - width, y - 8.4 * mm, width, 7.4 * mm, 1.5 * mm)
    canvas.drawCentredString(RIGHT - width / 2, y - 5.9 * mm, words)
    line = " · ".join(part for part in (doc.office, doc.counter) if part)
    y = _paragraph(canvas, markup(line, SANS), LEFT, y - 10 * mm, RIGHT - LEFT) - 2 * mm
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, y, RIGHT, y)
    return y


def _code(canvas: Canvas, doc: RecoverySheetDoc, y: float) -> float:
    """Draw the code in two lines of four groups, and beside it everything as one QR."""
    module = code_marks.module_for(len(code_marks.qr_matrix(doc.digits)), _QR_ROOM)
    side = code_marks.qr_side(doc.digits, module)
    code_marks.draw_qr(canvas, doc.digits, RIGHT - side - 2 * mm, y, module)
    canvas.setFont(SANS_BOLD, 12.5)
    canvas.drawString(LEFT, y - 4 * mm, "Mã khôi phục")
    groups = doc.code.split("-")
    room = RIGHT - side - 12 * mm - LEFT
    top = y - 8 * mm
    for first in range(0, len(groups), _GROUPS_IN_LINE):
        for place, group in enumerate(groups[first : first + _GROUPS_IN_LINE]):
            x, width = LEFT + place * room / _GROUPS_IN_LINE, room / _GROUPS_IN_LINE - 2.5 * mm
            canvas.setLineWidth(0.6)
            canvas.roundRect(x, top - 13 * mm, width, 12 * mm, 1.2 * mm)
            canvas.setFillColor(_GREY)
            canvas.setFont(SANS, 6.5)
            canvas.drawString(x + 1.2 * mm, top - 3.6 * mm, str(first + place + 1))
            canvas.setFillColor(Color(0, 0, 0))
            canvas.setFont(SANS_SEMIBOLD, 14.5)
            canvas.drawCentredString(x + width / 2 + 0.6 * mm, top - 9.6 * mm, group)
        top -= 14.5 * mm
    hint = "Quét mã QR, hoặc gõ 8 nhóm theo thứ tự. Không phân biệt chữ hoa, chữ thường; không có số 0, 1, chữ I, O."
    end = _paragraph(canvas, markup(hint, SANS), LEFT, top - 1 * mm, room, _SMALL)
    return min(end, y - side)


def _facts(canvas: Canvas, doc: RecoverySheetDoc, y: float) -> float:
    lanes = ", ".join(map(str, doc.lanes)) or "–"
    pin = " ".join(doc.pin[start : start + 4].upper() for start in range(0, len(doc.pin), 4))
    facts = [("Cơ quan", doc.office), ("Quầy, máy số", f"{doc.counter} · máy số {lanes}")]
    facts += [("Máy chủ", doc.address)] if doc.address else [("Máy chủ", "Máy này làm việc một mình")]
    facts += [("Dấu vân tay máy chủ", pin)] if pin else []
    facts += [("Lập lúc", f"{doc.made_at:%H:%M ngày %d/%m/%Y}, người lập {doc.made_by}")]
    for name, value in facts:
        end = _paragraph(canvas, markup(value, SANS), LEFT + _LABEL_WIDTH + 4 * mm, y,
                         RIGHT - LEFT - _LABEL_WIDTH - 4 * mm)  # fmt: skip
        canvas.setFillColor(_GREY)
        canvas.setFont(SANS, 9.5)
        canvas.drawString(LEFT, y - 10.5, name)
        canvas.setFillColor(Color(0, 0, 0))
        y = end - 2.4
    return y


def _steps(canvas: Canvas, doc: RecoverySheetDoc, y: float) -> float:
    y = _heading(canvas, y, "Khi máy quầy hỏng, mất hoặc phải thay")
    steps = [
        "Cài Quầy Một Cửa trên máy mới, mở chương trình.",
        "Có bản sao lưu (thẻ USB, thư mục mạng, ổ đĩa máy cũ): bấm <b>Nối máy chủ, khôi phục</b>, rồi <b>Khôi phục từ "
        "bản sao</b>, chọn tệp "
        "<b>quay-….db</b> mới nhất, rồi quét mã QR trên tờ này. Hồ sơ đến lúc sao lưu trở lại đầy đủ.",
    ]
    if doc.address:
        steps += [
            "Không còn bản sao nào: bấm <b>Nối máy chủ, khôi phục</b> rồi quét mã QR. Máy mới nhận đúng số máy của "
            "máy cũ và "
            "tải lại mọi hồ sơ đã lên máy chủ.",
            "Máy cũ ngừng đồng bộ ngay khi mã này được dùng; mã chỉ dùng được một lần.",
        ]
    steps += [
        "Số hồ sơ hôm đó nhảy tới số chưa từng cấp. Giấy đã in ở máy cũ vẫn còn giá trị.",
        "Xong việc, lập tờ khôi phục mới: <b>Cài đặt › Máy chủ › Lập tờ khôi phục</b>. Hủy tờ này.",
    ]
    for number, step in enumerate(steps, 1):
        canvas.setFont(SANS_BOLD, 11)
        canvas.drawString(LEFT + 1, y - 11, str(number))
        y = _paragraph(canvas, step, LEFT + 8 * mm, y, RIGHT - LEFT - 8 * mm) - 3
    return y


def _keep(canvas: Canvas, doc: RecoverySheetDoc, y: float) -> None:
    y = _heading(canvas, y, "Cất giữ")
    words = (
        "Ai có tờ này <b>và</b> một bản sao lưu thì đọc được hồ sơ của công dân. Cất trong tủ khóa, không chụp ảnh, "
        "không để cùng chỗ với bản sao. Mất tờ này: lập tờ mới ngay, tờ cũ hết giá trị"
        + (" với máy chủ" if doc.address else "")
        + ". Chương trình không lưu mã này ở đâu; mất cả tờ giấy lẫn máy thì không ai mở được bản sao."
    )
    _paragraph(canvas, words, LEFT, y, RIGHT - LEFT)


def _heading(canvas: Canvas, y: float, text: str) -> float:
    canvas.setFont(SANS_BOLD, 12.5)
    canvas.drawString(LEFT, y - 12, text)
    return y - 19


def _paragraph(canvas: Canvas, text: str, x: float, y: float, width: float, style: ParagraphStyle = _PLAIN) -> float:
    """Draw markup from `y` downwards; return where it ends."""
    paragraph = Paragraph(text, style)
    tall = paragraph.wrap(width, 500)[1]
    paragraph.drawOn(canvas, x, y - tall)
    return y - tall
