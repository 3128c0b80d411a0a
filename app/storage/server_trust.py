"""What this PC trusts its server by when there is no line: the key of its files, an extended sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.protocol.messages import Compared, MalformedError, decode, encode
from app.storage.rows import fetch, run


@dataclass(frozen=True, slots=True)
class ServerTrust:
    """`exchange_key` is the 64 bytes the server signs and reads files with, b"" = it never said.

    `extended_at`: when an administrator let people sign in for longer without the server, None = not since it was
    last heard.
    """

    exchange_key: bytes = b""
    extended_at: datetime | None = None


def load_trust(session: Session) -> ServerTrust:
    """Return what is kept, nothing on a PC that stands alone."""
    found = fetch(session, "SELECT exchange_key, extended_at FROM server_trust")
    if not found:
        return ServerTrust()
    [(key, extended)] = found
    return ServerTrust(key, datetime.fromisoformat(extended) if extended else None)


def save_trust(session: Session, trust: ServerTrust) -> None:
    """Keep it."""
    run(
        session,
        "INSERT INTO server_trust (id, exchange_key, extended_at) VALUES (1, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET exchange_key = excluded.exchange_key, extended_at = excluded.extended_at",
        trust.exchange_key,
        trust.extended_at.isoformat(timespec="seconds") if trust.extended_at else "",
    )


def load_compared(session: Session) -> Compared | None:
    """Return what the server last said of a comparison by file that has not come to its end."""
    for (said,) in fetch(session, "SELECT compared FROM server_trust WHERE compared IS NOT NULL"):
        try:
            return decode(said, Compared)
        except MalformedError:  # of a program of another time: it begins anew
            return None
    return None


def keep_compared(session: Session, said: Compared | None) -> None:
    """Keep it for the next file, or forget it."""
    run(session, "UPDATE server_trust SET compared = ?", encode(said) if said is not None else None)
