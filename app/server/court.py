"""The server's own chain, in which its verdicts stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.events import Event
from app.protocol.canonical import chain_hash
from app.protocol.ids import new_id
from app.protocol.verdicts import Judged, Reason, verdict
from app.server import devices, metrics
from app.server.feeds import Place

EventRow = tuple[Any, ...]


class Court:
    """Writes verdicts in the transaction of a push, and what the server's administrator decides.

    The chain is locked with the first of it, after devices and subjects and before feeds: most pushes never need it.
    """

    def __init__(self, connection: Connection, province_id: str, now: datetime) -> None:
        self._connection = connection
        self._province_id = province_id
        self._now = now
        self.device_id = devices.server_device(province_id).device_id
        self._chain: devices.Device | None = None
        self._seq = 0
        self._link = b""
        self.rows: list[EventRow] = []

    def judge(self, judged: Judged, reason: Reason, *, aside: bool, basis: str = "") -> tuple[Place, Event]:
        """Write a verdict; `basis` is an earlier verdict that this one overrules."""
        event = verdict(
            judged,
            reason,
            aside=aside,
            event_id=new_id(self._now),
            office_id=self.device_id,
            at=self._now,
            overrules=basis,
        )
        metrics.VERDICTS.labels(reason.value).inc()
        return self.write(event), event

    def write(self, event: Event, personal: tuple[bytes, bytes] | None = None) -> Place:
        """Put an event at the end of the chain; `personal` is the salt and the data of its personal part."""
        place, before, link = self.next_link(event.body)
        self.rows.append(
            event_row(
                self._province_id,
                place,
                before,
                link,
                event.body,
                event,
                event.n,
                self._now,
                personal=personal,
            )
        )
        return place

    def next_link(self, body: bytes) -> tuple[Place, bytes, bytes]:
        """Return the next place of the chain for a body, the link before it and its own."""
        if self._chain is None:
            self._chain = devices.lock(self._connection, self._province_id, self.device_id)
            assert self._chain is not None  # made with the first office of the province
            self._seq, self._link = self._chain.last_seq, self._chain.last_hash
        self._seq += 1
        before, self._link = self._link, chain_hash(self._link, self.device_id, self._seq, body)
        return Place(self.device_id, self._seq), before, self._link

    def close(self) -> None:
        """Note how far the chain is."""
        if self._chain is not None:
            devices.move_on(self._connection, self._chain, self._seq, self._link)


def event_row(
    province_id: str,
    place: Place,
    prev_hash: bytes,
    link: bytes,
    body: bytes,
    event: Event | None,
    n: int,
    now: datetime,
    *,
    outcome: str = "counts",
    reason: str = "",
    personal: tuple[bytes, bytes] | None = None,
) -> EventRow:
    """Return the row of an event in the order of the table's columns, without names for one that nobody can read."""
    salt, data = personal or (None, None)
    if event is None:
        names: tuple[str | None, str | None, str | None] = (None, None, None)
    else:
        names = event.event_id, event.subject_kind, event.subject_id
    return province_id, *place, *names, n, outcome, reason, prev_hash, link, body, salt, data, now
