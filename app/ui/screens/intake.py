"""Intake: "Tiếp nhận hồ sơ". The main job on one screen, by keyboard; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.domain.dossier_codes import DossierCode
from app.domain.office import Right
from app.domain.procedures import Channel
from app.services.house import Changed
from app.ui.context import Context
from app.ui.screen import Action
from app.ui.screen import Context as HeadBadge
from app.ui.screens.intake_dialogs import LineDialog
from app.ui.screens.intake_model import (
    add_paper,
)
from app.ui.screens.intake_outcomes import IntakeOutcomes
from app.ui.screens.intake_panels import Panels, panels_in_pieces
from app.ui.widgets.toasts import Answer


@dataclass(frozen=True, slots=True)
class Correct:
    """Ask the screen to correct a saved dossier."""

    subject_id: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Ask the screen to go on with a contact whose missing papers have come."""

    subject_id: str


class IntakeScreen(IntakeOutcomes):
    """The screen. `enter` takes None, `Correct` or `Resume`; `on_scan` takes what the reader saw."""

    name = "intake"
    wants_rail = True

    @classmethod
    def in_pieces(cls, context: Context) -> Iterator[Self | None]:
        for panels in panels_in_pieces(context):
            yield None
            if panels is not None:
                yield cls(context, panels)

    def __init__(self, context: Context, panels: Panels | None = None) -> None:
        super().__init__(context, panels or next(filter(None, panels_in_pieces(context))))
        self._connect()
        if context.actor is not None:  # the sign-in came before this screen was made
            self._load_drafts()

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
        self.filing.failed.connect(self._on_not_saved)
        self.filing.readiness.connect(self.refreshed)
        self.context.signed_in.changed.connect(self._on_signed_in)
        self.context.reference_loaded.changed.connect(self._on_reference)
        self.context.hub.changed.connect(self._on_hub)
        self.context.tickets.changed.connect(self.refreshed)
        for key, slot in (("Ctrl+N", self._ask_note),):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(slot)

    def title(self) -> str:
        return {
            "correct": self.tr("Sửa hồ sơ đã nhận"),
            "resume": self.tr("Nhận hồ sơ nộp bổ sung"),
        }.get(self.form.mode, self.tr("Tiếp nhận hồ sơ"))

    def contexts(self) -> Sequence[HeadBadge]:
        badges = [*self.context.tickets.marks()]
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
        how = self._channels()[Channel(self.form.channel)]
        actions.append(Action(how, self._next_channel, "Alt+N", "ghost", name="channel"))
        actions.append(Action(self.tr("Quét thẻ"), self._scan_again, "F4", icon="scan-line", name="scan"))
        return [*actions, *self.context.tickets.head_actions()]

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
        return (
            Action(self.tr("Ghi chú hồ sơ"), self._ask_note, "Ctrl+N"),
            Action(self.tr("Hồ sơ để nháp"), self._show_drafts, "Shift+F9"),
            Action(self.tr("Bỏ hết, bắt đầu lại"), self.park),
            *(Action(text, partial(self._choose_channel, channel)) for channel, text in self._channels().items()),
            *self.context.tickets.commands(),
        )

    def _channels(self) -> dict[Channel, str]:
        """How a dossier comes in; time limits and fees go by it."""
        return {
            Channel.COUNTER: self.tr("Nộp trực tiếp"),
            Channel.POST: self.tr("Nộp qua bưu chính"),
            Channel.ONLINE: self.tr("Nộp trực tuyến"),
        }

    def _readiness(self) -> tuple[bool, str]:
        if self.filing.is_saving:
            return False, self.tr("Đang lưu hồ sơ")
        if not self.form.procedure_code:
            return False, self.tr("Chọn thủ tục trước")
        if self.form.visitor.is_empty:
            return False, self.tr("Chưa có người nộp")
        return True, ""

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
        self._tell_waiting(left=True)
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

    def _on_passed(self) -> None:
        self._passed = True
        self.refreshed.emit()

    def _on_signed_in(self) -> None:
        actor = self.context.actor
        if actor is None or actor.staff_id == self._staff_id:
            return
        if self._staff_id:
            self._keep_now()  # under the name of who typed it
            self._last, self._served, self._aside, self._drafts, self._kept_at = None, None, None, [], None
            self._scans = []  # read while a dialog of the other one was open
        self._staff_id = actor.staff_id
        self._show(self._fresh())
        self._load_drafts()

    def _on_reference(self) -> None:
        self._load_favourites()
        self.view.show_computed()
        self.refreshed.emit()

    def _on_hub(self, changed: Changed) -> None:
        if "draft" in changed.kinds and self.isVisible():
            self._load_drafts()

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

    def _next_channel(self) -> None:
        order = list(self._channels())
        self._choose_channel(order[(order.index(Channel(self.form.channel)) + 1) % len(order)])

    def _go_back(self) -> None:
        if self.view.why_is_open():
            self.view.close_why()
        else:
            self.close_me.emit()
