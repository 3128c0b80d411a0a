"""What the clerk is told about a person: names, days, places that can't be, and what no paper has room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.findings import Finding, Severity
from app.domain.party_checks import LONGEST, card_valid_until, check_party, is_plausible_place
from app.domain.people import Address, IdKind, Party, PartyKind, Sex
from app.domain.text import capitalised, clean, plain, quoted

TODAY = date(2026, 11, 19)
ANN = Party(
    PartyKind.INDIVIDUAL,
    "Trần Thị Bích Phượng",
    IdKind.PERSONAL_NUMBER,
    "095190004321",
    date(1990, 3, 12),
    Sex.FEMALE,
    date(2022, 5, 10),
    Address("Ấp Cái Dầy", "31849", "xã Vĩnh Lợi", "tỉnh Cà Mau"),
    "0918204756",
)


def found(**changes: object) -> tuple[Finding, ...]:
    return check_party(replace(ANN, **changes), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Trần Thị Bích 2", "chữ số"),
        ("Trần Thị 🙂", "hình hoặc ký hiệu"),
        ("Trần <b>", "ký tự lạ: “<”"),
        ("Анна", "chữ lạ: “А”"),
        ("中文", "chữ lạ: “中”"),
        ("Tr?n Th?", "hỏng dấu"),
        ("Tr\ufffdn", "hỏng dấu"),
    ],
    ids=["digit", "emoji", "markup", "Cyrillic", "Chinese", "question marks", "replacement"],
)
def test_what_stands_in_no_name_is_doubted(name: str, words: str) -> None:
    [finding] = found(name=name)
    assert (finding.field, finding.severity) == ("name", Severity.DOUBTFUL)
    assert words in finding.sentence


@pytest.mark.parametrize(
    "name", ["Y Bhiăng Êban", "O'Brien", "Đỗ-Ễn", "Jean-Luc Müller", "Nguyễn Thị Kim A.", "Danh Sóc Kha"]
)
def test_names_of_all_peoples_of_the_country_are_not_doubted(name: str) -> None:
    assert found(name=name) == ()


def test_whatever_is_too_long_for_a_paper_is_told_with_both_numbers() -> None:
    for field, most in LONGEST.items():
        value = Address("x, " * most) if field == "address" else "a" * (most + 5)
        wrong = [finding for finding in found(**{field: value}) if f"dài quá {most} chữ" in finding.sentence]
        assert [(f.field, f.severity) for f in wrong] == [(field, Severity.WRONG)]


def test_days_that_cannot_be_are_told() -> None:
    def sentence(**days: date) -> str:
        party = replace(ANN, id_kind=IdKind.OTHER, **days)  # type: ignore[arg-type]
        return " ".join(finding.sentence for finding in check_party(party, TODAY))

    assert "chưa tới" in sentence(birth_date=date(2030, 1, 1))
    assert "126 tuổi" in sentence(birth_date=date(1900, 1, 1), id_issued_on=date(2021, 1, 1))
    assert "Ngày cấp trước ngày sinh" in sentence(id_issued_on=date(1989, 1, 1))


@pytest.mark.parametrize(
    ("born", "issued", "until"),
    [
        (date(1990, 3, 12), date(2022, 5, 10), date(2030, 3, 12)),
        (date(1990, 3, 12), date(2014, 1, 1), date(2030, 3, 12)),  # within two years before 25
        (date(1964, 2, 1), date(2022, 5, 10), None),  # within two years before 60: for life
        (date(2000, 2, 29), date(2016, 1, 1), date(2025, 3, 1)),
    ],
)
def test_a_card_lasts_until_the_birthday_that_changes_it(born: date, issued: date, until: date | None) -> None:
    assert card_valid_until(born, issued) == until


def test_a_card_gone_by_is_doubted_but_takes_nobody_away() -> None:
    [finding] = found(id_issued_on=date(2012, 5, 10))
    assert finding.severity is Severity.DOUBTFUL
    assert "Thẻ hết hạn từ 12/03/2015" in finding.sentence


@pytest.mark.parametrize("text", ["xa vinh loi", "Ấp 5", "12 Lê Lợi, Đà Nẵng", "tổ 3 khóm 2", "Phường 1"])
def test_what_reads_like_a_place_is_not_doubted(text: str) -> None:
    assert is_plausible_place(text)


@pytest.mark.parametrize("text", ["asdf", "abc def", "123", "???"])
def test_a_place_that_names_none_is_doubted_gently(text: str) -> None:
    [finding] = found(address=Address(text))
    assert (finding.field, finding.severity) == ("address", Severity.DOUBTFUL)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("đặng thị ánh", "Đặng Thị Ánh"),
        ("Nguyễn văn An", "Nguyễn văn An"),
        ("y bhiăng êban", "Y Bhiăng Êban"),
    ],
)
def test_capitals_are_offered_only_where_one_case_was_typed(typed: str, name: str) -> None:
    assert capitalised(typed) == name


def test_what_nobody_sees_is_taken_out_of_a_paste() -> None:
    assert clean("\u202eTra\u0302\u0300n\u200b\x00 Thi\u0323\r\n\u2028Ba\ud800") == "Trần Thị Ba"
    assert plain("một\r\nhai\u2028ba\tbốn\x07") == "một\nhai\nba bốn"
    assert quoted("x" * 500) == f"“{'x' * 60}…”"
