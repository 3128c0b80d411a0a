"""Modules, check digits and characters that can be printed."""

from __future__ import annotations

import unicodedata

import pytest
from decoding import decoded
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from app.printing.codes import (
    bar_modules,
    bar_runs,
    in_fours,
    module_for,
    practice_digits,
    practice_qr,
    qr_matrix,
    snap,
)
from app.printing.fonts import SANS, SERIF, glyphs_of, markup, printable
from app.printing.trial_texts import vietnamese_letters


@given(st.text(alphabet="0123456789", min_size=16, max_size=16))
def test_practice_number_begins_with_nine_and_checks(digits: str) -> None:
    changed = practice_digits(digits)
    assert changed[0] == "9"
    assert len(changed) == 16
    if digits[0] != "9":
        assert int(changed) % 97 == 1


def test_practice_number_of_the_reference_paper() -> None:
    assert practice_digits("1114225150301298") == "9114225150301229"
    assert practice_qr(practice_qr("H12")) == "THU:H12"


@pytest.mark.parametrize(("modules", "dots"), [(21, 9), (25, 7), (33, 6), (37, 5), (41, 4)])
def test_qr_modules_are_the_largest_whole_dots_that_fit(modules: int, dots: int) -> None:
    assert module_for(modules) == dots


def test_sixteen_digits_take_123_modules() -> None:
    modules = bar_modules("1114225150301298")
    assert len(modules) == 123
    assert sum(length for _, length in bar_runs(modules)) == modules.count("1")


@pytest.mark.nightly
@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
@example("9912345678901234")
@example("9999999999999999")
def test_bars_of_any_number_read_as_that_number(digits: str) -> None:
    modules = bar_modules(digits)
    picture = Image.new("L", (len(modules) + 40, 1), 255)
    for place, bar in enumerate(modules):
        picture.putpixel((place + 20, 0), 0 if bar == "1" else 255)
    assert decoded(picture.resize((picture.width * 3, 60), Image.Resampling.NEAREST)) == {digits}


def test_codes_of_both_lengths_keep_their_qr_version() -> None:
    assert len(qr_matrix("H12.142-261120-3012")) == 21
    assert len(qr_matrix("000.27.01.H04-250612-12001")) == 25


@given(st.floats(min_value=0, max_value=900))
def test_snapped_places_are_whole_dots(value: float) -> None:
    assert snap(value) * 300 / 72 == pytest.approx(round(snap(value) * 300 / 72), abs=1e-6)
    assert abs(snap(value) - value) <= 0.12 + 1e-9


def test_digits_are_grouped_in_fours() -> None:
    assert in_fours("1114225150301298") == "1114 2251 5030 1298"


@given(st.text())
def test_printable_text_has_a_glyph_for_every_sign(text: str) -> None:
    for face in (SERIF, SANS):
        clean = printable(text, face)
        assert all(ord(char) in glyphs_of(face) for char in clean)
        assert printable(clean, face) == clean


def test_every_vietnamese_letter_prints_as_itself() -> None:
    letters = vietnamese_letters()
    assert len(letters.split()) == 17 + 12 * 6
    for face in (SERIF, SANS):
        assert printable(letters, face) == letters
        assert printable(letters.upper(), face) == letters.upper()
        assert printable(unicodedata.normalize("NFD", letters), face) == letters


def test_symbol_bullets_and_invisible_signs() -> None:
    assert printable("\uf0fc Đơn\u200b \t\n\uf0a7 khai\ufeff") == "• Đơn • khai"
    assert printable("318‑UBND №\u00a03", SANS) == "318-UBND No\u00a03"


def test_markup_is_escaped() -> None:
    assert markup("A & <b>") == "A &amp; &lt;b&gt;"
