"""The endpoints of blobs: pieces come and go as bare bytes, what is said about them as messages."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.protocol.blobs import MOST_BYTES, PIECE_BYTES, SIZE_HEADER
from app.protocol.messages import Message, RefusalCode
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import blobs, openapi
from app.server.authentication import Clock, Gate
from app.server.database import Database
from app.server.refusals import Refused
from app.server.requests import answer, read_request

Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Offset = Annotated[int, Query(ge=0, le=MOST_BYTES)]


def add_blob_endpoints(app: FastAPI, database: Database, gate: Gate, clock: Clock) -> None:
    """Add `PUT` and `GET /blobs/<sha256>`."""

    @app.put("/blobs/{sha256}", **openapi.upload("Keep a piece of a blob that an event of this office names."))
    async def put_blob(
        request: Request, sha256: Name, offset: Offset, size: Annotated[int, Query(ge=1, le=MOST_BYTES)]
    ) -> Response:
        asked, _ = await read_request(request)

        def work() -> Message:
            with database.read() as connection:
                writer = gate.device(connection, asked)
            piece = blobs.Piece(sha256, offset, size, asked.body)
            with database.write() as connection:
                kept = blobs.keep(connection, writer, piece, clock())
            if kept is None:  # committed: the next piece begins anew
                raise Refused(RefusalCode.ENCODING)
            return kept

        return await answer(request, work)

    @app.get("/blobs/{sha256}", **openapi.download("Read bytes of a blob that concerns this office."))
    async def get_blob(
        request: Request,
        sha256: Name,
        offset: Offset = 0,
        limit: Annotated[int, Query(ge=1, le=PIECE_BYTES)] = PIECE_BYTES,
    ) -> Response:
        asked, _ = await read_request(request)

        def work() -> tuple[bytes, int]:
            with database.read() as connection:
                reader = gate.device(connection, asked)
                return blobs.read(connection, reader, sha256, offset, limit)

        data, size = await run_in_threadpool(work)
        headers = {VERSIONS_HEADER: str(SPOKEN), SIZE_HEADER: str(size)}
        return Response(data, media_type="application/octet-stream", headers=headers)
