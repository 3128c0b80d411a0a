"""How often somebody may come: a bucket of tokens that fills by itself, one per PC or address, in each process.

What a PC signs is counted by its id. What nobody signed, or signed wrongly, is counted by the address it came from, and
only that: a whole office comes from one address, and one bad machine in it must not stop the others.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, then so many a second."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted: requests of a PC, and among them comparisons, for which the server looks through all its office
    ever wrote; refused signatures and enrolment codes that were wrong, of an address."""

    requests: Limit = Limit(1000, 50)
    signatures: Limit = Limit(60, 1)
    codes: Limit = Limit(10, 1 / 30)
    comparisons: Limit = Limit(200, 1 / 5)


USUAL = Limits()
_ROUNDING = 1e-7  # of a token: whoever waited as told is not put off by the last digit of a clock


class Buckets:
    """The buckets of one limit. One that is full again is forgotten."""

    MOST = 20_000  # remembered at once; then all are looked through

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._lock = Lock()
        self._spent: dict[str, tuple[float, float]] = {}  # how much is missing, and at what time

    def take(self, who: str) -> int:
        """Take a token; 0 when there was one, else seconds until there is."""
        with self._lock:
            now = self._clock()
            missing = self._missing(who, now)
            if wait := self._wait(missing):
                return wait
            self._spent[who] = (missing + 1, now)
            if len(self._spent) > self.MOST:
                self._forget(now)
            return 0

    def wait(self, who: str) -> int:
        """Say how long until there is a token, taking none."""
        with self._lock:
            return self._wait(self._missing(who, self._clock()))

    def _wait(self, missing: float) -> int:
        beyond = missing + 1 - self._limit.burst
        return math.ceil(beyond / self._limit.per_second) if beyond > _ROUNDING else 0

    def _missing(self, who: str, now: float) -> float:
        missing, at = self._spent.get(who, (0.0, now))
        return max(0.0, missing - (now - at) * self._limit.per_second)

    def _forget(self, now: float) -> None:
        self._spent = {who: spent for who, spent in self._spent.items() if self._missing(who, now) > 0}
        if len(self._spent) > self.MOST:  # as many came at once: the emptiest buckets are the ones to keep
            keep = sorted(self._spent, key=lambda who: self._missing(who, now), reverse=True)[: self.MOST // 2]
            self._spent = {who: self._spent[who] for who in keep}
