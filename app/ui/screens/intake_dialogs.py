"""Dialogs of intake: what must be brought, why it is refused, why it is corrected, one line of text, drafts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.intake import RefusalReason, SupplementItem
from app.services.drafts import Draft
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.fields import Labeled, LabeledField, TextArea
from app.ui.widgets.labels import Label, LinkLabel, Text
from app.ui.widgets.question import Question
from app.ui.widgets.rows import Cell, Column, Row, RowList
from app.ui.widgets.scrolling import ScrollArea
from app.ui.widgets.toasts import Answer

_LEAST_FORM = 96
_ROUND_FORM = 236  # title, sentence, answers and the window's own title bar


class FormDialog(Question):
    """A question whose answer is written; `fault()` says what is missing and keeps it open.

    Answer 0 leaves, answer 1 does it.
    """

    def __init__(
        self, question: str, sentence: str, answers: Sequence[Answer], parent: QWidget, *, width: int = 560
    ) -> None:
        super().__init__(question, sentence, answers, 0, parent, width=width)
        self._fault = Label("", "sm", 500, "bad")
        self._closing = False

    def add_fault_line(self) -> None:
        """Put the line for what is missing below everything added so far."""
        self.extra.addWidget(self._fault)

    def fault(self) -> tuple[str, QWidget | None]:
        """Give what is missing and where; "" when it can be done."""
        return "", None

    def give(self, number: int) -> None:
        if number == 1:
            words, where = self.fault()
            self._fault.set_text(words, icon="circle-alert" if words else "")
            if words:
                if where is not None:
                    where.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        super().give(number)

    def fault_words(self) -> str:
        """Give the words of what is missing."""
        return self._fault.text()

    def first(self) -> QWidget | None:
        """Give where typing begins."""
        return None

    def show_question(self) -> None:
        super().show_question()
        first = self.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


class ScrolledForm(ScrollArea):
    """Fields of a dialog over the window of `over`: as high as wanted or as there is room for; the focus stays seen."""

    def __init__(self, content: QWidget, height: int, over: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.setFixedHeight(max(_LEAST_FORM, min(height, over.window().height() - _ROUND_FORM)))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.verticalScrollBar().rangeChanged.connect(self._follow)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.widget().isAncestorOf(new):
            QTimer.singleShot(0, self, self._follow)  # what was just added has no place yet

    def _follow(self, _least: int = 0, _most: int = 0) -> None:
        field = QApplication.focusWidget()
        if field is not None and self.widget().isAncestorOf(field):
            self.ensureWidgetVisible(field, 0, 30)


class _SupplementRow(QWidget):
    """One paper that may be asked for, with the reason."""

    def __init__(self, item: SupplementItem, asked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 2, 3, 4)
        column.setSpacing(4)
        short = item.name if len(item.name) < 70 else item.name[:68] + "…"
        self.box = CheckBox(short)
        self.box.setToolTip(item.name)
        self.box.setAccessibleName(item.name)
        self.box.setChecked(asked)
        self.reason = LabeledField(self.tr("Vì sao cần"), required=True)
        self.reason.edit.setText(item.reason)
        self.reason.setVisible(asked)
        self.box.toggled.connect(self.reason.setVisible)
        column.addWidget(self.box)
        column.addWidget(self.reason)

    def answer(self) -> SupplementItem:
        """Give what is asked for."""
        item = self.item
        return SupplementItem(item.name, item.originals, item.certified, item.copies, self.reason.text())


class SupplementDialog(FormDialog):
    """Which papers to bring or mend, each with its reason; the missing required ones are ticked already."""

    asked = Signal(object)  # list[SupplementItem]

    def __init__(self, missing: Sequence[SupplementItem], others: Sequence[SupplementItem], parent: QWidget) -> None:
        answers = (Answer(self.tr("Quay lại"), "Esc"),
                   Answer(self.tr("In phiếu yêu cầu bổ sung"), "F10", None, "main"))  # fmt: skip
        sentence = self.tr("Ghi đủ một lần, để người dân không phải đi lại. Hồ sơ chưa được tiếp nhận.")
        super().__init__(self.tr("Người dân cần bổ sung gì?"), sentence, answers, parent, width=620)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(3, 0, 6, 3)
        column.setSpacing(2)
        self.rows = [_SupplementRow(item, True) for item in missing]
        self.rows += [_SupplementRow(item, False) for item in others]
        for row in self.rows:
            column.addWidget(row)
            row.box.toggled.connect(self._fit)
        self.other = LabeledField(self.tr("Giấy khác cần bổ sung"), placeholder=self.tr("tên giấy, để trống nếu không"))
        self.other_reason = LabeledField(self.tr("Vì sao cần"), required=True)
        self.other_reason.hide()
        self.other.edit.textChanged.connect(self._on_other)
        column.addWidget(self.other)
        column.addWidget(self.other_reason)
        column.addStretch(1)
        self._area = ScrolledForm(content, 0, parent)
        self.extra.addWidget(self._area)
        self.add_fault_line()
        self.answered.connect(lambda number: self.asked.emit(self.items()) if number == 1 else None)

    def _on_other(self, text: str) -> None:
        self.other_reason.setVisible(bool(text.strip()))
        self._fit()

    def _fit(self) -> None:
        # All papers are in sight if the window has the room; if not, the list ends at a whole row and scrolls.
        parent = self.parentWidget()
        room = (parent.window().height() if parent is not None else 0) - _ROUND_FORM
        height = end = 0
        for part in (*self.rows, self.other, self.other_reason):
            if not part.isHidden():
                end += part.sizeHint().height() + self._column.spacing()
                height = end if end <= room else height
        self._area.setFixedHeight(max(_LEAST_FORM, height + 3))
        super()._fit()

    def items(self) -> list[SupplementItem]:
        """Give what is asked for."""
        found = [row.answer() for row in self.rows if row.box.isChecked()]
        if self.other.text():
            found.append(SupplementItem(self.other.text(), originals=1, reason=self.other_reason.text()))
        return found

    def first(self) -> QWidget | None:
        return self.rows[0].reason.edit if self.rows and self.rows[0].box.isChecked() else self.other.edit

    def fault(self) -> tuple[str, QWidget | None]:
        if not self.items():
            return self.tr("Chọn ít nhất một giấy còn thiếu hoặc phải sửa"), self.other.edit
        for row in self.rows:
            if row.box.isChecked() and not row.reason.text():
                return self.tr("Ghi rõ vì sao cần “{name}”").format(name=row.item.name[:40]), row.reason.edit
        if self.other.text() and not self.other_reason.text():
            return self.tr("Ghi rõ vì sao cần “{name}”").format(name=self.other.text()[:40]), self.other_reason.edit
        return "", None


class _ReasonBlock(QWidget):
    """Fact, provision, way out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 2, 3, 4)
        column.setSpacing(6)
        self.fact = TextArea(2)
        self.provision = LabeledField(
            self.tr("Quy định áp dụng"), required=True, placeholder=self.tr("điều, khoản, tên văn bản")
        )
        self.way_out = TextArea(2)
        column.addWidget(Labeled(self.tr("Sự việc"), self.fact, required=True))
        column.addWidget(self.provision)
        column.addWidget(Labeled(self.tr("Cách giải quyết cho người dân"), self.way_out))

    def reason(self) -> RefusalReason:
        """Give what was written."""
        return RefusalReason(self.fact.text(), self.provision.text(), self.way_out.text())

    def is_empty(self) -> bool:
        """Say whether nothing was written."""
        return not any((self.fact.text(), self.provision.text(), self.way_out.text()))


class RefusalDialog(FormDialog):
    """Why the dossier is refused: facts and provisions; a reason without its provision can't be printed."""

    refused = Signal(object)  # list[RefusalReason]

    def __init__(self, parent: QWidget) -> None:
        answers = (Answer(self.tr("Quay lại"), "Esc", None, "normal"),
                   Answer(self.tr("Từ chối và in phiếu"), "F10", None, "danger"))  # fmt: skip
        sentence = self.tr("Phiếu từ chối do người có thẩm quyền ký. Người dân có quyền khiếu nại.")
        super().__init__(self.tr("Vì sao từ chối hồ sơ này?"), sentence, answers, parent, width=600)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self.blocks = [_ReasonBlock()]
        self._column.addWidget(self.blocks[0])
        self._column.addStretch(1)
        self.extra.addWidget(ScrolledForm(content, 250, parent))
        more = LinkLabel(self.tr("Thêm lý do"), "Ctrl+G")
        more.clicked.connect(self.add_reason)
        self.extra.addWidget(more)
        self.add_fault_line()
        self.answered.connect(lambda number: self.refused.emit(self.reasons()) if number == 1 else None)

    def add_reason(self) -> None:
        """Add a further reason."""
        block = _ReasonBlock()
        self.blocks.append(block)
        self._column.insertWidget(self._column.count() - 1, block)
        block.show()  # the layout shows it only later, and till then it takes no focus
        block.fact.setFocus()

    def reasons(self) -> list[RefusalReason]:
        """Give the reasons written."""
        return [block.reason() for block in self.blocks if not block.is_empty()]

    def first(self) -> QWidget | None:
        return self.blocks[0].fact

    def fault(self) -> tuple[str, QWidget | None]:
        for block in self.blocks:
            if block.is_empty() and block is not self.blocks[0]:
                continue
            if not block.fact.text():
                return self.tr("Ghi rõ sự việc khiến hồ sơ không nhận được"), block.fact
            if not block.provision.text():
                return self.tr("Lý do từ chối phải nêu quy định áp dụng"), block.provision.edit
        return "", None


class LineDialog(FormDialog):
    """One line (or a few) of text that is needed before going on: a reason, a paper's name, a note."""

    written = Signal(str)

    def __init__(
        self,
        question: str,
        sentence: str,
        label: str,
        do: Answer,
        parent: QWidget,
        *,
        text: str = "",
        leave: str = "",
        rows: int = 1,
        needed: str = "",
    ) -> None:
        answers = (Answer(leave or self.tr("Quay lại"), "Esc", None, "normal"), do)
        super().__init__(question, sentence, answers, parent, width=500)
        self._needed = needed
        self.line = LabeledField(label, required=bool(needed))
        self.area = TextArea(rows)
        if rows == 1:
            self.extra.addWidget(self.line)
            self.line.edit.setText(text)
            self.line.edit.returnPressed.connect(lambda: self.give(1))
            self.area.hide()
        else:
            self.extra.addWidget(Labeled(label, self.area, required=bool(needed)))
            self.area.setText(text)
        self._many = rows > 1
        self.add_fault_line()
        self.answered.connect(lambda number: self.written.emit(self.text()) if number == 1 else None)

    def text(self) -> str:
        """Give what was written."""
        return self.area.text() if self._many else self.line.text()

    def first(self) -> QWidget | None:
        return self.area if self._many else self.line.edit

    def fault(self) -> tuple[str, QWidget | None]:
        return (self._needed, self.first()) if self._needed and not self.text() else ("", None)


class DraftsDialog(Question):
    """The forms put aside on this PC; Enter opens one, Delete gives it up."""

    opened = Signal(object)  # Draft
    dropped = Signal(object)  # Draft

    def __init__(self, drafts: Sequence[Draft], parent: QWidget) -> None:
        answers = (Answer(self.tr("Quay lại"), "Esc"),)
        super().__init__(self.tr("Mở lại hồ sơ nào?"), "", answers, 0, parent, width=560)
        self._drafts = {draft.draft_id: draft for draft in drafts}
        self.list = RowList((Column(self.tr("Người nộp, thủ tục")), Column(self.tr("Giữ lúc"), 120, 110, "right")))
        self.list.setFixedHeight(260)
        self.list.opened.connect(lambda row: self._open(str(row.key)))
        self.extra.addWidget(self.list)
        self.extra.addWidget(Text(self.tr("Enter mở lại · Delete bỏ nháp"), "sm", 400, "text3"))
        self._show()

    def _show(self) -> None:
        self.list.set_rows(
            [
                Row(key, (Cell(draft.title or self.tr("Chưa có tên"), weight=500),
                          Cell(f"{draft.saved_at:%H:%M %d/%m}", digits=True, align="right")))
                for key, draft in self._drafts.items()
            ]
        )  # fmt: skip

    def show_question(self) -> None:
        super().show_question()
        self.list.setFocus()

    def _open(self, key: str) -> None:
        self.opened.emit(self._drafts[key])
        self.give(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.list.current_key()
        if event.key() == Qt.Key.Key_Delete and key is not None:
            self.dropped.emit(self._drafts.pop(str(key)))
            self._show()
            return
        super().keyPressEvent(event)
