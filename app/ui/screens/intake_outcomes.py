"""What becomes of a form: dossier, correction, supplement request, refusal; preview and guide on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Slot

from app.domain.deadlines import Due
from app.domain.dossier_codes import DossierCode
from app.domain.errors import Explained
from app.domain.intake import IntakeForm, RefusalReason, SupplementItem
from app.domain.procedures import Procedure
from app.protocol.ids import new_id
from app.services.dossiers import (
    open_dossier,
)
from app.services.house import Changed
from app.services.intake import Received, Slip, form_of, preview_receipt
from app.services.papers import print_guide
from app.ui.screens.intake_dialogs import LineDialog, RefusalDialog, SupplementDialog
from app.ui.screens.intake_model import (
    FormState,
    from_form,
    papers_of,
    supplement_items,
)
from app.ui.screens.intake_people import PersonState
from app.ui.screens.intake_preview import Pages, PreviewDialog, pages_of
from app.ui.screens.intake_result import day_words
from app.ui.screens.intake_visitors import IntakeVisitors
from app.ui.widgets.toasts import Answer


class IntakeOutcomes(IntakeVisitors):
    """The part of the screen behind its main buttons."""

    @Slot()
    def receive(self) -> None:
        """Save the form as a dossier, or say what is missing and go there."""
        if not self.filing.is_ready:
            return
        if self._stopped_by_gap():
            return
        if self.form.mode == "correct":
            self._ask_correction()
            return
        self._file(lambda form, subject: self.filing.receive(form, subject))

    def _file(self, save: Callable[[IntakeForm, str], None]) -> None:
        """Save what is on the screen and clear it at once. The draft stays on the disk until the dossier is there."""
        if not self.filing.is_ready:
            return
        form, subject = self.view.intake_form(), self.form.subject_id
        if self.keeper.is_pending:
            self.keeper.flush()
        save(form, subject)
        self._put_aside()

    def _stopped_by_gap(self) -> bool:
        found = self.view.gaps()
        numbers = [gap for gap in found if gap.must and gap.place in ("visitor.number", "owner.number")]
        others = [gap for gap in found if gap.must and gap not in numbers]
        soft = [gap for gap in found if not gap.must and gap.sentence not in self._asked]
        first = next((gap for gap in found if gap in others or gap in numbers or gap in soft), None)
        if first is None:
            return False
        if first in numbers:
            self._ask_override(first.place, first.sentence)
            return True
        self._asked |= {gap.sentence for gap in soft}
        if first.place == "papers":
            self._passed = True
            self.refreshed.emit()
        self.view.go_to(first.place)
        advice = self.tr("Bổ sung chỗ này rồi bấm lại.") if first.must else ""
        if first.place == "papers":
            advice = self.tr("Đánh dấu giấy đã có, hoặc bấm Ctrl+B để yêu cầu bổ sung.")
        self._say(first.sentence, advice, "info", "gap")
        return True

    def _ask_override(self, place: str, sentence: str) -> None:
        person = self.form.owner if place.startswith("owner") else self.form.visitor
        do = Answer(self.tr("Vẫn nhận"), "F10", None, "main")
        dialog = LineDialog(
            self.tr("Số này chưa đúng. Vẫn nhận?"),
            f"{person.number}: {sentence}.",
            self.tr("Vì sao vẫn nhận"),
            do,
            self,
            leave=self.tr("Sửa số"),
            needed=self.tr("Ghi lý do, ví dụ “đã đối chiếu thẻ gốc”"),
        )
        dialog.written.connect(partial(self._override, person))
        dialog.answered.connect(lambda number: self.view.go_to(place) if number == 0 else None)
        self._open_dialog(dialog)

    def _override(self, person: PersonState, reason: str) -> None:
        person.override = reason
        person.faults.pop("number", None)
        self.view.person.show_state(self.form)
        self._on_changed()
        self._focus_main()
        QTimer.singleShot(0, self, self.receive)  # once the dialog is gone: its button said so

    def _ask_correction(self) -> None:
        do = Answer(self.tr("Lưu sửa và in lại"), "F10", None, "main")
        sentence = self.tr("Mã hồ sơ giữ nguyên. Giấy hẹn mới ghi là bản thay thế.")
        dialog = LineDialog(self.tr("Vì sao sửa hồ sơ này?"), sentence, self.tr("Lý do sửa"), do, self,
                            needed=self.tr("Ghi ngắn gọn, ví dụ “nhập nhầm số bản”"))  # fmt: skip
        dialog.written.connect(self._correct)
        self._open_dialog(dialog)

    def _correct(self, reason: str) -> None:
        self._file(lambda form, subject: self.filing.correct(form, subject, reason))

    def ask_supplement(self) -> None:
        """Ask what must be brought, then print the list."""
        procedure = self.view.procedure()
        if procedure is None:
            return
        missing = supplement_items(self.form, procedure)
        names = {item.name for item in missing}
        others = [
            SupplementItem(p.name, p.originals, p.certified, p.copies)
            for p in papers_of(self.form, procedure)
            if p.name not in names
        ]
        dialog = SupplementDialog(missing, others, self)
        dialog.asked.connect(self._supplement)
        self._open_dialog(dialog)

    def _supplement(self, items: list[SupplementItem]) -> None:
        self._file(lambda form, subject: self.filing.supplement(form, subject, items))

    def ask_refusal(self) -> None:
        """Ask why it is refused, then print the slip."""
        dialog = RefusalDialog(self)
        dialog.refused.connect(self._refuse)
        self._open_dialog(dialog)

    def _refuse(self, reasons: list[RefusalReason]) -> None:
        self._file(lambda form, subject: self.filing.refuse(form, subject, reasons))

    def _on_filed(self, kind: str, result: Received | Slip) -> None:
        self._aside = None
        short = DossierCode.parse(result.code).short
        if isinstance(result, Received):
            self._last = result
            words = self.tr("Đã sửa hồ sơ {code}") if kind == "corrected" else self.tr("Đã nhận hồ sơ {code}")
            self._say(words.format(code=short), self._due_words(result.due), "ok", "filed")
        elif kind == "supplement":
            self._say(self.tr("Đang in phiếu yêu cầu bổ sung {code}").format(code=short),
                      self.tr("Hồ sơ chưa được tiếp nhận."), "ok", "filed")  # fmt: skip
        else:
            self._say(self.tr("Đang in phiếu từ chối {code}").format(code=short), "", "ok", "filed")
        self._offer()
        self._load_favourites()
        self.refreshed.emit()

    def _due_words(self, due: Due | None) -> str:
        if due is None:
            return self.tr("Cơ quan giải quyết sẽ báo ngày trả.")
        return self.tr("Hẹn trả {day}, trước {time}.").format(day=day_words(due), time=f"{due.due_at:%H:%M}")

    def _on_not_saved(self, error: Explained) -> None:
        self._on_not_filed(error)
        self._take_back()

    def _on_not_filed(self, error: Explained) -> None:
        self._say(error.sentence, error.advice, "bad", "filed")

    def preview(self) -> None:
        """Show the receipt as it would print."""
        house, actor = self.context.house, self.context.the_actor
        form, subject = self.view.intake_form(), self.form.subject_id
        title = self.tr("Giấy tiếp nhận và hẹn trả")
        hint = self.tr("Đúng bản sẽ in") if self.form.code else self.tr("Mã hồ sơ được cấp khi nhận")
        dialog = PreviewDialog(title, hint, self)
        scale = self.devicePixelRatioF()

        def show(pages: Pages) -> None:
            if self.dialog is dialog:
                dialog.show_pages(pages)

        def failed(error: Explained) -> None:
            dialog.reject()
            self._on_not_filed(error)

        self._open_dialog(dialog)
        two_up = self.context.print_plan().two_up

        def work() -> Pages:
            return pages_of(replace(preview_receipt(house, actor, form, subject), two_up=two_up), scale)

        self.context.runner.run(self, work, show, failed)

    def _print_guide(self) -> None:
        procedure = self.view.procedure()
        if procedure is None or self._once.again((procedure.code, self.form.case)):
            return
        house, actor, case = self.context.house, self.context.the_actor, self.form.case
        work = partial(print_guide, house, actor, procedure, case)
        self.context.runner.run(self, work, partial(self._on_guide, procedure), self._on_not_filed)

    def _on_guide(self, procedure: Procedure, _changed: Changed) -> None:
        self.context.wake_printer()
        self._say(self.tr("Đang in phiếu hướng dẫn"), procedure.short_name or procedure.name, "ok")

    def _correct_last(self) -> None:
        if self._last is not None:
            self._open_saved(self._last.subject_id, "correct")

    def _open_saved(self, subject_id: str, mode: str) -> None:
        house, act_id = self.context.house, new_id(self.context.house.clock())

        def work() -> FormState:
            page = open_dossier(house, subject_id)
            received = page.line.received_at.isoformat() if mode == "correct" else ""
            return from_form(form_of(house, subject_id, act_id), mode, subject_id, page.line.code, received)

        self.context.runner.run(self, work, self._on_opened, self._on_not_filed)

    def _on_opened(self, form: FormState) -> None:
        if not self.form.is_empty:
            self.park()
        self._show(form)
        self.filing.rest()
        self.view.go_to("procedure" if form.mode == "correct" else "papers")
