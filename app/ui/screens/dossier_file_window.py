"""A file of a dossier, page by page: drawn from memory, so that no copy of it ever lies on the disk unlocked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.media import Media
from app.printing.scans import Scan, count_pages, page_scan
from app.runtime.side_work import SideWork
from app.ui.screens.preview_sheet import Page, SheetView
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label
from app.ui.widgets.painted import Themed

_SHARE = 0.94  # of the window it lies over
_STEP = 1.25


class FileWindow(Themed, QDialog):
    """Shows a file; Esc closes it."""

    def __init__(self, title: str, data: bytes, media: Media, parent: QWidget) -> None:
        super().__init__(parent)
        self._data, self._media = data, media
        self._count, self._number = 0, 0
        self._drawn: tuple[int, int] | None = None
        self._is_drawing = False
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window = parent.window()
        self.resize(round(window.width() * _SHARE), round(window.height() * _SHARE))
        self.view = SheetView()
        self.place = Label("", "base", 500, digits=True)
        self.back = KeyButton(self.tr("Trang trước"), "PgUp", icon="chevron-left")
        self.on = KeyButton(self.tr("Trang sau"), "PgDown", icon="chevron-right")
        self.smaller = KeyButton(self.tr("Nhỏ"), "Ctrl+-", icon="minus")
        self.bigger = KeyButton(self.tr("Lớn"), "Ctrl++", icon="plus")
        self.close_button = KeyButton(self.tr("Đóng"), "Esc")
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.back, self.on, self.place):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.smaller, self.bigger, self.close_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(self.view, 1)
        column.addLayout(row)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self.smaller.clicked.connect(lambda: self._zoom(1 / _STEP))
        self.bigger.clicked.connect(lambda: self._zoom(_STEP))
        self.close_button.clicked.connect(self.reject)
        self.view.dpi_wanted.connect(lambda _dpi: self._draw())
        self.follow_theme()
        self._show_place()
        self._draw()

    def _turn(self, by: int) -> None:
        if 0 <= self._number + by < self._count:
            self._number += by
            self._show_place()
            self._draw()

    def _zoom(self, by: float) -> None:
        self.view.set_zoom(self.view.zoom() * by)
        self._show_place()

    def _show_place(self) -> None:
        self.place.set_text(self.tr("Trang {n} trên {all}").format(n=self._number + 1, all=self._count or "…"))
        self.back.set_ready(self._number > 0, self.tr("Đây là trang đầu"))
        self.on.set_ready(self._number + 1 < self._count, self.tr("Đây là trang cuối"))
        self.smaller.set_ready(self.view.zoom() > 1, self.tr("Đang vừa trang"))

    def _draw(self) -> None:
        number, dpi, data, media = self._number, self.view.dpi(), self._data, self._media
        if self._is_drawing or self._drawn == (number, round(dpi)):
            return
        self._is_drawing = True
        known = self._count

        def work(_side: SideWork) -> tuple[int, Scan]:
            return known or count_pages(data, media), page_scan(data, media, number, dpi)

        SideWork(self, work, lambda drawn: self._on_drawn(number, dpi, *drawn), self._on_failed)

    def _on_drawn(self, number: int, dpi: float, count: int, scan: Scan) -> None:
        self._is_drawing, self._count = False, count
        if number == self._number:
            self._drawn = (number, round(dpi))
            page = Page(scan.rgb, scan.width, scan.height, scan.width_mm, scan.height_mm, is_colour=True)
            self.view.show_pages((page,))
        self._show_place()
        if number != self._number or abs(self.view.dpi() - dpi) > 0.15 * dpi:
            self._draw()

    def _on_failed(self, error: Explained) -> None:
        self._is_drawing = False
        self.place.set_text(f"{error.sentence} {error.advice}", "bad")

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("bg"))
