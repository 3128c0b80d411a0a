"""What PCs bring back: events this server once stored and lost when it was set back, sound copies of damaged ones.

The writer may have burned meanwhile, so whoever had them from us brings them, with our own word for each link. An event
keeps its place in its writer's chain when that goes on just there; else it is issued again in the server's chain, body
unchanged, since nobody here can fill the gaps before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import msgspec
from sqlalchemy import Connection, delete, select

from app.domain.events import Event
from app.protocol.feeds import office_feed
from app.protocol.messages import Bring, Brought
from app.protocol.verdicts import Judged, Reason
from app.server import devices, offices, subjects
from app.server.acceptance import STORABLE, Acceptance, Arrived, read_event
from app.server.database import Database
from app.server.devices import Device
from app.server.feeds import Place
from app.server.rights import COUNTS, Judgement, judge
from app.server.subjects import Known, OvertakenError, Subject
from app.server.tables import events, feed_positions
from app.server.vouchers import Voucher

UNREAD = (Reason.DAMAGED, Reason.UNREADABLE)


def bring(database: Database, carrier: Device, sent: Bring, now: datetime) -> Brought:
    """Take in what is ours, a transaction per chain; the rest is passed over. The same again changes nothing."""
    by_place = {(wire.device_id, wire.device_seq): wire for wire in sent.events}
    arrived = [item for item in map(read_event, by_place.values()) if item.event is not None and item.fault is None]
    court = devices.server_device(carrier.province_id).device_id  # its verdicts first: nothing is judged twice
    arrived.sort(key=lambda item: (item.wire.device_id != court, item.wire.device_id, item.wire.device_seq))
    taken, epoch = 0, ""
    for device_id, items in groupby(arrived, key=lambda item: item.wire.device_id):
        run = list(items)
        while True:
            with suppress(OvertakenError), database.write() as connection:
                taken += _take_chain(connection, carrier, device_id, run, now)
                epoch = database.epoch_in(connection)
                break
    if not epoch:
        with database.read() as connection:
            epoch = database.epoch_in(connection)
    return Brought(taken, epoch, now)


def _take_chain(
    connection: Connection, carrier: Device, device_id: str, items: Sequence[Arrived], now: datetime
) -> int:
    province_id = carrier.province_id
    named = {item.event.office_id for item in items if item.event}
    office_ids = offices.known(connection, province_id, {one for one in named if STORABLE.fullmatch(one)})
    own = devices.server_device(province_id)  # its chain is locked after the subjects, by the court
    chain = own if device_id == own.device_id else devices.lock(connection, province_id, device_id)
    voucher = Voucher(connection, province_id)
    healed = _damaged_here(connection, province_id, device_id, items)
    wanted = [item for item in items if item.place in healed or _is_vouched(voucher, item)]
    if chain is None:  # enrolled after what this server was set back to: its events say whose they are
        wanted = [item for item in wanted if item.event is not None and item.event.office_id in office_ids]
        chain = replace(own, device_id=device_id, kind=devices.PC)
        if wanted and wanted[0].event is not None:
            chain = replace(chain, office_id=wanted[0].event.office_id)
    keys = (item.key for item in wanted if item.key is not None)
    locked = subjects.lock(connection, province_id, keys)
    return _Return(connection, chain, now, locked, carrier, healed, office_ids).take(wanted)


def _is_vouched(voucher: Voucher, item: Arrived) -> bool:
    wire = item.wire
    return item.key is not None and voucher.knows(wire.device_id, wire.device_seq, wire.hash, wire.proof)


def _damaged_here(
    connection: Connection, province_id: str, device_id: str, items: Iterable[Arrived]
) -> frozenset[tuple[str, int]]:
    """Return the places whose bytes came damaged, of which these are sound: they give the very link stored there."""
    links = {item.wire.device_seq: item.wire.hash for item in items}
    query = select(events.c.device_seq, events.c.hash).where(
        events.c.province_id == province_id,
        events.c.device_id == device_id,
        events.c.device_seq.in_(sorted(links)),
        events.c.event_id.is_(None),
    )
    return frozenset((device_id, seq) for seq, link in connection.execute(query) if links[seq] == link)


class _Return(Acceptance):
    """Takes in events of one chain that were judged before, or can only be judged now that they can be read."""

    def __init__(
        self,
        connection: Connection,
        chain: Device,
        now: datetime,
        known: dict[subjects.Key, Subject],
        carrier: Device,
        healed: Collection[tuple[str, int]],
        office_ids: Collection[str],
    ) -> None:
        super().__init__(connection, chain, now, known)
        self._carrier_feed = office_feed(carrier.office_id)
        self._healed = healed
        self._office_ids = office_ids
        self._last = (chain.last_seq, chain.last_hash)
        self._taken = 0

    def take(self, items: Sequence[Arrived]) -> int:
        """Take these in; returns how many were not here."""
        self.run(items)
        if self._last[0] != self.chain.last_seq:
            devices.move_on(self.connection, self.chain, *self._last)
        return self._taken

    def _take(self, item: Arrived) -> None:
        event, wire = item.event, item.wire
        assert event is not None  # others were passed over
        if self.chain.kind == devices.SERVER:  # in which others' events stand too, since an earlier return
            office_id = event.office_id if event.office_id in self._office_ids else ""
            self.chain = replace(self.chain, office_id=office_id)
        subject = self.subjects.get(item.key) if item.key is not None else None
        if item.place in self._healed:
            place = (events.c.device_id == wire.device_id) & (events.c.device_seq == wire.device_seq)
            self.connection.execute(delete(events).where(events.c.province_id == self.chain.province_id, place))
        elif subject is not None and (known := _same(subject, event, item.body)) is not None:
            if not self._is_given(known.place):  # it came from this feed and is not in it any more
                self._give(known.place, [self._carrier_feed])
            return
        elif wire.device_seq == self._last[0] + 1 and wire.prev_hash == self._last[1] and self.chain.public_key:
            self._last = (wire.device_seq, wire.hash)
        else:
            item = self._issued_again(item)
        self._taken += 1
        super()._take(item)

    def _issued_again(self, item: Arrived) -> Arrived:
        """Return an event under a link of the server's own chain."""
        place, before, link = self.court.next_link(item.body)
        wire = msgspec.structs.replace(
            item.wire, device_id=place.device_id, device_seq=place.device_seq, prev_hash=before, hash=link
        )
        return msgspec.structs.replace(item, wire=wire, place=place)

    def _is_given(self, place: Place) -> bool:
        there = select(feed_positions.c.position).where(
            feed_positions.c.province_id == self.chain.province_id,
            feed_positions.c.feed == self._carrier_feed,
            feed_positions.c.device_id == place.device_id,
            feed_positions.c.device_seq == place.device_seq,
        )
        return self.connection.execute(there.limit(1)).first() is not None

    def _judge(self, item: Arrived, event: Event, concerned: Collection[str]) -> Judgement:
        """Judge again only whom a subject concerns; what its writer might do was known when we vouched for it."""
        if self.chain.kind == devices.SERVER:
            return COUNTS
        if item.place in self._healed:
            return super()._judge(item, event, concerned)
        return judge(event, self.chain.office_id, concerned, self.people.known, is_own_past=True)

    def _is_overtaken(self, item: Arrived, event: Event, subject: Subject) -> bool:
        """What was here was judged then; what came damaged is judged now."""
        return item.place in self._healed and super()._is_overtaken(item, event, subject)

    def _pronounce(
        self, subject: Subject | None, judged: Judged, judgement: Judgement, targets: Iterable[str], basis: str = ""
    ) -> None:
        if subject is None or judged.event is None or basis or not _is_judged(subject, judged.event.event_id):
            super()._pronounce(subject, judged, judgement, targets, basis)

    def _concern(self, subject: Subject, event: Event) -> set[str]:
        return super()._concern(subject, event) if self.chain.office_id else set()

    def _targets(self, subject: Subject, *, counts: bool) -> list[str]:
        return sorted({*super()._targets(subject, counts=counts), self._carrier_feed})


def _is_judged(subject: Subject, event_id: str) -> bool:
    """Whether the verdict about an event came back before it."""
    verdicts = (known.event.payload for known in subject.history if known.is_verdict_on(event_id))
    return any(payload.get("reason") not in UNREAD for payload in verdicts)


def _same(subject: Subject, event: Event, body: bytes) -> Known | None:
    """Return the event as it is here already."""
    return next((k for k in subject.history if k.event.event_id == event.event_id and k.event.body == body), None)
