"""The columns of intake: three side by side; in a small window the third goes underneath and the whole scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import ink
from app.ui.widgets.painted import Themed
from app.ui.widgets.scrolling import ScrollArea

_SIDES = {"roomy": (304, 316), "compact": (268, 270)}
_SMALL_WIDTH, _SMALL_HEIGHT = 1000, 480  # logical pixels of the window: 150 % on 1366x768 lies below
_LEAST_PAPERS = 186  # head, three rows, foot
_THREE_ABREAST = 780
_PEEK = 22  # what shows of the panels underneath, so that it is seen that there are more
_MOST = 16_777_215


class Columns(Themed, ScrollArea):
    """Lays out the person, the two panels of the middle and the three of the right side."""

    def __init__(self, person: QWidget, middle: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self.person, self.middle, self.right = person, tuple(middle), tuple(right)
        self.is_stacked = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self._whole = QVBoxLayout(self._content)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._row, self._under = QHBoxLayout(), QGridLayout()
        self._middle, self._side = QVBoxLayout(), QVBoxLayout()
        self._whole.addLayout(self._row, 1)
        self._whole.addLayout(self._under)
        self._row.addWidget(person)
        self._row.addLayout(self._middle, 1)
        self._row.addLayout(self._side)
        for panel in middle:
            self._middle.addWidget(panel, int(panel is self.middle[-1]))
        self._put_beside()
        self.setWidget(self._content)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.follow_theme()

    def retheme(self) -> None:
        super().retheme()
        self.fit()

    def fit(self) -> None:
        """Take over widths and gaps of the density in force and the size of the window."""
        t, window = ink.tokens(), self.window()
        scale = t.scale / 100
        stacked = window.width() < _SMALL_WIDTH * scale or window.height() < _SMALL_HEIGHT * scale
        if stacked != self.is_stacked:
            self.is_stacked = stacked
            if not stacked:
                self._put_beside()
            wanted = Qt.ScrollBarPolicy.ScrollBarAsNeeded if stacked else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(wanted)
        left, right = _SIDES[t.density]
        for layout in (self._row, self._middle, self._side, self._under, self._whole):
            layout.setSpacing(t.sizes.gap)
        self.person.setFixedWidth(round(left * scale))
        for panel in self.right:
            panel.setMinimumWidth(0 if stacked else round(right * scale))
            panel.setMaximumWidth(_MOST if stacked else round(right * scale))
        if stacked:
            self._put_under()
        self._place()

    def show_panel(self, panel: QWidget) -> None:
        """Scroll a panel into sight."""
        if self.is_stacked:
            self.ensureWidgetVisible(panel, 0, 0)

    def _put_beside(self) -> None:
        for panel in self.right:
            self._side.addWidget(panel, int(panel is self.right[-1]))

    def _put_under(self) -> None:
        abreast = 3 if self.viewport().width() >= _THREE_ABREAST * ink.tokens().scale / 100 else 2
        for number, panel in enumerate(self.right):
            alone = abreast == 2 and number == 2
            wide = 2 if alone else 1
            self._under.addWidget(panel, number // abreast, number % abreast, 1, wide, Qt.AlignmentFlag.AlignTop)
        for column in range(3):
            self._under.setColumnStretch(column, int(column < abreast))

    def _place(self) -> None:
        # Laid out by hand: side by side nothing scrolls, however little room there is.
        width, height = self.viewport().width(), self.viewport().height()
        if self.is_stacked:
            gap = ink.tokens().sizes.gap
            above = self.middle[0].sizeHint().height() + gap + _LEAST_PAPERS
            height = max(height - _PEEK, above) + gap + self._under.sizeHint().height()
        self._content.resize(width, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest and self.is_stacked:
            self._place()
        return super().eventFilter(watched, event)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.is_stacked and new is not None and self._content.isAncestorOf(new):
            for panel in self.right:
                if panel.isAncestorOf(new):
                    self.ensureWidgetVisible(panel, 0, 0)
            self.ensureWidgetVisible(new, 0, 34)  # with the label above it
