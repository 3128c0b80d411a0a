"""The tray "Cần xử lý": what somebody must settle, the versions side by side, one decision per question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain import dossier
from app.domain.office import Role
from app.domain.questions import QuestionKind
from app.domain.text import dotted
from app.services.attention import Matter, MatterPage, Tray, list_matters, open_matter
from app.services.house import Changed
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as Mark
from app.ui.screens.attention_answer import Deciding
from app.ui.screens.attention_deeds import MatterDeeds
from app.ui.screens.attention_matter import MatterView
from app.ui.screens.dossier_words import last_words
from app.ui.widgets import ink
from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.question import Question
from app.ui.widgets.rows import Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.toasts import Answer

Place = tuple[str, str]  # kind and id of a subject
_STEPS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}

_ICONS: dict[QuestionKind | None, tuple[str, str]] = {
    QuestionKind.CONTESTED: ("users", "bad"),
    QuestionKind.UNFIT: ("circle-alert", "bad"),
    QuestionKind.UNREADABLE: ("file-text", "warn"),
    QuestionKind.ASIDE: ("cloud-alert", "warn"),
    QuestionKind.FLAGGED: ("info", "warn"),
    QuestionKind.WAITING: ("hourglass", "text2"),
    QuestionKind.BEYOND: ("cloud-download", "text2"),
    None: ("copy", "warn"),
}


class AttentionScreen(Screen):
    """See the module. `enter((kind, id))` opens a subject of the tray."""

    name = "attention"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._deeds = MatterDeeds(self, context)
        self._tray: Tray | None = None
        self._wanted: Place | None = None
        self._deciding: Deciding | None = None
        self.question: Question | None = None
        columns = Column(width=20, compact=20), Column()
        self.list = RowList(columns, head=False, name=self.tr("Việc cần xử lý"))
        self.view = MatterView()
        self._empty = EmptyState("circle-check", "", colour="ok")
        self._stack = QStackedWidget()
        self._lay_out()
        self.list.current_changed.connect(self._on_current)
        self.list.opened.connect(lambda _row: self._open_dossier())
        self.list.installEventFilter(self)
        self.view.chosen.connect(self._choose)
        self.view.piece_chosen.connect(self._click_piece)
        self.view.merge_asked.connect(self._on_merge)
        self._deeds.recorded.connect(self._show_page)
        self._deeds.over.connect(self._on_over)
        self._deeds.refused.connect(self._fetch)  # what was chosen stays unless the matter is another by now
        context.hub.changed.connect(self._on_changed)
        context.signed_in.changed.connect(self._forget)
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        self._sheet = Panel(flush=True)
        self._sheet.body.addWidget(self.list, 1)
        whole = QWidget()
        self._row = QHBoxLayout(whole)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sheet)
        self._row.addWidget(self.view, 1)
        calm = Panel()
        calm.body.addWidget(self._empty, 1)
        self._stack.addWidget(whole)
        self._stack.addWidget(calm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _retheme(self) -> None:
        t = ink.tokens()
        self._row.setSpacing(t.sizes.gap)
        self._sheet.setFixedWidth(round((296 if t.density == "roomy" else 250) * t.scale / 100))
        self._show_rows()

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Cần xử lý")

    def contexts(self) -> Sequence[Mark]:
        count = self._tray.settling if self._tray is not None else 0
        return (Mark(self.tr("{n} việc").format(n=dotted(count)), "bad"),) if count else ()

    def kept(self) -> str:
        return self.tr("Ai xử lý, lúc nào, chọn gì đều được ghi lại")

    def kept_icon(self) -> str:
        return ""

    def left_actions(self) -> Sequence[Action]:
        return (Action(self.tr("Quay lại"), self._back, "Esc", "ghost", name="back"),)

    def actions_right(self) -> Sequence[Action]:
        page = self._deciding.page if self._deciding is not None else None
        opens = page is not None and page.subject_kind == dossier.KIND and bool(page.code)
        merged = self._deciding is not None and self._deciding.is_merged
        actions = [
            Action(
                self.tr("Xem hồ sơ"),
                self._open_dossier,
                "Ctrl+Y",
                enabled=opens,
                why_disabled=self.tr("Việc này không thuộc hồ sơ nào mở được"),
                name="open",
            ),
            Action(
                self.tr("Để sau"),
                self._later,
                "Ctrl+S",
                enabled=page is not None,
                why_disabled=self.tr("Không có việc nào"),
                name="later",
            ),
            self._referral(page),
        ]
        if self._deciding is not None and self._deciding.merging:
            words = self.tr("Ghi bản ghép")
            why = self.tr("Chọn cho từng ô trước")
            actions.append(Action(words, self._on_merged, "F10", "main", "check", merged, why, name="write"))
        return actions

    def _referral(self, page: MatterPage | None) -> Action:
        if page is None or page.subject_kind != dossier.KIND:
            why = self.tr("Chỉ chuyển được việc của một hồ sơ")
        else:
            why = self.tr("Đã chuyển trưởng bộ phận") if page.referred else ""
        words = self.tr("Chuyển trưởng bộ phận")
        return Action(words, self._ask_referral, "Ctrl+U", icon="send", enabled=not why, why_disabled=why, name="refer")

    def commands(self) -> Sequence[Action]:
        return (Action(self.tr("Xem lại danh sách"), self._fetch, "F5", icon="refresh-cw"),)

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, tuple) and len(argument) == 2:
            self._wanted = (str(argument[0]), str(argument[1]))
        self._fetch()
        self.list.setFocus()

    # -- loading

    def _fetch(self) -> None:
        house, for_head = self._context.house, Role.HEAD in self._context.the_actor.roles
        self._context.runner.run(self, lambda: list_matters(house, for_head=for_head), self._on_tray, self._deeds.tell)

    def _forget(self) -> None:
        """Somebody else may sit here now: what was half decided goes, and numbers are shown to nobody unrecorded."""
        self._deciding = None
        self.view.hide_versions()

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.kinds & {"dossier", "office", "staff", "calendar", "procedure", "device"}:
            self._fetch()

    def _on_tray(self, tray: Tray) -> None:
        self._tray = tray
        self._show_rows()
        before = self.list.current_key()
        if self._wanted is not None:
            self.list.select_key(self._wanted)
            self._wanted = None
        if tray.matters and self.list.current_row() is None:
            self.list.select_first()
        self._stack.setCurrentIndex(0 if tray.matters else 1)
        if not tray.matters:
            self._deciding = None
            self._empty.set(
                "circle-check",
                self.tr("Không có việc nào cần xử lý"),
                self.tr("Khi hai quầy sửa cùng một hồ sơ, hoặc máy chủ không tính một việc, việc đó hiện ở đây."),
                "ok",
            )
        elif self.list.current_key() == before:  # else the selection has asked for it
            self._on_current(self.list.current_row())
        self.refreshed.emit()

    def _show_rows(self) -> None:
        matters = self._tray.matters if self._tray is not None else ()
        now = self._context.house.local_now()
        rows: list[Row | GroupRow] = []
        for matter in matters:
            if not matter.needs_somebody and not any(isinstance(row, GroupRow) for row in rows):
                waiting = sum(not one.needs_somebody for one in matters)
                rows.append(GroupRow(self.tr("Đang chờ, tự xong"), waiting, icon="hourglass"))
            icon, colour = ("send", "accent_text") if matter.is_referred else _ICONS[matter.kind]
            second = " · ".join(part for part in (matter.about.split(" · ")[0], matter.short_code) if part)
            tip = f"{matter.heading}\n{matter.about}\n{last_words(matter.since, now)}"
            cells = (Cell(icon=icon, colour=colour), Cell(matter.heading, second, weight=600))
            if matter.is_referred:
                tip += "\n" + self.tr("Đã chuyển trưởng bộ phận")
            rows.append(Row(_place(matter), cells, dim=not matter.needs_somebody, tip=tip))
        self.list.set_rows(rows)

    def _on_current(self, row: Row | None) -> None:
        matter = self._matter(row)
        if matter is None:
            return
        house, actor, kind, subject = self._context.house, self._context.the_actor, *_place(matter)
        # Settled by somebody else just now: the list that follows says so.
        self._context.runner.run(
            self, lambda: open_matter(house, actor, kind, subject), self._on_page, lambda _error: None
        )

    def _matter(self, row: Row | None) -> Matter | None:
        matters = self._tray.matters if self._tray is not None else ()
        return next((one for one in matters if row is not None and _place(one) == row.key), None)

    def _on_page(self, page: MatterPage) -> None:
        current = self.list.current_row()
        if current is None or current.key != (page.subject_kind, page.subject_id):
            return  # another line was chosen meanwhile
        before = self._deciding
        if before is None or before.page != page:
            self._deciding = Deciding(page)
        self._show_page()

    # -- showing

    def _show_page(self) -> None:
        deciding = self._deciding
        if deciding is None:
            return
        hidden = deciding.asked.shows_numbers and not self._deeds.is_recorded(deciding.page)
        now, calendar = self._context.house.local_now(), self._context.calendar
        self.view.show_question(deciding, now, calendar, hidden=hidden)
        if hidden:
            self._deeds.record(deciding.page)
        self.refreshed.emit()

    # -- deciding

    def _choose(self, place: int) -> None:
        deciding = self._deciding
        if deciding is None or place >= len(deciding.asked.versions):
            return
        version = deciding.asked.versions[place]
        if not version.choice or not deciding.page.may_settle:
            return
        if deciding.merging:
            deciding.pick(version.key)
            self._show_page()
            return
        answers = deciding.answered(version.key)
        if not deciding.is_last:
            deciding.keep(answers)
            self._show_page()
            return
        if deciding.only_to_know:
            self._deeds.settle(deciding.page, answers)
        else:
            self._ask(version.choice, version.outcome, answers)

    def _click_piece(self, place: int, key: str) -> None:
        deciding = self._deciding
        if deciding is not None and deciding.merging and key in deciding.pieces:
            deciding.place = deciding.pieces.index(key)
            self._choose(place)

    def _on_merge(self) -> None:
        if self._deciding is not None and self._deciding.page.may_settle:
            self._deciding.merge(not self._deciding.merging)
            self._show_page()

    def _on_merged(self) -> None:
        deciding = self._deciding
        if deciding is None or not deciding.is_merged:
            return
        answers = deciding.answered()
        if not deciding.is_last:
            deciding.keep(answers)
            self._show_page()
            return
        told = {one.key: (one.label, one.text) for v in deciding.asked.versions for one in v.told}
        parts = []
        for key, version_key in deciding.picks.items():
            version = next(v for v in deciding.asked.versions if v.key == version_key)
            label, text = next(((t.label, t.text) for t in version.told if t.key == key), told[key])
            parts.append(f"{label}: {text}")
        self._ask(self.tr("Ghi bản ghép"), ". ".join(parts) + ".", answers)

    def _ask(self, choice: str, outcome: str, answers: dict[str, dict[str, str]]) -> None:
        deciding = self._deciding
        assert deciding is not None
        sentence = self.tr("Bản còn lại vẫn nằm trong diễn biến. Lựa chọn ghi tên bạn.")
        back = Answer(self.tr("Xem lại"), "Esc")
        yes = Answer(choice, "F10", kind="main")
        self.question = Question(f"{choice}?", f"{outcome}\n{sentence}".strip(), (back, yes), 0, self)
        page = deciding.page
        self.question.answered.connect(lambda number: self._deeds.settle(page, answers) if number == 1 else None)
        self.question.show_question()

    def _on_over(self) -> None:
        self._deciding = None
        self._fetch()

    def _ask_referral(self) -> None:
        if self._deciding is not None:
            self.question = self._deeds.ask_referral(self._deciding.page)

    # -- leaving

    def _back(self) -> None:
        if self._deciding is not None and self._deciding.merging:
            self._on_merge()
        else:
            self.close_me.emit()

    def _later(self) -> None:
        """Leave this one as it is and go on to the next."""
        before = self.list.current_key()
        self.list.step(1)
        if self.list.current_key() == before:
            self.list.select_first()

    def _open_dossier(self) -> None:
        page = self._deciding.page if self._deciding is not None else None
        if page is not None and page.subject_kind == dossier.KIND and page.code:
            self.go_to.emit("dossier", page.subject_id)

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        deciding = self._deciding
        if (
            deciding is not None
            and deciding.merging
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _STEPS
        ):
            deciding.step(_STEPS[event.key()])
            self._show_page()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deciding, digit = self._deciding, event.text()
        if deciding is None or event.isAutoRepeat() or not (len(digit) == 1 and digit in "123456789"):
            super().keyPressEvent(event)
            return
        choices, number = deciding.choices(), int(digit)
        if number <= len(choices):
            self._choose(deciding.asked.versions.index(choices[number - 1]))
        elif number == len(choices) + 1 and deciding.asked.can_merge:
            self._on_merge()


def _place(matter: Matter) -> Place:
    return matter.subject_kind, matter.subject_id
