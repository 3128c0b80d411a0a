"""Notices that somebody sets the PC's clock while the program runs, and that its zone is not Việt Nam's."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from app.domain.numbering import step_doubts, zone_doubts


class ClockWatch(QObject):
    """`look` about once a second; `was_set(doubts)` when the clock took a step that time did not take."""

    was_set = Signal(tuple)

    def __init__(
        self,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        passed: Callable[[], float] = time.monotonic,
        offset: Callable[[], timedelta | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock, self._passed = clock, passed
        self._offset = offset or _windows_offset
        self._before = (clock(), passed())

    def look(self) -> None:
        """Compare the clock with the time that passed since the last look."""
        now, passed = self._clock(), self._passed()
        before, then = self._before
        self._before = (now, passed)
        doubts = step_doubts(before, now, timedelta(seconds=passed - then))
        if doubts:
            self.was_set.emit(doubts)

    def zone(self) -> tuple[str, ...]:
        """Say that the zone is wrong, where that is a fault."""
        offset = self._offset()
        return zone_doubts(self._clock(), offset) if offset is not None else ()


def _windows_offset() -> timedelta | None:
    """Return the zone's offset on a counter PC; servers and test machines elsewhere run on UTC for good reasons."""
    return datetime.now().astimezone().utcoffset() if sys.platform == "win32" else None
