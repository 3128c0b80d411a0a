"""Beside the ledger: the paper itself in small, what happened to it, what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.print_jobs import FAILED, PRINTING, QUEUED, PrintJob
from app.ui.context import Context
from app.ui.screens.preview_loader import SheetLoader
from app.ui.screens.preview_sheet import SheetView
from app.ui.screens.prints_rows import job_badge, told_of
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Badge, Icon, Label, Text
from app.ui.widgets.laying_out import laid_out_once
from app.ui.widgets.panels import EmptyState, Panel, TintBox


class PrintDetails(Panel):
    """Shows the selected job; its buttons and keys ask the screen to act on it."""

    again_asked = Signal(object)  # PrintJob: print again (with a reason), or try again if it failed
    given_up = Signal(object)
    open_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._job: PrintJob | None = None
        self.view = SheetView(fit_width=True)
        self._loader = SheetLoader(self.view, context)
        self._badge = Badge()
        self._title = Label("", "base", 600)
        self._what = Text("", "sm", 400, "text2", lines=2)
        self.again = KeyButton(self.tr("In lại"), "Ctrl+P", wide=True)
        self.look = KeyButton(self.tr("Xem"), "Space", bind=False, wide=True)
        self.give_up = KeyButton(self.tr("Bỏ"), "Del", bind=False, wide=True)
        self._empty = EmptyState("printer", self.tr("Chưa chọn bản in"), self.tr("Chọn một dòng để xem giấy ở đây."))
        self._whole = self._lay_out()
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._empty, 1)
        self.again.clicked.connect(lambda: self._ask(self.again_asked))
        self.look.clicked.connect(lambda: self._ask(self.open_asked))
        self.give_up.clicked.connect(lambda: self._ask(self.given_up))
        self.show_job(None)

    def _lay_out(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        top = QHBoxLayout()
        top.addWidget(self._badge)
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addWidget(self._what)
        column.addWidget(self.view, 1)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.look)
        pair.addWidget(self.give_up)
        column.addWidget(self.again)
        column.addSpacing(2)
        column.addLayout(pair)
        return whole

    def show_job(self, job: PrintJob | None) -> None:
        """Show a job, None for the invitation to choose one."""
        self._job = job
        with laid_out_once(self, self._whole):
            self._show(job)

    def _show(self, job: PrintJob | None) -> None:
        self._empty.setVisible(job is None)
        self._whole.setVisible(job is not None)
        self._loader.show_job(job)
        if job is None:
            return
        badge = job_badge(job)
        self._badge.set(badge.text, badge.kind, badge.icon)
        self._title.set_text(job.title)
        told, colour = told_of(job)
        self._what.set_text(told, colour)
        answerable = job.state == FAILED or job.stuck
        self.again.set_label(self.tr("In tiếp lệnh này") if answerable else self.tr("In lại"))
        busy = not answerable and (job.on_its_way or job.state in (QUEUED, PRINTING))
        self.again.set_ready(not busy, self.tr("Lệnh này đang chờ in"))
        self.give_up.setVisible(answerable or job.state == QUEUED)

    def _ask(self, signal: SignalInstance) -> None:
        if self._job is not None:
            signal.emit(self._job)

    def retheme(self) -> None:
        super().retheme()
        roomy = ink.tokens().density == "roomy"
        self.setFixedWidth(round((316 if roomy else 262) * ink.tokens().scale / 100))


class PrinterBanner(TintBox):
    """Tells in the page that a printer fails, how many jobs wait, and how to go on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bad", parent)
        self._heading = Label("", "base", 600, "bad")
        self._sentence = Label("", "base", 400, "text")
        self.again = KeyButton(self.tr("In tiếp tất cả"), "F10", "main")
        self.settings = KeyButton(self.tr("Chọn máy khác"), "Ctrl+6", bind=False)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._heading)
        words.addWidget(self._sentence)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Icon("printer", "bad", 20))
        row.addLayout(words, 1)
        row.addWidget(self.again)
        row.addWidget(self.settings)
        self.body.addLayout(row)
        self.hide()

    def show_jobs(self, jobs: list[PrintJob]) -> None:
        """Show jobs that failed or wait for a person, the failed first; none hides the banner."""
        self.setVisible(bool(jobs))
        # What only waits goes on by itself when the printer does.
        self.again.setVisible(any(job.state == FAILED for job in jobs))
        if jobs:
            self._heading.set_text(jobs[0].error or self.tr("Máy in không nhận lệnh"))
            told = self.tr("{n} lệnh đang chờ. Hồ sơ đã lưu, không mất hồ sơ nào.").format(n=len(jobs))
            self._sentence.set_text(told)
            self.setAccessibleName(f"{self._heading.text()} {told}")
