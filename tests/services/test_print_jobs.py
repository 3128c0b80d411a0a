"""The ledger of prints: queued with the act, taken one by one, failed without harm, printed again with a number."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from office_fixtures import Clock, form

from app.domain import dossier
from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.printing.documents import PrinterTestDoc, PrintStamp, from_data
from app.services.dossiers import open_dossier
from app.services.house import House, the_desk
from app.services.intake import Received, receive_dossier
from app.services.papers import print_guide, print_label
from app.services.print_jobs import (
    DISMISSED,
    DONE,
    FAILED,
    PRINTING,
    QUEUED,
    PrintJob,
    PrintPlan,
    archive_pdf,
    archived,
    count_jobs,
    dismiss_job,
    fail_job,
    finish_job,
    list_jobs,
    queue_document,
    reprint,
    requeue_interrupted,
    retry_job,
    take_job,
)
from app.services.procedures import list_procedures

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
    assert requeue_interrupted(house) == 1
    assert requeue_interrupted(house) == 0
    assert take(house).job_id == job.job_id


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
    job_id = queue_document(house, clerk, "Trang thử máy in", PrinterTestDoc(stamp=stamp))
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
