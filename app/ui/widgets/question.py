"""The dialog: its title is the question, its buttons are the answers, the safe one has the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton, rest
from app.ui.widgets.labels import Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.toasts import Answer


class Question(Themed, QDialog):
    """Ask and get `answered(number)`; Esc gives the safe answer. Put further parts (a reason) into `extra`.

    `show_question()` asks without blocking; `ask()` blocks and gives the number of the answer.
    """

    answered = Signal(int)

    def __init__(
        self,
        question: str,
        sentence: str,
        answers: Sequence[Answer],
        safe: int = -1,
        parent: QWidget | None = None,
        *,
        width: int = 460,
    ) -> None:
        super().__init__(parent)
        self._answers = tuple(answers)
        self._safe = safe % len(self._answers)
        self._given = self._safe
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.setAccessibleDescription(sentence)
        self.setModal(True)
        self.setFixedWidth(width)
        self.finished.connect(self.deleteLater)  # else each one asked in a day stays behind its screen
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(8)
        column.addWidget(Text(question, "lg", 600, "text", lines=3))
        if sentence:
            column.addWidget(Text(sentence, "base", 400, "text2", lines=8))
        self.extra = QVBoxLayout()
        self.extra.setSpacing(8)
        column.addLayout(self.extra)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.buttons: list[KeyButton] = []
        for number, answer in enumerate(self._answers):
            button = KeyButton(answer.text, answer.key, answer.kind)
            button.clicked.connect(lambda _=False, n=number: self.give(n))
            self.buttons.append(button)
            row.addWidget(button)
        column.addLayout(row)
        self.follow_theme()

    def give(self, number: int) -> None:
        """Answer and close."""
        self._given = number
        if self._answers[number].key:
            rest(self._answers[number].key)
        self.done(number + 1)
        self.answered.emit(number)
        slot = self._answers[number].slot
        if slot is not None:
            slot()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def show_question(self) -> None:
        """Ask without blocking."""
        self._fit()
        self.open()
        self._fit()  # what wraps only now knows how wide it is
        self.buttons[self._safe].setFocus()

    def ask(self) -> int:
        """Ask, wait, and give the number of the answer."""
        self._fit()
        self.buttons[self._safe].setFocus()
        self.exec()
        return self._given

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give(self._safe)
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        self.give(self._safe)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), t.colour("surface"))
        ink.box(painter, QRectF(self.rect()), 0, None, t.colour("line2"))
