"""Nudges: one watcher per process looks at the heads of the feeds somebody waits for, and wakes whom they concern.

It looks at the database and so sees the pushes of every process; nothing is announced inside a push, which would let
all commits wait for each other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from app.server import feeds
from app.server.database import Database

INTERVAL = 0.25  # seconds between two looks
Feed = tuple[str, str]  # province and name


class Nudges:
    """Lets devices wait for feeds to grow."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wanted: Counter[Feed] = Counter()
        self._heads: dict[Feed, int] = {}
        self._looked = asyncio.Condition()
        self._watcher: asyncio.Task[None] | None = None
        self.is_closed = False

    async def wait(self, after: Mapping[Feed, int], seconds: float) -> dict[Feed, int]:
        """Return the heads of those feeds that are beyond (or, set back, before) these positions.

        Waits for the first; empty when the time is over. The first look is at once.
        """
        self._wanted.update(after.keys())
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        try:
            grown = await self._look(after)
            deadline = asyncio.get_running_loop().time() + seconds
            while not grown and not self.is_closed and (left := deadline - asyncio.get_running_loop().time()) > 0:
                try:
                    async with asyncio.timeout(left), self._looked:
                        await self._looked.wait()
                except TimeoutError:
                    break
                grown = _grown(after, self._heads)
            return grown
        finally:
            self._wanted.subtract(after.keys())
            self._wanted += Counter()  # forget those nobody waits for

    async def close(self) -> None:
        """Let whoever waits go, and the watcher end."""
        self.is_closed = True
        async with self._looked:
            self._looked.notify_all()
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)

    async def _watch(self) -> None:
        while self._wanted:
            await asyncio.sleep(INTERVAL)
            try:
                self._heads = await run_in_threadpool(self._read, list(self._wanted))
            except DBAPIError:
                continue  # the database is away: whoever asks it is told so, and waiting costs nothing
            async with self._looked:
                self._looked.notify_all()

    async def _look(self, after: Mapping[Feed, int]) -> dict[Feed, int]:
        return _grown(after, await run_in_threadpool(self._read, list(after)))

    def _read(self, wanted: list[Feed]) -> dict[Feed, int]:
        with self._database.read() as connection:
            return feeds.heads_of(connection, wanted)


def _grown(after: Mapping[Feed, int], heads: Mapping[Feed, int]) -> dict[Feed, int]:
    return {feed: heads[feed] for feed, position in after.items() if heads.get(feed, position) != position}
