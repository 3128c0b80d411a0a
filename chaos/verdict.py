"""What is judged, and what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Twins:
    """Two PCs that were one: what they gave between these instants may bear one number twice, and is told apart."""

    devices: frozenset[str]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the server has it."""

    device_id: str
    seq: int
    event_id: str | None
    key: tuple[str | None, str | None]
    outcome: str
    prev_hash: bytes
    link: bytes
    body: bytes
    at: datetime


@dataclass
class Verdict:
    """What was found wrong, each thing once; `seen` counts what was looked at."""

    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    diverged: set[str] = field(default_factory=set)
    clone_codes: set[str] = field(default_factory=set)  # given by both of two twins: no fault of the exchange
    repeats: set[str] = field(default_factory=set)  # twice in a feed: allowed, since whoever reads knows them
    called_apart: set[str] = field(default_factory=set)  # by two counters, one of them without a line: the first counts
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.diverged)

    def add(self, later: Verdict) -> None:
        self.lost |= later.lost
        self.doubled |= later.doubled
        self.diverged |= later.diverged
        self.clone_codes |= later.clone_codes
        self.repeats |= later.repeats
        self.called_apart |= later.called_apart
        self.seen = later.seen

    def lines(self) -> list[str]:
        named = (("lost", self.lost), ("doubled", self.doubled), ("diverged", self.diverged))
        return [f"{name}: {what}" for name, found in named for what in sorted(found)]
