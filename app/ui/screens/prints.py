"""The print ledger "Sổ in": every print with who, when, the how manyth and why; failed ones first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.house import Changed, House
from app.services.print_jobs import DISMISSED, FAILED, QUEUED, PrintJob, list_jobs, list_on_their_way
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screens import prints_rows
from app.ui.screens.prints_actions import PaperActions
from app.ui.screens.prints_details import PrintDetails, PrinterBanner
from app.ui.screens.queue_filter import FilterField, FilterSegment
from app.ui.widgets import ink
from app.ui.widgets.choices import Option
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import Row, RowList


def _load(house: House) -> list[PrintJob]:
    """Give the newest jobs and, however old, those that failed or are on their way."""
    jobs = list_jobs(house)
    known = {job.job_id for job in jobs}
    open_ones = [*list_jobs(house, state=FAILED), *list_on_their_way(house)]
    return [*jobs, *(job for job in open_ones if job.job_id not in known)]


class PrintsScreen(Screen):
    """See the module."""

    name = "prints"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._jobs: list[PrintJob] | None = None
        self.banner = PrinterBanner()
        self.list = RowList(prints_rows.columns(), name=self.tr("Sổ in"))
        self.filter = FilterSegment((), self.tr("Lọc sổ in"), self.list)
        self.field = FilterField(self.tr("Lọc trong sổ in"), self.list)
        self.details = PrintDetails(context)
        self._sheet = RowSheet(self.list, "printer")
        self._lay_out()
        self._connect()
        theme.signals.changed.connect(self._retheme)
        self._retheme()
        self._show_rows()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.filter)
        top.addWidget(self.field, 1)
        top.addWidget(KeyCap("/"))
        self._row = QHBoxLayout()
        self._row.addWidget(self._sheet, 1)
        self._row.addWidget(self.details)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.banner)
        self._column.addLayout(top)
        self._column.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.filter.chosen.connect(lambda _value: self._show_rows())
        self.field.textChanged.connect(lambda _text: self._show_rows())
        self.list.installEventFilter(self)
        self.list.opened.connect(lambda row: self._open(self._job(row)))
        self.list.current_changed.connect(lambda row: self.details.show_job(self._job(row)))
        self.details.again_asked.connect(self._again)
        self.details.given_up.connect(lambda job: self._papers.dismiss(job.job_id))
        self.details.open_asked.connect(self._look)
        self.banner.again.clicked.connect(self._again_all)
        self.banner.settings.clicked.connect(lambda: self.go_to.emit("settings", None))
        self._context.hub.changed.connect(self._on_changed)

    def _retheme(self) -> None:
        gap = ink.tokens().sizes.gap
        self._row.setSpacing(gap)
        self._column.setSpacing(gap - 2)

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Sổ in")

    def kept(self) -> str:
        if ink.tokens().density == "compact":
            return self.tr("Ai in, lúc nào, lần mấy, vì sao")
        return self.tr("Mỗi bản in là một bản ghi: ai, lúc nào, lần mấy, vì sao")

    def kept_icon(self) -> str:
        return ""

    def head_actions(self) -> Sequence[Action]:
        if self._context.printouts is None:
            return ()
        return (Action(self.tr("Mở thư mục giấy in"), self._open_folder, "Ctrl+O", icon="folder-open", name="folder"),)

    def enter(self, argument: object = None) -> None:
        self._fetch()
        self.list.setFocus()

    # -- loading and showing

    def _fetch(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: _load(house), self._on_loaded, self._papers.tell_failure)

    def _on_loaded(self, jobs: list[PrintJob]) -> None:
        self._jobs = jobs
        in_need = [job for job in jobs if job.state == FAILED or job.stuck]
        self.banner.show_jobs(sorted(in_need, key=lambda job: job.state != FAILED))
        self._show_rows()
        self.details.show_job(self._job(self.list.current_row()))
        self.refreshed.emit()

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and "print" in changed.kinds:
            self._fetch()

    def _show_rows(self) -> None:
        now, jobs = self._context.house.local_now(), self._jobs or []
        self._show_filter(jobs)
        wanted, text = self.filter.value(), self.field.text()
        shown = [
            job
            for job in jobs
            if prints_rows.belongs(job, wanted, now) and (not text or prints_rows.matches(job, text))
        ]
        self.list.set_rows(prints_rows.job_rows(shown, text, now))
        if shown and self.list.current_row() is None:
            self.list.select_first()
        self._sheet.show_rows(bool(shown))
        if not shown:
            self._say_empty(text, wanted)
            self.details.show_job(None)

    def _show_filter(self, jobs: list[PrintJob]) -> None:
        now = self._context.house.local_now()
        names = (
            (prints_rows.TODAY, self.tr("Hôm nay"), "text2"),
            (prints_rows.UNPRINTED, self.tr("Chưa in được"), "bad"),
            (prints_rows.AGAIN, self.tr("In lại"), "text2"),
            (prints_rows.ALL, self.tr("Tất cả"), "text2"),
        )
        options = []
        for key, (value, words, colour) in enumerate(names, start=1):
            count = sum(prints_rows.belongs(job, value, now) for job in jobs)
            # The list holds the newest only, so "all" has no number.
            told = None if value == prints_rows.ALL else count
            options.append(Option(value, words, str(key), count=told, count_colour=colour if count else "text3"))
        self.filter.set_options(options, self.filter.value() or prints_rows.TODAY)

    def _say_empty(self, text: str, wanted: str) -> None:
        if self._jobs is None:
            self._sheet.empty.set("printer", self.tr("Đang lấy sổ in"))
        elif text:
            sentence = self.tr("Không có bản in nào khớp “{text}”").format(text=text)
            self._sheet.empty.set("search", sentence, self.tr("Esc để bỏ lọc."))
        elif wanted == prints_rows.UNPRINTED:
            self._sheet.empty.set("circle-check", self.tr("Mọi giấy đều đã in"), "", "ok")
        elif wanted == prints_rows.AGAIN:
            self._sheet.empty.set("printer", self.tr("Chưa có bản in lại nào"))
        else:
            hint = self.tr("Giấy hẹn và tem vào đây ngay khi nhận hồ sơ.")
            self._sheet.empty.set("printer", self.tr("Hôm nay chưa in giấy nào"), hint)

    def _job(self, row: Row | None) -> PrintJob | None:
        return next((job for job in self._jobs or () if row is not None and job.job_id == row.key), None)

    # -- doing

    def _open(self, job: PrintJob | None) -> None:
        if job is not None and job.subject_id:
            self.go_to.emit("dossier", job.subject_id)
        elif job is not None:
            self._look(job)

    def _look(self, job: PrintJob) -> None:
        self.go_to.emit("preview", job)

    def _again(self, job: PrintJob) -> None:
        if job.state == FAILED or job.stuck:
            self._papers.retry([job.job_id])
        elif job.gone or job.state == DISMISSED:
            self._papers.ask_reprint([job])

    def _again_all(self) -> None:
        self._papers.retry([job.job_id for job in self._jobs or () if job.state == FAILED])

    def _open_folder(self) -> None:
        if self._context.printouts is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.printouts)))

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        job = self._job(self.list.current_row())
        if job is not None and event.key() == Qt.Key.Key_Space:
            self._look(job)
            return True
        if job is not None and event.key() == Qt.Key.Key_Delete and (job.stuck or job.state in (FAILED, QUEUED)):
            if not event.isAutoRepeat():  # held down it would give up one after the other
                self._papers.dismiss(job.job_id)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/":
            self.field.begin()
        else:
            super().keyPressEvent(event)
