"""A real window around the screens under test, and hands: keys pressed where the focus is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.context import Context
from app.ui.density import density_for
from app.ui.screen import Screen
from app.ui.shell import MainShell
from app.ui.theme import Theme
from app.ui.widgets.navigation import Place

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier


class Other(Screen):
    """Stands for a screen somebody else builds; keeps what it was entered with."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.arguments: list[object] = []

    def enter(self, argument: object = None) -> None:
        self.arguments.append(argument)


class Settings:
    """Settings of the window that nobody keeps."""

    def get(self, key: str, default: str = "") -> str:
        return default

    def set(self, key: str, value: str) -> None:
        return None


class Desk:
    """The window with its screens, and the clerk's hands."""

    def __init__(self, qtbot: QtBot, context: Context, *screens: Screen) -> None:
        self.qtbot, self.context = qtbot, context
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, Theme(density=density_for(1366, 688)))
        places = (Place("queue", "Hàng đợi", "inbox", "Ctrl+1"), Place("intake", "Tiếp nhận", "file-plus", "F2"))
        self.shell = MainShell(Settings(), places)
        self.others = {
            name: Other(name) for name in ("intake", "dossier", "preview", "procedures", "find", "queue", "attention")
        }
        known = {screen.name for screen in screens}
        for screen in (*screens, *(other for other in self.others.values() if other.name not in known)):
            self.shell.add_screen(screen)
        self.toasts: list[str] = []
        for screen in screens:
            screen.toast.connect(lambda words: self.toasts.append(words.heading))
        self.shell.setWindowState(Qt.WindowState.WindowNoState)
        self.shell.resize(1366, 688)
        self.shell.show()
        qtbot.waitExposed(self.shell)
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)

    def show(self, name: str, argument: object = None) -> None:
        """Go to a screen and wait until it has what it shows."""
        assert self.shell.show_screen(name, argument)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.context.runner.is_idle)
            QApplication.processEvents()

    def take_down(self) -> None:
        """Close and delete the window with its screens: none may hear of the next test's theme."""
        self.settle()
        self.shell.close()
        self.shell.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE, times: int = 1) -> None:
        """Press a key where the focus is."""
        for _ in range(times):
            QTest.keyClick(self._target(), key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        """Type ASCII where the focus is."""
        QTest.keyClicks(self._target(), text)
        self.settle()

    def commit(self, text: str) -> None:
        """Let the input method put Vietnamese text in where the focus is."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._target(), event)
        self.settle()

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.shell
