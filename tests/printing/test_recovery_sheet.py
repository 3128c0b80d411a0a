"""The recovery sheet: one page, its QR read off a poor copy gives everything, and nothing keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

import pypdfium2
from decoding import decoded, scanned

from app.printing.documents import Document
from app.printing.raster import iter_page_images
from app.printing.recovery_sheet import RecoverySheetDoc
from app.printing.rendering import render_recovery
from app.protocol.codes import new_sheet_code, wrap_key
from app.protocol.invitations import Invitation, find_invitation

CODE = new_sheet_code()
PIN = "3f9a01c2" * 8
ADDRESS = "https://quay.tinhcamau.gov.vn:8443"
DOC = RecoverySheetDoc(
    office="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
    counter="Quầy 3",
    lanes=(3, 12),
    address=ADDRESS,
    pin=PIN,
    code=CODE,
    digits=Invitation(f"{ADDRESS}#{PIN}", CODE, wrap_key(CODE, bytes(32))).digits,
    made_at=datetime(2026, 11, 22, 11, 5),
    made_by="Lê Thu Hà",
)


def _text(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    return " ".join(page.get_text_bounded().split())


def test_the_qr_gives_address_code_and_key_also_off_a_skewed_copy() -> None:
    [page] = list(iter_page_images(render_recovery(DOC), 200))
    for image in (page, scanned(page, 200)):
        [digits] = decoded(image)
        invited = find_invitation(digits)
        assert invited is not None
        assert (invited.address, invited.code, len(invited.wrapped)) == (f"{ADDRESS}#{PIN}", CODE, 64)


def test_the_sheet_says_whose_it_is_and_what_to_do() -> None:
    told = _text(render_recovery(DOC))
    for words in (*CODE.split("-"), DOC.office, "máy số 3, 12", ADDRESS, "3F9A 01C2", "Khôi phục từ bản sao", "MẬT"):
        assert words in told


def test_long_names_stay_on_the_page() -> None:
    long = replace(
        DOC, office="Trung tâm Phục vụ hành chính công " * 4, counter="Quầy số ba " * 6, made_by="Nguyễn " * 12
    )
    [page] = list(iter_page_images(render_recovery(long), 100))
    edges = ((0, page.height - 30, page.width, page.height), (page.width - 50, 0, page.width, page.height))
    assert [page.convert("L").crop(edge).getextrema() for edge in edges] == [(255, 255)] * 2


def test_a_pc_that_works_alone_has_a_sheet_without_a_server() -> None:
    told = _text(render_recovery(replace(DOC, address="", pin="")))
    assert "Máy này làm việc một mình" in told
    assert "chỉ dùng được một lần" not in told


def test_no_ledger_and_no_archive_can_hold_a_sheet() -> None:
    assert RecoverySheetDoc not in get_args(Document)
    assert CODE not in repr(DOC)
    assert DOC.digits not in repr(DOC)
