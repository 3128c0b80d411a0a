"""The server's verdicts: ordinary events about others, in the same log, so that every replica folds alike."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

from app.domain import fold
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE
from app.protocol.event_bytes import encode_body

SERVER = "server"  # `actor_id` of whatever the server writes
DEVICE = "device"  # subject kind of a verdict about an event that nobody can read
_LONGEST_ID = 100  # of an event that was stored


class Reason(StrEnum):
    """Why an event was set aside, or counts with a flag."""

    DAMAGED = fold.DAMAGED  # its bytes are not those of its hash
    UNREADABLE = fold.UNREADABLE  # no event body, or ids no table can hold
    OTHER_OFFICE = "other_office"  # written in another office's name
    NOT_CONCERNED = "not_concerned"  # a subject that no hand-over has brought to this office
    NO_RIGHT = "no_right"  # what its writer may not do
    RIGHT_LOST = "right_lost"  # flagged: the writer lost the right, the PC could not know
    UNKNOWN_ACTOR = "unknown_actor"  # flagged: nobody has told the server of this person yet
    FALSE_N = "false_n"  # its place in the order is not what its basis gives
    PERSONAL = "personal"  # flagged: the personal part is not what the body committed to
    HANDED_OVER = "handed_over"  # admitted: the hand-over that its office stood on has come


class Judged(msgspec.Struct, frozen=True):
    """The event a verdict is about: its place in its writer's chain, and what of it can be read.

    `n` is its true place in the order. Of an event nobody can read, `event` is None.
    """

    device_id: str
    device_seq: int
    event: Event | None
    n: int = 1


def verdict(
    judged: Judged,
    reason: Reason,
    *,
    aside: bool,
    event_id: str,
    office_id: str,
    at: datetime,
    overrules: str = "",
) -> Event:
    """Return `event.set_aside`, or `event.admitted` for an event that counts with a flag or counts after all.

    Its basis is the event alone, or the verdict it overrules (the id of one about the same event): whoever has that
    understands it. One about damaged or unreadable bytes has no basis: it ends the waiting for what it names, and says
    in its payload what that stood on, as far as its bytes do.
    """
    target = judged.event
    payload: dict[str, Any] = {
        "event_ids": [target.event_id] if target else [],
        "reason": reason.value,
        "device_id": judged.device_id,
        "device_seq": judged.device_seq,
    }
    stands_on_it = target is not None and reason not in (Reason.DAMAGED, Reason.UNREADABLE)
    if target is not None and target.basis and not stands_on_it:
        ids = [above for above in target.basis if len(above) <= _LONGEST_ID]
        payload["basis"] = ids[: fold.MOST_STATED]  # where the gap is, for those who wrote upon it
    event = Event(
        event_id=event_id,
        subject_kind=target.subject_kind if target else DEVICE,
        subject_id=target.subject_id if target else judged.device_id,
        type=SET_ASIDE if aside else ADMITTED,
        schema_version=1,
        payload=payload,
        actor_id=SERVER,
        office_id=office_id,
        act_id=event_id,
        occurred_at=at,
        basis=(overrules or target.event_id,) if target and stands_on_it else (),
        n=judged.n + (2 if overrules else 1) if stands_on_it else 1,
        rules=target.rules if target else 1,
    )
    return replace(event, body=encode_body(event))
