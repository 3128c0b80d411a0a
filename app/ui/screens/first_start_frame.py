"""What stands around the pages of the wizard: the bar at the bottom, and the room they ask for."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.ui.widgets import ink
from app.ui.widgets.painted import Painted


class Bar(Painted):
    """The action bar at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setSpacing(8)
        self.follow_theme()

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self.setFixedHeight(s.bar)
        self.row.setContentsMargins(24 if s.page > 10 else 14, 1, 24 if s.page > 10 else 12, 0)
        super().retheme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.fillRect(self.rect(), t.colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, t.colour("line"))


class Pages(QStackedWidget):
    """Asks for the height of the page in front and for no width: the bar below is wider than any page.

    A page that was never shown does not know yet which of its parts are hidden, and would push the window off a small
    screen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.currentWidget().minimumSizeHint().height())
