"""Catalogue files as they come by mail and memory stick: each fault in a sentence with its place, nothing by half."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from app.domain.catalogue import Finding, Severity, procedure_to_data
from app.domain.catalogue_columns import SHEETS
from app.domain.errors import UserError
from app.domain.procedures import Level, LimitUnit, Need, Paper, Procedure, TimeLimit
from app.services import catalogue_files
from app.services.catalogue_files import ImportStopped, read_catalogue, write_template

A = Procedure(
    code="1.004870",
    name="Cấp giấy A",
    levels=(Level.COMMUNE,),
    papers=(Paper("don", "Đơn", originals=1), Paper("the", "Thẻ", Need.SHOWN)),
    limits=(TimeLimit(LimitUnit.WORKING_DAYS, 3),),
)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


Put = Callable[[str, bytes], Path]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return a workbook with one procedure."""
    write_template(tmp_path / "mau.xlsx", (A,))
    return tmp_path / "mau.xlsx"


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as trouble:
        read_catalogue(path)
    assert trouble.value.sentence.endswith(".")
    assert trouble.value.advice
    return trouble.value


def told(path: Path) -> list[Finding]:
    """Return the errors of a file in which nothing may come in."""
    incoming = read_catalogue(path)
    assert incoming.procedures == ()
    return list(incoming.errors)


# -- files of another kind


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        ("rtf", b"{\\rtf1\\ansi Thu tuc}", "RTF"),
        ("html", b"<!DOCTYPE html><html></html>", "trang web"),
        ("photo", b"\xff\xd8\xff\xe0\x00\x10JFIF", "ảnh"),
        ("array", b'[\n{"code": "1.000001"}\n]', "mảng JSON"),
        ("empty", b"", "trống"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalpha() and value.isascii() else "",
)
def test_a_renamed_file_is_called_by_its_kind(put: Put, name: str, content: bytes, word: str) -> None:
    for ending in ("jsonl", "xlsx"):
        assert word in refused(put(f"{name}.{ending}", content)).sentence


def packed(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_word_document_in_disguise_is_called_so(put: Put) -> None:
    content = packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert "Word" in refused(put("danh-muc.xlsx", content)).sentence


def test_a_workbook_behind_a_password_or_of_old_excel_says_how_to_save_it(put: Put) -> None:
    trouble = refused(put("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    assert "mật khẩu" in trouble.sentence
    assert ".xlsx" in trouble.advice


# -- encodings

NAME = "Đăng ký khai sinh, xác nhận tình trạng hôn nhân"


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16", "utf-16-le", "utf-16-be", "tcvn-like"])
def test_a_wrong_encoding_is_named(put: Put, encoding: str) -> None:
    text = json.dumps({"code": "1.000001", "name": NAME}, ensure_ascii=False) + "\n"
    content = text.encode("cp1252", "replace") if encoding == "tcvn-like" else text.encode(encoding, "replace")
    if encoding == "tcvn-like":
        content = content.replace(b"?", b"\xae")
    trouble = refused(put("danh-muc.jsonl", content * 3))
    assert trouble.code == "catalogue.encoding"
    assert "UTF-8" in trouble.advice


def test_the_mark_that_notepad_puts_before_utf8_does_no_harm(put: Put) -> None:
    content = json.dumps(procedure_to_data(A), ensure_ascii=False).encode("utf-8-sig") + b"\r\n"
    assert read_catalogue(put("a.jsonl", content)).procedures == (A,)


def test_letters_in_parts_and_unseen_marks_come_in_cleaned(put: Put) -> None:
    content = json.dumps({"code": "1.000001", "name": "\u200eCa\u0302\u0301p gia\u0302\u0301y\u200b\ud800"}) + "\n"
    [procedure] = read_catalogue(put("a.jsonl", content.encode())).procedures
    assert procedure.name == "Cấp giấy"


# -- doubles


def lines(*procedures: Procedure) -> bytes:
    return "".join(json.dumps(procedure_to_data(p), ensure_ascii=False) + "\n" for p in procedures).encode()


def test_a_procedure_twice_in_the_same_words_comes_in_once(put: Put) -> None:
    incoming = read_catalogue(put("a.jsonl", lines(A, replace(A, code="1.000002"), A)))
    assert [p.code for p in incoming.procedures] == [A.code, "1.000002"]
    [remark] = incoming.findings
    assert (remark.line, remark.severity) == (3, Severity.WARNING)
    assert "như nhau" in remark.reason


def test_a_procedure_twice_in_different_words_comes_in_not_at_all(put: Put) -> None:
    other = replace(A, name="Cấp giấy B", decision="12/QĐ")
    incoming = read_catalogue(put("a.jsonl", lines(A, replace(A, code="1.000002"), other, A)))
    assert [p.code for p in incoming.procedures] == ["1.000002"]
    first, second = incoming.errors
    assert (first.line, first.code) == (3, A.code)
    assert "dòng 1 với nội dung khác (tên thủ tục, quyết định công bố)" in first.reason
    assert second.line == 4


def test_a_code_twice_in_the_workbook_names_both_rows(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"].append([A.code, "Cấp giấy khác"])

    [fault] = told(edited(filled, change))
    assert (fault.sheet, fault.line, fault.reason) == ("Thủ tục", 3, f"Mã {A.code} đã có ở dòng 2.")


# -- cells


def test_merged_cells_are_told_with_their_range(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Giấy tờ"].merge_cells("A2:A3")

    found = told(edited(filled, change))
    assert [(f.sheet, f.line, f.column, f.code) for f in found] == [
        ("Giấy tờ", 2, "Mã thủ tục", A.code),
        ("Giấy tờ", 3, "Mã thủ tục", A.code),
    ]
    assert "A2:A3" in found[0].reason


def test_merged_heads_above_the_columns_are_no_fault(filled: Path) -> None:
    def change(book: Any) -> None:
        page = book["Thủ tục"]
        page.insert_rows(1)
        page["A1"] = "Danh mục năm 2026"
        page.merge_cells("A1:F1")

    assert read_catalogue(edited(filled, change)).procedures == (A,)


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://vidu.vn")'], ids=["sum", "link"])
def test_a_formula_is_refused_with_its_place(filled: Path, cell: str) -> None:
    def change(book: Any) -> None:
        book["Giấy tờ"]["D2"] = cell

    [fault] = told(edited(filled, change))
    assert (fault.sheet, fault.line, fault.column) == ("Giấy tờ", 2, "Bản chính")


def test_a_formula_that_brings_its_last_value_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "co-cong-thuc.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for sheet, columns in SHEETS.items():
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, [column.head for column in columns])
            if sheet == "Thủ tục":
                page.write_row(1, 0, ["1.000001"])
                page.write_formula(1, 1, '="Cấp "&"giấy"', value="Cấp giấy")
    faults = told(path)
    assert [(f.line, f.column) for f in faults if "công thức" in f.reason] == [(2, "Tên thủ tục")]


def test_a_day_that_became_a_number_is_told_as_the_day_it_was(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"]["O2"] = 45839
        book["Thủ tục"]["O2"].number_format = "General"

    [fault] = told(edited(filled, change))
    assert (fault.line, fault.column) == (2, "Hiệu lực từ")
    assert "01/07/2025" in fault.reason


@pytest.mark.parametrize("day", ["30/02/2026", "31/04/2026", "29/02/1900", "2026-07-01", "01/07/0026"])
def test_a_day_that_never_was_is_told(filled: Path, day: str) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"]["O2"] = day

    [fault] = told(edited(filled, change))
    assert f"“{day}” không phải là ngày" in fault.reason


def test_a_code_that_lost_its_noughts_is_told(filled: Path) -> None:
    def change(book: Any) -> None:
        for sheet in ("Thủ tục", "Giấy tờ", "Thời hạn"):
            for row in book[sheet].iter_rows(min_row=2, max_col=1):
                row[0].value = 1.00487
                row[0].number_format = "General"

    faults = told(edited(filled, change))
    assert {fault.sheet for fault in faults} == {"Thủ tục", "Giấy tờ", "Thời hạn"}
    assert all("bỏ các số 0" in fault.reason for fault in faults)


def test_a_hidden_sheet_is_read_and_told(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Giấy tờ"].sheet_state = "hidden"

    incoming = read_catalogue(edited(filled, change))
    assert incoming.procedures == (A,)
    [remark] = incoming.findings
    assert (remark.severity, remark.sheet) == (Severity.WARNING, "Giấy tờ")
    assert "đang ẩn" in remark.reason


# -- torn, gone, too much


def test_a_half_copied_file_is_told(filled: Path, put: Put) -> None:
    whole = filled.read_bytes()
    for part in (100, len(whole) // 2, len(whole) - 30):
        assert "chép chưa xong" in refused(put("nua.xlsx", whole[:part])).sentence
    packed_lines = gzip.compress(lines(*(replace(A, code=f"1.{n:06}") for n in range(500))))
    assert "cắt giữa chừng" in refused(put("nua.jsonl.gz", packed_lines[: len(packed_lines) // 2])).sentence


def test_the_last_line_cut_off_is_told_and_the_rest_shown(put: Put) -> None:
    content = lines(A, replace(A, code="1.000002"))
    incoming = read_catalogue(put("a.jsonl", content[:-40]))
    [fault] = incoming.errors
    assert (fault.line, "cắt giữa chừng" in fault.reason) == (2, True)


def test_a_drive_pulled_out_while_reading_is_told(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a.jsonl", lines(A))

    def gone(_file: object) -> object:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(catalogue_files, "_lines", gone)
    trouble = refused(path)
    assert trouble.code == "catalogue.cut-off"
    assert "a.jsonl" in trouble.sentence


def test_a_locked_file_says_to_close_excel(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a.xlsx", b"PK\x03\x04")

    def locked(*_given: object, **_more: object) -> object:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "open", locked)
    assert "Excel" in refused(path).advice


def memory_used(work: Callable[[], object]) -> int:
    """Return by how many MiB the peak of this process grew."""
    resource = pytest.importorskip("resource")  # not on Windows
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024


def test_a_hundred_megabytes_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "to.jsonl"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    assert memory_used(lambda: refused(path)) < 20
    assert refused(path).code == "catalogue.too-big"


def test_a_million_rows_are_refused_within_bounded_memory(put: Put) -> None:
    codes: list[str] = []
    path = put("trieu.jsonl.gz", gzip.compress(lines(A) + b'{"code":"1","name":"a"}\n' * 1_000_000, 1))
    assert memory_used(lambda: codes.append(refused(path).code)) < 200
    assert codes == ["catalogue.too-big"]


@pytest.mark.parametrize(
    "content",
    [gzip.compress(bytes(60 * 2**20), 9), gzip.compress(b"\n" * (450 * 2**20), 1)],
    ids=["one endless line", "endless lines"],
)
def test_a_gzip_bomb_is_refused_within_bounded_memory(put: Put, content: bytes) -> None:
    path = put("bom.jsonl.gz", content)
    assert memory_used(lambda: refused(path)) < 40


def test_a_workbook_that_swells_is_refused_before_it_is_opened(filled: Path, put: Put) -> None:
    with zipfile.ZipFile(filled) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst>" + bytes(90 * 2**20)
    path = put("bom.xlsx", packed(**parts))
    assert path.stat().st_size < 2**20
    assert memory_used(lambda: refused(path)) < 60
    assert refused(path).code == "catalogue.too-big"


def test_entities_that_multiply_are_refused(filled: Path, put: Put) -> None:
    with zipfile.ZipFile(filled) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"x" * 9000 + b'">'
    for name, before in zip("bcdefg", "abcdef", strict=True):
        bomb += f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
    parts["xl/sharedStrings.xml"] = bomb + b"]><sst><si><t>&g;</t></si></sst>"
    assert refused(put("bom.xlsx", packed(**parts))).code == "catalogue.xlsx"


def test_rows_and_columns_beyond_use_are_passed_over(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"].cell(1, 16_000).value = "lạc"
        book["Thủ tục"].cell(60_000, 1).value = " "

    assert read_catalogue(edited(filled, change)).procedures == (A,)


def test_stopping_is_heard_in_empty_rows_too(filled: Path) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"].cell(5_000, 1).value = " "

    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(ImportStopped, match="chưa thay đổi"):
        read_catalogue(edited(filled, change), cancelled=stop)
