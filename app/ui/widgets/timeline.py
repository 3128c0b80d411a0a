"""What happened and what comes: timeline with dots, and the row of steps over a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.widgets import ink
from app.ui.widgets.ink import BadgeKind
from app.ui.widgets.painted import Painted

StepKind = Literal["done", "now", "next", "past"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: what, when and who, kind of dot (done: green tick, now: blue, past: grey dot, next: dashed)."""

    what: str
    detail: str = ""
    kind: StepKind = "past"
    badge: str = ""
    badge_kind: BadgeKind = "neutral"
    badge_icon: str = ""


class Timeline(Painted):
    """Moments below each other, joined by a line; its height follows their number."""

    def __init__(self, moments: Sequence[Moment] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments = tuple(moments)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()
        self.set_moments(moments)

    def set_moments(self, moments: Sequence[Moment]) -> None:
        """Show other moments."""
        self._moments = tuple(moments)
        words = {"done": self.tr("xong"), "now": self.tr("đang làm"), "next": self.tr("chưa làm"), "past": ""}
        self.setAccessibleName(self.tr("Diễn biến"))
        told = [" ".join(x for x in (m.what, m.detail, m.badge, words[m.kind]) if x) for m in moments]
        self.setAccessibleDescription(". ".join(told))
        self.retheme()

    def _step(self) -> int:
        t = ink.tokens()
        return t.sizes.row2 - (0 if t.density == "roomy" else 1)

    def retheme(self) -> None:
        self.setFixedHeight(max(1, self._step() * len(self._moments)))
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(220, self._step() * len(self._moments))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self._step()
        for number, moment in enumerate(self._moments):
            top = number * step
            if not event.rect().intersects(QRectF(0, top, self.width(), step + 4).toAlignedRect()):
                continue
            middle = QPointF(10, top + 13)
            if number + 1 < len(self._moments):
                painter.fillRect(QRectF(middle.x() - 1, middle.y() + 12, 2, step - 24), t.colour("line"))
            paint_dot(painter, middle, moment.kind)
            right = float(self.width())
            if moment.badge:
                width = ink.badge_width(moment.badge, moment.badge_icon, t)
                spot = QRectF(right - width, top + 2, width, t.sizes.badge)
                ink.badge(painter, spot, moment.badge, moment.badge_kind, moment.badge_icon, t)
                right -= width + 8
            quiet = moment.kind == "next"
            font = t.font("base", 500 if quiet else 600)
            colour = t.colour("text2" if quiet else "text")
            ink.text(painter, QRectF(30, top, right - 30, 26), moment.what, font, colour)
            spot = QRectF(30, top + 22, self.width() - 30, 20)
            ink.text(painter, spot, moment.detail, t.font("sm"), t.colour("text2"))


def paint_dot(painter: QPainter, centre: QPointF, kind: StepKind) -> None:
    """Draw the dot of a moment."""
    t = ink.tokens()
    if kind == "done":
        ink.dot(painter, centre, 9.5, t.colour("ok_soft"))
        ink.icon(painter, "check", centre.x() - 6.5, centre.y(), 13, t.colour("ok"))
    elif kind == "now":
        painter.setPen(QPen(t.colour("accent_text"), 2))
        painter.setBrush(t.colour("surface"))
        painter.drawEllipse(centre, 8.5, 8.5)
        ink.dot(painter, centre, 4.8, t.colour("accent_text"))
    elif kind == "next":
        pen = QPen(t.colour("edge"), 1.4)
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(t.colour("surface"))
        painter.drawEllipse(centre, 8, 8)
    else:
        ink.dot(painter, centre, 4, t.colour("edge"))


class Steps(Painted):
    """The steps of a dossier side by side, each a bar in its colour with two lines."""

    def __init__(self, steps: Sequence[Moment] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = tuple(steps)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_steps(self, steps: Sequence[Moment]) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        self.setAccessibleName(self.tr("Các bước"))
        self.setAccessibleDescription(". ".join(f"{s.what} {s.detail}" for s in steps))
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(46 if ink.tokens().density == "roomy" else 44)
        super().retheme()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter, t = QPainter(self), ink.tokens()
        width = (self.width() - 6 * (len(self._steps) - 1)) / len(self._steps)
        bars = {"done": "ok", "now": "accent", "past": "ok"}
        for number, step in enumerate(self._steps):
            x = number * (width + 6)
            ink.box(painter, QRectF(x, 0, width, 4), 2, t.colour(bars.get(step.kind, "line2")))
            left = x
            if step.kind in ("done", "past"):
                ink.icon(painter, "check", x, 18, 15, t.colour("ok"))
                left += 20
            quiet = step.kind == "next"
            font = t.font("base", 500 if quiet else 600)
            colour = t.colour("text2" if quiet else "text")
            ink.text(painter, QRectF(left, 7, x + width - left - 4, 22), step.what, font, colour)
            ink.text(painter, QRectF(x, 26, width - 4, 18), step.detail, t.font("sm"), t.colour("text2"))
