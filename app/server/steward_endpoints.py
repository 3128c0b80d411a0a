"""The endpoints of stewards. Whoever vouches wrongly too often has to wait, like whoever guesses codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Request, Response
from sqlalchemy import Connection

from app.protocol.messages import Message, RefusalCode, decode
from app.protocol.stewardship import STEWARD_HEADER, CancelCode, NewCode, NewOffice, StopPc
from app.server import metrics, openapi, stewardship
from app.server.authentication import Asked, Gate
from app.server.database import Database
from app.server.limits import Buckets, Limits
from app.server.refusals import Refused
from app.server.requests import answer, read_request
from app.server.stewards import Steward, vouching

OfficeId = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]
Work = Callable[[Connection, Steward, Callable[[], bytes]], Message]


def add_steward_endpoints(app: FastAPI, database: Database, gate: Gate, limits: Limits) -> None:
    """Add `/steward/offices` and what is below it."""
    wrong = Buckets(limits.codes)
    clock = gate.clock

    def steward(connection: Connection, asked: Asked, header: str) -> Steward:
        device = gate.device(connection, asked)
        wait = wrong.wait(device.device_id)
        if wait:
            metrics.THROTTLED.labels("stewards").inc()
            raise Refused(RefusalCode.BUSY, retry_after=wait)
        try:
            vouched = vouching(connection, device, asked, header)
        except Refused:
            wrong.take(device.device_id)
            raise
        asked.seen["steward"] = vouched.staff_id
        return vouched

    async def do(request: Request, work: Work) -> Response:
        asked, message = await read_request(request)
        header = request.headers.get(STEWARD_HEADER, "")

        def done() -> Message:
            with database.glance() as connection:
                who = steward(connection, asked, header)
            with database.read() if request.method == "GET" else database.write() as connection:
                return work(connection, who, message)

        return await answer(request, done)

    offices = "/steward/offices"
    one = f"{offices}/{{office_id}}"

    @app.get(offices, **openapi.stewardship("List the offices that are yours.", None, openapi.OFFICES))
    async def list_offices(request: Request) -> Response:
        return await do(request, lambda connection, who, _: stewardship.seen_offices(connection, who, clock()))

    @app.post(offices, **openapi.stewardship("Enter an office of the province.", NewOffice, openapi.OFFICES))
    async def add_office(request: Request) -> Response:
        def work(connection: Connection, who: Steward, message: Callable[[], bytes]) -> Message:
            return stewardship.add_office(connection, who, decode(message(), NewOffice), clock())

        return await do(request, work)

    @app.get(one, **openapi.stewardship("List an office's PCs and codes.", None, openapi.OFFICE_PCS))
    async def list_pcs(request: Request, office_id: OfficeId) -> Response:
        return await do(request, lambda connection, who, _: stewardship.seen_pcs(connection, who, office_id, clock()))

    @app.post(f"{one}/codes", **openapi.stewardship("Let a one-time code be good.", NewCode, openapi.OFFICE_PCS))
    async def add_code(request: Request, office_id: OfficeId) -> Response:
        def work(connection: Connection, who: Steward, message: Callable[[], bytes]) -> Message:
            return stewardship.add_code(connection, who, office_id, decode(message(), NewCode), clock())

        return await do(request, work)

    @app.post(f"{one}/cancelled", **openapi.stewardship("Cancel a waiting code.", CancelCode, openapi.OFFICE_PCS))
    async def cancel_code(request: Request, office_id: OfficeId) -> Response:
        def work(connection: Connection, who: Steward, message: Callable[[], bytes]) -> Message:
            hashed = decode(message(), CancelCode).code_hash
            return stewardship.cancel_code(connection, who, office_id, hashed, clock())

        return await do(request, work)

    @app.post(f"{one}/stopped", **openapi.stewardship("Stop a PC.", StopPc, openapi.OFFICE_PCS))
    async def stop_pc(request: Request, office_id: OfficeId) -> Response:
        def work(connection: Connection, who: Steward, message: Callable[[], bytes]) -> Message:
            device_id = decode(message(), StopPc).device_id
            return stewardship.stop_pc(connection, who, office_id, device_id, clock())

        return await do(request, work)
