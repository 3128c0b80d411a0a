"""Files that events name by their hash, on this PC: kept until the server has confirmed them, and what was fetched.

They lie in pieces, so that neither sending nor fetching one ever holds the database for as long as all of it takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.protocol.blobs import MOST_BYTES, PIECE_BYTES
from app.storage.rows import fetch, marks, run, run_all

_FIRST = 4096  # bytes that ask whether the server has the file already, or does not know (yet) that it is named
_COLUMNS = "sha256, size, here, upto, is_fetched"


@dataclass(frozen=True, slots=True)
class OpenBlob:
    """A file that is on its way: its size, how much of it is `here`, and `upto` where it was sent.

    `is_fetched`: it comes, or came, from the server; the size is 0 until that has said it.
    """

    sha256: str
    size: int
    here: int
    upto: int = 0
    is_fetched: bool = False

    @property
    def is_here(self) -> bool:
        """Whether all of it is here."""
        return 0 < self.size == self.here


def keep(session: Session, data: bytes, *, is_fetched: bool = False) -> str:
    """Keep a file and return its name, in the transaction of the event that names it. Raises UserError.

    One that was only fetched so far is sent as well: each office that names a file shows the server that it has it.
    """
    if not data or len(data) > MOST_BYTES:
        most = MOST_BYTES >> 20
        raise UserError(
            f"Tệp trống hoặc lớn hơn {most} MB.", "Chọn tệp khác, hoặc quét ở độ phân giải thấp hơn.", "BLOB"
        )
    name = hashlib.sha256(data).hexdigest()
    run(session, "DELETE FROM blob_pieces WHERE sha256 = ?", name)
    rows = [(name, start, data[start : start + PIECE_BYTES]) for start in range(0, len(data), PIECE_BYTES)]
    run_all(session, "INSERT INTO blob_pieces (sha256, start, data) VALUES (?, ?, ?)", rows)
    run(
        session,
        "INSERT INTO kept_blobs (sha256, size, here, upto, is_fetched, confirmed_at) VALUES (?, ?, ?, 0, ?, '')"
        " ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, here = excluded.here, upto = 0,"
        " is_fetched = excluded.is_fetched, confirmed_at = ''",
        *(name, len(data), len(data), int(is_fetched)),
    )
    return name


def known(session: Session, names: Sequence[str]) -> dict[str, OpenBlob | None]:
    """Return which of these files are here or on their way; None for one that is here and at the server."""
    query = f"SELECT confirmed_at, {_COLUMNS} FROM kept_blobs WHERE sha256 IN ({marks(names)})"
    rows = fetch(session, query, *names)
    return {row[0]: None if confirmed else _blob(*row) for confirmed, *row in rows}


def reloaded(session: Session, blob: OpenBlob) -> OpenBlob | None:
    """Return how a file stands now; None when it is here and at the server."""
    return known(session, [blob.sha256])[blob.sha256]


def load(session: Session, sha256: str) -> bytes | None:
    """Return the bytes of a file, None when it is not here (yet)."""
    if not fetch(session, "SELECT 1 FROM kept_blobs WHERE sha256 = ? AND size > 0 AND here = size", sha256):
        return None
    return pieces(session, sha256)


def pieces(session: Session, sha256: str) -> bytes:
    """Return what is here of a file."""
    query = "SELECT data FROM blob_pieces WHERE sha256 = ? ORDER BY start"
    return b"".join(data for (data,) in fetch(session, query, sha256))


def on_their_way(session: Session) -> list[OpenBlob]:
    """Return what the server has not confirmed and what is not all here, the longest known first."""
    query = f"SELECT {_COLUMNS} FROM kept_blobs WHERE confirmed_at = '' ORDER BY rowid"
    return [_blob(*row) for row in fetch(session, query)]


def waiting(session: Session) -> list[OpenBlob]:
    """Return what the server has not confirmed."""
    return [blob for blob in on_their_way(session) if blob.is_here]


def _blob(sha256: str, size: int, here: int, upto: int, is_fetched: int) -> OpenBlob:
    return OpenBlob(sha256, size, here, upto, bool(is_fetched))


# --- to the server


def piece(session: Session, blob: OpenBlob, most: int) -> bytes:
    """Return the bytes to send next: at most so many, and few of a file that the server was not asked about."""
    query = (
        "SELECT substr(data, ? - start + 1, ?) FROM blob_pieces"
        " WHERE sha256 = ? AND start <= ? ORDER BY start DESC LIMIT 1"
    )
    [(data,)] = fetch(session, query, blob.upto, most if blob.upto else _FIRST, blob.sha256, blob.upto)
    return bytes(data)


def doubt(session: Session) -> None:
    """Take back that the server has them: it was set back, and is asked anew."""
    run(session, "UPDATE kept_blobs SET upto = 0, confirmed_at = ''")


def move(session: Session, sha256: str, upto: int, confirmed_at: datetime | None = None) -> None:
    """Note how far the server has it, and when it said that it has all."""
    confirmed = confirmed_at.isoformat(timespec="seconds") if confirmed_at else ""
    run(session, "UPDATE kept_blobs SET upto = ?, confirmed_at = ? WHERE sha256 = ?", upto, confirmed, sha256)


# --- from the server


def want(session: Session, sha256: str) -> None:
    """Note that somebody wants to see a file: it is fetched as soon as there is a line, over starts of the program."""
    run(
        session,
        "INSERT INTO kept_blobs (sha256, size, here, upto, is_fetched, confirmed_at) VALUES (?, 0, 0, 0, 1, '')"
        " ON CONFLICT DO NOTHING",
        sha256,
    )


def arrive(session: Session, blob: OpenBlob, size: int, data: bytes) -> None:
    """Keep the piece of a file that comes next; the size is what the server says it is."""
    run(session, "INSERT INTO blob_pieces (sha256, start, data) VALUES (?, ?, ?)", blob.sha256, blob.here, data)
    here = blob.here + len(data)
    run(session, "UPDATE kept_blobs SET size = ?, here = ? WHERE sha256 = ?", size, here, blob.sha256)


def begin_anew(session: Session, sha256: str) -> None:
    """Throw away what came of a file."""
    run(session, "DELETE FROM blob_pieces WHERE sha256 = ?", sha256)
    run(session, "UPDATE kept_blobs SET size = 0, here = 0 WHERE sha256 = ?", sha256)
