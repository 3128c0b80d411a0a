"""From a dossier's state to the documents that are printed: receipt, labels, slips, guide.

The documents are frozen into the print job in the transaction of the act, so what prints later is what was true then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.catalogue import case_papers, limit_for, procedure_from_data
from app.domain.deadline_steps import limit_text
from app.domain.dossier_codes import AliasKind, DossierCode, encode_alias, local_time
from app.domain.errors import UserError
from app.domain.intake import PaperCount, RefusalReason, ResultWay, SupplementItem
from app.domain.money import FeeLine, format_money
from app.domain.office import Actor, Office, Right
from app.domain.people import Address, Applicant, Authorisation, Party, PartyKind, Sex
from app.domain.phones import format_phone
from app.domain.plain_data import convert
from app.domain.procedures import Channel, FeeKind, Level, Need, Procedure
from app.models.tables import DossierRow, PrintJobRow
from app.printing import documents as docs
from app.services.house import Changed, Desk, House, the_desk
from app.services.print_jobs import PrintPlan, queue_print, queue_prints
from app.storage.event_log import Written

KINSHIP = {
    "grandparent": "ông bà",
    "parent": "cha mẹ",
    "child": "con",
    "spouse": "vợ chồng",
    "sibling": "anh chị em ruột",
    "authorised": "được ủy quyền",
}
CHANNELS = {Channel.COUNTER: "nộp trực tiếp", Channel.ONLINE: "nộp trực tuyến", Channel.POST: "nộp qua bưu chính"}
LEVELS = {
    Level.MINISTRY: "cấp bộ",
    Level.PROVINCE: "cấp tỉnh",
    Level.DISTRICT: "cấp huyện",
    Level.COMMUNE: "cấp xã",
}


def queue_receipt(
    session: Session,
    house: House,
    actor: Actor,
    desk: Desk,
    data: Mapping[str, Any],
    link: bytes,
    plan: PrintPlan,
    reissue_reason: str = "",
) -> tuple[str, ...]:
    """Queue receipt and labels of a received dossier: `data` is its resolved state, `link` the act's chain hash."""
    code = data["code"]
    subject = data["subject_id"]
    replaces = f"{_last_receipt(session, subject)}, lý do: {reissue_reason}" if reissue_reason else ""
    stamp = _stamp(house, actor, desk, link, replaces=replaces)
    documents: list[tuple[str, docs.Document]] = []
    if plan.receipt:
        documents.append(
            ("Giấy tiếp nhận và hẹn trả", receipt_doc(desk, data, stamp, actor, two_up=plan.two_up)),
        )
    if plan.labels:
        documents.append((f"Tem {plan.label_size.name}", label_doc(desk, data, stamp, plan)))
    return queue_prints(session, house, actor, subject, code, documents)


def _last_receipt(session: Session, subject_id: str) -> str:
    """Name the receipt that a new one replaces by the time of its printing."""
    document = session.scalars(
        select(PrintJobRow.document)
        .where(PrintJobRow.subject_id == subject_id, PrintJobRow.kind == "receipt")
        .order_by(PrintJobRow.queued_at.desc())
        .limit(1)
    ).first()
    if document is None:
        return "bản đã giao"
    return f"bản in lúc {datetime.fromisoformat(document['stamp']['printed_at']):%H:%M ngày %d/%m/%Y}"


def queue_slip(
    session: Session,
    house: House,
    actor: Actor,
    desk: Desk,
    data: Mapping[str, Any],
    written: Written,
    plan: PrintPlan,
) -> tuple[str, ...]:
    """Queue the supplement request or refusal that this event wrote."""
    if not plan.receipt:
        return ()
    stamp = _stamp(house, actor, desk, written.hash)
    payload = {**written.event.payload, **(written.event.personal or {})}
    subject, code = data["subject_id"], data["code"]
    if written.event.type == dossier.SUPPLEMENT_REQUESTED:
        slip = supplement_doc(desk, data, payload, stamp, actor)
        return (queue_print(session, house, actor, subject, code, "Phiếu yêu cầu bổ sung", slip),)
    refusal = refusal_doc(desk, data, payload, stamp, actor)
    return (queue_print(session, house, actor, subject, code, "Phiếu từ chối", refusal),)


def print_guide(house: House, actor: Actor, procedure: Procedure, case: str, *, large: bool = False) -> Changed:
    """Queue the guide slip of a procedure: A5, or A4 in large print."""
    with house.db.write() as session:
        desk = the_desk(session)
        guide = guide_doc(desk, procedure, case, stamp_now(house, actor, desk), large=large)
        queue_print(session, house, actor, "", procedure.code, "Phiếu hướng dẫn", guide)
    return Changed(frozenset({"print"}))


def print_label(house: House, actor: Actor, subject_id: str, plan: PrintPlan) -> Changed:
    """Queue one more label of a dossier; a label is no legal paper, so it needs no reason. Raises UserError."""
    actor.must(Right.REPRINT)
    with house.db.write() as session:
        desk = the_desk(session)
        row = session.scalars(select(DossierRow).where(DossierRow.subject_id == subject_id)).one_or_none()
        if row is None or not row.code:
            raise UserError("Hồ sơ này chưa có mã nên chưa in tem được.", "Nhận hồ sơ trước.", "NO-CODE")
        label = label_doc(desk, row.state_data, stamp_now(house, actor, desk), plan)
        queue_print(session, house, actor, subject_id, row.code, f"Tem {plan.label_size.name}", label)
    return Changed(frozenset({"print"}), frozenset({subject_id}))


def receipt_doc(
    desk: Desk, data: Mapping[str, Any], stamp: docs.PrintStamp, actor: Actor, *, two_up: bool = False
) -> docs.ReceiptDoc:
    """Build form 01 (fields in the order of TT 01/2018 and TT 03/2025) from a dossier's state."""
    office = desk.office
    applicant = convert(data["applicant"], Applicant)
    procedure = data["procedure"]  # as plain data: a paper names it and asks for nothing more
    received = local_time(datetime.fromisoformat(data["received_at"]))
    due = data.get("due")  # plain as well
    form_set = docs.form_set_for(received.date())
    code = DossierCode.parse(data["code"])
    case = next((case["name"] for case in procedure.get("cases", ()) if case["key"] == data.get("case")), "")
    channel = Channel(data.get("channel", Channel.COUNTER))
    where = f" tại {desk.counter_name.lower()}" if channel is Channel.COUNTER else ""
    return docs.ReceiptDoc(
        form_set=form_set,
        letterhead=letterhead(office),
        stamp=stamp,
        codes=_codes(office, code),
        issued_on=received.date(),
        procedure_name=procedure["name"],
        procedure_code=procedure["code"],
        procedure_field=procedure.get("field", ""),
        case=case,
        papers=tuple(
            docs.PaperLine(
                name=paper.name,
                originals=paper.originals,
                certified=paper.certified,
                copies=paper.copies,
                shown=paper.shown and not paper.total,
            )
            for paper in convert(data["papers"], tuple[PaperCount, ...])
        ),
        received_at=received,
        due_at=datetime.fromisoformat(due["due_at"]) if due else None,
        due_text="" if due else "Theo thông báo của cơ quan giải quyết",
        officer=actor.name,
        channel=CHANNELS[channel] + where,
        sets=data.get("sets", 1),
        limit=due["limit_text"] if due else "theo quy định của thủ tục",
        limit_note=due["not_counted"] if due else "",
        return_to=_return_to(office, data),
        fees=fee_doc_lines(data),
        number=f"{code.serial}/TNHS" if form_set == docs.TT01_2018 else "",
        two_up=two_up,
        **_applicant_fields(applicant),
    )


def supplement_doc(
    desk: Desk, data: Mapping[str, Any], payload: Mapping[str, Any], stamp: docs.PrintStamp, actor: Actor
) -> docs.SupplementDoc:
    """Build form 02 from what was asked for."""
    procedure = procedure_of(data)
    items = convert(payload["items"], tuple[SupplementItem, ...])
    return docs.SupplementDoc(
        form_set=docs.form_set_for(stamp.printed_at.date()),
        letterhead=letterhead(desk.office),
        stamp=stamp,
        codes=_codes(desk.office, DossierCode.parse(data["code"])),
        code_label="Mã tiếp xúc",
        issued_on=stamp.printed_at.date(),
        number=payload["slip"],
        procedure_name=procedure.name,
        procedure_code=procedure.code,
        items=tuple(
            docs.PaperLine(name=i.name, originals=i.originals, certified=i.certified, copies=i.copies) for i in items
        ),
        reasons=tuple(f"(Mục {place}) {item.reason}" for place, item in enumerate(items, start=1)),
        officer=actor.name,
        round=payload["round"],
        effect="Hồ sơ chưa được tiếp nhận; thời gian giải quyết tính từ ngày nộp đủ giấy tờ hợp lệ.",
        contact_phone=format_phone(desk.office.phone),
        **_applicant_fields(convert(data["applicant"], Applicant), identity=False),
    )


def refusal_doc(
    desk: Desk, data: Mapping[str, Any], payload: Mapping[str, Any], stamp: docs.PrintStamp, actor: Actor
) -> docs.RefusalDoc:
    """Build form 03; the office's decider signs when there is one (postal staff hand over, they don't decide)."""
    office = desk.office
    procedure = procedure_of(data)
    return docs.RefusalDoc(
        form_set=docs.form_set_for(stamp.printed_at.date()),
        letterhead=letterhead(office),
        stamp=stamp,
        codes=_codes(office, DossierCode.parse(data["code"])),
        issued_on=stamp.printed_at.date(),
        number=payload["slip"],
        procedure_name=procedure.name,
        procedure_code=procedure.code,
        reasons=tuple(
            docs.RefusalReason(fact=reason.fact, provision=reason.provision, way_out=reason.way_out)
            for reason in convert(payload["reasons"], tuple[RefusalReason, ...])
        ),
        signer=office.decider or actor.name,
        signer_role=office.decider_role,
        complaint_phone=format_phone(office.phone),
        reviewed=_reviewed(data),
        **_applicant_fields(convert(data["applicant"], Applicant), identity=False),
    )


def guide_doc(desk: Desk, procedure: Procedure, case: str, stamp: docs.PrintStamp, *, large: bool) -> docs.GuideDoc:
    """Build the guide slip of a procedure: what to bring, how long, how much, where. No personal data."""
    limit = limit_for(procedure, Channel.COUNTER, case)
    papers = case_papers(procedure, case)
    fees = [item for item in procedure.fees if item.channel in (None, Channel.COUNTER) and item.case in ("", case)]
    levels = " và ".join(LEVELS[level] for level in procedure.levels)
    checked = "" if procedure.checked else " · chưa kiểm tra với Cổng Dịch vụ công"
    return docs.GuideDoc(
        letterhead=letterhead(desk.office),
        stamp=stamp,
        title=procedure.short_name or procedure.name,
        subtitle=" · ".join(
            part for part in (f"Mã thủ tục {procedure.code}", procedure.field, levels and f"làm tại {levels}") if part
        ),
        how_long=limit_text(limit) if limit else "Theo quy định của thủ tục",
        how_much="; ".join(_fee_words(item.name, item.amount, item.unit) for item in fees) or "Không thu",
        where=desk.office.name,
        to_submit=tuple(
            docs.GuideItem(
                name=paper.name, what=_counts(paper.originals, paper.certified, paper.copies), note=paper.condition
            )
            for paper in papers
            if paper.need is not Need.SHOWN
        ),
        to_show=tuple(
            docs.GuideItem(name=paper.name, note=paper.condition) for paper in papers if paper.need is Need.SHOWN
        ),
        hours=desk.office.address,
        source=(procedure.decision or procedure.source) + checked,
        large=large,
    )


def label_doc(desk: Desk, data: Mapping[str, Any], stamp: docs.PrintStamp, plan: PrintPlan) -> docs.LabelDoc:
    """Build the label of a dossier; the drawing masks names and numbers."""
    procedure = data["procedure"]
    owner = convert(data["applicant"]["owner"], Party)
    due = data.get("due")
    return docs.LabelDoc(
        size=plan.label_size,
        dpi=plan.label_dpi,
        stamp=stamp,
        codes=_codes(desk.office, DossierCode.parse(data["code"])),
        due_on=datetime.fromisoformat(due["due_at"]).date() if due else None,
        person=owner.name,
        id_number=owner.id_number,
        organisation=owner.kind is PartyKind.ORGANISATION,
        procedure_code=procedure["code"],
        procedure_short=procedure.get("short_name") or procedure["name"],
        counter=desk.counter_name,
        by_post=data.get("result_way") == ResultWay.POST,
        sender=letterhead(desk.office),
        quantity=plan.labels,
    )


@lru_cache(maxsize=4)
def letterhead(office: Office) -> docs.Letterhead:
    """Return the head of this office's papers."""
    return docs.Letterhead(
        parent_agency=office.parent_agency,
        issuing_agency=office.issuing_agency,
        place=office.place,
        office=office.name,
        system_owner=office.system_owner,
        phone=format_phone(office.phone),
        address=office.address,
    )


def procedure_of(data: Mapping[str, Any]) -> Procedure:
    """Return the procedure version frozen into a dossier."""
    return procedure_from_data(data["procedure"])


def stamp_now(house: House, actor: Actor, desk: Desk) -> docs.PrintStamp:
    """Return the stamp of a paper that stands on no event."""
    return _stamp(house, actor, desk, b"")


def fee_doc_lines(data: Mapping[str, Any]) -> tuple[docs.FeeLine, ...]:
    """Return the fees as the receipt prints them, phí and lệ phí apart."""
    lines = []
    for line in convert(data["fees"], tuple[FeeLine, ...]):
        detail = line.name
        if line.unit_price and line.quantity * line.copies > 1:
            detail += f", {format_money(line.unit_price)} × {line.quantity} {line.unit}".rstrip()
        if line.exempt_reason:
            detail += f", miễn: {line.exempt_reason}"
        lines.append(docs.FeeLine(kind="P" if line.kind is FeeKind.FEE else "LP", amount=line.amount, detail=detail))
    return tuple(lines)


def _stamp(house: House, actor: Actor, desk: Desk, link: bytes, replaces: str = "") -> docs.PrintStamp:
    return docs.PrintStamp(
        printed_at=house.local_now(),
        printed_by=actor.name,
        staff_no=actor.number,
        counter=desk.counter_name.lower(),
        replaces=replaces,
        training=desk.office.training,
        event_hash=link.hex(),
    )


@lru_cache(maxsize=4)
def _codes(office: Office, code: DossierCode) -> docs.Codes:
    kind = AliasKind.TRAINING if office.training else AliasKind.DOSSIER
    barcode = encode_alias(kind, office.number, code.day, code.serial)
    lookup = f"{office.lookup_url.rstrip('/')}/t/{code}" if office.lookup_url else ""
    return docs.Codes(code=str(code), barcode=barcode, lookup=lookup)


def _applicant_fields(applicant: Applicant, *, identity: bool = True) -> dict[str, Any]:
    owner, visitor = applicant.owner, applicant.visitor
    fields: dict[str, Any] = {
        "owner_name": owner.name,
        "owner_title": _title(owner),
        "filer": _filer(applicant.filer, applicant.authorisation),
        "address": str(owner.address),
        "phone": format_phone(visitor.phone or owner.phone),
        "email": visitor.email or owner.email,
    }
    if identity:
        fields["identity"] = owner.id_number
    return fields


def _title(party: Party) -> str:
    if party.kind is PartyKind.ORGANISATION:
        return ""
    return {Sex.MALE: "Ông", Sex.FEMALE: "Bà", None: "Ông/Bà"}[party.sex]


def _filer(filer: Party | None, authorisation: Authorisation | None) -> str:
    if filer is None:
        return ""
    relation = KINSHIP.get(authorisation.relation, "") if authorisation else ""
    document = authorisation.document if authorisation else ""
    brackets = ", ".join(part for part in (relation, document) if part)
    return f"{_title(filer)} {filer.name}".strip() + (f" ({brackets})" if brackets else "")


def _return_to(office: Office, data: Mapping[str, Any]) -> str:
    match ResultWay(data.get("result_way", ResultWay.COUNTER)):
        case ResultWay.POST:
            address = convert(data["result_address"], Address) if data.get("result_address") else Address()
            return f"Qua dịch vụ bưu chính công ích đến: {address}"
        case ResultWay.ELECTRONIC:
            return "Bản điện tử trên Cổng Dịch vụ công quốc gia"
        case _:
            return f"Quầy trả kết quả, {office.name}"


def _reviewed(data: Mapping[str, Any]) -> str:
    papers = convert(data.get("papers", ()), tuple[PaperCount, ...])
    parts = [
        f"{_counts(p.originals, p.certified, p.copies)} {p.name}" if p.total else p.name
        for p in papers
        if p.total or p.shown
    ]
    return "; ".join(parts) + "; đã trả lại ngay, đủ số lượng" if parts else ""


def _counts(originals: int, certified: int, copies: int) -> str:
    parts = ((originals, "bản chính"), (certified, "bản chứng thực"), (copies, "bản photo"))
    return ", ".join(f"{count:02d} {word}" for count, word in parts if count)


def _fee_words(name: str, amount: int | None, unit: str) -> str:
    if amount is None:
        return f"{name}: theo quy định của HĐND tỉnh"
    return f"{name}: {format_money(amount)}" + (f"/{unit}" if unit else "")
