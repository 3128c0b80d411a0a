"""A real server for tests: PostgreSQL in a throw-away cluster, uvicorn on a real socket, and PCs that speak to it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs
from sqlalchemy import Connection

from app.domain.events import Event
from app.domain.office import Role
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.compression import compress
from app.protocol.event_bytes import decode_body, encode_body
from app.protocol.ids import new_id
from app.protocol.messages import (
    Enrolled,
    Enrolment,
    FeedEvent,
    Message,
    Nudge,
    Page,
    PersonalPart,
    PullAnswer,
    Push,
    PushAnswer,
    Refusal,
    Stored,
    WireEvent,
    decode,
    decode_pull_answer,
    decode_push_answer,
    encode,
)
from app.protocol.signatures import sign_head, sign_request
from app.protocol.stewardship import steward_key
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import directory, enrolment, offices, stewards
from app.server.administration import in_turn
from app.server.authentication import Clock, utc_now
from app.server.database import Database
from app.server.serving import server_of
from benchmarks.clusters import Cluster as Cluster
from benchmarks.clusters import cluster as cluster

NONE: Mapping[str, str] = {}
PROVINCE = "96"
AN_XUYEN, TAN_THANH = "000.00.06.H96", "000.00.07.H96"
NAMES = {AN_XUYEN: "Phường An Xuyên", TAN_THANH: "Phường Tân Thành"}


# --- The server -------------------------------------------------------------------------------------------------------


def furnish(database: Database, prefixes: Sequence[str] = (AN_XUYEN, TAN_THANH)) -> None:
    """Migrate a database and enter offices."""
    database.migrate()
    database.must_be_migrated()
    with database.write() as connection:
        for prefix in prefixes:
            offices.add(connection, PROVINCE, prefix, NAMES.get(prefix, prefix), utc_now())


def enrolment_code(database: Database, prefix: str, lane: int | None = None) -> str:
    """Make a one-time code as the administrator does."""
    with database.write() as connection:
        office = offices.find_by_prefix(connection, prefix)
        assert office is not None
        return enrolment.make_code(connection, office, "", lane, utc_now())


@dataclass(frozen=True, slots=True)
class StewardAtHand:
    """An administrator whom the keeper of the server named, with their code."""

    staff_id: str
    code: str

    @property
    def key(self) -> Ed25519PrivateKey:
        return steward_key(self.code)


def new_steward(database: Database, prefix: str, *, whole_province: bool = False) -> StewardAtHand:
    """Enter an administrator of an office and name them."""

    def work(connection: Connection) -> StewardAtHand:
        office = offices.find_by_prefix(connection, prefix)
        assert office is not None
        staff_id, _ = directory.add(connection, office, "Võ Minh Tâm", "", "", [Role.ADMINISTRATOR], utc_now())
        return StewardAtHand(staff_id, stewards.name(connection, staff_id, utc_now(), whole_province=whole_province))

    return in_turn(database, work)


@contextmanager
def serving(database: Database, clock: Clock = utc_now) -> Iterator[str]:
    """Answer on a real socket of this machine in a thread; yield the address, `http://127.0.0.1:<port>`."""
    server = server_of(database, "127.0.0.1", 0, clock=clock)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        [socket] = server.servers[0].sockets
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


# --- A PC -------------------------------------------------------------------------------------------------------------


class RefusedError(AssertionError):
    """The server refused; `.refusal` says why, `.status` how."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(f"{status} {refusal.code}")
        self.status = status
        self.refusal = refusal
        self.code = refusal.code


@dataclass(frozen=True, slots=True)
class Chain:
    """What a PC has written, in order; copying a disk copies exactly this."""

    device_id: str
    events: tuple[WireEvent, ...] = ()

    @property
    def link(self) -> bytes:
        return self.events[-1].hash if self.events else GENESIS

    def write(self, body: bytes, personal: PersonalPart | None = None) -> Chain:
        seq = len(self.events) + 1
        link = chain_hash(self.link, self.device_id, seq, body)
        event = WireEvent.of(self.device_id, seq, self.link, link, body, personal)
        return replace(self, events=(*self.events, event))


class Pc:
    """A counter's PC: a key pair, a chain, a line to the server. It knows no fold; tests make its events by hand."""

    def __init__(self, address: str, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key or Ed25519PrivateKey.generate()
        self.http = httpx.Client(base_url=address, timeout=60)
        self.chain = Chain(str(_uuid()))
        self.place: Enrolled | None = None
        self.proofs: dict[bytes, bytes] = {}  # the server's word for links that were pulled
        self.actor_id = "system"

    @property
    def device_id(self) -> str:
        return self.chain.device_id

    @property
    def office_id(self) -> str:
        assert self.place is not None
        return self.place.office_id

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    # --- requests

    def ask(self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] = NONE) -> httpx.Response:
        """Send a signed request as it stands."""
        signed = sign_request(
            self.key, self.device_id, method, target, body, at=int(time.time()), nonce=secrets.token_bytes(16)
        )
        given = {"Authorization": str(signed), VERSIONS_HEADER: str(SPOKEN)} | dict(headers)
        return self.http.request(method, target, content=body, headers=given)

    def _sure(self, response: httpx.Response) -> bytes:
        if response.status_code != 200:
            raise RefusedError(response.status_code, decode(response.content, Refusal))
        return response.content

    def send(self, target: str, message: Message) -> bytes:
        body, encoding = compress(encode(message))
        return self._sure(self.ask("POST", target, body, {"Content-Encoding": encoding}))

    def enrol(self, code: str, **own: Any) -> Enrolled:
        asked = Enrolment(code, self.device_id, self.public_key, **own)
        self.place = decode(self.send("/enrol", asked), Enrolled)
        return self.place

    def push(self, events: Sequence[WireEvent] | None = None, of: Chain | None = None) -> PushAnswer:
        """Push these events, or all; the chain's own key vouches for the last."""
        chain = of or self.chain
        sent = tuple(chain.events if events is None else events)
        seq, link = (sent[-1].device_seq, sent[-1].hash) if sent else (len(chain.events), chain.link)
        head = sign_head(self.key, chain.device_id, seq, link)
        return decode_push_answer(self.send("/sync/push", Push(chain.device_id, head, sent)))

    def pull(self, feed: str, after: int = 0, epoch: str = "", limit: int = 200, ids: bool = False) -> PullAnswer:
        asked = {"feed": feed, "epoch": epoch, "after": after, "limit": limit} | ({"ids": 1} if ids else {})
        answer = decode_pull_answer(self._sure(self.ask("GET", f"/sync/pull?{urlencode(asked)}")))
        if not isinstance(answer, Page):
            return answer
        self.proofs |= {item.event.hash: item.event.proof for item in answer.events}
        bare = [FeedEvent(i.position, msgspec.structs.replace(i.event, proof=b"")) for i in answer.events]
        return msgspec.structs.replace(answer, events=tuple(bare))

    def read(self, feed: str, limit: int = 200) -> list[WireEvent]:
        """Read a feed from its beginning to its end."""
        found: list[WireEvent] = []
        after, epoch = 0, ""
        while True:
            page = self.pull(feed, after, epoch, limit)
            assert isinstance(page, Page)
            found += [item.event for item in page.events]
            after, epoch = page.upto, page.epoch
            if page.upto == page.head:
                return found

    def listen(self, *cursors: tuple[str, int], seconds: int = 25) -> Nudge:
        asked = urlencode([("feed", f"{name}@{position}") for name, position in cursors] + [("seconds", str(seconds))])
        return decode(self._sure(self.ask("GET", f"/sync/stream?{asked}")), Nudge)

    # --- writing

    def write(self, type_: str, subject: tuple[str, str], payload: dict[str, Any], **more: Any) -> Event:
        """Write an event in the chain: `basis`, `n`, `office_id`, `actor_id`, `personal` as wanted."""
        personal: PersonalPart | None = None
        data = more.pop("personal", None)
        commitment = ""
        if data is not None:
            salt, written = secrets.token_bytes(16), canonical(data)
            personal, commitment = PersonalPart.of(salt, written), personal_hash(salt, written)
        now = datetime.now(UTC)
        fields: dict[str, Any] = {
            "event_id": new_id(now),
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "type": type_,
            "schema_version": 1,
            "payload": payload,
            "actor_id": self.actor_id,
            "office_id": self.place.office_id if self.place else "",
            "act_id": new_id(now),
            "occurred_at": now,
            "personal_hash": commitment,
        }
        event = Event(**(fields | more))
        event = structs.replace(event, body=encode_body(event))
        self.chain = self.chain.write(event.body, personal)
        return event

    def note(self, subject_id: str, **more: Any) -> Event:
        """Write a note on a dossier: nobody needs a right for that."""
        return self.write("dossier.noted", ("dossier", subject_id), {}, personal={"text": "gọi lại"}, **more)


def stored(answer: PushAnswer) -> int:
    """Return the number acknowledged; anything else fails the test."""
    assert isinstance(answer, Stored), answer
    return answer.acknowledged


def bodies(events: Sequence[WireEvent]) -> list[Event]:
    """Read the events of a page."""
    return [decode_body(event.body) for event in events]


def _uuid() -> Any:
    import uuid

    return uuid.uuid4()
