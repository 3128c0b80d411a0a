"""Synchronisation: a PC sends ten thousand events to a real server over loopback, against bare inserts of them."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import httpx
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import URL

from app.domain.events import Event
from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.compression import compress
from app.protocol.event_bytes import encode_body
from app.protocol.ids import natural_id, new_id
from app.protocol.messages import Enrolment, Message, Push, Stored, WireEvent, decode_push_answer, encode
from app.protocol.signatures import sign_head, sign_request
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import enrolment, offices
from app.server.authentication import utc_now
from app.server.database import Database
from benchmarks.clusters import Cluster, cluster
from benchmarks.runner import Ground, Row, Times, benchmark, timed

EVENTS, BATCH = 10_000, 500
PREFIX = "000.00.06.H96"
LEAST_SHARE = 0.25  # of what bare inserts do


@benchmark("push")
def push(ground: Ground) -> Iterable[Row]:
    """Push events of about 1 KB with every check on: signature, chain, rights, fold, feeds, one durable commit each."""
    ours, theirs = [], []
    with cluster(durable=True) as postgresql:
        url = postgresql.database()
        with closing(Database(url)) as database:
            database.migrate()
            with database.write() as connection:
                office = offices.add(connection, "96", PREFIX, "Phường An Xuyên", utc_now())
            with _server(url) as address, httpx.Client(base_url=address, timeout=60) as line:
                for _ in range(max(3, ground.rounds // 5)):
                    with database.write() as connection:
                        code = enrolment.make_code(connection, office, "", None, utc_now())
                    sender = _Sender(line)
                    sender.send("/enrol", Enrolment(code, sender.device_id, sender.public_key))
                    pieces = sender.written(EVENTS)
                    ours.append(timed(partial(sender.push, pieces)))
                    theirs.append(_bare(postgresql, [event for piece in pieces for event in piece]))
    mine, bare = Times(tuple(ours)), Times(tuple(theirs))
    yield Row(
        f"{EVENTS:,} events of one PC on the server",
        mine.median_ms,
        rival=bare.median_ms,
        rival_name="psycopg executemany INSERT … ON CONFLICT DO NOTHING of the same bytes, same batches",
        most_ratio=1 / LEAST_SHARE,
        how=f"median of {len(ours)}; batches of {BATCH} over HTTP and zstd, PostgreSQL with fsync; server in a process",
        more={
            "events_per_second": EVENTS / mine.median_ms * 1000,
            "rival_per_second": EVENTS / bare.median_ms * 1000,
        },
    )


class _Sender:
    """A PC that has written and now sends."""

    def __init__(self, line: httpx.Client) -> None:
        self._line = line
        self._key = Ed25519PrivateKey.generate()
        self.public_key = self._key.public_key().public_bytes_raw()
        self.device_id = new_id(datetime.now(UTC))

    def written(self, count: int) -> list[list[WireEvent]]:
        """Write events of about 1 KB on dossiers of their own, in pieces."""
        events: list[WireEvent] = []
        link, now = GENESIS, datetime.now(UTC)
        for seq in range(1, count + 1):
            event = Event(
                event_id=new_id(now),
                subject_kind="dossier",
                subject_id=new_id(now),
                type="dossier.noted",
                schema_version=1,
                payload={"text": secrets.token_hex(225)},
                actor_id=new_id(now),
                office_id=natural_id("office", PREFIX),
                act_id=new_id(now),
                occurred_at=now,
            )
            body = encode_body(event)
            before, link = link, chain_hash(link, self.device_id, seq, body)
            events.append(WireEvent.of(self.device_id, seq, before, link, body))
        return [events[start : start + BATCH] for start in range(0, count, BATCH)]

    def push(self, pieces: Sequence[Sequence[WireEvent]]) -> None:
        """Send them all, one piece after the other, each acknowledged."""
        for piece in pieces:
            last = piece[-1]
            head = sign_head(self._key, self.device_id, last.device_seq, last.hash)
            answer = decode_push_answer(self.send("/sync/push", Push(self.device_id, head, tuple(piece))))
            assert isinstance(answer, Stored)
            assert answer.acknowledged == last.device_seq

    def send(self, target: str, message: Message) -> bytes:
        body, encoding = compress(encode(message))
        signed = sign_request(
            self._key, self.device_id, "POST", target, body, at=int(time.time()), nonce=secrets.token_bytes(16)
        )
        headers = {"Authorization": str(signed), VERSIONS_HEADER: str(SPOKEN), "Content-Encoding": encoding}
        answer = self._line.post(target, content=body, headers=headers)
        answer.raise_for_status()
        return answer.content


def _bare(postgresql: Cluster, events: Sequence[WireEvent]) -> float:
    """Return the seconds of storing the same bytes with nothing around: place, id, body, in a fresh table."""
    rows = [(event.device_id, event.device_seq, new_id(datetime.now(UTC)), event.body) for event in events]
    with psycopg.connect(host=str(postgresql.folder), user="quay", dbname="postgres") as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute("CREATE TABLE bare (d text, s bigint, id uuid PRIMARY KEY, body bytea, UNIQUE (d, s))")
        connection.commit()

        def store() -> None:
            for start in range(0, len(rows), BATCH):
                with connection.cursor() as cursor:
                    statement = "INSERT INTO bare VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
                    cursor.executemany(statement, rows[start : start + BATCH])
                connection.commit()

        return timed(store)


@contextmanager
def _server(url: URL) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {
        "QUAY_DATABASE_URL": url.render_as_string(hide_password=False),
        "QUAY_LISTEN": f"127.0.0.1:{port}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.server.command", "serve"], env=os.environ | chosen, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _is_ready(address):
            if time.monotonic() > deadline:
                raise TimeoutError("the server did not start")
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready").status_code == 200
    return False
