"""Push: stored once and for good, whatever the line does; forks and gaps are told apart; one bad event stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from served import TAN_THANH, Chain, Pc, RefusedError, bodies, stored

from app.domain.fold import ADMITTED, SET_ASIDE
from app.protocol.canonical import chain_hash
from app.protocol.feeds import device_feed, office_feed
from app.protocol.messages import Fork, Push, SendFrom, Stored, WireEvent, encode
from app.protocol.signatures import sign_head

DOSSIER = "019a9b2c-0000-7000-8000-0000000000d1"


def test_what_is_pushed_comes_back_with_the_bytes_it_was_written_with(pc: Pc) -> None:
    pc.note(DOSSIER)
    assert stored(pc.push()) == 1
    assert pc.read(office_feed(pc.office_id)) == list(pc.chain.events)
    assert pc.read(device_feed(pc.device_id)) == list(pc.chain.events)


def test_the_same_push_again_gets_the_same_answer_and_doubles_nothing(pc: Pc) -> None:
    for _ in range(3):
        pc.note(DOSSIER, basis=(), n=1)
    first, again = pc.push(), pc.push()
    assert isinstance(first, Stored)
    assert isinstance(again, Stored)
    assert (first.acknowledged, first.hash) == (again.acknowledged, again.hash) == (3, pc.chain.link)
    assert len(pc.read(office_feed(pc.office_id))) == 3


def test_a_push_that_overlaps_stores_only_what_is_new(pc: Pc) -> None:
    for _ in range(4):
        pc.note(DOSSIER)
    stored(pc.push(pc.chain.events[:2]))
    assert stored(pc.push(pc.chain.events[1:])) == 4
    assert pc.read(office_feed(pc.office_id)) == list(pc.chain.events)


def test_a_gap_is_answered_with_where_to_send_from(pc: Pc) -> None:
    for _ in range(3):
        pc.note(DOSSIER)
    answer = pc.push(pc.chain.events[1:])
    assert isinstance(answer, SendFrom)
    assert answer.seq == 1
    assert stored(pc.push()) == 3


def test_asking_with_nothing_to_send_tells_how_far_the_server_is(pc: Pc) -> None:
    assert stored(pc.push([])) == 0
    pc.note(DOSSIER)
    answer = pc.push([])
    assert isinstance(answer, SendFrom)
    assert answer.seq == 1


def test_another_event_under_a_known_number_is_a_fork(pc: Pc) -> None:
    pc.note(DOSSIER)
    copy = pc.chain
    pc.note(DOSSIER)
    stored(pc.push())
    pc.chain = copy
    pc.note(DOSSIER)
    answer = pc.push()
    assert isinstance(answer, Fork)
    assert answer.seq == 2
    assert isinstance(pc.push(pc.chain.events[1:]), Fork)
    pc.note(DOSSIER)
    assert isinstance(pc.push(pc.chain.events[2:]), Fork)
    assert isinstance(pc.push([]), SendFrom | Fork)


def test_a_copy_that_knows_less_than_the_server_is_told_so(pc: Pc) -> None:
    pc.note(DOSSIER)
    backup = pc.chain
    pc.note(DOSSIER)
    stored(pc.push())
    pc.chain = backup
    assert stored(pc.push([])) == 2  # more than this PC has: it takes a new identity


def test_a_chain_broken_on_its_pc_is_a_fork_where_it_breaks(pc: Pc) -> None:
    for _ in range(3):
        pc.note(DOSSIER)
    first, second, third = pc.chain.events
    body = third.body
    loose = WireEvent.of(
        pc.device_id, 3, b"\7" * 32, chain_hash(b"\7" * 32, pc.device_id, 3, body), body, third.personal
    )
    pc.chain = replace(pc.chain, events=(first, second, loose))
    answer = pc.push()
    assert isinstance(answer, Fork)
    assert answer.seq == 3
    assert pc.read(office_feed(pc.office_id)) == []


def test_after_a_fork_the_same_bodies_under_a_new_identity_come_once(new_pc: Callable[..., Pc]) -> None:
    old, other = new_pc(), new_pc()
    for _ in range(2):
        old.note(DOSSIER)
    stored(old.push())
    for event in old.chain.events:
        other.chain = other.chain.write(event.body, event.personal)
    third = other.note(DOSSIER)
    assert stored(other.push()) == 3
    feed = bodies(other.read(office_feed(other.office_id)))
    assert [event.event_id for event in feed] == [*(e.event_id for e in bodies(old.chain.events)), third.event_id]
    assert other.read(device_feed(other.device_id)) == list(other.chain.events)


def _damage(chain: Chain, index: int, body: bytes) -> Chain:
    wire = chain.events[index]
    broken = WireEvent.of(wire.device_id, wire.device_seq, wire.prev_hash, wire.hash, body, wire.personal)
    return replace(chain, events=(*chain.events[:index], broken, *chain.events[index + 1 :]))


@pytest.mark.parametrize("how", ["readable", "unreadable", "no text"])
def test_a_damaged_event_is_stored_and_set_aside_and_the_chain_goes_on(pc: Pc, how: str) -> None:
    for _ in range(3):
        pc.note(DOSSIER)
    body = pc.chain.events[1].body
    broken = {
        "readable": body.replace(b'"level":1', b'"level":2'),
        "unreadable": body[:-5],
        "no text": b"\xff" + body[1:],
    }[how]
    pc.chain = _damage(pc.chain, 1, broken)
    assert stored(pc.push()) == 3
    first, damaged, verdict, last = pc.read(office_feed(pc.office_id))
    assert [first, damaged, last] == list(pc.chain.events)
    [read] = bodies([verdict])
    assert (read.type, read.payload["reason"], read.payload["device_seq"]) == (SET_ASIDE, "damaged", 2)
    expected = [bodies([first])[0].subject_id, read.payload["event_ids"]] if how == "readable" else [pc.device_id, []]
    assert [read.subject_id, len(read.payload["event_ids"])] == [expected[0], len(expected[1])]


def test_an_event_nobody_can_read_is_set_aside_and_the_chain_goes_on(pc: Pc) -> None:
    pc.chain = pc.chain.write(b"")
    pc.chain = pc.chain.write(b'{"event_id":"x\\u0000"}')
    pc.note(DOSSIER)
    pc.write("dossier.noted", ("dossier", "với dấu cách"), {})
    pc.write("dossier.noted", ("dossier", "x" * 5000), {})
    pc.write("dossier.noted", ("dossier", "\0"), {})
    assert stored(pc.push()) == 6
    verdicts = [event for event in bodies(_readable(pc)) if event.type == SET_ASIDE]
    assert [(v.payload["device_seq"], v.payload["reason"]) for v in verdicts] == [
        (seq, "unreadable") for seq in (1, 2, 4, 5, 6)
    ]


def _readable(pc: Pc) -> list[WireEvent]:
    return [event for event in pc.read(office_feed(pc.office_id)) if event.device_id != pc.device_id]


def test_an_event_that_lies_about_its_place_in_the_order_is_set_aside(pc: Pc) -> None:
    first = pc.note(DOSSIER)
    liar = pc.note(DOSSIER, basis=(first.event_id,), n=5)
    pc.note(DOSSIER, basis=("not here yet",), n=1 << 40)
    honest = pc.note(DOSSIER, basis=("not here yet",), n=7)
    stored(pc.push())
    verdicts = bodies(_readable(pc))
    assert [(v.type, v.payload["reason"]) for v in verdicts] == [(SET_ASIDE, "false_n")] * 2
    assert verdicts[0].payload["event_ids"] == [liar.event_id]
    assert verdicts[0].basis == (liar.event_id,)
    assert honest.event_id not in [key for v in verdicts for key in v.payload["event_ids"]]


def test_a_personal_part_that_was_never_committed_to_is_not_passed_on(pc: Pc) -> None:
    event = pc.note(DOSSIER)
    wire = pc.chain.events[0]
    assert wire.personal is not None
    forged = replace_personal(wire, b'{"text":"khac"}')
    pc.chain = replace(pc.chain, events=(forged,))
    stored(pc.push())
    got, verdict = pc.read(office_feed(pc.office_id))
    assert got.personal is None
    [read] = bodies([verdict])
    assert (read.type, read.payload["reason"], read.payload["event_ids"]) == (ADMITTED, "personal", [event.event_id])


def replace_personal(wire: WireEvent, data: bytes) -> WireEvent:
    from app.protocol.messages import PersonalPart

    assert wire.personal is not None
    part = PersonalPart.of(wire.personal.salt, data)
    return WireEvent.of(wire.device_id, wire.device_seq, wire.prev_hash, wire.hash, wire.body, part)


def test_another_pc_of_the_province_may_carry_a_chain(new_pc: Callable[..., Pc]) -> None:
    silent, carrier = new_pc(), new_pc(TAN_THANH)
    silent.note(DOSSIER)
    head = sign_head(silent.key, silent.device_id, 1, silent.chain.link)
    carrier.send("/sync/push", Push(silent.device_id, head, silent.chain.events))
    assert silent.read(office_feed(silent.office_id)) == list(silent.chain.events)
    assert carrier.read(office_feed(carrier.office_id)) == []


def test_nobody_writes_in_anothers_chain(new_pc: Callable[..., Pc]) -> None:
    victim, thief = new_pc(), new_pc()
    victim.note(DOSSIER)
    forged = sign_head(thief.key, victim.device_id, 1, victim.chain.link)
    with pytest.raises(RefusedError) as refused:
        thief.send("/sync/push", Push(victim.device_id, forged, victim.chain.events))
    assert refused.value.code == "forbidden"
    assert victim.read(office_feed(victim.office_id)) == []


def test_events_of_two_chains_in_one_push_are_no_push(new_pc: Callable[..., Pc]) -> None:
    one, two = new_pc(), new_pc()
    one.note(DOSSIER)
    two.note(DOSSIER)
    two.note(DOSSIER)
    for events in (
        (one.chain.events[0], two.chain.events[1]),
        (two.chain.events[1], two.chain.events[0]),
        (two.chain.events[0],) * 2,
    ):
        with pytest.raises(RefusedError) as refused:
            one.push(events)
        assert refused.value.status == 422


def test_a_head_that_is_not_the_last_event_is_no_push(pc: Pc) -> None:
    pc.note(DOSSIER)
    head = sign_head(pc.key, pc.device_id, 2, pc.chain.link)
    with pytest.raises(RefusedError) as refused:
        pc.send("/sync/push", Push(pc.device_id, head, pc.chain.events))
    assert refused.value.code == "malformed"


def test_a_thousand_events_go_in_several_pushes(pc: Pc) -> None:
    for number in range(1000):
        pc.note(f"{DOSSIER[:-3]}{number:03}")
    for start in range(0, 1000, 500):
        stored(pc.push(pc.chain.events[start : start + 500]))
    assert pc.read(office_feed(pc.office_id), limit=333) == list(pc.chain.events)
    assert len(encode(Push(pc.device_id, sign_head(pc.key, pc.device_id, 0, b"\0" * 32)))) < 300
