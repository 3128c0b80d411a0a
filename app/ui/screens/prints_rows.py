"""Rows of the print ledger: state, paper, dossier, copies, where and who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.dossier_codes import DossierCode
from app.domain.text import fold_words
from app.services.print_jobs import DISMISSED, DONE, FAILED, LABEL, PRINTING, QUEUED, PrintJob
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
    """Give the badge of a print's state; a reprint that came out says the how manyth it is."""
    translate = QCoreApplication.translate
    if job.state == DONE and job.reprint:
        return BadgeWords(translate("Prints", "In lại lần {n}").format(n=job.reprint), "warn", "triangle-alert")
    return {
        QUEUED: BadgeWords(translate("Prints", "Chờ in"), "neutral", "clock"),
        PRINTING: BadgeWords(translate("Prints", "Đang in"), "info"),
        DONE: BadgeWords(translate("Prints", "Đã in"), "ok", "check"),
        FAILED: BadgeWords(translate("Prints", "Chưa in được"), "bad", "circle-alert"),
        DISMISSED: BadgeWords(translate("Prints", "Đã bỏ"), "neutral"),
    }[job.state]


def belongs(job: PrintJob, wanted: str, now: datetime) -> bool:
    """Say whether a filter lets a job through; failed ones are always among today's until somebody answers."""
    if wanted == UNPRINTED:
        return job.state == FAILED
    if wanted == AGAIN:
        return job.reprint > 0
    return wanted != TODAY or job.queued_at.date() == now.date() or job.state in (FAILED, QUEUED, PRINTING)


def matches(job: PrintJob, text: str) -> bool:
    """Say whether every word typed begins a word of the row."""
    own = fold_words(f"{job.title} {job.code} {person_of(job)} {job.printer} {job.staff_name} {job.reason}")
    return all(any(word.startswith(wanted) for word in own) for wanted in fold_words(text))


def person_of(job: PrintJob) -> str:
    """Give whose paper it is, or which procedure's."""
    document = job.document
    return str(document.get("owner_name") or document.get("person") or document.get("title") or "")


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
    """Give the rows, failed ones first."""
    ordered = sorted(jobs, key=lambda job: job.state != FAILED)
    return [_row(job, text, now) for job in ordered]


def _row(job: PrintJob, text: str, now: datetime) -> Row:
    translate = QCoreApplication.translate
    dossier_code = DossierCode.find(job.code)
    code = dossier_code.short if dossier_code else job.code
    failed = job.state == FAILED
    second = job.error if failed else " · ".join(x for x in (person_of(job), job.reason) if x)
    where = job.printer or (
        translate("Prints", "Máy in tem") if job.role == LABEL else translate("Prints", "Máy in A4")
    )
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
                second_colour="bad" if failed else "text2",
            ),
            Cell(code, digits=True, colour="text2"),
            Cell(copies_words(job)),
            Cell(where, when),
        ),
        dim=job.state == DISMISSED,
        tip="\n".join(x for x in (job.title, person_of(job), job.reason, job.error) if x),
    )
