"""The main job: received, asked for more, refused, corrected; each act once and whole."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from office_fixtures import (
    BIRTH,
    CERTIFY,
    MARRIAGE,
    OPEN_ENDED,
    PROCEDURES,
    Clock,
    again,
    form,
    person,
    postal_clerk,
)
from sqlalchemy import func, select

from app.domain import dossier
from app.domain.calendar import CalendarDay, DayKind
from app.domain.dossier import DossierState
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.intake import IntakeForm, PaperCount, Payment, RefusalReason, ResultWay, SupplementItem
from app.domain.office import Actor, Role
from app.domain.people import Address, Applicant
from app.domain.procedures import FeeItem, FeeKind
from app.models.tables import Base, Counter, DraftRow, EventRow, PrintJobRow
from app.services import intake, papers
from app.services.dossiers import open_dossier
from app.services.drafts import Draft, keep_draft, list_drafts
from app.services.house import House
from app.services.intake import (
    IncompleteError,
    add_note,
    correct_dossier,
    form_of,
    preview_receipt,
    receive_dossier,
    refuse_at_intake,
    request_supplement,
)
from app.services.intake_data import fees_of
from app.services.offices import set_calendar_days
from app.services.print_jobs import PrintPlan, list_jobs
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.storage.event_log import events_of

PLAN = PrintPlan()
SILENT = PrintPlan(receipt=False, labels=0)
ITEM = SupplementItem("Tờ khai", originals=1, reason="Chưa ký")
REASON = RefusalReason("Không thuộc thẩm quyền", "khoản 1 Điều 22 NĐ 23/2015/NĐ-CP", "Nộp tại nơi cư trú")


def events(house: House, subject_id: str) -> list[Event]:
    with house.db.read() as session:
        return events_of(session, dossier.KIND, subject_id)


def rows(house: House) -> dict[str, int]:
    """Count the rows of every table."""
    with house.db.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


# -- received


def test_a_form_becomes_a_dossier_with_code_due_date_event_receipt_and_label(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    assert received.code == "H12.142-261119-3001"
    assert received.received_at.strftime("%H:%M %d/%m/%Y") == "09:04 19/11/2026"
    assert received.due is not None
    # 24/11 is a day off: Thursday + 3 working days = 20, 23, 25
    assert received.due.due_at == datetime(2026, 11, 25, 17)
    [event] = events(house, received.subject_id)
    assert (event.type, event.payload["code"], event.payload["counter"]) == (dossier.RECEIVED, received.code, "Quầy 3")
    assert event.payload["due"]["due_at"] == "2026-11-25T17:00:00"
    assert event.actor_id == clerk.staff_id
    jobs = list_jobs(house, subject_id=received.subject_id)
    assert {job.job_id for job in jobs} == set(received.jobs)
    assert sorted((job.kind, job.state, job.role) for job in jobs) == [
        ("label", "queued", "label"),
        ("receipt", "queued", "a4"),
    ]
    assert {job.document["stamp"]["event_hash"] for job in jobs} == {received.event_hash}
    assert open_dossier(house, received.subject_id).hash == received.event_hash
    assert received.changed.kinds == {"dossier", "print", "draft"}
    assert received.changed.ids == {received.subject_id}


def test_the_counter_chooses_what_it_prints(house: House, clerk: Actor) -> None:
    assert receive_dossier(house, clerk, form(house), SILENT).jobs == ()
    [label] = receive_dossier(house, clerk, form(house), PrintPlan(receipt=False, labels=3)).jobs
    assert next(job for job in list_jobs(house) if job.job_id == label).document["quantity"] == 3


def test_a_procedure_without_a_limit_gets_no_invented_due_date(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house, OPEN_ENDED), PLAN)
    assert received.due is None
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    assert receipt.document["due_at"] is None
    assert receipt.document["due_text"]


def test_a_note_of_the_form_becomes_a_note_of_the_dossier(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, replace(form(house), note=" Mẹ già, gọi cho con "), SILENT)
    assert open_dossier(house, received.subject_id).notes == ("Mẹ già, gọi cho con",)
    assert [event.type for event in events(house, received.subject_id)] == [dossier.RECEIVED, dossier.NOTED]


def test_the_draft_goes_with_the_save(house: House, clerk: Actor) -> None:
    saved = form(house)
    keep_draft(house, Draft(saved.act_id, "intake", clerk.staff_id, "Huỳnh", {}, house.local_now()))
    keep_draft(house, Draft("other", "intake", clerk.staff_id, "Khác", {}, house.local_now()))
    receive_dossier(house, clerk, saved, SILENT)
    assert [draft.draft_id for draft in list_drafts(house, "intake")] == ["other"]


def test_pressing_save_twice_saves_once(house: House, clerk: Actor) -> None:
    saved = form(house)
    first = receive_dossier(house, clerk, saved, PLAN)
    before = rows(house)
    second = receive_dossier(house, clerk, saved, PLAN)
    assert (second.code, second.subject_id, second.event_hash) == (first.code, first.subject_id, first.event_hash)
    assert (second.due, second.received_at) == (first.due, first.received_at)
    assert second.jobs == ()
    assert rows(house) == before


def test_two_threads_saving_the_same_form_save_it_once(house: House, clerk: Actor) -> None:
    saved = form(house)
    together = threading.Barrier(4)
    codes: list[str] = []

    def save() -> None:
        together.wait()
        codes.append(receive_dossier(house, clerk, saved, PLAN).code)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["H12.142-261119-3001"] * 4
    assert rows(house)["dossiers"] == 1
    assert rows(house)["print_jobs"] == 2


def test_threads_saving_different_forms_get_different_codes_and_one_mark(house: House, clerk: Actor) -> None:
    forms = [form(house) for _ in range(6)]
    codes: list[str] = []
    threads = [
        threading.Thread(target=lambda f=f: codes.append(receive_dossier(house, clerk, f, SILENT).code)) for f in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(code[-4:] for code in codes) == [f"300{n}" for n in range(1, 7)]
    assert house.number_mark.read_text() == '{"H12.142 2026-11-19":{"3":6}}'


@pytest.mark.parametrize("moment", ["queue_receipt", "append"])
def test_a_failure_after_the_number_leaves_no_trace(
    house: House, clerk: Actor, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """No number used, no event, no job, no mark: the next dossier gets the number as if nothing had been."""
    before = rows(house)
    room: Any = papers if moment == "queue_receipt" else intake
    original = getattr(room, moment)

    def fail(*args: Any, **kwargs: Any) -> Any:
        original(*args, **kwargs)
        raise OSError("power")

    with monkeypatch.context() as patch:
        patch.setattr(room, moment, fail)
        with pytest.raises(OSError, match="power"):
            receive_dossier(house, clerk, form(house), PLAN)
    assert rows(house) == before
    assert not house.number_mark.exists()
    assert receive_dossier(house, clerk, form(house), PLAN).code.endswith("-3001")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda f: replace(f, applicant=Applicant(replace(f.applicant.owner, name=""))), "owner"),
        (lambda f: replace(f, applicant=Applicant(f.applicant.owner, person("Lê Ẩn"))), "authorisation"),
        (lambda f: replace(f, procedure_code=""), "procedure"),
        (lambda f: replace(f, case=""), "case"),
        (lambda f: replace(f, papers=()), "papers"),
        (lambda f: replace(f, result_way=ResultWay.POST), "result_address"),
        (lambda f: replace(f, payment=Payment.EXEMPT), "fees"),
    ],
)
def test_what_a_form_lacks_keeps_it_from_being_saved(
    house: House, clerk: Actor, change: Callable[[IntakeForm], IntakeForm], place: str
) -> None:
    before = rows(house)
    with pytest.raises(IncompleteError) as trouble:
        receive_dossier(house, clerk, change(form(house)), PLAN)
    assert place in {lack.place for lack in trouble.value.lacks}
    assert trouble.value.sentence == trouble.value.lacks[0].sentence
    assert rows(house) == before


def test_a_procedure_that_the_catalogue_does_not_have_is_told(house: House, clerk: Actor) -> None:
    with pytest.raises(UserError, match=r"không có thủ tục 9\.999999"):
        receive_dossier(house, clerk, replace(form(house), procedure_code="9.999999"), PLAN)


def test_who_has_no_right_to_receive_receives_nothing(house: House) -> None:
    administrator = Actor("x", "Quản trị", roles=(Role.ADMINISTRATOR,))
    before = rows(house)
    for attempt in (
        lambda: receive_dossier(house, administrator, form(house), PLAN),
        lambda: request_supplement(house, administrator, form(house), [ITEM], PLAN),
        lambda: refuse_at_intake(house, administrator, form(house), [REASON], PLAN),
        lambda: correct_dossier(house, administrator, "s", form(house), "x", PLAN),
        lambda: add_note(house, administrator, "s", "x"),
    ):
        with pytest.raises(UserError, match="không được làm"):
            attempt()
    assert rows(house) == before


def test_the_procedure_is_frozen_with_the_version_of_that_day(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), SILENT)
    publish_procedures(house, SYSTEM_ACTOR, [replace(PROCEDURES[MARRIAGE], name="Tên mới", version=2)])
    page = open_dossier(house, received.subject_id)
    assert page.data["procedure"]["name"] == PROCEDURES[MARRIAGE].name
    assert page.line.procedure_name == PROCEDURES[MARRIAGE].name


def test_fees_are_reckoned_and_an_exemption_names_its_reason(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house, CERTIFY), SILENT)
    [line] = open_dossier(house, received.subject_id).data["fees"]
    assert (line["quantity"], line["amount"]) == (3, 6_000)
    free = replace(form(house, CERTIFY), payment=Payment.EXEMPT, exemption="hộ nghèo")
    [exempt] = fees_of(free, PROCEDURES[CERTIFY], date(2026, 11, 19))
    assert (exempt.amount, exempt.exempt_reason) == (0, "hộ nghèo")


# -- supplement and refusal


def test_a_supplement_slip_gives_a_code_that_the_dossier_keeps_when_the_citizen_comes_back(
    house: House, clerk: Actor, clock: Clock
) -> None:
    asked = replace(form(house), papers=())
    slip = request_supplement(house, clerk, asked, [ITEM], PLAN)
    assert (slip.code, slip.number) == ("H12.142-261119-3001", "30001/HDHS")
    page = open_dossier(house, slip.subject_id)
    assert (page.line.state, page.line.due_at) == (DossierState.SUPPLEMENT, None)
    [job] = list_jobs(house)
    assert (job.kind, job.document["round"], job.document["items"][0]["name"]) == ("supplement", 1, "Tờ khai")
    clock.set_local(2026, 11, 20, 14, 0)
    received = receive_dossier(house, clerk, form(house), PLAN, slip.subject_id)
    assert (received.subject_id, received.code) == (slip.subject_id, slip.code)
    assert received.received_at.date() == date(2026, 11, 20), "the clock runs from the complete file"
    assert open_dossier(house, slip.subject_id).attention == ()
    assert receive_dossier(house, clerk, form(house), PLAN).code == "H12.142-261120-3001"


def test_a_second_slip_is_the_second_round_with_a_number_of_its_own(house: House, clerk: Actor) -> None:
    first = request_supplement(house, clerk, form(house), [ITEM], PLAN)
    second = request_supplement(house, clerk, form(house), [ITEM], PLAN, first.subject_id)
    assert (second.code, second.number) == (first.code, "30002/HDHS")
    assert [event.payload["round"] for event in events(house, first.subject_id)] == [1, 2]


def test_pressing_print_slip_twice_makes_one(house: House, clerk: Actor) -> None:
    asked = form(house)
    first = request_supplement(house, clerk, asked, [ITEM], PLAN)
    second = request_supplement(house, clerk, asked, [ITEM], PLAN)
    assert (second.code, second.number, second.jobs) == (first.code, first.number, ())
    assert rows(house)["dossiers"] == 1


def test_a_form_saved_as_a_slip_is_not_saved_as_a_dossier_by_the_next_key(house: House, clerk: Actor) -> None:
    asked = form(house)
    slip = request_supplement(house, clerk, asked, [ITEM], PLAN)
    for attempt in (
        lambda: receive_dossier(house, clerk, asked, PLAN),
        lambda: refuse_at_intake(house, clerk, asked, [REASON], PLAN),
        lambda: correct_dossier(house, clerk, slip.subject_id, asked, "x", PLAN),
    ):
        with pytest.raises(UserError, match="đã lưu rồi"):
            attempt()
    assert len(events(house, slip.subject_id)) == 1


@pytest.mark.parametrize(
    ("items", "code"), [([], "NO-ITEMS"), ([ITEM, replace(ITEM, name="Bản án", reason=" ")], "NO-REASON")]
)
def test_a_slip_says_what_to_bring_and_why(house: House, clerk: Actor, items: list[SupplementItem], code: str) -> None:
    with pytest.raises(UserError) as trouble:
        request_supplement(house, clerk, form(house), items, PLAN)
    assert trouble.value.code == code


@pytest.mark.parametrize("change", [{"procedure_code": ""}, {"applicant": Applicant(person(" "))}])
def test_a_slip_needs_a_visitor_and_a_procedure(house: House, clerk: Actor, change: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="Cần tên người nộp và thủ tục"):
        request_supplement(house, clerk, replace(form(house), **change), [ITEM], PLAN)


def test_a_refusal_names_its_provision_and_is_signed_by_the_decider(house: House, clerk: Actor) -> None:
    slip = refuse_at_intake(house, clerk, form(house), [REASON], PLAN)
    assert slip.number == "30001/TCHS"
    assert open_dossier(house, slip.subject_id).line.state is DossierState.REFUSED
    [job] = list_jobs(house)
    assert (job.kind, job.document["signer"], job.document["signer_role"]) == ("refusal", "Phạm Quốc Toàn", "GIÁM ĐỐC")
    assert job.document["reasons"][0]["provision"] == REASON.provision
    assert refuse_at_intake(house, clerk, form(house), [REASON], SILENT).jobs == ()


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        ([], "NO-REASON"),
        ([replace(REASON, fact=" ")], "NO-REASON"),
        ([REASON, replace(REASON, provision=" ")], "NO-PROVISION"),
    ],
)
def test_a_refusal_without_fact_or_provision_is_refused(
    house: House, clerk: Actor, reasons: list[RefusalReason], code: str
) -> None:
    with pytest.raises(UserError) as trouble:
        refuse_at_intake(house, clerk, form(house), reasons, PLAN)
    assert trouble.value.code == code
    assert rows(house)["dossiers"] == 0


def test_a_contact_that_waits_for_a_supplement_may_be_refused_in_the_end(house: House, clerk: Actor) -> None:
    asked = request_supplement(house, clerk, form(house), [ITEM], PLAN)
    refused = refuse_at_intake(house, clerk, form(house), [REASON], PLAN, asked.subject_id)
    assert (refused.subject_id, refused.code) == (asked.subject_id, asked.code)
    assert open_dossier(house, asked.subject_id).attention == ()


def test_a_received_dossier_is_not_received_asked_or_refused_at_intake_again(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    for attempt in (
        lambda: receive_dossier(house, clerk, form(house), PLAN, received.subject_id),
        lambda: request_supplement(house, clerk, form(house), [ITEM], PLAN, received.subject_id),
        lambda: refuse_at_intake(house, clerk, form(house), [REASON], PLAN, received.subject_id),
    ):
        with pytest.raises(UserError, match="không còn chờ bổ sung"):
            attempt()
    assert len(events(house, received.subject_id)) == 1
    with pytest.raises(UserError, match="Không tìm thấy"):
        receive_dossier(house, clerk, form(house), PLAN, "nowhere")


# -- correction


def test_a_correction_keeps_the_code_and_writes_only_what_changed(house: House, clerk: Actor, clock: Clock) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, PLAN)
    clock.set_local(2026, 11, 23, 10, 0)
    corrected = correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), " nhầm số bộ ", PLAN)
    assert (corrected.code, corrected.due, corrected.received_at) == (received.code, received.due, received.received_at)
    assert corrected.event_hash != received.event_hash
    last = events(house, received.subject_id)[-1]
    assert last.payload == {"changes": {"sets": 2}, "personal_keys": []}
    assert last.personal == {"reason": "nhầm số bộ"}
    receipt = list_jobs(house, subject_id=received.subject_id)
    newest = next(job for job in receipt if job.kind == "receipt")
    assert newest.document["stamp"]["replaces"] == "bản in lúc 09:04 ngày 19/11/2026, lý do: nhầm số bộ"
    assert newest.document["sets"] == 2


def test_a_corrected_person_is_the_only_thing_written_and_lies_beside_the_body(house: House, clerk: Actor) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    applicant = Applicant(replace(saved.applicant.owner, phone="0900000999"))
    correct_dossier(house, clerk, received.subject_id, again(house, saved, applicant=applicant), "sai số", SILENT)
    last = events(house, received.subject_id)[-1]
    assert last.payload == {"changes": {}, "personal_keys": ["applicant"]}
    assert last.personal is not None
    assert last.personal["applicant"]["owner"]["phone"] == "0900000999"
    assert open_dossier(house, received.subject_id).line.phone == "0900000999"


def test_another_case_gets_its_own_limit_from_the_original_receipt(house: House, clerk: Actor, clock: Clock) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    clock.set_local(2026, 11, 23, 16, 0)
    other = form(house, case="ly_hon")
    corrected = correct_dossier(house, clerk, received.subject_id, other, "đã ly hôn", PLAN)
    assert corrected.received_at == received.received_at
    assert received.due is not None
    assert corrected.due is not None
    direct = receive_dossier(house, clerk, form(house, case="ly_hon"), SILENT)
    assert direct.due is not None
    assert received.due.due_at < corrected.due.due_at < direct.due.due_at
    assert set(events(house, received.subject_id)[-1].payload["changes"]) == {"case", "due", "papers"}


def test_a_correction_of_something_else_leaves_the_due_date_whatever_the_calendar_says_now(
    house: House, clerk: Actor
) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    set_calendar_days(house, clerk, [CalendarDay(date(2026, 11, 23), DayKind.OFF, "mất điện")])
    corrected = correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "x", SILENT)
    assert corrected.due == received.due


def test_another_procedure_is_taken_from_the_catalogue_in_use(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house, BIRTH), SILENT)
    corrected = correct_dossier(house, clerk, received.subject_id, form(house, MARRIAGE), "chọn nhầm", SILENT)
    assert corrected.code == received.code
    assert open_dossier(house, received.subject_id).line.procedure_code == MARRIAGE


def test_the_same_procedure_keeps_the_version_it_was_received_under(house: House, clerk: Actor) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    dearer = replace(PROCEDURES[MARRIAGE], version=2, fees=(FeeItem("lp", "Lệ phí", FeeKind.CHARGE, 99_000),))
    publish_procedures(house, SYSTEM_ACTOR, [dearer])
    correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "x", SILENT)
    assert set(events(house, received.subject_id)[-1].payload["changes"]) == {"sets"}


def test_nothing_changed_is_no_correction_even_in_decomposed_letters(house: House, clerk: Actor) -> None:
    saved = form(house, post=True)
    received = receive_dossier(house, clerk, saved, SILENT)
    owner = saved.applicant.owner
    decomposed = Applicant(replace(owner, name=unicodedata.normalize("NFD", owner.name)))
    for same in (
        again(house, saved),
        again(house, saved, applicant=decomposed),
        form_of(house, received.subject_id, "x"),
    ):
        with pytest.raises(UserError, match="Chưa có gì thay đổi"):
            correct_dossier(house, clerk, received.subject_id, same, "x", SILENT)
    assert len(events(house, received.subject_id)) == 1


def test_an_address_that_is_no_longer_wanted_goes(house: House, clerk: Actor) -> None:
    saved = form(house, post=True)
    received = receive_dossier(house, clerk, saved, SILENT)
    fetched = again(house, saved, result_way=ResultWay.COUNTER, result_address=None)
    correct_dossier(house, clerk, received.subject_id, fetched, "tự đến nhận", SILENT)
    assert form_of(house, received.subject_id, "x").result_address is None
    assert events(house, received.subject_id)[-1].payload["personal_keys"] == ["result_address"]


def test_pressing_correct_twice_corrects_once(house: House, clerk: Actor) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    change = again(house, saved, sets=2)
    first = correct_dossier(house, clerk, received.subject_id, change, "x", PLAN)
    second = correct_dossier(house, clerk, received.subject_id, change, "x", PLAN)
    assert (second.event_hash, second.jobs) == (first.event_hash, ())
    assert len(events(house, received.subject_id)) == 2


def test_a_correction_needs_a_reason_a_complete_form_and_a_receipt(house: House, clerk: Actor) -> None:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    with pytest.raises(UserError, match="Chưa ghi lý do"):
        correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), " ", PLAN)
    with pytest.raises(IncompleteError):
        correct_dossier(house, clerk, received.subject_id, again(house, saved, papers=()), "x", PLAN)
    slip = request_supplement(house, clerk, form(house), [ITEM], PLAN)
    with pytest.raises(UserError, match="chưa được tiếp nhận"):
        correct_dossier(house, clerk, slip.subject_id, form(house), "x", PLAN)
    with pytest.raises(UserError, match="Không tìm thấy"):
        correct_dossier(house, clerk, "nowhere", form(house), "x", PLAN)


def test_postal_staff_correct_what_they_took_in(house: House) -> None:
    saved = form(house)
    received = receive_dossier(house, postal_clerk(), saved, SILENT)
    correct_dossier(house, postal_clerk(), received.subject_id, again(house, saved, sets=2), "x", SILENT)


# -- notes, forms, preview


def test_a_note_lies_beside_the_body_and_needs_text_and_a_dossier(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), SILENT)
    changed = add_note(house, clerk, received.subject_id, " Gọi lại ")
    assert changed.ids == {received.subject_id}
    last = events(house, received.subject_id)[-1]
    assert (last.payload, last.personal) == ({}, {"text": "Gọi lại"})
    with pytest.raises(UserError, match="đang trống"):
        add_note(house, clerk, received.subject_id, "  ")
    with pytest.raises(UserError, match="Không tìm thấy"):
        add_note(house, clerk, "nowhere", "x")
    assert rows(house)["dossiers"] == 1


def test_a_saved_dossier_comes_back_as_the_form_that_made_it(house: House, clerk: Actor) -> None:
    saved = replace(
        form(house, filer=person("Thạch Thị Mỹ Lệ", "095193007842"), post=True),
        fee_amounts={"lp": 8_000},
        payment=Payment.EXEMPT,
        exemption="người cao tuổi",
        sets=2,
    )
    received = receive_dossier(house, clerk, saved, SILENT)
    assert form_of(house, received.subject_id, saved.act_id) == saved


def test_an_erased_applicant_leaves_a_form_without_a_name(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), SILENT)
    with house.db.write() as session:
        row = intake._row(session, received.subject_id)
        row.state_data = {**row.state_data, "applicant": None}
    assert form_of(house, received.subject_id, "x").applicant.owner.name == ""


def test_a_preview_shows_the_receipt_and_writes_nothing(house: House, clerk: Actor, clock: Clock) -> None:
    saved = form(house)
    before = rows(house)
    preview = preview_receipt(house, clerk, saved)
    assert rows(house) == before
    received = receive_dossier(house, clerk, saved, PLAN)
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt").document
    assert preview.codes.code == "H12.142-261119-0000"
    assert (preview.due_at, preview.owner_name) == (received.due and received.due.due_at, receipt["owner_name"])
    clock.set_local(2026, 11, 23, 10, 0)
    of_correction = preview_receipt(house, clerk, again(house, saved, sets=2), received.subject_id)
    assert (of_correction.codes.code, of_correction.sets) == (received.code, 2)
    assert of_correction.due_at == preview.due_at


def test_the_act_is_found_again_by_its_rows(house: House, clerk: Actor) -> None:
    saved = replace(form(house), note="x")
    receive_dossier(house, clerk, saved, PLAN)
    with house.db.read() as session:
        types = session.scalars(
            select(EventRow.type).where(EventRow.act_id == saved.act_id).order_by(EventRow.position)
        )
        assert list(types) == [dossier.RECEIVED, dossier.NOTED]
        assert session.scalars(select(Counter.last).where(Counter.prefix == "H12.142")).one() == 1
        assert session.scalars(select(func.count()).select_from(DraftRow)).one() == 0
        assert session.scalars(select(func.count()).select_from(PrintJobRow)).one() == 2


def test_papers_count_as_they_were_taken(house: House, clerk: Actor) -> None:
    taken = (PaperCount("to_khai", "Tờ khai", 2, 1, 3), PaperCount("khac", "Giấy khác", shown=True))
    received = receive_dossier(house, clerk, replace(form(house, BIRTH), papers=taken), SILENT)
    assert form_of(house, received.subject_id, "x").papers == taken


def test_an_address_without_words_is_no_address(house: House, clerk: Actor) -> None:
    empty = replace(form(house, post=True), result_address=Address())
    with pytest.raises(IncompleteError, match="địa chỉ nhận kết quả"):
        receive_dossier(house, clerk, empty, SILENT)
