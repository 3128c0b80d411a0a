"""How this PC stands with its server, as far as this PC knows by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier_codes import local_time
from app.services.house import House, load_desk
from app.services.offline_sign_in import OfflineTerm, term_in
from app.storage import identities, kept_blobs, outgoing
from app.storage.invitations import load_asked
from app.storage.outgoing import Waiting
from app.storage.server_place import ServerPlace, load_server
from app.storage.server_trust import load_trust
from app.storage.wrapped_key import load_wrapped


@dataclass(frozen=True, slots=True)
class ServerStanding:
    """How this PC stands with its server: `place` is None while it works alone; `blobs` attached files wait too."""

    place: ServerPlace | None
    waiting: Waiting
    counter_name: str
    lanes: tuple[int, ...]
    blobs: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """What stands in for the line and for this PC: files, the sheet (made when, local), signing in without the server.

    `offline_days` is the office's, 0 = no end; `term` None on a PC without a server. `asked_at` (local) is when one
    asked for its place by file, None when it waits for no answer.
    """

    can_exchange: bool
    asked_at: datetime | None
    sheet_at: datetime | None
    offline_days: int
    term: OfflineTerm | None


def by_hand(house: House) -> ByHand:
    """Return what stands in for the line and for this PC."""
    sheet = load_wrapped(house.backups)
    with house.db.read() as session:
        desk, asked = load_desk(session), load_asked(session)
        return ByHand(
            can_exchange=bool(load_trust(session).exchange_key),
            asked_at=local_time(asked.asked_at) if asked is not None else None,
            sheet_at=sheet.made_at if sheet is not None else None,
            offline_days=desk.office.offline_days if desk is not None else 0,
            term=term_in(session, house.clock()),
        )


def server_standing(house: House) -> ServerStanding:
    """Return how this PC stands with its server."""
    with house.db.read() as session:
        own = identities.identity(session)
        name, lanes = (own.counter_name, own.lanes) if own else ("", ())
        blobs = sum(not blob.is_fetched for blob in kept_blobs.waiting(session))
        return ServerStanding(load_server(session), outgoing.waiting(session), name, lanes, blobs)
