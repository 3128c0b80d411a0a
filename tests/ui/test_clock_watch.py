"""The PC's clock is set while the office works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.ui.clock_watch import ClockWatch

NINE = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


class Times:
    """A wall clock and the time that really passes."""

    def __init__(self) -> None:
        self.now, self.passed = NINE, 0.0


@pytest.mark.parametrize(
    ("step", "passed", "said"),
    [
        (timedelta(seconds=1), 1, ""),
        (timedelta(hours=14), 1, ""),  # the PC slept over night: nothing to say
        (timedelta(minutes=-1), 1, ""),  # the time server corrects
        (timedelta(minutes=-30), 1, "chỉnh lùi 30 phút, còn 08:30 19/11/2026"),
        (timedelta(days=-400), 1, "chỉnh lùi 400 ngày"),
        (timedelta(days=700), 1, "nhảy tới 700 ngày"),
        (timedelta(days=12), 12 * 86400, ""),  # open over a long Tết
    ],
)
def test_a_step_of_the_clock_is_told_once(qtbot: QtBot, step: timedelta, passed: float, said: str) -> None:
    times = Times()
    watch = ClockWatch(lambda: times.now, passed=lambda: times.passed)
    told: list[str] = []
    watch.was_set.connect(lambda doubts: told.extend(doubts))
    times.now, times.passed = times.now + step, passed
    watch.look()
    watch.look()
    assert len(told) == bool(said)
    assert said in "".join(told)


def test_the_zone_of_windows_is_told_with_the_time_the_program_goes_by(qtbot: QtBot) -> None:
    assert ClockWatch(lambda: NINE, offset=lambda: timedelta(hours=7)).zone() == ()
    assert ClockWatch(lambda: NINE, offset=lambda: None).zone() == ()
    [told] = ClockWatch(lambda: NINE, offset=lambda: timedelta(hours=-8)).zone()
    assert told == "Múi giờ của máy là UTC-08:00, không phải giờ Việt Nam. Chương trình tính 09:00 19/11/2026."
