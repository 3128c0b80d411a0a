"""The search over a real office, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from invented import LONG, TickingClock, receive
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from windows import ALT, CTRL, Desk

from app.domain.office import Actor
from app.services import dossiers
from app.services.dossiers import find
from app.services.house import House
from app.storage.search import Cancel, OutdatedError
from app.ui.context import Context
from app.ui.screens.find import FindScreen
from app.ui.screens.find_answer import PAGE, Answer, Asking, Wanted, is_whole_code, search
from app.ui.widgets.rows import GroupRow, Row


@pytest.fixture
def desk(busy: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(FindScreen(busy))


def screen(desk: Desk) -> FindScreen:
    found = desk.shell.screen_named("find")
    assert isinstance(found, FindScreen)
    return found


def names(screen: FindScreen) -> list[str]:
    return [row.cells[0].text for row in screen.list.rows() if isinstance(row, Row)]


def headings(screen: FindScreen) -> list[tuple[str, int | None]]:
    return [(row.text, row.count) for row in screen.list.rows() if isinstance(row, GroupRow)]


def test_newest_dossiers_stand_there_before_anything_is_typed(desk: Desk) -> None:
    desk.show("find")
    assert headings(screen(desk)) == [("Hồ sơ mới nhất", None)]
    assert names(screen(desk))[0] == "Nguyễn Thị Mẫn"
    assert "31 hồ sơ" in screen(desk).count.text()


def test_words_without_marks_find_dossiers_and_people(desk: Desk) -> None:
    desk.show("find")
    desk.type("bich phuong")
    found = screen(desk)
    assert headings(found) == [("Hồ sơ", 3), ("Người", 3)]
    row = found.list.current_row()
    assert row is not None
    assert row.cells[0].hits == ((3, 11),), "hits are marked"
    assert "6 kết quả trong 31 hồ sơ" in found.count.text()
    shown = " ".join(cell.text + cell.second for r in found.list.rows() if isinstance(r, Row) for cell in r.cells)
    assert "0951 •••" in shown
    assert "09519" not in shown, "numbers are masked"


def test_vietnamese_letters_come_through_the_input_method(desk: Desk) -> None:
    desk.show("find")
    desk.commit("Phươl")
    assert names(screen(desk))[0] == "Lâm Thị Sà Phươl"


def test_arrows_move_while_the_field_keeps_the_focus_and_enter_opens(desk: Desk) -> None:
    desk.show("find")
    desk.type("bich phuong")
    found = screen(desk)
    desk.press(Qt.Key.Key_Down)
    assert found.field.hasFocus()
    line = found.preview.line()
    assert line is not None
    assert line.owner_name == "Ngô Bích Phượng"
    desk.press(Qt.Key.Key_Return)
    assert desk.others["dossier"].arguments == [line.subject_id]


def test_enter_in_haste_opens_what_was_typed_and_not_what_stood_there_before(desk: Desk) -> None:
    desk.show("find")
    found, busy = screen(desk), Event()
    desk.context.runner.run(found, busy.wait, lambda _done: None)  # a catalogue is being read, say
    QTest.keyClicks(found.field, "bich phuong")
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    busy.set()
    desk.settle()
    line = found.preview.line()
    assert line is not None
    assert line.owner_name.endswith("Bích Phượng")
    assert desk.others["dossier"].arguments == [line.subject_id]


def test_query_is_remembered_on_coming_back(desk: Desk) -> None:
    desk.show("find")
    desk.type("bich phuong")
    desk.press(Qt.Key.Key_Return)
    desk.show("find")
    assert screen(desk).field.text() == "bich phuong"
    assert screen(desk).field.selectedText() == "bich phuong", "typing begins anew"
    assert len(names(screen(desk))) == 6


def test_alt_digits_narrow_to_one_kind(desk: Desk) -> None:
    desk.show("find")
    desk.type("quyen su dung")
    found = screen(desk)
    assert [heading for heading, _ in headings(found)] == ["Hồ sơ", "Thủ tục"]
    desk.press(Qt.Key.Key_4, ALT)
    assert [heading for heading, _ in headings(found)] == ["Thủ tục"]
    desk.press(Qt.Key.Key_Return)
    assert desk.others["procedures"].arguments == [found.list.current_key()[1]]  # type: ignore[index]


def test_a_person_opens_all_their_dossiers_without_showing_the_number(
    desk: Desk, house: House, actor: Actor, context: Context
) -> None:
    receive(house, actor, context.procedures[LONG], "Trần Thị Bích Phượng", 5)
    desk.show("find")
    desk.type("tran thi bich phuong")
    found = screen(desk)
    desk.press(Qt.Key.Key_3, ALT)
    desk.press(Qt.Key.Key_Return)
    assert names(found) == ["Trần Thị Bích Phượng"] * 2
    assert found.field.text() == "Trần Thị Bích Phượng"


def test_whole_code_opens_its_dossier_at_once_but_not_again_on_return(desk: Desk, house: House) -> None:
    line = find(house, "Trần Thị Bích Phượng")[0]
    desk.show("find")
    desk.type(line.code)
    assert desk.others["dossier"].arguments == [line.subject_id]
    desk.show("find")
    assert desk.shell.current_screen() is screen(desk)
    assert desk.others["dossier"].arguments == [line.subject_id]


def test_short_code_is_the_one_result(desk: Desk, house: House) -> None:
    line = find(house, "Trần Thị Bích Phượng")[0]
    desk.show("find")
    desk.type(line.short_code)
    assert names(screen(desk)) == ["Trần Thị Bích Phượng"]


def test_nothing_found_says_what_to_try(desk: Desk) -> None:
    desk.show("find")
    desk.type("khong co ai")
    assert names(screen(desk)) == []
    assert screen(desk)._sheet.empty.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert names(screen(desk)), "Esc empties the field"


def test_phone_is_shown_after_the_look_is_recorded(desk: Desk) -> None:
    desk.show("find")
    desk.type("bich phuong")
    desk.press(Qt.Key.Key_H, CTRL)
    assert screen(desk).preview.phone_words() == "0918 204 182"


def test_long_results_come_page_by_page(
    desk: Desk, house: House, actor: Actor, context: Context, clock: TickingClock
) -> None:
    procedure = context.procedures["2.000635"]
    for number in range(PAGE):
        receive(house, actor, procedure, f"Phạm Văn Út {'abcdefghijklmnopqrstuvwxyz'[number % 26]}", number + 100)
    desk.show("find")
    found = screen(desk)
    assert len(names(found)) == PAGE
    found.list.verticalScrollBar().setValue(found.list.verticalScrollBar().maximum())
    desk.qtbot.waitUntil(lambda: len(names(found)) == PAGE + 31)
    keys = [row.key for row in found.list.rows() if isinstance(row, Row)]
    assert len(set(keys)) == len(keys), "no dossier twice"


def test_outdated_answers_are_dropped_and_those_between_never_asked() -> None:
    started: list[Wanted] = []
    cancels: list[Cancel] = []

    def start(wanted: Wanted, cancel: Cancel) -> None:
        started.append(wanted)
        cancels.append(cancel)

    asking = Asking(start)
    for text in ("b", "bi", "bic"):
        asking.ask(Wanted(text))
    assert [w.text for w in started] == ["b"]
    with pytest.raises(OutdatedError):
        cancels[0].check()
    assert not asking.take(Wanted("b")), "the clerk typed on"
    assert [w.text for w in started] == ["b", "bic"]
    cancels[1].check()
    assert asking.take(Wanted("bic"))


def test_a_search_ended_half_way_says_nothing(busy: Context, house: House) -> None:
    cancel = Cancel()
    cancel.call()
    assert search(house, Wanted("thi"), cancel) == Answer(Wanted("thi"), is_outdated=True)
    assert search(house, Wanted("thi")).lines, "and leaves nothing behind"


def test_only_whole_codes_jump() -> None:
    assert is_whole_code("H12.142-261119-3012")
    assert is_whole_code("h12.142-261119-3012 ")
    assert not is_whole_code("261119-3012")
    assert not is_whole_code("hồ sơ H12.142-261119-3012")
    assert not is_whole_code("")


def test_counts_stop_at_the_cap(busy: Context, house: House) -> None:
    assert dossiers.look_up(house, "thi", limit=5, cap=5).counted == 5
    assert search(house, Wanted("thi")).total == sum("Thị" in line.owner_name for line in find(house, "thi"))
