from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scanner_desk import Desk, Stroke, typed

from app.scanning.wedge import LONGEST_SCAN, Key, Scan, StrokeKind
from app.settings import Terminator, WedgeProfile

CARD = "095190004321|381234567|Lê Thị Ánh Nguyệt|15031990|Nữ|Ấp Vàm Lẽo, Xã Hòa Bình, Bạc Liêu|10052021"
CODE = "H12.10.15-261119-3012"


@pytest.mark.parametrize("gap", [1, 4, 8, 15])
@pytest.mark.parametrize("text", [CARD, CODE, "1001204160301255"])
@pytest.mark.parametrize("end", ["\r", "\t", "\r\r"])
def test_code_at_scanner_pace_is_a_scan_and_leaves_nothing(gap, text, end):
    desk = Desk().play(typed(text + end, gap))
    assert desk.texts == [text]
    assert desk.arrived == []


@given(
    text=st.text("0123456789ABCĐêếửỹ|,.-/ ", min_size=8, max_size=120),
    gaps=st.lists(st.integers(0, 15), min_size=1, max_size=30),
)
def test_any_gaps_up_to_the_pace_are_a_scan(text, gaps):
    assume(len(set(text)) > 1)
    desk = Desk().play(typed(text + "\r", gaps))
    assert desk.texts == [text]
    assert desk.arrived == []


human_strokes = st.lists(
    st.tuples(
        st.sampled_from("abcdeghiêếđ0123456789 \r\t\b"),
        st.one_of(st.integers(16, 400), st.sampled_from([16, 20, 31])),
    ),
    max_size=60,
)


@given(human_strokes)
def test_hand_never_becomes_a_scan_and_arrives_in_order_within_30_ms(keys):
    strokes = typed("".join(key for key, _ in keys), [gap for _, gap in keys])
    desk = Desk().play(strokes)
    assert desk.scans == []
    assert desk.arrived == strokes
    assert desk.longest_wait <= 30


@given(
    st.lists(st.tuples(st.sampled_from("abcêđ1234 \r\t\b"), st.sampled_from([0, 1, 3, 9, 20, 60, 150])), max_size=60),
    st.sampled_from([StrokeKind.FILLER, StrokeKind.OTHER, None]),
    st.integers(0, 60),
)
def test_whatever_is_no_scan_arrives_complete_and_in_order(keys, extra, place):
    strokes = typed("".join(key for key, _ in keys), [gap for _, gap in keys])
    if extra is not None and place < len(strokes):
        strokes.insert(place, replace(strokes[place], text="", kind=extra))
    desk = Desk().play(strokes)
    left = iter(strokes)
    assert all(any(one is stroke for one in left) for stroke in desk.arrived)
    if not desk.scans:
        assert desk.arrived == strokes


def test_eight_digits_on_the_keypad_and_enter_are_typing():
    strokes = typed("15031990\r", 125)
    assert Desk().play(strokes).arrived == strokes


def test_two_fingers_rolling_over_wait_no_longer_than_one():
    strokes = [*typed("th", 6), *typed("ê", 0, 1090), *typed("m ", 4, 1200)]
    desk = Desk().play(strokes)
    assert desk.arrived == strokes
    assert desk.longest_wait <= 30


def test_key_held_down_is_typing_even_where_the_system_does_not_flag_it():
    strokes = typed("aaaaaaaaaaaaaaaa\r", 5)
    assert Desk().play(strokes).arrived == strokes


def test_word_rewritten_by_unikey_passes_without_waiting():
    strokes = [*typed("e", 0), *typed("\bế", 2, 1080), *typed("\b\b\bường phố", 1, 1300)]
    desk = Desk().play(strokes)
    assert desk.arrived == strokes
    assert desk.scans == []
    assert [stroke.at for stroke in desk.arrived if stroke.at > 1080] == [s.at for s in strokes if s.at > 1080]


def test_abbreviation_expanded_by_unikey_is_no_scan():
    strokes = typed("\b\bỦy ban nhân dân \r", 1)
    desk = Desk().play(strokes)
    assert desk.arrived == strokes
    assert desk.longest_wait == 0


def test_letters_rewritten_inside_a_card_are_reported_with_the_scan():
    desk = Desk().play(typed("095190004321|Lee\b\bê Thij\b\bị|1990\r", 3))
    assert desk.scans == [Scan("095190004321|Lê Thị|1990", altered=True)]
    assert desk.arrived == []


def test_hiccup_of_the_usb_bus_does_not_cut_a_code_in_two():
    strokes = typed(CODE + "\r", [4] * 9 + [55] + [4] * 30)
    assert Desk().play(strokes).texts == [CODE]


def test_shift_and_alt_codes_between_the_letters_belong_to_the_scan():
    strokes, at = [], 0.0
    for letter in "012345|Nữ":
        strokes += [Stroke(at, "", StrokeKind.FILLER), Stroke(at + 4, "", StrokeKind.FILLER), Stroke(at + 8, letter)]
        at += 12
    desk = Desk().play([*strokes, Stroke(at, "\r", StrokeKind.ENTER)])
    assert desk.texts == ["012345|Nữ"]


def test_lines_of_a_passport_come_as_one_scan():
    desk = Desk().play(typed("IDVNM0951900043\rLE<<THI<ANH<<<<\r", 3))
    assert desk.texts == ["IDVNM0951900043\nLE<<THI<ANH<<<<"]


def test_two_codes_one_after_the_other_are_two_scans():
    desk = Desk().play([*typed(CODE + "\r", 2), *typed(CARD + "\r", 2, 1300)])
    assert desk.texts == [CODE, CARD]


def test_typing_right_after_a_scan_is_not_lost():
    after = typed("a", 0, 1000 + 2 * len(CODE) + 20)
    desk = Desk().play([*typed(CODE + "\r", 2), *after])
    assert desk.texts == [CODE]
    assert desk.arrived == after


def test_scanner_without_terminator_ends_by_its_pause():
    desk = Desk(WedgeProfile(terminator=Terminator.NONE)).play([*typed(CODE, 3), *typed("xin", 120, 2000)])
    assert desk.texts == [CODE]
    assert "".join(stroke.text for stroke in desk.arrived) == "xin"


def test_terminator_of_another_scanner_makes_no_scan_unless_the_code_is_ours():
    strokes = typed("mã của ai đó\t", 3)
    assert Desk(WedgeProfile(terminator=Terminator.ENTER)).play(strokes).arrived == strokes
    desk = Desk(WedgeProfile(terminator=Terminator.ENTER)).play(typed(CODE + "\t", 3))
    assert desk.texts == [CODE]
    assert desk.arrived == []


@pytest.mark.parametrize("code", [CARD, CODE, "1011425140301276", CARD.rpartition("|")[0]])
def test_a_code_of_ours_needs_no_terminator(code):
    after = typed("xin", 120, 5000)
    desk = Desk().play([*typed(code, 4), *after])
    assert desk.texts == [code]
    assert desk.arrived == after


def test_another_text_without_terminator_is_typing():
    strokes = typed("số nhà 12 đường Láng", 4)
    assert Desk().play(strokes).arrived == strokes


@pytest.mark.parametrize("text", ["x1" * 50_000, "ABCDEFGH1\r" * 10_000])
def test_a_flood_is_swallowed_in_bounded_memory_and_told_once(text):
    desk, most = Desk(), 0
    for stroke in typed(text, 1):
        ruling = desk.detector.press(stroke.kind, stroke.text, stroke.at)
        desk._follow(ruling, stroke.at)
        if ruling.key is Key.HOLD:
            desk.held.append(stroke)
        most = max(most, len(desk.held))
    assert most <= LONGEST_SCAN
    after = typed("tiếp ", 120, 500_000)
    desk.play(after)
    assert desk.scans == [Scan("", overlong=True)]
    assert desk.arrived == after


def test_a_scan_tells_how_it_came():
    desk = Desk().play(typed(CODE + "\t", [4, 4, 30]))
    [scan] = desk.scans
    assert scan.arrival is not None
    assert (scan.arrival.keys, scan.arrival.end, scan.arrival.longest_gap_ms) == (len(CODE), Terminator.TAB, 30)


def test_with_a_prefix_only_the_prefix_waits():
    profile = WedgeProfile(prefix="~", max_gap_ms=40)
    desk = Desk(profile).play([*typed("khai sinh\r", 10), *typed(f"~{CODE}\r", 35, 3000)])
    assert desk.texts == [CODE]
    assert "".join(stroke.text for stroke in desk.arrived) == "khai sinh\r"
    assert desk.longest_wait == 0


def test_prefix_typed_by_hand_arrives():
    desk = Desk(WedgeProfile(prefix="~]")).play(typed("~a~ ~", 5))
    assert "".join(stroke.text for stroke in desk.arrived) == "~a~ ~"


def test_text_of_a_scan_does_not_show_in_logs():
    assert "095190004321" not in repr(Scan(CARD))
