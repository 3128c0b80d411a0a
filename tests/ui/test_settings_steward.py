"""The server's administration in the settings, with the real server on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from served import Pc, enrolment_code, furnish, serving
from sqlalchemy import make_url
from sync_desk import PREFIX
from sync_desk import Counter as SyncedCounter

from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.protocol.codes import new_steward_code
from app.protocol.invitation_files import open_invitation
from app.protocol.invitations import find_invitation
from app.runtime.line_status import LineState, LineStatus
from app.server import stewards
from app.server.administration import in_turn
from app.server.authentication import utc_now
from app.server.database import Database as ServerDatabase
from app.services.enrolment import join_server
from app.ui.context import Context
from app.ui.screens.settings_steward import StewardSection
from app.ui.screens.settings_steward_asking import CodeShown, InvitationMade, NewCounter, NewOfficeQuestion
from app.ui.widgets.buttons import rests
from app.ui.widgets.question import Question
from app.ui.widgets.rows import Row

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Q = TypeVar("Q", bound=Question)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass
class Desk:
    """The section, and the server it speaks to."""

    qtbot: QtBot
    section: StewardSection
    context: Context
    database: ServerDatabase
    address: str

    def name(self, *, whole_province: bool) -> str:
        """Give whoever is signed in a code, as the keeper of the server does."""
        staff_id = self.context.the_actor.staff_id
        return in_turn(self.database, lambda c: stewards.name(c, staff_id, utc_now(), whole_province=whole_province))

    def open(self, code: str) -> None:
        """Type the code and press Enter."""
        edit = self.section.code.edit
        edit.setFocus()
        edit.setText(code)
        self.section._show()
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has answered everything."""
        section = self.section
        self.qtbot.waitUntil(lambda: not section.sitting.waits and not section._settling.isActive(), timeout=20_000)
        QApplication.processEvents()

    def asked(self, kind: type[Q]) -> Q:
        """Give the question that is open."""
        found: list[Q] = []

        def is_there() -> bool:
            found[:] = [one for one in self.section.children() if isinstance(one, kind) and one.isVisible()]
            return bool(found)

        self.qtbot.waitUntil(is_there, timeout=20_000)
        found[0].activateWindow()
        self.qtbot.waitUntil(lambda: found[0].isActiveWindow() and found[0].isAncestorOf(_focus()))
        return found[0]

    def escape(self, question: Question) -> None:
        """Leave a question, until the window behind has the keys again."""
        self.qtbot.waitUntil(lambda: not rests("Esc"))  # it may have answered another question just before
        QTest.keyClick(question, Qt.Key.Key_Escape)
        assert not question.isVisible()
        self.section.activateWindow()
        self.qtbot.waitUntil(lambda: self.section.isActiveWindow() and self.section.isAncestorOf(_focus()))
        QApplication.processEvents()


def _focus() -> QWidget:
    return QApplication.focusWidget() or QWidget()


@pytest.fixture
def desk(context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    folder = tmp_path / "server"
    folder.mkdir()
    with closing(ServerDatabase(make_url(f"sqlite+pysqlite:///{folder}/server.sqlite"))) as database:
        furnish(database, [PREFIX])
        with serving(database) as address:
            join_server(context.house, context.the_actor, KEY, address, enrolment_code(database, PREFIX))
            counter = SyncedCounter(context.house, KEY)
            counter.exchange()
            counter.restart()
            for _ in range(2):
                pc = Pc(address)
                pc.enrol(enrolment_code(database, PREFIX))
                pc.http.close()
            context.device_key = lambda: KEY
            monkeypatch.setattr(Context, "line_status", property(lambda _self: LineStatus(LineState.ONLINE)))
            section = StewardSection(context)
            section.resize(1100, 560)
            qtbot.addWidget(section)
            section.show()
            section.enter()
            made = Desk(qtbot, section, context, database, address)
            yield made
            made.settle()


def test_a_steward_makes_a_code_cancels_it_and_stops_a_pc_by_keys_alone(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    section = desk.section
    desk.open(desk.name(whole_province=False))
    assert section.code.edit.text() == ""
    assert [pc.counter_name for pc in (section._pcs.pcs if section._pcs else ())] == ["Quầy 1", "Quầy 2", "Quầy 3"]
    assert section.focusWidget() is section.pcs
    assert section._left.isHidden()  # one office: nothing to choose
    assert section.office_button.isHidden()
    QTest.keyClick(section.pcs, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    asked = desk.asked(NewCounter)
    QTest.keyClicks(asked.name.edit, "Quay 9")
    QTest.keyClick(asked.name.edit, Qt.Key.Key_Return)
    shown = desk.asked(CodeShown)
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    invited = find_invitation(QGuiApplication.clipboard().text())
    assert invited is not None
    assert (invited.address, invited.code) == (desk.address, shown.code.text())
    desk.escape(shown)
    assert section._pcs is not None
    [code] = section._pcs.codes
    assert (code.counter_name, code.lane) == ("Quay 9", 4)
    desk.settle()
    QTest.keyClick(section.pcs, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(desk.asked(NewCounter), Qt.Key.Key_F9)
    made = desk.asked(InvitationMade)
    made.save(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "Chưa ghi được" in made.told.text())
    made.save(tmp_path)
    qtbot.waitUntil(lambda: "Đã lưu quay-moi-" in made.told.text())
    [file] = tmp_path.glob("quay-moi-*.qxm")
    letter = open_invitation(file.read_bytes(), made.code.text())
    assert (letter.address, letter.is_founded) == (desk.address, True)
    desk.escape(made)
    [second] = [one for one in section._pcs.codes if one != code]
    assert second.expires_at - code.expires_at > timedelta(days=28)
    section.pcs.select_key(second.code_hash)
    QTest.keyClick(section.pcs, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: section._pcs is not None and section._pcs.codes == (code,), timeout=20_000)
    desk.settle()
    section.pcs.setFocus()
    assert section.pcs.select_key(code.code_hash)
    assert section.stop_button.label() == "Hủy mã"
    QTest.keyClick(section.pcs, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: section._pcs is not None and section._pcs.codes == (), timeout=20_000)
    desk.settle()
    own, other = section._own_id(), next(pc for pc in section._pcs.pcs if pc.counter_name == "Quầy 2")
    section.pcs.select_key(own)
    assert "máy khác" in section.stop_button.why()
    section.pcs.select_key(other.device_id)
    section.stop_button.press()
    question = desk.asked(Question)
    assert "xuất ra tệp" in question.accessibleDescription()
    desk.escape(question)
    assert section.pc() == other
    section.ask_stop()
    QTest.keyClick(desk.asked(Question), Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: (pc := section.pc()) is not None and pc.stopped_at is not None, timeout=20_000)
    desk.settle()
    assert section.pcs.current_key() == other.device_id  # remembered though it moved down
    assert not section.stop_button.is_ready()


def test_a_clock_that_is_a_year_ahead_calls_no_pc_silent(desk: Desk) -> None:
    desk.context.house.clock.now = utc_now() + timedelta(days=400)  # type: ignore[attr-defined]
    desk.open(desk.name(whole_province=False))
    badges = [row.cells[-1].badge for row in desk.section.pcs.rows() if isinstance(row, Row)]
    assert {badge.text for badge in badges if badge is not None} <= {"Đang đồng bộ", "Mới nối"}
    assert len(badges) == 3


def test_who_rules_the_province_enters_an_office_and_moves_between_them(desk: Desk, qtbot: QtBot) -> None:
    section = desk.section
    desk.open(desk.name(whole_province=True))
    assert section._left.isVisible()
    section.ask_office()
    asked = desk.asked(NewOfficeQuestion)
    asked.prefix.edit.setText("không phải mã")
    QTest.keyClick(asked.name.edit, Qt.Key.Key_Return)
    assert asked.isVisible()  # what was typed stays
    assert "dạng" in asked.prefix.note()
    asked.prefix.edit.setText("H12.10.16")
    asked.name.edit.setText("Xã Vĩnh Hậu")
    QTest.keyClick(asked.name.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: section._pcs is not None and section._pcs.office.name == "Xã Vĩnh Hậu", timeout=20_000)
    desk.settle()
    assert section._pcs is not None
    assert section._pcs.pcs == ()
    QTest.keyClick(section.offices, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: section._pcs is not None and section._pcs.office.prefix == PREFIX, timeout=20_000)
    desk.settle()
    section.fetch_all()
    desk.settle()
    assert section._pcs.office.prefix == PREFIX
    assert section._offices is not None
    [other] = [office for office in section._offices.offices if office.prefix != PREFIX]
    section.offices.select_key(other.office_id)  # what is seen is still the one before
    section.ask_counter()
    asked_counter = desk.asked(NewCounter)
    assert section._pcs.office.name in asked_counter.windowTitle()
    asked_counter.give(0)
    desk.escape(desk.asked(CodeShown))
    desk.settle()
    assert (section._pcs.office.office_id, section._pcs.codes) == (other.office_id, ())


def test_an_answer_that_comes_after_the_lock_opens_nothing(desk: Desk) -> None:
    section = desk.section
    section.code.edit.setText(desk.name(whole_province=False))
    section._show()
    section.open()
    assert section.sitting.waits
    desk.context.locked.changed.emit()
    desk.settle()
    assert section.sitting.steward is None
    assert section.desk.isHidden()


def test_a_code_opens_nothing_when_wrong_without_a_line_or_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, context = desk.section, desk.context
    desk.open("D6ULT-TVPF8-V6U6K-PHLXA")
    assert "nhóm 4" in section.trouble._heading.text()
    desk.open(new_steward_code())
    assert "không nhận mã quản trị" in section.trouble._heading.text()
    assert section.desk.isHidden()
    code = desk.name(whole_province=False)
    desk.open(code)
    assert section.desk.isVisible()
    assert section.trouble.isHidden()
    actor = context.the_actor
    context.sign_in(None)  # locked
    assert section.desk.isHidden()
    assert section.sitting.steward is None
    context.sign_in(actor)
    desk.open(code)
    section.ask_counter()
    asked = desk.asked(NewCounter)
    section.sitting.over.emit()
    assert section.desk.isHidden()
    assert section.pcs.rows() == []
    QTest.keyClicks(asked.name.edit, "Quay 9")
    QTest.keyClick(asked.name.edit, Qt.Key.Key_Return)
    assert "hết giờ quản trị" in section.trouble._heading.text()
    context.sign_in(Actor("x", "Lý Thị Út", roles=(Role.RECEIVER,)))
    section.enter()
    assert not section.code.isEnabled()
    assert "quản trị" in section.open_button.why()

    context.sign_in(actor)
    gone = LineStatus(LineState.OFFLINE, trouble=UserError("Không nối được máy chủ."))
    monkeypatch.setattr(Context, "line_status", property(lambda _self: gone))
    section.enter()
    section.code.edit.setText(desk.name(whole_province=False))
    section._show()
    assert section.open_button.why() == "Đang mất mạng"
    assert section.without.isVisible()
    monkeypatch.setattr(Context, "line_status", property(lambda _self: LineStatus(LineState.ONLINE)))
    desk.open(desk.name(whole_province=False))
    assert section.desk.isVisible()
    monkeypatch.setattr(Context, "line_status", property(lambda _self: gone))
    section._show()
    assert [button.is_ready() for button in (section.add_button, section.stop_button, section.again_button)] == [
        False, False, False,
    ]  # fmt: skip
    assert len(section.pcs.rows()) == 3  # what was seen last stays to be read
