"""The ledger of prints: queued with the act, taken one by one, failed without harm, printed again with a number."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from office_fixtures import Clock, form

from app.domain import dossier
from app.domain.errors import UserError
from app.domain.office import Actor, Role, TicketService
from app.printing.documents import PrinterTestDoc, PrintStamp, from_data
from app.printing.handing import Handed, SpoolPlace
from app.printing.spooler import VANISHED, SpoolState, Stage
from app.services.dossiers import open_dossier
from app.services.house import House, the_desk
from app.services.intake import Received, receive_dossier
from app.services.offices import change_office
from app.services.paper_archive import archive_pdf, archived
from app.services.papers import print_guide, print_label
from app.services.print_jobs import (
    DISMISSED,
    DONE,
    FAILED,
    LABEL,
    PRINTING,
    QUEUED,
    SENT,
    PrintJob,
    PrintPlan,
    attempt_document,
    begin_attempt,
    count_jobs,
    dismiss_job,
    fail_job,
    finish_job,
    follow_job,
    list_jobs,
    list_on_their_way,
    list_to_withdraw,
    note_withdrawn,
    queue_print,
    reprint,
    requeue_job,
    retry_job,
    send_job,
    spool_name,
    take_job,
)
from app.services.procedures import list_procedures
from app.services.tickets import issue_ticket

SHA = "ab" * 32


@pytest.fixture
def received(house: House, clerk: Actor) -> Received:
    return receive_dossier(house, clerk, form(house), PrintPlan())


def job_of(house: House, kind: str) -> PrintJob:
    return next(job for job in list_jobs(house) if job.kind == kind)


def take(house: House) -> PrintJob:
    job = take_job(house)
    assert job is not None
    return job


def test_jobs_are_taken_oldest_first_and_once(house: House, received: Received) -> None:
    assert count_jobs(house) == {QUEUED: 2}
    assert [take(house).kind, take(house).kind] == ["receipt", "label"]
    assert take_job(house) is None
    assert count_jobs(house) == {PRINTING: 2}


def test_a_finished_job_is_in_the_ledger_and_in_the_dossiers_log(
    house: House, received: Received, clock: Clock
) -> None:
    job = take(house)
    clock.now += timedelta(minutes=2)
    changed = finish_job(house, job.job_id, "HP LaserJet", SHA)
    assert changed.kinds == {"print", dossier.KIND}
    assert changed.ids == {received.subject_id}
    done = job_of(house, "receipt")
    assert (done.state, done.printer, done.pdf_sha256, done.error) == (DONE, "HP LaserJet", SHA, "")
    assert done.finished_at is not None
    assert done.finished_at - done.queued_at > timedelta(minutes=1)
    entry = open_dossier(house, received.subject_id).timeline[-1]
    assert (entry.type, entry.who) == (dossier.PRINTED, "Lê Thu Hà")


def test_a_failed_print_waits_for_an_answer_and_a_retry_keeps_its_id(house: House, received: Received) -> None:
    job = take(house)
    fail_job(house, job.job_id, "Hết giấy.", "HP")
    failed = job_of(house, "receipt")
    assert (failed.state, failed.error, failed.printer) == (FAILED, "Hết giấy.", "HP")
    assert open_dossier(house, received.subject_id).line.code == received.code
    assert [job.job_id for job in list_jobs(house, state=FAILED)] == [failed.job_id]
    retry_job(house, job.job_id)
    assert take(house).job_id == job.job_id, "the oldest again"
    retry_job(house, job.job_id)
    assert job_of(house, "receipt").state == PRINTING, "only what failed is tried again"


def test_what_was_printing_when_the_program_ended_is_queued_again(house: House, received: Received) -> None:
    job = take(house)
    requeue_job(house, job.job_id)
    assert count_jobs(house) == {QUEUED: 2}
    assert take(house).job_id == job.job_id


def sent(house: House) -> PrintJob:
    """Hand the receipt to a queue."""
    job = begin_attempt(house, take(house), "HP", "HP", SHA)
    place = SpoolPlace("HP", spool_name(job.job_id, job.attempts))
    assert job.place == place
    send_job(house, job.job_id, Handed(place))
    return job_of(house, "receipt")


def test_a_sent_paper_is_printed_only_when_its_queue_says_so(house: House, received: Received) -> None:
    job = sent(house)
    assert (job.state, job.on_its_way, job.attempts) == (SENT, True, 1)
    assert [one.job_id for one in list_on_their_way(house)] == [job.job_id]
    assert len(open_dossier(house, received.subject_id).timeline) == 1
    follow_job(house, job.job_id, SpoolState(Stage.WAITING, "Máy in hết giấy.", 17))
    waits = job_of(house, "receipt")
    assert (waits.state, waits.error, waits.place and waits.place.number) == (SENT, "Máy in hết giấy.", 17)
    assert follow_job(house, job.job_id, SpoolState(Stage.WAITING, "Máy in hết giấy.", 17)) is None
    changed = follow_job(house, job.job_id, SpoolState(Stage.DONE))
    assert changed is not None
    assert changed.kinds == {"print", dossier.KIND}
    done = job_of(house, "receipt")
    assert (done.state, done.error, done.place, done.pdf_sha256) == (DONE, "", None, SHA)
    assert open_dossier(house, received.subject_id).timeline[-1].type == dossier.PRINTED
    assert follow_job(house, job.job_id, SpoolState(Stage.FAILED, "zu spät")) is None, "over is over"


@pytest.mark.parametrize("handed", ["by a queue that forgets", "to a device that tells nothing"])
def test_a_paper_nobody_can_ask_about_stays_sent_and_is_never_called_printed(
    house: House, received: Received, handed: str
) -> None:
    if "queue" in handed:
        follow_job(house, sent(house).job_id, SpoolState(Stage.LEFT))
    else:
        send_job(house, begin_attempt(house, take(house), "LAN", "", SHA).job_id, Handed())
    job = job_of(house, "receipt")
    assert (job.state, job.on_its_way, job.place) == (SENT, False, None)
    assert list_on_their_way(house) == []
    assert open_dossier(house, received.subject_id).timeline[-1].type == dossier.PRINTED
    retry_job(house, job.job_id)
    dismiss_job(house, job.job_id)
    assert job_of(house, "receipt").state == SENT, "printing it again is a reprint with its reason"


def test_a_job_its_queue_dropped_fails_and_its_next_paper_says_it_is_the_second(
    house: House, received: Received
) -> None:
    job = sent(house)
    follow_job(house, job.job_id, SpoolState(Stage.VANISHED))
    failed = job_of(house, "receipt")
    assert (failed.state, failed.error, failed.place) == (FAILED, VANISHED, None)
    retry_job(house, job.job_id)
    again = take(house)
    assert again.job_id == job.job_id
    assert attempt_document(again).stamp.attempt == 2
    second = begin_attempt(house, again, "HP", "HP", SHA)
    assert second.place is not None
    assert second.place.name.endswith("-2")
    send_job(house, job.job_id, Handed(second.place))
    follow_job(house, job.job_id, SpoolState(Stage.DONE))
    assert from_data(dict(job_of(house, "receipt").document)).stamp.attempt == 2, "the ledger shows what was printed"


def test_a_sending_without_ink_does_not_count(house: House, received: Received) -> None:
    job = sent(house)
    follow_job(house, job.job_id, SpoolState(Stage.FAILED, "Đã hủy.", inked=False))
    retry_job(house, job.job_id)
    again = take(house)
    assert attempt_document(again).stamp.attempt == 1
    begin_attempt(house, again, "HP", "HP", SHA)
    fail_job(house, job.job_id, "Máy tắt.", inked=False)
    retry_job(house, job.job_id)
    assert attempt_document(take(house)).stamp.attempt == 1


@pytest.mark.parametrize("answer", ["retry", "dismiss"])
def test_a_paper_answered_while_it_waits_leaves_its_queue_first(house: House, received: Received, answer: str) -> None:
    job = sent(house)
    follow_job(house, job.job_id, SpoolState(Stage.WAITING, "Máy in đang tạm dừng.", 4))
    (retry_job if answer == "retry" else dismiss_job)(house, job.job_id)
    [leaving] = list_to_withdraw(house)
    assert leaving.place == SpoolPlace("HP", spool_name(job.job_id, 1), 4)
    assert take(house).kind == "label", "not before it has left"
    assert take_job(house) is None
    note_withdrawn(house, job.job_id)
    assert list_to_withdraw(house) == []
    again = take_job(house)
    assert (again is not None and again.attempts == 1) if answer == "retry" else again is None


def test_a_reprint_of_a_second_sending_begins_at_the_first(house: House, received: Received, clerk: Actor) -> None:
    job = sent(house)
    follow_job(house, job.job_id, SpoolState(Stage.FAILED, "x"))
    retry_job(house, job.job_id)
    begin_attempt(house, take(house), "HP", "HP", SHA)
    finish_job(house, job.job_id, "HP", SHA)
    reprint(house, clerk, job.job_id, "mất")
    again = next(job for job in list_jobs(house) if job.reprint)
    assert (attempt_document(again).stamp.attempt, attempt_document(again).stamp.reprint) == (1, 1)


def test_each_role_is_worked_off_on_its_own(house: House, received: Received) -> None:
    label = take_job(house, LABEL)
    assert label is not None
    assert label.kind == "label"
    assert take_job(house, LABEL) is None


def test_a_job_given_up_stays_in_the_ledger(house: House, received: Received) -> None:
    job = take(house)
    dismiss_job(house, job.job_id)
    assert job_of(house, "receipt").state == PRINTING, "what is printing is not given up"
    fail_job(house, job.job_id, "x")
    dismiss_job(house, job.job_id)
    assert count_jobs(house) == {DISMISSED: 1, QUEUED: 1}
    dismiss_job(house, job_of(house, "label").job_id)
    assert take_job(house) is None


def test_reprints_are_numbered_per_paper_and_say_who_when_and_why(
    house: House, received: Received, clerk: Actor, clock: Clock
) -> None:
    receipt, label = job_of(house, "receipt"), job_of(house, "label")
    clock.set_local(2026, 11, 20, 15, 30)
    yen = Actor("y", "Trần Hải Yến", "BĐ-12", (Role.RECEIVER,))
    reprint(house, clerk, receipt.job_id, "mất")
    second = reprint(house, yen, receipt.job_id, " máy kẹt giấy ")
    reprint(house, clerk, label.job_id, "rách")
    again = next(job for job in list_jobs(house) if job.job_id == second)
    assert (again.reprint, again.reason, again.staff_name, again.state) == (2, "máy kẹt giấy", "Trần Hải Yến", QUEUED)
    document = from_data(dict(again.document))
    stamp = document.stamp
    assert (stamp.reprint, stamp.reprint_reason, stamp.printed_by, stamp.staff_no) == (
        2, "máy kẹt giấy", "Trần Hải Yến", "BĐ-12",
    )  # fmt: skip
    assert f"{stamp.printed_at:%H:%M %d/%m}" == "15:30 20/11"
    assert stamp.event_hash == received.event_hash, "the same act stands behind it"
    assert again.document["officer"] == receipt.document["officer"]
    assert [job.reprint for job in list_jobs(house) if job.kind == "label"] == [1, 0]


def test_guides_of_two_procedures_count_their_reprints_apart(house: House, clerk: Actor) -> None:
    for procedure in list_procedures(house)[:2]:
        print_guide(house, clerk, procedure, "")
    for guide in list_jobs(house):
        reprint(house, clerk, guide.job_id, "thêm một bản")
    assert [job.reprint for job in list_jobs(house) if job.reprint] == [1, 1]


def test_tickets_of_two_days_count_their_reprints_apart(house: House, clerk: Actor, clock: Clock) -> None:
    with house.db.read() as session:
        office = replace(the_desk(session).office, ticket_services=(TicketService("A", "Hộ tịch"),))
    change_office(house, Actor("a", "Quản trị", roles=(Role.ADMINISTRATOR,)), office)
    for day in (19, 20):
        clock.set_local(2026, 11, day, 9, 0)
        ticket = issue_ticket(house, clerk, "A")
        reprint(house, clerk, ticket.job_id, "máy kẹt giấy")
    assert [(job.code, job.reprint) for job in list_jobs(house) if job.reprint] == [("A301", 1), ("A301", 1)]
    reprint(house, clerk, ticket.job_id, "mất")
    assert max(job.reprint for job in list_jobs(house)) == 2


def test_a_reprint_needs_a_reason_a_right_and_a_job(house: House, received: Received, clerk: Actor) -> None:
    job = job_of(house, "receipt")
    with pytest.raises(UserError, match="Chưa ghi lý do"):
        reprint(house, clerk, job.job_id, " ")
    with pytest.raises(UserError, match="không được làm"):
        reprint(house, Actor("x", "Quản trị", roles=(Role.ADMINISTRATOR,)), job.job_id, "x")
    with pytest.raises(UserError, match="Không tìm thấy lần in"):
        reprint(house, clerk, "nowhere", "x")


def test_a_paper_of_no_dossier_prints_without_an_event(house: House, clerk: Actor) -> None:
    stamp = PrintStamp(printed_at=house.local_now(), printed_by=clerk.name)
    with house.db.write() as session:
        job_id = queue_print(session, house, clerk, "", "", "Trang thử máy in", PrinterTestDoc(stamp=stamp))
    assert take(house).job_id == job_id
    finish_job(house, job_id, "HP", SHA)
    [job] = list_jobs(house)
    assert (job.kind, job.state, job.subject_id, job.role) == ("printer_test", DONE, "", "a4")


def test_one_more_label_needs_a_code_and_no_reason(house: House, received: Received, clerk: Actor) -> None:
    print_label(house, clerk, received.subject_id, PrintPlan(labels=2))
    assert [job.document["quantity"] for job in list_jobs(house) if job.kind == "label"] == [2, 1]
    with pytest.raises(UserError, match="chưa có mã"):
        print_label(house, clerk, "nowhere", PrintPlan())
    with pytest.raises(UserError, match="không được làm"):
        print_label(house, Actor("x", "x"), received.subject_id, PrintPlan())


def test_a_pdf_is_kept_once_under_its_hash(house: House) -> None:
    digest = archive_pdf(house, b"%PDF-1.7 x")
    assert digest == hashlib.sha256(b"%PDF-1.7 x").hexdigest()
    path = archived(house, digest)
    assert path.read_bytes() == b"%PDF-1.7 x"
    before = path.stat().st_mtime_ns
    assert archive_pdf(house, b"%PDF-1.7 x") == digest
    assert path.stat().st_mtime_ns == before


def test_the_list_is_newest_first_and_limited(house: House, received: Received, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house), PrintPlan())
    assert len(list_jobs(house)) == 4
    assert len(list_jobs(house, limit=3)) == 3
    assert {job.subject_id for job in list_jobs(house, subject_id=received.subject_id)} == {received.subject_id}
    times = [job.queued_at for job in list_jobs(house)]
    assert times == sorted(times, reverse=True)
    with house.db.read() as session:
        assert the_desk(session).counter_name == "Quầy 3"
