"""Printing through Qt, into a PDF file where no printer stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import samples
from decoding import decoded
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from samples import all_samples

from app.domain.errors import EnvironmentProblem
from app.printing.qt_printer import list_printers, print_pdf
from app.printing.raster import page_images, page_sizes_mm
from app.printing.rendering import render

pytestmark = pytest.mark.usefixtures("qapp")


def test_receipt_keeps_pages_size_and_codes(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    printed = print_pdf(render(samples.RECEIPT_2025), "", job_name="Giấy hẹn", output_file=target)
    assert printed.pages == 2
    assert printed.page_mm == pytest.approx((210, 297), abs=0.5)
    sizes = page_sizes_mm(target.read_bytes())
    assert len(sizes) == 2
    assert sizes[0] == pytest.approx((210, 297), abs=0.5)
    image = page_images(target.read_bytes(), 300)[0]
    assert decoded(image) == {samples.RECEIPT_2025.codes.lookup, samples.RECEIPT_2025.codes.barcode}


@pytest.mark.parametrize("size", ["35x22", "50x30", "72x22", "100x150"])
def test_labels_keep_their_odd_page_size(size: str, tmp_path: Path) -> None:
    doc = all_samples()[f"12-label-{size}-203"]
    target = tmp_path / "label.pdf"
    printed = print_pdf(render(doc), "", output_file=target)
    width, height = (float(part) for part in size.split("x"))
    assert printed.page_mm == pytest.approx((width, height), abs=0.1)
    assert page_sizes_mm(target.read_bytes())[0] == pytest.approx((width, height), abs=0.5)


def test_offset_moves_the_page_to_the_right_and_down(tmp_path: Path) -> None:
    places = []
    for offset in ((0.0, 0.0), (10.0, -5.0)):
        print_pdf(render(samples.GUIDE), "", output_file=tmp_path / "out.pdf", offset_mm=offset)
        image = page_images((tmp_path / "out.pdf").read_bytes(), 254)[0]
        box = image.point([255 - value for value in range(256)]).getbbox()
        assert box is not None
        places.append(box)
    straight, moved = places
    assert moved[0] - straight[0] == pytest.approx(100, abs=2)
    assert moved[1] - straight[1] == pytest.approx(-50, abs=2)


def test_missing_printer_is_told_in_plain_words() -> None:
    with pytest.raises(EnvironmentProblem) as trouble:
        print_pdf(render(samples.GUIDE), "Máy không có")
    assert "Máy không có" in trouble.value.sentence
    assert trouble.value.code == "printer-missing"


def test_refused_page_size_stops_before_any_ink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinter, "setPageSize", lambda *_: False)
    target = tmp_path / "label.pdf"
    with pytest.raises(EnvironmentProblem) as trouble:
        print_pdf(render(all_samples()["12-label-50x30-203"]), "", output_file=target)
    assert trouble.value.code == "page-size-refused"
    assert "50×30 mm" in trouble.value.sentence


def test_stopping_between_pages(tmp_path: Path) -> None:
    answers = iter([True, False])
    with pytest.raises(EnvironmentProblem) as trouble:
        print_pdf(render(samples.RECEIPT_2025), "", output_file=tmp_path / "out.pdf", keep_on=lambda: next(answers))
    assert trouble.value.code == "print-stopped"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_unwritable_target_is_an_environment_problem(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        print_pdf(render(samples.GUIDE), "", output_file=tmp_path / "missing" / "out.pdf")


def test_printing_works_off_the_gui_thread(tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    with ThreadPoolExecutor(1) as pool:
        printed = pool.submit(print_pdf, render(samples.GUIDE), "", output_file=target).result()
    assert printed.pages == 1
    assert page_sizes_mm(target.read_bytes())[0] == pytest.approx((148, 210), abs=0.6)


def test_listing_printers_never_fails(qapp: QApplication) -> None:
    assert isinstance(list_printers(), list)
