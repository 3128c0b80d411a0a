"""The server's key has changed: an administrator compares what it shows now with what its keeper reads out."""

from __future__ import annotations

from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.services.house import House
from app.storage.server_place import change_server, load_server
from app.sync.address import ServerAddress
from app.sync.certificate import ShownKey, shown_by


def shown_key(house: House, actor: Actor) -> ShownKey:
    """Return the key that answers at the server's address now; nothing is sent to it. Off the GUI thread.

    Compare `fingerprint` with what the keeper of the server reads out (`quay-server certificate FILE`). Raises
    UserError, LineTrouble.
    """
    actor.must(Right.EDIT_OFFICE)
    with house.db.read() as session:
        place = load_server(session)
    if place is None:
        raise UserError("Máy này chưa nối máy chủ nào.", "Nối máy chủ trong Cài đặt trước.", "NO-SERVER")
    return shown_by(ServerAddress(place.address))


def accept_key(house: House, actor: Actor, seen: ShownKey) -> None:
    """Trust this key from now on, and no other; the next exchange goes to it. Raises UserError."""
    actor.must(Right.EDIT_OFFICE)
    with house.db.write() as session:
        change_server(session, pin=seen.pin, failures=0, trouble="", not_before=None)
