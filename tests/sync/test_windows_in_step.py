"""What the clerk sees: joining in the settings, the strip, the other counter's dossier marked in the queue."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot
from sync_desk import SILENT, Centre, Counter
from windows import Desk

from app.domain.addresses import AddressBook
from app.protocol.ids import new_id
from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState, LineStatus
from app.runtime.tasks import Hub, TaskRunner
from app.services.attachments import AttachedFile, FileState, attach_file, bytes_of, choose_file
from app.services.attention import count_matters
from app.services.door import find_desk
from app.services.dossiers import open_dossier
from app.services.intake import correct_dossier, form_of
from app.services.offices import load_calendar
from app.settings import SettingsFile
from app.sync import troubles
from app.ui import line_words
from app.ui.context import Context
from app.ui.screens.attention import AttentionScreen
from app.ui.screens.dossier import DossierScreen
from app.ui.screens.outbox import OutboxScreen
from app.ui.screens.queue import QueueScreen
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_server import ServerSection
from app.ui.widgets.rows import Row

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@contextmanager
def context_of(counter: Counter, folder: Path) -> Iterator[Context]:
    """Give a counter's window what it needs, with its line begun."""
    counter.restart()
    hub = Hub()
    runner = TaskRunner(hub)
    context = Context(
        house=counter.house,
        runner=runner,
        hub=hub,
        settings=SettingsFile.load(folder / "settings.json"),
        addresses=AddressBook.later(lambda: b""),
        desk=find_desk(counter.house),
        actor=counter.clerk,
        calendar=load_calendar(counter.house),
        device_key=lambda: counter.key,
    )
    line = Connectivity(counter.house, lambda: counter.key, "test", listening=1)
    context.begin_line(line)
    yield context
    line.close()
    runner.close()


@pytest.fixture
def opened(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[Counter], Context]]:
    with ExitStack() as stack:

        def open_(counter: Counter) -> Context:
            folder = tmp_path / f"settings-{id(counter)}"
            folder.mkdir()
            return stack.enter_context(context_of(counter, folder))

        yield open_


def shown_in(screen: QueueScreen) -> list[object]:
    return [row.key for row in screen.list.rows() if isinstance(row, Row)]


def test_a_counter_with_data_joins_in_the_settings(
    counters: Callable[..., Counter], centre: Centre, opened: Callable[[Counter], Context], qtbot: QtBot
) -> None:
    a = counters("a", alone=True)
    received = a.receive()
    context = opened(a)
    desk = Desk(qtbot, context, SettingsScreen(context))
    desk.show("settings", "server")
    screen = desk.shell.screen_named("settings")
    assert isinstance(screen, SettingsScreen)
    page = screen.page()
    assert isinstance(page, ServerSection)
    qtbot.waitUntil(lambda: "việc chờ gửi" in page.waiting.text())
    assert not page.send_button.is_ready()
    page.address.edit.setText(centre.address)
    page.code.edit.setText("AAAA-BBBB-CCCC")
    page.code.edited.emit("")
    page.join_button.press()
    qtbot.waitUntil(page.trouble.isVisible, timeout=10_000)
    assert page.code.text() == "AAAA-BBBB-CCCC"
    page.code.edit.setText(centre.code())
    page.code.edited.emit("")
    page.join_button.press()
    qtbot.waitUntil(lambda: context.line_status.state is LineState.ONLINE, timeout=20_000)
    qtbot.waitUntil(lambda: page.waiting.text() == "Mọi việc đã lên máy chủ", timeout=10_000)
    assert page.send_button.is_ready()
    assert not page.trouble.isVisible()
    assert a.rows("SELECT code FROM dossiers") == [(received.code,)]
    desk.take_down()


def test_what_the_other_counter_received_stands_in_the_queue_marked_as_new(
    pair: tuple[Counter, Counter], opened: Callable[[Counter], Context], qtbot: QtBot
) -> None:
    a, b = pair
    context = opened(b)
    desk = Desk(qtbot, context, QueueScreen(context))
    desk.show("queue")
    screen = desk.shell.screen_named("queue")
    assert isinstance(screen, QueueScreen)
    qtbot.waitUntil(lambda: context.line_status.state is LineState.ONLINE, timeout=10_000)
    qtbot.waitUntil(lambda: context.runner.is_idle)
    received = a.receive("Lâm Thị Sà Phươl")
    a.exchange()
    qtbot.waitUntil(lambda: received.subject_id in shown_in(screen), timeout=5_000)
    assert "Mới nhận" in str(screen._marks[received.subject_id])
    assert screen.kept() == ""
    desk.take_down()


def _counts(desk: Desk, matters: int) -> bool:
    return count_matters(desk.context.house) == matters


def _compares(tray: AttentionScreen) -> bool:
    return sum(panel.isVisible() for panel in tray.view.panels) == 2


def _is_empty(tray: AttentionScreen) -> bool:
    return tray.contexts() == ()


def test_two_windows_settle_at_one_what_both_corrected(
    pair: tuple[Counter, Counter], centre: Centre, opened: Callable[[Counter], Context], qtbot: QtBot
) -> None:
    a, b = pair
    subject = a.receive("Trần Quang Vinh").subject_id
    b.receive("Lâm Thị Sà Phươl")
    for counter in (a, b, a):
        counter.exchange()
    centre.stop()
    for counter, phone in ((a, "0907118265"), (b, "0907118256")):
        saved = form_of(counter.house, subject, new_id(counter.house.clock()))
        owner = replace(saved.applicant.owner, phone=phone)
        form = replace(saved, applicant=replace(saved.applicant, owner=owner))
        correct_dossier(counter.house, counter.clerk, subject, form, "Ghi nhầm số", SILENT)
    centre.start()
    windows = []
    for counter in (a, b):
        counter.point_to(centre.address)
        context = opened(counter)
        screens = AttentionScreen(context), OutboxScreen(context)
        windows.append((context, Desk(qtbot, context, *screens), *screens))
    for _, desk, tray, _ in windows:
        qtbot.waitUntil(partial(_counts, desk, 1), timeout=20_000)
        desk.show("attention")
        qtbot.waitUntil(partial(_compares, tray), timeout=5_000)
    context, desk, tray, outbox = windows[0]
    kept = tray.view.panels[1].rows.texts()["Điện thoại"].replace(" ", "")
    tray.view.panels[1].button.click()
    assert tray.question is not None
    tray.question.give(1)
    for _, other, shown, _ in windows:
        qtbot.waitUntil(partial(_counts, other, 0), timeout=5_000)
        qtbot.waitUntil(partial(_is_empty, shown), timeout=5_000)
    assert a.shown() == b.shown()
    assert a.rows(f"SELECT phone FROM dossiers WHERE subject_id = '{subject}'") == [(kept,)]
    qtbot.waitUntil(lambda: context.line_status.waiting == 0, timeout=5_000)
    desk.show("outbox")
    assert outbox.contexts() == ()
    for _, desk, _, _ in windows:
        desk.take_down()


def the_file(counter: Counter, subject: str) -> AttachedFile:
    [file] = open_dossier(counter.house, subject).files
    return file


def _says(screen: DossierScreen, words: str) -> bool:
    row = screen.papers.list.rows()[-1]
    badge = row.cells[1].badge if isinstance(row, Row) else None
    return badge is not None and badge.text == words


def test_a_scan_of_one_counter_is_opened_at_the_other_when_the_line_is_back(
    pair: tuple[Counter, Counter],
    centre: Centre,
    opened: Callable[[Counter], Context],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    a, b = pair
    subject = a.receive("Trần Quang Vinh").subject_id
    scan = tmp_path / "scan.png"
    Image.frombytes("RGB", (700, 600), secrets.token_bytes(700 * 600 * 3)).save(scan)  # more than one piece
    chosen = choose_file(scan)
    attach_file(a.house, a.clerk, subject, chosen)
    assert the_file(a, subject).state is FileState.WAITING
    a.exchange()
    assert the_file(a, subject).state is FileState.SENT
    b.exchange()
    assert the_file(b, subject).state is FileState.ABSENT
    centre.stop()
    context = opened(b)
    screen = DossierScreen(context)
    desk = Desk(qtbot, context, screen)
    desk.show("dossier", subject)
    assert _says(screen, "Chưa tải về")
    qtbot.waitUntil(lambda: context.line_status.state is LineState.OFFLINE, timeout=10_000)
    screen.files.open(the_file(b, subject))
    qtbot.waitUntil(lambda: _says(screen, "Chờ tải về"), timeout=10_000)
    centre.start()
    b.point_to(centre.address)
    assert context.line is not None
    context.line.hurry()
    qtbot.waitUntil(lambda: screen.files.window is not None, timeout=20_000)
    window = screen.files.window
    assert window is not None
    qtbot.waitUntil(lambda: bool(window.view.pages()), timeout=10_000)
    assert bytes_of(b.house, the_file(b, subject).sha256) == chosen.data
    qtbot.waitUntil(lambda: _says(screen, "Đã lên máy chủ"), timeout=5_000)
    window.reject()
    desk.take_down()


@pytest.mark.parametrize(
    ("status", "waiting", "words"),
    [
        (LineStatus(), 3, ["Chưa nối máy chủ", "3 việc giữ trên máy"]),
        (LineStatus(LineState.ONLINE), 0, ["Đã nối máy chủ", "Đã gửi hết"]),
        (LineStatus(LineState.ONLINE), 2, ["Đã nối máy chủ", "Đang gửi 2 việc"]),
        (LineStatus(LineState.OFFLINE, trouble=troubles.unreachable()), 0, ["Mất mạng · vẫn làm việc bình thường"]),
        (LineStatus(LineState.OFFLINE, trouble=troubles.unreachable()), 4, ["Mất mạng · 4 việc chờ gửi"]),
        (
            LineStatus(LineState.STOPPED, trouble=troubles.wrong_certificate()),
            1,
            ["Ngừng đồng bộ", "1 việc giữ trên máy"],
        ),
    ],
    ids=["alone", "online", "sending", "offline", "offline, waiting", "stopped"],
)
def test_the_strip_says_how_the_line_is(
    status: LineStatus, waiting: int, words: list[str], counters: Callable[..., Counter]
) -> None:
    now = counters("clock").house.local_now()
    assert [item.text for item in line_words.strip_items(status, waiting, now)] == words
