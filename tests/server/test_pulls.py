"""Pull: pages with a cursor, ids first, and what happens when the server was set back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from served import AN_XUYEN, Cluster, Pc, RefusedError, bodies, serving, stored
from sqlalchemy import URL, event, update

from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.messages import Fork, Page, ReadAgain, SendFrom
from app.server import pulls
from app.server.database import Database
from app.server.tables import server

D = "019a9b2c-0000-7000-8000-0000000000d1"


def _page(answer: object) -> Page:
    assert isinstance(answer, Page), answer
    return answer


def test_pages_follow_each_other_without_a_gap_or_an_overlap(pc: Pc) -> None:
    for _ in range(7):
        pc.note(D)
    stored(pc.push())
    feed = office_feed(pc.office_id)
    first = _page(pc.pull(feed, limit=3))
    assert ([item.position for item in first.events], first.upto, first.head) == ([1, 2, 3], 3, 7)
    second = _page(pc.pull(feed, first.upto, first.epoch, limit=300))
    assert ([item.position for item in second.events], second.upto) == ([4, 5, 6, 7], 7)
    third = _page(pc.pull(feed, second.upto, second.epoch))
    assert (third.events, third.upto, third.head) == ((), 7, 7)


def test_ids_come_without_bytes_and_in_the_same_order(pc: Pc) -> None:
    for _ in range(3):
        pc.note(D)
    pc.chain = pc.chain.write(b"nobody can read this")
    stored(pc.push())
    for feed in (office_feed(pc.office_id), device_feed(pc.device_id)):
        page, ids = _page(pc.pull(feed)), _page(pc.pull(feed, ids=True))
        assert ids.events == ()
        assert [(i.position, i.device_id, i.device_seq, i.hash) for i in ids.ids] == [
            (item.position, item.event.device_id, item.event.device_seq, item.event.hash) for item in page.events
        ]
        assert [i.event_id for i in ids.ids[:4]] == [*(e.event_id for e in bodies(pc.chain.events[:3])), ""]
        assert ids.upto == page.upto


def test_a_page_of_heavy_events_is_cut_by_weight(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulls, "PAGE_BYTES", 3000)
    for _ in range(5):
        pc.write("dossier.noted", ("dossier", D), {"text": "x" * 1000})
    pc.write("dossier.noted", ("dossier", D), {"text": "x" * 5000})
    stored(pc.push())
    feed = office_feed(pc.office_id)
    sizes, after, epoch = [], 0, ""
    while after < 6:
        page = _page(pc.pull(feed, after, epoch))
        after, epoch = page.upto, page.epoch
        sizes.append(len(page.events))
    assert sizes == [2, 2, 1, 1]


def test_a_cursor_of_another_epoch_reads_again(pc: Pc, database: Database) -> None:
    pc.note(D)
    stored(pc.push())
    feed = office_feed(pc.office_id)
    before = _page(pc.pull(feed))
    epoch = database.begin_epoch()
    answer = pc.pull(feed, before.upto, before.epoch)
    assert isinstance(answer, ReadAgain)
    assert answer.epoch == epoch != before.epoch
    assert _page(pc.pull(feed, 0, epoch)).events == before.events


def test_a_cursor_beyond_the_head_reads_again(pc: Pc) -> None:
    epoch = _page(pc.pull(REFERENCE)).epoch
    assert isinstance(pc.pull(REFERENCE, 99, epoch), ReadAgain)


@pytest.mark.parametrize(
    "query",
    ["", "feed=", "feed=reference&after=-1", "feed=reference&after=x", "feed=reference&limit=0",
     "feed=reference&limit=100000", f"feed=reference&after={1 << 60}", f"feed={'x' * 81}", "feed=reference&ids=maybe",
     f"feed=reference&epoch={'x' * 41}"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(pc: Pc, query: str) -> None:
    answer = pc.ask("GET", f"/sync/pull?{query}")
    assert answer.status_code in (403, 422)


def test_a_new_timeline_of_the_database_begins_an_epoch_by_itself(on_postgresql: Database) -> None:
    """What a fail-over does: other connections, another timeline."""
    epoch = on_postgresql.epoch()
    with on_postgresql.write() as connection:
        connection.execute(update(server).values(fingerprint="00000000"))
        assert on_postgresql.epoch_in(connection) == epoch
    on_postgresql.engine.dispose()
    with on_postgresql.read() as connection:
        renewed = on_postgresql.epoch_in(connection)
    assert renewed != epoch
    with on_postgresql.read() as connection:
        assert on_postgresql.epoch_in(connection) == renewed == on_postgresql.epoch()


def test_a_fail_over_under_full_load_is_seen_by_all(on_postgresql: Database) -> None:
    """As many at once as there are connections, all of them new: looking must not take one more."""
    epoch = on_postgresql.epoch()
    with on_postgresql.write() as connection:
        connection.execute(update(server).values(fingerprint="00000000"))
    on_postgresql.engine.dispose()
    others = range(39)
    together, connecting = Barrier(len(others), timeout=30), iter(others)

    def read(_number: int) -> str:
        with on_postgresql.glance() as connection:
            return on_postgresql.epoch_in(connection)

    def wait(*_: object) -> None:
        if next(connecting, None) is not None:
            together.wait()

    with on_postgresql.engine.connect(), ThreadPoolExecutor(len(others)) as threads:
        event.listen(on_postgresql.engine, "connect", wait)
        [renewed] = set(threads.map(read, others))
    assert renewed != epoch


def test_a_server_set_back_gets_everything_again(postgresql: Cluster, on_postgresql: Database, furnished: URL) -> None:
    """A backup of noon put back in the evening: PCs send what it lacks and read under a new epoch."""
    from served import enrolment_code

    with serving(on_postgresql) as address:
        pc = Pc(address)
        pc.enrol(enrolment_code(on_postgresql, AN_XUYEN))
        pc.note(D)
        stored(pc.push())
        pc.http.close()
    on_postgresql.engine.dispose()
    backup = postgresql.database(str(on_postgresql.url.database))
    with serving(on_postgresql) as address:
        evening = Pc(address, pc.key)
        evening.chain, evening.place = pc.chain, pc.place
        evening.note(D)
        evening.note(D)
        stored(evening.push())
        cursor = _page(evening.pull(office_feed(evening.office_id)))
        evening.http.close()
    with closing(Database(backup)) as restored:
        restored.must_be_migrated()
        restored.begin_epoch()
        with serving(restored) as address:
            morning = Pc(address, pc.key)
            morning.chain, morning.place = evening.chain, pc.place
            answer = morning.push([])
            assert isinstance(answer, SendFrom)
            assert answer.seq == 2
            assert stored(morning.push(morning.chain.events[1:])) == 3
            feed = office_feed(morning.office_id)
            assert isinstance(morning.pull(feed, cursor.upto, cursor.epoch), ReadAgain)
            assert morning.read(feed) == list(evening.chain.events)
            morning.http.close()


def test_somebody_elses_feed_is_refused_whatever_the_cursor(new_pc: Callable[..., Pc]) -> None:
    ours, theirs = new_pc(), new_pc("000.00.07.H96")
    for feed in (office_feed(ours.office_id), device_feed(ours.device_id)):
        with pytest.raises(RefusedError) as refused:
            theirs.pull(feed, 99, "x")
        assert refused.value.code == "forbidden"
    assert not isinstance(ours.push([]), Fork)
