"""Whatever happens on the way, in whatever order: everything arrives, once, and nobody loses a number."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_fixtures import Clock, house_at
from sync_desk import Centre, Counter

from app.protocol.messages import MAX_BATCH, Push, PushAnswer
from app.services.enrolment import join_server
from app.storage import identities
from app.storage.event_log import check_chain
from app.storage.rows import fetch
from app.sync import troubles
from app.sync.troubles import LineTrouble

Pair = tuple[Counter, Counter]


class CutLine:
    """A line that does what a list says, one word per request: "ok", "lost" (never arrives), "deaf" (its answer never
    comes), "twice" (arrives two times). Afterwards it is a good one."""

    def __init__(self, line: Any, faults: Iterator[str]) -> None:
        self._line, self._faults = line, faults

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self._line, name)
        return self._faulty(ask) if name in ("push", "pull", "enrol") else ask

    def _faulty(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **more: Any) -> Any:
            fault = next(self._faults, "ok")
            if fault == "lost":
                raise troubles.cut()
            answer = ask(*arguments, **more)
            if fault == "deaf":
                raise troubles.cut()
            return ask(*arguments, **more) if fault == "twice" else answer

        return asked


def until_in_step(*counters: Counter) -> None:
    """Exchange until nothing is new any more."""
    for _ in range(30):
        quiet = True
        for counter in counters:
            try:
                done = counter.exchange()
                quiet = quiet and not done.sent and not done.received
            except LineTrouble:
                quiet = False
        if quiet:
            return
    raise AssertionError("never in step")


def on_server(centre: Centre) -> list[tuple[Any, ...]]:
    """Return the events the server has, by id, how often each."""
    from sqlalchemy import text

    with centre.database.read() as connection:
        rows = connection.execute(
            text(
                "SELECT event_id, count(*) FROM feed_positions JOIN events USING (province_id, device_id, device_seq)"
                " WHERE feed LIKE 'office:%' GROUP BY event_id"
            )
        )
        return [tuple(row) for row in rows]


def same(*counters: Counter) -> None:
    first, *others = [counter.shown() for counter in counters]
    assert all(other == first for other in others)
    for counter in counters:
        assert counter.waiting() == 0
        with counter.house.db.read() as session:
            [(own,)] = fetch(session, "SELECT device_id FROM own_device")
            assert [fault for fault in check_chain(session)[1] if fault.device_id == own] == []


@pytest.fixture(autouse=True)
def _push_warnings(expected_log: Callable[[str], None], request: pytest.FixtureRequest) -> None:
    for pattern in getattr(request, "param", ()):
        expected_log(pattern)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["ok", "lost", "deaf", "twice"]), max_size=14), st.integers(0, 3))
def test_lost_answers_lost_requests_and_repeated_ones_leave_everything_once(
    pair: Pair, centre: Centre, faults: list[str], restarts: int
) -> None:
    a, b = pair
    before = len(a.names())
    feed = iter(faults)
    a.wrap = b.wrap = lambda line: CutLine(line, feed)
    a.restart()
    b.restart()
    a.receive("Huỳnh Văn Đức")
    b.receive("Nguyễn Hoàng Phúc")
    for _ in range(restarts):
        with suppress(LineTrouble):
            a.exchange()
        a.restart()
        a.receive("Đặng Hữu Ẩn")
    until_in_step(a, b)
    assert len(a.names()) == before + 2 + restarts
    same(a, b)
    assert all(count == 1 for _, count in on_server(centre))


def test_a_program_ended_between_push_and_confirmation_sends_again_and_nothing_doubles(
    pair: Pair, centre: Centre
) -> None:
    a, b = pair
    a.receive()
    a.wrap = lambda line: CutLine(line, iter(["deaf"]))
    a.restart()
    with pytest.raises(LineTrouble):
        a.exchange()
    assert a.waiting() > 0
    a.wrap = lambda line: line
    a.restart()
    until_in_step(a, b)
    assert len(b.names()) == 1
    same(a, b)
    assert all(count == 1 for _, count in on_server(centre))


class SmallLine(CutLine):
    """A line that takes no more than some events at once."""

    def __init__(self, line: Any, most: int) -> None:
        super().__init__(line, iter(()))
        self.most = most
        self.sizes: list[int] = []

    def push(self, sent: Push) -> PushAnswer:
        self.sizes.append(len(sent.events))
        if len(sent.events) > self.most:
            raise troubles.refused("too_large", "", 0)
        answer: PushAnswer = self._line.push(sent)
        return answer


def test_a_push_too_large_is_sent_in_smaller_ones(pair: Pair) -> None:
    a, b = pair
    for _ in range(3):
        a.receive()
    lines: list[SmallLine] = []

    def small(line: Any) -> SmallLine:
        lines.append(SmallLine(line, 2))
        return lines[-1]

    a.wrap = small
    a.restart()
    a.exchange()
    assert a.waiting() == 0
    assert max(size for size in lines[0].sizes if size <= 2) == 2
    assert MAX_BATCH > 2
    b.exchange()
    same(a, b)


# -- copies and set-backs


def copy_of(counter: Counter, folder: Path) -> Counter:
    """Copy the disk of a PC: database, marks, key."""
    folder.mkdir()
    (folder / "marks").mkdir()
    counter.house.db.close()
    with counter.house.db.write() as session:
        fetch(session, "SELECT 1")
    for file in counter.house.db.path.parent.glob("quay.db*"):
        shutil.copyfile(file, folder / file.name)
    return replace(counter, house=house_at(folder, Clock(counter.house.clock.now)), engine=None, changed=[])  # type: ignore[attr-defined]


@pytest.mark.parametrize("_push_warnings", [["forked at", "goes on as"]], indirect=True, ids=["fork"])
def test_two_copies_of_one_pc_part_and_both_keep_all_they_wrote(pair: Pair, centre: Centre, tmp_path: Path) -> None:
    a, b = pair
    clone = copy_of(a, tmp_path / "clone")
    a.receive("Huỳnh Văn Đức")
    clone.receive("Nguyễn Hoàng Phúc")
    clone.receive("Đặng Hữu Ẩn")
    until_in_step(a, clone, b)
    assert sorted(b.names()) == sorted(["Huỳnh Văn Đức", "Nguyễn Hoàng Phúc", "Đặng Hữu Ẩn"])
    same(a, b, clone)
    assert a.rows("SELECT device_id FROM own_device") != clone.rows("SELECT device_id FROM own_device")
    assert all(count == 1 for _, count in on_server(centre))
    doubled = b.rows("SELECT code FROM attention WHERE code <> ''")
    assert len(doubled) == 2, "both were at work under one name: both are kept, and somebody is asked"
    lanes = [counter.rows("SELECT lanes FROM own_device") for counter in (a, b, clone)]
    assert len({str(one) for one in lanes}) == 3
    codes = [counter.receive().code for counter in (a, clone, a, clone)]
    assert len(set(codes)) == 4, "no code twice from now on"
    until_in_step(a, clone, b)
    assert b.rows("SELECT code FROM attention WHERE code <> ''") == doubled
    clone.close()


@pytest.mark.parametrize("_push_warnings", [["forked at", "goes on as"]], indirect=True, ids=["deep fork"])
def test_however_long_two_copies_were_apart_one_new_identity_is_enough(
    pair: Pair, centre: Centre, tmp_path: Path
) -> None:
    """Found by chaos: a fork seen at the head alone was followed down link by link, an identity and a lane for each."""
    a, b = pair
    clone = copy_of(a, tmp_path / "clone")
    for counter in (a, clone):
        for _ in range(30):
            counter.receive()
    with clone.house.db.write() as session:
        [chain] = identities.chains(session)
        identities.confirm(session, chain, chain.last_seq)  # as after the server was set back
    until_in_step(a, clone, b)
    assert clone.rows("SELECT count(*) FROM former_devices") == [(1,)]
    assert len(b.names()) == 60
    same(a, b, clone)
    clone.close()


@pytest.mark.parametrize("_push_warnings", [["forked at", "goes on as"]], indirect=True, ids=["older"])
def test_an_old_copy_put_back_takes_a_new_identity_and_gets_what_it_had_lost(
    pair: Pair, centre: Centre, tmp_path: Path
) -> None:
    a, b = pair
    old = copy_of(a, tmp_path / "old")
    a.receive("Huỳnh Văn Đức")
    until_in_step(a, b)
    before = old.rows("SELECT device_id FROM own_device")
    until_in_step(old, b)
    assert old.rows("SELECT device_id FROM own_device") != before
    assert old.names() == ["Huỳnh Văn Đức"]
    old.receive("Nguyễn Hoàng Phúc")
    until_in_step(old, b)
    same(old, b)
    old.close()


@pytest.mark.parametrize("_push_warnings", [["forked at", "goes on as"]], indirect=True, ids=["older at work"])
def test_an_old_copy_that_worked_on_without_a_line_loses_nothing_of_either_time(
    pair: Pair, centre: Centre, tmp_path: Path
) -> None:
    a, b = pair
    old = copy_of(a, tmp_path / "old")
    a.receive("Huỳnh Văn Đức")
    until_in_step(a, b)
    old.receive("Nguyễn Hoàng Phúc")
    until_in_step(old, b)
    assert sorted(old.names()) == ["Huỳnh Văn Đức", "Nguyễn Hoàng Phúc"]
    same(old, b)
    old.close()


def test_a_server_set_back_gets_again_what_it_lost(pair: Pair, centre: Centre, tmp_path: Path) -> None:
    a, b = pair
    a.receive("Huỳnh Văn Đức")
    until_in_step(a, b)
    centre.stop()
    centre.database.close()
    file = centre.folder / "server.sqlite"
    shutil.copyfile(file, tmp_path / "backup.sqlite")
    centre.start()
    for counter in (a, b):
        counter.point_to(centre.address)
    a.receive("Nguyễn Hoàng Phúc")
    b.receive("Đặng Hữu Ẩn")
    until_in_step(a, b)
    centre.stop()
    centre.database.close()
    for beside in centre.folder.glob("server.sqlite-*"):
        beside.unlink()
    shutil.copyfile(tmp_path / "backup.sqlite", file)
    centre.database.begin_epoch()
    centre.start()
    for counter in (a, b):
        counter.point_to(centre.address)
    b.receive("Lâm Thị Sà Phươl")
    until_in_step(b, a)
    until_in_step(a, b)
    there = {event_id for event_id, _ in on_server(centre)}
    for counter in (a, b):
        assert {event_id for (event_id,) in counter.rows("SELECT event_id FROM events")} <= there, "not sent again"
    names = sorted(a.names())
    assert names == sorted(["Huỳnh Văn Đức", "Nguyễn Hoàng Phúc", "Đặng Hữu Ẩn", "Lâm Thị Sà Phươl"])
    same(a, b)
    assert all(count == 1 for _, count in on_server(centre))


def test_joining_twice_by_the_same_pc_changes_nothing(pair: Pair, centre: Centre) -> None:
    a, b = pair
    join_server(a.house, a.clerk, a.key, centre.address, "")
    join_server(a.house, a.clerk, a.key, centre.address, centre.code())
    a.receive()
    until_in_step(a, b)
    same(a, b)
