"""Rows of the catalogue workbook to procedures, with every fault told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from app.domain.catalogue import Finding, Incoming, Severity
from app.domain.catalogue_columns import (
    AGENCY,
    ALIASES,
    AMOUNT,
    CAP,
    CASE,
    CASES,
    CERTIFIED,
    CHANNEL,
    CHANNELS,
    CHECKED,
    CODE,
    CONDITION,
    COPIES,
    CUTOFF,
    DECISION,
    FEE,
    FEES,
    FIELD,
    FORM,
    FORM_SET,
    FROM,
    KIND,
    KINDS,
    LATER,
    LATER_FROM,
    LEVEL_WORDS,
    LEVELS,
    LIMITS,
    MODES,
    NAME,
    NEED,
    NEEDS,
    NOTES,
    ORIGINALS,
    PAPER,
    PAPERS,
    PER,
    PRICE,
    PROCEDURES,
    SHEETS,
    SHORT,
    SOURCE,
    SUPPLEMENT,
    SUPPLEMENT_DAYS,
    TO,
    UNIT,
    UNITS,
)
from app.domain.catalogue_keys import key_of, procedure_faults
from app.domain.procedures import (
    Case,
    FeeItem,
    FeeKind,
    LimitUnit,
    Need,
    Paper,
    Procedure,
    SupplementMode,
    TimeLimit,
)
from app.domain.text import clean, fold

_E = TypeVar("_E", bound=StrEnum)
_YES = {"co": True, "roi": True, "x": True, "1": True, "khong": False, "chua": False, "0": False}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEARS = (1900, 2200)
_TIME = re.compile(r"(\d{1,2})[:hg](\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as read: `line` counts from 1 as the workbook shows it; cells are text by column head, blanks left out."""

    sheet: str
    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one row; whatever is wrong is told and read as empty."""

    row: RawRow
    findings: list[Finding] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.text(CODE)

    def wrong(self, head: str, reason: str) -> None:
        self.findings.append(Finding(self.row.line, head, reason, sheet=self.row.sheet, code=self.code))

    def text(self, head: str) -> str:
        return clean(self.row.cells.get(head, ""))

    def choice(self, head: str, words: Mapping[str, _E]) -> _E | None:
        typed = self.text(head)
        for word, value in words.items():
            if fold(word) == fold(typed):
                return value
        if typed:
            self.wrong(head, f"“{typed[:40]}” không có trong danh sách: {', '.join(words)}.")
        return None

    def number(self, head: str) -> int | None:
        typed = self.text(head)
        digits = re.sub(r"(?<=\d)[.,\s](?=\d{3}\b)", "", typed)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,12}", digits):
            self.wrong(head, f"“{typed[:40]}” không phải là số nguyên.")
            return None
        return int(digits)

    def day(self, head: str) -> date | None:
        typed = self.text(head)
        if not typed:
            return None
        try:
            day, month, year = (int(part) for part in _DATE.fullmatch(typed).groups())  # type: ignore[union-attr]
            if not _YEARS[0] <= year <= _YEARS[1]:
                raise ValueError
            return date(year, month, day)
        except (AttributeError, ValueError):
            self.wrong(head, f"“{typed[:40]}” không phải là ngày, ví dụ đúng: 01/07/2025.")
            return None

    def hour(self, head: str) -> time | None:
        typed = self.text(head)
        if not typed:
            return None
        try:
            hour, minute = (int(part) for part in _TIME.fullmatch(typed).groups())  # type: ignore[union-attr]
            return time(hour, minute)
        except (AttributeError, ValueError):
            self.wrong(head, f"“{typed[:40]}” không phải là giờ, ví dụ đúng: 15:00.")
            return None

    def yes(self, head: str) -> bool:
        typed = self.text(head)
        answer = _YES.get(fold(typed), False)
        if typed and fold(typed) not in _YES:
            self.wrong(head, f"“{typed[:40]}” phải là Có hoặc Không.")
        return answer


@dataclass(slots=True)
class _Parts:
    """What the sheets say of one procedure."""

    line: int
    procedure: Procedure
    cases: dict[str, Case] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)
    limits: list[TimeLimit] = field(default_factory=list)
    fees: list[FeeItem] = field(default_factory=list)

    def case_key(self, reader: _Reader, name: str) -> str:
        if not name:
            return ""
        known = self.cases.get(fold(name))
        if known is None:
            reader.wrong(CASE, f"Trường hợp “{name[:60]}” không có ở trang “{CASES}” cho thủ tục này.")
            return ""
        return known.key


def assemble(rows: Iterable[RawRow]) -> Incoming:
    """Put the rows of all sheets together. A procedure with a fault in any of its rows stays out."""
    readers: dict[str, list[_Reader]] = {sheet: [] for sheet in SHEETS}
    for row in rows:
        readers[row.sheet].append(_Reader(row))
    parts: dict[str, _Parts] = {}
    for sheet, of_sheet in readers.items():
        for reader in of_sheet:
            for column in SHEETS[sheet]:
                if column.required and not reader.text(column.head):
                    reader.wrong(column.head, f"Ô “{column.head}” phải điền.")
            _READ[sheet](reader, parts)
    everything = [reader for of_sheet in readers.values() for reader in of_sheet]
    findings = tuple(finding for reader in everything for finding in reader.findings)
    faulty = {finding.code for finding in findings}
    procedures = tuple(_join(part) for code, part in parts.items() if code not in faulty)
    bare = [part for part in parts.values() if not part.limits and part.procedure.code not in faulty]
    remarks = tuple(
        Finding(
            part.line,
            NAME,
            "Không có thời hạn: khi nhận hồ sơ phải tự ghi ngày hẹn.",
            Severity.WARNING,
            LIMITS,
            part.procedure.code,
        )
        for part in bare
    )
    return Incoming(procedures, findings + remarks, len(everything))


def _read_procedure(reader: _Reader, parts: dict[str, _Parts]) -> None:
    levels = []
    for word in filter(None, (clean(part) for part in reader.text(LEVELS).split(","))):
        found = [level for name, level in LEVEL_WORDS.items() if fold(word) in (fold(name), f"cap {fold(name)}")]
        levels += found
        if not found:
            reader.wrong(LEVELS, f"“{word[:40]}” không phải là cấp; ghi Bộ, Tỉnh, Huyện hoặc Xã.")
    procedure = Procedure(
        code=reader.code,
        name=reader.text(NAME),
        short_name=reader.text(SHORT),
        aliases=tuple(reader.text(ALIASES).split()),
        field=reader.text(FIELD),
        agency=reader.text(AGENCY),
        levels=tuple(dict.fromkeys(levels)),
        decision=reader.text(DECISION),
        notes=tuple(filter(None, (clean(line) for line in reader.row.cells.get(NOTES, "").split("\n")))),
        supplement_mode=reader.choice(SUPPLEMENT, MODES) or SupplementMode.PAUSE,
        supplement_days=reader.number(SUPPLEMENT_DAYS) or 0,
        form_set=reader.text(FORM_SET),
        checked=reader.yes(CHECKED),
        source=reader.text(SOURCE),
        valid_from=reader.day(FROM),
        valid_to=reader.day(TO),
    )
    if procedure.code and procedure.name:
        reader.findings += procedure_faults(reader.row.line, procedure, reader.row.sheet)
    if procedure.code in parts:
        reader.wrong(CODE, f"Mã {procedure.code[:40]} đã có ở dòng {parts[procedure.code].line}.")
    else:
        parts[procedure.code] = _Parts(reader.row.line, procedure)


def _owner(reader: _Reader, parts: dict[str, _Parts]) -> _Parts | None:
    owner = parts.get(reader.code)
    if owner is None and reader.code:
        reader.wrong(CODE, f"Mã {reader.code[:40]} không có ở trang “{PROCEDURES}”.")
    return owner


def _read_case(reader: _Reader, parts: dict[str, _Parts]) -> None:
    name = reader.text(CASE)
    if owner := _owner(reader, parts):
        if fold(name) in owner.cases:
            reader.wrong(CASE, f"Trường hợp “{name[:60]}” ghi hai lần.")
        taken = {case.key for case in owner.cases.values()}
        owner.cases[fold(name)] = Case(key_of(name, taken), name)


def _read_paper(reader: _Reader, parts: dict[str, _Parts]) -> None:
    owner = _owner(reader, parts)
    need = reader.choice(NEED, NEEDS) or Need.REQUIRED
    originals, certified, copies = (reader.number(head) or 0 for head in (ORIGINALS, CERTIFIED, COPIES))
    if need is Need.SHOWN and (originals or certified or copies):
        reader.wrong(NEED, "Giấy chỉ xuất trình thì không ghi số bản: xem xong trả lại.")
    if owner:
        name = reader.text(PAPER)
        lines = reader.row.cells.get(CASE, "").splitlines()
        names = (part for line in lines for part in ([line] if fold(line) in owner.cases else line.split(";")))
        cases = tuple(key for part in names if (key := owner.case_key(reader, clean(part))))
        key = key_of(name, {paper.key for paper in owner.papers})
        owner.papers.append(
            Paper(key, name, need, originals, certified, copies, cases, reader.text(CONDITION), reader.text(FORM))
        )


def _read_limit(reader: _Reader, parts: dict[str, _Parts]) -> None:
    owner = _owner(reader, parts)
    unit = reader.choice(UNIT, UNITS)
    amount, cutoff, channel = reader.number(AMOUNT), reader.hour(CUTOFF), reader.choice(CHANNEL, CHANNELS)
    if unit is LimitUnit.SAME_DAY:
        cutoff = cutoff or time(15)
        if amount:
            reader.wrong(AMOUNT, "Giải quyết trong ngày thì không ghi số.")
    elif unit and not amount:
        reader.wrong(AMOUNT, "Thiếu số, ví dụ 3 cho 3 ngày làm việc.")
    if owner and unit:
        owner.limits.append(TimeLimit(unit, amount or 0, channel, owner.case_key(reader, reader.text(CASE)), cutoff))


def _read_fee(reader: _Reader, parts: dict[str, _Parts]) -> None:
    owner = _owner(reader, parts)
    kind = reader.choice(KIND, KINDS) or FeeKind.FEE
    price, later_from, later = reader.number(PRICE), reader.number(LATER_FROM) or 0, reader.number(LATER) or 0
    if bool(later_from) != bool(later):
        reader.wrong(LATER_FROM, f"“{LATER_FROM}” và “{LATER}” phải ghi cả hai.")
    if owner:
        owner.fees.append(
            FeeItem(
                key_of(reader.text(FEE), {fee.key for fee in owner.fees}),
                reader.text(FEE),
                kind,
                price,
                reader.text(PER),
                reader.choice(CHANNEL, CHANNELS),
                owner.case_key(reader, reader.text(CASE)),
                later_from,
                later,
                reader.number(CAP) or 0,
                reader.day(FROM),
                reader.day(TO),
            )
        )


_READ = {
    PROCEDURES: _read_procedure,
    CASES: _read_case,
    PAPERS: _read_paper,
    LIMITS: _read_limit,
    FEES: _read_fee,
}


def _join(part: _Parts) -> Procedure:
    return replace(
        part.procedure,
        cases=tuple(part.cases.values()),
        papers=tuple(part.papers),
        limits=tuple(part.limits),
        fees=tuple(part.fees),
    )
