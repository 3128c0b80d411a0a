"""Phone numbers of Việt Nam: mobiles (10 digits since 2018), landlines (11), hotlines 1800/1900."""

from __future__ import annotations

import re
from enum import StrEnum

from app.domain.findings import Finding, Severity
from app.domain.text import group_digits

_MOBILE_RE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}", re.ASCII)
_LANDLINE_RE = re.compile(r"02\d{9}", re.ASCII)
_HOTLINE_RE = re.compile(r"1[89]00\d{4}(\d{2})?", re.ASCII)
_MOBILE_LENGTH, _LANDLINE_LENGTH = 10, 11


class PhoneKind(StrEnum):
    """What a number reaches."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    HOTLINE = "hotline"


def normalise_phone(text: str) -> str:
    """Return the national form without spaces: `+84 918.204.756` → `0918204756`. Letters stay, to be told about."""
    bare = re.sub(r"[\s.()\-\u2013]", "", text)
    return re.sub(r"^(?:\+|00)840?(?=[1-9]|$)", "0", bare)


def phone_kind(text: str) -> PhoneKind | None:
    """Return the kind of a number, None when it is none."""
    phone = normalise_phone(text)
    for pattern, kind in (
        (_MOBILE_RE, PhoneKind.MOBILE),
        (_LANDLINE_RE, PhoneKind.LANDLINE),
        (_HOTLINE_RE, PhoneKind.HOTLINE),
    ):
        if pattern.fullmatch(phone):
            return kind
    return None


def format_phone(text: str) -> str:
    """Return a number as it is read aloud: `0918 204 756`, `024 3825 1234`, `1900 1234`; others unchanged."""
    phone, kind = normalise_phone(text), phone_kind(text)
    if kind is None:
        return text
    if kind is PhoneKind.MOBILE:
        return f"{phone[:4]} {group_digits(phone[4:])}"
    if kind is PhoneKind.LANDLINE:
        area = 3 if phone[:3] in ("024", "028") else 4
        return f"{phone[:area]} {group_digits(phone[area:], 4)}"
    return f"{phone[:4]} {phone[4:]}"


def check_phone(text: str) -> tuple[Finding, ...]:
    """Say what is wrong with a phone number; empty = it has the form of one, or nothing was typed."""
    phone = normalise_phone(text)
    if not phone or phone_kind(phone):
        return ()
    if not (phone.isascii() and phone.isdigit()):
        return (Finding("phone", Severity.WRONG, "Số điện thoại chỉ có chữ số"),)
    if not phone.startswith("0"):
        return (Finding("phone", Severity.WRONG, "Số điện thoại phải bắt đầu bằng 0"),)
    expected = _LANDLINE_LENGTH if phone.startswith("02") else _MOBILE_LENGTH
    if len(phone) != expected:
        missing = expected - len(phone)
        return (Finding("phone", Severity.WRONG, f"{'Thiếu' if missing > 0 else 'Thừa'} {abs(missing)} chữ số"),)
    return (Finding("phone", Severity.DOUBTFUL, f"Chưa có đầu số {phone[:3]}"),)
