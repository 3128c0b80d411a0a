"""ID cards as they come through Telex, VNI, foreign layouts and wrong code pages: restored, or marked, never wrong."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.card_repair import Cause, mend
from app.domain.findings import Severity
from app.domain.id_card import CardData, CardProblem, looks_like_card, parse_card
from app.domain.keystrokes import Method, TonePlace, read_keys, type_word
from app.domain.people import Sex
from app.domain.spelling import TONES, is_syllable, spellings

NAME, PLACE = "Trần Thị Bích Phượng", "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau"
WHOLE = f"095190004321|362511789|{NAME}|12031990|Nữ|{PLACE}|10052022"
HIS = "001084012345||Nguyễn Hoàng Quý|02091984|Nam|Số 12A, đường Láng, phường Đống Đa, Hà Nội|10052021"
VI_KEYS = dict(zip("0123456789", "đăâêô\u0300\u0309\u0303\u0301\u0323", strict=True))
FR_KEYS = {**dict(zip("0123456789", "à&é\"'(-è_ç", strict=True)), "|": "µ"}

SYLLABLES = (
    "trân nguyên thi bich phương hoa thuy quy quôc ly oanh khuya giêng gia huynh vo đô tuyêt ngoc xuân nghia đăng "
    "hoai loan khoe huê thuơ ưng yên hiêu long ai a âp uyên thoai yêu khuyu ca mau bac liêu"
)

syllables = st.builds(
    lambda bare, tone, pick: (spellings(bare, tone) or spellings(bare, "\u0301") or (bare,))[-pick:][0],
    st.sampled_from(SYLLABLES.split()),
    st.sampled_from(["", *TONES]),
    st.sampled_from([1, 2]),
)
names = st.lists(syllables, min_size=2, max_size=5).map(lambda words: " ".join(words)).flatmap(
    lambda name: st.sampled_from([name.title(), name.upper()])
)  # fmt: skip


def typed(text: str, method: Method, place: TonePlace) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: type_word(word[0], method, place), text)


def card(text: str) -> CardData:
    found = parse_card(text)
    assert isinstance(found, CardData), found
    return found


def doubts(found: CardData) -> set[str]:
    return {finding.field for finding in found.findings if finding.severity is Severity.DOUBTFUL}


def same_person(found: CardData, text: str) -> bool:
    whole = card(text)
    return (found.number, found.name, found.birth_date, found.sex, found.address, found.issued_on) == (
        *(whole.number, whole.name, whole.birth_date, whole.sex, whole.address, whole.issued_on),
    )


# -- spelling and keys


@pytest.mark.parametrize(
    "word",
    ["nguyễn", "phượng", "quốc", "quý", "giếng", "gì", "hòa", "hoà", "thủy", "thuỷ", "khuya", "thuở", "Đặng", "KHUỶU"],
)
def test_words_of_the_language_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ksor", "trn", "hoaf", "phuơng", "niê", "cê", "ngê", "gê", "át́", "việp̀", "", "xoong"])
def test_other_words_are_not(word):
    assert not is_syllable(word)


@given(
    syllables, st.sampled_from(Method), st.sampled_from(TonePlace), st.sampled_from([str.lower, str.title, str.upper])
)
def test_keys_lead_back_to_the_word_they_write(word, method, place, case):
    word = case(word)
    reading = read_keys(type_word(word, method, place), method)
    assert word in reading.words
    assert (
        len(reading.words) == 1
        or (place is TonePlace.END and word[-1:].lower() in "aeyàáảãạèéẻẽẹỳýỷỹỵ")
        or (reading.words[0].lower() != reading.words[1].lower() and word == reading.words[1])
    )


@pytest.mark.parametrize("keys", ["Ksor", "Wer", "Ngyueenx", "tooois", "Asf", "Nguyeennx"])
def test_keys_that_write_no_word_are_told(keys):
    reading = read_keys(keys, Method.TELEX)
    assert reading.words == () or reading.words == (keys,)


# -- Telex and VNI


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("place", TonePlace)
@pytest.mark.parametrize("text", [WHOLE, HIS])
def test_card_typed_in_telex_or_vni_is_restored(method, place, text):
    found = card(typed(text, method, place))
    assert same_person(found, text)
    assert found.cause is Cause(method.value)
    assert {"name", "address"} <= found.mended
    assert doubts(found) == set()


@given(names, names, st.sampled_from(Method), st.sampled_from(TonePlace), st.booleans())
def test_no_name_is_ever_silently_wrong(name, street, method, place, female):
    sex, number = ("Nữ", "095190004321") if female else ("Nam", "095090004321")
    text = f"{number}||{name}|12031990|{sex}|Đường {street}, xã Vĩnh Lợi|10052022"
    found = card(typed(text, method, place))
    assert found.name == name or "name" in doubts(found)
    assert found.address == f"Đường {street}, xã Vĩnh Lợi" or "address" in doubts(found)
    assert (found.number, found.birth_date, found.sex) == (
        *(number, date(1990, 3, 12), Sex.FEMALE if female else Sex.MALE),
    )


@given(names, names)
def test_a_card_that_came_well_is_left_alone(name, street):
    text = f"095190004321|362511789|{name}|12031990|Nữ|Số 2 {street}, xã Vĩnh Lợi|10052022"
    found = card(text)
    assert (found.name, found.cause, found.mended, found.findings) == (name, None, frozenset(), ())


@given(names, names)
def test_a_card_that_lost_its_marks_is_marked(name, street):
    text = f"095190004321|362511789|{name}|12031990|Nữ|Số 2 {street}, xã Vĩnh Lợi|10052022"
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    found = card(bare.replace("đ", "d").replace("Đ", "D"))
    assert found.cause is Cause.LOST_MARKS
    assert doubts(found) == {"name", "address"}
    assert found.sex is Sex.FEMALE


@pytest.mark.parametrize("sex", ["Nu", "N"])
def test_marks_lost_only_in_part_show_by_the_sex_and_by_words_that_never_lack_them(sex):
    found = card(f"095190004321||Trân Thi Bích Phuong|12031990|{sex}|Âp Cái Dây, Cà Mau|10052022")
    assert doubts(found) == {"name", "address"}
    found = card("095090004321||Trân Văn Phuong|12031990|Nam|Âp Cái Dây, xa Vinh Loi|10052022")
    assert doubts(found) == {"name", "address"}


def test_where_the_tone_stands_is_asked_when_the_keys_do_not_tell():
    text = "095190004321||Lê Thị Hòa|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi|10052022"
    found = card(typed(text, Method.TELEX, TonePlace.END))
    assert found.name == "Lê Thị Hòa"
    assert [finding.sentence for finding in found.findings] == ["Kiểm tra chỗ đặt dấu: “Hòa” hay “Hoà”"]
    assert same_person(card(typed(text + "|Quyết", Method.TELEX, TonePlace.LETTER)), text)


def test_a_name_of_another_language_is_asked_for():
    found = card("095190004321||Ksor H'Bia|12031990|Nuwx|Thoon Ia Rbol, xax Ia Pa, Gia Lai|10052022")
    assert found.address == "Thôn Ia Rbol, xã Ia Pa, Gia Lai"
    assert doubts(found) == {"name"}
    assert "“Ksor”" in found.findings[0].sentence


def test_a_house_number_under_vni_is_asked_for():
    found = card("095190004321||Tra62n Thi5 Bi1ch|12031990|Nu74|A1 d9u7o72ng La1ng, B2|10052022")
    assert found.name == "Trần Thị Bích"
    assert doubts(found) == {"address"}
    assert "A1" in found.address


# -- code pages


@pytest.mark.parametrize("code", ["cp1252", "latin-1", "cp850", "cp437"])
def test_utf8_read_in_another_alphabet_is_restored(code):
    def wrong(text: str) -> str:
        return "".join(byte.to_bytes().decode(code) if _has(code, byte) else chr(byte) for byte in text.encode("utf-8"))

    found = card(wrong(WHOLE))
    assert same_person(found, WHOLE)
    assert found.cause is Cause.CODE_PAGE
    assert {"name", "sex", "address"} <= found.mended


def _has(code: str, byte: int) -> bool:
    try:
        return bool(byte.to_bytes().decode(code))
    except UnicodeDecodeError:
        return False


def test_utf8_with_a_lost_byte_is_marked_and_the_rest_restored():
    garbled = WHOLE.encode("utf-8").decode("latin-1").replace("\u00ba\u00a7", "\u00ba", 1)
    found = card(garbled)
    assert found.address == PLACE
    assert any(finding.field == "name" for finding in found.findings)


# -- layouts, bars, Caps Lock


@given(names)
def test_digits_of_a_vietnamese_keyboard_are_digits_again(name):
    text = f"095190004321|362511789|{name}|12031990|Nữ|Số 27 đường Láng, Hà Nội|10052022"
    found = card("".join(VI_KEYS.get(mark, mark) for mark in text))
    assert (found.number, found.old_number, found.birth_date, found.issued_on) == (
        *("095190004321", "362511789", date(1990, 3, 12), date(2022, 5, 10)),
    )
    assert found.name == name
    assert found.cause is Cause.LAYOUT
    assert doubts(found) == {"address"}


def test_digits_and_bars_of_a_french_keyboard_are_read_and_its_letters_marked():
    found = card("".join(FR_KEYS.get(mark, mark) for mark in WHOLE))
    assert (found.number, found.birth_date) == ("095190004321", date(1990, 3, 12))
    assert doubts(found) == {"name", "address"}


@pytest.mark.parametrize("bar", ["~", "¦", "'", ";", "_"])
def test_another_sign_for_the_bar_is_seen(bar):
    found = parse_card(WHOLE.replace("|", bar))
    assert isinstance(found, CardData)
    assert found.number == "095190004321"
    assert found.name == NAME


def test_a_card_without_any_bars_is_parted_by_its_dates():
    for text in (WHOLE, HIS):
        found = card(text.replace("|", ""))
        assert same_person(found, text)
        assert found.cause is Cause.SEPARATOR
    assert not looks_like_card(WHOLE.replace("|", "").replace("12031990", "12331990"))


@pytest.mark.parametrize("swap", [str.swapcase, lambda t: "".join(m.swapcase() if m.isascii() else m for m in t)])
def test_caps_lock_is_undone(swap):
    found = card("|".join(swap(field) for field in WHOLE.split("|")))
    assert (found.name, found.address) == (NAME, PLACE)
    assert found.cause is Cause.CAPS_LOCK


@pytest.mark.parametrize("name", ["nGUyễn VĂn a", "tRẦN eANhX"])
def test_names_with_capitals_inside_are_no_caps_lock(name):
    found = card(WHOLE.replace(NAME, name))
    assert found.name == name
    assert found.cause is None


def test_a_text_longer_than_any_card_is_none():
    assert looks_like_card(WHOLE + "|" + "x" * 1500)
    assert not looks_like_card(WHOLE + "|" + "x" * 2000)


# -- torn beginnings


@pytest.mark.parametrize(
    ("cut", "name", "missing"),
    [
        (13, NAME, "số định danh"),
        (5, NAME, ""),
        (20, NAME, "số định danh"),
        (30, "Bích Phượng", "số định danh"),
    ],
)
def test_card_that_lost_its_beginning_keeps_the_rest(cut, name, missing):
    found = parse_card(WHOLE[cut:])
    data = found.data if isinstance(found, CardProblem) else found
    assert data is not None
    assert name.split()[-1] in data.name
    assert (data.birth_date, data.sex, data.address) == (date(1990, 3, 12), Sex.FEMALE, PLACE)
    assert missing in (found.sentence if isinstance(found, CardProblem) else "")
    if cut == 30:
        assert "name" in doubts(data)


def test_unreadable_sex_is_known_from_a_number_that_fits_the_birth():
    found = card(WHOLE.replace("Nữ", "N?"))
    assert (found.sex, found.findings, found.mended) == (Sex.FEMALE, (), frozenset({"sex"}))
    found = card(WHOLE.replace("Nữ", "N?").replace("095190", "095191"))
    assert [finding.field for finding in found.findings] == ["sex", "id_number"]


@pytest.mark.nightly
@given(st.text(st.sampled_from("0951|~ ăâđNamữThi\u0300\u0323sfrxj12345678áº»Ã\u00ad\n\t\ufffd?"), max_size=150))
def test_no_garbage_breaks_the_repair(text):
    mended = mend(text)
    assert mended.fields
    assert parse_card(text) is not None


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_any_piece_of_a_card_reads_without_inventing(start, end):
    found = parse_card(WHOLE[start:end])
    data = found.data if isinstance(found, CardProblem) else found
    if data is not None and data.birth_date is not None:
        assert data.birth_date == date(1990, 3, 12)
        assert data.name in WHOLE


@pytest.mark.parametrize("name", ["Â©Â®", "Ã±Ã±"])
def test_bytes_that_give_no_vietnamese_are_left_alone(name):
    assert mend(WHOLE.replace(NAME, name)).fields[2] == name
