"""The lines between everybody: an HTTP line that breaks in every way, and a plain one that is cut and led elsewhere.

Both live on an event loop in a thread of its own; the fields that say what to do are set from any thread.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any, TypeVar

_T = TypeVar("_T")
_RESET = struct.pack("ii", 1, 0)  # closing by a reset, nothing flushed
_LONGEST_HANG = 2.5  # seconds: a program that waits longer does nothing else meanwhile
_HEAD = 64 << 10
_PIECE = 64 << 10
_STATUS = {
    401: "Unauthorized",
    408: "Request Timeout",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Fault(StrEnum):
    """What a line does to one request."""

    DROPPED = "dropped"  # reset before the server heard of it
    HALF_SENT = "half sent"  # the server got half of it, then nothing
    ABANDONED = "abandoned"  # the server got all of it, the PC is gone before the answer
    LOST_ANSWER = "lost answer"
    HALF_ANSWER = "half answer"
    LATE = "late"
    SLOW_ANSWER = "slow answer"
    TRICKLE = "trickle"  # both ways in small pieces
    HUNG = "hung"
    DOUBLED = "doubled"  # both servers get it at once
    REPEATED = "repeated"  # it comes once more, later
    REPLACED = "replaced"  # answered by somebody else with an error, whether it got through or not


PER_REQUEST = tuple(Fault)


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="lines", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def close(self) -> None:
        async def cancel() -> None:
            await asyncio.sleep(0.01)  # who was called in this moment begins first: else nobody hangs up
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(0.01)  # what was reset closes with the next turn

        self.run(cancel())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


@contextmanager
def event_loop() -> Iterator[Loop]:
    loop = Loop()
    try:
        yield loop
    finally:
        loop.close()


class _Listener:
    """A port of loopback that can be shut and opened again."""

    def __init__(self, loop: Loop, port: int = 0) -> None:
        self._loop = loop
        self.port = port or free_port()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def listen(self) -> None:
        """Take calls, if it did not."""
        self._loop.run(self._listen())

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._called, "127.0.0.1", self.port, limit=_HEAD)

    def refuse(self) -> None:
        """Refuse calls from now on, and end those that are open."""
        self._loop.run(self._refuse())

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    def cut(self) -> None:
        """End every call that is open now."""
        self._loop.run(self._cut())

    async def _cut(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._speak(reader, writer)
        except (OSError, EOFError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # either side hung up, or the run is over
        finally:
            self._open.discard(writer)
            _reset(writer)

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


class Pipe(_Listener):
    """Bytes to another port, whichever `target` says when a call comes."""

    def __init__(self, loop: Loop, target: int) -> None:
        super().__init__(loop)
        self.target = target

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", self.target)
        self._open.add(onward)
        try:
            await asyncio.wait(
                [asyncio.ensure_future(_copy(reader, onward)), asyncio.ensure_future(_copy(there, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            self._open.discard(onward)
            _reset(onward)


class FaultyLine(_Listener):
    """The line of one PC to the servers (`servers`: their ports), each request to one of them by chance."""

    def __init__(self, loop: Loop, servers: Callable[[], list[int]], seed: int, done: Counter[str]) -> None:
        super().__init__(loop)
        self._servers = servers
        self._chance = random.Random(seed)
        self._done = done
        self._held: set[asyncio.Task[Any]] = set()
        self.share = 0.0  # of requests that meet a fault
        self.kinds: tuple[Fault, ...] = PER_REQUEST
        self.requests = 0

    def heal(self) -> None:
        """No more faults; what hangs is let go."""
        self.share = 0.0
        self._loop.run(self._heal())

    async def _heal(self) -> None:
        await self._listen()
        for task in list(self._held):
            task.cancel()

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            size = _length(head)
            if self._chance.random() >= self.share:
                await self._relay(head, await reader.readexactly(size), writer)
                continue
            fault = self._chance.choice(self.kinds)
            self._done[fault.value] += 1
            task = asyncio.ensure_future(self._break(fault, head, size, reader, writer))
            self._held.add(task)
            try:
                goes_on = await task
            finally:
                self._held.discard(task)
            if not goes_on:
                return

    async def _break(
        self, fault: Fault, head: bytes, size: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Do one request wrong; False = the call is over."""
        if fault is Fault.DROPPED:
            await reader.readexactly(self._chance.randint(0, size))
            return False
        body = await reader.readexactly(size)
        match fault:
            case Fault.HALF_SENT:
                _, onward = await asyncio.open_connection("127.0.0.1", self._one())
                whole = _closing(head) + body
                onward.write(whole[: self._chance.randint(1, len(whole) - 1)])
                await onward.drain()
                await asyncio.sleep(0.02)
                _reset(onward)
                return False
            case Fault.ABANDONED:
                _reset(writer)
                await self._ask(head, body)
                return False
            case Fault.LOST_ANSWER:
                await self._ask(head, body)
                return False
            case Fault.HALF_ANSWER:
                answer = await self._ask(head, body)
                writer.write(answer[: self._chance.randint(0, max(len(answer) - 1, 0))])
                await writer.drain()
                return False
            case Fault.LATE:
                await asyncio.sleep(self._chance.uniform(0.05, 1.0))
                await self._relay(head, body, writer)
            case Fault.SLOW_ANSWER:
                answer = await self._ask(head, body)
                await asyncio.sleep(self._chance.uniform(0.05, 1.0))
                await _give(writer, answer)
            case Fault.TRICKLE:
                await _in_pieces(writer, await self._ask(head, body, slowly=True))
            case Fault.HUNG:
                await asyncio.sleep(_LONGEST_HANG)
                return False
            case Fault.DOUBLED:
                answers = await asyncio.gather(self._ask(head, body), self._ask(head, body))
                await _give(writer, self._chance.choice(answers))
            case Fault.REPEATED:
                await self._relay(head, body, writer)
                asyncio.ensure_future(self._again(head, body))  # noqa: RUF006 - ends by itself, or with the loop
            case Fault.REPLACED:
                if self._chance.random() < 0.5:
                    await self._ask(head, body)
                status = self._chance.choice(tuple(_STATUS))
                self._done[f"replaced by {status}"] += 1
                await _give(writer, _page(status))
        return True

    async def _relay(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        await _give(writer, await self._ask(head, body))

    async def _again(self, head: bytes, body: bytes) -> None:
        await asyncio.sleep(self._chance.uniform(0.1, 2.0))
        with suppress(OSError, EOFError):
            await self._ask(head, body)

    async def _ask(self, head: bytes, body: bytes, *, slowly: bool = False) -> bytes:
        """Return the whole answer of a server, fit to be passed on over a call that stays open. Raises OSError."""
        there, onward = await asyncio.open_connection("127.0.0.1", self._one())
        self._open.add(onward)
        try:
            whole = _closing(head) + body
            if slowly:
                await _in_pieces(onward, whole)
            else:
                await _give(onward, whole)
            answer = await there.read(-1)
        finally:
            self._open.discard(onward)
            onward.close()
        if b"\r\n\r\n" not in answer:
            raise ConnectionResetError("the server hung up")
        top, _, rest = answer.partition(b"\r\n\r\n")
        lines = [line for line in top.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        if len(rest) < _length(top + b"\r\n\r\n"):
            raise ConnectionResetError("the server died in the middle of its answer")
        return b"\r\n".join(lines) + b"\r\n\r\n" + rest

    def _one(self) -> int:
        return self._chance.choice(self._servers())


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _closing(head: bytes) -> bytes:
    """Ask for the answer over a call that the server ends: its end is the end of the answer."""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n"


def _page(status: int) -> bytes:
    """Return an error as a proxy in between would give it: no words of our protocol."""
    body = b"<html>sorry</html>"
    more = b"Retry-After: 1\r\n" if status in (429, 503) else b""
    head = f"HTTP/1.1 {status} {_STATUS[status]}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + more + b"\r\n" + body


async def _give(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def _in_pieces(writer: asyncio.StreamWriter, data: bytes) -> None:
    size = max(len(data) // 20, 1)
    for start in range(0, len(data), size):
        await _give(writer, data[start : start + size])
        await asyncio.sleep(0.02)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_PIECE):
            await _give(writer, data)


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
