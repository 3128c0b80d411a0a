"""The bench of the intake screen: the form, its drafts, its dialogs and what is said to the clerk."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.protocol.ids import new_id
from app.right_of_way import give_way
from app.scanning.routing import CardScan, DamagedCard
from app.services.dossiers import commonest_procedures
from app.services.drafts import Draft, drop_draft, list_drafts
from app.services.intake import Received
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.intake_dialogs import DraftsDialog
from app.ui.screens.intake_filing import Filing
from app.ui.screens.intake_keeping import DraftKeeper
from app.ui.screens.intake_model import (
    FormState,
)
from app.ui.screens.intake_panels import Panels
from app.ui.screens.intake_people import PersonState
from app.ui.screens.intake_preview import PreviewDialog
from app.ui.screens.intake_view import IntakeView
from app.ui.widgets.buttons import KeyButton, Once
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import ToastKind, ToastWords

KIND = "intake"


def key_buttons(window: QWidget) -> list[KeyButton]:
    """Give the buttons of a window that have keys."""
    return [w for w in QApplication.allWidgets() if isinstance(w, KeyButton) and w.window() is window]


class IntakeBench(Screen):
    """What the parts of the screen share: `view` with the form, `keeper` of drafts, `filing`, the open dialog."""

    def __init__(self, context: Context, panels: Panels) -> None:
        super().__init__()
        self.context = context
        self.view = IntakeView(context, self._fresh(), panels)
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
        self._aside: FormState | None = None  # on its way to the disk; comes back when that fails
        self._last: Received | None = None
        self._served: PersonState | None = None
        self._drafts: list[Draft] = []
        self._staff_id = ""
        self._counted = ""
        self._once = Once()

    def _next_scan(self) -> None:
        """Take a card that was read while something else went on; the part that knows people does it."""

    @property
    def form(self) -> FormState:
        """The form on the screen."""
        return self.view.form

    def _say(self, heading: str, sentence: str = "", kind: ToastKind = "info", tag: str = "intake") -> None:
        self.toast.emit(ToastWords(heading, sentence, kind, tag=tag))

    def _focus_main(self) -> None:
        wanted = "Ctrl+B" if self._passed and self.view.lacks_papers() else "F10"
        for button in key_buttons(self.window()):
            if button.isVisible() and button.key() == QKeySequence(wanted):
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fresh(self) -> FormState:
        return FormState(new_id(self.context.house.clock()))

    def _show(self, form: FormState) -> None:
        self._asked, self._passed, self._counted = set(), False, ""
        self.view.show_form(form)
        self._offer()
        self.refreshed.emit()

    def _offer(self) -> None:
        name = self._served.name if self._served is not None else ""
        self.view.person.invitation.offer(name, correct=self._last is not None)

    def _put_aside(self) -> None:
        """Clear the screen while its form is saved, so that what is typed meanwhile belongs to the next one."""
        self._aside, self._served, self._kept_at = self.form, self.form.visitor, None
        self._start_fresh()

    def _take_back(self) -> None:
        """Show the form that could not be saved; what was begun meanwhile becomes a draft."""
        form, self._aside = self._aside, None
        if form is None:
            return
        if not self.form.is_empty:
            self.park()
        self._served = None
        self._show(form)
        self.view.first_place()
        self.keeper.touch()

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
        if not self.form.is_empty or self.keeper.is_pending:
            self.keeper.flush()

    def _on_changed(self) -> None:
        self.keeper.touch()
        self.refreshed.emit()

    def _on_kept(self, at: datetime) -> None:
        self._kept_at, self._keep_trouble = at, ""
        self.refreshed.emit()

    def _on_keep_failed(self, error: Explained) -> None:
        self._keep_trouble = self.tr("Chưa giữ được trên máy")
        self._say(error.sentence, error.advice, "bad", "keep")
        self.refreshed.emit()

    def _parked(self) -> list[Draft]:
        at_work = {self.form.act_id, self._aside.act_id if self._aside is not None else ""}
        return [draft for draft in self._drafts if draft.draft_id not in at_work]

    def _load_drafts(self, *, restore: bool = False) -> None:
        actor = self.context.actor
        if actor is None:
            return
        self._staff_id = actor.staff_id
        house, addresses = self.context.house, self.context.addresses

        def load() -> list[Draft]:
            drafts = list_drafts(house, KIND, actor.staff_id)
            if restore and drafts:
                addresses.prepare(give_way)  # the form asks for its addresses as soon as it is shown
            return drafts

        self.context.runner.run(self, load, partial(self._on_drafts, restore))

    def _on_drafts(self, restore: bool, drafts: list[Draft]) -> None:
        self._drafts = drafts
        self._tell_waiting(left=not self.isVisible())
        unfinished = [draft for draft in drafts if not draft.data.get("parked")]
        if restore and unfinished and self.form.is_empty and not self.filing.is_saving:
            self._restore(unfinished[0])
            self._say(self.tr("Khôi phục hồ sơ đang nhập dở"), unfinished[0].title)
        self.refreshed.emit()

    def _tell_waiting(self, *, left: bool) -> None:
        """Say how many forms wait: the parked ones, and once the clerk has `left` the one on the screen too."""
        self.waiting.emit(len(self._parked()) + (left and not self.form.is_empty))

    def _restore(self, draft: Draft) -> None:
        try:
            form = FormState.from_data(draft.data)
        except msgspec.ValidationError:
            sentence = self.tr("Bản nháp vẫn nằm trên máy. Nhập lại hồ sơ này, và báo quản trị.")
            self._say(self.tr("Không đọc được bản nháp {title}").format(title=draft.title), sentence, "bad")
            return
        form.parked = False
        self._kept_at = draft.saved_at
        self._show(form)
        self.view.first_place()

    @Slot()
    def park(self) -> None:
        """Put the form aside as a draft and begin anew."""
        if self.form.is_empty:
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
        QTimer.singleShot(0, self, self._next_scan)  # first comes what was answered

    def _load_favourites(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: commonest_procedures(house, 6), self._on_favourites)

    def _on_favourites(self, codes: list[str]) -> None:
        usual = [code for code, procedure in self.context.procedures.items() if procedure.aliases]
        self.view.procedure_panel.set_favourites(list(dict.fromkeys([*codes, *usual])))
