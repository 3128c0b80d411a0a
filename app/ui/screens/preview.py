"""The print preview: the very file that prints, page by page, and the other papers of its dossier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.errors import EnvironmentProblem
from app.services.house import Changed
from app.services.print_jobs import FAILED, QUEUED, PrintJob, list_jobs
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screens.dossier_facts import Fact, Facts
from app.ui.screens.preview_loader import SheetLoader
from app.ui.screens.preview_sheet import SheetView, pdf_of
from app.ui.screens.prints_actions import PaperActions, printable
from app.ui.screens.prints_rows import copies_words, job_badge
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Text
from app.ui.widgets.panels import Panel, TintBox
from app.ui.widgets.rows import Cell, Column, Row, RowList
from app.ui.widgets.toasts import ToastWords

STEP = 1.25


class PreviewScreen(Screen):
    """See the module. `enter` takes a dossier's subject id or a PrintJob."""

    name = "preview"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._subject = ""
        self._jobs: list[PrintJob] = []
        self._job: PrintJob | None = None
        self.view = SheetView()
        self._loader = SheetLoader(self.view, context)
        self.list = RowList((Column(),), head=False, name=self.tr("Giấy của hồ sơ"))
        self.facts = Facts()
        self.again = KeyButton(self.tr("In lại"), "Ctrl+P", "main", "printer", big=True, wide=True)
        self._lay_out()
        self._loader.failed.connect(self._papers.tell_failure)
        self.list.current_changed.connect(self._on_current)
        self.again.clicked.connect(self._print_again)
        context.hub.changed.connect(self._on_changed)
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        desk = TintBox("sunken")
        desk.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        desk.body.setContentsMargins(1, 1, 1, 1)
        desk.body.addWidget(self.view, 1)
        papers = Panel(self.tr("Giấy của hồ sơ"))
        papers.body.addWidget(self.list, 1)
        printed = Panel(self.tr("Bản in này"))
        printed.body.addWidget(self.facts)
        printed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._side = QWidget()
        self._column = QVBoxLayout(self._side)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(papers, 1)
        self._column.addWidget(printed)
        self._column.addWidget(Text(self.tr("Bản xem này chính là tệp gửi máy in, từng điểm một."), "sm", lines=2))
        self._column.addWidget(self.again)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(desk, 1)
        self._row.addWidget(self._side)

    def _retheme(self) -> None:
        t = ink.tokens()
        self._row.setSpacing(t.sizes.gap)
        self._column.setSpacing(t.sizes.gap - 2)
        self._side.setFixedWidth(round((336 if t.density == "roomy" else 270) * t.scale / 100))

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Xem giấy in")

    def back(self) -> Action | None:
        return Action(self.tr("Quay lại"), self.close_me.emit, "Esc", icon="arrow-left", name="back")

    def head_actions(self) -> Sequence[Action]:
        whole = self.view.zoom() <= 1
        return (
            Action(
                self.tr("Nhỏ"),
                lambda: self._zoom(1 / STEP),
                "Ctrl+-",
                icon="minus",
                enabled=not whole,
                why_disabled=self.tr("Đang vừa trang"),
                name="smaller",
            ),
            Action(
                self.tr("Lớn"), lambda: self._zoom(STEP), "Ctrl++", icon="plus", more_keys=("Ctrl+=",), name="bigger"
            ),
            Action(self.tr("Lưu PDF"), self._ask_file, "Ctrl+S", icon="download", name="save"),
        )

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, PrintJob):
            self._subject = argument.subject_id
            self._job = argument
            self._show([argument])
        elif isinstance(argument, str) and argument:
            self._subject, self._job = argument, None
            self._show([])
        self._fetch()
        self.list.setFocus()

    # -- loading and showing

    def _fetch(self) -> None:
        if self._subject:
            house, subject = self._context.house, self._subject
            self._context.runner.run(
                self, lambda: list_jobs(house, subject_id=subject), self._on_jobs, self._papers.tell_failure
            )

    def _on_jobs(self, jobs: list[PrintJob]) -> None:
        wanted = self._job
        chosen = printable(jobs)
        if wanted is not None and all(job.job_id != wanted.job_id for job in chosen):
            # An older print was asked for: it stands first.
            older = [job for job in jobs if job.job_id == wanted.job_id]
            chosen = [*older, *chosen]
        self._show(chosen)

    def _show(self, jobs: list[PrintJob]) -> None:
        self._jobs = jobs
        rows = []
        for number, job in enumerate(jobs, start=1):
            told = f"{copies_words(job)} · {job_badge(job).text}"
            cell = Cell(
                job.title, told, weight=600, icon="tag" if job.role == "label" else "file-text", key=str(number)
            )
            rows.append(Row(job.job_id, (cell,), tip=job.title))
        self.list.set_rows(rows)
        if self._job is not None:
            self.list.select_key(self._job.job_id)
        if rows and self.list.current_row() is None:
            self.list.select_first()
        self._on_current(self.list.current_row())

    def _on_current(self, row: Row | None) -> None:
        job = next((job for job in self._jobs if row is not None and job.job_id == row.key), None)
        self._job = job or self._job
        self._loader.show_job(job)
        failed = job is not None and job.state == FAILED
        self.again.set_label(self.tr("In tiếp lệnh này") if failed else self.tr("In lại"))
        ready = job is not None and job.state != QUEUED
        self.again.set_ready(ready, self.tr("Lệnh này đang chờ in") if job else self.tr("Chưa có giấy nào"))
        if job is None:
            self.facts.set_facts(())
            return
        where = job.printer or "–"
        facts = [
            Fact(self.tr("Tình trạng"), job_badge(job).text, colour="bad" if failed else "text"),
            Fact(self.tr("Máy in"), where),
            Fact(self.tr("Lúc"), f"{job.finished_at or job.queued_at:%H:%M %d/%m/%Y}"),
            Fact(self.tr("Người in"), job.staff_name),
        ]
        if job.reason or job.error:
            facts.append(Fact(self.tr("Lý do"), job.error or job.reason, lines=3))
        self.facts.set_facts(facts)

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and "print" in changed.kinds and (not changed.ids or self._subject in changed.ids):
            self._fetch()

    # -- doing

    def _zoom(self, factor: float) -> None:
        self.view.set_zoom(self.view.zoom() * factor)
        self.refreshed.emit()

    def _print_again(self) -> None:
        if self._job is None:
            return
        if self._job.state == FAILED:
            self._papers.retry([self._job.job_id])
        else:
            self._papers.ask_reprint([self._job])

    def _ask_file(self) -> None:
        job = self._job
        if job is None:
            return
        name = f"{job.title} {job.code}".strip().replace("/", "-") + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Lưu PDF"), name, "PDF (*.pdf)")
        if chosen:
            self.save(job, Path(chosen))  # not what may be shown by now

    def save(self, job: PrintJob, file: Path) -> None:
        """Write the PDF of a paper to a file the clerk chose."""
        house = self._context.house
        told = ToastWords(self.tr("Đã lưu PDF"), str(file.name), "ok", "download")
        bad, advice = (
            self.tr("Chưa lưu được PDF"),
            self.tr("Xem thẻ nhớ còn cắm không, ổ đĩa còn chỗ không, rồi lưu lại."),
        )

        def work() -> None:
            pdf = pdf_of(house, job)
            try:
                file.write_bytes(pdf)
            except OSError as error:
                raise EnvironmentProblem(bad, advice, "SAVE-PDF") from error

        self._context.runner.run(self, work, lambda _none: self.toast.emit(told), self._papers.tell_failure)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdigit() and 1 <= int(digit) <= len(self._jobs):
            self.list.select_key(self._jobs[int(digit) - 1].job_id)
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = self.view.verticalScrollBar()
            way = 1 if event.key() == Qt.Key.Key_PageDown else -1
            bar.setValue(bar.value() + way * bar.pageStep())
        else:
            super().keyPressEvent(event)
