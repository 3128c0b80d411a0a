"""What the tray and the outbox call an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain import reference
from app.domain.events import Event
from app.services.question_words import event_words

SET = Event(
    "e1",
    reference.CALENDAR,
    "c1",
    reference.CALENDAR_DAY_SET,
    1,
    {},
    "a1",
    "o1",
    "e1",
    datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"day": "2026-01-01", "name": "Tết Dương lịch"}, ("Đặt lịch ngày 01/01/2026", "Tết Dương lịch")),
        ({"day": "mai"}, ("Đặt lịch ngày mai", "")),
        ({}, ("Đặt lịch ngày ", "")),
    ],
)
def test_a_day_off_is_named_as_people_write_it(payload: dict[str, str], words: tuple[str, str]) -> None:
    assert event_words(replace(SET, payload=payload)) == words
