"""Files on the dossier's page: attached by keys, shown from memory, taken off with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from invented import HON_NHAN, receive
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from windows import CTRL, Desk

from app.domain.office import Actor
from app.services.attachments import AttachedFile, attach_file, choose_file
from app.services.dossiers import open_dossier
from app.services.house import House
from app.ui.context import Context
from app.ui.screens.dossier import DossierScreen
from app.ui.screens.dossier_file_questions import ComponentQuestion, DetachQuestion
from app.ui.screens.dossier_file_window import FileWindow
from app.ui.widgets.rows import GroupRow, Row

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def subject(house: House, actor: Actor, context: Context) -> str:
    return receive(house, actor, context.procedures[HON_NHAN], "Trần Quang Vinh", 5).subject_id


@pytest.fixture
def other(house: House, actor: Actor, context: Context) -> str:
    return receive(house, actor, context.procedures[HON_NHAN], "Lý Thị Út", 5).subject_id


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    Image.new("RGB", (413, 585)).save(scan := tmp_path / "scan.png")
    return scan


@pytest.fixture
def desk(context: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(DossierScreen(context))


def page(desk: Desk) -> DossierScreen:
    found = desk.shell.screen_named("dossier")
    assert isinstance(found, DossierScreen)
    return found


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the system's dialog answer with this file."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))


def files(house: House, subject: str) -> tuple[AttachedFile, ...]:
    return open_dossier(house, subject).files


def rows(desk: Desk) -> list[str]:
    shown = page(desk).papers.list.rows()
    return [row.text if isinstance(row, GroupRow) else str(row.key) for row in shown]


def attach(desk: Desk, monkeypatch: pytest.MonkeyPatch, path: Path, part: str) -> None:
    choose(monkeypatch, path)
    desk.press(Qt.Key.Key_Q, CTRL)
    desk.qtbot.waitUntil(lambda: isinstance(page(desk).files.question, ComponentQuestion))
    question = page(desk).files.question
    assert isinstance(question, ComponentQuestion)
    assert question.list.select_key((part,))
    question.give(1)
    desk.settle()


def test_a_scan_is_attached_opened_and_taken_off(
    desk: Desk, house: House, subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("dossier", subject)
    first = page(desk).papers.list.rows()[0]
    assert isinstance(first, Row)
    scan = tmp_path / "CCCD Trần Quang Vinh.png"
    Image.new("RGB", (413, 585), "firebrick").save(scan)
    attach(desk, monkeypatch, scan, str(first.key))
    [file] = files(house, subject)
    assert (file.component, desk.toasts) == (first.key, ["Đã đính kèm tệp"])
    assert rows(desk)[:2] == [str(first.key), str(("file", file.key))], "below its paper"
    shown = page(desk).papers.list.rows()[1]
    assert isinstance(shown, Row)
    assert shown.cells[1].badge is not None
    assert shown.cells[1].badge.text == "Trên máy này"
    looks = "SELECT count(*) FROM events WHERE subject_kind = 'access'"
    before = house.db.rows(looks)[0][0]
    page(desk).papers.list.select_key(("file", file.key))
    page(desk).papers.open.click()
    desk.qtbot.waitUntil(lambda: page(desk).files.window is not None)
    window = page(desk).files.window
    assert window is not None
    desk.qtbot.waitUntil(lambda: bool(window.view.pages()), timeout=10_000)
    assert (house.db.rows(looks)[0][0], window.place.text()) == (before + 1, "Trang 1 trên 1")
    assert window.view.pages()[0].is_colour
    window.reject()
    desk.shell.activateWindow()
    desk.qtbot.waitUntil(desk.shell.isActiveWindow)
    desk.press(Qt.Key.Key_Delete)
    question = page(desk).files.question
    assert isinstance(question, DetachQuestion)
    question.reasons.set_value("other")
    question.give(1)
    assert question.other.note() == "Chưa ghi lý do"
    question.other.edit.setText("Ảnh của người khác")
    question.give(1)
    desk.settle()
    assert files(house, subject) == ()
    assert "Ảnh của người khác" in page(desk).history.timeline.accessibleDescription()


def test_a_key_pressed_twice_opens_one_window(
    desk: Desk, house: House, actor: Actor, subject: str, tmp_path: Path
) -> None:
    scan = tmp_path / "a.png"
    Image.new("RGB", (413, 585), "firebrick").save(scan)
    attach_file(house, actor, subject, choose_file(scan))
    desk.show("dossier", subject)
    [file] = files(house, subject)
    for _ in range(2):
        page(desk).files.open(file)
    desk.settle()
    windows: list[FileWindow] = list(page(desk).findChildren(FileWindow))
    assert len(windows) == 1
    desk.qtbot.waitUntil(lambda: bool(windows[0].view.pages()), timeout=10_000)
    windows[0].reject()


def test_what_is_no_scan_is_refused_in_words(
    desk: Desk, house: House, subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("dossier", subject)
    letter = tmp_path / "Đơn.docx"
    letter.write_bytes(b"PK\x03\x04 words")
    choose(monkeypatch, letter)
    desk.press(Qt.Key.Key_Q, CTRL)
    desk.qtbot.waitUntil(lambda: desk.toasts == ["Không phải tệp PDF hay ảnh."])
    assert page(desk).files.doing == ""
    assert files(house, subject) == ()


def scanned(house: House, actor: Actor, subject: str, folder: Path, colour: str) -> AttachedFile:
    scan = folder / f"{colour}.png"
    Image.new("RGB", (413, 585), colour).save(scan)
    attach_file(house, actor, subject, choose_file(scan))
    return files(house, subject)[-1]


def test_a_question_about_a_file_names_its_dossier_also_over_another_one(
    desk: Desk,
    house: House,
    subject: str,
    other: str,
    blank: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.show("dossier", subject)
    choose(monkeypatch, blank)
    desk.press(Qt.Key.Key_Q, CTRL)
    desk.qtbot.waitUntil(lambda: isinstance(page(desk).files.question, ComponentQuestion))
    question = page(desk).files.question
    assert question is not None
    whose = f"{open_dossier(house, subject).line.code} · Trần Quang Vinh"
    assert question.accessibleDescription().splitlines()[0] == whose
    desk.show("dossier", other)
    told: list[str] = []
    page(desk).toast.connect(lambda words: told.append(words.sentence))
    question.give(1)
    desk.settle()
    assert [len(files(house, one)) for one in (subject, other)] == [1, 0]
    assert told == [whose]
    page(desk).files.ask_detach(files(house, subject)[0])
    question = page(desk).files.question
    assert isinstance(question, DetachQuestion)
    assert question.accessibleDescription().splitlines()[0] == f"{open_dossier(house, other).line.code} · Lý Thị Út"
    question.reject()


def test_a_file_opens_over_no_locked_screen(
    desk: Desk, house: House, actor: Actor, subject: str, tmp_path: Path
) -> None:
    file = scanned(house, actor, subject, tmp_path, "white")
    desk.show("dossier", subject)
    page(desk).files.open(file)
    page(desk).hide()  # as the sign-in does that comes before it
    desk.settle()
    assert page(desk).files.window is None


def test_of_two_files_that_are_on_their_way_the_last_wanted_opens(
    desk: Desk, house: House, actor: Actor, subject: str, tmp_path: Path
) -> None:
    first, last = (scanned(house, actor, subject, tmp_path, colour) for colour in ("white", "firebrick"))
    desk.show("dossier", subject)
    actions = page(desk).files
    actions._opens = last.sha256
    actions._on_told(first.sha256, 100)
    actions._on_told(last.sha256, 100)
    desk.qtbot.waitUntil(lambda: actions.window is not None)
    assert actions.window is not None
    actions.window.reject()


def test_a_file_chosen_for_a_dossier_that_went_while_the_system_asked_is_attached_to_none(
    desk: Desk,
    subject: str,
    other: str,
    blank: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.show("dossier", subject)

    def scanned_meanwhile(*_args: object) -> tuple[str, str]:
        desk.show("dossier", other)
        return str(blank), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", scanned_meanwhile)
    page(desk).files.ask_file("")
    assert (page(desk).files.doing, page(desk).files.question) == ("", None)
