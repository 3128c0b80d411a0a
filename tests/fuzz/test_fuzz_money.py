"""Amounts as typed and the codes of bank transfers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from near_misses import must_tell, near, swift, tried

from app.domain import vietqr
from app.domain.errors import UserError
from app.domain.money import format_money, in_words, parse_money
from app.domain.vietqr import Transfer, crc16, parse, payload, purpose_text

pytestmark = pytest.mark.nightly

AMOUNTS = st.sampled_from(("15000", "15.000", "15,000 đ", "15 000đ", "1.250.000 đồng", "8000 VND"))
TRANSFERS = st.builds(
    Transfer,
    st.sampled_from(("970436", "970422")),
    st.from_regex(r"[A-Za-z0-9]{1,19}", fullmatch=True),
    st.none() | st.integers(1, 10**13 - 1),
    st.sampled_from(("", "H12.142 261119 0007", "Le phi")),
    st.sampled_from(("", "HD-1.2")),
    st.booleans(),
)


@tried(near(AMOUNTS))
@example("9" * 5000)
def test_an_amount_is_read_or_refused(text: str) -> None:
    with swift():
        try:
            amount = parse_money(text)
        except UserError as error:
            must_tell(error)
        else:
            assert parse_money(format_money(amount)) == amount
            assert in_words(amount).endswith("đồng")
            assert amount < 2**53


@given(TRANSFERS)
def test_what_the_bank_reads_is_what_was_asked(transfer: Transfer) -> None:
    assert parse(payload(transfer)) == transfer


def sealed(text: str) -> str:
    """Return a payload whose checksum is right, whatever it says."""
    body = f"{text}6304"
    return f"{body}{crc16(body.encode('utf-8', 'surrogatepass')):04X}"


@tried(near(TRANSFERS.map(payload)), st.booleans())
@example("00-4", True)
@example("000201", True)
def test_a_payload_is_read_or_refused(text: str, seal: bool) -> None:
    with swift():
        try:
            transfer = parse(sealed(text.removesuffix(text[-8:])) if seal else text)
        except ValueError:
            return
        assert isinstance(transfer, Transfer)


@tried(near(st.sampled_from(("Lệ phí hộ tịch", "H12.142 261119 0007"))))
def test_a_purpose_is_plain_or_refused(text: str) -> None:
    with swift():
        plain = purpose_text(text)
        assert purpose_text(plain) == plain
        assert plain.isascii()
        try:
            payload(Transfer("970436", "0123456789", 1000, text))
        except UserError:
            assert len(plain) > vietqr.PURPOSE_LENGTH
