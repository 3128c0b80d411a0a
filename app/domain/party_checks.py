"""Check all that can be checked of a person or organisation: names, days, places, and whether it fits the papers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from app.domain.findings import Finding, Severity
from app.domain.identity import check_old_number, check_passport, check_personal_number, check_tax_code
from app.domain.people import Address, IdKind, Party, PartyKind
from app.domain.phones import check_phone
from app.domain.text import fold_words, quoted

LONGEST = {"name": 200, "id_number": 40, "address": 500, "phone": 40, "email": 254, "representative": 200}
"""What a field holds at most: far more than anything real, so that a paper always has room for it."""

_OLDEST = 120  # years
_CHANGES_AT = (14, 25, 40, 60)  # Luật Căn cước 26/2023/QH15 Điều 21
_EARLY = 2  # years before such a birthday from which a new card lasts until the next one
_EMAIL_RE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_LETTERS_RE = re.compile(r"LATIN|MODIFIER LETTER APOSTROPHE")
_NAME_MARKS = frozenset(" .'’-")
_TEXTS = {
    "name": "Họ tên",
    "id_number": "Số giấy tờ",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "representative": "Đại diện",
}
_PLACE_WORDS = frozenset(
    (
        *("xa", "phuong", "tran", "khu", "tinh", "tp", "thanh", "huyen", "quan", "tx", "ap", "thon", "to", "khom"),
        *("buon", "lang", "ban", "duong", "so", "p", "q", "x", "h", "tt"),
    )
)


def check_party(party: Party, today: date | None = None) -> tuple[Finding, ...]:
    """Check a person or organisation. `today` finds days that lie ahead, ages beyond belief and cards gone by."""
    return (
        *_check_lengths(party),
        *_check_name(party),
        *_check_number(party),
        *_check_days(party, today),
        *_check_place(party.address),
        *check_phone(party.phone),
        *_check_email(party.email),
    )


def _check_lengths(party: Party) -> Iterator[Finding]:
    for name, most in LONGEST.items():
        length = len(str(getattr(party, name)))
        if length > most:
            sentence = f"{_TEXTS[name]} dài quá {most} chữ (đang có {length}: bỏ phần thừa)"
            yield Finding(name, Severity.WRONG, sentence)


def _check_name(party: Party) -> Iterator[Finding]:
    if party.kind is not PartyKind.INDIVIDUAL or len(party.name) > LONGEST["name"]:
        return
    if "\ufffd" in party.name or "?" in party.name:
        yield Finding("name", Severity.DOUBTFUL, "Họ tên bị hỏng dấu")
    elif any(mark.isdigit() for mark in party.name):
        yield Finding("name", Severity.DOUBTFUL, "Họ tên có chữ số")
    elif strange := next((mark for mark in party.name if not _is_of_names(mark)), ""):
        what = f"chữ lạ: {quoted(strange)}" if strange.isalpha() else f"ký tự lạ: {quoted(strange)}"
        if unicodedata.category(strange) == "So":  # no letter, and our fonts have no picture of it
            what = "hình hoặc ký hiệu"
        yield Finding("name", Severity.DOUBTFUL, f"Họ tên có {what}")


def _is_of_names(mark: str) -> bool:
    if mark in _NAME_MARKS or unicodedata.combining(mark):
        return True
    return mark.isalpha() and _LETTERS_RE.match(unicodedata.name(mark, "")) is not None


def _check_number(party: Party) -> tuple[Finding, ...]:
    match party.id_kind:
        case IdKind.PERSONAL_NUMBER:
            return check_personal_number(party.id_number, party.sex, party.birth_date)
        case IdKind.OLD_ID:
            return check_old_number(party.id_number)
        case IdKind.PASSPORT:
            return check_passport(party.id_number)
        case IdKind.TAX_CODE:
            return check_tax_code(party.id_number)
        case _:
            return ()


def _check_days(party: Party, today: date | None) -> Iterator[Finding]:
    born, issued = party.birth_date, party.id_issued_on
    dates = (("birth_date", born, "Ngày sinh"), ("id_issued_on", issued, "Ngày cấp"))
    for field, day, name in dates:
        if day is not None and today is not None and day > today:
            yield Finding(field, Severity.WRONG, f"{name} {day:%d/%m/%Y} chưa tới")
    if born and today and today.year - born.year > _OLDEST:
        yield Finding("birth_date", Severity.DOUBTFUL, f"{today.year - born.year} tuổi: xem lại năm sinh")
    if born and issued and issued < born:
        yield Finding("id_issued_on", Severity.WRONG, "Ngày cấp trước ngày sinh")
    elif born and issued and today and party.id_kind is IdKind.PERSONAL_NUMBER:
        last = card_valid_until(born, issued)
        if last is not None and last < today:
            sentence = f"Thẻ hết hạn từ {last:%d/%m/%Y} (phải đổi khi đủ 14, 25, 40 và 60 tuổi)"
            yield Finding("id_issued_on", Severity.DOUBTFUL, sentence)


def card_valid_until(born: date, issued: date) -> date | None:
    """Return the day an ID card must be changed, None for one that lasts for life (Luật Căn cước 26/2023 Điều 21)."""
    for age in _CHANGES_AT:
        if issued < _birthday(born, age - _EARLY):
            return _birthday(born, age)
    return None


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:  # 29/02
        return date(born.year + age, 3, 1)


def _check_place(address: Address) -> Iterator[Finding]:
    text = str(address)
    if text and not address.commune_code and not is_plausible_place(text):
        yield Finding("address", Severity.DOUBTFUL, "Chưa rõ xã, tỉnh")


def is_plausible_place(text: str) -> bool:
    """Whether a text reads like an address at all: it names a kind of place, or has parts between commas."""
    parts = [part for part in text.split(",") if fold_words(part)]
    return len(parts) > 1 or (len(fold_words(text)) > 1 and not _PLACE_WORDS.isdisjoint(fold_words(text)))


def _check_email(email: str) -> Iterator[Finding]:
    if email and len(email) <= LONGEST["email"] and not _EMAIL_RE.fullmatch(email):
        yield Finding("email", Severity.WRONG, "Thư phải như ten@vidu.vn")
