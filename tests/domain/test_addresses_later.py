"""An address book that reads itself when it is first asked."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

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


def test_who_comes_while_the_tables_are_being_read_waits_for_them() -> None:
    begun, reads = Barrier(2), []

    def read() -> bytes:
        reads.append(1)
        begun.wait(20)
        return TABLES.read_bytes()

    later = AddressBook.later(read)
    first = Thread(target=later.prepare)
    first.start()
    begun.wait(20)
    assert later.search("vinh loi"), "not read a second time"
    first.join()
    assert reads == [1]
