"""Calling the next citizen: the server chooses, each ticket once, and says the same to whoever asks again."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from served import AN_XUYEN, PROVINCE, TAN_THANH, Pc, RefusedError, bodies, enrolment_code, furnish, serving, stored
from server_writer import Writer
from sqlalchemy import make_url, text, update

from app.domain import tickets
from app.domain.events import Event
from app.domain.subjects import fold_subject
from app.domain.tickets import ticket_of
from app.protocol.feeds import office_feed
from app.protocol.messages import Claim, Claimed, Named, WireEvent, decode
from app.protocol.verdicts import SERVER
from app.server import subjects
from app.server import tickets as served_tickets
from app.server.authentication import utc_now
from app.server.court import Court
from app.server.database import Database
from app.server.tables import claims

CLERK, MANAGER = f"receiver@{AN_XUYEN}", f"administrator@{AN_XUYEN}"


class Today:
    """The day of the test that runs: the hall is one for all of them, and each has a queue of its own."""

    day = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _a_new_day() -> None:
    Today.day += timedelta(days=1)


@dataclass(frozen=True)
class Hall:
    """Two counters of An Xuyên, whose clerk the server knows, and one of Tân Thành."""

    database: Database
    counter: Pc
    colleague: Pc
    stranger: Pc


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def hall(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with ExitStack() as stack:
        database = stack.enter_context(closing(_database(request, tmp_path_factory)))
        address = stack.enter_context(serving(database))
        pcs = [Pc(address) for _ in range(3)]
        for pc, prefix in zip(pcs, (AN_XUYEN, AN_XUYEN, TAN_THANH), strict=True):
            stack.callback(pc.http.close)
            pc.enrol(enrolment_code(database, prefix))
            pc.actor_id = CLERK
        _know(database, pcs[0].office_id)
        yield Hall(database, *pcs)


def _database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    if request.param == "sqlite":
        made = Database(make_url(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('hall')}/server.sqlite"))
        furnish(made)
        return made
    furnished = request.getfixturevalue("furnished").database
    copied = Database(request.getfixturevalue("postgresql").database(furnished))
    copied.must_be_migrated()
    return copied


def _know(database: Database, office_id: str) -> None:
    """Let the server know the people of an office."""
    with database.write() as connection:
        for who, role in ((CLERK, "receiver"), (MANAGER, "administrator")):
            row = {"who": who, "office": office_id, "role": role}
            connection.execute(text("INSERT INTO staff VALUES ('96', :who, :office, :role, true)"), row)


@pytest.fixture
def counter(hall: Hall) -> Pc:
    return hall.counter


@pytest.fixture
def colleague(hall: Hall) -> Pc:
    return hall.colleague


def issue(pc: Pc, counter: int, *, letter: str = "A", **told: Any) -> Event:
    payload = {
        "day": Today.day.isoformat(),
        "number": tickets.ticket_number(letter, 1, counter),
        "lane": 1,
        "priority": "",
        "service": {"letter": letter, "name": "Hộ tịch"},
    }
    return pc.write(tickets.ISSUED, (tickets.KIND, str(uuid.uuid4())), payload | told)


def act(pc: Pc, event_type: str, on: Event, **payload: Any) -> Event:
    subject, basis = (on.subject_kind, on.subject_id), (on.event_id,)
    return pc.write(event_type, subject, {"round": 0} | payload, basis=basis, n=on.n + 1)


def a_claim(letters: str = "", day: str = "", actor: str = CLERK) -> Claim:
    return Claim(str(uuid.uuid4()), actor, day or Today.day.isoformat(), letters)


def ask(pc: Pc, claim: Claim) -> Claimed:
    return decode(pc.send("/sync/claim", claim), Claimed)


def number(answer: Claimed) -> str:
    found = ticket_of(fold_subject(tickets.KIND, bodies(answer.events)))
    return found.number if found else ""


def test_who_has_priority_is_called_first_then_who_came_first(counter: Pc) -> None:
    issue(counter, 1)
    issue(counter, 2, letter="B")
    issue(counter, 3, priority="elderly")
    stored(counter.push())
    assert [number(ask(counter, a_claim())) for _ in range(4)] == ["A103", "A101", "B102", ""]


def test_a_counter_is_given_only_the_services_and_the_day_it_asks_for(counter: Pc) -> None:
    issue(counter, 1)
    issue(counter, 2, letter="B")
    stored(counter.push())
    assert number(ask(counter, a_claim(day="2020-11-20"))) == ""
    assert number(ask(counter, a_claim("BC"))) == "B102"
    assert number(ask(counter, a_claim("BC"))) == ""


def test_the_choice_is_the_event_that_everybody_reads(counter: Pc, colleague: Pc) -> None:
    issue(counter, 1)
    stored(counter.push())
    claim = a_claim()
    answer = ask(colleague, claim)
    issued, called = bodies(answer.events)
    assert (called.event_id, called.actor_id, called.type) == (claim.claim_id, CLERK, tickets.CALLED)
    assert called.payload["device_id"] == colleague.device_id
    assert (called.basis, called.n) == ((issued.event_id,), 2)
    in_feed = bodies(counter.read(office_feed(counter.office_id))[-2:])  # of the office, with what tests before wrote
    assert [event.body for event in in_feed] == [issued.body, called.body]


def test_a_lost_answer_is_given_again_under_the_same_claim(counter: Pc) -> None:
    issue(counter, 1)
    issue(counter, 2)
    stored(counter.push())
    claim = a_claim()
    first, again = ask(counter, claim), ask(counter, claim)
    assert first.events == again.events
    assert number(again) == "A101"
    assert number(ask(counter, a_claim())) == "A102"


def test_that_nobody_waited_stays_the_answer_of_that_claim(counter: Pc) -> None:
    claim = a_claim()
    assert number(ask(counter, claim)) == ""
    issue(counter, 1)
    stored(counter.push())
    assert number(ask(counter, claim)) == ""  # an overheard request, repeated, calls nobody
    assert number(ask(counter, a_claim())) == "A101"


def test_another_counter_gets_nothing_by_somebody_elses_claim(counter: Pc, colleague: Pc) -> None:
    issue(counter, 1)
    stored(counter.push())
    claim = a_claim()
    ask(counter, claim)
    with pytest.raises(RefusedError) as refused:
        ask(colleague, claim)
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("actor", [MANAGER, "nobody", f"receiver@{TAN_THANH}"])
def test_who_may_not_receive_calls_nobody(counter: Pc, actor: str) -> None:
    issue(counter, 1)
    stored(counter.push())
    claim = a_claim(actor=actor)
    with pytest.raises(RefusedError) as refused:
        ask(counter, claim)
    assert refused.value.code == "forbidden"
    assert number(ask(counter, a_claim())) == "A101"


def test_an_office_is_never_given_anothers_citizens(counter: Pc, hall: Hall) -> None:
    issue(hall.stranger, 1)
    stored(hall.stranger.push())
    assert number(ask(counter, a_claim())) == ""


def test_a_ticket_is_handed_to_no_other_office(counter: Pc, hall: Hall) -> None:
    issue(hall.stranger, 1, concerns=[counter.office_id])
    theirs = hall.stranger.chain.events[-1].hash
    stored(hall.stranger.push())
    issue(counter, 2, concerns=[hall.stranger.office_id])
    ours = counter.chain.events[-1].hash
    stored(counter.push())
    assert [number(ask(counter, a_claim())) for _ in range(2)] == ["A102", ""]
    for pc, own, other in ((counter, ours, theirs), (hall.stranger, theirs, ours)):
        feed = {event.hash for event in pc.read(office_feed(pc.office_id))}
        assert {own, other} & feed == {own}


def test_a_call_is_no_larger_for_what_was_strewn_about_its_ticket(counter: Pc) -> None:
    issued = issue(counter, 1)
    for _ in range(120):
        act(counter, tickets.RECALLED, issued)
    stored(counter.push())
    answer = ask(counter, a_claim())
    [call] = [event for event in bodies(answer.events) if event.type == tickets.CALLED]
    assert (number(answer), len(call.basis), call.n) == ("A101", 100, 3)


def test_a_call_made_offline_takes_the_ticket_out_of_the_queue_and_a_return_puts_it_back(counter: Pc) -> None:
    first = issue(counter, 1)
    called = act(counter, tickets.CALLED, first, counter="Quầy 1", device_id=counter.device_id)
    stored(counter.push())
    assert number(ask(counter, a_claim())) == ""
    missed = act(counter, tickets.ENDED, called, how=tickets.ABSENT)
    act(counter, tickets.REQUEUED, missed, service={"letter": "B", "name": "Đất đai"})
    stored(counter.push())
    answer = ask(counter, a_claim("B"))
    found = ticket_of(fold_subject(tickets.KIND, bodies(answer.events)))
    assert found is not None
    assert found.call is not None
    assert (found.number, found.round, found.call.device_id) == ("A101", 1, counter.device_id)


def test_a_call_that_came_damaged_stops_nobody_from_calling(counter: Pc, colleague: Pc) -> None:
    issued = issue(counter, 1)
    called = act(counter, tickets.CALLED, issued, counter="Quầy 1", device_id=counter.device_id)
    good = counter.chain.events[-1]
    names = Named(called.event_id, called.subject_kind, called.subject_id)
    torn = WireEvent.of(
        good.device_id, good.device_seq, good.prev_hash, good.hash, b"\xff" + good.body[1:], named=names
    )
    stored(counter.push([*counter.chain.events[:-1], torn]))
    answer = ask(colleague, a_claim())
    assert number(answer) == "A101"
    chosen = bodies([wire for wire in answer.events if wire.text])[-1]
    assert {issued.event_id, called.event_id} < set(chosen.basis)  # and the verdict about the lost bytes


def test_a_ticket_that_no_index_can_hold_is_stored_and_stands_in_no_queue(counter: Pc) -> None:
    issue(counter, 1, number="A1\0")
    issue(counter, 2, day="".join(map(chr, range(200, 9200))))
    stored(counter.push())
    assert number(ask(counter, a_claim())) == ""


def test_answers_of_past_days_are_forgotten(counter: Pc, hall: Hall) -> None:
    claim = a_claim()
    ask(counter, claim)
    with hall.database.write() as connection:
        connection.execute(update(claims).values(asked_at=utc_now().replace(year=2020)))
    ask(counter, a_claim())
    with hall.database.read() as connection:
        mine = text("SELECT claim_id FROM claims WHERE device_id = :pc")
        kept = connection.execute(mine, {"pc": counter.device_id}).scalars().all()
    assert len(kept) == 1
    assert claim.claim_id not in kept


# --- Many at once, two processes on one database ----------------------------------------------------------------------


@pytest.fixture
def two_processes(on_postgresql: Database) -> Iterator[tuple[Database, Database]]:
    with closing(Database(on_postgresql.url)) as second:
        yield on_postgresql, second


def _clerks(database: Database, count: int) -> list[Writer]:
    writers = [Writer(database, AN_XUYEN) for _ in range(count)]
    _know(database, writers[0].pc.office_id)
    for writer in writers:
        writer.pc.actor_id = CLERK
    return writers


def _call(database: Database, writer: Writer, claim: Claim) -> list[Event]:
    return bodies(served_tickets.claim(database, writer.device, claim, utc_now()).events)


def test_no_citizen_is_called_twice_by_counters_at_two_processes(two_processes: tuple[Database, Database]) -> None:
    clerks = _clerks(two_processes[0], 6)
    for number_ in range(1, 37):
        issue(clerks[number_ % 6].pc, number_)
    for clerk in clerks:
        clerk.push()
    given: list[str] = []

    def call(clerk: Writer, chance: random.Random) -> None:
        """Call until nobody waits; some answers are lost and asked for again at the other process."""
        while True:
            claim = a_claim()
            ways = chance.sample(two_processes, 2)
            history = _call(ways[0], clerk, claim)
            if chance.random() < 0.5:
                assert [e.event_id for e in _call(ways[1], clerk, claim)] == [e.event_id for e in history]
            if not history:
                return
            given.append(history[0].subject_id)

    with ThreadPoolExecutor(6) as threads:
        for job in [threads.submit(call, clerk, random.Random(i)) for i, clerk in enumerate(clerks)]:
            job.result()
    assert len(given) == len(set(given)) == 36
    with two_processes[0].read() as connection:
        calls = "SELECT count(*) FROM events WHERE subject_kind = 'ticket' AND n > 1"
        assert connection.execute(text(calls)).scalar_one() == 36
        gaps = "SELECT count(*) <> max(position) FROM feed_positions WHERE feed = :feed"
        feed = office_feed(clerks[0].pc.office_id)
        assert not connection.execute(text(gaps), {"feed": feed}).scalar_one()


def test_the_same_claim_at_two_processes_at_once_calls_one(two_processes: tuple[Database, Database]) -> None:
    [clerk] = _clerks(two_processes[0], 1)
    for number_ in range(1, 17):
        issue(clerk.pc, number_)
    clerk.push()
    with ThreadPoolExecutor(2) as threads:
        for _ in range(8):
            claim = a_claim()
            jobs = [threads.submit(_call, way, clerk, claim) for way in two_processes]
            one, other = (job.result() for job in jobs)
            assert one == other
            assert len(one) == 2
    with two_processes[0].read() as connection:
        assert connection.execute(text("SELECT count(*) FROM waiting_tickets")).scalar_one() == 8


def test_a_call_and_a_verdict_about_the_same_ticket_never_wait_in_a_circle(
    two_processes: tuple[Database, Database],
) -> None:
    """The call passes over the ticket that a push holds, and waits for the server's chain, which the push holds too."""
    pushes, calls = two_processes
    [clerk] = _clerks(pushes, 1)
    first, second = issue(clerk.pc, 1), issue(clerk.pc, 2)
    clerk.push()
    key = (tickets.KIND, first.subject_id)
    with ThreadPoolExecutor(1) as threads:
        with pushes.write() as connection:
            held = subjects.lock(connection, PROVINCE, [key])
            Court(connection, PROVINCE, utc_now()).next_link(b"a verdict")
            calling = threads.submit(_call, calls, clerk, a_claim())
            _until_somebody_waits(pushes)
            served_tickets.follow(connection, PROVINCE, held.values())
        assert calling.result()[0].subject_id == second.subject_id


def _until_somebody_waits(database: Database) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 60
    with database.glance() as connection:
        while not connection.execute(text(waiting)).scalar_one():
            assert time.monotonic() < end


def test_who_waits_is_what_the_tickets_events_say(on_postgresql: Database) -> None:
    clerks = _clerks(on_postgresql, 2)
    chance = random.Random(5)
    latest = {event.subject_id: (event, clerk) for clerk in clerks for event in [issue(clerk.pc, n) for n in (1, 2, 3)]}
    for clerk in clerks:
        clerk.push()
    for _ in range(12):
        subject, (before, clerk) = chance.choice(sorted(latest.items(), key=lambda pair: pair[1][0].n))
        turn = (before.n - 1) // 2
        if before.n % 2:
            after = act(clerk.pc, tickets.CALLED, before, round=turn, counter="Quầy 1", device_id="x")
        else:
            after = act(clerk.pc, tickets.REQUEUED, before, round=turn, service={"letter": "A", "name": ""})
        latest[subject] = after, clerk
        clerk.push()
    with on_postgresql.read() as connection:
        waiting = set(connection.execute(text("SELECT subject_id FROM waiting_tickets")).scalars())
    assert waiting == {subject for subject, (event, _) in latest.items() if event.n % 2}
    assert SERVER not in waiting
