"""The preview of an import as rows: what is new, changed, the same, not in the file; errors and remarks by line."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.catalogue import CatalogueChange, Finding, Incoming, Severity
from app.domain.procedures import Procedure
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row

_FIRST = 2000  # more rows than anybody reads; the counts tell the rest


translate = QCoreApplication.translate


def FILTERS() -> list[tuple[str, str]]:
    """Give the parts of the preview in order: name, words."""
    return [
        ("new", translate("CatalogueImport", "Mới")),
        ("changed", translate("CatalogueImport", "Thay đổi")),
        ("same", translate("CatalogueImport", "Không đổi")),
        ("kept", translate("CatalogueImport", "Giữ bản đã kiểm tra")),
        ("gone", translate("CatalogueImport", "Không có trong tệp")),
        ("errors", translate("CatalogueImport", "Lỗi")),
        ("warnings", translate("CatalogueImport", "Cần xem")),
    ]


def columns_of(name: str) -> tuple[Column, ...]:
    """Give the columns of one part."""
    if name in ("errors", "warnings"):
        return (
            Column(translate("CatalogueImport", "Dòng"), 130, 110),
            Column(translate("CatalogueImport", "Lý do")),
            Column(translate("CatalogueImport", "Thủ tục"), 150, 130),
        )
    if name == "changed":
        return (
            Column(translate("CatalogueImport", "Mã"), 110, 100),
            Column(translate("CatalogueImport", "Thủ tục")),
            Column(translate("CatalogueImport", "Thay đổi"), 300, 240),
        )
    return (
        Column(translate("CatalogueImport", "Mã"), 110, 100),
        Column(translate("CatalogueImport", "Thủ tục")),
        Column(translate("CatalogueImport", "Lĩnh vực"), 240, 200),
    )


def rows_of(name: str, incoming: Incoming, change: CatalogueChange, current: Mapping[str, Procedure]) -> list[Row]:
    """Give the rows of one part, at most the first 2,000."""
    if name == "changed":
        return [
            _procedure(
                changed.new,
                ", ".join(changed.labels),
                translate("CatalogueImport", "bản {version}").format(version=changed.new.version),
            )
            for changed in change.changed[:_FIRST]
        ]
    if name == "errors":
        return [_finding(number, finding) for number, finding in enumerate(incoming.errors[:_FIRST])]
    if name == "warnings":
        found = [finding for finding in incoming.findings if finding.severity is Severity.WARNING]
        return [_finding(number, finding) for number, finding in enumerate(found[:_FIRST])]
    if name == "new":
        return [_procedure(procedure, procedure.field, procedure.agency) for procedure in change.new[:_FIRST]]
    codes, told = {
        "same": (change.unchanged, ""),
        "kept": (change.kept, translate("CatalogueImport", "số liệu trong tệp chưa kiểm tra")),
        "gone": (change.gone, translate("CatalogueImport", "vẫn dùng được")),
    }[name]
    known = (current.get(code) for code in codes[:_FIRST])
    return [_procedure(procedure, procedure.field, told) for procedure in known if procedure is not None]


def _procedure(procedure: Procedure, right: str, below: str) -> Row:
    papers = translate("CatalogueImport", "{n} giấy tờ").format(n=len(procedure.papers))
    return Row(
        procedure.code,
        (
            Cell(procedure.code, digits=True, colour="text2"),
            Cell(procedure.name, papers, weight=500),
            Cell(right, below),
        ),
        tip=procedure.name,
    )


def _finding(number: int, finding: Finding) -> Row:
    place = translate("CatalogueImport", "Dòng {n}").format(n=finding.line)
    bad = finding.severity is Severity.ERROR
    return Row(
        number,
        (
            Cell(badge=BadgeWords(place, "bad" if bad else "warn", "circle-alert" if bad else "triangle-alert")),
            Cell(finding.reason, " · ".join(part for part in (finding.sheet, finding.column) if part), wrap=True),
            Cell(finding.code if len(finding.code) < 40 else "", digits=True, colour="text2"),
        ),
        tip=finding.reason,
    )
