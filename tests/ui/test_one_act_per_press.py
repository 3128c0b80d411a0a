"""Whoever presses twice, or holds a key, does a thing once: every button of every screen is pressed three times.

The buttons are found by walking the windows, so that a new one is pressed too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from contested import contest
from invented import HON_NHAN, KHAI_SINH, form_for, person, receive, sample_catalogue
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy import func, select
from windows import Desk

from app.domain.office import TicketService
from app.models.tables import EventRow
from app.protocol.ids import new_id
from app.runtime.side_work import SideWork
from app.services.attachments import attach_file, choose_file
from app.services.catalogue_files import write_template
from app.services.dossiers import latest_dossiers
from app.services.offices import change_office
from app.services.print_jobs import fail_job, list_jobs, take_job
from app.services.tickets import call_next, issue_ticket
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.attention import AttentionScreen
from app.ui.screens.calendar import CalendarSection
from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.dossier import DossierScreen
from app.ui.screens.find import FindScreen
from app.ui.screens.intake import IntakeScreen
from app.ui.screens.intake_model import from_form
from app.ui.screens.preview import PreviewScreen
from app.ui.screens.prints import PrintsScreen
from app.ui.screens.procedures import ProceduresScreen
from app.ui.screens.queue import QueueScreen
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_office import OfficeSection
from app.ui.screens.staff import StaffSection
from app.ui.screens.tickets import TicketsScreen
from app.ui.shell import MainShell
from app.ui.widgets.buttons import KeyButton, _answered
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.labels import LinkLabel
from app.ui.widgets.question import Question

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "occurs outside target window", extend=True)

TIMES = 3
_NONE = Qt.KeyboardModifier.NoModifier
LEAVES = {"Ctrl+O", "Ctrl+L"}  # ask the system for a file; answered with none
SCANS: list[Path] = []  # what the system is asked for on a dossier's page


@pytest.fixture(autouse=True)
def _no_dialogs_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    SCANS.clear()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(SCANS[-1]) if SCANS else "", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)


@pytest.fixture
def desk(busy: Context, desk_with: Callable[..., Desk]) -> Desk:
    """Return the window with every screen, over a busy office whose newest paper could not be printed."""
    job = take_job(busy.house)
    assert job is not None
    fail_job(busy.house, job.job_id, "Máy in A4 hết giấy.", "Máy A4 quầy 3")
    return desk_with(
        QueueScreen(busy),
        IntakeScreen(busy),
        FindScreen(busy),
        DossierScreen(busy),
        PrintsScreen(busy),
        PreviewScreen(busy),
        ProceduresScreen(busy),
        SettingsScreen(busy),
    )


# -- what stands before the clerk when a button is pressed


def _intake(desk: Desk) -> IntakeScreen:
    desk.show("intake")
    screen = desk.shell.screen_named("intake")
    assert isinstance(screen, IntakeScreen)
    desk.qtbot.waitUntil(lambda: screen.filing.is_ready)
    return screen


def _filled(desk: Desk, mode: str) -> None:
    screen, context = _intake(desk), desk.context
    form = form_for(context.house, context.procedures[KHAI_SINH], person("Đặng Thị Ánh Tuyết", 321))
    subject, code, received = "", "", ""
    if mode == "correct":
        line = next(line for line in latest_dossiers(context.house) if line.procedure_code == HON_NHAN)
        subject, code, received = line.subject_id, line.code, line.received_at.isoformat()
    state = from_form(form, mode, subject, code, received)
    state.visitor.saved = None
    state.visitor.email = f"a{new_id(context.house.clock())[-6:]}@vidu.vn"
    screen._show(state)
    screen._asked = {gap.sentence for gap in screen.view.gaps() if not gap.must}
    desk.settle()


def _dossier(desk: Desk, folder: Path) -> None:
    """Open a dossier at a file that is attached to it; another one lies on the disk."""
    house, actor = desk.context.house, desk.context.the_actor
    subject = latest_dossiers(house)[0].subject_id
    for _ in range(2):
        SCANS.append(folder / f"{new_id(house.clock())}.png")
        Image.new("RGB", (40, 60), (len(SCANS), 0, 0)).save(SCANS[-1])
    attach_file(house, actor, subject, choose_file(SCANS[-2]))
    desk.show("dossier", subject)
    screen = desk.shell.screen_named("dossier")
    assert isinstance(screen, DossierScreen)
    assert screen._page is not None
    screen.papers.list.select_key(("file", screen._page.files[-1].key))


def _bring_in(desk: Desk, kind: type[Screen]) -> None:
    """Add a screen that only its own scene needs."""
    there: list[Screen] = list(desk.shell.findChildren(kind))
    if not there:
        desk.shell.add_screen(kind(desk.context))  # type: ignore[arg-type]


def _tickets(desk: Desk) -> None:
    """Let somebody stand at this counter, and nobody wait: whoever is called next would end the turn in an act."""
    house, actor, office = desk.context.house, desk.context.the_actor, desk.context.the_desk.office
    change_office(house, actor, replace(office, ticket_services=(TicketService("A", "Hộ tịch"),)))
    issue_ticket(house, actor, "A")
    call_next(house, actor, None)
    desk.context.tickets.refresh()
    _bring_in(desk, TicketsScreen)
    desk.show("tickets")


def _contested(desk: Desk) -> None:
    house, actor = desk.context.house, desk.context.the_actor
    subject = receive(house, actor, desk.context.procedures[HON_NHAN], "Trần Quang Vinh", 5).subject_id
    contest(house, actor, subject)
    _bring_in(desk, AttentionScreen)
    desk.show("attention", ("dossier", subject))


def _waiting(desk: Desk) -> None:
    desk.show(
        "dossier", next(d for d in latest_dossiers(desk.context.house) if d.state.name == "SUPPLEMENT").subject_id
    )


def _section(desk: Desk, name: str) -> QWidget:
    desk.show("settings", name)
    screen = desk.shell.screen_named("settings")
    assert isinstance(screen, SettingsScreen)
    screen.open_section(name)
    desk.settle()
    return screen.page()


def _new_person(desk: Desk) -> None:
    page = _section(desk, "staff")
    assert isinstance(page, StaffSection)
    page.begin_new()
    page.name.edit.setText("Phạm Quốc Toàn")
    page.number.edit.setText("NV99")
    page.secret.edit.setText("314159")
    page.again.edit.setText("314159")


def _new_secret(desk: Desk) -> None:
    page = _section(desk, "staff")
    assert isinstance(page, StaffSection)
    page.list.setFocus()
    page.secret_button.click()
    desk.settle()
    page.secret.edit.setText("314159")
    page.again.edit.setText("314159")


def _office(desk: Desk) -> None:
    page = _section(desk, "office")
    assert isinstance(page, OfficeSection)
    commune = desk.context.addresses.search("vinh loi ca mau")[0].commune
    page.fields.province.setCurrentIndex(page.fields.province.findData(commune.province.code))
    page.fields.commune.set_commune(commune)
    edit = page.fields.fields["address"].edit
    edit.selectAll()
    QTest.keyClicks(edit, f"12 Duong {new_id(desk.context.house.clock())[-5:]}")


def _calendar(desk: Desk) -> None:
    page = _section(desk, "calendar")
    assert isinstance(page, CalendarSection)
    page.day.edit.setText(f"{date(2026, 12, 1 + desk.context.house.clock().microsecond % 28):%d/%m/%Y}")
    page.day.edit.textEdited.emit(page.day.edit.text())
    page.day.edit.left.emit(page.day.edit.text())


def _catalogue(desk: Desk, folder: Path) -> None:
    page = _section(desk, "catalogue")
    panel = page if isinstance(page, ImportPanel) else page.findChild(ImportPanel)
    assert panel is not None
    path = folder / f"{new_id(desk.context.house.clock())}.xlsx"
    name = f"Cấp giấy {path.stem[-5:]}"
    write_template(path, (replace(sample_catalogue()[0], code=f"9.{path.stem[-6:]}", name=name, aliases=()),))
    panel.read_file(path)
    desk.qtbot.waitUntil(lambda: not panel.is_busy())
    desk.settle()


def _prints(desk: Desk) -> None:
    desk.show("prints")
    screen = desk.shell.screen_named("prints")
    assert isinstance(screen, PrintsScreen)
    screen.list.setFocus()
    desk.settle()


@dataclass(frozen=True)
class Scene:
    """A screen with something on it; `writes` names buttons that must have done their act in the end."""

    prepare: Callable[[Desk, Path], object]
    writes: frozenset[str] = frozenset()


SCENES = {
    "queue": Scene(lambda desk, _: desk.show("queue")),
    "intake": Scene(lambda desk, _: _filled(desk, "new"), frozenset({"Nhận hồ sơ và in", "Từ chối"})),
    "correction": Scene(lambda desk, _: _filled(desk, "correct"), frozenset({"Lưu sửa và in lại"})),
    "find": Scene(lambda desk, _: desk.show("find")),
    "dossier": Scene(_dossier, frozenset({"In lại", "Đính kèm tệp", "Bỏ tệp"})),
    "tickets": Scene(lambda desk, _: _tickets(desk), frozenset({"Gọi lại", "Xong", "A · Hộ tịch"})),
    "attention": Scene(lambda desk, _: _contested(desk)),
    "waiting dossier": Scene(lambda desk, _: _waiting(desk)),
    "prints": Scene(lambda desk, _: _prints(desk)),
    "procedures": Scene(lambda desk, _: desk.show("procedures")),
    "staff": Scene(lambda desk, _: _new_person(desk), frozenset({"Thêm"})),
    "secret": Scene(lambda desk, _: _new_secret(desk), frozenset({"Đặt mã này"})),
    "office": Scene(lambda desk, _: _office(desk)),
    "calendar": Scene(lambda desk, _: _calendar(desk)),
    "catalogue": Scene(_catalogue),
    "backup": Scene(lambda desk, _: _section(desk, "backup")),
}


def acts(context: Context) -> int:
    with context.house.db.read() as session:
        return session.scalar(select(func.count(func.distinct(EventRow.act_id)))) or 0


def prints(context: Context) -> Counter[tuple[str, str, str]]:
    """Count the papers in the ledger: of which dossier, of which kind, under which title."""
    return Counter((job.subject_id, job.kind, job.title) for job in list_jobs(context.house, limit=10_000))


def pressable(desk: Desk) -> dict[str, KeyButton | LinkLabel]:
    """Return the buttons and links in sight that do something, by their words."""
    front = QApplication.activeModalWidget() or desk.shell
    buttons: list[KeyButton] = list(front.findChildren(KeyButton))
    links: list[LinkLabel] = list(front.findChildren(LinkLabel))
    found: list[KeyButton | LinkLabel] = [b for b in buttons if b.is_ready() and b.label()]
    seen = [b for b in [*found, *links] if b.isVisible() and b.isEnabled()]
    return {b.accessibleName().rstrip("()0123456789 "): b for b in seen}  # a count makes no other button of it


def key_of(button: KeyButton | LinkLabel) -> str:
    """Return what presses it, "" for the mouse alone."""
    if isinstance(button, KeyButton):
        return button.key().toString()
    shortcuts: list[QShortcut] = list(button.findChildren(QShortcut))
    return shortcuts[0].key().toString() if shortcuts else ""


def commands(desk: Desk) -> dict[str, str]:
    """Return what has no button: words and key."""
    screen = desk.shell.current_screen()
    assert screen is not None
    return {action.text: action.key for action in screen.commands() if action.enabled}


def hammer(key: str) -> None:
    """Press a key three times, where it arrives when the hand does not wait for the program."""
    combination = QKeySequence(key)[0]  # type: ignore[index]
    for _ in range(TIMES):
        window = _front().windowHandle()
        QTest.keyPress(window, combination.key(), combination.keyboardModifiers())
        QTest.keyRelease(_front().windowHandle(), combination.key(), combination.keyboardModifiers())


def _front() -> QWidget:
    """Return the window that has the keyboard."""
    modal = QApplication.activeModalWidget()
    if modal is not None and modal.isVisible():
        return modal
    shells = [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainShell) and widget.isVisible()
    ]
    return shells[0]


def double_click(button: KeyButton | LinkLabel) -> None:
    """Click twice quickly: the second click lands on whatever lies there by then."""
    window, spot = button.window(), button.mapTo(button.window(), button.rect().center())
    place = window.mapToGlobal(spot)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, _NONE, spot)
    front = _front()
    QTest.mouseDClick(front.windowHandle(), Qt.MouseButton.LeftButton, _NONE, front.mapFromGlobal(place))


def answer(desk: Desk, press: Callable[[KeyButton | LinkLabel], None]) -> None:
    """Fill in what a dialog asks for, and press its main button as the first one was pressed."""
    for _ in range(3):
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        boxes: list[CheckBox] = list(dialog.findChildren(CheckBox))
        if boxes and not any(box.isChecked() for box in boxes):
            boxes[0].setChecked(True)
        fields: list[QLineEdit] = list(dialog.findChildren(QLineEdit))
        for field in fields:
            if field.isVisible() and not field.isReadOnly() and not field.text():
                field.setText("Lý do thử")
        areas: list[QPlainTextEdit] = list(dialog.findChildren(QPlainTextEdit))
        for area in areas:
            if area.isVisible() and not area.toPlainText():
                area.setPlainText("Lý do thử")
        if isinstance(dialog, Question):
            press(dialog.buttons[-1])
        else:
            dialog.close()
        settle(desk)


def by_key(button: KeyButton | LinkLabel) -> None:
    if key := key_of(button):
        hammer(key)
    else:
        double_click(button)


def _ways(button: KeyButton | LinkLabel) -> tuple[str, ...]:
    """Say how a button is pressed here: all by their key, those that write also by the mouse."""
    writes = isinstance(button, KeyButton) and button.kind() in ("main", "danger")
    return ("key", "mouse") if writes and key_of(button) else ("key",)


def settle(desk: Desk) -> None:
    """Wait until nothing is under way, here or beside the database's thread."""
    desk.settle()
    desk.qtbot.waitUntil(lambda: not SideWork._running)
    desk.settle()


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    yield SCENES[request.param]
    _answered.clear()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("scene", SCENES, indirect=True)
def test_three_presses_of_anything_are_one_act(desk: Desk, scene: Scene, tmp_path: Path) -> None:
    wrote: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while True:
        _answered.clear()
        if (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
        desk.shell.activateWindow()  # no window manager here does after a dialog
        desk.qtbot.waitUntil(desk.shell.isActiveWindow)
        scene.prepare(desk, tmp_path)
        desk.qtbot.waitUntil(lambda: bool(pressable(desk)))  # a screen is made in pieces, between events
        buttons = pressable(desk)
        ways = [(words, how) for words, button in buttons.items() for how in _ways(button)]
        todo = [way for way in ways if way not in seen]
        if not todo:
            break
        words, how = todo[0]
        seen.add((words, how))
        press = by_key if how == "key" else double_click
        before, papers = acts(desk.context), prints(desk.context)
        press(buttons[words])
        settle(desk)
        answer(desk, press)
        settle(desk)
        done = acts(desk.context) - before
        printed = prints(desk.context) - papers
        assert done <= 1, f"{words}: {done} acts by {how}"
        assert max(printed.values(), default=0) <= 1, f"{words}: {printed} by {how}"
        if done or printed:
            wrote.add(words)
    for words, key in commands(desk).items():
        if key and key not in LEAVES and (words, "key") not in seen:
            scene.prepare(desk, tmp_path)
            before, papers = acts(desk.context), prints(desk.context)
            hammer(key)
            settle(desk)
            answer(desk, by_key)
            settle(desk)
            done, printed = acts(desk.context) - before, prints(desk.context) - papers
            assert done <= 1, words
            assert max(printed.values(), default=0) <= 1, words
            if done or printed:
                wrote.add(words)
    assert len(seen) > 1
    assert scene.writes <= wrote, f"did nothing: {scene.writes - wrote}; wrote {wrote}"


def test_no_key_of_the_window_repeats_while_it_is_held(desk: Desk) -> None:
    for name in ("queue", "intake", "find", "prints", "procedures", "settings"):
        desk.show(name)
        shortcuts: list[QShortcut] = list(desk.shell.findChildren(QShortcut))
        repeating = [s.key().toString() for s in shortcuts if s.autoRepeat()]
        assert repeating == [], name


def test_a_supplement_request_is_written_once(desk: Desk, tmp_path: Path) -> None:
    SCENES["intake"].prepare(desk, tmp_path)
    before = acts(desk.context)
    by_key(pressable(desk)["Yêu cầu bổ sung"])
    desk.settle()
    answer(desk, by_key)
    desk.settle()
    assert acts(desk.context) - before == 1
