from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.money import EXEMPTIONS, copies_key, fee_lines, fee_total, format_money, in_words, parse_money
from app.domain.procedures import Channel, FeeItem, FeeKind, Procedure

TODAY = date(2026, 11, 20)
CERTIFIED_COPY = FeeItem(
    *("copy", "Chứng thực bản sao", FeeKind.FEE, 2000), unit="trang", later_from=3, later_amount=1000, cap=200_000
)


def procedure(*fees: FeeItem) -> Procedure:
    return Procedure("2.000815", "Chứng thực bản sao từ bản chính", fees=fees)


def amounts(*fees: FeeItem, on=TODAY, channel=Channel.COUNTER, case="", exempt=None, typed=None, **quantities):
    return [line.amount for line in fee_lines(procedure(*fees), channel, case, quantities, on, exempt, typed)]


@pytest.mark.parametrize(
    ("pages", "amount"), [(0, 0), (1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (500, 200_000)]
)
def test_certified_copy_costs_less_from_page_three_and_never_above_the_cap(pages, amount):
    assert amounts(CERTIFIED_COPY, copy=pages) == [amount]


def test_each_copy_is_capped_for_itself():
    quantities = {"copy": 300, copies_key("copy"): 3}
    (line,) = fee_lines(procedure(CERTIFIED_COPY), Channel.COUNTER, "", quantities, TODAY)
    assert (line.amount, line.quantity, line.copies, line.unit) == (600_000, 300, 3, "trang")


def test_line_without_a_unit_is_charged_once():
    charge = FeeItem("reg", "Lệ phí hộ tịch", FeeKind.CHARGE, 15_000)
    assert amounts(charge, reg=7) == [15_000]
    assert amounts(FeeItem("bản", "Bản sao trích lục", FeeKind.FEE, 8000, unit="bản"), bản=3) == [24_000]


def test_fees_follow_their_dates():
    until = FeeItem("a", "Giảm 50 %", FeeKind.FEE, 45_000, valid_to=date(2026, 12, 31))
    after = FeeItem("b", "Đủ", FeeKind.FEE, 90_000, valid_from=date(2027, 1, 1))
    assert amounts(until, after, on=date(2026, 12, 31)) == [45_000]
    assert amounts(until, after, on=date(2027, 1, 1)) == [90_000]


def test_fees_follow_channel_and_case():
    online = FeeItem("a", "Trực tuyến", FeeKind.FEE, 0, channel=Channel.ONLINE)
    direct = FeeItem("b", "Trực tiếp", FeeKind.FEE, 50_000, channel=Channel.COUNTER)
    again = FeeItem("c", "Cấp lại", FeeKind.FEE, 70_000, case="cap_lai")
    assert amounts(online, direct, again) == [50_000]
    assert amounts(online, direct, again, channel=Channel.ONLINE, case="cap_lai") == [0, 70_000]


def test_amount_set_by_the_province_is_asked_for():
    item = FeeItem("hkd", "Lệ phí đăng ký hộ kinh doanh", FeeKind.CHARGE, None)
    lines = fee_lines(procedure(item, CERTIFIED_COPY), Channel.COUNTER, "", {}, TODAY)
    assert lines[0].amount is None
    assert fee_total(lines).unknown == 1
    typed = fee_lines(procedure(item, CERTIFIED_COPY), Channel.COUNTER, "", {}, TODAY, None, {"hkd": 150_000})
    total = fee_total(typed)
    assert (total.fee, total.charge, total.total, total.unknown) == (2000, 150_000, 152_000, 0)


def test_exempt_citizens_pay_nothing_and_the_reason_is_kept():
    item = FeeItem("hkd", "Lệ phí", FeeKind.CHARGE, None)
    lines = fee_lines(procedure(item, CERTIFIED_COPY), Channel.COUNTER, "", {}, TODAY, "poor")
    assert [(line.amount, line.exempt_reason) for line in lines] == [(0, EXEMPTIONS["poor"])] * 2
    (line,) = fee_lines(procedure(item), Channel.COUNTER, "", {}, TODAY, "Theo nghị quyết 12")
    assert line.exempt_reason == "Theo nghị quyết 12"


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_pages_never_cost_less(pages, more):
    assert amounts(CERTIFIED_COPY, copy=pages) <= amounts(CERTIFIED_COPY, copy=pages + more)


@pytest.mark.parametrize(
    "text", ["15000", "15.000", "15,000 đ", " 15 000đ", "15.000 đồng", "15.000 VNĐ", "15\u00a0000 đ", "15000d"]
)
def test_money_as_clerks_type_it(text):
    assert parse_money(text) == 15_000


@pytest.mark.parametrize("text", ["", "đ", "15.00", "1.5000", "-15", "15k", "mười", "15..000", "١٥"])
def test_what_is_no_money_is_told(text):
    with pytest.raises(UserError, match="không phải số tiền"):
        parse_money(text)


@given(st.integers(0, 10**13))
def test_money_survives_writing_and_reading(amount):
    assert parse_money(format_money(amount)) == amount


def test_money_is_written_with_dots():
    assert format_money(15000) == "15.000 đ"
    assert format_money(0) == "0 đ"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (91, "Chín mươi mốt đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (115, "Một trăm mười lăm đồng"),
        (555, "Năm trăm năm mươi lăm đồng"),
        (1000, "Một nghìn đồng"),
        (1015, "Một nghìn không trăm mười lăm đồng"),
        (8000, "Tám nghìn đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (2_350_400, "Hai triệu ba trăm năm mươi nghìn bốn trăm đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (3_021_000_001, "Ba tỷ không trăm hai mươi mốt triệu không trăm linh một đồng"),
        (12_000_000_000_000, "Mười hai nghìn tỷ đồng"),
    ],
)
def test_amount_in_words(amount, words):
    assert in_words(amount) == words


def test_no_words_for_a_debt():
    with pytest.raises(ValueError, match="negative"):
        in_words(-1)


ONES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5} | {
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def read_words(words: str) -> int:
    """Read an amount in words back, by rules of its own."""
    total = group = 0
    for word in words.removesuffix(" đồng").lower().split():
        if word in ONES:
            group += ONES[word]
        elif word == "trăm":
            group *= 100
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += group % 10 * 9
        elif word == "linh":
            pass
        else:
            scale = {"nghìn": 1000, "triệu": 10**6, "tỷ": 10**9}[word]
            if scale == 10**9:
                total, group = (total + group) * scale, 0
            else:
                total, group = total + group * scale, 0
    return total + group


@given(st.integers(0, 10**12 - 1))
def test_words_say_exactly_the_amount(amount):
    assert read_words(in_words(amount)) == amount
