"""Why this day: the steps of the count, beside the due date; the same data as the printed explanation."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deadlines import Due, StepKind
from app.ui.screens.intake_result import day_words
from app.ui.theme import RADIUS_PANEL
from app.ui.widgets import ink
from app.ui.widgets.labels import KeyCap, Label, Rule, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.shadow import Shadow

_WIDTH = 430
_COLOURS = {StepKind.OFF: "text2", StepKind.DUE: "accent_text"}


class WhyPanel(Painted):
    """Floats over the papers; takes no focus, so the clerk goes on typing. Esc closes it (the screen's key)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setFixedWidth(_WIDTH)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(6)
        head = QHBoxLayout()
        self._title = Label("", "lg", 600)
        head.addWidget(self._title, 1)
        head.addWidget(KeyCap("Esc"))
        column.addLayout(head)
        self._intro = Text("", "base", 400, "text2", lines=3)
        column.addWidget(self._intro)
        self._steps = QGridLayout()
        self._steps.setVerticalSpacing(5)
        self._steps.setHorizontalSpacing(14)
        self._steps.setColumnStretch(1, 1)
        column.addLayout(self._steps)
        column.addWidget(Rule())
        self._basis = Text("", "sm", 400, "text2", lines=3)
        column.addWidget(self._basis)
        Shadow(self)
        self.hide()
        self.follow_theme()

    def show_due(self, due: Due, beside: QWidget) -> None:
        """Explain `due`, left of the panel `beside`."""
        day = day_words(due)[:-5]
        self._title.set_text(self.tr("Vì sao hẹn {day}?").format(day=day))
        self._intro.set_text(due.intro)
        while self._steps.count():
            item = self._steps.takeAt(0)
            if item is not None:
                item.widget().hide()
                item.widget().deleteLater()
        for number, step in enumerate(due.steps):
            colour = _COLOURS.get(step.kind, "text")
            self._steps.addWidget(Label(step.label, "base", 600, colour), number, 0, Qt.AlignmentFlag.AlignTop)
            self._steps.addWidget(Text(step.text, "base", 400, colour, lines=2), number, 1)
        self._basis.set_text(self.tr("Căn cứ: {basis}.").format(basis=due.basis))
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(due.explanation)
        self.show()
        self.raise_()
        self.place(beside)

    def place(self, beside: QWidget) -> None:
        """Stand left of `beside`, its lower edge level with it."""
        height = self._column.totalHeightForWidth(_WIDTH)
        origin = self._over.mapFromGlobal(beside.mapToGlobal(QPoint(0, 0)))
        bottom = origin.y() + beside.height()
        left = max(8, origin.x() - _WIDTH - 6)
        height = min(height, bottom - 8)
        self.setGeometry(left, max(8, bottom - height), _WIDTH, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_PANEL, t.colour("surface"), t.colour("edge"))
