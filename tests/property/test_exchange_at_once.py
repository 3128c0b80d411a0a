"""Everybody at once on a real PostgreSQL: what only several writers in the same moment can break.

The other tests of the exchange let one request follow the other. Here threads push, read and call together, and the
rules that make that safe are each switched off once: positions under the feed's row lock, locks in one order, the
subject's lock, and the lock of who waits (that other claims pass over it costs nobody a citizen, only a wait).
"""

from __future__ import annotations

import random
import re
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from exchange_checks import check
from exchange_desk import Desk
from exchange_places import Databases
from exchange_switches import attribute
from exchange_world import Template, World, make_template, seeded
from served import AN_XUYEN, TAN_THANH, Cluster, bodies, furnish
from server_writer import Writer
from sqlalchemy import Connection, Select, text

from app.domain import tickets
from app.domain.errors import UserError
from app.protocol.feeds import office_feed
from app.protocol.ids import natural_id
from app.protocol.messages import Claim
from app.server import feeds, subjects
from app.server import tickets as served
from app.server.authentication import utc_now
from app.server.bulk import add_rows
from app.server.database import Database
from app.server.feeds import Place
from app.server.tables import feed_positions
from app.sync.troubles import LineTrouble

Patch = pytest.MonkeyPatch
A, B = natural_id("office", AN_XUYEN), natural_id("office", TAN_THANH)
WRITERS = 4
ROUNDS = 6
STORMS = 12
LOCK_TIMEOUT = "20s"  # of a circle PostgreSQL tells after one second, of anything else that hangs after this


@pytest.fixture(scope="module")
def furnished(postgresql: Cluster) -> str:
    """Return the name of a database with two offices, to be copied."""
    url = postgresql.database()
    with closing(Database(url)) as made:
        furnish(made)
    return str(url.database)


@pytest.fixture
def database(postgresql: Cluster, furnished: str) -> Iterator[Database]:
    """A database with two offices, in which nobody waits for a lock without end."""
    url = postgresql.database(furnished)
    name = url.database
    with closing(Database(url)) as made:
        with made.write() as connection:
            connection.execute(text(f"ALTER DATABASE \"{name}\" SET lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(text(f"ALTER DATABASE \"{name}\" SET deadlock_timeout = '50ms'"))
        made.close()  # settings hold for new connections
        yield made
    Databases(postgresql).remove(url)


def _circles(failures: list[BaseException]) -> list[str]:
    """Return how PostgreSQL ended transactions that waited for each other, or too long."""
    told = [str(failure) for failure in failures]
    return [line for line in told if re.search("deadlock|lock timeout", line)]


def _together(doing: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Do all of it at once; returns what failed."""
    failures: list[BaseException] = []

    def one(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            failures.append(error)

    with ThreadPoolExecutor(len(doing)) as threads:
        for job in [threads.submit(one, work) for work in doing]:
            job.result()
    return failures


# --- A reader by cursor ----------------------------------------------------------------------------------------------


def _linger(connection: Connection) -> None:
    """Take a moment between the position and the commit, as a slow disk does."""
    connection.execute(text("SELECT pg_sleep(random() * 0.01)"))


def _slowly(patch: Patch) -> None:
    kept = feeds.append

    def append(connection: Connection, province_id: str, news: Any) -> None:
        kept(connection, province_id, news)
        _linger(connection)

    patch.setattr(feeds, "append", append)


def positions_come_from_a_sequence(patch: Patch, database: Database) -> None:
    """Each feed's positions are numbers of an identity: given at once, seen when their transaction ends."""
    with database.write() as connection:
        connection.execute(text("CREATE SEQUENCE bare"))

    def append(connection: Connection, province_id: str, news: dict[str, list[Place]]) -> None:
        for feed, places in news.items():
            rows = []
            for place in places:
                [(position,)] = connection.execute(text("SELECT nextval('bare')"))
                rows.append((province_id, feed, position, *place))
            add_rows(connection, feed_positions, rows)

    def newest(connection: Connection, province_id: str, feed: str) -> int:
        newest = "SELECT coalesce(max(position), 0) FROM feed_positions WHERE province_id = :province AND feed = :feed"
        return int(connection.execute(text(newest), {"province": province_id, "feed": feed}).scalar_one())

    patch.setattr(feeds, "append", append)
    patch.setattr(feeds, "head_of", newest)


def _skipped(database: Database, patch: Patch) -> int:
    """Let one write, another meanwhile, and one read in between; returns how many events the reader never sees.

    The first has its position and waits before its commit until the second has committed, or waits for it.
    """
    first, second, reader = (Writer(database, AN_XUYEN) for _ in range(3))
    reached, go_on, feed = threading.Event(), threading.Event(), office_feed(A)
    kept = feeds.append

    def append(connection: Connection, province_id: str, news: Any) -> None:
        kept(connection, province_id, news)
        if not reached.is_set():
            reached.set()
            assert go_on.wait(60)

    patch.setattr(feeds, "append", append)
    for writer in (first, second):
        writer.pc.note(writer.pc.device_id)
    with ThreadPoolExecutor(2) as threads:
        pushes = [threads.submit(first.push)]
        assert reached.wait(60)
        pushes.append(threads.submit(second.push))
        while not pushes[1].done() and not _somebody_waits(database):
            threading.Event().wait(0.01)
        page = reader.page(feed, 0)
        go_on.set()
        for push in pushes:
            push.result()
    seen = {item.event.device_id for item in (*page.events, *reader.page(feed, page.upto).events)}
    return len({first.pc.device_id, second.pc.device_id} - seen)


def _somebody_waits(database: Database) -> bool:
    with database.read() as connection:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(connection.execute(text(waiting)).scalar_one())


def test_a_cursor_skips_nothing_when_positions_are_given_under_the_feeds_lock(
    database: Database, monkeypatch: Patch
) -> None:
    assert _skipped(database, monkeypatch) == 0


def test_a_cursor_over_a_bare_sequence_skips_what_commits_late(database: Database, monkeypatch: Patch) -> None:
    positions_come_from_a_sequence(monkeypatch, database)
    assert _skipped(database, monkeypatch) == 1


# --- Locks in one order ----------------------------------------------------------------------------------------------


def _push_shuffled(database: Database) -> list[BaseException]:
    """Let pushes name the same dossiers in any order."""
    writers = [Writer(database, AN_XUYEN) for _ in range(WRITERS)]
    dossiers = [f"d{number}" for number in range(12)]
    for dossier in dossiers:
        writers[0].pc.note(dossier)
    writers[0].push()

    def write(writer: Writer, chance: random.Random) -> None:
        for _ in range(ROUNDS):
            chance.shuffle(dossiers)
            for dossier in list(dossiers):
                writer.pc.note(dossier)
            writer.push()

    return _together([partial(write, writer, random.Random(place)) for place, writer in enumerate(writers)])


def subjects_are_locked_as_they_come(patch: Patch, _database: Database) -> None:
    """A push locks its subjects one by one, in the order of its events."""
    kept = subjects.lock

    def unsorted(connection: Connection, province_id: str, keys: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key in dict.fromkeys(keys):
            found |= kept(connection, province_id, [key])
            _linger(connection)
        return found

    patch.setattr(subjects, "lock", unsorted)


def feeds_are_locked_as_they_come(patch: Patch, _database: Database) -> None:
    """A push that reaches several offices locks their feeds in any order."""
    kept = feeds.append
    chance = random.Random(1)

    def unsorted(connection: Connection, province_id: str, news: dict[str, Any]) -> None:
        for feed in chance.sample(sorted(news), len(news)):
            kept(connection, province_id, {feed: news[feed]})
            _linger(connection)

    patch.setattr(feeds, "append", unsorted)


def _push_to_both(database: Database) -> list[BaseException]:
    """Let pushes reach two offices each, about dossiers of their own."""
    writers = [Writer(database, prefix) for prefix in (AN_XUYEN, TAN_THANH) * (WRITERS // 2)]

    def write(writer: Writer) -> None:
        for number in range(ROUNDS):
            key = ("dossier", f"{writer.pc.device_id}-{number}")
            writer.pc.write("dossier.noted", key, {"concerns": [A, B]})
            writer.push()

    return _together([partial(write, writer) for writer in writers])


ORDERS = (
    (subjects_are_locked_as_they_come, _push_shuffled),
    (feeds_are_locked_as_they_come, _push_to_both),
)


@pytest.mark.nightly
@pytest.mark.parametrize(("switch_off", "course"), ORDERS, ids=["subjects", "feeds"])
def test_locks_in_any_order_end_in_a_circle(
    database: Database,
    switch_off: Callable[..., None],
    course: Callable[[Database], Any],
    monkeypatch: Patch,
    nightly: bool,
) -> None:
    if not nightly:
        pytest.skip("in the long run of the night; with the order it is tried in tests/server")
    assert _circles(course(database)) == []
    switch_off(monkeypatch, database)
    assert _circles(course(database))


@pytest.mark.nightly
def test_without_the_subjects_lock_a_new_office_misses_what_is_written_meanwhile(
    database: Database, monkeypatch: Patch, nightly: bool
) -> None:
    if not nightly:
        pytest.skip("in the long run of the night; with the lock it is tried in tests/server")

    def missed() -> int:
        giver, colleague, taker = (Writer(database, prefix) for prefix in (AN_XUYEN, AN_XUYEN, TAN_THANH))
        for number in range(ROUNDS):
            dossier = f"{giver.pc.device_id}-{number}"
            giver.pc.note(dossier)
            giver.push()
            giver.pc.write("dossier.noted", ("dossier", dossier), {"concerns": [B]})
            colleague.pc.note(dossier)
            assert _together([giver.push, colleague.push]) == []
        pages = [writer.page(feed, 0) for writer, feed in ((giver, office_feed(A)), (taker, office_feed(B)))]
        ours, theirs = ({(i.event.device_id, i.event.device_seq) for i in page.events} for page in pages)
        return len(ours - theirs)

    assert missed() == 0
    _slowly(monkeypatch)
    monkeypatch.setattr(subjects, "_LOCKING", text(str(attribute(subjects, "_LOCKING")).replace(" FOR UPDATE", "")))
    assert missed() > 0


# --- Two claims ------------------------------------------------------------------------------------------------------


def nobody_locks_who_waits(patch: Patch) -> None:
    """A claim chooses without a lock."""
    patch.setattr(Select, "with_for_update", lambda query, **_: query)


def _called_by_two(database: Database, patch: Patch, day: str) -> list[str]:
    """Let two wait and two counters call; the first claim has chosen and is not over when the second comes."""
    counters = [Writer(database, AN_XUYEN) for _ in range(2)]
    with database.write() as connection:
        row = {"office": A, "who": f"receiver@{AN_XUYEN}"}
        connection.execute(
            text("INSERT INTO staff VALUES ('96', :who, :office, 'receiver', true) ON CONFLICT DO NOTHING"), row
        )
    for number in (1, 2):
        service = {"letter": "A", "name": "Hộ tịch"}
        given = {"day": day, "number": f"A10{number}", "lane": 1, "priority": "", "service": service}
        counters[0].pc.write(tickets.ISSUED, (tickets.KIND, f"{day}-{number}"), given)
    counters[0].push()
    reached, go_on, kept = threading.Event(), threading.Event(), attribute(served, "_call")

    def call(*asked: Any) -> None:
        if not reached.is_set():
            reached.set()
            assert go_on.wait(60)
        kept(*asked)

    def claim(counter: Writer) -> str:
        asked = Claim(str(uuid.uuid4()), f"receiver@{AN_XUYEN}", day)
        events = served.claim(database, counter.device, asked, utc_now()).events
        return bodies(events)[0].subject_id if events else ""

    patch.setattr(served, "_call", call)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(claim, counters[0])
        assert reached.wait(60)
        second = threads.submit(claim, counters[1])
        while not second.done() and not _somebody_waits(database):
            threading.Event().wait(0.01)
        go_on.set()
        return [first.result(), second.result()]


@pytest.mark.nightly
def test_without_the_lock_of_who_waits_two_claims_get_one_citizen(
    database: Database, monkeypatch: Patch, nightly: bool
) -> None:
    if not nightly:
        pytest.skip("in the long run of the night; with the lock it is tried in tests/server")
    with monkeypatch.context() as patch:
        assert _called_by_two(database, patch, "2026-11-19") == ["2026-11-19-1", "2026-11-19-2"]
    nobody_locks_who_waits(monkeypatch)
    assert _called_by_two(database, monkeypatch, "2026-11-20") == ["2026-11-20-1"] * 2


# --- Whole PCs -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory, nightly: bool) -> Template:
    if not nightly:
        pytest.skip("in the long run of the night; one request after the other is the machine's")
    return make_template(tmp_path_factory.mktemp("province"), Databases(postgresql))


@pytest.mark.nightly
def test_pcs_that_work_and_exchange_at_once_end_alike(template: Template, tmp_path: Path) -> None:
    """Real engines against the real server, all in the same moment: no circle, and all that must hold at rest holds."""
    for number in range(STORMS):
        with seeded(number):
            folder = tmp_path / str(number)
            folder.mkdir()
            world = World(template, folder)
            try:
                world.clone(world.desks["a"])
                works = [partial(_work, world, desk, random.Random(number)) for desk in world.desks.values()]
                failures = _together(works)
                assert failures == []
                assert _deadlocks(world.server.database) == 0
                world.settle()
                check(world)
            finally:
                world.close()


def _work(world: World, desk: Desk, chance: random.Random) -> None:
    for _ in range(12):
        with suppress(UserError):
            what = chance.choice(("receive", "note", "hand over", "correct", "give", "call", "exchange", "exchange"))
            if what in ("give", "call"):
                if what == "give":
                    world.tickets.give(desk, chance.randrange(7))
                else:
                    world.tickets.call(desk, at_once=True)
                continue
            if what != "exchange":
                world.write(desk, what, chance.randrange(7))
                continue
        with suppress(LineTrouble):
            desk.exchange()
    world.look(desk)


def _deadlocks(database: Database) -> int:
    with database.read() as connection:
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(connection.execute(text(query)).scalar_one())
