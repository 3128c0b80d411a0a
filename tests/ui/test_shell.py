"""The main window: head and bar from what the screen says, navigation, density, keeping size and theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsDropShadowEffect,
    QGraphicsOpacityEffect,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.screen import Action, Context, Screen
from app.ui.shell import MainShell
from app.ui.theme import Theme
from app.ui.widgets import toasts
from app.ui.widgets.navigation import Place
from app.ui.widgets.strip import StatusStrip, StripItem
from app.ui.widgets.toasts import ToastWords

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PLACES = (Place("queue", "Hàng đợi", "inbox", "Ctrl+1"), Place("intake", "Tiếp nhận", "file-plus", "F2"))


class Kept:
    """Settings in memory."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        return self.values.get(key, default)

    def set(self, key: str, value: str) -> None:
        self.values[key] = value


class Plain(Screen):
    """A screen with one field and what a test gives it to say."""

    def __init__(self, name: str, *, rail: bool = False) -> None:
        super().__init__()
        self.name, self.wants_rail = name, rail
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.right: list[Action] = []
        self.heads: list[Action] = []
        self.stays = False
        self.arguments: list[object] = []

    def title(self) -> str:
        return f"Màn {self.name}"

    def contexts(self) -> Sequence[Context]:
        return (Context("Số A-036", "info"),)

    def head_actions(self) -> Sequence[Action]:
        return self.heads

    def actions_right(self) -> Sequence[Action]:
        return self.right

    def enter(self, argument: object = None) -> None:
        self.arguments.append(argument)
        self.field.setFocus()

    def leave(self) -> bool:
        return not self.stays


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot) -> Iterator[MainShell]:
    """A window of 1366×688 with two screens, the first in front."""
    theme.apply(qapp, Theme())
    window = MainShell(Kept(), PLACES)
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1366, 688)
    for screen in (Plain("queue"), Plain("intake", rail=True)):
        window.add_screen(screen)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.show_screen("queue")
    yield window
    theme.apply(qapp, Theme())


def plain(shell: MainShell, name: str) -> Plain:
    """Give a screen of the window."""
    screen = shell.screen_named(name)
    assert isinstance(screen, Plain)
    return screen


def test_key_of_a_place_leads_there_and_the_rail_gets_narrow(shell: MainShell, qtbot: QtBot) -> None:
    assert shell.navigation.width() == 204
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    assert shell.current_screen() is plain(shell, "intake")
    assert shell.navigation.width() == 56
    assert shell.focusWidget() is plain(shell, "intake").field
    assert shell.go_back()
    assert shell.current_screen() is plain(shell, "queue")


def test_screen_with_an_open_question_is_not_left(shell: MainShell) -> None:
    plain(shell, "queue").stays = True
    assert not shell.show_screen("intake")
    assert shell.current_screen() is plain(shell, "queue")


def test_argument_reaches_the_screen(shell: MainShell) -> None:
    plain(shell, "queue").go_to.emit("intake", 7)
    assert plain(shell, "intake").arguments == [7]


def test_refreshed_words_keep_the_button_and_its_new_slot(shell: MainShell, qtbot: QtBot) -> None:
    done: list[int] = []
    screen = plain(shell, "queue")
    screen.right = [Action("Nhận", lambda: done.append(1), "F10", "main", name="save")]
    screen.refreshed.emit()
    button = shell.button("save")
    screen.right = [Action("Nhận và in", lambda: done.append(2), "F10", "main", name="save")]
    screen.refreshed.emit()
    assert shell.button("save") is button
    assert button.label() == "Nhận và in"
    qtbot.keyClick(shell, Qt.Key.Key_F10)
    assert done == [2]


def test_disabled_action_says_why(shell: MainShell, qtbot: QtBot) -> None:
    done: list[int] = []
    screen = plain(shell, "queue")
    screen.right = [Action("Nhận", lambda: done.append(1), "F10", enabled=False, why_disabled="Chọn thủ tục trước")]
    screen.refreshed.emit()
    with qtbot.waitSignal(shell.button("Nhận").refused):
        qtbot.keyClick(shell, Qt.Key.Key_F10)
    assert done == []


def test_action_without_a_button_keeps_its_key(shell: MainShell, qtbot: QtBot) -> None:
    done: list[int] = []
    screen = plain(shell, "queue")
    screen.heads = [Action("Gọi số tiếp", lambda: done.append(1), "F6", secondary=True)]
    screen.refreshed.emit()
    assert shell.button("Gọi số tiếp").isVisible()
    shell.resize(1093, 534)
    qtbot.waitUntil(lambda: theme.current().density == "compact")
    with pytest.raises(KeyError):
        shell.button("Gọi số tiếp")
    qtbot.keyClick(shell, Qt.Key.Key_F6)
    assert done == [1]


def test_a_bar_too_narrow_gives_up_quiet_buttons_and_keeps_their_keys(shell: MainShell, qtbot: QtBot) -> None:
    done: list[str] = []
    screen = plain(shell, "queue")
    screen.right = [
        Action("Yêu cầu bổ sung giấy tờ", lambda: done.append("supplement"), "Ctrl+B", name="supplement"),
        Action("Xem trước bản sẽ in", lambda: done.append("preview"), "Ctrl+P", name="preview"),
        Action("Nhận hồ sơ và in", lambda: done.append("receive"), "F10", "main", name="receive"),
    ]
    screen.refreshed.emit()
    assert shell.button("preview").isVisible()
    shell.resize(640, 440)
    qtbot.waitUntil(lambda: not shell.button("preview").isVisible())
    assert shell.button("receive").isVisible()
    qtbot.keyClick(shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    shell.resize(1366, 688)
    qtbot.waitUntil(lambda: shell.button("preview").isVisible())
    qtbot.keyClick(shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert done == ["preview", "preview"]


def test_held_alt_lays_names_and_keys_over_the_rail(shell: MainShell, qtbot: QtBot) -> None:
    shell.show_screen("intake")
    window = shell.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(shell.navigation.words_are_shown)
    assert shell.navigation.width() == 56
    assert shell.focusWidget() is plain(shell, "intake").field
    QTest.keyRelease(window, Qt.Key.Key_Alt)
    assert not shell.navigation.words_are_shown()


def test_alt_with_another_key_shows_no_names(shell: MainShell, qtbot: QtBot) -> None:
    shell.show_screen("intake")
    window = shell.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    QTest.keyPress(window, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert not shell.navigation._alt.isActive()
    assert not shell.navigation.words_are_shown()


@pytest.mark.parametrize("still", [False, True])
def test_a_toast_fades_in_unless_the_style_says_still(
    shell: MainShell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, still: bool
) -> None:
    monkeypatch.setattr(toasts, "moves", lambda _widget: not still)
    toast = shell.show_toast(ToastWords("Đã nhận hồ sơ 261119-3012"))
    veil = toast.graphicsEffect()
    assert isinstance(veil, QGraphicsDropShadowEffect if still else QGraphicsOpacityEffect)
    qtbot.waitUntil(lambda: isinstance(toast.graphicsEffect(), QGraphicsDropShadowEffect))


def test_small_window_becomes_compact_and_back(shell: MainShell, qtbot: QtBot) -> None:
    shell.resize(1093, 534)
    qtbot.waitUntil(lambda: theme.current().density == "compact")
    assert shell.navigation.width() == 56
    assert shell.strip.height() == 26
    assert shell.width() == 1093
    shell.resize(1366, 688)
    qtbot.waitUntil(lambda: theme.current().density == "roomy")
    assert shell.navigation.width() == 204


def test_theme_is_kept(shell: MainShell, qtbot: QtBot) -> None:
    kept = shell._settings
    qtbot.keyClick(shell, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert theme.current().mode == "dark"
    shell.set_scale(125)
    assert (kept.get("ui.mode"), kept.get("ui.scale")) == ("dark", "125")
    assert theme.current().density == "compact"


def test_size_is_kept_when_closed(shell: MainShell) -> None:
    shell.resize(700, 500)
    shell.close()
    other = MainShell(shell._settings, PLACES)
    assert (other.width(), other.height()) == (700, 500)
    other.deleteLater()


def test_palette_knows_places_and_actions(shell: MainShell, qtbot: QtBot) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(shell.palette_box.field, "tiep nhan")
    qtbot.keyClick(shell.palette_box.field, Qt.Key.Key_Return)
    assert shell.current_screen() is plain(shell, "intake")


def test_before_sign_in_no_place_can_be_reached(shell: MainShell, qtbot: QtBot) -> None:
    sign_in = QWidget()
    shell.show_alone(sign_in)
    qtbot.keyClick(shell, Qt.Key.Key_F2)
    assert sign_in.isVisible()
    assert shell.strip.isVisible()
    assert not shell.show_screen("intake"), "whatever was scanned or answered"
    assert sign_in.isVisible()
    shell.show_behind("intake", same_person=True)
    assert not sign_in.isVisible()


def test_toast_stands_above_bar_and_strip(shell: MainShell, qtbot: QtBot) -> None:
    toast = shell.show_toast(ToastWords("Đã nhận hồ sơ 261119-3012", "Hẹn trả Thứ Tư 25/11."))
    qtbot.waitUntil(lambda: toast.geometry().bottom() <= shell.height() - shell.strip.height() - 56)
    assert toast.geometry().right() <= shell.width() - 16


def test_strip_says_everything_to_readers(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.set_items([StripItem("net", "wifi", "Trực tuyến")])
    strip.set_item(StripItem("net", "wifi-off", "Mất mạng từ 08:12", kind="pill"))
    strip.set_place("Xã Vĩnh Lợi · Quầy 3", "Quầy 3", "Lê Thu Hà")
    assert strip.spoken().startswith("Mất mạng từ 08:12. Xã Vĩnh Lợi · Quầy 3. Lê Thu Hà")
    assert "Mất mạng" in strip.accessibleDescription()
    strip.resize(300, 28)
    assert strip.grab().width() == 300


def test_short_words_of_the_strip_are_drawn(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, Theme(density="compact"))
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.resize(1093, 26)
    strip.set_items([StripItem("a4", "printer", "In A4", "A4")])
    with_words = strip.grab().toImage()
    strip.set_items([StripItem("a4", "printer", "In A4", " ")])
    assert strip.grab().toImage() != with_words
    theme.apply(qapp, Theme())


def in_three_pieces(screen: Plain) -> Iterator[Screen | None]:
    yield None
    yield None
    yield screen


def test_keys_pressed_while_a_screen_is_being_made_reach_it(shell: MainShell, qtbot: QtBot) -> None:
    late = Plain("late")
    loaded: list[bool] = []
    shell.add_screen_later("late", partial(in_three_pieces, late), lambda: bool(loaded))
    before = shell.current_screen()
    assert isinstance(before, Plain)
    kept = before.field.text()
    before.go_to.emit("late", None)
    for letter in "tran":
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key(ord(letter.upper())))
    assert shell.current_screen() is before
    loaded.append(True)
    qtbot.waitUntil(lambda: shell.current_screen() is late)
    qtbot.waitUntil(lambda: late.field.text() == "tran")
    assert before.field.text() == kept


def test_screen_asked_for_by_another_is_made_in_pieces_and_gets_its_argument(shell: MainShell, qtbot: QtBot) -> None:
    late = Plain("late")
    shell.add_screen_later("late", partial(in_three_pieces, late))
    queue = plain(shell, "queue")
    queue.go_to.emit("late", "261122-3001")
    assert shell.current_screen() is queue, "nobody waits for all of it"
    qtbot.waitUntil(lambda: shell.current_screen() is late)
    assert late.arguments == ["261122-3001"]


def test_screen_still_being_made_does_not_come_before_the_lock(shell: MainShell) -> None:
    shell.add_screen_later("late", partial(in_three_pieces, Plain("late")))
    plain(shell, "queue").go_to.emit("late", None)
    alone = QWidget()
    shell.show_alone(alone)
    for _ in range(20):
        QApplication.processEvents()
    assert alone.isVisible()
    assert shell.current_screen() is None


def test_a_screen_that_broke_off_in_the_making_leaves_the_window_at_work_and_comes_when_asked_again(
    shell: MainShell, qtbot: QtBot
) -> None:
    late = Plain("late")
    broken = [True]

    def make() -> Iterator[Screen | None]:
        yield None
        if broken:
            broken.clear()
            raise OSError("addresses.tsv")
        yield late

    shell.add_screen_later("late", make)
    queue = plain(shell, "queue")
    with qtbot.captureExceptions():
        queue.go_to.emit("late", None)
        qtbot.waitUntil(lambda: not broken)
    assert shell.current_screen() is queue
    assert queue.field.hasFocus(), "keys are no longer kept for a screen that does not come"
    queue.go_to.emit("late", None)
    qtbot.waitUntil(lambda: shell.current_screen() is late)


def test_buttons_alike_on_two_screens_stay_and_do_what_the_one_in_front_says(shell: MainShell) -> None:
    done: list[str] = []
    for name in ("queue", "intake"):
        screen = shell.screen_named(name)
        assert isinstance(screen, Plain)
        screen.right = [Action("In lại", partial(done.append, name), "Ctrl+P", name="again")]
        shell.show_screen(name)
        shell.button("again").click()
    assert done == ["queue", "intake"]
