"""Reading one record of the national catalogue's JSON lines, which come from web pages and look it.

Met there: limits without unit, thousands cut off or glued to the limit, years glued to the number of copies,
notes among the papers (0 originals and 0 copies), bullets of Word fonts, the same paper under several headings,
headings that are cases, papers that are only shown. Whatever can't be read for sure is left open and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.catalogue import Finding, Severity
from app.domain.catalogue_keys import key_of, procedure_faults
from app.domain.money import MOST
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
    TimeLimit,
)
from app.domain.text import clean, fold

_CHANNELS = {"truc tiep": Channel.COUNTER, "truc tuyen": Channel.ONLINE, "dich vu buu chinh": Channel.POST}
_UNITS = {
    "ngay lam viec": LimitUnit.WORKING_DAYS,
    "ngay": LimitUnit.CALENDAR_DAYS,
    "gio": LimitUnit.WORKING_HOURS,
    "thang": LimitUnit.MONTHS,
}
_LEVELS = {"cap bo": Level.MINISTRY, "cap tinh": Level.PROVINCE, "cap huyen": Level.DISTRICT, "cap xa": Level.COMMUNE}
_LEAD = re.compile(
    r"\A(?:[-–+*•●;:.,)\s\ue000-\uf8ff]+|\(?(?:[a-zđ]{1,2}\d?|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*)[.)]+\s+)+", re.I
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # bullets and ticks of Word's symbol fonts
_FORM = re.compile(
    r"[.;:)]\s*((?:Mẫu|Mau|Phụ lục|Phu luc|Biểu|Đơn|Don|Tờ|To)[^;:()]{0,90}\.(?:docx?|pdf|xlsx?|rar|zip))\Z",
    re.I,
)
_MONEY = re.compile(r"([\d.,]+)\s*(?:VNĐ|Việt Nam Đồng)(.*)", re.S)
_GLUED = re.compile(r",?0*\s*(?:VNĐ|Việt Nam Đồng)(.*)", re.S)  # what is left when the number went to the limit
_MOST_COPIES = 20
_MOST_TEXT = 4000
SOURCE = "Danh mục quốc gia, nhập từ tệp"


@dataclass
class _Record:
    """One record on its way to a procedure."""

    line: int
    code: str
    remarks: dict[tuple[str, str], Finding] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    papers: dict[tuple[str, Need], Paper] = field(default_factory=dict)

    def remark(self, column: str, reason: str) -> None:
        """Tell a doubt once for the procedure, however many rows have it."""
        finding = Finding(self.line, column, reason, Severity.WARNING, code=self.code)
        self.remarks.setdefault((column, reason), finding)

    def note(self, text: str) -> None:
        text = clean(_PRIVATE.sub(" ", text))[:_MOST_TEXT].strip()
        if any(letter.isalnum() for letter in text):
            self.notes.setdefault(text)


def is_national(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has the layout of the national catalogue."""
    return "component_groups" in record or "time_limits" in record


def read_national(line: int, record: Mapping[str, Any]) -> tuple[Procedure | None, tuple[Finding, ...]]:
    """Turn a record into a procedure and the remarks on it; None with the faults when it can't come in."""
    code = clean(_text(record, "code"))
    procedure = Procedure(
        code=code,
        name=_LEAD.sub("", clean(_PRIVATE.sub(" ", _text(record, "name")))),
        field=clean(_text(record, "field")),
        decision=clean(_text(record, "decision")),
        levels=tuple(dict.fromkeys(_levels(_text(record, "level")))),
        source=SOURCE,
    )
    faults = procedure_faults(line, procedure)
    if faults:
        return None, faults
    work = _Record(line, code)
    for group in _rows(record, "component_groups"):
        _read_group(work, group)
    limits = tuple(dict.fromkeys(limit for row in _rows(record, "time_limits") for limit in _limit(work, row)))
    fees = _fees(work, _rows(record, "time_limits"))
    if not limits:
        work.remark("Thời hạn", "Tệp không ghi thời hạn: khi nhận hồ sơ phải tự ghi ngày hẹn.")
    if not work.papers:
        work.remark("Giấy tờ", "Tệp không ghi giấy tờ phải nộp.")
    procedure = replace(
        procedure,
        cases=tuple(work.cases.values()),
        papers=tuple(work.papers.values()),
        notes=tuple(work.notes),
        limits=limits,
        fees=fees,
    )
    return procedure, tuple(work.remarks.values())


def _read_group(work: _Record, group: Mapping[str, Any]) -> None:
    heading = _LEAD.sub("", clean(_PRIVATE.sub(" ", _text(group, "heading"))))
    folded = fold(heading)
    shown = "xuat trinh" in folded and not any(other in folded for other in ("hoac gui", "hoac nop", "doi chieu"))
    condition = heading if "uy quyen" in folded else ""
    case = ""
    if not condition and folded.startswith(("truong hop", "doi voi")):
        taken = {known.key for known in work.cases.values()}
        case = work.cases.setdefault(heading, Case(key_of(heading, taken), heading)).key
    for row in _rows(group, "components"):
        raw = _text(row, "name")
        originals, copies = _count(work, row, "originals"), _count(work, row, "copies")
        name, form = _split_form(_LEAD.sub("", clean(_PRIVATE.sub(" ", raw))).rstrip(" ;,"))
        if folded.startswith("luu y") or not (originals or copies):
            work.note(raw)
        elif any(letter.isalnum() for letter in name):
            start = fold(name[:40])
            when = condition or _condition(name, start)
            need = Need.CONDITIONAL if when else Need.REQUIRED
            if shown or start.startswith("xuat trinh"):
                need, originals, copies = Need.SHOWN, 0, 0
            certified = copies if start.startswith("ban sao co chung thuc") else 0
            paper = Paper("", name, need, originals, certified, copies - certified, (case,) * bool(case), when, form)
            _add_paper(work, paper)


def _condition(name: str, start: str) -> str:
    """Return when a paper is needed, if its own name says that it is not always."""
    if start.startswith("van ban uy quyen"):
        return "Khi nộp thay"
    if start.startswith("truong hop"):
        return "Tùy trường hợp, như tên giấy ghi"
    return "Nếu có" if "(nếu có)" in name.lower() else ""


def _add_paper(work: _Record, paper: Paper) -> None:
    """Take in a paper; one that is there already is needed in the cases of both."""
    known = work.papers.get((paper.name, paper.need))
    if known:
        every = not known.cases or not paper.cases
        cases = () if every else tuple(dict.fromkeys(known.cases + paper.cases))
        paper = replace(known, cases=cases, originals=max(known.originals, paper.originals))
    else:
        paper = replace(paper, key=key_of(paper.name, {other.key for other in work.papers.values()}))
    work.papers[paper.name, paper.need] = paper


def _count(work: _Record, row: Mapping[str, Any], column: str) -> int:
    count = row.get(column)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        work.remark("Số bản", "Số bản không phải là số, hiểu là 0.")
        return 0
    if count > _MOST_COPIES:  # 20261: the year of the form stuck to the 1
        work.remark("Số bản", f"Số bản ghi {count}, không hợp lý; hiểu là 1.")
        return 1
    return count


def _split_form(name: str) -> tuple[str, str]:
    """Part `…(Mẫu số 04).Mau04.ND83.docx` into the name of the paper and of its form file."""
    match = _FORM.search(name, max(0, len(name) - 140))
    if match is None:
        return name, ""
    return name[: match.start() + 1].rstrip(" .;:"), match.group(1).strip()


def _limit(work: _Record, row: Mapping[str, Any]) -> Iterator[TimeLimit]:
    amount, unit_text = row.get("limit"), row.get("unit")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        return
    unit = _UNITS.get(fold(unit_text)) if isinstance(unit_text, str) else None
    if unit is None:
        if _GLUED.match(_text(row, "fee_text")):
            work.remark("Thời hạn", f"Số {amount} gồm cả thời hạn và phí dính vào nhau: phải tự ghi.")
            return
        unit = LimitUnit.WORKING_DAYS
        work.remark("Thời hạn", f"Thời hạn {amount} không có đơn vị, hiểu là ngày làm việc.")
    yield TimeLimit(unit, amount, _CHANNELS.get(fold(_text(row, "channel"))))


def _fees(work: _Record, rows: list[Mapping[str, Any]]) -> tuple[FeeItem, ...]:
    """Return one fee line for each channel that costs something; several amounts for one channel stay open."""
    amounts: dict[Channel | None, dict[int | None, FeeKind]] = {}
    for row in rows:
        text = _text(row, "fee_text")
        channel = _CHANNELS.get(fold(_text(row, "channel")))
        kind = FeeKind.CHARGE if "lệ phí" in text.lower() else FeeKind.FEE
        for amount in _amount(work, text):
            amounts.setdefault(channel, {}).setdefault(amount, kind)
    items: list[FeeItem] = []
    for channel, known in amounts.items():
        if len(known) > 1:
            work.remark("Phí, lệ phí", "Một cách nộp có nhiều mức thu: phải tự ghi mức.")
        amount, kind = next(iter(known.items()))
        name = "Lệ phí" if kind is FeeKind.CHARGE else "Phí"
        key = key_of(name, {item.key for item in items})
        items.append(FeeItem(key, name, kind, amount if len(known) == 1 else None, channel=channel))
    return tuple(items)


def _amount(work: _Record, text: str) -> Iterator[int | None]:
    """Yield the amount of a fee text in đồng, None for one that the text leaves open, nothing when it is free."""
    folded = fold(text)
    if match := _MONEY.match(text):
        digits, tail = re.sub(r"\D", "", match[1]).lstrip("0") or "0", match[2]
        if len(digits) > len(str(MOST)):
            work.remark("Phí, lệ phí", "Mức thu quá lớn: phải tự ghi mức.")
            yield None
        elif 0 < int(digits) < 1000:
            work.remark("Phí, lệ phí", f"Mức thu ghi {digits} đồng, thiếu hàng nghìn: hiểu là {digits}000 đồng.")
            yield int(digits) * 1000
        else:
            yield int(digits)
    elif match := _GLUED.match(text):
        work.remark("Phí, lệ phí", "Mức thu dính vào thời hạn: phải tự ghi mức.")
        tail = match.group(1)
        yield None
    else:
        free = folded.startswith("mien phi")
        tail = re.sub(r"^(?:Miễn phí|Không có thông tin)", "", text)
        if "hoi dong nhan dan" in folded or "uy ban nhan dan cap tinh quy dinh" in folded:
            yield None
        elif re.search(r"\d\.*\s*(?:đồng|đ\b|triệu|USD)", tail):  # the last digit of a number: a long one is read once
            work.remark("Phí, lệ phí", "Mức thu nằm trong lời ghi chú: phải tự ghi mức.")
            yield None
        elif not free:
            work.remark("Phí, lệ phí", "Tệp không ghi có thu phí hay không.")
    tail = tail.strip(" ()\n\t")
    if len(tail) > 20:
        work.note(tail)


def _levels(text: str) -> Iterator[Level]:
    return (level for part in text.split(",") if (level := _LEVELS.get(fold(part))))


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _rows(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = record.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
