"""The invitation by which this PC has asked a server for its place, until the server's answer comes by file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.protocol.invitation_files import Invited
from app.protocol.messages import MalformedError, decode, encode
from app.storage.rows import fetch, run


@dataclass(frozen=True, slots=True)
class Asked:
    """`asked_at` is when the file that asks was last written."""

    invited: Invited
    code: str = field(repr=False)
    asked_at: datetime


def load_asked(session: Session) -> Asked | None:
    """Return what this PC has asked for, None when it waits for nothing."""
    for invited, code, asked_at in fetch(session, "SELECT invited, code, asked_at FROM server_invitation"):
        try:
            return Asked(decode(invited, Invited), code, datetime.fromisoformat(asked_at))
        except MalformedError:  # of a program of another time: it is asked for again
            return None
    return None


def keep_asked(session: Session, asked: Asked) -> None:
    """Keep it; what was asked before of another invitation is forgotten."""
    run(
        session,
        "INSERT OR REPLACE INTO server_invitation (id, invited, code, asked_at) VALUES (1, ?, ?, ?)",
        *(encode(asked.invited), asked.code, asked.asked_at.isoformat(timespec="seconds")),
    )


def forget_asked(session: Session) -> None:
    """Wait no longer: this PC has its place."""
    run(session, "DELETE FROM server_invitation")
