"""Where papers go: the OS printer chosen for the role, or a folder of PDFs until one is chosen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import EnvironmentProblem
from app.paths import make_private
from app.services.house import House
from app.services.print_jobs import PrintJob
from app.settings import SettingsFile

PrintPdf = Callable[[Path, str], None]
FOLDER = "Thư mục Giấy in"


@dataclass(frozen=True, slots=True)
class PrinterDelivery:
    """Delivers to the printers in the settings. `print_pdf(path, printer)` is the only part that knows a driver."""

    house: House
    settings: SettingsFile
    folder: Path
    print_pdf: PrintPdf

    def deliver(self, job: PrintJob, pdf: Path) -> str:
        """Print, or copy into the folder; returns the printer's name. Raises EnvironmentProblem with the reason."""
        printer = self.settings.current.printers.get(job.role, "")
        if printer:
            self.print_pdf(pdf, printer)
            return printer
        try:
            make_private(self.folder)
            shutil.copyfile(pdf, self.folder / _file_name(job))
        except OSError as error:
            raise EnvironmentProblem(
                "Không ghi được vào thư mục Giấy in.", "Kiểm tra ổ đĩa còn chỗ và quyền ghi.", "PDF-FOLDER"
            ) from error
        return FOLDER


def _file_name(job: PrintJob) -> str:
    """Name a file by time, paper and code: never by a person."""
    parts = [f"{job.queued_at:%Y-%m-%d %H%M%S}", job.title.replace("/", "-"), job.code]
    if job.reprint:
        parts.append(f"in lại lần {job.reprint}")
    return " · ".join(part for part in parts if part) + f" · {job.job_id[-4:]}.pdf"
