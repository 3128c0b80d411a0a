"""The print ledger: jobs queued in the transaction of the act, printed, followed until they are over, printed again.

queued → printing → sent (lies in the system's queue, which is asked about it) → done | failed. Sent with nobody to ask
stays "sent": it is never claimed as printed. At-least-once printing is made visible: a reprint is a new job with its
number and reason; a retry keeps its job, and its paper says the how manyth sending it is whenever an earlier one may
have reached paper. A failed print never undoes the dossier and stays in the ledger until somebody answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.models.tables import PrintJobRow
from app.printing import documents
from app.printing.documents import LABEL_50X30, Document, LabelSize
from app.printing.handing import Handed, SpoolPlace
from app.printing.spooler import VANISHED, SpoolState, Stage
from app.protocol.ids import new_id
from app.services.house import Changed, House, act, the_desk
from app.storage.event_log import NewEvent, append
from app.storage.rows import RowWriter

QUEUED, PRINTING, SENT, DONE, FAILED, DISMISSED = "queued", "printing", "sent", "done", "failed", "dismissed"
_JOBS = RowWriter(PrintJobRow)
A4, LABEL, TICKET = "a4", "label", "ticket"  # the printers of a counter, by what they print
ROLES = (A4, LABEL, TICKET)  # each is worked off on its own, so that a jam of one printer holds up no other

_ROLE_OF: Mapping[type, str] = {documents.LabelDoc: LABEL, documents.TicketDoc: TICKET}


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
    """A row of the ledger. Times are local.

    `error` says why it failed or what a sent one waits for. `attempts` counts the sendings that may have reached paper.
    """

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
    attempts: int = 0
    place: SpoolPlace | None = None

    @property
    def on_its_way(self) -> bool:
        """Whether it lies in a queue that is still asked about it."""
        return self.state == SENT and self.finished_at is None

    @property
    def stuck(self) -> bool:
        """Whether it waits in a queue for a person: paper, a lid, a printer switched off."""
        return self.on_its_way and bool(self.error)

    @property
    def gone(self) -> bool:
        """Whether it left for the printer and nothing more will be heard of it."""
        return self.state == DONE or (self.state == SENT and self.finished_at is not None)


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
    """Queue a document in the caller's transaction; returns the job's id. `subject_id` "": it is of no dossier."""
    [job_id] = queue_prints(session, house, actor, subject_id, code, [(title, document)], reprint, reason)
    return job_id


def queue_prints(
    session: Session,
    house: House,
    actor: Actor,
    subject_id: str,
    code: str,
    titled: Iterable[tuple[str, Document]],
    reprint: int = 0,
    reason: str = "",
) -> tuple[str, ...]:
    """Queue documents with their titles in the caller's transaction, in this order; returns the ids of the jobs."""
    jobs = [
        {
            "job_id": new_id(now := house.clock()),
            "subject_id": subject_id,
            "kind": documents.kind_of(document),
            "title": title,
            "code": code,
            "document": documents.to_json(document),
            "state": QUEUED,
            "reprint": reprint,
            "reason": reason,
            "role": _ROLE_OF.get(type(document), A4),
            "printer": "",
            "staff_id": actor.staff_id,
            "staff_name": actor.name,
            "queued_at": now.isoformat(timespec="microseconds"),
            "finished_at": "",
            "pdf_sha256": "",
            "error": "",
        }
        for title, document in titled
    ]
    _JOBS.write(session, jobs)
    return tuple(str(job["job_id"]) for job in jobs)


def reprint(house: House, actor: Actor, job_id: str, reason: str) -> str:
    """Print a paper again, marked "BẢN IN LẠI LẦN n" with time, user and reason; returns the new job's id."""
    actor.must(Right.REPRINT)
    if not reason.strip():
        raise UserError("Chưa ghi lý do in lại.", "Ví dụ: người dân làm mất, máy kẹt giấy.", "NO-REASON")
    with house.db.write() as session:
        row = _job(session, job_id)
        original = documents.from_data(row.document)
        number = _reprints(session, row) + 1
        stamp = replace(
            original.stamp,
            printed_at=house.local_now(),
            printed_by=actor.name,
            staff_no=actor.number,
            reprint=number,
            reprint_reason=reason.strip(),
            attempt=1,
        )
        again = replace(original, stamp=stamp)
        return queue_print(session, house, actor, row.subject_id, row.code, row.title, again, number, reason.strip())


def _reprints(session: Session, row: PrintJobRow) -> int:
    """Return how often a paper was printed again. Of no dossier, the same paper is one that says the same.

    Tickets have the same numbers day after day.
    """
    earlier = session.scalars(
        select(PrintJobRow).where(
            PrintJobRow.subject_id == row.subject_id,
            PrintJobRow.kind == row.kind,
            PrintJobRow.code == row.code,
            PrintJobRow.reprint > 0,
        )
    )
    said = row.document | {"stamp": None}
    same = (one for one in earlier if row.subject_id or one.document | {"stamp": None} == said)
    return max((one.reprint for one in same), default=0)


def take_job(house: House, role: str = "") -> PrintJob | None:
    """Take the oldest queued job, of one role when given; it is `printing` from now on, also after a crash.

    One whose earlier sending is still to be withdrawn from a queue waits for that.
    """
    with house.db.write() as session:
        row = session.scalars(
            select(PrintJobRow)
            .where(
                PrintJobRow.state == QUEUED,
                PrintJobRow.spool_queue == "",
                PrintJobRow.role == role if role else true(),
            )
            .order_by(PrintJobRow.queued_at)
            .limit(1)
        ).first()
        if row is None:
            return None
        row.state = PRINTING
        return _view(row)


def attempt_document(job: PrintJob) -> Document:
    """Return what to print now: from the second sending on, the paper says the how manyth it is."""
    document = documents.from_data(dict(job.document))
    return replace(document, stamp=replace(document.stamp, attempt=job.attempts + 1))


def begin_attempt(house: House, job: PrintJob, printer: str, queue: str, pdf_sha256: str) -> PrintJob:
    """Count a sending, durably and before it: from here on some of it may be on paper. Returns the job with its place.

    `printer` is shown in the ledger, `queue` is where the system may know it ("" = nowhere).
    """
    with house.db.write() as session:
        row = _job(session, job.job_id)
        row.attempts = job.attempts + 1
        row.document = documents.to_data(attempt_document(job))
        row.printer, row.spool_queue, row.spool_number, row.pdf_sha256 = printer, queue, 0, pdf_sha256
        row.sent_at = house.clock().isoformat(timespec="microseconds")
        return _view(row)


def requeue_job(house: House, job_id: str) -> Changed:
    """Queue a job that was printing when the program last ended and is in no queue of the system."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state == PRINTING:
            row.state, row.spool_queue, row.spool_number = QUEUED, "", 0
        return _changed(row)


def finish_job(house: House, job_id: str, printer: str, pdf_sha256: str) -> Changed:
    """Note that a job was printed for certain: in the ledger, and as an event of its dossier."""
    with house.db.write() as session:
        row = _job(session, job_id)
        row.printer, row.pdf_sha256 = printer, pdf_sha256
        return _over(session, house, row, DONE)


def send_job(house: House, job_id: str, handed: Handed) -> Changed:
    """Note that a job was handed over: certainly printed, to be followed in a queue, or sent and nothing more known.

    Its event (`dossier.printed`) is written when it is done, or here when nobody will ever tell.
    """
    with house.db.write() as session:
        row = _job(session, job_id)
        place = handed.place
        row.state, row.error = SENT, ""
        row.spool_queue, row.spool_number = (place.queue, place.number) if place else ("", 0)
        return _changed(row) if place else _over(session, house, row, SENT)


def follow_job(house: House, job_id: str, state: SpoolState) -> Changed | None:
    """Note what the queue says of a sent job; None when that is nothing new, or the job was answered meanwhile."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state != SENT or row.finished_at:
            return None
        row.spool_number = state.number or row.spool_number
        match state.stage:
            case Stage.DONE:
                return _over(session, house, row, DONE)
            case Stage.LEFT:
                return _over(session, house, row, SENT)
            case Stage.FAILED | Stage.VANISHED:
                return _failed(house, row, state.said or VANISHED, state.inked)
        told = row.error != state.said
        row.error = state.said
        return _changed(row) if told else None


def fail_job(house: House, job_id: str, error: str, printer: str = "", *, inked: bool = True) -> Changed:
    """Note that a job failed and why; it waits in the ledger for a retry. Not `inked`: its sending does not count."""
    with house.db.write() as session:
        row = _job(session, job_id)
        row.printer = printer or row.printer
        return _failed(house, row, error, inked)


def retry_job(house: House, job_id: str) -> Changed:
    """Queue a failed job again under the same id, or one that waits in a queue, out of which it is then taken."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state == FAILED or (row.state == SENT and not row.finished_at):
            row.state, row.error, row.finished_at = QUEUED, "", ""
        return _changed(row)


def dismiss_job(house: House, job_id: str) -> Changed:
    """Give up a job that failed or waits; it stays in the ledger as given up, and leaves the system's queue."""
    with house.db.write() as session:
        row = _job(session, job_id)
        if row.state in (FAILED, QUEUED) or (row.state == SENT and not row.finished_at):
            row.state = DISMISSED
        return _changed(row)


def list_on_their_way(house: House) -> list[PrintJob]:
    """Return the jobs that lie in queues of the system, oldest first."""
    query = select(PrintJobRow).where(PrintJobRow.state == SENT, PrintJobRow.finished_at == "")
    with house.db.read() as session:
        return [_view(row) for row in session.scalars(query.order_by(PrintJobRow.queued_at))]


def list_to_withdraw(house: House) -> list[PrintJob]:
    """Return the jobs that were answered while they waited in a queue of the system, and still lie there."""
    query = select(PrintJobRow).where(PrintJobRow.state.in_((QUEUED, DISMISSED)), PrintJobRow.spool_queue != "")
    with house.db.read() as session:
        return [_view(row) for row in session.scalars(query)]


def note_withdrawn(house: House, job_id: str) -> None:
    """Note that a job lies in no queue any more."""
    with house.db.write() as session:
        row = _job(session, job_id)
        row.spool_queue, row.spool_number = "", 0


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


def _changed(row: PrintJobRow) -> Changed:
    return Changed(frozenset({"print"}), frozenset({row.subject_id}))


def _over(session: Session, house: House, row: PrintJobRow, state: str) -> Changed:
    """End a job that came out (DONE) or left and tells nothing more (SENT), with the event of its dossier."""
    row.state, row.error, row.spool_queue, row.spool_number = state, "", "", 0
    row.finished_at = house.clock().isoformat(timespec="microseconds")
    if not row.subject_id:
        return _changed(row)
    payload = {"kind": row.kind, "reprint": row.reprint, "sha256": row.pdf_sha256, "job_id": row.job_id}
    if row.attempts > 1:
        payload["attempt"] = row.attempts
    reason = {"reason": row.reason} if row.reason else None
    doing = act(house, Actor(row.staff_id, row.staff_name), the_desk(session), new_id(house.clock()))
    append(session, doing, [NewEvent(dossier.KIND, row.subject_id, dossier.PRINTED, payload, reason)])
    return Changed(frozenset({"print", dossier.KIND}), frozenset({row.subject_id}))


def _failed(house: House, row: PrintJobRow, error: str, inked: bool) -> Changed:
    row.state, row.error, row.spool_queue, row.spool_number = FAILED, error, "", 0
    if not inked:
        row.attempts -= 1  # the next sending is again the first that can reach paper
    row.finished_at = house.clock().isoformat(timespec="microseconds")
    return _changed(row)


def spool_name(job_id: str, attempt: int) -> str:
    """Name a sending in the queues of the system: unique, and of no person."""
    return f"QMC-{job_id}-{attempt}"


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
        attempts=row.attempts,
        place=SpoolPlace(row.spool_queue, spool_name(row.job_id, row.attempts), row.spool_number)
        if row.spool_queue
        else None,
    )
