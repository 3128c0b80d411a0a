"""Printing from any screen: one more label, a paper again with its reason, a failed one tried again or given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.errors import Explained
from app.domain.office import Actor
from app.services import papers, print_jobs
from app.services.dossiers import record_person_shown
from app.services.house import Changed
from app.services.print_jobs import PrintJob
from app.services.reissuing import reissue_receipt
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.dossier_preview import DossierPreview
from app.ui.screens.prints_reprint import ReprintQuestion
from app.ui.widgets.buttons import Once
from app.ui.widgets.toasts import ToastWords


def printable(jobs: Iterable[PrintJob]) -> list[PrintJob]:
    """Give the latest job of each kind of paper, the legal papers first and labels last."""
    latest: dict[str, PrintJob] = {}
    for job in sorted(jobs, key=lambda job: job.queued_at):
        latest[job.kind] = job
    return sorted(latest.values(), key=lambda job: (job.kind == "label", job.queued_at))


class PaperActions(QObject):
    """What `screen` lets print; success and failure are told by its toasts."""

    def __init__(self, screen: Screen, context: Context) -> None:
        super().__init__(screen)
        self._screen, self._context = screen, context
        self.question: ReprintQuestion | None = None
        self._once = Once()

    def serve(self, preview: DossierPreview) -> None:
        """Do what a preview beside a list asks for: print a label or a paper again, show the numbers in full."""
        preview.label_asked.connect(self.print_label)
        preview.reprint_asked.connect(self._ask_for_dossier)
        preview.show_asked.connect(lambda subject: self.show_numbers(subject, preview.reveal_numbers))

    def print_label(self, subject_id: str) -> None:
        """Print one more label of a dossier."""
        actor, plan = self._context.the_actor, self._context.print_plan()
        self._write(
            lambda: papers.print_label(self._context.house, actor, subject_id, plan),
            self.tr("Đang in tem {size}").format(size=plan.label_size.name),
            [subject_id],
        )

    def ask_reprint(self, jobs: Iterable[PrintJob]) -> None:
        """Ask which paper to print again and why, then do it."""
        choice = printable(jobs)
        if not choice:
            sentence = self.tr("Hồ sơ này chưa in giấy nào")
            self._screen.toast.emit(ToastWords(sentence, "", "info", tag="print"))
            return
        self.question = ReprintQuestion(choice, self._screen)
        self.question.wanted.connect(self.reprint)
        self.question.show_question()

    def _ask_for_dossier(self, subject_id: str) -> None:
        house = self._context.house
        self._context.runner.run(
            self._screen,
            lambda: print_jobs.list_jobs(house, subject_id=subject_id),
            self.ask_reprint,
            self.tell_failure,
        )

    def show_numbers(self, subject_id: str, show: Callable[[str], object]) -> None:
        """Write down that whoever sits here looks at the person, then `show(subject_id)` the numbers."""
        if self._once.again((record_person_shown, subject_id)):
            return
        house, actor = self._context.house, self._context.the_actor
        self._context.runner.run(
            self._screen,
            lambda: record_person_shown(house, actor, subject_id),
            lambda _done: show(subject_id),
            self.tell_failure,
        )

    def reprint(self, job_id: str, reason: str) -> None:
        """Print a paper again, marked and recorded with its reason."""
        actor = self._context.the_actor
        self._write(
            lambda: _reprint(self._context, actor, job_id, reason), self.tr("Đang in lại · đã ghi vào Sổ in"), [job_id]
        )

    def reissue(self, subject_id: str, reason: str) -> None:
        """Print the receipt as the dossier is now, in the place of the one given out."""
        context, actor, plan = self._context, self._context.the_actor, self._context.print_plan()
        plan = replace(plan, labels=0)
        self._write(
            lambda: reissue_receipt(context.house, actor, subject_id, reason, plan),
            self.tr("Đang in giấy thay thế · đã ghi vào Sổ in"),
            [subject_id],
        )

    def retry(self, job_ids: Sequence[str]) -> None:
        """Try failed prints again; they keep their jobs, so nothing is marked as a reprint."""
        told = self.tr("Đang in {n} lệnh chưa in được").format(n=len(job_ids))
        self._write(lambda: _retry(self._context, job_ids), told, job_ids)

    def dismiss(self, job_id: str) -> None:
        """Give up a failed print."""
        self._write(lambda: print_jobs.dismiss_job(self._context.house, job_id), self.tr("Đã bỏ lệnh in này"), [])

    def _write(self, work: Callable[[], Changed], told: str, of: Sequence[str]) -> None:
        if self._once.again((told, *of)):
            return  # pressed twice: one paper was meant; given up, the next one lies there

        def done(_changed: Changed) -> None:
            self._context.wake_printer()
            self._screen.toast.emit(ToastWords(told, "", "ok", "printer", tag="print"))

        self._context.runner.run(self, work, done, self.tell_failure)

    def tell_failure(self, error: Explained) -> None:
        """Show why something could not be done."""
        self._screen.toast.emit(ToastWords(error.sentence, error.advice, "bad", tag="failure"))


def _retry(context: Context, job_ids: Sequence[str]) -> Changed:
    changed = [print_jobs.retry_job(context.house, job_id) for job_id in job_ids]
    return Changed(frozenset({"print"}), frozenset[str]().union(*(one.ids for one in changed)))


def _reprint(context: Context, actor: Actor, job_id: str, reason: str) -> Changed:
    print_jobs.reprint(context.house, actor, job_id, reason)
    return Changed(frozenset({"print"}))
