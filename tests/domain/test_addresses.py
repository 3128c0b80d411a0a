"""Addresses found as they are typed, by today's names and by those of before 01/07/2025."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import AddressBook, Commune
from app.domain.people import Address

RESOURCE = Path(__file__).parents[2] / "resources" / "addresses.tsv"


@pytest.fixture(scope="module")
def book() -> AddressBook:
    return AddressBook.parse(RESOURCE.read_bytes())


def first(book: AddressBook, text: str, near: str = "") -> Commune:
    return book.search(text, near=near)[0].commune


def test_the_map_has_34_provinces_and_3321_communes_of_the_law(book: AddressBook) -> None:
    counts = {province.name: len(book.communes_of(province.code)) for province in book.provinces}
    assert len(counts) == 34
    assert sum(counts.values()) == 3321
    assert (counts["Cà Mau"], counts["Hà Nội"], counts["Hồ Chí Minh"], counts["Huế"]) == (64, 126, 168, 40)
    assert [p.full_name for p in book.provinces if p.kind == "thành phố"] == [
        *("thành phố Hà Nội", "thành phố Hải Phòng", "thành phố Huế", "thành phố Đà Nẵng"),
        *("thành phố Đồng Nai", "thành phố Hồ Chí Minh", "thành phố Cần Thơ"),
    ]


def test_commune_writes_itself_as_papers_do(book: AddressBook) -> None:
    commune = book.commune("31825")
    assert commune is not None
    assert commune.address("  Số 1  Trần Phú ") == Address("Số 1 Trần Phú", "31825", "phường Bạc Liêu", "tỉnh Cà Mau")
    assert book.commune("99999") is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vinh loi ca mau", "xã Vĩnh Lợi"),
        ("VĨNH LỢI, cà mau", "xã Vĩnh Lợi"),
        ("p bac lieu", "phường Bạc Liêu"),
        ("chau hung vinh loi", "xã Vĩnh Lợi"),  # xã Châu Hưng, huyện Vĩnh Lợi
        ("phuong 12 go vap", "phường An Hội Tây"),
        ("dac khu phu quoc", "đặc khu Phú Quốc"),
    ],
)
def test_commune_is_found_as_it_is_typed(book: AddressBook, typed: str, expected: str) -> None:
    assert first(book, typed).full_name == expected


def test_old_name_is_told_with_the_hit(book: AddressBook) -> None:
    hit = book.search("phuong 12 go vap")[0]
    assert hit.old_name == "Phường 12, Quận Gò Vấp, Thành phố Hồ Chí Minh"
    assert hit.province.name == "Hồ Chí Minh"
    assert book.search("phuong bac lieu ca mau")[0].old_name == ""


def test_each_commune_comes_once_however_many_old_names_fit(book: AddressBook) -> None:
    codes = [hit.commune.code for hit in book.search("vinh loi", limit=50)]
    assert len(codes) == len(set(codes))


def test_communes_of_ones_own_province_come_first_among_equals(book: AddressBook) -> None:
    assert first(book, "vinh loi", near="96").province.code == "96"
    assert first(book, "vinh loi", near="92").province.code == "92"


def test_one_province_can_be_asked_alone(book: AddressBook) -> None:
    assert {hit.province.code for hit in book.search("tan", limit=40, province="96")} == {"96"}
    assert book.search("tan", province="00") == []


@pytest.mark.parametrize("typed", ["", "   ", ",.;", "zzzz khong co"])
def test_nothing_typed_or_nothing_like_it_finds_nothing(book: AddressBook, typed: str) -> None:
    assert book.search(typed) == []


@given(st.text(max_size=30))
def test_search_never_fails_and_keeps_its_limit(book: AddressBook, typed: str) -> None:
    assert len(book.search(typed, limit=5)) <= 5
    line, commune = book.match_card_address(typed)
    assert commune is None or isinstance(line, str)


def test_every_commune_is_found_by_its_full_name(book: AddressBook) -> None:
    for commune in book.communes_of("96"):
        found = [hit.commune for hit in book.search(f"{commune.full_name} {commune.province.name}", limit=3)]
        assert commune in found


@pytest.mark.parametrize(
    ("card", "line", "commune"),
    [
        ("Số 1 Đường X, Phường Quán Thánh, Quận Ba Đình, Hà Nội", "Số 1 Đường X", "phường Ba Đình"),
        ("Ấp Cái Dầy, Châu Hưng, Vĩnh Lợi, Bạc Liêu", "Ấp Cái Dầy", "xã Vĩnh Lợi"),  # cards leave kinds out
        ("Ấp Cái Dầy, Xã Vĩnh Lợi, Tỉnh Cà Mau", "Ấp Cái Dầy", "xã Vĩnh Lợi"),
        ("P.12, Q. Gò Vấp, TP.HCM", "", "phường An Hội Tây"),
        ("Phường 05, TP Bạc Liêu, Bạc Liêu", "", "phường Vĩnh Trạch"),
        ("Tổ 3, Phường Vĩnh Ninh, Thành phố Huế, Thừa Thiên Huế", "Tổ 3", "phường Thuận Hóa"),  # district since split
        ("Nhà Bàng, Tịnh Biên, An Giang", "", "phường Thới Sơn"),  # Tịnh is no tỉnh
        ("Tân Phú, Xã Thới Bình, Cà Mau", "Tân Phú", "xã Thới Bình"),  # a hamlet named like a commune
        ("Hẻm 5, khu A, Phường Bạc Liêu, Cà Mau", "Hẻm 5, khu A", "phường Bạc Liêu"),
    ],
)
def test_address_of_a_card_becomes_todays(book: AddressBook, card: str, line: str, commune: str) -> None:
    left, found = book.match_card_address(card)
    assert found is not None
    assert (left, found.full_name) == (line, commune)


@pytest.mark.parametrize(
    "card",
    [
        "Số 3, Phường 13, Quận Gò Vấp, TP. Hồ Chí Minh",  # divided between two wards
        "Xã Không Có, Huyện Không Có, Hà Nội",
        "Xã Không Có, Huyện Vĩnh Lợi, Bạc Liêu",
        "Chicago, Hoa Kỳ",
        "Hà Nội",
        "",
    ],
)
def test_what_cannot_be_told_for_sure_stays_a_free_line(book: AddressBook, card: str) -> None:
    assert book.match_card_address(card) == (card, None)


def test_a_line_that_is_no_table_row_is_refused() -> None:
    with pytest.raises(ValueError, match="not a line"):
        AddressBook.parse("P\t96\ttỉnh".encode())
