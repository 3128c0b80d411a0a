"""What a test print should look like, beside the question whether it came out so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy

from app.printing.documents import PrinterTestDoc
from app.printing.printer_test import trial_label_image
from app.printing.raster import page_image
from app.printing.rendering import render
from app.ui.theme import RADIUS_BOX
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted

_PAGE_DPI = 60


def trial_image(document: PrinterTestDoc) -> QImage:
    """Draw the test page or label; called on a thread beside the GUI's."""
    image = trial_label_image(document) if document.label else page_image(render(document), 0, _PAGE_DPI)
    grey = image.convert("L")
    # copy(): the picture must not outlive the bytes it looks at.
    data = grey.tobytes()
    return QImage(data, grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8).copy()


class TrialPicture(Painted):
    """What the trial should look like, on white in both themes."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_picture(self, picture: QPixmap | None, words: str) -> None:
        """Show another picture; `words` for screen readers."""
        self._picture = picture
        self.setAccessibleName(words)
        self.update()

    def retheme(self) -> None:
        roomy = ink.tokens().density == "roomy"
        self.setFixedSize(QSize(232, 150) if roomy else QSize(232, 142))
        super().retheme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(t.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.GlobalColor.white)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, RADIUS_BOX, RADIUS_BOX)
        if self._picture is None:
            return
        ratio = self.devicePixelRatioF()
        room = QSize(round((self.width() - 16) * ratio), round((self.height() - 14) * ratio))
        shown = self._picture.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        width, height = shown.width() / ratio, shown.height() / ratio
        painter.drawPixmap(round((self.width() - width) / 2), round((self.height() - height) / 2), shown)
