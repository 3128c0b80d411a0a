"""The preview beside a list: one dossier in short, its phone masked, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.dossier_lines import DossierLine
from app.services.dossiers import DossierPage
from app.ui.screens import dossier_words as words
from app.ui.screens.dossier_facts import Fact, Facts
from app.ui.screens.dossier_steps import steps
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Badge, KeyCap, Label, LinkLabel, Rule, Text
from app.ui.widgets.laying_out import laid_out_once
from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.timeline import Timeline

_COMPACT_FACTS = 4  # more would lie under the phone; all of them stand on the dossier's page


class DossierPreview(Panel):
    """Shows the selected dossier; its buttons and keys ask the screen to act on it.

    `main` fills the open button (a list without another main action); `space` draws the key that hides the preview;
    `typing` says that a field keeps the focus, so that Enter is only drawn.
    """

    open_asked = Signal(str)
    label_asked = Signal(str)
    reprint_asked = Signal(str)
    show_asked = Signal(str)

    def __init__(
        self, now: Callable[[], datetime], *, main: bool = False, space: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._now = now
        self._line: DossierLine | None = None
        self._page: DossierPage | None = None
        self._shown = False
        self._empty = EmptyState(
            "file-text", self.tr("Chưa chọn hồ sơ"), self.tr("Chọn một dòng để xem nhanh hồ sơ ở đây.")
        )
        self._badge = Badge()
        self._cap = KeyCap("Space" if space else "")
        self._name = Text("", "lg", 600, "text", lines=2)
        self._procedure = Text("", "base", 400, "text2", lines=3)
        self._code = Label("", "base", 400, "text2", digits=True)
        self._timeline = Timeline()
        self._facts = Facts()
        self._phone = Label("", "base", 400, "text", digits=True, icon="phone")
        self.reveal = LinkLabel(self.tr("Hiện"), "Ctrl+H")
        self._way = Label("", "base", 400, "text", icon="hand-helping")
        self.open = KeyButton(self.tr("Mở hồ sơ"), "Return", "main" if main else "normal", bind=False, wide=True)
        self.reprint = KeyButton(self.tr("In lại"), "Ctrl+P", wide=True)
        self.label = KeyButton(self.tr("In tem"), "F11", wide=True)
        self._body = self._lay_out()
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._body, 1)
        self.open.clicked.connect(lambda: self._emit(self.open_asked))
        self.reprint.clicked.connect(lambda: self._emit(self.reprint_asked))
        self.label.clicked.connect(lambda: self._emit(self.label_asked))
        self.reveal.clicked.connect(lambda: self._emit(self.show_asked))
        self.show_line(None)

    def _lay_out(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        top = QHBoxLayout()
        top.addWidget(self._badge)
        top.addStretch(1)
        top.addWidget(self._cap)
        phone = QHBoxLayout()
        phone.addWidget(self._phone, 1)
        phone.addWidget(self.reveal)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.reprint)
        pair.addWidget(self.label)
        column.addLayout(top)
        for widget in (self._name, self._procedure, self._code, Rule()):
            column.addWidget(widget)
        column.addSpacing(2)
        column.addWidget(self._timeline)
        column.addWidget(self._facts)
        column.addStretch(1)
        column.addLayout(phone)
        column.addWidget(self._way)
        column.addSpacing(2)
        column.addWidget(self.open)
        column.addSpacing(2)
        column.addLayout(pair)
        return body

    def line(self) -> DossierLine | None:
        """Give the dossier shown."""
        return self._line

    def phone_words(self) -> str:
        """Give the phone as it stands there."""
        return self._phone.text()

    def show_line(
        self, line: DossierLine | None, page: DossierPage | None = None, facts: list[Fact] | None = None
    ) -> None:
        """Show a dossier with its steps or `facts`, or the invitation to choose one. Another one is masked again."""
        if line is None or self._line is None or line.subject_id != self._line.subject_id:
            self._shown = False
        self._line, self._page = line, page
        with laid_out_once(self, self._body):
            self._show(facts)

    def _show(self, facts: list[Fact] | None) -> None:
        line, page = self._line, self._page
        self._empty.setVisible(line is None)
        self._body.setVisible(line is not None)
        if line is None:
            return
        badge = words.state_badge(line.state)
        self._badge.set(badge.text, badge.kind, badge.icon)
        self._name.set_text(line.owner_name)
        compact = ink.tokens().density == "compact"
        self._procedure.set_lines(2 if compact else 3)
        self._procedure.set_text(line.procedure_name)
        self._code.set_text(line.code)
        self._way.set_text(self._way_words(line), icon=words.way_icon(line.result_way))
        if facts is None:
            moments = steps(line, page, self._now())
            self._timeline.set_moments(moments[:3] if compact else moments)
        else:
            self._facts.set_facts(facts[:_COMPACT_FACTS] if compact else facts)
        self._timeline.setVisible(facts is None)
        self._facts.setVisible(facts is not None)
        self._show_phone()

    def show_again(self) -> None:
        """Show the same dossier after the density changed."""
        if self._line is not None:
            self.show_line(self._line, self._page)

    def say(self, icon: str, sentence: str, hint: str = "") -> None:
        """Say something in place of a dossier: about another kind of row, or what to do."""
        self.show_line(None)
        self._empty.set(icon, sentence, hint)

    def reveal_numbers(self, subject_id: str) -> None:
        """Show the numbers in full, if this dossier is still the one shown."""
        if self._line is not None and self._line.subject_id == subject_id:
            self._shown = True
            self._show_phone()

    def _way_words(self, line: DossierLine) -> str:
        way = words.way_words(line.result_way)
        return self.tr("{way} · {name} nộp").format(way=way, name=line.filer_name) if line.filer_name else way

    def _show_phone(self) -> None:
        if self._line is not None:
            self._phone.set_text(words.phone_words(self._line.phone, shown=self._shown))
            self.reveal.setVisible(bool(self._line.phone) and not self._shown)

    def _emit(self, signal: SignalInstance) -> None:
        if self._line is not None:
            signal.emit(self._line.subject_id)

    def retheme(self) -> None:
        super().retheme()
        roomy = ink.tokens().density == "roomy"
        self.setFixedWidth(round((316 if roomy else 262) * ink.tokens().scale / 100))
