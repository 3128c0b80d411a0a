"""Many PCs at one server: a province pushing at once, thousands listening, one hot feed, two hundred at a time.

The PCs are tasks of the measuring process; it shares the two cores with the server and PostgreSQL, so what they can do
on machines of their own is more.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from app.protocol.compression import decompress
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.messages import (
    WAIT_SECONDS,
    Message,
    Nudge,
    Page,
    Stored,
    decode,
    decode_pull_answer,
    decode_push_answer,
)
from app.server import offices
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.offices import ServedOffice
from benchmarks.chains import Writer
from benchmarks.clusters import Cluster, cluster
from benchmarks.runner import Ground, Row, Times, benchmark
from benchmarks.serving import Served, cluster_cpu, serving

PROVINCE_OFFICES, PCS_OF_AN_OFFICE = 72, 3
COMMUNES = 3_321
LISTENING_SECONDS = 60
CLIENTS = 200
PUBLISHED_MEDIAN_MS = 3_400  # of a comparable queue system at 200 concurrent clients
SLOW_FLUSH = {"commit_delay": "4000", "commit_siblings": "0"}  # microseconds: these disks flatter


class Pc(Writer):
    """A PC of the crowd with a line of its own."""

    def __init__(self, office: ServedOffice) -> None:
        super().__init__(office)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, port: int, method: str, target: str, message: Message | None = None) -> bytes:
        """Send a request and return the message of its answer."""
        if self._streams is not None and self._streams[0].at_eof():  # the server keeps a quiet line for seconds only
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = self._streams
        headers, body = self.signed(method, target, message)
        lines = [f"{method} {target} HTTP/1.1", "Host: server", "Accept-Encoding: zstd", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        told = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        data = await reader.readexactly(int(told["content-length"]))
        if " 200 " not in head.partition("\r\n")[0]:
            raise RuntimeError(f"{head.partition(chr(13))[0]}: {data[:200]!r}")
        return decompress(data, told.get("content-encoding", ""))

    async def push(self, port: int, count: int) -> None:
        piece = self.written(count)
        answer = decode_push_answer(await self.ask(port, "POST", "/sync/push", self.push_of(piece)))
        assert isinstance(answer, Stored)
        assert answer.acknowledged == piece[-1].device_seq

    async def listen(self, port: int, epoch: str, cursors: dict[str, int]) -> Nudge:
        asked = "&".join(f"feed={feed}@{position}" for feed, position in cursors.items())
        target = f"/sync/stream?epoch={epoch}&seconds={WAIT_SECONDS}&{asked}"
        return decode(await self.ask(port, "GET", target), Nudge)

    async def pull(self, port: int, epoch: str, after: int) -> Page:
        target = f"/sync/pull?feed={office_feed(self.office.office_id)}&epoch={epoch}&after={after}&limit=50"
        page = decode_pull_answer(await self.ask(port, "GET", target))
        assert isinstance(page, Page)
        return page

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass(slots=True)
class Figures:
    """What a crowd met: seconds of each answer, of the whole, and of processor time."""

    answers: list[float] = field(default_factory=list)
    wall: float = 0.0
    server_cpu: float = 0.0
    postgresql_cpu: float = 0.0
    own_cpu: float = 0.0
    memory_mb: float = 0.0

    async def timed(self, asking: Awaitable[object]) -> None:
        start = time.perf_counter()
        await asking
        self.answers.append(time.perf_counter() - start)

    @property
    def times(self) -> Times:
        return Times(tuple(self.answers))

    def told(self) -> str:
        times = self.times
        return (
            f"p50 {times.median_ms:,.0f}, p95 {times.p95_ms:,.0f}, p99 {times.p99_ms:,.0f} ms; cores used: server "
            f"{self.server_cpu / self.wall:.2f}, PostgreSQL {self.postgresql_cpu / self.wall:.2f}, the crowd itself "
            f"{self.own_cpu / self.wall:.2f}; server {self.memory_mb:.0f} MB and "
            f"{self.server_cpu / len(self.answers) * 1000:.1f} ms of processor time for an answer"
        )


@dataclass(frozen=True, slots=True)
class Town:
    """A server with its offices and their PCs."""

    postgresql: Cluster
    served: Served
    pcs: tuple[Pc, ...]

    def measure(self, crowd: Callable[[Figures], Awaitable[None]]) -> Figures:
        """Let a crowd do what it does and return what it met."""
        figures = Figures()
        before = self.served.cpu(), cluster_cpu(self.postgresql), time.process_time(), time.perf_counter()
        asyncio.run(_run(crowd(figures), self.pcs))
        figures.wall = time.perf_counter() - before[3]
        figures.server_cpu = self.served.cpu() - before[0]
        figures.postgresql_cpu = cluster_cpu(self.postgresql) - before[1]
        figures.own_cpu = time.process_time() - before[2]
        figures.memory_mb = self.served.memory_mb()
        return figures


async def _run(crowd: Awaitable[None], pcs: Sequence[Pc]) -> None:
    try:
        await crowd
    finally:
        for pc in pcs:
            pc.close()


@contextmanager
def town(office_count: int, pcs_of_each: int, options: dict[str, str] | None = None) -> Iterator[Town]:
    """Run a server with offices and PCs that it knows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a line for each PC, here and at the server
    with ExitStack() as stack:
        postgresql = stack.enter_context(cluster(durable=True, settings=options or {}))
        url = postgresql.database()
        database = stack.enter_context(closing(Database(url)))
        database.migrate()
        pcs: list[Pc] = []
        with database.write() as connection:
            for number in range(office_count):
                prefix = f"H96.{number // 90 + 10:02}.{number % 90 + 10}"
                office = offices.add(connection, "96", prefix, f"Xã {number}", utc_now())
                pcs += [Pc(office) for _ in range(pcs_of_each)]
            for pc in pcs:
                pc.enter(connection)
        yield Town(postgresql, stack.enter_context(serving(url)), tuple(pcs))


@benchmark("province", only_named=True)
def province(ground: Ground) -> Iterable[Row]:
    """Let every PC of a province push at once, ten times ten events."""
    office_count, pushes, events = ground.scaled(PROVINCE_OFFICES), 10, 10
    with town(office_count, PCS_OF_AN_OFFICE) as place:
        figures = place.measure(lambda met: _all_push(place, met, pushes, events))
    total = office_count * PCS_OF_AN_OFFICE * pushes * events
    yield Row(
        f"{office_count} offices × {PCS_OF_AN_OFFICE} PCs pushing at once, an answer",
        figures.times.median_ms,
        how=f"{pushes} pushes of {events} events each: {total / figures.wall:,.0f} events/s; {figures.told()}",
        more={"events_per_second": total / figures.wall, "p95": figures.times.p95_ms, "p99": figures.times.p99_ms},
    )


async def _all_push(place: Town, met: Figures, pushes: int, events: int) -> None:
    async def work(pc: Pc) -> None:
        for _ in range(pushes):
            await met.timed(pc.push(place.served.port, events))

    await asyncio.gather(*map(work, place.pcs))


@benchmark("feeds", only_named=True)
def hot_feed(ground: Ground) -> Iterable[Row]:
    """Let PCs of one office push at once, beside as many PCs of as many offices; also with a slow flush."""
    writers, pushes, events = ground.scaled(24), 20, 10
    for name, options in {"": {}, ", flush of 4 ms": SLOW_FLUSH}.items():
        walls = {}
        for office_count in (1, writers):
            with town(office_count, writers // office_count, options) as place:
                figures = place.measure(lambda met, there=place: _all_push(there, met, pushes, events))  # type: ignore[misc]
            walls[office_count] = figures
        one, many = walls[1], walls[writers]
        yield Row(
            f"{writers} PCs into one feed{name}",
            one.wall * 1000,
            rival=many.wall * 1000,
            rival_name="the same into a feed of its own each",
            how=f"{pushes} pushes of {events} events each. One: {one.told()}. Separate: {many.told()}",
        )


@benchmark("clients", only_named=True)
def clients(ground: Ground) -> Iterable[Row]:
    """Let two hundred PCs push and pull without a pause, and take the time of an answer."""
    count, turns = ground.scaled(CLIENTS), 10
    with town(max(count // 4, 1), 4) as place:

        async def crowd(met: Figures) -> None:
            async def work(pc: Pc) -> None:
                epoch, after = "", 0
                for _ in range(turns):
                    await met.timed(pc.push(place.served.port, 1))
                    start = time.perf_counter()
                    page = await pc.pull(place.served.port, epoch, after)
                    met.answers.append(time.perf_counter() - start)
                    epoch, after = page.epoch, page.upto

            await asyncio.gather(*map(work, place.pcs))

        figures = place.measure(crowd)
    yield Row(
        f"answer at {count} concurrent clients, median",
        figures.times.median_ms,
        rival=PUBLISHED_MEDIAN_MS,
        rival_name="a comparable queue system's published median at 200 concurrent clients",
        most_ratio=1,
        how=f"a push and a pull in turns, no pause: {len(figures.answers) / figures.wall:,.0f}/s; {figures.told()}",
    )


@benchmark("idle", only_named=True)
def idle(ground: Ground) -> Iterable[Row]:
    """Let every commune's PC listen, and one of them write every half second; its office hears of it."""
    count, seconds = ground.scaled(COMMUNES), max(40, ground.scaled(LISTENING_SECONDS))
    heard = Figures()
    with town(count, 2) as place:
        listeners, writers = place.pcs[::2], place.pcs[1::2]
        sent: dict[str, float] = {}
        until = time.perf_counter() + 600  # until all are there

        async def listen(pc: Pc, met: Figures) -> None:
            feed = office_feed(pc.office.office_id)
            cursors = {feed: 0, REFERENCE: 0}
            await asyncio.sleep(random.Random(pc.device_id).random() * 20)
            while time.perf_counter() < until:
                start = time.perf_counter()
                nudge = await pc.listen(place.served.port, "", cursors)
                took = time.perf_counter() - start
                if feed in nudge.heads:
                    heard.answers.append(time.perf_counter() - sent[pc.office.office_id])
                else:
                    met.answers.append(max(took - WAIT_SECONDS, 0))
                cursors |= nudge.heads

        async def write() -> None:
            chance = random.Random(1)
            await asyncio.sleep(25)
            while time.perf_counter() < until - 2:
                pc = chance.choice(writers)
                sent[pc.office.office_id] = time.perf_counter()
                await pc.push(place.served.port, 1)
                await asyncio.sleep(0.5)

        async def crowd(met: Figures) -> None:
            nonlocal until
            until = time.perf_counter() + seconds
            await asyncio.gather(write(), *(listen(pc, met) for pc in listeners))

        figures = place.measure(crowd)
    yield Row(
        f"{count:,} idle PCs listening: a nudge after a push",
        heard.times.median_ms,
        how=(
            f"{len(heard.answers)} pushes; p95 {heard.times.p95_ms:,.0f}, p99 {heard.times.p99_ms:,.0f} ms. "
            f"{len(figures.answers):,} waits of {WAIT_SECONDS} s, beyond it: {figures.told()}"
        ),
        more={
            "p95": heard.times.p95_ms,
            "p99": heard.times.p99_ms,
            "memory_mb": figures.memory_mb,
            "cores": os.cpu_count(),
        },
    )
