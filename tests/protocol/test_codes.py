"""Codes that people type: a slip is named by its group, and a sheet's code opens what it wrapped and nothing else."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.protocol.codes import (
    GROUP,
    GROUPS,
    LETTERS,
    BadCodeError,
    WrongCodeError,
    code_hash,
    enrolment_code_of,
    is_sheet_code,
    new_sheet_code,
    read_sheet_code,
    unwrap_key,
    wrap_key,
)
from app.protocol.invitations import Invitation, find_invitation

SHEET = "D6ULT-TVPF8-V6U6K-PHLXZ-4GVA5-LQBKA-98UUD-ZQMFA"


def test_a_printed_sheet_is_read_for_ever() -> None:
    assert read_sheet_code(SHEET) == SHEET
    assert read_sheet_code(SHEET.lower().replace("-", " ")) == SHEET
    assert enrolment_code_of(SHEET) == "ZXZM85JWBP3H49T6MBPDLN9EEYPB"


@given(st.integers(0, GROUPS * GROUP - 1), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_found_in_its_group(place: int, letter: str) -> None:
    letters = SHEET.replace("-", "")
    assume(letters[place] != letter)
    with pytest.raises(BadCodeError) as error:
        read_sheet_code(letters[:place] + letter + letters[place + 1 :])
    assert error.value.groups == (place // GROUP + 1,)


def test_exchanged_groups_and_lost_letters_are_found() -> None:
    groups = SHEET.split("-")
    with pytest.raises(BadCodeError) as error:
        read_sheet_code("-".join([groups[1], groups[0], *groups[2:]]))
    assert error.value.groups == (1, 2)
    for typed in ("", "D6ULT", SHEET[:-1], SHEET + "2"):
        with pytest.raises(BadCodeError) as error:
            read_sheet_code(typed)
        assert error.value.groups == ()


def test_only_its_sheet_opens_a_key() -> None:
    key, other = secrets.token_bytes(32), new_sheet_code()
    wrapped = wrap_key(SHEET, key)
    assert unwrap_key(SHEET, wrapped) == key
    assert wrap_key(SHEET, key) != wrapped
    for sheet, bytes_given in (
        (other, wrapped),
        (SHEET, wrapped[:-1]),
        (SHEET, b""),
        (SHEET, bytes([wrapped[0] ^ 1]) + wrapped[1:]),
    ):
        with pytest.raises(WrongCodeError):
            unwrap_key(sheet, bytes_given)


def test_the_server_is_told_nothing_of_the_sheet() -> None:
    assert is_sheet_code(SHEET)
    assert not is_sheet_code("K7QF-29XM-4TPA")
    told = enrolment_code_of(SHEET)
    assert not set(SHEET.split("-")) & {told[start : start + GROUP] for start in range(len(told))}
    assert code_hash("k7qf 29xm 4tpa") == code_hash("K7QF-29XM-4TPA") != code_hash(told)


@given(
    st.sampled_from(["", "https://quay.vidu.vn", "https://10.0.0.7:8443#" + "3f9a01c2" * 8]),
    st.sampled_from(["K7QF-29XM-4TPA", SHEET]),
    st.binary(max_size=64),
)
def test_a_line_comes_back_from_its_text_and_its_digits(address: str, code: str, wrapped: bytes) -> None:
    invited = Invitation(address, code, wrapped)
    assert find_invitation(invited.text) == invited
    assert find_invitation(f"  {invited.text}\n") == invited
    assert invited.digits.isdecimal()
    assert find_invitation(invited.digits) == invited
    assert code not in repr(invited)


@given(st.text(max_size=80) | st.integers(10**58, 10**90).map(str))
def test_nothing_else_is_such_a_line(text: str) -> None:
    assert find_invitation(text) is None


@given(st.integers(0, 10_000), st.integers(1, 9))
def test_a_misread_digit_is_no_such_line(place: int, change: int) -> None:
    digits = Invitation("https://quay.vidu.vn", "K7QF-29XM-4TPA").digits
    place %= len(digits)
    misread = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert find_invitation(misread) is None
