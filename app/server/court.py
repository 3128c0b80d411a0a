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


class Court:
    """Writes verdicts in the transaction of a push.

    The chain is locked with the first of them, after devices and subjects and before feeds: most pushes never need it.
    """

    def __init__(self, connection: Connection, province_id: str, now: datetime) -> None:
        self._connection = connection
        self._province_id = province_id
        self._now = now
        self._chain: devices.Device | None = None
        self._seq = 0
        self._link = b""
        self.rows: list[dict[str, Any]] = []

    def judge(self, judged: Judged, reason: Reason, *, aside: bool, basis: str = "") -> tuple[Place, Event]:
        """Write a verdict; `basis` is an earlier verdict that this one overrules."""
        if self._chain is None:
            own = devices.server_device(self._province_id)
            self._chain = devices.lock(self._connection, self._province_id, own.device_id)
            assert self._chain is not None  # made with the first office of the province
            self._seq, self._link = self._chain.last_seq, self._chain.last_hash
        device_id = self._chain.device_id
        event = verdict(
            judged, reason, aside=aside, event_id=new_id(self._now), office_id=device_id, at=self._now, overrules=basis
        )
        metrics.VERDICTS.labels(reason.value).inc()
        self._seq += 1
        before, self._link = self._link, chain_hash(self._link, device_id, self._seq, event.body)
        place = Place(device_id, self._seq)
        self.rows.append(event_row(self._province_id, place, before, self._link, event.body, event, event.n, self._now))
        return place, event

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
) -> dict[str, Any]:
    """Return the row of an event, without names for one that nobody can read."""
    return {
        "province_id": province_id,
        "device_id": place.device_id,
        "device_seq": place.device_seq,
        "event_id": event.event_id if event else None,
        "subject_kind": event.subject_kind if event else None,
        "subject_id": event.subject_id if event else None,
        "n": n,
        "outcome": outcome,
        "reason": reason,
        "prev_hash": prev_hash,
        "hash": link,
        "body": body,
        "salt": personal[0] if personal else None,
        "personal": personal[1] if personal else None,
        "received_at": now,
    }
