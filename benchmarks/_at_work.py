"""The real program in a process of its own, driven by keys to a point and telling when: `office pin until`."""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.dossier_codes import VIETNAM

Step = Callable[[], bool]
START = float(os.environ["BENCH_STARTED"])
KEY_S = 0.3  # between two keys of a clerk who types a PIN


class Painted(QObject):
    """Remembers what was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[int] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.add(id(watched))
        return False


class Drive(QObject):
    """Does one thing after another, each as soon as the one before has shown."""

    def __init__(self, pin: str, until: str) -> None:
        super().__init__()
        self.told: dict[str, Any] = {"places": {}}
        self._painted = Painted()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self._painted)
        self._steps = self._plan(pin, until)
        self._waits: Step = lambda: True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(1)

    def _look(self) -> None:
        if not self._waits():
            return
        try:
            self._waits = next(self._steps)
        except StopIteration:
            self._timer.stop()
            print(json.dumps(self.told), flush=True)
            sys.stdout.flush()
            os._exit(0)

    def _plan(self, pin: str, until: str) -> Iterator[Step]:
        yield lambda: isinstance(self._focus(), QLineEdit) and id(self._focus()) in self._painted.seen
        field = self._focus()
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, pin[0])
        yield lambda: bool(field.text())
        self.told |= {"usable": time.time() - START, "processor": time.thread_time()}
        if until == "usable":
            return
        for digit in pin[1:]:
            if until == "typed":
                yield self._pause(KEY_S)
            QTest.keyClicks(field, digit)
        self.told |= {"signed_in": time.time() - START, "worked": time.process_time()}
        QTest.keyClick(field, Qt.Key.Key_Return)
        yield lambda: self._shown("queue") is not None and bool(self._rows("queue"))
        yield lambda: id(self._shown("queue").list.viewport()) in self._painted.seen
        self.told["queue"] = time.time() - START
        self.told["worked"] = time.process_time() - self.told["worked"]
        self._weigh("queue")
        if until in ("queue", "typed"):
            return
        for text in ("nguyen thi thuy", "095190", "khai sinh le"):
            QTest.keyClick(self._window(), Qt.Key.Key_F3)
            yield lambda: self._shown("find") is not None
            screen = self._shown("find")
            screen.field.clear()
            QTest.keyClicks(screen.field, text)
            yield self._pause(0.5)
            yield lambda: bool(self._rows("find"))
        self._weigh("find")
        QTest.keyClick(screen.field, Qt.Key.Key_Return)
        yield from self._seen("dossier")
        places = {
            "intake": (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
            "prints": (Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier),
            "procedures": (Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier),
            "settings": (Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier),
            "queue": (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
        }
        for name, (key, modifier) in places.items():
            QTest.keyClick(self._window(), key, modifier)
            yield from self._seen(name)
        from app.ui.screen import Screen

        screens = [w for w in QApplication.allWidgets() if isinstance(w, Screen)]
        assert len({screen.name for screen in screens}) > 5
        gc.collect()
        self._weigh("end")
        self.told["rss_mb"], self.told["peak_mb"] = _memory()

    def _seen(self, name: str) -> Iterator[Step]:
        yield lambda: self._shown(name) is not None
        yield self._pause(0.6)
        self._weigh(name)

    def _pause(self, seconds: float) -> Step:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    def _weigh(self, place: str) -> None:
        self.told["places"][place] = round(_memory()[0], 1)

    def _focus(self) -> QWidget | None:
        focus = QApplication.focusWidget()
        if focus is None:  # a bare X server has no window manager that would
            for window in QApplication.topLevelWidgets():
                if window.isVisible() and window.windowHandle() is not None:
                    window.activateWindow()
        return focus

    def _window(self) -> QWidget:
        focus = QApplication.focusWidget() or QApplication.activeWindow()
        assert focus is not None
        return focus

    def _shown(self, name: str) -> Any:
        from app.ui.screen import Screen

        for widget in QApplication.allWidgets():
            if isinstance(widget, Screen) and widget.name == name and widget.isVisible():
                return widget
        return None

    def _rows(self, name: str) -> Any:
        screen = self._shown(name)
        return screen.list.rows() if screen is not None else ()


def _memory() -> tuple[float, float]:
    """Return the resident memory of this process now and at most, in MB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024


def main() -> int:
    """Run the program on an office; nothing is copied away, and nothing but the sign-in is written."""
    office, pin, until = sys.argv[1:4]
    gc.disable()  # as app.__main__ does
    from app import bootstrap
    from app.storage import backup

    copy = Path(tempfile.mkdtemp()) / f"quay-{datetime.now(VIETNAM):%Y%m%d-%H%M%S}.db"
    copy.touch()
    vars(backup)["copies"] = lambda _folder: [copy]  # no copy of gigabytes meanwhile: one was just made
    drives: list[Drive] = []
    return bootstrap.run(
        Path(office), demo=False, use_keyring=False, on_started=lambda: drives.append(Drive(pin, until))
    )


if __name__ == "__main__":
    sys.exit(main())
