"""What a run came to, as `dev.py chaos --json` writes it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Report:
    """What a run came to."""

    seed: int
    rounds: int = 0
    seconds: float = 0.0
    events_stored: int = 0
    events_acknowledged: int = 0
    acts: int = 0
    tickets: int = 0
    calls: int = 0
    calls_by_server: int = 0  # chosen for who asked
    called_apart: int = 0  # turns that two counters called, one of them without a line
    files: int = 0  # acknowledged, and there to the last byte
    files_wanted: int = 0  # by PCs that did not attach them
    people: int = 0  # members of staff of all offices
    codes: int = 0  # one-time codes made or cancelled, and acknowledged
    longest_wait: int = 0  # events that waited at one PC
    requests: int = 0
    checks: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    failovers: int = 0
    lost_by_failover: int = 0  # stored by the primary, never seen by the replica, sent again by the PCs
    destroyed: int = 0  # acknowledged by a PC whose disk was lost before they were sent
    clone_codes: int = 0  # given by both of two clones
    repeated_in_feeds: int = 0  # places given to an event that its feed had
    refused: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    diverged: int = 0
    found: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)  # of the trial itself, healed: they say nothing about who is tried
    ended: str = ""  # why before its last round, when nothing was found wrong

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.diverged or self.troubles)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)
