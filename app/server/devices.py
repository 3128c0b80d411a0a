"""The PCs the server knows: who they are, whose they are, how far their chains are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from app.protocol.canonical import GENESIS
from app.protocol.ids import natural_id
from app.server.tables import devices

PC, SERVER = "pc", "server"


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the server knows it; `own_until` is where its chain stood when it was enrolled, by its own word."""

    province_id: str
    device_id: str
    kind: str
    office_id: str
    public_key: bytes
    counter_name: str
    lanes: tuple[int, ...]
    last_seq: int
    last_hash: bytes
    own_until: int
    is_revoked: bool
    enrolled_at: datetime | None = None

    def wrote_alone(self, device_seq: int, now: datetime) -> bool:
        """Whether it wrote this before anybody could know its people. Such a past comes soon, or not as such."""
        if device_seq > self.own_until or self.enrolled_at is None:
            return False
        begun = self.enrolled_at if self.enrolled_at.tzinfo else self.enrolled_at.replace(tzinfo=UTC)  # SQLite forgets
        return now - begun < _PAST_COMES_WITHIN


_PAST_COMES_WITHIN = timedelta(days=30)  # after enrolment: a head is only claimed, and could be claimed far ahead
_COLUMNS = (
    devices.c.province_id,
    devices.c.device_id,
    devices.c.kind,
    devices.c.office_id,
    devices.c.public_key,
    devices.c.counter_name,
    devices.c.lanes,
    devices.c.last_seq,
    devices.c.last_hash,
    devices.c.own_until,
    devices.c.revoked_at.is_not(None).label("is_revoked"),
    devices.c.enrolled_at,
)
# Built once: to build a statement costs more than to send it, and every request sends these.
_FINDING = select(*_COLUMNS).where(devices.c.device_id == bindparam("id"), devices.c.kind == PC)
_HERE = (devices.c.province_id == bindparam("province")) & (devices.c.device_id == bindparam("id"))
_LOCKING = select(*_COLUMNS).where(_HERE).with_for_update()
_MOVING = update(devices).where(_HERE).values(last_seq=bindparam("seq"), last_hash=bindparam("link"))


def find(connection: Connection, device_id: str) -> Device | None:
    """Return a PC by its id, whichever province it is in."""
    return _one(connection, _FINDING, {"id": device_id})


def lock(connection: Connection, province_id: str, device_id: str) -> Device | None:
    """Return a device of the province with its row locked: nobody else goes on with its chain meanwhile."""
    return _one(connection, _LOCKING, {"province": province_id, "id": device_id})


def of_office(connection: Connection, province_id: str, office_id: str) -> list[Device]:
    """Return the PCs of an office by id."""
    query = select(*_COLUMNS).where(devices.c.province_id == province_id, devices.c.office_id == office_id)
    return [_read(row) for row in connection.execute(query.where(devices.c.kind == PC).order_by(devices.c.device_id))]


def _one(connection: Connection, query: Select[Any], which: dict[str, str]) -> Device | None:
    row = connection.execute(query, which).one_or_none()
    return _read(row) if row is not None else None


def _read(row: Any) -> Device:
    values = row._asdict()
    values["lanes"] = tuple(int(lane) for lane in values["lanes"].split(",") if lane)
    return Device(**values)


def add(
    connection: Connection,
    device: Device,
    *,
    program: str,
    level: int,
    at: datetime,
) -> None:
    """Enter a device with an empty chain."""
    connection.execute(
        insert(devices).values(
            province_id=device.province_id,
            device_id=device.device_id,
            kind=device.kind,
            office_id=device.office_id,
            public_key=device.public_key,
            counter_name=device.counter_name,
            lanes=",".join(map(str, device.lanes)),
            program=program,
            level=level,
            last_seq=device.last_seq,
            last_hash=device.last_hash,
            own_until=device.own_until,
            enrolled_at=at,
        )
    )


def server_device(province_id: str) -> Device:
    """Return the server's own device of a province before its first verdict. Nobody can sign as it."""
    device_id = natural_id("server", province_id)
    return Device(province_id, device_id, SERVER, "", b"", "", (), 0, GENESIS, 0, False)


def move_on(connection: Connection, device: Device, last_seq: int, last_hash: bytes) -> None:
    """Note how far the chain of a locked device is stored."""
    place = {"province": device.province_id, "id": device.device_id}
    connection.execute(_MOVING, place | {"seq": last_seq, "link": last_hash})


def deal(connection: Connection, device: Device) -> None:
    """Note the lanes of a device."""
    here = (devices.c.province_id == device.province_id) & (devices.c.device_id == device.device_id)
    connection.execute(update(devices).where(here).values(lanes=",".join(map(str, device.lanes))))


def revoke(connection: Connection, device_id: str, at: datetime) -> bool:
    """Stop a PC's synchronisation; False when there is none of this id or it is stopped already."""
    here = (devices.c.device_id == device_id) & (devices.c.kind == PC) & devices.c.revoked_at.is_(None)
    return connection.execute(update(devices).where(here).values(revoked_at=at)).rowcount == 1
