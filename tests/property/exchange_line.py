"""The server in this process, and a line to it that breaks in every way a line can: no socket, the same bytes."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exchange_places import Place
from exchange_programs import OLDER, by_its_program
from sqlalchemy import URL, event
from sqlalchemy.exc import OperationalError

from app.protocol.event_bytes import decode_body
from app.protocol.messages import Claim, Claimed, PullAnswer, Push, PushAnswer, WireEvent, decode
from app.server import exchange
from app.server.database import Database
from app.server.exchange import TakenIn
from app.server.limits import Limit, Limits
from app.server.web import create_app
from app.storage.server_place import ServerPlace
from app.sync import troubles
from app.sync.address import ServerAddress
from app.sync.client import Line

ADDRESS = "http://127.0.0.1:8480"
_MANY = Limit(1e9, 1e9)
UNHURRIED = Limits(_MANY, _MANY, _MANY, _MANY)  # nobody is told to come less often: that hangs on a clock of its own
REFUSALS = ("401", "408", "429", "500", "503")  # said by something on the way
FAULTS = (
    *("lost", "deaf", "twice", "late", "torn", "crash"),  # see `Wire.handle_request`
    *("killed before", "killed after"),
    *("clerk", "others"),
    *REFUSALS,
)


class KilledError(BaseException):
    """The program ends here, as by SIGKILL; nobody catches it but the world."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class ServerHere:
    """The real server over its database, answering in whatever thread asks.

    `broken` are the failures it did not foresee, `level` is its program's.
    """

    level = OLDER

    def __init__(self, place: Place, url: URL, clock: Callable[[], datetime]) -> None:
        self.place = place
        self.url = url
        self.clock = clock
        self.late: list[Asked] = []
        self.broken: list[BaseException] = []
        self.crashes = False
        self.set_backs = 0
        self.claimed: dict[str, set[str]] = {}  # by a claim: the tickets it was answered since the last set-back
        self._own = threading.local()
        self._loops: list[asyncio.AbstractEventLoop] = []
        self.database = self._open()

    def _open(self) -> Database:
        database = Database(self.url)
        event.listen(database.engine, "commit", self._on_commit)
        if database.is_sqlite:
            event.listen(database.engine, "connect", _hurry)
        database.must_be_migrated()
        self._app = create_app(database, self.clock, UNHURRIED)
        return database

    def _on_commit(self, _connection: object) -> None:
        if self.crashes:
            self.crashes = False
            raise OperationalError("COMMIT", None, RuntimeError("the server's disk is gone"))

    def close(self) -> None:
        self.database.close()
        for loop in self._loops:
            loop.close()

    def _loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop of this thread."""
        loop: asyncio.AbstractEventLoop | None = getattr(self._own, "loop", None)
        if loop is None:
            loop = self._own.loop = asyncio.new_event_loop()
            self._loops.append(loop)
        return loop

    def restart(self) -> None:
        """End the process and start it again: what it remembered is gone, what it stored is not."""
        self.database.close()
        self.database = self._open()

    @by_its_program
    def ask(self, asked: Asked) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Answer a request."""
        try:
            return self._loop().run_until_complete(self._ask(asked))
        except Exception as error:
            self.broken.append(error)
            return 500, [], b""

    async def _ask(self, asked: Asked) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        path, _, query = asked.target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower(), value) for name, value in asked.headers],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8480),
        }
        parts: deque[dict[str, Any]] = deque([{"type": "http.request", "body": asked.body, "more_body": False}])
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return parts.popleft() if parts else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        await self._app(scope, receive, send)  # type: ignore[arg-type]
        body = b"".join(message.get("body", b"") for message in said[1:])
        if path == "/sync/claim" and said[0]["status"] == 200:
            answer = httpx.Response(200, headers=list(said[0]["headers"]), content=body).content
            events = decode(answer, Claimed).events
            chosen = decode_body(events[0].body).subject_id if events else ""
            self.claimed.setdefault(decode(asked.body, Claim).claim_id, set()).add(chosen)
        return said[0]["status"], list(said[0]["headers"]), body

    def deliver_late(self) -> None:
        """Let the requests that were held up arrive; nobody hears the answers."""
        late, self.late = self.late, []
        for asked in reversed(late):
            self.ask(asked)

    # --- as an administrator does

    @by_its_program
    def take_in(self, data: bytes) -> TakenIn:
        """Take in a PC's file. Raises Refused, BadFileError, and OperationalError when the server dies of it."""
        try:
            return exchange.take_in(self.database, data, self.clock())
        finally:
            self.crashes = False

    def keep_copy(self) -> URL:
        """Copy the database, once nobody has it open."""
        self.database.close()
        return self.place.copy(self.url)

    @by_its_program
    def set_back(self, copy: URL) -> None:
        """Put an old copy in its place and begin another epoch, as the handbook says."""
        self.database.close()
        self.place.put_back(copy, self.url)
        self.database = self._open()
        self.database.begin_epoch()
        self.set_backs += 1
        self.claimed.clear()


def _hurry(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous = OFF")  # no power cuts here


class Wire(httpx.BaseTransport):
    """The line of one PC. Each request takes the next word of `faults`; without one it arrives and is answered.

    "lost" never arrives; "deaf" arrives, the answer does not; "twice" arrives again after its answer; "late" arrives
    when nobody waits any more; "torn" is half an answer; "crash" ends the server inside its transaction; "killed
    before", "killed after" end the program; "clerk", "others" and "counters" let something happen while the request is
    on its way.
    """

    def __init__(self, server: ServerHere, meanwhile: Callable[[str], None]) -> None:
        self.server = server
        self.faults: deque[str] = deque()
        self.at: dict[str, str] = {}  # for the next request to a path
        self.met = 0
        self._meanwhile = meanwhile

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = Asked(request.method, request.url.raw_path.decode("ascii"), tuple(request.headers.raw), request.read())
        fault = self.at.pop(request.url.path, "") or (self.faults.popleft() if self.faults else "")
        self.met += bool(fault)
        match fault:
            case "lost":
                raise httpx.ConnectError("lost")
            case "late":
                self.server.late.append(asked)
                raise httpx.ReadTimeout("late")
            case "killed before":
                raise KilledError
            case "crash":
                self.server.crashes = asked.method == "POST"
            case "clerk" | "others" | "counters":
                self._meanwhile(fault)
            case _ if fault in REFUSALS:
                return httpx.Response(int(fault), stream=httpx.ByteStream(b"<html>no</html>"))
        status, headers, body = self.server.ask(asked)
        self.server.crashes = False
        match fault:
            case "deaf":
                raise httpx.ReadError("deaf")
            case "killed after":
                raise KilledError
            case "twice":
                self.server.ask(asked)
            case "torn":
                body = body[: len(body) // 2]
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


class HereLine(Line):
    """The program's own line over a `Wire`. `most` bounds what goes in a push and in a page; `flips` turn a byte of
    the next event pushed: "readable" or not."""

    def __init__(
        self, wire: Wire, place: ServerPlace, device_id: str, key: Ed25519PrivateKey, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(ServerAddress(place.address, place.pin), device_id, key, clock, ahead=place.ahead)
        self._http.close()
        self._http = httpx.Client(base_url=place.address, transport=wire, trust_env=False)
        self.most = 1000
        self.flips: list[str] = []
        self.damaged: set[str] = set()  # ids of what was sent damaged

    def push(self, sent: Push) -> PushAnswer:
        if len(sent.events) > self.most:
            raise troubles.refused("too_large", "", 0)
        if self.flips and sent.events:
            self.damaged.add(decode_body(sent.events[-1].body).event_id)
            sent = _flipped(sent, self.flips.pop())
        return super().push(sent)

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        return super().pull(feed, epoch, after, min(limit, self.most), ids=ids)

    def close(self) -> None:
        with suppress(RuntimeError):
            super().close()


def _flipped(sent: Push, how: str) -> Push:
    """Damage the last event; its links stay as they are."""
    *others, good = sent.events
    body = good.body.replace(b'"level":1', b'"level":2') if how == "readable" else b"\xff" + good.body[1:]
    bad = WireEvent.of(good.device_id, good.device_seq, good.prev_hash, good.hash, body, good.personal)
    return Push(sent.device_id, sent.head, (*others, bad))
