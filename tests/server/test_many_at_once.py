"""Many writers at once on PostgreSQL: no cursor skips, no history is half, nobody waits in a circle."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager

import pytest
from served import AN_XUYEN, TAN_THANH
from server_writer import Writer
from sqlalchemy import text

from app.protocol.feeds import office_feed
from app.protocol.ids import natural_id
from app.server import devices
from app.server.database import Database

A, B = natural_id("office", AN_XUYEN), natural_id("office", TAN_THANH)


@contextmanager
def _at_once(count: int) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(count) as threads:
        yield threads


def _deadlocks(database: Database) -> int:
    with database.read() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(connection.execute(text(query)).scalar_one())


def test_a_reader_by_cursor_misses_nothing_while_many_write(on_postgresql: Database) -> None:
    """A bare identity column lost 8 % of the records here: what commits late lies behind a cursor that went by."""
    writers = [Writer(on_postgresql, AN_XUYEN) for _ in range(6)]
    reader = Writer(on_postgresql, AN_XUYEN)
    feed, done = office_feed(A), threading.Event()
    seen: list[tuple[str, int]] = []
    positions: list[int] = []

    def read() -> None:
        after, last_look = 0, False
        while True:
            page = reader.page(feed, after)
            seen.extend((item.event.device_id, item.event.device_seq) for item in page.events)
            positions.extend(item.position for item in page.events)
            after = page.upto
            if last_look and not page.events:
                return
            last_look = done.is_set()

    def write(writer: Writer, chance: random.Random) -> None:
        for _ in range(25):
            for _ in range(chance.choice((1, 1, 5, 20))):
                writer.pc.note(f"d{chance.randrange(40)}")
            writer.push()

    with _at_once(7) as threads:
        reading = threads.submit(read)
        writing = [threads.submit(write, writer, random.Random(i)) for i, writer in enumerate(writers)]
        wait(writing)
        done.set()
        reading.result()
        for job in writing:
            job.result()
    expected = {(w.pc.device_id, seq) for w in writers for seq in range(1, w.sent + 1)}
    assert len(seen) == len(expected)
    assert set(seen) == expected
    assert positions == list(range(1, len(expected) + 1))
    assert _deadlocks(on_postgresql) == 0


@pytest.mark.parametrize("rounds", [60])
def test_a_note_at_the_moment_of_a_hand_over_reaches_the_new_office(on_postgresql: Database, rounds: int) -> None:
    """Without the subject's lock 399 of 400 such pairs left an event that the new office never gets."""
    giver, colleague, taker = (Writer(on_postgresql, prefix) for prefix in (AN_XUYEN, AN_XUYEN, TAN_THANH))
    start = threading.Barrier(2)

    def push(writer: Writer) -> None:
        start.wait()
        writer.push()

    with _at_once(2) as threads:
        for number in range(rounds):
            dossier = f"d{number}"
            giver.pc.note(dossier)
            giver.push()
            giver.pc.write("dossier.noted", ("dossier", dossier), {"concerns": [B]})
            colleague.pc.note(dossier)
            for job in [threads.submit(push, writer) for writer in (giver, colleague)]:
                job.result()
    theirs = {(i.event.device_id, i.event.device_seq) for i in taker.page(office_feed(B), 0).events}
    ours = {(i.event.device_id, i.event.device_seq) for i in giver.page(office_feed(A), 0).events}
    assert theirs == ours
    assert len(ours) == 3 * rounds
    assert _deadlocks(on_postgresql) == 0


def test_pushes_over_the_same_subjects_in_any_order_never_wait_in_a_circle(on_postgresql: Database) -> None:
    writers = [Writer(on_postgresql, prefix) for prefix in (AN_XUYEN, TAN_THANH) for _ in range(3)]

    def write(writer: Writer, chance: random.Random) -> None:
        for _ in range(15):
            dossiers = [f"d{number}" for number in range(30)]
            chance.shuffle(dossiers)
            for dossier in dossiers[:10]:
                other = {"concerns": [chance.choice((A, B))]}
                writer.pc.write("dossier.noted", ("dossier", dossier), other)
                if chance.random() < 0.1:
                    writer.pc.chain = writer.pc.chain.write(b"unreadable: the server's own chain is needed")
            writer.push()

    with _at_once(6) as threads:
        for job in [threads.submit(write, writer, random.Random(i)) for i, writer in enumerate(writers)]:
            job.result()
    assert _deadlocks(on_postgresql) == 0
    with on_postgresql.read() as connection:
        gaps = """
            SELECT feed FROM feeds LEFT JOIN feed_positions USING (province_id, feed) GROUP BY feed, head
            HAVING count(position) <> head OR coalesce(max(position), 0) <> head
        """
        assert connection.execute(text(gaps)).all() == []
        chain = "SELECT count(*), max(device_seq) FROM events WHERE device_id = :server"
        counted, last = connection.execute(text(chain), {"server": devices.server_device("96").device_id}).one()
        assert counted == last > 0


def test_two_server_processes_store_one_chain_once(on_postgresql: Database) -> None:
    """The same push by two ways at once, as after a time-out: both get the same answer."""
    one = Writer(on_postgresql, AN_XUYEN)
    with closing(Database(on_postgresql.url)) as second:
        two = Writer(on_postgresql, AN_XUYEN)
        two.database, two.device, two.pc = second, one.device, one.pc
        for number in range(20):
            one.pc.note(f"d{number}")
            one.pc.note(f"d{number}")
            with _at_once(2) as threads:
                answers = [threads.submit(writer.push) for writer in (one, two)]
                assert {answer.result() for answer in answers} == {2 * number + 2}
    assert len(one.page(office_feed(A), 0).events) == 40


def test_a_subject_begun_twice_at_once_is_one(on_postgresql: Database) -> None:
    writers = [Writer(on_postgresql, AN_XUYEN) for _ in range(4)]
    start = threading.Barrier(4)

    def push(writer: Writer) -> None:
        start.wait()
        writer.push()

    for number in range(15):
        for writer in writers:
            writer.pc.note(f"d{number}")
        with _at_once(4) as threads:
            for job in [threads.submit(push, writer) for writer in writers]:
                job.result()
    with on_postgresql.read() as connection:
        heads = connection.execute(text("SELECT heads FROM subjects")).scalars().all()
    assert [len(row.split()) for row in heads] == [4] * 15
