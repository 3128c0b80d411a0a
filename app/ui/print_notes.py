"""What the window says of papers that did not come out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from app.runtime.print_loop import PrintLoop
from app.services.house import Changed
from app.services.print_jobs import TICKET, PrintJob
from app.ui.context import Context
from app.ui.shell import MainShell
from app.ui.widgets.toasts import Answer, ToastWords


class PrintNotes(QObject):
    """Wakes the print threads when a paper was asked for, and tells what became of it."""

    def __init__(
        self, context: Context, shell: MainShell, print_loop: PrintLoop, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._print_loop = print_loop
        print_loop.changed.connect(context.hub.changed)
        print_loop.failed.connect(self._on_failed)
        print_loop.waiting.connect(self._on_waiting)
        context.hub.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        if "print" in changed.kinds:
            self._print_loop.wake()

    @Slot(object, str)
    def _on_failed(self, job: PrintJob, sentence: str) -> None:
        heading = self.tr("{0} chưa in được").format(job.title)
        if job.subject_id:
            heading = self.tr("Hồ sơ đã lưu, nhưng {0} chưa in được").format(job.title[:1].lower() + job.title[1:])
        elif job.role == TICKET:  # who holds no paper is called all the same
            heading = self.tr("Số đã lấy, nhưng {0} chưa in được").format(job.title[:1].lower() + job.title[1:])
        answers = (Answer(self.tr("Mở sổ in"), "Ctrl+4", partial(self._shell.show_screen, "prints")),)
        self._shell.show_toast(
            ToastWords(heading=heading, sentence=sentence, kind="bad", icon="printer", answers=answers, tag="print")
        )

    @Slot(object, str)
    def _on_waiting(self, job: PrintJob, sentence: str) -> None:
        heading = self.tr("{0} đang chờ máy in").format(job.title)
        self._shell.show_toast(ToastWords(heading=heading, sentence=sentence, kind="warn", icon="printer", tag="print"))
