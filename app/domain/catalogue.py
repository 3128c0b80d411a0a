"""The catalogue as a whole: what a case asks for and how long it takes, what an import changes, how versions freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec

from app.domain.plain_data import convert
from app.domain.procedure_index import ProcedureHit as ProcedureHit
from app.domain.procedure_index import ProcedureIndex as ProcedureIndex
from app.domain.procedures import Channel, LimitUnit, Paper, Procedure, TimeLimit

FIELD_NAMES = {
    "name": "Tên thủ tục",
    "short_name": "Tên ngắn",
    "aliases": "Tên tắt",
    "field": "Lĩnh vực",
    "agency": "Cơ quan giải quyết",
    "levels": "Cấp",
    "decision": "Quyết định công bố",
    "cases": "Trường hợp",
    "papers": "Giấy tờ",
    "notes": "Ghi chú",
    "limits": "Thời hạn",
    "fees": "Phí, lệ phí",
    "supplement_mode": "Cách tính khi chờ bổ sung",
    "supplement_days": "Hạn bổ sung",
    "form_set": "Bộ mẫu giấy",
    "checked": "Đã kiểm tra",
    "source": "Nguồn",
    "valid_from": "Hiệu lực từ",
    "valid_to": "Hiệu lực đến",
}
_DAYS = {  # what one unit is worth in calendar days, roughly: only to tell which of two limits is longer
    LimitUnit.SAME_DAY: 0.0,
    LimitUnit.WORKING_HOURS: 0.15,
    LimitUnit.WORKING_DAYS: 1.4,
    LimitUnit.CALENDAR_DAYS: 1.0,
    LimitUnit.MONTHS: 30.0,
}


class Severity(StrEnum):
    """Whether a row is left out (`ERROR`) or comes in with a remark (`WARNING`)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in an import file: its line (1 = the first), the column as the file heads it, why.

    `sheet` names the sheet of a workbook and is empty for other files.
    """

    line: int
    column: str
    reason: str
    severity: Severity = Severity.ERROR
    sheet: str = ""
    code: str = ""  # procedure, when known


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an import file holds: the procedures that may come in, what was found on the way, rows read."""

    procedures: tuple[Procedure, ...]
    findings: tuple[Finding, ...] = ()
    rows: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep a row out; with any of them nothing is imported (all or nothing) unless told to."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Changed:
    """A procedure that differs: `fields` are attribute names, `new` carries the next version number."""

    old: Procedure
    new: Procedure
    fields: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The fields as the clerk calls them."""
        return tuple(FIELD_NAMES[name] for name in self.fields)


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """What an import would do. `gone` are codes of today's catalogue that the file does not hold: they stay.

    `kept` are procedures whose figures somebody has checked, where the file's are unchecked: they stay as they are.
    """

    new: tuple[Procedure, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def to_publish(self) -> tuple[Procedure, ...]:
        """The versions that the import adds."""
        return self.new + tuple(change.new for change in self.changed)


def diff(current: Mapping[str, Procedure], incoming: Iterable[Procedure]) -> CatalogueChange:
    """Compare a file with the catalogue by code.

    A file without validity dates, short names or abbreviations keeps those of the catalogue. New procedures begin at
    version 1.
    """
    new: list[Procedure] = []
    changed: list[Changed] = []
    unchanged: list[str] = []
    kept: list[str] = []
    left = dict(current)
    for procedure in incoming:
        old = left.pop(procedure.code, None)
        if old is None:
            new.append(replace(procedure, version=1))
            continue
        if old.checked and not procedure.checked:
            kept.append(procedure.code)
            continue
        procedure = replace(
            procedure,
            short_name=procedure.short_name or old.short_name,
            aliases=procedure.aliases or old.aliases,
            valid_from=procedure.valid_from or old.valid_from,
            valid_to=procedure.valid_to or old.valid_to,
            version=old.version + 1,
        )
        differing = tuple(name for name in FIELD_NAMES if getattr(procedure, name) != getattr(old, name))
        if differing:
            changed.append(Changed(old, procedure, differing))
        else:
            unchanged.append(procedure.code)
    return CatalogueChange(tuple(new), tuple(changed), tuple(unchanged), tuple(left), tuple(kept))


def case_papers(procedure: Procedure, case: str = "") -> tuple[Paper, ...]:
    """Return the papers of one case (its key), in the order of the catalogue; "" gives those of every case."""
    return tuple(paper for paper in procedure.papers if not paper.cases or case in paper.cases)


def limit_for(procedure: Procedure, channel: Channel, case: str = "") -> TimeLimit | None:
    """Return the limit that binds: that of the case before the general one, that of the channel before all channels.

    Of several that fit equally the longest counts, so that no appointment is promised too early. None when the
    catalogue states no limit for this channel.
    """
    fitting = [limit for limit in procedure.limits if limit.channel in (None, channel) and limit.case in ("", case)]
    return max(
        fitting,
        key=lambda limit: (bool(limit.case), limit.channel is not None, _DAYS[limit.unit] * limit.amount),
        default=None,
    )


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def procedure_to_data(procedure: Procedure) -> dict[str, Any]:
    """Return a version as plain JSON-able data: keys in the order of the fields, what is empty left out."""
    data = _plain(procedure)
    assert isinstance(data, dict)
    return data


def procedure_from_data(data: Mapping[str, Any]) -> Procedure:
    """Read `procedure_to_data` back. Unknown keys, of a newer program, are passed over.

    Raises ValueError when the data is no procedure.
    """
    try:
        return convert(dict(data), Procedure)
    except msgspec.ValidationError as trouble:
        raise ValueError(f"not a procedure: {trouble}") from trouble


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if is_dataclass(kind):
        return {name: _plain(item) for name, empty in _fields(kind) if (item := getattr(value, name)) != empty}
    match value:
        case StrEnum():
            return value.value
        case date() | time():
            return value.isoformat()
        case _:
            return value
