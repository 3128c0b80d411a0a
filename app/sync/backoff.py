"""How long to wait until the server is asked again, and how much to send at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.protocol.messages import MAX_BATCH
from app.sync.troubles import LineTrouble

FIRST, CEILING = 1.0, 60.0  # seconds
LASTING = 600.0  # seconds: what only a person can mend is looked at seldom
LONGEST_ASKED = 3600.0  # seconds a server may ask us to stay away


def pause_after(failures: int, trouble: LineTrouble, chance: float) -> float:
    """Return seconds to wait after so many failures in a row; `chance` (0 to 1) keeps PCs from coming all at once."""
    longest = LASTING if trouble.is_lasting else min(CEILING, FIRST * 2 ** min(max(failures - 1, 0), 16))
    return max(longest * (0.5 + chance / 2), min(trouble.retry_after, LONGEST_ASKED))


def seconds_left(not_before: datetime | None, now: datetime) -> float:
    """Return seconds of a written-down pause that are left. One longer than any we make was written by another clock:
    it costs a short one."""
    left = (not_before - now).total_seconds() if not_before is not None else 0.0
    return max(left, 0.0) if left <= max(LONGEST_ASKED, LASTING) else CEILING


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How many events go in one push: halved when one fails, doubled when one arrives."""

    events: int = MAX_BATCH

    def smaller(self) -> BatchSize:
        return BatchSize(max(self.events // 2, 1))

    def larger(self) -> BatchSize:
        return BatchSize(min(self.events * 2, MAX_BATCH))
