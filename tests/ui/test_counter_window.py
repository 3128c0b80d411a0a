"""The whole window: locked in the middle of a form, handed to a colleague, its keys from every screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
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

from app.domain.office import Actor, Role, TicketService
from app.printing.handing import Handed
from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState, LineStatus
from app.runtime.print_loop import PrintLoop
from app.runtime.serial_reader import PortState
from app.scanning.wedge import Scan
from app.services.door import find_desk
from app.services.drafts import list_drafts
from app.services.offices import change_office
from app.services.print_jobs import PrintJob, list_jobs
from app.services.staff import add_staff
from app.services.tickets import issue_ticket
from app.storage.server_place import ServerPlace, save_server
from app.ui import theme
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.counter_work import CounterWork
from app.ui.screens.intake import IntakeScreen
from app.ui.screens.intake_dialogs import RefusalDialog
from app.ui.screens.sign_in import SignInScreen
from app.ui.theme import Theme
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer, Toast, ToastWords
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


@pytest.mark.usefixtures("colleague")
def test_a_card_read_behind_a_dialog_does_not_go_to_a_colleague(counter: Counter) -> None:
    counter.sign_in(PIN)
    counter.press(Qt.Key.Key_F2)
    counter.intake._ask_note()
    counter.scan(CARD)
    counter.window.lock()
    counter.sign_in(HIS_PIN, key=Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_F2)
    assert counter.intake.dialog is None
    assert counter.intake.form.is_empty


def test_f2_leads_to_the_intake_from_every_screen_every_time(counter: Counter) -> None:
    counter.sign_in(PIN)
    for name in ("queue", "find", "queue", "prints", "procedures", "settings", "queue"):
        counter.shell.show_screen(name)
        counter.settle()
        for _again in range(2):
            counter.press(Qt.Key.Key_F2)
            assert counter.shell.current_screen() is counter.intake, name


def test_a_clock_apart_from_the_servers_is_told_when_that_begins_to_answer(counter: Counter) -> None:
    house, context = counter.context.house, counter.context
    counter.sign_in(PIN)
    assert counter.work.upkeep.clock_doubt == ""
    place = ServerPlace("https://mot-cua.example", "", "d", "96", (), "e1", 1, house.clock(), house.clock(), -90_000)
    with house.db.write() as session:
        save_server(session, place)
    context.line = line = Connectivity(house, _no_key, "test")  # which nobody starts
    context.line_began.changed.emit()
    line.status_changed.emit(LineStatus(LineState.TRYING))
    line.status_changed.emit(LineStatus(LineState.ONLINE))
    counter.settle()
    assert counter.work.upkeep.clock_doubt == "Đồng hồ máy nhanh hơn máy chủ 25 giờ."


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


def test_a_ticket_that_did_not_print_is_not_called_a_dossier(counter: Counter, context: Context, actor: Actor) -> None:
    desk = find_desk(context.house)
    assert desk is not None
    change_office(context.house, actor, replace(desk.office, ticket_services=(TicketService("A", "Hộ tịch"),)))
    counter.sign_in(PIN)
    issue_ticket(context.house, actor, "A")
    [ticket] = list_jobs(context.house)
    receipt = replace(ticket, subject_id="x", role="a4", title="Giấy tiếp nhận")
    guide = replace(ticket, title="Phiếu hướng dẫn", role="a4")
    said = []
    for job in (ticket, guide, receipt):
        counter.work.prints._on_failed(job, "Máy in hết giấy.")
        said.append(counter.shell.toasts.toasts()[-1].words.heading)
    assert said == [
        "Số đã lấy, nhưng phiếu số A301 chưa in được",
        "Phiếu hướng dẫn chưa in được",
        "Hồ sơ đã lưu, nhưng giấy tiếp nhận chưa in được",
    ]


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


def test_neither_a_scan_nor_a_toast_opens_the_window_at_the_lock(counter: Counter) -> None:
    counter.sign_in(PIN)
    done: list[str] = []

    def ask(key: str) -> Toast:
        answers = (Answer("Mở sổ in", key, partial(done.append, key)),)
        return counter.shell.show_toast(ToastWords(key, "", "bad", answers=answers))

    before = ask("Ctrl+4")
    counter.window.lock()
    page, meanwhile = counter.sign_in_screen(), ask("Ctrl+P")
    for act in (
        partial(counter.scan, CARD),
        partial(counter.work.scans._on_found, "", "anybody's"),
        partial(counter.shell.show_screen, "prints"),
        partial(counter.press, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier),
        partial(counter.press, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier),
    ):
        act()
        assert page.isVisible(), act
        assert counter.shell.current_screen() is None
    assert (before.isVisible(), meanwhile.isVisible(), done) == (False, False, [])
    counter.sign_in(PIN)
    assert counter.shell.current_screen() is counter.shell.screen_named("queue")
    assert counter.intake.form.is_empty
    assert meanwhile.isVisible()
    counter.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert done == ["Ctrl+P"]


def test_a_card_scanned_right_after_the_pin_reaches_the_intake(counter: Counter) -> None:
    counter.sign_in_screen().signed_in.connect(lambda _actor: counter.work.scans.take(Scan(CARD)))
    counter.sign_in(PIN)
    counter.qtbot.waitUntil(lambda: counter.shell.current_screen() is counter.intake)
    counter.settle()
    assert counter.intake.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


@pytest.mark.parametrize("code", [CARD, "H12.142-261119-3004"])
def test_no_scan_puts_another_page_under_an_open_question(counter: Counter, code: str) -> None:
    counter.sign_in(PIN)
    queue = counter.shell.screen_named("queue")
    question = Question("In lại?", "", (Answer("In lại", "F10"), Answer("Thôi", "Esc")), parent=queue)
    question.show_question()
    counter.scan(code)
    assert counter.shell.current_screen() is queue
    assert question.isVisible()
    [toast] = counter.shell.toasts.toasts()
    assert toast.words.heading == "Đang có cửa sổ mở nên chưa nhận mã vừa quét"
    question.give(1)


@pytest.mark.usefixtures("colleague")
def test_a_colleague_is_not_asked_what_the_first_clerk_was(counter: Counter) -> None:
    counter.sign_in(PIN)
    counter.shell.show_screen("queue")
    answers: list[int] = []
    question = Question(
        "In lại?", "", (Answer("In lại", "F10"), Answer("Thôi", "Esc")), parent=counter.shell.screen_named("queue")
    )
    question.answered.connect(answers.append)
    question.show_question()
    counter.window.lock()
    counter.sign_in(HIS_PIN, key=Qt.Key.Key_Down)
    assert counter.shell.current_screen() is counter.shell.screen_named("queue")
    assert QApplication.activeModalWidget() is None
    assert answers == [1], "the safe answer"
