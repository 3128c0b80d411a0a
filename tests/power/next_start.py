"""The start after a power cut: the real program, opened by a clerk who signs in and looks.

`next_start.py FOLDER PIN NAME` says in JSON what could be seen: windows that asked something, the screens that came.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from app.bootstrap import run
from app.services.print_jobs import count_jobs
from app.ui.screens.sign_in import SignInScreen
from tour import sight
from tour.counter import intake
from tour.driver import Driver
from tour.moves import ENTER, Moves, Until, press, write

seen: dict[str, list[str]] = {"asked": [], "screens": []}
drivers: list[Driver] = []


def look(pin: str, name: str) -> Moves:
    """Sign in, go to the intake, where a form of `name` was left half typed ("" = none)."""
    yield Until(lambda: sight.shown(SignInScreen) is not None, "màn hình đăng nhập", 60)
    note()
    yield Until(lambda: sight.is_on("Mã PIN hoặc mật khẩu của"), "ô mã PIN", 60)
    yield from write(pin)
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("queue"), "hàng đợi sau khi đăng nhập", 60)
    note()
    yield from press("F2")
    yield Until(lambda: sight.is_at("intake"), "màn hình tiếp nhận", 60)
    yield Until(lambda: intake().form.visitor.name == name, f"biểu mẫu của “{name}”", 60)
    note()
    house = intake().context.house
    yield Until(lambda: set(count_jobs(house)) <= {"sent", "done"}, "các bản in còn chờ được in xong", 60)


def note() -> None:
    """Write down what is in front."""
    front = sight.screen()
    seen["screens"].append("signin" if sight.shown(SignInScreen) else front.name if front else "")
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and (isinstance(widget, QDialog) or widget.isModal()):
            seen["asked"] += [text for text in sight.texts(widget) if text]


def watch() -> None:
    """Write down what blocks the window, whenever it comes, and close it: the program goes on."""
    blocking = QApplication.activeModalWidget()
    if blocking is not None:
        seen["asked"] += [text for text in sight.texts(blocking) if text]
        blocking.close()


def end(trouble: str) -> None:
    """Close the window as a clerk would, or give up."""
    window = sight.shell()
    if trouble or window is None:
        print(trouble, *filter(None, sight.texts(window)), sep="\n", file=sys.stderr)
        QCoreApplication.exit(4)
    else:
        QTimer.singleShot(0, window.close)


def begin() -> None:
    """Start looking once the window shows; with no desktop about, it is given the keyboard here."""
    window = sight.shell()
    if window is not None:
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1366, 688)
        window.activateWindow()
    drivers.append(Driver(look(*sys.argv[2:]), end))
    drivers[0].start()
    watching = QTimer(drivers[0])
    watching.timeout.connect(watch)
    watching.start(100)


def main() -> int:
    """Open the program on that folder."""
    code = run(Path(sys.argv[1]), demo=False, use_keyring=False, on_started=begin)
    print(json.dumps(seen))
    return code


if __name__ == "__main__":
    raise SystemExit(main())
