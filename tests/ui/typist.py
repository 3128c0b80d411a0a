"""A clerk at the keyboard of the intake screen: real key events, every one counted."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import shiboken6
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from invented import TickingClock, sample_catalogue
from office_fixtures import OFFICE
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import AddressBook
from app.domain.calendar import CalendarDay, DayKind, WorkCalendar
from app.domain.office import Actor
from app.domain.procedure_index import ProcedureIndex
from app.runtime.tasks import Hub, TaskRunner
from app.scanning.routing import route
from app.scanning.wedge import Scan
from app.services.door import find_desk
from app.services.house import House
from app.services.offices import FirstStart, found_office
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.settings import SettingsFile
from app.storage.database import Database
from app.storage.migrating import migrate
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.intake import IntakeScreen
from app.ui.shell import MainShell
from app.ui.theme import Theme
from app.ui.widgets.navigation import Place
from app.ui.widgets.toasts import ToastWords

CARD = "095190004321|362123456|TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, Cà Mau|10052022"
MOTHER = "095164002917||PHẠM THỊ ÚT|01021964|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, Cà Mau|10052022"
WRONG_CARD = "095290004321||TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, Cà Mau|"
HOLIDAY = CalendarDay(date(2026, 11, 24), DayKind.OFF, "Ngày Văn hóa Việt Nam")
KEY = bytes(range(32))
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


@lru_cache(maxsize=1)
def _prepared() -> tuple[Path, Actor, AddressBook]:
    """Found an office with its catalogue once; tests work on copies of its file."""
    folder = Path(tempfile.mkdtemp(prefix="intake-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "data.db"
    migrate(path, KEY, folder / "before.db")
    database = Database(path, KEY)
    house = House(database, TickingClock(), folder / "archive", folder / "numbers.json", folder / "backups")
    office = replace(OFFICE, province_code="96")
    start = FirstStart(office, "Quầy 3", 3, "Lê Thu Hà", "NV07", "271828")
    actor = found_office(house, Ed25519PrivateKey.generate(), start)
    publish_procedures(house, SYSTEM_ACTOR, sample_catalogue())
    with database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()
    book = AddressBook.parse((Path(__file__).resolve().parents[2] / "resources" / "addresses.tsv").read_bytes())
    return path, actor, book


@contextmanager
def office_of(folder: Path, clock: TickingClock) -> Iterator[Context]:
    """Give the context of a counter in a fresh copy of the prepared office."""
    path, actor, book = _prepared()
    for file in path.parent.glob("data.db*"):
        shutil.copy(file, folder / file.name)
    with counter_at(folder, clock, actor, book) as context:
        yield context


@contextmanager
def counter_at(folder: Path, clock: TickingClock, actor: Actor, book: AddressBook) -> Iterator[Context]:
    """Start the counter whose data lies in `folder`, as the program does after a crash too."""
    database = Database(folder / "data.db", KEY)
    house = House(database, clock, folder / "archive", folder / "numbers.json", folder / "backups")
    hub = Hub()
    runner = TaskRunner(hub)
    procedures = sample_catalogue()
    context = Context(
        house=house,
        runner=runner,
        hub=hub,
        settings=SettingsFile.load(folder / "settings.json"),
        addresses=book,
        wake_printer=lambda: None,
        desk=find_desk(house),
        actor=actor,
        procedures={procedure.code: procedure for procedure in procedures},
        index=ProcedureIndex(procedures),
        calendar=WorkCalendar((HOLIDAY,)),
    )
    yield context
    runner.close()
    database.close()


class Elsewhere(Screen):
    """Another screen, to be sent to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.argument: object = None

    def enter(self, argument: object = None) -> None:
        self.argument = argument


class Memory:
    """Settings of the window that live as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        return self.kept.get(key, default)

    def set(self, key: str, value: str) -> None:
        self.kept[key] = value


class Typist:
    """Presses keys where the focus is; `keys` counts them."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, Theme())
        self.qtbot, self.context = qtbot, context
        self.keys = 0
        self.toasts: list[ToastWords] = []
        places = [Place("find", "Tìm", "search", "F3"), Place("intake", "Tiếp nhận", "file-plus", "F2")]
        self.shell = MainShell(Memory(), places)
        qtbot.addWidget(self.shell)
        self.screen = IntakeScreen(context)
        self.find = Elsewhere("find")
        self.shell.add_screen(self.find)
        self.shell.add_screen(self.screen)
        self.screen.toast.connect(self.toasts.append)
        self.shell.setWindowState(Qt.WindowState.WindowNoState)
        self.shell.show()
        self.shell.resize(1366, 688)
        with qtbot.waitActive(self.shell):
            self.shell.activateWindow()
        self.shell.show_screen("intake")
        self.settle()

    # -- keys

    def press(self, *names: str) -> None:
        """Press keys such as "Ctrl+I", "F10", "Enter", "7" one after the other."""
        for name in names:
            *held, last = name.split("+") if name != "+" else ["+"]
            modifiers = Qt.KeyboardModifier.NoModifier
            for one in held:
                modifiers |= _MODIFIERS[one]
            self.keys += 1
            self._activate()
            key = Qt.Key.Key_Return if last == "Enter" else getattr(Qt.Key, f"Key_{last}")
            QTest.keyClick(self.focus(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type ASCII text key by key."""
        assert text.isascii()
        for letter in text:
            self.keys += 1
            self._activate()
            QTest.keyClicks(self.focus(), letter)
        self.settle()

    def compose(self, text: str) -> None:
        """Type Vietnamese as an input method commits it."""
        for letter in text:
            self.keys += 1
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(self.focus(), event)
        self.settle()

    def erase(self, times: int) -> None:
        """Press Backspace."""
        self.press(*["Backspace"] * times)

    def scan(self, text: str) -> None:
        """Let the reader see something."""
        self.screen.on_scan(route(Scan(text), self.context.house.local_now().date()))
        self.settle()

    # -- looking

    def focus(self) -> QWidget:
        """Give the widget with the focus."""
        widget = QApplication.focusWidget()
        return widget if widget is not None else QApplication.activeModalWidget() or self.shell

    def place(self) -> str:
        """Give the place of the form that has the focus."""
        self._activate()
        return self.screen.view.place_of(QApplication.focusWidget())

    def dialog(self) -> QWidget:
        """Give the dialog that is open."""
        dialog = self.screen.dialog
        assert dialog is not None
        return dialog

    def heading(self) -> str:
        """Give the heading of the last toast."""
        return self.toasts[-1].heading if self.toasts else ""

    def settle(self) -> None:
        """Wait until all work has been answered."""
        self.qtbot.waitUntil(lambda: self.context.runner.is_idle, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: self.context.runner.is_idle, timeout=10_000)

    def rest(self) -> None:
        """Wait until the main button may be used again."""
        self.qtbot.waitUntil(lambda: self.screen.filing.is_ready)

    def kept(self) -> None:
        """Wait until everything typed is on the disk."""
        self.qtbot.waitUntil(lambda: not self.screen.keeper.is_pending, timeout=3000)
        self.settle()

    def _activate(self) -> None:
        window = QApplication.activeModalWidget() or self.shell
        if not window.isActiveWindow():
            window.activateWindow()
            self.qtbot.waitUntil(window.isActiveWindow)


@contextmanager
def typing(qtbot: QtBot, context: Context) -> Iterator[Typist]:
    """Sit a clerk down; nothing of the form waits to be written when she leaves."""
    typist = Typist(qtbot, context)
    yield typist
    if shiboken6.isValid(typist.shell):  # else the bot has closed it already
        typist.shell.close()
    qtbot.waitUntil(lambda: context.runner.is_idle, timeout=10_000)
