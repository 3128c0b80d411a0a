"""While the server works on a piece the next is prepared; only what it answers decides where the chain goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.office import Actor
from app.protocol.messages import Push, PushAnswer, SendFrom, Stored
from app.services.door import list_staff
from app.services.house import House
from app.services.offices import set_offline_days
from app.storage import identities
from app.storage.rows import fetch
from app.sync import troubles
from app.sync.sending import Sender
from app.sync.troubles import LineTrouble

MOST = 2  # events that the server takes at once, so that a chain has many pieces


@dataclass
class Answers:
    """A line to a server that has time: it answers when the next piece has been prepared, as `answer` says.

    Whatever is sent must begin where the chain is confirmed.
    """

    house: House
    last: int
    answer: Callable[[Push], PushAnswer]
    prepared: list[Push] = field(default_factory=list)
    pushed: list[Push] = field(default_factory=list)
    _more: threading.Condition = field(default_factory=threading.Condition)

    def prepare(self, sent: Push) -> None:
        with self._more:
            self.prepared.append(sent)
            self._more.notify_all()

    def push(self, sent: Push) -> PushAnswer:
        assert sent.events[0].device_seq == _confirmed(self.house) + 1
        if len(sent.events) > MOST:
            raise troubles.refused("too_large", "", 0)
        self.pushed.append(sent)
        if sent.head.seq < self.last:
            with self._more:
                assert self._more.wait_for(lambda: self._has_next(sent.head.seq), 20)
        return self.answer(sent)

    def _has_next(self, seq: int) -> bool:
        return any(push.events[0].device_seq == seq + 1 for push in self.prepared)

    def firsts(self) -> list[int]:
        return [push.events[0].device_seq for push in self.pushed]


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
    assert chain.last_seq > 3 * MOST
    return chain.last_seq


def test_the_next_piece_is_ready_when_an_answer_comes_and_nothing_is_confirmed_before(
    house: House, sender: Sender, last: int
) -> None:
    line = Answers(house, last, _stored)
    assert sender.send(line, check=False).events == last
    assert [event.device_seq for push in line.pushed for event in push.events] == list(range(1, last + 1))
    assert _confirmed(house) == last
    assert any(push in line.prepared for push in line.pushed), "what was prepared is what is sent"


def test_what_was_prepared_is_dropped_when_the_server_goes_on_elsewhere(
    house: House, sender: Sender, last: int
) -> None:
    asked_back = False

    def answer(sent: Push) -> PushAnswer:
        nonlocal asked_back
        if sent.events[0].device_seq > 1 and not asked_back:
            asked_back = True
            return SendFrom(1, "e", datetime.now(UTC))
        return _stored(sent)

    line = Answers(house, last, answer)
    sender.send(line, check=False)
    firsts = line.firsts()
    assert firsts[0] == firsts[2] == 1
    assert firsts[1] == line.pushed[0].head.seq + 1
    assert firsts[3] == line.pushed[2].head.seq + 1
    assert _confirmed(house) == last


def test_a_cut_line_leaves_nothing_prepared_behind(house: House, sender: Sender, last: int) -> None:
    cuts = iter((False, True))

    def answer(sent: Push) -> PushAnswer:
        if next(cuts, False):
            raise troubles.cut()
        return _stored(sent)

    line = Answers(house, last, answer)
    with pytest.raises(LineTrouble):
        sender.send(line, check=False)
    first, cut = line.pushed
    assert _confirmed(house) == first.head.seq
    sender.send(line, check=False)
    assert line.firsts()[1:3] == [cut.events[0].device_seq] * 2
    assert _confirmed(house) == last


def test_what_is_written_while_the_server_says_that_it_knows_more_is_issued_again(
    house: House, sender: Sender, last: int, expected_log: Callable[[str], None]
) -> None:
    expected_log("1 events issued again")
    former, clerk = _device(house), _clerk(house)

    def answer(sent: Push) -> PushAnswer:
        if sent.head.seq == last:
            set_offline_days(house, clerk, 21)
            return Stored(last + 9, b"\x01" * 32, "e", datetime.now(UTC))
        return _stored(sent)

    assert sender.send(Answers(house, last, answer), check=False).renewed
    assert _device(house) != former
    with house.db.read() as session:
        again = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ? AND device_seq > ?", former, last)
        mine = fetch(session, "SELECT event_id FROM envelopes WHERE device_id = ?", _device(house))
    assert again
    assert set(again) <= set(mine), "the other copy's events stand in their places"
