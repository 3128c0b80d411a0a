"""The ticket (Phiếu số) for an 80 mm roll, as a 1-bit picture of 576 dots: paper 13 of the design.

It names no person. The number is what people read from across the hall, so it is as large as the paper lets it be.
"""

from __future__ import annotations

from PIL import Image

from app.printing.codes import practice_qr
from app.printing.dates import weekday
from app.printing.documents import LabelSize, TicketDoc
from app.printing.fonts import SANS_BOLD, SANS_EXTRABOLD, SANS_MEDIUM, SANS_SEMIBOLD, pixel_font, printable
from app.printing.form_texts import PRACTICE_MARK
from app.printing.label_sheet import QUIET_QR, Sheet, labels_pdf

WIDTH_MM, DPI = 72, 203  # 576 dots: what heads for 80 mm paper can print
_TALLEST = LabelSize(name="", width_mm=WIDTH_MM, height_mm=200)
_EDGE, _MODULE = 24, 5
_ADVICE = ("Giữ phiếu này đến khi được gọi.", "Nhỡ lượt: báo quầy, không", "phải lấy số lại.")


def ticket_image(doc: TicketDoc) -> Image.Image:
    """Draw a ticket: mode "1", 576 dots wide, as long as what it says."""
    sheet = Sheet(_TALLEST, DPI)
    pen = _Pen(sheet)
    head, below = _office(doc)
    pen.line(head, SANS_BOLD, 25, 34)
    if below:
        pen.line(below, SANS_MEDIUM, 25, 34)
    pen.rule()
    if doc.priority:
        pen.band(f"ƯU TIÊN – {doc.priority.upper()}")
    pen.line("Số của Ông/Bà", SANS_MEDIUM, 28, 40)
    pen.line(doc.number, SANS_EXTRABOLD, 180, 160)
    pen.y += 16
    first, *more = sheet.wrapped(doc.service, SANS_BOLD, 36 / 8, sheet.width - 2 * _EDGE)
    for words in filter(None, (first, " ".join(more))):
        pen.line(words, SANS_BOLD, 36, 48)
    pen.rule(14)
    pen.line("Trước Ông/Bà", SANS_MEDIUM, 25, 34)
    pen.line(f"{doc.before} người" if doc.before else "không có ai", SANS_BOLD, 36, 42)
    pen.rule(14)
    pen.code(practice_qr(doc.code) if doc.stamp.training else doc.code, _ADVICE)
    at = doc.issued_at
    day = weekday(at.date())
    pen.line(f"{day[:1].upper()}{day[1:]}, {at:%d/%m/%Y} – lấy số lúc {at:%H:%M}", SANS_MEDIUM, 25, 40)
    pen.y -= 4
    pen.line(" · ".join(filter(None, ("Quầy Một Cửa", doc.stamp.counter, _again(doc)))), SANS_MEDIUM, 22, 30)
    if doc.stamp.training:
        pen.y += 8
        pen.band(PRACTICE_MARK)
    return sheet.image.crop((0, 0, sheet.width, pen.y + 16))


def ticket_pdf(doc: TicketDoc) -> bytes:
    """Put the picture on a page of exactly its dots."""
    image = ticket_image(doc)
    size = LabelSize(name="", width_mm=image.width / 8, height_mm=image.height / 8)
    return labels_pdf([image], size, f"Phiếu số {doc.number}")


def _again(doc: TicketDoc) -> str:
    said = [f"in lại {doc.stamp.reprint}"] if doc.stamp.reprint else []
    return " · ".join(said + ([f"lần gửi in {doc.stamp.attempt}"] if doc.stamp.attempt > 1 else []))


def _office(doc: TicketDoc) -> tuple[str, str]:
    """Return the two lines of the head: what such an office is called, and which it is."""
    name, kind = doc.letterhead.office, doc.letterhead.issuing_agency
    if name.upper().startswith(kind.upper()):
        return kind, name[len(kind) :].strip()
    return name, ""


class _Pen:
    """Draws line below line; `y` is where the next begins, in dots."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.y = 6

    def line(self, text: str, face: str, size: int, step: int) -> None:
        """Draw a centred line whose base is `step` dots below the one before; smaller when it must."""
        sheet, room = self._sheet, self._sheet.width - 2 * _EDGE
        self.y += step
        size_mm = sheet.fit(text, face, size / 8, room)
        sheet.text(sheet.width // 2, self.y, sheet.shortened(text, face, size_mm, room), face, size_mm, "ms")

    def rule(self, before: int = 8) -> None:
        self.y += before + 4
        self._sheet.rule(_EDGE, self._sheet.width - _EDGE, self.y)
        self.y += 10

    def band(self, text: str) -> None:
        """Draw white on black across the paper."""
        sheet, high = self._sheet, 54
        size_mm = sheet.fit(text, SANS_BOLD, 28 / 8, sheet.width - 4 * _EDGE)
        sheet.pen.rectangle((_EDGE, self.y + 4, sheet.width - _EDGE, self.y + 4 + high), fill=0)
        font = pixel_font(SANS_BOLD, sheet.dots(size_mm))
        middle = (sheet.width // 2, self.y + 4 + high * 2 // 3)
        sheet.pen.text(middle, printable(text, SANS_BOLD), fill=1, font=font, anchor="ms")
        self.y += high + 10

    def code(self, text: str, advice: tuple[str, ...]) -> None:
        """Draw the QR, and beside it what to do."""
        sheet, top = self._sheet, self.y + 6
        side = sheet.qr(_EDGE, top, text, _MODULE)
        left = _EDGE + side + QUIET_QR * _MODULE
        for number, words in enumerate(advice):
            face = SANS_SEMIBOLD if number == 0 else SANS_MEDIUM
            sheet.fitted(left, top + 34 + number * 36, words, face, 25 / 8, sheet.width - left - _EDGE)
        self.y = top + max(side, 34 + len(advice) * 36) + 6
