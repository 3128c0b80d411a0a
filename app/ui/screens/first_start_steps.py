"""The steps of the wizard at its left edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.widgets import ink
from app.ui.widgets.mark import paint_mark
from app.ui.widgets.painted import Painted

ROOMY_WIDTH, COMPACT_WIDTH = 288, 250


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name and, in a second line, what was answered or will be asked."""

    title: str
    detail: str = ""


class StepList(Painted):
    """Steps done, at hand and to come."""

    def __init__(self, name: str, foot: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._foot = name, foot
        self._steps: tuple[Step, ...] = ()
        self._now = 0
        self.follow_theme()

    def show_steps(self, steps: Sequence[Step], now: int) -> None:
        """Show other steps; those before `now` are done."""
        self._steps, self._now = tuple(steps), now
        self.setAccessibleName(self.tr("Bước {n} trong {all}: {title}").format(
            n=now + 1, all=len(steps), title=steps[now].title))  # fmt: skip
        self.update()

    def retheme(self) -> None:
        self.setFixedWidth(ROOMY_WIDTH if ink.tokens().density == "roomy" else COMPACT_WIDTH)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(ROOMY_WIDTH, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        roomy = t.density == "roomy"
        painter.fillRect(self.rect(), t.colour("side"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), t.colour("line"))
        top = 20.0 if roomy else 18.0
        paint_mark(painter, QRectF(20, top, 30, 30))
        spot = QRectF(60, top, self.width() - 72, 30)
        ink.text(painter, spot, self._name, t.font("lg", 600), t.colour("text"))
        step, y = (52.0 if roomy else 44.0) * t.scale / 100, top + (62 if roomy else 52)
        line = 20.0 * t.scale / 100
        for number, entry in enumerate(self._steps):
            centre = QPointF(30, y)
            if number + 1 < len(self._steps):
                painter.fillRect(QRectF(29.25, y + 9, 1.5, step - 18), t.colour("line2"))
            self._dot(painter, centre, number)
            colour = "text" if number <= self._now else "text2"
            width = self.width() - 62.0
            ink.text(painter, QRectF(50, y - line / 2, width, line), entry.title,
                     t.font("base", 600 if number <= self._now else 500), t.colour(colour))  # fmt: skip
            ink.text(painter, QRectF(50, y + line / 2 - 1, width, line), entry.detail, t.font("sm"), t.colour("text2"))
            y += step
        rows = ink.wrap(self._foot, t.font("sm"), self.width() - 40, 3)
        bottom = self.height() - 16.0 - 18 * len(rows)
        if bottom > y:
            for number, words in enumerate(rows):
                spot = QRectF(20, bottom + 18 * number, self.width() - 40, 18)
                ink.text(painter, spot, words, t.font("sm"), t.colour("text2"))

    def _dot(self, painter: QPainter, centre: QPointF, number: int) -> None:
        t = ink.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if number < self._now:
            ink.dot(painter, centre, 9.5, t.colour("ok_soft"))
            ink.icon(painter, "check", centre.x() - 6, centre.y(), 12, t.colour("ok"))
            return
        painter.setBrush(t.colour("surface"))
        if number == self._now:
            painter.setPen(QPen(t.colour("accent_text"), 2))
            painter.drawEllipse(centre, 8.5, 8.5)
            ink.dot(painter, centre, 4.5, t.colour("accent_text"))
        else:
            painter.setPen(QPen(t.colour("edge"), 1.25, Qt.PenStyle.DashLine))
            painter.drawEllipse(centre, 7.5, 7.5)
