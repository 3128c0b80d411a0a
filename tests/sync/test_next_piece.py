"""On a quick line a piece goes while the server stores the one before; only what it stored counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.office import Actor
from app.protocol.messages import Fork, Push, PushAnswer, SendFrom, Stored
from app.services.door import list_staff
from app.services.house import House
from app.services.offices import set_offline_days
from app.storage import identities, outgoing
from app.storage.rows import fetch
from app.sync import sending, troubles
from app.sync.sending import Sender
from app.sync.troubles import LineTrouble, NothingMoreError


@dataclass
class Centre:
    """A server that has time: it answers a piece when the next has come too, if there `is_next` one to come, and
    stores a piece when the one before is stored. `answer` may say something else of one that could be stored, `once`
    of the first that ends with a number."""

    last: int
    is_next: bool = True
    answer: Callable[[Push], PushAnswer | None] = lambda _sent: None
    once: dict[int, Callable[[], PushAnswer]] = field(default_factory=dict)
    pushed: list[int] = field(default_factory=list)
    stored: int = 0
    at_once: int = 0
    _here: int = 0
    _more: threading.Condition = field(default_factory=threading.Condition)

    def prepare(self, sent: Push) -> None:
        pass

    def push(self, sent: Push) -> PushAnswer:
        [event] = sent.events
        with self._more:
            self._here += 1
            self.at_once = max(self.at_once, self._here)
            self.pushed.append(event.device_seq)
            self._more.notify_all()
            try:
                if self.is_next and 1 < event.device_seq < self.last:
                    assert self._more.wait_for(lambda: event.device_seq + 1 in self.pushed, 20)
                assert self._more.wait_for(lambda: self.stored >= event.device_seq - 1, 20)
                once = self.once.pop(event.device_seq, None)
                said = once() if once is not None else self.answer(sent)
                if said is None:
                    self.stored = max(self.stored, event.device_seq)
                return said or _stored(sent)
            finally:
                self._here -= 1
                self._more.notify_all()


def _confirmed(house: House) -> int:
    with house.db.read() as session:
        [chain] = identities.chains(session)
    return chain.confirmed_seq


def _device(house: House) -> str:
    with house.db.read() as session:
        [present] = [chain for chain in identities.chains(session) if chain.is_present]
    return present.device_id


def _clerk(house: House) -> Actor:
    member = list_staff(house)[0]
    return Actor(member.staff_id, member.name, member.number, member.roles)


def _stored(sent: Push) -> PushAnswer:
    return Stored(sent.head.seq, sent.head.hash, "e", datetime.now(UTC))


@pytest.fixture
def sender(house: House) -> Sender:
    return Sender(house.db, Ed25519PrivateKey.generate())


@pytest.fixture
def last(house: House) -> int:
    with house.db.read() as session:
        [chain] = identities.chains(session)
    assert chain.last_seq > 6
    return chain.last_seq


@pytest.fixture(autouse=True)
def _one_event_goes_in_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "piece", partial(outgoing.piece, size=1))
    monkeypatch.setattr(sending, "_QUICK", 1000.0)


def test_a_piece_goes_while_the_one_before_is_stored(house: House, sender: Sender, last: int) -> None:
    line = Centre(last)
    assert sender.send(line, check=False).events == last
    assert sorted(line.pushed) == list(range(1, last + 1))
    assert line.at_once == 2
    assert _confirmed(house) == last


def test_a_line_that_has_not_shown_itself_carries_one_piece(
    house: House, sender: Sender, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_QUICK", 0.0)
    line = Centre(last, is_next=False)
    sender.send(line, check=False)
    assert line.pushed == list(range(1, last + 1))
    assert line.at_once == 1
    assert _confirmed(house) == last


@pytest.mark.parametrize("what", ["overtook the one before", "was lost", "met a fork that is none"])
def test_a_piece_sent_ahead_in_vain_goes_again_in_its_turn(house: House, sender: Sender, last: int, what: str) -> None:
    def in_vain() -> PushAnswer:
        match what:
            case "overtook the one before":
                return SendFrom(2, "e", datetime.now(UTC))
            case "was lost":
                raise troubles.cut()
            case _:
                return Fork(3, "e", datetime.now(UTC))

    line = Centre(last, once={3: in_vain})
    assert sender.send(line, check=False).events == last
    assert sorted(line.pushed) == sorted([*range(1, last + 1), 3])
    assert _confirmed(house) == last


def test_what_went_ahead_is_dropped_when_the_server_goes_on_elsewhere(house: House, sender: Sender, last: int) -> None:
    def goes_on_elsewhere() -> PushAnswer:
        line.stored = 2  # so that the one after it gets its answer too: it changes nothing
        return SendFrom(1, "e", datetime.now(UTC))

    line = Centre(last, once={2: goes_on_elsewhere})
    sender.send(line, check=False)
    assert [line.pushed.count(seq) for seq in (1, 2, 4)] == [2, 2, 1]
    assert _confirmed(house) == last


def test_a_cut_line_carries_one_piece_at_a_time_again(house: House, sender: Sender, last: int) -> None:
    def troubled(is_cut: bool) -> None:
        if is_cut:
            raise troubles.cut()

    def answer(sent: Push) -> None:
        if sent.head.seq == 2:
            line.stored = 2  # it came, but nobody here was told
        troubled(sent.head.seq == 2)

    line = Centre(last, answer=answer)
    with pytest.raises(LineTrouble):
        sender.send(line, check=False)
    assert _confirmed(house) == 1
    line.pushed, line.at_once, line.is_next = [], 0, False
    line.answer = lambda sent: troubled(sent.head.seq == 3)
    with pytest.raises(LineTrouble):
        sender.send(line, check=False)
    assert line.pushed == [2, 3]
    assert line.at_once == 1
    line.answer = lambda _sent: None
    sender.send(line, check=False)
    assert _confirmed(house) == last


def test_of_what_the_server_knows_beyond_a_piece_only_the_piece_is_ours(
    house: House, sender: Sender, last: int, expected_log: Callable[[str], None]
) -> None:
    """A copy of this PC has sent more under its name, other than ours from the third on."""
    expected_log(f"forked at 3: {last - 2} events issued again")

    def answer(sent: Push) -> PushAnswer:
        if sent.head.seq < 3:
            return Stored(last + 9, b"\x01" * 32, "e", datetime.now(UTC))
        return Fork(3, "e", datetime.now(UTC))

    former = _device(house)
    assert sender.send(Centre(last, is_next=False, answer=answer, stored=last + 9), check=False).renewed
    with house.db.read() as session:
        again = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ? AND device_seq > 2", former)
        mine = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ?", _device(house))
    assert len(again) == last - 2
    assert set(again) <= set(mine)


def test_what_is_written_while_the_server_says_that_it_knows_more_is_issued_again(
    house: House, sender: Sender, last: int, expected_log: Callable[[str], None]
) -> None:
    expected_log("1 events issued again")
    former, clerk = _device(house), _clerk(house)

    def answer(sent: Push) -> PushAnswer | None:
        if sent.head.seq < last:
            return None
        if sent.head.seq > last:
            return Fork(last + 1, "e", datetime.now(UTC))
        set_offline_days(house, clerk, 21)
        line.stored = last
        return Stored(last + 9, b"\x01" * 32, "e", datetime.now(UTC))

    line = Centre(last, answer=answer)
    assert sender.send(line, check=False).renewed
    assert _device(house) != former
    with house.db.read() as session:
        again = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ? AND device_seq > ?", former, last)
        mine = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ?", _device(house))
    assert again
    assert set(again) <= set(mine), "the other copy's events stand in their places"


def test_a_chain_that_a_file_parts_while_the_line_hears_the_same_parts_once(
    house: House, sender: Sender, last: int, expected_log: Callable[[str], None]
) -> None:
    """An answer of a file is read while the exchange waits for its own: both say that the chain forked at 3."""
    expected_log(f"forked at 3: {last - 2} events issued again")
    clerk = _clerk(house)

    def says_fork(sent: Push) -> PushAnswer:
        return Fork(3, "e", datetime.now(UTC))

    def says_fork_late(sent: Push) -> PushAnswer:
        of_a_file = Sender(house.db, Ed25519PrivateKey.generate())
        of_a_file.send(Centre(last, is_next=False, answer=says_fork, stored=2), check=False)
        set_offline_days(house, clerk, 21)
        return says_fork(sent)

    with house.db.write() as session:
        [chain] = identities.chains(session)
        identities.confirm(session, chain, 2)
    assert sender.send(Centre(last, is_next=False, answer=says_fork_late, stored=2), check=False).renewed
    with house.db.read() as session:
        to_send = {
            event_id
            for chain in identities.chains(session)
            for (event_id,) in fetch(
                session,
                "SELECT event_id FROM envelopes WHERE device_id = ? AND device_seq <= ?",
                *(chain.device_id, chain.last_seq),
            )
        }
        written = {event_id for (event_id,) in fetch(session, "SELECT event_id FROM events")}
        chains = identities.chains(session)
    assert written == to_send, "what the clerk wrote under the new name would never be sent"
    assert len(chains) == 2


class _AtOnce(ThreadPoolExecutor):
    """Other threads are always faster than the one that sends."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done = super().submit(fn, *args, **kwargs)
        done.exception(20)
        return done


def test_what_goes_ahead_takes_no_answer_of_a_file_away(
    house: House, sender: Sender, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file says once of each chain how far it is stored; this PC was restored and has two."""
    monkeypatch.setattr(sending, "ThreadPoolExecutor", _AtOnce)
    clerk = _clerk(house)
    with house.db.write() as session:
        identities.become_another(session)
    for days in (21, 22, 23):
        set_offline_days(house, clerk, days)
    told: set[str] = set()

    class File:
        def prepare(self, sent: Push) -> None:
            pass

        def push(self, sent: Push) -> PushAnswer:
            if sent.device_id in told:
                raise NothingMoreError
            told.add(sent.device_id)
            return _stored(sent)

    sender.send(File(), check=True)
    with house.db.read() as session:
        assert [chain.confirmed_seq for chain in identities.chains(session)] == [1, 1]
