"""Catalogue files: the workbook that offices fill in, and JSON lines, plain or gzipped.

Reading only looks: it returns what could come in and what is wrong with the rest (`Incoming`). A file that is no
catalogue at all raises UserError. Nothing here touches the database; `catalogue.diff` tells what would change.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.catalogue import Finding, Incoming
from app.domain.catalogue_lines import NOT_UTF8, CatalogueLines
from app.domain.errors import UserError
from app.right_of_way import giving_way
from app.services import catalogue_refusals as refusals
from app.services.catalogue_refusals import ImportStopped as ImportStopped
from app.services.catalogue_workbooks import LOOK_EVERY, OLD_EXCEL, ZIP, Cancelled, Progress
from app.services.catalogue_workbooks import never as _never
from app.services.catalogue_workbooks import nothing as _ignore
from app.services.catalogue_workbooks import read_xlsx as read_xlsx
from app.services.catalogue_workbooks import write_template as write_template

MOST_FILE_BYTES = 50 * 2**20
MOST_PLAIN_BYTES = 400 * 2**20  # unpacked
MOST_LINE_BYTES = 4 * 2**20
MOST_LINES = 50_000  # nine times the procedures of the whole country
_GZIP = b"\x1f\x8b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_KINDS = {
    b"%PDF": "là tệp PDF, không phải danh mục thủ tục",
    b"{\\rt": "là tệp văn bản RTF, không phải danh mục thủ tục",
    b"\x89PNG": "là tệp ảnh, không phải danh mục thủ tục",
    b"\xff\xd8\xff": "là tệp ảnh, không phải danh mục thủ tục",
    b"MZ": "là một chương trình, không phải danh mục thủ tục",
    b"<": "là trang web hoặc XML, không phải danh mục thủ tục",
    b"[": "là một mảng JSON; cần mỗi dòng một thủ tục",
}


def read_catalogue(path: Path, progress: Progress = _ignore, cancelled: Cancelled = _never) -> Incoming:
    """Read a catalogue file of either kind, told apart by its first bytes. A file that goes away meanwhile is told."""
    try:
        with _opened(path) as file:
            start = file.read(4)
            if start in (ZIP, OLD_EXCEL):
                file.seek(0)
                return read_xlsx(file.read(), progress, cancelled)
        return read_jsonl(path, progress, cancelled)
    except OSError as trouble:
        raise refusals.cut_off(path) from trouble


def read_jsonl(path: Path, progress: Progress = _ignore, cancelled: Cancelled = _never) -> Incoming:
    """Read JSON lines, one procedure a line: the layout of the national catalogue or our own (`procedure_to_data`).

    Of a procedure that stands there twice in the same words one is taken; in different words none is.
    """
    reading = CatalogueLines()
    total = path.stat().st_size if path.exists() else 0
    with _opened(path) as file:
        for line, raw in enumerate(giving_way(_lines(file)), start=1):
            if line > MOST_LINES:
                raise refusals.too_big()
            if line % LOOK_EVERY == 1:
                if cancelled():
                    raise ImportStopped
                progress(min(file.tell(), total), total)
            reading.take(line, raw)
            if reading.rows == LOOK_EVERY and not reading.found_at:
                raise _unreadable(reading.findings, path)
    if not reading.rows:
        raise refusals.empty(path)
    if not reading.found_at and all(finding.column == "" for finding in reading.findings):
        raise _unreadable(reading.findings, path)
    progress(total, total)
    return reading.incoming()


def _unreadable(findings: list[Finding], path: Path) -> UserError:
    """Tell why no line of a file could be read."""
    if findings and all(finding.reason == NOT_UTF8 for finding in findings):
        return refusals.wrong_encoding("cũ của Windows (không phải Unicode)")
    if path.suffix.lower() in (".csv", ".tsv"):
        return refusals.not_a_catalogue("là bảng CSV, chương trình không đọc kiểu này")
    return refusals.not_a_catalogue()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a plain or gzipped file, refusing what would fill the memory."""
    packed = file.read(2) == _GZIP
    file.seek(0)
    source: Any = gzip.GzipFile(fileobj=file) if packed else file
    read = 0
    try:
        while raw := source.readline(MOST_LINE_BYTES + 1):
            if not read:
                _refuse_start(raw)
            read += len(raw)
            if len(raw) > MOST_LINE_BYTES or read > MOST_PLAIN_BYTES:
                raise refusals.too_big()
            yield raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise refusals.torn_archive() from trouble


def _refuse_start(raw: bytes) -> None:
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, what in _KINDS.items():
        if start.startswith(magic):
            raise refusals.not_a_catalogue(what)
    if raw.startswith(_UTF16) or b"\0" in raw[:4]:
        raise refusals.wrong_encoding("UTF-16")


def _opened(path: Path) -> BinaryIO:
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise refusals.too_big()
        return path.open("rb")
    except OSError as trouble:
        raise refusals.cannot_open(path) from trouble
