"""The server's word for links it has stored: what it was set back behind, it knows again when a PC brings it.

The key is made with the database, so that every backup and every replica has it.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from app.protocol.messages import PersonalPart, WireEvent
from app.server.tables import events, exchange_secret

WIRE = tuple(events.c[name] for name in ("device_id", "device_seq", "prev_hash", "hash", "body", "salt", "personal"))
"""The columns of a stored event that travel: what `Voucher.wire` takes."""

_WIDTH = 16
_keys: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


class Voucher:
    """Gives and knows the word of one database for one province."""

    def __init__(self, connection: Connection, province_id: str) -> None:
        key = _keys.get(connection.engine)
        if key is None:
            secret = bytes(connection.execute(select(exchange_secret.c.secret)).scalar_one())
            key = _keys[connection.engine] = blake2b(b"qmc-voucher-1", key=secret).digest()
        self._begun = blake2b(province_id.encode(), key=key, digest_size=_WIDTH)

    def word(self, device_id: str, device_seq: int, link: bytes) -> bytes:
        """Return the word for a link."""
        told = self._begun.copy()
        told.update(b"%b\0%d\0%b" % (device_id.encode(), device_seq, link))
        return told.digest()

    def wire(
        self,
        device_id: str,
        device_seq: int,
        prev_hash: bytes,
        link: bytes,
        body: bytes,
        salt: bytes | None,
        personal: bytes | None,
    ) -> WireEvent:
        """Return a stored event as it travels, with the word for its link."""
        part = PersonalPart.of(salt, personal) if salt is not None and personal is not None else None
        word = self.word(device_id, device_seq, link)
        return WireEvent.of(device_id, device_seq, prev_hash, link, body, part, proof=word)

    def knows(self, device_id: str, device_seq: int, link: bytes, word: bytes) -> bool:
        """Whether a word is ours."""
        return hmac.compare_digest(self.word(device_id, device_seq, link), word)
