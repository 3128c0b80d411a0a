"""A window of its own for what stands before the work: a refused start, a long wait, a restore, an error of ours.

It says what happened, what was kept and what to do next; its buttons are the ways on, the safe one has the focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Icon, Label, Text
from app.ui.widgets.mark import Mark
from app.ui.widgets.painted import Painted, Themed
from app.ui.widgets.panels import TintBox
from app.ui.widgets.toasts import Answer

WIDTH = 620
_FACT_WIDTH = WIDTH - 2 * 26 - 2 * 12
_MARKS = {"bad": "circle-alert", "warn": "triangle-alert", "info": "info", "ok": "circle-check"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What the window says. `facts` are lines of a box below the sentence; `code` stands small for the help line."""

    heading: str
    sentence: str = ""
    facts: tuple[str, ...] = ()
    advice: str = ""
    code: str = ""
    kind: str = "warn"


class ProgressLine(Painted):
    """How far a piece of work is, as a thin line."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._all = 0, 1
        self.setFixedHeight(6)
        self.follow_theme()

    def show_progress(self, done: int, total: int) -> None:
        """Draw `done` of `total`."""
        self._done, self._all = done, max(total, 1)
        self.setAccessibleDescription(f"{100 * done // self._all} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        whole = QRectF(self.rect())
        ink.box(painter, whole, 3, t.colour("line"))
        part = max(self._done / self._all, 0.04)
        ink.box(painter, QRectF(0, 0, whole.width() * part, whole.height()), 3, t.colour("accent"))


class NoticeWindow(Themed, QDialog):
    """Shows a notice. `ask()` waits and gives the number of the answer; Esc and closing give the last, safe one.

    The first answer is the main one and stands at the right end.
    """

    def __init__(self, notice: Notice, answers: Sequence[Answer] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers = tuple(answers)
        self._given = len(self._answers) - 1
        self.setWindowTitle(self.tr("Quầy Một Cửa"))
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 22)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(Mark(40), 0, Qt.AlignmentFlag.AlignTop)
        self._heading = Text("", "xl", 600, "text", lines=3)
        head.addWidget(self._heading, 1)
        column.addLayout(head)
        self._sentence = Text("", "base", 400, "text", lines=6)
        column.addWidget(self._sentence)
        self._box = TintBox("sunken")
        self._box.body.setContentsMargins(12, 9, 12, 10)
        self._box.body.setSpacing(4)
        column.addWidget(self._box)
        self.progress = ProgressLine()
        column.addWidget(self.progress)
        advice = QHBoxLayout()
        advice.setSpacing(8)
        self._mark = Icon("info", "text2", 17)
        self._advice = Text("", "base", 400, "text2", lines=6)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 4, 0, 0)
        beside.addWidget(self._mark)
        beside.addStretch(1)
        advice.addLayout(beside)
        advice.addWidget(self._advice, 1)
        column.addLayout(advice)
        column.addSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._code = Label("", "sm", 400, "text2")
        row.addWidget(self._code, 1)
        self.buttons: list[KeyButton] = []
        for number, answer in enumerate(self._answers):
            button = KeyButton(answer.text, answer.key, answer.kind)
            button.clicked.connect(lambda _=False, n=number: self.give(n))
            self.buttons.append(button)
        for button in reversed(self.buttons):  # the main one stands last, the safe one has the focus
            row.addWidget(button)
        column.addLayout(row)
        self.progress.hide()
        self.follow_theme()
        self.show_notice(notice)

    def show_notice(self, notice: Notice) -> None:
        """Say something else in the same window."""
        self._heading.set_text(notice.heading)
        self._sentence.set_text(notice.sentence)
        self._sentence.setVisible(bool(notice.sentence))
        while self._box.body.count():
            line = self._box.body.takeAt(0).widget()
            line.hide()
            line.deleteLater()
        for fact in notice.facts:
            line = Text(fact, "base", 400, "text", lines=4)
            line.setFixedSize(_FACT_WIDTH, line.heightForWidth(_FACT_WIDTH))
            self._box.body.addWidget(line)
        self._box.setVisible(bool(notice.facts))
        colour = {"bad": "bad", "warn": "warn", "ok": "ok"}.get(notice.kind, "text2")
        self._mark.set(_MARKS.get(notice.kind, "info"), colour)
        self._mark.setVisible(bool(notice.advice))
        self._advice.set_text(notice.advice)
        self._advice.setVisible(bool(notice.advice))
        self._code.set_text(self.tr("Mã {0}").format(notice.code) if notice.code else "")
        self.setAccessibleName(notice.heading)
        self.setAccessibleDescription(" ".join([notice.sentence, *notice.facts, notice.advice]))
        self._fit()

    def show_progress(self, done: int, total: int) -> None:
        """Show the progress line."""
        self.progress.setVisible(True)
        self.progress.show_progress(done, total)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        for _ in range(2):  # texts wrap once they know their width
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))

    def showEvent(self, event: object) -> None:
        self._fit()
        screen = QGuiApplication.primaryScreen()
        if self.parentWidget() is None and screen is not None:
            place = self.frameGeometry()
            place.moveCenter(screen.availableGeometry().center())
            self.move(place.topLeft())

    def give(self, number: int) -> None:
        """Answer and close."""
        self._given = number
        self.done(number + 1)
        slot = self._answers[number].slot
        if slot is not None:
            slot()

    def ask(self) -> int:
        """Show, wait, and give the number of the answer."""
        self._fit()
        if self.buttons:
            self.buttons[-1].setFocus()
        self.exec()
        return self._given

    def reject(self) -> None:
        if self._answers:
            self.give(len(self._answers) - 1)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = ink.tokens()
        QPainter(self).fillRect(self.rect(), t.colour("surface"))
