"""Two counters call citizens: with a line each citizen once, without one from their own lanes, and nobody is lost."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office_fixtures import Clock, clerk, clock, house
from sync_desk import Centre, Counter, centre_at, counters_at, pair_of

from app.domain import tickets
from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.office import Actor, TicketService
from app.domain.tickets import Priority
from app.protocol.messages import Claim, Claimed, Push, PushAnswer
from app.runtime.connectivity import Connectivity
from app.services.door import find_desk
from app.services.exchange_files import export_file
from app.services.house import Changed, Desk, House
from app.services.offices import change_office
from app.services.print_jobs import TICKET, list_jobs
from app.services.tickets import (
    Next,
    call_next,
    finish,
    issue_ticket,
    load_tickets,
    mark_absent,
    recall,
    requeue,
)
from app.storage import identities
from app.storage.rebuilding import rebuild
from app.storage.server_place import load_server
from app.sync import client
from app.sync.client import Line, dialler
from app.sync.troubles import LineTrouble, cut

__all__ = ["clerk", "clock", "house"]

CIVIL, LAND = TicketService("A", "Hộ tịch"), TicketService("B", "Đất đai")
Pair = tuple[Counter, Counter]


@pytest.fixture(scope="module")
def office(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pair, Centre]]:
    """Two counters in step, of an office that gives numbers for two services; one for all tests, each has its day."""
    folder = tmp_path_factory.mktemp("calling")
    with centre_at(folder) as centre, counters_at(folder, founded) as make:
        a, b = pair_of(make, centre)
        change_office(a.house, a.clerk, replace(desk(a).office, ticket_services=(CIVIL, LAND)))
        in_step(a, b)
        yield (a, b), centre


@pytest.fixture
def two(office: tuple[Pair, Centre]) -> Pair:
    """The two counters and their server at the beginning of a new day."""
    (a, b), centre = office
    in_step(a, b)
    morning = local_time(max(a.house.clock(), b.house.clock())) + timedelta(days=1)
    centre.clock = servers = Clock()
    for one in (a.clock, b.clock, servers):
        one.set_local(morning.year, morning.month, morning.day, 7, 0)
    return a, b


def in_step(*counters: Counter) -> None:
    for counter in (*counters, counters[0]):
        counter.exchange()


def issue(counter: Counter, letter: str = "A", priority: Priority = Priority.NONE) -> str:
    return issue_ticket(counter.house, counter.clerk, letter, priority).number


class Pushing:
    """A line on which something happens after each piece is stored, before that is answered."""

    def __init__(self, line: Any, then: Callable[[], None]) -> None:
        self._line, self._then = line, then

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def push(self, sent: Push) -> PushAnswer:
        answer: PushAnswer = self._line.push(sent)
        self._then()
        return answer


@contextmanager
def line_of(counter: Counter) -> Iterator[Line]:
    with counter.house.db.read() as session:
        place = load_server(session)
    assert place is not None
    line = dialler(counter.key, counter.house.clock)(place, place.device_id)
    try:
        yield line
    finally:
        line.close()


def call(counter: Counter, letters: str = "", answer: Callable[[Line, Claim], Claimed] = Line.claim) -> Next:
    """Press F6 with a line."""
    with line_of(counter) as line:
        return call_next(counter.house, counter.clerk, lambda asked: answer(line, asked), letters)


def call_alone(counter: Counter) -> Next:
    """Press F6 without a line."""
    return call_next(counter.house, counter.clerk, None)


def lose(line: Line, asked: Claim) -> Claimed:
    """The server answers, and the line breaks before the answer is here."""
    line.claim(asked)
    raise cut()


def number(called: Next) -> str:
    return called.ticket.number if called.ticket else ""


def desk(counter: Counter) -> Desk:
    found = find_desk(counter.house)
    assert found is not None
    return found


def tickets_of(counter: Counter) -> list[tuple[object, ...]]:
    """Return today's tickets, all that the projection says of them."""
    today = counter.house.local_now().date()
    return counter.rows(f"SELECT * FROM tickets WHERE day = '{today}' ORDER BY number")


def test_numbers_of_two_counters_never_meet_and_each_ticket_is_printed(two: Pair) -> None:
    a, b = two
    given = [issue(a), issue(b), issue(a), issue(b, "B")]
    assert len(set(given)) == 4
    assert given[0] == tickets.ticket_number("A", desk(a).lanes[0], 1)
    assert given[2] == tickets.ticket_number("A", desk(a).lanes[0], 2)
    second = next(job for job in list_jobs(a.house) if job.code == given[2])
    assert second.role == TICKET
    assert second.document["before"] == 1
    assert re.fullmatch(rf"[^-]+-\d{{6}}-{given[2]}", second.document["code"])


def test_the_server_gives_each_counter_the_next_citizen_whoever_gave_the_number(two: Pair) -> None:
    a, b = two
    first = issue(a)
    b.clock.set_local(*local_time(a.house.clock()).timetuple()[:3], 7, 5)
    second, old = issue(b), issue(b, priority=Priority.ELDERLY)
    in_step(a, b)
    assert [number(call(counter)) for counter in (a, b, a, b)] == [old, first, second, ""]
    in_step(a, b)
    assert load_tickets(a.house).waiting == load_tickets(b.house).waiting == ()
    assert tickets_of(a) == tickets_of(b)


def test_whoever_is_called_next_ends_the_one_before(two: Pair) -> None:
    a, _ = two
    first, second = issue(a), issue(a)
    a.exchange()
    assert number(call(a)) == first
    here = load_tickets(a.house).here
    assert here is not None
    assert (here.number, here.calls, here.is_here) == (first, 1, True)
    assert number(call(a)) == second
    assert [t.number for t in load_tickets(a.house).called] == [second]


def test_a_lost_answer_is_asked_for_again_and_calls_the_same_citizen(two: Pair) -> None:
    a, b = two
    first, second = issue(a), issue(b)
    in_step(a, b)
    lost = call(a, answer=lose)
    assert lost.trouble is not None
    assert number(lost) == first, "its own lane's, which the server has chosen as well"
    assert number(call(a)) in ("", second)
    in_step(a, b)
    assert load_tickets(a.house).waiting == ()
    assert {row[2] for row in tickets_of(a)} == {first, second}


def test_the_same_claim_goes_out_again_until_it_is_answered(two: Pair) -> None:
    _, b = two
    first = issue(b)
    b.exchange()
    asked: list[str] = []

    def hear(line: Line, claim: Claim) -> Claimed:
        asked.append(claim.claim_id)
        raise cut()

    def listen(line: Line, claim: Claim) -> Claimed:
        asked.append(claim.claim_id)
        return line.claim(claim)

    a, _ = two
    assert number(call(a, answer=hear)) == ""
    assert number(call(a, answer=hear)) == ""
    assert number(call(a, answer=listen)) == first
    assert len(set(asked)) == 1, "the id is made once"
    assert number(call(a, answer=listen)) == ""
    assert len(set(asked)) == 2


def test_a_lost_answer_that_nobody_waited_hides_nobody_who_came_since(two: Pair) -> None:
    a, b = two
    assert number(call(a, answer=lose)) == ""
    first = issue(b)
    b.exchange()
    assert number(call(a)) == first


def test_the_claim_of_whoever_may_call_no_more_stops_nobody_after_them(two: Pair) -> None:
    a, b = two

    def hear(_line: Line, _claim: Claim) -> Claimed:
        raise cut()

    assert number(call(a, answer=hear)) == ""
    with a.house.db.write() as session:
        session.connection().exec_driver_sql("UPDATE open_claims SET actor_id = 'who has left'")
    first = issue(b)
    b.exchange()
    called = call(a)
    assert (number(called), called.trouble) == (first, None)


def test_an_answer_lost_but_seen_by_the_feed_is_whom_the_next_press_calls(two: Pair) -> None:
    a, b = two
    first, second = issue(b), issue(b)
    b.exchange()
    assert number(call(a, answer=lose)) == ""
    a.exchange()
    here = load_tickets(a.house).here
    assert here is not None
    assert here.number == first
    assert number(call(a)) == first, "not ended unseen, and nobody else called"
    assert number(call(a)) == second


def test_without_a_line_a_counter_calls_the_tickets_of_its_own_lane(two: Pair, office: tuple[Pair, Centre]) -> None:
    (a, b), (_, centre) = two, office
    mine, theirs = issue(a), issue(b)
    in_step(a, b)
    centre.stop()
    assert number(call_alone(a)) == mine
    assert number(call_alone(a)) == ""
    assert number(call_alone(b)) == theirs
    centre.start()
    for counter in two:
        counter.restart()
        counter.point_to(centre.address)
    in_step(a, b)
    assert tickets_of(a) == tickets_of(b)


def test_of_two_calls_of_one_citizen_the_first_counts_and_nobody_is_asked(two: Pair) -> None:
    a, b = two
    first = issue(a)
    in_step(a, b)
    assert number(call(b)) == first
    assert number(call_alone(a)) == first, "it could not know"
    in_step(a, b)
    assert tickets_of(a) == tickets_of(b)
    assert a.rows("SELECT * FROM attention") == []


def test_what_the_server_has_not_heard_of_yet_is_called_all_the_same(two: Pair) -> None:
    a, _ = two
    unsent = issue(a)
    assert number(call(a)) == unsent


def test_whom_the_server_may_know_is_left_to_the_server(two: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ticket is on its way when both counters call: the server gives it to one, the other does not help itself."""
    a, b = two
    first = issue(a)
    called: list[str] = []

    def both_press() -> None:
        called.extend(number(call(counter)) for counter in (b, a))

    with monkeypatch.context() as patch:
        patch.setattr(a, "wrap", lambda line: Pushing(line, both_press))
        a.restart()
        a.exchange()
    a.restart()
    assert called == [first, ""]


def test_who_takes_a_number_while_another_is_sent_is_left_to_the_server_too(
    two: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = two
    given, called = [issue(a)], list[str]()

    def go_on() -> None:
        if len(given) == 1:
            given.append(issue(a))  # goes with the next piece
        elif not called:
            called.extend(number(call(counter)) for counter in (b, b, a))

    with monkeypatch.context() as patch:
        patch.setattr(a, "wrap", lambda line: Pushing(line, go_on))
        a.restart()
        a.exchange()
    a.restart()
    assert called == [*given, ""]


def test_whom_a_counter_put_back_it_calls_without_a_line_whatever_was_begun(
    two: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = two
    theirs = issue(b)
    in_step(a, b)
    ticket = call(a).ticket
    assert ticket is not None
    requeue(a.house, a.clerk, ticket.subject_id)

    def fall() -> None:
        raise cut()

    with monkeypatch.context() as patch:
        patch.setattr(a, "wrap", lambda line: Pushing(line, fall))
        a.restart()
        with pytest.raises(LineTrouble):
            a.exchange()
    a.restart()
    assert number(call_alone(a)) == theirs


def test_behind_what_a_piece_can_reach_a_counter_goes_on_calling(two: Pair) -> None:
    a, _ = two
    issue(a)
    second = issue(a)
    with a.house.db.write() as session:
        [present] = [chain for chain in identities.chains(session) if chain.is_present]
        identities.begin(session, present.device_id, 1)
    assert number(call(a)) == second


def test_whom_a_file_of_exchange_may_bring_is_left_to_the_server(two: Pair, tmp_path: Path) -> None:
    a, _ = two
    issue(a)
    export_file(a.house, a.key, tmp_path)
    assert number(call(a)) == ""


def test_who_calls_while_the_own_ticket_is_on_its_way_gets_it(two: Pair) -> None:
    a, _ = two
    first = issue(a)

    def ask_and_send(line: Line, asked: Claim) -> Claimed:
        answer = line.claim(asked)
        a.exchange()  # it reaches the server just behind the question
        return answer

    assert number(call(a, answer=ask_and_send)) == first
    assert number(call(a)) == ""


def test_nobody_whom_another_counter_has_is_called_from_an_old_list(two: Pair) -> None:
    a, b = two
    issue(a)
    in_step(a, b)
    assert number(call(b)) != ""
    assert number(call(a)) == "", "the list here still shows them waiting; the server said that nobody does"


def test_called_again_absent_and_back_with_the_same_number(two: Pair) -> None:
    a, b = two
    first = issue(a)
    in_step(a, b)
    ticket = call(a).ticket
    assert ticket is not None
    recall(a.house, a.clerk, ticket.subject_id)
    here = load_tickets(a.house).here
    assert here is not None
    assert here.calls == 2
    mark_absent(a.house, a.clerk, ticket.subject_id)
    assert [t.number for t in load_tickets(a.house).absent] == [first]
    requeue(a.house, a.clerk, ticket.subject_id, "B")
    in_step(a, b)
    assert number(call(b, "A")) == ""
    again = call(b, "B").ticket
    assert again is not None
    assert (again.number, again.service, again.round) == (first, LAND, 1)
    finish(b.house, b.clerk, again.subject_id)
    assert load_tickets(b.house).here is None


def test_a_key_too_many_ends_nobody_who_waits_again(two: Pair) -> None:
    """Sent on to another service, then "over" before the screen shows it: they would have waited for ever."""
    a, _ = two
    issue(a)
    a.exchange()
    ticket = call(a).ticket
    assert ticket is not None
    requeue(a.house, a.clerk, ticket.subject_id, "B")
    for act in (finish, mark_absent, recall):
        with pytest.raises(UserError, match="không còn đang được gọi"):
            act(a.house, a.clerk, ticket.subject_id)
    with pytest.raises(UserError, match="đang ở trong hàng chờ"):
        requeue(a.house, a.clerk, ticket.subject_id)
    assert [(t.number, t.service, t.round) for t in load_tickets(a.house).waiting] == [(ticket.number, LAND, 1)]


def test_a_claim_of_yesterday_is_never_asked_again(two: Pair) -> None:
    a, _ = two
    asked: list[Claim] = []

    def hear(line: Line, claim: Claim) -> Claimed:
        asked.append(claim)
        raise cut()

    call(a, answer=hear)
    with a.house.db.write() as session:
        session.connection().exec_driver_sql("UPDATE open_claims SET day = '2020-11-18'")
    call(a, answer=hear)
    assert asked[0].claim_id != asked[1].claim_id


def test_a_pc_whose_clock_is_a_day_off_is_told_instead_of_that_nobody_waits(two: Pair) -> None:
    a, b = two
    first = issue(a)
    in_step(a, b)
    b.clock.now -= timedelta(days=60)  # before every other day of these tests
    called = call(b)
    assert called.ticket is None
    assert isinstance(called.trouble, UserError)
    assert "chậm hơn máy chủ 60 ngày" in called.trouble.sentence
    assert f"{local_time(a.house.clock()):%d/%m/%Y}" in called.trouble.advice
    b.clock.now += timedelta(days=60)
    assert number(call(b)) == first
    assert call(b).trouble is None, "now nobody waits"


def test_the_last_minutes_before_midnight_are_no_wrong_day(two: Pair, office: tuple[Pair, Centre]) -> None:
    (a, _), (_, centre) = two, office
    today = local_time(a.house.clock())
    a.clock.set_local(today.year, today.month, today.day, 23, 59)
    centre.clock = Clock(a.clock.now + timedelta(minutes=2))
    assert call(a) == Next(None, Changed(frozenset({tickets.KIND}), frozenset()))


def test_the_window_asks_on_a_line_of_its_own_and_never_waits_long(
    two: Pair, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = two
    first = issue(a)
    a.exchange()
    line = Connectivity(a.house, lambda: a.key, "test")
    assert number(call_next(a.house, a.clerk, line.claim)) == first
    with socket.create_server(("127.0.0.1", 0)) as silent:
        known = a.rows("SELECT address FROM server")[0][0]
        a.point_to(f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(client, "CLAIMING", 0.2)
        began = time.monotonic()
        called = call_next(a.house, a.clerk, line.claim)
        assert called.trouble is not None
        assert time.monotonic() - began < client.ANSWERING / 2
        a.point_to(str(known))
    with pytest.raises(LineTrouble):
        Connectivity(house, lambda: a.key, "test").claim(Claim("", "", ""))


def test_nobody_is_chosen_for_who_a_pc_was_before_its_restore(two: Pair) -> None:
    a, b = two
    first = issue(b)
    b.exchange()
    line = Connectivity(a.house, lambda: a.key, "test")
    with a.house.db.write() as session:
        session.connection().exec_driver_sql("UPDATE own_device SET device_id = device_id || '*'")
    called = call_next(a.house, a.clerk, line.claim)
    assert called.trouble is not None
    assert number(called) == ""
    with a.house.db.write() as session:
        session.connection().exec_driver_sql("UPDATE own_device SET device_id = rtrim(device_id, '*')")
    assert number(call_next(a.house, a.clerk, line.claim)) == first


def test_whom_one_counter_called_another_puts_back_and_is_given_by_the_server(two: Pair) -> None:
    a, b = two
    first = issue(a)
    in_step(a, b)
    ticket = call(a).ticket
    assert ticket is not None
    in_step(a, b)
    requeue(b.house, b.clerk, ticket.subject_id)
    b.exchange()
    again = call(b).ticket
    assert again is not None
    assert (again.number, again.round) == (first, 1)


def test_an_office_without_services_gives_no_numbers(house: House, clerk: Actor) -> None:
    assert load_tickets(house).services == ()
    with pytest.raises(UserError, match="chưa mở dịch vụ"):
        issue_ticket(house, clerk, "A")
    with pytest.raises(UserError, match="Không tìm thấy"):
        recall(house, clerk, "nobody's")


def test_a_rebuilt_projection_says_the_same(two: Pair) -> None:
    a, b = two
    issue(a)
    issue(a, "B", Priority.PREGNANT)
    in_step(a, b)
    call(b)
    before = tickets_of(b)
    with b.house.db.write() as session:
        rebuild(session)
    assert tickets_of(b) == before
