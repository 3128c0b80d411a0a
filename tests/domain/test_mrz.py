from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Severity
from app.domain.id_card import CardData, CardProblem
from app.domain.mrz import check_digit, looks_like_mrz, parse_mrz
from app.domain.people import IdKind, Sex

TODAY = date(2026, 11, 21)
# Specimens of ICAO 9303 parts 4 and 5.
ICAO_PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
ICAO_CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\r\n7408122F1204159UTO<<<<<<<<<<<6\r\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"


def whole(text: str) -> CardData:
    card = parse_mrz(text, TODAY)
    assert isinstance(card, CardData)
    return card


def td1(number="095190004321", born="900312", sex="F", expires="300312", name="TRAN<<THI<BICH<PHUONG", short=None):
    short = short or number[-9:]
    first = f"IDVNM{short}{check_digit(short)}{number}<<{check_digit(number)}"
    dates = f"{born}{check_digit(born)}{sex}{expires}{check_digit(expires)}VNM<<<<<<<<<<<"
    whole = check_digit(first[5:] + dates[:7] + dates[8:15] + dates[18:29])
    return f"{first}\n{dates}{whole}\n{name:<<30}"


def test_passport_specimen():
    card = parse_mrz(ICAO_PASSPORT, TODAY)
    assert isinstance(card, CardData)
    assert (card.number, card.id_kind, card.name) == ("L898902C3", IdKind.PASSPORT, "ERIKSSON ANNA MARIA")
    assert (card.birth_date, card.sex, card.nationality) == (date(1974, 8, 12), Sex.FEMALE, "UTO")
    assert card.expires_on == date(2012, 4, 15)
    assert "Giấy tờ hết hạn ngày 15/04/2012" in [finding.sentence for finding in card.findings]
    assert card.is_sound


def test_card_specimen():
    card = parse_mrz(ICAO_CARD, TODAY)
    assert isinstance(card, CardData)
    assert (card.number, card.id_kind, card.name) == ("D23145890", IdKind.OTHER, "ERIKSSON ANNA MARIA")


def test_vietnamese_card():
    card = parse_mrz(td1(), TODAY)
    assert isinstance(card, CardData)
    assert (card.number, card.id_kind, card.sex) == ("095190004321", IdKind.PERSONAL_NUMBER, Sex.FEMALE)
    assert (card.birth_date, card.expires_on) == (date(1990, 3, 12), date(2030, 3, 12))
    (finding,) = card.findings
    assert (finding.field, finding.severity) == ("name", Severity.DOUBTFUL)
    assert card.to_party().name == "TRAN THI BICH PHUONG"


def test_card_without_an_end_does_not_expire():
    assert whole(td1(expires="991231")).expires_on is None


def test_unknown_day_of_birth_is_told():
    card = whole(td1(born="90<<<<"))
    assert card.birth_date is None
    assert "birth_date" in [finding.field for finding in card.findings]


def test_number_that_does_not_fit_its_bearer_is_told():
    card = whole(td1(sex="M"))
    assert not card.is_sound
    assert whole(td1(sex="<")).sex is None


def test_two_places_of_the_number_must_agree():
    card = whole(td1(short="190004322"))
    assert card.findings[0].sentence == "Hai chỗ ghi số định danh trên thẻ khác nhau"


@pytest.mark.parametrize(
    ("zone", "named"),
    [
        (ICAO_PASSPORT.replace("L898902C36", "L898902C46"), "số hộ chiếu, toàn bộ"),
        (ICAO_PASSPORT.replace("7408122", "7408132"), "ngày sinh, toàn bộ"),
        (ICAO_CARD.replace("1204159", "1204169"), "ngày hết hạn, toàn bộ"),
        (ICAO_CARD.replace("D231458907", "D231458917"), "số thẻ, toàn bộ"),
        (ICAO_CARD.replace("<6", "<7"), "toàn bộ"),
    ],
)
def test_misread_line_is_refused(zone, named):
    problem = parse_mrz(zone, TODAY)
    assert isinstance(problem, CardProblem)
    assert problem.sentence == f"Dòng máy đọc sai số kiểm tra: {named}."


@pytest.mark.parametrize("text", ["", "095190004321|x|y", "IDVNM", ICAO_CARD + "<", ICAO_CARD.replace("UTO", "U?O")])
def test_other_scans_are_no_machine_readable_lines(text):
    assert not looks_like_mrz(text)
    assert isinstance(parse_mrz(text, TODAY), CardProblem)


@given(st.text("AB01<", min_size=83, max_size=88))
def test_no_lines_break_the_reader(tail):
    for head in ("IDVNM", "P<VNM"):
        assert isinstance(parse_mrz(head + tail, TODAY), CardData | CardProblem)
