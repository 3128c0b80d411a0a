"""How printers are listed and tried, and what is known of each use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.domain.errors import EnvironmentProblem
from app.paths import write_durably
from app.printing.qt_printer import PrinterEntry, list_printers, print_pdf

translate = QCoreApplication.translate

_FEWEST_MM, _MOST_MM = 10.0, 300.0


@dataclass(frozen=True, slots=True)
class Ways:
    """How printers are listed and a PDF is sent, and where PDFs go without a printer. Both calls may hang."""

    listing: Callable[[], list[PrinterEntry]] = list_printers
    send: Callable[[bytes, str], object] = print_pdf
    folder: Path | None = None


@dataclass(slots=True)
class Use:
    """One kind of paper: its printer ("" = PDF folder) and how its trial went."""

    printer: str = ""
    trial: str = ""  # "", "printing", "waiting", "good", "bad", "failed"
    told: str = ""


def millimetres(text: str) -> float | None:
    """Read a side of a label; None when it is no length a label has."""
    try:
        value = float(text.replace(",", ".").strip())
    except ValueError:
        return None
    return value if _FEWEST_MM <= value <= _MOST_MM else None


def into_folder(pdf: bytes, folder: Path | None, name: str) -> str:
    """Write a test print into the folder of PDFs and return where it lies. Raises EnvironmentProblem."""
    if folder is None:
        raise EnvironmentProblem(
            translate("TestPrint", "Chưa có thư mục để ghi tệp PDF."),
            translate("TestPrint", "Chọn máy in trước."),
            "PDF-FOLDER",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / name, pdf)
    except OSError as error:
        sentence = translate("TestPrint", "Không ghi được vào thư mục Giấy in.")
        raise EnvironmentProblem(
            sentence, translate("TestPrint", "Kiểm tra ổ đĩa còn chỗ và quyền ghi."), "PDF-FOLDER"
        ) from error
    return str(folder / name)
