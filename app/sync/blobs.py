"""Files beside the events, a piece at a time: what waits is sent, what somebody wants is fetched.

Whoever asks for the next piece looks between two of them whether events wait. Each piece that has arrived is kept where
it went, so that a file goes on where it stopped, after a cut line as after a start of the program.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.protocol.blobs import MOST_BYTES, Kept
from app.protocol.messages import RefusalCode
from app.storage import kept_blobs
from app.storage.database import Database
from app.storage.kept_blobs import OpenBlob
from app.sync.backoff import PieceSize
from app.sync.troubles import LineTrouble, strange

log = logging.getLogger(__name__)

_DETOURS = 5  # answers that bring a file no further, before it is put off
_AGAIN_AFTER = 600.0  # seconds: a file that gets nowhere, or was refused with no word for how long, is tried so often


class BlobLine(Protocol):
    """What files need of the line."""

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Kept:
        """Send a piece of a file. Raises LineTrouble."""
        ...

    def get_blob(self, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
        """Fetch a piece of a file, and how many bytes all of it are. Raises LineTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class Carried:
    """What a piece came to: `done` bytes of a file are where they should go.

    `is_missing`: the server has it not, or does not know (yet) that it is named.
    """

    sha256: str
    done: int
    size: int
    is_fetched: bool = False
    is_missing: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of the file is there now."""
        return not self.is_missing and self.done == self.size


class BlobCarrier:
    """Carries files, one piece at each call. For one thread."""

    def __init__(
        self, db: Database, clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._db, self._clock, self._seconds = db, clock, seconds
        self._pace = PieceSize()
        self._put_off: dict[str, float] = {}  # until when, by `seconds`
        self._others: set[str] = set()  # files that came from the server, which nothing written here makes ours to send
        self._detours: Counter[str] = Counter()

    def on_news(self) -> None:
        """Ask again about files that wait for an event: some came or went."""
        self._put_off = {name: until for name, until in self._put_off.items() if name in self._others}

    def carry(self, line: BlobLine, asked: Collection[str] = ()) -> Carried | None:
        """Carry the next piece, of what somebody asked for now before all else; None when there is nothing to carry.

        One file that can't be carried holds up no other. Raises LineTrouble.
        """
        with self._db.read() as session:
            blobs = kept_blobs.on_their_way(session)
        now = self._seconds()
        open_now = [blob for blob in blobs if blob.sha256 in asked or self._put_off.get(blob.sha256, now) <= now]
        blob = min(open_now, key=lambda blob: (blob.sha256 not in asked, blob.is_here), default=None)
        if blob is None:
            return None
        try:
            return self._send(line, blob) if blob.is_here else self._fetch(line, blob)
        except LineTrouble as trouble:
            self._pace = self._pace.smaller()
            if trouble.refusal not in ("", RefusalCode.UNAVAILABLE):  # nothing this file could help
                self._put_off[blob.sha256] = now + min(trouble.retry_after or _AGAIN_AFTER, _AGAIN_AFTER)
                if blob.is_here and blob.is_fetched:
                    self._others.add(blob.sha256)
            if trouble.refusal != RefusalCode.NOT_FOUND:
                raise
            return Carried(blob.sha256, 0, blob.size, not blob.is_here, is_missing=True)

    def _send(self, line: BlobLine, blob: OpenBlob) -> Carried:
        with self._db.read() as session:
            data = kept_blobs.piece(session, blob, self._pace.bytes)
        began = self._seconds()
        try:
            kept = line.put_blob(blob.sha256, blob.upto, blob.size, data)
        except LineTrouble as trouble:
            if trouble.refusal != RefusalCode.ENCODING:
                raise
            log.warning("a file of %d bytes came damaged and is sent again", blob.size)
            kept = Kept(0, False, self._clock())
        if kept.upto > blob.size or kept.is_whole != (kept.upto == blob.size):
            raise strange()
        self._note(blob.sha256, len(data), began, is_further=kept.upto > blob.upto)
        with self._db.write() as session:
            if kept_blobs.reloaded(session, blob) == blob:
                kept_blobs.move(session, blob.sha256, kept.upto, self._clock() if kept.is_whole else None)
        return Carried(blob.sha256, kept.upto, blob.size)

    def _fetch(self, line: BlobLine, blob: OpenBlob) -> Carried:
        began = self._seconds()
        data, size = line.get_blob(blob.sha256, blob.here, self._pace.bytes)
        here = blob.here + len(data)
        if not data or here > size or size > MOST_BYTES:
            raise strange()
        is_damaged = (blob.here > 0 and size != blob.size) or (here == size and not self._is_sound(blob, data))
        with self._db.write() as session:
            now = kept_blobs.reloaded(session, blob)
            if now != blob:  # attached here or come by a file of exchange, while the server was asked
                here = now.here if now is not None else size
            elif is_damaged:
                log.warning("a file of %d bytes came damaged and is fetched again", size)
                kept_blobs.begin_anew(session, blob.sha256)
                here = 0
            else:
                kept_blobs.arrive(session, blob, size, data)
                if here == size:
                    kept_blobs.move(session, blob.sha256, size, self._clock())
        self._note(blob.sha256, len(data), began, is_further=here > blob.here)
        return Carried(blob.sha256, here, size, is_fetched=True)

    def _is_sound(self, blob: OpenBlob, last: bytes) -> bool:
        with self._db.read() as session:
            before = kept_blobs.pieces(session, blob.sha256)
        return hashlib.sha256(before + last).hexdigest() == blob.sha256

    def _note(self, sha256: str, carried: int, began: float, *, is_further: bool) -> None:
        """Take the pace of the line; put off a file that gets nowhere."""
        now = self._seconds()
        self._pace = self._pace.after(carried, now - began)
        self._detours[sha256] += not is_further
        if not is_further and self._detours[sha256] % _DETOURS == 0:
            self._put_off[sha256] = now + _AGAIN_AFTER
