"""Records of the national catalogue, with all the mess met there (texts here are our own)."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.catalogue import Severity
from app.domain.national_catalogue import is_national, read_national
from app.domain.procedures import Case, Channel, FeeItem, FeeKind, Level, LimitUnit, Need, Paper, Procedure, TimeLimit


def record(**changes: Any) -> dict[str, Any]:
    return {
        "code": "1.000001",
        "name": "Thủ tục cấp giấy A",
        "ministry": "bo-a",
        "field": "Lĩnh vực A",
        "level": "Cấp bộ, Cấp tỉnh, Cấp xã, Cơ quan khác",
        "decision": "1/QĐ-A",
        "applicants": "Công dân Việt Nam",
        "time_limits": [limit()],
        "component_groups": [group(paper("Đơn đề nghị"))],
        **changes,
    }


def limit(
    amount: Any = 3, unit: Any = "Ngày làm việc", fee: str = "Miễn phí", channel: str = "Trực tiếp"
) -> dict[str, Any]:
    return {"channel": channel, "limit": amount, "unit": unit, "fee_text": fee}


def group(*components: Any, heading: str = "") -> dict[str, Any]:
    return {"heading": heading, "components": list(components)}


def paper(name: str, originals: Any = 1, copies: Any = 0) -> dict[str, Any]:
    return {"name": name, "originals": originals, "copies": copies}


def read(**changes: Any) -> tuple[Procedure, list[str]]:
    procedure, findings = read_national(7, record(**changes))
    assert procedure is not None
    assert {finding.line for finding in findings} <= {7}
    assert {finding.severity for finding in findings} <= {Severity.WARNING}
    return procedure, [finding.reason for finding in findings]


def test_a_clean_record_comes_in_without_remarks() -> None:
    procedure, remarks = read()
    assert remarks == []
    assert (procedure.code, procedure.name, procedure.field) == ("1.000001", "Thủ tục cấp giấy A", "Lĩnh vực A")
    assert procedure.levels == (Level.MINISTRY, Level.PROVINCE, Level.COMMUNE)
    assert procedure.limits == (TimeLimit(LimitUnit.WORKING_DAYS, 3, Channel.COUNTER),)
    assert procedure.papers == (Paper("don-de-nghi", "Đơn đề nghị", originals=1),)
    assert (procedure.fees, procedure.checked) == ((), False)


def test_layouts_are_told_apart() -> None:
    assert is_national(record())
    assert not is_national({"code": "1", "papers": []})


@pytest.mark.parametrize(
    ("changes", "column"),
    [({"code": ""}, "Mã thủ tục"), ({"code": "a b"}, "Mã thủ tục"), ({"name": None}, "Tên thủ tục")],
)
def test_a_record_without_code_or_name_stays_out(changes: dict[str, Any], column: str) -> None:
    procedure, (fault,) = read_national(7, record(**changes))
    assert procedure is None
    assert (fault.line, fault.column, fault.severity) == (7, column, Severity.ERROR)


@pytest.mark.parametrize(
    ("row", "expected", "remark"),
    [
        (limit(5, None), TimeLimit(LimitUnit.WORKING_DAYS, 5, Channel.COUNTER), "không có đơn vị"),
        (limit(5, "Tuần"), TimeLimit(LimitUnit.WORKING_DAYS, 5, Channel.COUNTER), "không có đơn vị"),
        (limit(8, "Giờ", channel="Trực tuyến"), TimeLimit(LimitUnit.WORKING_HOURS, 8, Channel.ONLINE), ""),
        (limit(2, "Tháng", channel="Dịch vụ bưu chính"), TimeLimit(LimitUnit.MONTHS, 2, Channel.POST), ""),
        (limit(9, "Ngày", channel="Cách lạ"), TimeLimit(LimitUnit.CALENDAR_DAYS, 9), ""),
        (limit(120, None, ",000 VNĐ(Theo khoản 1)"), None, "dính vào nhau"),
        (limit(0, "Ngày"), None, "không ghi thời hạn"),
        (limit(None, None), None, "không ghi thời hạn"),
        (limit(True, "Ngày"), None, "không ghi thời hạn"),
    ],
)
def test_limits_are_read_or_left_open(row: dict[str, Any], expected: TimeLimit | None, remark: str) -> None:
    procedure, remarks = read(time_limits=[row, row])
    assert procedure.limits == ((expected,) if expected else ())
    assert any(remark in told for told in remarks) if remark else remarks == []


@pytest.mark.parametrize(
    ("fee", "amount", "remark"),
    [
        ("Miễn phí", "free", ""),
        ("Miễn phí(Không quy định.)", "free", ""),
        ("Không có thông tin", "free", "không ghi có thu"),
        ("50,000 Việt Nam Đồng", 50000, ""),
        ("1,000,000 VNĐ(1.000.000 đồng/giấy)", 1000000, ""),
        ("45 VNĐ", 45000, "thiếu hàng nghìn"),
        pytest.param("9" * 5000 + " VNĐ", None, "quá lớn", id="5,000 digits"),
        ("VNĐ(Phí công bố: 100.000 đồng/lần, theo quy định)", None, "dính vào thời hạn"),
        ("Miễn phí(do Hội đồng nhân dân cấp tỉnh quyết định)", None, ""),
        ("Không có thông tinỦy ban nhân dân cấp tỉnh quy định", None, ""),
        ("Miễn phí(Cấp mới 40.000 đồng một giấy)", None, "lời ghi chú"),
        ("10 USD(10 USD/người)", None, "lời ghi chú"),
    ],
)
def test_fees_are_read_or_left_open(fee: str, amount: Any, remark: str) -> None:
    procedure, remarks = read(time_limits=[limit(fee=fee)])
    if amount == "free":
        assert procedure.fees == ()
    else:
        assert [item.amount for item in procedure.fees] == [amount]
    assert any(remark in told for told in remarks) if remark else remarks == []


def test_each_channel_has_its_own_fee_line() -> None:
    rows = [
        limit(fee="50,000 VNĐ(lệ phí)"),
        limit(fee="25,000 VNĐ", channel="Trực tuyến"),
        limit(fee="50,000 VNĐ(lệ phí)"),
    ]
    procedure, remarks = read(time_limits=rows)
    assert procedure.fees == (
        FeeItem("le-phi", "Lệ phí", FeeKind.CHARGE, 50000, channel=Channel.COUNTER),
        FeeItem("phi", "Phí", FeeKind.FEE, 25000, channel=Channel.ONLINE),
    )
    assert remarks == []


def test_several_amounts_for_one_channel_are_left_to_the_clerk() -> None:
    procedure, remarks = read(time_limits=[limit(fee="50,000 VNĐ"), limit(fee="70,000 VNĐ")])
    assert [item.amount for item in procedure.fees] == [None]
    assert any("nhiều mức thu" in told for told in remarks)


def test_long_words_after_a_fee_become_a_note() -> None:
    procedure, _ = read(time_limits=[limit(fee="Miễn phí(Theo quy định của Luật phí và lệ phí)")])
    assert procedure.notes == ("Theo quy định của Luật phí và lệ phí",)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (paper("- Đơn ;"), Paper("don", "Đơn", originals=1)),
        (paper("\uf0fc Đơn"), Paper("don", "Đơn", originals=1)),
        (paper("a) \u200eBản sao giấy B", 0, 2), Paper("ban-sao-giay-b", "Bản sao giấy B", copies=2)),
        (
            paper("Bản sao có chứng thực giấy B", 0, 1),
            Paper("ban-sao-co-chung-thuc-giay-b", "Bản sao có chứng thực giấy B", certified=1),
        ),
        (paper("Xuất trình giấy C", 1, 1), Paper("xuat-trinh-giay-c", "Xuất trình giấy C", Need.SHOWN)),
        (
            paper("Văn bản ủy quyền"),
            Paper("van-ban-uy-quyen", "Văn bản ủy quyền", Need.CONDITIONAL, 1, condition="Khi nộp thay"),
        ),
        (
            paper("Trường hợp cấp lại: giấy cũ"),
            Paper(
                "truong-hop-cap-lai-giay-cu",
                "Trường hợp cấp lại: giấy cũ",
                *(Need.CONDITIONAL, 1),
                condition="Tùy trường hợp, như tên giấy ghi",
            ),
        ),
        (paper("Giấy D (nếu có)"), Paper("giay-d-neu-co", "Giấy D (nếu có)", Need.CONDITIONAL, 1, condition="Nếu có")),
        (
            paper("Đơn theo Mẫu số 04 (Phụ lục I).Mẫu số 04.ND83.docx"),
            Paper(
                "don-theo-mau-so-04-phu-luc",
                "Đơn theo Mẫu số 04 (Phụ lục I)",
                originals=1,
                form="Mẫu số 04.ND83.docx",
            ),
        ),
    ],
)
def test_names_of_papers_are_cleaned(row: dict[str, Any], expected: Paper) -> None:
    procedure, remarks = read(component_groups=[group(row)])
    assert procedure.papers == (expected,)
    assert remarks == []


@pytest.mark.parametrize("count", [20261, 181])
def test_a_year_stuck_to_the_copies_is_not_believed(count: int) -> None:
    procedure, remarks = read(component_groups=[group(paper("Đơn", count))])
    assert procedure.papers[0].originals == 1
    assert any("không hợp lý" in told for told in remarks)


@pytest.mark.parametrize("count", [None, "1", -1, True])
def test_copies_that_are_no_number_are_not_believed(count: Any) -> None:
    procedure, remarks = read(component_groups=[group(paper("Đơn", 1, count))])
    assert procedure.papers[0].copies == 0
    assert any("không phải là số" in told for told in remarks)


def test_rows_of_zero_and_those_under_luu_y_are_notes_once() -> None:
    groups = [
        group(paper("- Nhớ mang theo.", 0, 0), paper("Đơn")),
        group(paper("Nhớ mang theo.", 0, 0), paper("- Nhớ mang theo.", 0, 0), paper(";", 0, 0), heading="Lưu ý"),
        group(paper("Có hiệu lực", 1, 1), heading="Lưu ý"),
    ]
    procedure, _ = read(component_groups=groups)
    assert procedure.notes == ("- Nhớ mang theo.", "Nhớ mang theo.", "Có hiệu lực")
    assert [item.name for item in procedure.papers] == ["Đơn"]


def test_papers_to_be_shown_are_never_counted() -> None:
    groups = [
        group(paper("Thẻ căn cước", 1, 1), heading="Giấy tờ phải xuất trình"),
        group(paper("Giấy E"), heading="Xuất trình hoặc gửi bản chính"),
    ]
    procedure, _ = read(component_groups=groups)
    assert procedure.papers == (
        Paper("the-can-cuoc", "Thẻ căn cước", Need.SHOWN),
        Paper("giay-e", "Giấy E", originals=1),
    )


def test_headings_with_truong_hop_become_cases() -> None:
    groups = [
        group(paper("Đơn"), paper("Giấy F"), heading="a) Trường hợp cấp mới"),
        group(paper("Đơn", 2), heading="Đối với cấp lại"),
        group(paper("Giấy G"), paper("Giấy F"), heading="Thành phần hồ sơ"),
        group(paper("Giấy H"), heading="Trường hợp cấp mới"),
    ]
    procedure, _ = read(component_groups=groups)
    assert procedure.cases == (
        Case("truong-hop-cap-moi", "Trường hợp cấp mới"),
        Case("doi-voi-cap-lai", "Đối với cấp lại"),
    )
    assert {item.name: (item.cases, item.originals) for item in procedure.papers} == {
        "Đơn": (("truong-hop-cap-moi", "doi-voi-cap-lai"), 2),
        "Giấy F": ((), 1),  # needed in every case: it stands under a general heading too
        "Giấy G": ((), 1),
        "Giấy H": (("truong-hop-cap-moi",), 1),
    }


def test_papers_of_an_agent_are_conditional_not_a_case() -> None:
    heading = "Trường hợp ủy quyền thực hiện thủ tục"
    procedure, _ = read(component_groups=[group(paper("Hợp đồng"), heading=heading)])
    assert procedure.cases == ()
    assert procedure.papers == (Paper("hop-dong", "Hợp đồng", Need.CONDITIONAL, 1, condition=heading),)


def test_names_that_are_only_signs_are_no_papers() -> None:
    procedure, remarks = read(component_groups=[group(paper(";"), paper("+"))])
    assert procedure.papers == ()
    assert remarks == ["Tệp không ghi giấy tờ phải nộp."]


def test_the_longest_name_of_a_paper_stays_whole() -> None:
    name = "Giấy " + "rất dài " * 900 + "hết"
    procedure, _ = read(component_groups=[group(paper(name))])
    assert procedure.papers[0].name == name


@pytest.mark.parametrize("broken", [None, "x", [1, "y"], {}])
def test_broken_parts_are_read_as_absent(broken: Any) -> None:
    procedure, remarks = read(component_groups=broken, time_limits=broken)
    assert (procedure.papers, procedure.limits) == ((), ())
    assert len(remarks) == 2
