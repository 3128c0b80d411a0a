"""Why a result is due when it is: the days one by one, over the page, closed with Esc."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deadline_steps import DueStep, RulerDay, StepKind
from app.domain.deadlines import Due
from app.ui.theme import RADIUS_PANEL
from app.ui.weekdays import weekday_name, weekday_short
from app.ui.widgets import ink
from app.ui.widgets.dayruler import Day, DayKind, DayRuler
from app.ui.widgets.labels import KeyCap, Label, Rule, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.shadow import Shadow

_KINDS: dict[StepKind, DayKind] = {
    StepKind.RECEIVED: "start",
    StepKind.COUNTED: "work",
    StepKind.OFF: "off",
    StepKind.DUE: "due",
    StepKind.GAP: "gap",
}
_INK = {StepKind.OFF: "text3", StepKind.DUE: "accent_text"}


def ruler_days(cells: Iterable[RulerDay]) -> list[Day]:
    """Give the cells of the day ruler; a gap carries its words."""
    return [
        Day(weekday_short(cell.day), f"{cell.day.day}", cell.label, _KINDS[cell.kind])
        if cell.kind is not StepKind.GAP
        else Day("", cell.label, "", "gap")
        for cell in cells
    ]


class DueExplanation(Painted):
    """Lies over `page` with the focus until Esc, a click outside it, or the page goes; `closed` then."""

    closed = Signal()
    WIDTH = 440

    def __init__(self, due: Due, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._back: QWidget | None = page.window().focusWidget()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(self.WIDTH)
        name = weekday_name(due.due_at.date())
        when = f"{name[:1].upper()}{name[1:]} {due.due_at:%d/%m}"
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Vì sao hẹn {when}?").format(when=when), "lg", 600), 1)
        head.addWidget(KeyCap("Esc"))
        column.addLayout(head)
        column.addWidget(Text(due.intro, "base", 400, "text2", lines=2))
        ruler = DayRuler()
        ruler.set_days(ruler_days(due.ruler))
        ruler.setFixedHeight(ruler.sizeHint().height())
        column.addWidget(ruler)
        column.addSpacing(4)
        for step in due.steps:
            column.addLayout(self._line(step))
        column.addSpacing(2)
        column.addWidget(Rule())
        column.addWidget(Text(self.tr("Căn cứ: {basis}.").format(basis=due.basis), "sm", 400, "text2", lines=3))
        self.setAccessibleName(self.tr("Vì sao hẹn {when}?").format(when=when))
        self.setAccessibleDescription(due.explanation)
        Shadow(self)
        self.follow_theme()

    def _line(self, step: DueStep) -> QHBoxLayout:
        colour = _INK.get(step.kind, "text")
        row = QHBoxLayout()
        row.setSpacing(8)
        day = Label(step.label, "base", 600, colour)
        day.setFixedWidth(96)
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(step.text, "base", 400, colour, lines=2), 1)
        return row

    def open_at(self, right: int, top: int) -> None:
        """Show it with its right edge at `right` and its top at `top`, both in the page."""
        self.move(max(8, right - self.width()), top)
        self.show()
        # Wrapped texts know their height only once they have their width.
        for _ in range(2):
            self._column.activate()
            height = max(self._column.totalHeightForWidth(self.width()), self._column.totalMinimumSize().height())
            self.resize(self.width(), height)
        self.move(self.x(), max(4, min(top, self._page.height() - self.height() - 8)))
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_it(self) -> None:
        """Close it and give the focus back."""
        if self.isVisible():
            self.hide()
            if self._back is not None:
                self._back.setFocus()
            self.closed.emit()
            self.deleteLater()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() == QEvent.Type.FocusOut and self.isVisible() and self.isActiveWindow():
            self.close_it()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_it()
        else:
            super().keyPressEvent(event)

    def ring(self) -> None:
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, t.colour("surface"), t.colour("edge"))
