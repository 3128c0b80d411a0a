"""What every use case needs of this PC: the database, the clock, whose office it is, and who tells the screens.

A use case is always: load state, check the rule, append events (which fold and save the projection), one transaction,
return frozen data and what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Office
from app.domain.plain_data import convert
from app.storage.database import Database
from app.storage.rows import fetch

if TYPE_CHECKING:  # the sign-in is shown before SQLAlchemy and the event log are loaded
    from sqlalchemy.orm import Session

    from app.storage.event_log import Act

Clock = Callable[[], datetime]

DESK = """
    SELECT subject_id, data, device_id, counter_name, lanes FROM own_device JOIN offices ON subject_id = office_id
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a write changed, so that the screens that show it refresh and others do not."""

    kinds: frozenset[str] = frozenset()  # "dossier", "procedure", "staff", "calendar", "office", "print", "draft"
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desk:
    """This PC in its office."""

    office: Office
    device_id: str
    counter_name: str
    lanes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class House:
    """The long-lived things use cases work with. `clock` returns aware UTC instants."""

    db: Database
    clock: Clock
    archive: Path  # printed papers, by hash
    number_mark: Path  # highest numbers given, outside the database
    backups: Path

    @property
    def ticket_mark(self) -> Path:
        """The highest ticket numbers given; a file of its own, or a day's tickets would push days of codes out."""
        return self.number_mark.with_name("tickets.json")

    def local_now(self) -> datetime:
        """Return the local time of Việt Nam (naive), whatever zone the PC has."""
        return local_time(self.clock())


def load_desk(session: Session) -> Desk | None:
    """Return whose PC this is, None before the first start is finished."""
    session.flush()
    return desk_in(fetch(session, DESK))


def desk_in(rows: Sequence[tuple[Any, ...]]) -> Desk | None:
    """Return whose PC this is from what DESK found."""
    if not rows:
        return None
    [(office_id, data, device_id, counter_name, lanes)] = rows
    owned = tuple(int(lane) for lane in lanes.split(",") if lane)
    return Desk(_office(office_id, data), device_id, counter_name, owned)


@lru_cache(maxsize=4)
def _office(office_id: str, data: str) -> Office:
    """Read the same text once: an office as written never changes."""
    return convert({**msgspec.json.decode(data), "office_id": office_id}, Office)


def the_desk(session: Session) -> Desk:
    """Return whose PC this is. Raises UserError before the first start is finished."""
    desk = load_desk(session)
    if desk is None:
        raise UserError("Máy này chưa khai báo cơ quan.", "Làm xong các bước lần đầu rồi thử lại.", "NO-OFFICE")
    return desk


def act(house: House, actor: Actor, desk: Desk, act_id: str) -> Act:
    """Begin an act of this person now."""
    from app.storage.event_log import Act

    return Act(act_id=act_id, actor_id=actor.staff_id, office_id=desk.office.office_id, at=house.clock())
