"""Slow work beside the database's thread: printer drivers that hang for minutes, files of many megabytes.

Each piece gets a daemon thread of its own, so that a dead network printer holds up neither a dossier nor the end of the
program. Answers and progress come back on the GUI thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import Explained
from app.right_of_way import give_way
from app.runtime.mishap import explained

T = TypeVar("T")
Progress = Callable[[int, int], None]


class SideWork(QObject):
    """One piece of work. Keep a reference only to `cancel` it; it keeps itself alive until it has answered."""

    _progressed = Signal(int, int)
    _answered = Signal(object, object)
    _running: ClassVar[set[SideWork]] = set()

    def __init__(
        self,
        owner: QObject,
        work: Callable[[SideWork], T],
        done: Callable[[T], object],
        failed: Callable[[Explained], object],
        progress: Progress | None = None,
    ) -> None:
        """Start `work(self)` on a thread; then `done(result)` or `failed(error)` here, unless `owner` is gone."""
        super().__init__()
        self._owner, self._done, self._failed, self._progress = owner, done, failed, progress
        self._cancelled = threading.Event()
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        self._running.add(self)
        threading.Thread(target=self._work, args=(work,), name="side-work", daemon=True).start()

    def cancel(self) -> None:
        """Ask the work to stop; it still answers."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether the work was asked to stop; called by the work."""
        return self._cancelled.is_set()

    def progress(self, done: int, total: int) -> None:
        """Tell how far it is; called by the work."""
        give_way()
        if shiboken6.isValid(self):  # else the program has ended over it
            self._progressed.emit(done, total)

    def _work(self, work: Callable[[SideWork], Any]) -> None:
        result, error = None, None
        try:
            result = work(self)
        except Exception as mishap:  # an edge of the program
            error = explained(mishap, "side work failed")
        if shiboken6.isValid(self):
            self._answered.emit(result, error)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if self._progress is not None and shiboken6.isValid(self._owner):
            self._progress(done, total)

    @Slot(object, object)
    def _on_answered(self, result: Any, error: Explained | None) -> None:
        self._running.discard(self)
        if not shiboken6.isValid(self._owner):
            return
        if error is None:
            self._done(result)
        else:
            self._failed(error)
