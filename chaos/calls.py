"""What must hold of tickets: no number twice in an office and day, nobody called by two counters that both had a line.

Without a line a PC calls the tickets of its own lanes, and what another called meanwhile may meet that: the first call
counts. Such pairs are only counted, and so is a call that a fail-over lost, for the server could not know of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from app.domain import tickets
from app.domain.events import Event
from app.domain.fold import SubjectState
from chaos.ledger import Told
from chaos.machines import Machine
from chaos.verdict import Stored, Verdict

_SHOWN = "SELECT subject_id, number, round, pc, called_at, calls, ended FROM tickets"


def judge_calls(
    stored: Iterable[tuple[Stored, Event]],
    told: Iterable[Told],
    lost_by_failover: Collection[str],
    is_by_twin: Callable[[Stored], bool],
    found: Verdict,
) -> None:
    """Judge the events of tickets that count, and what counters were told; each turn of a ticket is called once."""
    numbers: dict[tuple[str, ...], dict[str, Stored]] = defaultdict(dict)
    calls: dict[tuple[str, int], dict[str, tuple[Stored, Event]]] = defaultdict(dict)
    by_line = {event_id for one in told if one.what == "call" and one.by_line for event_id in one.events}
    chosen = 0
    for one, event in stored:
        if event.type == tickets.ISSUED:
            number = (event.office_id, event.payload["day"], event.payload["number"])
            numbers[number].setdefault(event.subject_id, one)
        elif event.type == tickets.CALLED:
            calls[event.subject_id, event.payload["round"]][event.event_id] = one, event
            if event.event_id == event.act_id:  # the server's choice, under the claim's id
                by_line.add(event.event_id)
                chosen += 1
    for (office, day, code), subjects in numbers.items():
        if len(subjects) > 1:
            by_twin = any(is_by_twin(one) for one in subjects.values())
            told_as = f"number {code} of {day} in {office} on {len(subjects)} tickets"
            (found.clone_codes if by_twin else found.doubled).add(told_as)
    for (subject_id, turn), ids in calls.items():
        at = {event.payload["device_id"]: one for one, event in ids.values() if event.event_id in by_line}
        excused = not ids.keys().isdisjoint(lost_by_failover) or any(map(is_by_twin, at.values()))
        if len(at) > 1 and not excused:
            found.doubled.add(f"ticket {subject_id}, turn {turn}, called with a line by {', '.join(sorted(at))}")
        elif len({event.payload["device_id"] for _, event in ids.values()}) > 1:
            found.called_apart.add(f"{subject_id} {turn}")
    found.seen["tickets"] = sum(len(subjects) for subjects in numbers.values())
    found.seen["calls"] = sum(map(len, calls.values()))
    found.seen["by_server"] = chosen


def judge_hall(
    machine: Machine,
    here: Collection[tuple[str | None, str | None]],
    states: Mapping[tuple[str | None, str | None], SubjectState],
    found: Verdict,
) -> None:
    """Each ticket that is `here` is shown as its events fold."""
    shown: dict[str, tuple[Any, ...]] = {row[0]: tuple(row[1:]) for row in machine.rows(_SHOWN)}
    for kind, subject_id in here:
        ticket = tickets.ticket_of(states[kind, subject_id]) if kind == tickets.KIND else None
        if ticket is None or subject_id is None:
            continue
        pc, at = (ticket.call.device_id, ticket.call.at) if ticket.call else ("", "")
        folded = (ticket.number, ticket.round, pc, at, ticket.calls, ticket.end)
        if shown.get(subject_id) != folded:
            found.diverged.add(f"{machine.name} shows ticket {subject_id} as {shown.get(subject_id)}, not {folded}")
