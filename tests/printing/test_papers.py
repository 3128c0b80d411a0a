"""What stands on the papers: complete, in NFC, nothing over anything, every code readable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pypdfium2
import pytest
import samples
import zxingcpp
from decoding import decoded, scanned
from PIL import Image
from samples import all_samples

from app.domain.errors import UserError
from app.printing import forms
from app.printing.documents import TT01_2018, FeeLine, PaperLine, ReceiptDoc, RefusalDoc, SupplementDoc
from app.printing.fonts import printable
from app.printing.form_texts import FORM_TEXTS
from app.printing.papers_table import clauses
from app.printing.paragraphs import balanced_lines
from app.printing.raster import page_images, page_sizes_mm, page_texts
from app.printing.receipt import fees_text
from app.printing.rendering import render, title_of

FORMS = sorted(name for name in all_samples() if name[:2] in ("01", "02", "03"))
PAPERS = sorted(name for name in all_samples() if "label" not in name)


def joined(text: str) -> str:
    """All letters of a text without any white space: line breaks and broken hyphens do not matter."""
    return re.sub(r"[\s\u00a0\ufffe\u00ad-]+", "", text)


def text_of(pdf: bytes) -> str:
    return joined("\n".join(page_texts(pdf)))


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in strings_of(part)]
    return []


@pytest.mark.parametrize("name", PAPERS)
def test_text_is_nfc_and_has_no_foreign_signs(name: str) -> None:
    text = "".join(page_texts(render(all_samples()[name])))
    assert unicodedata.normalize("NFC", text) == text
    assert not [char for char in text if unicodedata.category(char) == "Co" or char == "\ufffd"]


@pytest.mark.parametrize("name", PAPERS)
def test_equal_documents_give_equal_bytes(name: str) -> None:
    doc = all_samples()[name]
    assert render(doc) == render(doc)


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("01a-2018", 1),
        ("01b-2025", 2),
        ("01d-14-papers", 3),
        ("01e-long-name", 3),
        ("01f-reprint", 1),
        ("02-supplement", 1),
        ("03-refusal", 1),
        ("11-guide-a5", 1),
        ("11-guide-a4", 1),
        ("14-printer-test", 1),
    ],
)
def test_papers_need_as_many_sheets_as_their_design(name: str, pages: int) -> None:
    assert len(page_sizes_mm(render(all_samples()[name]))) == pages


@pytest.mark.parametrize("name", FORMS)
def test_every_paper_of_the_dossier_is_printed_in_full(name: str) -> None:
    doc = all_samples()[name]
    assert isinstance(doc, ReceiptDoc | SupplementDoc | RefusalDoc)
    text = text_of(render(doc))
    for wanted in (doc.owner_name.upper(), doc.procedure_name, doc.address, doc.phone, doc.letterhead.office):
        assert joined(wanted) in text
    if isinstance(doc, RefusalDoc):
        lines = [text for reason in doc.reasons for text in (reason.fact, reason.provision, reason.way_out)]
    else:
        # The words of a name stand in order; a page break may put head and foot between them.
        lines = [
            clause
            for paper in (doc.papers if isinstance(doc, ReceiptDoc) else doc.items)
            for clause in clauses(paper.name)
        ]
    for line in lines:
        words = [joined(word) for word in line.split()]
        position = 0
        for word in words:
            position = text.find(word, position)
            assert position >= 0, f"{word!r} of {line!r} is missing"


@pytest.mark.parametrize("length", [1622, 4500, 6951])
@pytest.mark.parametrize("form_set", ["TT01/2018", "TT03/2025"])
def test_names_of_any_length_flow_and_lose_no_letter(length: int, form_set: str) -> None:
    name = samples.long_name(length)
    assert len(name) == length
    doc = replace(
        samples.RECEIPT_2025, form_set=form_set, papers=(PaperLine(name=name, originals=1, copies=1),), copies=(2,)
    )
    pdf = render(doc)
    texts = page_texts(pdf)
    column = "".join(_name_column(pdf, 134.6 if form_set == TT01_2018 else 139.6))
    assert joined(name) in joined(column).replace(joined("Tên giấy tờ"), "")
    for number, text in enumerate(texts[1:], start=2):
        assert f"tờ {number}" in text
        assert f"Trang {number}/{len(texts)}" in text
    if len(texts) > 1:
        assert "(1)" in texts[1]


def _name_column(pdf: bytes, right_mm: float) -> list[str]:
    """Text of every page inside the column of names, between head and foot."""
    document = pypdfium2.PdfDocument(pdf)
    mm = 72 / 25.4
    try:
        pages = [page.get_textpage() for page in document]
        return [page.get_text_bounded(41.2 * mm, 18 * mm, right_mm * mm, 279 * mm) for page in pages]
    finally:
        document.close()


def test_a_name_without_any_space_is_broken_not_lost() -> None:
    name = "318/UBND-XNTTHN" * 60
    doc = replace(samples.RECEIPT_2025, papers=(PaperLine(name=name, originals=1),), copies=(2,))
    column = "".join(_name_column(render(doc), 139.6))
    assert joined(name) in joined(column).replace(joined("Tên giấy tờ"), "")


def test_user_text_is_never_taken_for_markup() -> None:
    name = "Bản vẽ <A3> & ghi chú <b>đậm, diện tích <5 m²"
    doc = replace(samples.RECEIPT_2025, papers=(PaperLine(name=name, originals=1),), owner_name="A <b> & B")
    text = text_of(render(doc))
    assert joined(name) in text
    assert joined("A <B> & B") in text


def test_word_bullets_of_the_catalogue_become_bullets() -> None:
    doc = replace(samples.RECEIPT_2025, papers=(PaperLine(name="Gồm: \uf0a7 Đơn; \uf0fc Bản vẽ", originals=1),))
    assert joined("Gồm: • Đơn; • Bản vẽ") in text_of(render(doc))


@pytest.mark.parametrize(
    "name",
    [
        "01a-2018",
        "01f-practice",
        "02-supplement",
        "03-refusal",
        pytest.param("01d-14-papers", marks=pytest.mark.slow),
        pytest.param("01e-long-name", marks=pytest.mark.slow),
    ],
)
def test_codes_read_from_page_renders(name: str) -> None:
    doc = all_samples()[name]
    assert isinstance(doc, ReceiptDoc | SupplementDoc | RefusalDoc)
    pdf = render(doc)
    count = len(page_sizes_mm(pdf)) // len(doc.copies)
    mark = {"rec": "M01", "sup": "M02", "ref": "M03"}[type(doc).__name__[:3].lower()]
    for dpi in (203, 300):
        for number, image in enumerate(page_images(pdf, dpi)[:count], start=1):
            expected = _expected(doc, mark, number)
            assert decoded(image) == expected, (dpi, number)
            assert decoded(scanned(image, dpi)) == expected, ("scan-like", dpi, number)


def _expected(doc: ReceiptDoc | SupplementDoc | RefusalDoc, mark: str, number: int) -> set[str]:
    practice = "THU:" if doc.stamp.training else ""
    if number > 1:
        return {f"{practice}{doc.codes.code}/{mark}/{number}"}
    digits = "9114225150301229" if doc.stamp.training else doc.codes.barcode
    return {practice + doc.codes.lookup, digits}


def test_guide_code_reads_in_both_sizes() -> None:
    for name in ("11-guide-a5", "11-guide-a4"):
        for dpi in (203, 300):
            image = page_images(render(all_samples()[name]), dpi)[0]
            assert decoded(image) == decoded(scanned(image, dpi)) == {samples.GUIDE.link}


def test_code_modules_begin_on_whole_dots_at_300_dpi() -> None:
    """At 300 dpi a page renders to pure black and white inside its codes: no module straddles a dot."""
    image = page_images(render(samples.RECEIPT_2025), 300)[0]
    marks = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    corner = marks[0].position.top_left
    code = image.crop((corner.x, corner.y, corner.x + 198, corner.y + 198))
    assert 0.3 < code.histogram()[0] / 198**2 < 0.7
    greys = [count for value, count in enumerate(code.histogram()) if 8 < value < 247 and count]
    assert greys == []


@pytest.mark.parametrize("name", FORMS)
def test_foot_strings_keep_their_distance(name: str) -> None:
    doc = all_samples()[name]
    assert isinstance(doc, ReceiptDoc | SupplementDoc | RefusalDoc)
    for image in page_images(render(doc), 200):
        for base_mm in (297 - 15.5 + 10 / 72 * 25.4, 297 - 15.5 + 19.6 / 72 * 25.4):
            assert _widest_gap_mm(image, base_mm) > 2.5


def _widest_gap_mm(image: Image.Image, base_mm: float) -> float:
    """Widest white stretch inside the ink of a line of text."""
    per_mm = 200 / 25.4
    strip = image.crop((0, round((base_mm - 2) * per_mm), image.width, round(base_mm * per_mm)))
    dark = [min(strip.crop((x, 0, x + 1, strip.height)).tobytes()) < 128 for x in range(strip.width)]
    inked = [x for x, ink in enumerate(dark) if ink]
    return max(after - before for before, after in pairwise(inked)) / per_mm


def test_a_foot_that_must_collide_raises_instead_of_overprinting() -> None:
    stamp = replace(samples.STAMP, printed_by="Nguyễn Phúc Công Tằng Tôn Nữ " * 3, staff_no="BĐ-0312" * 14)
    with pytest.raises(UserError) as trouble:
        render(replace(samples.RECEIPT_2025, stamp=stamp))
    assert trouble.value.code == "foot-collides"


def test_a_long_name_of_the_clerk_shrinks_the_foot_to_the_staff_number() -> None:
    stamp = replace(samples.STAMP, printed_by="Nguyễn Phúc Công Tằng Tôn Nữ Thị Hoàng Bảo Ngọc Lan Anh Thư")
    text = text_of(render(replace(samples.RECEIPT_2025, stamp=stamp)))
    assert joined("20/11/2026 · BĐ-0312 · Mẫu 01/TT03-2025.1 · Dấu a3f09c1e") in text


def test_both_copies_are_runs_of_their_own_with_the_same_body() -> None:
    texts = page_texts(render(replace(samples.RECEIPT_14, copies=(1, 2))))
    assert [re.search(r"Liên (\d) – Trang (\d)/3", text).groups() for text in texts] == [  # type: ignore[union-attr]
        ("1", "1"), ("1", "2"), ("1", "3"), ("2", "1"), ("2", "2"), ("2", "3"),
    ]  # fmt: skip
    assert "(Liên 1: Lưu)" in texts[0]
    assert "(Liên 2: Giao khách hàng)" in texts[3]
    assert texts[1].replace("Liên 1", "Liên 2") == texts[4]


def test_many_sheets_are_told_in_the_note_and_one_sheet_is_not() -> None:
    assert joined("mỗi liên gồm các tờ ghi ở chân trang") in text_of(render(samples.RECEIPT_14))
    assert joined("mỗi liên gồm các tờ") not in text_of(render(samples.RECEIPT_2025))


def test_receipt_bears_the_first_eight_signs_of_its_event() -> None:
    text = "".join(page_texts(render(samples.RECEIPT_2025)))
    assert "Dấu a3f09c1e" in text
    assert "a3f09c1e5" not in text


def test_forms_of_both_laws_differ_where_the_law_does() -> None:
    old, new = text_of(render(samples.RECEIPT_2018)), text_of(render(samples.RECEIPT_2025))
    for label in ("Số CMND/CCCD/Hộ chiếu:", "Nội dung yêu cầu giải quyết:", "Vào Sổ theo dõi hồ sơ, Quyển số: 02/2025"):
        assert joined(label) in old
        assert joined(label) not in new
    for label in ("Số CCCD/MST:", "Thủ tục hành chính cần giải quyết:", "Loại giấy tờ"):
        assert joined(label) in new
        assert joined(label) not in old
    assert joined("Số: 3007/TNHS") in old
    assert joined("Mẫu 01/TT01-2018.1") in old
    assert joined("Mẫu 01/TT03-2025.1") in new


def test_receipt_fields_stand_in_the_order_of_the_form() -> None:
    text = text_of(render(replace(samples.RECEIPT_2018, copies=(2,))))
    labels = (
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mã hồ sơ", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "(Liên 2"),
        *("Bộ phận tiếp nhận và trả kết quả:", "Tiếp nhận hồ sơ của:", "Người nộp:", "Địa chỉ:", "Số điện thoại:"),
        *("Email:", "Số CMND/CCCD/Hộ chiếu:", "Nội dung yêu cầu giải quyết:", "Thành phần hồ sơ nộp gồm:"),
        *("Số lượng hồ sơ:", "Thời gian giải quyết hồ sơ theo quy định là:", "Thời gian nhận hồ sơ:"),
        *("Thời gian trả kết quả giải quyết hồ sơ:", "Đăng ký nhận kết quả tại:", "Phí, lệ phí:", "Vào Sổ theo dõi"),
        *("NGƯỜI NỘP HỒ SƠ", "Phạm Quốc Thịnh", "Ghi chú:"),
    )
    places = [text.find(joined(label)) for label in labels]
    assert -1 not in places
    assert places == sorted(places)


def test_appointment_names_weekday_hour_and_date() -> None:
    text = text_of(render(samples.RECEIPT_2025))
    assert joined("Từ 08 giờ 42 phút, thứ Năm, ngày 26 tháng 11 năm 2026") in text
    assert joined("không tính thứ Bảy 21/11, Chủ nhật 22/11 và ngày nghỉ lễ 24/11/2026") in text


def test_a_smaller_table_saves_the_sheet_that_would_hold_only_the_closing_part(monkeypatch: pytest.MonkeyPatch) -> None:
    docs = [_with_name(length) for length in range(200, 900, 70)]
    fitted = [len(page_sizes_mm(render(doc))) for doc in docs]
    monkeypatch.setattr(forms, "_FITS", (forms.Fit(),))
    roomy = [len(page_sizes_mm(render(doc))) for doc in docs]
    assert (roomy[0], fitted[0], roomy[-1], fitted[-1]) == (1, 1, 2, 2)
    assert sum(roomy) > sum(fitted)


def _with_name(length: int) -> ReceiptDoc:
    return replace(samples.RECEIPT_2025, papers=(PaperLine(name=samples.long_name(length), originals=1),), copies=(2,))


def test_without_a_known_limit_the_box_says_so_instead_of_inventing_a_time() -> None:
    text = text_of(render(replace(samples.RECEIPT_2025, due_at=None, due_text="Chờ thông báo của Sở Tư pháp")))
    assert joined("Chờ thông báo của Sở Tư pháp") in text


def test_papers_only_shown_are_named_and_not_counted() -> None:
    for form_set in ("TT01/2018", "TT03/2025"):
        text = text_of(render(replace(samples.RECEIPT_2025, form_set=form_set)))
        assert joined("Cộng: 03 loại giấy tờ; 03 bản chính. Thẻ căn cước chỉ xuất trình, đã trả lại ngay.") in text


def test_a_shown_paper_with_a_long_name_gets_a_row() -> None:
    name = samples.long_name(400)
    doc = replace(samples.RECEIPT_2025, papers=(*samples.RECEIPT_2025.papers, PaperLine(name=name, shown=True)))
    text = text_of(render(doc))
    assert joined(name[:90]) in text
    assert joined("Cộng: 03 loại giấy tờ") in text


def test_reprint_is_marked_in_box_and_foot_and_keeps_the_times_of_the_intake() -> None:
    text = text_of(render(all_samples()["01f-reprint"]))
    assert joined("BẢN IN LẠI LẦN 2") in text
    assert joined("14:05 ngày 20/11/2026 – mất bản in") in text
    assert joined("Liên 2 – In lại lần 2 – Trang 1/1") in text
    assert joined("08 giờ 42 phút, ngày 20 tháng 11 năm 2026") in text
    assert joined("BẢN IN LẠI") not in text_of(render(samples.RECEIPT_2025))


def test_corrected_receipt_names_the_paper_it_replaces() -> None:
    text = text_of(render(all_samples()["01g-replaces"]))
    assert joined("BẢN THAY THẾ") in text
    assert joined("thay bản in 08:44 ngày 20/11/2026 – sửa năm sinh chủ hồ sơ") in text


def test_practice_papers_say_so_on_every_page() -> None:
    doc = replace(samples.RECEIPT_14, stamp=replace(samples.STAMP, training=True))
    for text in page_texts(render(doc)):
        assert "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG" in text
    assert "BẢN THỬ" not in "".join(page_texts(render(samples.RECEIPT_14)))


@pytest.mark.parametrize(
    ("fees", "note", "text"),
    [
        ((), "", "Không thu"),
        ((FeeLine(kind="P", amount=0),), "thu khi trả", "Không thu"),
        ((FeeLine(kind="P", amount=24000, detail="8.000 đ × 3 bản"),), "thu khi trả kết quả",
         "P: 24.000\u00a0đ (8.000 đ × 3 bản), thu khi trả kết quả; LP: không"),
        ((FeeLine(kind="LP", amount=3_000_000),), "đã chuyển khoản", "P: không; LP: 3.000.000\u00a0đ, đã chuyển khoản"),
        ((FeeLine(kind="LP", amount=0, detail="miễn: người cao tuổi"),), "",
         "P: không; LP: không thu (miễn: người cao tuổi)"),
        ((FeeLine(kind="LP", amount=None),), "", "P: không; LP: theo Nghị quyết của HĐND tỉnh"),
    ],
)  # fmt: skip
def test_fees_are_told_apart_as_the_law_does(fees: tuple[FeeLine, ...], note: str, text: str) -> None:
    assert fees_text(fees, note) == text


def test_supplement_names_round_deadline_effect_and_contact() -> None:
    text = text_of(render(samples.SUPPLEMENT))
    for wanted in (
        "(Lần 1 – Liên 2: Giao người nộp hồ sơ)",
        "Số: 0012/HDHS",
        "trước 17 giờ 00 phút, thứ Hai, ngày 14 tháng 12 năm 2026",
        samples.SUPPLEMENT.effect,
        "Ông liên hệ Lê Thị Bích Ngân, số điện thoại (0291) 0000 115 để được hướng dẫn.",
        "Cộng: 03 nội dung. Không phải nộp lại các giấy tờ khác đã có trong hồ sơ.",
        *samples.SUPPLEMENT.reasons,
        *(item.name for item in samples.SUPPLEMENT.items),
    ):
        assert joined(printable(wanted)) in text


def test_papers_before_a_dossier_exists_need_no_code() -> None:
    none = replace(samples.SUPPLEMENT.codes, code="", barcode="", lookup="")
    text = text_of(render(replace(samples.SUPPLEMENT, codes=none)))
    assert joined("Số: 0012/HDHS") in text
    assert joined("Mã hồ sơ") not in text


def test_refusal_cites_the_provision_and_the_way_of_complaint() -> None:
    text = text_of(render(samples.REFUSAL))
    for wanted in (
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Căn cứ: khoản 1 Điều 22 Nghị định số 23/2015/NĐ-CP",
        "Bà liên hệ Lãnh đạo Trung tâm, số điện thoại (0291) 0000 110",
        "Xin thông báo cho Bà được biết và thực hiện.",
    ):
        assert joined(wanted) in text


def test_refusal_of_civil_status_is_signed_by_the_head_of_the_centre() -> None:
    doc = replace(samples.REFUSAL, signer_role="GIÁM ĐỐC TRUNG TÂM", signer="Vũ Minh Tâm")
    text = text_of(render(doc))
    assert joined("GIÁM ĐỐC TRUNG TÂM") in text
    assert "VũMinhTâm" in text


def test_very_long_reasons_flow_to_further_pages() -> None:
    reasons = samples.REFUSAL.reasons * 14
    doc = replace(samples.REFUSAL, form_set=TT01_2018, reasons=reasons)
    texts = page_texts(render(doc))
    assert len(texts) > 1
    assert joined("".join(texts)).count(joined(reasons[0].way_out)) == 14


def test_guide_bears_no_person_and_all_its_lines() -> None:
    text = text_of(render(samples.GUIDE))
    for item in (*samples.GUIDE.to_submit, *samples.GUIDE.to_show):
        assert joined(item.name) in text
        assert joined(item.note) in text
    assert joined("không thu (đúng hạn)") in text
    assert joined(samples.STAMP.printed_by) not in text


def test_guide_of_many_papers_flows_to_a_second_page() -> None:
    doc = replace(samples.GUIDE, to_submit=samples.GUIDE.to_submit * 8)
    assert len(page_texts(render(doc))) > 1


def test_page_sizes_are_those_of_the_paper() -> None:
    assert page_sizes_mm(render(samples.GUIDE))[0] == pytest.approx((148, 210), abs=0.1)
    assert page_sizes_mm(render(replace(samples.GUIDE, large=True)))[0] == pytest.approx((210, 297), abs=0.1)


def test_metadata_names_no_person() -> None:
    document = pypdfium2.PdfDocument(render(samples.RECEIPT_2025))
    meta = document.get_metadata_dict()
    document.close()
    assert meta["Title"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert meta["Subject"] == "Mẫu 01/TT03-2025.1"
    assert meta["Keywords"] == "H12.142-261120-3012"
    assert "Oanh" not in str(meta)
    assert "Ngân" not in str(meta)
    assert b"(vi-VN)" in render(samples.RECEIPT_2025)


def test_only_embedded_fonts_are_used() -> None:
    for name in ("01b-2025", "11-guide-a5", "14-printer-test"):
        assert b"Helvetica" not in render(all_samples()[name])


def test_place_date_and_months_follow_the_rule_of_zeros() -> None:
    text = text_of(render(replace(samples.RECEIPT_2025, issued_on=date(2026, 2, 3), due_at=datetime(2026, 12, 1, 17))))
    assert joined("Bạc Liêu, ngày 03 tháng 02 năm 2026") in text
    assert joined("ngày 01 tháng 12 năm 2026") in text


def test_long_agency_names_break_in_balanced_lines() -> None:
    lines = balanced_lines("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "LiberationSerif-Bold", 12, forms.HEAD_LEFT)
    assert lines == ["TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"]


def test_every_form_has_a_title_in_the_ledger() -> None:
    assert title_of(samples.RECEIPT_2025) == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert {title_of(doc) for doc in all_samples().values()} >= {"Nhãn 35×22", "Trang thử máy in"}
    assert FORM_TEXTS.keys() == {"TT01/2018", "TT03/2025"}
