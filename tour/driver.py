"""Make the moves of a script inside the running program, each when what it waits for can be seen."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tour.keystrokes import Tally
from tour.moves import Moves, Until, perform

_LOOK_AGAIN_MS = 15


class NotSeen(Exception):  # noqa: N818 - the name says it
    """What a script waited for never came."""


class Driver(QObject):
    """Steps through a script by a timer, so that it goes on inside dialogs too. `on_end("")`, or what went wrong."""

    def __init__(
        self,
        script: Moves,
        on_end: Callable[[str], None],
        own: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`own()` surrounds what the driver does itself, apart from the moves."""
        super().__init__()
        self._script, self._on_end, self._own = script, on_end, own
        self._waiting: tuple[Until, float, float] | None = None
        self.tally = Tally()
        self._performing = False
        self._modal: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin when the program's event loop runs."""
        self._timer.start(0)

    def _step(self) -> None:
        # The test library looks for events while it delivers a key: the next key waits, unless this one opened a
        # dialog and does not come back until that closes.
        if self._performing and QApplication.activeModalWidget() is self._modal:
            self._timer.start(_LOOK_AGAIN_MS)
            return
        try:
            self._go_on()
        except StopIteration:
            self._on_end("")
        except NotSeen as missing:
            self._on_end(str(missing))
        except Exception as error:  # an edge of the program: told in one sentence, and in full on the console
            traceback.print_exc()
            self._on_end(f"Tập dượt hỏng: {error!r}")

    def _go_on(self) -> None:
        if self._waiting is not None:
            until, since, deadline = self._waiting
            with self._own():
                seen = until.seen()
            if not seen:
                if time.monotonic() > deadline:
                    raise NotSeen(f"Chờ {until.seconds:g} giây mà không thấy: {until.what}.")
                self._timer.start(_LOOK_AGAIN_MS)
                return
            self._waiting = None
            self.tally = self.tally.waiting(time.monotonic() - since)
        with self._own():
            move = next(self._script)
        if isinstance(move, Until):
            self._waiting = (move, time.monotonic(), time.monotonic() + move.seconds)
            self._timer.start(0)
            return
        self.tally = self.tally.after(move)
        self._timer.start(move.pause_ms)
        self._modal = QApplication.activeModalWidget()
        self._performing = True
        try:
            perform(move)
        finally:
            self._performing = False
