"""Catalogue files as offices hand them over: the workbook, JSON lines, and what is neither."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from near_misses import near

from app.domain.catalogue import Incoming, Severity, diff, procedure_to_data
from app.domain.errors import UserError
from app.domain.procedures import Case, FeeItem, FeeKind, Level, LimitUnit, Need, Paper, Procedure, TimeLimit
from app.services import catalogue_files, catalogue_workbooks
from app.services.catalogue_files import ImportStopped, read_catalogue, read_jsonl, read_xlsx, write_template

SAMPLE = Path(__file__).parents[2] / "resources" / "catalogue" / "sample.jsonl"


def national(number: int, **changes: Any) -> dict[str, Any]:
    """Return a record with the shapes and the mess of the national file, in words of our own."""
    return {
        "code": f"1.{number:06}",
        "name": f"Thủ tục cấp \nGiấy số {number}",
        "ministry": "bo-tu-phap",
        "field": "Hộ tịch",
        "level": "Cấp tỉnh, Cấp xã",
        "decision": "163/QĐ-BTP",
        "applicants": "Công dân Việt Nam",
        "time_limits": [
            {"channel": "Trực tiếp", "limit": 120, "unit": None, "fee_text": ",000 VNĐ(Theo khoản 1 Điều 3)"},
            {"channel": "Trực tuyến", "limit": 3, "unit": None, "fee_text": "Miễn phí"},
            {"channel": "Dịch vụ bưu chính", "limit": None, "unit": None, "fee_text": "Không có thông tin"},
        ],
        "component_groups": [
            {
                "heading": "Giấy tờ phải nộp",
                "components": [
                    {"name": "- Tờ khai theo mẫu.Mẫu số 04.docx", "originals": 20261, "copies": 0},
                    {"name": "\uf0fc Bản sao giấy khai sinh;", "originals": 0, "copies": 1},
                    {"name": ";", "originals": 1, "copies": 0},
                    {"name": "Lưu ý nộp đúng hạn.", "originals": 0, "copies": 0},
                ],
            },
            {
                "heading": "Giấy tờ phải xuất trình",
                "components": [{"name": "Thẻ căn cước", "originals": 1, "copies": 0}],
            },
            {
                "heading": "Trường hợp cấp lại",
                "components": [{"name": "Giấy đã cấp", "originals": 1, "copies": 0}],
            },
        ],
        **changes,
    }


def lines(*records: Any) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


Put = Callable[[str, bytes], Path]

A = Procedure(
    code="1.000001",
    name="Cấp giấy A",
    levels=(Level.COMMUNE,),
    cases=(Case("cap-moi", "Cấp mới"),),
    papers=(Paper("don", "Đơn", originals=1), Paper("the", "Thẻ", Need.SHOWN, cases=("cap-moi",))),
    limits=(TimeLimit(LimitUnit.WORKING_DAYS, 3),),
    fees=(FeeItem("phi", "Phí", FeeKind.FEE, 2000, "trang", later_from=3, later_amount=1000, cap=200000),),
)


def written(tmp_path: Path, *procedures: Procedure) -> Path:
    path = tmp_path / "mau.xlsx"
    write_template(path, procedures)
    return path


def edited(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


# --- the workbook


def test_a_filled_template_reads_back_as_it_was(tmp_path: Path) -> None:
    incoming = read_catalogue(written(tmp_path, A))
    assert incoming == Incoming((A,), (), 6)


def test_the_whole_sample_catalogue_goes_through_the_workbook(tmp_path: Path) -> None:
    sample = read_jsonl(SAMPLE).procedures
    again = read_xlsx(written(tmp_path, *sample)).procedures
    change = diff({procedure.code: procedure for procedure in sample}, again)
    assert (len(change.unchanged), change.to_publish) == (117, ())


def test_template_explains_itself_in_its_heads(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    assert book.sheetnames == ["Thủ tục", "Trường hợp", "Giấy tờ", "Thời hạn", "Phí"]
    head = book["Giấy tờ"]["C1"]
    assert head.value == "Cách nộp *"
    assert head.comment is not None
    assert "Chỉ xuất trình" in head.comment.text
    assert book["Giấy tờ"].data_validations.dataValidation[0].formula1 == '"Phải nộp,Nộp khi cần,Chỉ xuất trình"'


def test_what_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    odd = Procedure("1.000001", '=HYPERLINK("x")', levels=(Level.COMMUNE,), limits=A.limits)
    assert read_xlsx(written(tmp_path, odd)).procedures == (odd,)


def test_a_formula_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Phí"]["D2"] = "=1000*2"

    incoming = read_xlsx(edited(written(tmp_path, A), change))
    (fault,) = incoming.errors
    assert (fault.sheet, fault.line, fault.column, fault.code) == ("Phí", 2, "Mức thu (đồng)", A.code)
    assert incoming.procedures == ()


def test_numbers_dates_and_ticks_of_excel_are_understood(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Phí"]["D2"] = 2000.0
        book["Phí"]["B9"] = "  "  # a row that only looks filled
        book["Thủ tục"]["O2"] = datetime(2025, 7, 1)
        book["Thủ tục"]["I2"] = True
        book["Thời hạn"]["F2"] = time(16, 30)
        book["Giấy tờ"]["D2"] = 1

    (procedure,) = read_xlsx(edited(written(tmp_path, A), change)).procedures
    assert procedure.fees[0].amount == 2000
    assert (str(procedure.valid_from), procedure.checked, str(procedure.limits[0].cutoff)) == (
        *("2025-07-01", True),
        "16:30:00",
    )


def test_columns_may_stand_in_any_order_and_others_be_added(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        page = book["Thủ tục"]
        page.insert_cols(1)
        page["A1"], page["A2"] = "Ghi riêng của phòng", "x"
        page.insert_rows(1)
        page["A1"] = "Danh mục năm 2026"
        book.create_sheet("Nháp")["A1"] = "không đọc"

    assert read_xlsx(edited(written(tmp_path, A), change)).procedures == (A,)


def test_faulty_rows_are_told_and_the_others_still_read(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Thủ tục"].append(["có cách", "Sai mã"])
        book["Thời hạn"].append(["1.000001", "Thuyền", None, "3", "Ngày"])

    incoming = read_xlsx(edited(written(tmp_path, A, Procedure("1.000002", "B", limits=A.limits)), change))
    assert [(f.sheet, f.line, f.column) for f in incoming.errors] == [
        ("Thủ tục", 4, "Mã thủ tục"),
        ("Thời hạn", 4, "Cách nộp hồ sơ"),
    ]
    assert [procedure.code for procedure in incoming.procedures] == ["1.000002"]


def without_sheet(book: Any) -> None:
    del book["Thủ tục"]


def without_column(book: Any) -> None:
    book["Giấy tờ"].delete_cols(2)


def without_heads(book: Any) -> None:
    book["Phí"].delete_rows(1)
    for _ in range(25):
        book["Phí"].append(["1.000001", "x"])


@pytest.mark.parametrize(
    ("change", "word"), [(without_sheet, "Thủ tục"), (without_column, "Tên giấy tờ"), (without_heads, "Phí")]
)
def test_a_workbook_of_another_kind_is_refused(tmp_path: Path, change: Callable[[Any], None], word: str) -> None:
    path = edited(written(tmp_path, A), change)
    with pytest.raises(UserError, match=word) as trouble:
        read_xlsx(path)
    assert trouble.value.code == "catalogue.columns"


def test_an_unfilled_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="chưa có thủ tục"):
        read_xlsx(written(tmp_path))


def test_a_template_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Chưa ghi được"):
        write_template(tmp_path / "no such folder" / "mau.xlsx")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "catalogue.old-excel"),
        (b"PK\x03\x04 cut", "catalogue.xlsx"),
    ],
)
def test_damaged_and_old_workbooks_are_told(put: Put, content: bytes, code: str) -> None:
    with pytest.raises(UserError) as trouble:
        read_catalogue(put("a.xlsx", content))
    assert trouble.value.code == code


def archive(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def test_an_archive_that_is_no_workbook_is_told() -> None:
    with pytest.raises(UserError) as trouble:
        read_xlsx(archive(a=b"x"))
    assert trouble.value.code == "catalogue.xlsx"


def test_a_workbook_with_a_broken_sheet_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, A)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"][:400]
    with pytest.raises(UserError) as trouble:
        read_xlsx(archive(**parts))
    assert trouble.value.code == "catalogue.xlsx"


def test_a_zip_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_workbooks, "MOST_UNPACKED_BYTES", 2**20)
    bomb = archive(a=bytes(3 * 2**20))
    assert len(bomb) < 2**14
    with pytest.raises(UserError, match="quá lớn"):
        read_xlsx(bomb)


def test_endless_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_workbooks, "MOST_ROWS", 3)
    with pytest.raises(UserError, match="quá lớn"):
        read_xlsx(written(tmp_path, A))


# --- JSON lines


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_the_national_layout_is_read_plain_or_gzipped_whatever_its_name(
    put: Put, pack: Callable[[bytes], bytes]
) -> None:
    incoming = read_catalogue(put("danh-muc.txt", pack(lines(*(national(n) for n in range(120))))))
    assert (len(incoming.procedures), incoming.rows, incoming.errors) == (120, 120, ())
    procedure = incoming.procedures[3]
    assert procedure.name == "Thủ tục cấp Giấy số 3"
    assert [(paper.name, paper.need, paper.originals) for paper in procedure.papers] == [
        ("Tờ khai theo mẫu", Need.REQUIRED, 1),
        ("Bản sao giấy khai sinh", Need.REQUIRED, 0),
        ("Thẻ căn cước", Need.SHOWN, 0),
        ("Giấy đã cấp", Need.REQUIRED, 1),
    ]
    assert procedure.notes == ("Lưu ý nộp đúng hạn.",)
    columns = {finding.column for finding in incoming.findings if finding.code == procedure.code}
    assert columns == {"Số bản", "Thời hạn", "Phí, lệ phí"}
    assert {finding.severity for finding in incoming.findings} == {Severity.WARNING}


def test_our_own_layout_is_read_too(put: Put) -> None:
    path = put("a.jsonl", b"\xef\xbb\xbf" + lines(procedure_to_data(A)) + b"\n")
    assert read_catalogue(path) == Incoming((A,), (), 1)


def test_the_sample_has_every_row_of_the_field_study() -> None:
    incoming = read_jsonl(SAMPLE)
    assert incoming.findings == ()
    assert len(incoming.procedures) == 117
    assert sum(procedure.checked for procedure in incoming.procedures) == 85
    aliases = [alias for procedure in incoming.procedures for alias in procedure.aliases]
    assert len(aliases) == len(set(aliases))
    levels = {level for procedure in incoming.procedures for level in procedure.levels}
    assert levels == {Level.COMMUNE, Level.PROVINCE, Level.MINISTRY}


def test_bad_lines_are_told_by_number_and_the_others_read(put: Put) -> None:
    content = b"".join(
        [
            lines(national(1)),
            b'{"code": "1.000002", \n',
            lines([1, 2]),
            "Thủ tục".encode("utf-16-le") + b"\xff\n",
            lines({"code": "1.000003", "name": 4}),
            lines({"code": "", "name": "Không mã"}),
            lines(national(1)),
            b"[" * 100_000 + b"\n",
        ]
    )
    incoming = read_jsonl(put("a.jsonl", content))
    assert [procedure.code for procedure in incoming.procedures] == ["1.000001"]
    assert [finding.line for finding in incoming.errors] == [2, 3, 4, 5, 6, 8]
    repeated = [finding for finding in incoming.findings if finding.line == 7]
    assert [finding.severity for finding in repeated] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "catalogue.empty"),
        (b"\n\n  \n", "catalogue.empty"),
        (b"MZ\x90 program\n" * 3, "catalogue.unknown"),
        (b"Ma;Ten\n" * 80, "catalogue.unknown"),
        ("﻿{}".encode("utf-16"), "catalogue.encoding"),
        (gzip.compress(b"x" * 9999, mtime=0)[:-20], "catalogue.gzip"),
        (b"\x1f\x8b broken", "catalogue.gzip"),
    ],
)
def test_a_file_that_is_no_catalogue_is_told_in_a_sentence(put: Put, content: bytes, code: str) -> None:
    with pytest.raises(UserError) as trouble:
        read_catalogue(put("a.jsonl", content))
    assert trouble.value.code == code
    assert trouble.value.sentence.endswith(".")
    assert trouble.value.advice


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không mở được"):
        read_catalogue(tmp_path / "khong-co.jsonl")


@pytest.mark.parametrize("most", ["MOST_FILE_BYTES", "MOST_PLAIN_BYTES", "MOST_LINE_BYTES"])
def test_files_beyond_all_measure_are_refused(put: Put, monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    monkeypatch.setattr(catalogue_files, most, 500)
    path = put("a.gz", gzip.compress(lines(*(national(n) for n in range(300)))))
    with pytest.raises(UserError, match="quá lớn"):
        read_catalogue(path)


def test_an_empty_workbook_file_is_told(put: Put) -> None:
    with pytest.raises(UserError, match="trống"):
        read_xlsx(put("a.xlsx", b""))


# --- progress and stopping


def test_progress_grows_to_the_end(put: Put, tmp_path: Path) -> None:
    for path in (put("a.jsonl", lines(*(national(n) for n in range(200)))), written(tmp_path, A)):
        seen: list[tuple[int, int]] = []
        read_catalogue(path, progress=lambda done, total, seen=seen: seen.append((done, total)))  # type: ignore[misc]
        done = [step for step, _ in seen]
        assert done == sorted(done)
        assert seen[-1][0] == seen[-1][1] > 0


def test_reading_stops_when_the_clerk_says_so(put: Put, tmp_path: Path) -> None:
    for path in (put("a.jsonl", lines(*(national(n) for n in range(200)))), written(tmp_path, A)):
        with pytest.raises(ImportStopped, match="chưa thay đổi"):
            read_catalogue(path, cancelled=lambda: True)


# --- what is written out

VALID = ("Cấp giấy A", "=1+1", "@SUM(A1)", "+84", "-1", "1.000", "01/07/2025", "x")
TEXTS = near(st.sampled_from(VALID), 3).map(lambda text: text.another())


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(Procedure, st.sampled_from(("1.000001", "1.5", "A/B-1")), TEXTS, TEXTS, source=TEXTS), max_size=2
    )
)
def test_an_exported_catalogue_holds_text_and_never_a_formula(procedures: list[Procedure]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mau.xlsx"
        write_template(path, tuple(procedures))
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
        if procedures:
            read_xlsx(path)
