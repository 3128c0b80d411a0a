"""Procedures found as clerks type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import ProcedureIndex
from app.domain.procedures import Procedure

CATALOGUE = (
    Procedure("1.001193", "Đăng ký khai sinh", "Khai sinh", ("ks", "dkks"), "Hộ tịch", checked=True),
    Procedure("1.000656", "Đăng ký khai tử", "Khai tử", ("kt",), "Hộ tịch", checked=True),
    Procedure("1.000894", "Đăng ký kết hôn", "Kết hôn", ("kh",), "Hộ tịch", checked=True),
    Procedure("1.004746", "Đăng ký lại kết hôn", "", (), "Hộ tịch", checked=True),
    Procedure("2.000806", "Đăng ký kết hôn có yếu tố nước ngoài", "", (), "Hộ tịch", checked=True),
    Procedure("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực bản sao", ("ctbs",), "Chứng thực"),
    Procedure("3.000333", "Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp", ("lltp",), "Lý lịch tư pháp"),
)


@pytest.fixture(scope="module")
def index() -> ProcedureIndex:
    return ProcedureIndex(CATALOGUE)


def codes(index: ProcedureIndex, typed: str) -> list[str]:
    return [hit.code for hit in index.search(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ks", "1.001193"),
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("Khai tử", "1.000656"),
        ("ctbs", "2.000815"),
        ("dkkh", "1.000894"),  # initials without an alias
        ("ban sao", "2.000815"),
        ("sao chung", "2.000815"),  # any order
        ("1.004746", "1.004746"),
        ("2000815", "2.000815"),
        ("000333", "3.000333"),
        ("nuoc ngoai", "2.000806"),
        ("tu ph", "3.000333"),
        ("ho tich", "1.000656"),
        ("pllt", "3.000333"),  # initials from the middle
        ("sinh ho", "1.001193"),  # name and field
    ],
)
def test_clerk_finds_the_procedure(index: ProcedureIndex, typed: str, first: str) -> None:
    assert codes(index, typed)[0] == first


def test_plain_name_stands_before_longer_ones(index: ProcedureIndex) -> None:
    assert codes(index, "ket hon") == ["1.000894", "1.004746", "2.000806"]


def test_the_typed_part_of_the_name_is_marked(index: ProcedureIndex) -> None:
    (hit,) = index.search("lai ket ho")
    name = "Đăng ký lại kết hôn"
    assert [name[start:end] for start, end in hit.spans] == ["lại kết hô"]
    (hit,) = index.search("ly phap")
    assert [CATALOGUE[6].name[start:end] for start, end in hit.spans] == ["lý", "pháp"]


def test_alias_hits_mark_nothing(index: ProcedureIndex) -> None:
    assert index.search("ks")[0].spans == ()


@pytest.mark.parametrize("typed", ["", " ", "...", "qqq", "9.999999", "1.0048", "a b"])
def test_nothing_like_it_finds_nothing(index: ProcedureIndex, typed: str) -> None:
    assert index.search(typed) == []


def test_limit_is_kept(index: ProcedureIndex) -> None:
    assert len(index) == 7
    assert len(index.search("dang ky", limit=2)) == 2


@given(st.text(max_size=20))
def test_any_text_may_be_typed(index: ProcedureIndex, typed: str) -> None:
    for hit in index.search(typed):
        assert all(start < end for start, end in hit.spans)


@given(st.lists(st.text("kchsdađệ tuon.12", max_size=12), max_size=8))
def test_what_was_typed_before_changes_no_answer(typed: list[str]) -> None:
    index = ProcedureIndex(CATALOGUE)
    for text in typed:
        for length in range(len(text) + 1):
            assert index.search(text[:length]) == ProcedureIndex(CATALOGUE).search(text[:length])
        assert index.search(text) == ProcedureIndex(CATALOGUE).search(text)
