import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Severity
from app.domain.phones import PhoneKind, check_phone, format_phone, normalise_phone, phone_kind


@pytest.mark.parametrize(
    ("typed", "stored", "kind", "shown"),
    [
        ("0918204756", "0918204756", PhoneKind.MOBILE, "0918 204 756"),
        ("+84 918.204.756", "0918204756", PhoneKind.MOBILE, "0918 204 756"),
        ("+84 (0)918-204-756", "0918204756", PhoneKind.MOBILE, "0918 204 756"),
        ("0084918204756", "0918204756", PhoneKind.MOBILE, "0918 204 756"),
        ("0325 123 456", "0325123456", PhoneKind.MOBILE, "0325 123 456"),
        ("02438251234", "02438251234", PhoneKind.LANDLINE, "024 3825 1234"),
        ("0290 3831 234", "02903831234", PhoneKind.LANDLINE, "0290 3831 234"),
        ("1900 1234", "19001234", PhoneKind.HOTLINE, "1900 1234"),
        ("1800123456", "1800123456", PhoneKind.HOTLINE, "1800 123456"),
    ],
)
def test_numbers_as_people_give_them(typed, stored, kind, shown):
    assert normalise_phone(typed) == stored
    assert phone_kind(typed) is kind
    assert format_phone(typed) == shown
    assert check_phone(typed) == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("091820475", "Thiếu 1 chữ số"),
        ("09182047566", "Thừa 1 chữ số"),
        ("0290383123", "Thiếu 1 chữ số"),
        ("O918204756", "Số điện thoại chỉ có chữ số"),
        ("٠٩١٨٢٠٤٧٥٦", "Số điện thoại chỉ có chữ số"),
        ("918204756", "Số điện thoại phải bắt đầu bằng 0"),
        ("0718204756", "Chưa có đầu số 071"),
        ("0118204756", "Chưa có đầu số 011"),
    ],
)
def test_wrong_number_says_what_is_wrong(typed, sentence):
    (finding,) = check_phone(typed)
    assert (finding.field, finding.sentence) == ("phone", sentence)
    assert (finding.severity is Severity.DOUBTFUL) == sentence.startswith("Chưa")
    assert format_phone(typed) == typed


def test_no_number_is_no_fault():
    assert check_phone("  ") == ()


@given(st.from_regex(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True))
def test_every_form_of_a_mobile_is_the_same_number(phone):
    assert normalise_phone(format_phone(phone)) == phone
    assert normalise_phone("+84" + phone[1:]) == phone
