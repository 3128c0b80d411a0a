"""One window per data folder: a second start brings the first one's window to front.

The lock file decides who is first; this only carries the wish. The name of the channel comes from the installation, so
two users of one PC, or two data folders of one user, never meet.
"""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

ANSWER_MS = 2_000
_WISH, _ANSWER = b"come forward\n", b"here\n"


class FirstWindow(QObject):
    """Listens for later starts and brings the window that is open to front. Only who holds the lock makes one."""

    def __init__(self, installation: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        name = channel(installation)
        QLocalServer.removeServer(name)  # left by a crash: we hold the lock, so nobody listens there
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(name):
            log.warning("a second start will not find this window: %s", self._server.errorString())

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(_answer, socket))
            _answer(socket)  # what it wrote may have come with the connection

    def close(self) -> None:
        """Stop listening."""
        self._server.close()


def _answer(socket: QLocalSocket) -> None:
    if socket.canReadLine() and bytes(socket.readLine().data()) == _WISH:
        come_forward()
        socket.write(_ANSWER)
        socket.flush()


def channel(installation: str) -> str:
    """Return the name under which the window of a data folder can be called."""
    return f"quay-mot-cua-{installation}"


def is_called(data: Path) -> bool:
    """Call the window that has this data folder open, if there is one; costs nothing when there is none."""
    try:
        return call_first((data / "installation").read_text("ascii").strip())
    except (OSError, ValueError):
        return False


def call_first(installation: str) -> bool:
    """Ask the window that is open to come to front; False when it did not answer in time."""
    socket = QLocalSocket()
    socket.connectToServer(channel(installation))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # we were started by the user, and pass that right on
    socket.write(_WISH)
    answered = socket.waitForReadyRead(ANSWER_MS) and bytes(socket.readAll().data()) == _ANSWER
    socket.abort()
    return answered


def come_forward() -> None:
    """Un-minimise and activate the windows that are open, the dialog that waits for an answer last."""
    from PySide6.QtWidgets import QApplication  # a second start calls without loading the widgets

    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    modal = QApplication.activeModalWidget()
    for window in sorted(windows, key=lambda window: window is modal):
        if window.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog):
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            screens = [screen.availableGeometry() for screen in QApplication.screens()]
            if not any(screen.intersects(window.frameGeometry()) for screen in screens):
                window.move(QApplication.primaryScreen().availableGeometry().topLeft())
            window.show()
            window.raise_()
            window.activateWindow()
