"""The soft edge under a popup: where it is, and that the popup is not drawn for it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.widgets.shadow import Shadow


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(400, 300)
    sheet = QWidget(page)
    sheet.setGeometry(100, 100, 200, 100)
    sheet.hide()
    shadow = Shadow(sheet)
    page.show()
    return page, sheet, shadow


def test_shadow_comes_moves_and_goes_with_its_sheet(qtbot, page):
    _window, sheet, shadow = page
    assert shadow.isHidden()
    sheet.show()
    sheet.move(50, 60)
    assert shadow.isVisible()
    assert shadow.geometry().contains(sheet.geometry().adjusted(-5, -5, 5, 5))
    sheet.hide()
    assert shadow.isHidden()


def test_shadow_goes_with_its_sheet_into_another_window(qtbot, page):
    _window, sheet, shadow = page
    other = QWidget()
    qtbot.addWidget(other)
    sheet.setParent(other)
    other.show()
    sheet.show()
    assert shadow.parentWidget() is other
    sheet.raise_()
    order = other.children()
    assert order.index(shadow) < order.index(sheet)


def test_shadow_ends_with_its_sheet(qtbot, page):
    _window, sheet, shadow = page
    with qtbot.waitSignal(shadow.destroyed):
        sheet.deleteLater()


def test_shadow_is_seen_round_the_sheet_only(qtbot, page):
    window, sheet, _shadow = page
    before = window.grab().toImage()
    sheet.show()
    after = window.grab().toImage()
    ratio = after.devicePixelRatio()

    def changed(x: int, y: int) -> bool:
        return before.pixel(round(x * ratio), round(y * ratio)) != after.pixel(round(x * ratio), round(y * ratio))

    assert changed(200, 203)  # below its lower edge
    assert not changed(200, 150)
    assert not changed(200, 250)
