"""What waits to be sent: told with its reason, and copied for a helper without anything about people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from invented import HON_NHAN, TickingClock, receive
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from windows import CTRL, Desk

from app.domain.office import Actor
from app.protocol.invitation_files import Invited
from app.services.house import House
from app.services.outbox import open_outbox
from app.storage.invitations import Asked, keep_asked
from app.storage.server_place import ServerPlace, save_server
from app.ui.context import Context, FileExchange
from app.ui.screen import Screen
from app.ui.screens.outbox import OutboxScreen
from app.ui.widgets.rows import GroupRow, Row


@pytest.fixture
def desk(context: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(OutboxScreen(context))


def joined(house: House, trouble: str = "", *, failures: int = 0) -> None:
    [(device,)] = house.db.rows("SELECT device_id FROM own_device")
    now = house.clock()
    place = ServerPlace(
        address="https://mot-cua.example",
        pin="",
        device_id=device,
        province_id="96",
        feeds=("reference",),
        epoch="e1",
        level=1,
        enrolled_at=now,
        failures=failures,
        trouble=trouble,
        not_before=now + timedelta(minutes=2) if failures else None,
    )
    with house.db.write() as session:
        save_server(session, place)


def screen(desk: Desk) -> OutboxScreen:
    found = desk.shell.screen_named("outbox")
    assert isinstance(found, OutboxScreen)
    return found


def test_what_waits_is_told_oldest_first_with_its_reason(
    desk: Desk, house: House, actor: Actor, context: Context, clock: TickingClock
) -> None:
    joined(house, "NET-GONE", failures=3)
    clock.pass_by(hours=1)
    receive(house, actor, context.procedures[HON_NHAN], "Trần Quang Vinh", 5)
    desk.show("outbox")
    rows = screen(desk).list.rows()
    events = [row for row in rows if isinstance(row, Row)]
    outbox = open_outbox(house)
    assert len(events) == len(outbox.events)
    assert (outbox.next_try is not None, outbox.is_revoked) == (True, False)
    last = events[-1]
    assert (last.cells[1].text, last.cells[1].second, last.cells[3].text) == (
        "Tiếp nhận",
        "Trần Quang Vinh",
        "Lê Thu Hà",
    )
    assert screen(desk).contexts()[0].text == f"{outbox.count} việc"
    screen(desk).list.select_key(last.key)
    desk.press(Qt.Key.Key_Return)
    assert desk.shell.current_screen() is desk.others["dossier"]


def test_details_for_a_helper_name_nobody(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    joined(house, "NET-GONE", failures=3)
    received = receive(house, actor, context.procedures[HON_NHAN], "Trần Quang Vinh", 5)
    desk.show("outbox")
    desk.press(Qt.Key.Key_D, CTRL)
    text = QGuiApplication.clipboard().text()
    assert "trouble: NET-GONE" in text
    assert "failures: 3" in text
    for private in ("Vinh", "Hà", received.code, "Lợi", "0918"):
        assert private not in text


def test_a_revoked_pc_keeps_what_it_could_not_send_for_the_way_by_file(desk: Desk, house: House) -> None:
    joined(house, "SYNC-revoked", failures=1)
    done: list[tuple[str, Screen]] = []
    desk.context.file_exchange = FileExchange(
        lambda screen: done.append(("export", screen)), lambda screen: done.append(("receive", screen))
    )
    desk.show("outbox")
    headings = [row for row in screen(desk).list.rows() if isinstance(row, GroupRow)]
    assert "thu hồi" in headings[0].hint or "việc nữa" in headings[0].hint
    assert "không nhận từ máy này nữa" in screen(desk).tries.text()
    desk.press(Qt.Key.Key_O, CTRL)
    desk.press(Qt.Key.Key_L, CTRL)
    assert done == [("export", screen(desk)), ("receive", screen(desk))]


def test_a_pc_that_works_alone_sends_nothing(desk: Desk) -> None:
    desk.show("outbox")
    assert not screen(desk).send.is_ready()
    assert not screen(desk).export.is_ready()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_pc_that_asked_for_its_place_by_file_says_since_when_it_waits_and_for_what(
    desk: Desk, house: House, clock: TickingClock
) -> None:
    done: list[str] = []
    desk.context.file_exchange = FileExchange(lambda _screen: done.append("out"), lambda _screen: done.append("in"))
    [(office,)] = house.db.rows("SELECT office_id FROM own_device")
    at = house.clock()
    until = at.replace(microsecond=0) + timedelta(days=30)
    invited = Invited("https://mot-cua.example", bytes(64), office, "H12.142", "Vĩnh Lợi", until, is_founded=True)
    with house.db.write() as session:
        keep_asked(session, Asked(invited, "ABCDEFGHJKMN", at))
    clock.pass_by(hours=26)
    desk.show("outbox")
    assert screen(desk).state.text() == "Chờ tệp trả lời của máy chủ"
    assert screen(desk).why.text() == (
        "Đã lập tệp xin nối lúc 09:04 19/11/2026. Đưa tệp ấy tới máy chủ; có tệp trả lời thì bấm “Nhận từ tệp”. "
        "Thẻ nhớ mất thì lập lại ở Cài đặt, mục Máy chủ, trước 19/12/2026."
    )
    desk.press(Qt.Key.Key_O, CTRL)
    desk.press(Qt.Key.Key_L, CTRL)
    assert done == ["in"], "there is nothing to export to yet, and an answer to take in"
    clock.pass_by(hours=30 * 24)
    desk.show("queue")
    desk.show("outbox")
    assert "hết hạn 19/12/2026" in screen(desk).why.text()
