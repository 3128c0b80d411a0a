"""The whole window: locked in the middle of a form, handed to a colleague, its keys from every screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from invented import sample_catalogue
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typist import CARD

from app.domain.office import Actor, Role
from app.printing.handing import Handed
from app.runtime.print_loop import PrintLoop
from app.runtime.serial_reader import PortState
from app.scanning.wedge import Scan
from app.services.drafts import list_drafts
from app.services.print_jobs import PrintJob
from app.services.staff import add_staff
from app.ui import theme
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.counter_work import CounterWork
from app.ui.screens.intake import IntakeScreen
from app.ui.screens.intake_dialogs import RefusalDialog
from app.ui.screens.sign_in import SignInScreen
from app.ui.theme import Theme
from app.ui.window_settings import WindowSettings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PIN, HIS_PIN = "271828", "314159"


class NoPrinter:
    """Is never asked, because the print thread is not started."""

    def printer_for(self, job: PrintJob) -> str:
        raise AssertionError

    def deliver(self, job: PrintJob, pdf: Path, printer: str, name: str) -> Handed:
        raise AssertionError


class Counter:
    """The window and the hands before it."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        self.qtbot, self.context = qtbot, context
        settings = WindowSettings(context.settings, context.runner)
        self.window = CounterWindow(context, settings, _no_key, sample_catalogue)
        self.work = CounterWork(context, self.window, PrintLoop(context.house, NoPrinter()))
        self.shell = self.window.shell
        self.shell.setWindowState(Qt.WindowState.WindowNoState)
        self.shell.resize(1366, 688)
        context.actor = None
        self.window.begin()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)

    @property
    def intake(self) -> IntakeScreen:
        screen = self.shell.screen_named("intake")
        assert isinstance(screen, IntakeScreen)
        return screen

    def sign_in_screen(self) -> SignInScreen:
        """Give the sign-in, ready for a PIN."""
        screens = cast("list[SignInScreen]", self.shell.findChildren(SignInScreen))
        [screen] = [screen for screen in screens if screen.isVisible()]
        self.shell.activateWindow()
        self.qtbot.waitUntil(self.shell.isActiveWindow)
        self.qtbot.waitUntil(lambda: self.context.runner.is_idle and screen.person() is not None)
        return screen

    def sign_in(self, pin: str, *, key: Qt.Key | None = None, then: Sequence[Qt.Key] = ()) -> None:
        """Type the PIN, after an arrow that chooses another person than the last; `then` more keys at once."""
        screen = self.sign_in_screen()
        if key is not None:
            QTest.keyClick(screen, key)
        with self.qtbot.waitSignal(screen.signed_in):
            QTest.keyClicks(screen.secret, pin)
            QTest.keyClick(screen.secret, Qt.Key.Key_Return)
            for further in then:
                QTest.keyClick(QApplication.focusWidget() or screen, further)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        window = QApplication.activeModalWidget() or self.shell
        if not window.isActiveWindow():
            window.activateWindow()
            self.qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
        self.settle()

    def scan(self, text: str) -> None:
        """Let the reader see a card."""
        self.work.scans.take(Scan(text))
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.context.runner.is_idle, timeout=10_000)
            QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not (self.window._coming or self.shell._wanted))  # screens are made in pieces

    def take_down(self) -> None:
        """Close and delete the window."""
        self.settle()
        self.shell.close()
        self.settle()
        self.shell.deleteLater()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _no_key() -> Ed25519PrivateKey:
    raise AssertionError


@pytest.fixture
def colleague(context: Context, actor: Actor) -> str:
    """Take on a second clerk; return the name."""
    add_staff(context.house, actor, "Phạm Quốc Toàn", "NV08", "Bưu điện", (Role.RECEIVER,), HIS_PIN)
    return "Phạm Quốc Toàn"


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication, context: Context) -> Iterator[Counter]:
    """Open the window, nobody signed in yet."""
    theme.apply(qapp, Theme())
    made = Counter(qtbot, context)
    yield made
    made.take_down()


def test_the_form_is_still_there_when_the_same_clerk_unlocks(counter: Counter) -> None:
    counter.sign_in(PIN)
    counter.press(Qt.Key.Key_F2)
    counter.scan(CARD)
    QTest.keyClicks(counter.intake.view.person.phone.edit, "09182")
    form = counter.intake.form
    counter.window.lock()
    assert not counter.intake.isVisible()
    counter.sign_in(PIN)
    assert counter.shell.current_screen() is counter.intake
    assert counter.intake.form is form
    assert (form.visitor.name, form.visitor.phone) == ("TRẦN THỊ BÍCH PHƯỢNG", "09182")
    assert counter.intake.view.person.phone.edit.text() == "09182"


def test_a_dialog_and_the_explanation_hide_behind_the_lock_and_the_dialog_comes_back(counter: Counter) -> None:
    counter.sign_in(PIN)
    counter.press(Qt.Key.Key_F2)
    counter.scan(CARD)
    counter.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    counter.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert counter.intake.view.why_is_open()
    counter.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog = counter.intake.dialog
    assert isinstance(dialog, RefusalDialog)
    QTest.keyClicks(dialog.blocks[0].fact, "Khong thuoc")
    counter.window.lock()
    assert not dialog.isVisible()
    assert not counter.intake.view.why_is_open()
    counter.sign_in(PIN)
    assert dialog.isVisible()
    assert dialog.blocks[0].fact.text() == "Khong thuoc"
    counter.press(Qt.Key.Key_Escape)
    assert counter.intake.dialog is None


@pytest.mark.usefixtures("colleague")
def test_a_colleague_finds_a_fresh_form_and_the_first_clerk_her_own(counter: Counter, context: Context) -> None:
    counter.sign_in(PIN)
    her_id = context.the_actor.staff_id
    counter.press(Qt.Key.Key_F2)
    counter.scan(CARD)
    counter.window.lock()
    counter.sign_in(HIS_PIN, key=Qt.Key.Key_Down)
    assert context.the_actor.name == "Phạm Quốc Toàn"
    counter.press(Qt.Key.Key_F2)
    assert counter.intake.form.is_empty
    [draft] = list_drafts(context.house, "intake", her_id)
    assert draft.data["visitor"]["name"] == "TRẦN THỊ BÍCH PHƯỢNG"
    assert list_drafts(context.house, "intake", context.the_actor.staff_id) == []
    counter.window.lock()
    counter.sign_in(PIN, key=Qt.Key.Key_Up)
    counter.press(Qt.Key.Key_F2)
    assert counter.intake.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def test_f2_leads_to_the_intake_from_every_screen_every_time(counter: Counter) -> None:
    counter.sign_in(PIN)
    for name in ("queue", "find", "queue", "prints", "procedures", "settings", "queue"):
        counter.shell.show_screen(name)
        counter.settle()
        for _again in range(2):
            counter.press(Qt.Key.Key_F2)
            assert counter.shell.current_screen() is counter.intake, name


def test_the_line_in_the_strip_opens_the_outbox_and_the_tray_has_its_key(counter: Counter) -> None:
    counter.sign_in(PIN)
    strip = counter.shell.strip
    strip.repaint()
    spot = next(spot for spot, item in strip._spots if item.name == "network")
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot.center().toPoint())
    counter.settle()
    assert counter.shell.current_screen() is counter.shell.screen_named("outbox")
    counter.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert counter.shell.current_screen() is counter.shell.screen_named("attention")
    assert any(command.text == "Việc chờ gửi" for command in counter.work.strip._commands("viec"))
    counter.window.lock()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot.center().toPoint())
    counter.settle()
    assert counter.shell.current_screen() is None, "nobody goes anywhere before signing in"


def test_a_reader_pulled_out_is_told_once_and_its_return_too(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in(PIN)
    said: list[str] = []
    monkeypatch.setattr(counter.shell, "show_toast", lambda words: said.append(words.heading))
    for state in (PortState.LISTENING, PortState.MISSING, PortState.MISSING, PortState.LISTENING):
        counter.work.scans._on_port("COM3", state)
    assert said == ["Chưa thấy đầu đọc ở cổng COM3", "Đầu đọc đã nối lại"]


def test_scans_that_are_no_work_of_ours_are_told_and_leave_the_form_alone(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.sign_in(PIN)
    counter.scan(CARD)
    form = counter.intake.form.to_data()
    said: list[str] = []
    monkeypatch.setattr(counter.shell, "show_toast", lambda words: said.append(words.heading))
    counter.scan("WIFI:S:nha;;")
    counter.work.scans.take(Scan("", overlong=True))
    counter.scan("8934563138165")
    assert said == [
        "Mã chưa nhận ra: Mã kết nối Wi-Fi",
        "Mã chưa nhận ra: Mã dài hơn 4.000 ký tự",
        "Mã chưa nhận ra: Mã vạch hàng hóa",
    ]
    assert counter.intake.form.to_data() == form


def test_keys_pressed_right_after_the_pin_reach_the_screen_they_were_meant_for(counter: Counter) -> None:
    counter.sign_in(PIN, then=(Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_L, Qt.Key.Key_E))
    counter.qtbot.waitUntil(lambda: counter.shell.current_screen() is counter.intake)
    counter.qtbot.waitUntil(lambda: counter.intake.view.person.invitation.search.text() == "le")


def test_keys_pressed_after_a_wrong_pin_are_forgotten(counter: Counter) -> None:
    screen = counter.sign_in_screen()
    QTest.keyClicks(screen.secret, "000000")
    QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    QTest.keyClick(QApplication.focusWidget() or screen, Qt.Key.Key_F2)
    counter.settle()
    assert counter.shell.current_screen() is None
    assert screen.secret.hasFocus()
    counter.sign_in(PIN)
    assert counter.shell.current_screen() is counter.shell.screen_named("queue")
