"""Pages of a paper as they print: the archived PDF itself, drawn to the size of the view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.printing import documents
from app.printing.raster import page_images, page_sizes_mm
from app.printing.rendering import render
from app.services.house import House
from app.services.paper_archive import archived
from app.services.print_jobs import PrintJob
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted
from app.ui.widgets.scrolling import ScrollArea

INCH = 25.4
MARGIN, GAP = 14, 14
MOST_PAGES = 12
_SETTLE_MS = 120


@dataclass(frozen=True, slots=True)
class Page:
    """One page in greys, or in RGB (`is_colour`): bytes row by row, and its size on paper in millimetres."""

    pixels: bytes
    width: int
    height: int
    width_mm: float
    height_mm: float
    is_colour: bool = False


def pdf_of(house: House, job: PrintJob) -> bytes:
    """Give the PDF of a job: the archived file, or, not printed yet, the same bytes drawn from its frozen document."""
    if job.pdf_sha256:
        file = archived(house, job.pdf_sha256)
        if file.exists():
            return file.read_bytes()
    return render(documents.from_data(dict(job.document)))


def pages_of(pdf: bytes, dpi: float) -> tuple[Page, ...]:
    """Draw the pages of a PDF; slow, so never on the GUI thread."""
    sizes = page_sizes_mm(pdf)[:MOST_PAGES]
    images = page_images(pdf, dpi)[:MOST_PAGES]
    return tuple(
        Page(image.tobytes(), image.width, image.height, *size) for image, size in zip(images, sizes, strict=True)
    )


def _image(page: Page) -> QImage:
    form, depth = (QImage.Format.Format_RGB888, 3) if page.is_colour else (QImage.Format.Format_Grayscale8, 1)
    return QImage(page.pixels, page.width, page.height, page.width * depth, form)


class _Sheets(Painted):
    """The pages below each other, white in every theme."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: tuple[Page, ...] = ()
        self._images: list[QImage] = []
        self.pixels_per_mm = 1.0
        self.follow_theme()

    def show_pages(self, pages: Sequence[Page]) -> None:
        self.pages = tuple(pages)
        # QImage does not own the bytes; the pages kept above do.
        self._images = [_image(page) for page in pages]
        self.updateGeometry()
        self.update()

    def extent(self) -> QSize:
        width = max((page.width_mm for page in self.pages), default=0.0) * self.pixels_per_mm
        height = sum(page.height_mm * self.pixels_per_mm for page in self.pages) + GAP * max(0, len(self.pages) - 1)
        return QSize(round(width) + 2 * MARGIN, round(height) + 2 * MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = max(float(MARGIN), (self.height() - self.extent().height()) / 2 + MARGIN)
        for page, image in zip(self.pages, self._images, strict=True):
            width, height = page.width_mm * self.pixels_per_mm, page.height_mm * self.pixels_per_mm
            spot = QRectF((self.width() - width) / 2, top, width, height)
            painter.fillRect(spot.adjusted(-1, -1, 1, 1), t.colour("line2"))
            painter.fillRect(spot, QColor("white"))
            painter.drawImage(spot, image)
            top += height + GAP


class SheetView(ScrollArea):
    """Shows pages fitting the view (with `fit_width` only its width), or bigger by `zoom`.

    `dpi_wanted` asks for sharper ones when the size settles.
    """

    dpi_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None, *, fit_width: bool = False) -> None:
        super().__init__(parent)
        self._fit_width = fit_width
        self._sheets = _Sheets()
        self._zoom = 1.0
        self.setWidget(self._sheets)
        self.setWidgetResizable(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("Bản xem trước"))
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.dpi_wanted.emit(self.dpi()))

    def pages(self) -> tuple[Page, ...]:
        """Give the pages shown."""
        return self._sheets.pages

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show pages."""
        self._sheets.show_pages(pages)
        self._fit()
        self._sheets.setAccessibleName(self.tr("{n} trang").format(n=len(pages)))

    def zoom(self) -> float:
        """Give how much bigger than fitting the pages are."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Make the pages bigger than the view (1: a whole page fits), between 1 and 4."""
        self._zoom = min(4.0, max(1.0, zoom))
        self._fit()
        self._settle.start()

    def dpi(self) -> float:
        """Give the resolution that makes one dot of the picture one of the screen; a guess while nothing is shown."""
        if not self._sheets.pages:
            return 72.0 * self.devicePixelRatioF()
        return max(24.0, self._sheets.pixels_per_mm * INCH * self.devicePixelRatioF())

    def _fit(self) -> None:
        pages = self._sheets.pages
        if not pages:
            self._sheets.resize(self.viewport().size())
            return
        room = self.viewport().size()
        first = pages[0]
        by_width = (room.width() - 2 * MARGIN) / first.width_mm
        by_height = by_width if self._fit_width else (room.height() - 2 * MARGIN) / first.height_mm
        # A label is not blown up to the size of a page.
        self._sheets.pixels_per_mm = max(0.2, min(by_width, by_height, 8.0)) * self._zoom
        extent = self._sheets.extent()
        self._sheets.resize(extent.expandedTo(room) if len(pages) == 1 and self._zoom == 1 else extent)
        self._sheets.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._sheets.pages:
            self._settle.start()
