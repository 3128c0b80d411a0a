"""The question before a paper is printed again: which one, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.services.print_jobs import PrintJob
from app.ui.widgets.choices import Option, RadioRows
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Label
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer

OTHER = "other"


class ReprintQuestion(Question):
    """Asks for paper and reason; `wanted(job_id, reason)` when both are given. Esc prints nothing."""

    wanted = Signal(str, str)

    def __init__(self, jobs: Sequence[PrintJob], parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        one = translate("ReprintQuestion", "In lại {paper}?").format(paper=jobs[0].title)
        title = translate("ReprintQuestion", "In lại giấy nào?") if len(jobs) > 1 else one
        sentence = translate("ReprintQuestion", "Bản in lại có dòng “BẢN IN LẠI”, lần thứ mấy, ai in và lý do.")
        back = Answer(translate("ReprintQuestion", "Quay lại"), "Esc")
        again = Answer(translate("ReprintQuestion", "In lại"), "Return", kind="main")
        super().__init__(title, sentence, (back, again), safe=0, parent=parent)
        self._jobs = list(jobs)
        self.papers = RadioRows(
            [Option(job.job_id, job.title, str(number), self._told(job)) for number, job in enumerate(jobs, start=1)],
            self.tr("Giấy"),
        )
        self.papers.set_value(jobs[0].job_id)
        self.reasons = RadioRows(
            [
                Option(self.tr("Máy in kẹt giấy"), self.tr("Máy in kẹt giấy"), "1"),
                Option(self.tr("Bản in mờ, rách"), self.tr("Bản in mờ, rách"), "2"),
                Option(self.tr("Người dân làm mất"), self.tr("Người dân làm mất"), "3"),
                Option(OTHER, self.tr("Lý do khác"), "4"),
            ],
            self.tr("Lý do"),
        )
        self.reasons.set_value(self.reasons.options()[0].value)
        self.other = LabeledField(self.tr("Lý do khác"), placeholder=self.tr("Ghi ngắn gọn"))
        self.other.edited.connect(lambda _text: self.reasons.set_value(OTHER))
        self.reasons.chosen.connect(self._on_reason)
        if len(jobs) > 1:
            self.extra.addWidget(self.papers)
            self.extra.addSpacing(4)
        else:
            self.papers.setParent(self)
            self.papers.hide()
        self.extra.addWidget(Label(self.tr("Lý do"), "base", 600))
        self.extra.addWidget(self.reasons)
        self.extra.addWidget(self.other)

    def reason(self) -> str:
        """Give the reason in words, "" while none is given."""
        value = self.reasons.value()
        return self.other.text() if value == OTHER else value

    def show_question(self) -> None:
        super().show_question()
        (self.papers if len(self._jobs) > 1 else self.reasons).setFocus()

    def give(self, number: int) -> None:
        if number == 1:
            if not self.reason():
                self.other.set_state("bad", self.tr("Chưa ghi lý do"))
                self.other.setFocus()
                return
            self.wanted.emit(self.papers.value(), self.reason())
        super().give(number)

    def _on_reason(self, value: str) -> None:
        if value == OTHER:
            self.other.setFocus()

    def _told(self, job: PrintJob) -> str:
        return self.tr("In lúc {when} · {who}").format(when=f"{job.queued_at:%H:%M %d/%m}", who=job.staff_name)
