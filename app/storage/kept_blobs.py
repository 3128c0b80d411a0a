"""Files that events name by their hash, on this PC: kept until the server has confirmed them, and what was fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.protocol.blobs import MOST_BYTES, PIECE_BYTES
from app.storage.rows import fetch, marks, run

_FIRST = 4096  # bytes that ask whether the server has the file already, or does not know (yet) that it is named


@dataclass(frozen=True, slots=True)
class WaitingBlob:
    """A file the server has not confirmed: how large it is and how far it was sent."""

    sha256: str
    size: int
    upto: int


def keep(session: Session, data: bytes, confirmed_at: datetime | None = None) -> str:
    """Keep a file and return its name, in the transaction of the event that names it. Raises UserError.

    One that was only fetched so far is sent as well: each office that names a file shows the server that it has it.
    """
    if not data or len(data) > MOST_BYTES:
        most = MOST_BYTES >> 20
        raise UserError(
            f"Tệp trống hoặc lớn hơn {most} MB.", "Chọn tệp khác, hoặc quét ở độ phân giải thấp hơn.", "BLOB"
        )
    name = hashlib.sha256(data).hexdigest()
    confirmed = confirmed_at.isoformat(timespec="seconds") if confirmed_at else ""
    run(
        session,
        "INSERT INTO kept_blobs (sha256, size, upto, confirmed_at, data) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET upto = excluded.upto, confirmed_at = excluded.confirmed_at",
        *(name, len(data), len(data) if confirmed else 0, confirmed, data),
    )
    return name


def known(session: Session, names: Sequence[str]) -> dict[str, WaitingBlob | None]:
    """Return which of these files are here: None for one the server has, else how far it was sent."""
    query = f"SELECT sha256, size, upto, confirmed_at FROM kept_blobs WHERE sha256 IN ({marks(names)})"
    rows = fetch(session, query, *names)
    return {name: None if confirmed else WaitingBlob(name, size, upto) for name, size, upto, confirmed in rows}


def load(session: Session, sha256: str) -> bytes | None:
    """Return the bytes of a file, None when it is not here (yet)."""
    found = fetch(session, "SELECT data FROM kept_blobs WHERE sha256 = ?", sha256)
    return bytes(found[0][0]) if found else None


def waiting(session: Session) -> list[WaitingBlob]:
    """Return what the server has not confirmed."""
    query = "SELECT sha256, size, upto FROM kept_blobs WHERE confirmed_at = '' ORDER BY rowid"
    return [WaitingBlob(*row) for row in fetch(session, query)]


def piece(session: Session, blob: WaitingBlob) -> bytes:
    """Return the bytes to send next."""
    query = "SELECT substr(data, ?, ?) FROM kept_blobs WHERE sha256 = ?"
    [(data,)] = fetch(session, query, blob.upto + 1, PIECE_BYTES if blob.upto else _FIRST, blob.sha256)
    return bytes(data)


def doubt(session: Session) -> None:
    """Take back that the server has them: it was set back, and is asked anew."""
    run(session, "UPDATE kept_blobs SET upto = 0, confirmed_at = ''")


def move(session: Session, sha256: str, upto: int, confirmed_at: datetime | None = None) -> None:
    """Note how far the server has it, and when it said that it has all."""
    confirmed = confirmed_at.isoformat(timespec="seconds") if confirmed_at else ""
    run(session, "UPDATE kept_blobs SET upto = ?, confirmed_at = ? WHERE sha256 = ?", upto, confirmed, sha256)
