"""What this PC trusts its server by when there is no line: the key of its files, an extended sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

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
        "INSERT OR REPLACE INTO server_trust (id, exchange_key, extended_at) VALUES (1, ?, ?)",
        trust.exchange_key,
        trust.extended_at.isoformat(timespec="seconds") if trust.extended_at else "",
    )
