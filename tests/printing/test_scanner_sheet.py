"""The set-up sheet of a scanner: one page, all its codes read, every Vietnamese letter on it."""

from datetime import datetime

import pytest
from decoding import decoded, scanned

from app.domain.id_card import CardData, parse_card
from app.domain.trial_codes import TRIAL_CARD, TRIAL_SIZES, is_trial, lost_letters, trial_bars, trial_size
from app.printing.documents import PrintStamp, ScannerSheetDoc, from_data, to_data
from app.printing.raster import iter_page_images
from app.printing.rendering import render, title_of

DOC = ScannerSheetDoc(
    stamp=PrintStamp(printed_at=datetime(2026, 11, 19, 9, 4), printed_by="Lê Thu Hà"),
    office="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
)
CODES = {TRIAL_CARD, trial_bars(), *(trial_bars(size) for size in TRIAL_SIZES)}


@pytest.mark.parametrize("dpi", [200, 300])
def test_all_codes_of_the_sheet_are_read(dpi):
    [page] = list(iter_page_images(render(DOC), dpi))
    assert decoded(page) == CODES


def test_codes_of_the_sizes_that_papers_use_are_read_off_a_skewed_copy():
    [page] = list(iter_page_images(render(DOC), 300))
    assert {TRIAL_CARD, trial_bars(), trial_bars(5), trial_bars(6)} <= decoded(scanned(page, 300))


def test_the_sheet_is_archived_and_drawn_again_alike():
    again = from_data(to_data(DOC))
    assert again == DOC
    assert render(again) == render(DOC)
    assert title_of(DOC) == "Hướng dẫn đặt đầu đọc mã"


def test_the_trial_card_is_a_card_with_every_letter_and_nobody_on_it():
    card = parse_card(TRIAL_CARD)
    assert isinstance(card, CardData)
    assert card.findings == ()
    letters = "aăâeêioôơuưyđ" + "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ" + "ĂÂĐÊÔƠƯ"
    assert set(letters) <= set(TRIAL_CARD)
    assert is_trial(TRIAL_CARD)
    assert not is_trial("095190004321|381234567|Lê Thị Ánh Nguyệt")


def test_lost_letters_of_a_trial_are_named():
    assert lost_letters(TRIAL_CARD) == ""
    assert lost_letters(TRIAL_CARD.replace("ễ", "?").replace("ữ", "")) == "ễữ"


def test_a_trial_bar_code_knows_its_size():
    assert [trial_size(trial_bars(size)) for size in TRIAL_SIZES] == list(TRIAL_SIZES)
    assert trial_size("9000021920000136") is None
