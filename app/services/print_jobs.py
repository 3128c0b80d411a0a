"""The print ledger: jobs queued in the transaction of the act, taken one by one, done or failed, printed again.

At-least-once printing is made visible: a reprint is a new job with its number and reason; a retry keeps its job. A
failed print never undoes the dossier and stays in the ledger until somebody answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.models.tables import PrintJobRow
from app.paths import write_durably
from app.printing import documents
from app.printing.documents import LABEL_50X30, Document, LabelSize
from app.services.house import Changed, House, act, the_desk
from app.storage.event_log import NewEvent, append
from app.storage.ids import new_id

QUEUED, PRINTING, DONE, FAILED, DISMISSED = "queued", "printing", "done", "failed", "dismissed"
A4, LABEL = "a4", "label"  # the printers of a counter, by what they print


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """What this counter prints for a dossier."""

    receipt: bool = True
    two_up: bool = False  # both copies of the receipt on one sheet, when they fit
    labels: int = 1
    label_size: LabelSize = LABEL_50X30
    label_dpi: int = 203


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A row of the ledger. Times are local."""

    job_id: str
    subject_id: str
    kind: str
    title: str
    code: str
    state: str
    reprint: int
    reason: str
    role: str
    printer: str
    staff_name: str
    queued_at: datetime
    finished_at: datetime | None
    pdf_sha256: str
    error: str
    document: Mapping[str, Any]


def queue_print(
    session: Session,
    house: House,
    actor: Actor,
    subject_id: str,
    code: str,
    title: str,
    document: Document,
    reprint: int = 0,
    reason: str = "",
) -> str:
    """Queue a document in the caller's transaction; returns the job's id."""
    job_id = new_id(house.clock())
    session.add(
        PrintJobRow(
            job_id=job_id,
            subject_id=subject_id,
            kind=documents.kind_of(document),
            title=title,
            code=code,
            document=documents.to_data(document),
            state=QUEUED,
            reprint=reprint,
            reason=reason,
            role=LABEL if isinstance(document, documents.LabelDoc) else A4,
            printer="",
            staff_id=actor.staff_id,
            staff_name=actor.name,
            queued_at=house.clock().isoformat(timespec="microseconds"),
            finished_at="",
            pdf_sha256="",
            error="",
        )
    )
    return job_id


def queue_document(house: House, actor: Actor, title: str, document: Document) -> str:
    """Queue a paper that belongs to no dossier (guide slip, test page); returns the job's id."""
    with house.db.write() as session:
        return queue_print(session, house, actor, "", "", title, document)


def reprint(house: House, actor: Actor, job_id: str, reason: str) -> str:
    """Print a paper again, marked "BẢN IN LẠI LẦN n" with time, user and reason; returns the new job's id."""
    actor.must(Right.REPRINT)
    if not reason.strip():
        raise UserError("Chưa ghi lý do in lại.", "Ví dụ: người dân làm mất, máy kẹt giấy.", "NO-REASON")
    with house.db.write() as session:
        row = _job(session, job_id)
        original = documents.from_data(row.document)
        count = session.scalars(
            select(func.max(PrintJobRow.reprint)).where(
                PrintJobRow.subject_id == row.subject_id, PrintJobRow.kind == row.kind, PrintJobRow.code == row.code
            )
        ).one()
        number = (count or 0) + 1
        stamp = replace(
            original.stamp,
            printed_at=house.local_now(),
            printed_by=actor.name,
            staff_no=actor.number,
            reprint=number,
            reprint_reason=reason.strip(),
        )
        again = replace(original, stamp=stamp)
        return queue_print(session, house, actor, row.subject_id, row.code, row.title, again, number, reason.strip())


def take_job(house: House) -> PrintJob | None:
    """Take the oldest queued job; it is `printing` from now on, also after a crash (then it is queued again)."""
    with house.db.write() as session:
        row = session.scalars(
            select(PrintJobRow).where(PrintJobRow.state == QUEUED).order_by(PrintJobRow.queued_at).limit(1)
        ).first()
        if row is None:
            return None
        row.state = PRINTING
        return _view(row)


def requeue_interrupted(house: House) -> int:
    """Queue what was printing when the program last ended; returns how many."""
    with house.db.write() as session:
        rows = session.scalars(select(PrintJobRow).where(PrintJobRow.state == PRINTING)).all()
        for row in rows:
            row.state = QUEUED
        return len(rows)


def archive_pdf(house: House, pdf: bytes) -> str:
    """Keep a printed PDF under its SHA-256, durably; returns the hash."""
    digest = hashlib.sha256(pdf).hexdigest()
    target = archived(house, digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, pdf)
    return digest


def archived(house: House, digest: str) -> Path:
    """Return where the PDF of that hash lies."""
    return house.archive / digest[:2] / f"{digest}.pdf"


def finish_job(house: House, job_id: str, printer: str, pdf_sha256: str) -> Changed:
    """Note that a job was printed: in the ledger, and as an event of its dossier."""
    with house.db.write() as session:
        row = _job(session, job_id)
        row.state, row.printer, row.pdf_sha256, row.error = DONE, printer, pdf_sha256, ""
        row.finished_at = house.clock().isoformat(timespec="microseconds")
        if row.subject_id:
            desk = the_desk(session)
            payload = {
                "kind": row.kind,
                "reprint": row.reprint,
                "sha256": pdf_sha256,
                "job_id": job_id,
            }
            reason = {"reason": row.reason} if row.reason else None
            doing = act(house, Actor(row.staff_id, row.staff_name), desk, new_id(house.clock()))
            append(session, doing, [NewEvent(dossier.KIND, row.subject_id, dossier.PRINTED, payload, reason)])
        return Changed(frozenset({"print", dossier.KIND}), frozenset({row.subject_id}))


def fail_job(house: House, job_id: str, error: str, printer: str = "") -> Changed:
    """Note that a job failed and why; it waits in the ledger for a retry."""
    with house.db.write() as session:
        row = _job(session, job_id)
        row.state, row.error, row.printer = FAILED, error, printer
        row.finished_at = house.clock().isoformat(timespec="microseconds")
        return Changed(frozenset({"print"}), frozenset({row.subject_id}))


def retry_job(house: House, job_id: str) -> Changed:
    """Queue a failed job again under the same id."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state == FAILED:
            row.state, row.error = QUEUED, ""
        return Changed(frozenset({"print"}), frozenset({row.subject_id}))


def dismiss_job(house: House, job_id: str) -> Changed:
    """Give up a failed job; it stays in the ledger as given up."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state in (FAILED, QUEUED):
            row.state = DISMISSED
        return Changed(frozenset({"print"}), frozenset({row.subject_id}))


def list_jobs(house: House, *, subject_id: str = "", state: str = "", limit: int = 200) -> list[PrintJob]:
    """Return jobs, newest first; of one dossier or one state when given."""
    query = select(PrintJobRow).order_by(PrintJobRow.queued_at.desc()).limit(limit)
    if subject_id:
        query = query.where(PrintJobRow.subject_id == subject_id)
    if state:
        query = query.where(PrintJobRow.state == state)
    with house.db.read() as session:
        return [_view(row) for row in session.scalars(query)]


def count_jobs(house: House) -> dict[str, int]:
    """Return how many jobs are in each state."""
    with house.db.read() as session:
        rows = session.execute(select(PrintJobRow.state, func.count()).group_by(PrintJobRow.state))
        return {row[0]: row[1] for row in rows}


def _job(session: Session, job_id: str) -> PrintJobRow:
    row = session.get(PrintJobRow, job_id)
    if row is None:
        raise UserError("Không tìm thấy lần in này.", "", "NO-JOB")
    return row


def _view(row: PrintJobRow) -> PrintJob:
    return PrintJob(
        job_id=row.job_id,
        subject_id=row.subject_id,
        kind=row.kind,
        title=row.title,
        code=row.code,
        state=row.state,
        reprint=row.reprint,
        reason=row.reason,
        role=row.role,
        printer=row.printer,
        staff_name=row.staff_name,
        queued_at=local_time(datetime.fromisoformat(row.queued_at)),
        finished_at=local_time(datetime.fromisoformat(row.finished_at)) if row.finished_at else None,
        pdf_sha256=row.pdf_sha256,
        error=row.error,
        document=row.document,
    )
