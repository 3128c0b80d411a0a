"""Rows of the print ledger: state, paper, dossier, copies, where and who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.dossier_codes import DossierCode
from app.domain.text import fold_words
from app.services.print_jobs import DISMISSED, DONE, FAILED, LABEL, PRINTING, QUEUED, SENT, TICKET, PrintJob
from app.ui.screens.dossier_words import moment_words
from app.ui.widgets.hits import hits
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row

TODAY, UNPRINTED, AGAIN, ALL = "today", "failed", "again", "all"


def columns() -> tuple[Column, ...]:
    """Give the columns of the ledger."""
    translate = QCoreApplication.translate
    return (
        Column(translate("Prints", "Tình trạng"), 136, 126),
        Column(translate("Prints", "Giấy in")),
        Column(translate("Prints", "Hồ sơ"), 104, 98),
        Column(translate("Prints", "Số bản"), 62, 56),
        Column(translate("Prints", "Máy in, lúc, người in"), 178, 160),
    )


def job_badge(job: PrintJob) -> BadgeWords:
    """Give the badge of a print's state; a reprint that came out says the how manyth it is.

    Only what a printer or its queue confirmed is "Đã in".
    """
    translate = QCoreApplication.translate
    if job.stuck:
        return BadgeWords(translate("Prints", "Đang chờ máy"), "warn", "clock")
    if job.on_its_way:
        return BadgeWords(translate("Prints", "Đang in"), "info")
    if job.state == DONE and job.reprint:
        return BadgeWords(translate("Prints", "In lại lần {n}").format(n=job.reprint), "warn", "triangle-alert")
    return {
        QUEUED: BadgeWords(translate("Prints", "Chờ in"), "neutral", "clock"),
        PRINTING: BadgeWords(translate("Prints", "Đang in"), "info"),
        SENT: BadgeWords(translate("Prints", "Đã gửi"), "info", "check"),
        DONE: BadgeWords(translate("Prints", "Đã in"), "ok", "check"),
        FAILED: BadgeWords(translate("Prints", "Chưa in được"), "bad", "circle-alert"),
        DISMISSED: BadgeWords(translate("Prints", "Đã bỏ"), "neutral"),
    }[job.state]


def belongs(job: PrintJob, wanted: str, now: datetime) -> bool:
    """Say whether a filter lets a job through; failed ones are always among today's until somebody answers."""
    if wanted == UNPRINTED:
        return job.state == FAILED or job.stuck
    if wanted == AGAIN:
        return job.reprint > 0
    today = job.queued_at.date() == now.date()
    return wanted != TODAY or today or job.on_its_way or job.state in (FAILED, QUEUED, PRINTING)


def matches(job: PrintJob, text: str) -> bool:
    """Say whether every word typed begins a word of the row."""
    own = fold_words(f"{job.title} {job.code} {person_of(job)} {job.printer} {job.staff_name} {job.reason}")
    return all(any(word.startswith(wanted) for word in own) for wanted in fold_words(text))


def person_of(job: PrintJob) -> str:
    """Give whose paper it is, or which procedure's."""
    document = job.document
    return str(document.get("owner_name") or document.get("person") or document.get("title") or "")


def told_of(job: PrintJob) -> tuple[str, str]:
    """Say what is to know of a job beside its state, and in which colour: trouble, or whose it is and why."""
    translate = QCoreApplication.translate
    if job.state == FAILED:
        return job.error, "bad"
    if job.stuck:
        return job.error, "warn"
    sending = translate("Prints", "lần gửi in {n}").format(n=job.attempts) if job.attempts > 1 else ""
    unsure = translate("Prints", "Máy in không báo lại, xem giấy đã ra chưa")
    parts = (unsure if job.gone and job.state == SENT else "", person_of(job), job.reason, sending)
    return " · ".join(part for part in parts if part), "text2"


def copies_words(job: PrintJob) -> str:
    """Say how many: copies of a receipt, labels, else one sheet."""
    translate = QCoreApplication.translate
    if job.role == LABEL:
        return translate("Prints", "{n} tem").format(n=max(1, int(job.document.get("quantity", 1))))
    copies = job.document.get("copies")
    if copies:
        return translate("Prints", "{n} liên").format(n=len(copies))
    return translate("Prints", "1 bản")


def job_rows(jobs: Iterable[PrintJob], text: str, now: datetime) -> list[Row]:
    """Give the rows, failed ones first, then those that wait for a person."""
    ordered = sorted(jobs, key=lambda job: (job.state != FAILED, not job.stuck))
    return [_row(job, text, now) for job in ordered]


def _row(job: PrintJob, text: str, now: datetime) -> Row:
    translate = QCoreApplication.translate
    dossier_code = DossierCode.find(job.code)
    code = dossier_code.short if dossier_code else job.code
    second, second_colour = told_of(job)
    usual = {LABEL: translate("Prints", "Máy in tem"), TICKET: translate("Prints", "Máy in phiếu số")}
    where = job.printer or (usual.get(job.role, translate("Prints", "Máy in A4")))
    when = f"{moment_words(job.queued_at, now)} · {job.staff_name}"
    return Row(
        key=job.job_id,
        cells=(
            Cell(badge=job_badge(job)),
            Cell(
                job.title,
                second,
                weight=600,
                hits=hits(job.title, text) if text else (),
                second_colour=second_colour,
            ),
            Cell(code, digits=True, colour="text2"),
            Cell(copies_words(job)),
            Cell(where, when),
        ),
        dim=job.state == DISMISSED,
        tip="\n".join(x for x in (job.title, person_of(job), job.reason, job.error) if x),
    )
