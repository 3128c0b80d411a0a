"""An address book that reads itself when it is first asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.addresses import AddressBook

TABLES = Path(__file__).parents[2] / "resources/addresses.tsv"


def test_a_book_for_later_answers_like_one_read_at_once() -> None:
    reads: list[int] = []

    def read() -> bytes:
        reads.append(1)
        return TABLES.read_bytes()

    later = AddressBook.later(read)
    assert reads == []
    assert later.search("vinh loi") == AddressBook.parse(TABLES.read_bytes()).search("vinh loi")
    later.prepare()
    assert reads == [1]


def test_a_book_for_later_has_no_other_parts_than_a_book() -> None:
    later = AddressBook.later(TABLES.read_bytes)
    with pytest.raises(AttributeError):
        _ = later.__nothing__
