"""Growth of the server: a push and a page of a pull with a million events stored, beside ten thousand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

import httpx
from sqlalchemy import Connection, text

from app.protocol.feeds import office_feed
from app.protocol.messages import Page, Stored, WireEvent, decode_pull_answer, decode_push_answer
from app.server import offices
from app.server.authentication import utc_now
from app.server.database import Database
from benchmarks.chains import Writer
from benchmarks.clusters import cluster
from benchmarks.runner import Ground, Row, benchmark, in_turns
from benchmarks.serving import serving

SMALL, LARGE = 10_000, 1_000_000
DEVICES = 50
PUSHED, PULLED = 100, 200
MOST_GROWTH = 1.3

# One office's events as its counters write them, each on a dossier of its own, ids rising with time.
_FILLING = """
CREATE TEMPORARY TABLE made AS SELECT g, g / $devices + 1 AS seq,
    lpad(to_hex(mod(g, $devices)), 8, '0') || '-0000-7000-a000-000000000000' AS device,
    lpad(to_hex(g), 8, '0') || '-0000-7000-8000-' || substr(md5(g::text), 1, 12) AS id,
    lpad(to_hex(g), 8, '0') || '-0000-7000-9000-' || substr(md5(g::text), 1, 12) AS dossier
    FROM generate_series(1, $count) AS g;
INSERT INTO events (province_id, device_id, device_seq, event_id, subject_kind, subject_id, n, outcome, reason,
        prev_hash, hash, body, received_at)
    SELECT '96', device, seq, id, 'dossier', dossier, 1, 'counts', '', sha256('a'), sha256('b'), convert_to(
        '{"act_id":"' || id || '","actor_id":"a","basis":[],"event_id":"' || id || '","level":1,"n":1,"occurred_at":'
        || '"2026-11-20T02:00:00.000000+00:00","office_id":"' || $office || '","payload":{"text":"'
        || repeat(md5(g::text), 14) || '"},"personal_hash":"","rules":1,"schema_version":1,"subject_id":"' || dossier
        || '","subject_kind":"dossier","type":"dossier.noted"}', 'UTF8'), now() FROM made;
INSERT INTO subjects (province_id, subject_kind, subject_id, concerned, heads, n, state)
    SELECT '96', 'dossier', dossier, $office, id, 1, '{}' FROM made;
INSERT INTO feed_positions (province_id, feed, position, device_id, device_seq)
    SELECT '96', $feed, row_number() OVER (ORDER BY g), device, seq FROM made;
UPDATE feeds SET head = $count WHERE feed = $feed;
DROP TABLE made
"""


@dataclass(slots=True)
class _Held:
    """A server with so many events, and a PC of theirs."""

    count: int
    writer: Writer
    line: httpx.Client
    epoch: str = ""

    def push_new(self) -> None:
        """Push events on dossiers of their own."""
        self._push(self.writer.written(PUSHED))

    def push_known(self) -> None:
        """Push events on dossiers that came long ago, spread over all of them."""
        numbers = range(1, self.count, max(self.count // PUSHED, 1))
        self._push(self.writer.written(PUSHED, [_dossier(number) for number in numbers]))

    def pull(self) -> None:
        """Pull a page from the middle of the feed."""
        asked = f"epoch={self.epoch}&after={self.count // 2 if self.epoch else 0}&limit={PULLED}"
        target = f"/sync/pull?feed={office_feed(self.writer.office.office_id)}&{asked}"
        headers, _ = self.writer.signed("GET", target)
        answer = self.line.get(target, headers=headers)
        answer.raise_for_status()
        page = decode_pull_answer(answer.content)
        assert isinstance(page, Page)
        assert len(page.events) == PULLED
        self.epoch = page.epoch

    def _push(self, piece: list[WireEvent]) -> None:
        headers, body = self.writer.signed("POST", "/sync/push", self.writer.push_of(piece))
        answer = self.line.post("/sync/push", content=body, headers=headers)
        answer.raise_for_status()
        assert isinstance(decode_push_answer(answer.content), Stored)


def _dossier(number: int) -> str:
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    return f"{number:08x}-0000-7000-9000-{digest[:12]}"


def _fill(connection: Connection, office_id: str, count: int) -> None:
    known = {"$devices": str(DEVICES), "$count": str(count), "$office": f"'{office_id}'"}
    known["$feed"] = f"'{office_feed(office_id)}'"
    statements = _FILLING
    for name, value in known.items():
        statements = statements.replace(name, value)
    for statement in statements.split(";\n"):
        connection.exec_driver_sql(statement)


@benchmark("growth", only_named=True)
def growth(ground: Ground) -> Iterable[Row]:
    """Push and pull in turns at two servers, one of which holds a hundred times as much."""
    counts = SMALL, ground.scaled(LARGE)
    with ExitStack() as stack:
        postgresql = stack.enter_context(cluster(durable=True))
        held = []
        for count in counts:
            url = postgresql.database()
            database = stack.enter_context(closing(Database(url)))
            database.migrate()
            with database.write() as connection:
                office = offices.add(connection, "96", "H96.10.10", "Xã", utc_now())
                writer = Writer(office)
                writer.enter(connection)
                _fill(connection, office.office_id, count)
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
            line = httpx.Client(base_url=stack.enter_context(serving(url)).address, timeout=60)
            held.append(_Held(count, writer, stack.enter_context(line)))
        small, large = held
        works = {
            f"push of {PUSHED} events on new dossiers": (small.push_new, large.push_new),
            f"push of {PUSHED} events on old dossiers": (small.push_known, large.push_known),
            f"pull of {PULLED} events": (small.pull, large.pull),
        }
        for what, (at_small, at_large) in works.items():
            times = in_turns({"small": partial(at_small), "large": partial(at_large)}, max(ground.rounds, 10))
            yield Row(
                f"{what} at {counts[1]:,}",
                times["large"].median_ms,
                rival=times["small"].median_ms,
                rival_name=f"the same at {counts[0]:,}",
                most_ratio=MOST_GROWTH,
                how=f"median of {max(ground.rounds, 10)} in turns, two server processes on one PostgreSQL",
            )
