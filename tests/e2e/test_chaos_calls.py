"""What the chaos run would see at the hall: a number given twice, a citizen called by two counters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from app.domain import tickets
from app.domain.events import Event
from chaos.calls import judge_calls
from chaos.ledger import Told
from chaos.verdict import Stored, Verdict

NOW = datetime(2026, 11, 19, 7, 30, tzinfo=UTC)


def written(event_id: str, type_: str, subject: str, payload: dict[str, Any], act_id: str = "") -> tuple[Stored, Event]:
    event = Event(
        event_id=event_id, subject_kind=tickets.KIND, subject_id=subject, type=type_, schema_version=1,
        payload=payload, actor_id="clerk", office_id="office", act_id=act_id or f"act of {event_id}", occurred_at=NOW,
        basis=(), n=1, rules=1, level=1,
    )  # fmt: skip
    return Stored("pc", 1, event_id, (tickets.KIND, subject), "counts", b"", b"", b"", NOW), event


def issued(subject: str, number: str, day: str = "2026-11-19") -> tuple[Stored, Event]:
    return written(f"issue of {subject}", tickets.ISSUED, subject, {"day": day, "number": number})


def called(event_id: str, by: str, *, by_server: bool = False, turn: int = 0) -> tuple[Stored, Event]:
    payload = {"round": turn, "device_id": by}
    return written(event_id, tickets.CALLED, "one", payload, event_id if by_server else "")


def judged(
    *stored: tuple[Stored, Event], told: Collection[Told] = (), lost: Collection[str] = (), twins: bool = False
) -> Verdict:
    found = Verdict()
    judge_calls(stored, told, lost, lambda _one: twins, found)
    return found


def test_a_number_is_of_one_ticket_of_its_day() -> None:
    assert judged(issued("one", "A101"), issued("two", "A102"), issued("three", "A101", "2026-11-20")).is_clean
    [told] = judged(issued("one", "A101"), issued("two", "A101")).doubled
    assert "number A101 of 2026-11-19" in told
    by_twins = judged(issued("one", "A101"), issued("two", "A101"), twins=True)
    assert (by_twins.is_clean, len(by_twins.clone_codes)) == (True, 1)


def test_the_server_gives_a_citizen_to_one_counter() -> None:
    first, second = called("c1", "a", by_server=True), called("c2", "b", by_server=True)
    assert judged(first, called("c3", "b", by_server=True, turn=1)).is_clean, "back in the queue"
    assert judged(first, called("c2", "a", by_server=True)).is_clean, "it had not heard yet whom that counter called"
    [told] = judged(first, second).doubled
    assert "called with a line by a, b" in told
    assert judged(first, second, lost={"c1"}).called_apart, "the new primary could not know of it"


def test_counters_without_a_line_may_call_the_same_citizen_but_not_with_one() -> None:
    alone, chosen = called("c1", "a"), called("c2", "b", by_server=True)
    assert (judged(alone, chosen).doubled, len(judged(alone, chosen).called_apart)) == (set(), 1)
    told = [Told("a1", "call", "one", "", "", ("c1",), by_line=True)]
    assert judged(alone, chosen, told=told).doubled
