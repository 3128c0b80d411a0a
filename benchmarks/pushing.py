"""Synchronisation: a PC sends ten thousand events to a real server over loopback, beside bare inserts and PouchDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg

from app.protocol.ids import new_id
from app.protocol.messages import MAX_BATCH, Push, Stored, WireEvent
from app.server import offices
from app.server.authentication import utc_now
from app.server.database import Database
from app.sync.address import ServerAddress
from app.sync.client import Line
from benchmarks import pouch
from benchmarks.chains import Writer
from benchmarks.clusters import Cluster, cluster
from benchmarks.runner import Ground, Row, Times, benchmark, timed
from benchmarks.serving import cluster_cpu, serving

EVENTS = 10_000
PREFIX = "000.00.06.H96"
LEAST_SHARE = 0.25  # of what bare inserts do
LEAST_TIMES_POUCH = 2


@benchmark("push")
def push(ground: Ground) -> Iterable[Row]:
    """Push events of about 1 KB with every check on: signature, chain, rights, fold, feeds, one durable commit each."""
    count = ground.scaled(EVENTS)
    taken: dict[str, list[float]] = {"ours": [], "bare": [], "pouch": []}
    spent: dict[str, float] = {"server": 0.0, "postgresql": 0.0}
    with ExitStack() as stack:
        postgresql = stack.enter_context(cluster(durable=True))
        scratch = Path(stack.enter_context(ground.scratch()))
        installed = pouch.install(ground)
        replicate = stack.enter_context(pouch.replicating(installed, scratch)) if installed else None
        url = postgresql.database()
        database = stack.enter_context(closing(Database(url)))
        database.migrate()
        with database.write() as connection:
            office = offices.add(connection, "96", PREFIX, "Phường An Xuyên", utc_now())
        served = stack.enter_context(serving(url))
        rounds = max(3, ground.rounds // 5)
        for _ in range(-1, rounds):  # the first is not counted
            writer = Writer(office)
            with database.write() as connection:
                writer.enter(connection)
            pieces = writer.pieces(count)
            events = [event for piece in pieces for event in piece]
            line = stack.enter_context(
                closing(Line(ServerAddress(served.address, ""), writer.device_id, writer.key, utc_now))
            )
            before = served.cpu(), cluster_cpu(postgresql)
            taken["ours"].append(timed(partial(_push, line, writer, pieces)))
            spent["server"] += served.cpu() - before[0]
            spent["postgresql"] += cluster_cpu(postgresql) - before[1]
            taken["bare"].append(_bare(postgresql, events))
            if replicate:
                taken["pouch"].append(replicate(event.body for event in events))
    times = {name: Times(tuple(seconds[1:])) for name, seconds in taken.items() if seconds}
    ours = times["ours"].median_ms
    more = {f"{name}_per_second": count / each.median_ms * 1000 for name, each in times.items()}
    more |= {f"{name}_cpu_us_per_event": seconds / (rounds + 1) / count * 1e6 for name, seconds in spent.items()}
    how = f"median of {rounds}; the program's own line, pieces of {MAX_BATCH}, PostgreSQL with fsync; {_told(more)}"
    what = f"{count:,} events of one PC on the server"
    yield Row(
        what,
        ours,
        rival=times["bare"].median_ms,
        rival_name="psycopg executemany INSERT … ON CONFLICT DO NOTHING of the same bytes, same batches",
        most_ratio=1 / LEAST_SHARE,
        how=how,
        more=more,
    )
    if replicate:
        yield Row(
            f"{what}, beside PouchDB",
            ours,
            rival=times["pouch"].median_ms,
            rival_name=f"PouchDB replicating the same bodies to express-pouchdb, LevelDB, batches of {pouch.BATCH}",
            most_ratio=1 / LEAST_TIMES_POUCH,
            how="the same rounds, in turns",
        )


def _told(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {figure:,.0f}" for name, figure in figures.items())


def _push(line: Line, writer: Writer, pieces: Sequence[list[WireEvent]]) -> None:
    """Send them all as `Sender` does: a piece goes while the one before is stored, once the line has shown itself."""

    def made(piece: list[WireEvent]) -> Push:
        push = writer.push_of(piece)
        line.prepare(push)
        return push

    def sent_ahead(piece: list[WireEvent]) -> Stored | None:
        answer = line.push(made(piece))
        return answer if isinstance(answer, Stored) else None

    with ThreadPoolExecutor(2) as beside:
        following: Future[Stored | None] | None = None
        for number, piece in enumerate(pieces):
            ahead, following = following, None
            push = made(piece) if ahead is None else None
            if 0 < number < len(pieces) - 1:
                following = beside.submit(sent_ahead, pieces[number + 1])
            answer = (ahead.result() if ahead else None) or line.push(push or made(piece))
            assert isinstance(answer, Stored)
            assert answer.acknowledged == piece[-1].device_seq


def _bare(postgresql: Cluster, events: Sequence[WireEvent]) -> float:
    """Return the seconds of storing the same bytes with nothing around: place, id, body, in a fresh table."""
    rows = [(event.device_id, event.device_seq, new_id(datetime.now(UTC)), event.body) for event in events]
    with psycopg.connect(host=str(postgresql.folder), user="quay", dbname="postgres") as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute("CREATE TABLE bare (d text, s bigint, id uuid PRIMARY KEY, body bytea, UNIQUE (d, s))")
        connection.commit()

        def store() -> None:
            for start in range(0, len(rows), MAX_BATCH):
                with connection.cursor() as cursor:
                    statement = "INSERT INTO bare VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
                    cursor.executemany(statement, rows[start : start + MAX_BATCH])
                connection.commit()

        return timed(store)
