"""Files beside the events: what waits is sent, what is missing is fetched, in pieces; both go on where they stopped."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from app.protocol.blobs import MOST_BYTES, PIECE_BYTES, Kept
from app.protocol.messages import RefusalCode
from app.storage import kept_blobs
from app.storage.database import Database
from app.storage.kept_blobs import WaitingBlob
from app.sync.troubles import LineTrouble, strange

log = logging.getLogger(__name__)

_DETOURS = 5  # answers that bring a file no further, before it waits for the next exchange


class BlobLine(Protocol):
    """What files need of the line."""

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Kept:
        """Send a piece of a file. Raises LineTrouble."""
        ...

    def get_blob(self, sha256: str, offset: int) -> tuple[bytes, int]:
        """Fetch a piece of a file, and how many bytes all of it are. Raises LineTrouble."""
        ...


def send_blobs(db: Database, line: BlobLine, clock: Callable[[], datetime]) -> int:
    """Send the files that wait, after the events that name them; returns how many are confirmed now.

    One the server does not know of yet waits; it holds nobody up. Raises LineTrouble.
    """
    with db.read() as session:
        blobs = kept_blobs.waiting(session)
    return sum(_send(db, line, blob, clock) for blob in blobs)


def _send(db: Database, line: BlobLine, blob: WaitingBlob, clock: Callable[[], datetime]) -> bool:
    detours = 0
    while detours < _DETOURS:
        with db.read() as session:
            data = kept_blobs.piece(session, blob)
        try:
            kept = line.put_blob(blob.sha256, blob.upto, blob.size, data)
        except LineTrouble as trouble:
            if trouble.refusal == RefusalCode.NOT_FOUND:
                return False
            if trouble.refusal != RefusalCode.ENCODING:
                raise
            log.warning("a file of %d bytes came damaged and is sent again", blob.size)
            kept = Kept(0, False, clock())
        if kept.upto > blob.size:
            raise strange()
        detours += kept.upto <= blob.upto
        blob = replace(blob, upto=kept.upto if kept.upto < blob.size or kept.is_whole else 0)
        with db.write() as session:
            kept_blobs.move(session, blob.sha256, blob.upto, clock() if kept.is_whole else None)
        if kept.is_whole:
            return True
    return False


def fetch_blob(
    db: Database,
    line: BlobLine,
    sha256: str,
    clock: Callable[[], datetime],
    told: Callable[[int, int], None] = lambda _done, _size: None,
) -> bytes | None:
    """Return a file, from here or from the server; None when the server has it not (yet). Raises LineTrouble.

    `told(done, size)` hears of each piece.
    """
    with db.read() as session:
        here = kept_blobs.load(session, sha256)
    if here is not None:
        return here
    data = bytearray()
    while True:
        try:
            piece, size = line.get_blob(sha256, len(data))
        except LineTrouble as trouble:
            if trouble.refusal == RefusalCode.NOT_FOUND:
                return None
            raise
        data += piece
        told(len(data), size)
        if len(data) >= size:
            break
        if not piece or len(piece) > PIECE_BYTES or size > MOST_BYTES:
            raise strange()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise strange()
    with db.write() as session:
        kept_blobs.keep(session, bytes(data), clock())
    return bytes(data)
