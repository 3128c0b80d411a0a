"""Form 01 as two copies on one A4 landscape sheet, to be cut: saves a sheet for each dossier of few papers."""

from __future__ import annotations

import io
import re

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import UserError
from app.printing import codes as code_marks
from app.printing.codes import A4, DOT
from app.printing.dates import local, long_date
from app.printing.documents import ReceiptDoc
from app.printing.flow import Block, Frames, Sheet, lay_out
from app.printing.fonts import NBSP, SERIF, SERIF_BOLD, SERIF_ITALIC, markup, printable, register_fonts, width_of
from app.printing.form_parts import Columns, Signatures
from app.printing.form_texts import FORM_TEXTS, MOTTO, PRACTICE, STATE
from app.printing.forms import Fit, Form, dotted, first_that_fits, head_codes, new_canvas
from app.printing.marks import again_words, draw_practice_outline, mark_box
from app.printing.papers_table import centred
from app.printing.paragraphs import balanced_lines
from app.printing.receipt import AppointmentBox, ReceiptBody, TableSizes, fees_text, receipt_form

SHEET_HEIGHT, SHEET_WIDTH = A4
HALF = 1754 * DOT  # 148.5 mm in whole dots: the codes of both copies begin on dots of the printer
LEFT = 165 * DOT  # 14 mm
WIDTH = 122 * mm
RIGHT = LEFT + WIDTH
FOOT_RULE = 43
BOTTOM = FOOT_RULE + 2.5
HEAD_LEFT = 48 * mm
HEAD_RIGHT = WIDTH - HEAD_LEFT
FIRST_BASE = SHEET_HEIGHT - 25.5
HEAD, LEADING = 9.8, 12.4
MOTTO_SIZE, PLACE_SIZE, TITLE_SIZE = 10.6, 10.0, 12.2
FLOOR = 8.6  # nothing on a half page is smaller
QR_DOTS = 170  # 14.4 mm
BAR_HEIGHT = 4.2 * mm
TABLE_SIZE = 9.6
SHORT_FORMS = (("phục vụ hành chính công", "PVHCC"), ("ủy ban nhân dân", "UBND"))
_FITS = tuple(Fit(table_size=TABLE_SIZE, sign_room=room * mm) for room in (18, 14, 11))


def render_two_up(doc: ReceiptDoc) -> bytes | None:
    """Draw both copies side by side as PDF bytes. None when there are not two, or one does not fit its half page."""
    if len(doc.copies) != 2:
        return None
    register_fonts()
    form = receipt_form(doc, FORM_TEXTS[doc.form_set].receipt)
    head = _Head(form)
    body = _fitted(doc, head.body_top)
    if body is None or not head.fits():
        return None
    try:
        feet = [_foot_lines(form, copy) for copy in doc.copies]
    except UserError:
        return None  # A4 has more room, or says what to do
    buffer = io.BytesIO()
    canvas = new_canvas(
        buffer,
        form.title.capitalize(),
        f"Mẫu {form.form_code}",
        form.letterhead.office,
        form.codes,
        (SHEET_WIDTH, SHEET_HEIGHT),
    )
    for number, (copy, foot) in enumerate(zip(doc.copies, feet, strict=True)):
        canvas.saveState()
        canvas.translate(number * HALF, 0)
        if form.stamp.training:
            draw_practice_outline(canvas, HALF, SHEET_HEIGHT, 150, 52)
        head.draw(canvas, copy)
        for placed in body:
            placed.draw(canvas)
        _draw_foot(canvas, foot)
        canvas.restoreState()
    _draw_cut(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fitted(doc: ReceiptDoc, top: float) -> Sheet | None:
    """Lay the body out with as much room to sign as there is; None when a half page can't hold it."""
    texts = FORM_TEXTS[doc.form_set].receipt
    for fit in _FITS:
        blocks = _HalfBody(doc, texts, fit).blocks()
        if sum(block.gap + block.flowable.wrap(WIDTH, 0)[1] for block in blocks) <= top - BOTTOM:
            return lay_out(blocks, Frames(LEFT, WIDTH, BOTTOM, top, top))[0]
    return None


class _Box(AppointmentBox):
    SPLIT = 50 * mm
    PAD, PAD_TOP, PAD_BOTTOM = 5.0, 2.2, 4.4
    LABEL = ParagraphStyle("half box label", fontName=SERIF, fontSize=9.6, leading=11.8)
    RECEIVED = ParagraphStyle("half received", fontName=SERIF, fontSize=10.2, leading=13)
    DUE = ParagraphStyle("half due", fontName=SERIF, fontSize=11.5, leading=13.6)


class _Signatures(Signatures):
    ROLE = centred("half role", SERIF_BOLD, 10.2, 12)
    HINT = centred("half hint", SERIF_ITALIC, 9.4, 11.4)


class _HalfBody(ReceiptBody):
    """The body in the sizes of a half page; names of offices are shortened where that saves a line."""

    field_style = ParagraphStyle("half field", fontName=SERIF, fontSize=10.2, leading=12)
    note_style = ParagraphStyle("half note", fontName=SERIF, fontSize=8.8, leading=10.6, alignment=TA_JUSTIFY)
    gap_scale = 0.6
    contact_at, pair_at = 50 * mm, 76 * mm
    table = TableSizes(
        count_columns=(9, 64, 16.5, 18.5, 14),
        kind_columns=(9, 75.5, 23, 14.5),
        head=9.4,
        head_leading=11,
    )
    box = _Box
    signature_parts = _Signatures

    def office(self) -> list[Block]:
        return [self._field(self.texts.office, self._shortened(self.texts.office, self.doc.letterhead.office), gap=0)]

    def return_to(self) -> list[Block]:
        label = self.texts.return_to
        return [self._field(label, self._shortened(label, self.doc.return_to), gap=5.2)]

    def sets(self) -> list[Block]:
        if not self._fees_beside():
            return super().sets()
        sets = f"{self.texts.sets}: <b>{self.doc.sets:02d}</b> (bộ)"
        return [self._block(Columns(sets, markup(self._fees()), self.contact_at, self.field_style), 3.9)]

    def fees(self) -> list[Block]:
        return [] if self._fees_beside() else super().fees()

    def note_text(self) -> str:
        return self.texts.note_on_half

    def _fees(self) -> str:
        return f"{self.texts.fees}: {fees_text(self.doc.fees, self.doc.fee_note)}"

    def _fees_beside(self) -> bool:
        return self._width(self._fees()) <= WIDTH - self.contact_at

    def _shortened(self, label: str, text: str) -> str:
        for words, short in SHORT_FORMS:
            if self._width(f"{label}: {text}") > WIDTH:
                text = re.sub(words, short, text, flags=re.IGNORECASE)
        return markup(text)

    def _width(self, text: str) -> float:
        return width_of(printable(text), SERIF, self.field_style.fontSize)


class _Head:
    """The head of a copy: agency and state, codes, the boxes of reprint and practice, title."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.qr_text, self.digits = head_codes(form.codes, form.stamp)
        letterhead = form.letterhead
        self.parent = balanced_lines(letterhead.parent_agency, SERIF, HEAD, HEAD_LEFT)
        self.agency = balanced_lines(letterhead.issuing_agency, SERIF_BOLD, HEAD, HEAD_LEFT)
        self.left_rule = FIRST_BASE - LEADING * (len(self.parent) + len(self.agency) - 1) - 5
        date = long_date(form.issued_on)
        self.place = printable(f"{letterhead.place}, {date}" if letterhead.place else date)
        self.codes_top = min(self.left_rule - 9, FIRST_BASE - LEADING - 26.4)
        self.codes_left, codes_bottom = LEFT, self.codes_top - 39
        if self.qr_text:
            # At least 5 dots a module, as on A4: finer ones fail on worn copies.
            self.qr_module = max(code_marks.BAR_MODULE, code_marks.module_for(_modules(self.qr_text), QR_DOTS))
            side = code_marks.qr_side(self.qr_text, self.qr_module)
            self.codes_left += side + 4.2 * mm
            codes_bottom = min(codes_bottom, self.codes_top - side)
        bars = _modules_of_bars(self.digits) * code_marks.BAR_MODULE * DOT
        code_width = width_of(printable(form.codes.code), SERIF_BOLD, 11)
        self.codes_right = self.codes_left + max(bars + 10 * code_marks.BAR_MODULE * DOT, code_width + 6)
        self.practice = balanced_lines(
            PRACTICE.replace("KHÔNG CÓ", f"KHÔNG{NBSP}CÓ"), SERIF_BOLD, 8.8, RIGHT - self.codes_right - 10
        )
        self.box = mark_box(form.stamp, RIGHT - self.codes_right - 13, 0.87)
        boxes_bottom = self.codes_top - (self._practice_height() + 4 if form.stamp.training else 0)
        self.box_top = boxes_bottom + 1
        if self.box:
            boxes_bottom -= self.box.height
        self.title = balanced_lines(form.title, SERIF_BOLD, TITLE_SIZE, WIDTH)
        self.title_base = min(codes_bottom, boxes_bottom) - 15
        self.subtitle_base = self.title_base - 14.5 * (len(self.title) - 1) - 12
        self.body_top = self.subtitle_base - 4

    def fits(self) -> bool:
        """Tell whether every line of the head has room at its size."""
        caption = self.codes_left + width_of(printable(self.form.caption), SERIF, FLOOR)
        right = self.codes_right if self.box or self.form.stamp.training else RIGHT
        boxes = max(self._practice_width() if self.form.stamp.training else 0, self.box.width if self.box else 0)
        return (
            max(width_of(line, SERIF_BOLD, HEAD) for line in (*self.parent, *self.agency)) <= HEAD_LEFT
            and width_of(self.place, SERIF_ITALIC, PLACE_SIZE) <= HEAD_RIGHT
            and max(caption, self.codes_right) <= right
            and self.codes_right + boxes <= RIGHT
        )

    def _practice_height(self) -> float:
        return 10.6 * len(self.practice) + 5

    def _practice_width(self) -> float:
        return max(width_of(line, SERIF_BOLD, 8.8) for line in self.practice) + 10

    def draw(self, canvas: Canvas, copy: int) -> None:
        form = self.form
        middle, base = LEFT + HEAD_LEFT / 2, FIRST_BASE
        for face, lines in ((SERIF, self.parent), (SERIF_BOLD, self.agency)):
            canvas.setFont(face, HEAD)
            for line in lines:
                canvas.drawCentredString(middle, base, line)
                base -= LEADING
        half = 0.21 * max(width_of(line, SERIF_BOLD, HEAD) for line in self.agency)
        canvas.setLineWidth(0.5)
        canvas.line(middle - half, self.left_rule, middle + half, self.left_rule)

        middle, base = LEFT + HEAD_LEFT + HEAD_RIGHT / 2, FIRST_BASE
        canvas.setFont(SERIF_BOLD, HEAD)
        canvas.drawCentredString(middle, base, STATE)
        base -= LEADING
        canvas.setFont(SERIF_BOLD, MOTTO_SIZE)
        canvas.drawCentredString(middle, base, MOTTO)
        half = width_of(MOTTO, SERIF_BOLD, MOTTO_SIZE) / 2
        canvas.line(middle - half, base - 4.2, middle + half, base - 4.2)
        canvas.setFont(SERIF_ITALIC, PLACE_SIZE)
        canvas.drawCentredString(middle, base - 20, self.place)

        self._draw_codes(canvas)
        self._draw_boxes(canvas)
        middle = LEFT + WIDTH / 2
        canvas.setFont(SERIF_BOLD, TITLE_SIZE)
        for number, line in enumerate(self.title):
            canvas.drawCentredString(middle, self.title_base - 14.5 * number, line)
        canvas.setFont(SERIF_ITALIC, PLACE_SIZE)
        copy_name = f": {form.copy_names[copy]}" if copy in form.copy_names else ""
        canvas.drawCentredString(middle, self.subtitle_base, f"(Liên {copy}{copy_name})")

    def _draw_codes(self, canvas: Canvas) -> None:
        top, x = self.codes_top, code_marks.snap(self.codes_left)
        if self.qr_text:
            code_marks.draw_qr(canvas, self.qr_text, LEFT, top, self.qr_module)
        canvas.setFont(SERIF, FLOOR)
        canvas.drawString(x, top - 5.8, printable(self.form.caption))
        canvas.setFont(SERIF_BOLD, 11)
        canvas.drawString(x, top - 15.8, printable(self.form.codes.code))
        if self.digits:
            code_marks.draw_bars(canvas, self.digits, x, top - 18.8, BAR_HEIGHT)
            canvas.setFont(SERIF, FLOOR)
            canvas.drawString(x, top - 39, code_marks.in_fours(self.digits))

    def _draw_boxes(self, canvas: Canvas) -> None:
        if self.form.stamp.training:
            width, height = self._practice_width(), self._practice_height()
            canvas.setLineWidth(0.8)
            canvas.rect(RIGHT - width, self.codes_top - height, width, height)
            canvas.setFont(SERIF_BOLD, 8.8)
            for number, line in enumerate(self.practice):
                canvas.drawCentredString(RIGHT - width / 2, self.codes_top - 10.2 - 10.6 * number, line)
        if self.box:
            self.box.draw(canvas, RIGHT - self.box.width / 2, self.box_top)


def _modules(qr_text: str) -> int:
    return len(code_marks.qr_matrix(qr_text))


def _modules_of_bars(digits: str) -> int:
    return len(code_marks.bar_modules(digits)) if digits else 0


_FootLines = tuple[str, tuple[str, str], tuple[str, str]]


def _foot_lines(form: Form, copy: int) -> _FootLines:
    """Choose the wording of the three foot lines: system; time, user | code; form | copy. `UserError` if none fits."""
    stamp, letterhead = form.stamp, form.letterhead
    owner = f" (chủ quản: {letterhead.system_owner})" if letterhead.system_owner else ""
    system = first_that_fits((letterhead.system + owner, letterhead.system), "", SERIF, FLOOR, FLOOR, WIDTH)
    when = local(stamp.printed_at)
    staff = f" ({stamp.staff_no})" if stamp.staff_no else ""
    day, short_day = f"In lúc {when:%H:%M:%S} ngày {when:%d/%m/%Y}", f"In lúc {when:%H:%M:%S} {when:%d/%m/%Y}"
    wordings = (
        dotted(day, f"Người in: {stamp.printed_by}{staff}"),
        dotted(short_day, f"Người in: {stamp.printed_by}{staff}"),
        dotted(short_day, f"{stamp.printed_by}{staff}"),
        dotted(short_day, stamp.staff_no or stamp.printed_by),
    )
    printed = first_that_fits(wordings, form.codes.code, SERIF, FLOOR, FLOOR, WIDTH)
    which = f"Liên {copy}{again_words(stamp)} – Trang 1/1"
    event = f"Dấu {stamp.event_hash[:8]}" if stamp.event_hash else ""
    bottom = first_that_fits((dotted(f"Mẫu {form.form_code}", event),), which, SERIF_BOLD, FLOOR, FLOOR, WIDTH)
    return system, (printed, printable(form.codes.code)), (bottom, which)


def _draw_foot(canvas: Canvas, lines: _FootLines) -> None:
    system, (printed, code), (bottom, which) = lines
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, FOOT_RULE, RIGHT, FOOT_RULE)
    canvas.setFont(SERIF, FLOOR)
    canvas.drawString(LEFT, FOOT_RULE - 9, system)
    canvas.drawString(LEFT, FOOT_RULE - 18.4, printed)
    canvas.drawRightString(RIGHT, FOOT_RULE - 18.4, code)
    canvas.drawString(LEFT, FOOT_RULE - 27.8, bottom)
    canvas.setFont(SERIF_BOLD, FLOOR)
    canvas.drawRightString(RIGHT, FOOT_RULE - 27.8, which)


def _draw_cut(canvas: Canvas) -> None:
    """Draw the dashed line between the copies."""
    canvas.saveState()
    canvas.setLineWidth(0.6)
    canvas.setDash(3, 3)
    canvas.line(HALF, 5 * mm, HALF, SHEET_HEIGHT - 5 * mm)
    canvas.translate(HALF - 4, SHEET_HEIGHT / 2)
    canvas.rotate(90)
    canvas.setFont(SERIF_ITALIC, FLOOR)
    canvas.drawCentredString(0, 0, "cắt")
    canvas.restoreState()
