"""Two copies of the receipt on one A4 landscape sheet: when they fit, what stands on them, every code readable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import samples
from decoding import decoded, scanned
from PIL import Image, ImageChops, ImageFilter, ImageStat
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from app.printing.documents import FeeLine, PaperLine, ReceiptDoc, from_data, to_data
from app.printing.qt_printer import _set_page, print_pdf
from app.printing.raster import page_images, page_sizes_mm, page_texts
from app.printing.receipt_a5 import FLOOR, render_two_up
from app.printing.rendering import render

DOC_2025 = replace(samples.RECEIPT_2025, two_up=True)
DOC_2018 = replace(samples.RECEIPT_2018, papers=samples.RECEIPT_2018.papers[:1], two_up=True)
REPRINTED = replace(samples.STAMP, printed_at=datetime(2026, 11, 20, 14, 5, 32), reprint=2, reprint_reason="mất bản in")
REPRINT = replace(DOC_2025, stamp=REPRINTED)
PRACTICE = replace(DOC_2025, stamp=replace(samples.STAMP, training=True))
PRACTICE_REPRINT = replace(DOC_2025, stamp=replace(REPRINTED, training=True), papers=samples.RECEIPT_2025.papers[:1])
CORRECTED = replace(
    DOC_2025,
    stamp=replace(samples.STAMP, replaces="bản in 08:44 ngày 20/11/2026", reprint_reason="sửa năm sinh"),
    papers=samples.RECEIPT_2025.papers[:1],
)
FITTING = {
    "2025": DOC_2025,
    "2018": DOC_2018,
    "reprint": REPRINT,
    "practice": PRACTICE,
    "practice-reprint": PRACTICE_REPRINT,
    "corrected": CORRECTED,
}


@cache
def sheet(name: str) -> bytes:
    return render(FITTING[name])


def joined(text: str) -> str:
    return re.sub(r"[\s\u00a0\ufffe\u00ad-]+", "", text)


def halves(pdf: bytes) -> list[str]:
    """Text of the left and of the right half of the sheet."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        width, height = document.get_page_size(0)
        return [joined(page.get_text_bounded(x, 0, x + width / 2, height)) for x in (0, width / 2)]
    finally:
        document.close()


def on_one_sheet(pdf: bytes) -> bool:
    return page_sizes_mm(pdf) == [pytest.approx((297, 210), abs=0.1)]


@pytest.mark.parametrize("name", FITTING)
def test_two_copies_lie_on_one_landscape_sheet(name: str) -> None:
    pdf = sheet(name)
    assert on_one_sheet(pdf)
    assert pdf == render(FITTING[name])
    left, right = halves(pdf)
    assert joined("(Liên 1: Lưu)") in left
    assert joined("(Liên 2: Giao khách hàng)") in right
    as_second = left.replace("(Liên1:Lưu)", "(Liên2:Giaokháchhàng)").replace("Liên1–", "Liên2–")
    assert as_second.replace("cắt", "") == right


@pytest.mark.parametrize("name", FITTING)
def test_each_half_is_a_whole_receipt(name: str) -> None:
    doc = FITTING[name]
    for text in halves(sheet(name)):
        for wanted in (
            doc.letterhead.parent_agency,
            doc.owner_name.upper(),
            doc.address,
            doc.identity,
            doc.phone,
            doc.procedure_name,
            doc.procedure_code,
            doc.limit,
            doc.limit_note,
            doc.officer,
            doc.filer,
            doc.codes.code,
            f"Dấu {doc.stamp.event_hash[:8]}",
            *(paper.name for paper in doc.papers),
        ):
            assert joined(wanted) in text
        assert unicodedata.normalize("NFC", text) == text


def test_without_the_wish_nothing_changes() -> None:
    assert not samples.RECEIPT_2025.two_up
    assert render(samples.RECEIPT_2025) != render(DOC_2025)
    data = to_data(samples.RECEIPT_2025)
    assert from_data({key: value for key, value in data.items() if key != "two_up"}) == samples.RECEIPT_2025
    assert [round(width) for width, _ in page_sizes_mm(render(samples.RECEIPT_2025))] == [210, 210]


LONG = PaperLine(name=samples.long_name(400), originals=1)


@pytest.mark.parametrize(
    "doc",
    [
        replace(samples.RECEIPT_14, copies=(1, 2)),
        samples.RECEIPT_2018,
        replace(samples.RECEIPT_2025, copies=(2,)),
        replace(samples.RECEIPT_2025, papers=(*samples.RECEIPT_2025.papers, LONG)),
        replace(samples.RECEIPT_2025, stamp=replace(samples.STAMP, printed_by="Lê Thị Bích Ngân" * 9, staff_no="")),
        replace(samples.RECEIPT_2025, letterhead=replace(samples.WARD, place="Xã Rất Dài " * 4)),
        replace(samples.RECEIPT_2025, letterhead=replace(samples.WARD, issuing_agency="TRUNGTÂMPHỤCVỤHÀNHCHÍNH")),
        replace(samples.RECEIPT_2025, letterhead=replace(samples.WARD, system="Hệ thống thông tin " * 6)),
    ],
    ids=["14-papers", "2018-full", "one-copy", "long-name", "long-clerk", "long-place", "long-agency", "long-system"],
)
def test_what_does_not_fit_is_left_to_a4(doc: ReceiptDoc) -> None:
    assert render_two_up(replace(doc, two_up=True)) is None


def test_what_does_not_fit_prints_on_a4_as_ever() -> None:
    doc = samples.RECEIPT_14
    assert render(replace(doc, two_up=True)) == render(doc)


def test_papers_are_added_until_a_half_is_full_and_nothing_leaves_it() -> None:
    fitting = 0
    for count in range(1, 12):
        papers = tuple(PaperLine(name=f"Tờ khai số {number}", originals=1) for number in range(1, count + 1))
        pdf = render_two_up(replace(DOC_2025, papers=papers))
        if pdf is None:
            break
        fitting = count
        bottom = min(box[1] for box in _boxes(pdf))
        assert bottom > 4.5 * 72 / 25.4
        # The note stays above the rule of the foot.
        assert _base_of(pdf, "Ghi chú") > 43 + 8.8
    assert 4 <= fitting < 10


@pytest.mark.parametrize("name", FITTING)
def test_no_line_leaves_its_half(name: str) -> None:
    left, right = 13.5 * 72 / 25.4, 136.5 * 72 / 25.4
    half = 1754 * 0.24
    for x0, _, x1, _ in _boxes(sheet(name)):
        if x1 - x0 < 60 and half - 14 < x0 < half:
            continue  # "cắt" beside the dashed line
        shift = half if x0 >= half else 0
        assert x0 - shift > left
        assert x1 - shift < right


def _boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of every piece of text but the practice mark behind it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        rects = [page.get_rect(number) for number in range(page.count_rects())]
        return [rect for rect in rects if rect[3] - rect[1] < 60]
    finally:
        document.close()


def _base_of(pdf: bytes, words: str) -> float:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        found = page.search(words).get_next()
        assert found
        return float(page.get_charbox(found[0])[1])
    finally:
        document.close()


@pytest.mark.parametrize("name", FITTING)
def test_no_letter_is_smaller_than_the_floor(name: str) -> None:
    document = pypdfium2.PdfDocument(sheet(name))
    try:
        page = document[0].get_textpage()
        sizes = {
            round(pdfium.FPDFText_GetFontSize(page, n), 2)
            for n in range(page.count_chars())
            if page.get_text_range(n, 1).strip()
        }
    finally:
        document.close()
    assert min(sizes) >= FLOOR


@pytest.mark.parametrize("name", ["2025", "2018", "reprint", "practice-reprint"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_codes_of_both_copies_are_read(name: str, dpi: int) -> None:
    doc = FITTING[name]
    expected = {doc.codes.lookup, doc.codes.barcode}
    if doc.stamp.training:
        expected = {f"THU:{doc.codes.lookup}", "9114225150301229"}
    image = page_images(sheet(name), dpi)[0]
    middle = image.width // 2
    for half in (image.crop((0, 0, middle, image.height)), image.crop((middle, 0, image.width, image.height))):
        assert decoded(half) == expected
        assert decoded(scanned(half, dpi)) == expected


def test_modules_begin_on_whole_dots_in_both_copies() -> None:
    image = page_images(sheet("2025"), 300)[0]
    for left in (165, 1754 + 165):
        code = _square(image, left)
        assert [count for value, count in enumerate(code.histogram()) if 8 < value < 247 and count] == []
        assert 0.3 < code.histogram()[0] / 165**2 < 0.7


def _square(image: Image.Image, left: int) -> Image.Image:
    """The QR of 33 modules of 5 dots whose left edge is known."""
    column = image.crop((left, 0, left + 5, image.height))
    rows = [y for y in range(100, 800) if max(column.crop((0, y, 5, y + 1)).tobytes()) < 8]
    return image.crop((left, rows[0], left + 165, rows[0] + 165))


def test_reprint_and_practice_are_marked_on_both_copies() -> None:
    for text in halves(sheet("practice-reprint")):
        assert joined("BẢN THỬ – KHÔNG CÓ GIÁ TRỊ SỬ DỤNG") in text
        assert joined("BẢN IN LẠI LẦN 2") in text
        assert joined("14:05 ngày 20/11/2026 – mất bản in") in text
        assert joined("In lại lần 2 – Trang 1/1") in text
    for text in halves(sheet("2025")):
        assert joined("BẢN IN LẠI") not in text
        assert joined("BẢN THỬ") not in text
    for text in halves(sheet("corrected")):
        assert joined("BẢN THAY THẾ") in text
        assert joined("thay bản in 08:44 ngày 20/11/2026") in text


def test_names_of_offices_are_shortened_only_where_the_line_is_too_short() -> None:
    assert joined("Trung tâm PVHCC phường Bạc Liêu") in halves(sheet("2025"))[0]
    near = replace(samples.WARD, office="Trung tâm Phục vụ hành chính công Bạc Liêu")
    assert joined(near.office) in halves(render(replace(DOC_2025, letterhead=near)))[0]


def test_a_long_fee_gets_the_line_of_its_own() -> None:
    fees = (FeeLine(kind="LP", amount=75_000, detail="25.000 đ × 3 bản"),)
    doc = replace(DOC_2025, papers=samples.RECEIPT_2025.papers[:1])
    short, long = (halves(render(replace(doc, fees=value)))[0] for value in ((), fees))
    assert short.find("Phí,lệphí") < short.find("Thờigiangiảiquyết")
    assert long.find("Phí,lệphí") > long.find("Đăngkýnhậnkếtquả")


def test_the_sheet_names_no_person_in_its_metadata_and_embeds_its_fonts() -> None:
    pdf = sheet("2025")
    assert b"Helvetica" not in pdf
    document = pypdfium2.PdfDocument(pdf)
    meta = document.get_metadata_dict()
    document.close()
    assert meta["Subject"] == "Mẫu 01/TT03-2025.1"
    assert "Oanh" not in str(meta)
    assert "Trang 1/1" in "".join(page_texts(pdf))


@pytest.mark.usefixtures("qapp")
def test_the_landscape_sheet_reaches_the_printer_upright_and_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    printed = print_pdf(sheet("2025"), "", output_file=target)
    assert printed.page_mm == pytest.approx((297, 210), abs=0.5)
    assert printed.pages == 1
    assert page_sizes_mm(target.read_bytes())[0] == pytest.approx((297, 210), abs=0.5)
    blur = ImageFilter.GaussianBlur(3)
    meant, sent = (page_images(pdf, 60)[0].filter(blur) for pdf in (sheet("2025"), target.read_bytes()))
    sent = sent.resize(meant.size)
    assert ImageStat.Stat(ImageChops.difference(meant, sent)).mean[0] < 6
    assert ImageStat.Stat(ImageChops.difference(meant, sent.rotate(180))).mean[0] > 12
    image = page_images(target.read_bytes(), 300)[0]
    for left in (0, image.width // 2):
        half = image.crop((left, 0, left + image.width // 2, image.height))
        assert decoded(half) == {DOC_2025.codes.lookup, DOC_2025.codes.barcode}


@pytest.mark.usefixtures("qapp")
def test_the_driver_is_asked_for_a4_turned_and_not_for_special_paper(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFullPage(True)
    for size, orientation in (
        ((297.0, 210.0), QPageLayout.Orientation.Landscape),
        ((210.0, 297.0), QPageLayout.Orientation.Portrait),
    ):
        assert _set_page(printer, size) == pytest.approx(size, abs=0.5)
        assert printer.pageLayout().orientation() == orientation
        assert printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.A4
    assert _set_page(printer, (50.0, 30.0)) == pytest.approx((50, 30), abs=0.1)
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Portrait
