"""A new PC tells how far its first download is, goes on where it was cut, and receives meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from office_fixtures import MARRIAGE, form, person
from pytestqt.qtbot import QtBot
from sync_desk import SILENT, Centre, Counter

from app.domain.intake import RefusalReason
from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState, LineStatus
from app.server import first_pages
from app.services.enrolment import join_server
from app.services.intake import refuse_at_intake
from app.sync import downloading, reading, troubles
from app.sync.troubles import LineTrouble
from app.ui.line_words import kept_words, strip_items


def test_a_first_download_tells_how_far_it_is_and_goes_on_after_a_cut(
    pair: tuple[Counter, Counter],
    counters: Callable[..., Counter],
    centre: Centre,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloading, "WORTH_TELLING", 20)
    monkeypatch.setattr(reading, "PAGE", 4)
    a, _ = pair
    a.receive("Nguyễn Văn An")
    a.exchange()
    new = counters("new")
    join_server(new.house, None, new.key, centre.address, centre.code())
    told: list[LineStatus] = []

    def begin() -> Connectivity:
        line = Connectivity(new.house, lambda: new.key, "test", listening=1)
        line.status_changed.connect(told.append)
        line.start()
        return line

    line = begin()
    qtbot.waitUntil(lambda: any((status.loading or 0) > 20 for status in told), timeout=20_000)
    line.close()
    [(before,)] = new.rows("SELECT max(position) FROM feed_cursors")
    told.clear()
    line = begin()
    qtbot.waitUntil(lambda: line.status.state is LineState.ONLINE and line.status.loading is None, timeout=20_000)
    qtbot.waitUntil(lambda: new.shown() == a.shown(), timeout=20_000)
    percents = [status.loading for status in told if status.loading is not None]
    [(head,)] = new.rows("SELECT max(position) FROM feed_cursors")
    assert percents == sorted(percents)
    assert all(percent >= 100 * before // head for percent in percents)  # it does not begin again
    line.close()


def test_the_strip_and_the_queue_say_how_far_it_is() -> None:
    now = datetime(2026, 11, 22, 9)
    loading = LineStatus(LineState.ONLINE, loading=45)
    assert strip_items(loading, 0, now)[0].text == "Đang tải dữ liệu của đơn vị: 45 %"
    assert kept_words(loading, 0, "") == "Đang tải dữ liệu của đơn vị: 45 %"
    assert "đã tải 45 %" in kept_words(LineStatus(LineState.OFFLINE, loading=45), 0, "")
    assert kept_words(LineStatus(LineState.ONLINE), 0, "") == ""


# --- What an office works with comes first ----------------------------------------------------------------------------


class Watched:
    """A line that keeps what a first download asked for, and breaks where it is told to."""

    def __init__(self, line: Any, asked: list[int], first: int, rest: bool) -> None:
        self._line, self._asked, self._first, self._rest = line, asked, first, rest

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def first(self, feed: str, before: int) -> Any:
        if not self._first:
            raise troubles.cut()
        self._first -= 1
        self._asked.append(before)
        return self._line.first(feed, before)

    def pull(self, feed: str, *more: Any, **others: Any) -> Any:
        if not self._rest and feed.startswith("office:"):
            raise troubles.cut()
        return self._line.pull(feed, *more, **others)


def test_a_new_pc_works_with_what_is_open_before_it_has_read_the_feed_and_goes_on_where_it_was_cut(
    pair: tuple[Counter, Counter],
    counters: Callable[..., Counter],
    centre: Centre,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, size in (("WORTH_IT", 5), ("_LOOKED_AT", 6), ("_FULL", 3), ("_AT_ONCE", 1)):
        monkeypatch.setattr(first_pages, name, size)
    a, _ = pair
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lý Thị Út"):
        a.receive(name)
    reason = RefusalReason("not_competent", "Không thuộc thẩm quyền")
    refuse_at_intake(a.house, a.clerk, form(a.house, MARRIAGE, person("Đã Trả Về")), [reason], SILENT)
    a.exchange()
    new = counters("new")
    join_server(new.house, None, new.key, centre.address, centre.code())
    asked: list[int] = []
    for _ in range(3):
        new.wrap = lambda line: Watched(line, asked, first=2, rest=False)
        new.restart()
        with pytest.raises(LineTrouble):
            new.exchange()
        assert new.clerk.name, "somebody can sign in"
    assert asked[0] == 0
    assert asked[1:] == sorted(set(asked[1:]), reverse=True), "nothing is asked for twice"
    new.wrap = lambda line: Watched(line, asked, first=99, rest=False)
    new.restart()
    with pytest.raises(LineTrouble):
        new.exchange()
    assert sorted(new.names()) == ["Lý Thị Út", "Nguyễn Văn An", "Trần Thị Bình"]
    assert new.rows("SELECT position FROM feed_cursors WHERE feed LIKE 'office:%'") == []
    new.receive("Người Đến Ngay")
    new.wrap = lambda line: line
    new.restart()
    before = list(asked)
    new.exchange()
    a.exchange()
    assert asked == before
    assert new.shown() == a.shown()
    assert len(new.names()) == 5
