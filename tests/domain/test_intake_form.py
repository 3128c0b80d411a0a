"""What keeps a form from becoming a dossier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.intake import IntakeForm, PaperCount, Payment, ResultWay, lacks, missing_papers
from app.domain.people import Address, Applicant, Authorisation, Party, PartyKind
from app.domain.procedures import Case, Need, Paper, Procedure

OWNER = Party(PartyKind.INDIVIDUAL, "Huỳnh Văn Đức")
FILER = Party(PartyKind.INDIVIDUAL, "Thạch Thị Mỹ Lệ")
PROCEDURE = Procedure(
    "1.004873",
    "Cấp Giấy xác nhận tình trạng hôn nhân",
    cases=(Case("moi", "Chưa kết hôn"), Case("ly_hon", "Đã ly hôn")),
    papers=(
        Paper("to_khai", "Tờ khai", originals=1),
        Paper("ban_an", "Bản án ly hôn", copies=1, cases=("ly_hon",)),
        Paper("uy_quyen", "Văn bản ủy quyền", Need.CONDITIONAL, originals=1),
        Paper("cccd", "Căn cước", Need.SHOWN),
    ),
)
FORM = IntakeForm("a", Applicant(OWNER), PROCEDURE.code, "moi", papers=(PaperCount("to_khai", "Tờ khai", originals=1),))


def places(form: IntakeForm, procedure: Procedure | None = PROCEDURE) -> list[str]:
    return [lack.place for lack in lacks(form, procedure)]


def test_a_complete_form_lacks_nothing() -> None:
    assert places(FORM) == []


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (replace(FORM, applicant=Applicant(replace(OWNER, name=""))), ["owner"]),
        (replace(FORM, applicant=Applicant(OWNER, replace(FILER, name=""), Authorisation("sibling"))), ["filer"]),
        (replace(FORM, applicant=Applicant(OWNER, FILER)), ["authorisation"]),
        (replace(FORM, case=""), ["case"]),
        (replace(FORM, case="khác"), ["case"]),
        (replace(FORM, papers=()), ["papers"]),
        (replace(FORM, papers=(PaperCount("to_khai", "Tờ khai"),)), ["papers"]),
        (replace(FORM, case="ly_hon"), ["papers"]),
        (replace(FORM, result_way=ResultWay.POST), ["result_address"]),
        (replace(FORM, result_way=ResultWay.POST, result_address=Address()), ["result_address"]),
        (replace(FORM, payment=Payment.EXEMPT), ["fees"]),
        (replace(FORM, applicant=Applicant(replace(OWNER, name="")), papers=()), ["owner", "papers"]),
    ],
)
def test_each_lack_names_its_place(form: IntakeForm, expected: list[str]) -> None:
    assert places(form) == expected
    assert all(lack.sentence for lack in lacks(form, PROCEDURE))


def test_without_a_procedure_nothing_of_it_is_asked() -> None:
    assert places(replace(FORM, case="", papers=(), result_way=ResultWay.POST), None) == ["procedure"]


def test_what_is_given_is_not_lacked() -> None:
    posted = replace(FORM, result_way=ResultWay.POST, result_address=Address("Ấp Trà Ban"))
    exempt = replace(FORM, payment=Payment.EXEMPT, exemption="hộ nghèo")
    filed = replace(FORM, applicant=Applicant(OWNER, FILER, Authorisation("spouse")))
    shown = replace(FORM, papers=(PaperCount("to_khai", "Tờ khai", shown=True),))
    assert [places(form) for form in (posted, exempt, filed, shown)] == [[], [], [], []]


def test_a_procedure_without_cases_asks_for_none() -> None:
    assert places(replace(FORM, case=""), replace(PROCEDURE, cases=())) == []


def test_only_required_papers_of_the_case_are_missing() -> None:
    assert missing_papers(PROCEDURE, "moi", ()) == ("Tờ khai",)
    assert missing_papers(PROCEDURE, "ly_hon", ()) == ("Tờ khai", "Bản án ly hôn")


def test_a_paper_counts_originals_certified_and_photocopies() -> None:
    assert PaperCount("x", "X", 1, 2, 3).total == 6
