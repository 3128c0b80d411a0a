"""Lists, popup, palette, question, toasts: what the keyboard does and what long names do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.command_palette import Command, CommandPalette
from app.ui.widgets.hits import hits, matches
from app.ui.widgets.popup import PopupList
from app.ui.widgets.question import Question
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.toasts import Answer, ToastLayer, ToastWords

Page = Callable[..., QWidget]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LONG = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất " * 4
ROWS: list[Row | GroupRow] = [
    GroupRow("Quá hạn", 1, "Báo người dân", "octagon-alert", "bad"),
    Row("a", (Cell(badge=BadgeWords("Quá 2 ngày", "bad", "octagon-alert")), Cell("Huỳnh Văn Đức", LONG, weight=600))),
    GroupRow("Hôm nay", 2),
    Row("b", (Cell(check=True), Cell(LONG, wrap=True, required=True)), mark="cloud-upload", mark_words="chờ gửi"),
    Row("c", (Cell(count=2), Cell(LONG, "nhỏ", icon="tag", key="F4", hits=((0, 3),))), dim=True),
]


def rows() -> RowList:
    """Give a list of three rows under two headings."""
    made = RowList([Column("Hạn trả", 150, 158), Column("Ai")], marks=True, name="Hồ sơ")
    made.set_rows(ROWS)
    return made


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("width", "scale"), [(800, 100), (300, 125), (60, 125)])
def test_long_names_in_big_letters_are_painted_in_any_width(
    qapp: QApplication, qtbot: QtBot, mode: theme.Mode, width: int, scale: int
) -> None:
    theme.apply(qapp, Theme(mode, "compact", scale))
    made = rows()
    qtbot.addWidget(made)
    made.resize(width, 300)
    made.select_key("b")
    picture = made.grab().toImage()
    assert picture.width() >= width


def test_arrows_pass_over_headings(qtbot: QtBot, page: Page) -> None:
    made = rows()
    page(made)
    made.setFocus()
    assert made.current_key() == "a"
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert made.current_key() == "b"
    made.step(1)
    made.step(5)
    assert made.current_key() == "c"
    made.step(-2)
    assert made.current_key() == "a"


def test_home_goes_to_the_first_row_below_its_heading(qtbot: QtBot, page: Page) -> None:
    made = rows()
    page(made)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert made.current_key() == "c"
    qtbot.keyClick(made, Qt.Key.Key_Home)
    assert made.current_key() == "a"


def test_enter_opens_the_row(qtbot: QtBot, page: Page) -> None:
    made = rows()
    page(made)
    made.setFocus()
    made.select_key("b")
    with qtbot.waitSignal(made.opened) as told:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert told.args[0].key == "b"


def test_enter_held_down_opens_one_row_once(qtbot: QtBot, page: Page) -> None:
    made = rows()
    page(made)
    made.select_key("b")
    opened: list[object] = []
    made.opened.connect(lambda row: opened.append(row.key))
    for is_again in (False, True, True):
        enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", is_again, 1)
        QApplication.sendEvent(made, enter)
    assert opened == ["b"]


def test_selection_stays_with_its_dossier_when_rows_come_and_go(qtbot: QtBot) -> None:
    made = rows()
    qtbot.addWidget(made)
    made.select_key("b")
    made.set_rows([*ROWS[3:], Row("z", (Cell("Mới"),))])
    assert made.current_key() == "b"
    made.set_rows([ROWS[4]])
    assert made.current_key() is None


def test_readers_hear_the_whole_row(qtbot: QtBot) -> None:
    made = rows()
    qtbot.addWidget(made)
    told = str(made.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert told.endswith("chờ gửi")
    assert LONG.strip() in told


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Đăng ký kết hôn", "ket hon", ["kết hôn"]),
        ("Đăng ký kết hôn", "dang", ["Đăng"]),
        ("Đăng ký lại kết hôn", "hon dang", ["Đăng", "hôn"]),
        ("Hộ tịch", "tich ho", ["Hộ tịch"]),
        ("Đăng ký", "", []),
        ("Đăng ký", "ý", []),
    ],
)
def test_hits_are_found_without_diacritics(text: str, query: str, found: list[str]) -> None:
    assert [text[start : start + length] for start, length in hits(text, query)] == found


def test_every_word_must_begin_a_word() -> None:
    assert matches("In lại giấy hẹn", "giay in")
    assert not matches("In lại giấy hẹn", "iay")


def test_popup_leaves_the_focus_in_the_field(qtbot: QtBot, page: Page) -> None:
    field = QLineEdit()
    page(field)
    field.setFocus()
    popup = PopupList(field, [Column("Thủ tục"), Column("Thời hạn", 120)])
    popup.show_rows(ROWS, "3 trong 214")
    assert field.hasFocus()
    current = popup.current()
    assert current is not None
    assert current.key == "a"
    qtbot.keyClick(field, Qt.Key.Key_Down)
    with qtbot.waitSignal(popup.chosen) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args[0].key == "b"
    assert not popup.isVisible()


def test_escape_closes_the_popup_and_nothing_else(qtbot: QtBot, page: Page) -> None:
    field = QLineEdit()
    page(field)
    field.setFocus()
    popup = PopupList(field)
    popup.show_rows(ROWS)
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.hasFocus()


def test_palette_does_the_command_and_gives_the_focus_back(qtbot: QtBot, page: Page) -> None:
    field = QLineEdit()
    window = page(field)
    field.setFocus()
    done: list[str] = []
    palette = CommandPalette(window, lambda: 0)
    palette.add_source(lambda _: [
        Command("Lệnh", "In lại giấy hẹn", lambda: done.append("print"), key="Ctrl+P"),
        Command("Lệnh", "Gọi số tiếp", lambda: done.append("call")),
    ])  # fmt: skip
    palette.open_palette()
    assert palette.field.hasFocus()
    qtbot.keyClicks(palette.field, "goi")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["call"]
    assert not palette.isVisible()
    assert field.hasFocus()


def test_question_has_its_focus_on_the_safe_answer(qtbot: QtBot, page: Page) -> None:
    window = page(QLineEdit())
    answers = (Answer("Bỏ giấy", "Ctrl+D"), Answer("Giữ lại"))
    question = Question("Bỏ giấy này khỏi hồ sơ?", "Giấy hẹn phải in lại.", answers, parent=window)
    with qtbot.waitActive(question):
        question.show_question()
    assert question.focusWidget() is question.buttons[1]
    assert question.windowTitle() == "Bỏ giấy này khỏi hồ sơ?"
    with qtbot.waitSignal(question.answered) as told:
        qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert told.args == [1]
    qtbot.waitUntil(lambda: not shiboken6.isValid(question))  # none of a day's questions stays behind its screen


def test_toast_takes_its_keys_first_but_no_focus(qtbot: QtBot, page: Page) -> None:
    field = QLineEdit()
    window = page(field)
    field.setFocus()
    layer = ToastLayer(window, lambda: 10)
    done: list[str] = []
    layer.show_toast(ToastWords(
        "Chưa in được", "Máy in hết giấy.", "bad",
        answers=(Answer("In lại", "Ctrl+P", lambda: done.append("again"), "main"), Answer("Để sau", "Esc")),
    ))  # fmt: skip
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert done == ["again"]
    assert layer.toasts() == []


def test_never_more_than_two_toasts_and_failures_stay(qtbot: QtBot, page: Page) -> None:
    layer = ToastLayer(page(QLineEdit()), lambda: 10)
    for heading, kind in (("hỏng", "bad"), ("một", "ok"), ("hai", "ok")):
        layer.show_toast(ToastWords(heading, kind=kind))  # type: ignore[arg-type]
    assert [toast.words.heading for toast in layer.toasts()] == ["hỏng", "hai"]
    layer.show_toast(ToastWords("ba", tag="in"))
    layer.show_toast(ToastWords("bốn", tag="in"))
    assert [toast.words.heading for toast in layer.toasts()] == ["hỏng", "bốn"]
