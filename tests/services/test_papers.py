"""What the papers say is what the dossier is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from office_fixtures import BIRTH, CERTIFY, MARRIAGE, OFFICE, OPEN_ENDED, PROCEDURES, Clock, again, form, person

from app.domain.dossier_codes import AliasKind, parse_alias
from app.domain.intake import Payment, RefusalReason, ResultWay, SupplementItem
from app.domain.office import Actor
from app.domain.people import Applicant, Authorisation, PartyKind
from app.domain.phones import format_phone
from app.domain.procedures import FeeItem, FeeKind, Procedure
from app.printing import documents as docs
from app.printing.rendering import render
from app.services.house import House
from app.services.intake import correct_dossier, receive_dossier, refuse_at_intake, request_supplement
from app.services.offices import change_office
from app.services.papers import print_guide
from app.services.print_jobs import PrintPlan, list_jobs
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR

PLAN = PrintPlan()


def printed(house: House, kind: str) -> Any:
    """Return the newest document of a kind, read back from the ledger."""
    return docs.from_data(dict(next(job for job in list_jobs(house) if job.kind == kind).document))


def decoded(pdf: bytes) -> set[str]:
    page = pypdfium2.PdfDocument(BytesIO(pdf))[0]
    return {code.text for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())}


def text_of(pdf: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(pdf)))


def test_the_receipt_states_every_field_of_the_dossier(house: House, clerk: Actor) -> None:
    filer = person("Thạch Thị Mỹ Lệ", "095193007842", "0900000842")
    received = receive_dossier(house, clerk, form(house, MARRIAGE, filer=filer, post=True), PLAN)
    receipt: docs.ReceiptDoc = printed(house, "receipt")
    assert received.due is not None
    assert receipt.form_set == docs.TT03_2025
    assert receipt.codes.code == received.code
    assert receipt.issued_on == date(2026, 11, 19)
    assert (receipt.owner_title, receipt.owner_name, receipt.identity) == ("Ông", "Huỳnh Văn Đức", "095075001218")
    assert receipt.filer == "Bà Thạch Thị Mỹ Lệ (anh chị em ruột)"
    assert receipt.address == "Ấp Trà Ban, xã Vĩnh Lợi, tỉnh Cà Mau"
    assert receipt.phone.replace(" ", "") == "0900000842", "the one who stands at the counter is called"
    assert (receipt.procedure_code, receipt.procedure_name) == (MARRIAGE, PROCEDURES[MARRIAGE].name)
    assert receipt.case == "Chưa đăng ký kết hôn"
    assert [(p.name, p.originals, p.shown) for p in receipt.papers] == [
        ("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", 1, False),
        ("Căn cước", 0, True),
    ]
    assert (receipt.due_at, receipt.limit) == (received.due.due_at, received.due.limit_text)
    assert "24/11" in receipt.limit_note
    assert receipt.channel == "nộp trực tiếp tại quầy 3"
    assert receipt.return_to == "Qua dịch vụ bưu chính công ích đến: Ấp Trà Ban, xã Vĩnh Lợi, tỉnh Cà Mau"
    assert [(fee.kind, fee.amount) for fee in receipt.fees] == [("LP", 15_000)]
    assert receipt.officer == "Lê Thu Hà"
    assert receipt.letterhead.office == OFFICE.name
    assert (receipt.stamp.staff_no, receipt.stamp.counter, receipt.stamp.replaces) == ("NV07", "quầy 3", "")
    assert receipt.number == ""


def test_the_printed_receipt_carries_code_barcode_and_the_first_letters_of_its_hash(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    pdf = render(printed(house, "receipt"))
    codes = decoded(pdf)
    assert received.code in codes
    [digits] = [code for code in codes if code.isdecimal()]
    alias = parse_alias(digits)
    assert alias is not None
    assert (alias.kind, str(alias.code("H12.142"))) == (AliasKind.DOSSIER, received.code)
    text = text_of(pdf)
    assert received.event_hash[:8] in text.replace(" ", "").lower()
    assert "HUỲNH VĂN ĐỨC" in text


def test_the_label_carries_the_code_and_no_whole_name_or_number(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    label: docs.LabelDoc = printed(house, "label")
    pdf = render(label)
    alias = parse_alias(label.codes.barcode)
    assert alias is not None
    assert str(alias.code("H12.142")) == received.code
    assert decoded(pdf) & {received.code, label.codes.barcode}
    assert "095075001218" not in text_of(pdf)
    assert (label.due_on, label.by_post) == (date(2026, 11, 25), False)


def test_with_an_address_for_look_ups_the_square_code_leads_there(house: House, clerk: Actor) -> None:
    change_office(house, clerk, replace(OFFICE, lookup_url="https://motcua.example/"))
    received = receive_dossier(house, clerk, form(house), PLAN)
    codes = decoded(render(printed(house, "receipt")))
    assert f"https://motcua.example/t/{received.code}" in codes


def test_a_practice_office_prints_practice_codes(house: House, clerk: Actor) -> None:
    change_office(house, clerk, replace(OFFICE, training=True))
    receive_dossier(house, clerk, form(house), PLAN)
    receipt: docs.ReceiptDoc = printed(house, "receipt")
    alias = parse_alias(receipt.codes.barcode)
    assert alias is not None
    assert alias.kind is AliasKind.TRAINING
    assert receipt.stamp.training


def test_before_july_2025_the_old_forms_with_their_number_are_used(house: House, clerk: Actor, clock: Clock) -> None:
    clock.set_local(2025, 6, 30, 9, 0)
    receive_dossier(house, clerk, form(house), PLAN)
    receipt: docs.ReceiptDoc = printed(house, "receipt")
    assert (receipt.form_set, receipt.number) == (docs.TT01_2018, "3001/TNHS")
    clock.set_local(2025, 7, 1, 9, 0)
    receive_dossier(house, clerk, form(house), PLAN)
    assert printed(house, "receipt").form_set == docs.TT03_2025


def test_what_is_not_known_is_not_invented(house: House, clerk: Actor) -> None:
    stranger = replace(person("Kim Sa Rây"), sex=None, phone="")
    filed = replace(form(house, OPEN_ENDED, stranger), result_way=ResultWay.ELECTRONIC)
    receive_dossier(house, clerk, filed, PLAN)
    receipt: docs.ReceiptDoc = printed(house, "receipt")
    assert (receipt.owner_title, receipt.phone, receipt.filer) == ("Ông/Bà", "", "")
    assert (receipt.due_at, receipt.due_text) == (None, "Theo thông báo của cơ quan giải quyết")
    assert (receipt.limit, receipt.limit_note) == ("theo quy định của thủ tục", "")
    assert receipt.return_to == "Bản điện tử trên Cổng Dịch vụ công quốc gia"
    assert receipt.fees == ()


def test_an_organisation_has_no_title_and_an_attorney_shows_his_paper(house: House, clerk: Actor) -> None:
    company = replace(person("Công ty TNHH Sóc Trăng Xanh"), kind=PartyKind.ORGANISATION)
    agent = Authorisation("authorised", "Giấy ủy quyền số 12 ngày 01/11/2026")
    filed = replace(form(house), applicant=Applicant(company, person("Lý Văn Sơn"), agent))
    receive_dossier(house, clerk, filed, PLAN)
    receipt: docs.ReceiptDoc = printed(house, "receipt")
    assert (receipt.owner_title, receipt.owner_name) == ("", "Công ty TNHH Sóc Trăng Xanh")
    assert receipt.filer == "Ông Lý Văn Sơn (được ủy quyền, Giấy ủy quyền số 12 ngày 01/11/2026)"


def test_fees_show_price_and_count_and_why_nothing_is_taken(house: House, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house, CERTIFY), PLAN)
    [fee] = printed(house, "receipt").fees
    assert (fee.kind, fee.amount, fee.detail) == ("P", 6_000, "Phí chứng thực, 2.000 đ × 3 trang")
    free = replace(form(house, CERTIFY), payment=Payment.EXEMPT, exemption="hộ nghèo")
    receive_dossier(house, clerk, free, PLAN)
    [fee] = printed(house, "receipt").fees
    assert fee.amount == 0
    assert fee.detail.endswith("miễn: hộ nghèo")


def test_a_corrected_receipt_names_the_one_it_replaces(house: House, clerk: Actor, clock: Clock) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, PrintPlan(receipt=False))
    clock.set_local(2026, 11, 20, 8, 44)
    correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "nhầm", PLAN)
    assert printed(house, "receipt").stamp.replaces == "bản đã giao, lý do: nhầm"
    clock.set_local(2026, 11, 20, 9, 0)
    correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=3), "lại nhầm", PLAN)
    assert printed(house, "receipt").stamp.replaces == "bản in lúc 08:44 ngày 20/11/2026, lý do: lại nhầm"


def test_the_supplement_slip_lists_what_to_bring_with_a_reason_for_each_row(house: House, clerk: Actor) -> None:
    items = [
        SupplementItem("Tờ khai", originals=1, reason="Chưa ký"),
        SupplementItem("Bản án", copies=2, reason="Thiếu trang 2"),
    ]
    slip = request_supplement(house, clerk, form(house), items, PLAN)
    paper: docs.SupplementDoc = printed(house, "supplement")
    assert (paper.number, paper.codes.code, paper.code_label) == ("30001/HDHS", slip.code, "Mã tiếp xúc")
    assert [(p.name, p.originals, p.copies) for p in paper.items] == [("Tờ khai", 1, 0), ("Bản án", 0, 2)]
    assert paper.reasons == ("(Mục 1) Chưa ký", "(Mục 2) Thiếu trang 2")
    assert (paper.round, paper.officer, paper.contact_phone) == (1, "Lê Thu Hà", format_phone(OFFICE.phone))
    text = text_of(render(paper))
    assert "30001/HDHS" in text
    assert "Thiếu trang 2" in text


def test_the_refusal_says_what_was_looked_at_and_who_decides(house: House, clerk: Actor) -> None:
    reason = RefusalReason("Không thuộc thẩm quyền", "khoản 1 Điều 22 NĐ 23/2015/NĐ-CP", "Nộp tại nơi cư trú")
    slip = refuse_at_intake(house, clerk, form(house), [reason], PLAN)
    paper: docs.RefusalDoc = printed(house, "refusal")
    assert (paper.number, paper.codes.code) == ("30001/TCHS", slip.code)
    assert [(r.fact, r.provision, r.way_out) for r in paper.reasons] == [
        (reason.fact, reason.provision, reason.way_out)
    ]
    assert paper.reviewed == (
        "01 bản chính Tờ khai cấp Giấy xác nhận tình trạng hôn nhân; Căn cước; đã trả lại ngay, đủ số lượng"
    )
    assert (paper.signer, paper.signer_role) == ("Phạm Quốc Toàn", "GIÁM ĐỐC")
    change_office(house, clerk, replace(OFFICE, decider="", decider_role=""))
    refuse_at_intake(house, clerk, replace(form(house), papers=()), [reason], PLAN)
    paper = printed(house, "refusal")
    assert (paper.signer, paper.signer_role, paper.reviewed) == ("Lê Thu Hà", "", "")


def test_a_guide_tells_what_to_bring_and_show_how_long_and_how_much(house: House, clerk: Actor) -> None:
    changed = print_guide(house, clerk, PROCEDURES[MARRIAGE], "ly_hon", large=True)
    assert changed.kinds == {"print"}
    guide: docs.GuideDoc = printed(house, "guide")
    assert guide.title == "Xác nhận tình trạng hôn nhân"
    assert guide.subtitle == "Mã thủ tục 1.004873 · Hộ tịch · làm tại cấp xã"
    assert [(item.name, item.what) for item in guide.to_submit] == [
        ("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "01 bản chính"),
        ("Bản án hoặc quyết định ly hôn", "01 bản photo"),
    ]
    assert [item.name for item in guide.to_show] == ["Căn cước"]
    assert guide.how_much == "Lệ phí xác nhận: 15.000 đ"
    assert "23 ngày làm việc" in guide.how_long
    assert guide.large
    assert "chưa kiểm tra" not in guide.source


def test_a_guide_of_an_unchecked_procedure_says_so_and_leaves_unknown_fees_open(house: House, clerk: Actor) -> None:
    odd = Procedure("9.1", "Thử", fees=(FeeItem("x", "Lệ phí", FeeKind.CHARGE, None),), source="nhập tay")
    publish_procedures(house, SYSTEM_ACTOR, [odd])
    print_guide(house, clerk, odd, "")
    guide: docs.GuideDoc = printed(house, "guide")
    assert guide.how_much == "Lệ phí: theo quy định của HĐND tỉnh"
    assert guide.how_long == "Theo quy định của thủ tục"
    assert guide.source == "nhập tay · chưa kiểm tra với Cổng Dịch vụ công"
    print_guide(house, clerk, PROCEDURES[BIRTH], "")
    assert printed(house, "guide").how_much == "Không thu"


def test_a_document_of_the_ledger_gives_the_same_bytes_for_ever(house: House, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house), PLAN)
    assert render(printed(house, "receipt")) == render(printed(house, "receipt"))


@pytest.mark.parametrize("year", [2024, 2026])
def test_times_on_paper_are_viet_nams(house: House, clerk: Actor, clock: Clock, year: int) -> None:
    clock.set_local(year, 3, 4, 7, 30)
    receive_dossier(house, clerk, form(house), PLAN)
    assert printed(house, "receipt").received_at.replace(microsecond=0) == datetime(year, 3, 4, 7, 30)
