from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from app.domain.errors import UserError
from app.domain.findings import Severity
from app.domain.identity import (
    PROVINCES,
    NumberFacts,
    check_old_number,
    check_passport,
    check_personal_number,
    check_tax_code,
    format_id_number,
    parse_date,
    read_personal_number,
)
from app.domain.party_checks import check_party
from app.domain.people import IdKind, Party, PartyKind, Sex

TODAY = date(2026, 11, 21)
BORN = date(1990, 3, 12)


def sentences(findings):
    return [finding.sentence for finding in findings]


def test_number_that_fits_its_bearer_has_no_findings():
    assert check_personal_number("095 190 004 321", Sex.FEMALE, BORN) == ()
    assert check_personal_number("095190004321") == ()
    assert check_personal_number("") == ()


@pytest.mark.parametrize(
    ("number", "sex", "born", "told"),
    [
        ("095290004321", Sex.FEMALE, BORN, ["Chữ số thứ 4 phải là 1 (nữ, sinh 1990)"]),
        ("095190004321", Sex.MALE, BORN, ["Chữ số thứ 4 phải là 0 (nam, sinh 1990)"]),
        ("095191004321", Sex.FEMALE, BORN, ["Chữ số thứ 5 và 6 phải là 90 (sinh 1990)"]),
        ("095290004321", None, BORN, ["Chữ số thứ 4 phải là 0 hoặc 1 (sinh 1990)"]),
        ("095190004321", None, BORN, []),
        ("095190004321", Sex.MALE, None, ["Chữ số thứ 4 phải là số chẵn (nam)"]),
        ("095290004321", Sex.FEMALE, None, ["Chữ số thứ 4 phải là số lẻ (nữ)"]),
        ("095290004321", Sex.MALE, None, []),
        ("095308001234", Sex.FEMALE, date(2008, 1, 1), []),
        ("095190004321", Sex.FEMALE, date(1890, 1, 1), []),
        ("09519000432", Sex.FEMALE, BORN, ["Thiếu 1 chữ số"]),
        ("0951900043211", Sex.FEMALE, BORN, ["Thừa 1 chữ số"]),
        ("O95190004321", None, None, ["Số này chỉ có chữ số"]),
        ("000190004321", None, None, ["Không có mã tỉnh 000"]),
    ],
)
def test_wrong_digit_is_named(number, sex, born, told):
    findings = check_personal_number(number, sex, born)
    assert sentences(findings) == told
    assert all(finding.severity is Severity.WRONG for finding in findings)


def test_unknown_province_is_only_doubted():
    (finding,) = check_personal_number("003190004321")
    assert finding.severity is Severity.DOUBTFUL
    assert finding.sentence == "Không có mã tỉnh 003"
    assert check_personal_number("123190004321") == ()


@given(
    st.sampled_from([*PROVINCES, "100", "226"]),
    st.sampled_from(Sex),
    st.dates(date(1900, 1, 1), date(2299, 12, 31)),
    st.integers(0, 999_999),
)
def test_number_built_from_a_person_fits_that_person_only(province, sex, born, rest):
    digit = (born.year - 1900) // 100 * 2 + (sex is Sex.FEMALE)
    number = f"{province}{digit}{born.year % 100:02d}{rest:06d}"
    assert check_personal_number(number, sex, born) == ()
    assert read_personal_number(number) == NumberFacts(PROVINCES.get(province, ""), sex, born.year)
    other = Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
    assert check_personal_number(number, other, born)
    assert check_personal_number(number, sex, born.replace(year=born.year + 1, day=1))


def test_what_is_no_personal_number_states_nothing():
    assert read_personal_number("362511789") is None
    assert read_personal_number("09519000432x") is None


def test_all_63_provinces_are_known():
    assert len(PROVINCES) == 63
    assert PROVINCES["096"] == "Cà Mau"


def test_old_number_is_checked_and_called_expired():
    assert sentences(check_old_number("362511789")) == ["CMND hết giá trị từ 2025"]
    assert sentences(check_old_number("36251178")) == ["Thiếu 1 chữ số"]
    assert check_old_number("") == ()


def test_passport_of_another_form_is_only_doubted():
    assert check_passport("C1234567") == check_passport("p12345678") == check_passport("") == ()
    assert check_passport("1234")[0].severity is Severity.DOUBTFUL


@pytest.mark.parametrize("code", ["0100112437", "0100233488", "0314409058-002", "0100109113", "2001000006", ""])
def test_right_tax_codes(code):
    assert check_tax_code(code) == ()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("0100233480", "Chữ số thứ 10 phải là 8"),
        ("0314409058-000", "Đuôi đơn vị phụ thuộc phải từ 001"),
        ("0100000006", "Bảy chữ số sau mã tỉnh không thể đều là 0"),
        ("01002334", "Mã số thuế có 10 hoặc 13 chữ số; hộ kinh doanh 12 chữ số"),
        ("01002334AB", "Mã số thuế chỉ có chữ số"),
        ("000190004321", "Không có mã tỉnh 000"),
    ],
)
def test_wrong_tax_code_is_told(code, told):
    assert sentences(check_tax_code(code)) == [told]


def test_tax_code_that_is_never_issued():
    never = next(f"01{n:07d}" for n in range(1, 999) if mst.calc_check_digit(f"01{n:07d}") == "10")
    assert sentences(check_tax_code(never + "0")) == ["Không có mã số thuế nào bắt đầu như vậy"]


def test_household_business_uses_the_personal_number():
    assert check_tax_code("095190004321") == ()


def test_numbers_are_shown_as_they_are_read():
    assert format_id_number(IdKind.PERSONAL_NUMBER, "095190004321") == "095 190 004 321"
    assert format_id_number(IdKind.OLD_ID, "362 511789") == "362 511 789"
    assert format_id_number(IdKind.TAX_CODE, "0314409058002") == "0314409058-002"
    assert format_id_number(IdKind.TAX_CODE, "0314409058") == "0314409058"
    assert format_id_number(IdKind.PASSPORT, "c1234567") == "C1234567"


ANN = Party(
    PartyKind.INDIVIDUAL, "Trần Thị Bích Phượng", IdKind.PERSONAL_NUMBER, "095190004321", BORN, Sex.FEMALE,
    date(2022, 5, 10), phone="0918204756", email="phuong@vidu.vn",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"sex": Sex.MALE}, "id_number", "Chữ số thứ 4 phải là 0 (nam, sinh 1990)"),
        ({"name": "Trần 2"}, "name", "Họ tên có chữ số"),
        ({"id_kind": IdKind.OLD_ID}, "id_number", "Thừa 3 chữ số"),
        (
            {"id_kind": IdKind.PASSPORT},
            *("id_number", "Hộ chiếu có 1 chữ, 7–8 số (của Việt Nam)"),
        ),
        ({"id_kind": IdKind.TAX_CODE, "id_number": "0100233480"}, "id_number", "Chữ số thứ 10 phải là 8"),
        ({"id_issued_on": date(2026, 11, 22)}, "id_issued_on", "Ngày cấp 22/11/2026 chưa tới"),
        ({"id_issued_on": date(1989, 1, 1)}, "id_issued_on", "Ngày cấp trước ngày sinh"),
        ({"phone": "091820475"}, "phone", "Thiếu 1 chữ số"),
        ({"email": "phuong@vidu"}, "email", "Thư phải như ten@vidu.vn"),
    ],
)
def test_person_is_checked_as_a_whole(change, field, told):
    assert check_party(ANN, TODAY) == ()
    (finding,) = check_party(replace(ANN, **change), TODAY)
    assert (finding.field, finding.sentence) == (field, told)


def test_organisation_may_have_digits_in_its_name():
    firm = Party(PartyKind.ORGANISATION, "Công ty TNHH 36", IdKind.TAX_CODE, "0100112437")
    assert check_party(firm) == ()
    assert check_party(Party(PartyKind.INDIVIDUAL, "Lê Thu Hà")) == ()


@pytest.mark.parametrize("text", ["150722", "15072022", "15/07/2022", "15.7.22", "15-7-2022", " 15 7 22 "])
def test_dates_as_clerks_type_them(text):
    assert parse_date(text, TODAY) == date(2022, 7, 15)


@pytest.mark.parametrize(
    ("text", "born", "ahead"),
    [
        ("120390", date(1990, 3, 12), date(2090, 3, 12)),
        ("211126", date(2026, 11, 21), date(2026, 11, 21)),
        ("221126", date(1926, 11, 22), date(2026, 11, 22)),
    ],
)
def test_two_digit_years_mean_the_past_for_births(text, born, ahead):
    assert parse_date(text, TODAY) == born
    assert parse_date(text, TODAY, past=False) == ahead


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("300223", "Tháng 2/2023 không có ngày 30."),
        ("290223", "Tháng 2/2023 không có ngày 29."),
        ("001222", "Tháng 12/2022 không có ngày 0."),
        ("151322", "Không có tháng 13."),
        ("15/00/2022", "Không có tháng 0."),
        ("15/07/0022", "Năm 22 quá xa."),
        ("15/07/2030", "Ngày 15/07/2030 chưa tới."),
        ("1507", "“1507” không phải ngày."),
        ("hôm qua", "“hôm qua” không phải ngày."),
        ("15/07/222", "“15/07/222” không phải ngày."),
    ],
)
def test_impossible_date_says_why(text, told):
    with pytest.raises(UserError) as trouble:
        parse_date(text, TODAY)
    assert trouble.value.sentence == told


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["%d%m%Y", "%d/%m/%Y", "%d.%m.%Y"]))
def test_typed_date_is_read_back(day, form):
    assert parse_date(day.strftime(form), TODAY) == day


@given(st.dates(date(1926, 11, 22), TODAY))
def test_six_digits_reach_a_hundred_years_back(day):
    assert parse_date(f"{day:%d%m%y}", TODAY) == day
