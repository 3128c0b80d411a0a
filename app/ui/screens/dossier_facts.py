"""Labels with their values below each other, as they stand in previews and on the dossier's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.widgets import ink, tips
from app.ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; the value may take `lines` lines before it is cut."""

    label: str
    value: str
    lines: int = 1
    colour: str = "text"


class Facts(Painted):
    """Paints facts; labels share a column as wide as `share` of the width, at most what the longest one needs."""

    def __init__(self, *, share: float = 0.4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()
        self._share = share
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        self._facts = tuple(facts)
        self.setAccessibleName(", ".join(fact.label for fact in facts))
        self.setAccessibleDescription(". ".join(f"{fact.label}: {fact.value}" for fact in facts))
        self.retheme()

    def facts(self) -> dict[str, str]:
        """Give the values by label."""
        return {fact.label: fact.value for fact in self._facts}

    def _step(self) -> float:
        t = ink.tokens()
        return round((24.0 if t.density == "roomy" else 21.0) * t.scale / 100)

    def _left(self) -> float:
        font = ink.tokens().font("base")
        widest = max((ink.width_of(fact.label, font) for fact in self._facts), default=0.0)
        return min(widest + 16, self.width() * self._share)

    def _rows(self) -> list[tuple[Fact, list[str]]]:
        font, room = ink.tokens().font("base", 500), self.width() - self._left()
        return [
            (fact, ink.wrap(fact.value, font, room, fact.lines) if fact.lines > 1 else [fact.value])
            for fact in self._facts
        ]

    def retheme(self) -> None:
        self.setFixedHeight(round(sum(self._height(lines) for _, lines in self._rows())))
        super().retheme()

    def _height(self, lines: Sequence[str]) -> float:
        return self._step() + (len(lines) - 1) * 19.0 * ink.tokens().scale / 100

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.retheme()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            top = 0.0
            for fact, lines in self._rows():
                if top <= event.pos().y() < top + self._height(lines):
                    tips.show(event.globalPos(), fact.value)
                top += self._height(lines)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        left, top, step = self._left(), 0.0, self._step()
        for fact, lines in self._rows():
            ink.text(painter, QRectF(0, top, left - 8, step), fact.label, t.font("base"), t.colour("text2"))
            for number, words in enumerate(lines):
                spot = QRectF(left, top + number * 19.0 * t.scale / 100, self.width() - left, step)
                ink.text(painter, spot, words, t.font("base", 500), t.colour(fact.colour))
            top += self._height(lines)
