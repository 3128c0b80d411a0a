"""The catalogue workbook (.xlsx): reading what offices filled in or made, and writing the one to fill in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.domain.catalogue import Finding, Incoming, Severity
from app.domain.catalogue_columns import CODE, FROM, SHEETS, TO, Column, rows_of
from app.domain.catalogue_sheets import RawRow, assemble
from app.domain.errors import UserError
from app.domain.procedures import Procedure
from app.domain.text import clean, fold, plain
from app.right_of_way import giving_way
from app.services import catalogue_refusals as refusals

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is (bytes or rows)."""
Cancelled = Callable[[], bool]

MOST_UNPACKED_BYTES = 200 * 2**20
MOST_STRINGS_BYTES = 80 * 2**20  # the table of texts is held in memory at several times its size
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 32_767  # what a cell of Excel holds
LOOK_EVERY = 50  # rows between two looks at `cancelled`
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STRINGS = "xl/sharedStrings.xml"
_OTHERS = {"word/document.xml": "văn bản Word", "ppt/presentation.xml": "bài trình chiếu PowerPoint"}
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_EXCEL_DAY_0 = date(1899, 12, 30)
_FORMULA = "Ô này chứa công thức. Hãy dán giá trị (Paste Values) rồi nhập lại."
_MERGE = "Ô này gộp với ô khác ({ref}). Bỏ gộp ô, điền đủ từng dòng rồi nhập lại."


def nothing(_done: int, _total: int) -> None:
    """Tell nobody how far the reading is."""


def never() -> bool:
    """Go on whatever happens."""
    return False


def read_xlsx(source: Path | bytes, progress: Progress = nothing, cancelled: Cancelled = never) -> Incoming:
    """Read a workbook made from the template (`write_template`).

    Sheets and columns are known by their heads, in any order; other sheets and columns are passed over. Cells that
    hold a formula or are merged are refused, so that no figure depends on another program or stands for two rows.
    """
    content = source if isinstance(source, bytes) else _content(source)
    _refuse_odd_archive(content)
    try:
        import openpyxl  # a quarter of a second, needed a few times a year; so is xlsxwriter

        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    except Exception as trouble:  # openpyxl raises whatever the broken part of the file raises
        raise refusals.torn_workbook() from trouble
    rows: list[RawRow] = []
    findings: list[Finding] = []
    by_name = {fold(sheet): sheet for sheet in SHEETS}
    try:
        sheets = [(by_name[fold(page.title)], page) for page in book.worksheets if fold(page.title) in by_name]
        if next(iter(SHEETS)) not in dict(sheets):
            raise refusals.not_from_template(f"không có trang “{next(iter(SHEETS))}”")
        total = sum(min(page.max_row or 0, MOST_ROWS) for _, page in sheets)
        for sheet, page in sheets:
            if page.sheet_state != "visible":
                reason = f"Trang “{sheet}” đang ẩn trong tệp; vẫn được đọc như các trang khác."
                findings.append(Finding(1, "", reason, Severity.WARNING, sheet))
            merged = _merged(content, page)
            for row in giving_way(_page_rows(_Page(sheet, page, merged, findings, cancelled))):
                rows.append(row)
                if len(rows) > MOST_ROWS:
                    raise refusals.too_big()
                if len(rows) % LOOK_EVERY == 1:
                    progress(len(rows), max(total, len(rows)))
    except UserError:
        raise
    except Exception as trouble:  # as above: a sheet is only parsed while it is read
        raise refusals.torn_workbook() from trouble
    finally:
        book.close()
    if not rows:
        raise refusals.empty_workbook()
    incoming = assemble(rows)
    if findings:
        refused = {finding.code for finding in findings if finding.severity is Severity.ERROR}
        kept = tuple(procedure for procedure in incoming.procedures if procedure.code not in refused)
        incoming = Incoming(kept, (*findings, *incoming.findings), incoming.rows)
    progress(len(rows), len(rows))
    return incoming


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet on its way: `merged` gives the range that covers a cell, by line and place (both from 1)."""

    sheet: str
    page: Any
    merged: Mapping[tuple[int, int], str]
    findings: list[Finding]
    cancelled: Cancelled


def _page_rows(of: _Page) -> Iterator[RawRow]:
    columns = SHEETS[of.sheet]
    heads: dict[int, str] = {}
    carried: dict[str, str] = {}  # what a merged cell says, for the lines below its first
    for line, cells in enumerate(of.page.iter_rows(max_col=MOST_COLUMNS), start=1):
        if line % LOOK_EVERY == 1 and of.cancelled():
            raise refusals.ImportStopped
        if not heads:
            heads = _heads(columns, cells)
            if heads:
                missing = [column.head for column in columns if column.required and column.head not in heads.values()]
                if missing:
                    named = ", ".join(f"“{head}”" for head in missing)
                    raise refusals.not_from_template(f"trang “{of.sheet}” thiếu cột {named}")
            elif line == 20:
                raise refusals.not_from_template(f"trang “{of.sheet}” không có dòng tên cột")
            continue
        texts: dict[str, str] = {}
        faults: list[tuple[str, str]] = []
        for place, head in heads.items():
            cell = cells[place] if place < len(cells) else None
            value = cell.value if cell is not None else None
            ref = of.merged.get((line, place + 1))
            if cell is not None and value is not None and cell.data_type == "f":
                faults.append((head, _FORMULA))
            elif value is not None:
                texts[head] = _cell_text(value)
                if reason := _number_fault(value, head, texts[head]):
                    faults.append((head, reason))
                    texts.pop(head if head != CODE else "", "")  # told once
            if ref is not None:
                carried[ref] = texts.setdefault(head, carried.get(ref, ""))
                faults.append((head, _MERGE.format(ref=ref)))
        if not any(text.strip() for text in texts.values()) and not faults:
            continue
        code = clean(texts.get(columns[0].head, ""))
        of.findings.extend(Finding(line, head, reason, sheet=of.sheet, code=code) for head, reason in faults)
        yield RawRow(of.sheet, line, texts)


def _heads(columns: tuple[Column, ...], cells: Any) -> dict[int, str]:
    """Return the columns by place if this row is the one with the heads (its first column must be there)."""
    known = {fold(column.head): column.head for column in columns}
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        head = known.get(fold(str(cell.value or "")[:200]).rstrip(" *"))
        if head and head not in found.values():
            found[place] = head
    return found if columns[0].head in found.values() else {}


def _cell_text(value: Any) -> str:
    match value:
        case bool():
            return "Có" if value else "Không"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() | date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(value)[:MOST_CELL_CHARACTERS]


def _number_fault(value: Any, head: str, text: str) -> str:
    """Tell what Excel made of a cell by taking it for a number, "" for nothing bad."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if head == CODE and isinstance(value, float) and not value.is_integer() and len(text.partition(".")[2]) < 6:
        return (
            f"Excel đã hiểu mã là số {text} và bỏ các số 0 ở cuối (1.004870 thành 1.00487). "
            "Định dạng cột là Văn bản (Text) rồi ghi lại mã."
        )
    if head in (FROM, TO) and 20_000 <= value <= 80_000:
        day = _EXCEL_DAY_0 + timedelta(days=int(value))
        return f"Ô này là số {text}, không phải ngày. Nếu ý là {day:%d/%m/%Y} thì ghi đúng như vậy."
    return ""


def _merged(content: bytes, page: Any) -> dict[tuple[int, int], str]:
    """Return the merged cells of a sheet, which openpyxl does not tell when it reads row by row."""
    from openpyxl.utils import range_boundaries

    part = str(getattr(page, "_worksheet_path", "")).lstrip("/")
    found: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if part not in archive.namelist():
            return found
        with archive.open(part) as xml:
            rest = b""
            while chunk := xml.read(2**20):
                for match in _MERGED.finditer(rest + chunk):
                    ref = match[1].decode("ascii")
                    left, top, right, bottom = (int(side or 0) for side in range_boundaries(ref))
                    for line in range(top, min(bottom, top + MOST_ROWS) + 1):
                        for place in range(left, min(right, MOST_COLUMNS) + 1):
                            found[line, place] = ref
                    if len(found) > MOST_ROWS:
                        raise refusals.too_big()
                rest = chunk[-200:]
    return found


def _refuse_odd_archive(content: bytes) -> None:
    if content.startswith(OLD_EXCEL):
        raise refusals.old_workbook()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as trouble:
        raise refusals.torn_workbook() from trouble
    names = {part.filename for part in parts}
    for name, kind in _OTHERS.items():
        if name in names:
            raise refusals.other_office_file(kind)
    if any(part.flag_bits & 1 for part in parts):
        raise refusals.old_workbook()
    strings = sum(part.file_size for part in parts if part.filename == _STRINGS)
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES or strings > MOST_STRINGS_BYTES:
        raise refusals.too_big()


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as trouble:
        raise refusals.cannot_open(path) from trouble
    if not content:
        raise refusals.empty(path)
    return content


def write_template(path: Path, examples: tuple[Procedure, ...] = ()) -> None:
    """Write the workbook to fill in, with help in the heads; `examples` fill its first rows (a whole catalogue too).

    All cells are text, so that codes and years stay as typed and nothing becomes a formula.
    """
    import xlsxwriter

    rows: dict[str, list[dict[str, str]]] = {sheet: [] for sheet in SHEETS}
    for sheet, cells in rows_of(examples):
        rows[sheet].append(cells)
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
            head = book.add_format(
                {"bold": True, "bg_color": "#E7EBFA", "text_wrap": True, "bottom": 1, "valign": "top"}
            )
            needed = book.add_format(
                {"bold": True, "bg_color": "#FBEFD3", "text_wrap": True, "bottom": 1, "valign": "top"}
            )
            for sheet, columns in SHEETS.items():
                page = book.add_worksheet(sheet)
                page.freeze_panes(1, 2)
                for place, column in enumerate(columns):
                    width = 60 if column.head.startswith("Tên ") and column.required else 18
                    page.set_column(place, place, width, text)
                    page.write_string(
                        0, place, column.head + (" *" if column.required else ""), needed if column.required else head
                    )
                    told = " ".join(filter(None, ("Bắt buộc." if column.required else "", column.help)))
                    if told:
                        page.write_comment(0, place, told, {"author": "Quầy Một Cửa", "x_scale": 2})
                    if column.choices:
                        page.data_validation(
                            1, place, MOST_ROWS, place, {"validate": "list", "source": list(column.choices)}
                        )
                for line, cells in enumerate(rows[sheet], start=1):
                    for place, column in enumerate(columns):
                        if cells.get(column.head):
                            page.write_string(line, place, plain(cells[column.head]), text)
    except xlsxwriter.exceptions.FileCreateError as trouble:
        raise refusals.cannot_write(path) from trouble
