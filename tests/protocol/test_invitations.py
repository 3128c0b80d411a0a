"""The line that says where to join: printed as a QR of digits, scanned or pasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.protocol import invitations
from app.protocol.invitations import Invitation, find_invitation

WHERE = Invitation("https://quay.example#" + "ab" * 32, "7KQ2-8MNP", b"\x01\x02")


@given(
    address=st.sampled_from(["", "http://127.0.0.1:8480", WHERE.address]),
    code=st.text(st.sampled_from("ABCDEFGH23456789-"), min_size=1, max_size=40),
    wrapped=st.binary(max_size=80),
)
def test_a_line_comes_back_from_its_text_and_its_digits(address: str, code: str, wrapped: bytes) -> None:
    invitation = Invitation(address, code, wrapped)
    assert find_invitation(invitation.text) == invitation
    assert find_invitation(f" {invitation.text}\r\n") == invitation
    if len(invitation.digits) >= invitations._SHORTEST:
        assert find_invitation(invitation.digits) == invitation


@pytest.mark.parametrize(
    "text", ["", "079200001234", WHERE.text + " thêm nữa", WHERE.text.replace(" ", "", 1), "1" * 200]
)
def test_anything_else_is_none(text: str) -> None:
    assert find_invitation(text) is None


def test_a_key_that_is_no_base64_makes_it_none() -> None:
    assert find_invitation(f"{Invitation(WHERE.address, WHERE.code).text} *đây*") is None


def test_a_digit_read_wrong_is_noticed() -> None:
    digits = WHERE.digits
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert find_invitation(wrong) is None


def test_digits_of_no_text_are_none() -> None:
    data = b"\xff" * 60
    digits = str(int.from_bytes(b"\1" + data + invitations._sum(data), "big"))
    assert find_invitation(digits) is None
