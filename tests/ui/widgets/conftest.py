"""The program's look, put in force for every test of a widget, and a page to stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.stylesheet import palette


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """Start and end each test in light, roomy, 100 %."""
    if theme.current() != theme.Theme() or qapp.palette() != palette(theme.Theme()):
        theme.apply(qapp, theme.Theme())
    yield
    # A change of theme styles every widget alive, so those of earlier tests must be gone.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if theme.current() != theme.Theme():
        theme.apply(qapp, theme.Theme())


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Callable[..., QWidget]]:
    """Show parts below each other in an active window; the window lives until the test ends."""
    kept: list[QWidget] = []

    def show(*parts: QWidget) -> QWidget:
        window = QWidget()
        qtbot.addWidget(window)
        kept.append(window)
        column = QVBoxLayout(window)
        for part in parts:
            column.addWidget(part)
        window.resize(500, 400)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield show
    kept.clear()
