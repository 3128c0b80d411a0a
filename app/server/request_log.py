"""One line of JSON per request: which, how long, how it ended, by which device. No personal data, no query, no body."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("quay.server.requests")
HEADER = b"quay-request"
_NO_SUCH_PLACE = 404
_ID = re.compile(rb"[0-9A-Za-z-]{1,64}")


class RequestLog:
    """Gives every request an id (or keeps the proxy's), sends it back and logs the request under it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER, b"")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8).encode()
        seen: dict[str, Any] = {"status": 0, "sent": 0}
        scope.setdefault("state", {})["seen"] = seen

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER, request_id)]
            else:
                seen["sent"] += len(message.get("body", b""))
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, tell)
        finally:
            path = scope["path"] if seen["status"] != _NO_SUCH_PLACE else ""  # which might say anything
            seen |= {"request": request_id.decode(), "method": scope["method"], "path": path}
            log.info("request", extra={"seen": seen | {"ms": _milliseconds(began)}})


def _milliseconds(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


class JsonLines(logging.Formatter):
    """Formats records as lines of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        } | getattr(record, "seen", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
