"""The form without its window: what it lacks, what it becomes, what survives as a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import HON_NHAN, sample_catalogue

from app.domain.id_card import CardData, CardProblem, parse_card
from app.domain.intake import IntakeForm, Payment, ResultWay, lacks
from app.domain.people import Address, Applicant, Authorisation, IdKind, Party, PartyKind, Sex
from app.domain.procedures import Need
from app.scanning.routing import CardScan, DamagedCard
from app.ui.screens.intake_model import (
    FormState,
    PaperState,
    add_paper,
    count,
    from_form,
    gaps,
    missing,
    supplement_items,
    tick,
    to_form,
)
from app.ui.screens.intake_people import PersonState, notes_of, number_kind, party_of, person_of_scan, sex_of, tidy_day

TODAY = date(2026, 11, 19)
PROCEDURE = next(p for p in sample_catalogue() if p.code == HON_NHAN)
CARD = "095190004321|362123456|TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau|10052022"


def plain(text: str) -> Address:
    return Address(line=text)


def read_card() -> CardData:
    card = parse_card(CARD)
    assert isinstance(card, CardData)
    return card


def filled() -> FormState:
    """Return a form that may be saved."""
    state = FormState("act")
    state.visitor = person_of_scan(CardScan(read_card()), plain, datetime(2026, 11, 19, 9, 4))
    state.visitor.phone = "0918 204 756"
    state.procedure_code, state.case = PROCEDURE.code, "da-ly-hon"
    for paper in missing(state, PROCEDURE):
        tick(state, paper)
    return state


def places(state: FormState) -> list[str]:
    return [gap.place for gap in gaps(state, PROCEDURE, TODAY, plain)]


def test_a_complete_form_lacks_nothing_for_the_screen_nor_for_the_use_case() -> None:
    state = filled()
    assert places(state) == []
    assert lacks(to_form(state, PROCEDURE, TODAY, plain), PROCEDURE) == ()


def test_an_empty_form_names_its_gaps_in_the_order_of_the_screen() -> None:
    found = [gap.place for gap in gaps(FormState("act"), None, TODAY, plain)]
    assert found == ["visitor.name", "visitor.number", "visitor.phone", "procedure"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"case": ""}, "case"),
        ({"papers": {}}, "papers"),
        ({"result_way": ResultWay.POST.value}, "result_address"),
        ({"payment": Payment.EXEMPT.value}, "exemption"),
        ({"amounts": {"le-phi-ho-tich": "15k"}}, "fees"),
        ({"filed_for": "person"}, "owner.name"),
    ],
)
def test_each_gap_has_its_place(change: dict[str, object], place: str) -> None:
    state = filled()
    for name, value in change.items():
        setattr(state, name, value)
    assert places(state)[0] == place


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("", IdKind.NONE),
        ("095 190 004 321", IdKind.PERSONAL_NUMBER),
        ("0951900043", IdKind.PERSONAL_NUMBER),
        ("362 123 456", IdKind.OLD_ID),
        ("c1234567", IdKind.PASSPORT),
    ],
)
def test_the_paper_is_told_from_the_shape_of_its_number(number: str, kind: IdKind) -> None:
    assert number_kind(PersonState(number=number)) is kind


def test_an_organisation_has_a_tax_code() -> None:
    company = PersonState(kind="organisation", name="Hợp tác xã Muối Bạc Liêu", number="0100233480")
    assert number_kind(company) is IdKind.TAX_CODE
    assert notes_of(company, TODAY, plain)["number"].words == "Chữ số thứ 10 phải là 8"
    assert sex_of(company) is None


def test_sex_follows_from_the_number() -> None:
    assert sex_of(PersonState(number="095190004321")) is Sex.FEMALE
    assert sex_of(PersonState(number="095190004321", sex="male")) is Sex.MALE


@pytest.mark.parametrize(
    ("typed", "tidy"), [("120390", "12/03/1990"), ("150722", "15/07/2022"), ("310290", "310290"), ("", "")]
)
def test_days_are_typed_without_slashes(typed: str, tidy: str) -> None:
    assert tidy_day(typed, TODAY) == tidy


def test_an_edited_card_field_says_what_the_card_said() -> None:
    person = filled().visitor
    assert notes_of(person, TODAY, plain)["name"].words == "Từ thẻ"
    person.name = "TRẦN THỊ BÍCH PHƯƠNG"
    assert notes_of(person, TODAY, plain)["name"].words == "Đã sửa, thẻ ghi TRẦN THỊ BÍCH PHƯỢNG"
    assert not party_of(person, TODAY, plain).from_card


def test_wrong_beats_from_card() -> None:
    person = filled().visitor
    person.number = person.told["number"] = "095 290 004 321"
    note = notes_of(person, TODAY, plain)["number"]
    assert (note.state, note.words) == ("bad", "Chữ số thứ 4 phải là 1 (nữ, sinh 1990)")


def test_a_torn_card_tells_what_is_missing() -> None:
    problem = parse_card("095190004321||TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ||")
    assert isinstance(problem, CardProblem)
    person = person_of_scan(DamagedCard(problem), plain, datetime(2026, 11, 19, 9, 4))
    assert person.trouble == "Mã QR thiếu nơi thường trú và ngày cấp."
    assert notes_of(person, TODAY, plain)["issued"].words == "Chưa có"


def test_machine_lines_ask_for_the_marks_of_the_name() -> None:
    card = replace(read_card(), name="TRAN THI BICH PHUONG")
    person = person_of_scan(CardScan(card, machine_lines=True), plain, datetime(2026, 11, 19, 9, 4))
    assert person.trouble == "Đọc từ dòng máy đọc: họ tên không có dấu, gõ lại theo mặt thẻ."


def test_a_reason_lets_a_wrong_number_pass() -> None:
    state = filled()
    state.visitor.number = "095 290 004 321"
    assert places(state) == ["visitor.number"]
    state.visitor.override = "đã đối chiếu thẻ gốc"
    assert places(state) == []
    assert to_form(state, PROCEDURE, TODAY, plain).applicant.owner.override_reason == "đã đối chiếu thẻ gốc"


def test_papers_of_another_case_stay_out() -> None:
    state = filled()
    state.case = "chua-ket-hon"
    names = [paper.key for paper in to_form(state, PROCEDURE, TODAY, plain).papers]
    assert "ban-an-hoac-quyet-dinh-ly-hon" not in names
    state.case = "da-ly-hon"
    assert len(to_form(state, PROCEDURE, TODAY, plain).papers) == 2


def test_filing_for_another_wants_the_authorisation_but_lets_kin_pass() -> None:
    state = filled()
    state.filed_for, state.relation = "person", "child"
    state.owner = replace(state.visitor, name="PHẠM THỊ ÚT", number="095164002917", told={}, source="", born="")
    found = gaps(state, PROCEDURE, TODAY, plain)
    assert [(gap.place, gap.must) for gap in found] == [("papers", False)]


def test_counting_to_zero_takes_a_paper_away_and_an_added_one_stays_until_deleted() -> None:
    state = filled()
    paper = next(p for p in PROCEDURE.papers if p.need is Need.REQUIRED)
    count(state, paper.key, "originals", 0)
    assert paper.key not in state.papers
    key = add_paper(state, " Đơn  trình bày ")
    assert state.papers[key] == PaperState(originals=1, name="Đơn trình bày")
    count(state, key, "originals", 0)
    assert key in state.papers


def test_a_supplement_request_proposes_every_missing_paper_with_a_reason() -> None:
    state = filled()
    state.papers = {}
    items = supplement_items(state, PROCEDURE)
    assert [(item.originals, item.certified) for item in items] == [(1, 0), (0, 1)]
    assert all(PROCEDURE.code in item.reason for item in items)


def test_a_saved_form_comes_back_as_it_was() -> None:
    form = to_form(filled(), PROCEDURE, TODAY, plain)
    assert form.applicant.owner.from_card
    assert corrected(form) == form


def corrected(form: IntakeForm, **touched: str) -> IntakeForm:
    """Return a form that went to the screen and the disk and back, with other words in fields of the visitor."""
    state = FormState.from_data(from_form(form, "correct", "subject", "H12.142-261119-3001").to_data())
    for name, text in touched.items():
        setattr(state.visitor, name, text)
    return to_form(state, PROCEDURE, TODAY, plain)


_DAYS = st.none() | st.dates(date(1900, 1, 1), TODAY)
_PARTIES = st.builds(
    Party,
    kind=st.sampled_from(PartyKind),
    name=st.text(),
    id_kind=st.sampled_from(IdKind),
    id_number=st.text("0123456789C", max_size=13),
    birth_date=_DAYS,
    sex=st.none() | st.sampled_from(Sex),
    id_issued_on=_DAYS,
    address=st.builds(Address, line=st.text(), commune_code=st.sampled_from(["", "31985"]), commune=st.text()),
    phone=st.text("0123456789+ .", max_size=13),
    email=st.text(),
    representative=st.text(),
    from_card=st.booleans(),
    override_reason=st.text(),
)


@given(owner=_PARTIES, filer=st.none() | _PARTIES, relation=st.sampled_from(["child", "authorised"]))
def test_who_is_not_touched_in_a_correction_stays_exactly_as_saved(
    owner: Party, filer: Party | None, relation: str
) -> None:
    form = to_form(filled(), PROCEDURE, TODAY, plain)
    if owner.kind is PartyKind.ORGANISATION:
        relation = "authorised"
    form = replace(form, applicant=Applicant(owner, filer, Authorisation(relation, "Số 5") if filer else None))
    assert corrected(form) == form


def test_a_correction_changes_only_what_was_touched() -> None:
    form = to_form(filled(), PROCEDURE, TODAY, plain)
    owner = replace(form.applicant.owner, address=Address("Ấp Cái Dầy", "31985", "xã Vĩnh Lợi", "tỉnh Cà Mau"))
    form = replace(form, applicant=Applicant(owner))
    assert corrected(form, phone="0918 204 757").applicant.owner == replace(owner, phone="0918204757")
    renamed = corrected(form, name="TRẦN THỊ BÍCH PHƯƠNG").applicant.owner
    assert renamed == replace(owner, name="TRẦN THỊ BÍCH PHƯƠNG", from_card=False)
    moved = corrected(form, address="Ấp Xẻo Chích").applicant.owner
    assert moved == replace(owner, address=Address("Ấp Xẻo Chích"))


@given(
    typed=st.builds(
        FormState,
        act_id=st.text(min_size=1),
        search=st.text(),
        visitor=st.builds(PersonState, name=st.text(), number=st.text(), born=st.text(), phone=st.text()),
        procedure_text=st.text(),
        amounts=st.dictionaries(st.text(), st.text(), max_size=3),
        note=st.text(),
    )
)
def test_a_draft_keeps_whatever_was_typed(typed: FormState) -> None:
    assert FormState.from_data(typed.to_data()) == typed


@given(number=st.text(max_size=14), born=st.text(max_size=10), phone=st.text(max_size=14))
def test_nothing_typed_breaks_the_checks(number: str, born: str, phone: str) -> None:
    state = filled()
    state.visitor = PersonState(name="Út", number=number, born=born, phone=phone)
    gaps(state, PROCEDURE, TODAY, plain)
    to_form(state, PROCEDURE, TODAY, plain)
