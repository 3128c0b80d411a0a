"""What happened: one immutable event about one subject, and what its writer had seen.

An event has a *body* (this class; its bytes as written are what hashes cover) and an *envelope* (whose chain it came
in; `app.protocol`). Personal data lies beside the body, which holds only its salted hash, so that it can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec


class Event(msgspec.Struct, frozen=True):  # made in a tenth of a frozen dataclass's time, and nothing is made as often
    """One event. Its place in the order is `(n, event_id)`; no clock decides it.

    `basis` holds the ids of the subject's latest events that the writer had seen (nearly always one) and `n` is
    1 + the largest `n` among them. `rules` names the rule set of the subject (the first event's counts for life),
    `level` the level of event types this one belongs to. `occurred_at` is UTC and a fact for people and papers.
    `personal` is the part beside the body, None when there is none or when it was erased.
    """

    event_id: str
    subject_kind: str
    subject_id: str
    type: str
    schema_version: int
    payload: Mapping[str, Any]
    actor_id: str
    office_id: str
    act_id: str
    occurred_at: datetime
    basis: tuple[str, ...] = ()
    n: int = 1
    rules: int = 1
    level: int = 1
    personal_hash: str = ""
    personal: Mapping[str, Any] | None = None
    body: bytes = b""
