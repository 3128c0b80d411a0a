"""The counter's window: puts the screens into the shell, routes scans, locks, and keeps the strip true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot

from app.domain.calendar import WorkCalendar
from app.domain.dossier_codes import local_date
from app.domain.errors import Explained
from app.domain.office import Actor
from app.domain.procedure_index import ProcedureIndex
from app.domain.procedures import Procedure
from app.log import report
from app.runtime.print_loop import PrintLoop
from app.runtime.serial_reader import PortState, SerialReader, sentence_of
from app.runtime.side_work import SideWork
from app.runtime.wedge_filter import WedgeFilter
from app.scanning.routing import (
    CardScan,
    DamagedCard,
    DossierScan,
    Routed,
    TrainingScan,
    UnknownScan,
    route_all,
)
from app.scanning.wedge import Scan
from app.services.demo import found_demo_office
from app.services.door import DEMO_PIN, find_desk
from app.services.dossiers import Worklist, find_by_code, list_queue
from app.services.house import Changed, Desk
from app.services.offices import load_calendar
from app.services.print_jobs import FAILED, PrintJob, count_jobs
from app.services.procedures import list_procedures
from app.services.second_place import keep_copies
from app.services.upkeep import BackupInfo, doubt_clock
from app.settings import SerialPort, WedgeProfile
from app.ui.clock_watch import ClockWatch
from app.ui.context import Context
from app.ui.idle_lock import IdleLock
from app.ui.screen import Screen
from app.ui.screens.sign_in import SignInScreen
from app.ui.shell import MainShell
from app.ui.update_notes import UpdateNotes
from app.ui.weekdays import weekday_name
from app.ui.widgets.navigation import Place
from app.ui.widgets.strip import StripItem
from app.ui.widgets.toasts import Answer, ToastKind, ToastWords
from app.ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from app.ui.screens.intake import IntakeScreen
    from app.ui.screens.settings import SettingsScreen

# The first one is shown after the sign-in. They come when that is painted: nobody waits for what nobody sees yet.
SCREENS = {
    "queue": ("app.ui.screens.queue", "QueueScreen"),
    "intake": ("app.ui.screens.intake", "IntakeScreen"),
    "find": ("app.ui.screens.find", "FindScreen"),
    "dossier": ("app.ui.screens.dossier", "DossierScreen"),
    "prints": ("app.ui.screens.prints", "PrintsScreen"),
    "preview": ("app.ui.screens.preview", "PreviewScreen"),
    "procedures": ("app.ui.screens.procedures", "ProceduresScreen"),
    "settings": ("app.ui.screens.settings", "SettingsScreen"),
}
PREPARE_MS = 50  # after the sign-in is shown
UPKEEP_MS = 10 * 60_000  # how often to ask whether a backup is due


class CounterWindow(QObject):
    """Owns the shell and its screens; a controller, not a widget.

    `device_key` gives this PC's key pair when the wizard founds the office; `sample_catalogue` the catalogue that comes
    with the program.
    """

    locked = Signal()

    def __init__(
        self,
        context: Context,
        window_settings: WindowSettings,
        print_loop: PrintLoop,
        device_key: Callable[[], Ed25519PrivateKey],
        sample_catalogue: Callable[[], list[Procedure]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._device_key = device_key
        self._sample_catalogue = sample_catalogue
        self._print_loop = print_loop
        self._wedge: WedgeFilter | None = None
        self._serial: SerialReader | None = None
        self._lost_ports: set[str] = set()
        self._pieces = self._make_pieces()
        self._has_reference = False  # catalogue and calendar are in memory, or on their way
        self._has_scanned = False  # a keyboard-wedge reader can't be asked; its first scan shows it works
        self.shell = MainShell(window_settings, self._places())
        for name in SCREENS:
            self.shell.add_screen_later(name, partial(self._make, name))
        context.hub.changed.connect(self._on_changed)
        context.hub.trouble.connect(self._on_trouble)
        print_loop.changed.connect(context.hub.changed)
        print_loop.failed.connect(self._on_print_failed)
        print_loop.waiting.connect(self._on_print_waiting)
        self._updates = UpdateNotes(context, self.shell, self)
        if context.updates is not None:
            context.updates.stepped.connect(self._count)
        self._idle = IdleLock(context.settings.current.idle_lock_minutes, self)
        self._idle.idle.connect(self.lock)
        self._upkeep = QTimer(self)
        self._upkeep.timeout.connect(self._on_upkeep)
        self._upkeep.start(UPKEEP_MS)
        self._clock_doubt = ""
        self._clock_watch = ClockWatch(context.house.clock, self)
        self._clock_watch.was_set.connect(self._on_clock_set)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._on_tick)
        self._clock.start(1000)

    def _places(self) -> list[Place]:
        return [
            Place("queue", self.tr("Hàng đợi"), "inbox", "Ctrl+1"),
            Place("intake", self.tr("Tiếp nhận"), "file-plus", "F2"),
            Place("find", self.tr("Tìm"), "search", "F3"),
            Place("prints", self.tr("Sổ in"), "printer", "Ctrl+4"),
            Place("procedures", self.tr("Thủ tục"), "book-open", "Ctrl+5"),
            Place("settings", self.tr("Cài đặt"), "settings", "Ctrl+6", at_bottom=True),
        ]

    # -- beginning, signing in, locking

    def begin(self) -> None:
        """Show the window: first start, or sign-in."""
        self._on_tick()
        if self._context.desk is None:
            self._show_first_start()
        else:
            self._show_sign_in()
        QTimer.singleShot(PREPARE_MS, self, self._prepare)
        self.shell.show()

    def _prepare(self) -> None:
        """Load what draws and fills the screens while the PIN is typed, on another thread; then make them."""
        addresses = self._context.addresses

        def load(_work: SideWork) -> None:
            for module, _ in SCREENS.values():
                import_module(module)
            addresses.prepare()

        SideWork(self, load, lambda _done: self._make_next(), self._on_trouble)

    def _make_next(self) -> None:
        """Make one piece between two events, so that no key waits for all of them."""
        if next(self._pieces, False):
            QTimer.singleShot(0, self, self._make_next)
        elif self._context.desk is not None:
            self._need_reference()

    def _make_pieces(self) -> Iterator[bool]:
        """Make the screens one after the other, the settings page by page."""
        for name in SCREENS:
            self.shell.screen_named(name)
            yield True
        while self._settings().make_page():
            yield True

    def _need_reference(self) -> None:
        if not self._has_reference:
            self._load_reference()

    def _make(self, name: str) -> Screen:
        module, of_class = SCREENS[name]
        make: Callable[..., Screen] = getattr(import_module(module), of_class)
        if name != "settings":
            return make(self._context)
        screen = make(self._context, later=True)
        settings = cast("SettingsScreen", screen)
        settings.scanner_changed.connect(self._on_scanner_changed)
        settings.ports_changed.connect(self._on_ports_changed)
        settings.lock_minutes_changed.connect(self._idle.set_minutes)
        if self._serial is not None:
            settings.watch_ports(self._serial)
        return screen

    def dispose(self) -> None:
        """Take the window down for good."""
        self._upkeep.stop()
        self._clock.stop()
        self.shell.hide()
        self.shell.deleteLater()
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _settings(self) -> SettingsScreen:
        return cast("SettingsScreen", self.shell.screen_named("settings"))

    def _intake(self) -> IntakeScreen:
        return cast("IntakeScreen", self.shell.screen_named("intake"))

    @Slot(object)
    def _on_scanner_changed(self, profile: WedgeProfile) -> None:
        if self._wedge is not None:
            self._wedge.set_profile(profile)

    def listen_to(self, wedge: WedgeFilter, serial: SerialReader | None = None) -> None:
        """Know the scanners, to pass on what the settings change and to tell when one is gone."""
        self._wedge, self._serial = wedge, serial
        if serial is not None:
            serial.state_changed.connect(self._on_port)
            serial.listen_to(self._context.settings.current.serial_scanners)

    @Slot(object)
    def _on_ports_changed(self, ports: tuple[SerialPort, ...]) -> None:
        if self._serial is not None:
            self._serial.listen_to(ports)
            self._lost_ports &= {port.name for port in ports}
            self._count()

    @Slot(str, object)
    def _on_port(self, name: str, state: PortState) -> None:
        """Tell quietly that a scanner is gone, and that it is back."""
        if state is PortState.LISTENING and name in self._lost_ports:
            self._lost_ports.discard(name)
            self._say(self.tr("Đầu đọc đã nối lại"), self.tr("Quét tiếp như thường."), "ok", "reader")
        elif state in (PortState.MISSING, PortState.TAKEN, PortState.FORBIDDEN) and name not in self._lost_ports:
            self._lost_ports.add(name)
            sentence, advice = sentence_of(state, name)
            if self._context.actor is not None:
                self._say(sentence, advice, "warn", "reader")
        self._count()

    def _show_first_start(self) -> None:
        from app.ui.screens.first_start import FirstStartWizard  # once in the life of a PC

        wizard = FirstStartWizard(self._context, self._device_key, self._sample_catalogue)
        wizard.finished.connect(self._on_founded)
        wizard.demo_chosen.connect(self._on_demo)
        wizard.stopped.connect(self.shell.close)
        self.shell.show_alone(wizard)

    @Slot(object)
    def _on_founded(self, actor: Actor) -> None:
        self._context.runner.run(self, partial(find_desk, self._context.house), partial(self._on_desk, actor))

    def _on_desk(self, actor: Actor | None, desk: Desk | None) -> None:
        self._context.desk = desk
        self._load_reference()
        if actor is not None:
            self._on_signed_in(actor)

    def _show_sign_in(self, *, locked: bool = False) -> None:
        self._idle.pause()
        screen = SignInScreen(self._context, locked=locked)
        screen.signed_in.connect(self._on_signed_in)
        self.shell.show_alone(screen)

    @Slot(object)
    def _on_signed_in(self, actor: Actor) -> None:
        before = self._context.actor
        self._need_reference()
        self._context.sign_in(actor)
        self._idle.start()
        self._show_place()
        house = self._context.house
        self._context.runner.run(self, lambda: doubt_clock(house), self._on_clock_doubted)
        self._on_upkeep()
        unlocked = before is not None and before.staff_id == actor.staff_id
        self.shell.show_screen(self.shell.last_shown() if unlocked else "queue")
        self._count()

    @Slot()
    def lock(self) -> None:
        """Put the sign-in before everything; the screens behind keep what is on them."""
        if self._context.actor is not None:
            self._show_sign_in(locked=True)
            self.locked.emit()

    @Slot()
    def _on_demo(self) -> None:
        house, device_key, catalogue = self._context.house, self._device_key, self._sample_catalogue
        self._context.demo_pin = DEMO_PIN
        self._context.runner.run(self, lambda: found_demo_office(house, device_key(), catalogue()), self._on_founded)

    def _on_clock_doubted(self, doubts: tuple[str, ...]) -> None:
        self._clock_doubt = " ".join([*doubts, *self._clock_watch.zone()])
        if self._clock_doubt:
            advice = self.tr("Chỉnh lại ngày giờ và múi giờ của máy. Vẫn nhận được hồ sơ; mã không bị trùng.")
            words = ToastWords(self._clock_doubt, advice, "warn", icon="clock", tag="clock")
            self.shell.show_toast(words)
        self._count()

    @Slot(tuple)
    def _on_clock_set(self, doubts: tuple[str, ...]) -> None:
        if self._context.actor is not None:
            self._on_clock_doubted(doubts)

    @Slot()
    def _on_upkeep(self) -> None:
        self._updates.tick()
        if self._context.desk is not None:
            house, second = self._context.house, self._context.settings.current.second_place
            SideWork(self, lambda _work: keep_copies(house, second), self._on_backed_up, self._on_trouble)

    def _on_backed_up(self, made: BackupInfo | None) -> None:
        if made is not None:
            self._context.hub.changed.emit(Changed(frozenset({"backup"})))

    # -- what everybody needs in memory

    def _load_reference(self) -> None:
        self._has_reference = True
        house = self._context.house
        self._context.runner.run(self, lambda: list_procedures(house, house.local_now().date()), self._on_procedures)
        self._context.runner.run(self, lambda: load_calendar(house), self._on_calendar)

    def _on_procedures(self, procedures: list[Procedure]) -> None:
        self._context.procedures = {procedure.code: procedure for procedure in procedures}
        self._context.index = ProcedureIndex(procedures)
        self._context.reference_loaded.changed.emit()

    def _on_calendar(self, calendar: WorkCalendar) -> None:
        self._context.calendar = calendar
        self._context.reference_loaded.changed.emit()

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        if changed.kinds & {"procedure", "calendar", "office"}:
            self._load_reference()
        if "office" in changed.kinds:
            self._context.runner.run(self, partial(find_desk, self._context.house), partial(self._on_desk, None))
        if changed.kinds & {"dossier", "print", "settings"}:
            self._count()
        if "print" in changed.kinds:
            self._print_loop.wake()

    # -- scans

    @Slot(object)
    def on_scanned(self, scan: Scan) -> None:
        """Route what a scanner sent: cards to the intake, codes to their dossier, the rest into words."""
        if self._context.actor is None:
            return
        if not self._has_scanned:
            self._has_scanned = True
            self._count()
        now = self.shell.current_screen()
        if now is not None and now.name == "settings" and self._settings().on_scan(scan):
            return
        today = local_date(self._context.house.clock())
        first, *others = route_all(scan, today)
        self._take(first)
        for found in others:  # two that ran together: each card asks whose it is, but only one dossier can open
            if isinstance(found, CardScan | DamagedCard):
                self._take(found)
            else:
                self._say(self.tr("Hai lần quét dính vào nhau"), self.tr("Đã lấy mã đầu. Quét lại mã sau."), "warn")

    def _take(self, found: Routed) -> None:
        if isinstance(found, TrainingScan) and self._context.the_desk.office.training:
            found = found.inner
        match found:
            case CardScan() | DamagedCard():
                intake = self._intake()
                if self.shell.current_screen() is not intake:
                    self.shell.show_screen("intake")
                intake.on_scan(found)
            case DossierScan():
                self._open_scanned(found)
            case TrainingScan():
                self._say(self.tr("Đây là giấy của bản thử"), self.tr("Giấy thử không mở hồ sơ thật."), "warn")
            case UnknownScan():
                self._say(self.tr("Mã chưa nhận ra: {0}").format(found.description), found.advice, "warn")

    def _open_scanned(self, scan: DossierScan) -> None:
        office = self._context.the_desk.office
        code = scan.code
        if code is None and scan.alias is not None and scan.alias.office_number == office.number:
            code = scan.alias.code(office.prefix)
        if code is None:
            self._say(self.tr("Hồ sơ của cơ quan khác"), self.tr("Máy này không giữ hồ sơ đó."), "warn")
            return
        text = str(code)
        self._context.runner.run(
            self, lambda: find_by_code(self._context.house, text), partial(self._on_code_found, text)
        )

    def _on_code_found(self, code: str, subject_id: str | None) -> None:
        if subject_id is None:
            self._say(self.tr("Máy này chưa có hồ sơ {0}").format(code), self.tr("Kiểm tra lại mã trên giấy."), "warn")
        else:
            self.shell.show_screen("dossier", subject_id)

    # -- trouble and the strip

    @Slot(object)
    def _on_trouble(self, error: Exception) -> None:
        if isinstance(error, Explained):
            self._say(error.sentence, error.advice, "bad")
        else:
            code = report(error)
            self._say(
                self.tr("Chương trình gặp lỗi, việc vừa làm chưa lưu"),
                self.tr("Nội dung đang nhập vẫn giữ nguyên. Thử lại; nếu còn lỗi, báo mã {0}.").format(code),
                "bad",
            )

    @Slot(object, str)
    def _on_print_failed(self, job: PrintJob, sentence: str) -> None:
        heading = self.tr("Hồ sơ đã lưu, nhưng {0} chưa in được").format(job.title[:1].lower() + job.title[1:])
        answers = (Answer(self.tr("Mở sổ in"), "Ctrl+4", partial(self.shell.show_screen, "prints")),)
        self.shell.show_toast(
            ToastWords(heading=heading, sentence=sentence, kind="bad", icon="printer", answers=answers, tag="print")
        )

    @Slot(object, str)
    def _on_print_waiting(self, job: PrintJob, sentence: str) -> None:
        heading = self.tr("{0} đang chờ máy in").format(job.title)
        self.shell.show_toast(ToastWords(heading=heading, sentence=sentence, kind="warn", icon="printer", tag="print"))

    def _say(self, heading: str, sentence: str, kind: ToastKind, tag: str = "window") -> None:
        self.shell.show_toast(ToastWords(heading=heading, sentence=sentence, kind=kind, tag=tag))

    def _count(self) -> None:
        if self._context.desk is None:  # the first start: nothing to count yet
            return
        house = self._context.house
        self._context.runner.run(self, lambda: (list_queue(house), count_jobs(house)), self._on_counted)

    def _on_counted(self, counted: tuple[Worklist, dict[str, int]]) -> None:
        worklist, jobs = counted
        failed = jobs.get(FAILED, 0)
        self.shell.navigation.set_count("queue", len(worklist.lines))
        self.shell.navigation.set_count("prints", failed, "bad" if failed else "text")
        self._show_strip(worklist.waiting_events, failed)

    def _show_strip(self, waiting: int, failed: int) -> None:
        items = [
            StripItem(
                "network",
                "wifi-off",
                self.tr("Chưa nối máy chủ"),
                self.tr("Chưa nối"),
                "off",
                self.tr("Làm việc trên máy này"),
            ),
            StripItem("waiting", "cloud-upload", self.tr("{0} việc giữ trên máy").format(waiting), f"{waiting}", "off"),
            self._reader_item(),
            self._printer_item("a4", "printer", self.tr("In A4"), "A4", failed),
            self._printer_item("label", "tag", self.tr("In tem"), self.tr("Tem"), 0),
        ]
        if self._clock_doubt:
            words = self.tr("Giờ máy có thể sai")
            items.insert(0, StripItem("clock", "clock", words, self.tr("Giờ máy"), "bad", self._clock_doubt))
        items += self._updates.strip_items()
        if not self._context.key_in_keyring:
            tip = self.tr("Máy này không có kho khóa của hệ điều hành; khóa nằm trong tệp chỉ chủ máy đọc được.")
            items.append(StripItem("key", "lock", self.tr("Khóa giữ trong tệp"), self.tr("Khóa tệp"), "waiting", tip))
        self.shell.strip.set_items(items)

    def _reader_item(self) -> StripItem:
        states = self._serial.states() if self._serial is not None else {}
        lost = [sentence_of(states[name], name)[0] for name in sorted(self._lost_ports) if name in states]
        if lost:
            return StripItem(
                "reader", "id-card", self.tr("Đầu đọc mất kết nối"), self.tr("Đầu đọc"), "bad", "\n".join(lost)
            )
        heard = self._has_scanned or PortState.LISTENING in states.values()
        return StripItem("reader", "id-card", self.tr("Đầu đọc thẻ"), self.tr("Đầu đọc"), "ok" if heard else "off")

    def _printer_item(self, role: str, icon: str, text: str, short: str, failed: int) -> StripItem:
        if failed:
            return StripItem(role, icon, self.tr("{0} bản chưa in được").format(failed), short, "bad")
        if self._context.settings.current.printers.get(role):
            return StripItem(role, icon, text, short)
        words = self.tr("{0}: vào thư mục").format(text)
        return StripItem(role, icon, words, short, "off", self.tr("Giấy lưu thành PDF đến khi chọn máy in"))

    def _show_place(self) -> None:
        desk = self._context.desk
        if desk is not None:
            place = f"{desk.office.place} · {desk.counter_name}"
            person = self._context.actor.name if self._context.actor else ""
            self.shell.strip.set_place(place, desk.counter_name, person)

    @Slot()
    def _on_tick(self) -> None:
        self._clock_watch.look()
        now = self._context.house.local_now()
        day = f"{weekday_name(now.date())[:1].upper()}{weekday_name(now.date())[1:]} {now:%d/%m/%Y}"
        self.shell.strip.set_time(f"{day}  {now:%H:%M}", f"{now:%H:%M}")
