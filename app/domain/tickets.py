"""The life of a ticket: issued, called, called again, over, back in the queue; numbers, and who is next.

Every field is a quiet register: of two counters that called one number, each without having seen the other, the first
has it and nobody is asked. A ticket goes through rounds: each return to the queue (another service, or somebody who had
missed the turn) begins one, and each round has its own first call and its own end. Nothing here names a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.events import Event
from app.domain.fold import Effects, RuleSet, Seen, SubjectState
from app.domain.office import TicketService

KIND = "ticket"

ISSUED = "ticket.issued"
CALLED = "ticket.called"
RECALLED = "ticket.recalled"
ENDED = "ticket.ended"
REQUEUED = "ticket.requeued"

SERVED, ABSENT = "served", "absent"  # how a round ends
LETTERS = "ABCDE"  # as many buttons as a small screen has room for
LAST_COUNTER = 999
_PLAIN = re.compile(r"[!-~]{1,20}", re.ASCII)  # what an index can hold; every day, number and letter of ours is


class Priority(StrEnum):
    """Who goes before the others. Offices' practice, from the domain facts: no act that was read lists them."""

    NONE = ""
    ELDERLY = "elderly"  # người cao tuổi
    DISABLED = "disabled"  # người khuyết tật
    PREGNANT = "pregnant"  # phụ nữ mang thai
    INFANT = "infant"  # người có trẻ nhỏ đi cùng
    MERIT = "merit"  # người có công


PRIORITY_NAMES = {
    Priority.ELDERLY: "người cao tuổi",
    Priority.DISABLED: "người khuyết tật",
    Priority.PREGNANT: "phụ nữ mang thai",
    Priority.INFANT: "có trẻ nhỏ đi cùng",
    Priority.MERIT: "người có công",
}


@dataclass(frozen=True, slots=True)
class Call:
    """The call that counts: its event, the counter's name and PC, when (ISO, UTC)."""

    event_id: str
    counter: str
    device_id: str
    at: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its fold says. `end` is "", SERVED or ABSENT; `calls` counts this round's, the first one included."""

    day: str  # local date, ISO
    number: str  # "A101"
    lane: int
    priority: Priority
    issued_at: str  # ISO, UTC
    service: TicketService
    round: int = 0
    call: Call | None = None
    calls: int = 0
    end: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.call is None and not self.end

    @property
    def place(self) -> tuple[int, str, str]:
        return place_in_line(self.priority, self.issued_at, self.number)


def place_in_line(priority: str, issued_at: str, number: str) -> tuple[int, str, str]:
    """Return what a queue is sorted by: priority first, then who came first."""
    return 0 if priority else 1, issued_at, number


def ticket_number(letter: str, lane: int, counter: int) -> str:
    """Return the number on the ticket: letter, lane, counter: "A101", "A312"; longer when it must.

    No two of one day and letter are equal: three digits are lanes 1-9 up to 99, four the same lanes from 100 on, five
    the lanes of two digits. Raises ValueError outside lanes 1-89 and counters 1-999.
    """
    if not (1 <= lane <= 89 and 1 <= counter <= LAST_COUNTER):
        raise ValueError(f"no ticket {counter} in lane {lane}")
    return f"{letter}{lane}{counter:02d}" if lane < 10 else f"{letter}{lane}{counter:03d}"


def ticket_of(state: SubjectState) -> Ticket | None:
    """Return the ticket that a state is of; None while nothing says that it was issued."""
    issued = state.quiet.get("issued")
    if issued is None:
        return None
    turn, service = 0, issued.value["service"]
    while (moved := state.quiet.get(f"requeued:{turn}")) is not None:
        turn, service = turn + 1, moved.value
    called, ended = state.quiet.get(f"called:{turn}"), state.quiet.get(f"ended:{turn}")
    again = sum(write.value == turn for write in state.sets.get("recalls", ()))
    return Ticket(
        **{name: issued.value[name] for name in ("day", "number", "lane", "priority", "issued_at")},
        service=TicketService(**service),
        round=turn,
        call=Call(called.event_id, **called.value) if called else None,
        calls=1 + again if called else 0,
        end=ended.value if ended else "",
    )


def _issued(event: Event, _seen: Seen) -> Effects:
    payload = event.payload
    value = {
        "day": _plain(payload["day"]),
        "number": _plain(payload["number"]),
        "lane": _count(payload["lane"]),
        "priority": Priority(payload["priority"]),
        "issued_at": event.occurred_at.isoformat(timespec="seconds"),
        "service": _service(payload["service"]),
    }
    return Effects(quiet={"issued": value})


def _called(event: Event, _seen: Seen) -> Effects:
    value = {
        "counter": _text(event.payload["counter"]),
        "device_id": _text(event.payload["device_id"]),
        "at": event.occurred_at.isoformat(timespec="seconds"),
    }
    return Effects(quiet={f"called:{_count(event.payload['round'])}": value})


def _recalled(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("recalls", _count(event.payload["round"])),))


def _ended(event: Event, _seen: Seen) -> Effects:
    how = event.payload["how"]
    if how not in (SERVED, ABSENT):
        raise ValueError("no end of a round")
    return Effects(quiet={f"ended:{_count(event.payload['round'])}": how})


def _requeued(event: Event, _seen: Seen) -> Effects:
    return Effects(quiet={f"requeued:{_count(event.payload['round'])}": _service(event.payload["service"])})


def _service(value: Any) -> dict[str, str]:
    return {"letter": _plain(value["letter"]), "name": _text(value["name"])}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _plain(value: Any) -> str:
    if not _PLAIN.fullmatch(_text(value)):
        raise ValueError("no plain word")
    return str(value)


def _count(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("no number")
    return value


RULE_SETS = {
    1: RuleSet(
        {
            (ISSUED, 1): _issued,
            (CALLED, 1): _called,
            (RECALLED, 1): _recalled,
            (ENDED, 1): _ended,
            (REQUEUED, 1): _requeued,
        }
    )
}
