"""PCs that write and send, without a desktop around them: events of about 1 KB in a chain, requests that are signed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from app.domain.events import Event
from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.compression import compress
from app.protocol.event_bytes import encode_body
from app.protocol.ids import new_id
from app.protocol.messages import MAX_BATCH, Message, Push, WireEvent, encode
from app.protocol.signatures import sign_head, sign_request
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import devices
from app.server.devices import PC, Device
from app.server.offices import ServedOffice


class Writer:
    """A PC of an office: its key, its chain so far, its clerk."""

    def __init__(self, office: ServedOffice) -> None:
        self.office = office
        self.key = Ed25519PrivateKey.generate()
        self.device_id, self._clerk = new_id(datetime.now(UTC)), new_id(datetime.now(UTC))
        self._seq, self._link = 0, GENESIS

    def enter(self, connection: Connection) -> None:
        """Let the server know it, as an enrolment does."""
        public_key = self.key.public_key().public_bytes_raw()
        place = (self.office.province_id, self.device_id, PC, self.office.office_id, public_key)
        devices.add(connection, Device(*place, "", (), 0, GENESIS, 0, False), program="", level=1, at=datetime.now(UTC))

    def written(self, count: int, dossiers: Sequence[str] = ()) -> list[WireEvent]:
        """Go on with the chain by a note of 450 letters on each of these dossiers, else of so many new ones."""
        events = []
        for subject_id in dossiers or [new_id(datetime.now(UTC)) for _ in range(count)]:
            now = datetime.now(UTC)
            event = Event(
                event_id=new_id(now),
                subject_kind="dossier",
                subject_id=subject_id,
                type="dossier.noted",
                schema_version=1,
                payload={"text": secrets.token_hex(225)},
                actor_id=self._clerk,
                office_id=self.office.office_id,
                act_id=new_id(now),
                occurred_at=now,
            )
            body = encode_body(event)
            self._seq += 1
            before, self._link = self._link, chain_hash(self._link, self.device_id, self._seq, body)
            events.append(WireEvent.of(self.device_id, self._seq, before, self._link, body))
        return events

    def pieces(self, count: int) -> list[list[WireEvent]]:
        """Write events, in pieces of a push each."""
        return [self.written(min(MAX_BATCH, count - start)) for start in range(0, count, MAX_BATCH)]

    def push_of(self, piece: list[WireEvent]) -> Push:
        """Return what sends a piece."""
        last = piece[-1]
        head = sign_head(self.key, self.device_id, last.device_seq, last.hash)
        return Push(self.device_id, head, tuple(piece))

    def signed(self, method: str, target: str, message: Message | None = None) -> tuple[Mapping[str, str], bytes]:
        """Return the headers and the body of a request."""
        body, encoding = compress(encode(message)) if message is not None else (b"", "identity")
        nonce = secrets.token_bytes(16)
        signed = sign_request(self.key, self.device_id, method, target, body, at=int(time.time()), nonce=nonce)
        return {"Authorization": str(signed), VERSIONS_HEADER: str(SPOKEN), "Content-Encoding": encoding}, body
