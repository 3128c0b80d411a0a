"""Whom a counter calls next: of those who wait the server chooses one, and no two counters ever get the same.

Who waits stands in `waiting_tickets`, written under the subject's lock with every event of a ticket. A claim takes the
first row that no other claim holds, and passes over those that one does: neither waits for the other. The choice is a
`ticket.called` under the claim's id in the server's own chain; `claims` remembers which ticket it was, or that there
was none, so that the same claim gets the same answer, at this or at another process.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain import levels, tickets
from app.domain.events import Event
from app.domain.fold import next_n
from app.domain.office import Right
from app.domain.subjects import fold_subject
from app.domain.tickets import Ticket
from app.protocol.event_bytes import encode_body
from app.protocol.feeds import office_feed
from app.protocol.messages import Claim, Claimed, RefusalCode, WireEvent
from app.server import feeds, subjects
from app.server.bulk import add_rows, is_postgresql
from app.server.court import Court
from app.server.database import Database
from app.server.devices import Device
from app.server.people import People
from app.server.refusals import Refused
from app.server.subjects import Known, Subject
from app.server.tables import claims, events, waiting_tickets
from app.server.tables import subjects as locked
from app.server.vouchers import WIRE, Voucher

NOBODY = ""  # the ticket of a claim when nobody waited
_MOST_BASIS = 100  # heads that a call is written upon, the furthest ones: nobody's ticket has as many
_KEPT = timedelta(days=2)  # an answer is asked for again on the day of the claim, or never


def claim(database: Database, counter: Device, asked: Claim, now: datetime) -> Claimed:
    """Choose whom this counter calls, or say again whom it was given. Raises Refused."""
    with database.write() as connection:
        epoch = database.epoch_in(connection)
        if not _begin(connection, counter, asked, now):
            return Claimed(epoch, now, _history(connection, counter.province_id, _chosen(connection, counter, asked)))
        _must_call(connection, counter, asked.actor_id)
        subject_id = _first_waiting(connection, counter, asked)
        if subject_id is None:
            return Claimed(epoch, now)
        _call(connection, counter, asked, subject_id, now)
        return Claimed(epoch, now, _history(connection, counter.province_id, subject_id))


def follow(connection: Connection, province_id: str, changed: Iterable[Subject]) -> None:
    """Let the rows of those who wait say what these locked tickets are now."""
    mine = [subject for subject in changed if subject.kind == tickets.KIND]
    if not mine:
        return
    here = (waiting_tickets.c.province_id == province_id) & (
        waiting_tickets.c.subject_id.in_(sorted(subject.subject_id for subject in mine))
    )
    connection.execute(delete(waiting_tickets).where(here))
    add_rows(connection, waiting_tickets, [row for subject in mine for row in _row(province_id, subject)])


def _row(province_id: str, subject: Subject) -> Iterable[tuple[Any, ...]]:
    ticket = _ticket(subject)
    if ticket is not None and ticket.is_waiting and subject.concerned:
        [office_id, *_] = sorted(subject.concerned)
        yield (province_id, subject.subject_id, office_id, ticket.day, ticket.service.letter, *ticket.place)


def _ticket(subject: Subject) -> Ticket | None:
    return tickets.ticket_of(fold_subject(tickets.KIND, (known.event for known in subject.history)))


def _begin(connection: Connection, counter: Device, asked: Claim, now: datetime) -> bool:
    """Write a claim down; False when it came before. The same claim at another process waits here until it is over."""
    mine = (claims.c.province_id == counter.province_id) & (claims.c.device_id == counter.device_id)
    connection.execute(delete(claims).where(mine, claims.c.asked_at < now - _KEPT))
    writing = (postgresql if is_postgresql(connection) else sqlite).insert(claims)
    row = {
        "province_id": counter.province_id,
        "claim_id": asked.claim_id,
        "device_id": counter.device_id,
        "subject_id": NOBODY,
        "asked_at": now,
    }
    begun = writing.values(row).on_conflict_do_nothing().returning(claims.c.claim_id)
    return connection.execute(begun).first() is not None


def _chosen(connection: Connection, counter: Device, asked: Claim) -> str:
    """Return the ticket that this claim was given. Raises Refused for the claim of another counter."""
    query = select(claims.c.device_id, claims.c.subject_id).where(
        claims.c.province_id == counter.province_id, claims.c.claim_id == asked.claim_id
    )
    device_id, subject_id = connection.execute(query).one()
    if device_id != counter.device_id:
        raise Refused(RefusalCode.FORBIDDEN)
    return str(subject_id)


def _must_call(connection: Connection, counter: Device, actor_id: str) -> None:
    people = People(connection, counter.province_id)
    people.load([actor_id])
    person = people.known.get(actor_id)
    if person is None or person.office_id != counter.office_id or not person.may(Right.RECEIVE):
        raise Refused(RefusalCode.FORBIDDEN)


def _first_waiting(connection: Connection, counter: Device, asked: Claim) -> str | None:
    """Lock the first ticket that waits and that nobody else is about to call.

    Its subject is locked first and then its row, as by a push: whoever has both sees the row as it is, and of a ticket
    that is passed over nothing is held, for which its push would wait.
    """
    w = waiting_tickets.c
    there = (locked.c.province_id == w.province_id) & (locked.c.subject_id == w.subject_id)
    query = (
        select(w.subject_id)
        .join(locked, there & (locked.c.subject_kind == tickets.KIND))
        .where(w.province_id == counter.province_id, w.office_id == counter.office_id, w.day == asked.day)
        .order_by(w.rank, w.issued_at, w.number)
        .limit(1)
        .with_for_update(of=[locked, waiting_tickets], skip_locked=True)
    )
    if asked.letters:
        query = query.where(w.letter.in_(sorted(set(asked.letters))))
    return connection.execute(query).scalar_one_or_none()


def _call(connection: Connection, counter: Device, asked: Claim, subject_id: str, now: datetime) -> None:
    """Write the call, with the locks in the order of every push: the subject, the server's chain, the feeds."""
    province_id, key = counter.province_id, (tickets.KIND, subject_id)
    subject = subjects.lock(connection, province_id, [key])[key]
    court = Court(connection, province_id, now)
    event = _called(subject, counter, asked, now)
    place = court.write(event)
    subject.add(Known(place, event, "counts", ""), event.n)
    subjects.save(connection, province_id, [subject])
    follow(connection, province_id, [subject])
    here = (claims.c.province_id == province_id) & (claims.c.claim_id == asked.claim_id)
    connection.execute(update(claims).where(here).values(subject_id=subject_id))
    add_rows(connection, events, court.rows)
    court.close()
    feeds.append(connection, province_id, {office_feed(office): [place] for office in subject.concerned})


def _called(subject: Subject, counter: Device, asked: Claim, now: datetime) -> Event:
    state = fold_subject(tickets.KIND, (known.event for known in subject.history))
    ticket = tickets.ticket_of(state)
    assert ticket is not None  # it waits
    payload = {"round": ticket.round, "counter": counter.counter_name, "device_id": counter.device_id}
    event = Event(
        event_id=asked.claim_id,
        subject_kind=tickets.KIND,
        subject_id=subject.subject_id,
        type=tickets.CALLED,
        schema_version=1,
        payload=payload,
        actor_id=asked.actor_id,
        office_id=counter.office_id,
        act_id=asked.claim_id,
        occurred_at=now,
        basis=state.heads[-_MOST_BASIS:],
        n=next_n([state.n]),
        rules=subject.by_id[state.order[0]].rules,
        level=levels.level_of(tickets.CALLED, 1),
    )
    return replace(event, body=encode_body(event))


def _history(connection: Connection, province_id: str, subject_id: str) -> tuple[WireEvent, ...]:
    """Return all that happened to a ticket, as its office's feed gives it."""
    if subject_id == NOBODY:
        return ()
    query = (
        select(*WIRE)
        .where(
            events.c.province_id == province_id,
            events.c.subject_kind == tickets.KIND,
            events.c.subject_id == subject_id,
        )
        .order_by(events.c.n, events.c.event_id)
    )
    voucher = Voucher(connection, province_id)
    return tuple(voucher.wire(*row) for row in connection.execute(query))
