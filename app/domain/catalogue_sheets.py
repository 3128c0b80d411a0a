"""The catalogue as a workbook: its sheets and columns, rows to procedures with every fault told, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from app.domain.catalogue import Finding, Incoming, Severity
from app.domain.catalogue_keys import key_of, procedure_faults
from app.domain.procedures import (
    Case,
    Channel,
    FeeItem,
    FeeKind,
    Level,
    LimitUnit,
    Need,
    Paper,
    Procedure,
    SupplementMode,
    TimeLimit,
)
from app.domain.text import clean, fold

PROCEDURES, CASES, PAPERS, LIMITS, FEES = "Thủ tục", "Trường hợp", "Giấy tờ", "Thời hạn", "Phí"
CODE, NAME, CASE, CHANNEL = "Mã thủ tục", "Tên thủ tục", "Trường hợp", "Cách nộp hồ sơ"
SHORT, ALIASES, FIELD, AGENCY, LEVELS = "Tên ngắn", "Tên tắt", "Lĩnh vực", "Cơ quan giải quyết", "Cấp"
DECISION, CHECKED, SUPPLEMENT, SUPPLEMENT_DAYS = (
    "Quyết định công bố",
    "Đã kiểm tra",
    "Chờ bổ sung",
    "Hạn bổ sung (ngày)",
)
NOTES, FORM_SET, SOURCE = "Ghi chú", "Bộ mẫu giấy", "Nguồn"
FROM, TO = "Hiệu lực từ", "Hiệu lực đến"
PAPER, NEED, ORIGINALS, CERTIFIED, COPIES = "Tên giấy tờ", "Cách nộp", "Bản chính", "Bản chứng thực", "Bản photo"
CONDITION, FORM = "Khi nào cần", "Mẫu"
AMOUNT, UNIT, CUTOFF = "Số", "Đơn vị", "Giờ chốt"
FEE, KIND, PRICE, PER = "Tên khoản thu", "Loại", "Mức thu (đồng)", "Tính theo"
LATER_FROM, LATER, CAP = "Từ đơn vị thứ", "Mức từ đó (đồng)", "Tối đa (đồng)"

_E = TypeVar("_E", bound=StrEnum)
_YES = {"co": True, "roi": True, "x": True, "1": True, "khong": False, "chua": False, "0": False}
CHANNELS = {"Trực tiếp": Channel.COUNTER, "Trực tuyến": Channel.ONLINE, "Bưu chính": Channel.POST}
LEVEL_WORDS = {"Bộ": Level.MINISTRY, "Tỉnh": Level.PROVINCE, "Huyện": Level.DISTRICT, "Xã": Level.COMMUNE}
NEEDS = {"Phải nộp": Need.REQUIRED, "Nộp khi cần": Need.CONDITIONAL, "Chỉ xuất trình": Need.SHOWN}
UNITS = {
    "Trong ngày": LimitUnit.SAME_DAY,
    "Giờ làm việc": LimitUnit.WORKING_HOURS,
    "Ngày làm việc": LimitUnit.WORKING_DAYS,
    "Ngày": LimitUnit.CALENDAR_DAYS,
    "Tháng": LimitUnit.MONTHS,
}
MODES = {
    "Tạm dừng": SupplementMode.PAUSE,
    "Tính lại từ đầu": SupplementMode.RESTART,
    "Tạm dừng rồi tính hạn mới": SupplementMode.PAUSE_THEN_FIXED,
}
KINDS = {"Phí": FeeKind.FEE, "Lệ phí": FeeKind.CHARGE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook: its head, the help written to it, whether every row must fill it, its choices."""

    head: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


_CODE = Column(CODE, "Mã quốc gia như 1.001193, hoặc mã do địa phương đặt.", True)
_CHANNEL = Column(CHANNEL, "Để trống: mọi cách nộp.", choices=tuple(CHANNELS))
_CASE = Column(
    CASE, "Đúng như ở trang «Trường hợp». Để trống: mọi trường hợp. Nhiều trường hợp cách nhau bằng dấu chấm phẩy."
)
_ONE_CASE = Column(CASE, "Đúng như ở trang «Trường hợp». Để trống: mọi trường hợp.")
_FROM, _TO = Column(FROM, "Ngày như 01/07/2025. Để trống: không giới hạn."), Column(TO, "Ngày cuối còn hiệu lực.")
SHEETS: Mapping[str, tuple[Column, ...]] = {
    PROCEDURES: (
        _CODE,
        Column(NAME, "Tên đầy đủ theo quyết định công bố.", True),
        Column(SHORT, "Tên quen gọi, hiện ở chỗ hẹp. Ví dụ: Khai sinh."),
        Column(ALIASES, "Chữ tắt để gõ nhanh, cách nhau bằng dấu cách. Ví dụ: ks dkks."),
        Column(FIELD, "Ví dụ: Hộ tịch."),
        Column(AGENCY, "Ví dụ: UBND xã."),
        Column(LEVELS, "Bộ, Tỉnh, Huyện, Xã; nhiều cấp cách nhau bằng dấu phẩy."),
        Column(DECISION, "Ví dụ: 163/QĐ-BTP."),
        Column(CHECKED, "Có: số liệu đã đối chiếu với Cổng dịch vụ công quốc gia.", choices=("Có", "Không")),
        Column(SUPPLEMENT, "Đồng hồ làm gì khi người dân bổ sung giấy tờ. Để trống: Tạm dừng.", choices=tuple(MODES)),
        Column(SUPPLEMENT_DAYS, "Số ngày được bổ sung. Để trống: không nêu."),
        Column(NOTES, "Điều cần nhắc người nhận hồ sơ; mỗi dòng trong ô là một ghi chú."),
        Column(FORM_SET, "Để trống: mẫu chung. «police»: mẫu CT04 đến CT06 của Công an."),
        Column(SOURCE, "Số liệu lấy từ đâu, ngày nào."),
        _FROM,
        _TO,
    ),
    CASES: (_CODE, Column(CASE, "Tên trường hợp để chọn khi nhận hồ sơ. Ví dụ: Đã ly hôn.", True)),
    PAPERS: (
        _CODE,
        Column(PAPER, "Một dòng một giấy.", True),
        Column(NEED, "Chỉ xuất trình: xem rồi trả lại, không tính vào số giấy đã nhận.", True, tuple(NEEDS)),
        Column(ORIGINALS, "Số bản."),
        Column(CERTIFIED, "Số bản sao có chứng thực."),
        Column(COPIES, "Số bản chụp."),
        _CASE,
        Column(CONDITION, "Ví dụ: Khi nộp thay."),
        Column(FORM, "Tên hoặc số của mẫu. Ví dụ: Mẫu CT01."),
    ),
    LIMITS: (
        _CODE,
        _CHANNEL,
        _ONE_CASE,
        Column(AMOUNT, "Để trống nếu trong ngày."),
        Column(UNIT, "", True, tuple(UNITS)),
        Column(CUTOFF, "Nhận sau giờ này thì tính từ ngày sau. Trong ngày mà để trống: 15:00."),
    ),
    FEES: (
        _CODE,
        Column(FEE, "Một dòng một khoản thu.", True),
        Column(KIND, "Phí và lệ phí được ghi riêng trên giấy.", True, tuple(KINDS)),
        Column(PRICE, "Số đồng. Để trống: do Hội đồng nhân dân tỉnh quyết định, ghi khi thu."),
        Column(PER, "Ví dụ: bản, trang. Để trống: thu một lần."),
        _CHANNEL,
        _ONE_CASE,
        Column(LATER_FROM, "Ví dụ 3: từ trang thứ 3 tính theo mức ở cột sau."),
        Column(LATER, "Số đồng."),
        Column(CAP, "Thu không quá số này."),
        _FROM,
        _TO,
    ),
}
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
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
            self.wrong(head, f"«{typed[:40]}» không có trong danh sách: {', '.join(words)}.")
        return None

    def number(self, head: str) -> int | None:
        typed = self.text(head)
        digits = re.sub(r"(?<=\d)[.,\s](?=\d{3}\b)", "", typed)
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,12}", digits):
            self.wrong(head, f"«{typed[:40]}» không phải là số nguyên.")
            return None
        return int(digits)

    def day(self, head: str) -> date | None:
        typed = self.text(head)
        if not typed:
            return None
        try:
            day, month, year = (int(part) for part in _DATE.fullmatch(typed).groups())  # type: ignore[union-attr]
            return date(year, month, day)
        except (AttributeError, ValueError):
            self.wrong(head, f"«{typed[:40]}» không phải là ngày, ví dụ đúng: 01/07/2025.")
            return None

    def hour(self, head: str) -> time | None:
        typed = self.text(head)
        if not typed:
            return None
        try:
            hour, minute = (int(part) for part in _TIME.fullmatch(typed).groups())  # type: ignore[union-attr]
            return time(hour, minute)
        except (AttributeError, ValueError):
            self.wrong(head, f"«{typed[:40]}» không phải là giờ, ví dụ đúng: 15:00.")
            return None

    def yes(self, head: str) -> bool:
        typed = self.text(head)
        answer = _YES.get(fold(typed), False)
        if typed and fold(typed) not in _YES:
            self.wrong(head, f"«{typed[:40]}» phải là Có hoặc Không.")
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
            reader.wrong(CASE, f"Trường hợp «{name[:60]}» không có ở trang «{CASES}» cho thủ tục này.")
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
                    reader.wrong(column.head, f"Ô «{column.head}» phải điền.")
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
            reader.wrong(LEVELS, f"«{word[:40]}» không phải là cấp; ghi Bộ, Tỉnh, Huyện hoặc Xã.")
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
        reader.wrong(CODE, f"Mã {procedure.code} đã có ở dòng {parts[procedure.code].line}.")
    else:
        parts[procedure.code] = _Parts(reader.row.line, procedure)


def _owner(reader: _Reader, parts: dict[str, _Parts]) -> _Parts | None:
    owner = parts.get(reader.code)
    if owner is None and reader.code:
        reader.wrong(CODE, f"Mã {reader.code} không có ở trang «{PROCEDURES}».")
    return owner


def _read_case(reader: _Reader, parts: dict[str, _Parts]) -> None:
    name = reader.text(CASE)
    if owner := _owner(reader, parts):
        if fold(name) in owner.cases:
            reader.wrong(CASE, f"Trường hợp «{name[:60]}» ghi hai lần.")
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
        reader.wrong(LATER_FROM, f"«{LATER_FROM}» và «{LATER}» phải ghi cả hai.")
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


def rows_of(procedures: Sequence[Procedure]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield sheet and cells of every row that says the same as `procedures`; `assemble` reads them back."""
    channel_words = {value: word for word, value in CHANNELS.items()}
    level_words = {value: word for word, value in LEVEL_WORDS.items()}
    for item in procedures:
        case_name = {case.key: case.name for case in item.cases} | {"": ""}
        yield (
            PROCEDURES,
            {
                CODE: item.code,
                NAME: item.name,
                SHORT: item.short_name,
                ALIASES: " ".join(item.aliases),
                FIELD: item.field,
                AGENCY: item.agency,
                LEVELS: ", ".join(level_words[level] for level in item.levels),
                DECISION: item.decision,
                CHECKED: "Có" if item.checked else "Không",
                SUPPLEMENT: _word(MODES, item.supplement_mode),
                SUPPLEMENT_DAYS: _filled(item.supplement_days),
                NOTES: "\n".join(item.notes),
                FORM_SET: item.form_set,
                SOURCE: item.source,
                FROM: _day(item.valid_from),
                TO: _day(item.valid_to),
            },
        )
        for case in item.cases:
            yield CASES, {CODE: item.code, CASE: case.name}
        for paper in item.papers:
            yield (
                PAPERS,
                {
                    CODE: item.code,
                    PAPER: paper.name,
                    NEED: _word(NEEDS, paper.need),
                    ORIGINALS: _filled(paper.originals),
                    CERTIFIED: _filled(paper.certified),
                    COPIES: _filled(paper.copies),
                    CASE: "\n".join(case_name[key] for key in paper.cases),
                    CONDITION: paper.condition,
                    FORM: paper.form,
                },
            )
        for limit in item.limits:
            yield (
                LIMITS,
                {
                    CODE: item.code,
                    CHANNEL: channel_words[limit.channel] if limit.channel else "",
                    CASE: case_name[limit.case],
                    AMOUNT: _filled(limit.amount),
                    UNIT: _word(UNITS, limit.unit),
                    CUTOFF: limit.cutoff.strftime("%H:%M") if limit.cutoff else "",
                },
            )
        for fee in item.fees:
            yield (
                FEES,
                {
                    CODE: item.code,
                    FEE: fee.name,
                    KIND: _word(KINDS, fee.kind),
                    PRICE: "" if fee.amount is None else str(fee.amount),
                    PER: fee.unit,
                    CHANNEL: channel_words[fee.channel] if fee.channel else "",
                    CASE: case_name[fee.case],
                    LATER_FROM: _filled(fee.later_from),
                    LATER: _filled(fee.later_amount),
                    CAP: _filled(fee.cap),
                    FROM: _day(fee.valid_from),
                    TO: _day(fee.valid_to),
                },
            )


def _word(words: Mapping[str, _E], value: _E) -> str:
    return next(word for word, meant in words.items() if meant is value)


def _filled(number: int) -> str:
    return str(number) if number else ""


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
