"""Copies, the restore drill and the second place in the settings, with real keys on real files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from invented import TickingClock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from windows import CTRL, Desk

from app.services import restore_drill
from app.services.restore_drill import Drill, last_drill, scratch_folder
from app.services.upkeep import back_up_now, list_backups
from app.ui.context import Context
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_backup import BackupSection
from app.ui.screens.settings_drill import headline, particulars, when_words
from app.ui.screens.settings_printers_ways import Ways

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NOW = datetime(2026, 11, 19, 9, 4)
Open = Callable[[], tuple[BackupSection, Desk]]


@pytest.fixture
def open_page(busy: Context, desk_with: Callable[..., Desk], tmp_path: Path) -> Open:
    """Open the section in a real window."""

    def _open() -> tuple[BackupSection, Desk]:
        screen = SettingsScreen(busy, Ways(list, lambda *_: None, tmp_path / "Giấy in"))
        desk = desk_with(screen)
        desk.show("settings", "backup")
        screen.open_section("backup")
        desk.settle()
        page = screen.page()
        assert isinstance(page, BackupSection)
        return page, desk

    return _open


def drilled(page: BackupSection, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_D, CTRL)
    qtbot.waitUntil(lambda: not page.drill.is_running, timeout=60_000)
    desk.settle()


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_without_a_copy_the_drill_says_what_it_waits_for(open_page: Open, qtbot: QtBot) -> None:
    page, desk = open_page()
    assert not page.drill.button.is_ready()
    assert page.drill.button.why() == "Chưa có bản sao nào"
    desk.press(Qt.Key.Key_D, CTRL)
    assert not page.drill.is_running
    desk.press(Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(page.drill.button.is_ready, timeout=20_000)
    assert page.drill.state.text() == "Chưa diễn tập lần nào"


def test_the_drill_says_in_one_sentence_that_the_copy_is_good(context: Context, open_page: Open, qtbot: QtBot) -> None:
    back_up_now(context.house)
    page, desk = open_page()
    drilled(page, desk, qtbot)
    assert "hôm nay dùng được: " in page.drill.state.text()
    assert "không thiếu hồ sơ nào" in page.drill.state.text()
    assert "Hồ sơ mới nhất trong bản sao: H12.142-" in page.drill.details.text()
    assert not page.trouble.isVisible()
    assert not scratch_folder(context.house).exists()
    found = last_drill(context.house)
    assert found is not None
    assert found.usable


def test_a_damaged_copy_is_named_and_the_one_before_is_tried(
    context: Context, clock: TickingClock, open_page: Open, qtbot: QtBot
) -> None:
    back_up_now(context.house)
    clock.now += timedelta(minutes=5)
    damage(back_up_now(context.house).path)
    page, desk = open_page()
    drilled(page, desk, qtbot)
    newer, older = list_backups(context.house)
    assert page.drill.state.text().startswith(f"Bản mới nhất bị hỏng; bản {older.made_at:%H:%M} hôm nay dùng được")
    assert f"Bản sao {newer.made_at:%H:%M} hôm nay bị hỏng" in page.drill.details.text()


def test_only_damaged_copies_are_told_with_what_to_do(context: Context, open_page: Open, qtbot: QtBot) -> None:
    damage(back_up_now(context.house).path)
    page, desk = open_page()
    drilled(page, desk, qtbot)
    assert page.drill.state.text() == "Không bản sao nào mở được"
    assert "Sao lưu ngay" in page.drill.details.text()


def test_a_drill_can_be_stopped_and_then_was_none(context: Context, open_page: Open, qtbot: QtBot) -> None:
    back_up_now(context.house)
    page, desk = open_page()
    page.drill.button.setFocus()
    QTest.keyClick(page.drill.button, Qt.Key.Key_D, CTRL)
    assert page.drill.is_running
    assert page.drill.bar.isVisible()
    assert page.drill.stop_button.hasFocus(), "the focus is never lost with a button"
    QTest.keyClick(page.drill.stop_button, Qt.Key.Key_U, CTRL)
    assert not page.drill.stop_button.is_ready()
    qtbot.waitUntil(lambda: not page.drill.is_running, timeout=60_000)
    desk.settle()
    assert page.drill.button.hasFocus()
    assert page.drill.state.text() == "Chưa diễn tập lần nào"
    assert not page.trouble.isVisible(), "stopping is no trouble"
    assert last_drill(context.house) is None


def test_a_disk_without_room_is_told_in_words(
    context: Context, open_page: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_drill, "ROOM", 10**12)
    back_up_now(context.house)
    page, desk = open_page()
    drilled(page, desk, qtbot)
    assert page.trouble.isVisible()
    assert page.trouble.accessibleName() == "Ổ đĩa không đủ chỗ để diễn tập khôi phục."
    assert page.drill.button.is_ready()


def test_a_drill_goes_on_while_somebody_works_and_tells_them_when_it_is_over(
    context: Context, open_page: Open, qtbot: QtBot
) -> None:
    back_up_now(context.house)
    page, desk = open_page()
    QTest.keyClick(page, Qt.Key.Key_D, CTRL)
    desk.show("queue")
    qtbot.waitUntil(lambda: not page.drill.is_running, timeout=60_000)
    assert desk.toasts == ["Diễn tập khôi phục xong"]


def test_every_copy_goes_to_the_second_place_once_it_is_chosen(
    context: Context,
    open_page: Open,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    stick = tmp_path_factory.mktemp("Thẻ nhớ")
    back_up_now(context.house)
    page, desk = open_page()
    assert page.places.second.text() == "Chưa chọn"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(stick))
    desk.press(Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: "Đã có bản" in page.places.state.text(), timeout=20_000)
    assert context.settings.current.second_place == str(stick)
    [folder] = stick.iterdir()
    assert [path.name for path in folder.iterdir()] == [list_backups(context.house)[0].path.name]
    assert "cùng một ổ đĩa" in page.places.state.text()
    desk.press(Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: page.places.second.text() == "Chưa chọn")
    assert context.settings.current.second_place == ""
    assert len(list(folder.iterdir())) == 1, "what is there stays"


def test_a_stick_that_is_away_is_told_without_alarm(
    context: Context, open_page: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    context.settings.change(second_place=str(tmp_path / "E"))
    page, desk = open_page()
    qtbot.waitUntil(lambda: "Chưa thấy thư mục này" in page.places.state.text(), timeout=20_000)
    assert not page.trouble.isVisible()
    desk.press(Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(page.trouble.isVisible, timeout=20_000)
    assert page.trouble.accessibleName() == "Chưa chép được bản sao sang nơi thứ hai."
    assert len(list_backups(context.house)) == 1, "this PC has its copy"


def test_a_folder_of_the_data_is_no_second_place(context: Context, open_page: Open, qtbot: QtBot) -> None:
    page, _desk = open_page()
    page.places.try_place(str(context.house.db.path.parent))
    qtbot.waitUntil(page.trouble.isVisible, timeout=20_000)
    assert "chính dữ liệu" in page.trouble.accessibleName()
    assert page.places.choose_button.is_ready()
    assert context.settings.current.second_place == ""


def test_everything_is_reached_by_the_tab_key(context: Context, open_page: Open) -> None:
    back_up_now(context.house)
    page, desk = open_page()
    page.button.setFocus()
    reached = [page.button]
    for _ in range(4):
        desk.press(Qt.Key.Key_Tab)
        reached.append(desk.shell.focusWidget())  # type: ignore[arg-type]
    assert reached == [
        page.button, page.drill.button, page.places.open_button, page.places.choose_button, page.list
    ]  # fmt: skip


def test_an_old_drill_is_mentioned_quietly() -> None:
    good = Drill(NOW - timedelta(days=31), NOW - timedelta(days=31), dossiers=1204, newest_code="H12.142-261019-3004")
    assert headline(good, NOW) == ("Bản sao 09:04 19/10/2026 dùng được: 1.204 hồ sơ, không thiếu hồ sơ nào", "text2")
    fresh = Drill(NOW, NOW.replace(hour=8, minute=15), dossiers=1204, missing_dossiers=3)
    assert headline(fresh, NOW) == ("Bản sao 08:15 hôm nay dùng được: 1.204 hồ sơ, thiếu 3 hồ sơ nhận sau đó", "ok")


def test_what_is_wrong_with_a_copy_is_said_a_sentence_each() -> None:
    found = Drill(NOW, NOW, dossiers=2, missing_events=7, faults=1, strangers=2, same_lists=False)
    assert headline(found, NOW) == ("Bản sao 09:04 hôm nay mở được nhưng nhật ký không nguyên vẹn", "bad")
    assert particulars(found, NOW) == [
        "Thiếu 7 việc làm sau đó.",
        "Nhật ký sai ở 1 chỗ. Gọi người quản trị.",
        "Bản sao có 2 việc mà dữ liệu đang dùng không có. Gọi người quản trị.",
        "Các danh sách sẽ được lập lại từ nhật ký khi khôi phục.",
    ]
    assert when_words(NOW - timedelta(days=1), NOW) == "09:04 18/11/2026"
