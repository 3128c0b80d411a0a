"""The first start: six steps from an empty PC to a counter that can receive. Shown alone by the window.

Nothing typed is lost by going back, stopping or a power cut, but for the PIN, which is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.calendar import seed_days
from app.domain.errors import Explained
from app.domain.office import Actor
from app.domain.procedures import Procedure
from app.services.drafts import Draft, drop_draft, keep_draft, list_drafts
from app.services.offices import found_office
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.ui.context import Context
from app.ui.screens.first_start_answers import Answers, to_first_start
from app.ui.screens.first_start_frame import Bar, Pages
from app.ui.screens.first_start_join import JoinPage
from app.ui.screens.first_start_pages import AdministratorPage, CounterPage, DaysPage, OfficePage, Page, years_from
from app.ui.screens.first_start_restore import RestorePage
from app.ui.screens.first_start_setup import CataloguePage, PrintersPage
from app.ui.screens.first_start_steps import Step, StepList
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.panels import Banner
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer

if TYPE_CHECKING:
    from app.services.moving_in import MovedIn

DRAFT = "first-start"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEEP_MS = 700  # every form's draft is durable within a second of the last key


class FirstStartWizard(Painted):
    """Founds the office. `finished(Actor)` with the first administrator, `demo_chosen`, `stopped` (close the window).

    `device_key` gives this device's key pair, `sample_catalogue` the procedures that come with the program; both are
    called off the GUI thread.
    """

    finished = Signal(object)
    demo_chosen = Signal()
    joined = Signal()  # to a server: office and people are here
    restored = Signal()  # a lost PC's data: to be opened anew
    stopped = Signal()

    def __init__(
        self,
        context: Context,
        device_key: Callable[[], Ed25519PrivateKey],
        sample_catalogue: Callable[[], Sequence[Procedure]],
        ways: Ways | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._device_key = device_key
        self._answers = Answers()
        self._kept: Answers | None = None
        self._founded: Actor | None = None
        self._working = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.office = OfficePage(context)
        self.counter = CounterPage(context)
        self.administrator = AdministratorPage()
        self.days = DaysPage(context)
        self.catalogue = CataloguePage(context, sample_catalogue)
        self.printers = PrintersPage(context, ways)
        self.pages: tuple[Page, ...] = (
            self.office, self.counter, self.administrator, self.days, self.catalogue, self.printers,
        )  # fmt: skip
        self.join = JoinPage(context, device_key)
        self.join.joined.connect(self._on_joined)
        self.restore = RestorePage(context)
        self.restore.restored.connect(self._on_restored)
        for beside in (self.join, self.restore):
            beside.failed.connect(self._on_failed)
            beside.edited.connect(lambda: self._trouble.show_banner(""))
        self.join.restore_wanted.connect(partial(self.show_beside, self.restore))
        self.printers.panel.trial_changed.connect(self._show_main)
        # Lists and the buttons of a trial take Enter for themselves; here it means what the main button says.
        for part in (self.days.list, self.catalogue.files.list, *self.printers.takes_enter()):
            part.installEventFilter(self)
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        self._lay_out()
        for page in self.pages:
            page.edited.connect(self._on_edited)
        self.follow_theme()
        self._show_step(0)
        house, years = context.house, years_from(context.house.local_now().date())
        context.runner.run(self, lambda: list_drafts(house, DRAFT), self._on_drafts)
        context.runner.run(self, lambda: seed_days(years), self.days.set_days)

    def _lay_out(self) -> None:
        self.steps = StepList(
            self.tr("Quầy Một Cửa"),
            self.tr("Có thể dừng bất cứ lúc nào. Lần sau mở lại, những gì đã ghi vẫn còn, trừ mã PIN."),
        )
        self._number = Label("", "sm", 500, "text2")
        self._title = Label("", "x2", 600)
        self._sentence = Text("", "base", 400, "text2", lines=2)
        self._trouble = Banner("bad")
        self._trouble.hide()
        self._stack = Pages()
        for page in (*self.pages, self.join, self.restore):
            self._stack.addWidget(page)
        self._body = QVBoxLayout()
        for part in (self._number, self._title, self._sentence):
            self._body.addWidget(part)
        self._body.addSpacing(4)
        self._body.addWidget(self._trouble)
        self._body.addWidget(self._stack, 1)
        self.bar = Bar()
        # Enter and Esc are handled by the page's keyPressEvent: lists, drop-downs and buttons take theirs first.
        self.back_button = KeyButton(self.tr("Bước trước"), "Alt+Left", "ghost")
        self.stop_button = KeyButton(self.tr("Để sau, dừng ở đây"), "Esc", "ghost", bind=False)
        self.join_button = KeyButton(self.tr("Nối máy chủ, khôi phục"), "Ctrl+J")
        self.join_button.clicked.connect(self.show_join)
        self.demo_button = KeyButton(self.tr("Dùng thử với dữ liệu mẫu"), "Ctrl+D")
        self.skip_button = KeyButton(self.tr("Bỏ qua bước này"), "Ctrl+S")
        self.next_button = KeyButton(self.tr("Tiếp tục"), "Return", "main", bind=False, big=True)
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.stop_button.clicked.connect(self.stop)
        self.demo_button.clicked.connect(self.demo_chosen)
        self.skip_button.clicked.connect(self.skip)
        for button in (self.back_button, self.stop_button):
            self.bar.row.addWidget(button)
        self.bar.row.addStretch(1)
        for button in (self.demo_button, self.join_button, self.skip_button, self.next_button):
            self.bar.row.addWidget(button)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self._body, 1)
        right.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.steps)
        row.addLayout(right, 1)

    # -- answers

    def answers(self) -> Answers:
        """Give everything typed so far."""
        answers = self._answers
        for page in self.pages:
            answers = page.read(answers)
        return replace(answers, step=self.step())

    def step(self) -> int:
        """Give the number of the step at hand, from 0."""
        number = self._stack.currentIndex()
        return number if number < len(self.pages) else 0  # joining and restoring stand beside the first

    def is_joining(self) -> bool:
        """Whether this PC is about to join a server instead."""
        return self._stack.currentWidget() is self.join

    def is_restoring(self) -> bool:
        """Whether this PC is about to take a lost one's place with its copy."""
        return self._stack.currentWidget() is self.restore

    def _on_drafts(self, drafts: list[Draft]) -> None:
        if not drafts or self.answers() != Answers():
            return
        self._answers = self._kept = Answers.from_data(drafts[0].data)
        for page in self.pages:
            page.show_answers(self._answers)
        # The PIN has to be typed again, so nobody comes back behind it.
        self._show_step(min(self._answers.step, self.pages.index(self.administrator)))

    def _on_edited(self) -> None:
        self._trouble.show_banner("")
        self._show_steps()
        self._keeping.start()

    def _keep(self) -> None:
        answers = self.answers()
        if answers == self._kept or self._founded is not None or self._working:
            return
        self._kept = answers
        house = self._context.house
        draft = Draft(DRAFT, DRAFT, "", answers.office.name, answers.to_data(), house.clock())
        self._context.runner.run(self, lambda: keep_draft(house, draft), lambda _nothing: None)

    # -- steps

    def _show_step(self, number: int) -> None:
        page = self.pages[number]
        self._stack.setCurrentIndex(number)
        self._number.set_text(self.tr("Bước {n} trong {all}").format(n=number + 1, all=len(self.pages)))
        self._title.set_text(page.title)
        self._sentence.set_text(page.sentence)
        self._trouble.show_banner("")
        last = number == len(self.pages) - 1
        self._offer(back=number > 0, demo=number == 0, join=number == 0, skip=page.may_skip and not last)
        self.next_button.set_label(self.tr("Xong, bắt đầu làm việc") if last else self.tr("Tiếp tục"))
        self.next_button.set_ready(True)
        self._show_main()
        self._answers = self.answers()
        self._show_steps()
        page.enter(self._answers)

    def _offer(self, *, back: bool = False, demo: bool = False, join: bool = False, skip: bool = False) -> None:
        """Show just these buttons; the others go first, for all of them at once make the window wider."""
        offers = (self.back_button, back), (self.demo_button, demo), (self.join_button, join), (self.skip_button, skip)
        for button, is_offered in sorted(offers, key=lambda offer: offer[1]):
            button.setVisible(is_offered)

    def show_join(self) -> None:
        """Ask for a server instead of an office."""
        self.show_beside(self.join)

    def show_beside(self, page: JoinPage | RestorePage) -> None:
        """Show a page that takes the place of all steps."""
        self._stack.setCurrentWidget(page)
        self._number.set_text("")
        self._title.set_text(page.title)
        self._sentence.set_text(page.sentence)
        self._trouble.show_banner("")
        self._offer(back=True)
        self.next_button.set_label(self.tr("Nối") if page is self.join else self.tr("Khôi phục"))
        page.enter(None)

    def take_scan(self, text: str) -> bool:
        """Give a scan to the page in front; True if it was taken."""
        page = self._stack.currentWidget()
        return isinstance(page, JoinPage | RestorePage) and page.take_scan(text)

    def _on_restored(self, moved: MovedIn) -> None:
        self._keeping.stop()
        if moved.trouble is None:
            self.restored.emit()
            return
        words = self.tr(
            "{trouble} Dữ liệu đã khôi phục, làm việc được ngay. Khi có mạng, quản trị vào Cài đặt › Máy chủ, quét lại "
            "tờ khôi phục để nhận chỗ của máy cũ."
        ).format(trouble=moved.trouble.sentence)
        answers = (Answer(self.tr("Tiếp tục"), "Return", self.restored.emit, "main"),)
        Question(self.tr("Chưa nhận được chỗ ở máy chủ"), words, answers, parent=self, width=520).show_question()

    def _on_joined(self) -> None:
        self._keeping.stop()
        self.joined.emit()

    def _show_main(self) -> None:
        # One filled button at a time: a question in the page takes it over until it is answered.
        asked = self.pages[self.step()] is self.printers and self.printers.panel.asking()
        self.next_button.set_kind("normal" if asked else "main")
        self.next_button.set_key("" if asked else "Return")

    def _show_steps(self) -> None:
        answers = self.answers()
        self.steps.show_steps([Step(page.step, page.told(answers)) for page in self.pages], self.step())

    def _on_enter(self) -> None:
        if self.pages[self.step()] is self.printers and self.printers.panel.asking():
            self.printers.panel.ask()
        else:
            self.go_on()

    def go_on(self) -> None:
        """Go to the next step, or found the office after the last."""
        if self.is_joining():
            self.join.join()
            return
        if self.is_restoring():
            self.restore.restore()
            return
        page = self.pages[self.step()]
        if self._working or not page.ready():
            return
        self._keeping.start()
        if self.step() + 1 < len(self.pages):
            self._show_step(self.step() + 1)
        else:
            self._found()

    def go_back(self) -> None:
        """Go to the step before; nothing typed is lost."""
        if self.is_joining():
            if not self.join.is_busy:
                self._show_step(0)
        elif self.is_restoring():
            if not self.restore.is_busy:
                self.show_join()
        elif self.step() > 0 and not self._working:
            self._keeping.start()
            self._show_step(self.step() - 1)

    def skip(self) -> None:
        """Leave the step at hand for later."""
        if self.pages[self.step()] is self.catalogue:
            self.catalogue.choice.set_value("later")
            self.catalogue.files.hide()
        if self.step() + 1 < len(self.pages):
            self._show_step(self.step() + 1)

    def stop(self) -> None:
        """Keep what was typed and ask for the window to be closed."""
        if self._working:
            return
        self._keeping.stop()
        self._keep()
        self.stopped.emit()

    # -- founding

    def _found(self) -> None:
        try:
            start = to_first_start(self.answers(), self.administrator.secret_text(), self.days.days)
        except Explained as error:
            self._on_failed(error)
            return
        self._working = True
        self._keeping.stop()
        self.next_button.set_ready(False, self.tr("Đang ghi, chờ một chút"))
        self._sentence.set_text(self.tr("Đang lập cơ quan và danh mục …"))
        house, key, procedures = self._context.house, self._device_key, self.catalogue.procedures()
        founded = self._founded
        self._context.runner.run(
            self,
            (lambda: founded) if founded is not None else (lambda: found_office(house, key(), start)),
            lambda actor: self._on_founded(actor, procedures),
            self._on_failed,
        )

    def _on_founded(self, actor: Actor, procedures: tuple[Procedure, ...]) -> None:
        # From here the office stands: a failure below is mended by pressing again, never by founding twice.
        self._founded = actor
        house, settings, changes = self._context.house, self._context.settings, self.printers.panel.changes()

        def work() -> None:
            if procedures:
                publish_procedures(house, SYSTEM_ACTOR, procedures)
            drop_draft(house, DRAFT)
            with suppress(OSError):  # the office stands; printers can be chosen again in the settings
                settings.change(**changes)

        self._context.runner.run(self, work, lambda _nothing: self._on_equipped(actor), self._on_failed)

    def _on_equipped(self, actor: Actor) -> None:
        self._working = False
        self.finished.emit(actor)

    def _on_failed(self, error: Explained) -> None:
        self._working = False
        self.next_button.set_ready(True)
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        self._sentence.set_text(page.sentence)
        self._trouble.show_banner(error.sentence, error.advice, "bad")

    # -- keys and look

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            self._on_enter()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._on_enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.stop()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.pages[self.step()].enter(self.answers())

    def retheme(self) -> None:
        roomy = ink.tokens().density == "roomy"
        self._body.setContentsMargins(*((32, 22, 32, 16) if roomy else (18, 8, 18, 8)))
        self._body.setSpacing(2 if roomy else 0)
        super().retheme()

    def sizeHint(self) -> QSize:
        return QSize(1093, 508)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("bg"))
