"""Machine-readable lines (ICAO 9303): the back of the ID card (TD1, 3 × 30) and passports (TD3, 2 × 44).

Check digits weigh 7-3-1. On Vietnamese cards line 1 holds the last nine digits of the personal number, and the whole
of it in the optional field.
"""

from __future__ import annotations

import re
from datetime import date

from app.domain.findings import Finding, Severity
from app.domain.id_card import CardData, CardProblem
from app.domain.identity import check_personal_number
from app.domain.people import IdKind, Sex
from app.domain.text import clean

_NO_EXPIRY = "991231"
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}
_CHARACTERS_RE = re.compile(r"[A-Z0-9<]+", re.ASCII)
_TD1_RE = re.compile(r"[IAC][A-Z<][A-Z<]{3}.{85}", re.ASCII)
_TD3_RE = re.compile(r"P[A-Z<][A-Z<]{3}.{83}", re.ASCII)
_BARE_NAME = Finding("name", Severity.DOUBTFUL, "Dòng máy đọc không có dấu: sửa họ tên theo mặt thẻ")


def looks_like_mrz(text: str) -> bool:
    """Whether a scan has the shape of a machine-readable zone."""
    zone = _zone(text)
    return bool(_CHARACTERS_RE.fullmatch(zone) and (_TD1_RE.fullmatch(zone) or _TD3_RE.fullmatch(zone)))


def parse_mrz(text: str, today: date) -> CardData | CardProblem:
    """Read the lines (breaks between them optional). Two-digit years of birth mean the latest up to `today`."""
    zone = _zone(text)
    if not looks_like_mrz(text):
        return CardProblem("Chưa đọc được dòng máy đọc trên giấy tờ.")
    return _read_td1(zone, today) if len(zone) == 90 else _read_td3(zone, today)


def check_digit(text: str) -> str:
    """Return the ICAO 9303 check digit of `text`."""
    return str(sum(_value(mark) * (7, 3, 1)[place % 3] for place, mark in enumerate(text)) % 10)


def _value(mark: str) -> int:
    return 0 if mark == "<" else int(mark, 36)


def _zone(text: str) -> str:
    return "".join(text.split()).upper()


def _read_td1(zone: str, today: date) -> CardData | CardProblem:
    first, second, third = zone[:30], zone[30:60], zone[60:]
    checks = [
        ("số thẻ", first[5:14], first[14]),
        ("ngày sinh", second[:6], second[6]),
        ("ngày hết hạn", second[8:14], second[14]),
        ("toàn bộ", first[5:] + second[:7] + second[8:15] + second[18:29], second[29]),
    ]
    vietnamese = first[2:5] == "VNM"
    number = (first[15:27] if vietnamese else first[5:14]).rstrip("<")
    kind = IdKind.PERSONAL_NUMBER if vietnamese else IdKind.OTHER
    found = []
    if vietnamese and number[-9:] != first[5:14]:
        found.append(Finding("id_number", Severity.WRONG, "Hai chỗ ghi số định danh trên thẻ khác nhau"))
    return _assemble(number, kind, third, second, second[15:18], checks, found, today)


def _read_td3(zone: str, today: date) -> CardData | CardProblem:
    first, second = zone[:44], zone[44:]
    checks = [
        ("số hộ chiếu", second[:9], second[9]),
        ("ngày sinh", second[13:19], second[19]),
        ("ngày hết hạn", second[21:27], second[27]),
        ("toàn bộ", second[:10] + second[13:20] + second[21:43], second[43]),
    ]
    number = second[:9].rstrip("<")
    return _assemble(number, IdKind.PASSPORT, first[5:], second[13:], second[10:13], checks, [], today)


def _assemble(
    number: str,
    kind: IdKind,
    names: str,
    dates: str,
    nationality: str,
    checks: list[tuple[str, str, str]],
    found: list[Finding],
    today: date,
) -> CardData | CardProblem:
    """Put a card together; `dates` begins with birth 6, check 1, sex 1, expiry 6."""
    torn = [name for name, content, digit in checks if digit != check_digit(content)]
    if torn:
        return CardProblem(f"Dòng máy đọc sai số kiểm tra: {', '.join(torn)}.")
    birth_date = _read_date(dates[:6])
    expires_on = None if dates[8:14] == _NO_EXPIRY else _read_date(dates[8:14])
    if birth_date is not None and birth_date > today:
        birth_date = _read_date(dates[:6], 1900)  # None for 29/02/1900, which never was
    sex = _SEXES.get(dates[7])
    if kind is IdKind.PERSONAL_NUMBER:
        found = [*found, *check_personal_number(number, sex, birth_date)]
    if birth_date is None:
        found = [*found, Finding("birth_date", Severity.DOUBTFUL, "Giấy tờ không ghi đủ ngày sinh")]
    if expires_on is not None and expires_on < today:
        found = [*found, Finding("id_number", Severity.DOUBTFUL, f"Giấy tờ hết hạn ngày {expires_on:%d/%m/%Y}")]
    return CardData(
        number,
        name=clean(names.replace("<", " ")),
        birth_date=birth_date,
        sex=sex,
        findings=(*found, _BARE_NAME),
        id_kind=kind,
        expires_on=expires_on,
        nationality=nationality.rstrip("<"),
    )


def _read_date(text: str, century: int = 2000) -> date | None:
    """Read yymmdd in a century; an unknown day (`<<`) or one that is none gives None."""
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
