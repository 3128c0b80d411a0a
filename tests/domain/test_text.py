import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import (
    clean,
    dotted,
    fold,
    fold_words,
    group_digits,
    mask_name,
    mask_number,
    name_key,
    nfc,
    unaccented,
)

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệ AĂÂĐÊÔƠƯỨỪỬỮỰ'-", max_size=40)


def test_typed_and_decomposed_text_become_one_form():
    assert nfc(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"
    assert clean("  Trần\u00a0 Thị\tBích\u200b Phượng\n") == "Trần Thị Bích Phượng"
    assert clean("") == ""


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Đặng  Thị Ưng", "dang thi ung"),
        ("ẤP CÁI DẦY", "ap cai day"),
        (unicodedata.normalize("NFD", "Phường Long Mỹ"), "phuong long my"),
        ("H12.10.15-261121-0007", "h12.10.15-261121-0007"),
    ],
)
def test_search_sees_no_diacritics(typed, seen):
    assert fold(typed) == seen


@given(st.one_of(VIETNAMESE, st.text(max_size=30)))
def test_folding_again_changes_nothing_and_forms_do_not_matter(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_banks_get_letters_without_diacritics():
    assert unaccented("Đặng Thị Ưng nộp lệ phí") == "Dang Thi Ung nop le phi"


def test_words_part_at_whatever_is_no_letter_or_digit():
    assert fold_words("Giấy khai-sinh (bản sao), 1.001193") == ("giay", "khai", "sinh", "ban", "sao", "1", "001193")


def test_names_sort_by_given_name_then_middle_then_family():
    right = [
        "Lê An",
        "Trần An",
        "Lê Bình An",
        "Lê Văn An",
        "Trần Văn An",
        "Lê Văn Án",
        "Lê Văn Anh",
        "Lê Văn Ánh",
        "Lê Văn Ăn",
        "Lê Văn Ân",
        "Lê Văn Dung",
        "Lê Văn Dũng",
        "Lê Văn Đan",
        "Lê Văn Em",
        "Lê Văn Ơn",
        "Lê Văn Phúc",
        "Lê Văn Uyên",
        "Lê Văn Ưng",
        "Lê Văn Ý",
    ]
    assert sorted(sorted(right), key=name_key) == right
    assert sorted(["Lý Họa", "Lý Hóa", "Lý Hõa", "Lý Hỏa", "Lý Hòa", "Lý Hoa"], key=name_key) == [
        *("Lý Hoa", "Lý Hòa", "Lý Hỏa", "Lý Hõa", "Lý Hóa", "Lý Họa"),
    ]


def test_names_of_all_peoples_have_a_place():
    assert sorted(["Đoàn 12", "Y Ñao", "H'Hen Niê", "Ω", "--", "Oanh"], key=name_key) == [
        *("--", "Đoàn 12", "Y Ñao", "H'Hen Niê", "Oanh", "Ω"),
    ]
    assert name_key("\u0301\u0302") == ""


@given(VIETNAMESE)
def test_sort_key_does_not_depend_on_form_or_case(name):
    assert name_key(unicodedata.normalize("NFD", name)) == name_key(name)
    assert name_key(name.upper()) == name_key(name)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0918204756", "0918 ••• 756"),
        ("095190004321", "0951 ••• 321"),
        ("0918 204 756", "0918 ••• 756"),
        ("362511789", "••• 789"),
        ("12345", "•••"),
        ("", ""),
    ],
)
def test_masked_number_hides_the_middle(number, shown):
    assert mask_number(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("Nguyễn Thị Kiều Oanh", "N. T. K. Oanh"), ("Đặng Út", "Đ. Út"), ("Oanh", "Oanh"), ("", "")]
)
def test_masked_name_leaves_the_given_name(name, shown):
    assert mask_name(name) == shown


def test_digits_in_groups():
    assert group_digits("095190004321") == "095 190 004 321"
    assert group_digits("1114225150301298", 4) == "1114 2251 5030 1298"


def test_thousands_are_parted_by_dots():
    assert [dotted(number) for number in (0, 999, 2077, 1_000_000)] == ["0", "999", "2.077", "1.000.000"]
