"""How long to wait until the server is asked again, and how much to send or fetch at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.protocol.blobs import PIECE_BYTES
from app.protocol.messages import MAX_BATCH
from app.sync.troubles import LineTrouble

FIRST, CEILING = 1.0, 60.0  # seconds
LASTING = 600.0  # seconds: what only a person can mend is looked at seldom
LONGEST_ASKED = 3600.0  # seconds a server may ask us to stay away
_PIECE_SECONDS, _LEAST_PIECE = 0.5, 16 << 10


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


@dataclass(frozen=True, slots=True)
class PieceSize:
    """How many bytes of a file go at once: what the line carries in half a second, since events wait for no longer."""

    bytes: int = 128 << 10

    def smaller(self) -> PieceSize:
        return self._within(self.bytes // 2)

    def after(self, carried: int, seconds: float) -> PieceSize:
        """Return the next one when so many bytes took so long; a few say nothing about the line."""
        if carried < _LEAST_PIECE:
            return self
        fitting = int(carried * _PIECE_SECONDS / max(seconds, 0.001))
        return self._within(min(max(fitting, self.bytes // 2), self.bytes * 2))

    @staticmethod
    def _within(size: int) -> PieceSize:
        return PieceSize(min(max(size, _LEAST_PIECE), PIECE_BYTES))
