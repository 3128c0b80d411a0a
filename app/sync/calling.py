"""The question whom to call next, on a line of its own: a citizen is waiting, and no exchange stands in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.protocol.messages import Claim, Claimed
from app.storage.database import Database
from app.storage.identities import identity
from app.storage.server_place import ServerPlace, load_server
from app.sync.troubles import unreachable


class ClaimLine(Protocol):
    """What a claim needs of the line."""

    def claim(self, asked: Claim) -> Claimed:
        """Ask whom to call next. Raises LineTrouble."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


def ask(db: Database, open_line: Callable[[ServerPlace, str], ClaimLine], asked: Claim) -> Claimed:
    """Ask the server of this PC whom to call next.

    Raises LineTrouble, also while the server knows this PC only by who it was before a restore: whom it chose for that
    one would stand at no counter.
    """
    with db.read() as session:
        place, own = load_server(session), identity(session)
    if place is None or own is None or place.device_id != own.device_id:
        raise unreachable()
    line = open_line(place, own.device_id)
    try:
        return line.claim(asked)
    finally:
        line.close()
