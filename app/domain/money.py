"""Fees in đồng: the lines of a dossier, amounts as figures and in words.

Phí and lệ phí are distinct and shown apart (Luật Phí và lệ phí 97/2015/QH13 Điều 3); who may be exempt: Điều 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import UserError
from app.domain.procedures import Channel, FeeItem, FeeKind, Procedure
from app.domain.text import clean, quoted

EXEMPTIONS: Mapping[str, str] = {
    "child": "Trẻ em",
    "poor": "Người thuộc hộ nghèo",
    "elderly": "Người cao tuổi",
    "disabled": "Người khuyết tật",
    "merit": "Người có công với cách mạng",
    "ethnic": "Đồng bào dân tộc thiểu số ở xã đặc biệt khó khăn",
    "other": "Trường hợp khác theo quy định",
}

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
MOST = 99_999_999_999_999  # đồng; more is a slip of the finger
_MONEY_RE = re.compile(r"(\d+|\d{1,3}(?:[., ]\d{3})+)(?:đ|đồng|vnđ|vnd|d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line to pay. `unit_price` and `amount` are None while nobody has said what the province charges.

    `quantity` counts `unit`s; `copies` multiplies the line (copies of one original, each capped for itself).
    """

    key: str
    name: str
    kind: FeeKind
    unit_price: int | None
    quantity: int
    amount: int | None
    exempt_reason: str = ""
    unit: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True)
class FeeTotal:
    """Sums in đồng; `unknown` counts the lines that still lack an amount."""

    fee: int  # phí
    charge: int  # lệ phí
    unknown: int

    @property
    def total(self) -> int:
        return self.fee + self.charge


def copies_key(key: str) -> str:
    """Return the key under which `quantities` holds how many copies of an original are made."""
    return f"{key}:copies"


def fee_lines(
    procedure: Procedure,
    channel: Channel,
    case: str,
    quantities: Mapping[str, int],
    on: date,
    exempt: str | None = None,
    amounts: Mapping[str, int] | None = None,
) -> tuple[FeeLine, ...]:
    """Return the lines that apply to a channel and case on a day.

    `quantities` counts units per key (1 when absent); `amounts` are unit prices that the clerk typed where the
    catalogue knows none; `exempt` is the reason in words, or a key of `EXEMPTIONS`, and makes every line free.
    """
    reason = EXEMPTIONS.get(exempt, exempt) if exempt else ""
    return tuple(
        _line(item, quantities, (amounts or {}).get(item.key), reason)
        for item in procedure.fees
        if _applies(item, channel, case, on)
    )


def _applies(item: FeeItem, channel: Channel, case: str, on: date) -> bool:
    in_force = (item.valid_from is None or item.valid_from <= on) and (item.valid_to is None or on <= item.valid_to)
    return in_force and item.channel in (None, channel) and item.case in ("", case)


def _line(item: FeeItem, quantities: Mapping[str, int], typed: int | None, reason: str) -> FeeLine:
    price = typed if item.amount is None else item.amount
    quantity = max(quantities.get(item.key, 1), 0) if item.unit else 1
    copies = max(quantities.get(copies_key(item.key), 1), 0)
    amount = 0 if reason else None if price is None else _amount(item, price, quantity) * copies
    return FeeLine(item.key, item.name, item.kind, price, quantity, amount, reason, item.unit, copies)


def _amount(item: FeeItem, price: int, quantity: int) -> int:
    later = max(quantity - item.later_from + 1, 0) if item.later_from else 0
    amount = (quantity - later) * price + later * item.later_amount
    return min(amount, item.cap) if item.cap else amount


def fee_total(lines: Iterable[FeeLine]) -> FeeTotal:
    """Sum the lines by kind."""
    sums = dict.fromkeys(FeeKind, 0)
    unknown = 0
    for line in lines:
        sums[line.kind] += line.amount or 0
        unknown += line.amount is None
    return FeeTotal(sums[FeeKind.FEE], sums[FeeKind.CHARGE], unknown)


def format_money(amount: int) -> str:
    """Return `15.000 đ`."""
    return f"{amount:,} đ".replace(",", ".")


def parse_money(text: str) -> int:
    """Read `15000`, `15.000`, `15,000 đ`, `15 000đ`. Raises UserError."""
    match = _MONEY_RE.fullmatch(re.sub(r" ([đdv])", r"\1", clean(text).lower()))
    if match is None:
        raise UserError(f"{quoted(text)} không phải số tiền.", "Gõ số đồng, ví dụ 15000 hoặc 15.000.", "money")
    digits = re.sub(r"\D", "", match[1]).lstrip("0") or "0"
    if len(digits) > len(str(MOST)):
        raise UserError(f"Số tiền {quoted(text)} quá lớn.", "Xem lại số chữ số.", "money")
    return int(digits)


def in_words(amount: int) -> str:
    """Return the amount as receipts write it: 105000 → `Một trăm linh năm nghìn đồng`.

    Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError("no words for a negative amount")
    words = _number(amount, leading=True) or "không"
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(number: int, *, leading: bool) -> str:
    """Say a number; groups after the first of a number say their missing hundreds."""
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (1000, "nghìn")):
        if number >= scale:
            head, tail = divmod(number, scale)
            rest = _number(tail, leading=False)
            return f"{_number(head, leading=leading)} {name}" + (f" {rest}" if rest else "")
    return _group(number, leading=leading)


def _group(number: int, *, leading: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = []
    if hundreds or (number and not leading):
        words += [_DIGITS[hundreds], "trăm"]
        if ones and not tens:
            words.append("linh")
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_ones(tens, ones))
    return " ".join(words)


def _ones(tens: int, ones: int) -> str:
    if tens and ones == 5:
        return "lăm"
    if tens > 1 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]
