"""What an office form says, checked and turned into an office; knows no window.

Everything is text as typed, so that a half-filled form can be kept and shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import time
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.addresses import Commune
from app.domain.calendar import Interval, OfficeHours, SaturdayIntake
from app.domain.dossier_codes import AgencyCode, AgencyFormat
from app.domain.errors import UserError
from app.domain.office import Office
from app.domain.phones import check_phone, format_phone
from app.domain.procedures import Level
from app.domain.text import clean

translate = QCoreApplication.translate

_TIME = re.compile(r"(\d{1,2})[:hg.]?(\d{2})?", re.ASCII | re.IGNORECASE)
_BARCODE_NUMBERS = 10_000
_TEXTS = (
    "name", "parent_agency", "issuing_agency", "place", "address", "phone", "decider", "decider_role", "system_owner",
    "lookup_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeAnswers:
    """The fields of the form, as typed. Times are `HH:MM`; `saturday` is a `SaturdayIntake`."""

    level: str = Level.COMMUNE.value
    province_code: str = ""
    commune_code: str = ""
    name: str = ""
    prefix: str = ""
    parent_agency: str = ""
    issuing_agency: str = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    place: str = ""
    address: str = ""
    phone: str = ""
    morning_from: str = "07:00"
    morning_to: str = "11:30"
    afternoon_from: str = "13:30"
    afternoon_to: str = "17:00"
    saturday: str = SaturdayIntake.NONE.value
    decider: str = ""
    decider_role: str = ""
    system_owner: str = ""
    lookup_url: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> OfficeAnswers:
        """Read a kept form; what is unknown or no text keeps its default."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known and isinstance(value, str)})

    @classmethod
    def of(cls, office: Office) -> OfficeAnswers:
        """Return the form that says what `office` is."""
        hours = OfficeHours.from_data(office.hours) if office.hours else OfficeHours()
        usual = hours.usual
        first, second = usual[0], usual[1] if len(usual) > 1 else None
        same = {f.name for f in fields(cls)} & {f.name for f in fields(Office)} - {"level"}
        return cls(
            level=office.level.value,
            **{name: getattr(office, name) for name in same - {"phone"}},
            phone=format_phone(office.phone),
            morning_from=f"{first.start:%H:%M}",
            morning_to=f"{first.end:%H:%M}",
            afternoon_from=f"{second.start:%H:%M}" if second else "",
            afternoon_to=f"{second.end:%H:%M}" if second else "",
            saturday=hours.saturday_intake.value,
        )

    def to_data(self) -> dict[str, str]:
        """Return a JSON-able form."""
        return asdict(self)


def in_commune(answers: OfficeAnswers, commune: Commune) -> OfficeAnswers:
    """Fill what the commune tells, leaving alone whatever was typed."""
    at_commune = answers.level == Level.COMMUNE.value
    whose = commune.full_name if at_commune else commune.province.full_name
    own = {
        "name": f"Trung tâm Phục vụ hành chính công {whose}",
        "parent_agency": f"UBND {whose}".upper(),
        "place": commune.name if at_commune else commune.province.name,
        "address": f"{commune.full_name[:1].upper()}{commune.full_name[1:]}, {commune.province.full_name}",
        "system_owner": f"UBND {commune.province.full_name}",
    }
    empty = {name: value for name, value in own.items() if not getattr(answers, name).strip()}
    return replace(answers, province_code=commune.province.code, commune_code=commune.code, **empty)


def agency_note(text: str) -> tuple[bool, str]:
    """Say whether an agency code is well formed, and in which of the two ways or what is wrong."""
    try:
        code = AgencyCode.parse(text)
    except UserError:
        return False, translate("OfficeForm", "Ví dụ H12.10.15 hoặc 000.00.06.H56")
    return True, translate("OfficeForm", "Đúng dạng mới") if code.format is AgencyFormat.QD_20 else translate(
        "OfficeForm", "Đúng dạng cũ"
    )


def read_time(text: str) -> time | None:
    """Read `7`, `730`, `7h30`, `07:30`; None when it is no time."""
    bare = text.strip()
    if bare.isdigit() and len(bare) in (3, 4):
        bare = f"{bare[:-2]}:{bare[-2:]}"
    match = _TIME.fullmatch(bare)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_hours(answers: OfficeAnswers) -> OfficeHours:
    """Return the hours of the week, Monday to Friday alike. Raises UserError; the afternoon may be empty."""
    pairs = [(answers.morning_from, answers.morning_to), (answers.afternoon_from, answers.afternoon_to)]
    intervals = []
    for number, (start, end) in enumerate(pairs):
        if number and not start.strip() and not end.strip():
            continue
        begin, finish = read_time(start), read_time(end)
        if begin is None or finish is None or begin >= finish:
            raise UserError(
                translate("OfficeForm", "Giờ làm việc chưa đúng."),
                translate("OfficeForm", "Ghi như 07:00 đến 11:30."),
                "HOURS",
            )
        intervals.append(Interval(begin, finish))
    usual = tuple(intervals)
    try:
        week = (usual,) * 5 + ((), ())
        return OfficeHours(week, SaturdayIntake(answers.saturday), usual[:1])
    except ValueError as error:
        raise UserError(translate("OfficeForm", "Giờ làm việc buổi chiều phải sau buổi sáng."), "", "HOURS") from error


def office_lacks(answers: OfficeAnswers) -> dict[str, str]:
    """Return the fields that keep the office from being founded, each with a short reason, in the form's order."""
    lacks: dict[str, str] = {}
    # The commune first: choosing it fills the province and the lines below.
    if answers.level == Level.COMMUNE.value and not answers.commune_code:
        lacks["commune_code"] = translate("OfficeForm", "Chưa chọn xã")
    if not answers.province_code:
        lacks["province_code"] = translate("OfficeForm", "Chưa chọn tỉnh")
    if not answers.name.strip():
        lacks["name"] = translate("OfficeForm", "Chưa ghi tên")
    fine, note = agency_note(answers.prefix)
    if not fine:
        lacks["prefix"] = note if answers.prefix.strip() else translate("OfficeForm", "Chưa ghi mã")
    if not answers.issuing_agency.strip():
        lacks["issuing_agency"] = translate("OfficeForm", "Chưa ghi")
    if answers.phone.strip() and (found := check_phone(answers.phone)) and found[0].severity.value == "wrong":
        lacks["phone"] = found[0].sentence
    try:
        read_hours(answers)
    except UserError as error:
        lacks["hours"] = error.sentence.rstrip(".")
    return lacks


def to_office(answers: OfficeAnswers, base: Office | None = None) -> Office:
    """Return the office the form describes. `base` keeps what the form does not ask for. Raises UserError."""
    prefix = str(AgencyCode.parse(answers.prefix))
    hours = read_hours(answers)
    data = {} if hours == OfficeHours() else hours.to_data()
    start = base or Office("", prefix, barcode_number(prefix), answers.name)
    own: dict[str, Any] = {name: clean(getattr(answers, name)) for name in _TEXTS}
    return replace(
        start,
        prefix=prefix,
        level=Level(answers.level),
        province_code=answers.province_code,
        commune_code=answers.commune_code,
        hours=data,
        **own,
    )


def barcode_number(prefix: str) -> int:
    """Return the four digits that begin the barcodes: the last digits of the agency's code, 0 when it has none.

    Barcodes are read inside one office, so two offices with the same four digits do not disturb each other.
    """
    code = AgencyCode.parse(prefix)
    digits = re.sub(r"\D", "", "".join(code.units)) or re.sub(r"\D", "", code.root)
    return int(digits or 0) % _BARCODE_NUMBERS
