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
from chaos.judge import AGAIN, Judge, Verdict
from chaos.rounds import Run

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
        run.furnish()
        yield run


def test_through_a_storm_everything_is_there_once_and_the_judge_would_have_seen_otherwise(
    storm: Run, nightly: bool
) -> None:
    for _ in range(60 if nightly else 1):
        storm.round()
    for machine in storm.machines:
        machine.ask({**storm.act(machine), "do": "receive"})
    storm.centre.crash_postgres(0.1)
    assert storm.fail_over(before=1, after=1, settled=True)
    assert storm.report.lost_by_failover
    assert storm.filled().troubles == []
    _judge_sees_faults(storm)


def _judge_sees_faults(storm: Run) -> None:
    """Let the server's tables tell something else than they hold: each lie alone is found."""
    told = storm.ledger.told[-1]
    event_id = told.events[0]
    feed = office_feed(next(one.office for one in storm.machines if told.machine.startswith(one.name)))

    def without_event(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [row for row in rows if event_id not in row] if "FROM events" in sql else rows

    def twice(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        again = [row for row in rows if "FROM events" in sql and event_id in row and AGAIN not in row]
        return rows + [(f"{row[0]}x", *row[1:]) for row in again]

    def without_place(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [row for row in rows if row[0] != feed] if "FROM feed_positions" in sql else rows

    def other_heads(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(*row[:3], "") for row in rows] if "FROM subjects" in sql else rows

    assert _found(storm, lambda _sql, rows: rows).is_clean
    assert any(event_id in line for line in _found(storm, without_event).lost)
    assert any(event_id in line for line in _found(storm, twice).doubled)
    assert _found(storm, other_heads).diverged
    assert any("never gets" in line for line in _found(storm, without_place).diverged)
    storm.ledger.told[-1] = replace(told, events=("nobody-wrote-this",))
    assert any("nobody-wrote-this" in line for line in _found(storm, lambda _sql, rows: rows).lost)


def _found(storm: Run, tamper: Tamper) -> Verdict:
    ask = storm.centre.ask
    return Judge(lambda sql: tamper(sql, ask(sql)), storm.ledger).judge(storm.machines)
