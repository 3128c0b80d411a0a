"""Intake: "Tiếp nhận hồ sơ". The main job on one screen, by keyboard; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.deadlines import Due
from app.domain.dossier_codes import DossierCode
from app.domain.intake import RefusalReason, SupplementItem
from app.domain.office import Right
from app.domain.people import IdKind
from app.domain.procedures import Channel, Procedure
from app.scanning.routing import CardScan, DamagedCard, Routed
from app.services.dossiers import (
    KnownPerson,
    commonest_procedures,
    count_dossiers_of,
    find_people,
    open_dossier,
)
from app.services.drafts import Draft, drop_draft, list_drafts
from app.services.house import Changed
from app.services.intake import Received, Slip, form_of, preview_receipt
from app.services.papers import guide_doc, stamp_now
from app.services.print_jobs import queue_document
from app.storage.ids import new_id
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as HeadBadge
from app.ui.screens.intake_dialogs import DraftsDialog, LineDialog, RefusalDialog, SupplementDialog
from app.ui.screens.intake_filing import Filing, sentence_of
from app.ui.screens.intake_keeping import DraftKeeper
from app.ui.screens.intake_model import (
    ORGANISATION,
    PERSON,
    FormState,
    add_paper,
    from_form,
    papers_of,
    supplement_items,
)
from app.ui.screens.intake_people import PersonState, number_kind, person_of, person_of_scan, remember
from app.ui.screens.intake_preview import Pages, PreviewDialog, pages_of
from app.ui.screens.intake_result import day_words
from app.ui.screens.intake_view import IntakeView
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer, ToastKind, ToastWords

KIND = "intake"


@dataclass(frozen=True, slots=True)
class Correct:
    """Ask the screen to correct a saved dossier."""

    subject_id: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Ask the screen to go on with a contact whose missing papers have come."""

    subject_id: str


def key_buttons(window: QWidget) -> list[KeyButton]:
    """Give the buttons of a window that have keys."""
    return [w for w in QApplication.allWidgets() if isinstance(w, KeyButton) and w.window() is window]


class IntakeScreen(Screen):
    """The screen. `enter` takes None, `Correct` or `Resume`; `on_scan` takes what the reader saw."""

    name = "intake"
    wants_rail = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.view = IntakeView(context, self._fresh())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.keeper = DraftKeeper(context, self._picture, self)
        self.filing = Filing(context, self)
        self.dialog: QWidget | None = None
        self._kept_at: datetime | None = None
        self._keep_trouble = ""
        self._asked: set[str] = set()
        self._passed = False
        self._scans: list[CardScan | DamagedCard] = []
        self._last: Received | None = None
        self._served: PersonState | None = None
        self._drafts: list[Draft] = []
        self._staff_id = ""
        self._counted = ""
        self._connect()

    def _connect(self) -> None:
        view, person = self.view, self.view.person
        view.changed.connect(self._on_changed)
        view.passed_papers.connect(self._on_passed)
        view.at_end.connect(self._focus_main)
        person.searched.connect(partial(self._find_people, person.show_people))
        person.owner_searched.connect(partial(self._find_people, person.show_owners))
        person.person_chosen.connect(self._take_known)
        person.typed_by_hand.connect(self._type_by_hand)
        person.number_left.connect(self._count_earlier)
        person.edit_asked.connect(self._edit_person)
        person.rescan_asked.connect(self._scan_again)
        person.history_asked.connect(self._show_history)
        person.invitation.next_one.clicked.connect(self._next_of_visitor)
        person.invitation.last_one.clicked.connect(self._correct_last)
        view.procedure_panel.guide_asked.connect(self._print_guide)
        view.papers.add_asked.connect(self._ask_paper)
        self.keeper.kept.connect(self._on_kept)
        self.keeper.failed.connect(self._on_keep_failed)
        self.filing.done.connect(self._on_filed)
        self.filing.failed.connect(self._on_not_filed)
        self.filing.readiness.connect(self.refreshed)
        self.context.signed_in.changed.connect(self._on_signed_in)
        self.context.reference_loaded.changed.connect(self._on_reference)
        self.context.hub.changed.connect(self._on_hub)
        for key, slot in (("Ctrl+N", self._ask_note),):
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    # -- what the shell shows

    def title(self) -> str:
        return {
            "correct": self.tr("Sửa hồ sơ đã nhận"),
            "resume": self.tr("Nhận hồ sơ nộp bổ sung"),
        }.get(self.form.mode, self.tr("Tiếp nhận hồ sơ"))

    def contexts(self) -> Sequence[HeadBadge]:
        badges = []
        if self.form.code:
            badges.append(HeadBadge(DossierCode.parse(self.form.code).short, "info"))
        return badges

    def kept(self) -> str:
        if self._keep_trouble:
            return self._keep_trouble
        if self._kept_at is None or self.form.is_empty:
            return ""
        return self.tr("Đã giữ trên máy lúc {time}").format(time=f"{self._kept_at:%H:%M:%S}")

    def kept_icon(self) -> str:
        return "triangle-alert" if self._keep_trouble else "check"

    def head_actions(self) -> Sequence[Action]:
        actions = []
        parked = len(self._parked())
        if parked:
            words = self.tr("Nháp ({n})").format(n=parked)
            actions.append(Action(words, self._show_drafts, "Shift+F9", icon="history", name="drafts", secondary=True))
        actions.append(Action(self.tr("Quét thẻ"), self._scan_again, "F4", icon="scan-line", name="scan"))
        return actions

    def left_actions(self) -> Sequence[Action]:
        return (
            Action(self.tr("Quay lại"), self._go_back, "Esc", "ghost", name="back"),
            Action(self.tr("Lưu nháp"), self.park, "F9", "ghost", enabled=not self.form.is_empty,
                   why_disabled=self.tr("Chưa có gì để giữ"), name="park"),
        )  # fmt: skip

    def actions_right(self) -> Sequence[Action]:
        ready, why = self._readiness()
        actor = self.context.actor
        may_refuse = actor is not None and actor.may(Right.REFUSE)
        lacking = self._passed and self.view.lacks_papers()
        correcting = self.form.mode == "correct"
        slips = ready and not correcting
        no_slip = self.tr("Hồ sơ đã nhận rồi") if correcting else why
        main = self.tr("Lưu sửa và in lại") if correcting else self.tr("Nhận hồ sơ và in")
        return (
            Action(self.tr("Từ chối"), self.ask_refusal, "Ctrl+R", "danger", enabled=slips and may_refuse,
                   why_disabled=no_slip or self.tr("Tài khoản này không được từ chối hồ sơ"), name="refuse"),
            Action(self.tr("Yêu cầu bổ sung"), self.ask_supplement, "Ctrl+B",
                   "main" if lacking and slips else "normal", enabled=slips, why_disabled=no_slip, name="supplement"),
            Action(self.tr("Xem bản in"), self.preview, "Ctrl+P", enabled=ready, why_disabled=why, name="preview"),
            Action(main, self.receive, "F10", "normal" if lacking and slips else "main", "printer", ready, why,
                   ("Ctrl+Return", "Ctrl+Enter"), name="receive"),
        )  # fmt: skip

    def commands(self) -> Sequence[Action]:
        words = (
            (Channel.COUNTER, self.tr("Cách nộp: trực tiếp")),
            (Channel.POST, self.tr("Cách nộp: qua bưu chính")),
            (Channel.ONLINE, self.tr("Cách nộp: trực tuyến")),
        )
        return (
            Action(self.tr("Ghi chú hồ sơ"), self._ask_note, "Ctrl+N"),
            Action(self.tr("Hồ sơ để nháp"), self._show_drafts, "Shift+F9"),
            Action(self.tr("Bỏ hết, bắt đầu lại"), self.park),
            *(Action(text, partial(self._choose_channel, channel)) for channel, text in words),
        )

    def _readiness(self) -> tuple[bool, str]:
        if self.filing.is_saving:
            return False, self.tr("Đang lưu hồ sơ")
        if not self.form.procedure_code:
            return False, self.tr("Chọn thủ tục trước")
        if self.form.visitor.is_empty:
            return False, self.tr("Chưa có người nộp")
        return True, ""

    @property
    def form(self) -> FormState:
        """The form on the screen."""
        return self.view.form

    def enter(self, argument: object = None) -> None:
        self._load_favourites()
        self._load_drafts(restore=True)
        if isinstance(argument, Correct):
            self._open_saved(argument.subject_id, "correct")
        elif isinstance(argument, Resume):
            self._open_saved(argument.subject_id, "resume")
        self.view.show_computed()
        self.view.first_place()

    def leave(self) -> bool:
        self.view.close_why()
        self._keep_now()
        return True

    def event(self, event: QEvent) -> bool:
        # F3 belongs to the window; here it means the earlier dossiers of this person when there are any.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape:
            return plain and self.view.why_is_open()
        return plain and event.key() == Qt.Key.Key_F3 and self.view.person.history.isVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._takes(event):
            if event.key() == Qt.Key.Key_Escape:
                self.view.close_why()
            else:
                self._show_history()
            return
        super().keyPressEvent(event)

    def _focus_main(self) -> None:
        wanted = "Ctrl+B" if self._passed and self.view.lacks_papers() else "F10"
        for button in key_buttons(self.window()):
            if button.isVisible() and button.key() == QKeySequence(wanted):
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self, heading: str, sentence: str = "", kind: ToastKind = "info", tag: str = "intake") -> None:
        self.toast.emit(ToastWords(heading, sentence, kind, tag=tag))

    # -- forms and drafts

    def _fresh(self) -> FormState:
        return FormState(new_id(self.context.house.clock()))

    def _show(self, form: FormState) -> None:
        self._asked, self._passed, self._counted = set(), False, ""
        self.view.show_form(form)
        name = self._served.name if self._served is not None else ""
        self.view.person.invitation.offer(name, correct=self._last is not None)
        self.refreshed.emit()

    def _start_fresh(self) -> None:
        self._show(self._fresh())
        self.view.go_to("search")

    def _picture(self) -> Draft | str:
        form = self.form
        if form.is_empty:
            return form.act_id
        title = form.title(self.view.procedure())
        return Draft(form.act_id, KIND, self._staff_id, title, form.to_data(), self.context.house.local_now())

    def _keep_now(self) -> None:
        if not self.filing.is_saving and (not self.form.is_empty or self.keeper.is_pending):
            self.keeper.flush()

    def _on_passed(self) -> None:
        self._passed = True
        self.refreshed.emit()

    def _on_changed(self) -> None:
        if not self.filing.is_saving:
            self.keeper.touch()
        self.refreshed.emit()

    def _on_kept(self, at: datetime) -> None:
        self._kept_at, self._keep_trouble = at, ""
        self.refreshed.emit()

    def _on_keep_failed(self, error: object) -> None:
        sentence, advice = sentence_of(error)
        self._keep_trouble = self.tr("Chưa giữ được trên máy")
        self._say(sentence, advice, "bad", "keep")
        self.refreshed.emit()

    def _parked(self) -> list[Draft]:
        return [draft for draft in self._drafts if draft.draft_id != self.form.act_id]

    def _load_drafts(self, *, restore: bool = False) -> None:
        actor = self.context.actor
        if actor is None:
            return
        self._staff_id = actor.staff_id
        house = self.context.house
        self.context.runner.run(
            self, lambda: list_drafts(house, KIND, actor.staff_id), partial(self._on_drafts, restore)
        )

    def _on_drafts(self, restore: bool, drafts: list[Draft]) -> None:
        self._drafts = drafts
        unfinished = [draft for draft in drafts if not draft.data.get("parked")]
        if restore and unfinished and self.form.is_empty and not self.filing.is_saving:
            self._restore(unfinished[0])
            self._say(self.tr("Khôi phục hồ sơ đang nhập dở"), unfinished[0].title)
        self.refreshed.emit()

    def _restore(self, draft: Draft) -> None:
        form = FormState.from_data(draft.data)
        form.parked = False
        self._kept_at = draft.saved_at
        self._show(form)
        self.view.first_place()

    @Slot()
    def park(self) -> None:
        """Put the form aside as a draft and begin anew."""
        if self.form.is_empty or self.filing.is_saving:
            return
        title = self.form.title(self.view.procedure())
        self.form.parked = True
        self.keeper.flush()
        self._start_fresh()
        self._load_drafts()
        self._say(self.tr("Đã để nháp: {title}").format(title=title), self.tr("Mở lại bằng Shift+F9."))

    def _show_drafts(self) -> None:
        self._keep_now()
        dialog = DraftsDialog(self._parked(), self)
        dialog.opened.connect(self._open_draft)
        dialog.dropped.connect(self._drop_draft)
        self._open_dialog(dialog)

    def _open_draft(self, draft: Draft) -> None:
        if not self.form.is_empty:
            self.park()
        self._restore(draft)

    def _drop_draft(self, draft: Draft) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: drop_draft(house, draft.draft_id), lambda _: self._load_drafts())

    def _on_signed_in(self) -> None:
        actor = self.context.actor
        if actor is None or actor.staff_id == self._staff_id:
            return
        if self._staff_id:
            self._keep_now()  # under the name of who typed it
            self._last, self._served, self._drafts, self._kept_at = None, None, [], None
        self._staff_id = actor.staff_id
        self._show(self._fresh())

    def _on_reference(self) -> None:
        self._load_favourites()
        self.view.show_computed()
        self.refreshed.emit()

    def _on_hub(self, changed: Changed) -> None:
        if "draft" in changed.kinds and self.isVisible():
            self._load_drafts()

    def _load_favourites(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: commonest_procedures(house, 6), self._on_favourites)

    def _on_favourites(self, codes: list[str]) -> None:
        usual = [code for code, procedure in self.context.procedures.items() if procedure.aliases]
        self.view.procedure_panel.set_favourites(list(dict.fromkeys([*codes, *usual])))

    # -- the person

    @Slot(object)
    def on_scan(self, scan: Routed) -> None:
        """Take what the reader saw. A second card never overwrites: it asks whose it is."""
        if not isinstance(scan, CardScan | DamagedCard):
            return
        if self.filing.is_saving or self.dialog is not None:
            self._scans.append(scan)
            return
        person = person_of_scan(scan, self.view.resolve, self.context.house.local_now())
        form = self.form
        now = form.visitor
        if now.is_empty or now.trouble or (person.number and person.number == now.number):
            self._take_visitor(person)
        elif (form.is_proxy and form.owner.is_empty) or (
            form.is_proxy and person.number and person.number == form.owner.number
        ):
            self._take_owner(person)
        else:
            self._ask_whose(person)

    def _next_scan(self) -> None:
        if self._scans and not self.filing.is_saving and self.dialog is None:
            self.on_scan(self._scans.pop(0))

    def _ask_whose(self, person: PersonState) -> None:
        name = person.name or person.number
        sentence = self.tr("Hồ sơ đang nhập là của {now}. Thẻ mới: {name}.").format(
            now=self.form.visitor.name, name=name
        )
        answers = (
            Answer(self.tr("Bỏ thẻ này"), "Esc", None, "ghost"),
            Answer(self.tr("Người mới"), "2", partial(self._new_visitor, person)),
            Answer(self.tr("Thêm chủ hồ sơ"), "1", partial(self._take_owner, person), "main"),
        )
        self._open_dialog(Question(self.tr("Thẻ vừa đọc là của ai?"), sentence, answers, 0, self))

    def _new_visitor(self, person: PersonState) -> None:
        self.park()
        self._take_visitor(person)

    def _take_visitor(self, person: PersonState) -> None:
        form = self.form
        person.phone = person.phone or form.visitor.phone
        person.email = person.email or form.visitor.email
        form.visitor, form.search = person, ""
        self.view.person.is_open = bool(person.trouble)
        self.view.person.show_state(form)
        if person.trouble:
            self.view.go_to(self._first_fault(person))
        else:
            self.view.go_to("visitor.phone" if not person.phone else "procedure")
            if person.source == "card":
                self._remember(person)
        self._count_earlier()
        self._on_changed()

    def _first_fault(self, person: PersonState) -> str:
        for name in ("number", "name", "born", "address", "issued"):
            if name in person.faults or not getattr(person, name):
                return f"visitor.{name}"
        return "visitor.name"

    def _remember(self, person: PersonState) -> None:
        house = self.context.house
        query = person.number.replace(" ", "")
        self.context.runner.run(self, lambda: find_people(house, query, 1), partial(self._on_remembered, person))

    def _on_remembered(self, person: PersonState, found: list[KnownPerson]) -> None:
        if not found or self.form.visitor is not person:
            return
        was_at_phone = self.view.person.phone.edit.hasFocus()
        if remember(person, found[0].party):
            self.view.person.show_state(self.form)
            if was_at_phone:
                self.view.next_place("visitor.phone")
            self._on_changed()

    def _take_owner(self, person: PersonState) -> None:
        form = self.form
        form.owner = person
        self.view.choose_filed_for(ORGANISATION if person.is_organisation else PERSON)
        self.view.next_place("filed_for")

    def _find_people(self, show: Any, query: str) -> None:
        house, text = self.context.house, query.strip()
        if len(text) < 2:
            show(query, [])
            return
        self.context.runner.run(self, lambda: find_people(house, text), partial(show, query))

    def _take_known(self, known: KnownPerson) -> None:
        person = person_of(known.party, "before", f"{known.last_seen:%d/%m}", known.dossiers)
        if self.form.is_proxy and not self.form.visitor.is_empty:
            self._take_owner(person)
        elif person.is_organisation:
            self.form.search = ""
            self.view.person.is_open = True
            self._take_owner(person)
            self.view.go_to("visitor.number")
        else:
            self._take_visitor(person)

    def _type_by_hand(self, text: str) -> None:
        form, typed = self.form, text.strip()
        digits = "".join(typed.split())
        if digits.isdecimal():
            person = PersonState(number=typed)
            if number_kind(person) is IdKind.PERSONAL_NUMBER and len(digits) in (10, 11) and digits[0] == "0":
                person = PersonState(phone=typed)
        else:
            person = PersonState(name=typed)
        form.visitor, form.search = person, ""
        self.view.person.show_state(form)
        self.view.person.open_fields()
        self.view.next_place("search")
        self._on_changed()

    def _edit_person(self) -> None:
        self.view.person.open_fields()
        self.view.go_to("visitor.number")

    def _scan_again(self) -> None:
        # The reader is always listened to; the key only brings the clerk to the person.
        if self.form.visitor.is_empty and not self.view.person.is_open:
            self.view.go_to("search")
        else:
            self._edit_person()

    def _count_earlier(self) -> None:
        person, house = self.form.visitor, self.context.house
        number = person.number.replace(" ", "")
        if number and number != self._counted:
            self._counted = number
            self.context.runner.run(self, lambda: count_dossiers_of(house, number), partial(self._on_counted, person))

    def _on_counted(self, person: PersonState, count: int) -> None:
        if self.form.visitor is person and person.earlier != count:
            person.earlier = count
            self.view.person.show_state(self.form)

    def _show_history(self) -> None:
        self.go_to.emit("find", self.form.visitor.number.replace(" ", ""))

    # -- papers, note, channel, guide, preview

    def _open_dialog(self, dialog: Question | PreviewDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._on_dialog_closed, dialog))
        if isinstance(dialog, Question):
            dialog.show_question()
        else:
            dialog.open()

    def _on_dialog_closed(self, dialog: QWidget, _result: int = 0) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
        self._next_scan()

    def _ask_paper(self) -> None:
        if self.view.procedure() is None:
            return
        do = Answer(self.tr("Thêm giấy"), "F10", None, "main")
        dialog = LineDialog(self.tr("Thêm giấy nào vào hồ sơ?"), "", self.tr("Tên giấy"), do, self,
                            needed=self.tr("Ghi tên giấy"))  # fmt: skip
        dialog.written.connect(self._add_paper)
        self._open_dialog(dialog)

    def _add_paper(self, name: str) -> None:
        key = add_paper(self.form, name)
        self.view.show_computed()
        self.view.go_to("papers")
        self.view.papers.list.select_key(key)
        self._on_changed()

    def _ask_note(self) -> None:
        do = Answer(self.tr("Giữ ghi chú"), "F10", None, "main")
        dialog = LineDialog(self.tr("Ghi chú cho hồ sơ này"), "", self.tr("Ghi chú"), do, self,
                            text=self.form.note, rows=4)  # fmt: skip
        dialog.written.connect(self._on_note)
        self._open_dialog(dialog)

    def _on_note(self, text: str) -> None:
        self.form.note = text
        self._on_changed()

    def _choose_channel(self, channel: Channel) -> None:
        self.form.channel = channel.value
        self.view.show_computed()
        self._on_changed()

    def _print_guide(self) -> None:
        procedure = self.view.procedure()
        if procedure is None:
            return
        context, case = self.context, self.form.case
        house, actor, desk = context.house, context.the_actor, context.the_desk
        title = self.tr("Phiếu hướng dẫn")

        def work() -> str:
            doc = guide_doc(desk, procedure, case, stamp_now(house, actor, desk), large=False)
            return queue_document(house, actor, title, doc)

        context.runner.run(self, work, partial(self._on_guide, procedure), self._on_not_filed)

    def _on_guide(self, procedure: Procedure, _job: str) -> None:
        self.context.wake_printer()
        self._say(self.tr("Đang in phiếu hướng dẫn"), procedure.short_name or procedure.name, "ok")

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

        def failed(error: Exception) -> None:
            dialog.reject()
            self._on_not_filed(error)

        self._open_dialog(dialog)
        work = partial(preview_receipt, house, actor, form, subject)
        self.context.runner.run(self, lambda: pages_of(work(), scale), show, failed)

    # -- saving

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
        self.keeper.stop()
        self.filing.receive(self.view.intake_form(), self.form.subject_id)

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

    def _ask_correction(self) -> None:
        do = Answer(self.tr("Lưu sửa và in lại"), "F10", None, "main")
        sentence = self.tr("Mã hồ sơ giữ nguyên. Giấy hẹn mới ghi là bản thay thế.")
        dialog = LineDialog(self.tr("Vì sao sửa hồ sơ này?"), sentence, self.tr("Lý do sửa"), do, self,
                            needed=self.tr("Ghi ngắn gọn, ví dụ “nhập nhầm số bản”"))  # fmt: skip
        dialog.written.connect(self._correct)
        self._open_dialog(dialog)

    def _correct(self, reason: str) -> None:
        self.keeper.stop()
        self.filing.correct(self.view.intake_form(), self.form.subject_id, reason)

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
        self.keeper.stop()
        self.filing.supplement(self.view.intake_form(), self.form.subject_id, items)

    def ask_refusal(self) -> None:
        """Ask why it is refused, then print the slip."""
        dialog = RefusalDialog(self)
        dialog.refused.connect(self._refuse)
        self._open_dialog(dialog)

    def _refuse(self, reasons: list[RefusalReason]) -> None:
        self.keeper.stop()
        self.filing.refuse(self.view.intake_form(), self.form.subject_id, reasons)

    def _on_filed(self, kind: str, result: Received | Slip) -> None:
        self._served = self.form.visitor
        self._kept_at = None
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
        self._start_fresh()
        self._load_favourites()
        self._next_scan()

    def _due_words(self, due: Due | None) -> str:
        if due is None:
            return self.tr("Cơ quan giải quyết sẽ báo ngày trả.")
        return self.tr("Hẹn trả {day}, trước {time}.").format(day=day_words(due), time=f"{due.due_at:%H:%M}")

    def _on_not_filed(self, error: object) -> None:
        sentence, advice = sentence_of(error)
        self._say(sentence, advice, "bad", "filed")
        if not self.form.is_empty:
            self.keeper.touch()
        self._next_scan()

    # -- again for the same person; back to the last one

    def _next_of_visitor(self) -> None:
        if self._served is None or not self.form.is_empty:
            return
        served = self._served
        person = PersonState(**{name: getattr(served, name) for name in PersonState.__slots__})
        person.told, person.faults = dict(served.told), dict(served.faults)
        self.form.visitor, self.form.search = person, ""
        self.view.show_form(self.form)
        self._count_earlier()
        self.view.go_to("procedure")
        self._on_changed()

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
        self.view.go_to("procedure" if form.mode == "correct" else "papers")

    def _go_back(self) -> None:
        if self.view.why_is_open():
            self.view.close_why()
        else:
            self.close_me.emit()
