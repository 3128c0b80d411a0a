"""Another PC of the office on its first day: address and code, and its people can sign in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sync_desk import Centre, Counter

from app.domain.addresses import AddressBook
from app.runtime.connectivity import Connectivity
from app.runtime.tasks import Hub, TaskRunner
from app.services.door import find_desk, list_staff
from app.services.enrolment import join_server
from app.settings import SettingsFile
from app.ui.context import Context
from app.ui.screens.first_start import FirstStartWizard

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_new_pc_joins_at_its_first_start_and_gets_everything(
    counters: Callable[..., Counter],
    centre: Centre,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    a, b = counters("a", alone=True), counters("b")
    a.receive()
    hub = Hub()
    runner = TaskRunner(hub)
    resources = Path(__file__).resolve().parents[2] / "resources"
    book = AddressBook.later((resources / "addresses.tsv").read_bytes)
    context = Context(b.house, runner, hub, SettingsFile.load(tmp_path / "settings.json"), book)
    wizard = FirstStartWizard(context, lambda: b.key, list)
    qtbot.addWidget(wizard)
    wizard.show()
    context.begin_line(Connectivity(b.house, lambda: b.key, "test", listening=1))
    wizard.show_join()
    wizard.join.address.edit.setText(centre.address)
    wizard.join.code.edit.setText("AAAA-BBBB-CCCC")
    wizard.go_on()
    qtbot.waitUntil(wizard._trouble.isVisible, timeout=10_000)
    wizard.join.code.edit.setText(centre.code(7))
    wizard.go_on()
    # The server has nothing of the office yet: its first PC must join.
    qtbot.waitUntil(lambda: "chưa có dữ liệu" in wizard._trouble._heading.text(), timeout=20_000)
    join_server(a.house, a.clerk, a.key, centre.address, centre.code())
    with qtbot.waitSignal(wizard.joined, timeout=40_000):
        a.exchange()
    assert [member.name for member in list_staff(b.house)] == ["Lê Thu Hà"]
    desk = find_desk(b.house)
    assert desk is not None
    assert desk.lanes == (7,)
    qtbot.waitUntil(lambda: b.shown() == a.shown(), timeout=20_000)
    assert context.line is not None
    context.line.close()
    qtbot.waitUntil(lambda: runner.is_idle)
    runner.close()
