"""The server's endpoints: every answer is a message of the protocol, every failure a refusal with a sentence.

A request is handled in a thread of its own, in one transaction; the database's constraints and locks make any number of
server processes behave as one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import psycopg
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.protocol.messages import (
    MAX_PAGE,
    WAIT_SECONDS,
    Bring,
    Claim,
    Digest,
    Enrolment,
    MalformedError,
    Message,
    Nudge,
    Push,
    Refusal,
    RefusalCode,
    decode,
    encode,
)
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import digests, enrolment, levels, metrics, openapi, pulls, pushes, returns, tickets
from app.server.authentication import Clock, Gate, utc_now
from app.server.blob_endpoints import add_blob_endpoints
from app.server.database import Database
from app.server.first_pages import first_page
from app.server.limits import USUAL, Limits
from app.server.nudges import Feed, Nudges
from app.server.readiness import is_full, why_not_ready
from app.server.refusals import Refused
from app.server.request_log import RequestLog
from app.server.requests import answer as _answer
from app.server.requests import read_request as _read
from app.server.steward_endpoints import add_steward_endpoints

log = logging.getLogger("quay.server")
MOST_FEEDS = 20  # one device listens to
_RETRY_AFTER, _RETRY_WHEN_FULL = 5, 60  # seconds


def create_app(database: Database, clock: Clock = utc_now, limits: Limits = USUAL) -> FastAPI:
    """Return the application over a migrated database. `app.state.nudges.close()` lets go of who listens."""
    gate = Gate(clock, limits)
    nudges = Nudges(database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await nudges.close()

    app = FastAPI(title="Quầy Một Cửa", version=str(SPOKEN), lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.nudges = nudges
    app.add_middleware(RequestLog)
    _answer_failures(app, clock)

    @app.get("/health", **openapi.plain("This process is alive."))
    async def health() -> Response:
        return Response(b'{"alive":true}', media_type="application/json")

    @app.get("/ready", **openapi.plain("The database answers and has this program's tables; 503 says why not."))
    def ready() -> Response:
        why = why_not_ready(database, is_closing=nudges.is_closed)
        answer = json.dumps({"ready": not why} | ({"why": why} if why else {}), separators=(",", ":"))
        return Response(answer, 503 if why else 200, media_type="application/json")

    @app.post("/enrol", **openapi.exchange("Give a PC its place.", Enrolment, openapi.ENROLLED))
    async def enrol(request: Request) -> Response:
        asked, message = await _read(request)

        def work() -> Message:
            enrolling = decode(message(), Enrolment)
            gate.newcomer(asked, enrolling.device_id, enrolling.public_key)
            try:
                with database.write() as connection:
                    return enrolment.enrol(connection, enrolling, database.epoch_in(connection), clock())
            except Refused as refused:
                gate.turned_away(asked, refused.code)
                raise

        return await _answer(request, work)

    @app.post("/sync/push", **openapi.exchange("Store the next events of a chain.", Push, openapi.PUSH_ANSWER))
    async def push(request: Request) -> Response:
        asked, message = await _read(request)

        def work() -> Message:
            with database.glance() as connection:
                carrier = gate.device(connection, asked)
            sent = decode(message(), Push)
            return pushes.push(database, carrier, sent, clock())

        return await _answer(request, work)

    @app.get("/sync/pull", **openapi.exchange("Read a feed.", None, openapi.PULL_ANSWER))
    async def pull(
        request: Request,
        feed: Annotated[str, Query(max_length=80)],
        epoch: Annotated[str, Query(max_length=40)] = "",
        after: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 200,
        ids: bool = False,
    ) -> Response:
        asked, _ = await _read(request)

        def work() -> Message:
            with database.read() as connection:
                reader = gate.device(connection, asked)
                now = database.epoch_in(connection)
                return pulls.pull(connection, reader, feed, epoch, after, limit, clock(), epoch=now, ids_only=ids)

        return await _answer(request, work)

    @app.get("/sync/first", **openapi.exchange("Read what a new PC works with.", None, openapi.FIRST_PAGE))
    async def first(
        request: Request,
        feed: Annotated[str, Query(max_length=80)],
        before: Annotated[int, Query(ge=0, lt=1 << 53)] = 0,
    ) -> Response:
        asked, _ = await _read(request)

        def work() -> Message:
            with database.read() as connection:
                reader = gate.device(connection, asked)
                return first_page(connection, reader, feed, before, clock(), database.epoch_in(connection))

        return await _answer(request, work)

    @app.post("/sync/digest", **openapi.exchange("Compare what both sides have.", Digest, openapi.COMPARED))
    async def digest(request: Request) -> Response:
        asked, message = await _read(request)

        def work() -> Message:
            with database.read() as connection:
                reader = gate.device(connection, asked)
                gate.comparing(reader)
                theirs = decode(message(), Digest)
                compared = digests.compare(connection, reader, theirs, database.epoch_in(connection), clock())
            with database.write() as connection:
                levels.note(connection, reader.province_id, reader.device_id, theirs.level, clock())
            return compared

        return await _answer(request, work)

    @app.post("/sync/bring", **openapi.exchange("Bring back what the server lost.", Bring, openapi.BROUGHT))
    async def bring(request: Request) -> Response:
        asked, message = await _read(request)

        def work() -> Message:
            with database.read() as connection:
                carrier = gate.device(connection, asked)
            return returns.bring(database, carrier, decode(message(), Bring), clock())

        return await _answer(request, work)

    @app.post("/sync/claim", **openapi.exchange("Choose whom a counter calls next.", Claim, openapi.CLAIMED))
    async def claim(request: Request) -> Response:
        asked, message = await _read(request)

        def work() -> Message:
            with database.glance() as connection:
                counter = gate.device(connection, asked)
            return tickets.claim(database, counter, decode(message(), Claim), clock())

        return await _answer(request, work)

    @app.get("/sync/stream", **openapi.exchange("Wait until a feed grows.", None, openapi.NUDGE))
    async def stream(
        request: Request,
        feed: Annotated[list[str], Query(min_length=1, max_length=MOST_FEEDS)],
        seconds: Annotated[int, Query(ge=0, le=WAIT_SECONDS)] = WAIT_SECONDS,
    ) -> Response:
        asked, _ = await _read(request)

        def let_in() -> tuple[dict[Feed, int], dict[Feed, int]]:
            with database.glance() as connection:
                reader = gate.device(connection, asked)
                cursors = [_cursor(text) for text in feed]
                for name, _position in cursors:
                    pulls.must_read(connection, reader, name)
                after = {(reader.province_id, name): position for name, position in cursors}
                return after, nudges.look(connection, after)

        after, grown = await run_in_threadpool(let_in)
        if not grown:
            with metrics.STREAMS.track_inprogress():
                grown = await nudges.wait(after, seconds)
        heads = {name: at for (_, name), at in grown.items()}
        return await _answer(request, lambda: Nudge(nudges.epoch, heads, clock()))

    add_blob_endpoints(app, database, gate, clock)
    add_steward_endpoints(app, database, gate, limits)
    openapi.describe(app)
    return app


def _cursor(text: str) -> tuple[str, int]:
    """Read "office:…@12". Raises Refused."""
    name, _, position = text.rpartition("@")
    if not name or len(text) > 100 or not (position.isascii() and position.isdecimal()):
        raise Refused(RefusalCode.MALFORMED)
    return name, int(position)


def _answer_failures(app: FastAPI, clock: Clock) -> None:
    def refuse(refused: Refused) -> Response:
        message = Refusal(refused.code.value, refused.sentence, str(SPOKEN), clock())
        headers = {VERSIONS_HEADER: str(SPOKEN)}
        if refused.retry_after:
            headers["Retry-After"] = str(refused.retry_after)
        return Response(encode(message), refused.status, media_type="application/json", headers=headers)

    async def fault() -> Response:
        return refuse(Refused(RefusalCode.FAULT))

    app.state.fault = fault

    @app.exception_handler(Refused)
    async def _refused(_request: Request, refused: Refused) -> Response:
        return refuse(refused)

    @app.exception_handler(MalformedError)
    @app.exception_handler(RequestValidationError)
    async def _malformed(_request: Request, _error: Exception) -> Response:
        return refuse(Refused(RefusalCode.MALFORMED))

    @app.exception_handler(HTTPException)
    async def _no_such_place(_request: Request, error: HTTPException) -> Response:
        codes = {404: RefusalCode.NOT_FOUND, 405: RefusalCode.METHOD}
        return refuse(Refused(codes.get(error.status_code, RefusalCode.MALFORMED)))

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(PoolTimeoutError)
    @app.exception_handler(psycopg.OperationalError)  # what COPY says reaches us as the driver says it
    async def _away(_request: Request, error: Exception) -> Response:
        """Say that the database is away or full, or that it ended this transaction and the same again will do."""
        if is_full(error):
            log.error("database.full")
            return refuse(Refused(RefusalCode.FULL, retry_after=_RETRY_WHEN_FULL))
        cause = error.orig if isinstance(error, DBAPIError) else error
        log.warning("database.away: %s", type(cause).__name__)
        return refuse(Refused(RefusalCode.UNAVAILABLE, retry_after=_RETRY_AFTER))
