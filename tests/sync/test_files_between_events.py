"""A large file is on its way and the counter works on: events go before the next piece, both ways."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sync_desk import Centre, Counter

from app.domain import dossier
from app.protocol.blobs import PIECE_BYTES
from app.protocol.ids import new_id
from app.runtime.connectivity import NO_LINE, Connectivity
from app.runtime.line_status import LineState
from app.services.house import act, the_desk
from app.storage import kept_blobs
from app.storage.event_log import NewEvent, append
from app.sync import troubles
from app.sync.client import Line

Pair = tuple[Counter, Counter]
Start = Callable[[Counter], Connectivity]


def scan(counter: Counter, size: int) -> str:
    """Keep a file that an event on a new dossier names."""
    received = counter.receive()
    with counter.house.db.write() as session:
        name = kept_blobs.keep(session, secrets.token_bytes(size))
        doing = act(counter.house, counter.clerk, the_desk(session), new_id(counter.clock()))
        append(session, doing, [NewEvent(dossier.KIND, received.subject_id, dossier.NOTED, {"blobs": [name]}, {})])
    return name


def is_here(counter: Counter, name: str) -> bool:
    with counter.house.db.read() as session:
        return kept_blobs.load(session, name) is not None


def are_sent(counter: Counter) -> bool:
    with counter.house.db.read() as session:
        return not kept_blobs.waiting(session)


@pytest.fixture
def started() -> Iterator[Start]:
    lines: list[Connectivity] = []

    def start(counter: Counter) -> Connectivity:
        counter.restart()
        lines.append(Connectivity(counter.house, lambda: counter.key, "test", listening=1))
        lines[-1].start()
        return lines[-1]

    yield start
    for line in lines:
        line.close()


def test_what_is_written_here_and_there_passes_a_large_file(
    pair: Pair, started: Start, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    a, b = pair
    size = 6 * PIECE_BYTES
    passed: list[tuple[str, int]] = []
    put, push, pieces = Line.put_blob, Line.push, [0]

    def carry(line: Line, sha256: str, offset: int, whole: int, data: bytes) -> Any:
        pieces[0] += 1
        if pieces[0] == 3:
            a.receive("Người Thứ Nhất")
            connectivity.wake()
        if pieces[0] == 5:
            b.receive("Người Thứ Hai")
            b.exchange()
            connectivity._nudged.wait(20)
        if pieces[0] == 6:
            assert "Người Thứ Hai" in a.names()
        passed.append(("piece", offset))
        return put(line, sha256, offset, whole, data)

    def sent(line: Line, what: Any) -> Any:
        if line.device_id == own and what.events:
            passed.append(("events", len(what.events)))
        return push(line, what)

    [(own,)] = a.rows("SELECT device_id FROM own_device")
    scan(a, size)
    a.restart()
    monkeypatch.setattr(Line, "put_blob", carry)
    monkeypatch.setattr(Line, "push", sent)
    connectivity = started(a)
    qtbot.waitUntil(lambda: are_sent(a), timeout=60_000)
    kinds = [kind for kind, _ in passed]
    assert kinds[:5] == ["events", "piece", "piece", "piece", "events"], "written during the third piece"
    offsets = [at for kind, at in passed if kind == "piece"]
    assert (pieces[0] > 6, offsets) == (True, sorted(set(offsets))), "each piece once"
    assert connectivity.status.state is LineState.ONLINE


def test_a_line_that_carries_no_file_carries_events(
    pair: Pair, started: Start, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    tried: list[float] = []
    put = Line.put_blob

    def cut(_line: Line, *_piece: object) -> Any:
        tried.append(time.monotonic())
        raise troubles.cut()

    a, _ = pair
    scan(a, 5000)
    monkeypatch.setattr(Line, "put_blob", cut)
    connectivity = started(a)
    qtbot.waitUntil(lambda: bool(tried), timeout=20_000)
    a.receive()
    connectivity.wake()
    qtbot.waitUntil(lambda: a.waiting() == 0, timeout=20_000)
    qtbot.waitUntil(lambda: len(tried) == 3, timeout=20_000)
    assert tried[2] - tried[0] > 1.4, "after longer and longer pauses"
    assert connectivity.status.state is LineState.ONLINE
    monkeypatch.setattr(Line, "put_blob", put)
    connectivity._files_from = time.monotonic() + 600
    connectivity.hurry()
    qtbot.waitUntil(lambda: are_sent(a), timeout=20_000)  # who asks for an exchange means files too


def test_a_file_asked_for_without_a_line_comes_with_the_next_start_of_the_program(
    pair: Pair, started: Start, centre: Centre, qtbot: QtBot
) -> None:
    a, b = pair
    name = scan(a, 5000)
    a.exchange()
    b.exchange()
    centre.stop()
    told: list[int] = []
    first = started(b)
    first.file_told.connect(lambda _name, percent: told.append(percent))
    first.fetch_file(name)
    qtbot.waitUntil(lambda: told == [NO_LINE], timeout=30_000)
    first.close()
    centre.start()
    b.point_to(centre.address)
    started(b).hurry()
    qtbot.waitUntil(lambda: is_here(b, name), timeout=30_000)
