"""The catalogue workbook's rows: what comes in, what is told, what stays out."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path

import pytest

from app.domain.catalogue import Finding, Severity, procedure_from_data
from app.domain.catalogue_columns import rows_of
from app.domain.catalogue_sheets import RawRow, assemble
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

SAMPLE = Path(__file__).parents[2] / "resources" / "catalogue" / "sample.jsonl"
GOOD = RawRow("Thủ tục", 2, {"Mã thủ tục": "1.000001", "Tên thủ tục": "Cấp giấy A", "Cấp": "Xã, cấp tỉnh"})
SAME_DAY = RawRow("Thời hạn", 2, {"Mã thủ tục": "1.000001", "Đơn vị": "trong ngày"})


def row(sheet: str, line: int, **cells: str) -> RawRow:
    return RawRow(sheet, line, {"Mã thủ tục": "1.000001", **cells})


def test_the_sample_catalogue_survives_the_workbook_unchanged() -> None:
    sample = [procedure_from_data(json.loads(line)) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    rows = [RawRow(sheet, line, cells) for line, (sheet, cells) in enumerate(rows_of(sample), start=2)]
    incoming = assemble(rows)
    assert incoming.errors == ()
    assert list(incoming.procedures) == sample
    assert incoming.rows == len(rows)


def test_every_cell_finds_its_place() -> None:
    rows = [
        row(
            "Thủ tục",
            2,
            **{"Tên thủ tục": " Cấp  giấy A ", "Tên ngắn": "Giấy A", "Tên tắt": "ga cga", "Cấp": "bộ, Huyện"},
            **{
                "Đã kiểm tra": "có",
                "Chờ bổ sung": "tính lại từ đầu",
                "Hạn bổ sung (ngày)": "30",
                "Ghi chú": "một\n\nhai",
            },
            **{"Hiệu lực từ": "01/07/2025", "Hiệu lực đến": "31/12/2026", "Bộ mẫu giấy": "police", "Nguồn": "Sở"},
            **{"Lĩnh vực": "Hộ tịch", "Cơ quan giải quyết": "UBND xã", "Quyết định công bố": "1/QĐ"},
        ),
        row("Trường hợp", 2, **{"Trường hợp": "Cấp mới"}),
        row("Trường hợp", 3, **{"Trường hợp": "Cấp lại; cấp đổi"}),
        row("Giấy tờ", 2, **{"Tên giấy tờ": "Đơn", "Cách nộp": "phải nộp", "Bản chính": "1", "Mẫu": "Mẫu 1"}),
        row(
            "Giấy tờ",
            3,
            **{"Tên giấy tờ": "Đơn", "Cách nộp": "Nộp khi cần", "Bản chứng thực": "2", "Bản photo": "3"},
            **{"Trường hợp": "Cấp mới\ncấp lại; CẤP ĐỔI", "Khi nào cần": "Nếu có"},
        ),
        row("Giấy tờ", 4, **{"Tên giấy tờ": "Thẻ", "Cách nộp": "chỉ xuất trình", "Trường hợp": "Cấp mới; "}),
        row("Thời hạn", 2, **{"Đơn vị": "Ngày làm việc", "Số": "3", "Cách nộp hồ sơ": "Bưu chính"}),
        row("Thời hạn", 3, **{"Đơn vị": "Trong ngày", "Giờ chốt": "16h30", "Trường hợp": "Cấp mới"}),
        row(
            "Phí",
            2,
            **{"Tên khoản thu": "Phí", "Loại": "phí", "Mức thu (đồng)": "1.500.000", "Tính theo": "trang"},
            **{
                "Từ đơn vị thứ": "3",
                "Mức từ đó (đồng)": "1000",
                "Tối đa (đồng)": "200 000",
                "Cách nộp hồ sơ": "trực tuyến",
            },
            **{"Trường hợp": "cấp mới", "Hiệu lực từ": "1/1/2027", "Hiệu lực đến": "31/12/2027"},
        ),
        row("Phí", 3, **{"Tên khoản thu": "Lệ phí", "Loại": "Lệ phí"}),
    ]
    incoming = assemble(rows)
    assert incoming.findings == ()
    assert incoming.procedures == (
        Procedure(
            code="1.000001",
            name="Cấp giấy A",
            short_name="Giấy A",
            aliases=("ga", "cga"),
            field="Hộ tịch",
            agency="UBND xã",
            levels=(Level.MINISTRY, Level.DISTRICT),
            decision="1/QĐ",
            cases=(Case("cap-moi", "Cấp mới"), Case("cap-lai-cap-doi", "Cấp lại; cấp đổi")),
            papers=(
                Paper("don", "Đơn", Need.REQUIRED, 1, form="Mẫu 1"),
                Paper("don-2", "Đơn", Need.CONDITIONAL, 0, 2, 3, ("cap-moi", "cap-lai-cap-doi"), "Nếu có"),
                Paper("the", "Thẻ", Need.SHOWN, cases=("cap-moi",)),
            ),
            notes=("một", "hai"),
            limits=(
                TimeLimit(LimitUnit.WORKING_DAYS, 3, Channel.POST),
                TimeLimit(LimitUnit.SAME_DAY, 0, None, "cap-moi", time(16, 30)),
            ),
            fees=(
                FeeItem(
                    *("phi", "Phí", FeeKind.FEE, 1500000, "trang", Channel.ONLINE, "cap-moi", 3, 1000, 200000),
                    *(date(2027, 1, 1), date(2027, 12, 31)),
                ),
                FeeItem("le-phi", "Lệ phí", FeeKind.CHARGE, None),
            ),
            supplement_mode=SupplementMode.RESTART,
            supplement_days=30,
            form_set="police",
            checked=True,
            source="Sở",
            valid_from=date(2025, 7, 1),
            valid_to=date(2026, 12, 31),
        ),
    )


def test_same_day_ends_at_three_unless_told() -> None:
    (procedure,) = assemble([GOOD, SAME_DAY]).procedures
    assert procedure.limits == (TimeLimit(LimitUnit.SAME_DAY, cutoff=time(15)),)
    assert procedure.levels == (Level.COMMUNE, Level.PROVINCE)


def test_a_procedure_without_limits_comes_in_with_a_remark() -> None:
    incoming = assemble([GOOD])
    assert len(incoming.procedures) == 1
    (remark,) = incoming.findings
    assert (remark.line, remark.severity, remark.sheet) == (2, Severity.WARNING, "Thời hạn")


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        (row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "có cách"}), "Mã thủ tục", "không đúng dạng"),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B" * 2001, "Mã thủ tục": "2"}), "Tên thủ tục", "dài hơn"),
        (row("Thủ tục", 9, **{"Mã thủ tục": "2.000002"}), "Tên thủ tục", "phải điền"),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": ""}), "Mã thủ tục", "phải điền"),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B"}), "Mã thủ tục", "đã có ở dòng 2"),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "2", "Cấp": "Thôn"}), "Cấp", "không phải là cấp"),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "2", "Đã kiểm tra": "?"}), "Đã kiểm tra", "Có hoặc"),
        (
            row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "2", "Hiệu lực từ": "31/02/2026"}),
            "Hiệu lực từ",
            "ngày",
        ),
        (row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "2", "Hiệu lực đến": "mai"}), "Hiệu lực đến", "ngày"),
        (
            row("Thủ tục", 9, **{"Tên thủ tục": "B", "Mã thủ tục": "2", "Chờ bổ sung": "chờ"}),
            "Chờ bổ sung",
            "danh sách",
        ),
        (row("Trường hợp", 9, **{"Mã thủ tục": "9.9", "Trường hợp": "C"}), "Mã thủ tục", "không có ở trang"),
        (
            row("Giấy tờ", 9, **{"Mã thủ tục": "9.9", "Tên giấy tờ": "Đ", "Cách nộp": "Phải nộp"}),
            "Mã thủ tục",
            "không có",
        ),
        (
            row("Giấy tờ", 9, **{"Tên giấy tờ": "Đ", "Cách nộp": "Phải nộp", "Bản chính": "1,5"}),
            "Bản chính",
            "số nguyên",
        ),
        (
            row("Giấy tờ", 9, **{"Tên giấy tờ": "Đ", "Cách nộp": "Chỉ xuất trình", "Bản photo": "1"}),
            "Cách nộp",
            "trả lại",
        ),
        (
            row("Giấy tờ", 9, **{"Tên giấy tờ": "Đ", "Cách nộp": "Phải nộp", "Trường hợp": "X"}),
            "Trường hợp",
            "không có ở",
        ),
        (row("Thời hạn", 9, **{"Đơn vị": "Tuần"}), "Đơn vị", "danh sách"),
        (row("Thời hạn", 9, **{"Đơn vị": "Ngày"}), "Số", "Thiếu số"),
        (row("Thời hạn", 9, **{"Đơn vị": "Trong ngày", "Số": "1"}), "Số", "không ghi số"),
        (row("Thời hạn", 9, **{"Đơn vị": "Trong ngày", "Giờ chốt": "25:00"}), "Giờ chốt", "giờ"),
        (row("Thời hạn", 9, **{"Mã thủ tục": "9.9", "Đơn vị": "Ngày", "Số": "1"}), "Mã thủ tục", "không có ở trang"),
        (row("Phí", 9, **{"Mã thủ tục": "9.9", "Tên khoản thu": "P", "Loại": "Phí"}), "Mã thủ tục", "không có ở trang"),
        (row("Phí", 9, **{"Tên khoản thu": "P", "Loại": "Phí", "Từ đơn vị thứ": "3"}), "Từ đơn vị thứ", "cả hai"),
        (row("Phí", 9, **{"Tên khoản thu": "P"}), "Loại", "phải điền"),
    ],
)
def test_a_fault_is_told_with_line_column_and_reason(wrong: RawRow, column: str, reason: str) -> None:
    incoming = assemble([GOOD, SAME_DAY, wrong])
    (fault,) = incoming.errors
    assert (fault.line, fault.column, fault.sheet) == (9, column, wrong.sheet)
    assert reason in fault.reason
    assert wrong.cells["Mã thủ tục"] not in {procedure.code for procedure in incoming.procedures}


def test_a_case_written_twice_is_told() -> None:
    rows = [GOOD, SAME_DAY, row("Trường hợp", 2, **{"Trường hợp": "C"}), row("Trường hợp", 3, **{"Trường hợp": "c"})]
    assert assemble(rows).findings == (
        Finding(3, "Trường hợp", "Trường hợp “c” ghi hai lần.", sheet="Trường hợp", code="1.000001"),
    )
