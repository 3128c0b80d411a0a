"""One line of JSON per request: which, how long, how it ended, by which device. No personal data, no query, no body."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server import metrics

log = logging.getLogger("quay.server.requests")
HEADER = b"quay-request"
_METHODS = frozenset({"GET", "POST", "PUT"})
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
        except ClientDisconnect:
            seen["gone"] = True
        except Exception:  # the edge of the program: whoever asked is told, whoever runs it finds the trace
            log.exception("request.fault", extra={"seen": {"request": request_id.decode()}})
            if not seen["status"]:
                await (await scope["app"].state.fault())(scope, receive, tell)
        finally:
            seconds = time.perf_counter() - began
            path = getattr(scope.get("route"), "path", "")  # as declared: what was asked might say anything
            method = scope["method"] if scope["method"] in _METHODS else ""
            seen |= {"request": request_id.decode(), "method": method, "path": path}
            log.info("request", extra={"seen": seen | {"ms": round(seconds * 1000, 1)}})
            route = f"{method} {path}" if method and path else "none"
            metrics.REQUESTS.labels(route, seen["status"]).inc()
            metrics.SECONDS.labels(route).observe(seconds)


def _trace(error: BaseException | None) -> list[str]:
    """Return where it happened and of what kind it was; the words of an error may hold what was being stored."""
    lines: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        lines += [type(error).__qualname__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)]
        error = error.__cause__ or error.__context__
    return lines


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
            line["trace"] = _trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)
