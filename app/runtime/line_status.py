"""How the line to the server is, as the window is told; apart from the threads, which load half a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import Explained


class LineState(StrEnum):
    """How this PC stands with its server just now."""

    ALONE = "alone"  # it has none
    TRYING = "trying"
    ONLINE = "online"
    OFFLINE = "offline"  # comes back by itself
    STOPPED = "stopped"  # a person has to do something


@dataclass(frozen=True, slots=True)
class LineStatus:
    """What the strip says: how many events wait, since when (UTC), when the server last answered, what is wrong.

    `loading` is how many percent of the office's data have come, None when nothing much is on its way.
    """

    state: LineState = LineState.ALONE
    waiting: int = 0
    since: datetime | None = None
    contact_at: datetime | None = None
    trouble: Explained | None = None
    loading: int | None = None
