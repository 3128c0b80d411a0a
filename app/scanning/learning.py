"""How a keyboard scanner types, learned from three scans: its pace, what it puts before a code, what it ends with."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.scanning.wedge import Scan
from app.settings import Terminator, WedgeProfile

SCANS_TO_LEARN = 3
# While learning nothing is known yet: slow scanners, any terminator or none.
LEARNING = WedgeProfile(prefix="", terminator=Terminator.NONE, max_gap_ms=40, min_length=6, idle_ms=150)
_PREFIX_RE = re.compile(r"[^\w\s\]]{1,4}(?=[\dA-Z])", re.ASCII)
_QUICKEST, _SLOWEST = 8, 40  # milliseconds per key; a hand's fastest roll is about 30


@dataclass(frozen=True, slots=True)
class Learned:
    """What three scans showed. `pace_ms` is the mean time of a key in the slowest of them."""

    profile: WedgeProfile
    pace_ms: float
    longest_gap_ms: float


def learn(scans: Sequence[Scan]) -> Learned | None:
    """Return the profile that fits all the scans with room to spare; None while there are too few, or they disagree."""
    arrivals = [scan.arrival for scan in scans if scan.arrival is not None and not scan.arrival.port]
    if len(arrivals) < SCANS_TO_LEARN or len(arrivals) != len(scans):
        return None
    pace = max(arrival.took_ms / max(arrival.keys - 1, 1) for arrival in arrivals)
    gap = max(arrival.longest_gap_ms for arrival in arrivals)
    ends = {arrival.end for arrival in arrivals}
    if pace > _SLOWEST or (Terminator.NONE in ends and len(ends) > 1):
        return None
    found = {match[0] if (match := _PREFIX_RE.match(scan.text)) else "" for scan in scans}
    prefix = found.pop() if len(found) == 1 else ""
    profile = WedgeProfile(
        prefix=prefix,
        terminator=ends.pop() if len(ends) == 1 else Terminator.EITHER,
        max_gap_ms=min(max(math.ceil(2 * pace), _QUICKEST), _SLOWEST),
        idle_ms=min(max(math.ceil(1.5 * gap) + 20, 60), 300),
    )
    return Learned(profile, pace, gap)
