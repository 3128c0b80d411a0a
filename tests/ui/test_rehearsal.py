"""A page is laid out and painted before anybody asks for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.rehearsal import rehearse


class Part(QWidget):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


@pytest.fixture
def whole(qtbot: QtBot) -> QWidget:
    """Give a window that shows."""
    whole = QWidget()
    qtbot.addWidget(whole)
    with qtbot.waitExposed(whole):
        whole.show()
    return whole


def hidden_page(whole: QWidget) -> tuple[QWidget, Part]:
    """Give a hidden page of the window, with one part."""
    page = QWidget(whole)
    page.hide()
    part = Part()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
    return page, part


def test_hidden_page_is_laid_out_and_painted_in_pieces(whole: QWidget) -> None:
    page, part = hidden_page(whole)
    pieces = list(rehearse(page, QSize(640, 360)))
    assert len(pieces) > 3
    assert part.size() == QSize(640, 360)
    assert part.painted
    assert not page.isVisible()


def test_page_that_came_to_the_front_is_left_alone(whole: QWidget) -> None:
    page, part = hidden_page(whole)
    rehearsal = rehearse(page, QSize(640, 360))
    page.resize(200, 100)
    page.show()
    assert list(rehearsal) == []
    assert part.size() == QSize(200, 100)
