"""The queue of people on the screens: nothing of it where no numbers are given; else called, recalled, back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from invented import TickingClock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from windows import ALT, CTRL, Desk, Settings

from app.domain.errors import UserError
from app.domain.office import Actor, TicketService
from app.domain.tickets import Priority
from app.protocol.messages import Claim, Claimed
from app.services.door import find_desk
from app.services.house import House
from app.services.offices import change_office
from app.services.print_jobs import TICKET, list_jobs
from app.services.tickets import call_next, issue_ticket, load_tickets
from app.storage.rows import run
from app.ui.context import Context
from app.ui.screens.intake import IntakeScreen
from app.ui.screens.queue import QueueScreen
from app.ui.screens.settings_tickets import TicketsSection
from app.ui.screens.tickets import TicketsScreen
from app.ui.shell import MainShell
from app.ui.widgets.buttons import _answered
from app.ui.widgets.navigation import Place
from app.ui.widgets.panels import EmptyState
from app.ui.widgets.rows import GroupRow, Row

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CIVIL, LAND = TicketService("A", "Hộ tịch"), TicketService("B", "Đất đai")
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def told(context: Context) -> list[str]:
    said: list[str] = []
    context.tickets.told.connect(lambda words: said.append(words.heading))
    return said


@pytest.fixture
def numbers(house: House, actor: Actor) -> None:
    """Let the office give numbers for two services."""
    desk = find_desk(house)
    assert desk is not None
    change_office(house, actor, replace(desk.office, ticket_services=(CIVIL, LAND)))


@pytest.fixture
def desk(numbers: None, context: Context, desk_with: Callable[..., Desk]) -> Desk:
    desk = desk_with(TicketsScreen(context), QueueScreen(context))
    context.tickets.refresh()
    desk.settle()
    return desk


def screen(desk: Desk) -> TicketsScreen:
    found = desk.shell.screen_named("tickets")
    assert isinstance(found, TicketsScreen)
    return found


def call(desk: Desk, key: Qt.Key = Qt.Key.Key_F6) -> None:
    """Press F6 and wait: calling has a thread of its own. The key has had its rest by then."""
    _answered.clear()
    desk.press(key)
    desk.qtbot.waitUntil(lambda: not desk.context.tickets._is_calling)
    desk.settle()


def groups(desk: Desk) -> dict[str, list[str]]:
    """Return the numbers on the list under their headings."""
    found: dict[str, list[str]] = {}
    for row in screen(desk).list.rows():
        if isinstance(row, GroupRow):
            found[row.text] = []
        elif isinstance(row, Row):
            [*found.values()][-1].append(row.cells[0].text)
    return found


def test_an_office_without_numbers_sees_nothing_of_them(context: Context, desk_with: Callable[..., Desk]) -> None:
    desk = desk_with(QueueScreen(context), TicketsScreen(context))
    context.tickets.refresh()
    desk.show("queue")
    assert [action.name for action in desk.shell.screen_named("queue").head_actions()] == ["new"]
    desk.press(Qt.Key.Key_F6)
    assert not context.tickets.is_on
    desk.show("tickets")
    assert screen(desk).list.rows() == []


def test_a_number_is_taken_printed_called_recalled_and_ended(desk: Desk, house: House, told: list[str]) -> None:
    desk.show("tickets")
    desk.press(Qt.Key.Key_1, ALT)
    screen(desk).priority.setCurrentIndex(screen(desk).priority.findData(Priority.ELDERLY))
    desk.press(Qt.Key.Key_2, ALT)
    assert groups(desk) == {"Đang chờ": ["B301", "A301"]}
    assert screen(desk).priority.currentIndex() == 0, "the next one has no priority by mistake"
    assert [job.role for job in list_jobs(house)] == [TICKET] * 2
    call(desk)
    assert groups(desk) == {"Đang gọi": ["B301"], "Đang chờ": ["A301"]}
    assert screen(desk).number.text() == "B301"
    desk.press(Qt.Key.Key_F6, SHIFT)
    assert screen(desk).since.text().endswith("2 lần")
    call(desk)
    assert groups(desk) == {"Đang gọi": ["A301"]}
    desk.press(Qt.Key.Key_X, ALT)
    assert groups(desk) == {}
    call(desk)
    assert told[-4:] == ["Mời số B301", "Gọi lại số B301", "Mời số A301", "Không còn ai chờ"]


def test_a_key_pressed_twice_in_haste_gives_one_number(desk: Desk, house: House) -> None:
    desk.show("tickets")
    civil = screen(desk).services[0]
    civil.press()
    civil.press()
    desk.settle()
    assert [job.role for job in list_jobs(house)] == [TICKET]
    desk.press(Qt.Key.Key_2, ALT)
    assert groups(desk) == {"Đang chờ": ["A301", "B301"]}


def test_who_got_no_number_keeps_the_priority_chosen_for_the_next_try(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise UserError("Hôm nay máy này đã cấp hết số thứ tự của dịch vụ này.")

    desk.show("tickets")
    place = screen(desk).priority.findData(Priority.ELDERLY)
    screen(desk).priority.setCurrentIndex(place)
    with monkeypatch.context() as broken:
        broken.setattr("app.services.tickets.take_ticket_number", full)
        desk.press(Qt.Key.Key_1, ALT)
    assert screen(desk).priority.currentIndex() == place
    desk.press(Qt.Key.Key_2, ALT)
    assert [ticket.priority for ticket in load_tickets(house).waiting] == [Priority.ELDERLY]


def test_a_key_too_many_is_not_told_as_a_failure(desk: Desk, house: House, actor: Actor, told: list[str]) -> None:
    issue_ticket(house, actor, "A")
    desk.show("tickets")
    call(desk)
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget() or desk.shell, Qt.Key.Key_V, ALT)
    desk.settle()
    assert told == ["Mời số A301", "Số A301 vắng mặt"]


def test_an_empty_queue_does_not_say_that_nobody_came(desk: Desk, house: House, actor: Actor) -> None:
    issue_ticket(house, actor, "A")
    desk.show("tickets")
    call(desk)
    desk.press(Qt.Key.Key_X, ALT)
    assert groups(desk) == {}
    empty: EmptyState = next(iter(screen(desk).findChildren(EmptyState)))
    assert empty.accessibleName().startswith("Không có ai đang chờ")


def test_who_missed_the_turn_is_put_back_with_enter(desk: Desk, house: House, actor: Actor) -> None:
    issue_ticket(house, actor, "A")
    desk.show("tickets")
    call(desk)
    desk.press(Qt.Key.Key_V, ALT)
    assert groups(desk) == {"Vắng mặt": ["A301"]}
    missed = load_tickets(house).absent[0]
    screen(desk).list.select_key(missed.subject_id)
    desk.press(Qt.Key.Key_Return)
    assert groups(desk) == {"Đang chờ": ["A301"]}


def test_whom_a_pc_that_is_gone_had_called_any_counter_ends_or_puts_back(
    desk: Desk, house: House, actor: Actor, clock: TickingClock, told: list[str]
) -> None:
    for _ in range(2):
        clock.pass_by(minutes=1)
        issue_ticket(house, actor, "A")
        call_next(house, actor, None)
        with house.db.write() as session:  # restored, or copied: it goes on as another
            run(session, "UPDATE own_device SET device_id = device_id || '*'")
    desk.show("tickets")
    assert screen(desk).number.text() == "–", "at no counter"
    assert groups(desk) == {"Đang gọi": ["A302", "A301"]}
    for ticket, key in zip(load_tickets(house).called, (Qt.Key.Key_C, Qt.Key.Key_X), strict=True):
        desk.shell.activateWindow()  # no window manager here does after a dialog
        desk.qtbot.waitUntil(screen(desk).list.hasFocus)
        screen(desk).list.select_key(ticket.subject_id)
        desk.press(Qt.Key.Key_Return)
        question = screen(desk).question
        assert question is not None
        assert ticket.number in question.windowTitle()
        desk.qtbot.waitExposed(question)
        desk.press(key, ALT)
    assert groups(desk) == {"Đang chờ": ["A302"]}
    assert told == ["Số A302 vào hàng chờ lại", "Số A301 đã xong"]


def test_whoever_stands_here_is_not_ended_by_enter_on_the_list(desk: Desk, house: House, actor: Actor) -> None:
    issue_ticket(house, actor, "A")
    desk.show("tickets")
    call(desk)
    screen(desk).list.select_first()
    desk.press(Qt.Key.Key_Return)
    assert screen(desk).question is None


def test_a_citizen_at_the_wrong_service_is_sent_on(desk: Desk, house: House, actor: Actor) -> None:
    issue_ticket(house, actor, "A")
    desk.show("tickets")
    call(desk)
    [move] = screen(desk).commands()
    assert move.text == "Chuyển số A301 sang Đất đai"
    move.slot()
    desk.settle()
    assert [(t.number, t.service) for t in load_tickets(house).waiting] == [("A301", LAND)]


def test_a_second_press_before_the_answer_calls_nobody_else(desk: Desk, house: House, actor: Actor) -> None:
    for _ in range(3):
        issue_ticket(house, actor, "A")
    desk.show("tickets")
    desk.context.tickets.call_next()
    desk.context.tickets.call_next()
    desk.qtbot.waitUntil(lambda: not desk.context.tickets._is_calling)
    desk.settle()
    assert groups(desk) == {"Đang gọi": ["A301"], "Đang chờ": ["A302", "A303"]}


def test_f6_pressed_twice_in_haste_calls_one_citizen(desk: Desk, house: House, actor: Actor) -> None:
    for _ in range(2):
        issue_ticket(house, actor, "A")
    desk.show("tickets")
    for _ in range(2):  # the second after the answer, which has a PC without a line in a moment
        desk.press(Qt.Key.Key_F6)
        desk.qtbot.waitUntil(lambda: not desk.context.tickets._is_calling)
        desk.settle()
    assert groups(desk) == {"Đang gọi": ["A301"], "Đang chờ": ["A302"]}


class CutLine:
    """A line of a PC that has a server and can't reach it."""

    has_server, is_up = True, False


def test_without_a_line_nobody_is_said_to_wait_elsewhere_or_not_to(
    desk: Desk, house: House, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    desk.context.tickets.told.connect(lambda words: said.append((words.heading, words.sentence)))
    monkeypatch.setattr(desk.context, "line", CutLine())
    desk.show("tickets")
    assert screen(desk)._sheet.empty.accessibleName() == "Không có ai chờ số lấy tại máy này"
    call(desk)
    issue_ticket(house, actor, "A")
    with house.db.write() as session:
        # As if the counter in lane 3 had taken the number.
        run(session, "UPDATE own_device SET lanes = '7', confirmed_seq = last_seq")
    desk.context.tickets.refresh()
    desk.settle()
    call(desk)
    gone = "Số lấy tại máy này đã gọi hết"
    assert said == [
        (gone, "Đang mất mạng nên chưa biết máy khác còn ai chờ."),
        (gone, "Còn 1 số lấy ở máy khác, có mạng mới gọi được."),
    ]


class LineOfTomorrow:
    """A line to a server whose clock is two days ahead."""

    has_server, is_up = True, True

    def __init__(self, house: House) -> None:
        self._house = house

    def claim(self, _asked: Claim) -> Claimed:
        return Claimed("e1", self._house.clock() + timedelta(days=2, hours=1))


def test_whose_clock_shows_another_day_hears_that_and_not_that_nobody_waits(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    desk.context.tickets.told.connect(lambda words: said.append((words.heading, words.sentence)))
    monkeypatch.setattr(desk.context, "line", LineOfTomorrow(house))
    desk.show("tickets")
    call(desk)
    [(heading, advice)] = said
    assert heading == "Đồng hồ máy chậm hơn máy chủ 2 ngày. Máy này hỏi người chờ của một ngày khác."
    assert advice.startswith("Chỉnh giờ của máy thành 10:")
    assert advice.endswith("21/11/2026 rồi gọi lại.")


def test_the_queue_of_dossiers_says_who_waits_and_calls_too(
    desk: Desk, house: House, actor: Actor, clock: TickingClock
) -> None:
    issue_ticket(house, actor, "A")
    issue_ticket(house, actor, "A")
    clock.pass_by(minutes=6)
    desk.context.tickets.refresh()
    desk.show("queue")
    queue = desk.shell.screen_named("queue")
    assert queue.kept() == "2 người chờ, lâu nhất 6 phút"
    call(desk)
    assert [mark.text for mark in queue.contexts()] == ["Số A301 · chờ 6 phút"]
    assert queue.kept() == "1 người chờ, lâu nhất 6 phút"


def test_intake_shows_whom_it_is_for(
    numbers: None, context: Context, house: House, actor: Actor, desk_with: Callable[..., Desk]
) -> None:
    desk = desk_with(IntakeScreen(context))
    issue_ticket(house, actor, "A")
    context.tickets.refresh()
    desk.show("intake")
    call(desk)
    assert [mark.text for mark in desk.shell.screen_named("intake").contexts()] == ["Số A301 · chờ 0 phút"]


def test_naming_a_service_in_the_settings_turns_numbers_on(context: Context, qtbot: QtBot, house: House) -> None:
    section = TicketsSection(context)
    qtbot.addWidget(section)
    section.show()
    section.enter()
    qtbot.waitUntil(lambda: section.note.text() == "Cơ quan chưa dùng số thứ tự")
    section.names["A"].edit.setText("  Hộ tịch ")
    section.names["C"].edit.setText("Đất đai")
    section._on_edited()
    section.keep_button.click()
    qtbot.waitUntil(lambda: section.note.text() == "Đang dùng số thứ tự")
    assert load_tickets(house).services == (CIVIL, TicketService("C", "Đất đai"))
    context.tickets.refresh()
    qtbot.waitUntil(lambda: context.tickets.is_on)
    section.names["A"].edit.setText("x" * 61)
    section._on_edited()
    section.keep_services()
    qtbot.waitUntil(lambda: not section.trouble.isHidden())
    section.printer.addItem("K80", "K80")
    section.printer.setCurrentIndex(section.printer.count() - 1)
    section._on_printer()
    qtbot.waitUntil(lambda: context.settings.current.printers.get(TICKET) == "K80")


def test_a_place_that_is_not_offered_has_no_key_and_no_line(qtbot: QtBot, context: Context) -> None:
    shell = MainShell(Settings(), (Place("queue", "Hàng đợi", "inbox"), Place("tickets", "Gọi số", "users", "Ctrl+3",
                                                                             optional=True)))  # fmt: skip
    qtbot.addWidget(shell)
    shell.add_screen(QueueScreen(context))
    shell.add_screen(TicketsScreen(context))
    shell.setWindowState(Qt.WindowState.WindowNoState)
    shell.show()
    qtbot.waitExposed(shell)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    shell.show_screen("queue")
    QTest.keyClick(shell, Qt.Key.Key_3, CTRL)
    assert shell.last_shown() == "queue"
    assert [place.name for place in shell.places()] == ["queue"]
    shell.navigation.offer("tickets", True)
    QTest.keyClick(shell, Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: shell.last_shown() == "tickets")
    QApplication.processEvents()
