"""Where papers go: the OS printer chosen for the role, or a folder of PDFs until one is chosen."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.paths import make_private
from app.printing.handing import Handed, NothingPrinted, PrintPdf
from app.services.house import House
from app.services.print_jobs import PrintJob
from app.settings import SettingsFile

FOLDER = "Thư mục Giấy in"


@dataclass(frozen=True, slots=True)
class PrinterDelivery:
    """Delivers to the printers in the settings. `print_pdf` is the only part that knows a driver."""

    house: House
    settings: SettingsFile
    folder: Path
    print_pdf: PrintPdf

    def printer_for(self, job: PrintJob) -> str:
        """Name the printer of the job's role, "" for the folder."""
        return self.settings.current.printers.get(job.role, "")

    def deliver(self, job: PrintJob, pdf: Path, printer: str, name: str) -> Handed:
        """Print under a document name, or copy into the folder. Raises EnvironmentProblem with the reason."""
        if printer:
            return self.print_pdf(pdf, printer, name)
        try:
            make_private(self.folder)
            shutil.copyfile(pdf, self.folder / _file_name(job))
        except OSError as error:
            raise NothingPrinted(
                "Không ghi được vào thư mục Giấy in.", "Kiểm tra ổ đĩa còn chỗ và quyền ghi.", "PDF-FOLDER"
            ) from error
        return Handed(certain=True)


def _file_name(job: PrintJob) -> str:
    """Name a file by time, paper and code: never by a person."""
    parts = [f"{job.queued_at:%Y-%m-%d %H%M%S}", job.title.replace("/", "-"), job.code]
    if job.reprint:
        parts.append(f"in lại lần {job.reprint}")
    return " · ".join(part for part in parts if part) + f" · {job.job_id[-4:]}.pdf"
