"""Saving from the intake screen: dossier, correction, supplement request, refusal; one at a time, never twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import EnvironmentProblem, Explained
from app.domain.intake import IntakeForm, RefusalReason, SupplementItem
from app.log import report
from app.services.intake import (
    Received,
    Slip,
    correct_dossier,
    receive_dossier,
    refuse_at_intake,
    request_supplement,
)
from app.ui.context import Context

REST_MS = 600
Filed = Literal["received", "corrected", "supplement", "refused"]


class Filing(QObject):
    """Runs the use cases. `done(kind, result)` when it is durable, `failed(error)` when nothing was saved.

    `is_ready` is False while saving and for 600 ms after use: a second press of F10 is no second dossier.
    """

    done = Signal(str, object)
    failed = Signal(object)
    readiness = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._saving = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.readiness)

    @property
    def is_saving(self) -> bool:
        """Whether a form is on its way to the disk."""
        return self._saving

    @property
    def is_ready(self) -> bool:
        """Whether something may be saved now."""
        return not self._saving and not self._rest.isActive()

    def rest(self) -> None:
        """Save nothing for 600 ms: the press that opened a form is not meant to save it unread."""
        self._rest.start(REST_MS)

    def receive(self, form: IntakeForm, subject_id: str) -> None:
        """Save the form as a dossier."""
        house, actor, plan = self._context.house, self._context.the_actor, self._context.print_plan()
        self._run("received", lambda: receive_dossier(house, actor, form, plan, subject_id))

    def correct(self, form: IntakeForm, subject_id: str, reason: str) -> None:
        """Save the form as a correction of a dossier."""
        house, actor, plan = self._context.house, self._context.the_actor, self._context.print_plan()
        self._run("corrected", lambda: correct_dossier(house, actor, subject_id, form, reason, plan))

    def supplement(self, form: IntakeForm, subject_id: str, items: Sequence[SupplementItem]) -> None:
        """Send the citizen home with a list."""
        house, actor, plan = self._context.house, self._context.the_actor, self._context.print_plan()
        self._run("supplement", lambda: request_supplement(house, actor, form, items, plan, subject_id))

    def refuse(self, form: IntakeForm, subject_id: str, reasons: Sequence[RefusalReason]) -> None:
        """Refuse the dossier."""
        house, actor, plan = self._context.house, self._context.the_actor, self._context.print_plan()
        self._run("refused", lambda: refuse_at_intake(house, actor, form, reasons, plan, subject_id))

    def _run(self, kind: Filed, work: Callable[[], Received | Slip]) -> None:
        if not self.is_ready:
            return
        self._saving = True
        self.rest()
        self.readiness.emit()
        sentence = self.tr("Chương trình gặp lỗi, hồ sơ chưa lưu.")
        advice = self.tr("Nội dung đã nhập còn nguyên. Thử lại; nếu còn lỗi, báo mã {code}.")

        def explained() -> Received | Slip:
            try:
                return work()
            except Explained:
                raise
            except Exception as error:  # whatever went wrong, the form must come back to the clerk
                code = report(error)
                raise EnvironmentProblem(sentence, advice.format(code=code), code) from error

        self._context.runner.run(self, explained, lambda result: self._on_done(kind, result), self._on_failed)

    def _on_done(self, kind: Filed, result: Any) -> None:
        self._saving = False
        self._context.wake_printer()
        self.done.emit(kind, result)
        self.readiness.emit()

    def _on_failed(self, error: Explained) -> None:
        self._saving = False
        self.failed.emit(error)
        self.readiness.emit()
