"""Somebody whom the server's administrator entered signs in for the first time, and chooses a PIN of their own."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.office import Actor, Role
from app.domain.reference import STAFF, STAFF_VERIFIER_SET, START
from app.services import staff
from app.services.house import act, the_desk
from app.services.staff import add_staff
from app.storage.event_log import NewEvent, append
from app.ui.context import Context
from app.ui.screens.sign_in import SignInScreen

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FIRST, OWN = "40718263", "927461"


@pytest.fixture(autouse=True)
def _quick_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def beginner(context: Context, actor: Actor) -> str:
    """Enter a person as the server does: the verifier says that it is a first one."""
    staff_id = add_staff(context.house, actor, "Võ Minh Tâm", "NV21", "", (Role.RECEIVER,), "314159")
    with context.house.db.write() as session:
        doing = act(context.house, actor, the_desk(session), "act")
        verifier = {"verifier": START + staff._hasher.hash(FIRST)}
        append(session, doing, [NewEvent(STAFF, staff_id, STAFF_VERIFIER_SET, {}, verifier)])
    return staff_id


def test_a_first_pin_is_replaced_before_anybody_gets_in(context: Context, beginner: str, qtbot: QtBot) -> None:
    screen = SignInScreen(context)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: context.runner.is_idle and screen.person() is not None)
    screen.setFocus()
    while screen.person() is None or screen.person().staff_id != beginner:  # type: ignore[union-attr]
        QTest.keyClick(screen.secret, Qt.Key.Key_Down)
    came: list[Actor] = []
    screen.signed_in.connect(came.append)

    def type_in(secret: str) -> str:
        QTest.keyClicks(screen.secret, secret)
        QTest.keyClick(screen.secret, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: screen.secret.isEnabled() and not screen.secret.text())
        return screen.told()

    assert "mã tạm" in type_in(FIRST)
    assert "lần nữa" in type_in(OWN)
    assert "không giống" in type_in("111222")
    assert "lần nữa" in type_in("123456")
    assert "dễ đoán" in type_in("123456")
    assert "lần nữa" in type_in(OWN)
    assert came == []
    type_in(OWN)
    qtbot.waitUntil(lambda: bool(came))
    assert [who.name for who in came] == ["Võ Minh Tâm"]
    assert staff.sign_in(context.house, beginner, OWN).actor.name == "Võ Minh Tâm"
