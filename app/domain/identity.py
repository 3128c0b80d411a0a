"""Who somebody is, as far as a number can tell: the checks that a clerk sees beside the field.

Personal number (số định danh, Luật Căn cước 26/2023/QH15): `PPP G YY NNNNNN`, place of birth registration, century and
sex, year of birth; it has no check digit. Tax code: 10 or 13 digits with a check digit, or for households since
01/07/2025 the personal number (TT 86/2024/TT-BTC).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdnum.vn import mst

from app.domain.errors import UserError
from app.domain.findings import Finding, Severity
from app.domain.people import IdKind, Sex
from app.domain.text import quoted

# Registration provinces of before the mergers; existing numbers do not change (mã tỉnh, TT 59/2021/TT-BCA).
PROVINCES: Mapping[str, str] = {
    entry[:3]: entry[4:]
    for entry in (
        *("001 Hà Nội", "002 Hà Giang", "004 Cao Bằng", "006 Bắc Kạn", "008 Tuyên Quang", "010 Lào Cai"),
        *("011 Điện Biên", "012 Lai Châu", "014 Sơn La", "015 Yên Bái", "017 Hòa Bình", "019 Thái Nguyên"),
        *("020 Lạng Sơn", "022 Quảng Ninh", "024 Bắc Giang", "025 Phú Thọ", "026 Vĩnh Phúc", "027 Bắc Ninh"),
        *("030 Hải Dương", "031 Hải Phòng", "033 Hưng Yên", "034 Thái Bình", "035 Hà Nam", "036 Nam Định"),
        *("037 Ninh Bình", "038 Thanh Hóa", "040 Nghệ An", "042 Hà Tĩnh", "044 Quảng Bình", "045 Quảng Trị"),
        *("046 Thừa Thiên Huế", "048 Đà Nẵng", "049 Quảng Nam", "051 Quảng Ngãi", "052 Bình Định", "054 Phú Yên"),
        *("056 Khánh Hòa", "058 Ninh Thuận", "060 Bình Thuận", "062 Kon Tum", "064 Gia Lai", "066 Đắk Lắk"),
        *("067 Đắk Nông", "068 Lâm Đồng", "070 Bình Phước", "072 Tây Ninh", "074 Bình Dương", "075 Đồng Nai"),
        *("077 Bà Rịa - Vũng Tàu", "079 Thành phố Hồ Chí Minh", "080 Long An", "082 Tiền Giang", "083 Bến Tre"),
        *("084 Trà Vinh", "086 Vĩnh Long", "087 Đồng Tháp", "089 An Giang", "091 Kiên Giang", "092 Cần Thơ"),
        *("093 Hậu Giang", "094 Sóc Trăng", "095 Bạc Liêu", "096 Cà Mau"),
    )
}

PERSONAL_LENGTH, OLD_LENGTH = 12, 9
_PASSPORT_RE = re.compile(r"[A-Z]\d{7,8}", re.ASCII)
_DATE_RE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{2}|\d{4})|(\d{2})(\d{2})(\d{2}|\d{4})", re.ASCII)
_SEXES = {Sex.MALE: "nam", Sex.FEMALE: "nữ"}


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What the digits of a personal number state. `province` is "" for births registered abroad."""

    province: str
    sex: Sex
    birth_year: int


def read_personal_number(number: str) -> NumberFacts | None:
    """Return what a 12-digit number states about its bearer, None when it is none."""
    digits = bare_number(number)
    if len(digits) != PERSONAL_LENGTH or not _is_digits(digits):
        return None
    century, female = divmod(int(digits[3]), 2)
    sex = Sex.FEMALE if female else Sex.MALE
    return NumberFacts(PROVINCES.get(digits[:3], ""), sex, 1900 + 100 * century + int(digits[4:6]))


def bare_number(number: str) -> str:
    """Return a number as stored: no spaces, dots or dashes, capitals."""
    return re.sub(r"[\s.-]", "", number).upper()


def check_personal_number(number: str, sex: Sex | None = None, birth_date: date | None = None) -> tuple[Finding, ...]:
    """Check 12 digits against sex and date of birth as far as they are known."""
    digits = bare_number(number)
    shape = _check_shape(digits, PERSONAL_LENGTH)
    if shape or not digits:
        return shape
    sentences = []
    if digits[:3] == "000":
        sentences.append("Không có mã tỉnh 000")
    if birth_date is not None:
        sentences += _check_birth(digits, sex, birth_date.year)
    elif sex is not None and int(digits[3]) % 2 != _parity(sex):
        sentences.append(f"Chữ số thứ 4 phải là số {'lẻ' if _parity(sex) else 'chẵn'} ({_SEXES[sex]})")
    wrong = tuple(Finding("id_number", Severity.WRONG, sentence) for sentence in sentences)
    if digits[:3] not in PROVINCES and "000" < digits[:3] < "100":
        sentence = f"Không có mã tỉnh {digits[:3]}"
        return (*wrong, Finding("id_number", Severity.DOUBTFUL, sentence))
    return wrong


def _check_birth(digits: str, sex: Sex | None, year: int) -> list[str]:
    century = (year - 1900) // 100 * 2
    if not 0 <= century <= 8:
        return []
    possible = (century + _parity(sex),) if sex is not None else (century, century + 1)
    found = []
    if int(digits[3]) not in possible:
        who = f"{_SEXES[sex]}, sinh {year}" if sex is not None else f"sinh {year}"
        found.append(f"Chữ số thứ 4 phải là {' hoặc '.join(map(str, possible))} ({who})")
    if int(digits[4:6]) != year % 100:
        found.append(f"Chữ số thứ 5 và 6 phải là {year % 100:02d} (sinh {year})")
    return found


def _parity(sex: Sex) -> int:
    return int(sex is Sex.FEMALE)


def _check_shape(digits: str, length: int) -> tuple[Finding, ...]:
    if not digits:
        return ()
    if not _is_digits(digits):
        return (Finding("id_number", Severity.WRONG, "Số này chỉ có chữ số"),)
    missing = length - len(digits)
    if missing:
        return (Finding("id_number", Severity.WRONG, f"{'Thiếu' if missing > 0 else 'Thừa'} {abs(missing)} chữ số"),)
    return ()


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def check_old_number(number: str) -> tuple[Finding, ...]:
    """Check a 9-digit CMND, which no longer proves anything (Luật Căn cước Điều 46: expired 01/01/2025)."""
    digits = bare_number(number)
    expired = Finding("id_number", Severity.DOUBTFUL, "CMND hết giá trị từ 2025")
    return _check_shape(digits, OLD_LENGTH) or ((expired,) if digits else ())


def check_passport(number: str) -> tuple[Finding, ...]:
    """Check a passport number; foreign ones have other forms, so it is only doubted."""
    if not (digits := bare_number(number)) or _PASSPORT_RE.fullmatch(digits):
        return ()
    return (Finding("id_number", Severity.DOUBTFUL, "Hộ chiếu có 1 chữ, 7–8 số (của Việt Nam)"),)


def check_tax_code(number: str) -> tuple[Finding, ...]:
    """Check a tax code (mã số thuế) of 10 or 13 digits, or 12 for a household business."""
    digits = bare_number(number)
    if not digits or mst.is_valid(digits):
        return ()
    if len(digits) == PERSONAL_LENGTH and _is_digits(digits):
        return check_personal_number(digits)
    return (Finding("id_number", Severity.WRONG, _tax_fault(digits)),)


def _tax_fault(digits: str) -> str:
    if not _is_digits(digits):
        return "Mã số thuế chỉ có chữ số"
    if len(digits) not in (10, 13):
        return "Mã số thuế có 10 hoặc 13 chữ số; hộ kinh doanh 12 chữ số"
    if digits[2:9] == "0000000":
        return "Bảy chữ số sau mã tỉnh không thể đều là 0"
    if digits[10:] == "000":
        return "Đuôi đơn vị phụ thuộc phải từ 001"
    check = mst.calc_check_digit(digits)
    return f"Chữ số thứ 10 phải là {check}" if len(check) == 1 else "Không có mã số thuế nào bắt đầu như vậy"


def format_id_number(kind: IdKind, number: str) -> str:
    """Return a number as it is read: personal numbers and CMND in threes, branch tax codes with a dash."""
    digits = bare_number(number)
    if kind is IdKind.TAX_CODE and len(digits) == 13:
        return f"{digits[:10]}-{digits[10:]}"
    if kind in (IdKind.PERSONAL_NUMBER, IdKind.OLD_ID):
        return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))
    return digits


def parse_date(text: str, today: date, *, past: bool = True) -> date:
    """Read `150722`, `15072022`, `15/07/2022`, `15.7.22`.

    With `past` (births, days of issue) two digits mean the latest such year up to today, and days ahead are refused;
    otherwise they mean 20xx. Raises UserError with the reason.
    """
    match = _DATE_RE.fullmatch(text.strip())
    if match is None:
        raise UserError(f"{quoted(text)} không phải ngày.", "Gõ 150722 hoặc 15/07/2022.", "date")
    day, month, written = (part for part in match.groups() if part is not None)
    year = int(written) + (2000 if len(written) == 2 else 0)
    if past and len(written) == 2 and (year, int(month), int(day)) > (today.year, today.month, today.day):
        year -= 100
    result = _real_date(year, int(month), int(day))
    if past and result > today:
        raise UserError(f"Ngày {result:%d/%m/%Y} chưa tới.", "Xem lại năm.", "date")
    return result


def _real_date(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise UserError(f"Không có tháng {month}.", "Gõ ngày trước, tháng sau.", "date")
    if year < 1900:
        raise UserError(f"Năm {year} quá xa.", "Gõ năm từ 1900.", "date")
    try:
        return date(year, month, day)
    except ValueError:
        raise UserError(f"Tháng {month}/{year} không có ngày {day}.", "Xem lại ngày.", "date") from None
