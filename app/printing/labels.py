"""Labels as 1-bit pictures in whole printer dots, drawn at the printer's own resolution.

Which layout a stock gets is decided by its room, so that sizes can be edited. Personal data is masked here, in the
drawing: initials and given name, last three digits. Only the postal label bears a full name and address. An
organisation is no person: its name and tax code are printed as they are.
"""

from __future__ import annotations

import re

from PIL import Image

from app.printing.codes import bar_modules, in_fours, practice_digits, practice_qr, qr_matrix
from app.printing.dates import money
from app.printing.documents import LabelDoc, PostalItem
from app.printing.fonts import SANS_BOLD, SANS_EXTRABOLD, SANS_MEDIUM, SANS_SEMIBOLD, pixel_font
from app.printing.form_texts import PRACTICE_MARK
from app.printing.label_sheet import QUIET_BARS, QUIET_QR, TEXT_FLOOR, Sheet

_SHORTER = (
    ("trách nhiệm hữu hạn", "TNHH"), ("một thành viên", "MTV"), ("doanh nghiệp tư nhân", "DNTN"), ("cổ phần", "CP"),
    ("hợp tác xã", "HTX"), ("chi nhánh", "CN"), ("công ty", "Cty"),
)  # fmt: skip


def label_image(doc: LabelDoc) -> Image.Image:
    """Draw one label: mode "1", exactly `label_dots(doc.size, doc.dpi)` dots."""
    sheet = Sheet(doc.size, doc.dpi)
    width, height = doc.size.width_mm, doc.size.height_mm
    if doc.postal is not None:
        _draw_postal(sheet, doc, doc.postal)
    elif width >= 60 and height < 40:
        _draw_wide(sheet, doc)
    elif width >= 45 and height >= 28:
        _draw_medium(sheet, doc)
    else:
        _draw_small(sheet, doc)
    _mark_again(sheet, doc)
    if doc.stamp.training:
        _mark_practice(sheet)
    return sheet.image


def mask_name(name: str) -> str:
    """Mask "Nguyễn Thị Kiều Oanh" to "N. T. K. Oanh"; one word keeps its initial only."""
    words = name.split()
    if not words:
        return ""
    given = words[-1] if not words[-1].isupper() else words[-1].capitalize()
    initials = [f"{word[0].upper()}." for word in words[:-1]]
    return " ".join([*initials, given]) if initials else f"{given[0].upper()}."


def mask_number(number: str) -> str:
    """Keep the last three characters: "•••••••••000". Short numbers are masked whole."""
    digits = "".join(number.split())
    return "•" * (len(digits) - 3) + digits[-3:] if len(digits) > 5 else "•" * len(digits)


def mask_phone(phone: str) -> str:
    """Mask "0900000321" to "0900 ••• 321"."""
    digits = "".join(char for char in phone if char.isdigit())
    return f"{digits[:4]} ••• {digits[-3:]}" if len(digits) >= 9 else mask_number(digits)


def _qr_text(doc: LabelDoc) -> str:
    return practice_qr(doc.codes.code) if doc.stamp.training else doc.codes.code


def _bar_digits(doc: LabelDoc) -> str:
    return practice_digits(doc.codes.barcode) if doc.stamp.training else doc.codes.barcode


def _code_parts(code: str) -> tuple[str, str, str]:
    """Split a dossier code into agency, date and serial."""
    agency, _, rest = code.partition("-")
    day, _, serial = rest.rpartition("-")
    return agency, day, serial


def _module(sheet: Sheet, text: str, room_mm: float) -> int:
    """Dots per QR module for `room_mm` of code, quiet zone not counted."""
    return max(3, int(room_mm * sheet.per_mm / len(qr_matrix(text))))


def _small_due(doc: LabelDoc) -> str:
    return f"hẹn {doc.due_on.day}/{doc.due_on.month}" if doc.due_on else ""


def _draw_small(sheet: Sheet, doc: LabelDoc) -> None:
    """35×22: QR, agency, date, serial as large as the room gives, due day. No name."""
    text = _qr_text(doc)
    module = _module(sheet, text, 13.2)
    count = len(qr_matrix(text))
    side = count * module
    x = QUIET_QR * module
    sheet.qr(x, (sheet.height - side) // 2, text, module)
    left = x + side + QUIET_QR * module
    room = sheet.width - left - sheet.dots(1.0)
    agency, day, serial = _code_parts(doc.codes.code)
    serial_size = sheet.fit(serial, SANS_EXTRABOLD, 6.0, room)
    lines = _agency_lines(sheet, agency, room)
    top = sheet.height / 2 - sheet.dots(6.2 if len(lines) == 1 else 8.1)
    base = round(top) + sheet.dots(2.3)
    for line in lines:
        sheet.text(left, base, line, SANS_MEDIUM, 2.8)
        base += sheet.dots(2.55)
    base += sheet.dots(3.7 - 2.55 if len(lines) == 1 else 0.55)
    sheet.text(left, base, day, SANS_SEMIBOLD, 3.3)
    base += sheet.dots(5.6)
    sheet.text(left, base, serial, SANS_EXTRABOLD, serial_size)
    base += sheet.dots(4.3)
    sheet.fitted(left, base, _small_due(doc), SANS_SEMIBOLD, 2.9, room)


def _agency_lines(sheet: Sheet, agency: str, room: int) -> list[str]:
    """Break an agency code after a dot when it is too wide."""
    if sheet.measure(agency, SANS_MEDIUM, 2.8) <= room:
        return [agency]
    head, _, tail = agency.rpartition(".")
    return [f"{head}.", tail] if head else [agency]


def _draw_medium(sheet: Sheet, doc: LabelDoc) -> None:
    """50×30: QR, code with large serial, due date, counter and post; below the rule person and procedure, masked."""
    text = _qr_text(doc)
    module = _module(sheet, text, 13.4)
    edge = sheet.dots(2.8)
    side = sheet.qr(edge, sheet.dots(3.3), text, module)
    left = edge + side + QUIET_QR * module
    room = sheet.width - left - sheet.dots(1.2)
    agency, day, serial = _code_parts(doc.codes.code)
    sheet.fitted(left, sheet.dots(5.4), f"{agency}-{day}-", SANS_MEDIUM, 3.0, room)
    size = sheet.fit(serial, SANS_EXTRABOLD, 7.0, room)
    sheet.text(left, sheet.dots(12.0), serial, SANS_EXTRABOLD, size)
    if doc.due_on:
        sheet.fitted(left, sheet.dots(16.0), f"Hẹn trả {doc.due_on:%d/%m/%Y}", SANS_SEMIBOLD, 2.9, room)
    facts = [doc.counter, f"BCCI: {'có' if doc.by_post else 'không'}"]
    sheet.fitted(left, sheet.dots(19.3), " · ".join(fact for fact in facts if fact), SANS_MEDIUM, 2.6, room)
    sheet.rule(
        sheet.dots(1.5),
        sheet.width - sheet.dots(1.5),
        sheet.dots(20.6 if doc.organisation else 21.6),
        max(1, sheet.dots(0.13)),
    )
    left, room = sheet.dots(1.9), sheet.width - sheet.dots(3.4)
    if doc.organisation:
        _draw_organisation(sheet, doc, left, room)
        return
    who = " · ".join(part for part in (mask_name(doc.person), mask_number(doc.id_number)) if part)
    sheet.fitted(left, sheet.dots(25.0), who, SANS_SEMIBOLD, 2.8, room)
    sheet.fitted(left, sheet.dots(28.5), _what(doc), SANS_MEDIUM, 2.6, room)


def _draw_organisation(sheet: Sheet, doc: LabelDoc, left: int, room: int) -> None:
    """Draw below the rule of a 50×30: the name on one line or two, then tax code and procedure."""
    lines = organisation_lines(sheet, doc.person, SANS_SEMIBOLD, 2.4, room, 2)
    bases = (24.6,) if len(lines) == 1 else (23.6, 26.2)
    for base, line in zip(bases, lines, strict=True):
        sheet.fitted(left, sheet.dots(base), line, SANS_SEMIBOLD, 2.4, room)
    what = " · ".join(part for part in (_tax_code(doc), _what(doc)) if part)
    sheet.fitted(left, sheet.dots(28.2 if len(lines) == 1 else 28.9), what, SANS_MEDIUM, 2.4, room)


def organisation_lines(sheet: Sheet, name: str, face: str, size_mm: float, room: int, most: int) -> list[str]:
    """Break a name into `most` lines at the most: usual words are abbreviated first, then the last are left out."""
    lines = sheet.wrapped(name, face, size_mm, room)
    for full, short in _SHORTER:
        if len(lines) <= most:
            return lines
        name = re.sub(rf"\b{full}\b", short, name, flags=re.IGNORECASE)
        lines = sheet.wrapped(name, face, size_mm, room)
    words = name.split()
    while len(lines) > most and len(words) > 1:
        words.pop()
        lines = sheet.wrapped(f"{' '.join(words)}…", face, size_mm, room)
    return lines


def _what(doc: LabelDoc) -> str:
    return f"{doc.procedure_code} {doc.procedure_short}".strip()


def _tax_code(doc: LabelDoc) -> str:
    return f"MST {doc.id_number}" if doc.id_number else ""


def _draw_wide(sheet: Sheet, doc: LabelDoc) -> None:
    """72×22: code, Code 128 with its digits, masked name and procedure; QR with the serial below it at the right."""
    text = _qr_text(doc)
    digits = _bar_digits(doc)
    serial = _code_parts(doc.codes.code)[2]
    module = max(3, round(0.5 * sheet.per_mm))
    side = len(qr_matrix(text)) * module
    qr_x = sheet.width - side - QUIET_QR * module
    qr_y = sheet.dots(2.6)
    sheet.qr(qr_x, qr_y, text, module)
    serial_size = sheet.fit(serial, SANS_EXTRABOLD, 4.9, side + 2 * module)
    sheet.text(qr_x + side // 2, qr_y + side + sheet.dots(7.5), serial, SANS_EXTRABOLD, serial_size, "ms")

    bar = 4 if sheet.per_mm > 10 else 3
    left = QUIET_BARS * bar + sheet.dots(0.6)
    room = qr_x - QUIET_QR * module - left
    top = sheet.dots(2.4)
    sheet.fitted(left, top + sheet.dots(2.4), doc.codes.code, SANS_BOLD, 3.3, room)
    wide = room
    if digits:
        wide = sheet.bars(left, top + sheet.dots(3.8), digits, bar, sheet.dots(9.2))
    due = _small_due(doc)
    due_wide = sheet.measure(due, SANS_SEMIBOLD, 2.9)
    sheet.text(left + wide, sheet.dots(18.2), due, SANS_SEMIBOLD, 2.9, "rs")
    sheet.fitted(left, sheet.dots(18.2), in_fours(digits), SANS_MEDIUM, 2.4, wide - due_wide - sheet.dots(1))
    name, number = mask_name(doc.person), doc.procedure_code
    if doc.organisation:
        number = _tax_code(doc)
        number_wide = sheet.measure(f" · {number}", SANS_MEDIUM, TEXT_FLOOR) if number else 0
        name = organisation_lines(sheet, doc.person, SANS_MEDIUM, TEXT_FLOOR, room - number_wide, 1)[0]
    who = " · ".join(part for part in (name, number) if part)
    sheet.fitted(left, sheet.dots(21.1), who, SANS_MEDIUM, 2.6, room)


def _draw_postal(sheet: Sheet, doc: LabelDoc, item: PostalItem) -> None:
    """100×150: carrier, sender, recipient with full address, S10 bars, dossier, delivery attempts."""
    left, right = sheet.dots(4), sheet.width - sheet.dots(4)
    room = right - left
    line = max(2, sheet.dots(0.3))
    edge = sheet.dots(3)

    def rule(at: float) -> None:
        sheet.rule(edge, sheet.width - edge, sheet.dots(at), line)

    def put(at: float, text: str, face: str, size: float, wide: int = room, x: int = left) -> None:
        if text:
            sheet.fitted(x, sheet.dots(at), text, face, size, wide)

    put(9.2, item.carrier, SANS_BOLD, 4.8)
    put(13.6, item.service, SANS_MEDIUM, 3.2)
    rule(16)
    put(20.2, "Gửi từ", SANS_MEDIUM, 2.8)
    if doc.sender:
        put(24.7, doc.sender.office, SANS_SEMIBOLD, 3.9)
        put(28.6, " · ".join(part for part in (doc.sender.address, doc.sender.phone) if part), SANS_MEDIUM, 2.9)
    rule(31)
    put(35.3, "Người nhận", SANS_MEDIUM, 2.8)
    put(41.9, item.recipient, SANS_BOLD, 5)
    _draw_address(sheet, item, left, room)
    put(63.2, f"Điện thoại {mask_phone(item.phone)}" if item.phone else "", SANS_MEDIUM, 3.7, room - sheet.dots(32))
    sheet.text(right, sheet.dots(65), item.post_code, SANS_EXTRABOLD, 8.5, "rs")
    rule(67)
    if item.item_number:
        bar = 6 if sheet.per_mm > 10 else 4
        wide = len(bar_modules(item.item_number)) * bar
        sheet.bars((sheet.width - wide) // 2, sheet.dots(70), item.item_number, bar, sheet.dots(20))
        sheet.text(sheet.width // 2, sheet.dots(96), _spaced_item(item.item_number), SANS_SEMIBOLD, 5.4, "ms")
    rule(99)
    text = _qr_text(doc)
    module = _module(sheet, text, 21.4)
    side = sheet.qr(left + sheet.dots(0.2), sheet.dots(102.4), text, module)
    x = left + side + QUIET_QR * module
    put(105.7, "Mã hồ sơ", SANS_MEDIUM, 2.8, right - x, x)
    put(110.6, doc.codes.code, SANS_BOLD, 4.4, right - x, x)
    put(115.5, item.contents, SANS_MEDIUM, 3, right - x, x)
    put(120.5, f"Thu hộ (COD): {money(item.cod)}", SANS_SEMIBOLD, 4, right - x, x)
    put(124.3, f"Cước: {item.postage}" if item.postage else "", SANS_MEDIUM, 2.9, right - x, x)
    rule(126.6)
    put(130.8, item.instruction, SANS_SEMIBOLD, 3.3)
    _draw_attempts(sheet, left, right, line)


def _draw_address(sheet: Sheet, item: PostalItem, left: int, room: int) -> None:
    """Draw the address between the name and the phone: smaller when it must be, at last without the old name."""
    first, last = 47.8, 58.9
    old = f" (trước 01/7/2025: {item.old_address})" if item.old_address else ""
    for text in (item.address + old, item.address):
        size = 3.75
        while size > TEXT_FLOOR and _address_end(sheet, text, size, room, first) > last:
            size = max(TEXT_FLOOR, size - 0.15)
        if _address_end(sheet, text, size, room, first) <= last:
            break
    step = size * 1.345
    most = int((last - first) / step + 1.001)
    lines = sheet.wrapped(text, SANS_SEMIBOLD, size, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], sheet.shortened(" ".join(lines[most - 1 :]), SANS_SEMIBOLD, size, room)]
    for number, line in enumerate(lines):
        sheet.text(left, sheet.dots(first + number * step), line, SANS_SEMIBOLD, size)


def _address_end(sheet: Sheet, text: str, size: float, room: int, first: float) -> float:
    """Last base line in mm of `text` set at `size`."""
    return first + (len(sheet.wrapped(text, SANS_SEMIBOLD, size, room)) - 1) * size * 1.345


def _draw_attempts(sheet: Sheet, left: int, right: int, line: int) -> None:
    top, bottom = sheet.dots(133), sheet.dots(147)
    third = (right - left) // 3
    for number, label in enumerate(("Phát lần 1", "Phát lần 2", "Người nhận ký")):
        x = left + number * third
        sheet.rule(x, x + line, top, bottom - top)
        sheet.text(x + sheet.dots(1.2), sheet.dots(136.4), label, SANS_SEMIBOLD, 2.7)
        if number < 2:
            sheet.text(x + sheet.dots(1.2), sheet.dots(145.6), "…h…, …/…", SANS_MEDIUM, 2.7)
    sheet.rule(right - line, right, top, bottom - top)
    sheet.rule(left, right, top, line)
    sheet.rule(left, right, bottom - line, line)


def _spaced_item(number: str) -> str:
    """Write S10 "RR473124829VN" as "RR 473 124 829 VN"."""
    if len(number) != 13:
        return number
    return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"


def _mark_again(sheet: Sheet, doc: LabelDoc) -> None:
    """Say in the upper free corner which reprint and which sending this label is: no two look the same."""
    reprint, attempt = doc.stamp.reprint, doc.stamp.attempt
    parts = [f"IN LẠI {reprint}"] if reprint else []
    parts += [f"LẦN IN {attempt}"] if attempt > 1 else []
    if not parts:
        return
    left, right, base = sheet.width // 2, sheet.width - sheet.dots(0.8), 2.2  # above the code, right of the QR
    if doc.postal is None and doc.size.width_mm >= 60 and doc.size.height_mm < 40:
        left, right, base = sheet.dots(42), sheet.dots(56), 4.8  # between code and QR
    text = " · ".join(parts)
    if sheet.measure(text, SANS_BOLD, TEXT_FLOOR) > right - left:
        text = f"IL{reprint} · L{attempt}"
    sheet.text(left, sheet.dots(base), text, SANS_BOLD, TEXT_FLOOR)


def _mark_practice(sheet: Sheet) -> None:
    """White on black in the lower right corner: this label is practice."""
    size = 2.6
    wide = sheet.measure(PRACTICE_MARK, SANS_BOLD, size) + sheet.dots(1.2)
    high = sheet.dots(3.6)
    x, y = sheet.width - wide, sheet.height - high
    sheet.pen.rectangle((x, y, sheet.width - 1, sheet.height - 1), fill=0)
    font = pixel_font(SANS_BOLD, sheet.dots(size))
    sheet.pen.text((x + sheet.dots(0.6), y + sheet.dots(2.9)), PRACTICE_MARK, fill=1, font=font, anchor="ls")
