"""Codes that citizens and scanners read: agency, dossier, result, and the digits of the barcode."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from typing import Self

from app.domain.errors import UserError
from app.domain.text import quoted

VIETNAM = timezone(timedelta(hours=7), "UTC+7")

_OLD_AGENCY = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}"
_NEW_AGENCY = r"[A-Z]\d{2}(?:\.\d{1,3}){0,3}"
_DOSSIER = rf"(?P<prefix>{_OLD_AGENCY}|{_NEW_AGENCY})-(?P<day>\d{{6}})-(?P<serial>\d{{4,5}})"

_OLD_AGENCY_RE = re.compile(_OLD_AGENCY, re.ASCII)
_NEW_AGENCY_RE = re.compile(_NEW_AGENCY, re.ASCII)
_DOSSIER_RE = re.compile(_DOSSIER, re.ASCII)
_DOSSIER_IN_TEXT_RE = re.compile(rf"(?<![\w.]){_DOSSIER}(?!\d)", re.ASCII)
_RESULT_RE = re.compile(r"(?P<code>.+)-KQ(?P<n>[1-9]\d{0,3})", re.ASCII)
_ALIAS_RE = re.compile(r"\d{16}", re.ASCII)
_ALIAS_EPOCH = date(2020, 1, 1)
CODED_DAYS = (_ALIAS_EPOCH, _ALIAS_EPOCH + timedelta(days=9999))  # first and last that a barcode can say: 18/05/2047


def local_time(instant: datetime) -> datetime:
    """Return the wall clock of Việt Nam (UTC+7, whatever zone the PC has) for an aware instant, without a zone.

    The last hours that can be written at all stay as they are. Raises ValueError for an instant without a zone: it
    would be somebody else's wall clock.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    try:
        return instant.astimezone(VIETNAM).replace(tzinfo=None)
    except OverflowError:  # a clock at the end of all years must not keep an office's queue from being shown
        return instant.replace(tzinfo=None)


def local_date(instant: datetime) -> date:
    """Return the date in Việt Nam (UTC+7) of an aware instant."""
    return local_time(instant).date()


class AgencyFormat(Enum):
    """The two ways to write an agency: level 1 last, or first."""

    QCVN_102 = "qcvn102"  # 000.00.06.H56 (QCVN 102:2016/BTTTT)
    QD_20 = "qd20"  # H12.10.15 (QĐ 20/2020/QĐ-TTg); communes since 2025 with three digits, H55.242


@dataclass(frozen=True, slots=True)
class AgencyCode:
    """Identification code of an agency: `root` is level 1 (`H56`), `units` the levels below, from the top."""

    root: str
    units: tuple[str, ...] = ()
    format: AgencyFormat = AgencyFormat.QD_20

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read either format. Raises UserError when it is neither."""
        code = text.strip().upper()
        if _OLD_AGENCY_RE.fullmatch(code):
            fourth, third, second, root = code.split(".")
            units = [second, third, fourth]
            while units and not units[-1].strip("0"):
                units.pop()
            return cls(root, tuple(units), AgencyFormat.QCVN_102)
        if _NEW_AGENCY_RE.fullmatch(code):
            root, *rest = code.split(".")
            return cls(root, tuple(rest))
        raise UserError(
            f"{quoted(text)} không phải mã định danh cơ quan.",
            "Mã có dạng H12.10.15 hoặc 000.00.06.H56.",
            "agency_code",
        )

    def __str__(self) -> str:
        if self.format is AgencyFormat.QD_20:
            return ".".join((self.root, *self.units))
        second, third, fourth = (*self.units, *("00", "00", "000")[len(self.units) :])
        return f"{fourth}.{third}.{second}.{self.root}"


@dataclass(frozen=True, slots=True)
class DossierCode:
    """Mã hồ sơ `<agency>-<yyMMdd>-<serial>`. It never changes (NĐ 45/2020 Điều 12.3).

    `day` lies in 2000-2099, `serial` has 4 or 5 digits and restarts each day.
    """

    prefix: str
    day: date
    serial: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a whole code. Raises UserError telling what is wrong."""
        match = _DOSSIER_RE.fullmatch(text.strip().upper())
        if match is None:
            raise UserError(f"{quoted(text)} không phải mã hồ sơ.", "Mã có dạng H12.10.15-261121-0007.", "dossier_code")
        return cls._of(match)

    @classmethod
    def find(cls, text: str) -> Self | None:
        """Return the first code that stands in `text` (a look-up address, a page mark), or None."""
        for match in _DOSSIER_IN_TEXT_RE.finditer(text.upper()):
            try:
                return cls._of(match)
            except UserError:
                continue
        return None

    @classmethod
    def _of(cls, match: re.Match[str]) -> Self:
        digits = match["day"]
        try:
            day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        except ValueError:
            raise UserError(
                f"Mã hồ sơ có ngày không có thật: {digits[4:]}/{digits[2:4]}/20{digits[:2]}.",
                "Quét lại, hoặc đối chiếu với giấy hẹn.",
                "dossier_code_day",
            ) from None
        return cls(match["prefix"], day, match["serial"])

    def __str__(self) -> str:
        return f"{self.prefix}-{self.short}"

    @property
    def short(self) -> str:
        """What people say aloud inside one office: `261119-3012`."""
        return f"{self.day:%y%m%d}-{self.serial}"

    @property
    def agency(self) -> AgencyCode:
        """The receiving agency."""
        return AgencyCode.parse(self.prefix)

    def result(self, n: int = 1) -> str:
        """Return the code of the n-th result, `…-KQ1` (NĐ 45/2020 Điều 14.3đ)."""
        return f"{self}-KQ{n}"


def short_code(code: str) -> str:
    """Return the short form of a code; one that is none, which another program wrote, as it is."""
    try:
        return DossierCode.parse(code).short if code else ""
    except UserError:
        return code[:40]


def parse_result_code(text: str) -> tuple[DossierCode, int]:
    """Read `<mã hồ sơ>-KQ<n>`. Raises UserError."""
    match = _RESULT_RE.fullmatch(text.strip().upper())
    if match is None:
        raise UserError(f"{quoted(text)} không phải mã kết quả.", "Mã kết quả là mã hồ sơ thêm -KQ1.", "result_code")
    return DossierCode.parse(match["code"]), int(match["n"])


class AliasKind(IntEnum):
    """First digit of a barcode alias. A practice paper can never open a real dossier."""

    DOSSIER = 1
    BATCH = 2
    TRAINING = 9


@dataclass(frozen=True, slots=True)
class Alias:
    """What the 16 digits under a barcode say. Digits only: a wedge scanner under Telex alters letters."""

    kind: AliasKind
    office_number: int
    day: date
    serial: int

    def code(self, prefix: str) -> DossierCode:
        """Return the dossier code, given the agency prefix of the office numbered `office_number`."""
        return DossierCode(prefix, self.day, f"{self.serial:04d}")


def encode_alias(kind: AliasKind, office_number: int, day: date, serial: int | str) -> str:
    """Return 16 digits: kind 1, office 4, days since 01/01/2020 4, serial 5, check 2 (ISO 7064 MOD 97-10).

    Raises ValueError when a part does not fit its width.
    """
    days, number = (day - _ALIAS_EPOCH).days, int(serial)
    if not (0 <= office_number <= 9999 and 0 <= days <= 9999 and 0 <= number <= 99999):
        raise ValueError(f"no alias for office {office_number}, day {day}, serial {serial}")
    body = f"{int(kind)}{office_number:04d}{days:04d}{number:05d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def parse_alias(digits: str) -> Alias | None:
    """Read 16 digits (spaces allowed). None when the length, the check digits or the kind is wrong."""
    bare = "".join(digits.split())
    if not _ALIAS_RE.fullmatch(bare) or int(bare[0]) not in set(AliasKind):
        return None
    day = _ALIAS_EPOCH + timedelta(days=int(bare[5:9]))
    alias = Alias(AliasKind(int(bare[0])), int(bare[1:5]), day, int(bare[9:14]))
    return alias if encode_alias(alias.kind, alias.office_number, day, alias.serial) == bare else None
