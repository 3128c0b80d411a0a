import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dossier_codes import DossierCode
from app.domain.errors import UserError
from app.domain.vietqr import Transfer, crc16, parse, payload, purpose_of, purpose_text

WORKED = (
    "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA5303704540480005802VN62250821"
    "H12.10.15 261121 000763044E27"
)
STATIC = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"


def test_checksum_of_the_standard():
    assert crc16(b"123456789") == 0x29B1


def test_vectors_of_the_domain_facts():
    assert payload(Transfer("970415", "113366668888", 8000, "H12.10.15 261121 0007")) == WORKED
    assert payload(Transfer("970403", "0011012345678")) == STATIC
    assert parse(WORKED) == Transfer("970415", "113366668888", 8000, "H12.10.15 261121 0007")
    assert parse(STATIC) == Transfer("970403", "0011012345678")


def test_dossier_code_fits_the_purpose():
    assert purpose_of(DossierCode.parse("H12.10.15-261121-0007")) == "H12.10.15 261121 0007"
    assert purpose_of(DossierCode.parse("000.00.06.H56-231027-0361")) == "000.00.06.H56 231027 0361"
    assert purpose_of(DossierCode("000.00.06.H56", date(2023, 10, 27), "12361")) == "0000006H56 231027 12361"


def test_purpose_loses_diacritics_and_punctuation():
    assert purpose_text("Lệ phí: Đỗ Thị Ớt (khai sinh)") == "Le phi Do Thi Ot khai sinh"


LETTERS = string.ascii_letters + string.digits


@given(
    st.builds(
        Transfer,
        st.from_regex(r"[0-9]{6}", fullmatch=True),
        st.text(LETTERS, min_size=1, max_size=19),
        st.none() | st.integers(1, 10**13 - 1),
        st.text(LETTERS + " .-đệ", max_size=25).map(purpose_text),
        st.text(LETTERS + ".-", max_size=25),
        st.booleans(),
    )
)
def test_payload_survives_reading(transfer):
    assert parse(payload(transfer)) == transfer


@given(st.integers(0, len(WORKED) - 1), st.sampled_from(LETTERS))
def test_one_wrong_character_is_noticed(place, wrong):
    text = WORKED[:place] + wrong + WORKED[place + 1 :]
    if text != WORKED:
        with pytest.raises(ValueError, match="checksum"):
            parse(text)


@pytest.mark.parametrize("text", ["", "6304", "00020163040000", STATIC[:-8]])
def test_torn_payload_is_refused(text):
    with pytest.raises(ValueError, match="checksum"):
        parse(text)


@pytest.mark.parametrize(
    ("transfer", "why"),
    [
        (Transfer("97041", "1"), "6 chữ số"),
        (Transfer("97041५", "1"), "6 chữ số"),
        (Transfer("970415", ""), "Số tài khoản"),
        (Transfer("970415", "1" * 20), "Số tài khoản"),
        (Transfer("970415", "1", 0), "lớn hơn 0"),
        (Transfer("970415", "1", 10**13), "quá lớn"),
        (Transfer("970415", "1", 1, "x" * 26), "dài quá 25"),
        (Transfer("970415", "1", 1, "", "hóa"), "Số hóa đơn"),
    ],
)
def test_what_does_not_fit_is_told(transfer, why):
    with pytest.raises(UserError, match=why):
        payload(transfer)
