"""What names a person: cards, machine-readable lines, numbers, days, phones, names, as typed or torn."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import example
from hypothesis import strategies as st
from near_misses import DAYS, TODAY, must_tell, near, swift, tried
from test_fuzz_codes import CARDS, ZONES

from app.domain.errors import UserError
from app.domain.id_card import CardData, CardProblem, parse_card
from app.domain.identity import bare_number, format_id_number, parse_date, read_personal_number
from app.domain.mrz import parse_mrz
from app.domain.party_checks import card_valid_until, check_party
from app.domain.people import IdKind, Party, PartyKind, Sex
from app.domain.phones import check_phone, format_phone, normalise_phone, phone_kind
from app.domain.text import clean, fold, fold_words, mask_name, mask_number, name_key, nfc

pytestmark = pytest.mark.nightly

NAMES = st.sampled_from(("Trần Thị Bích Phượng", "Lâm Thị Sà Phươl", "Đỗ Ễn", "Y Bhiăng Êban", "O'Brien-Nguyễn"))
NUMBERS = st.sampled_from(("095190004321", "095 190 004 321", "362123456", "B1234567", "0100109106", "0100109106-001"))
PHONES = st.sampled_from(
    ("0918204756", "+84 918.204.756", "02913 000 111", "1900 1234", "(024) 3825-1234", "0084918204756")
)
TYPED_DAYS = st.sampled_from(("150722", "15072022", "15/07/2022", "1.2.90", "29/02/2024", "30/02/2020", "31-04-99"))


@tried(near(CARDS, 5), DAYS)
def test_a_card_is_read_with_findings_or_is_a_problem(text: str, today: date) -> None:
    with swift():
        read = parse_card(text)
    data = read.data if isinstance(read, CardProblem) else read
    if isinstance(read, CardProblem):
        assert read.sentence.endswith(".")
        assert read.advice
    if data is not None:
        check_party(data.to_party(), today)


@tried(near(ZONES, 3), DAYS)
@example(
    "IDVNM0000000010095300000001<<30002296F9912315VNM<<<<<<<<<<<8TRAN<<AN<<<<<<<<<<<<<<<<<<<<<<<", date(1970, 1, 1)
)
def test_machine_lines_are_read_or_are_a_problem(text: str, today: date) -> None:
    with swift():
        read = parse_mrz(text, today)
    assert isinstance(read, CardData | CardProblem)


@tried(near(TYPED_DAYS), DAYS, st.booleans())
def test_a_day_is_read_or_refused_in_a_sentence(text: str, today: date, past: bool) -> None:
    with swift():
        try:
            day = parse_date(text, today, past=past)
        except UserError as error:
            must_tell(error)
        else:
            assert not past or day <= today
            assert parse_date(f"{day:%d/%m/%Y}", today, past=past) == day


@tried(near(PHONES))
def test_a_phone_number_is_normalised_once_and_for_all(text: str) -> None:
    with swift():
        phone = normalise_phone(text)
        findings = check_phone(text)
        shown = format_phone(text)
    assert normalise_phone(phone) == phone
    if phone_kind(text) is not None:
        assert findings == ()
        assert normalise_phone(shown) == phone
    else:
        assert findings or not phone
        assert shown == text


@tried(near(NUMBERS), near(NAMES), near(PHONES), DAYS, st.sampled_from(IdKind), st.sampled_from((*Sex, None)))
def test_every_person_can_be_checked(
    number: str, name: str, phone: str, day: date, kind: IdKind, sex: Sex | None
) -> None:
    party = Party(PartyKind.INDIVIDUAL, name, kind, number, day, sex, day, phone=phone, email=phone)
    with swift():
        for finding in check_party(party, TODAY):
            assert finding.sentence
            assert len(finding.sentence) < 200
        read_personal_number(number)
        card_valid_until(day, day)
        shown = format_id_number(kind, number)
    assert bare_number(bare_number(number)) == bare_number(number)
    assert bare_number(shown) == bare_number(number)


@tried(near(NAMES, 6))
def test_cleaning_a_text_is_done_once_and_for_all(text: str) -> None:
    with swift():
        tidy = clean(text)
        assert clean(tidy) == tidy
        assert fold(fold(text)) == fold(text)
        assert nfc(nfc(text)) == nfc(text)
        fold_words(text)
        mask_name(text)
        mask_number(text)
        name_key(text)
    tidy.encode()  # whatever is stored or printed can be written down
    assert tidy == unicodedata.normalize("NFC", tidy)
    assert not any(unicodedata.category(mark) in ("Cc", "Cs") for mark in tidy)
    assert fold(unicodedata.normalize("NFD", tidy)) == fold(tidy)
