"""What the tray and the outbox call an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.domain import reference
from app.domain.events import Event
from app.domain.office import Actor, TicketService
from app.domain.subjects import RULE_SETS
from app.services.house import House, the_desk
from app.services.offices import change_office
from app.services.outbox import open_outbox
from app.services.question_words import event_words
from app.services.tickets import issue_ticket

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
    assert event_words(structs.replace(SET, payload=payload)) == words


TYPES = sorted({type_ for sets in RULE_SETS.values() for rules in sets.values() for type_, _ in rules.handlers})


@pytest.mark.parametrize("event_type", TYPES)
def test_nothing_that_this_program_writes_is_called_a_newer_ones(event_type: str) -> None:
    what, _ = event_words(structs.replace(SET, type=event_type))
    assert "bản mới hơn" not in what


def test_a_ticket_that_waits_to_be_sent_is_named_by_its_number(house: House, clerk: Actor) -> None:
    with house.db.read() as session:
        office = the_desk(session).office
    change_office(house, clerk, replace(office, ticket_services=(TicketService("A", "Hộ tịch"),)))
    number = issue_ticket(house, clerk, "A").number
    newest = open_outbox(house).events[-1]
    assert (newest.what, newest.about) == ("Lấy số", f"Số thứ tự: {number}")
