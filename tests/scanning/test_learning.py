"""A keyboard scanner is learned from three scans."""

import pytest
from scanner_desk import Desk, typed

from app.scanning.learning import LEARNING, learn
from app.scanning.wedge import Arrival, Scan
from app.settings import Terminator, WedgeProfile

CODES = ("H12.10.15-261119-3012", "1011425140301276", "095190004321|381234567|Lê Thị Ánh|15031990|Nữ|Cà Mau|10052021")


def scans(prefix: str = "", end: str = "\r", gap: float = 6) -> list[Scan]:
    """Three scans as the program hears them while it learns."""
    found: list[Scan] = []
    for number, code in enumerate(CODES):
        found += Desk(LEARNING).play(typed(prefix + code + end, gap, 1000 + 9000 * number)).scans
    return found


@pytest.mark.parametrize(
    ("end", "terminator"),
    [("\r", Terminator.ENTER), ("\t", Terminator.TAB), ("", Terminator.NONE), ("\r\r", Terminator.ENTER)],
)
@pytest.mark.parametrize("prefix", ["", "~", "$#"])
@pytest.mark.parametrize("gap", [1, 9, 30])
def test_what_was_learned_reads_the_same_scanner(prefix, end, terminator, gap):
    learned = learn(scans(prefix, end, gap))
    assert learned is not None
    assert (learned.profile.prefix, learned.profile.terminator) == (prefix, terminator)
    assert learned.pace_ms == pytest.approx(gap)
    desk = Desk(learned.profile).play(typed(prefix + "xin-chao-123" + end, gap))
    assert desk.texts == ["xin-chao-123"]


def test_hands_are_still_hands_after_learning():
    learned = learn(scans(gap=15))
    assert learned is not None
    strokes = typed("so nha 12 duong Lang\r", 90)
    assert Desk(learned.profile).play(strokes).arrived == strokes


def test_scans_that_disagree_or_come_too_slowly_teach_nothing():
    assert learn(scans()[:2]) is None
    assert learn([*scans()[:2], *scans(end="")[:1]]) is None
    slow = Arrival(10, 900.0)
    assert learn([Scan("1234567890", arrival=slow)] * 3) is None


def test_a_serial_scanner_has_nothing_to_learn():
    by_port = Scan("x", arrival=Arrival(10, 5.0, end=Terminator.ENTER, port="COM3"))
    assert learn([by_port] * 3) is None


def test_enter_and_tab_in_turn_are_both_taken():
    learned = learn([*scans()[:2], *scans(end="\t")[:1]])
    assert learned is not None
    assert learned.profile.terminator is Terminator.EITHER
    assert isinstance(learned.profile, WedgeProfile)
