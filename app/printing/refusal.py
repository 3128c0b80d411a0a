"""Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.printing.documents import RefusalDoc
from app.printing.flow import Block
from app.printing.fonts import NBSP, markup
from app.printing.form_parts import (
    FIELD_GAP,
    SENTENCE,
    Signatures,
    address_of_you,
    contact_columns,
    field,
    numbered,
    person,
)
from app.printing.form_texts import FORM_TEXTS, NONE_GIVEN, RefusalTexts
from app.printing.forms import Fit, Form, render_form
from app.printing.paragraphs import Paragraph
from app.printing.supplement import caption

BAR = 1.6
RUNNING = ParagraphStyle("running", SENTENCE, fontSize=13, leading=17.6, firstLineIndent=10 * mm)


def render_refusal(doc: RefusalDoc) -> bytes:
    """Draw the refusal with all its copies as PDF bytes."""
    texts = FORM_TEXTS[doc.form_set].refusal
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
    )
    return render_form(form, lambda fit: _blocks(doc, texts, fit))


class _Barred(Flowable):
    """A paragraph beside a vertical bar; the bar spans the gap above too, so that a run of them reads as one."""

    def __init__(self, inner: Paragraph, gap: float) -> None:
        super().__init__()
        self.inner, self.gap = inner, gap

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = self.inner.wrap(width, height)[1] + self.gap
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        parts = self.inner.split(width, height - self.gap)
        texts = [part for part in parts if isinstance(part, Paragraph)]
        return [_Barred(part, 0 if number else self.gap) for number, part in enumerate(texts)]

    def draw(self) -> None:
        self.canv.setLineWidth(BAR)
        self.canv.line(0, 0, 0, self.height)
        self.inner.drawOn(self.canv, 0, 0)


def _blocks(doc: RefusalDoc, texts: RefusalTexts, fit: Fit) -> list[Block]:
    who = markup(address_of_you(doc.owner_title))
    behind = f" (mã thủ tục {markup(doc.procedure_code)})" if doc.procedure_code else ""
    out = [
        field(texts.office, markup(doc.letterhead.office), gap=0),
        field(texts.owner, person(doc.owner_title, doc.owner_name)),
        *([field("Người nộp", markup(doc.filer))] if doc.filer else []),
        field("Địa chỉ", markup(doc.address)),
        Block(contact_columns(doc.phone, doc.email, "Số điện thoại", "Email", NONE_GIVEN), FIELD_GAP),
        field(texts.request, f"<b>{markup(doc.procedure_name)}</b>{behind}"),
        *([field(texts.reviewed, markup(doc.reviewed))] if doc.reviewed else []),
    ]
    decision = texts.decision.format(office=markup(doc.letterhead.office))
    out.append(Block(Paragraph(decision, RUNNING), 4.2, with_next=True))
    for index, line in enumerate(_reasons(doc, texts)):
        out.append(Block(_Barred(line, 3.4), 4.6 if index == 0 else 0))
    phone = (doc.complaint_phone or doc.letterhead.phone).replace(" ", NBSP)
    complaint = texts.complaint.format(
        who=who,
        contact=markup(doc.complaint_contact),
        phone=texts.complaint_phone.format(phone=markup(phone)) if phone else "",
    )
    out.append(Block(Paragraph(texts.notice.format(who=who), RUNNING), 4.6, closing=True, with_next=True))
    out.append(Block(Paragraph(complaint, RUNNING), 5.6, closing=True, with_next=True))
    role = doc.signer_role or texts.officer_sign
    room = fit.sign_room if fit != Fit() else 22 * mm
    out.append(Block(Signatures(texts.filer_sign, role, doc.signer, room), 9, closing=True))
    return out


def _reasons(doc: RefusalDoc, texts: RefusalTexts) -> Iterator[Paragraph]:
    """Number the lines of a single reason; of several, number the reasons and hang provision and way out below."""
    left, indent = 3 * mm, 6.2 * mm
    single = len(doc.reasons) == 1
    for number, reason in enumerate(doc.reasons, start=1):
        note = f" {markup(reason.provision_note)}" if reason.provision_note else ""
        lines = [markup(reason.fact), f"{texts.provision}<b>{markup(reason.provision)}</b>{note}"]
        if reason.way_out:
            lines.append(texts.way_out + markup(reason.way_out))
        for place, line in enumerate(lines, start=1):
            mark = f"{place}." if single else (f"{number}." if place == 1 else "")
            yield numbered(mark, line, indent, left)
