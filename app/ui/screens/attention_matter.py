"""One matter of the tray: whose it is, what happened, the versions, and how to find out which is right."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.calendar import WorkCalendar
from app.domain.deadlines import remaining
from app.services.attention import MatterPage
from app.ui.screens.attention_answer import Deciding
from app.ui.screens.attention_versions import VersionPanel
from app.ui.screens.dossier_words import left_badge
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Badge, Icon, Label, Text
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Panel, TintBox


class MatterView(Themed, QWidget):
    """Shows the question in front. `chosen(place)`: a version; `piece_chosen(place, key)`: a click while merging."""

    chosen = Signal(int)
    piece_chosen = Signal(int, str)
    merge_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panels: list[VersionPanel] = []
        self._name = Label("", "lg", 600)
        self._due = Badge()
        self._count = Badge()
        self._code = Label("", "base", 400, "text2", digits=True)
        self.sentence = Text("", "base", 400, "text2", lines=3)
        self.referred = Text("", "base", 500, "accent_text", lines=2)
        self._sign = Icon("info", "accent_text", 18)
        self._advice = Text("", "base", 400, "text", lines=2)
        self.merge = KeyButton(self.tr("Ghép từng ô"), "3", bind=False)
        self.merge.clicked.connect(self.merge_asked)
        self._box = TintBox("info")
        self._sides = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._head())
        self._column.addLayout(self._sides, 1)
        self._column.addWidget(self._box)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._advice, 1)
        row.addWidget(self.merge)
        self._box.body.addLayout(row)
        self.follow_theme()

    def _head(self) -> Panel:
        head = Panel()
        line = QHBoxLayout()
        line.setSpacing(10)
        for part in (self._name, self._due, self._count):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self._code)
        head.body.addLayout(line)
        head.body.addWidget(self.sentence)
        head.body.addWidget(self.referred)
        head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        return head

    def retheme(self) -> None:
        for layout in (self._column, self._sides):
            layout.setSpacing(ink.tokens().sizes.gap)
        super().retheme()

    def show_question(self, deciding: Deciding, now: datetime, calendar: WorkCalendar, *, hidden: bool) -> None:
        """Show the question in front; `hidden`: its versions not before somebody's look at them is recorded."""
        asked, page, merging = deciding.asked, deciding.page, deciding.merging
        number, of = deciding.number
        self._name.set_text(page.title)
        self._code.set_text(page.code)
        self._count.set(self.tr("Câu {n} trên {all}").format(n=number, all=of) if of > 1 else "", "neutral")
        due = left_badge(remaining(page.due_at, now, calendar)) if page.due_at else None
        self._due.set(*((due.text, due.kind, due.icon) if due is not None else ("", "neutral", "")))
        self.sentence.set_text(asked.sentence)
        self.referred.set_text(page.referred)
        self.referred.setVisible(bool(page.referred))
        self._show_versions(deciding, hidden=hidden)
        how = self.tr("Chọn từng ô: phím số lấy ô có khung từ bản đó, mũi tên để đổi ô.")
        self._advice.set_text(how if merging else asked.advice)
        self._sign.set("phone" if asked.shows_numbers and not merging else "info", "accent_text")
        self._box.setVisible(bool(asked.advice) or asked.can_merge)
        self.merge.setVisible(asked.can_merge)
        self.merge.set_label(self.tr("Thôi ghép") if merging else self.tr("Ghép từng ô"))
        self.merge.set_key(str(len(deciding.choices()) + 1))
        self.merge.set_ready(page.may_settle, self._why_not(page))

    def hide_versions(self) -> None:
        """Show no version until the question is shown again."""
        for panel in self.panels:
            panel.hide()

    def _show_versions(self, deciding: Deciding, *, hidden: bool) -> None:
        shown = () if hidden else deciding.asked.versions
        while len(self.panels) < len(shown):
            panel, place = VersionPanel(self), len(self.panels)
            panel.chosen.connect(lambda place=place: self.chosen.emit(place))
            panel.piece_chosen.connect(lambda key, place=place: self.piece_chosen.emit(place, key))
            self.panels.append(panel)
            self._sides.addWidget(panel, 1)
        digits = {version.key: str(n) for n, version in enumerate(deciding.choices(), start=1)}
        for place, panel in enumerate(self.panels):
            panel.setVisible(place < len(shown))
            if place < len(shown):
                version = shown[place]
                panel.show_version(
                    version,
                    digits.get(version.key, ""),
                    shown,
                    {key: chosen == version.key for key, chosen in deciding.picks.items()},
                    deciding.piece,
                    merging=deciding.merging,
                    ready=self._why_not(deciding.page),
                )

    def _why_not(self, page: MatterPage) -> str:
        return "" if page.may_settle else self.tr("Tài khoản này không được chọn thay: nhờ người có quyền")
