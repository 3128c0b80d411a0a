"""Canonical bytes are the same for the same data, whoever writes them; hashes never change."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdê", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_keys_are_sorted_and_no_space_is_written() -> None:
    assert canonical({"b": 1, "a": [1, {"d": None, "c": True}]}) == b'{"a":[1,{"c":true,"d":null}],"b":1}'


def test_text_is_composed_in_keys_and_values() -> None:
    decomposed = unicodedata.normalize("NFD", "Lê Thị Huệ")
    assert canonical({decomposed: [decomposed]}) == '{"Lê Thị Huệ":["Lê Thị Huệ"]}'.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), [0.0], {"a": {"b": 2.0}}, b"bytes", {1, 2}, date(2026, 11, 19), datetime.now(UTC), Decimal(1)],
)
def test_what_programs_write_differently_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="canonical form"):
        canonical(value)


@pytest.mark.parametrize("data", [{1: 2}, {None: 2}, {"é": 1, "e\u0301": 2}], ids=["number", "none", "same in NFC"])
def test_keys_that_are_no_text_or_become_the_same_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="canonical form"):
        canonical([data])


@given(PLAIN)
def test_reading_and_writing_again_gives_the_same_bytes(data: Any) -> None:
    written = canonical(data)
    assert canonical(json.loads(written)) == written


COMPOSED = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ae\u0301\u0323đế\n"\\\0=\u0338ệ', max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["a", "ế", "e\u0302\u0301\u0323", "\n\u0301"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def nfc_by_hand(data: Any) -> Any:
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data)
    if isinstance(data, dict):
        return {unicodedata.normalize("NFC", key): nfc_by_hand(value) for key, value in data.items()}
    return [nfc_by_hand(item) for item in data] if isinstance(data, list | tuple) else data


@given(COMPOSED)
def test_each_text_is_composed_by_itself(data: Any) -> None:
    """The form is judged on the written whole: what JSON puts around a text must not change what the text becomes."""
    assert canonical(data) == msgspec.json.encode(nfc_by_hand(data), order="sorted")


@given(COMPOSED, COMPOSED)
def test_what_was_written_before_goes_in_as_it_is(part: Any, rest: Any) -> None:
    assert canonical({"a": msgspec.Raw(canonical(part)), "b": [rest]}) == canonical({"a": part, "b": [rest]})


@given(st.dictionaries(st.text("abcd", min_size=1), st.integers()), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(data: dict[str, int], chance: Any) -> None:
    keys = list(data)
    chance.shuffle(keys)
    assert canonical({key: data[key] for key in keys}) == canonical(data)


def test_a_link_of_the_chain_has_the_hash_it_had_on_the_first_day() -> None:
    """The known answer: whoever changes the formula contradicts every receipt already printed."""
    first = chain_hash(GENESIS, "8a6e0804-2bd0-4672-b79d-d97027f9071a", 1, b'{"a":1}')
    second = chain_hash(first, "8a6e0804-2bd0-4672-b79d-d97027f9071a", 2, b'{"a":2}')
    assert first.hex() == "df97be6b1e51b0781971cab9a59e1d4f0b5950d2abb94b741b767d6d557070dc"
    assert second.hex() == "1e185480c6598b5a91b4c576727d986cf0ab569a5bd36f011bc6add0072a10cb"


def test_a_link_depends_on_each_of_its_parts() -> None:
    links = {
        chain_hash(GENESIS, "d", 1, b"x"),
        chain_hash(b"\1" * 32, "d", 1, b"x"),
        chain_hash(GENESIS, "e", 1, b"x"),
        chain_hash(GENESIS, "d", 2, b"x"),
        chain_hash(GENESIS, "d", 1, b"y"),
    }
    assert len(links) == 5


def test_the_commitment_to_a_personal_part_has_a_known_answer_and_needs_the_salt() -> None:
    assert (
        personal_hash(bytes(16), b'{"text":"a"}') == "ad38002a6af44531ea48818bf4705e9bd834dce720058669358946652d0255aa"
    )
    assert personal_hash(b"\1" * 16, b'{"text":"a"}') != personal_hash(bytes(16), b'{"text":"a"}')


def test_numbers_and_words_with_names_are_written_as_numbers_and_words() -> None:
    class State(IntEnum):
        RECEIVED = 2

    class Way(StrEnum):
        POST = "bưu chính"

    assert canonical({"state": State.RECEIVED, "way": Way.POST}) == canonical({"state": 2, "way": "bưu chính"})
