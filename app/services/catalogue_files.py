"""Catalogue files: the workbook that offices fill in, and JSON lines, plain or gzipped.

Reading only looks: it returns what could come in and what is wrong with the rest (`Incoming`). A file that is no
catalogue at all raises UserError. Nothing here touches the database; `catalogue.diff` tells what would change.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import xlsxwriter

from app.domain.catalogue import Finding, Incoming, Severity, procedure_from_data
from app.domain.catalogue_columns import SHEETS, Column, rows_of
from app.domain.catalogue_keys import procedure_faults
from app.domain.catalogue_sheets import RawRow, assemble
from app.domain.errors import UserError
from app.domain.national_catalogue import is_national, read_national
from app.domain.procedures import Procedure
from app.domain.text import clean, fold, plain

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is (bytes or rows)."""
Cancelled = Callable[[], bool]

MOST_FILE_BYTES = 50 * 2**20
MOST_PLAIN_BYTES = 400 * 2**20  # unpacked
MOST_LINE_BYTES = 4 * 2**20
MOST_ROWS = 200_000
_LOOK_EVERY = 50  # rows between two looks at `cancelled`
_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class ImportStopped(UserError):  # noqa: N818 - not an error: the clerk chose it
    """The clerk stopped the reading."""

    def __init__(self) -> None:
        super().__init__("Đã dừng đọc tệp. Danh mục chưa thay đổi gì.", code="catalogue.stopped")


def _ignore(_done: int, _total: int) -> None: ...


def _never() -> bool:
    return False


def read_catalogue(path: Path, progress: Progress = _ignore, cancelled: Cancelled = _never) -> Incoming:
    """Read a catalogue file of either kind, told apart by its first bytes."""
    with _opened(path) as file:
        start = file.read(4)
    return (read_xlsx if start in (_ZIP, _OLD_EXCEL) else read_jsonl)(path, progress, cancelled)


def read_jsonl(path: Path, progress: Progress = _ignore, cancelled: Cancelled = _never) -> Incoming:
    """Read JSON lines, one procedure a line: the layout of the national catalogue or our own (`procedure_to_data`)."""
    procedures: dict[str, Procedure] = {}
    findings: list[Finding] = []
    rows = 0
    total = path.stat().st_size if path.exists() else 0
    with _opened(path) as file:
        for line, raw in enumerate(_lines(file), start=1):
            if line % _LOOK_EVERY == 1:
                if cancelled():
                    raise ImportStopped
                progress(min(file.tell(), total), total)
            if not raw.strip():
                continue
            rows += 1
            procedure, found = _read_line(line, raw)
            if procedure and procedure.code in procedures:
                found = (_repeated(line, procedure.code),)
            elif procedure:
                procedures[procedure.code] = procedure
            findings += found
            if rows == _LOOK_EVERY and not procedures:
                raise _not_a_catalogue()
    if not rows:
        raise _empty(path)
    if not procedures and all(finding.column == "" for finding in findings):
        raise _not_a_catalogue()
    progress(total, total)
    return Incoming(tuple(procedures.values()), tuple(findings), rows)


def _read_line(line: int, raw: bytes) -> tuple[Procedure | None, tuple[Finding, ...]]:
    try:
        text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError:
        return None, (Finding(line, "", "Dòng này không phải chữ Unicode (UTF-8). Hãy lưu lại tệp với bảng mã UTF-8."),)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None, (Finding(line, "", "Dòng này không phải JSON, có thể bị cắt giữa chừng."),)
    if not isinstance(record, dict):
        return None, (Finding(line, "", "Dòng này không phải là một thủ tục."),)
    if is_national(record):
        return read_national(line, record)
    try:
        procedure = procedure_from_data(_cleaned(record))
    except ValueError as trouble:
        return None, (Finding(line, "", "Dòng này không đúng dạng của một thủ tục.", code=str(trouble)[:200]),)
    faults = procedure_faults(line, procedure)
    return (None, faults) if faults else (procedure, ())


def _cleaned(data: Any) -> Any:
    """Return JSON with every text in NFC and without what nobody sees."""
    match data:
        case str():
            return plain(data).strip()
        case dict():
            return {key: _cleaned(value) for key, value in data.items()}
        case list():
            return [_cleaned(value) for value in data]
        case _:
            return data


def _repeated(line: int, code: str) -> Finding:
    reason = f"Mã {code} đã có ở dòng trước: giữ dòng trước, bỏ dòng này."
    return Finding(line, "Mã thủ tục", reason, Severity.WARNING, code=code)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a plain or gzipped file, refusing what would fill the memory."""
    head = file.read(2)
    file.seek(0)
    source: Any = gzip.GzipFile(fileobj=file) if head == _GZIP else file
    if head in (b"\xff\xfe", b"\xfe\xff"):
        raise UserError(
            "Tệp lưu bằng bảng mã UTF-16, chương trình chỉ đọc UTF-8.",
            "Mở tệp, chọn «Lưu thành…» với bảng mã UTF-8 rồi nhập lại.",
            "catalogue.encoding",
        )
    read = 0
    try:
        while raw := source.readline(MOST_LINE_BYTES + 1):
            read += len(raw)
            if len(raw) > MOST_LINE_BYTES or read > MOST_PLAIN_BYTES:
                raise _too_big()
            yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise UserError(
            "Tệp nén bị hỏng hoặc bị cắt giữa chừng. Danh mục chưa thay đổi gì.",
            "Chép hoặc tải lại tệp rồi nhập lại.",
            "catalogue.gzip",
        ) from trouble


def read_xlsx(source: Path | bytes, progress: Progress = _ignore, cancelled: Cancelled = _never) -> Incoming:
    """Read a workbook made from the template (`write_template`).

    Sheets and columns are known by their heads, in any order; other sheets and columns are passed over. Cells that
    hold a formula are refused, so that no figure depends on another program.
    """
    content = source if isinstance(source, bytes) else _content(source)
    _refuse_odd_archive(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    except Exception as trouble:  # openpyxl raises whatever the broken part of the file raises
        raise _not_a_workbook() from trouble
    rows: list[RawRow] = []
    findings: list[Finding] = []
    by_name = {fold(sheet): sheet for sheet in SHEETS}
    try:
        sheets = [(by_name[fold(page.title)], page) for page in book.worksheets if fold(page.title) in by_name]
        if SHEETS and next(iter(SHEETS)) not in dict(sheets):
            raise _not_from_template(f"không có trang «{next(iter(SHEETS))}»")
        total = sum(page.max_row or 0 for _, page in sheets)
        for sheet, page in sheets:
            for row in _page_rows(sheet, page, findings):
                rows.append(row)
                if len(rows) > MOST_ROWS:
                    raise _too_big()
                if len(rows) % _LOOK_EVERY == 1:
                    if cancelled():
                        raise ImportStopped
                    progress(len(rows), max(total, len(rows)))
    except UserError:
        raise
    except Exception as trouble:  # as above: a sheet is only parsed while it is read
        raise _not_a_workbook() from trouble
    finally:
        book.close()
    if not rows:
        raise UserError(
            "Tệp chưa có thủ tục nào: các trang đều trống.", "Điền tệp mẫu rồi nhập lại.", "catalogue.empty"
        )
    incoming = assemble(rows)
    if findings:
        refused = {finding.code for finding in findings}
        kept = tuple(procedure for procedure in incoming.procedures if procedure.code not in refused)
        incoming = Incoming(kept, (*findings, *incoming.findings), incoming.rows)
    progress(len(rows), len(rows))
    return incoming


def _page_rows(sheet: str, page: Any, findings: list[Finding]) -> Iterator[RawRow]:
    columns = SHEETS[sheet]
    heads: dict[int, str] = {}
    for line, cells in enumerate(page.iter_rows(), start=1):
        if not heads:
            heads = _heads(columns, cells)
            if heads:
                missing = [column.head for column in columns if column.required and column.head not in heads.values()]
                if missing:
                    raise _not_from_template(f"trang «{sheet}» thiếu cột {', '.join(f'«{head}»' for head in missing)}")
            elif line == 20:
                raise _not_from_template(f"trang «{sheet}» không có dòng tên cột")
            continue
        texts: dict[str, str] = {}
        formulas: list[str] = []
        for place, cell in enumerate(cells):
            head = heads.get(place)
            if head and cell.value is not None:
                if cell.data_type == "f":
                    formulas.append(head)
                else:
                    texts[head] = _cell_text(cell.value)
        if not any(text.strip() for text in texts.values()) and not formulas:
            continue
        code = clean(texts.get(columns[0].head, ""))
        reason = "Ô này chứa công thức. Hãy dán giá trị (Paste Values) rồi nhập lại."
        findings += (Finding(line, head, reason, sheet=sheet, code=code) for head in formulas)
        yield RawRow(sheet, line, texts)


def _heads(columns: tuple[Column, ...], cells: Any) -> dict[int, str]:
    """Return the columns by place if this row is the one with the heads (its first column must be there)."""
    known = {fold(column.head): column.head for column in columns}
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        head = known.get(fold(str(cell.value or "")).rstrip(" *"))
        if head:
            found[place] = head
    return found if columns[0].head in found.values() else {}


def _cell_text(value: Any) -> str:
    match value:
        case bool():
            return "Có" if value else "Không"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case _:
            return str(value)


def _refuse_odd_archive(content: bytes) -> None:
    if content.startswith(_OLD_EXCEL):
        raise UserError(
            "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu, chương trình không đọc được.",
            "Mở bằng Excel, bỏ mật khẩu, lưu thành .xlsx rồi nhập lại.",
            "catalogue.old-excel",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_PLAIN_BYTES:
                raise _too_big()
    except zipfile.BadZipFile as trouble:
        raise _not_a_workbook() from trouble


def write_template(path: Path, examples: tuple[Procedure, ...] = ()) -> None:
    """Write the workbook to fill in, with help in the heads; `examples` fill its first rows (a whole catalogue too).

    All cells are text, so that codes and years stay as typed and nothing becomes a formula.
    """
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
        raise UserError(
            f"Chưa ghi được tệp «{path.name}»: tệp đang mở ở chương trình khác, hoặc thư mục không cho ghi.",
            "Đóng tệp đó hoặc chọn thư mục khác.",
            "catalogue.write",
        ) from trouble


def _opened(path: Path) -> BinaryIO:
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise _too_big()
        return path.open("rb")
    except OSError as trouble:
        raise UserError(
            f"Không mở được tệp «{path.name}».", "Xem tệp còn đó không và có quyền đọc không.", "catalogue.open"
        ) from trouble


def _content(path: Path) -> bytes:
    with _opened(path) as file:
        content = file.read()
    if not content:
        raise _empty(path)
    return content


def _empty(path: Path) -> UserError:
    return UserError(f"Tệp «{path.name}» trống.", "Chọn tệp khác.", "catalogue.empty")


def _too_big() -> UserError:
    return UserError(
        "Tệp quá lớn so với một danh mục thủ tục, chương trình không đọc. Danh mục chưa thay đổi gì.",
        "Chọn đúng tệp danh mục, hoặc chia tệp thành nhiều phần.",
        "catalogue.too-big",
    )


def _not_a_catalogue() -> UserError:
    return UserError(
        "Tệp này không phải là danh mục thủ tục.",
        "Chọn tệp Excel theo mẫu của chương trình, hoặc tệp JSON mỗi dòng một thủ tục (UTF-8).",
        "catalogue.unknown",
    )


def _not_a_workbook() -> UserError:
    return UserError(
        "Tệp Excel bị hỏng hoặc không phải là tệp .xlsx.",
        "Mở bằng Excel, lưu lại thành .xlsx rồi nhập lại.",
        "catalogue.xlsx",
    )


def _not_from_template(what: str) -> UserError:
    return UserError(
        f"Tệp Excel không theo mẫu: {what}.",
        "Bấm «Ghi tệp mẫu», chép số liệu sang đó rồi nhập lại.",
        "catalogue.columns",
    )
