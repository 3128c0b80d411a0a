"""The real program with its window, in a process of its own: `python -m chaos.window FOLDER PIN`.

A clerk signs in and stays at the queue. A line on the standard output for whatever the window shows that it did not
show before: `{"queue": [codes], "strip": [texts]}`. A line on the standard input is an act: `receive`, or `picture
FILE`; a dossier received is told as `{"received": code}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, QTimer

from app.bootstrap import run
from app.domain.office import Actor
from app.services.demo import receive_invented
from app.services.door import list_staff
from app.services.intake import Received
from app.services.print_jobs import PrintPlan
from app.services.procedures import list_procedures
from app.ui.screens.queue import QueueScreen
from app.ui.screens.sign_in import SignInScreen
from app.ui.widgets.rows import Row
from tour import sight
from tour.driver import Driver
from tour.moves import ENTER, Moves, Until, press, write

LOOK_MS = 50
_kept: list[QObject] = []


def say(**words: Any) -> None:
    """Say a line."""
    print(json.dumps(words, ensure_ascii=False), flush=True)


def sign_in(pin: str) -> Moves:
    """Sign in and go to the queue."""
    yield Until(lambda: sight.shown(SignInScreen) is not None, "màn hình đăng nhập", 120)
    yield Until(lambda: sight.is_on("Mã PIN hoặc mật khẩu của"), "ô mã PIN", 120)
    yield from write(pin)
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("queue"), "hàng đợi sau khi đăng nhập", 120)


class Clerk(QObject):
    """Watches the queue, and does what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, Any] = {}
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        self._looking.start(LOOK_MS)
        self._hearing = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._hearing.activated.connect(self._hear)

    def _look(self) -> None:
        screen = sight.screen()
        window = sight.shell()
        if not isinstance(screen, QueueScreen) or window is None:
            return
        rows = [row for row in screen.list.rows() if isinstance(row, Row)]
        seen = {
            "queue": sorted(str(row.key) for row in rows),
            "strip": list(filter(None, sight.texts(window.strip))),
        }
        if seen != self._seen:
            self._seen = seen
            say(**seen)

    def _hear(self) -> None:
        line = sys.stdin.readline()
        what, _, where = line.strip().partition(" ")
        window, screen = sight.shell(), sight.screen()
        if not line or window is None:
            self._hearing.setEnabled(False)
            if window is not None:
                QTimer.singleShot(0, window.close)
        elif what == "picture":
            window.grab().save(where)
            say(picture=where)
        elif isinstance(screen, QueueScreen):
            self._receive(screen)

    def _receive(self, screen: QueueScreen) -> None:
        house = screen._context.house
        member = list_staff(house)[0]
        clerk = Actor(member.staff_id, member.name, member.number, member.roles)

        def receive() -> Received:
            return receive_invented(house, clerk, list_procedures(house)[0], PrintPlan(receipt=False, labels=0))

        screen._context.runner.run(screen, receive, lambda received: say(received=received.subject_id))


def begin() -> None:
    """Sign in once the window shows; with no desktop about, it is given the keyboard here."""
    window = sight.shell()
    if window is not None:
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1366, 688)
        window.activateWindow()

    def signed_in(trouble: str) -> None:
        if trouble:
            print(trouble, *filter(None, sight.texts(window)), sep="\n", file=sys.stderr, flush=True)
            QCoreApplication.exit(4)
        else:
            _kept.append(Clerk())

    driver = Driver(sign_in(sys.argv[2]), signed_in)
    _kept.append(driver)
    driver.start()


if __name__ == "__main__":
    raise SystemExit(run(Path(sys.argv[1]), demo=False, use_keyring=False, on_started=begin))
