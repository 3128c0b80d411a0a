"""The queue of tickets: take a number, call the next one, call again, absent, over, back in the queue.

With a line the server chooses whom to call, so that two counters never get the same citizen. The id of that claim is
written down before it is asked: whatever becomes of the answer, it is asked for again under the same id, or seen when
the call comes by the feed. Without a line a PC calls the tickets of its own lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tickets
from app.domain.dossier_codes import local_time
from app.domain.errors import Explained, UserError
from app.domain.numbering import clock_doubts
from app.domain.office import Actor, Right, TicketService
from app.domain.text import clean, quoted
from app.domain.tickets import PRIORITY_NAMES, Priority, place_in_line
from app.printing.documents import PrintStamp, TicketDoc
from app.protocol.ids import new_id
from app.protocol.messages import Claim, Claimed, RefusalCode
from app.services.house import Changed, Desk, House, act, the_desk
from app.services.numbers import keep_mark, take_ticket_number
from app.services.papers import letterhead
from app.services.print_jobs import queue_print
from app.storage.event_log import NewEvent, append
from app.storage.incoming import apply
from app.storage.rows import fetch, run

Ask = Callable[[Claim], Claimed]  # the server; raises Explained when it does not answer, or does not want to

_NO_MORE = f"SYNC-{RefusalCode.FORBIDDEN.value}"
_LONGEST = 60  # characters of a service's name
_COLUMNS = "subject_id, number, lane, letter, service, priority, issued_at, round, counter, pc, called_at, calls, ended"
_OF_DAY = f"SELECT {_COLUMNS} FROM tickets WHERE day = ? AND ended <> 'served'"
_ONE = f"SELECT {_COLUMNS} FROM tickets WHERE subject_id = ?"
_BEHIND = """
    SELECT DISTINCT subject_id FROM own_device
    JOIN envelopes ON envelopes.device_id = own_device.device_id AND device_seq > {}
    JOIN events USING (event_id) WHERE subject_kind = 'ticket'
"""
_UNSENT, _UNCONFIRMED = _BEHIND.format("max(begun_seq, confirmed_seq)"), _BEHIND.format("confirmed_seq")


@dataclass(frozen=True, slots=True)
class QueuedTicket:
    """A ticket of today. Times are local; `is_here`: it was called at this PC."""

    subject_id: str
    number: str
    lane: int
    service: TicketService
    priority: Priority
    issued_at: datetime
    round: int
    counter: str
    called_at: datetime | None
    calls: int
    ended: str
    is_here: bool
    place: tuple[int, str, str]

    @property
    def is_waiting(self) -> bool:
        return self.called_at is None and not self.ended

    @property
    def is_called(self) -> bool:
        return self.called_at is not None and not self.ended


@dataclass(frozen=True, slots=True)
class TicketQueue:
    """Today's tickets of the office: who waits (first to last), who was called where, who missed the turn."""

    services: tuple[TicketService, ...] = ()  # none: this office gives no numbers
    waiting: tuple[QueuedTicket, ...] = ()
    called: tuple[QueuedTicket, ...] = ()  # latest first
    absent: tuple[QueuedTicket, ...] = ()

    @property
    def here(self) -> QueuedTicket | None:
        """Who was called last at this PC and is not gone yet."""
        return next((ticket for ticket in self.called if ticket.is_here), None)


@dataclass(frozen=True, slots=True)
class Issued:
    """A number given, and its print."""

    number: str
    subject_id: str
    job_id: str
    changed: Changed


@dataclass(frozen=True, slots=True)
class Next:
    """Who was called, None when nobody waits. `trouble`: the server was asked in vain, so only own tickets counted."""

    ticket: QueuedTicket | None
    changed: Changed
    trouble: Explained | None = None


def load_tickets(house: House) -> TicketQueue:
    """Return today's queue of tickets."""
    with house.db.read() as session:
        desk = the_desk(session)
        if not desk.office.ticket_services:
            return TicketQueue()
        found = _of_today(session, house, desk)
    called = sorted((t for t in found if t.is_called), key=lambda t: str(t.called_at), reverse=True)
    return TicketQueue(
        services=desk.office.ticket_services,
        waiting=tuple(sorted((t for t in found if t.is_waiting), key=lambda t: t.place)),
        called=tuple(called),
        absent=tuple(sorted((t for t in found if t.ended == tickets.ABSENT), key=lambda t: t.place)),
    )


def issue_ticket(house: House, actor: Actor, letter: str, priority: Priority = Priority.NONE) -> Issued:
    """Give the next number of a service and print its ticket, with a line or without. Raises UserError."""
    actor.must(Right.RECEIVE)
    with house.db.write() as session:
        desk = the_desk(session)
        service = _service(desk, letter)
        day = house.local_now().date()
        before = sum(t.is_waiting and t.service == service for t in _of_today(session, house, desk))
        given, number = take_ticket_number(session, desk, letter, day, house.ticket_mark)
        doing = act(house, actor, desk, new_id(house.clock()))
        subject_id = new_id(doing.at)
        payload = {
            "day": day.isoformat(),
            "number": number,
            "lane": given.lane,
            "priority": priority.value,
            "service": {"letter": service.letter, "name": service.name},
        }
        [written] = append(session, doing, [NewEvent(tickets.KIND, subject_id, tickets.ISSUED, payload)])
        document = TicketDoc(
            letterhead=letterhead(desk.office),
            stamp=PrintStamp(
                printed_at=local_time(doing.at),
                printed_by=actor.name,
                staff_no=actor.number,
                counter=desk.counter_name,
                training=desk.office.training,
                event_hash=written.hash.hex(),
            ),
            number=number,
            service=service.name,
            issued_at=local_time(doing.at),
            code=f"{desk.office.prefix}-{day:%y%m%d}-{number}",
            priority=PRIORITY_NAMES.get(priority, ""),
            before=before,
        )
        job_id = queue_print(session, house, actor, "", number, f"Phiếu số {number}", document)
    keep_mark(house.ticket_mark, [given])
    return Issued(number, subject_id, job_id, Changed(frozenset({tickets.KIND, "print"}), frozenset({subject_id})))


def call_next(house: House, actor: Actor, ask: Ask | None, letters: str = "") -> Next:
    """Call the next citizen; whoever stood at this counter is done. `ask` None: there is no line.

    Waits for the server, so it has no business on the GUI's or the database's thread. Raises UserError.
    """
    actor.must(Right.RECEIVE)
    is_behind = ask is not None and _is_behind(house, letters)
    found = _next(house, actor, ask, letters)
    if is_behind and found.ticket is None and found.trouble is None:  # our own were on their way when it answered
        found = _next(house, actor, ask, letters)
    return found


def _next(house: House, actor: Actor, ask: Ask | None, letters: str) -> Next:
    came, claim, is_new = _begin(house, actor, letters, asks=ask is not None)
    if came is not None:
        return Next(came, _changed(came.subject_id))
    trouble: Explained | None = None
    answer: Claimed | None = None
    if ask is not None and claim is not None:
        try:
            answer = ask(claim)
        except Explained as error:
            trouble = error
            if not is_new and error.code == _NO_MORE:  # whoever pressed back then may not any more
                _drop(house, claim)
                return _next(house, actor, ask, letters)
        else:
            ticket = _keep_answer(house, claim, answer)
            if ticket is not None:
                return Next(ticket, _changed(ticket.subject_id))
            if not is_new:  # what it was answered back then, perhaps that nobody waited: now somebody may
                return _next(house, actor, ask, letters)
    called = _call_own(house, actor, letters, only_unsent=answer is not None)
    if answer is not None and claim is not None:
        trouble = _other_day(house, claim, answer)
    return Next(called, _changed(called.subject_id if called else ""), trouble)


def recall(house: House, actor: Actor, subject_id: str) -> Changed:
    """Call the same number again. Raises UserError."""
    return _write(house, actor, subject_id, tickets.RECALLED)


def mark_absent(house: House, actor: Actor, subject_id: str) -> Changed:
    """Nobody came. The number stays good: who comes later is put back in the queue. Raises UserError."""
    return _write(house, actor, subject_id, tickets.ENDED, how=tickets.ABSENT)


def finish(house: House, actor: Actor, subject_id: str) -> Changed:
    """The citizen has been served. Raises UserError."""
    return _write(house, actor, subject_id, tickets.ENDED, how=tickets.SERVED)


def requeue(house: House, actor: Actor, subject_id: str, letter: str = "") -> Changed:
    """Put a ticket back in the queue, at the place its time gives it; for another service when one is named.

    Raises UserError.
    """
    with house.db.read() as session:
        desk = the_desk(session)
        service = _service(desk, letter) if letter else _ticket(session, house, desk, subject_id).service
    to = {"letter": service.letter, "name": service.name}
    return _write(house, actor, subject_id, tickets.REQUEUED, service=to)


def services_named(names: Mapping[str, str]) -> tuple[TicketService, ...]:
    """Return the services that have a name, by letter. Raises UserError for a name too long for the ticket."""
    found = tuple(TicketService(letter, clean(name)) for letter, name in sorted(names.items()) if clean(name))
    if longest := [service.name for service in found if len(service.name) > _LONGEST]:
        sentence = f"Tên dịch vụ {quoted(longest[0])} dài quá {_LONGEST} ký tự."
        raise UserError(sentence, "Ghi gọn để phiếu số và màn hình đọc được từ xa.", "TICKET-NAME")
    return found


# --- Calling ----------------------------------------------------------------------------------------------------------


def _begin(house: House, actor: Actor, letters: str, *, asks: bool) -> tuple[QueuedTicket | None, Claim | None, bool]:
    """End what stands at this counter; return whom the last claim was given if that came by the feed, else the claim,
    and whether it is a new one.

    A claim that has not been answered is asked again; one of another day never.
    """
    with house.db.write() as session:
        desk, day = the_desk(session), house.local_now().date().isoformat()
        run(session, "DELETE FROM open_claims WHERE day <> ?", day)
        claims = [Claim(*row) for row in fetch(session, "SELECT claim_id, actor_id, day, letters FROM open_claims")]
        claim = claims[0] if claims else None
        came = _given(session, house, desk, claim) if claim is not None else None
        here = [t for t in _of_today(session, house, desk) if t.is_called and t.is_here]
        gone = [t for t in here if came is None or t.subject_id != came.subject_id]
        if gone:
            append(session, act(house, actor, desk, new_id(house.clock())), [_ended(t) for t in gone])
        if claim is not None and _is_here(session, claim):
            run(session, "DELETE FROM open_claims WHERE claim_id = ?", claim.claim_id)
            claim = None
        is_new = came is None and claim is None and asks
        if is_new:
            claim = Claim(new_id(house.clock()), actor.staff_id, day, letters)
            row = (claim.claim_id, claim.actor_id, claim.day, claim.letters)
            run(session, "INSERT INTO open_claims (claim_id, actor_id, day, letters) VALUES (?, ?, ?, ?)", *row)
        return came, claim, is_new


def _is_here(session: Session, claim: Claim) -> bool:
    return bool(fetch(session, "SELECT 1 FROM events WHERE event_id = ?", claim.claim_id))


def _given(session: Session, house: House, desk: Desk, claim: Claim) -> QueuedTicket | None:
    """Return the ticket that a claim was given and that still stands at this counter."""
    found = fetch(session, "SELECT subject_id FROM events WHERE event_id = ?", claim.claim_id)
    tickets_ = [_ticket(session, house, desk, subject_id) for (subject_id,) in found]
    return next((t for t in tickets_ if t.is_called and t.is_here), None)


def _keep_answer(house: House, claim: Claim, answer: Claimed) -> QueuedTicket | None:
    """Keep what the server chose, and that it has answered, in one transaction."""
    with house.db.write() as session:
        apply(session, answer.events)
        run(session, "DELETE FROM open_claims WHERE claim_id = ?", claim.claim_id)
        return _given(session, house, the_desk(session), claim)


def _other_day(house: House, claim: Claim, answer: Claimed) -> UserError | None:
    """Say that nobody waits because this PC's clock shows another day than the server's; None when it does not."""
    now, there = house.clock(), local_time(answer.server_time)
    doubts = clock_doubts(now, last_server_offset=answer.server_time - now)
    if claim.day == there.date().isoformat() or not doubts:
        return None
    advice = f"Chỉnh giờ của máy thành {there:%H:%M %d/%m/%Y} rồi gọi lại."
    return UserError(f"{doubts[0]} Máy này hỏi người chờ của một ngày khác.", advice, "TICKET-DAY")


def _drop(house: House, claim: Claim) -> None:
    """Forget a claim that the server did not take."""
    with house.db.write() as session:
        run(session, "DELETE FROM open_claims WHERE claim_id = ?", claim.claim_id)


def _call_own(house: House, actor: Actor, letters: str, *, only_unsent: bool) -> QueuedTicket | None:
    """Call the next of this PC's own tickets, by lane or because the server lacks something about it.

    When that has just said that nobody waits, only one of which it can't know yet: what is on its way it may choose for
    another counter.
    """
    with house.db.write() as session:
        desk = the_desk(session)
        own = _waiting(session, house, desk, letters, *((_UNSENT, ()) if only_unsent else (_UNCONFIRMED, desk.lanes)))
        chosen = min(own, key=lambda ticket: ticket.place, default=None)
        if chosen is None:
            return None
        where = {"round": chosen.round, "counter": desk.counter_name, "device_id": desk.device_id}
        doing = act(house, actor, desk, new_id(house.clock()))
        append(session, doing, [NewEvent(tickets.KIND, chosen.subject_id, tickets.CALLED, where)])
        return _ticket(session, house, desk, chosen.subject_id)


def _is_behind(house: House, letters: str) -> bool:
    """Whether somebody waits about whom the server has not confirmed all that this PC wrote."""
    with house.db.read() as session:
        return bool(_waiting(session, house, the_desk(session), letters, _UNCONFIRMED))


def _waiting(
    session: Session, house: House, desk: Desk, letters: str, behind: str, lanes: Collection[int] = ()
) -> list[QueuedTicket]:
    """Return the tickets in the queue that are among those a query finds, or of these lanes."""
    found = {subject_id for (subject_id,) in fetch(session, behind)}
    return [
        ticket
        for ticket in _of_today(session, house, desk)
        if ticket.is_waiting
        and (not letters or ticket.service.letter in letters)
        and (ticket.subject_id in found or ticket.lane in lanes)
    ]


# --- Tickets of today -------------------------------------------------------------------------------------------------


def _write(house: House, actor: Actor, subject_id: str, event_type: str, **payload: Any) -> Changed:
    actor.must(Right.RECEIVE)
    with house.db.write() as session:
        desk = the_desk(session)
        ticket = _ticket(session, house, desk, subject_id)
        if event_type == tickets.REQUEUED and ticket.is_waiting:
            raise UserError(f"Số {ticket.number} đang ở trong hàng chờ.", "", "TICKET-WAITS")
        if event_type != tickets.REQUEUED and not ticket.is_called:  # what the screen showed is over: a key too many
            raise UserError(f"Số {ticket.number} không còn đang được gọi.", "", "TICKET-NOT-CALLED")
        new = NewEvent(tickets.KIND, subject_id, event_type, {"round": ticket.round} | payload)
        append(session, act(house, actor, desk, new_id(house.clock())), [new])
    return _changed(subject_id)


def _ended(ticket: QueuedTicket) -> NewEvent:
    payload: Mapping[str, Any] = {"round": ticket.round, "how": tickets.SERVED}
    return NewEvent(tickets.KIND, ticket.subject_id, tickets.ENDED, payload)


def _service(desk: Desk, letter: str) -> TicketService:
    found = next((service for service in desk.office.ticket_services if service.letter == letter), None)
    if found is None:
        raise UserError("Cơ quan chưa mở dịch vụ lấy số này.", "Mở trong Cài đặt, mục Lấy số.", "TICKET-SERVICE")
    return found


def _of_today(session: Session, house: House, desk: Desk) -> Sequence[QueuedTicket]:
    return tuple(_read(fetch(session, _OF_DAY, house.local_now().date().isoformat()), desk))


def _ticket(session: Session, house: House, desk: Desk, subject_id: str) -> QueuedTicket:
    found = next(iter(_read(fetch(session, _ONE, subject_id), desk)), None)
    if found is None:
        raise UserError("Không tìm thấy số này.", "", "NO-TICKET")
    return found


def _read(rows: Iterable[tuple[Any, ...]], desk: Desk) -> Iterable[QueuedTicket]:
    for subject_id, number, lane, letter, service, priority, issued, turn, counter, pc, called, calls, ended in rows:
        yield QueuedTicket(
            subject_id=subject_id,
            number=number,
            lane=lane,
            service=TicketService(letter, service),
            priority=Priority(priority),
            issued_at=local_time(datetime.fromisoformat(issued)),
            round=turn,
            counter=counter,
            called_at=local_time(datetime.fromisoformat(called)) if called else None,
            calls=calls,
            ended=ended,
            is_here=pc == desk.device_id,
            place=place_in_line(priority, issued, number),
        )


def _changed(subject_id: str) -> Changed:
    return Changed(frozenset({tickets.KIND}), frozenset({subject_id} - {""}))
