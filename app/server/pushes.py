"""Push: a piece of a device's chain is compared with what is stored, and what is new is stored for good."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, select

from app.protocol.messages import Fork, Push, PushAnswer, RefusalCode, SendFrom, Stored, WireEvent
from app.server import devices, levels
from app.server.acceptance import Arrived, accept, read_event
from app.server.database import Database
from app.server.devices import Device
from app.server.heirs import must_vouch
from app.server.refusals import Refused
from app.server.subjects import OvertakenError
from app.server.tables import events


def push(database: Database, carrier: Device, sent: Push, now: datetime, *, stopped_too: bool = False) -> PushAnswer:
    """Store what is new of a chain in one transaction, and say how far it is stored.

    The carrier may be another PC of the province: the chain's own device vouches for its head. The same push again
    gets the same answer. `stopped_too`: somebody decided to take what a stopped PC wrote. Raises Refused.
    """
    if not _belongs_together(sent):
        raise Refused(RefusalCode.MALFORMED)
    arrived = [read_event(wire) for wire in sent.events]

    while True:  # overtaken at most once per subject: then it is there
        with suppress(OvertakenError), database.write() as connection:
            chain = devices.lock(connection, carrier.province_id, sent.device_id)
            if chain is None or chain.kind != devices.PC:
                raise Refused(RefusalCode.FORBIDDEN)
            must_vouch(connection, chain, sent.head, stopped_too=stopped_too)
            if sent.level and carrier.device_id == chain.device_id:  # whose row is locked
                levels.note(connection, chain.province_id, chain.device_id, sent.level, now)
            return _store(connection, chain, sent, arrived, database.epoch_in(connection), now)


def _store(
    connection: Connection, chain: Device, sent: Push, arrived: Sequence[Arrived], epoch: str, now: datetime
) -> PushAnswer:
    first = sent.events[0].device_seq if sent.events else sent.head.seq + 1
    if first > chain.last_seq + 1:
        return SendFrom(chain.last_seq + 1, epoch, now)
    fork = _fork(connection, chain, sent)
    if fork:
        return Fork(fork, epoch, now)
    news = [item for item in arrived if item.wire.device_seq > chain.last_seq]
    if not news:
        return Stored(chain.last_seq, chain.last_hash, epoch, now)
    accept(connection, chain, news, now)
    last = news[-1].wire
    devices.move_on(connection, chain, last.device_seq, last.hash)
    return Stored(last.device_seq, last.hash, epoch, now)


def _belongs_together(sent: Push) -> bool:
    """Whether it is one piece of one chain, numbered without gaps, and the head its last link."""
    if not sent.events:
        return True
    first, last = sent.events[0].device_seq, sent.events[-1]
    numbered = all(
        event.device_id == sent.device_id and event.device_seq == first + place
        for place, event in enumerate(sent.events)
    )
    return numbered and (sent.head.seq, sent.head.hash) == (last.device_seq, last.hash)


def _fork(connection: Connection, chain: Device, sent: Push) -> int:
    """Return the first number under which the sender has another link than is stored, 0 when there is none.

    Links inside what was sent must fit too: a chain that is broken on its PC can only go on under a new identity.
    """
    known = _stored_links(connection, chain, sent.events, sent.head.seq)
    previous: bytes | None = None
    for event in sent.events:
        before = previous if previous is not None else known.get(event.device_seq - 1)
        if before is not None and event.prev_hash != before:
            return max(event.device_seq - 1, 1) if previous is None else event.device_seq
        if known.get(event.device_seq, event.hash) != event.hash:
            return event.device_seq
        previous = event.hash
    if not sent.events and sent.head.seq in known and known[sent.head.seq] != sent.head.hash:
        return sent.head.seq
    return 0


def _stored_links(connection: Connection, chain: Device, sent: Sequence[WireEvent], head_seq: int) -> dict[int, bytes]:
    """Return the stored links at and just before what was sent."""
    first = sent[0].device_seq if sent else head_seq
    if first == chain.last_seq + 1:  # nearly always: it goes on where it stopped
        return {chain.last_seq: chain.last_hash}
    query = select(events.c.device_seq, events.c.hash).where(
        events.c.province_id == chain.province_id,
        events.c.device_id == chain.device_id,
        events.c.device_seq.between(first - 1, head_seq),
    )
    return {row.device_seq: row.hash for row in connection.execute(query)}
