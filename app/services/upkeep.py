"""Looking after the data of this PC: backups, the check of the chain, projections made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from app.domain.numbering import clock_doubts
from app.models.tables import EventRow
from app.services.house import House
from app.storage.backup import back_up, copies, verify_copy
from app.storage.event_log import ChainFault, check_chain
from app.storage.rebuilding import rebuild, refold_newly_read
from app.storage.server_place import load_server

EVERY = timedelta(hours=4)
HEARD = timedelta(minutes=5)  # a contact so fresh was by the clock as it is set now
LATEST = 200  # events that say what time it was


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A verified copy: when it was made (local time) and how many bytes it has."""

    path: Path
    made_at: datetime
    size: int


def back_up_now(house: House) -> BackupInfo:
    """Make and verify a copy. Raises EnvironmentProblem when the disk is full or the folder can't be written."""
    return info_of(back_up(house.db.path, house.db.key, house.backups, house.local_now()))


def back_up_if_due(house: House) -> BackupInfo | None:
    """Make a copy when the last is older than EVERY; None when it is not due."""
    now = house.local_now()
    # a copy dated ahead was made under a wrong clock and says nothing about today
    if any(timedelta(0) <= now - made.made_at < EVERY for made in list_backups(house)):
        return None
    return back_up_now(house)


def list_backups(house: House) -> list[BackupInfo]:
    """Return the copies, newest first."""
    return [info_of(path) for path in reversed(copies(house.backups))]


def last_good_backup(house: House) -> tuple[BackupInfo, int] | None:
    """Return the newest copy that passes its check, and how many events it holds."""
    for info in list_backups(house):
        try:
            return info, verify_copy(info.path, house.db.key)
        except sqlcipher.Error:
            continue
    return None


def doubt_clock(house: House) -> tuple[str, ...]:
    """Say why this PC's clock looks wrong beside the newest event, or the server's clock when that answered just now.

    Empty = plausible. Numbers are safe either way.
    """
    with house.db.read() as session:
        # the latest to arrive: one of a clock years ahead is soon forgotten, and a large log is not read through
        latest = select(EventRow.occurred_at).order_by(EventRow.position.desc()).limit(LATEST)
        newest, place = max(session.scalars(latest), default=None), load_server(session)
    now = house.clock()
    offset = None
    if place is not None and place.contact_at is not None and abs(now - place.contact_at) < HEARD:
        offset = timedelta(seconds=place.ahead)
    return clock_doubts(now, datetime.fromisoformat(newest) if newest else None, offset)


def verify(house: House) -> tuple[int, tuple[ChainFault, ...]]:
    """Check every chain of the log; returns how many events were checked and the faults."""
    with house.db.read() as session:
        return check_chain(session)


def rebuild_projections(house: House, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Make every projection anew from the log; returns how many subjects there are."""
    with house.db.write() as session:
        return rebuild(session, progress)


def refold_after_update(house: House) -> int:
    """Show what this version of the program understands and the one before did not; returns how many subjects."""
    with house.db.write() as session:
        return refold_newly_read(session)


def info_of(path: Path) -> BackupInfo:
    """Read from a copy's name when it was made."""
    return BackupInfo(path, datetime.strptime(path.stem, "quay-%Y%m%d-%H%M%S"), path.stat().st_size)
