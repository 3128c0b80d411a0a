"""Buttons, fields and choices: keys, states, what they say, what readers hear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox, Option, RadioRows, Segment
from app.ui.widgets.count_box import CountBox
from app.ui.widgets.fields import Choice, LabeledField, LineEdit, TextArea
from app.ui.widgets.focusring import FocusRing
from app.ui.widgets.labels import LinkLabel

Page = Callable[..., QWidget]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def compose(field: QWidget, text: str) -> None:
    """Put text in as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(field, event)


@pytest.mark.parametrize(
    ("key", "cap"),
    [
        ("F10", "F10"), ("Ctrl+R", "Ctrl+R"), ("Alt+Left", "Alt+←"), ("Return", "Enter"), ("Esc", "Esc"), ("/", "/"),
        ("Shift+F1", "Shift+F1"), ("Ctrl++", "Ctrl++"), ("", ""),
    ],
)  # fmt: skip
def test_cap_is_written_from_the_sequence(key: str, cap: str) -> None:
    assert ink.key_text(QKeySequence(key)) == cap


def test_button_is_pressed_by_the_key_on_its_cap(qtbot: QtBot, page: Page) -> None:
    button = KeyButton("Nhận hồ sơ và in", "F10", "main")
    window = page(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_F10)
    button.set_key("F9")
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_F10)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_F9)


def test_button_answers_to_its_second_key(qtbot: QtBot, page: Page) -> None:
    button = KeyButton("Nhận", "F10")
    button.add_key("Ctrl+Return")
    window = page(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_blocked_button_says_why_instead_of_working(qtbot: QtBot, page: Page) -> None:
    button = KeyButton("Nhận và in", "F10")
    button.set_ready(False, "Chọn thủ tục trước")
    window = page(button)
    with qtbot.assertNotEmitted(button.clicked), qtbot.waitSignal(button.refused) as told:
        qtbot.keyClick(window, Qt.Key.Key_F10)
    assert told.args == ["Chọn thủ tục trước"]
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "Chọn thủ tục trước" in button.accessibleDescription()
    button.set_ready(True)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_F10)


def test_link_is_followed_by_its_key(qtbot: QtBot, page: Page) -> None:
    link = LinkLabel("Vì sao?", "Ctrl+I")
    window = page(link)
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)


def test_field_changes_nothing_while_typing_and_is_nfc_on_leaving(qtbot: QtBot, page: Page) -> None:
    field, other = LabeledField("Họ tên"), QLineEdit()
    page(field, other)
    field.setFocus()
    loose = " Tra\u0302\u0300n Thi\u0323 "
    compose(field.edit, loose)
    assert field.edit.text() == loose
    assert field.text() == "Trần Thị"
    with qtbot.waitSignal(field.left) as told:
        other.setFocus()
    assert told.args == ["Trần Thị"]
    assert field.edit.text() == "Trần Thị"


def test_password_is_left_as_typed(qtbot: QtBot, page: Page) -> None:
    field, other = LabeledField("Mật khẩu"), QLineEdit()
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    page(field, other)
    field.setFocus()
    compose(field.edit, " a ")
    other.setFocus()
    assert field.edit.text() == " a "


def test_value_from_card_loses_its_green_when_edited(qtbot: QtBot, page: Page) -> None:
    field = LabeledField("Họ tên")
    page(field)
    field.fill("LÝ THỊ ẨN")
    assert (field.state(), field.note()) == ("auto", "Từ thẻ")
    field.setFocus()
    compose(field.edit, "H")
    assert field.state() == ""
    assert "LÝ THỊ ẨN" in field.note()
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.state() == "auto"


def test_strongest_finding_is_shown(qtbot: QtBot) -> None:
    field = LabeledField("Số")
    qtbot.addWidget(field)
    field.set_findings([("ok", "Đúng"), ("bad", "Thiếu 1 chữ số"), ("warn", "Xem lại")])
    assert (field.state(), field.note()) == ("bad", "Thiếu 1 chữ số")
    field.set_findings([])
    assert (field.state(), field.note()) == ("", "")


def test_readers_hear_label_duty_and_note(qtbot: QtBot) -> None:
    field = LabeledField("Điện thoại", required=True)
    qtbot.addWidget(field)
    field.set_state("bad", "Thiếu 1 chữ số")
    assert field.edit.accessibleName() == "Điện thoại (bắt buộc)"
    assert field.edit.accessibleDescription() == "Thiếu 1 chữ số"


def test_text_area_gives_nfc(qtbot: QtBot, page: Page) -> None:
    area = TextArea()
    page(area)
    area.setText(" ly\u0301 do\n")
    assert area.text() == "lý do"


OPTIONS = [Option("cash", "Tiền mặt", "T"), Option("qr", "Mã QR", "Q"), Option("free", "Miễn", "M")]


@pytest.mark.parametrize(("kind", "onward"), [(Segment, Qt.Key.Key_Right), (RadioRows, Qt.Key.Key_Down)])
def test_group_listens_to_its_letters_only_with_focus(
    qtbot: QtBot, page: Page, kind: type[Segment] | type[RadioRows], onward: Qt.Key
) -> None:
    group, other = kind(OPTIONS, "Cách thu"), QLineEdit()
    group.set_value("cash")
    page(other, group)
    other.setFocus()
    assert not group.has_group_focus()
    qtbot.keyClick(other, Qt.Key.Key_Q)
    assert group.value() == "cash"
    group.setFocus()
    assert group.has_group_focus()
    with qtbot.waitSignal(group.chosen) as told:
        qtbot.keyClick(group.focusProxy(), Qt.Key.Key_Q)
    assert told.args == ["qr"]
    qtbot.keyClick(group.focusProxy(), onward)
    assert group.value() == "free"


def test_group_keeps_its_value_when_options_change(qtbot: QtBot) -> None:
    group = Segment(OPTIONS)
    qtbot.addWidget(group)
    group.set_value("qr")
    group.set_options([*OPTIONS, Option("later", "Thu sau")])
    assert group.value() == "qr"
    assert [o.value for o in group.options()] == ["cash", "qr", "free", "later"]


def test_count_box_is_overwritten_by_digits(qtbot: QtBot, page: Page) -> None:
    box, other = CountBox(3, "Bản chính"), QLineEdit()
    page(box, other)
    box.setFocus()
    with qtbot.waitSignal(box.counted) as told:
        qtbot.keyClick(box, Qt.Key.Key_1)
    assert told.args == [1]
    qtbot.keyClick(box, Qt.Key.Key_2)
    assert box.count() == 12
    qtbot.keyClick(box, Qt.Key.Key_3)
    assert box.count() == 3
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert box.count() == 0
    assert box.accessibleName() == "Bản chính"


def test_tab_goes_through_everything_in_order(qtbot: QtBot, page: Page) -> None:
    field, group, check, button = LabeledField("Số"), Segment(OPTIONS), CheckBox("Đã xem"), KeyButton("Nhận")
    group.set_value("qr")
    window = page(field, group, check, button)
    field.setFocus()
    seen = []
    for _ in range(4):
        seen.append(window.focusWidget())
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert seen == [field.edit, group.focusProxy(), check, button]


def test_ring_goes_round_buttons_and_whole_groups_but_not_round_healthy_fields(qtbot: QtBot, page: Page) -> None:
    field, group, button = LabeledField("Số"), Segment(OPTIONS), KeyButton("Nhận")
    window = page(field, group, button)
    ring = FocusRing(window)
    button.setFocus()
    assert ring.target() is button
    assert ring.geometry().contains(button.geometry())
    group.setFocus()
    assert ring.target() is group
    field.setFocus()
    assert ring.target() is None
    field.set_state("bad", "Sai")
    ring.place()
    assert ring.target() is field.edit


def test_list_and_menu_that_are_open_close_when_the_colours_change(
    qtbot: QtBot, page: Page, qapp: QApplication
) -> None:
    choice, field = Choice(), LineEdit()
    choice.addItems(["Cà Mau", "Cần Thơ"])
    page(choice, field)
    choice.showPopup()
    assert choice.view().isVisible()
    theme.apply(qapp, theme.Theme("dark"))
    assert not choice.view().isVisible()
    spot = field.rect().center()
    field.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, field.mapToGlobal(spot)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(menu.destroyed):
        theme.apply(qapp, theme.Theme())


def test_field_that_cannot_be_used_is_written_in_grey_and_in_black_again(qtbot: QtBot, page: Page) -> None:
    field = LineEdit()
    page(field)

    def colour() -> str:
        return field.palette().text().color().name().upper()

    assert colour() == theme.LIGHT.text
    field.setEnabled(False)
    assert colour() == theme.LIGHT.text2
    field.setEnabled(True)
    assert colour() == theme.LIGHT.text
    field.set_state("off")
    assert colour() == theme.LIGHT.text2
