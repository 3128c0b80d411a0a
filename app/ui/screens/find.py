"""Search "Tra cứu": one field over all dossiers, people and procedures, as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import dossier
from app.domain.dossier import DossierState
from app.domain.errors import Explained
from app.domain.procedure_index import ProcedureHit
from app.domain.text import dotted, nfc
from app.services.dossier_lines import DossierLine
from app.services.house import Changed
from app.storage.search import Cancel
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screens import dossier_words as words
from app.ui.screens import find_rows
from app.ui.screens.dossier_facts import Fact
from app.ui.screens.dossier_preview import DossierPreview
from app.ui.screens.find_answer import Answer, Asking, Wanted, search
from app.ui.screens.prints_actions import PaperActions
from app.ui.screens.queue_filter import FilterSegment
from app.ui.widgets import ink
from app.ui.widgets.choices import Option
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.labels import Label
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import GroupRow, Row, RowList

ALL, DOSSIERS, PEOPLE, PROCEDURES = "all", "dossier", "person", "procedure"
KINDS = (ALL, DOSSIERS, PEOPLE, PROCEDURES)
SHORT = 6  # dossiers shown before the other kinds, when there are other kinds
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}


_GLASS_ROOM = 42


class _SearchField(LineEdit):
    """The one big field, with a magnifying glass."""

    def retheme(self) -> None:
        self.set_tall()
        super().retheme()
        self.set_room(left=_GLASS_ROOM)

    def set_tall(self) -> None:
        self._tall = 46 if ink.tokens().density == "roomy" else 36

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        t = ink.tokens()
        rect = QRectF(self.rect())
        ink.icon(QPainter(self), "search", 13, rect.center().y(), t.sizes.icon + 3, t.colour("text2"))


class FindScreen(Screen):
    """See the module. The focus stays in the field; arrows move in the list, Enter opens."""

    name = "find"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._asking = Asking(self._run)
        self._answer = Answer(Wanted())
        self._lines: list[DossierLine] = []
        self._more = False
        self._number = ""
        self._known = 0
        self._enter_waits = False  # pressed before the answer to what was typed: it opens what that finds
        self.field = _SearchField(size="lg")
        self.field.setPlaceholderText(self.tr("Tên không dấu, số định danh, điện thoại, mã hồ sơ hoặc thủ tục"))
        self.field.setAccessibleName(self.tr("Tra cứu"))
        self.filter = FilterSegment((), self.tr("Loại kết quả"))
        self.filter.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.count = Label("", "sm", 400, "text2", align="right")
        self.list = RowList(find_rows.columns(), name=self.tr("Kết quả"))
        self.list.show_focus_of(self.field)
        self.preview = DossierPreview(context.house.local_now, main=True, space=False)
        self._sheet = RowSheet(self.list, "search")
        self._lay_out()
        self._connect()
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.addWidget(self.filter)
        middle.addWidget(self.count, 1)
        self._row = QHBoxLayout()
        self._row.addWidget(self._sheet, 1)
        self._row.addWidget(self.preview)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.field)
        self._column.addLayout(middle)
        self._column.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.field.textEdited.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.filter.chosen.connect(lambda _value: self._show_rows(first=True))
        self.list.doubleClicked.connect(lambda _index: self._open_current())
        self.list.current_changed.connect(self._on_current)
        self.list.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.preview.open_asked.connect(lambda subject: self.go_to.emit("dossier", subject))
        self._papers.serve(self.preview)
        self._context.hub.changed.connect(self._on_changed)

    def _retheme(self) -> None:
        gap = ink.tokens().sizes.gap
        self._row.setSpacing(gap)
        self._column.setSpacing(gap - 2)
        self._on_current(self.list.current_row())

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Tra cứu")

    def kept(self) -> str:
        if ink.tokens().density == "compact":
            return self.tr("Quét mã ở màn hình nào cũng mở được hồ sơ")
        return self.tr("Quét mã trên giấy hẹn hay tem ở bất cứ màn hình nào cũng mở được hồ sơ")

    def kept_icon(self) -> str:
        return ""

    def commands(self) -> Sequence[Action]:
        names = (self.tr("Mọi kết quả"), self.tr("Chỉ hồ sơ"), self.tr("Chỉ người"), self.tr("Chỉ thủ tục"))
        return [
            Action(text, partial(self.filter.choose, kind), f"Alt+{number}")
            for number, (kind, text) in enumerate(zip(KINDS, names, strict=True), start=1)
        ] + [Action(self.tr("Xử lý hồ sơ đang chọn"), self._settle, "Ctrl+U", icon="triangle-alert")]

    def enter(self, argument: object = None) -> None:
        """Come with the query of last time, or with the text given."""
        if isinstance(argument, str) and argument:
            self.field.setText(argument)
            self._number = ""
        self.field.setFocus()
        self.field.selectAll()
        self._ask()

    # -- asking

    def _on_typed(self, _text: str) -> None:
        self._number = ""
        self._enter_waits = False
        self._ask()

    def _ask(self) -> None:
        self._asking.ask(self._wanted())

    def _wanted(self) -> Wanted:
        return Wanted(nfc(self.field.text()).strip(), self._number)

    def _run(self, wanted: Wanted, cancel: Cancel) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: search(house, wanted, cancel), self._on_answer, self._on_failed)

    def _on_failed(self, error: Explained) -> None:
        self._asking.take(Wanted())
        self._enter_waits = False
        self._papers.tell_failure(error)

    def _on_answer(self, answer: Answer) -> None:
        if not self._asking.take(answer.wanted) or answer.is_outdated:
            return
        self._known = answer.known or self._known
        if answer.wanted.before is not None:
            self._lines += answer.lines
            self._more = not answer.complete
            self._show_rows()
            return
        same = answer.wanted == self._answer.wanted
        self._answer, self._lines, self._more = answer, list(answer.lines), not answer.complete
        if answer.subject_id and not same and self.isVisible() and self.field.isModified():
            self.field.setModified(False)
            self._enter_waits = False
            self.go_to.emit("dossier", answer.subject_id)
        self._show_rows(first=not same)
        enter, self._enter_waits = self._enter_waits, False
        if enter and self.isVisible():
            self._open_current()

    def _on_scrolled(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        if self._more and value >= bar.maximum() - 200 and self._pages():
            self._more = False
            wanted = self._answer.wanted
            self._asking.ask(Wanted(wanted.text, wanted.number, self._lines[-1].row))

    def _pages(self) -> bool:
        return self.filter.value() == DOSSIERS or (self.filter.value() == ALL and not self._others())

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.kinds & {"dossier", "procedure"}:
            self._ask()

    # -- showing

    def _procedures(self) -> list[ProcedureHit]:
        text = self._answer.wanted.text
        return self._context.index.search(text, 8) if len(text) > 1 and not self._number else []

    def _others(self) -> bool:
        return bool(self._answer.people or self._procedures())

    def _show_rows(self, *, first: bool = False) -> None:
        answer, kind = self._answer, self.filter.value() or ALL
        query, now = answer.wanted.text, self._context.house.local_now()
        procedures = self._procedures()
        self._show_filter(len(procedures))
        rows: list[Row | GroupRow] = []
        shown = self._lines if self._pages() or kind == DOSSIERS else self._lines[:SHORT]
        if shown and kind in (ALL, DOSSIERS):
            more = self.tr("Xem hết Alt+2") if len(shown) < answer.total and kind == ALL and self._others() else ""
            heading = self.tr("Hồ sơ") if query else self.tr("Hồ sơ mới nhất")
            rows.append(GroupRow(heading, answer.total if query else None, more, "file-text"))
            rows += [find_rows.dossier_row(line, query, now) for line in shown]
        if answer.people and kind in (ALL, PEOPLE):
            people = answer.people if kind == PEOPLE else answer.people[:3]
            rows.append(GroupRow(self.tr("Người"), len(answer.people), "", "users"))
            rows += [find_rows.person_row(known, query, now) for known in people]
        if procedures and kind in (ALL, PROCEDURES):
            hits = procedures if kind == PROCEDURES else procedures[:3]
            rows.append(GroupRow(self.tr("Thủ tục"), len(procedures), "", "book-open"))
            catalogue = self._context.procedures
            rows += [find_rows.procedure_row(catalogue[h.code], h.spans) for h in hits if h.code in catalogue]
        self.list.set_rows(rows)
        if rows and (first or self.list.current_row() is None):
            self.list.select_first()
            self.list.scrollToTop()
        self._sheet.show_rows(bool(rows))
        if not rows:
            self._say_empty(query)
            self.preview.show_line(None)

    def _show_filter(self, procedures: int) -> None:
        answer = self._answer
        counts = {DOSSIERS: answer.total, PEOPLE: len(answer.people), PROCEDURES: procedures}
        names = {DOSSIERS: self.tr("Hồ sơ"), PEOPLE: self.tr("Người"), PROCEDURES: self.tr("Thủ tục")}
        options = [Option(ALL, self.tr("Tất cả"), "Alt+1", count=sum(counts.values()))]
        options += [
            Option(kind, names[kind], f"Alt+{number}", count=counts[kind])
            for number, kind in enumerate(KINDS[1:], start=2)
        ]
        self.filter.set_options(options, self.filter.value() or ALL)
        if not answer.wanted.text:
            told = self.tr("{known} hồ sơ trên máy này").format(known=dotted(answer.known))
        else:
            found = dotted(sum(counts.values())) + ("" if answer.is_total_whole else "+")
            if self._known:
                told = self.tr("{found} kết quả trong {known} hồ sơ · {ms} ms").format(
                    found=found, known=dotted(self._known), ms=answer.milliseconds
                )
            else:
                told = self.tr("{found} kết quả · {ms} ms").format(found=found, ms=answer.milliseconds)
        self.count.set_text(told)

    def _say_empty(self, query: str) -> None:
        if query:
            sentence = self.tr("Không tìm thấy “{query}”").format(query=query)
            hint = self.tr("Thử vài chữ không dấu của tên, số định danh, điện thoại hoặc 4 số cuối của mã hồ sơ.")
            self._sheet.empty.set("search", sentence, hint)
        else:
            hint = self.tr("F2 để nhận hồ sơ đầu tiên.")
            self._sheet.empty.set("inbox", self.tr("Máy này chưa có hồ sơ nào"), hint)

    def _on_current(self, row: Row | None) -> None:
        kind, key = row.key if row is not None and isinstance(row.key, tuple) else ("", "")
        line = next((x for x in self._lines if kind == DOSSIERS and x.subject_id == key), None)
        if line is None:
            self._say_other(str(kind))
            return
        now, waiting = self._context.house.local_now(), line.state is DossierState.SUPPLEMENT
        due = self.tr("Chưa tính thời hạn") if waiting else words.due_words(line.due_at)
        facts = [
            Fact(self.tr("Hẹn trả"), due, lines=2),
            Fact(self.tr("Còn lại"), words.due_badge(line).text if line.left and not waiting else ""),
            Fact(self.tr("Đến lúc"), words.last_words(line.received_at, now)),
            Fact(self.tr("Nơi nhận"), line.counter),
            Fact(self.tr("Giải quyết"), line.agency),
        ]
        self.preview.show_line(line, facts=[fact for fact in facts if fact.value])

    def _say_other(self, kind: str) -> None:
        if kind == PEOPLE:
            self.preview.say("user", self.tr("Người đã đến quầy"), self.tr("Enter để xem các hồ sơ của người này."))
        elif kind == PROCEDURES:
            hint = self.tr("Enter để xem giấy tờ, phí, thời hạn và in phiếu hướng dẫn.")
            self.preview.say("book-open", self.tr("Thủ tục trong danh mục"), hint)
        else:
            self.preview.say("file-text", self.tr("Chưa chọn hồ sơ"), self.tr("Chọn một dòng để xem nhanh ở đây."))

    # -- doing

    def _settle(self) -> None:
        row = self.list.current_row()
        if row is not None and isinstance(row.key, tuple) and row.key[0] == DOSSIERS:
            self.go_to.emit("attention", (dossier.KIND, row.key[1]))

    def _open_current(self) -> None:
        row = self.list.current_row()
        if row is None or not isinstance(row.key, tuple):
            return
        kind, key = row.key
        if kind == DOSSIERS:
            self.field.setModified(False)
            self.go_to.emit("dossier", key)
        elif kind == PROCEDURES:
            self.go_to.emit("procedures", key)
        else:
            # The field shows the name; the number that finds this one person stays off the screen.
            known = next(p for p in self._answer.people if key in (p.party.id_number, p.party.phone, p.party.name))
            self.field.setText(known.party.name)
            self._number = key
            self.filter.choose(DOSSIERS)
            self._ask()

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in _MOVES:
            self.list.step(_MOVES[Qt.Key(event.key())])
            return True
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter_waits = self._answer.wanted != self._wanted()
            if not self._enter_waits:
                self._open_current()
            return True
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self._on_typed("")
            return True
        return False
