"""The print threads: one per role takes jobs from the ledger, renders, archives and hands them over; one follows them.

A dead or slow printer keeps only the thread of its role waiting, a dead queue only the one that follows. What fails
stays in the ledger with its reason.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained
from app.printing.handing import Handed, NothingPrinted
from app.printing.spooler import VANISHED, Spooler, SpoolerSilent, SpoolState, Stage
from app.services import print_jobs
from app.services.delivery import FOLDER
from app.services.house import House
from app.services.paper_archive import archive_pdf, archived
from app.services.print_jobs import ROLES, PrintJob

log = logging.getLogger(__name__)

FIRST_LOOK, LAST_LOOK = (
    0.15,
    0.5,
)  # seconds between two looks at a job (0.8 ms each), growing from the first to the last
PATIENCE = 4.0  # seconds a job may wait before it is said aloud
TROUBLED = 1.0  # seconds until a ledger that could not be read is asked again
CLOSING = 4.0  # seconds the end of the program waits for papers at hand


class Delivery(Protocol):
    """Where a paper goes: an OS printer, or a folder until one is chosen."""

    def printer_for(self, job: PrintJob) -> str:
        """Name the printer a job would go to now, "" for the folder."""
        ...

    def deliver(self, job: PrintJob, pdf: Path, printer: str, name: str) -> Handed:
        """Hand an archived PDF to `printer` under a document name. Raises EnvironmentProblem with the reason."""
        ...


class PrintLoop(QObject):
    """Prints queued jobs as soon as `wake` is called, and follows them until they are over. No thread is the GUI's."""

    changed = Signal(object)  # Changed
    failed = Signal(object, str)  # PrintJob, sentence
    waiting = Signal(object, str)  # PrintJob, what it has been waiting for: once per reason
    printed = Signal(object)  # PrintJob: out, or at least gone without a complaint

    def __init__(
        self, house: House, delivery: Delivery, spooler: Spooler | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._house, self._delivery, self._spooler = house, delivery, spooler
        self._stop = threading.Event()
        self._queued = {role: threading.Event() for role in ROLES}
        self._sent = threading.Event()
        self._looks = _Looks()
        self._threads = [
            threading.Thread(target=self._guarded_run, args=(work,), name=name, daemon=True)
            for name, work in (
                ("print-follow", self._follow),
                *((f"print-{role}", partial(self._print_role, role)) for role in ROLES),
            )
        ]
        self._settled = threading.Event()  # what was interrupted is queued or followed again

    def start(self) -> None:
        """Begin with what was left in the ledger."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look at the ledger again."""
        for event in (self._sent, *self._queued.values()):
            event.set()

    def close(self) -> None:
        """Finish the papers at hand and stop; a printer that hangs is left alone, the rest waits for the next start."""
        self._stop.set()
        self._settled.set()
        self.wake()
        deadline = time.monotonic() + CLOSING
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _guarded_run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            if not self._stop.is_set():  # a thread that a printer held beyond the end finds everything taken down
                raise

    # -- printing

    def _print_role(self, role: str) -> None:
        self._settled.wait()
        while not self._stop.is_set():
            self._guarded(partial(self._print_queued, role))
            self._queued[role].wait()
            self._queued[role].clear()

    def _print_queued(self, role: str) -> None:
        while not self._stop.is_set() and (job := print_jobs.take_job(self._house, role)) is not None:
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        try:
            from app.printing.rendering import render  # half a second at the start of a program that may print nothing

            pdf = render(print_jobs.attempt_document(job))
            digest = archive_pdf(self._house, pdf)
            printer = self._delivery.printer_for(job)
            job = print_jobs.begin_attempt(self._house, job, printer or FOLDER, printer, digest)
            name = print_jobs.spool_name(job.job_id, job.attempts)
            handed = self._delivery.deliver(job, archived(self._house, digest), printer, name)
        except Exception as error:  # an edge of the program: told in the ledger and on the screen
            if isinstance(error, Explained):
                sentence = error.sentence
            else:
                log.exception("print job failed")
                sentence = "Chương trình gặp lỗi khi lập bản in."
            inked = not isinstance(error, NothingPrinted)
            self.changed.emit(print_jobs.fail_job(self._house, job.job_id, sentence, inked=inked))
            self.failed.emit(job, sentence)
            return
        if handed.certain:
            self.changed.emit(print_jobs.finish_job(self._house, job.job_id, job.printer, digest))
            self.printed.emit(job)
            return
        followed = handed if self._spooler else Handed()  # with nobody to ask, "sent" is all that is ever known
        self.changed.emit(print_jobs.send_job(self._house, job.job_id, followed))
        if followed.place:
            self._sent.set()
        else:
            self.printed.emit(job)

    # -- following

    def _follow(self) -> None:
        while not self._stop.is_set() and not self._guarded(self._settle_interrupted):
            self._stop.wait(TROUBLED)
        self._settled.set()
        while not self._stop.is_set():
            self._sent.clear()
            self._guarded(self._withdraw_answered)
            self._sent.wait(self._looks.next_in() if self._guarded(self._look_at_sent) else TROUBLED)

    def _settle_interrupted(self) -> None:
        """Queue what was printing when the program last ended, unless it reached a queue: then it is followed."""
        for job in print_jobs.list_jobs(self._house, state=print_jobs.PRINTING):
            state = self._state_of(job)
            if state is not None and state.stage not in (Stage.VANISHED, Stage.LEFT):
                print_jobs.send_job(self._house, job.job_id, Handed(job.place))
            else:
                print_jobs.requeue_job(self._house, job.job_id)

    def _state_of(self, job: PrintJob) -> SpoolState | None:
        if self._spooler is None or job.place is None:
            return None
        try:
            return self._spooler.look(job.place)
        except SpoolerSilent:
            return None

    def _withdraw_answered(self) -> None:
        for job in print_jobs.list_to_withdraw(self._house):
            if self._spooler is not None and job.place is not None:
                try:
                    self._spooler.withdraw(job.place)
                except SpoolerSilent:
                    log.info("a job could not be withdrawn from its queue")
            print_jobs.note_withdrawn(self._house, job.job_id)
            self._queued.get(job.role, self._sent).set()

    def _look_at_sent(self) -> None:
        jobs = print_jobs.list_on_their_way(self._house)
        self._looks.keep({job.job_id for job in jobs})
        for job in jobs:
            if self._stop.is_set():
                return
            if not self._looks.due(job.job_id):
                continue
            if self._spooler is None or job.place is None:
                state = SpoolState(Stage.LEFT)  # sent by a program that could ask
            else:
                try:
                    state = self._spooler.look(job.place)
                except SpoolerSilent as silent:
                    state = SpoolState(Stage.WAITING, silent.sentence)
            self._looks.looked(job.job_id, state.said)
            self._note(job, state)

    def _note(self, job: PrintJob, state: SpoolState) -> None:
        under_way = state.stage in (Stage.WAITING, Stage.PRINTING)
        number = job.place.number if job.place else 0
        if under_way and self._looks.impatient(job.job_id):
            self.waiting.emit(job, state.said)
        if under_way and state.said == job.error and state.number in (0, number):
            return
        changed = print_jobs.follow_job(self._house, job.job_id, state)
        if changed is None:
            return
        self.changed.emit(changed)
        if state.stage in (Stage.FAILED, Stage.VANISHED):
            self.failed.emit(job, state.said or VANISHED)
        elif not under_way:
            self.printed.emit(job)

    def _guarded(self, work: Callable[[], object]) -> bool:
        """Do a piece of work of a thread, which outlives a full disk or a held database: the next wake tries again."""
        try:
            work()
        except Exception:  # an edge of the program
            if self._stop.is_set():
                return False
            log.exception("print queue not worked off")
            return False
        return True


class _Looks:
    """When each sent job is looked at next: often at first, seldom when it waits for a person."""

    def __init__(self) -> None:
        self._jobs: dict[str, tuple[float, float]] = {}  # job id → due, pause before the look after that
        self._reasons: dict[str, tuple[str, float]] = {}  # job id → what it waits for, since when (inf: said aloud)

    def keep(self, job_ids: set[str]) -> None:
        for job_id in self._jobs.keys() - job_ids:
            del self._jobs[job_id]
            self._reasons.pop(job_id, None)
        for job_id in job_ids - self._jobs.keys():
            self._jobs[job_id] = (0.0, FIRST_LOOK)

    def due(self, job_id: str) -> bool:
        return self._jobs[job_id][0] <= time.monotonic()

    def looked(self, job_id: str, said: str) -> None:
        now, pause = time.monotonic(), self._jobs[job_id][1]
        self._jobs[job_id] = (now + pause, min(pause * 1.5, LAST_LOOK))
        if job_id not in self._reasons or self._reasons[job_id][0] != said:
            self._reasons[job_id] = (said, now)

    def impatient(self, job_id: str) -> bool:
        """Say, once per reason, that a job has been waiting for long."""
        said, since = self._reasons[job_id]
        if not said or time.monotonic() - since < PATIENCE:
            return False
        self._reasons[job_id] = (said, float("inf"))
        return True

    def next_in(self) -> float | None:
        """Seconds to the next look, None when nothing is on its way."""
        return max(0.0, min(due for due, _pause in self._jobs.values()) - time.monotonic()) if self._jobs else None
