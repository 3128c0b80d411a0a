"""The two lines round a screen (head above, action bar below; the shell fills them), and the bar of progress."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from app.ui.stylesheet import progress_sheet
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label
from app.ui.widgets.painted import Inked, Painted


class HeadLine(Painted):
    """Title line: way back, title, badges, quiet note, actions."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setSpacing(8)
        self.back: KeyButton | None = None
        self.title = Label("", "xl", 600)
        self.badges = QHBoxLayout()
        self.badges.setSpacing(8)
        self.kept = Label("", "sm", 400, "text2", align="right")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(7)
        self.row.addWidget(self.title)
        self.row.addSpacing(4)
        self.row.addLayout(self.badges)
        self.row.addStretch(1)
        self.row.addWidget(self.kept)
        self.row.addSpacing(6)
        self.row.addLayout(self.buttons)
        self.follow_theme()

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self.setFixedHeight(s.head)
        self.row.setContentsMargins(s.page, 0, s.page, 0)
        super().retheme()


class ActionBar(Painted):
    """Action bar: quiet buttons left, actions right, the main one last."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.left = QHBoxLayout()
        self.left.setSpacing(8)
        self.right = QHBoxLayout()
        self.right.setSpacing(8)
        self.row.addLayout(self.left)
        self.row.addStretch(1)
        self.row.addLayout(self.right)
        self.follow_theme()

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self.setFixedHeight(s.bar)
        self.row.setContentsMargins(s.page, 1, s.page, 0)
        super().retheme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.fillRect(self.rect(), t.colour("surface"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), t.colour("line"))


class ProgressBar(Inked, QProgressBar):
    """How far something is, as a thin line; the words stand beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setFixedHeight(6)
        self.follow_theme()

    def put_ink(self) -> None:
        self.setStyleSheet(progress_sheet(ink.tokens()))
