"""The parts bodies of the forms are made of: fields, columns, numbered lines, signatures."""

from __future__ import annotations

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.printing.flow import Block
from app.printing.fonts import SERIF, SERIF_BOLD, SERIF_ITALIC, markup, printable
from app.printing.form_texts import SIGN_HINT
from app.printing.forms import HEAD_LEFT
from app.printing.papers_table import centred
from app.printing.paragraphs import Paragraph

FIELD = ParagraphStyle("field", fontName=SERIF, fontSize=12.5, leading=15.3)
FIELD_GAP = 1.7
SENTENCE = ParagraphStyle("sentence", FIELD, alignment=TA_JUSTIFY)
NOTE = ParagraphStyle("note", fontName=SERIF, fontSize=10.5, leading=13, alignment=TA_JUSTIFY)


def field(
    label: str,
    value: str,
    *,
    gap: float = FIELD_GAP,
    closing: bool = False,
    with_next: bool = False,
    style: ParagraphStyle = FIELD,
) -> Block:
    """Make a line "label: value"; `value` is markup. Empty values leave a dotted place to write."""
    return Block(Paragraph(f"{markup(label)}: {value or '…' * 12}", style), gap, with_next, closing)


class Columns(Flowable):
    """Two fields side by side, the second at `at` points."""

    def __init__(self, left: str, right: str, at: float, style: ParagraphStyle = FIELD) -> None:
        super().__init__()
        self.left, self.right, self.at = Paragraph(left, style), Paragraph(right, style), at

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        heights = (self.left.wrap(self.at - 6, height)[1], self.right.wrap(width - self.at, height)[1])
        self.height = max(heights)
        return width, self.height

    def draw(self) -> None:
        self.left.drawOn(self.canv, 0, self.height - self.left.height)
        self.right.drawOn(self.canv, self.at, self.height - self.right.height)


class Signatures(Flowable):
    """Two equal columns: role, hint, room to sign, the clerk's name printed (the citizen writes)."""

    ROLE = centred("role", SERIF_BOLD, 13, 15.5)
    HINT = centred("hint", SERIF_ITALIC, 11.5, 14.5)

    def __init__(self, left_role: str, right_role: str, right_name: str, room: float) -> None:
        super().__init__()
        self.columns = [[Paragraph(markup(role), self.ROLE), Paragraph(SIGN_HINT, self.HINT)]
                        for role in (left_role, right_role)]  # fmt: skip
        self.name = Paragraph(markup(right_name, SERIF_BOLD), self.ROLE)
        self.room = room

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.top_height = max(sum(part.wrap(width / 2, height)[1] for part in column) for column in self.columns)
        self.height = self.top_height + self.room + self.name.wrap(width / 2, height)[1]
        return width, self.height

    def draw(self) -> None:
        for number, column in enumerate(self.columns):
            y = self.height
            for part in column:
                y -= part.height
                part.drawOn(self.canv, number * self.width / 2, y)
        self.name.drawOn(self.canv, self.width / 2, 0)


def numbered(number: str, text: str, indent: float = 6.2 * mm, left: float = 0) -> Paragraph:
    """Make a left-aligned paragraph with a hanging number; `text` is markup."""
    style = ParagraphStyle(
        "numbered", FIELD, leftIndent=left + indent, bulletIndent=left, bulletFontName=SERIF, bulletFontSize=12.5
    )
    return Paragraph(text, style, bulletText=number or None)


def person(title: str, name: str) -> str:
    """Markup of a person on a form: title and name in bold, the name in capitals."""
    return f"<b>{markup(f'{title} {name.upper()}'.strip())}</b>"


def contact_columns(
    phone: str,
    email: str,
    phone_label: str,
    email_label: str,
    absent: str,
    at: float = HEAD_LEFT,
    style: ParagraphStyle = FIELD,
) -> Columns:
    """Phone and e-mail in two columns, on A4 66/94."""
    phone, email = markup(phone) or absent, markup(email) or absent
    return Columns(f"{phone_label}: {phone}", f"{email_label}: {email}", at, style)


def address_of_you(title: str) -> str:
    """How running sentences speak to the applicant: "Ông", "Bà", or "Ông/Bà" when unknown."""
    return printable(title) or "Ông/Bà"
