import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Severity
from app.domain.id_card import CardData, CardProblem, looks_like_card, parse_card
from app.domain.people import Address, IdKind, PartyKind, Sex

WHOLE = "095190004321|362511789|Trần Thị Bích Phượng|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau|10052022"


def whole(text: str) -> CardData:
    card = parse_card(text)
    assert isinstance(card, CardData)
    return card


def changed(place: int, value: str) -> str:
    fields = WHOLE.split("|")
    fields[place] = value
    return "|".join(fields)


def test_whole_card():
    card = parse_card(WHOLE + "\r\n")
    assert isinstance(card, CardData)
    assert card == CardData(
        number="095190004321",
        old_number="362511789",
        name="Trần Thị Bích Phượng",
        birth_date=date(1990, 3, 12),
        sex=Sex.FEMALE,
        address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        issued_on=date(2022, 5, 10),
    )
    assert card.is_sound


def test_card_becomes_the_person_at_the_counter():
    party = whole(WHOLE).to_party()
    assert (party.kind, party.name, party.id_kind) == (
        *(PartyKind.INDIVIDUAL, "Trần Thị Bích Phượng", IdKind.PERSONAL_NUMBER),
    )
    assert (party.id_number, party.birth_date, party.sex) == ("095190004321", date(1990, 3, 12), Sex.FEMALE)
    assert party.address == Address(line="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau")
    assert party.from_card


def test_name_typed_decomposed_is_stored_composed():
    card = whole(unicodedata.normalize("NFD", WHOLE))
    assert card.name == "Trần Thị Bích Phượng"
    assert card.sex is Sex.FEMALE


def test_card_without_an_old_number_and_with_more_fields():
    card = whole(changed(1, "") + "|Nguyễn Văn Cha|Lê Thị Mẹ|")
    assert card.old_number == ""
    assert card.rest == ("Nguyễn Văn Cha", "Lê Thị Mẹ", "")
    assert card.is_sound


@pytest.mark.parametrize(
    ("text", "field", "sentence"),
    [
        (changed(0, "095290004321"), "id_number", "Chữ số thứ 4 phải là 1 (nữ, sinh 1990)"),
        (changed(0, "09519000432"), "id_number", "Thiếu 1 chữ số"),
        (changed(1, "36251178"), "id_number", "Thiếu 1 chữ số"),
        (changed(2, "Tr\ufffdn Th? Bích Ph??ng"), "name", "Họ tên bị hỏng dấu khi quét"),
        (changed(2, "Tráº§n Thá» BÃ­ch §"), "name", "Họ tên bị hỏng dấu khi quét"),
        (changed(3, "31021990"), "birth_date", "Ngày sinh trên thẻ đọc là “31021990”, không có thật"),
        (changed(3, "1990"), "birth_date", "Ngày sinh trên thẻ đọc là “1990”, không có thật"),
        (changed(3, "1203199"), "birth_date", "Ngày sinh trên thẻ đọc là “1203199”, không có thật"),
        (changed(5, "?p Cái D?y"), "address", "Nơi thường trú bị hỏng dấu khi quét"),
        (changed(6, "00002022"), "id_issued_on", "Ngày cấp trên thẻ đọc là “00002022”, không có thật"),
    ],
)
def test_damaged_field_is_told_and_the_rest_is_kept(text, field, sentence):
    card = parse_card(text)
    assert isinstance(card, CardData)
    (finding,) = card.findings
    assert (finding.field, finding.severity, finding.sentence) == (field, Severity.WRONG, sentence)
    assert not card.to_party().from_card


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WHOLE.rpartition("|")[0], "Mã QR thiếu ngày cấp. Nơi thường trú có thể bị cắt."),
        ("|".join(WHOLE.split("|")[:5]), "Mã QR thiếu nơi thường trú và ngày cấp."),
        ("|".join(WHOLE.split("|")[:3]), "Mã QR thiếu ngày sinh, giới tính, nơi thường trú và ngày cấp."),
        (changed(2, " "), "Mã QR thiếu họ tên."),
        (
            changed(0, "095290004321").rpartition("|")[0],
            "Mã QR thiếu ngày cấp. Số định danh không khớp giới tính và năm sinh. Nơi thường trú có thể bị cắt.",
        ),
        (
            changed(0, "0952900043").rpartition("|")[0],
            "Mã QR thiếu ngày cấp. Thiếu 2 chữ số. Nơi thường trú có thể bị cắt.",
        ),
    ],
)
def test_torn_card_says_what_is_missing_and_saves_what_was_read(text, sentence):
    problem = parse_card(text)
    assert isinstance(problem, CardProblem)
    assert problem.sentence == sentence
    assert problem.data is not None
    assert problem.data.number.startswith("095")
    assert problem.advice == "Quét lại thẻ, hoặc gõ tay theo mặt thẻ."


@pytest.mark.parametrize("text", ["", "H12.10.15-261121-0007", "BG1|1142|261120|7|2|3012,3013|x", "0918204756"])
def test_other_codes_are_no_cards(text):
    assert not looks_like_card(text)
    problem = parse_card(text)
    assert isinstance(problem, CardProblem)
    assert problem.data is None


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="|"), max_size=12), max_size=10).map("|".join))
def test_no_scan_breaks_the_reader(tail):
    assert parse_card("095190004321|" + tail) is not None


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    assert isinstance(parse_card(text), CardData | CardProblem)
