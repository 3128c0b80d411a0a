"""Column 2, below: the papers of the case, ticked and counted with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.procedures import Need, Paper, Procedure
from app.ui.screens.intake_model import (
    FormState,
    PaperState,
    count,
    is_wanted,
    missing,
    papers_of,
    put_away,
    tick,
)
from app.ui.widgets import ink
from app.ui.widgets.count_box import CountBox
from app.ui.widgets.labels import Badge, KeyCap, Label, LinkLabel
from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.rows import Cell, Column, Row, RowList

COUNTS = ("originals", "certified", "copies")
_FIRST_COUNT = 2


class PapersList(RowList):
    """The rows. Space ticks, digits count, arrows move; Enter goes to the next wanted paper, then on."""

    counted = Signal()
    passed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((Column("", 18, 18), Column(" "), *(Column(" ", 52, 42, "centre"),) * 3), parent=parent)
        self.form = FormState("")
        self.procedure: Procedure | None = None
        self._fresh = True
        self.setAccessibleName(self.tr("Giấy tờ"))

    def retheme(self) -> None:
        self.fixed_row = ink.tokens().sizes.paper_row
        super().retheme()

    def show_papers(self, state: FormState, procedure: Procedure) -> None:
        """Show the papers of the case chosen."""
        if self.procedure is None or procedure.code != self.procedure.code or state is not self.form:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        self.form, self.procedure = state, procedure
        case = next((case.name for case in procedure.cases if case.key == state.case), "")
        head = self.tr("Trường hợp “{case}”").format(case=case) if case else self.tr("Tên giấy tờ")
        names = (self.tr("Chính"), self.tr("Sao y"), self.tr("Photo"))
        self.set_columns((Column("", 18, 18), Column(head), *(Column(name, 52, 42, "centre") for name in names)))
        rows = [self._row(paper) for paper in papers_of(state, procedure)]
        icon = Cell(icon="info", colour="text3")
        notes = [
            Row(f"note:{number}", (icon, Cell(note, colour="text2", wrap=True)), tip=note)
            for number, note in enumerate(procedure.notes)
        ]
        self.set_rows([*rows, *notes])

    def _row(self, paper: Paper) -> Row:
        kept = self.form.papers.get(paper.key, PaperState())
        wanted = is_wanted(paper, self.form)
        on = kept.is_there
        name = Cell(
            paper.name,
            self._second(paper, wanted),
            weight=500 if on or wanted else 400,
            colour="text" if on or wanted else "text2",
            wrap=True,
            required=wanted,
        )
        counts = (-1, -1, -1) if paper.need is Need.SHOWN else (kept.originals, kept.certified, kept.copies)
        tip = f"{paper.name}\n{paper.condition}".strip()
        return Row(paper.key, (Cell(check=on), name, *(Cell(count=number) for number in counts)), tip=tip)

    def _second(self, paper: Paper, wanted: bool) -> str:
        if paper.key.startswith("+"):
            return self.tr("Thêm tại quầy · Delete để bỏ")
        first = {
            Need.SHOWN: self.tr("Chỉ xuất trình, không thu"),
            Need.REQUIRED: self.tr("Bắt buộc"),
            Need.CONDITIONAL: self.tr("Bắt buộc") if wanted else "",
        }[paper.need]
        form = paper.form if paper.form and paper.need is not Need.SHOWN else ""
        if first and paper.condition.startswith("Khi "):
            first += f" {paper.condition[:1].lower()}{paper.condition[1:]}"
            return " · ".join(part for part in (first, form) if part)
        return " · ".join(part for part in (first, form, paper.condition) if part)

    # -- where one is

    def paper(self) -> Paper | None:
        """Give the paper of the selected row."""
        row = self.current_row()
        if row is None or self.procedure is None:
            return None
        return next((paper for paper in papers_of(self.form, self.procedure) if paper.key == row.key), None)

    def go_to_wanted(self, *, after: bool = False) -> bool:
        """Select the first wanted paper that is not there (below the selected row); False if there is none."""
        if self.procedure is None:
            return False
        papers = papers_of(self.form, self.procedure)
        absent = {paper.key for paper in missing(self.form, self.procedure)}
        start = self.currentIndex().row() + 1 if after and self.currentIndex().isValid() else 0
        for paper in papers[start:]:
            if paper.key in absent:
                self.select_key(paper.key)
                self._choose_column()
                return True
        return False

    def _choose_column(self) -> None:
        paper = self.paper()
        kept = self.form.papers.get(paper.key, PaperState()) if paper else PaperState()
        usual = [getattr(kept if kept.is_there else paper, name) if paper else 0 for name in COUNTS]
        self.active_column = _FIRST_COUNT + next((place for place, number in enumerate(usual) if number), 0)
        self._fresh = True
        self.viewport().update()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        if current.row() != previous.row() and self.procedure is not None:
            self._choose_column()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason or not self.currentIndex().isValid():
            self.go_to_wanted()
        super().focusInEvent(event)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        paper, key, text = self.paper(), event.key(), event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not self.go_to_wanted(after=True):
                self.passed.emit()
        elif paper is None or not plain:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.tick_current()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self.active_column = min(_FIRST_COUNT + 2, max(_FIRST_COUNT, self.active_column + step))
            self._fresh = True
            self.viewport().update()
        elif text and text in "0123456789" and paper.need is not Need.SHOWN:
            self._type_digit(paper, int(text))
        elif key == Qt.Key.Key_Backspace and paper.need is not Need.SHOWN:
            self._put(paper, self._number(paper) // 10)
        elif key == Qt.Key.Key_Delete:
            put_away(self.form, paper.key)
            self._told()
        else:
            super().keyPressEvent(event)

    def tick_current(self) -> None:
        """Tick the selected paper with its usual count, or take the tick away."""
        paper = self.paper()
        if paper is not None:
            tick(self.form, paper)
            self._choose_column()
            self._told()

    def _column(self) -> str:
        return COUNTS[max(0, self.active_column - _FIRST_COUNT)]

    def _number(self, paper: Paper) -> int:
        return int(getattr(self.form.papers.get(paper.key, PaperState()), self._column()))

    def _type_digit(self, paper: Paper, digit: int) -> None:
        joined = self._number(paper) * 10 + digit
        self._put(paper, digit if self._fresh or joined > 99 else joined)
        self._fresh = False

    def _put(self, paper: Paper, number: int) -> None:
        count(self.form, paper.key, self._column(), number)
        self._told()

    def _told(self) -> None:
        if self.procedure is not None:
            column, fresh = self.active_column, self._fresh
            self.show_papers(self.form, self.procedure)
            self.active_column, self._fresh = column, fresh
        self.counted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        column = self._column_at(event.position().toPoint())
        if column == 0:
            self.tick_current()
        elif column >= _FIRST_COUNT:
            self.active_column, self._fresh = column, True
            self.viewport().update()

    def _column_at(self, point: QPoint) -> int:
        spans = self.delegate.spans(self.viewport().width())
        return next((n for n, (left, width) in enumerate(spans) if left - 5 <= point.x() <= left + width + 5), -1)


class SetsBox(CountBox):
    """How many sets of papers (bộ): never fewer than one."""

    def _put(self, count: int) -> None:
        self._fresh = count == 0  # what is rubbed out is written anew
        super()._put(max(1, count))


class PapersPanel(Panel):
    """Title, badge, list and foot; the empty state while no procedure is chosen."""

    changed = Signal()
    passed = Signal()
    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", flush=True, parent=parent)
        self._head = QHBoxLayout()
        self._head.setSpacing(9)
        self._head.addWidget(Label(self.tr("Giấy tờ"), "base", 600))
        self._head.addWidget(KeyCap("F7"))
        self._head.addStretch(1)
        self._sets_words = Label(self.tr("Số bộ"), "sm", 400, "text2")
        self.sets = SetsBox(1, self.tr("Số lượng hồ sơ, bộ"))
        self.sets.setToolTip(self.tr("Số lượng hồ sơ (bộ), in trên giấy hẹn · Alt+B"))
        self.sets.counted.connect(self._on_sets)
        self._head.addWidget(self._sets_words)
        self._head.addWidget(self.sets)
        self._head.addSpacing(4)
        self.badge = Badge()
        self._head.addWidget(self.badge)
        self.body.setSpacing(0)
        self.body.addLayout(self._head)
        self.list = PapersList()
        self.list.counted.connect(self._on_counted)
        self.list.passed.connect(self.passed)
        self._foot = QHBoxLayout()
        hint = self.tr("Space đánh dấu · số để đếm bản · 0 là không thu")
        self._foot.addWidget(Label(hint, "sm", 400, "text3"), 1)
        self.add_paper = LinkLabel(self.tr("Thêm giấy khác"), "Ctrl+G")
        self.add_paper.clicked.connect(self.add_asked)
        self._foot.addWidget(self.add_paper)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addLayout(self._foot)
        words = self.tr("Chọn thủ tục để thấy giấy tờ cần nộp theo từng trường hợp.")
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState("file-text", self.tr("Chưa chọn thủ tục"), words))
        self._stack.addWidget(table)
        self.body.addWidget(self._stack, 1)
        self.badge.hide()
        self.retheme()

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_foot"):
            pad = ink.tokens().sizes.pad
            roomy = ink.tokens().density == "roomy"
            self._head.setContentsMargins(pad - 1, max(6, pad - 4) - 1, pad - 1, 2 if roomy else 0)
            self._foot.setContentsMargins(pad - 1, 4, pad - 1, 6 if roomy else 4)

    def show_state(self, state: FormState, procedure: Procedure | None) -> None:
        """Show the papers of a form."""
        self._stack.setCurrentIndex(0 if procedure is None else 1)
        for part in (self._sets_words, self.sets):
            part.setVisible(procedure is not None)
        self.sets.set_count(state.sets)
        if procedure is None:
            self.badge.hide()
            return
        self.list.show_papers(state, procedure)
        self._show_badge()

    def _on_sets(self, number: int) -> None:
        self.list.form.sets = number
        self.changed.emit()

    def _on_counted(self) -> None:
        self._show_badge()
        self.changed.emit()

    def _show_badge(self) -> None:
        procedure, state = self.list.procedure, self.list.form
        if procedure is None:
            return
        wanted = sum(is_wanted(paper, state) for paper in papers_of(state, procedure))
        absent = len(missing(state, procedure))
        if not wanted:
            self.badge.set("")
        elif absent:
            words = self.tr("Còn thiếu {n}/{all} giấy bắt buộc").format(n=absent, all=wanted)
            self.badge.set(words, "warn", "triangle-alert")
        else:
            self.badge.set(self.tr("Đủ {n}/{all} giấy bắt buộc").format(n=wanted, all=wanted), "ok", "check")
