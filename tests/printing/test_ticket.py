"""The ticket: legible across the hall, its code readable, and marked when it is practice or printed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from decoding import decoded, scanned
from samples import COMMUNE_2025, STAMP

from app.printing.documents import TicketDoc, from_data, to_data
from app.printing.dots import black_dots
from app.printing.printers import raw_pages
from app.printing.raster import page_images, page_texts
from app.printing.rendering import render, title_of
from app.printing.ticket import ticket_image
from app.settings import PrinterLanguage, PrinterProfile

AT = datetime(2026, 11, 20, 8, 21)
TICKET = TicketDoc(
    letterhead=COMMUNE_2025,
    stamp=STAMP,
    number="B347",
    service="Hộ tịch – chứng thực",
    issued_at=AT,
    code="H12.142-261120-B347",
    priority="người cao tuổi",
    before=6,
)


def test_the_paper_is_the_picture_at_the_dots_of_the_head() -> None:
    [page] = page_images(render(TICKET), 203.2)
    assert page.width == 576
    assert black_dots(page).tobytes() == ticket_image(TICKET).tobytes()


@pytest.mark.parametrize("number", ["A101", "A1100", "C12003"])
def test_its_code_is_read_clean_and_worn_and_the_number_stays_on_the_paper(number: str) -> None:
    code = f"H12.142-261120-{number}"
    image = ticket_image(replace(TICKET, number=number, code=code))
    assert decoded(image) == {code}
    assert decoded(scanned(image, 203.2)) == {code}
    black = image.convert("L").point([255] + [0] * 255).getbbox()
    assert black is not None
    assert black[0] >= 20
    assert black[2] <= 556


def test_practice_reprint_and_nobody_before_are_said() -> None:
    plain = replace(TICKET, priority="", before=0)
    stamp = replace(STAMP, training=True, reprint=1, attempt=2)
    assert ticket_image(replace(plain, stamp=stamp)).height > ticket_image(plain).height
    assert decoded(ticket_image(replace(plain, stamp=stamp))) == {f"THU:{TICKET.code}"}


def test_an_office_of_another_name_and_a_long_service_fit() -> None:
    letterhead = replace(COMMUNE_2025, office="Bưu điện Văn hóa xã Vĩnh Lợi, điểm tiếp nhận hồ sơ số 2")
    long = replace(TICKET, letterhead=letterhead, service="Đất đai, xây dựng, quản lý đô thị và tài nguyên " * 4)
    assert ticket_image(long).width == 576


def test_it_comes_back_from_the_archive_and_holds_no_text_to_search() -> None:
    assert from_data(to_data(TICKET)) == TICKET
    assert page_texts(render(TICKET)) == [""]
    assert title_of(TICKET) == "Phiếu số B347"


def test_it_fits_the_head_of_a_roll_printer() -> None:
    profile = PrinterProfile(language=PrinterLanguage.ESCPOS, dots=576, dpi=203)
    [page] = raw_pages(render(TICKET), "K80", profile)
    assert page.tobytes() == ticket_image(TICKET).tobytes()
