"""Updates in the window: looked for, fetched, stopped, from a stick, declined; what the strip and the toast say."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from release_desk import KNOWN, SETUP, Shop, put, shop
from windows import Desk

from app.domain.errors import UserError
from app.runtime.update_watch import Step, UpdateWatch
from app.services.installed_version import InstalledVersion
from app.services.updates import Updates
from app.ui.context import Context
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_updates import UpdatesSection
from app.ui.update_notes import UpdateNotes

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def web() -> Iterator[Shop]:
    with shop() as opened:
        opened.offer()
        yield opened


@pytest.fixture
def updates(tmp_path: Path) -> Updates:
    place = tmp_path / "Programs/versions/0.1.0"
    place.mkdir(parents=True)
    noon = datetime(2026, 11, 22, 5, tzinfo=UTC)
    return Updates(tmp_path / "updates", KNOWN, "0.1.0", lambda: noon, InstalledVersion(place), chance=random.Random(7))


@pytest.fixture
def watch(updates: Updates, qtbot: QtBot) -> Iterator[UpdateWatch]:
    made = UpdateWatch(updates)
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.is_busy)


@pytest.fixture
def desk(context: Context, watch: UpdateWatch, desk_with: Callable[..., Desk]) -> Desk:
    """Show the section in a real window."""
    context.updates = watch
    desk = desk_with(SettingsScreen(context))
    desk.show("settings", "updates")
    return desk


@pytest.fixture
def section(desk: Desk) -> UpdatesSection:
    screen = desk.shell.screen_named("settings")
    assert isinstance(screen, SettingsScreen)
    page = screen.page()
    assert isinstance(page, UpdatesSection)
    page.first().setFocus()
    return page


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, Qt.KeyboardModifier.ControlModifier)


def give_address(desk: Desk, section: UpdatesSection, address: str) -> None:
    section.address.edit.setFocus()
    section.address.edit.selectAll()
    QTest.keyClicks(section.address.edit, address)
    QTest.keyClick(section.address.edit, Qt.Key.Key_Return)
    desk.settle()


def ended(qtbot: QtBot, watch: UpdateWatch) -> None:
    qtbot.waitUntil(lambda: not watch.is_busy)
    QApplication.processEvents()


def test_newer_version_is_found_fetched_and_waits(
    desk: Desk, section: UpdatesSection, watch: UpdateWatch, web: Shop, qtbot: QtBot
) -> None:
    assert section.version.text() == "Đang dùng bản 0.1.0"
    assert not section.look_button.is_ready()
    assert section.first() is section.file_button
    give_address(desk, section, web.url)
    assert desk.toasts == ["Đã giữ địa chỉ cập nhật"]
    assert desk.context.settings.current.updates_address == web.url
    press(Qt.Key.Key_T)
    ended(qtbot, watch)
    assert section.state.text() == "Bản 0.2.0 đã tải và kiểm tra"
    assert "Sửa lỗi nhỏ." in section.details.text()
    assert str(watch.updates.folder) in section.details.text(), "Linux installs by hand"


def test_fetching_says_how_far_it_is_and_can_be_stopped_by_keys(
    desk: Desk, section: UpdatesSection, watch: UpdateWatch, web: Shop, qtbot: QtBot
) -> None:
    web.held.clear()
    give_address(desk, section, web.url)
    section.first().setFocus()
    press(Qt.Key.Key_T)
    qtbot.waitUntil(lambda: watch.state.step is Step.FETCHING and watch.state.done > 0)
    assert section.state.text() == "Đang tải 0/1 MB"
    assert section.bar.isVisible()
    assert section.stop_button.hasFocus()
    press(Qt.Key.Key_U)
    web.held.set()
    ended(qtbot, watch)
    assert section.state.text() == "Đã dừng. Phần đã tải được giữ lại, lần sau tải tiếp."
    assert section.look_button.hasFocus()
    assert watch.updates.waiting() is None
    press(Qt.Key.Key_T)
    ended(qtbot, watch)
    assert watch.updates.waiting() is not None
    assert web.setups_asked()[-1].startswith("bytes=")


def test_same_version_says_so(desk: Desk, section: UpdatesSection, watch: UpdateWatch, web: Shop, qtbot: QtBot) -> None:
    web.offer("0.1.0")
    give_address(desk, section, web.url)
    press(Qt.Key.Key_T)
    ended(qtbot, watch)
    assert section.state.text() == "Đây là bản mới nhất"


def test_bad_address_stays_in_the_field_with_its_reason(desk: Desk, section: UpdatesSection) -> None:
    give_address(desk, section, "http://example.org/")
    assert "https://" in section.address.note()
    assert desk.context.settings.current.updates_address == ""
    give_address(desk, section, "https://example.org/")
    assert section.address.note() == ""
    assert section.look_button.is_ready()


def test_stick_with_a_changed_file_is_refused_in_words(
    section: UpdatesSection, watch: UpdateWatch, tmp_path: Path, qtbot: QtBot
) -> None:
    manifest = put(tmp_path / "stick")
    manifest.with_name("QuayMotCua-0.2.0-setup.exe").write_bytes(SETUP[::-1])
    section.take_from(manifest)
    ended(qtbot, watch)
    assert "không đúng với bản đã ký" in section.state.text()
    assert "Bản đang dùng không thay đổi" in section.details.text()
    put(tmp_path / "stick")
    section.take_from(manifest)
    ended(qtbot, watch)
    assert section.state.text() == "Bản 0.2.0 đã tải và kiểm tra"


def test_failed_look_keeps_what_waits(
    section: UpdatesSection, watch: UpdateWatch, tmp_path: Path, qtbot: QtBot
) -> None:
    section.take_from(put(tmp_path / "stick"))
    ended(qtbot, watch)
    section.take_from(put(tmp_path / "old", "0.0.1"))
    ended(qtbot, watch)
    assert section.state.text() == "Bản 0.0.1 cũ hơn bản đang dùng (0.1.0)."
    assert watch.state.waits is not None


def test_waiting_version_can_be_declined(
    section: UpdatesSection, watch: UpdateWatch, tmp_path: Path, qtbot: QtBot
) -> None:
    section.take_from(put(tmp_path / "stick"))
    ended(qtbot, watch)
    section.decline_button.setFocus()
    press(Qt.Key.Key_G)
    ended(qtbot, watch)
    assert watch.state.waits is None
    assert watch.updates.waiting() is None
    assert section.file_button.hasFocus()


def test_strip_tells_quietly_that_a_version_waits(
    desk: Desk, watch: UpdateWatch, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = UpdateNotes(desk.context, desk.shell)
    assert notes.strip_items() == []
    watch.take_from(put(tmp_path / "stick"))
    ended(qtbot, watch)
    assert [item.text for item in notes.strip_items()] == ["Có bản 0.2.0"]
    monkeypatch.setattr(InstalledVersion, "can_be_replaced", True)
    assert [item.text for item in notes.strip_items()] == ["Bản 0.2.0 cài khi đóng"]


def test_new_version_is_told_once_after_signing_in(
    desk: Desk, updates: Updates, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InstalledVersion, "can_be_replaced", True)
    setups: list[Path] = []
    before = Updates(
        updates.folder, KNOWN, "0.1.0", updates.clock, updates.place, lambda setup, _place: setups.append(setup)
    )
    old = UpdateWatch(before)
    old.take_from(put(tmp_path / "stick"))
    ended(qtbot, old)
    assert before.install()
    after = Updates(updates.folder, KNOWN, "0.2.0", updates.clock, updates.place)
    shown = []
    for _ in range(2):
        watch = UpdateWatch(after)
        desk.context.updates, desk.context.actor, actor = watch, None, desk.context.actor
        notes = UpdateNotes(desk.context, desk.shell)  # must live as long as it listens
        monkeypatch.setattr(desk.shell, "show_toast", lambda words: shown.append(words.heading))
        watch.begin()
        ended(qtbot, watch)
        desk.context.sign_in(actor)
        assert notes.watch is watch
        qtbot.waitUntil(lambda: after.take_stock() is None)
    assert shown == ["Đã cập nhật lên bản 0.2.0"]


def test_program_looks_by_itself_without_bothering_anybody(
    desk: Desk, watch: UpdateWatch, web: Shop, qtbot: QtBot
) -> None:
    notes = UpdateNotes(desk.context, desk.shell)
    notes.tick()
    assert web.asked == []
    assert not watch.is_busy
    web.status = 503
    desk.context.settings.change(updates_address=web.url)
    notes.tick()
    ended(qtbot, watch)
    assert len(web.asked) == 1
    assert isinstance(watch.state.trouble, Exception)
    assert not isinstance(watch.state.trouble, UserError)
    assert desk.toasts == []
    notes.tick()
    assert not watch.is_busy, "it waits before it asks again"
