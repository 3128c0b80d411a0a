"""Two scans that came as one text are parted where that is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scanning.runs import is_ours, part

HERS = "095190004321|362511789|Trần Thị Bích Phượng|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi|10052022"
HIS = "001084012345||Nguyễn Hoàng Quý|02091984|Nam|Số 12A, đường Láng, Hà Nội|10052021"
NEW = HIS + "|Nguyễn Văn Cha|Lê Thị Mẹ"
BARS, OTHER_BARS = "1011425140301276", "1011425140301373"
CODE, OLD_CODE = "H12.10.15-261119-3012", "000.00.06.H56-231027-0361"
MRZ = "IDVNM1900043216095190004321<<8\n9003152F3003150VNM<<<<<<<<<<<2\nLE<<THI<ANH<NGUYET<<<<<<<<<<<<"


@pytest.mark.parametrize("pieces", [
    (HERS, HIS), (HERS, NEW), (NEW, HERS), (HERS, BARS), (BARS, HERS), (HERS, CODE), (CODE, HERS), (BARS, OTHER_BARS),
    (CODE, OLD_CODE), (OLD_CODE, CODE), (CODE + "/M06", CODE + "-KQ1"), (BARS, CODE), (HERS, HIS, BARS),
    (BARS, CODE, OLD_CODE),
])  # fmt: skip
def test_two_codes_that_ran_together_are_two(pieces):
    assert part("".join(pieces)) == pieces
    assert part("\n".join(pieces)) == pieces


@pytest.mark.parametrize(
    "text", [HERS, HIS, NEW, BARS, CODE, OLD_CODE, MRZ, "https://example.vn/t/x?k=1", "8934563138165"]
)
def test_one_scan_stays_whole_and_twice_the_same_is_one(text):
    assert part(text) == (text,)
    if text != MRZ:
        assert part(f"{text}\n{text}") == (text,)


def test_what_a_scanner_puts_before_a_card_is_taken_away():
    assert part("]Q1" + HERS) == (HERS,)
    assert part("~" + HERS) == (HERS,)
    assert part("]C1" + BARS) == (BARS,)


def test_digits_that_are_no_two_bar_codes_stay_together():
    wrong = BARS + OTHER_BARS[:-1] + "0"
    assert part(wrong) == (wrong,)
    assert not is_ours(wrong)


@given(st.text(st.sampled_from("0951|-./HMKQ \n\rAẤnữ]"), max_size=200))
def test_parting_loses_nothing_but_junk_and_never_breaks(text):
    pieces = part(text)
    assert pieces
    assert all(piece in text for piece in pieces)
