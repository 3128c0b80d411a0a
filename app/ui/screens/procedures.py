"""The catalogue "Thủ tục": find a procedure, see what it asks for, print its guide slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.procedures import Procedure
from app.domain.text import fold
from app.right_of_way import giving_way
from app.services.papers import print_guide
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screens.prints_actions import PaperActions
from app.ui.screens.procedures_details import ProcedureDetails
from app.ui.screens.procedures_rows import growing_list
from app.ui.widgets import ink
from app.ui.widgets.buttons import Once
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row
from app.ui.widgets.toasts import ToastWords

FOUND = 60
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}


class ProceduresScreen(Screen):
    """See the module. The focus stays in the field; arrows move in the list. `enter(code)` shows a procedure."""

    name = "procedures"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._once = Once()
        self._all: list[Row | GroupRow] = []
        self.field = LineEdit()
        self.field.setPlaceholderText(self.tr("Mã, tên tắt hoặc vài chữ không dấu"))
        self.field.setAccessibleName(self.tr("Tìm thủ tục"))
        self.list = growing_list((Column(),), head=False, name=self.tr("Thủ tục"))
        self.list.show_focus_of(self.field)
        self._sheet = RowSheet(self.list, "search")
        self.details = ProcedureDetails()
        self._lay_out()
        self.field.textChanged.connect(lambda _text: self._show_rows(first=True))
        self.field.installEventFilter(self)
        self.details.cases.installEventFilter(self)
        self.list.current_changed.connect(self._on_current)
        context.reference_loaded.changed.connect(self._on_reference)
        theme.signals.changed.connect(self._retheme)
        self._retheme()
        self._on_reference()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        self._left = left
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(KeyCap("/"))
        left.addLayout(line)
        left.addWidget(self._sheet, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(left, 9)
        self._row.addWidget(self.details, 13)

    def _retheme(self) -> None:
        gap = ink.tokens().sizes.gap
        self._row.setSpacing(gap)
        self._left.setSpacing(gap - 2)

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Thủ tục")

    def kept(self) -> str:
        count = len(self._context.procedures)
        return self.tr("{count} thủ tục trong danh mục").format(count=f"{count:,}".replace(",", ".")) if count else ""

    def kept_icon(self) -> str:
        return "book-open"

    def head_actions(self) -> Sequence[Action]:
        ready = self.details.procedure is not None
        why = self.tr("Chọn thủ tục trước")
        return (
            Action(
                self.tr("Phiếu chữ to"),
                lambda: self._print(large=True),
                "Ctrl+L",
                icon="file-text",
                enabled=ready,
                why_disabled=why,
                secondary=True,
                name="large",
            ),
            Action(
                self.tr("In phiếu hướng dẫn"),
                lambda: self._print(large=False),
                "Ctrl+P",
                "main",
                "printer",
                enabled=ready,
                why_disabled=why,
                name="guide",
            ),
        )

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument:
            self.field.setText(argument)
            self._show_rows(first=True)
            self.list.select_key(argument)
        self.field.setFocus()
        self.field.selectAll()

    # -- showing

    def _on_reference(self) -> None:
        """Put the catalogue under its fields, off the GUI thread: there are thousands."""
        procedures = tuple(self._context.procedures.values())
        self._context.runner.run(self, lambda: _by_field(procedures), self._on_sorted)

    def _on_sorted(self, rows: list[Row | GroupRow]) -> None:
        self._all = rows
        self._show_rows()

    def _show_rows(self, *, first: bool = False) -> None:
        text = self.field.text().strip()
        rows: list[Row | GroupRow]
        if text:
            found = self._context.index.search(text, FOUND)
            catalogue = self._context.procedures
            rows = [_row(catalogue[h.code], h.spans) for h in found if h.code in catalogue]
        else:
            rows = self._all
        self.list.set_rows(rows)
        if rows and (first or self.list.current_row() is None):
            self.list.select_first()
            self.list.scrollToTop()
        self._sheet.show_rows(bool(rows))
        if not rows:
            self.details.show_procedure(None)
            if text:
                sentence = self.tr("Danh mục không có “{text}”").format(text=text)
                self._sheet.empty.set("search", sentence, self.tr("Thử ít chữ hơn, hoặc mã thủ tục."))
            else:
                hint = self.tr("Quản trị nhập danh mục trong mục Cài đặt.")
                self._sheet.empty.set("book-open", self.tr("Danh mục đang trống"), hint)
        self.refreshed.emit()

    def _on_current(self, row: Row | None) -> None:
        self.details.show_procedure(self._context.procedures.get(str(row.key)) if row is not None else None)
        self.refreshed.emit()

    # -- doing

    def _print(self, *, large: bool) -> None:
        procedure, case = self.details.procedure, self.details.case()
        if procedure is None or self._once.again((procedure.code, case, large)):
            return
        house, actor = self._context.house, self._context.the_actor
        told = ToastWords(self.tr("Đang in phiếu hướng dẫn"), procedure.short_name or procedure.name, "ok", "printer")

        def done(_changed: object) -> None:
            self._context.wake_printer()
            self.toast.emit(told)

        self._context.runner.run(
            self,
            lambda: print_guide(house, actor, procedure, case, large=large),
            done,
            self._papers.tell_failure,
        )

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() == Qt.Key.Key_T:
            self._to_cases()
            return True
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if watched is self.field and plain:
            if event.key() in _MOVES:
                self.list.step(_MOVES[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._to_cases()
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        if watched is self.details.cases and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.field.setFocus()
            return True
        return False

    def _to_cases(self) -> None:
        if self.details.procedure is not None and self.details.procedure.cases:
            self.details.cases.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/":
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.selectAll()
        else:
            super().keyPressEvent(event)


def _by_field(procedures: Iterable[Procedure]) -> list[Row | GroupRow]:
    """Give the whole catalogue under its fields; what has an alias is received daily and stands first."""
    members = list(procedures)
    daily = Counter(p.field for p in members if p.aliases and p.checked)
    places = [
        (-daily[p.field], fold(p.field), not p.aliases, fold(p.short_name or p.name), number)
        for number, p in enumerate(giving_way(members))
    ]
    ordered = [members[number] for *_, number in sorted(places)]
    rows: list[Row | GroupRow] = []
    for field, together in groupby(ordered, key=lambda p: p.field):
        group = list(together)
        rows.append(GroupRow(field or "–", len(group), icon="book-open"))
        rows += [_row(procedure, ()) for procedure in group]
    return rows


def _row(procedure: Procedure, spans: Sequence[tuple[int, int]]) -> Row:
    second = " · ".join(x for x in (procedure.code, procedure.agency) if x)
    badge = None if procedure.checked else BadgeWords(QCoreApplication.translate("Procedures", "Chưa kiểm tra"), "warn")
    hits = tuple((start, end - start) for start, end in spans)
    cell = Cell(procedure.name, second, badge=badge, weight=600, hits=hits, wrap=True)
    return Row(procedure.code, (cell,), tip=procedure.name)
