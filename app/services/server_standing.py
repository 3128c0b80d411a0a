"""How this PC stands with its server, as far as this PC knows by itself."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.house import House
from app.storage import identities, outgoing
from app.storage.outgoing import Waiting
from app.storage.server_place import ServerPlace, load_server


@dataclass(frozen=True, slots=True)
class ServerStanding:
    """How this PC stands with its server: `place` is None while it works alone."""

    place: ServerPlace | None
    waiting: Waiting
    counter_name: str
    lanes: tuple[int, ...]


def server_standing(house: House) -> ServerStanding:
    """Return how this PC stands with its server."""
    with house.db.read() as session:
        own = identities.identity(session)
        name, lanes = (own.counter_name, own.lanes) if own else ("", ())
        return ServerStanding(load_server(session), outgoing.waiting(session), name, lanes)
