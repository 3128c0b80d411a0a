"""A PC of the office with a good key, in bad hands: whatever it sends, its colleagues go on working in step."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from served import Pc, RefusedError, enrolment_code, stored
from sync_desk import PREFIX, Centre, Counter

from app.protocol.messages import LARGEST, PersonalPart


@pytest.fixture
def harmful(centre: Centre) -> Iterator[Pc]:
    pc = Pc(centre.address)
    with closing(pc.http):
        pc.enrol(enrolment_code(centre.database, PREFIX))
        yield pc


def _write_too_deep(pc: Pc, depth: int) -> None:
    """Let two values be contested: how deep they can be compared depends on how deep the program is already."""
    first = pc.write("dossier.corrected", ("dossier", str(uuid.uuid4())), {"changes": {}})
    said = json.loads(pc.chain.events[-1].body)
    said |= {"basis": [first.event_id], "n": 2, "payload": {"changes": {"channel": "deep"}}}
    for leaf in ("1", "2"):
        said["event_id"] = str(uuid.uuid4())
        body = json.dumps(said).replace('"deep"', "[" * depth + leaf + "]" * depth)
        pc.chain = pc.chain.write(body.encode())


def test_the_largest_and_the_deepest_events_stop_nobody(
    pair: tuple[Counter, Counter], harmful: Pc, expected_log: Callable[[str], None]
) -> None:
    expected_log("events not counted")
    largest = b"\x01" * LARGEST  # a sign of which JSON makes six
    harmful.chain = harmful.chain.write(largest, PersonalPart.of(bytes(64), largest))
    for depth in range(930, 1000, 4):
        _write_too_deep(harmful, depth)
    stored(harmful.push())
    a, b = pair
    a.receive()
    a.exchange()
    b.exchange()
    assert b.names() == a.names()


def test_a_larger_one_is_not_taken(harmful: Pc) -> None:
    for body in (b"\x01" * (LARGEST + 1), b"\xff" * (LARGEST + 1)):
        with pytest.raises(RefusedError, match="malformed"):
            harmful.push([harmful.chain.write(body).events[-1]])


@pytest.mark.parametrize("event_id", ["x y", "x" * 101])
def test_what_the_server_cannot_judge_counts_at_no_counter(
    pair: tuple[Counter, Counter], harmful: Pc, expected_log: Callable[[str], None], event_id: str
) -> None:
    """A right that nobody gave: the server would set it aside, were its name one that a verdict can say."""
    expected_log("events not counted")
    a, b = pair
    [(person, name)] = a.rows("SELECT subject_id, name FROM staff WHERE active LIMIT 1")
    fields = {"fields": {"name": "Kẻ Mạo Danh"}}
    [(basis, n)] = a.rows(f"SELECT event_id, n FROM events WHERE subject_id = '{person}' ORDER BY n DESC LIMIT 1")
    harmful.write("staff.changed", ("staff", person), fields, event_id=event_id, basis=(basis,), n=n + 1)
    stored(harmful.push())
    b.exchange()
    assert b.rows(f"SELECT name FROM staff WHERE subject_id = '{person}'") == [(name,)]
