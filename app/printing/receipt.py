"""Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả, in both legal sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.printing.dates import clock_words, local, long_date, money, weekday
from app.printing.documents import FeeLine, PaperLine, ReceiptDoc
from app.printing.flow import Block
from app.printing.fonts import SERIF, markup
from app.printing.form_parts import FIELD, FIELD_GAP, Columns, Signatures, contact_columns, field, person
from app.printing.form_parts import NOTE as NOTE_STYLE
from app.printing.form_texts import (
    FORM_TEXTS,
    NONE_GIVEN,
    NOTE,
    SHOWN_AND_RETURNED,
    SHOWN_KIND,
    ReceiptTexts,
)
from app.printing.forms import HEAD_LEFT, Fit, Form, render_form
from app.printing.papers_table import HEAD_LEADING, HEAD_SIZE, INNER, OUTER, Head, PapersTable, Row, total_paragraph
from app.printing.paragraphs import Paragraph

# Column widths in mm; each adds up to the 160 mm of text.
COUNT_COLUMNS = (11.0, 94.0, 18.0, 20.0, 17.0)
KIND_COLUMNS = (12.0, 98.0, 30.0, 20.0)
SHOWN_NAME_LIMIT = 120  # a longer "only shown" name gets a row instead of a place in the total


def render_receipt(doc: ReceiptDoc) -> bytes:
    """Draw the receipt with all its copies as PDF bytes."""
    texts = FORM_TEXTS[doc.form_set].receipt
    return render_form(receipt_form(doc, texts), lambda fit: ReceiptBody(doc, texts, fit).blocks())


def receipt_form(doc: ReceiptDoc, texts: ReceiptTexts) -> Form:
    """Tell what surrounds the body of the receipt."""
    caption = "Mã hồ sơ" if not doc.number else f"Số: {doc.number}\u00a0\u00a0 –\u00a0\u00a0 Mã hồ sơ:"
    return Form(
        title=texts.title,
        form_code=texts.form_code,
        letterhead=doc.letterhead,
        stamp=doc.stamp,
        codes=doc.codes,
        caption=caption,
        issued_on=doc.issued_on,
        copies=doc.copies,
        copy_names=texts.copies,
    )


@dataclass(frozen=True, slots=True)
class TableSizes:
    """Columns of the table of papers in mm, and the type of its head and total in points."""

    count_columns: tuple[float, ...] = COUNT_COLUMNS
    kind_columns: tuple[float, ...] = KIND_COLUMNS
    head: float = HEAD_SIZE
    head_leading: float = HEAD_LEADING


class AppointmentBox(Flowable):
    """The one thing the citizen must find at arm's length: received | due."""

    SPLIT = 68 * mm
    PAD, PAD_TOP, PAD_BOTTOM = 6.5, 3.6, 6.8
    LABEL = ParagraphStyle("box label", fontName=SERIF, fontSize=11.5, leading=14)
    RECEIVED = ParagraphStyle("received", fontName=SERIF, fontSize=12.5, leading=15.6)
    DUE = ParagraphStyle("due", fontName=SERIF, fontSize=13.5, leading=16.6)

    def __init__(self, doc: ReceiptDoc, texts: ReceiptTexts) -> None:
        super().__init__()
        self.left = [
            Paragraph(f"{texts.received}:", self.LABEL),
            Paragraph(f"{clock_words(doc.received_at)},<br/>{long_date(local(doc.received_at))}", self.RECEIVED),
        ]
        self.right = [Paragraph(f"{texts.due}:", self.LABEL), Paragraph(f"<b>{_due(doc)}</b>", self.DUE)]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        tallest = max(
            sum(part.wrap(room - 2 * self.PAD, height)[1] for part in column)
            for column, room in ((self.left, self.SPLIT), (self.right, width - self.SPLIT))
        )
        self.height = tallest + self.PAD_TOP + self.PAD_BOTTOM
        return width, self.height

    def draw(self) -> None:
        for x, column in ((0.0, self.left), (self.SPLIT, self.right)):
            y = self.height - self.PAD_TOP
            for part in column:
                y -= part.height
                part.drawOn(self.canv, x + self.PAD, y)
        self.canv.setLineWidth(INNER)
        self.canv.line(self.SPLIT, 0, self.SPLIT, self.height)
        self.canv.setLineWidth(OUTER)
        self.canv.rect(0, 0, self.width, self.height)


class ReceiptBody:
    """The parts of the receipt by the names that `ReceiptTexts.order` uses; its sizes are those of A4."""

    field_style, note_style = FIELD, NOTE_STYLE
    gap_scale = 1.0
    contact_at, pair_at = HEAD_LEFT, 100 * mm
    table: ClassVar[TableSizes] = TableSizes()
    box: ClassVar[type[AppointmentBox]] = AppointmentBox
    signature_parts: ClassVar[type[Signatures]] = Signatures

    def __init__(self, doc: ReceiptDoc, texts: ReceiptTexts, fit: Fit) -> None:
        self.doc, self.texts, self.fit = doc, texts, fit

    def blocks(self) -> list[Block]:
        out: list[Block] = []
        for name in self.texts.order:
            part: Callable[[], list[Block]] = getattr(self, name)
            out.extend(part())
        return out

    def office(self) -> list[Block]:
        return [self._field(self.texts.office, markup(self.doc.letterhead.office), gap=0)]

    def owner(self) -> list[Block]:
        doc = self.doc
        channel = f" ({markup(doc.channel)})" if doc.channel and not doc.filer else ""
        return [self._field(self.texts.owner, person(doc.owner_title, doc.owner_name) + channel)]

    def filer(self) -> list[Block]:
        doc = self.doc
        if not doc.filer:
            return []
        return [self._field(self.texts.filer, markup(doc.filer + (f" – {doc.channel}" if doc.channel else "")))]

    def address(self) -> list[Block]:
        return [self._field(self.texts.address, markup(self.doc.address))]

    def contact(self) -> list[Block]:
        doc, texts = self.doc, self.texts
        columns = contact_columns(
            doc.phone, doc.email, texts.phone, texts.email, NONE_GIVEN, self.contact_at, self.field_style
        )
        return [self._block(columns)]

    def identity(self) -> list[Block]:
        return [self._field(self.texts.identity, markup(self.doc.identity))]

    def identity_and_procedure(self) -> list[Block]:
        left = f"{self.texts.identity}: {markup(self.doc.identity)}"
        right = f"{self.texts.procedure}: {markup(self.doc.procedure_code)}"
        return [self._block(Columns(left, right, self.pair_at, self.field_style))]

    def request(self) -> list[Block]:
        doc = self.doc
        case = f" ({markup(f'trường hợp {doc.case}')})" if doc.case else ""
        return [self._field(self.texts.request, f"<b>{markup(doc.procedure_name)}</b>{case}")]

    def request_with_procedure(self) -> list[Block]:
        doc = self.doc
        facts = [f"mã thủ tục {doc.procedure_code}" if doc.procedure_code else ""]
        facts.append(f"trường hợp {doc.case}" if doc.case else "")
        facts.append(f"lĩnh vực {doc.procedure_field}" if doc.procedure_field else "")
        behind = markup("; ".join(fact for fact in facts if fact))
        name = f"<b>{markup(doc.procedure_name)}</b>"
        return [self._field(self.texts.request, f"{name} ({behind})" if behind else name)]

    def papers(self) -> list[Block]:
        intro = self._block(Paragraph(f"{self.texts.papers}:", self.field_style), with_next=True)
        table = papers_table(self.doc.papers, self.texts, self.fit.table_size, self.table)
        return [intro, self._block(table, 3.1)]

    def sets(self) -> list[Block]:
        return [self._field(self.texts.sets, f"<b>{self.doc.sets:02d}</b> (bộ)", gap=3.9, closing=True)]

    def limit(self) -> list[Block]:
        doc = self.doc
        note = f" ({markup(doc.limit_note)})" if doc.limit_note else ""
        value = f"<b>{markup(doc.limit)}</b>{note}" if doc.limit else ""
        return [self._field(self.texts.limit, value, closing=True, with_next=True)]

    def appointment(self) -> list[Block]:
        return [self._block(self.box(self.doc, self.texts), 5.7, closing=True)]

    def return_to(self) -> list[Block]:
        return [self._field(self.texts.return_to, markup(self.doc.return_to), gap=5.2, closing=True, with_next=True)]

    def fees(self) -> list[Block]:
        value = markup(fees_text(self.doc.fees, self.doc.fee_note))
        return [self._field(self.texts.fees, value, closing=True, with_next=True)]

    def book(self) -> list[Block]:
        left = f"{self.texts.book}: {markup(self.doc.book) or '……'}"
        right = f"{self.texts.book_serial}: {markup(self.doc.book_serial) or '……'}"
        columns = Columns(left, right, self.pair_at, self.field_style)
        return [self._block(columns, with_next=True, closing=True)]

    def signatures(self) -> list[Block]:
        texts = self.texts
        parts = self.signature_parts(texts.filer_sign, texts.officer_sign, self.doc.officer, self.fit.sign_room)
        return [self._block(parts, 7.1, with_next=True, closing=True)]

    def note(self) -> list[Block]:
        text = self.note_text()
        ways = ["quét mã QR"] if self.doc.codes.lookup else []
        if self.doc.letterhead.phone:
            ways.append("gọi " + self.doc.letterhead.phone.replace(" ", "\u00a0"))
        look_up = f" Tra cứu: {' hoặc '.join(ways)}." if ways else ""
        return [self._block(Paragraph(f"<b>{NOTE}</b> {markup(text + look_up)}", self.note_style), 4, closing=True)]

    def note_text(self) -> str:
        return self.texts.note_many_sheets if self.fit.many_sheets else self.texts.note

    def _field(
        self, label: str, value: str, *, gap: float = FIELD_GAP, closing: bool = False, with_next: bool = False
    ) -> Block:
        gap *= self.gap_scale
        return field(label, value, gap=gap, closing=closing, with_next=with_next, style=self.field_style)

    def _block(
        self, part: Flowable, gap: float = FIELD_GAP, *, closing: bool = False, with_next: bool = False
    ) -> Block:
        return Block(part, gap * self.gap_scale, with_next, closing)


def papers_table(papers: tuple[PaperLine, ...], texts: ReceiptTexts, size: float, sizes: TableSizes) -> PapersTable:
    """Lay out the table of papers in the columns of the form set."""
    widths = [width * mm for width in (sizes.count_columns if texts.count_columns else sizes.kind_columns)]
    type_size = (sizes.head, sizes.head_leading)
    counted = [paper for paper in papers if not paper.shown]
    shown = [paper for paper in papers if paper.shown]
    in_rows = [paper for paper in shown if len(paper.name) > SHOWN_NAME_LIMIT]
    rows: list[Row] = []
    for paper in (*counted, *in_rows):
        name = PapersTable.name_cell(paper.name, size, widths[1])
        number = "–" if paper.shown else str(len(rows) + 1)
        rows.append(Row(number, name, _sides(paper, texts)))
    if texts.count_columns:
        head = Head((texts.number_head, texts.name_head, *texts.kinds), texts.count_head, 2, *type_size)
    else:
        head = Head((texts.number_head, texts.name_head, texts.kind_head, texts.count_head), "", 0, *type_size)
    in_total = [paper.name for paper in shown if paper not in in_rows]
    total = _total(counted, in_total, texts) if texts.always_total or in_total or not papers else ""
    return PapersTable(widths, head, rows, total_paragraph(total, sizes.head) if total else None, size)


def _sides(paper: PaperLine, texts: ReceiptTexts) -> tuple[tuple[str, ...], ...]:
    counts = (paper.originals, paper.certified, paper.copies)
    if texts.count_columns:
        if paper.shown:
            return (("(cho xem)",), (), ())
        return tuple((str(count),) if count else () for count in counts)
    if paper.shown:
        return ((SHOWN_KIND,), ("–",))
    kinds = [(kind, str(count)) for kind, count in zip(texts.kinds, counts, strict=True) if count]
    return tuple(kind for kind, _ in kinds), tuple(count for _, count in kinds)


def _total(counted: list[PaperLine], shown: list[str], texts: ReceiptTexts) -> str:
    sums = (
        sum(paper.originals for paper in counted),
        sum(paper.certified for paper in counted),
        sum(paper.copies for paper in counted),
    )
    counts = [f"{count:02d} {kind}" for count, kind in zip(sums, texts.kinds_in_total, strict=True) if count]
    total = f"Cộng: {len(counted):02d} loại giấy tờ" + (f"; {', '.join(counts)}" if counts else "") + "."
    return f"{total} {SHOWN_AND_RETURNED.format(papers=', '.join(shown))}" if shown else total


def fees_text(fees: tuple[FeeLine, ...], note: str) -> str:
    """Write "P: 24.000 đ (8.000 đ × 3 bản), thu khi trả kết quả; LP: không"; "Không thu" when nothing is due."""
    due = [fee for fee in fees if fee.amount != 0 or fee.detail]
    if not due:
        return "Không thu"
    parts: list[str] = []
    last = "LP" if any(fee.kind == "LP" for fee in due) else "P"
    for kind in ("P", "LP"):
        words = ", ".join(_fee_words(fee) for fee in due if fee.kind == kind)
        # The note tells how it is paid: once, behind the last kind that costs something.
        behind = f", {note}" if note and kind == last else ""
        parts.append(f"{kind}: {words}{behind}" if words else f"{kind}: không")
    return "; ".join(parts)


def _fee_words(fee: FeeLine) -> str:
    amount = "theo Nghị quyết của HĐND tỉnh"
    if fee.amount is not None:
        amount = money(fee.amount) if fee.amount else "không thu"
    return amount + (f" ({fee.detail})" if fee.detail else "")


def _due(doc: ReceiptDoc) -> str:
    if doc.due_at is None:
        return markup(doc.due_text or "Theo thông báo của cơ quan giải quyết")
    at: datetime = local(doc.due_at)
    return f"{markup(doc.due_word)} {clock_words(at)}, {weekday(at)},<br/>{long_date(at)}"
