"""Versions side by side: what each says, where they differ, what choosing one means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.versions import Told, Version
from app.ui.theme import RADIUS_FIELD
from app.ui.widgets import ink, tips
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Badge, Label, Rule, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.panels import Panel
from app.ui.widgets.scrolling import ScrollArea

_LINES = 3  # a value takes at most
_LINE = 19.0


class ToldRows(Painted):
    """Paints what a version says: label, value, and ≠ where the versions differ. `clicked(key)`: a differing one."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[Told, ...] = ()
        self._all: tuple[Sequence[Told], ...] = ()
        self._picked: Mapping[str, bool] = {}
        self._front = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def set_told(
        self, told: Sequence[Told], beside: Sequence[Sequence[Told]], picked: Mapping[str, bool], front: str
    ) -> None:
        """Show other rows, as high as the same ones of the versions `beside`.

        `picked` says of pieces whether they are taken from here, `front` is the one asked about.
        """
        every = (tuple(told), *map(tuple, beside))
        changed = every != self._all
        self._told, self._all, self._picked, self._front = tuple(told), every, dict(picked), front
        self.setAccessibleName(". ".join(f"{one.label}: {one.text}" for one in told))
        if changed:
            self.retheme()
        self.update()

    def texts(self) -> dict[str, str]:
        """Give the values by label."""
        return {one.label: one.text for one in self._told}

    def spot(self, key: str) -> QRectF:
        """Give where a row is painted."""
        return next((rect for one, rect, _ in self._rows() if one.key == key), QRectF())

    def _label_width(self) -> float:
        font = ink.tokens().font("base")
        widest = max((ink.width_of(one.label, font) for told in self._all for one in told), default=0.0)
        return min(widest + 18, self.width() * 0.4)

    def _rows(self) -> list[tuple[Told, QRectF, list[str]]]:
        t = ink.tokens()
        step = round((30.0 if t.density == "roomy" else 26.0) * t.scale / 100)
        most: dict[str, int] = {}
        for told in self._all:
            for one in told:
                most[one.key] = max(most.get(one.key, 1), len(self._wrapped(one)))
        found, top = [], 0.0
        for one in self._told:
            height = step + (most[one.key] - 1) * _LINE * t.scale / 100
            found.append((one, QRectF(0, top, self.width(), height), self._wrapped(one)))
            top += height + 2
        return found

    def _wrapped(self, one: Told) -> list[str]:
        font = ink.tokens().font("base", 600 if one.differs else 400)
        room = self.width() - self._label_width() - 16 - 26
        return list(ink.wrap(one.text, font, max(40.0, room), _LINES))

    def retheme(self) -> None:
        rows = self._rows()
        self.setFixedHeight(round(rows[-1][1].bottom()) + 2 if rows else 0)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.retheme()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for one, rect, _ in self._rows():
            if one.differs and rect.contains(event.position()):
                self.clicked.emit(one.key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for one, rect, _ in self._rows():
                if rect.contains(event.pos()):
                    tips.show(event.globalPos(), one.text)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._label_width()
        for one, rect, lines in self._rows():
            picked = self._picked.get(one.key)
            if one.differs:
                fill = "warn_soft" if picked is None else "ok_soft" if picked else "sunken"
                edge = t.colour("ring") if one.key == self._front else None
                ink.box(painter, rect, RADIUS_FIELD, t.colour(fill), edge)
            line = round((30.0 if t.density == "roomy" else 26.0) * t.scale / 100) / 2
            label = QRectF(8, rect.top(), left - 12, 2 * line)
            ink.text(painter, label, one.label, t.font("base"), t.colour("text2"))
            font = t.font("base", 600 if one.differs else 400)
            colour = "text3" if picked is False else "text"
            for number, words in enumerate(lines):
                spot = QRectF(left + 8, rect.top() + number * _LINE * t.scale / 100, self.width() - left - 40, 2 * line)
                ink.text(painter, spot, words, font, t.colour(colour))
            if picked:
                ink.icon(painter, "check", self.width() - 26, rect.center().y(), 16, t.colour("ok"))
            elif one.differs and picked is None:
                self._paint_unequal(painter, rect)

    def _paint_unequal(self, painter: QPainter, rect: QRectF) -> None:
        """Draw ≠: the font has no such sign."""
        pen = QPen(ink.tokens().colour("warn"), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = self.width() - 18.0, rect.center().y()
        for line in (
            QLineF(x - 5, y - 2.5, x + 5, y - 2.5),
            QLineF(x - 5, y + 2.5, x + 5, y + 2.5),
            QLineF(x - 3, y + 6, x + 3, y - 6),
        ):
            painter.drawLine(line)


class VersionPanel(Panel):
    """One version: whose, when, what it says, what choosing it means, and the button that chooses it."""

    chosen = Signal()
    piece_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Label("", "lg", 600)
        self._badge = Badge()
        self._by = Label("", "sm", 400, "text2")
        self.rows = ToldRows()
        self._if = Label(self.tr("Nếu chọn bản này"), "sm", 500, "text2")
        self._outcome = Text("", "base", 400, "text", lines=3)
        self.button = KeyButton("", "", wide=True, bind=False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        area = ScrollArea()
        area.setWidget(self._held())
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        self.body.setSpacing(3)
        self.body.addLayout(head)
        self.body.addWidget(self._by)
        self.body.addWidget(Rule())
        self.body.addWidget(area, 1)
        self.body.addWidget(self._if)
        self.body.addWidget(self._outcome)
        self.body.addSpacing(2)
        self.body.addWidget(self.button)
        self.button.clicked.connect(self.chosen)
        self.rows.clicked.connect(self.piece_chosen)

    def _held(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 2, 2, 0)
        column.addWidget(self.rows)
        column.addStretch(1)
        return held

    def show_version(
        self,
        version: Version,
        key: str,
        beside: Sequence[Version],
        picked: Mapping[str, bool],
        front: str,
        *,
        merging: bool,
        ready: str,
    ) -> None:
        """Show a version among all those side by side.

        `key` is the digit that chooses it, `ready` why it can't be chosen ("" = it can).
        """
        self._title.set_text(version.title)
        self._badge.set(version.badge, "info" if version.is_shown else "neutral")
        self._by.set_text(version.by)
        self.rows.set_told(version.told, [other.told for other in beside], picked, front)
        self._if.setVisible(bool(version.outcome) and not merging)
        self._outcome.setVisible(bool(version.outcome) and not merging)
        self._outcome.set_text(version.outcome)
        self.button.set_label(self.tr("Lấy ô này") if merging else version.choice)
        self.button.set_key(key)
        self.button.setVisible(bool(version.choice))
        self.button.set_ready(not ready, ready)
        self.setAccessibleName(version.title)
        if front:
            spot = self.rows.spot(front)
            self._area.ensureVisible(0, round(spot.center().y()), 0, round(spot.height()))
