"""What is written from the tray: numbers that somebody looks at, decisions, referrals, the receipt issued anew."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained
from app.services.attention import MatterPage
from app.services.dossiers import record_person_shown
from app.services.settling import Settled, refer, settle
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.attention_referral import ReferralQuestion
from app.ui.screens.prints_actions import PaperActions
from app.ui.widgets.toasts import Answer, ToastWords


class MatterDeeds(QObject):
    """Writes for `screen`, whose toasts tell how it went. `over`: a decision was written; `refused`: it was not."""

    recorded = Signal()
    over = Signal()
    refused = Signal()

    def __init__(self, screen: Screen, context: Context) -> None:
        super().__init__(screen)
        self._screen, self._context = screen, context
        self._papers = PaperActions(screen, context)
        self._seen: set[tuple[str, str]] = set()  # who has seen whose numbers here
        self._is_recording = False

    # -- numbers of people: whoever sees them is recorded first

    def is_recorded(self, page: MatterPage) -> bool:
        """Whether it is written down that whoever sits here sees the numbers of these people."""
        return (self._context.the_actor.staff_id, page.subject_id) in self._seen

    def record(self, page: MatterPage) -> None:
        """Write that down; then `recorded`."""
        if self._is_recording:
            return
        house, actor = self._context.house, self._context.the_actor

        def done(_none: None) -> None:
            self._is_recording = False
            self._seen.add((actor.staff_id, page.subject_id))
            self.recorded.emit()

        def refused(error: Explained) -> None:
            self._is_recording = False
            self.tell(error)

        self._is_recording = True
        self._context.runner.run(self, lambda: record_person_shown(house, actor, page.subject_id), done, refused)

    # -- decisions

    def settle(self, page: MatterPage, answers: Mapping[str, Mapping[str, str]]) -> None:
        """Write what was decided; where the paper given out no longer holds, offer a new one."""
        house, actor = self._context.house, self._context.the_actor
        self._context.runner.run(
            self,
            lambda: settle(house, actor, page.subject_kind, page.subject_id, page.heads, answers),
            lambda settled: self._on_settled(page, settled),
            self._on_refused,
        )

    def _on_settled(self, page: MatterPage, settled: Settled) -> None:
        answers: tuple[Answer, ...] = ()
        told = page.title
        if settled.reissue:
            told = self.tr("{who}. Giấy người dân đang giữ có thể đã khác.").format(who=page.title)
            subject, reason = page.subject_id, settled.reissue
            again = Answer(
                self.tr("In lại giấy tiếp nhận"), "Ctrl+P", lambda: self._papers.reissue(subject, reason), "main"
            )
            answers = (again, Answer(self.tr("Để sau"), "Esc", None, "ghost"))
        self._screen.toast.emit(ToastWords(settled.told, told, "ok", answers=answers, tag="settle"))
        self.over.emit()

    def _on_refused(self, error: Explained) -> None:
        self.tell(error)
        self.refused.emit()

    # -- the head of the section

    def ask_referral(self, page: MatterPage, text: str = "") -> ReferralQuestion:
        """Ask what is not clear, then refer the matter."""
        question = ReferralQuestion(self._screen, text)
        question.wanted.connect(lambda text: self._refer(page, text))
        question.show_question()
        return question

    def _refer(self, page: MatterPage, text: str) -> None:
        house, actor, subject = self._context.house, self._context.the_actor, page.subject_id
        told = ToastWords(self.tr("Đã chuyển trưởng bộ phận"), page.title, "ok", "send", tag="refer")

        def failed(error: Explained) -> None:
            self.tell(error)
            self.ask_referral(page, text)

        self._context.runner.run(
            self, lambda: refer(house, actor, subject, text), lambda _done: self._screen.toast.emit(told), failed
        )

    def tell(self, error: Explained) -> None:
        """Show why something could not be done."""
        self._screen.toast.emit(ToastWords(error.sentence, error.advice, "bad", tag="failure"))
