import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dossier_codes import AliasKind, DossierCode, encode_alias
from app.scanning.routing import CardScan, DamagedCard, DossierScan, TrainingScan, UnknownScan, route, route_all
from app.scanning.wedge import Scan

TODAY = date(2026, 11, 19)
CARD = "095190004321|381234567|Lê Thị Ánh Nguyệt|15031990|Nữ|Ấp Vàm Lẽo, Xã Hòa Bình, Bạc Liêu|10052021"
CODE = DossierCode("H12.10.15", date(2026, 11, 19), "3012")
OLD_CODE = DossierCode("000.00.06.H56", date(2023, 10, 27), "0361")
MRZ = (
    "IDVNM1900043216095190004321<<8",
    "9003152F3003150VNM<<<<<<<<<<<2",
    "LE<<THI<ANH<NGUYET<<<<<<<<<<<<",
)


def read(text: str, altered: bool = False):
    return route(Scan(text, altered), TODAY)


def test_chip_card_fills_the_person():
    found = read(CARD)
    assert isinstance(found, CardScan)
    assert (found.card.name, found.card.birth_date) == ("Lê Thị Ánh Nguyệt", date(1990, 3, 15))
    assert not found.machine_lines
    assert found.card.findings == ()


def test_card_of_2024_with_more_fields_is_a_card():
    found = read(CARD + "|Lê Văn A|Trần Thị B")
    assert isinstance(found, CardScan)
    assert found.card.rest == ("Lê Văn A", "Trần Thị B")


def test_card_cut_off_keeps_what_came():
    found = read(CARD.rpartition("|")[0])
    assert isinstance(found, DamagedCard)
    assert found.problem.data is not None
    assert found.problem.data.name == "Lê Thị Ánh Nguyệt"


def test_card_that_unikey_rewrote_says_so():
    whole, torn = read(CARD, altered=True), read(CARD.rpartition("|")[0], altered=True)
    assert isinstance(whole, CardScan)
    assert "Bộ gõ" in whole.card.findings[-1].sentence
    assert isinstance(torn, DamagedCard)
    assert "Unikey" in torn.problem.advice


def test_decomposed_letters_of_a_scanner_are_composed():
    found = read(unicodedata.normalize("NFD", CARD))
    assert isinstance(found, CardScan)
    assert found.card.name == "Lê Thị Ánh Nguyệt"


def test_lines_on_the_back_of_a_card_are_a_card():
    for text in ("\n".join(MRZ), "".join(MRZ)):
        found = read(text)
        assert isinstance(found, CardScan)
        assert found.machine_lines
        assert (found.card.number, found.card.name) == ("095190004321", "LE THI ANH NGUYET")


def test_misread_line_on_the_back_of_a_card_is_told():
    assert isinstance(read("\n".join(MRZ).replace("900315", "900316")), DamagedCard)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (str(CODE), DossierScan(CODE)),
        (str(CODE).lower(), DossierScan(CODE)),
        (str(OLD_CODE), DossierScan(OLD_CODE)),
        (f"{CODE}/M01/2", DossierScan(CODE, form="01", page=2)),
        (f"{CODE}/M06", DossierScan(CODE, form="06")),
        (f"{CODE}-KQ2", DossierScan(CODE, result=2)),
        (f"https://mcdt.example.vn/t/{CODE}?k=7QXF", DossierScan(CODE, secret="7QXF")),
        (f"https://example.vn/cong/t/{OLD_CODE}", DossierScan(OLD_CODE)),
    ],
)
def test_our_codes_open_their_dossier(text, expected):
    assert read(text) == expected
    assert read(f"THU:{text}") == TrainingScan(expected)


def test_bars_of_a_label_open_their_dossier():
    found = read(encode_alias(AliasKind.DOSSIER, 114, CODE.day, CODE.serial))
    assert isinstance(found, DossierScan)
    assert found.alias is not None
    assert found.alias.code("H12.10.15") == CODE


@given(st.integers(0, 9999), st.integers(0, 99999))
def test_practice_paper_never_opens_a_real_dossier(office, serial):
    digits = encode_alias(AliasKind.TRAINING, office, CODE.day, serial)
    assert isinstance(read(digits), TrainingScan)
    assert isinstance(read(f"THU:{encode_alias(AliasKind.DOSSIER, office, CODE.day, serial)}"), TrainingScan)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1001204160301299", "số kiểm tra"),
        ("095190004321", "số định danh"),
        ("RR473124829VN", "bưu gửi"),
        ("00020101021238570010A000000727", "chuyển tiền"),
        ("https://vi-du.example.com/?id=095190004321", "vi-du.example.com"),
        (CARD.replace("|", "").replace("15031990", "15331990"), "thẻ căn cước"),
        (f"BG1|114|261119|3|1|3012|{'x' * 8}", "bàn giao"),
        (encode_alias(AliasKind.BATCH, 114, CODE.day, 3), "bàn giao"),
        ("THU:xin chào", "tập sự"),
        ("H12.10.15-261319-3012", "21 ký tự"),
        ("8934563138165", "hàng hóa"),
        ("8934563138166", "13 chữ số"),
        ("WIFI:S:nha-toi;T:WPA;P:bi-mat;;", "Wi-Fi"),
        ("BEGIN:VCARD\nN:Lê;Bé", "Danh thiếp"),
        ("otpauth://totp/a?secret=JBSW", "hai lớp"),
        ("GD4970012345678|4e67|01/01/1990|1|", "bảo hiểm y tế"),
        ("IDVNM1900043216095190004321<<8", "thiếu chữ"),
        ('{"so": "123"}', "phần mềm khác"),
        ("\ufffd\x01\x02abc\ufffd", "không phải chữ"),
    ],
)
def test_anything_else_says_what_it_saw(text, said):
    found = read(text)
    assert isinstance(found, UnknownScan)
    assert said in found.description
    assert found.length == len(text)


@given(st.text(max_size=200))
def test_any_text_goes_somewhere(text):
    assert read(text) is not None


@given(st.text("0123456789|~/-. ABĐế", max_size=120))
def test_nothing_personal_shows_in_a_log_line(text):
    found = read(text)
    if isinstance(found, CardScan | DamagedCard):
        assert repr(found) in ("CardScan(machine_lines=False)", "CardScan(machine_lines=True)", "DamagedCard()")
    if isinstance(found, UnknownScan):
        runs = [run for run in "".join(mark if mark.isdigit() else " " for mark in text).split() if len(run) > 4]
        assert not any(run in repr(found) for run in runs)


def test_card_in_a_log_line_is_silent():
    for text in (CARD, CARD[:60], CARD.replace("|", "~"), "095190004321"):
        shown = repr(read(text))
        assert "0951" not in shown
        assert "Nguyệt" not in shown


def test_two_cards_read_without_a_pause_are_two_people():
    other = CARD.replace("Nguyệt", "Hồng").replace("095190004321", "095190004322")
    first, second = route_all(Scan(CARD + other), TODAY)
    assert isinstance(first, CardScan)
    assert isinstance(second, CardScan)
    assert (first.card.name, second.card.name) == ("Lê Thị Ánh Nguyệt", "Lê Thị Ánh Hồng")


def test_a_flood_is_told_in_one_sentence():
    [found] = route_all(Scan("", overlong=True), TODAY)
    assert isinstance(found, UnknownScan)
    assert found.description == "Mã dài hơn 4.000 ký tự"


def test_a_card_in_telex_fills_the_person():
    found = read("095190004321|381234567|Lee Thij Asnh Nguyeejt|15031990|Nuwx|Aasp Vafm Lexo, Xax Hofa Bifnh|10052021")
    assert isinstance(found, CardScan)
    assert found.card.name == "Lê Thị Ánh Nguyệt"
    assert found.card.findings == ()
