"""What no cursor knows of heals: a burned PC and a server set back, bytes damaged on the way, a row lost here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sync_desk import Centre, Counter

from app.protocol.messages import Compared, Push, PushAnswer, WireEvent
from app.server import levels as server_levels
from app.services.enrolment import join_server
from app.storage.rebuilding import rebuild
from app.storage.rows import run
from app.storage.server_place import load_server
from app.sync import comparing
from app.sync.troubles import LineTrouble

Pair = tuple[Counter, Counter]


def in_step(*counters: Counter) -> None:
    for _ in range(3):
        for counter in counters:
            counter.exchange()


def same(*counters: Counter) -> None:
    first, *others = (counter.shown() for counter in counters)
    assert all(other == first for other in others)


@pytest.mark.parametrize("is_started_since", [False, True], ids=["running", "started since"])
def test_what_a_burned_pc_wrote_outlives_a_server_set_back(
    pair: Pair, centre: Centre, counters: Callable[..., Counter], tmp_path: Path, is_started_since: bool
) -> None:
    a, b = pair
    centre.stop()
    centre.database.close()
    shutil.copyfile(centre.folder / "server.sqlite", tmp_path / "backup.sqlite")
    centre.start()
    for counter in pair:
        counter.point_to(centre.address)
    a.receive("Huỳnh Văn Đức")
    a.receive("Lâm Thị Sà Phươl")
    a.exchange()
    b.exchange()
    centre.stop()
    centre.database.close()
    for beside in centre.folder.glob("server.sqlite-*"):
        beside.unlink()
    shutil.copyfile(tmp_path / "backup.sqlite", centre.folder / "server.sqlite")
    centre.database.begin_epoch()
    centre.start()
    b.point_to(centre.address)
    if is_started_since:  # then it hears of the new epoch when it sends, not when it reads
        b.restart()
    in_step(b)  # a has burned
    newcomer = counters("c")
    join_server(newcomer.house, None, newcomer.key, centre.address, centre.code())
    in_step(newcomer)
    same(b, newcomer)
    assert len(newcomer.names()) == 2


class Flipping:
    """A line on which a bit of the last event pushed turns over, once."""

    def __init__(self, line: Any, body: Callable[[bytes], bytes]) -> None:
        self._line, self._body, self._flips = line, body, 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def push(self, sent: Push) -> PushAnswer:
        if sent.events and self._flips:
            self._flips -= 1
            *others, good = sent.events
            place = (good.device_id, good.device_seq, good.prev_hash, good.hash)
            bad = WireEvent.of(*place, self._body(good.body), good.personal, named=good.named)
            sent = msgspec.structs.replace(sent, events=(*others, bad))
        answer: PushAnswer = self._line.push(sent)
        return answer


def test_bytes_damaged_on_the_way_heal_in_the_same_exchange(pair: Pair) -> None:
    a, b = pair
    for name, damage in (
        ("Huỳnh Văn Đức", lambda body: body.replace(b"dossier.received", b"dossier.receivee")),
        ("Lâm Thị Sà Phươl", lambda body: b"\xff" + body[1:]),
    ):
        a.receive(name)
        a.wrap = lambda line, damage=damage: Flipping(line, damage)  # type: ignore[misc]
        a.restart()
        a.exchange()
        a.exchange()
    in_step(b, a)
    assert b.names() == ["Huỳnh Văn Đức", "Lâm Thị Sà Phươl"]
    same(a, b)
    assert b.rows("SELECT questions FROM attention WHERE subject_kind = 'dossier'") == []


class Overheard:
    """A line whose comparisons are kept."""

    def __init__(self, line: Any, asked: list[Compared]) -> None:
        self._line, self._asked = line, asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def digest(self, digest: Any) -> Compared:
        answer: Compared = self._line.digest(digest)
        self._asked.append(answer)
        return answer


def test_a_row_lost_on_a_pc_comes_again_within_a_day(pair: Pair) -> None:
    a, b = pair
    a.receive("Huỳnh Văn Đức")
    in_step(a, b)
    with b.house.db.write() as session:
        [(event_id,)] = b.rows("SELECT event_id FROM events WHERE type = 'dossier.received'")
        for table in ("envelopes", "personal_parts", "events"):
            run(session, f"DELETE FROM {table} WHERE event_id = ?", event_id)
        rebuild(session)
    in_step(b)
    assert b.names() == [], "cursors know nothing of it"
    asked: list[Compared] = []
    b.wrap = lambda line: Overheard(line, asked)
    b.restart()
    in_step(b)
    assert asked == [], "compared when it joined"
    b.house.clock.now += timedelta(days=2)  # type: ignore[attr-defined]
    in_step(b)
    assert b.names() == ["Huỳnh Văn Đức"]
    same(a, b)
    assert len(asked) == 2, "sums, then the ids of one bucket"
    b.house.clock.now += timedelta(days=2)  # type: ignore[attr-defined]
    in_step(b)
    assert [answer.differing for answer in asked[2:]] == [()]


class Uncompared:
    """A line on which no comparison comes through."""

    def __init__(self, line: Any, tries: list[int]) -> None:
        self._line, self._tries = line, tries

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def digest(self, _digest: Any) -> Compared:
        self._tries.append(1)
        raise LineTrouble("Mất kết nối.", "", "SYNC-CUT")


def test_a_comparison_that_failed_rests_longer_each_time_and_not_until_a_clock_put_right(pair: Pair) -> None:
    a, b = pair
    a.receive("Huỳnh Văn Đức")
    in_step(a, b)
    tries: list[int] = []
    b.wrap = lambda line: Uncompared(line, tries)
    b.restart()
    for later, tried in (
        (timedelta(days=5), 1),
        (timedelta(seconds=9), 1),
        (timedelta(seconds=2), 2),
        (timedelta(seconds=19), 2),
        (timedelta(seconds=2), 3),
        (timedelta(days=-2), 4),
    ):
        b.clock.now += later
        in_step(b)
        assert len(tries) == tried
    for _ in range(8):
        b.clock.now += timedelta(minutes=10)
        in_step(b)
    assert len(tries) == 12  # never longer than ten minutes


def test_comparisons_are_spread_over_hours_and_a_clock_set_back_makes_one_due() -> None:
    now = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert comparing.is_due(None, now, "a" * 36)
    due = {
        hours
        for key in ("0000", "5f3a", "c0de", "ffff")
        for hours in range(30)
        if comparing.is_due(now - timedelta(hours=hours), now, "x" * 32 + key)
    }
    assert min(due) > 19
    assert all(comparing.is_due(now - timedelta(hours=29), now, "x" * 32 + key) for key in ("0000", "ffff"))
    assert comparing.is_due(now + timedelta(days=400), now, "a" * 36)


def test_a_pc_says_what_it_reads_and_hears_what_may_be_written(
    pair: Pair, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pair
    monkeypatch.setattr("app.domain.levels.READ", 2)
    monkeypatch.setattr("app.sync.sending.LEVEL", 2)
    now = a.house.clock()
    a.restart()
    a.exchange()
    with centre.database.write() as connection, pytest.raises(ValueError, match="1 PCs can't read level 2"):
        server_levels.raise_to(connection, "96", 2, now)
    b.restart()
    b.exchange()
    with centre.database.write() as connection:
        server_levels.raise_to(connection, "96", 2, now)
        with pytest.raises(ValueError, match="never goes down"):
            server_levels.raise_to(connection, "96", 1, now)
        with pytest.raises(ValueError, match="Update it first"):
            server_levels.raise_to(connection, "96", 3, now)
    a.exchange()
    with a.house.db.read() as session:
        place = load_server(session)
    assert place is not None
    assert place.level == 2
