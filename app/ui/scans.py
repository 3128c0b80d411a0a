"""What the scanners send, from everywhere in the window: cards to the intake, codes to their dossier."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.domain.dossier_codes import local_date
from app.runtime.serial_reader import PortState, SerialReader, sentence_of
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
from app.services.dossiers import find_by_code
from app.settings import SerialPort, WedgeProfile
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.screen import Screen

if TYPE_CHECKING:
    from app.ui.screens.intake import IntakeScreen
    from app.ui.screens.settings import SettingsScreen


def _is_taken(text: str) -> bool:
    """Whether the form under the focus, or one around it, takes this scan for itself (`take_scan`)."""
    place = QApplication.focusWidget()
    while place is not None:
        take = getattr(place, "take_scan", None)
        if take is not None and take(text):
            return True
        place = place.parentWidget()
    return False


class Scans(QObject):
    """Routes scans, passes on what the settings change, and knows which scanner is there. `changed`: that is news."""

    changed = Signal()

    def __init__(
        self,
        context: Context,
        window: CounterWindow,
        wedge: WedgeFilter | None = None,
        serial: SerialReader | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._window = window
        self._shell = window.shell
        self._wedge = wedge
        self._serial = serial
        self._lost_ports: set[str] = set()
        self._has_scanned = False  # a keyboard-wedge reader can't be asked; its first scan shows it works
        self._early: list[Scan] = []
        context.signed_in.changed.connect(self._early.clear)
        window.made.connect(self._on_made)
        window.shell.screen_shown.connect(self._take_early)
        if wedge is not None:
            wedge.scanned.connect(self.take)
        if serial is not None:
            serial.scanned.connect(self.take)
            serial.state_changed.connect(self._on_port)
            serial.listen_to(context.settings.current.serial_scanners)

    # -- the scanners

    def lost(self) -> list[str]:
        """Give a sentence for each scanner that was there and is gone."""
        states = self._serial.states() if self._serial is not None else {}
        return [sentence_of(states[name], name)[0] for name in sorted(self._lost_ports) if name in states]

    def is_heard(self) -> bool:
        """Whether a scanner is known to work."""
        states = self._serial.states() if self._serial is not None else {}
        return self._has_scanned or PortState.LISTENING in states.values()

    @Slot(object)
    def _on_made(self, screen: Screen) -> None:
        if screen.name != "settings":
            return
        settings = cast("SettingsScreen", screen)
        settings.scanner_changed.connect(self._on_scanner_changed)
        settings.ports_changed.connect(self._on_ports_changed)
        if self._serial is not None:
            settings.watch_ports(self._serial)

    @Slot(object)
    def _on_scanner_changed(self, profile: WedgeProfile) -> None:
        if self._wedge is not None:
            self._wedge.set_profile(profile)

    @Slot(object)
    def _on_ports_changed(self, ports: tuple[SerialPort, ...]) -> None:
        if self._serial is not None:
            self._serial.listen_to(ports)
            self._lost_ports &= {port.name for port in ports}
            self.changed.emit()

    @Slot(str, object)
    def _on_port(self, name: str, state: PortState) -> None:
        """Tell quietly that a scanner is gone, and that it is back."""
        if state is PortState.LISTENING and name in self._lost_ports:
            self._lost_ports.discard(name)
            self._window.say(self.tr("Đầu đọc đã nối lại"), self.tr("Quét tiếp như thường."), "ok", "reader")
        elif state in (PortState.MISSING, PortState.TAKEN, PortState.FORBIDDEN) and name not in self._lost_ports:
            self._lost_ports.add(name)
            sentence, advice = sentence_of(state, name)
            if self._context.actor is not None:
                self._window.say(sentence, advice, "warn", "reader")
        self.changed.emit()

    # -- the scans

    @Slot(object)
    def take(self, scan: Scan) -> None:
        """Route what a scanner sent; while nobody is signed in, only to a form that asks for it.

        At the lock nothing is done with it, right after the PIN it waits for the first screen.
        """
        if not scan.overlong and _is_taken(scan.text):
            return
        if self._context.actor is None:
            return
        if self._shell.current_screen() is None:
            if self._window.is_opening:
                self._early.append(scan)
            else:
                words = self.tr("Đang khóa nên chưa nhận mã vừa quét")
                self._window.say(words, self.tr("Mở khóa rồi quét lại."), "info", "scan")
            return
        if not self._has_scanned:
            self._has_scanned = True
            self.changed.emit()
        now = self._shell.current_screen()
        if now is not None and now.name == "settings" and cast("SettingsScreen", now).on_scan(scan):
            return
        first, *others = route_all(scan, local_date(self._context.house.clock()))
        self._give(first)
        for found in others:  # two that ran together: each card asks whose it is, but only one dossier can open
            if isinstance(found, CardScan | DamagedCard):
                self._give(found)
            else:
                words = self.tr("Đã lấy mã đầu. Quét lại mã sau.")
                self._window.say(self.tr("Hai lần quét dính vào nhau"), words, "warn")

    @Slot()
    def _take_early(self) -> None:
        early, self._early = self._early, []
        for scan in early:
            self.take(scan)

    def _give(self, found: Routed) -> None:
        if isinstance(found, TrainingScan) and self._context.the_desk.office.training:
            found = found.inner
        if self._is_asking(found):
            words = self.tr("Đang có cửa sổ mở nên chưa nhận mã vừa quét")
            self._window.say(words, self.tr("Trả lời hoặc đóng cửa sổ đó rồi quét lại."), "info", "scan")
            return
        match found:
            case CardScan() | DamagedCard():
                intake = cast("IntakeScreen", self._shell.screen_named("intake"))
                if self._shell.current_screen() is not intake:
                    self._shell.show_screen("intake")
                intake.on_scan(found)
            case DossierScan():
                self._open(found)
            case TrainingScan():
                words = self.tr("Giấy thử không mở hồ sơ thật.")
                self._window.say(self.tr("Đây là giấy của bản thử"), words, "warn")
            case UnknownScan():
                words = self.tr("Mã chưa nhận ra: {0}").format(found.description)
                self._window.say(words, found.advice, "warn")

    def _is_asking(self, found: Routed) -> bool:
        """Whether a dialog is open, under which no other dossier may come; the intake keeps cards till it is closed."""
        now = self._shell.current_screen()
        keeps = now is not None and now.name == "intake" and isinstance(found, CardScan | DamagedCard)
        return QApplication.activeModalWidget() is not None and not keeps

    def _open(self, scan: DossierScan) -> None:
        house, office = self._context.house, self._context.the_desk.office
        code = scan.code
        if code is None and scan.alias is not None and scan.alias.office_number == office.number:
            code = scan.alias.code(office.prefix)
        if code is None:
            self._window.say(self.tr("Hồ sơ của cơ quan khác"), self.tr("Máy này không giữ hồ sơ đó."), "warn")
            return
        text = str(code)
        self._context.runner.run(self, lambda: find_by_code(house, text), partial(self._on_found, text))

    def _on_found(self, code: str, subject_id: str | None) -> None:
        if subject_id is None:
            heading = self.tr("Máy này chưa có hồ sơ {0}").format(code)
            self._window.say(heading, self.tr("Kiểm tra lại mã trên giấy."), "warn")
        else:
            self._shell.show_screen("dossier", subject_id)
