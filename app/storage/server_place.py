"""Where this PC stands with its server: the enrolment, the last exchange, the cursors of its feeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.storage.rows import fetch, run

_COLUMNS = (
    "address, pin, device_id, province_id, feeds, epoch, level, enrolled_at, contact_at, ahead, failures, trouble, "
    "not_before, compared_at"
)


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """The server of this PC. `pin` is the SHA-256 (hex) of its public key, "" for one on the same machine.

    `device_id` is the identity it knows this PC by, `epoch` the one in which this PC's chains were last confirmed,
    `ahead` how many seconds its clock is ahead of ours, `failures` how many exchanges in a row failed, `trouble` why,
    `not_before` until when it is left alone therefore, `compared_at` when both sides last compared what they have.
    """

    address: str
    pin: str
    device_id: str
    province_id: str
    feeds: tuple[str, ...]
    epoch: str
    level: int
    enrolled_at: datetime
    contact_at: datetime | None = None
    ahead: int = 0
    failures: int = 0
    trouble: str = ""
    not_before: datetime | None = None
    compared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a feed was read. `again`: its events were here before, in another epoch."""

    feed: str
    epoch: str = ""
    position: int = 0
    again: bool = False


def load_server(session: Session) -> ServerPlace | None:
    """Return the server of this PC, None while it stands alone."""
    found = fetch(session, f"SELECT {_COLUMNS} FROM server")
    if not found:
        return None
    [(address, pin, device_id, province, feeds, epoch, level, enrolled, contact, ahead, failures, *rest)] = found
    trouble, not_before, compared = rest
    return ServerPlace(
        address=address,
        pin=pin,
        device_id=device_id,
        province_id=province,
        feeds=tuple(feeds.split()),
        epoch=epoch,
        level=level,
        enrolled_at=datetime.fromisoformat(enrolled),
        contact_at=_instant(contact),
        ahead=ahead,
        failures=failures,
        trouble=trouble,
        not_before=_instant(not_before),
        compared_at=_instant(compared),
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""


def save_server(session: Session, place: ServerPlace) -> None:
    """Keep the server of this PC."""
    run(
        session,
        f"INSERT OR REPLACE INTO server (id, {_COLUMNS}) VALUES (1{', ?' * 14})",
        place.address,
        place.pin,
        place.device_id,
        place.province_id,
        " ".join(place.feeds),
        place.epoch,
        place.level,
        place.enrolled_at.isoformat(timespec="seconds"),
        _text(place.contact_at),
        place.ahead,
        place.failures,
        place.trouble,
        _text(place.not_before),
        _text(place.compared_at),
    )


def change_server(session: Session, **changes: Any) -> None:
    """Change what is kept of the server, if this PC has one."""
    place = load_server(session)
    if place is not None:
        save_server(session, replace(place, **changes))


def cursor_of(session: Session, feed: str) -> Cursor:
    """Return how far a feed was read."""
    found = fetch(session, "SELECT epoch, position, again FROM feed_cursors WHERE feed = ?", feed)
    return Cursor(feed, found[0][0], found[0][1], bool(found[0][2])) if found else Cursor(feed)


def move_cursor(session: Session, cursor: Cursor) -> None:
    """Keep how far a feed was read, in the transaction that keeps what was read."""
    run(
        session,
        "INSERT OR REPLACE INTO feed_cursors (feed, epoch, position, again) VALUES (?, ?, ?, ?)",
        *(cursor.feed, cursor.epoch, cursor.position, cursor.again),
    )
