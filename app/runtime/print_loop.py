"""The print thread: takes jobs from the ledger one by one, renders, archives and delivers them.

A dead or slow printer keeps only this thread waiting. What fails stays in the ledger with its reason.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained
from app.printing import documents
from app.printing.handing import Handed
from app.printing.rendering import render
from app.services.house import House
from app.services.print_jobs import (
    PrintJob,
    archive_pdf,
    archived,
    fail_job,
    finish_job,
    requeue_interrupted,
    take_job,
)

log = logging.getLogger(__name__)


class Delivery(Protocol):
    """Where a paper goes: an OS printer, or a folder until one is chosen."""

    def printer_for(self, job: PrintJob) -> str:
        """Name the printer a job would go to now, "" for the folder."""
        ...

    def deliver(self, job: PrintJob, pdf: Path, printer: str, name: str) -> Handed:
        """Hand an archived PDF to `printer` under a document name. Raises EnvironmentProblem with the reason."""
        ...


class PrintLoop(QObject):
    """Prints queued jobs as soon as `wake` is called, on a thread of its own."""

    changed = Signal(object)  # Changed
    failed = Signal(object, str)  # PrintJob, sentence
    printed = Signal(object)  # PrintJob

    def __init__(self, house: House, delivery: Delivery, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._house = house
        self._delivery = delivery
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="print", daemon=True)

    def start(self) -> None:
        """Begin with what was left in the queue."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue again."""
        self._wake.set()

    def close(self) -> None:
        """Finish the job at hand and stop; the rest waits in the ledger for the next start."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        _guarded(partial(requeue_interrupted, self._house))
        while not self._stop.is_set():
            self._wake.wait()
            self._wake.clear()
            _guarded(self._print_queued)

    def _print_queued(self) -> None:
        while not self._stop.is_set() and (job := take_job(self._house)) is not None:
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        try:
            pdf = render(documents.from_data(dict(job.document)))
            digest = archive_pdf(self._house, pdf)
            printer = self._delivery.printer_for(job)
            self._delivery.deliver(job, archived(self._house, digest), printer, job.job_id)
        except Exception as error:  # an edge of the program: told in the ledger and on the screen
            if isinstance(error, Explained):
                sentence = error.sentence
            else:
                log.exception("print job failed")
                sentence = "Chương trình gặp lỗi khi lập bản in."
            self.changed.emit(fail_job(self._house, job.job_id, sentence))
            self.failed.emit(job, sentence)
        else:
            self.changed.emit(finish_job(self._house, job.job_id, printer, digest))
            self.printed.emit(job)


def _guarded(work: Callable[[], object]) -> None:
    """Do a piece of work of the thread, which outlives a full disk or a held database: the next wake tries again."""
    try:
        work()
    except Exception:  # an edge of the program
        log.exception("print queue not worked off")
