"""What a test print should look like, beside the question whether it came out so."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy

from app.printing.documents import PrinterTestDoc
from app.printing.raster import page_image
from app.printing.rendering import render
from app.printing.trial_dots import trial_label_image, trial_ticket_image
from app.ui.theme import RADIUS_BOX
from app.ui.widgets import ink
from app.ui.widgets.painted import Painted

_PAGE_DPI = 60


def trial_image(document: PrinterTestDoc) -> QImage:
    """Draw the test page, label or ticket; called on a thread beside the GUI's."""
    if document.roll_dots:
        image = trial_ticket_image(document)
    elif document.label:
        image = trial_label_image(document)
    else:
        image = page_image(render(document), 0, _PAGE_DPI)
    grey = image.convert("L")
    # copy(): the picture must not outlive the bytes it looks at.
    data = grey.tobytes()
    return QImage(data, grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8).copy()


class TrialPicture(Painted):
    """What the trial should look like, on white in both themes."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self._wide = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def expect(self, *, wide: bool) -> None:
        """Show an empty sheet, or with `wide` an empty label, until the picture of another trial is drawn."""
        if self._picture is None or wide != self._wide:
            self._picture, self._wide = None, wide
            self.update()

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
            self._draw_blank(painter)
            return
        ratio = self.devicePixelRatioF()
        room = QSize(round((self.width() - 16) * ratio), round((self.height() - 14) * ratio))
        shown = self._picture.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        width, height = shown.width() / ratio, shown.height() / ratio
        painter.drawPixmap(round((self.width() - width) / 2), round((self.height() - height) / 2), shown)

    def _draw_blank(self, painter: QPainter) -> None:
        """Draw the outline of a sheet or label with a code and some lines."""
        t = ink.tokens()
        high = self.height() * (0.6 if self._wide else 0.86)
        wide = high * (5 / 3 if self._wide else 0.707)
        sheet = QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)
        painter.setPen(QPen(t.colour("edge"), 1))
        painter.drawRect(sheet)
        inner = sheet.adjusted(wide * 0.1, wide * 0.1, -wide * 0.1, -wide * 0.1)
        code = inner.width() * (0.3 if self._wide else 0.2)
        painter.drawRect(QRectF(inner.left(), inner.top(), code, code))
        beside = inner.left() + code + 6
        step = inner.height() / (5 if self._wide else 12)
        y = inner.top() + step / 2
        while y < inner.bottom():
            left = beside if y < inner.top() + code + 2 else inner.left()
            painter.drawLine(QPointF(left, y), QPointF(inner.right(), y))
            y += step
