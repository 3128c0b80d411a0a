"""Nudges: one watcher per process looks at the heads of the feeds somebody waits for, and wakes whom they concern.

It looks at the database and so sees the pushes of every process; nothing is announced inside a push, which would let
all commits wait for each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from app.server import feeds
from app.server.database import Database

INTERVAL = 0.25  # seconds between two looks
Feed = tuple[str, str]  # province and name


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    after: Mapping[Feed, int]
    told: asyncio.Future[dict[Feed, int]]


class Nudges:
    """Lets devices wait for feeds to grow. `epoch` is what the last look saw."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiters: set[_Waiter] = set()
        self._watcher: asyncio.Task[None] | None = None
        self.is_closed = False
        self.epoch = ""

    def look(self, connection: Connection, after: Mapping[Feed, int]) -> dict[Feed, int]:
        """Return the heads of those feeds that are beyond (or, set back, before) these positions now."""
        self.epoch = self._database.epoch_in(connection)
        return _grown(after, feeds.heads_of(connection, after))

    async def wait(self, after: Mapping[Feed, int], seconds: float) -> dict[Feed, int]:
        """Wait until one of those feeds is elsewhere and return the heads of such; empty when the time is over."""
        if self.is_closed:
            return {}
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        waiter = _Waiter(after, asyncio.get_running_loop().create_future())
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(seconds):
                return await waiter.told
        except TimeoutError:
            return {}
        finally:
            self._waiters.discard(waiter)

    async def close(self) -> None:
        """Let whoever waits go, and the watcher end."""
        self.is_closed = True
        for waiter in self._waiters:
            _tell(waiter, {})
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            if not self._waiters:
                return
            try:
                heads = await run_in_threadpool(self._read, {feed for waiter in self._waiters for feed in waiter.after})
            except DBAPIError:
                continue  # the database is away: whoever asks it is told so, and waiting costs nothing
            for waiter in self._waiters:
                if grown := _grown(waiter.after, heads):
                    _tell(waiter, grown)

    def _read(self, wanted: set[Feed]) -> dict[Feed, int]:
        with self._database.glance() as connection:
            self.epoch = self._database.epoch_in(connection)
            return feeds.heads_of(connection, wanted)


def _tell(waiter: _Waiter, heads: dict[Feed, int]) -> None:
    if not waiter.told.done():
        waiter.told.set_result(heads)


def _grown(after: Mapping[Feed, int], heads: Mapping[Feed, int]) -> dict[Feed, int]:
    return {feed: heads[feed] for feed, position in after.items() if heads.get(feed, position) != position}
