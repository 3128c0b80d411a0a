"""Chaos in small: real desktops, two servers, PostgreSQL killed and taken over; and a judge that does see faults.

`python3 dev.py chaos --rounds 1000` is the same for an hour.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.protocol.feeds import office_feed
from chaos.judge import AGAIN, Judge
from chaos.rounds import Run
from chaos.stewards import CANCELLED, MADE
from chaos.verdict import Verdict

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs fork and a handle on a process"),
    pytest.mark.timeout(600),
]
Tamper = Callable[[str, list[tuple[Any, ...]]], list[tuple[Any, ...]]]


@pytest.fixture
def storm() -> Iterator[Run]:
    """Furnish two offices with three PCs, two servers and a PostgreSQL."""
    seed = random.randrange(1 << 30)
    with tempfile.TemporaryDirectory(prefix="quay-chaos-", ignore_cleanup_errors=True) as folder, ExitStack() as down:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user when we are root
        run = Run(Path(folder), seed, down, print)
        print(f"seed {seed}")
        run.province.furnish()
        yield run


def test_through_a_storm_everything_is_there_once_and_the_judge_would_have_seen_otherwise(
    storm: Run, nightly: bool
) -> None:
    for _ in range(60 if nightly else 1):
        storm.round()
    for machine in storm.province.machines:
        for what in ("receive", "number", "call", "attach", "staff"):
            machine.ask(storm.act(machine, what))
    storm.province.centre.crash_postgres(0.1)
    assert storm.fail_over(before=1, after=1, settled=True), storm.verdict
    assert storm.report.lost_by_failover
    assert storm.filled().troubles == []
    ledger, machine = storm.province.ledger, storm.province.machines[0]
    lost = storm.province.judge.lost_by_failover  # of codes among these the judge asks nothing more

    def known(what: str) -> set[str]:
        return {one.code for one in ledger.deeds(what)} - lost

    while not (known(CANCELLED) and known(MADE) - ledger.cancelling):
        assert "failed" not in machine.ask_and_wait(storm.act(machine, "code"))
    _judge_sees_faults_of_deeds(storm)
    _judge_sees_faults(storm)


def _judge_sees_faults(storm: Run) -> None:
    """Let the server's tables tell something else than they hold: each lie alone is found."""
    told = storm.province.ledger.deeds("receive")[-1]
    event_id = told.events[0]
    feed = office_feed(next(one.office for one in storm.province.machines if told.machine.startswith(one.name)))

    def without_event(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [row for row in rows if event_id not in row] if "FROM events" in sql else rows

    def twice(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        again = [row for row in rows if "FROM events" in sql and event_id in row and AGAIN not in row]
        return rows + [(f"{row[0]}x", *row[1:]) for row in again]

    def without_place(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [row for row in rows if row[0] != feed] if "FROM feed_positions" in sql else rows

    def other_heads(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(*row[:3], "") for row in rows] if "FROM subjects" in sql else rows

    def without_files(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [] if "FROM blobs" in sql else rows

    def other_bytes(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(name, "0" * 64, True) for name, *_ in rows] if "FROM blobs" in sql else rows

    whole = _found(storm, lambda _sql, rows: rows)
    assert whole.is_clean
    assert min(whole.seen["tickets"], whole.seen["calls"], whole.seen["files"]) > 0
    assert any("is not at the server" in line for line in _found(storm, without_files).lost)
    assert any("is other bytes" in line for line in _found(storm, other_bytes).lost)
    assert any(event_id in line for line in _found(storm, without_event).lost)
    assert any(event_id in line for line in _found(storm, twice).doubled)
    assert _found(storm, other_heads).diverged
    assert any("never gets" in line for line in _found(storm, without_place).diverged)
    storm.province.ledger.told[-1] = replace(told, events=("nobody-wrote-this",))
    assert any("nobody-wrote-this" in line for line in _found(storm, lambda _sql, rows: rows).lost)


def _judge_sees_faults_of_deeds(storm: Run) -> None:
    """Let the server tell something else of staff and one-time codes than there is."""
    entered = next(event_id for one in storm.province.ledger.deeds("staff") for event_id in one.events)

    def nobody_entered(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [row for row in rows if entered not in row] if "FROM events" in sql else rows

    def without_codes(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [] if "FROM enrolment_codes" in sql else rows

    def two_codes(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return rows + [(f"{code}x", *rest) for code, *rest in rows if "FROM enrolment_codes" in sql]

    def good_codes(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(*row[:3], True) for row in rows] if "FROM enrolment_codes" in sql else rows

    def bad_codes(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(*row[:3], False) for row in rows] if "FROM enrolment_codes" in sql else rows

    assert any(" shows " in line for line in _found(storm, nobody_entered).diverged)
    assert any("is not at the server" in line for line in _found(storm, without_codes).lost)
    assert any("codes of one order" in line for line in _found(storm, two_codes).doubled)
    assert any("cancelled it" in line for line in _found(storm, good_codes).diverged)
    assert any("nobody cancelled it" in line for line in _found(storm, bad_codes).lost)


def _found(storm: Run, tamper: Tamper) -> Verdict:
    ask, known = storm.province.centre.ask, storm.province.judge
    judge = Judge(lambda sql: tamper(sql, ask(sql)), storm.province.ledger)
    judge.twins, judge.lost_by_failover = known.twins, known.lost_by_failover
    return judge.judge(storm.province.machines)
