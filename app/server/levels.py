"""The level of event types that a province may write, and the PCs that hold it down.

It is raised by a person, when all PCs that were heard of lately can read it; nothing lowers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select, update

from app.domain import levels
from app.protocol.feeds import REFERENCE
from app.server.devices import PC
from app.server.tables import devices, feeds

HEARD_WITHIN = timedelta(days=30)  # a PC silent for longer is not waited for
_NOTED_EVERY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Reader:
    """A PC and the level it says it reads; `seen_at` is when it last said so, None since its enrolment."""

    device_id: str
    counter_name: str
    program: str
    level: int
    seen_at: datetime


def writable(connection: Connection, province_id: str) -> int:
    """Return the level that may be written."""
    mine = (feeds.c.province_id == province_id) & (feeds.c.feed == REFERENCE)
    return int(connection.execute(select(feeds.c.level).where(mine)).scalar_one_or_none() or levels.FIRST)


def note(connection: Connection, province_id: str, device_id: str, level: int, now: datetime) -> None:
    """Write down which level a PC says it reads; nothing when that is known and not old."""
    here = (devices.c.province_id == province_id) & (devices.c.device_id == device_id)
    kept = connection.execute(select(devices.c.level, devices.c.seen_at).where(here)).one_or_none()
    if kept is None or level == 0:
        return
    if kept.level != level or kept.seen_at is None or now - _aware(kept.seen_at) > _NOTED_EVERY:
        connection.execute(update(devices).where(here).values(level=level, seen_at=now))


def readers(connection: Connection, province_id: str, now: datetime, within: timedelta = HEARD_WITHIN) -> list[Reader]:
    """Return the PCs that synchronise and were heard of lately, those that read least first."""
    query = select(
        devices.c.device_id,
        devices.c.counter_name,
        devices.c.program,
        devices.c.level,
        devices.c.seen_at,
        devices.c.enrolled_at,
        devices.c.public_key,
    ).where(devices.c.province_id == province_id, devices.c.kind == PC, devices.c.revoked_at.is_(None))
    rows = connection.execute(query).all()
    begun: dict[bytes, datetime] = {}  # when each machine's last identity was enrolled: those before are silent
    for row in rows:
        begun[row.public_key] = max(_aware(row.enrolled_at), begun.get(row.public_key, _aware(row.enrolled_at)))
    found = [
        (Reader(row.device_id, row.counter_name, row.program, row.level, _aware(row.seen_at or row.enrolled_at)), row)
        for row in rows
    ]
    lately = [
        reader for reader, row in found if now - reader.seen_at <= within and reader.seen_at >= begun[row.public_key]
    ]
    return sorted(lately, key=lambda reader: (reader.level, reader.device_id))


def raise_to(
    connection: Connection, province_id: str, level: int, now: datetime, within: timedelta = HEARD_WITHIN
) -> None:
    """Let types up to this level be written. Raises ValueError naming who can't read them yet, and for a lower one."""
    if level > levels.READ:
        raise ValueError(f"This server reads level {levels.READ}. Update it first.")
    if level < writable(connection, province_id):
        raise ValueError("A level never goes down: what was written by it is there.")
    behind = [reader for reader in readers(connection, province_id, now, within) if reader.level < level]
    if behind:
        named = ", ".join(f"{reader.counter_name} ({reader.device_id}) reads {reader.level}" for reader in behind[:20])
        raise ValueError(f"{len(behind)} PCs can't read level {level} yet: {named}")
    mine = (feeds.c.province_id == province_id) & (feeds.c.feed == REFERENCE)
    if not connection.execute(update(feeds).where(mine).values(level=level)).rowcount:
        raise ValueError(f"There is no province {province_id}.")


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite forgets the zone; it is always UTC
