"""Fetches the pages of a print job for a view, off the GUI thread, and drops what is no longer asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained
from app.services.house import House
from app.services.print_jobs import PrintJob
from app.ui.context import Context
from app.ui.screens.preview_sheet import Page, SheetView, pages_of, pdf_of


class SheetLoader(QObject):
    """Shows a job in `view`; asks again when the view wants another resolution, and nothing when it `failed`."""

    failed = Signal(object)  # Explained

    def __init__(self, view: SheetView, context: Context) -> None:
        super().__init__(view)
        self._view, self._context = view, context
        self._job: PrintJob | None = None
        self._drawn: tuple[str, int] | None = None
        self._busy = False
        view.dpi_wanted.connect(self._draw)

    def show_job(self, job: PrintJob | None) -> None:
        """Show a job's pages, None for nothing."""
        same = job is not None and self._job is not None and job.job_id == self._job.job_id
        self._job = job
        if job is None:
            self._view.show_pages(())
            self._drawn = None
        elif not same:
            self._draw(self._view.dpi())

    def _draw(self, dpi: float) -> None:
        job = self._job
        wanted = (job.job_id, round(dpi)) if job else None
        if job is None or self._busy or wanted == self._drawn:
            return
        self._busy = True
        house = self._context.house
        self._context.runner.run(
            self,
            lambda: _fetch(house, job, dpi),
            lambda pages: self._on_pages(job, dpi, pages),
            lambda error: self._on_failed(job, error),
        )

    def _on_pages(self, job: PrintJob, dpi: float, pages: tuple[Page, ...]) -> None:
        self._busy = False
        current = self._job
        if current is None:
            return
        if current.job_id == job.job_id:
            self._drawn = (job.job_id, round(dpi))
            self._view.show_pages(pages)
        # Another job, or another size, was asked for meanwhile.
        sharper = self._view.dpi()
        if current.job_id != job.job_id or abs(sharper - dpi) > 0.15 * dpi:
            self._draw(sharper)

    def _on_failed(self, job: PrintJob, error: Explained) -> None:
        self._busy = False
        current = self._job
        if current is None:
            return
        if current.job_id != job.job_id:
            self._draw(self._view.dpi())
            return
        self._view.show_pages(())  # the paper shown before is another one's
        self._drawn = None
        self.failed.emit(error)


def _fetch(house: House, job: PrintJob, dpi: float) -> tuple[Page, ...]:
    return pages_of(pdf_of(house, job), dpi)
