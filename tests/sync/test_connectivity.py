"""Two windows in step: what one counter receives the other shows within seconds; the strip knows how the line is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot
from sync_desk import Centre, Counter

from app.domain.errors import EnvironmentProblem
from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState
from app.server import devices
from app.services.house import Changed

Pair = tuple[Counter, Counter]


class Seat:
    """A counter with its threads."""

    def __init__(self, counter: Counter, *, poll: float = 30.0) -> None:
        self.counter = counter
        counter.restart()
        self.line = Connectivity(counter.house, lambda: counter.key, "test", poll=poll, listening=1)
        self.changes: list[Changed] = []
        self.line.changed.connect(self.changes.append)

    @property
    def state(self) -> LineState:
        return self.line.status.state

    def is_in_step(self) -> bool:
        return self.state is LineState.ONLINE and self.line.status.waiting == 0

    def subjects(self) -> set[str]:
        return {one for change in self.changes for one in change.ids}


@pytest.fixture
def seats(pair: Pair) -> Iterator[tuple[Seat, Seat]]:
    both = Seat(pair[0]), Seat(pair[1])
    for seat in both:
        seat.line.start()
    yield both
    for seat in both:
        seat.line.close()
        assert not seat.line._thread.is_alive()


def test_the_other_counter_shows_a_dossier_within_two_seconds(seats: tuple[Seat, Seat], qtbot: QtBot) -> None:
    a, b = seats
    qtbot.waitUntil(lambda: a.is_in_step() and b.is_in_step(), timeout=10_000)
    received = a.counter.receive()
    began = time.monotonic()
    a.line.wake()
    qtbot.waitUntil(lambda: received.subject_id in b.subjects(), timeout=10_000)
    assert time.monotonic() - began < 2
    assert b.counter.names() == ["Huỳnh Văn Đức"]
    qtbot.waitUntil(a.is_in_step, timeout=5_000)


def test_with_the_line_cut_the_strip_says_since_when_and_it_mends_itself(
    seats: tuple[Seat, Seat], centre: Centre, qtbot: QtBot
) -> None:
    a, b = seats
    qtbot.waitUntil(lambda: a.is_in_step() and b.is_in_step(), timeout=10_000)
    centre.stop()
    received = a.counter.receive()
    a.line.wake()
    qtbot.waitUntil(lambda: a.state is LineState.OFFLINE, timeout=40_000)
    status = a.line.status
    assert status.waiting > 0
    assert status.since is not None
    assert status.trouble is not None
    assert "máy chủ" in status.trouble.sentence
    centre.start()
    for seat in seats:
        seat.counter.point_to(centre.address)
        seat.line.hurry()
    qtbot.waitUntil(lambda: a.is_in_step() and received.subject_id in b.subjects(), timeout=20_000)
    assert a.counter.shown() == b.counter.shown()


def test_a_pc_that_is_stopped_says_so_and_keeps_what_it_has(
    seats: tuple[Seat, Seat], centre: Centre, qtbot: QtBot
) -> None:
    a, _ = seats
    qtbot.waitUntil(a.is_in_step, timeout=10_000)
    [(own,)] = a.counter.rows("SELECT device_id FROM own_device")
    with centre.database.write() as connection:
        assert devices.revoke(connection, own, datetime.now(UTC))
    a.counter.receive()
    a.line.wake()
    qtbot.waitUntil(lambda: a.state is LineState.STOPPED, timeout=10_000)
    assert a.line.status.trouble is not None
    assert a.line.status.trouble.code == "SYNC-revoked"
    assert a.counter.waiting() > 0


def test_a_disk_that_stumbles_right_after_an_exchange_ends_no_later_one(
    seats: tuple[Seat, Seat],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
) -> None:
    a, _ = seats
    qtbot.waitUntil(a.is_in_step, timeout=10_000)
    expected_log("a step of the exchange failed")
    look, looks = a.line._look, list[int]()

    def stumble() -> object:
        looks.append(1)
        if len(looks) == 2:  # the first is at the beginning of a step
            raise EnvironmentProblem("Ổ đĩa báo lỗi khi đọc hoặc ghi, chưa lưu được.", "", "DB-IO")
        return look()

    monkeypatch.setattr(a.line, "_look", stumble)
    a.counter.receive()
    a.line.hurry()
    qtbot.waitUntil(lambda: len(looks) > 1, timeout=10_000)
    a.counter.receive("Người Sau Đó")
    a.line.hurry()
    qtbot.waitUntil(lambda: a.is_in_step() and a.counter.waiting() == 0, timeout=10_000)


def test_a_pc_without_a_server_is_left_alone(counters: Callable[..., Counter], qtbot: QtBot) -> None:
    seat = Seat(counters("alone", alone=True))
    seat.line.start()
    qtbot.waitUntil(lambda: seat.line.status.waiting > 0, timeout=5_000)
    assert seat.state is LineState.ALONE
    seat.line.close()
