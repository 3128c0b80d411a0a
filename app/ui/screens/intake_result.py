"""Column 3: how the result comes back, what is paid, and when it is due."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.deadlines import Due, StepKind
from app.domain.errors import UserError
from app.domain.intake import Payment, ResultWay
from app.domain.money import EXEMPTIONS, FeeLine, fee_total, format_money, parse_money
from app.ui.context import Context
from app.ui.screens.intake_address import AddressField
from app.ui.screens.intake_model import FormState
from app.ui.weekdays import weekday_name, weekday_short
from app.ui.widgets import ink
from app.ui.widgets.choices import Option, RadioRows, Segment
from app.ui.widgets.dayruler import Day, DayRuler
from app.ui.widgets.fields import Choice, LineEdit
from app.ui.widgets.labels import Label, LinkLabel
from app.ui.widgets.panels import Panel
from app.ui.widgets.scrolling import ScrollArea

_SMALL_FIELD = 26
_LEAST = 88
_FIXED = QSizePolicy.Policy.Fixed
_EXPANDING = QSizePolicy.Policy.Expanding


def _tighten(panel: Panel) -> None:
    # Three panels share the height of the column; at 1366x688 the day ruler needs every pixel.
    margins = panel.body.contentsMargins()
    margins.setBottom(margins.bottom() - 5)
    panel.body.setContentsMargins(margins)
    panel.body.setSpacing(4)


class ResultPanel(Panel):
    """How the result comes back. Writes into the form; `changed` after each change."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Cách nhận kết quả"), "Alt+K", parent=parent)
        self.state = FormState("")
        self.way = RadioRows(self._options(details=True), self.tr("Cách nhận kết quả"), details=False)
        self.way.set_value(ResultWay.COUNTER)
        self.way.chosen.connect(self._on_way)
        self.address = AddressField(self.tr("Gửi đến"), context, required=True)
        self.address.edit.edited.connect(self._on_address)
        self.address.hide()
        self.body.addWidget(self.way)
        self.body.addWidget(self.address)
        self.setSizePolicy(_EXPANDING, _FIXED)
        self.retheme()

    def _options(self, *, details: bool) -> Sequence[Option]:
        words = (
            (ResultWay.COUNTER, self.tr("Tại quầy này"), self.tr("Mang theo giấy hẹn và căn cước")),
            (ResultWay.POST, self.tr("Bưu chính về nhà"), self.tr("Thu thêm cước, chọn địa chỉ")),
            (ResultWay.ELECTRONIC, self.tr("Bản điện tử"), self.tr("Có chữ ký số, gửi qua cổng")),
        )
        return [
            Option(way.value, text, str(number), detail if details else "")
            for number, (way, text, detail) in enumerate(words, start=1)
        ]

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "address"):
            _tighten(self)
            # Where there is little room the choice above says what the field is.
            self.address.head.setVisible(ink.tokens().density == "roomy")

    def show_state(self, state: FormState) -> None:
        """Load a form."""
        self.state = state
        post = state.result_way == ResultWay.POST
        # The address takes the place of the second lines, so the panel keeps its height.
        self.way.set_options(self._options(details=not post), state.result_way)
        self.address.setVisible(post)
        self.address.set_text(state.result_address)
        self.updateGeometry()

    def _on_way(self, value: str) -> None:
        self.state.result_way = value
        if value == ResultWay.POST and not self.state.result_address:
            self.state.result_address = self.state.visitor.address
        self.show_state(self.state)
        self.changed.emit()

    def _on_address(self, text: str) -> None:
        if not self.address.is_loading():
            self.state.result_address = text
            self.changed.emit()


class FeeRow(QWidget):
    """One line to pay: name, how many, amount; a field where the catalogue knows no amount."""

    quantity_edited = Signal(str)
    amount_edited = Signal(str)

    def __init__(self, line: FeeLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._name = Label(line.name, "base", 400, "text2")
        self._name.setToolTip(line.name)
        row.addWidget(self._name, 1)
        self.quantity: LineEdit | None = None
        self.amount: LineEdit | None = None
        if line.unit:
            self.quantity = LineEdit(digits=True)
            self.quantity.setFixedWidth(48)
            self.quantity.set_height(_SMALL_FIELD)
            self.quantity.setAccessibleName(self.tr("Số {unit}").format(unit=line.unit))
            self.quantity.textEdited.connect(self.quantity_edited)
            row.addWidget(self.quantity)
            row.addWidget(Label(line.unit, "sm", 400, "text2"))
        self._sum = Label("", "base", 500, digits=True, align="right")
        row.addWidget(self._sum)

    def ask_amount(self) -> None:
        """Let the clerk type the amount."""
        self.amount = LineEdit(digits=True)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.amount.setFixedWidth(104)
        self.amount.set_height(_SMALL_FIELD)
        self.amount.setPlaceholderText(self.tr("số tiền"))
        self.amount.setAccessibleName(self.tr("Số tiền của {name}").format(name=self._name.text()))
        self.amount.textEdited.connect(self.amount_edited)
        self.amount.left.connect(self._show_amount)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.amount)

    def show_line(self, line: FeeLine, quantity: str, amount: str, *, wrong: bool) -> None:
        """Show other numbers."""
        if self.quantity is not None and not self.quantity.hasFocus():
            self.quantity.setText(quantity or "1")
        if self.amount is not None:
            if not self.amount.hasFocus():
                self._show_amount(amount)
            self.amount.set_state("bad" if wrong else "")
        single = self.amount is not None and self.quantity is None
        self._sum.setVisible(not single)
        self._sum.set_text("" if line.amount is None else format_money(line.amount))

    def _show_amount(self, text: str) -> None:
        if self.amount is not None:
            try:
                self.amount.setText(format_money(parse_money(text)) if text else "")
            except UserError:
                self.amount.setText(text)  # stays as typed, marked wrong

    def editors(self) -> list[LineEdit]:
        """Give what can be typed in, in order."""
        return [edit for edit in (self.quantity, self.amount) if edit is not None]


class FeesPanel(Panel):
    """What is paid and how. Writes into the form; `changed` after each change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Phí, lệ phí"), "F8", parent=parent)
        self.state = FormState("")
        self._keys: tuple[str, ...] = ()
        self.rows: dict[str, FeeRow] = {}
        self._lines: tuple[FeeLine, ...] = ()
        self._waiting = Label(self.tr("Có sau khi chọn thủ tục"), "base", 400, "text2")
        self._none = Label(self.tr("Không thu"), "base", 400, "text2")
        self._area = ScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._area.setWidget(content)
        total = QHBoxLayout()
        self._total_words = Label(self.tr("Tổng thu"), "base", 600)
        self._total = Label("", "lg", 600, digits=True, align="right")
        total.addWidget(self._total_words)
        self._unknown = Label(self.tr("chưa nhập"), "lg", 500, "text2", align="right")
        total.addWidget(self._total, 1)
        total.addWidget(self._unknown, 1)
        self.payment = Segment(
            (
                Option(Payment.CASH, self.tr("Tiền mặt"), "1"),
                Option(Payment.TRANSFER, self.tr("Chuyển khoản"), "2"),
                Option(Payment.EXEMPT, self.tr("Miễn"), "3"),
            ),
            self.tr("Cách thu"),
            stretch=True,
        )
        self.payment.chosen.connect(self._on_payment)
        self.exemption = Choice()
        self.exemption.setPlaceholderText(self.tr("Vì sao được miễn"))
        self.exemption.setAccessibleName(self.tr("Lý do miễn phí, lệ phí"))
        for key, words in EXEMPTIONS.items():
            self.exemption.addItem(words, key)
        self.exemption.activated.connect(self._on_exemption)
        for part in (self._waiting, self._none, self._area):
            self.body.addWidget(part)
        self.body.addLayout(total)
        self.body.addWidget(self.payment)
        self.body.addWidget(self.exemption)
        self.setSizePolicy(_EXPANDING, _FIXED)
        self.show_state(self.state, None)
        self.retheme()

    def retheme(self) -> None:
        super().retheme()
        _tighten(self)

    def show_state(self, state: FormState, lines: tuple[FeeLine, ...] | None) -> None:
        """Show the lines of a form; None while there is no procedure."""
        self.state, self._lines = state, lines or ()
        self._waiting.setVisible(lines is None)
        self._none.setVisible(lines == ())
        pays = bool(lines)
        self._area.setVisible(pays)
        for part in (self._total_words, self.payment):
            part.setVisible(pays)
        exempt = pays and state.payment == Payment.EXEMPT
        self.exemption.setVisible(exempt)
        self.payment.set_value(state.payment)
        with QSignalBlocker(self.exemption):
            self.exemption.setCurrentIndex(self.exemption.findData(state.exemption) if state.exemption else -1)
        self._show_lines(exempt=exempt)

    def _show_lines(self, *, exempt: bool) -> None:
        keys = tuple(line.key for line in self._lines)
        if keys != self._keys:
            self._rebuild(keys)
        for line in self._lines:
            typed = self.state.amounts.get(line.key, "")
            wrong = bool(typed) and line.unit_price is None and line.amount is None
            self.rows[line.key].show_line(line, self.state.quantities.get(line.key, ""), typed, wrong=wrong)
        total = fee_total(self._lines)
        open_sum = total.unknown > 0 and not exempt
        self._total.set_text(format_money(total.total) + (" + …" if open_sum else ""))
        # Words are not set in the face of the digits.
        self._unknown.setVisible(bool(self._lines) and open_sum and not total.total)
        self._total.setVisible(bool(self._lines) and self._unknown.isHidden())
        heights = [row.sizeHint().height() for row in self.rows.values()]
        shown = heights[:3]
        self._area.setFixedHeight(sum(shown) + 4 * max(0, len(shown) - 1))

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._keys, self.rows = keys, {}
        for line in self._lines:
            row = FeeRow(line)
            if line.unit_price is None or line.key in self.state.amounts:
                row.ask_amount()
            row.quantity_edited.connect(lambda text, key=line.key: self._on_quantity(key, text))
            row.amount_edited.connect(lambda text, key=line.key: self._on_amount(key, text))
            self.rows[line.key] = row
            self._column.addWidget(row)

    def first_editor(self) -> QWidget:
        """Give where F8 goes: the first amount or count, else how it is paid."""
        editors = [edit for row in self.rows.values() for edit in row.editors()]
        return editors[0] if editors else self.payment

    def _on_quantity(self, key: str, text: str) -> None:
        self.state.quantities[key] = text
        self.changed.emit()

    def _on_amount(self, key: str, text: str) -> None:
        if text:
            self.state.amounts[key] = text
        else:
            self.state.amounts.pop(key, None)
        self.changed.emit()

    def _on_payment(self, value: str) -> None:
        self.state.payment = value
        self.changed.emit()

    def _on_exemption(self, _index: int) -> None:
        self.state.exemption = str(self.exemption.currentData())
        self.changed.emit()


_KINDS = {
    StepKind.RECEIVED: "start",
    StepKind.COUNTED: "work",
    StepKind.OFF: "off",
    StepKind.DUE: "due",
    StepKind.GAP: "gap",
}


def day_words(due: Due) -> str:
    """Return the day of return as a heading: `Thứ Tư 25/11/2026`."""
    name = weekday_name(due.due_at.date())
    return f"{name[:1].upper()}{name[1:]} {due.due_at:%d/%m/%Y}"


def ruler_days(due: Due) -> list[Day]:
    """Return the cells of the day ruler."""
    return [
        Day("", day.label, "", "gap")
        if day.kind is StepKind.GAP
        else Day(weekday_short(day.day), str(day.day.day), day.label, _KINDS[day.kind])  # type: ignore[arg-type]
        for day in due.ruler
    ]


class DuePanel(Panel):
    """When it is due: the day, in how long, and the days between."""

    why_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Hẹn trả"), "base", 600))
        row.addStretch(1)
        self.why = LinkLabel(self.tr("Vì sao?"), "Ctrl+I")
        self.why.clicked.connect(self.why_asked)
        row.addWidget(self.why)
        self.body.addLayout(row)
        self._day = Label("", "x2", 600)
        self._day_small = Label("", "xl", 600)
        self._summary = Label("", "base", 400, "text2")
        self._ruler = DayRuler()
        self.body.addWidget(self._day)
        self.body.addWidget(self._day_small)
        self.body.addWidget(self._summary)
        self.body.addStretch(1)
        self.body.addWidget(self._ruler)
        self.due: Due | None = None
        self._chosen = False
        # It takes what the panels above leave; the ruler goes first.
        self.setMinimumHeight(_LEAST)
        self.setSizePolicy(_EXPANDING, _EXPANDING)
        self.retheme()
        self.show_due(None, chosen=False)

    def show_due(self, due: Due | None, *, chosen: bool) -> None:
        """Show a due date; None says why there is none."""
        self.due, self._chosen = due, chosen
        compact = ink.tokens().density == "compact"
        self._day.setVisible(due is not None and not compact)
        self._day_small.setVisible(due is not None and compact)
        self.why.setVisible(due is not None)
        if due is None:
            words = self.tr("Danh mục chưa ghi thời hạn; cơ quan giải quyết sẽ báo.")
            self._summary.set_text(words if chosen else self.tr("Có sau khi chọn thủ tục"))
            self._ruler.set_days(())
        else:
            for label in (self._day, self._day_small):
                label.set_text(day_words(due))
            self._summary.set_text(due.summary)
            self._ruler.set_days(ruler_days(due))
        self._fit()

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "due"):
            _tighten(self)
            self.body.setSpacing(2)
            self.show_due(self.due, chosen=self._chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # The ruler is the first to go where fees and address need the room; Ctrl+I still tells every day.
        hero = self._day_small if ink.tokens().density == "compact" else self._day
        parts = (self.why, hero, self._summary, self._ruler)
        margins = self.body.contentsMargins()
        need = sum(part.sizeHint().height() for part in parts) + margins.top() + margins.bottom()
        need += 3 * self.body.spacing()
        self._ruler.setVisible(self.due is not None and self.height() >= need)
