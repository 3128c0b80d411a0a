"""A PC that has not heard its server for the office's days lets only administrators in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from office_fixtures import PIN, Clock

from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.services.house import House, the_desk
from app.services.offices import change_office
from app.services.offline_sign_in import extend, offline_term
from app.services.staff import add_staff, sign_in
from app.storage.server_place import Cursor, ServerPlace, change_server, move_cursor, save_server


@pytest.fixture
def receiver(house: House, clerk: Actor) -> str:
    return add_staff(house, clerk, "Lý Thị Út", "NV09", "", [Role.RECEIVER], PIN)


def joined(house: House, heard: datetime | None) -> None:
    with house.db.write() as session:
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        save_server(session, ServerPlace("https://x", "", "d", "96", (), "e", 1, long_ago, heard))
        move_cursor(session, Cursor("reference", "e", 41))


def refused(house: House, staff_id: str) -> str:
    with pytest.raises(UserError) as error:
        sign_in(house, staff_id, PIN)
    return error.value.code


def test_a_pc_that_works_alone_never_asks_for_a_server(house: House, clock: Clock, receiver: str) -> None:
    clock.now += timedelta(days=400)
    assert sign_in(house, receiver, PIN).term is None
    assert offline_term(house) is None


def test_after_the_offices_days_only_an_administrator_gets_in(
    house: House, clock: Clock, clerk: Actor, receiver: str
) -> None:
    joined(house, clock.now)
    clock.set_local(2026, 11, 24, 17)
    term = sign_in(house, receiver, PIN).term
    assert term is not None
    assert (term.days, term.is_near, term.is_over) == (7, False, False)
    clock.set_local(2026, 11, 26, 23, 59)  # nobody is shut out in the middle of a day
    term = sign_in(house, receiver, PIN).term
    assert term is not None
    assert term.is_near
    clock.set_local(2026, 11, 27, 7)
    assert refused(house, receiver) == "OFFLINE-OVER"
    assert refused(house, receiver) == "OFFLINE-OVER"  # not a wrong PIN: nobody is locked out for it
    term = sign_in(house, clerk.staff_id, PIN).term
    assert term is not None
    assert term.is_over
    with pytest.raises(UserError, match="không được làm việc đó"):
        extend(house, Actor(receiver, "Lý Thị Út", roles=(Role.RECEIVER,)))
    extend(house, clerk)
    sign_in(house, receiver, PIN)
    with pytest.raises(UserError, match="Đã gia hạn một lần"):
        extend(house, clerk)
    clock.set_local(2026, 12, 5, 7)
    assert refused(house, receiver) == "OFFLINE-OVER"
    with house.db.write() as session:  # the server was heard, by the line or by a file
        change_server(session, contact_at=clock.now)
    sign_in(house, receiver, PIN)
    clock.set_local(2026, 12, 14, 7)
    extend(house, clerk)  # once again
    sign_in(house, receiver, PIN)


def test_the_office_sets_how_many_days_or_none(house: House, clock: Clock, clerk: Actor, receiver: str) -> None:
    joined(house, clock.now)
    with house.db.read() as session:
        office = the_desk(session).office
    change_office(house, clerk, replace(office, offline_days=30))
    clock.now += timedelta(days=29)
    sign_in(house, receiver, PIN)
    change_office(house, clerk, replace(office, offline_days=0))
    clock.now += timedelta(days=400)
    assert sign_in(house, receiver, PIN).term is None
    with pytest.raises(UserError, match="từ 0 đến 90"):
        change_office(house, clerk, replace(office, offline_days=91))


def test_a_sign_in_says_what_was_known_of_people_and_rights(house: House, clock: Clock, receiver: str) -> None:
    sign_in(house, receiver, PIN)
    query = "SELECT body FROM events WHERE type = 'access.signed_in'"
    assert house.db.rows(query) == []  # nobody asks about a PC that works alone
    joined(house, clock.now)
    sign_in(house, receiver, PIN)
    [(body,)] = house.db.rows(query)
    written = json.loads(body)
    assert (written["actor_id"], written["payload"]) == (receiver, {"reference": 41, "epoch": "e"})
