"""Pages behind the one in front cost nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.pages import Pages

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Page(QWidget):
    """Counts how often it is asked for its size."""

    asked = 0

    def sizeHint(self) -> QSize:
        self.asked += 1
        return QSize(5000, 5000)

    minimumSizeHint = sizeHint


def test_page_behind_is_not_measured_and_the_one_in_front_gets_all_room(qtbot: QtBot) -> None:
    window, pages = QWidget(), Pages()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(pages, 1)
    front, behind = Page(), Page()
    pages.addWidget(front)
    pages.addWidget(behind)
    window.resize(300, 200)
    with qtbot.waitExposed(window):
        window.show()
    front.updateGeometry()
    behind.updateGeometry()
    column.activate()
    assert front.size() == QSize(300, 200)
    assert behind.asked == 0
