"""Catalogue files as nobody should hand them over, each with its fault."""

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

from app.domain.catalogue import procedure_to_data
from app.domain.procedures import LimitUnit, Paper, Procedure, TimeLimit
from app.services.catalogue_files import write_template

_A = Procedure(
    "9.004870",
    "Cấp giấy thử một",
    papers=(Paper("don", "Đơn", originals=1), Paper("anh", "Ảnh", copies=2)),
    limits=(TimeLimit(LimitUnit.WORKING_DAYS, 3),),
)


def _lines(*procedures: Procedure) -> bytes:
    return "".join(json.dumps(procedure_to_data(p), ensure_ascii=False) + "\n" for p in procedures).encode()


def _edited(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        write_template(path, (_A,))
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    return make


def _bytes(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _merge(book: Any) -> None:
    book["Giấy tờ"].merge_cells("A2:A3")
    book["Giấy tờ"]["D2"] = "=1+1"
    book["Thủ tục"]["O2"] = 45839
    book["Thủ tục"]["P2"] = "30/02/2027"
    book["Thủ tục"].append([_A.code, "Cấp giấy khác"])
    book["Thủ tục"].append(["9.000002"])
    book["Thủ tục"].append([9.00487, "Mã thành số"])
    book["Thời hạn"].append([_A.code, "Thuyền", None, "ba", "Ngày"])


def _no_column(book: Any) -> None:
    book["Giấy tờ"].delete_cols(2)


def _no_sheet(book: Any) -> None:
    del book["Thủ tục"]


def _hidden(book: Any) -> None:
    book["Giấy tờ"].sheet_state = "hidden"


def _half(path: Path) -> None:
    write_template(path, (_A,))
    path.write_bytes(path.read_bytes()[:3000])


FILES: dict[str, Callable[[Path], None]] = {
    "trong.xlsx": _bytes(b""),
    "chua-dien.xlsx": lambda path: write_template(path),
    "khong-phai-danh-muc.jsonl": _bytes(b'{"a": 1}\n' * 60),
    "pdf-doi-ten.xlsx": _bytes(b"%PDF-1.7\n"),
    "word-doi-ten.xlsx": _bytes(_zip(**{"word/document.xml": b"<w/>"})),
    "excel-cu-hoac-mat-khau.xls": _bytes(b"\xd0\xcf\x11\xe0" + bytes(600)),
    "chep-nua-chung.xlsx": _half,
    "nen-hong.jsonl.gz": _bytes(gzip.compress(_lines(_A) * 99)[:60]),
    "bang-ma-utf16.jsonl": _bytes(_lines(_A).decode().encode("utf-16")),
    "bang-ma-cu.jsonl": _bytes("Đăng ký khai sinh\n".encode("cp1258", "replace") * 60),
    "bang.csv": _bytes(b"Ma;Ten\n1.1;a\n" * 40),
    "mang-json.json": _bytes(b'[\n{"code": "1"}\n]'),
    "qua-lon.jsonl": _bytes(bytes(51 * 2**20)),
    "bom-zip.xlsx": _bytes(_zip(**{"xl/sharedStrings.xml": bytes(90 * 2**20)})),
    "thieu-cot.xlsx": _edited(_no_column),
    "thieu-trang.xlsx": _edited(_no_sheet),
    "nhieu-loi.xlsx": _edited(_merge),
    "trang-an.xlsx": _edited(_hidden),
    "trung-ma.jsonl": _bytes(_lines(_A, _A, replace(_A, name="Cấp giấy thử hai")) + b'{"code": "9.1", "na'),
}
