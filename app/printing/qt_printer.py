"""Sending an archived PDF to a printer of the operating system. The only file of this room that knows Qt.

Listing printers and opening a driver can take minutes: nothing here may be called on the GUI thread.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.domain.errors import EnvironmentProblem
from app.printing.handing import NothingPrinted
from app.printing.label_sheet import dots_per_mm
from app.printing.raster import page_image, page_sizes_mm

SIZE_TOLERANCE = 1.0  # mm between the page asked for and the page the driver gives
MOST_DPI = 600  # finer heads get a whole fraction of their dots
HELD = 60.0  # seconds a print waits for another one that is in the driver
LABEL_WIDTH = 110.0  # mm; narrower pages are labels and printed in pure black

# Drivers are no place for two threads; a queue takes its paper in a moment, so receipts hardly wait for labels here.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class PrinterEntry:
    """A printer the operating system knows."""

    name: str
    description: str
    default: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """What was sent: pages, the printer's dots per inch, the page size it really used (mm)."""

    pages: int
    dpi: int
    page_mm: tuple[float, float]


def list_printers() -> list[PrinterEntry]:
    """List the printers, the default one first. May take minutes with dead network printers."""
    default = QPrinterInfo.defaultPrinterName()
    entries = [
        PrinterEntry(info.printerName(), info.description() or info.printerName(), info.printerName() == default)
        for info in QPrinterInfo.availablePrinters()
    ]
    return sorted(entries, key=lambda entry: (not entry.default, entry.name))


def print_pdf(
    pdf: bytes,
    printer_name: str,
    *,
    job_name: str = "",
    output_file: Path | None = None,
    offset_mm: tuple[float, float] = (0.0, 0.0),
    keep_on: Callable[[], bool] = lambda: True,
) -> Printed:
    """Print all pages at the printer's own dots, one-sided, each page at its true size.

    `offset_mm` moves them right and down, for a printer that feeds askew.
    With `output_file` the pages go into a PDF file instead and `printer_name` is not used. `keep_on` is asked before
    each page; False stops and raises. Raises `NothingPrinted` when the printer is missing or refuses the page size,
    another `EnvironmentProblem` when it stops in the middle; nothing saved is touched by that.
    """
    if not _ONE_AT_A_TIME.acquire(timeout=HELD):
        raise NothingPrinted(
            f"Lệnh in trước còn giữ trình điều khiển máy in, chưa gửi được tới “{printer_name}”.",
            "Xem máy kia có hỏi gì không, rồi in lại.",
            "driver-held",
        )
    try:
        return _print(pdf, printer_name, job_name, output_file, offset_mm, keep_on)
    finally:
        _ONE_AT_A_TIME.release()


def _print(
    pdf: bytes,
    printer_name: str,
    job_name: str,
    output_file: Path | None,
    offset_mm: tuple[float, float],
    keep_on: Callable[[], bool],
) -> Printed:
    sizes = page_sizes_mm(pdf)
    printer = _open(printer_name, output_file)
    if job_name:
        printer.setDocName(job_name)
    page_mm = _set_page(printer, sizes[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise _trouble(printer, "không nhận lệnh in", NothingPrinted)
    try:
        for number, size in enumerate(sizes):
            if not keep_on():
                printer.abort()
                raise EnvironmentProblem("Đã dừng in theo yêu cầu.", "Hồ sơ đã lưu; có thể in lại.", "print-stopped")
            if number and size != sizes[number - 1]:
                page_mm = _set_page(printer, size)
            if number and not printer.newPage():
                raise _trouble(printer, f"dừng ở trang {number + 1}")
            _draw_page(painter, printer, pdf, number, size, offset_mm)
    finally:
        if painter.isActive():
            painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise _trouble(printer, "báo lỗi")
    return Printed(len(sizes), printer.resolution(), page_mm)


def _open(printer_name: str, output_file: Path | None) -> QPrinter:
    if output_file is not None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(output_file))
    else:
        info = QPrinterInfo.printerInfo(printer_name)
        if info.isNull():
            raise NothingPrinted(
                f"Không tìm thấy máy in “{printer_name}”.",
                "Kiểm tra dây, nguồn, rồi in lại; hoặc chọn máy in khác trong Cài đặt.",
                "printer-missing",
            )
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    # The copies go to different people: never on two sides of one sheet.
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setFullPage(True)
    return printer


def _set_page(printer: QPrinter, size: tuple[float, float]) -> tuple[float, float]:
    """Set the page size and read it back; some drivers keep their own."""
    page, orientation = _page_size(size), QPageLayout.Orientation.Portrait
    if size[0] > size[1] and (upright := _page_size(size[::-1])).id() != QPageSize.PageSizeId.Custom:
        # A4 or A5 turned: drivers know no "297×210" and would ask for special paper. Labels stay as they are.
        page, orientation = upright, QPageLayout.Orientation.Landscape
    printer.setPageSize(page)
    printer.setPageOrientation(orientation)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    real = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter).size()
    given = (real.width(), real.height())
    if any(abs(one - other) > SIZE_TOLERANCE for one, other in zip(size, given, strict=True)):
        raise NothingPrinted(
            f"Máy in “{printer.printerName()}” không nhận khổ giấy {_millimetres(size)}, "
            f"chỉ nhận {_millimetres(given)}.",
            "Đặt đúng khổ giấy trong trình điều khiển máy in, hoặc chọn cỡ nhãn khác trong Cài đặt.",
            "page-size-refused",
        )
    return given


def _page_size(size: tuple[float, float]) -> QPageSize:
    return QPageSize(QSizeF(*size), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


def _draw_page(
    painter: QPainter,
    printer: QPrinter,
    pdf: bytes,
    number: int,
    size: tuple[float, float],
    offset_mm: tuple[float, float],
) -> None:
    dpi = dots_per_mm(printer.resolution()) * 25.4
    x, y = (round(offset * dpi / 25.4) for offset in offset_mm)
    step = math.ceil(dpi / MOST_DPI)
    image = page_image(pdf, number, dpi / step)
    if size[0] < LABEL_WIDTH:
        # A driver would dither greys into dots; a label has none.
        image = image.point([0] * 128 + [255] * 128)
    picture = _qimage(image)
    painter.drawImage(QRect(x, y, image.width * step, image.height * step), picture)


def _qimage(image: Image.Image) -> QImage:
    data = image.tobytes()
    # copy(): the picture must not outlive the bytes it looks at.
    return QImage(data, image.width, image.height, image.width, QImage.Format.Format_Grayscale8).copy()


def _trouble(printer: QPrinter, what: str, kind: type[EnvironmentProblem] = EnvironmentProblem) -> EnvironmentProblem:
    return kind(
        f"Máy in “{printer.printerName() or 'tệp PDF'}” {what}.",
        "Hồ sơ đã lưu. Kiểm tra giấy, nguồn và dây rồi in lại.",
        "printer-failed",
    )


def _millimetres(size: tuple[float, float]) -> str:
    return f"{size[0]:.0f}×{size[1]:.0f} mm"
