"""The queue of tickets in the world: numbers are given and called at all counters, over any line or none.

What must hold: a number is given once; the server chooses each citizen once, and says the same to the same claim;
nobody's turn is over whom no clerk ever had on the screen; at rest all counters and the server show the same queue, and
whoever waits is called by whoever asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from exchange_programs import running
from sqlalchemy import select

from app.domain import tickets
from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.office import TicketService
from app.domain.questions import ancestors
from app.domain.subjects import fold_subject
from app.domain.tickets import Priority, Ticket, ticket_of
from app.server.tables import waiting_tickets
from app.services.tickets import (
    Next,
    QueuedTicket,
    finish,
    issue_ticket,
    load_tickets,
    mark_absent,
    recall,
    requeue,
)

if TYPE_CHECKING:
    from exchange_desk import Desk
    from exchange_world import World

SERVICES = (TicketService("A", "Hộ tịch"), TicketService("B", "Đất đai"))
ON_A_TICKET = {"again": recall, "absent": mark_absent, "over": finish, "back": requeue}
Turn = tuple[str, int]  # a ticket and its round: what one call is for
_MANY = 99
_CALLED_HERE = """
    SELECT event_id FROM own_device JOIN envelopes USING (device_id) JOIN events USING (event_id)
    WHERE type = 'ticket.called'
"""
_UNSENT = """
    SELECT subject_id FROM own_device JOIN envelopes USING (device_id) JOIN events USING (event_id)
    WHERE device_seq > confirmed_seq AND subject_kind = 'ticket'
"""
_SHOWN = (
    "SELECT subject_id, day, number, lane, letter, priority, issued_at, round, counter, pc, calls, ended FROM tickets"
)


class Tickets:
    """What the clerks did with the queue, and what their screens said."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._given: dict[Turn, set[str]] = defaultdict(set)  # by the server: to the clerks of which PCs
        self._seen: set[Turn] = set()  # somebody called them, or found them called, at a counter of theirs
        self.restored_on: set[str] = set()  # the days on which a PC began to jump over numbers

    # --- the clerks

    def give(self, desk: Desk, which: int) -> None:
        """Give one to three people a number."""
        priority = list(Priority)[which % len(Priority)] if which > 3 else Priority.NONE
        with running(desk.level):
            for _ in range(1 + which // 3):
                issue_ticket(desk.house, desk.clerk, SERVICES[which % 2].letter, priority)
                self._world.counts["tickets"] += 1
        self._world.look(desk)

    def go_on(self, desk: Desk, what: str, which: int) -> None:
        """Do something about a ticket that was called or missed its turn; "back": let it wait again."""
        queue = load_tickets(desk.house)
        known = queue.absent if what == "back" else queue.called
        if known:
            with running(desk.level), suppress(UserError):
                ON_A_TICKET[what](desk.house, desk.clerk, known[which % len(known)].subject_id)
        self._world.look(desk)

    def call(
        self, desk: Desk, faults: Sequence[str] = (), *, alone: bool = False, at_once: bool = False
    ) -> Next | None:
        """Call the next citizen over a line with these faults, or without one; None when the program died of it.

        `at_once`: others do so in the same moment.
        """
        own, unsent = self._called_here(desk), {ticket for (ticket,) in desk.rows(_UNSENT)}
        came, before = list[Next](), set(self._world.server.claimed)
        desk.wire.faults.extend(faults)
        met = desk.wire.met
        self._world.counts["calls"] += 1
        try:
            if not self._world.survive(desk, lambda: came.append(desk.call(alone=alone))):
                return None
        finally:
            self._world.counts["faults"] += desk.wire.met - met
        [called] = came
        answered = not alone and called.trouble is None
        if answered and not at_once and "counters" not in faults:
            told = self._world.server.claimed
            chosen = {ticket for claim in told.keys() - before for ticket in told[claim]} - {""}
            shown = {called.ticket.subject_id} if called.ticket else set()
            assert chosen <= shown, f"{desk.name} was given {chosen} and shows {shown}"
        if called.ticket is None:
            assert at_once or not answered or not self._waiting(desk), (
                f"{desk.name} was told that nobody waits: {self._waiting(desk)}"
            )
            return called
        ticket = called.ticket
        self._seen.add(_turn(ticket))
        if not self._called_here(desk) - own:
            self._given[_turn(ticket)].add(desk.name)
        elif ticket.subject_id not in unsent:
            assert not answered, f"{desk.name} called {ticket.number} from an old list"
            assert ticket.lane in desk.lanes, f"{desk.name} called {ticket.number}, which is another counter's"
        return called

    def call_all(self) -> None:
        """Let all call until nobody waits. The line is good, and everybody has heard everything."""
        for desk in self._world.desks.values():
            if not desk.rows("SELECT 1 FROM tickets LIMIT 1"):
                continue
            for _ in range(_MANY):
                called = self.call(desk)
                assert called is not None
                trouble = called.trouble
                if trouble is not None and trouble.code == "TICKET-DAY":  # the server answered: nobody waits that day
                    assert self._day(desk.clock) != self._day(self._world.server.clock)
                else:
                    assert trouble is None, f"{desk.name} can't call: {trouble}"
                if called.ticket is None:
                    break
            else:
                raise AssertionError(f"{desk.name} calls without end")

    def look(self, desk: Desk) -> None:
        """Note whom a screen shows as standing at its counter."""
        here = load_tickets(desk.house).here
        if here is not None:
            self._seen.add(_turn(here))

    @staticmethod
    def _day(clock: Callable[[], datetime]) -> date:
        return local_time(clock()).date()

    def _called_here(self, desk: Desk) -> set[str]:
        return {event_id for (event_id,) in desk.rows(_CALLED_HERE)}

    def _waiting(self, desk: Desk) -> list[str]:
        """Return the numbers that the server could let this counter call."""
        of = waiting_tickets.c
        there = select(of.number).where(of.office_id == desk.office_id, of.day == desk.today)
        with self._world.server.database.read() as connection:
            return list(connection.execute(there).scalars())

    # --- at rest

    def check(
        self, histories: Mapping[tuple[str, str], Sequence[Event]], concerned: Mapping[tuple[str, str], frozenset[str]]
    ) -> None:
        """Raise AssertionError for a number or a citizen twice, a turn that nobody saw, or queues that differ."""
        mine = {key: history for (kind, key), history in histories.items() if kind == tickets.KIND}
        folded = {key: found for key, history in mine.items() if (found := _fold(history)) is not None}
        self._numbers(mine)
        self._choices(mine)
        with self._world.server.database.read() as connection:
            waiting = set(connection.execute(select(waiting_tickets.c.subject_id)).scalars())
        assert waiting == {key for key, ticket in folded.items() if ticket.is_waiting}, "the server's queue is no fold"
        for desk in self._world.desks.values():
            ours = {_row(key, t) for key, t in folded.items() if desk.office_id in concerned[tickets.KIND, key]}
            shown = set(desk.rows(_SHOWN))
            assert shown == ours, f"{desk.name} shows {shown - ours} instead of {ours - shown}"

    def _numbers(self, histories: Mapping[str, Sequence[Event]]) -> None:
        given = Counter(
            (event.office_id, event.payload["day"], event.payload["number"])
            for event in _all(histories)
            if event.type == tickets.ISSUED
        )
        doubled = {
            number for number, times in given.items() if times > 1 and self.restored_on <= {number[1]}
        }  # a clock that was wrong when a PC was restored let it jump on another day
        assert self._world.copied or not doubled, f"numbers given twice: {doubled}"

    def _choices(self, histories: Mapping[str, Sequence[Event]]) -> None:
        for claim, answers in self._world.server.claimed.items():
            assert len(answers) == 1, f"the claim {claim} was answered {answers}"
        for key, history in histories.items():
            by_id = {event.event_id: event for event in history}
            calls = [event for event in history if event.type == tickets.CALLED]
            chosen = [event for event in calls if event.event_id not in self._world.written]
            turns = Counter(event.payload["round"] for event in chosen)
            assert self._world.server.set_backs or all(n == 1 for n in turns.values()), f"{key} was chosen twice"
            for choice in chosen:
                before = ancestors([choice.event_id], by_id, of_themselves=False)
                again = [c for c in calls if c.event_id in before and c.payload["round"] == choice.payload["round"]]
                assert not again, f"{key} was chosen although it had been called"
            ended = {(key, event.payload["round"]) for event in history if event.type == tickets.ENDED}
            assert ended <= self._seen, f"over, and no clerk ever saw that it was called: {ended - self._seen}"
        twice = {turn: names for turn, names in self._given.items() if len(names) > 1}
        assert self._world.server.set_backs or self._world.copied or not twice, f"given to two counters: {twice}"


def _turn(ticket: QueuedTicket) -> Turn:
    return ticket.subject_id, ticket.round


def _all(histories: Mapping[str, Sequence[Event]]) -> Iterable[Event]:
    return (event for history in histories.values() for event in history)


def _fold(history: Sequence[Event]) -> Ticket | None:
    return ticket_of(fold_subject(tickets.KIND, history))


def _row(key: str, ticket: Ticket) -> tuple[object, ...]:
    """Return what a counter has of a ticket, in the order of `_SHOWN`."""
    call = ticket.call
    at = (call.counter, call.device_id) if call else ("", "")
    begun = (ticket.day, ticket.number, ticket.lane, ticket.service.letter, ticket.priority.value, ticket.issued_at)
    return (key, *begun, ticket.round, *at, ticket.calls, ticket.end)
