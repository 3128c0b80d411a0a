"""Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

from __future__ import annotations

from reportlab.lib.units import mm

from app.printing.dates import clock_words, local, long_date, weekday
from app.printing.documents import SupplementDoc
from app.printing.flow import Block
from app.printing.fonts import NBSP, markup
from app.printing.form_parts import (
    FIELD,
    FIELD_GAP,
    SENTENCE,
    Signatures,
    address_of_you,
    contact_columns,
    field,
    numbered,
    person,
)
from app.printing.form_texts import FORM_TEXTS, NONE_GIVEN, SupplementTexts
from app.printing.forms import Fit, Form, render_form
from app.printing.papers_table import Head, PapersTable, Row, total_paragraph
from app.printing.paragraphs import Paragraph
from app.printing.receipt import COUNT_COLUMNS


def render_supplement(doc: SupplementDoc) -> bytes:
    """Draw the request with all its copies as PDF bytes."""
    texts = FORM_TEXTS[doc.form_set].supplement
    form = Form(
        title=texts.title,
        form_code=texts.form_code,
        letterhead=doc.letterhead,
        stamp=doc.stamp,
        codes=doc.codes,
        caption=caption(doc.number, doc.code_label if doc.codes.code else ""),
        issued_on=doc.issued_on,
        copies=doc.copies,
        copy_names=texts.copies,
        round=doc.round,
    )
    return render_form(form, lambda fit: _blocks(doc, texts, fit))


def caption(number: str, code_label: str) -> str:
    """Write the line above the code: "Số: 0012/HDHS – Mã hồ sơ:"."""
    parts = (f"Số: {number}" if number else "", f"{code_label}:" if code_label else "")
    return f"{NBSP}{NBSP} – {NBSP}{NBSP}".join(part for part in parts if part)


def _blocks(doc: SupplementDoc, texts: SupplementTexts, fit: Fit) -> list[Block]:
    who = markup(address_of_you(doc.owner_title))
    behind = f" ({markup(doc.procedure_code)})" if doc.procedure_code else ""
    out = [
        field(texts.office, markup(doc.letterhead.office), gap=0),
        field(texts.owner, person(doc.owner_title, doc.owner_name)),
        *([field("Người nộp", markup(doc.filer))] if doc.filer else []),
        field(texts.request, f"<b>{markup(doc.procedure_name)}</b>{behind}"),
        field("Địa chỉ", markup(doc.address)),
        Block(contact_columns(doc.phone, doc.email, "Số điện thoại", "Email", NONE_GIVEN), FIELD_GAP),
        Block(Paragraph(texts.intro.format(who=who), FIELD), FIELD_GAP, with_next=True),
        Block(_table(doc, texts, fit.table_size), 3.1),
        Block(Paragraph(texts.reasons, FIELD), 3.9, with_next=True),
    ]
    for number, reason in enumerate(doc.reasons, start=1):
        out.append(Block(numbered(f"{number}.", markup(reason)), 2.6))
    if doc.deadline is not None:
        at = local(doc.deadline)
        note = f" ({markup(doc.deadline_note)})" if doc.deadline_note else ""
        until = f"<b>trước {clock_words(at)}, {weekday(at)}, {long_date(at)}</b>{note}"
        text = f"{texts.deadline}: {until}" + (f"; {markup(doc.effect)}" if doc.effect else ".")
    else:
        text = markup(doc.effect)
    if text:
        out.append(Block(Paragraph(text, SENTENCE), 3.2, closing=True, with_next=True))
    phone = (doc.contact_phone or doc.letterhead.phone).replace(" ", NBSP)
    sentence = texts.contact.format(
        who=who,
        contact=markup(doc.contact or doc.officer),
        phone=texts.contact_phone.format(phone=markup(phone)) if phone else "",
    )
    stays = f" {texts.code_stays}" if doc.codes.code else ""
    out.append(Block(Paragraph(sentence + stays, SENTENCE), 3.2, closing=True, with_next=True))
    signatures = Signatures(texts.receiver_sign, texts.officer_sign, doc.officer, fit.sign_room)
    out.append(Block(signatures, 7.1, closing=True))
    return out


def _table(doc: SupplementDoc, texts: SupplementTexts, size: float) -> PapersTable:
    widths = [width * mm for width in COUNT_COLUMNS]
    head = Head(("TT", texts.name_head, "Bản chính", "Bản\nchứng thực", "Bản\nphoto"), "Số lượng", 2)
    rows = [
        Row(
            str(number),
            PapersTable.name_cell(item.name, size, widths[1]),
            tuple((str(count),) if count else () for count in (item.originals, item.certified, item.copies)),
        )
        for number, item in enumerate(doc.items, start=1)
    ]
    return PapersTable(widths, head, rows, total_paragraph(texts.total.format(count=len(rows))), size)
