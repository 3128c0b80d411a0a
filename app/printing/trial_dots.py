"""Test label and test ticket as 1-bit pictures at the print head's own dots."""

from __future__ import annotations

from PIL import Image

from app.printing import codes as code_marks
from app.printing.dates import local
from app.printing.documents import LabelSize, PrinterTestDoc
from app.printing.fonts import SANS_BOLD, SANS_MEDIUM, SANS_SEMIBOLD
from app.printing.label_sheet import Sheet, dots_per_mm
from app.printing.trial_texts import BAR_TEXT, HARD_LETTERS, QR_TEXT, vietnamese_letters

CROSS_MM = 5.0  # from the centre of the cross to the label's right and lower edge
_PAPER = {384: 58, 512: 80, 576: 80}  # mm of the roll a head is made for
_SHADES = (25, 50, 75, 100)


def trial_label_image(doc: PrinterTestDoc) -> Image.Image:
    """Draw the test label: frame at the edge, rulers on two sides, offset cross, letters, codes; 1-bit."""
    size: LabelSize = doc.label or LabelSize(name="50×30", width_mm=50, height_mm=30)
    sheet = Sheet(size, doc.dpi)
    edge = sheet.dots(0.6)
    line = max(1, sheet.dots(0.13))
    right, bottom = sheet.width - edge, sheet.height - edge
    sheet.rule(edge, right, edge, line)
    sheet.rule(edge, right, bottom - line, line)
    for x in (edge, right - line):
        sheet.rule(x, x + line, edge, bottom - edge)
    # Rulers: a tick each millimetre from the left and from the upper edge of the label.
    for tick in range(1, int(size.width_mm)):
        x, high = sheet.dots(tick), sheet.dots(1.6 if tick % 5 == 0 else 0.9)
        sheet.rule(x, x + line, bottom - line - high, high)
    for tick in range(1, int(size.height_mm)):
        y, long = sheet.dots(tick), sheet.dots(1.6 if tick % 5 == 0 else 0.9)
        sheet.rule(edge, edge + long, y, line)
    wide, tall = size.width_mm >= 45, size.height_mm > 60
    if wide:
        reach = sheet.dots(CROSS_MM)
        _cross(sheet, sheet.width - reach, sheet.height - reach, 2.4)
    left, below = _label_head(sheet, doc, size, edge, right, wide)
    limit = bottom - sheet.dots(1.9)
    if tall:
        top = _bar_ladder(sheet, below + sheet.dots(2), (1, 2, 3, 4), 10)
        _shade_row(sheet, _qr_ladder(sheet, top + sheet.dots(2), left), left, right - left)
    elif wide and limit - below > sheet.dots(7):
        high = sheet.dots(4)
        sheet.bars(left, limit - high - sheet.dots(0.6), BAR_TEXT, 2, high)
    return sheet.image


def _label_head(
    sheet: Sheet, doc: PrinterTestDoc, size: LabelSize, edge: int, right: int, wide: bool
) -> tuple[int, int]:
    """Draw QR, size and letters; return where further codes may begin (x, y)."""
    bottom = sheet.height - edge
    module = max(3, round(0.5 * sheet.per_mm))
    count = len(code_marks.qr_matrix(QR_TEXT))
    quiet = 4 * module
    sheet.qr(edge + quiet, edge + quiet, QR_TEXT, module)
    left = edge + 2 * quiet + count * module
    room = right - left - sheet.dots(0.8)
    limit = bottom - sheet.dots(1.9)
    base = edge + sheet.dots(3.8)
    sheet.fitted(left, base, f"Nhãn thử {size.name} mm" if wide else f"{size.name} mm", SANS_BOLD, 3.0, room)
    base += sheet.dots(3.4)
    dots = f" · {sheet.width}×{sheet.height} điểm" if wide else ""
    sheet.fitted(left, base, f"{doc.dpi} dpi{dots}", SANS_SEMIBOLD, 2.6, room)
    base += sheet.dots(4.3)
    below_qr = edge + 2 * quiet + count * module + sheet.dots(3.2)
    letters = HARD_LETTERS if size.width_mm < 80 else f"{vietnamese_letters()} {vietnamese_letters().upper()}"
    rest, base = _letter_rows(sheet, letters, left, base, room, min(limit, below_qr - sheet.dots(3.2)))
    left = edge + quiet
    if rest and below_qr < limit:
        room = right - edge - 2 * quiet - (sheet.dots(CROSS_MM + 3) if wide and size.height_mm <= 60 else 0)
        rest, base = _letter_rows(sheet, rest, left, below_qr, room, limit)
    return left, base - sheet.dots(3)


def _letter_rows(sheet: Sheet, letters: str, left: int, base: int, room: int, limit: int) -> tuple[str, int]:
    """Draw rows of letters down to `limit`; return those that found no room, and the next base line."""
    rows = sheet.wrapped(letters, SANS_MEDIUM, 2.9, room)
    while rows and base + sheet.dots(0.8) <= limit:
        sheet.text(left, base, rows.pop(0), SANS_MEDIUM, 2.9)
        base += sheet.dots(4.0)
    return " ".join(rows), base


def trial_ticket_image(doc: PrinterTestDoc) -> Image.Image:
    """Draw the test ticket for a roll, `doc.roll_dots` wide: rulers, cross, all letters, code ladder, shades; 1-bit."""
    per_mm = dots_per_mm(doc.dpi)
    wide = doc.roll_dots
    sheet = Sheet(LabelSize(name="", width_mm=wide / per_mm, height_mm=260), doc.dpi)
    line = max(1, sheet.dots(0.13))
    # The upper ruler counts from the head's first dot; the last tick shows whether the head is as wide as said.
    for tick in range(int(wide / per_mm) + 1):
        x, high = min(sheet.dots(tick), wide - line), sheet.dots(3 if tick % 10 == 0 else 2.2 if tick % 5 == 0 else 1.3)
        sheet.rule(x, x + line, 0, high)
        if tick % 10 == 0 and 0 < tick < wide / per_mm - 2:
            sheet.text(x, sheet.dots(5.6), str(tick), SANS_MEDIUM, 2.3, "ms")
    sheet.rule(0, wide, 0, line)
    sheet.rule(wide - line, wide, 0, sheet.dots(3))
    top = sheet.dots(8)
    middle = wide // 2
    _cross(sheet, middle, top + sheet.dots(3), 3)
    base = top + sheet.dots(9.5)
    paper = _PAPER.get(wide)
    told = f"Giấy cuộn {paper} mm" if paper else "Giấy cuộn"
    for text, face, size in (
        (f"{told} · {wide} điểm · {doc.dpi} dpi", SANS_BOLD, 3.2),
        (doc.printer, SANS_MEDIUM, 2.8),
        (f"In lúc {local(doc.stamp.printed_at):%H:%M %d/%m/%Y}", SANS_MEDIUM, 2.8),
    ):
        if text:
            size = sheet.fit(text, face, size, wide)
            sheet.text(middle, base, sheet.shortened(text, face, size, wide), face, size, "ms")
            base += sheet.dots(4)
    base = _ticket_letters(sheet, base + sheet.dots(1.5), line)
    base = _bar_ladder(sheet, base + sheet.dots(1), (1, 2, 3), 8)
    base = _qr_ladder(sheet, base + sheet.dots(2))
    base = _shade_row(sheet, base + sheet.dots(2), 0, wide)
    return sheet.image.crop((0, 0, wide, min(sheet.height, base + sheet.dots(1))))


def _ticket_letters(sheet: Sheet, top: int, line: int) -> int:
    """Draw all letters beside a ruler down the left edge; return where they end."""
    left = sheet.dots(8)
    letters = vietnamese_letters()
    base = top + sheet.dots(3)
    for text in (letters, letters.upper()):
        for row in sheet.wrapped(text, SANS_MEDIUM, 2.9, sheet.width - left):
            sheet.text(left, base, row, SANS_MEDIUM, 2.9)
            base += sheet.dots(4.2)
    for tick in range(int((base - top) / sheet.per_mm)):
        y, long = top + sheet.dots(tick), sheet.dots(3 if tick % 10 == 0 else 2.2 if tick % 5 == 0 else 1.3)
        sheet.rule(0, long, y, line)
        if tick % 10 == 0:
            sheet.text(sheet.dots(3.4), y + sheet.dots(0.9), str(tick), SANS_MEDIUM, 2.3)
    return base


def _cross(sheet: Sheet, x: int, y: int, arm_mm: float) -> None:
    """Draw a cross whose centre is exactly the dot (x, y)."""
    arm, line = sheet.dots(arm_mm), max(1, sheet.dots(0.13))
    sheet.rule(x - arm, x + arm + 1, y - line // 2, line)
    sheet.rule(x - line // 2, x - line // 2 + line, y - arm, 2 * arm + 1)


def _bar_ladder(sheet: Sheet, top: int, modules: tuple[int, ...], high_mm: float) -> int:
    """Draw the bars at growing dots per module; return where they end."""
    for module in modules:
        if 123 * module > sheet.width:
            continue
        sheet.bars((sheet.width - 123 * module) // 2, top, BAR_TEXT, module, sheet.dots(high_mm))
        label = f"{module} điểm · {code_marks.in_fours(BAR_TEXT)}"
        sheet.text(sheet.width // 2, top + sheet.dots(high_mm + 3.2), label, SANS_MEDIUM, 2.6, "ms")
        top += sheet.dots(high_mm + 6)
    return top


def _qr_ladder(sheet: Sheet, top: int, left: int = 0) -> int:
    """Draw QRs at 3 to 6 dots per module, as many in a row as fit; return where they end."""
    x, high = left, 0
    count = len(code_marks.qr_matrix(QR_TEXT))
    for module in (3, 4, 5, 6):
        side = (count + 8) * module
        if x > left and x + side > sheet.width:
            x, top, high = left, top + high, 0
        sheet.qr(x + 4 * module, top + 2 * module, QR_TEXT, module)
        foot = top + (count + 2) * module + sheet.dots(3.4)
        sheet.text(x + side // 2, foot, f"{module} điểm", SANS_MEDIUM, 2.3, "ms")
        x, high = x + side, max(high, foot - top + sheet.dots(1.5))
    return top + high


def _shade_row(sheet: Sheet, top: int, left: int, room: int) -> int:
    """Draw fields of 25 to 100 % black, each dot known: too dark fills them up, too pale leaves gaps in the last."""
    high, step = sheet.dots(7), room // len(_SHADES)
    for number, shade in enumerate(_SHADES):
        x1 = left + number * step
        for y in range(top, top + high):
            for x in range(x1, x1 + step - sheet.dots(1)):
                if _is_black(shade, x, y):
                    sheet.image.putpixel((x, y), 0)
        sheet.text(x1 + step // 2, top + high + sheet.dots(3), f"{shade} %", SANS_MEDIUM, 2.3, "ms")
    return top + high + sheet.dots(4)


def _is_black(shade: int, x: int, y: int) -> bool:
    # Four dots in a square, darkened one after the other along the diagonal.
    return {(0, 0): 25, (1, 1): 50, (1, 0): 75, (0, 1): 100}[(x % 2, y % 2)] <= shade
