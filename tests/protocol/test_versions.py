"""Programs of different ages find the highest version both speak, or say that there is none."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.protocol.versions import SPOKEN, NoCommonVersionError, Versions


def test_the_highest_common_version_is_used() -> None:
    assert Versions(1, 3).agree(Versions(2, 5)) == 3
    assert Versions(2, 5).agree(Versions(1, 3)) == 3
    assert SPOKEN.agree(SPOKEN) == SPOKEN.highest


def test_programs_too_far_apart_say_so() -> None:
    for ours, theirs in ((Versions(1, 2), Versions(3, 4)), (Versions(3, 4), Versions(1, 2))):
        with pytest.raises(NoCommonVersionError):
            ours.agree(theirs)


def test_a_range_is_read_as_it_is_written() -> None:
    assert Versions.parse(str(Versions(1, 12))) == Versions(1, 12)


@pytest.mark.parametrize("text", ["", "1", "0-1", "2-1", "1-", "-1", "1-99999", " 1-1", "1-1 ", "１-１"])
def test_nothing_else_is_a_range(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        Versions.parse(text)


@given(st.text(max_size=8))
def test_no_text_breaks_the_reader(text: str) -> None:
    assume(not text[:1].isdigit())
    with pytest.raises(ValueError, match="range"):
        Versions.parse(text)
