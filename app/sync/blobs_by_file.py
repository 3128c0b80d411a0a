"""Blobs for a place without a line: those that wait go out behind the events as far as there is room, what somebody
wants to see comes with the answer. The same sending and fetching as over the line; the answer alone confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.protocol.blobs import PIECE_BYTES, BlobPiece, Kept, KeptBlob, WantedBlob
from app.protocol.messages import RefusalCode, encode
from app.storage import kept_blobs
from app.storage.database import Database
from app.sync.blobs import BlobCarrier
from app.sync.troubles import refused

_MOST_WANTED, _MOST_SENT = 200, 1000  # blobs that one file names


@dataclass(frozen=True, slots=True)
class NextBlobs:
    """What goes into a file: pieces, how many blobs end in it (`whole`) and are `left` for another; what is wanted."""

    pieces: tuple[BlobPiece, ...] = ()
    whole: int = 0
    left: int = 0
    wanted: tuple[WantedBlob, ...] = ()


def next_blobs(db: Database, room: int) -> NextBlobs:
    """Return what fits into so many bytes of what waits, from where the server confirmed it, and what is wanted."""
    with db.read() as session:
        blobs = kept_blobs.on_their_way(session)
    waiting = [blob for blob in blobs if blob.is_here and not blob.is_fetched]
    wanted = tuple(WantedBlob(blob.sha256, blob.here) for blob in blobs if not blob.is_here)[:_MOST_WANTED]
    pieces: list[BlobPiece] = []
    whole = 0
    for blob in waiting[:_MOST_SENT]:
        at = blob.upto
        while at < blob.size and room > 0:
            with db.read() as session:
                data = kept_blobs.piece(session, replace(blob, upto=at), PIECE_BYTES)
            pieces.append(BlobPiece(blob.sha256, at, blob.size, data))
            room -= len(encode(pieces[-1]))
            at += len(data)
        whole += at == blob.size
    return NextBlobs(tuple(pieces), whole, len(waiting) - whole, wanted)


def take_blobs(
    db: Database, clock: Callable[[], datetime], kept: Iterable[KeptBlob], pieces: Iterable[BlobPiece]
) -> tuple[int, int]:
    """Take in how far the server has what was sent, and pieces that came; returns how many became whole, each way."""
    line, carrier = _FileLine(clock, kept, pieces), BlobCarrier(db, clock)
    sent = fetched = 0
    while carried := carrier.carry(line):
        sent += carried.is_whole and not carried.is_fetched
        fetched += carried.is_whole and carried.is_fetched
    return sent, fetched


class _FileLine:
    """A line that knows of blobs what a file says. Each thing is said once; of the rest it says what a server says of
    what is not there.
    """

    def __init__(self, clock: Callable[[], datetime], kept: Iterable[KeptBlob], pieces: Iterable[BlobPiece]) -> None:
        self._clock = clock
        self._kept = {blob.sha256: blob for blob in kept}
        self._pieces = {(piece.sha256, piece.offset): piece for piece in pieces}

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Kept:
        """Say how far the server has it. Raises LineTrouble."""
        kept = self._kept.pop(sha256, None)
        if kept is None:
            raise refused(RefusalCode.NOT_FOUND, "", 0)
        return Kept(kept.upto, kept.is_whole, self._clock())

    def get_blob(self, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
        """Give the piece that begins there. Raises LineTrouble."""
        piece = self._pieces.pop((sha256, offset), None)
        if piece is None:
            raise refused(RefusalCode.NOT_FOUND, "", 0)
        return piece.data, piece.size
