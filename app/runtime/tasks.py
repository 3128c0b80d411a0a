"""Database work off the GUI thread, its answers back on it.

All work that a screen asks for goes through one worker thread, in order. Answers come back through a slot of a QObject
on the GUI thread; a lambda or closure connected across threads would run in the worker. Each is given in a turn of its
own, behind the keys and the painting that wait: together they would hold the window up for longer than one frame.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.domain.errors import Explained
from app.runtime.mishap import explained
from app.services.house import Changed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answer:
    owner: QObject
    done: Callable[[Any], object]
    failed: Callable[[Any], object] | None
    result: Any
    error: Exception | None


class Hub(QObject):
    """Tells screens what changed, and shows trouble that no screen answers for."""

    changed = Signal(object)  # app.services.house.Changed
    trouble = Signal(object)  # Exception
    busy = Signal(bool)


class TaskRunner(QObject):
    """Runs work in order on one thread. Whatever has a `changed` of type Changed is told to the hub."""

    _answered = Signal(object)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._open = 0
        self._closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._answers: deque[_Answer] = deque()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._give_one)

    @property
    def is_idle(self) -> bool:
        """Whether every piece of work has been answered."""
        return self._open == 0

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Explained], object] | None = None,
    ) -> None:
        """Run `work` off the GUI thread, then `done(result)` or `failed(error)` on it, unless `owner` is gone.

        Without `failed` the hub's `trouble` tells it; a bug comes in words too, so that whoever waits can go on. Once
        closed it takes nothing more: what a window still had to keep was asked for before.
        """
        if self._closed:
            return
        self._open += 1
        if self._open == 1:
            self._hub.busy.emit(True)
        self._executor.submit(self._work, owner, work, done, failed)

    def _work(
        self,
        owner: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Explained], object] | None,
    ) -> None:
        try:
            answer = _Answer(owner, done, failed, work(), None)
        except Exception as error:  # an edge of the program
            told = explained(error, "work failed") if failed is not None else error
            answer = _Answer(owner, done, failed, None, told)
        self._answered.emit(answer)

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        self._answers.append(answer)
        if not self._turn.isActive():
            self._turn.start()

    @Slot()
    def _give_one(self) -> None:
        answer = self._answers.popleft()
        if self._answers:
            self._turn.start()
        self._open -= 1
        if self._open == 0:
            self._hub.busy.emit(False)
        changed = answer.result if isinstance(answer.result, Changed) else getattr(answer.result, "changed", None)
        if shiboken6.isValid(answer.owner):
            if answer.error is None:
                answer.done(answer.result)
            elif answer.failed is not None:
                answer.failed(answer.error)
            else:
                self._hub.trouble.emit(answer.error)
        if isinstance(changed, Changed):
            self._hub.changed.emit(changed)

    def close(self) -> None:
        """Finish what was asked for and stop."""
        self._closed = True
        self._executor.shutdown(wait=True)
