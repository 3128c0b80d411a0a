"""The receipt as it would print, before it is saved: pages of the real PDF, paper white in both themes."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.printing.documents import Document
from app.printing.raster import page_image, page_sizes_mm
from app.printing.rendering import render
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label
from app.ui.widgets.painted import Painted, Themed
from app.ui.widgets.scrolling import ScrollArea

_DPI = 110.0


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of a paper as grey pictures."""

    images: tuple[Image.Image, ...]


def pages_of(document: Document, scale: float = 1.0) -> Pages:
    """Draw a document and its pages; slow (some tenths of a second), so off the GUI thread."""
    pdf = render(document)
    return Pages(tuple(page_image(pdf, number, _DPI * scale) for number in range(len(page_sizes_mm(pdf)))))


class _Page(QWidget):
    def __init__(self, image: Image.Image, scale: float) -> None:
        super().__init__()
        data = image.tobytes()
        picture = QImage(data, image.width, image.height, image.width, QImage.Format.Format_Grayscale8).copy()
        self._pixmap = QPixmap.fromImage(picture)
        self._pixmap.setDevicePixelRatio(scale)
        self._size = QSize(round(image.width / scale), round(image.height / scale))
        self.setFixedSize(self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        ink.box(painter, QRectF(self.rect()), 0, None, ink.tokens().colour("line2"))


class PreviewDialog(Themed, QDialog):
    """Shows pages; Esc closes."""

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(title, "lg", 600))
        self.hint = Label(hint, "sm", 400, "text2", align="right")
        head.addWidget(self.hint, 1)
        close = KeyButton(self.tr("Đóng"), "Esc", bind=False)
        close.clicked.connect(self.accept)
        head.addWidget(close)
        column.addLayout(head)
        self.area = ScrollArea()
        self.area.setWidgetResizable(True)
        column.addWidget(self.area, 1)
        self.pages: list[QWidget] = []
        window = parent.window()
        self.resize(min(980, window.width() - 40), window.height() - 40)
        self.follow_theme()

    def show_pages(self, pages: Pages) -> None:
        """Put the pages on the desk."""
        content = Painted()
        column = QVBoxLayout(content)
        column.setSpacing(14)
        scale = self.devicePixelRatioF()
        self.pages = [_Page(image, scale) for image in pages.images]
        for page in self.pages:
            column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.area.setWidget(content)
        self.area.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("bg"))
