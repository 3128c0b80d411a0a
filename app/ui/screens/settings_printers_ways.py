"""How printers are listed, asked and tried, and what is known of each use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from serial.tools.list_ports import comports

from app.domain.errors import EnvironmentProblem
from app.paths import write_durably
from app.printing.documents import LabelSize, PrinterTestDoc
from app.printing.printer_status import PrinterStatus
from app.printing.printers import ask_printer, print_raw
from app.printing.qt_printer import PrinterEntry, list_printers, print_pdf
from app.settings import PrinterLanguage, PrinterProfile

translate = QCoreApplication.translate

_FEWEST_MM, _MOST_MM = 10.0, 300.0


def send_trial(pdf: bytes, printer: str, profile: PrinterProfile) -> None:
    """Print a trial with a profile that need not be kept yet. Raises EnvironmentProblem."""
    if profile.is_raw:
        print_raw(pdf, printer, profile, translate("TestPrint", "In thử"))
    else:
        print_pdf(pdf, printer, offset_mm=(profile.offset_x_mm, profile.offset_y_mm))


def find_places(wire: str) -> list[str]:
    """Find where a printer may be: serial ports, or device files."""
    if wire == "serial":
        return sorted(port.device for port in comports())
    if wire == "file":
        return sorted(str(path) for path in Path("/dev/usb").glob("lp*"))
    return []


def trial_of(
    profile: PrinterProfile, trial: PrinterTestDoc, stock: LabelSize, dpi: int, *, is_label: bool
) -> PrinterTestDoc:
    """Make a trial what the printer prints: a ticket on a roll, a label, or with a driver what it is used for."""
    if profile.language is PrinterLanguage.ESCPOS:
        return replace(trial, roll_dots=profile.dots, dpi=profile.dpi)
    if profile.is_raw:
        return replace(trial, label=stock, dpi=profile.dpi)
    return replace(trial, label=stock if is_label else None, dpi=dpi)


@dataclass(frozen=True, slots=True)
class Ways:
    """How printers are listed, asked and sent to, and where PDFs go without a printer. All calls may hang."""

    listing: Callable[[], list[PrinterEntry]] = list_printers
    send: Callable[[bytes, str, PrinterProfile], object] = send_trial
    folder: Path | None = None
    ask: Callable[[str, PrinterProfile], PrinterStatus | None] = ask_printer
    places: Callable[[str], list[str]] = find_places


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
