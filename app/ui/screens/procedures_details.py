"""The right side of the catalogue: one procedure with its papers by case, fees, limits and source."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.procedures import Procedure
from app.ui.screens import procedures_words as words
from app.ui.screens.dossier_facts import Facts
from app.ui.screens.procedures_rows import growing_list
from app.ui.widgets.fields import Choice
from app.ui.widgets.labels import Badge, KeyCap, Label, Text
from app.ui.widgets.panels import EmptyState, Panel


class ProcedureDetails(Panel):
    """Shows a procedure; `case()` is the case chosen, "" for all of them."""

    case_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(flush=True, parent=parent)
        self.procedure: Procedure | None = None
        self._code = Label("", "base", 500, "text2", digits=True)
        self._badges = [Badge(), Badge(), Badge()]
        self._name = Text("", "lg", 600, "text", lines=3)
        self._facts = Facts(share=0.26)
        self.cases = Choice()
        self.cases.setAccessibleName(self.tr("Trường hợp"))
        self.papers = growing_list(words.paper_columns(), name=self.tr("Giấy tờ cần có"))
        self._notes = Text("", "sm", 400, "text2", lines=3)
        self._empty = EmptyState("book-open", self.tr("Chưa chọn thủ tục"), self.tr("Gõ mã, tên tắt hoặc vài chữ."))
        self._whole = self._lay_out()
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._empty, 1)
        self.cases.currentIndexChanged.connect(lambda _index: self._on_case())
        self.show_procedure(None)

    def _lay_out(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._code)
        for badge in self._badges:
            top.addWidget(badge)
        top.addStretch(1)
        self._case_row = QWidget()
        case = QHBoxLayout(self._case_row)
        case.setContentsMargins(0, 0, 0, 0)
        case.setSpacing(8)
        label = Label(self.tr("Trường hợp"), "base", 400, "text2")
        label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        case.addWidget(label)
        case.addWidget(KeyCap("Alt+T"))
        case.addWidget(self.cases, 1)
        head = QVBoxLayout()
        head.setContentsMargins(14, 10, 14, 0)
        head.setSpacing(6)
        head.addLayout(top)
        head.addWidget(self._name)
        head.addWidget(self._facts)
        head.addWidget(self._case_row)
        column.addLayout(head)
        column.addWidget(self.papers, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 0, 14, 8)
        foot.addWidget(self._notes)
        column.addLayout(foot)
        return whole

    def case(self) -> str:
        """Give the key of the case chosen."""
        return str(self.cases.currentData() or "")

    def show_procedure(self, procedure: Procedure | None) -> None:
        """Show a procedure, None for the invitation to choose one."""
        same = procedure is not None and self.procedure is not None and procedure.code == self.procedure.code
        self.procedure = procedure
        self._empty.setVisible(procedure is None)
        self._whole.setVisible(procedure is not None)
        if procedure is None:
            return
        self._code.set_text(procedure.code)
        told = words.badges(procedure)
        for place, badge in enumerate(self._badges):
            if place < len(told):
                badge.set(told[place].text, told[place].kind, told[place].icon)
            else:
                badge.set("")
        self._name.set_text(procedure.name)
        if not same:
            self.cases.blockSignals(True)
            self.cases.clear()
            self.cases.addItem(self.tr("Mọi trường hợp"), "")
            for case in procedure.cases:
                self.cases.addItem(case.name, case.key)
            self.cases.blockSignals(False)
        self._case_row.setVisible(bool(procedure.cases))
        self._notes.set_text(" · ".join(procedure.notes))
        self._notes.setVisible(bool(procedure.notes))
        self._show_case()

    def _on_case(self) -> None:
        self._show_case()
        self.case_chosen.emit(self.case())

    def _show_case(self) -> None:
        if self.procedure is not None:
            self._facts.set_facts(words.facts(self.procedure, self.case()))
            self.papers.set_rows(words.paper_rows(self.procedure, self.case()))
            self.papers.scrollToTop()
