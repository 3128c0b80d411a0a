"""Catalogue files of every kind: a row is read or told by its line; a file is read or refused in a sentence."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example
from hypothesis import strategies as st
from near_misses import (
    any_record,
    made,
    must_tell,
    near_bytes,
    near_data,
    nearly,
    nearly_bytes,
    nearly_data,
    swift,
    tried,
)

from app.domain.catalogue import Incoming, diff, procedure_from_data, procedure_to_data
from app.domain.catalogue_columns import SHEETS, rows_of
from app.domain.catalogue_sheets import RawRow, assemble
from app.domain.errors import UserError
from app.domain.national_catalogue import is_national, read_national
from app.services.catalogue_files import read_catalogue, read_jsonl, write_template

pytestmark = pytest.mark.nightly

SAMPLE = Path(__file__).parents[2] / "resources" / "catalogue" / "sample.jsonl"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()][:20]
PROCEDURES = [procedure_from_data(record) for record in RECORDS]
ROWS = [list(rows_of([procedure])) for procedure in PROCEDURES]
NATIONAL: dict[str, Any] = {
    "code": "1.000123",
    "name": "- Thủ tục cấp \nGiấy số 7",
    "field": "Hộ tịch",
    "level": "Cấp tỉnh, Cấp xã",
    "decision": "163/QĐ-BTP",
    "time_limits": [
        {"channel": "Trực tiếp", "limit": 120, "unit": None, "fee_text": ",000 VNĐ(Theo khoản 1 Điều 3)"},
        {"channel": "Trực tuyến", "limit": 3, "unit": "Ngày làm việc", "fee_text": "Phí: 8.000 VNĐ"},
        {"channel": "Dịch vụ bưu chính", "limit": None, "unit": None, "fee_text": "Không có thông tin"},
    ],
    "component_groups": [
        {
            "heading": "Trường hợp cấp lại",
            "components": [
                {"name": "- Tờ khai theo mẫu.Mẫu số 04.docx", "originals": 20261, "copies": 0},
                {"name": "\uf0fc Bản sao giấy khai sinh;", "originals": 0, "copies": 1},
                {"name": "Lưu ý nộp đúng hạn.", "originals": 0, "copies": 0},
            ],
        },
        {"heading": "Giấy tờ phải xuất trình", "components": [{"name": "Thẻ", "originals": 1, "copies": 0}]},
    ],
}


def sound(incoming: Incoming) -> None:
    """Hold what every reading promises: unique codes, faults with a place and a sentence, versions that compare."""
    codes = [procedure.code for procedure in incoming.procedures]
    assert len(codes) == len(set(codes))
    assert all(codes)
    for finding in incoming.findings:
        assert finding.line >= 1
        assert finding.reason.endswith((".", "!"))
        assert len(finding.reason) < 400
    change = diff({}, incoming.procedures)
    assert len(change.new) == len(codes)
    for procedure in incoming.procedures:
        assert procedure_from_data(json.loads(json.dumps(procedure_to_data(procedure)))) == procedure


def _rows(chance: Random) -> list[RawRow]:
    rows = [(sheet, dict(cells)) for sheet, cells in chance.choice(ROWS)]
    for _ in range(chance.randint(0, 4)):
        place = chance.randrange(len(rows))
        sheet, cells = rows[place]
        change = chance.choice(("cell", "cell", "drop", "again", "elsewhere", "lose"))
        head = chance.choice([column.head for column in SHEETS[sheet]])
        if change == "cell":
            rows[place] = sheet, {**cells, head: nearly(chance, cells.get(head, ""))}
        elif change == "drop" and len(rows) > 1:
            del rows[place]
        elif change == "again":
            rows.append((sheet, dict(cells)))
        elif change == "elsewhere":
            rows.append((chance.choice(sorted(SHEETS)), dict(cells)))
        else:
            rows[place] = sheet, {name: text for name, text in cells.items() if name != head}
    return [RawRow(sheet, line, cells) for line, (sheet, cells) in enumerate(rows, start=2)]


@tried(made(_rows))
def test_rows_of_a_workbook_are_read_or_told(rows: list[RawRow]) -> None:
    with swift():
        incoming = assemble(rows)
        sound(incoming)
        assert incoming.procedures or incoming.findings
        again = [RawRow(sheet, 2, cells) for sheet, cells in rows_of(incoming.procedures)]
    # What was read, written out as rows and read again, is the same.
    if incoming.procedures:
        assert assemble(again).procedures == incoming.procedures


@tried(near_data(NATIONAL, 5))
@example(NATIONAL | {"time_limits": [{"channel": "Trực tiếp", "limit": 1, "unit": None, "fee_text": "8.0" * 9000}]})
def test_records_of_the_national_catalogue_are_read_or_told(record: dict[str, Any]) -> None:
    is_national(record)
    with swift():
        procedure, findings = read_national(3, record)
    sound(Incoming((procedure,) if procedure else (), findings, 1))
    assert procedure is not None or findings


@tried(st.sampled_from(RECORDS).flatmap(near_data))
def test_a_procedure_is_read_from_data_or_refused(record: dict[str, Any]) -> None:
    with swift():
        try:
            procedure = procedure_from_data(record)
        except ValueError:
            return
        assert procedure_from_data(procedure_to_data(procedure)) == procedure


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


_ODD_LINES = (b"\n", b"null\n", b"[" * 5000 + b"\n", b'{"code": 1e999}\n', b"\xff\xfe\n", b"\x00\n")
_LINES: tuple[Callable[[Random], bytes], ...] = (
    lambda chance: _line(chance.choice(RECORDS)),
    lambda chance: _line(nearly_data(chance, NATIONAL)),
    lambda chance: _line(nearly_data(chance, chance.choice(RECORDS))),
    lambda chance: nearly_bytes(chance, _line(chance.choice(RECORDS))),
    lambda chance: _line(any_record(chance)),
    lambda chance: chance.choice(_ODD_LINES),
)


def _lines(chance: Random) -> bytes:
    return nearly_bytes(chance, b"".join(chance.choice(_LINES)(chance) for _ in range(chance.randint(0, 5))), 2)


def _read(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with swift(5):
            try:
                incoming = read_catalogue(path)
            except UserError as error:
                must_tell(error)
            else:
                sound(incoming)


@tried(made(_lines), st.sampled_from(("", "gzip", "utf-16", "bom", "cp1258")))
@example(b'{"code": "\\ud800", "name": "x"}\n', "")
def test_json_lines_are_read_or_refused(content: bytes, packed: str) -> None:
    if packed == "gzip":
        content = gzip.compress(content)[: -len(content) % 40 or None]
    elif packed == "utf-16":
        content = content.decode("utf-8", "replace").encode("utf-16")
    elif packed == "bom":
        content = b"\xef\xbb\xbf" + content
    elif packed == "cp1258":
        content = content.decode("utf-8", "replace").encode("cp1258", "replace")
    _read(content, "danh-muc.jsonl")


@cache
def _workbook() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mau.xlsx"
        write_template(path, tuple(PROCEDURES[:3]))
        return path.read_bytes()


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def _damaged_inside(chance: Random) -> bytes:
    """Return a workbook whose parts, not only whose envelope, are damaged."""
    packed = io.BytesIO()
    target = chance.choice([name for name, _ in _parts()])
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _parts():
            if name == target:
                change = chance.choice(("drop", "bytes", "text", "empty", "same"))
                if change == "drop":
                    continue
                if change == "bytes":
                    content = nearly_bytes(chance, content, 3)
                elif change == "text":
                    old = chance.choice((b'"1"', b'"2"', b"<v>", b"</c>", b't="s"', b"<row", b'r="A', b"1.0"))
                    new = chance.choice((b"", b'"999999"', b"<f>1+1</f>", b't="d"', b't="n"', b"&x;", b"-1"))
                    content = content.replace(old, new, chance.randint(1, 5))
                elif change == "empty":
                    content = b""
            archive.writestr(name, content)
    return packed.getvalue()


@tried(made(_damaged_inside) | near_bytes(st.builds(_workbook), 3))
def test_workbooks_are_read_or_refused(content: bytes) -> None:
    _read(content, "danh-muc.xlsx")


def test_the_sample_itself_is_read() -> None:
    assert len(read_jsonl(SAMPLE).procedures) == 117
