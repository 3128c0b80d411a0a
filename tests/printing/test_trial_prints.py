"""Test page, label and ticket: all letters, true rulers, codes that read, everything on the paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import samples
from decoding import decoded, scanned
from PIL import Image

from app.printing.documents import LABEL_SIZES, LabelSize, PrinterTestDoc
from app.printing.dots import inked, placed
from app.printing.label_sheet import dots_per_mm
from app.printing.raster import page_image, page_sizes_mm, page_texts
from app.printing.rendering import render
from app.printing.trial_dots import CROSS_MM, trial_label_image, trial_ticket_image
from app.printing.trial_texts import BAR_TEXT, QR_TEXT, vietnamese_letters

PAGE = PrinterTestDoc(stamp=samples.STAMP, printer="Máy in giấy của quầy 3", office=samples.WARD.office)
ROLLS = [(384, 203), (512, 180), (576, 203)]


def black(image: Image.Image, x: int, y: int) -> bool:
    return image.convert("1").getpixel((x, y)) == 0


@pytest.mark.parametrize("a5", [False, True], ids=["a4", "a5"])
def test_page_has_every_letter_in_both_cases_and_reads(a5: bool) -> None:
    pdf = render(replace(PAGE, a5=a5))
    size = (148, 210) if a5 else (210, 297)
    assert page_sizes_mm(pdf) == [pytest.approx(size, abs=0.1)]
    letters = set(re.sub(r"\s", "", page_texts(pdf)[0]))
    for wanted in (vietnamese_letters(), vietnamese_letters().upper()):
        assert set(wanted.replace(" ", "")) <= letters
    assert decoded(page_image(pdf, 0, 300)) == {QR_TEXT, BAR_TEXT}
    assert {QR_TEXT, BAR_TEXT} <= decoded(scanned(page_image(pdf, 0, 300), 300))


@pytest.mark.parametrize("a5", [False, True], ids=["a4", "a5"])
def test_page_keeps_to_its_corner_marks_and_the_cross_is_where_it_says(a5: bool) -> None:
    dpi = 254.0  # ten dots per millimetre
    image = page_image(render(replace(PAGE, a5=a5)), 0, dpi)
    box = inked(image.point([0] * 128 + [255] * 128).convert("1"))
    assert box is not None
    assert box[0] >= 48
    assert box[1] >= 48
    assert image.width - box[2] >= 48
    assert image.height - box[3] >= 48
    dark = image.point([0] * 160 + [255] * 96)
    assert all(black(dark, *spot) for spot in ((150, 150), (150, 110), (190, 150)))


@pytest.mark.parametrize(("dots", "dpi"), ROLLS)
def test_ticket_is_as_wide_as_the_head_and_its_codes_read(dots: int, dpi: int) -> None:
    doc = replace(PAGE, roll_dots=dots, dpi=dpi)
    image = trial_ticket_image(doc)
    assert image.width == dots
    # A scanner looks finer than the head prints: bars of one dot need that.
    seen = placed(image, (dots + 80, image.height + 80), 40, 40).resize((2 * dots + 160, 2 * image.height + 160))
    assert decoded(seen) == {QR_TEXT, BAR_TEXT}
    rendered = page_image(render(doc), 0, dots_per_mm(dpi) * 25.4)
    assert rendered.convert("1").tobytes() == image.tobytes()


@pytest.mark.parametrize(("dots", "dpi"), ROLLS)
def test_ticket_rulers_count_millimetres(dots: int, dpi: int) -> None:
    image = trial_ticket_image(replace(PAGE, roll_dots=dots, dpi=dpi))
    per_mm = dots_per_mm(dpi)
    at = round(1.8 * per_mm)
    for tick in range(5, int(dots / per_mm), 5):
        assert black(image, round(tick * per_mm), at)
        assert not black(image, round((tick + 0.5) * per_mm), at)
    assert black(image, dots // 2, round(11 * per_mm))


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", [size for size in LABEL_SIZES if size.width_mm >= 45], ids=lambda size: size.name)
def test_cross_of_the_label_is_five_millimetres_from_its_lower_right_corner(size: LabelSize, dpi: int) -> None:
    image = trial_label_image(replace(PAGE, label=size, dpi=dpi))
    reach = round(CROSS_MM * dots_per_mm(dpi))
    x, y = image.width - reach, image.height - reach
    arm = round(2 * dots_per_mm(dpi))
    assert all(black(image, *spot) for spot in ((x, y), (x - arm, y), (x + arm, y), (x, y - arm)))
    assert not black(image, x - arm, y - arm)


@pytest.mark.parametrize("size", LABEL_SIZES, ids=lambda size: size.name)
def test_label_has_rulers_on_two_sides(size: LabelSize) -> None:
    image = trial_label_image(replace(PAGE, label=size))
    for tick in range(5, int(size.height_mm) - 2, 5):
        assert black(image, 14, tick * 8)
    for tick in range(5, int(size.width_mm) - 2, 5):
        assert black(image, tick * 8, image.height - 15)
