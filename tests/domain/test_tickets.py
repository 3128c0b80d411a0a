"""A ticket's life: whatever two counters did without having seen each other, every replica says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import written
from hypothesis import given
from hypothesis import strategies as st

from app.domain import tickets
from app.domain.events import Event
from app.domain.office import TicketService
from app.domain.subjects import fold_subject
from app.domain.tickets import Priority, Ticket, place_in_line, ticket_number, ticket_of

AT = datetime(2026, 11, 20, 1, 21, tzinfo=UTC)
CIVIL, LAND = {"letter": "A", "name": "Hộ tịch"}, {"letter": "B", "name": "Đất đai"}
ISSUED = {"day": "2026-11-20", "number": "A101", "lane": 1, "priority": "", "service": CIVIL}


event = partial(written.event, kind=tickets.KIND, occurred_at=AT)


def issued(**changed: Any) -> Event:
    return event("1", tickets.ISSUED, ISSUED | changed)


def called(key: str, counter: str, *basis: Event, turn: int = 0) -> Event:
    return event(key, tickets.CALLED, {"round": turn, "counter": counter, "device_id": f"pc {counter}"}, *basis)


def ended(key: str, how: str, *basis: Event, turn: int = 0) -> Event:
    return event(key, tickets.ENDED, {"round": turn, "how": how}, *basis)


def requeued(key: str, service: Any, *basis: Event, turn: int = 0) -> Event:
    return event(key, tickets.REQUEUED, {"round": turn, "service": service}, *basis)


def ticket(*events: Event) -> Ticket:
    found = ticket_of(fold_subject(tickets.KIND, events))
    assert found is not None
    return found


def test_an_issued_ticket_waits_with_its_number() -> None:
    waiting = ticket(issued(priority="elderly"))
    assert waiting.is_waiting
    assert (waiting.number, waiting.priority, waiting.service) == (
        "A101",
        Priority.ELDERLY,
        TicketService("A", "Hộ tịch"),
    )
    assert waiting.place < ticket(issued()).place


def test_of_two_counters_that_called_one_number_the_first_has_it_and_nobody_is_asked() -> None:
    first = issued()
    ours, theirs = called("2", "Quầy 1", first), called("3", "Quầy 2", first)
    for order in ([first, ours, theirs], [theirs, first, ours], [ours, theirs, first]):
        state = fold_subject(tickets.KIND, order)
        found = ticket_of(state)
        assert found is not None
        assert found.call is not None
        assert (found.call.event_id, found.call.counter) == ("2", "Quầy 1")
        assert state.attention == ()


def test_calls_again_are_counted_in_their_round_only() -> None:
    first = issued()
    call = called("2", "Quầy 1", first)
    again = event("3", tickets.RECALLED, {"round": 0}, call)
    assert ticket(first, call, again).calls == 2
    back = requeued("4", CIVIL, again)
    assert ticket(first, call, again, back, called("5", "Quầy 2", back, turn=1)).calls == 1


def test_who_missed_the_turn_comes_back_with_the_same_number_and_is_called_anew() -> None:
    first = issued()
    call = called("2", "Quầy 1", first)
    missed = ended("3", tickets.ABSENT, call)
    assert ticket(first, call, missed).end == tickets.ABSENT
    back = requeued("4", LAND, missed)
    waiting = ticket(first, call, missed, back)
    assert waiting.is_waiting
    assert (waiting.number, waiting.service.letter, waiting.issued_at) == ("A101", "B", ticket(first).issued_at)
    again = called("5", "Quầy 2", back, turn=1)
    found = ticket(first, call, missed, back, again)
    assert found.call is not None
    assert (found.call.counter, found.round) == ("Quầy 2", 1)


def test_a_late_call_of_an_earlier_round_takes_nobody_from_the_counter_that_has_them() -> None:
    first = issued()
    missed = ended("3", tickets.ABSENT, called("2", "Quầy 1", first))
    back = requeued("4", CIVIL, missed)
    now = called("5", "Quầy 2", back, turn=1)
    late = called("0", "Quầy 3", first)  # written offline, first in the order of its round
    found = ticket(first, called("2", "Quầy 1", first), missed, back, now, late)
    assert found.call is not None
    assert found.call.counter == "Quầy 2"


def test_a_call_without_its_ticket_is_no_ticket_yet() -> None:
    assert ticket_of(fold_subject(tickets.KIND, [called("2", "Quầy 1")])) is None


@pytest.mark.parametrize(
    ("event_type", "payload"),
    [
        (tickets.ISSUED, ISSUED | {"number": 101}),
        (tickets.ISSUED, ISSUED | {"priority": "friend"}),
        (tickets.ISSUED, ISSUED | {"service": {"letter": 1, "name": ""}}),
        (tickets.ISSUED, ISSUED | {"lane": True}),
        (tickets.CALLED, {"round": "0", "counter": "", "device_id": ""}),
        (tickets.CALLED, {"round": 0, "counter": None, "device_id": ""}),
        (tickets.RECALLED, {}),
        (tickets.ENDED, {"round": 0, "how": "lost"}),
        (tickets.REQUEUED, {"round": 0, "service": None}),
        (tickets.ISSUED, ISSUED | {"number": "A1\0"}),
        (tickets.ISSUED, ISSUED | {"day": "2026-11-20" * 3}),
        (tickets.REQUEUED, {"round": 0, "service": {"letter": "", "name": "Hộ tịch"}}),
    ],
    ids=str,
)
def test_nonsense_of_another_program_changes_nothing(event_type: str, payload: Any) -> None:
    state = fold_subject(tickets.KIND, [event("1", event_type, payload)])
    assert ticket_of(state) is None
    assert state.quiet == {}


def test_no_number_is_given_twice_whoever_gives_it() -> None:
    given = [ticket_number("A", lane, counter) for lane in range(1, 90) for counter in range(1, 1000)]
    assert len(set(given)) == len(given)
    assert (given[0], ticket_number("B", 3, 12), ticket_number("B", 12, 3)) == ("A101", "B312", "B12003")


@pytest.mark.parametrize(("lane", "counter"), [(0, 1), (90, 1), (1, 0), (1, 1000)])
def test_there_are_no_numbers_beyond_a_lane(lane: int, counter: int) -> None:
    with pytest.raises(ValueError, match="no ticket"):
        ticket_number("A", lane, counter)


def test_priority_goes_first_then_who_came_first() -> None:
    late = (AT + timedelta(minutes=1)).isoformat()
    ordinary, old = place_in_line("", AT.isoformat(), "A101"), place_in_line("elderly", late, "A102")
    assert sorted([place_in_line("", late, "B101"), ordinary, old])[:2] == [old, ordinary]


# --- Any events, in any order ----------------------------------------------------------------------------------------

_ACTS = st.sampled_from(["call", "again", "absent", "served", "back", "nonsense"])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Counters that act on what they happen to have seen of a ticket, some of it nothing."""
    made = [issued()]
    for number in range(draw(st.integers(0, 9))):
        seen = draw(st.lists(st.sampled_from(made), max_size=2, unique_by=lambda e: e.event_id))
        turn, key = draw(st.integers(0, 2)), str(number + 2)
        match draw(_ACTS):
            case "call":
                made.append(called(key, f"Quầy {number}", *seen, turn=turn))
            case "again":
                made.append(event(key, tickets.RECALLED, {"round": turn}, *seen))
            case "back":
                made.append(requeued(key, draw(st.sampled_from([CIVIL, LAND])), *seen, turn=turn))
            case "nonsense":
                made.append(event(key, tickets.CALLED, {"round": None}, *seen))
            case how:
                made.append(ended(key, how, *seen, turn=turn))
    return made


@given(histories(), st.data())
def test_every_replica_says_the_same_of_a_ticket_in_whatever_order_its_events_came(
    events: list[Event], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events), max_size=3))]))
    state = fold_subject(tickets.KIND, shuffled)
    assert state == fold_subject(tickets.KIND, events)
    found = ticket_of(state)
    assert found is not None
    calls = [e for e in events if e.type == tickets.CALLED and e.payload["round"] == found.round]
    first = min(calls, key=lambda e: (e.n, e.event_id), default=None)
    assert (found.call.event_id if found.call else None) == (first.event_id if first else None)
    assert not [a for a in state.attention if a.kind == "contested"]
