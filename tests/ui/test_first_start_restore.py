"""A machine that takes a lost PC's place is led to its copy and its sheet at the first start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.addresses import AddressBook
from app.domain.errors import UserError
from app.protocol.invitations import Invitation
from app.runtime.tasks import Hub, TaskRunner
from app.services.house import House
from app.services.moving_in import MovedIn
from app.settings import SettingsFile
from app.sync.troubles import LineTrouble, unreachable
from app.ui.context import Context
from app.ui.scans import _is_taken
from app.ui.screens.first_start import FirstStartWizard
from app.ui.widgets.question import Question

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SHEET = Invitation("https://quay.vidu.vn#" + "ab" * 32, "D6ULT-TVPF8", bytes(range(64)))


class Mover:
    """Stands for what makes a copy this machine's: keeps what it was given, refuses a typed code once."""

    def __init__(self) -> None:
        self.given: list[tuple[Path, str]] = []
        self.trouble: LineTrouble | None = None

    def __call__(self, copy: Path, typed: str) -> MovedIn:
        self.given.append((copy, typed))
        if typed != SHEET.digits:
            raise UserError("Mã khôi phục gõ sai ở nhóm 2.", "Đối chiếu với tờ khôi phục.", "SHEET-CODE")
        return MovedIn("Quầy 3", 12, datetime(2026, 11, 19), True, self.trouble)


@pytest.fixture
def mover() -> Mover:
    return Mover()


@pytest.fixture
def wizard(house: House, tmp_path: Path, qtbot: QtBot, mover: Mover) -> Iterator[FirstStartWizard]:
    hub = Hub()
    runner = TaskRunner(hub)
    settings = SettingsFile.load(tmp_path / "settings.json")
    context = Context(house, runner, hub, settings, AddressBook.later(lambda: b""), move_in=mover)
    made = FirstStartWizard(context, Ed25519PrivateKey.generate, list)
    qtbot.addWidget(made)
    made.show()
    yield made
    qtbot.waitUntil(lambda: runner.is_idle, timeout=20_000)
    runner.close()


def test_copy_and_sheet_give_the_lost_pcs_work_back(
    wizard: FirstStartWizard, mover: Mover, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.show_join()
    wizard.join.restore_button.click()
    assert wizard.is_restoring()
    wizard.go_on()
    assert "Chưa chọn bản sao" in wizard._trouble._heading.text()
    wizard.restore.choose_copy(tmp_path / "quay-20261119-120000.db")
    wizard.restore.code.edit.setText("D6ULT-XXXXX")
    wizard.go_on()
    qtbot.waitUntil(lambda: "nhóm 2" in wizard._trouble._heading.text())
    wizard.activateWindow()
    wizard.restore.code.edit.setFocus()
    qtbot.waitUntil(wizard.restore.code.edit.hasFocus)
    assert QApplication.focusWidget() is wizard.restore.code.edit
    assert not _is_taken("8938505974190")
    assert _is_taken(SHEET.digits)  # scanned, with nobody signed in
    assert wizard.restore.code.text() == SHEET.code
    with qtbot.waitSignal(wizard.restored):
        wizard.go_on()
    assert mover.given[-1] == (tmp_path / "quay-20261119-120000.db", SHEET.digits)


def test_without_a_line_it_says_what_is_left_to_do(
    wizard: FirstStartWizard, mover: Mover, qtbot: QtBot, tmp_path: Path
) -> None:
    mover.trouble = unreachable()
    wizard.show_beside(wizard.restore)
    wizard.restore.choose_copy(tmp_path / "quay-20261119-120000.db")
    assert wizard.take_scan(SHEET.digits)  # wherever the focus is
    wizard.go_on()

    def asked() -> list[Question]:
        return [child for child in wizard.children() if isinstance(child, Question)]

    qtbot.waitUntil(lambda: bool(asked()), timeout=20_000)
    [question] = asked()
    assert "quét lại tờ khôi phục" in question.accessibleDescription()
    with qtbot.waitSignal(wizard.restored):
        question.give(0)


def test_a_whole_line_fills_address_and_code(wizard: FirstStartWizard, qtbot: QtBot) -> None:
    invited = Invitation("https://quay.vidu.vn:8443", "K7QF-29XM-4TPA")
    wizard.show_join()
    wizard.activateWindow()
    wizard.join.address.edit.setFocus()
    qtbot.waitUntil(wizard.join.address.edit.hasFocus)
    assert _is_taken(invited.digits)
    assert (wizard.join.address.text(), wizard.join.code.text()) == (invited.address, invited.code)
    wizard.join.address.set_text("")
    wizard.join.code.edit.setText(invited.text)
    wizard.join.code.edit.textEdited.emit(invited.text)  # as a paste does
    assert (wizard.join.address.text(), wizard.join.code.text()) == (invited.address, invited.code)
    wizard.go_back()
    assert wizard.step() == 0
