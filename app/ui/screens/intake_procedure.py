"""Column 2, above: the procedure found as it is typed, what it takes, and the case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.catalogue import limit_for
from app.domain.deadline_steps import limit_text
from app.domain.money import format_money
from app.domain.procedure_index import ProcedureHit
from app.domain.procedures import Channel, Level, LimitUnit, Procedure
from app.ui.context import Context
from app.ui.screens.intake_model import FormState
from app.ui.screens.procedures_words import level_words
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, LineEdit
from app.ui.widgets.labels import Badge, KeyCap, Label, LinkLabel
from app.ui.widgets.panels import Panel
from app.ui.widgets.popup import PopupList
from app.ui.widgets.rows import Cell, Column, Row

_FOUND = 40
FAVOURITES, _COMMON = 3, 12
_LEAST_BADGE = 90


class CaseChoice(Choice):
    """A drop-down of cases whose list stands open when the clerk comes to it without a choice; digits choose."""

    case_taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: list[tuple[str, str]] = []
        self._popup: PopupList | None = None

    def set_cases(self, cases: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show (key, name) of the cases."""
        self._cases = list(cases)
        with QSignalBlocker(self):
            self.clear()
            for key, name in self._cases:
                self.addItem(name, key)
            self.setCurrentIndex(next((i for i, (key, _) in enumerate(self._cases) if key == chosen), -1))
        self.setToolTip(self.currentText())

    def popup(self) -> PopupList:
        """Give the open list, made when first needed."""
        if self._popup is None:
            self._popup = PopupList(self, shown=6, lines=1)
            self._popup.chosen.connect(lambda row: self.case_taken.emit(str(row.key)))
        return self._popup

    def showPopup(self) -> None:
        rows = [
            Row(key, (Cell(name, key=str(number) if number < 10 else ""),), tip=name)
            for number, (key, name) in enumerate(self._cases, start=1)
        ]
        self.popup().show_rows(rows)
        if self.currentIndex() >= 0:
            self.popup().list.select_key(self._cases[self.currentIndex()][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = int(event.text()) if event.text() and event.text() in "123456789" else 0
        if 1 <= digit <= len(self._cases):
            self.popup().close_popup()
            self.case_taken.emit(self._cases[digit - 1][0])
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.showPopup()
        else:
            event.ignore()


class ProcedurePanel(Panel):
    """The procedure and its case. `chosen(code)`, `case_chosen(key)`, `typed(text)`."""

    chosen = Signal(str)
    case_chosen = Signal(str)
    typed = Signal(str)
    guide_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent=parent)
        self.context = context
        self.state = FormState("")
        self._fitting = False
        self._procedure: Procedure | None = None
        self._build_head()
        self.field = LineEdit()
        self.field.setPlaceholderText(self.tr("Ví dụ: ks, khai sinh, 1.001193"))
        self.field.setAccessibleName(self.tr("Thủ tục"))
        self.field.textEdited.connect(self._on_edited)
        self.field.left.connect(lambda _text: self._show_label())
        self.field.installEventFilter(self)
        self.body.addWidget(self.field)
        self.popup = PopupList(self.field, (Column(self.tr("Thủ tục")), Column(self.tr("Thời hạn, phải thu"), 150, 130,
                               align="right")), shown=6)  # fmt: skip
        self.popup.chosen.connect(lambda row: self.chosen.emit(str(row.key)))
        self._build_favourites()
        self._build_facts()
        self._build_cases()
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_state(self.state, None)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(9)
        row.addWidget(Label(self.tr("Thủ tục"), "base", 600))
        row.addWidget(KeyCap("Alt+T"))
        row.addWidget(Label(self.tr("Mã, tên tắt hoặc vài chữ không dấu"), "sm", 400, "text3", align="right"), 1)
        self.body.addLayout(row)

    def _build_favourites(self) -> None:
        self._favourites = QWidget()
        row = QHBoxLayout(self._favourites)
        row.setContentsMargins(0, 3, 0, 0)
        row.setSpacing(8)
        self._often = Label(self.tr("Hay dùng"), "sm", 400, "text2")
        row.addWidget(self._often)
        self.favourite_buttons = [KeyButton("", f"Alt+{number + 1}") for number in range(FAVOURITES)]
        for number, button in enumerate(self.favourite_buttons):
            button.clicked.connect(lambda _=False, n=number: self._on_favourite(n))
            row.addWidget(button)
        row.addStretch(1)
        self._favourite_codes: list[str] = []
        self._common: list[Procedure] = []
        self.body.addWidget(self._favourites)

    def _build_facts(self) -> None:
        self._facts = QWidget()
        row = QHBoxLayout(self._facts)
        row.setContentsMargins(0, 3, 0, 0)
        row.setSpacing(8)
        self._badges = [Badge() for _ in range(5)]
        for badge in self._badges:
            row.addWidget(badge)
        row.addStretch(1)
        self.guide = LinkLabel(self.tr("Hướng dẫn"), "Shift+F1")
        self.guide.clicked.connect(self.guide_asked)
        row.addWidget(self.guide)
        self.body.addWidget(self._facts)

    def _build_cases(self) -> None:
        self._cases = QWidget()
        row = QHBoxLayout(self._cases)
        row.setContentsMargins(0, 3, 0, 0)
        row.setSpacing(10)
        self._case_words = Label(self.tr("Trường hợp"), "sm", 400, "text2")
        row.addWidget(self._case_words)
        self._segment = Segment((), self.tr("Trường hợp"), stretch=True)
        self._choice = CaseChoice()
        self._choice.setPlaceholderText(self.tr("Chọn trường hợp"))
        self._choice.setAccessibleName(self.tr("Trường hợp"))
        self._segment.chosen.connect(self.case_chosen)
        self._choice.case_taken.connect(self.case_chosen)
        row.addWidget(self._segment, 1)
        row.addWidget(self._choice, 1)
        self.body.addWidget(self._cases)

    # -- showing

    def set_favourites(self, codes: Sequence[str]) -> None:
        """Show the procedures of Alt+1 to Alt+3."""
        self._common = [self.context.procedures[code] for code in codes if code in self.context.procedures]
        self._fit_favourites()

    def _fit_favourites(self) -> None:
        self._often.setMinimumWidth(self._often.sizeHint().width())
        room = self.width() - 2 * ink.tokens().sizes.pad - self._often.sizeHint().width()
        candidates = iter(self._common[:_COMMON])
        self._favourite_codes = []
        for button in self.favourite_buttons:
            for procedure in candidates:
                button.set_label(procedure.short_name or _short(procedure.name))
                if button.sizeHint().width() + 8 <= room:
                    room -= button.sizeHint().width() + 8
                    button.setToolTip(procedure.name)
                    self._favourite_codes.append(procedure.code)
                    break
        for number, button in enumerate(self.favourite_buttons):
            button.setVisible(number < len(self._favourite_codes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width() or self._fitting:
            return
        self._fitting = True  # in a narrow window the parts widen the panel, which comes back here
        self._fit_favourites()
        if self._procedure is not None:
            self._show_facts(self._procedure)
            self._show_cases(self._procedure)
        self._fitting = False

    def show_state(self, state: FormState, procedure: Procedure | None) -> None:
        """Show a form with its procedure."""
        self.state, self._procedure = state, procedure
        if not self.field.hasFocus() or procedure is not None:
            self._show_label()
        self._favourites.setVisible(procedure is None)
        self._facts.setVisible(procedure is not None)
        self._cases.setVisible(procedure is not None and bool(procedure.cases))
        if procedure is not None:
            self._show_facts(procedure)
            self._show_cases(procedure)
        self.updateGeometry()

    def _show_label(self) -> None:
        procedure = self._procedure
        words = f"{procedure.code}  {procedure.name}" if procedure else self.state.procedure_text
        if self.field.text() != words:
            self.field.setText(words)
            self.field.setCursorPosition(0)
        self.field.setToolTip(procedure.name if procedure else "")
        unknown = procedure is None and bool(words)
        self.field.set_state("ok" if procedure else "warn" if unknown and not self.field.hasFocus() else "")

    def _show_facts(self, procedure: Procedure) -> None:
        limit = limit_for(procedure, Channel(self.state.channel), self.state.case)
        facts: list[tuple[str, str, str]] = [
            (limit_words(procedure, self.state.channel, self.state.case) if limit else
             self.tr("Chưa rõ thời hạn"), "neutral", ""),
            (procedure.field, "neutral", ""),
            (procedure.agency, "neutral", ""),
        ]  # fmt: skip
        if not procedure.checked:
            facts.insert(1, (self.tr("Chưa kiểm tra"), "warn", "triangle-alert"))
        if self._is_elsewhere(procedure):
            passed_on = self.tr("Thủ tục {level}: nhận chuyển tiếp").format(level=level_words(procedure))
            facts.insert(0, (passed_on, "warn", "info"))
        room = self._facts_room()
        for badge, fact in zip(self._badges, [*facts, *(("", "neutral", ""),) * 5], strict=False):
            badge.set(fact[0], fact[1], fact[2])  # type: ignore[arg-type]
            width = min(badge.sizeHint().width(), room)
            badge.setVisible(bool(fact[0]) and width >= min(_LEAST_BADGE, badge.sizeHint().width()))
            if not badge.isHidden():
                badge.setFixedWidth(width)
                badge.setToolTip(fact[0])
                room -= width + 8

    def _facts_room(self) -> int:
        return self.width() - 2 * ink.tokens().sizes.pad - self.guide.sizeHint().width() - 16

    def _show_cases(self, procedure: Procedure) -> None:
        cases = [(case.key, case.name) for case in procedure.cases]
        options = [Option(key, name, str(number)) for number, (key, name) in enumerate(cases, start=1)]
        self._segment.set_options(options, self.state.case)
        self._choice.set_cases(cases, self.state.case)
        fits = _wanted(options) <= self._free_width()
        had_focus = self._segment.has_group_focus() or self._choice.hasFocus()
        self._segment.setVisible(fits)
        self._choice.setVisible(not fits)
        if had_focus:  # hiding a widget sends its focus anywhere
            self.case_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _free_width(self) -> float:
        return self.width() - 2 * ink.tokens().sizes.pad - self._case_words.sizeHint().width() - 10

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_cases"):
            self.show_state(self.state, self._procedure)

    def case_widget(self) -> QWidget:
        """Give what the case is chosen with."""
        return self._segment if not self._segment.isHidden() else self._choice

    def ask_case(self) -> None:
        """Put the focus on the case; open its list when nothing is chosen."""
        widget = self.case_widget()
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if widget is self._choice and not self.state.case:
            self._choice.showPopup()

    # -- typing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.FocusIn:
            self.field.selectAll()
        return super().eventFilter(watched, event)

    def _on_favourite(self, number: int) -> None:
        if number < len(self._favourite_codes) and not self.field.text().strip():
            self.chosen.emit(self._favourite_codes[number])

    def _on_edited(self, text: str) -> None:
        self.field.set_state("")
        if self._procedure is None:
            self.typed.emit(text)
        hits = self.context.index.search(text, _FOUND)
        if not hits:
            self.popup.close_popup()
            if text.strip():
                self.field.set_state("warn")
            return
        # What another level receives comes last; it can be taken all the same, to be passed on (phi địa giới).
        hits.sort(key=lambda hit: self._is_elsewhere(self.context.procedures[hit.code]))
        rows = [self._row(hit) for hit in hits]
        shown = self.tr("{n} trong {all} thủ tục")
        count = f"{len(hits)}+" if len(hits) == _FOUND else str(len(hits))
        keys = [("Enter", self.tr("chọn")), ("Esc", self.tr("đóng"))]
        self.popup.show_rows(rows, shown.format(n=count, all=len(self.context.procedures)), keys)

    def _row(self, hit: ProcedureHit) -> Row:
        procedure = self.context.procedures[hit.code]
        second = " · ".join(part for part in (procedure.code, procedure.field) if part)
        if not procedure.checked:
            second += " · " + self.tr("chưa kiểm tra")
        spans = tuple((start, end - start) for start, end in hit.spans)
        name = Cell(procedure.name, second, weight=500, hits=spans, wrap=True,
                    second_colour="text2" if procedure.checked else "warn")  # fmt: skip
        limit = limit_words(procedure, self.state.channel, "") or self.tr("Chưa rõ")
        elsewhere = self._is_elsewhere(procedure)
        second = self.tr("{level} nhận").format(level=level_words(procedure)) if elsewhere else fee_words(procedure)
        cells = (name, Cell(limit, second, align="right"))
        return Row(procedure.code, cells, dim=elsewhere, tip=procedure.name)

    def _is_elsewhere(self, procedure: Procedure) -> bool:
        return self.context.desk is not None and is_received_elsewhere(procedure, self.context.desk.office.level)


def is_received_elsewhere(procedure: Procedure, level: Level) -> bool:
    """Whether offices of other levels than `level` receive a procedure; one without levels is everybody's."""
    return bool(procedure.levels) and level not in procedure.levels


def _wanted(options: Sequence[Option]) -> float:
    """Give the width of a segment whose words and keys are all to be seen."""
    t = ink.tokens()
    font, cap = t.font("base", 600), ink.cap_width("1", t) + 8
    return sum(ink.width_of(option.text, font) + 22 + cap for option in options) + 2 * len(options) + 6


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23].rstrip() + "…"


def limit_words(procedure: Procedure, channel: str, case: str) -> str:
    """Return the limit as screens write it: `3 ngày làm việc`, `Trong ngày`; "" when the catalogue states none."""
    limit = limit_for(procedure, Channel(channel), case)
    if limit is None and procedure.limits:
        limit = procedure.limits[0]
    if limit is None:
        return ""
    return (
        QCoreApplication.translate("Procedures", "Trong ngày")
        if limit.unit is LimitUnit.SAME_DAY
        else limit_text(limit).lstrip("0")
    )


def fee_words(procedure: Procedure) -> str:
    """Return what is charged at the counter: `15.000 đ`, `2.000 đ/trang`, `Do tỉnh quy định`, `Không thu`."""
    lines = [fee for fee in procedure.fees if fee.channel in (None, Channel.COUNTER)]
    if not lines:
        return QCoreApplication.translate("Procedures", "Không thu")
    if any(fee.amount is None for fee in lines):
        return QCoreApplication.translate("Procedures", "Do tỉnh quy định")
    if len(lines) == 1:
        return format_money(lines[0].amount or 0) + (f"/{lines[0].unit}" if lines[0].unit else "")
    return format_money(sum(fee.amount or 0 for fee in lines))
