"""Labels: whole dots, codes that read, no personal value in full."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import samples
from decoding import decoded, scanned
from PIL import Image, ImageDraw
from samples import all_samples

from app.printing.documents import LABEL_SIZES, LabelDoc, LabelSize, PrinterTestDoc
from app.printing.label_sheet import dots_per_mm, label_dots, label_png
from app.printing.labels import label_image, mask_name, mask_number, mask_phone
from app.printing.raster import page_images, page_sizes_mm
from app.printing.rendering import render
from app.printing.trial_dots import trial_label_image
from app.printing.trial_texts import QR_TEXT

LABELS = sorted(name for name in all_samples() if name.startswith("12-"))
DOTS = {
    ("35×22", 203): (280, 176), ("35×22", 300): (413, 260),
    ("50×30", 203): (400, 240), ("50×30", 300): (591, 354),
    ("72×22", 203): (576, 176), ("72×22", 300): (850, 260),
    ("100×150", 203): (800, 1200), ("100×150", 300): (1181, 1772),
}  # fmt: skip


def label_doc(name: str) -> LabelDoc:
    doc = all_samples()[name]
    assert isinstance(doc, LabelDoc)
    return doc


@pytest.mark.parametrize("name", LABELS)
def test_label_is_exactly_its_dots_in_one_bit(name: str) -> None:
    doc = label_doc(name)
    image = label_image(doc)
    assert image.mode == "1"
    assert image.size == DOTS[doc.size.name, doc.dpi] == label_dots(doc.size, doc.dpi)


@pytest.mark.parametrize("name", LABELS)
def test_label_codes_read_clean_and_as_scanned(name: str) -> None:
    doc = label_doc(name)
    expected = {doc.codes.code}
    if doc.size.name == "72×22":
        expected.add(doc.codes.barcode)
    if doc.postal:
        expected.add(doc.postal.item_number)
    image = label_image(doc)
    bordered = Image.new("1", (image.width + 60, image.height + 60), 1)
    bordered.paste(image, (30, 30))
    assert decoded(bordered) == expected
    assert decoded(scanned(bordered, doc.dpi)) == expected


@pytest.mark.parametrize("name", LABELS)
def test_nothing_touches_the_edge(name: str) -> None:
    image = label_image(label_doc(name)).convert("L")
    box = image.point([255 - value for value in range(256)]).getbbox()
    assert box is not None
    margin = round(0.4 * dots_per_mm(label_doc(name).dpi))
    assert box[0] >= margin
    assert box[1] >= margin
    assert image.width - box[2] >= margin
    assert image.height - box[3] >= margin


def drawn_texts(doc: LabelDoc, monkeypatch: pytest.MonkeyPatch) -> str:
    """All strings that reach the picture of a label."""
    texts: list[str] = []
    real = ImageDraw.ImageDraw.text

    def spy(pen: ImageDraw.ImageDraw, xy: tuple[float, float], text: str, **options: object) -> None:
        texts.append(text)
        real(pen, xy, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", spy)
    label_image(doc)
    return "\n".join(texts)


@pytest.mark.parametrize("name", [name for name in LABELS if "100x150" not in name])
def test_no_personal_value_in_full(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn_texts(label_doc(name), monkeypatch)
    for secret in ("Nguyễn", "Kiều", "095188", "0900000321", "Hoa Sữa"):
        assert secret not in text


def test_medium_label_tells_masked_person_due_date_and_procedure(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn_texts(label_doc("12-label-50x30-203"), monkeypatch)
    for wanted in ("3012", "Hẹn trả 26/11/2026", "quầy 3 · BCCI: không", "N. T. K. Oanh · •••••••••000", "1.004873"):
        assert wanted in text


COMPANY = "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN THỦY SẢN VÀ NÔNG SẢN XUẤT KHẨU ÁNH DƯƠNG"


@pytest.mark.parametrize("dpi", [203, 300])
def test_organisation_is_named_in_two_lines_with_its_whole_tax_code(dpi: int, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = replace(label_doc(f"12-label-50x30-{dpi}"), person=COMPANY, id_number="2000900124-001", organisation=True)
    text = drawn_texts(doc, monkeypatch)
    first, second, what = text.splitlines()[-3:]
    assert f"{first} {second}" == "CÔNG TY TNHH MTV THỦY SẢN VÀ NÔNG SẢN XUẤT KHẨU ÁNH DƯƠNG"
    assert what.startswith("MST 2000900124-001 · 1.004873")
    image = label_image(doc).convert("L")
    box = image.point([255 - value for value in range(256)]).getbbox()
    assert box is not None
    assert image.height - box[3] >= round(0.4 * dots_per_mm(dpi))


def test_wide_label_shortens_an_organisation_by_words_and_keeps_its_tax_code(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = replace(label_doc("12-label-72x22-203"), person=COMPANY, id_number="2000900124", organisation=True)
    who = drawn_texts(doc, monkeypatch).splitlines()[-1]
    name, number = who.split(" · ")
    assert number == "MST 2000900124"
    assert name.endswith("…")
    assert name[:-1].split() == ["Cty", "TNHH", "MTV", "THỦY", "SẢN", "VÀ", "NÔNG", "SẢN"][: len(name.split())]


def test_short_name_of_an_organisation_needs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = replace(label_doc("12-label-50x30-203"), person="Trường Mầm non Họa Mi", id_number="", organisation=True)
    assert drawn_texts(doc, monkeypatch).splitlines()[-2] == "Trường Mầm non Họa Mi"


def test_postal_label_has_name_and_address_but_masks_phone_and_hides_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn_texts(label_doc("12-label-100x150-203"), monkeypatch)
    assert "Bà NGUYỄN THỊ KIỀU OANH" in text
    assert "0900 ••• 321" in text
    for hidden in ("0900000321", "095188000000", "1.004873", "hôn nhân"):
        assert hidden not in text


def test_long_postal_address_shrinks_then_leaves_the_old_name_and_never_overprints(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doc = label_doc("12-label-100x150-203")
    assert doc.postal is not None
    address = "Thôn Mẫu Thử Rất Dài, đường liên xã số 12, khu tái định cư phía đông cầu mới, " * 4
    long_doc = replace(doc, postal=replace(doc.postal, address=address.strip()))
    text = drawn_texts(long_doc, monkeypatch)
    assert " ".join(text.split()).count("khu tái định cư phía đông cầu mới") >= 3
    assert "trước 01/7/2025" not in text
    # The white above the rule between address and bars stays as it is on the usual label.
    usual, crowded = (label_image(each).crop((20, 532, 300, 536)) for each in (doc, long_doc))
    assert usual.tobytes() == crowded.tobytes()


@pytest.mark.parametrize(
    ("full", "masked"),
    [
        ("Nguyễn Thị Kiều Oanh", "N. T. K. Oanh"),
        ("NGUYỄN THỊ KIỀU OANH", "N. T. K. Oanh"),
        ("Y Blắc", "Y. Blắc"),
        ("Oanh", "O."),
        ("", ""),
    ],
)
def test_names_are_masked_to_initials_and_given_name(full: str, masked: str) -> None:
    assert mask_name(full) == masked


def test_numbers_keep_their_last_three() -> None:
    assert mask_number("095188000123") == "•••••••••123"
    assert mask_number("12345") == "•••••"
    assert mask_phone("0900 000 321") == "0900 ••• 321"
    assert mask_phone("115") == "•••"


@pytest.mark.parametrize("dpi", [203, 300])
def test_edited_sizes_find_a_layout(dpi: int) -> None:
    for width, height in ((40, 25), (60, 40), (80, 25), (100, 75), (58, 30), (100, 150), (30, 20)):
        size = LabelSize(name="riêng", width_mm=width, height_mm=height)
        doc = replace(label_doc("12-label-50x30-203"), size=size, dpi=dpi)
        image = label_image(doc)
        bordered = Image.new("1", (image.width + 60, image.height + 60), 1)
        bordered.paste(image, (30, 30))
        assert doc.codes.code in decoded(bordered), (width, height)


def test_practice_label_opens_no_real_dossier() -> None:
    doc = label_doc("12-label-72x22-203")
    image = label_image(replace(doc, stamp=replace(doc.stamp, training=True)))
    assert decoded(image) == {"THU:H12.142-261120-3012", "9114225150301229"}


@pytest.mark.parametrize("name", LABELS)
def test_pdf_of_a_label_has_the_page_of_the_stock_and_the_same_dots(name: str) -> None:
    doc = label_doc(name)
    pdf = render(doc)
    assert page_sizes_mm(pdf)[0] == pytest.approx((doc.size.width_mm, doc.size.height_mm), abs=0.01)
    image = page_images(pdf, dots_per_mm(doc.dpi) * 25.4)[0]
    assert abs(image.width - label_image(doc).width) <= 1
    assert abs(image.height - label_image(doc).height) <= 1
    assert doc.codes.code in decoded(image.resize((image.width * 2, image.height * 2)))


def test_as_many_pages_as_labels_wanted() -> None:
    assert len(page_sizes_mm(render(replace(label_doc("12-label-35x22-203"), quantity=3)))) == 3


def test_png_knows_its_resolution() -> None:
    doc = label_doc("12-label-50x30-203")
    image = Image.open(io.BytesIO(label_png(label_image(doc), doc.dpi)))
    assert image.size == (400, 240)
    assert image.info["dpi"][0] == pytest.approx(203.2, abs=0.1)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", LABEL_SIZES, ids=lambda size: size.name)
def test_test_label_has_a_readable_practice_code(size: LabelSize, dpi: int) -> None:
    image = trial_label_image(PrinterTestDoc(stamp=samples.STAMP, label=size, dpi=dpi))
    assert image.size == DOTS[size.name, dpi]
    assert QR_TEXT in decoded(image)
