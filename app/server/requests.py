"""A request read, and its answer sent: the same for every endpoint."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from app.protocol.compression import MAX_SENT, BadCompressionError, TooLargeError, compress, decompress
from app.protocol.messages import Message, RefusalCode, encode
from app.protocol.versions import SPOKEN, VERSIONS_HEADER, NoCommonVersionError, Versions
from app.server.authentication import Asked
from app.server.refusals import Refused


async def read_request(request: Request) -> tuple[Asked, Callable[[], bytes]]:
    """Read a request whole, up to the agreed size; its message is unpacked when it is asked for, by a known sender.

    Raises Refused.
    """
    try:
        SPOKEN.agree(Versions.parse(request.headers.get(VERSIONS_HEADER, "")))
    except NoCommonVersionError as error:
        raise Refused(RefusalCode.VERSION) from error
    except ValueError as error:
        raise Refused(RefusalCode.MALFORMED) from error
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_SENT:
            raise Refused(RefusalCode.TOO_LARGE)
    sent = bytes(body)
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope.get("query_string", b"")
    target = (raw.split(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")
    address = request.client.host if request.client else ""
    asked = Asked(request.method, target, sent, request.headers.get("Authorization", ""), address, request.state.seen)
    encoding = request.headers.get("Content-Encoding", "")

    def message() -> bytes:
        try:
            return decompress(sent, encoding)
        except TooLargeError as error:
            raise Refused(RefusalCode.TOO_LARGE) from error
        except BadCompressionError as error:
            raise Refused(RefusalCode.ENCODING) from error

    return asked, message


async def answer(request: Request, work: Callable[[], Message]) -> Response:
    """Do the work in a thread and send its message, compressed when the sender reads that."""
    takes_zstd = "zstd" in request.headers.get("Accept-Encoding", "")

    def done() -> tuple[bytes, str]:
        data = encode(work())
        return compress(data) if takes_zstd else (data, "identity")

    body, encoding = await run_in_threadpool(done)
    headers = {VERSIONS_HEADER: str(SPOKEN)}
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(body, media_type="application/json", headers=headers)
