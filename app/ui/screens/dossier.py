"""The page of a dossier: where it stands, who and what, papers, timeline, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import dossier
from app.domain.dossier import DossierState
from app.domain.errors import Explained
from app.services.dossiers import DossierPage, open_dossier
from app.services.house import Changed
from app.services.intake import add_note
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as Mark
from app.ui.screens import dossier_contents as contents
from app.ui.screens import dossier_words as words
from app.ui.screens.dossier_due import DueExplanation
from app.ui.screens.dossier_files import FILE, FileActions, dossier_name
from app.ui.screens.dossier_panels import History, Notes, Papers, PersonAndProcedure
from app.ui.screens.dossier_steps import steps
from app.ui.screens.intake import Correct, Resume
from app.ui.screens.intake_dialogs import LineDialog
from app.ui.screens.prints_actions import PaperActions
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.panels import Banner, Panel
from app.ui.widgets.question import Question
from app.ui.widgets.timeline import Steps
from app.ui.widgets.toasts import Answer, ToastWords


class DossierScreen(Screen):
    """See the module. `enter(subject_id)` opens a dossier, masked."""

    name = "dossier"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._subject = ""
        self._page: DossierPage | None = None
        self._shown = False
        self._due: DueExplanation | None = None
        self.question: Question | None = None
        self.files = FileActions(self, context)
        self.banner = Banner(beside=True)
        self.steps = Steps()
        self.who = PersonAndProcedure()
        self.papers = Papers()
        self.notes = Notes()
        self.history = History()
        self._lay_out()
        self.who.reveal.clicked.connect(self._reveal)
        self.who.why.clicked.connect(self._explain)
        self.notes.add.clicked.connect(self._ask_note)
        self.papers.list.current_changed.connect(lambda _row: self.papers.show_choice())
        self.papers.list.opened.connect(lambda _row: self._open_file())
        self.papers.attach.clicked.connect(self._attach_file)
        self.papers.open.clicked.connect(self._open_file)
        self.papers.off.clicked.connect(self._detach_file)
        self.files.coming_changed.connect(self._show_papers)
        self.history.papers.clicked.connect(self._preview)
        self.history.filter.chosen.connect(lambda _value: self._show_history())
        context.hub.changed.connect(self._on_changed)
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        self._way = Panel()
        self._way.body.addWidget(self.steps)
        self._left = QVBoxLayout()
        self._left.addWidget(self.who)
        self._left.addWidget(self.papers, 1)
        self._left.addWidget(self.notes)
        self._row = QHBoxLayout()
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self.history)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.banner)
        self._column.addWidget(self._way)
        self._column.addLayout(self._row, 1)
        self.banner.hide()

    def _retheme(self) -> None:
        gap = ink.tokens().sizes.gap
        for layout in (self._left, self._row, self._column):
            layout.setSpacing(gap)

    # -- what the window asks

    def title(self) -> str:
        return self._page.line.code or self.tr("Hồ sơ chưa có mã") if self._page else self.tr("Hồ sơ")

    def contexts(self) -> Sequence[Mark]:
        if self._page is None:
            return ()
        line = self._page.line
        state, due = words.state_badge(line.state), words.due_badge(line)
        marks = [Mark(state.text, state.kind, state.icon)]
        if line.state in (*words.OPEN, DossierState.SETTLED):
            marks.append(Mark(due.text, due.kind, due.icon))
        return marks

    def back(self) -> Action | None:
        return Action(self.tr("Quay lại"), self.close_me.emit, "Esc", icon="arrow-left", name="back")

    def head_actions(self) -> Sequence[Action]:
        if self._page is None:
            return ()
        received = self._page.line.state not in (DossierState.SUPPLEMENT, DossierState.REFUSED)
        correct = Action(
            self.tr("Sửa"),
            lambda: self.go_to.emit("intake", Correct(self._subject)),
            "Ctrl+E",
            icon="pencil",
            enabled=received,
            why_disabled=self.tr("Chưa nhận hồ sơ nên chưa có gì để sửa"),
            name="correct",
        )
        return (
            correct,
            Action(self.tr("In lại"), self._reprint, "Ctrl+P", icon="printer", name="reprint"),
            Action(
                self.tr("Tem"),
                lambda: self._papers.print_label(self._subject),
                "F11",
                icon="tag",
                secondary=True,
                name="label",
            ),
        )

    def left_actions(self) -> Sequence[Action]:
        return ()

    def actions_right(self) -> Sequence[Action]:
        if self._page is None or self._page.line.state is not DossierState.SUPPLEMENT:
            return ()
        return (
            Action(
                self.tr("Nhận hồ sơ"),
                lambda: self.go_to.emit("intake", Resume(self._subject)),
                "F10",
                "main",
                "file-check",
                name="continue",
            ),
        )

    def commands(self) -> Sequence[Action]:
        # Their keys belong to the links on the page.
        return (
            Action(self.tr("Xem giấy đã in"), self._preview, icon="eye"),
            Action(self.tr("Đính kèm tệp"), self._attach_file, icon="file-plus"),
            Action(self.tr("Thêm ghi chú"), self._ask_note, icon="message-square"),
            Action(self.tr("Vì sao hẹn?"), self._explain, icon="info"),
        )

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument:
            if argument != self._subject:
                self._page = None
            self._subject = argument
        self._shown = False
        self.history.area.setFocus()
        self._fetch()

    def leave(self) -> bool:
        self._close_due()
        return True

    # -- loading and showing

    def _fetch(self) -> None:
        if self._subject:
            house, subject = self._context.house, self._subject
            self._context.runner.run(self, lambda: open_dossier(house, subject), self._on_page, self._on_failed)

    def _on_failed(self, error: Explained) -> None:
        self._papers.tell_failure(error)
        if self._page is None:
            self.close_me.emit()

    def _on_page(self, page: DossierPage) -> None:
        if page.line.subject_id != self._subject:
            return
        self._page = page
        # An attribute of the instance: only a dossier that can be received here has a main button.
        self.shows_bar = page.line.state is DossierState.SUPPLEMENT
        self._show()
        self.refreshed.emit()

    def _show(self) -> None:
        page = self._page
        if page is None:
            return
        now = self._context.house.local_now()
        self.steps.set_steps(steps(page.line, page, now))
        self.who.show_page(page, shown=self._shown)
        self.files.show_page(page)
        self._show_papers()
        self.notes.show_page(page)
        self._show_history()
        heading, sentence = contents.attention_words(
            page.attention, page.asked, page.line.code if page.line.is_doubled else ""
        )
        if heading:
            settle = KeyButton(self.tr("Xem và chọn"), "Ctrl+U")
            settle.clicked.connect(self._settle)
            self.banner.show_banner(heading, sentence, "warn", buttons=(settle,))
        else:
            self.banner.show_banner("")
        # Both have no room in a small window; where the dossier stands is told in the head and in its history too.
        self._way.setVisible(not heading or ink.tokens().density == "roomy")

    def _show_papers(self) -> None:
        if self._page is not None:
            now = self._context.house.local_now()
            self.papers.show_page(self._page, self.files.coming, self.files.doing, now)

    def _show_history(self) -> None:
        if self._page is not None:
            self.history.show_page(self._page, self._context.house.local_now())

    def _on_changed(self, changed: Changed) -> None:
        touched = not changed.ids or self._subject in changed.ids
        if self.isVisible() and touched and changed.kinds & {"dossier", "print"}:
            self._fetch()
        elif self.isVisible() and FILE in changed.kinds:
            self._fetch()  # files went to the server, or came

    # -- doing

    def _reveal(self) -> None:
        self._papers.show_numbers(self._subject, self._on_recorded)

    def _on_recorded(self, subject: str) -> None:
        if subject == self._subject:
            self._shown = True
            self._show()

    def _settle(self) -> None:
        self.go_to.emit("attention", (dossier.KIND, self._subject))

    def _explain(self) -> None:
        due = contents.due_of(self._page.data) if self._page is not None else None
        if due is None:
            return
        self._close_due()
        self._due = DueExplanation(due, self)
        self._due.closed.connect(self._forget_due)
        corner = self.who.why.mapTo(self, QPoint(self.who.why.width(), self.who.why.height() + 6))
        self._due.open_at(min(corner.x() + 180, self.width() - 8), corner.y())

    def _close_due(self) -> None:
        if self._due is not None:
            self._due.close_it()

    def _forget_due(self) -> None:
        self._due = None

    def _preview(self) -> None:
        self.go_to.emit("preview", self._subject)

    def _reprint(self) -> None:
        if self._page is not None:
            self._papers.ask_reprint(self._page.prints)

    def _attach_file(self) -> None:
        row = self.papers.list.current_row()
        self.files.ask_file(row.key if row is not None and isinstance(row.key, str) else "")

    def _open_file(self) -> None:
        file = self.files.file_of(self.papers.list.current_key())
        if file is not None:
            self.files.open(file)

    def _detach_file(self) -> None:
        file = self.files.file_of(self.papers.list.current_key())
        if file is not None:
            self.files.ask_detach(file)

    def _ask_note(self) -> None:
        if self._page is not None:
            self._ask_note_on(self._page)

    def _ask_note_on(self, page: DossierPage, text: str = "") -> None:
        """Ask for a note, by name of the dossier: another one may be scanned meanwhile."""
        do = Answer(self.tr("Lưu ghi chú"), "Ctrl+Return", kind="main")
        sentence = self.tr("{dossier}\nGhi chú không sửa, không xóa được.").format(dossier=dossier_name(page))
        question = LineDialog(self.tr("Ghi chú cho hồ sơ này"), sentence, self.tr("Ghi chú"), do, self, text=text,
                              rows=3, needed=self.tr("Chưa ghi gì"))  # fmt: skip
        question.written.connect(lambda written: self._save_note(page, written))
        self.question = question
        question.show_question()

    def _save_note(self, page: DossierPage, text: str) -> None:
        house, actor, subject = self._context.house, self._context.the_actor, page.line.subject_id
        told = ToastWords(self.tr("Đã ghi chú"), "", "ok", tag="note")

        def failed(error: Explained) -> None:
            self._papers.tell_failure(error)
            self._ask_note_on(page, text)

        self._context.runner.run(
            self, lambda: add_note(house, actor, subject, text), lambda _changed: self.toast.emit(told), failed
        )

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not (plain and self.history.choose(event.text())):
            super().keyPressEvent(event)
