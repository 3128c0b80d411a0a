"""A PC whose key is gone gets it back from its recovery sheet, and only from its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import TickingClock
from pytestqt.qtbot import QtBot

from app.domain.dossier_codes import local_time
from app.paths import Folders
from app.protocol.codes import new_sheet_code, wrap_key
from app.protocol.invitations import Invitation
from app.storage.migrating import migrate
from app.storage.wrapped_key import WrappedKey, keep_wrapped
from app.ui.screens.sheet_window import SheetWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEY = bytes(range(32))


def test_the_sheet_gives_the_key_back(tmp_path: Path, qtbot: QtBot) -> None:
    folders = Folders.of(tmp_path)
    folders.create()
    migrate(folders.database, KEY, tmp_path / "before.db")
    code, other = new_sheet_code(), new_sheet_code()
    keep_wrapped(folders.backups, WrappedKey(wrap_key(code, KEY), local_time(TickingClock()())))
    kept: list[bytes] = []
    window = SheetWindow(folders, kept.append)
    qtbot.addWidget(window)
    for typed, told in (
        ("", "8 nhóm"),
        (code[:-1], "8 nhóm"),
        (other, "không mở được"),
        (Invitation("", other, wrap_key(other, bytes(32))).digits, "máy khác"),  # a good sheet of another PC
    ):
        window.code.edit.setText(typed)
        window.give(1)
        assert told in window.told.text()
        assert kept == []
    window.code.edit.setText(code.lower())
    window.give(1)
    assert kept == [KEY]
