"""Signing in, locking and the wait before it, with real keys and real Argon2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from invented import TickingClock, receive
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.calendar import CalendarDay, DayKind, WorkCalendar
from app.domain.dossier_codes import VIETNAM
from app.domain.office import Actor, Role
from app.services.house import Changed
from app.services.staff import add_staff
from app.ui.context import Context
from app.ui.idle_lock import IdleLock
from app.ui.screens import sign_in
from app.ui.screens.sign_in import SignInScreen
from app.ui.screens.sign_in_people import initials
from app.ui.screens.staff_words import role_words

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PIN = "271828"
Show = Callable[[Context, bool], SignInScreen]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def _show(context: Context, locked: bool = False) -> SignInScreen:
        screen = SignInScreen(context, locked)
        qtbot.addWidget(screen)
        screen.resize(1366, 660)
        screen.show()
        qtbot.waitUntil(lambda: context.runner.is_idle and screen.person() is not None)
        screen.setFocus()
        return screen

    return _show


def _told(screen: SignInScreen) -> str:
    return screen.told()


def test_right_pin_signs_in_with_two_hands_on_the_keyboard(context: Context, show: Show, qtbot: QtBot) -> None:
    screen = show(context, False)
    QTest.keyClicks(screen.secret, PIN)
    with qtbot.waitSignal(screen.signed_in) as signed:
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)
        assert not screen.secret.isEnabled()  # nobody types into a check that runs
    assert isinstance(signed.args[0], Actor)
    assert signed.args[0].name == "Lê Thu Hà"
    assert screen.secret.text() == ""


def test_a_pin_typed_before_the_names_are_there_is_checked_with_them(context: Context, qtbot: QtBot) -> None:
    screen = SignInScreen(context)
    qtbot.addWidget(screen)
    assert screen.person() is None
    with qtbot.waitSignal(screen.signed_in):
        QTest.keyClicks(screen.secret, PIN)
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)


def test_a_bug_in_the_check_leaves_the_field_to_try_again(
    context: Context, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    expected_log("ERROR app.log: .*work failed")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sign_in, "_sign_in", broken)
    screen = show(context, False)
    QTest.keyClicks(screen.secret, "271828")
    QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "báo quản trị mã" in _told(screen))
    assert screen.secret.isEnabled()
    monkeypatch.undo()
    with qtbot.waitSignal(screen.signed_in):
        QTest.keyClicks(screen.secret, "271828")
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)


def test_a_paper_printed_meanwhile_leaves_the_pin_being_typed(
    context: Context, actor: Actor, show: Show, qtbot: QtBot
) -> None:
    add_staff(context.house, actor, "Phạm Quốc Toàn", "NV08", "", (Role.RECEIVER,), "314159")
    screen = show(context, False)
    QTest.keyClicks(screen.secret, PIN[:3])
    context.hub.changed.emit(Changed(frozenset({"print", "dossier"})))
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert screen.secret.text() == PIN[:3]
    QTest.keyClick(screen.secret, Qt.Key.Key_Down)
    assert screen.secret.text() == "", "another person's field"


def test_wrong_pin_says_how_many_tries_are_left_then_locks_out(context: Context, show: Show, qtbot: QtBot) -> None:
    screen = show(context, False)
    for left in (4, 3, 2, 1):
        QTest.keyClicks(screen.secret, "999999")
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda n=left: f"Còn {n} lần thử" in _told(screen))  # type: ignore[misc]
        assert screen.secret.state() == "bad"
    QTest.keyClicks(screen.secret, "999999")
    QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "khóa 5 phút" in _told(screen))
    QTest.keyClicks(screen.secret, PIN)
    QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Thử lại sau" in _told(screen))


def test_empty_pin_is_asked_for_without_counting_a_failure(context: Context, show: Show, qtbot: QtBot) -> None:
    screen = show(context, False)
    QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    assert "Nhập mã PIN" in _told(screen)
    assert context.runner.is_idle


def test_arrows_choose_another_person_and_forget_what_was_typed(
    context: Context, actor: Actor, show: Show, qtbot: QtBot
) -> None:
    add_staff(context.house, actor, "Phạm Quốc Toàn", "NV08", "Bưu điện", (Role.RECEIVER,), "314159")
    screen = show(context, False)
    QTest.keyClicks(screen.secret, "27")
    QTest.keyClick(screen, Qt.Key.Key_Down)
    person = screen.person()
    assert person is not None
    assert person.name == "Phạm Quốc Toàn"
    assert screen.secret.text() == ""
    QTest.keyClicks(screen.secret, "314159")
    with qtbot.waitSignal(screen.signed_in) as signed:
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)
    assert signed.args[0].staff_id == person.staff_id


def test_many_people_are_searched_without_diacritics(context: Context, actor: Actor, show: Show, qtbot: QtBot) -> None:
    for number, name in enumerate(("Đặng Ánh", "Bùi Kiệt", "Võ Diễm", "Trần Vinh", "Hồ Lễ", "Lý Sơn")):
        add_staff(context.house, actor, name, f"NV{number}", "", (Role.RECEIVER,), "314159")
    screen = show(context, False)
    assert screen.search.isVisible()
    QTest.keyClicks(screen.search, "dang anh")
    person = screen.person()
    assert person is not None
    assert person.name == "Đặng Ánh"


def test_lock_keeps_the_same_person_chosen(context: Context, actor: Actor, show: Show) -> None:
    add_staff(context.house, actor, "An Văn Đầu", "NV00", "", (Role.RECEIVER,), "314159")
    screen = show(context, True)
    person = screen.person()
    assert person is not None
    assert person.staff_id == actor.staff_id  # although another comes first by name
    assert screen.button.label() == "Mở khóa"


def test_page_shows_what_waits_today(
    context: Context, actor: Actor, clock: TickingClock, show: Show, qtbot: QtBot
) -> None:
    now = clock.now
    clock.now = datetime(2026, 11, 10, 8, 0, tzinfo=VIETNAM)
    receive(context.house, actor, context.procedures["1.004873"], "Trần Quang Vinh")
    clock.now = now
    receive(context.house, actor, context.procedures["1.001193"], "Võ Thị Ngọc Diễm", 3)
    screen = show(context, False)
    qtbot.waitUntil(lambda: screen.beside.open.number.text() != "–")
    counts = (screen.beside.open, screen.beside.today, screen.beside.late)
    assert [count.number.text() for count in counts] == ["2", "1", "1"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (22, "Ngày nghỉ · làm việc lại thứ Hai 23/11"),
        (24, "Ngày Văn hóa Việt Nam · làm việc lại thứ Tư 25/11"),
        (23, "Giờ làm việc 07:00–11:30, 13:30–17:00"),
    ],
)
def test_page_tells_on_a_day_off_when_work_goes_on(
    context: Context, clock: TickingClock, show: Show, day: int, told: str
) -> None:
    context.calendar = WorkCalendar([CalendarDay(date(2026, 11, 24), DayKind.OFF, "Ngày Văn hóa Việt Nam")])
    clock.now = datetime(2026, 11, day, 10, 17, tzinfo=VIETNAM)
    assert show(context, False).beside.hours.text() == told


def test_initials_and_roles_are_written_as_the_office_says_them() -> None:
    assert initials("Lê Thu Hà") == "LH"
    assert initials("Đức") == "ĐỨ"
    assert role_words((Role.HEAD, Role.ADMINISTRATOR)) == "Trưởng bộ phận, Quản trị"


def test_untouched_windows_lock_and_a_key_puts_it_off(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    lock = IdleLock(10, widget)
    lock.set_milliseconds(400)
    told: list[bool] = []
    lock.idle.connect(lambda: told.append(True))
    lock.start()
    for _ in range(6):  # keys for longer than the wait
        qtbot.wait(100)
        QTest.keyClick(widget.windowHandle(), Qt.Key.Key_A)
    assert not told
    qtbot.waitUntil(lambda: told == [True])
    lock.pause()
    assert not lock.running
