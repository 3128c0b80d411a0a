from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dossier_codes import (
    AgencyCode,
    AgencyFormat,
    Alias,
    AliasKind,
    DossierCode,
    encode_alias,
    local_date,
    local_time,
    parse_alias,
    parse_result_code,
    short_code,
)
from app.domain.errors import UserError

AGENCIES = st.one_of(
    st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}", fullmatch=True),
    st.from_regex(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}", fullmatch=True),
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SERIALS = st.from_regex(r"[0-9]{4,5}", fullmatch=True)


def test_date_in_viet_nam_whatever_zone_the_pc_has():
    evening_utc = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert local_date(evening_utc) == date(2026, 11, 21)
    assert local_time(evening_utc.astimezone(timezone(timedelta(hours=-5)))) == datetime(2026, 11, 21, 0, 30)
    with pytest.raises(ValueError, match="time zone"):
        local_time(datetime(2026, 11, 20, 17, 30))


@pytest.mark.parametrize(
    ("text", "root", "units", "style"),
    [
        ("000.00.00.H56", "H56", (), AgencyFormat.QCVN_102),
        ("000.00.06.H56", "H56", ("06",), AgencyFormat.QCVN_102),
        ("000.05.06.H56", "H56", ("06", "05"), AgencyFormat.QCVN_102),
        ("001.00.06.H56", "H56", ("06", "00", "001"), AgencyFormat.QCVN_102),
        ("H12.10.15", "H12", ("10", "15"), AgencyFormat.QD_20),
        ("H55.242", "H55", ("242",), AgencyFormat.QD_20),
        ("G12", "G12", (), AgencyFormat.QD_20),
    ],
)
def test_both_agency_formats_are_read_and_written(text, root, units, style):
    assert AgencyCode.parse(text) == AgencyCode(root, units, style)
    assert str(AgencyCode(root, units, style)) == text


@given(AGENCIES)
def test_agency_code_survives_reading_and_writing(text):
    assert str(AgencyCode.parse(text)) == text


@pytest.mark.parametrize("text", ["", "H1", "12.10.H12", "H12.10.15.20.25", "H12.1000", "H१२", "H12\nx"])
def test_what_is_no_agency_code_is_told(text):
    with pytest.raises(UserError, match="không phải mã định danh"):
        AgencyCode.parse(text)


@pytest.mark.parametrize("text", ["000.00.06.H56-231027-0361", "H12.10.15-261121-0007", "H55.242-261121-12345"])
def test_codes_of_both_formats_are_read_and_written(text):
    code = DossierCode.parse(f" {text.lower()}\n")
    assert str(code) == text
    assert str(code.agency) == code.prefix


@given(AGENCIES, DAYS, SERIALS)
def test_code_survives_reading_and_writing(prefix, day, serial):
    code = DossierCode(prefix, day, serial)
    assert DossierCode.parse(str(code)) == code
    assert DossierCode.find(f"https://tra.cuu/t/{code}?k=7QX2") == code
    assert parse_result_code(code.result(3)) == (code, 3)


def test_short_code_is_what_people_say():
    assert DossierCode.parse("H12.10.15-261119-3012").short == short_code("H12.10.15-261119-3012") == "261119-3012"
    assert (short_code("mã cũ"), short_code("")) == ("mã cũ", "")


@pytest.mark.parametrize("text", ["H12.10.15-261121-007", "H12.10.15-261121-000712", "261119-3012", "xH12-261119-3012"])
def test_what_is_no_dossier_code_is_told(text):
    with pytest.raises(UserError, match="không phải mã hồ sơ"):
        DossierCode.parse(text)
    assert DossierCode.find(text) is None


def test_code_with_an_impossible_day_is_told():
    with pytest.raises(UserError, match="31/02/2026"):
        DossierCode.parse("H12.10.15-260231-0007")
    assert DossierCode.find("H12-260231-0007 H12-260228-0007") == DossierCode("H12", date(2026, 2, 28), "0007")


@pytest.mark.parametrize("text", ["H12.10.15-261121-0007", "H12.10.15-261121-0007-KQ0", "H12.10.15-0007-KQ1"])
def test_what_is_no_result_code_is_told(text):
    with pytest.raises(UserError):
        parse_result_code(text)


def test_alias_of_the_reference_paper():
    alias = parse_alias("1114 2251 5030 1298")
    assert alias == Alias(AliasKind.DOSSIER, 1142, date(2026, 11, 20), 3012)
    assert alias.code("H12.10.15") == DossierCode.parse("H12.10.15-261120-3012")
    assert encode_alias(AliasKind.DOSSIER, 1142, date(2026, 11, 20), "3012") == "1114225150301298"


ALIAS_PARTS = (
    st.sampled_from(AliasKind),
    st.integers(0, 9999),
    st.dates(date(2020, 1, 1), date(2047, 5, 18)),
    st.integers(0, 99999),
)


@given(*ALIAS_PARTS)
def test_alias_survives_reading_and_writing(kind, office, day, serial):
    digits = encode_alias(kind, office, day, serial)
    assert len(digits) == 16
    assert int(digits) % 97 == 1
    assert parse_alias(digits) == Alias(kind, office, day, serial)


@given(*ALIAS_PARTS, st.integers(0, 15), st.integers(1, 9))
def test_one_misread_digit_never_opens_a_dossier(kind, office, day, serial, place, shift):
    digits = encode_alias(kind, office, day, serial)
    misread = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert parse_alias(misread) is None


@given(*ALIAS_PARTS, st.integers(0, 14))
def test_two_swapped_digits_never_open_a_dossier(kind, office, day, serial, place):
    digits = encode_alias(kind, office, day, serial)
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or parse_alias(swapped) is None


@pytest.mark.parametrize(
    "digits", ["", "111422515030129", "11142251503012980", "1114225150301298x", "3114225150301258"]
)
def test_what_is_no_alias_is_none(digits):
    assert parse_alias(digits) is None


@pytest.mark.parametrize(
    ("office", "day", "serial"),
    [(10000, date(2026, 1, 1), 1), (1, date(2019, 12, 31), 1), (1, date(2048, 1, 1), 1), (1, date(2026, 1, 1), 100000)],
)
def test_alias_refuses_what_does_not_fit(office, day, serial):
    with pytest.raises(ValueError, match="no alias"):
        encode_alias(AliasKind.DOSSIER, office, day, serial)
