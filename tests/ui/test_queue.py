"""The queue on a real office with thirty dossiers, worked by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from invented import HON_NHAN, KHAI_SINH, TickingClock, receive
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from windows import CTRL, Desk

from app.domain.office import Actor
from app.services.house import Changed, House
from app.services.print_jobs import fail_job, list_jobs, take_job
from app.services.unseen import note_unseen
from app.storage.rows import run
from app.storage.server_place import ServerPlace, save_server
from app.ui.context import Context
from app.ui.screens.queue import QueueScreen
from app.ui.widgets.rows import GroupRow, Row, row_words

DOSSIER = Changed(frozenset({"dossier"}))


@pytest.fixture
def desk(busy: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(QueueScreen(busy))


def joined(house: House) -> None:
    """Let this PC belong to a server."""
    [(device,)] = house.db.rows("SELECT device_id FROM own_device")
    place = ServerPlace("https://mot-cua.example", "", device, "96", ("reference",), "e1", 1, house.clock())
    with house.db.write() as session:
        save_server(session, place)


def screen(desk: Desk) -> QueueScreen:
    found = desk.shell.screen_named("queue")
    assert isinstance(found, QueueScreen)
    return found


def people(queue: QueueScreen) -> list[str]:
    return [row.cells[1].text for row in queue.list.rows() if isinstance(row, Row)]


def second_lines(queue: QueueScreen) -> dict[str, str]:
    return {row.cells[1].text: row.cells[3].second for row in queue.list.rows() if isinstance(row, Row)}


def test_dossiers_stand_under_their_due_dates_with_counts(desk: Desk) -> None:
    desk.show("queue")
    queue = screen(desk)
    headings = [(row.text, row.count) for row in queue.list.rows() if isinstance(row, GroupRow)]
    assert headings == [("Quá hạn", 6), ("Hôm nay phải xong", 9), ("Còn hạn", 15), ("Chờ bổ sung", 1)]
    assert [(o.key, o.count) for o in queue.filter.options()] == [
        ("1", 31), ("2", 6), ("3", 9), ("4", 15), ("5", 1), ("6", 0),
    ]  # fmt: skip
    assert "việc giữ trên máy" in queue.kept()


def test_digits_filter_while_the_list_has_the_focus_and_slash_filters_by_words(desk: Desk) -> None:
    desk.show("queue")
    queue = screen(desk)
    desk.type("5")
    assert people(queue) == ["Nguyễn Thị Mẫn"]
    desk.type("1")
    desk.type("/")
    assert queue.field.hasFocus()
    desk.type("bich ph")
    assert people(queue) == ["Trần Thị Bích Phượng", "Ngô Bích Phượng", "Lê Bích Phượng"]
    desk.type(" 3")
    assert queue.field.text() == "bich ph 3", "digits typed in the field are text"
    desk.press(Qt.Key.Key_Escape)
    assert queue.list.hasFocus()
    assert len(people(queue)) == 31


def test_filter_takes_vietnamese_letters(desk: Desk) -> None:
    desk.show("queue")
    desk.type("/")
    desk.commit("Sà Phươl")
    assert people(screen(desk)) == ["Lâm Thị Sà Phươl"]


def test_nothing_due_today_says_so(desk: Desk) -> None:
    desk.show("queue")
    queue = screen(desk)
    desk.type("6")
    assert people(queue) == []
    assert queue._sheet.empty.isVisible()


def test_a_dossier_of_another_counter_gets_a_mark_but_does_not_jump(
    desk: Desk, house: House, actor: Actor, context: Context, clock: TickingClock
) -> None:
    desk.show("queue")
    queue = screen(desk)
    before = people(queue)
    clock.pass_by(hours=-1)
    receive(house, actor, context.procedures[HON_NHAN], "Ngô Thị Mỹ Ẫn", 50)
    clock.pass_by(hours=1)
    receive(house, actor, context.procedures[KHAI_SINH], "Đoàn Văn Bơ", 51)
    context.hub.changed.emit(DOSSIER)
    desk.settle()
    after = people(queue)
    assert [name for name in after if name in before] == before
    assert after[15] == "Đoàn Văn Bơ", "a new one ends its group"
    assert after[31] == "Ngô Thị Mỹ Ẫn", "due before others there, but nobody is pushed aside"
    marks = second_lines(queue)
    assert marks["Đoàn Văn Bơ"] == "Mới nhận 09:04"
    assert marks["Ngô Thị Mỹ Ẫn"] == "UBND xã", "received an hour ago, so no news"
    clock.pass_by(seconds=61)
    queue._on_tick()
    desk.settle()
    assert second_lines(queue)["Đoàn Văn Bơ"] == "UBND xã"
    desk.press(Qt.Key.Key_F5)
    assert people(queue).index("Ngô Thị Mỹ Ẫn") < 31, "F5 sorts"


def test_the_mark_goes_when_the_dossier_was_looked_at(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    receive(house, actor, context.procedures[KHAI_SINH], "Đoàn Văn Bơ", 51)
    desk.show("queue")
    queue = screen(desk)
    desk.type("/")
    desk.type("doan van bo")
    desk.press(Qt.Key.Key_Return)
    assert second_lines(queue)["Đoàn Văn Bơ"] == "Mới nhận 09:04"
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Down)
    context.hub.changed.emit(DOSSIER)
    desk.settle()
    assert second_lines(queue)["Đoàn Văn Bơ"] == "UBND xã"


def test_order_returns_when_nobody_touches_anything(
    desk: Desk, house: House, actor: Actor, context: Context, clock: TickingClock
) -> None:
    queue = screen(desk)
    queue.IDLE_MS = 40
    desk.show("queue")
    clock.pass_by(hours=-1)
    receive(house, actor, context.procedures[HON_NHAN], "Ngô Thị Mỹ Ẫn", 50)
    clock.pass_by(hours=1)
    context.hub.changed.emit(DOSSIER)
    desk.qtbot.waitUntil(lambda: "Ngô Thị Mỹ Ẫn" in people(queue)[:28])


def test_phone_is_masked_until_the_look_is_recorded(desk: Desk) -> None:
    desk.show("queue")
    queue = screen(desk)
    assert queue.preview.phone_words() == "0918 ••• 000"
    desk.press(Qt.Key.Key_H, CTRL)
    assert queue.preview.phone_words() == "0918 204 000"
    desk.press(Qt.Key.Key_Down)
    assert "•••" in queue.preview.phone_words()
    desk.press(Qt.Key.Key_Up)
    assert queue.preview.phone_words() == "0918 ••• 000", "masked again"


def test_enter_opens_and_space_hides_the_preview(desk: Desk) -> None:
    desk.show("queue")
    queue = screen(desk)
    desk.press(Qt.Key.Key_Space)
    assert not queue.preview.isVisible()
    desk.press(Qt.Key.Key_Space)
    assert queue.preview.isVisible()
    key = queue.list.current_key()
    desk.press(Qt.Key.Key_Return)
    assert desk.others["dossier"].arguments == [key]


def test_new_dossier_key_works_every_time(desk: Desk) -> None:
    for _ in range(3):
        desk.show("queue")
        desk.press(Qt.Key.Key_F2)
        assert desk.shell.current_screen() is desk.others["intake"]


def test_label_prints_at_once_and_reprint_asks_for_a_reason(desk: Desk, house: House) -> None:
    desk.show("queue")
    queue = screen(desk)
    subject = str(queue.list.current_key())
    before = len(list_jobs(house, subject_id=subject))
    desk.press(Qt.Key.Key_F11)
    jobs = list_jobs(house, subject_id=subject)
    assert (len(jobs), jobs[0].kind, jobs[0].reprint) == (before + 1, "label", 0)
    desk.press(Qt.Key.Key_P, CTRL)
    question = queue._papers.question
    assert question is not None
    QTest.keyClick(question.reasons, Qt.Key.Key_3)
    question.give(1)
    desk.settle()
    newest = list_jobs(house, subject_id=subject)[0]
    assert (newest.kind, newest.reprint, newest.reason) == ("receipt", 1, "Người dân làm mất")


def test_a_dossier_whose_paper_failed_wears_a_red_printer(desk: Desk, house: House) -> None:
    job = take_job(house)
    assert job is not None
    fail_job(house, job.job_id, "Máy in A4 hết giấy.")
    desk.show("queue")
    row = next(row for row in screen(desk).list.rows() if isinstance(row, Row) and row.key == job.subject_id)
    assert (row.mark, row.mark_colour) == ("printer", "bad")
    assert "hết giấy" in row.mark_words


def test_long_names_stay_whole_in_the_tooltip(desk: Desk) -> None:
    desk.show("queue")
    rows = [row for row in screen(desk).list.rows() if isinstance(row, Row)]
    assert any("thành viên hộ gia đình" in row.tip for row in rows)


def news_from_another_counter(desk: Desk, house: House, actor: Actor, context: Context, *names: str) -> list[str]:
    """Let dossiers come by the line; returns their ids."""
    ids = [
        receive(house, actor, context.procedures[KHAI_SINH], name, 51 + n).subject_id for n, name in enumerate(names)
    ]
    changed = Changed(frozenset({"dossier"}), frozenset(ids))
    screen(desk)._on_came(changed)
    context.hub.changed.emit(changed)
    desk.settle()
    return ids


def dotted(queue: QueueScreen) -> list[str]:
    return [row.cells[1].text for row in queue.list.rows() if isinstance(row, Row) and row.is_new]


def test_what_others_wrote_wears_a_dot_until_it_was_looked_at(
    desk: Desk, house: House, actor: Actor, context: Context
) -> None:
    desk.show("queue")
    queue = screen(desk)
    [first, second] = news_from_another_counter(desk, house, actor, context, "Đoàn Văn Bơ", "Kim Văn Sóc")
    assert dotted(queue) == ["Đoàn Văn Bơ", "Kim Văn Sóc"]
    row = next(row for row in queue.list.rows() if isinstance(row, Row) and row.key == first)
    assert row_words(row).startswith("Mới, ")
    queue.list.select_key(first)
    desk.settle()
    assert dotted(queue) == ["Kim Văn Sóc"]
    context.hub.changed.emit(DOSSIER)
    desk.settle()
    assert dotted(queue) == ["Kim Văn Sóc"], "a list fetched again has not been looked at"
    queue._open(second)
    queue.reload()
    desk.settle()
    assert dotted(queue) == []


def test_a_dot_outlives_the_program_and_goes_for_good(
    desk: Desk, house: House, actor: Actor, context: Context, desk_with: Callable[..., Desk]
) -> None:
    desk.show("queue")
    [first, second, third] = news_from_another_counter(
        desk, house, actor, context, "Đoàn Văn Bơ", "Kim Văn Sóc", "Tô An"
    )
    screen(desk).list.select_key(first)
    desk.settle()
    with house.db.write() as session:
        run(session, "UPDATE dossiers SET state = 10 WHERE subject_id = ?", third)  # given back meanwhile
    note_unseen(house, ())
    again = desk_with(QueueScreen(context))
    again.show("queue")
    assert dotted(screen(again)) == ["Kim Văn Sóc"]
    screen(again)._see_all()
    again.settle()
    assert house.db.rows("SELECT * FROM unseen") == []
    assert second not in screen(again)._unseen


def places(queue: QueueScreen) -> dict[object, int]:
    """Give where each row that can be seen stands."""
    shown = {}
    for number, row in enumerate(queue.list.rows()):
        top = queue.list.index_rect(number).top()
        if isinstance(row, Row) and queue.list.viewport().y() <= top < queue.list.height():
            shown[row.key] = top
    return shown


def test_no_row_moves_when_others_come_in_above_it(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    desk.show("queue")
    queue = screen(desk)
    QCursor.setPos(0, 0)
    queue.list.verticalScrollBar().setValue(queue.list.verticalScrollBar().maximum())
    selected, before = queue.list.current_key(), places(queue)
    news_from_another_counter(desk, house, actor, context, "Đoàn Văn Bơ", "Kim Văn Sóc")
    after = places(queue)
    assert len(before) > 5
    assert {key: after.get(key) for key in before} == before
    assert queue.list.current_key() == selected


def test_the_row_under_the_mouse_stays_there_whatever_comes_in(
    desk: Desk, house: House, actor: Actor, context: Context
) -> None:
    desk.show("queue")
    queue = screen(desk)
    queue.list.verticalScrollBar().setValue(queue.list.verticalScrollBar().maximum() // 2)
    before = places(queue)
    under, top = list(before.items())[-2]
    QCursor.setPos(queue.list.mapToGlobal(QPoint(200, top + 20)))
    news_from_another_counter(desk, house, actor, context, "Đoàn Văn Bơ", "Kim Văn Sóc")
    desk.qtbot.waitUntil(lambda: "Đoàn Văn Bơ" in people(queue), timeout=3000)
    assert places(queue)[under] == top
    assert list(places(queue)) != list(before), "two rows came in between"
    QCursor.setPos(0, 0)


def test_nothing_changes_while_the_hand_is_about_to_click(
    desk: Desk, house: House, actor: Actor, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("queue")
    queue = screen(desk)
    monkeypatch.setattr(queue, "_is_hand_near", lambda: True)
    news_from_another_counter(desk, house, actor, context, "Đoàn Văn Bơ")
    assert "Đoàn Văn Bơ" not in people(queue)
    monkeypatch.undo()
    desk.qtbot.waitUntil(lambda: "Đoàn Văn Bơ" in people(queue), timeout=3000)


def test_one_counters_dossiers_are_shown_alone(desk: Desk, house: House, context: Context) -> None:
    desk.show("queue")
    queue = screen(desk)
    assert not queue.counter.is_ready(), "all came from one counter"
    with house.db.write() as session:
        run(session, "UPDATE dossiers SET counter = 'Quầy 1' WHERE owner_name LIKE 'Trần%'")
    context.hub.changed.emit(DOSSIER)
    desk.settle()
    assert queue.counter.label() == "Mọi quầy"
    desk.type("7")
    assert (queue.counter.label(), len(people(queue))) == ("Quầy 1 · 2", 2)
    desk.type("77")
    assert (queue.counter.label(), len(people(queue))) == ("Mọi quầy", 31)


def test_what_was_not_sent_and_what_somebody_must_settle_is_marked(
    desk: Desk, house: House, actor: Actor, context: Context
) -> None:
    subject = receive(house, actor, context.procedures[KHAI_SINH], "Đoàn Văn Bơ", 51).subject_id
    desk.show("queue")
    queue = screen(desk)
    assert second_lines(queue)["Đoàn Văn Bơ"] == "Mới nhận 09:04"
    assert not any(row.mark for row in queue.list.rows() if isinstance(row, Row)), "a PC without a server sends nothing"
    joined(house)
    with house.db.write() as session:
        run(session, "UPDATE own_device SET confirmed_seq = last_seq - 1")
        run(session, "UPDATE dossiers SET attention = 1 WHERE owner_name = 'Võ Thị Ngọc Diễm'")
    queue._marks.clear()
    queue._seen |= {(line.subject_id, line.changed_at) for line in queue._worklist.lines} if queue._worklist else set()
    context.hub.changed.emit(DOSSIER)
    desk.settle()
    marks = {row.cells[1].text: row.mark for row in queue.list.rows() if isinstance(row, Row) and row.mark}
    assert marks == {"Đoàn Văn Bơ": "cloud-upload", "Võ Thị Ngọc Diễm": "triangle-alert"}
    assert second_lines(queue)["Đoàn Văn Bơ"] == "Chưa gửi"
    queue.list.select_key(subject)
    desk.press(Qt.Key.Key_U, CTRL)
    assert desk.others["attention"].arguments == [("dossier", subject)]
