import unicodedata

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.runtime.wedge_filter import WedgeFilter
from app.settings import Terminator, WedgeProfile

CARD = "095190004321|381234567|Lê Thị Ánh Nguyệt|15031990|Nữ|Ấp Vàm Lẽo, Xã Hòa Bình, Bạc Liêu|10052021"
ALIAS = "1001204160301255"
# The offscreen platform says of each window what it cannot do with it.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NAMED = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\b": Qt.Key.Key_Backspace}


class Keyboard:
    """Sends key events with the times of the keys in them, as the platform does; nothing sleeps."""

    def __init__(self, clock: list[float] | None = None) -> None:
        self.now = 10_000.0
        self.clock = clock

    def type(self, text: str, gap: float) -> None:
        for letter in text:
            self.press(letter)
            self.release(letter)
            self.now += gap

    def press(self, letter: str, auto_repeat: bool = False) -> None:
        self._send(QEvent.Type.KeyPress, letter, auto_repeat)

    def release(self, letter: str) -> None:
        self._send(QEvent.Type.KeyRelease, letter, False)

    def pause(self, ms: float) -> None:
        self.now += ms

    def _send(self, kind: QEvent.Type, letter: str, auto_repeat: bool) -> None:
        key = NAMED.get(letter, ord(letter.upper()[0]))
        event = QKeyEvent(kind, int(key), Qt.KeyboardModifier.NoModifier, 0, 0, 0, letter, auto_repeat, 1)
        if self.clock is None:
            event.setTimestamp(int(self.now))
        else:
            self.clock[0] = self.now
        window = QGuiApplication.focusWindow()
        assert window is not None
        QCoreApplication.sendEvent(window, event)  # where the platform's keys come in


class KeyLog(QObject):
    """What a widget got to see."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.presses: list[str] = []
        self.releases: list[str] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            (self.presses if event.type() == QEvent.Type.KeyPress else self.releases).append(event.text())
        return False


class Form(QDialog):
    """A field, another after it, a list, and a default button: all that a stray Enter could set off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.next, self.many, self.names = QLineEdit(), QLineEdit(), QPlainTextEdit(), QListWidget()
        self.button = QPushButton("Nhận")
        self.button.setDefault(True)
        layout = QVBoxLayout(self)
        for widget in (self.field, self.next, self.many, self.names, self.button):
            layout.addWidget(widget)
        self.set_off: list[str] = []
        self.button.clicked.connect(lambda: self.set_off.append("button"))
        self.field.returnPressed.connect(lambda: self.set_off.append("return"))
        self.field.textEdited.connect(lambda text: self.set_off.append(f"edited {text}"))


@pytest.fixture
def form(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.field)
    return form


class HeardFilter(WedgeFilter):
    """The filter, remembering what it announced."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scanned.connect(lambda scan: self.found.append(scan.text))


@pytest.fixture
def wedge(qapp):
    wedge = HeardFilter()
    wedge.listen(qapp)
    yield wedge
    wedge.close()


@pytest.fixture
def keyboard():
    return Keyboard()


@pytest.mark.parametrize("gap", [1, 5, 15])
def test_card_read_over_a_half_typed_name_leaves_the_field_as_it_was(qtbot, form, wedge, keyboard, gap):
    form.field.setText("Trần Văn")
    form.field.insert(" Bé")
    form.field.setSelection(5, 3)
    form.set_off.clear()
    with qtbot.waitSignal(wedge.scanned) as got:
        keyboard.type(CARD + "\r", gap)
    assert got.args[0].text == CARD
    assert form.field.text() == "Trần Văn Bé"
    assert (form.field.selectedText(), form.field.cursorPosition()) == ("Văn", 8)
    assert form.set_off == []
    assert form.field.hasFocus()
    form.field.undo()
    assert form.field.text() == "Trần Văn"


@pytest.mark.parametrize("end", ["\r", "\t", "\r\r", "\t\r"])
def test_end_of_a_code_neither_presses_the_default_button_nor_moves_on(qtbot, form, wedge, keyboard, end):
    log = KeyLog(form.field)
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(ALIAS + end, 4)
    assert wedge.found == [ALIAS]
    assert form.set_off == []
    assert QApplication.focusWidget() is form.field
    assert (log.presses, log.releases) == ([], [])


def test_completion_list_does_not_pop_up_under_a_scan(qtbot, form, wedge, keyboard):
    form.field.setCompleter(QCompleter(["1001 khai sinh", "1002 kết hôn"], form.field))
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(ALIAS + "\r", 2)
    assert QApplication.activePopupWidget() is None


def test_scan_while_a_completion_list_is_open(qtbot, form, wedge, keyboard):
    form.field.setCompleter(QCompleter(["khai sinh", "khai tử"], form.field))
    keyboard.type("kh", 120)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    keyboard.pause(500)
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(CARD + "\r", 3)
    assert wedge.found == [CARD]
    assert form.field.text() == "kh"
    form.field.completer().popup().hide()


def test_scan_into_a_long_text_and_into_a_list_is_heard(qtbot, form, wedge, keyboard):
    form.names.addItems(["1 Ánh", "9 Bình"])
    form.names.setCurrentRow(0)
    for widget in (form.many, form.names):
        widget.setFocus()
        keyboard.pause(1000)
        with qtbot.waitSignal(wedge.scanned):
            keyboard.type(ALIAS[::-1] + "\r", 6)
    assert wedge.found == [ALIAS[::-1]] * 2
    assert form.many.toPlainText() == ""
    assert form.names.currentRow() == 0


def test_scan_in_a_dialog_that_blocks_the_main_window_is_heard(qtbot, form, wedge, keyboard):
    dialog = Form(form)
    seen = []

    def scan():
        dialog.field.setFocus()
        keyboard.type(CARD + "\r", 3)

    dialog.setModal(True)
    dialog.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    with qtbot.waitSignal(wedge.scanned):
        scan()
    seen += wedge.found
    assert seen == [CARD]
    assert dialog.field.text() == ""
    dialog.close()


@pytest.mark.parametrize("gap", [40, 90, 300])
def test_same_text_typed_by_hand_arrives_unchanged(qtbot, form, wedge, keyboard, gap):
    log = KeyLog(form.field)
    keyboard.type(CARD + "\r", gap)
    qtbot.waitUntil(lambda: "return" in form.set_off)
    assert form.field.text() == CARD
    assert log.presses == list(CARD + "\r")
    assert log.releases == list(CARD + "\r")
    assert wedge.found == []


def test_held_key_is_let_go_by_the_clock_alone(qtbot, form, wedge):
    keyboard = Keyboard()
    keyboard.press("a")
    assert form.field.text() == ""
    qtbot.waitUntil(lambda: form.field.text() == "a", timeout=1000)


def test_eight_digits_on_the_keypad_and_enter_reach_the_field(qtbot, form, wedge, keyboard):
    keyboard.type("15031990\r", 110)
    qtbot.waitUntil(lambda: "return" in form.set_off)
    assert form.field.text() == "15031990"
    assert wedge.found == []


def test_key_held_down_repeats(qtbot, form, wedge, keyboard):
    for _ in range(12):
        keyboard.press("0", auto_repeat=True)
        keyboard.pause(2)
    assert form.field.text() == "0" * 12


def test_unikey_rewrites_a_word_without_loss_or_delay(qtbot, form, wedge, keyboard):
    keyboard.type("tie", 90)
    keyboard.now -= 88
    keyboard.type("\bê", 1)
    assert form.field.text() == "tiê"
    keyboard.pause(90)
    keyboard.type("n", 90)
    keyboard.type("\b\bến", 1)
    assert form.field.text() == "tiến"
    keyboard.pause(100)
    keyboard.type("\b\b\b\bỦy ban nhân dân", 0)
    assert form.field.text() == "Ủy ban nhân dân"
    assert wedge.found == []


def test_composed_text_of_an_input_method_comes_after_the_key_before_it(qtbot, form, wedge, keyboard):
    keyboard.press("x")
    commit = QInputMethodEvent()
    commit.setCommitString("ế")
    QCoreApplication.sendEvent(form.field, commit)
    assert form.field.text() == "xế"


def test_composed_text_follows_the_key_before_it_where_the_focus_went(qtbot, form, wedge, keyboard):
    keyboard.press("x")
    form.next.setFocus()
    commit = QInputMethodEvent()
    commit.setCommitString("ế")
    QCoreApplication.sendEvent(form.next, commit)
    assert (form.field.text(), form.next.text()) == ("", "xế")


def test_no_event_but_the_windows_is_looked_at_while_a_key_is_held(qtbot, form, wedge, keyboard):
    seen = []

    def note(watched, event):
        seen.append(watched)
        return False

    wedge._interruptions.eventFilter = note
    keyboard.press("x")
    QCoreApplication.sendEvent(form.next, QEvent(QEvent.Type.User))
    assert seen == []
    QCoreApplication.sendEvent(form.windowHandle(), QEvent(QEvent.Type.User))
    assert seen


def test_click_elsewhere_comes_after_the_key_before_it(qtbot, form, wedge, keyboard):
    keyboard.press("x")
    window = form.windowHandle()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, form.next.geometry().center())
    assert form.next.hasFocus()
    assert (form.field.text(), form.next.text()) == ("x", "")


def test_shortcut_right_after_a_key_finds_it_in_the_field(qtbot, form, wedge, keyboard):
    found = []
    QShortcut(QKeySequence("F10"), form).activated.connect(lambda: found.append(form.field.text()))
    keyboard.now = 0  # the window system's events of this test carry no usable time
    keyboard.type("ab", 100)
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_F10)
    assert found == ["ab"]


def test_shortcut_on_enter_does_not_fire_at_the_end_of_a_scan(qtbot, form, wedge):
    fired = []
    QShortcut(QKeySequence("Return"), form).activated.connect(lambda: fired.append(1))
    form.names.setFocus()
    with qtbot.waitSignal(wedge.scanned):
        for letter in ALIAS:
            QTest.keyClick(form.windowHandle(), Qt.Key(ord(letter)))
        QTest.keyClick(form.windowHandle(), Qt.Key.Key_Return)
    assert wedge.found == [ALIAS]
    assert fired == []


def test_key_that_opens_a_dialog_takes_the_rest_of_the_keys_there(qtbot, form, wedge, keyboard):
    dialog = Form(form)

    def ask(text):
        if text == "a":
            dialog.field.textEdited.connect(lambda text: dialog.accept() if text == "bc" else None)
            QTimer.singleShot(5000, dialog, dialog.reject)
            dialog.exec()

    form.field.textEdited.connect(ask)
    keyboard.type("abc", 1)
    wedge.settle()
    assert (form.field.text(), dialog.field.text()) == ("a", "bc")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_keys_without_times_are_measured_by_the_clock(qtbot, form, qapp):
    clock = [0.0]
    wedge = WedgeFilter(WedgeProfile(terminator=Terminator.ENTER), clock=lambda: clock[0])
    found = []
    wedge.scanned.connect(lambda scan: found.append(scan.text))
    wedge.listen(qapp)
    try:
        keyboard = Keyboard(clock)
        keyboard.type("anh ", 60)
        keyboard.pause(500)
        keyboard.type(CARD + "\r", 2)
        qtbot.waitUntil(lambda: found == [CARD])
        assert form.field.text() == "anh "
    finally:
        wedge.close()


def test_release_of_a_key_pressed_before_the_scan_is_not_lost(qtbot, form, wedge, keyboard):
    log = KeyLog(form.field)
    keyboard.press("\x1b")
    keyboard.pause(200)
    keyboard.type(ALIAS[:6], 3)
    keyboard.release("\x1b")
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(ALIAS[6:] + "\r", 3)
    assert log.releases == ["\x1b"]


def test_scan_with_the_filter_off_is_typing(qtbot, form, wedge, keyboard):
    wedge.enabled = False
    keyboard.type(ALIAS, 1)
    assert form.field.text() == ALIAS


def test_card_keeps_its_letters_composed(qtbot, form, wedge, keyboard):
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(CARD + "\r", 8)
    assert wedge.found[0] == unicodedata.normalize("NFC", CARD)


def test_key_that_its_widget_ignores_reaches_the_dialog_once(qtbot, form, wedge, keyboard):
    log = KeyLog(form)
    form.button.setFocus()
    keyboard.type("abc", 100)
    wedge.settle()
    assert log.presses == ["a", "b", "c"]
    assert log.releases == ["a", "b", "c"]


def test_scan_is_announced_after_the_key_that_ended_it(qtbot, form, wedge, keyboard):
    keyboard.type(ALIAS + "\r", 3)
    keyboard.pause(500)
    keyboard.press("a")  # comes before any timer could run
    assert wedge.found == []
    qtbot.waitUntil(lambda: wedge.found == [ALIAS] and form.field.text() == "a")


@pytest.mark.nightly
def test_a_flood_of_keys_reaches_no_field_and_what_was_typed_stays(qtbot, form, wedge, keyboard, nightly):
    form.field.setText("Trần Văn Bé")
    overlong = []
    wedge.scanned.connect(lambda scan: overlong.append(scan.overlong))
    keyboard.type("0951|x" * (17_000 if nightly else 1_700), 1)  # 100 kB, a tenth of that by day
    assert len(wedge._held) == 0
    keyboard.pause(500)
    wedge.settle()
    qtbot.waitUntil(lambda: overlong == [True])
    assert form.field.text() == "Trần Văn Bé"
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(CARD + "\r", 3)
    assert wedge.found[-1] == CARD


@pytest.mark.parametrize("garbled", [CARD.encode().decode("latin-1"), CARD.encode().decode("cp1252", "ignore")])
def test_bytes_nobody_can_print_still_belong_to_the_scan(qtbot, form, wedge, keyboard, garbled):
    with qtbot.waitSignal(wedge.scanned):
        keyboard.type(garbled + "\r", 3)
    assert wedge.found == [garbled]
    assert form.field.text() == ""
