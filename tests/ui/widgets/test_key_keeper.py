"""Keys pressed while a screen is being made: none is lost, none overtakes another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.key_keeper import KeyKeeper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_key_pressed_while_others_are_given_waits_behind_them(qtbot: QtBot, page: Callable[..., QWidget]) -> None:
    first, second = QLineEdit(), QLineEdit()
    window = page(first, second)
    go = QShortcut(QKeySequence("F3"), window)
    go.activated.connect(second.setFocus)
    back = QShortcut(QKeySequence("F2"), window)
    back.activated.connect(first.setFocus)
    keeper = KeyKeeper(window)
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    keyboard = window.windowHandle()

    keeper.keep()
    for key in (Qt.Key.Key_A, Qt.Key.Key_F3, Qt.Key.Key_B):
        QTest.keyClick(keyboard, key)
    keeper.give()
    for key in (Qt.Key.Key_C, Qt.Key.Key_F2, Qt.Key.Key_D):  # before any of the kept ones has its turn
        QTest.keyClick(keyboard, key)
    qtbot.waitUntil(lambda: (first.text(), second.text()) == ("ad", "bc"))

    QTest.keyClick(keyboard, Qt.Key.Key_E)  # nothing is held back any more
    assert first.text() == "ade"
    keeper.keep()
    QTest.keyClick(keyboard, Qt.Key.Key_F)
    keeper.forget()
    QTest.keyClick(keyboard, Qt.Key.Key_G)
    QApplication.processEvents()
    assert first.text() == "adeg"
