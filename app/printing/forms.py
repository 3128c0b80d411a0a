"""The common frame of the A4 forms: head with codes, foot, running head, reprint box, practice mark, copies."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import UserError
from app.printing import codes as code_marks
from app.printing.codes import A4
from app.printing.dates import local, long_date
from app.printing.documents import Codes, Letterhead, PrintStamp
from app.printing.flow import Block, Frames, Sheet, lay_out, only_closing
from app.printing.fonts import (
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    printable,
    register_fonts,
    width_of,
)
from app.printing.form_texts import MOTTO, STATE
from app.printing.marks import again_words, draw_practice_mark, mark_box
from app.printing.paragraphs import balanced_lines

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, PAGE_WIDTH - 20 * mm, PAGE_HEIGHT - 20 * mm, 20 * mm
WIDTH = RIGHT - LEFT
HEAD_LEFT, HEAD_RIGHT = 66 * mm, 94 * mm
FOOT_RULE = 15.5 * mm
FOOT_SIZE = 8.2
FOOT_GAP = 8.0  # least white between the two strings of a foot line


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All that surrounds the body of a form."""

    title: str
    form_code: str  # "01/TT03-2025.1"
    letterhead: Letterhead
    stamp: PrintStamp
    codes: Codes
    caption: str  # above the code: "Mã hồ sơ"
    issued_on: date
    copies: tuple[int, ...]
    copy_names: dict[int, str]
    round: int = 0  # "Lần n – " before the copy

    @property
    def mark(self) -> str:
        """Short mark in the page codes: "M01"."""
        return "M" + self.form_code[:2]


@dataclass(frozen=True, slots=True)
class Fit:
    """How tightly a body is laid out, and whether it is known to need more than one sheet."""

    table_size: float = 11.0
    sign_room: float = 19 * mm
    many_sheets: bool = False


Story = Callable[[Fit], list[Block]]
_FITS = (Fit(), Fit(sign_room=14 * mm), Fit(table_size=10.5, sign_room=14 * mm))


def render_form(form: Form, story: Story) -> bytes:
    """Draw a form with all its copies, each a run of pages of its own. Equal input gives equal bytes.

    Raises `UserError` when the two strings of a foot line would collide.
    """
    register_fonts()
    head = _Head(form)
    frames = Frames(LEFT, WIDTH, BOTTOM, head.body_top, TOP)
    sheets = _fitted(story, frames)
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, form.title.capitalize(), f"Mẫu {form.form_code}", form.letterhead.office, form.codes)
    for copy in form.copies:
        for number, sheet in enumerate(sheets, start=1):
            if form.stamp.training:
                draw_practice_mark(canvas, PAGE_WIDTH, PAGE_HEIGHT)
            if number == 1:
                head.draw(canvas, copy)
            else:
                _draw_running_head(canvas, form, number)
            for placed in sheet:
                placed.draw(canvas)
            _draw_foot(canvas, form, copy, number, len(sheets))
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def new_canvas(
    target: io.BytesIO, title: str, subject: str, author: str, codes: Codes | None, size: tuple[float, float] = A4
) -> Canvas:
    """Open a canvas with the metadata every paper bears; no person is named in it."""
    # Every canvas lists its initial font: an unembedded Helvetica by default. (The stub's type of it is wrong.)
    canvas = Canvas(target, size, invariant=1, lang="vi-VN", initialFontName=SERIF)  # type: ignore[arg-type]
    canvas.setTitle(printable(title))
    canvas.setSubject(printable(subject))
    canvas.setAuthor(printable(author))
    canvas.setCreator("Quầy Một Cửa")
    canvas.setProducer("Quầy Một Cửa")
    canvas.setKeywords(codes.code if codes else "")
    return canvas


def _fitted(story: Story, frames: Frames) -> list[Sheet]:
    """Lay out, tighter when the last page would hold nothing but the closing part; never below 10.5 pt."""

    def sheets_for(fit: Fit) -> list[Sheet]:
        sheets = lay_out(story(fit), frames)
        if len(sheets) > 1 and not fit.many_sheets:
            sheets = lay_out(story(replace(fit, many_sheets=True)), frames)
        return sheets

    roomy = sheets_for(_FITS[0])
    if not only_closing(roomy):
        return roomy
    for fit in _FITS[1:]:
        tighter = sheets_for(fit)
        if len(tighter) < len(roomy):
            return tighter
    return roomy


# --- head ---


class _Head:
    """The head of page 1: measured before the layout, drawn once per copy."""

    def __init__(self, form: Form) -> None:
        self.form = form
        stamp, codes = form.stamp, form.codes
        self.qr_text, self.digits = head_codes(codes, stamp)
        self.parent = balanced_lines(form.letterhead.parent_agency, SERIF, 12, HEAD_LEFT)
        self.agency = balanced_lines(form.letterhead.issuing_agency, SERIF_BOLD, 12, HEAD_LEFT)
        self.first_base = TOP - 10.7
        self.left_rule = self.first_base - 15 * (len(self.parent) + len(self.agency) - 1) - 6
        self.codes_top = min(self.left_rule - 17.3, TOP - 63.7)
        self.qr_side = code_marks.qr_side(self.qr_text) if self.qr_text else 0.0
        codes_bottom = self.codes_top - max(self.qr_side, 47.5 if self.digits or codes.code else 10)
        self.box = mark_box(stamp)
        box_bottom = self.codes_top - (self.box.height if self.box else 0)
        self.title_base = min(codes_bottom, box_bottom - 4) - 19.6
        self.title = balanced_lines(form.title, SERIF_BOLD, 14.5, WIDTH)
        self.subtitle_base = self.title_base - 18 * (len(self.title) - 1) - 15.7
        self.body_top = self.subtitle_base - 7.1

    def draw(self, canvas: Canvas, copy: int) -> None:
        form = self.form
        middle = LEFT + HEAD_LEFT / 2
        base = self.first_base
        for face, lines in ((SERIF, self.parent), (SERIF_BOLD, self.agency)):
            canvas.setFont(face, 12)
            for line in lines:
                canvas.drawCentredString(middle, base, line)
                base -= 15
        longest = max(width_of(line, SERIF_BOLD, 12) for line in self.agency)
        canvas.setLineWidth(0.5)
        canvas.line(middle - 0.21 * longest, self.left_rule, middle + 0.21 * longest, self.left_rule)

        middle = LEFT + HEAD_LEFT + HEAD_RIGHT / 2
        canvas.setFont(SERIF_BOLD, 12)
        canvas.drawCentredString(middle, self.first_base, STATE)
        canvas.setFont(SERIF_BOLD, 13)
        canvas.drawCentredString(middle, self.first_base - 15, MOTTO)
        half = width_of(MOTTO, SERIF_BOLD, 13) / 2
        canvas.line(middle - half, self.first_base - 19.7, middle + half, self.first_base - 19.7)
        place = f"{form.letterhead.place}, {long_date(form.issued_on)}" if form.letterhead.place else ""
        _centred_to_fit(canvas, printable(place or long_date(form.issued_on)), SERIF_ITALIC, 13, middle,
                        self.first_base - 40.6, HEAD_RIGHT)  # fmt: skip

        self._draw_codes(canvas)
        if self.box:
            self.box.draw(canvas, middle, self.codes_top + 1)

        canvas.setFont(SERIF_BOLD, 14.5)
        for number, line in enumerate(self.title):
            canvas.drawCentredString((LEFT + RIGHT) / 2, self.title_base - 18 * number, line)
        canvas.setFont(SERIF_ITALIC, 12)
        lead = f"Lần {form.round} – " if form.round else ""
        copy_name = f": {form.copy_names[copy]}" if copy in form.copy_names else ""
        canvas.drawCentredString((LEFT + RIGHT) / 2, self.subtitle_base, f"({lead}Liên {copy}{copy_name})")

    def _draw_codes(self, canvas: Canvas) -> None:
        top = self.codes_top
        if self.qr_text:
            code_marks.draw_qr(canvas, self.qr_text, LEFT, top)
        x = code_marks.snap(LEFT) + (self.qr_side + 4.2 * mm if self.qr_text else 0)
        canvas.setFont(SERIF, 9)
        canvas.drawString(x, top - 6.4, printable(self.form.caption))
        canvas.setFont(SERIF_BOLD, 11.5)
        canvas.drawString(x, top - 17.7, printable(self.form.codes.code))
        if self.digits:
            code_marks.draw_bars(canvas, self.digits, x, top - 21.6, 5.6 * mm)
            canvas.setFont(SERIF, 8.5)
            canvas.drawString(code_marks.snap(x), top - 46.6, code_marks.in_fours(self.digits))


def head_codes(codes: Codes, stamp: PrintStamp) -> tuple[str, str]:
    """Give QR text and bar digits of a head, on practice papers those that open no real dossier."""
    qr_text, digits = codes.lookup or codes.code, codes.barcode
    if stamp.training:
        return code_marks.practice_qr(qr_text) if qr_text else "", code_marks.practice_digits(digits)
    return qr_text, digits


def _centred_to_fit(canvas: Canvas, text: str, face: str, size: float, x: float, y: float, width: float) -> None:
    wide = width_of(text, face, size)
    canvas.setFont(face, size if wide <= width else size * width / wide)
    canvas.drawCentredString(x, y, text)


# --- page furniture ---


def _draw_running_head(canvas: Canvas, form: Form, number: int) -> None:
    rule = PAGE_HEIGHT - 17 * mm
    code = form.codes.code
    text = form.title.capitalize() + (f" – Mã hồ sơ {code}" if code else "") + " (tiếp theo)"
    canvas.setFont(SERIF_ITALIC, 10)
    canvas.drawString(LEFT, rule + 4.5, printable(text))
    canvas.setLineWidth(INNER_RULE)
    canvas.line(LEFT, rule, RIGHT, rule)
    sheet = f"tờ {number}"
    x = RIGHT
    if code:
        page_code = f"{code}/{form.mark}/{number}"
        if form.stamp.training:
            page_code = code_marks.practice_qr(page_code)
        side = code_marks.qr_side(page_code, 5)
        x = RIGHT - side
        code_marks.draw_qr(canvas, page_code, x, rule + 8 + side, 5)
    canvas.setFont(SERIF, 9)
    canvas.drawRightString(x - 4, rule + 4.5, sheet)


INNER_RULE = 0.5


def foot_lines(form: Form, copy: int, number: int, count: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Choose the longest wording of both foot lines whose strings do not collide: ((left, right), (left, right)).

    Raises `UserError` when none is left; nothing is ever printed over something else.
    """
    stamp, letterhead = form.stamp, form.letterhead
    right1 = f"Liên {copy}{again_words(stamp)} – Trang {number}/{count}"
    owner = f" (chủ quản: {letterhead.system_owner})" if letterhead.system_owner else ""
    left1 = first_that_fits((letterhead.system + owner, letterhead.system), right1, SERIF_BOLD, 8.6)
    when = local(stamp.printed_at)
    staff = f" ({stamp.staff_no})" if stamp.staff_no else ""
    form_name = f"Mẫu {form.form_code}"
    event = f"Dấu {stamp.event_hash[:8]}" if stamp.event_hash else ""
    time, short_time = f"In lúc {when:%H:%M:%S} ngày {when:%d/%m/%Y}", f"In lúc {when:%H:%M:%S} {when:%d/%m/%Y}"
    right2 = form.codes.code
    left2 = first_that_fits(
        (
            dotted(time, f"Người in: {stamp.printed_by}{staff}", form_name, event),
            dotted(short_time, f"Người in: {stamp.printed_by}{staff}", form_name, event),
            dotted(short_time, f"{stamp.printed_by}{staff}", form_name, event),
            dotted(short_time, stamp.staff_no or stamp.printed_by, form_name, event),
        ),
        right2,
        SERIF,
        FOOT_SIZE,
    )
    return (left1, printable(right1)), (left2, printable(right2))


def dotted(*parts: str) -> str:
    """Join what is not empty with a middle dot."""
    return " · ".join(part for part in parts if part)


def first_that_fits(
    wordings: tuple[str, ...],
    right: str,
    right_face: str,
    right_size: float,
    size: float = FOOT_SIZE,
    width: float = WIDTH,
) -> str:
    """Choose the first of `wordings` that stands clear of `right` on a foot line; `UserError` when none does."""
    room = width - width_of(printable(right), right_face, right_size) - FOOT_GAP
    for wording in wordings:
        text = printable(wording)
        if width_of(text, SERIF, size) <= room:
            return text
    raise UserError(
        f"Chân trang không đủ chỗ cho “{wordings[-1]}” cạnh “{right}”.",
        "Rút ngắn tên hệ thống hoặc mã nhân viên trong Cài đặt rồi in lại.",
        "foot-collides",
    )


def _draw_foot(canvas: Canvas, form: Form, copy: int, number: int, count: int) -> None:
    (left1, right1), (left2, right2) = foot_lines(form, copy, number, count)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, FOOT_RULE, RIGHT, FOOT_RULE)
    canvas.setFont(SERIF, FOOT_SIZE)
    canvas.drawString(LEFT, FOOT_RULE - 10, left1)
    canvas.drawString(LEFT, FOOT_RULE - 19.6, left2)
    canvas.drawRightString(RIGHT, FOOT_RULE - 19.6, right2)
    canvas.setFont(SERIF_BOLD, 8.6)
    canvas.drawRightString(RIGHT, FOOT_RULE - 10, right1)
