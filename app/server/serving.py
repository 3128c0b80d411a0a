"""The process that serves: it ends in order, and at once, also while PCs listen."""

from __future__ import annotations

import gc
import socket
from contextlib import ExitStack

import uvicorn
from fastapi import FastAPI

from app.server import metrics
from app.server.authentication import Clock, utc_now
from app.server.database import Database
from app.server.settings import ServerSettings
from app.server.web import create_app

GRACE_SECONDS = 10  # for requests that are being worked on
STARTING_FAILED = 3  # the process ends with it; why stands in the log


class Server(uvicorn.Server):
    """Lets go of the PCs that listen before it waits for requests to end: they would wait for up to 25 seconds."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.state.nudges.close()
        for connection in list(self.server_state.connections):
            cycle, transport = getattr(connection, "cycle", None), getattr(connection, "transport", None)
            is_idle = cycle is None or cycle.response_complete
            if transport is not None and is_idle and not transport.get_write_buffer_size():
                transport.abort()  # a TLS line would wait for a goodbye that an idle PC does not say
        await super().shutdown(sockets)


def server_of(
    database: Database, host: str, port: int, certificate: str = "", key: str = "", *, clock: Clock = utc_now
) -> Server:
    """Return a server over a migrated database that is not running yet."""
    app = create_app(database, clock)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=certificate or None,
        ssl_keyfile=key or None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, app)


def serve(settings: ServerSettings, database: Database) -> None:
    """Serve until the process is told to end."""
    with ExitStack() as stack:
        if settings.metrics_port:
            stack.enter_context(metrics.listening(database, settings.metrics_host, settings.metrics_port))
        server = server_of(database, settings.host, settings.port, settings.certificate, settings.key)
        gc.freeze()  # the program itself is no garbage: looking through it again and again costs a push a quarter
        gc.set_threshold(20_000)  # a push makes some ten thousand things and lets go of all of them
        server.run()
        if not server.started:
            raise SystemExit(STARTING_FAILED)
