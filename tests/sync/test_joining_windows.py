"""Joining without any line, as clerks see it: the settings of an office that worked alone, another PC's first start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from keeper import Keeper, Letter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sync_desk import Counter

from app.domain.addresses import AddressBook
from app.domain.office import Role
from app.runtime.tasks import Hub, TaskRunner
from app.services.door import find_desk, list_staff
from app.settings import SettingsFile
from app.ui.context import Context
from app.ui.screens.exchange_files import ReceiveWindow
from app.ui.screens.first_start import FirstStartWizard
from app.ui.screens.invitation_window import InvitationWindow
from app.ui.screens.settings_server import ServerSection

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@contextmanager
def at(counter: Counter, tmp_path: Path, name: str, qtbot: QtBot) -> Iterator[Context]:
    """Sit down at a counter's PC."""
    hub = Hub()
    runner = TaskRunner(hub)
    context = Context(
        counter.house,
        runner,
        hub,
        SettingsFile.load(tmp_path / f"{name}.json"),
        AddressBook.later(lambda: b""),
        desk=find_desk(counter.house),
        device_key=lambda: counter.key,
    )
    yield context
    qtbot.waitUntil(lambda: runner.is_idle)
    runner.close()


def follow(qtbot: QtBot, page: QWidget, button: QWidget, letter: Letter) -> Path:
    """Press the button, choose the invitation, type its code; return the file that was written."""
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    window: object = page.findChild(InvitationWindow)
    assert isinstance(window, InvitationWindow)
    assert not window.main_button.is_ready()
    window.choose_file(letter.file)
    assert not window.main_button.is_ready()
    qtbot.keyClicks(window.code.edit, "AAAABBBBCCCC")
    qtbot.keyClick(window.code.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_busy)
    assert "không mở được tệp mời" in window.told.text()
    window.code.edit.clear()
    qtbot.keyClicks(window.code.edit, letter.code.lower())
    qtbot.mouseClick(window.main_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.written is not None)
    assert "Mang thẻ về nơi giữ máy chủ" in window.told.text()
    assert window.written is not None
    written = window.written
    window.reject()
    return written


def receive(qtbot: QtBot, page: QWidget, button: QWidget, answer: Path) -> None:
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    window: object = page.findChild(ReceiveWindow)
    assert isinstance(window, ReceiveWindow)
    window.choose_file(answer)
    window.go()
    qtbot.waitUntil(lambda: not window.is_busy)
    assert "Máy này đã nối máy chủ." in window.told.text()
    assert "quá 7 ngày không trao đổi" in window.told.text(), "who never had a server knew no such end"
    window.reject()


def test_an_office_that_worked_alone_and_then_another_of_its_pcs(
    keeper: Keeper, counters: Callable[..., Counter], qtbot: QtBot, tmp_path: Path
) -> None:
    a, b = counters("a", alone=True), counters("b")
    a.receive("Nguyễn Văn An")
    with at(a, tmp_path, "a", qtbot) as context:
        section = ServerSection(context)
        qtbot.addWidget(section)
        section.show()
        context.hub.changed.connect(lambda _changed: section.refresh())  # as the settings do
        context.sign_in(replace(a.clerk, roles=(Role.RECEIVER,)))
        section.enter()
        panel = section.by_hand
        qtbot.waitUntil(lambda: "tệp mời" in panel.file_told.text())
        assert not panel.export_button.is_ready()  # it gives this PC a server: the administrator's
        assert not panel.receive_button.isVisible()
        context.sign_in(a.clerk)
        section.enter()
        qtbot.waitUntil(panel.export_button.is_ready)
        written = follow(qtbot, panel, panel.export_button, keeper.invites())
        qtbot.waitUntil(lambda: "Chờ tệp trả lời; đã xin nối 09:" in panel.file_told.text())
        receive(qtbot, panel, panel.receive_button, keeper.takes_in(written))
        qtbot.waitUntil(lambda: "thay đường truyền" in panel.file_told.text())
        assert a.waiting() == 0
    with at(b, tmp_path, "b", qtbot) as context:
        wizard = FirstStartWizard(context, lambda: b.key, list)
        qtbot.addWidget(wizard)
        wizard.show()
        wizard.show_join()
        assert not wizard.join.receive_button.isVisible()
        written = follow(qtbot, wizard.join, wizard.join.invite_button, keeper.invites())
        qtbot.waitUntil(lambda: "Đã ghi tệp xin nối lúc 09:" in wizard.join.file_told.text())
        with qtbot.waitSignal(wizard.joined):
            receive(qtbot, wizard.join, wizard.join.receive_button, keeper.takes_in(written))
    assert [member.name for member in list_staff(b.house)] == ["Lê Thu Hà"]
    assert b.names() == ["Nguyễn Văn An"]
