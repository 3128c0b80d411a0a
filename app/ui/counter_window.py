"""The counter's window: the sign-in first, then the screens one after the other; locks and unlocks.

It is shown before the use cases are loaded, so nothing here asks for them at once. What else a counter does (scans,
strip, copies, printing) is `app.ui.counter_work`, which is there before anybody can have signed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from app.domain.errors import Explained
from app.domain.office import Actor, StaffMember
from app.log import report
from app.right_of_way import give_way
from app.runtime.side_work import SideWork
from app.services.door import DEMO_PIN, find_desk
from app.services.house import Desk
from app.ui.context import Context
from app.ui.idle_lock import IdleLock
from app.ui.qt_classes import bring_in_classes
from app.ui.screen import Screen
from app.ui.screens.sign_in import SignInScreen
from app.ui.shell import MainShell
from app.ui.weekdays import weekday_name
from app.ui.widgets.navigation import Place
from app.ui.widgets.toasts import ToastKind, ToastWords
from app.ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.domain.procedures import Procedure
    from app.ui.screens.settings import SettingsScreen

# The first one is shown after the sign-in. They come when that is painted: nobody waits for what nobody sees yet.
SCREENS = {
    "queue": ("app.ui.screens.queue", "QueueScreen"),
    "attention": ("app.ui.screens.attention", "AttentionScreen"),
    "intake": ("app.ui.screens.intake", "IntakeScreen"),
    "find": ("app.ui.screens.find", "FindScreen"),
    "dossier": ("app.ui.screens.dossier", "DossierScreen"),
    "tickets": ("app.ui.screens.tickets", "TicketsScreen"),
    "prints": ("app.ui.screens.prints", "PrintsScreen"),
    "preview": ("app.ui.screens.preview", "PreviewScreen"),
    "outbox": ("app.ui.screens.outbox", "OutboxScreen"),
    "procedures": ("app.ui.screens.procedures", "ProceduresScreen"),
    "settings": ("app.ui.screens.settings", "SettingsScreen"),
}


REOPEN = 10  # the program's exit code that means: the data have changed, open them anew
PAUSE_MS = 20  # before looking again whether the task runner has nothing to do
_PATIENCE = 0.5  # seconds that the loading of a screen waits at most for the making of the one before


class CounterWindow(QObject):
    """Owns the shell and its screens; a controller, not a widget.

    `device_key` gives this PC's key pair when the wizard founds the office; `sample_catalogue` the catalogue that comes
    with the program. `shown`: the sign-in has been painted, the rest may be loaded. `made`: a screen is there.
    """

    shown = Signal()
    made = Signal(object)
    locked = Signal()

    def __init__(
        self,
        context: Context,
        window_settings: WindowSettings,
        device_key: Callable[[], Ed25519PrivateKey],
        sample_catalogue: Callable[[], list[Procedure]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._device_key = device_key
        self._sample_catalogue = sample_catalogue
        self._pieces = self._make_pieces()
        self._loaded = 0  # screens whose modules are there
        self._is_loading = False
        self._may_load = Event()
        self.is_making = False
        self._coming, self._is_back = "", False  # the screen to show; whether it is for who locked the window
        self.shell = MainShell(window_settings, self._places())
        for number, name in enumerate(SCREENS, start=1):
            self.shell.add_screen_later(name, partial(self._make, name), partial(self._is_loaded, number))
        context.hub.trouble.connect(self.tell_trouble)
        self._idle = IdleLock(context.settings.current.idle_lock_minutes, self)
        self._idle.idle.connect(self.lock)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._show_time)
        self._clock.start(1000)

    def _places(self) -> list[Place]:
        return [
            Place("queue", self.tr("Hàng đợi"), "inbox", "Ctrl+1"),
            Place("intake", self.tr("Tiếp nhận"), "file-plus", "F2"),
            Place("find", self.tr("Tìm"), "search", "F3"),
            Place("attention", self.tr("Cần xử lý"), "triangle-alert", "Ctrl+2"),
            Place("tickets", self.tr("Gọi số"), "users", "Ctrl+3", optional=True),
            Place("prints", self.tr("Sổ in"), "printer", "Ctrl+4"),
            Place("procedures", self.tr("Thủ tục"), "book-open", "Ctrl+5"),
            Place("settings", self.tr("Cài đặt"), "settings", "Ctrl+6", at_bottom=True),
        ]

    # -- beginning, signing in, locking

    def begin(self, people: Sequence[StaffMember] | None = None) -> None:
        """Show the window: first start, or sign-in, which fetches the people itself when it is not told them."""
        self._show_time()
        if self._context.desk is None:
            self._show_first_start()
        else:
            self._show_sign_in(people=people).painted.connect(self.shown)
        self.shell.show()

    def _show_first_start(self) -> None:
        from app.ui.screens.first_start import FirstStartWizard  # once in the life of a PC

        wizard = FirstStartWizard(self._context, self._device_key, self._sample_catalogue)
        wizard.finished.connect(self._on_founded)
        wizard.demo_chosen.connect(self._on_demo)
        wizard.joined.connect(self._on_joined)
        wizard.restored.connect(lambda: QCoreApplication.exit(REOPEN))
        wizard.stopped.connect(self.shell.close)
        self.shell.show_alone(wizard)

    @Slot()
    def _on_joined(self) -> None:
        """Another PC's office and people are here: somebody signs in, the rest comes meanwhile."""
        self._context.runner.run(self, partial(find_desk, self._context.house), self._on_joined_desk)

    def _on_joined_desk(self, desk: Desk | None) -> None:
        self._context.desk = desk
        self._show_sign_in()

    @Slot()
    def _on_demo(self) -> None:
        from app.services.demo import found_demo_office

        house, device_key, catalogue = self._context.house, self._device_key, self._sample_catalogue
        self._context.demo_pin = DEMO_PIN
        self._context.runner.run(self, lambda: found_demo_office(house, device_key(), catalogue()), self._on_founded)

    @Slot(object)
    def _on_founded(self, actor: Actor) -> None:
        self._context.runner.run(self, partial(find_desk, self._context.house), partial(self._on_desk, actor))

    def _on_desk(self, actor: Actor, desk: Desk | None) -> None:
        self._context.desk = desk
        self._on_signed_in(actor)

    def _show_sign_in(self, *, locked: bool = False, people: Sequence[StaffMember] | None = None) -> SignInScreen:
        self._idle.pause()
        self._coming = ""
        screen = SignInScreen(self._context, locked, people)
        screen.checking.connect(self.shell.keep_keys)
        screen.refused.connect(self.shell.forget_keys)
        screen.signed_in.connect(self._on_signed_in)
        screen.term_told.connect(lambda words, advice: self.say(words, advice, "warn", "offline-term"))
        self.shell.show_alone(screen)
        return screen

    @Slot(object)
    def _on_signed_in(self, actor: Actor) -> None:
        before = self._context.actor
        self._context.sign_in(actor)
        self._idle.start()
        self._show_place()
        self._is_back = before is not None and before.staff_id == actor.staff_id
        self._coming = self.shell.last_shown() if self._is_back else "queue"
        self._show_coming()

    @Slot()
    def _show_coming(self) -> None:
        """Show the screen that is to come, made and rehearsed piece by piece; nothing if a lock came first."""
        try:
            goes_on = bool(self._coming) and self.shell.make_piece_of(self._coming)
        except Exception:
            self._coming = ""
            self.shell.forget_keys()  # signing in again tries again
            raise
        if goes_on:
            QTimer.singleShot(0, self, self._show_coming)
        elif self._coming:
            name, self._coming = self._coming, ""
            self.shell.show_behind(name, same_person=self._is_back)

    @property
    def is_opening(self) -> bool:
        """Whether somebody has signed in and the first screen is on its way."""
        return bool(self._coming)

    @Slot()
    def lock(self) -> None:
        """Put the sign-in before everything; the screens behind keep what is on them."""
        if self._context.actor is not None:
            self._show_sign_in(locked=True)
            self._context.locked.changed.emit()
            self.locked.emit()

    # -- screens

    @Slot()
    def prepare(self) -> None:
        """Load what draws and fills the screens while the PIN is typed, on another thread; then make them.

        What somebody waits for goes first: the one who signed in at once sees the queue before the others are made.
        """
        if not self._context.runner.is_idle:
            QTimer.singleShot(PAUSE_MS, self, self.prepare)
            return
        addresses = self._context.addresses

        def load(work: SideWork) -> None:
            for number, (name, (module, _)) in enumerate(SCREENS.items(), start=1):
                self._may_load.wait(_PATIENCE)
                self._may_load.clear()
                import_module(module)
                if name == "intake":
                    addresses.prepare(give_way)  # before a form asks for them: two threads would both read them
                work.progress(number, len(SCREENS))

        self._is_loading = self.is_making = True
        SideWork(self, load, lambda _done: None, self._on_not_loaded, self._on_loaded)
        self._make_next()

    def _on_loaded(self, screens: int, _of: int) -> None:
        self._loaded = screens

    def _on_not_loaded(self, error: Explained) -> None:
        self._is_loading = self.is_making = False  # whoever asks for a screen tries again, and is told why it fails
        self.tell_trouble(error)

    def _is_loaded(self, number: int) -> bool:
        is_loaded = not self._is_loading or number <= self._loaded
        if not is_loaded:
            self._may_load.set()  # somebody waits
        return is_loaded

    def _make_next(self) -> None:
        """Make one piece between two events, so that no key waits for all of them."""
        busy = self._context.actor is not None and not self._context.runner.is_idle
        try:
            went_on = False if busy else next(self._pieces, None)
        except Exception:
            self.is_making = False  # whoever asks for a screen tries again
            raise
        if went_on is not None:
            QTimer.singleShot(0 if went_on else PAUSE_MS, self, self._make_next)
        else:
            self.is_making = False

    def _make_pieces(self) -> Iterator[bool]:
        """Make and rehearse the screens one by one, then the pages of the settings; False: the next is not loaded."""
        for _class in bring_in_classes():
            yield True
        for number in range(1, len(SCREENS) + 1):
            # In turns: Python lets two threads compute only alternately, and a window that makes a screen beside one
            # that loads answers late.
            self._may_load.set()
            while self._loaded < number:
                yield False
            while self.shell.screens_to_make() > len(SCREENS) - number and self.shell.make_piece():
                yield True
        while self.shell.make_piece():
            yield True
        yield True
        settings = cast("SettingsScreen", self.shell.screen_named("settings"))
        for _piece in settings.rehearse_pages(self.shell.room_for(settings)):
            yield True

    def _make(self, name: str) -> Iterator[Screen | None]:
        module, of_class = SCREENS[name]
        kind: type[Screen] = getattr(import_module(module), of_class)
        for screen in kind.in_pieces(self._context):
            if screen is not None:
                if name == "settings":
                    cast("SettingsScreen", screen).lock_minutes_changed.connect(self._idle.set_minutes)
                self.made.emit(screen)
            yield screen

    def dispose(self) -> None:
        """Take the window down for good."""
        self._clock.stop()
        self.shell.hide()
        self.shell.deleteLater()
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- what it says

    @Slot(object)
    def tell_trouble(self, error: Exception) -> None:
        """Say what went wrong and no screen answers for."""
        if isinstance(error, Explained):
            self.say(error.sentence, error.advice, "bad")
        else:
            code = report(error)
            self.say(
                self.tr("Chương trình gặp lỗi, việc vừa làm chưa lưu"),
                self.tr("Nội dung đang nhập vẫn giữ nguyên. Thử lại; nếu còn lỗi, báo mã {0}.").format(code),
                "bad",
            )

    def say(self, heading: str, sentence: str, kind: ToastKind, tag: str = "window") -> None:
        """Show a toast; it takes the place of the one before with that tag."""
        self.shell.show_toast(ToastWords(heading=heading, sentence=sentence, kind=kind, tag=tag))

    def _show_place(self) -> None:
        desk = self._context.desk
        if desk is not None:
            place = f"{desk.office.place} · {desk.counter_name}"
            person = self._context.actor.name if self._context.actor else ""
            self.shell.strip.set_place(place, desk.counter_name, person)

    @Slot()
    def _show_time(self) -> None:
        now = self._context.house.local_now()
        day = f"{weekday_name(now.date())[:1].upper()}{weekday_name(now.date())[1:]} {now:%d/%m/%Y}"
        self.shell.strip.set_time(f"{day}  {now:%H:%M}", f"{now:%H:%M}")
