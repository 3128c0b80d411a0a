"""A new PC tells how far its first download is, goes on where it was cut, and receives meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot
from sync_desk import Centre, Counter

from app.runtime.connectivity import Connectivity
from app.runtime.line_status import LineState, LineStatus
from app.services.enrolment import join_server
from app.sync import downloading, reading
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
