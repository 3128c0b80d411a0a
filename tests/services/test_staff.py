"""Who may sign in: secrets, lock-out, and an office that never locks itself out."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from office_fixtures import PIN, Clock, postal_clerk
from sqlalchemy import select

from app.domain.errors import UserError
from app.domain.office import Actor, Role, StaffMember
from app.domain.reference import STAFF
from app.models.tables import EventRow, SignInGuard, StaffRow
from app.services import staff
from app.services.door import list_staff
from app.services.house import House
from app.services.staff import (
    FREE_FAILURES,
    LOCK,
    add_staff,
    change_staff,
    check_secret,
    set_secret,
    sign_in,
    staff_name,
)
from app.storage.event_log import events_of

ME = "Lê Thu Hà"


@pytest.fixture(autouse=True)
def _quick_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work: the price of a guess is Argon2's own matter."""
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clerk(clerk: Actor, house: House) -> Actor:
    """Return the clerk, her PIN hashed with as little work."""
    set_secret(house, clerk, clerk.staff_id, PIN)
    return clerk


def fail(house: House, staff_id: str, times: int = 1) -> str:
    for _ in range(times):
        with pytest.raises(UserError) as trouble:
            sign_in(house, staff_id, "000111")
    return trouble.value.code


def test_the_right_pin_signs_in_with_name_number_and_roles(house: House, clerk: Actor) -> None:
    actor = sign_in(house, clerk.staff_id, PIN).actor
    assert (actor.name, actor.number) == (ME, "NV07")
    assert set(actor.roles) == {Role.ADMINISTRATOR, Role.RECEIVER}


def test_a_wrong_pin_says_how_many_tries_are_left(house: House, clerk: Actor) -> None:
    advice = []
    for _ in range(FREE_FAILURES):
        with pytest.raises(UserError, match="chưa đúng") as trouble:
            sign_in(house, clerk.staff_id, "000111")
        advice.append(trouble.value.advice)
    assert advice[:4] == [f"Còn {left} lần thử." for left in (4, 3, 2, 1)]
    assert "khóa 5 phút" in advice[4]


def test_after_five_failures_even_the_right_pin_waits_five_minutes(house: House, clerk: Actor, clock: Clock) -> None:
    fail(house, clerk.staff_id, FREE_FAILURES)
    with pytest.raises(UserError, match="Thử lại sau 5 phút") as trouble:
        sign_in(house, clerk.staff_id, PIN)
    assert trouble.value.code == "LOCKED"
    clock.now += LOCK - timedelta(seconds=1)
    assert fail(house, clerk.staff_id) == "LOCKED"
    clock.now += timedelta(seconds=2)
    assert fail(house, clerk.staff_id) == "WRONG-SECRET", "the lock is over, each further failure locks again"
    assert fail(house, clerk.staff_id) == "LOCKED"
    clock.now += LOCK + timedelta(seconds=1)
    sign_in(house, clerk.staff_id, PIN)
    assert fail(house, clerk.staff_id) == "WRONG-SECRET"
    with house.db.read() as session:
        assert session.scalars(select(SignInGuard.failures)).one() == 1, "a sign-in forgets what was before"


def test_a_lock_is_one_persons_not_the_counters(house: House, clerk: Actor) -> None:
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.RECEIVER], "482915")
    fail(house, clerk.staff_id, FREE_FAILURES)
    sign_in(house, other, "482915")


@pytest.mark.parametrize("years", [-1, 9])
def test_a_clock_that_jumps_locks_nobody_out_for_years(house: House, clerk: Actor, clock: Clock, years: int) -> None:
    now = clock.now
    clock.now = now.replace(year=now.year + 9) if years > 0 else now
    fail(house, clerk.staff_id, FREE_FAILURES)
    clock.now = now if years > 0 else now.replace(year=now.year + years)
    sign_in(house, clerk.staff_id, PIN)


def test_an_administrator_gives_a_new_pin_and_the_lock_is_gone(house: House, clerk: Actor) -> None:
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.RECEIVER], "482915")
    fail(house, other, FREE_FAILURES)
    set_secret(house, clerk, other, "739164")
    with pytest.raises(UserError, match="chưa đúng"):
        sign_in(house, other, "482915")
    sign_in(house, other, "739164")


def test_everybody_changes_his_own_pin_and_nobody_anothers(house: House, clerk: Actor) -> None:
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.RECEIVER], "482915")
    yen = sign_in(house, other, "482915").actor
    set_secret(house, yen, other, "739164")
    sign_in(house, other, "739164")
    with pytest.raises(UserError, match="không được làm"):
        set_secret(house, yen, clerk.staff_id, "739164")
    with pytest.raises(UserError, match="Không tìm thấy nhân viên"):
        set_secret(house, clerk, "nobody", "739164")
    assert len(list_staff(house, with_inactive=True)) == 2


def test_a_password_is_the_same_composed_or_not(house: House, clerk: Actor) -> None:
    """Two input methods write one Vietnamese password in two ways."""
    password = "Quầy số ba"
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.RECEIVER], unicodedata.normalize("NFD", password))
    sign_in(house, other, unicodedata.normalize("NFC", password))
    sign_in(house, other, unicodedata.normalize("NFD", password))


def test_the_verifier_lies_beside_the_body(house: House, clerk: Actor) -> None:
    with house.db.read() as session:
        bodies = session.scalars(select(EventRow.body).where(EventRow.subject_kind == STAFF)).all()
        assert len(bodies) == 3
        assert not any(b"argon2" in body or PIN.encode() in body for body in bodies)
        assert "argon2id" in session.scalars(select(StaffRow.verifier)).one()


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("12345", "PIN-SHORT"),
        ("", "PASSWORD-SHORT"),
        ("abcdefg", "PASSWORD-SHORT"),
        ("111111", "PIN-EASY"),
        ("123456", "PIN-EASY"),
        ("890123", "PIN-EASY"),
        ("987654", "PIN-EASY"),
        ("²²²²²²", "PASSWORD-SHORT"),
    ],
)
def test_a_secret_easy_to_guess_is_refused(secret: str, code: str) -> None:
    with pytest.raises(UserError) as trouble:
        check_secret(secret)
    assert trouble.value.code == code


@pytest.mark.parametrize("secret", ["135791", "271828", "mật khẩu", "٤٨٢٩١٥"])
def test_other_secrets_are_taken(secret: str) -> None:
    check_secret(secret)


def test_a_person_is_added_with_trimmed_words_and_needs_a_name(house: House, clerk: Actor) -> None:
    added = add_staff(house, clerk, "  Trần Hải Yến ", " BĐ-12 ", " Bưu điện ", [Role.RECEIVER], "482915")
    member = next(member for member in list_staff(house) if member.staff_id == added)
    assert member == StaffMember(added, "Trần Hải Yến", "BĐ-12", "Bưu điện", (Role.RECEIVER,))
    with pytest.raises(UserError, match="Chưa có họ tên"):
        add_staff(house, clerk, " ", "", "", [], "482915")
    with pytest.raises(UserError, match="Chưa có họ tên"):
        change_staff(house, clerk, replace(member, name=" "))
    with pytest.raises(UserError, match="không được làm"):
        add_staff(house, postal_clerk(), "Ai đó", "", "", [], "482915")


def test_only_what_changed_is_written(house: House, clerk: Actor) -> None:
    [me] = list_staff(house)
    change_staff(house, clerk, replace(me, number="NV08"))
    change_staff(house, clerk, replace(me, number="NV08"))
    with house.db.read() as session:
        events = events_of(session, STAFF, me.staff_id)
        assert staff_name(session, me.staff_id) == ME
        assert staff_name(session, "nobody") == ""
    assert [event.payload for event in events[3:]] == [{"fields": {"number": "NV08"}}]


def test_who_left_may_not_sign_in_and_is_listed_only_on_demand(house: House, clerk: Actor) -> None:
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.RECEIVER], "482915")
    member = next(member for member in list_staff(house) if member.staff_id == other)
    change_staff(house, clerk, replace(member, active=False))
    assert [member.name for member in list_staff(house)] == [ME]
    assert len(list_staff(house, with_inactive=True)) == 2
    with pytest.raises(UserError, match="chưa đúng"):
        sign_in(house, other, "482915")


def test_nobody_by_that_id_signs_in(house: House) -> None:
    assert fail(house, "nobody") == "WRONG-SECRET"


def test_the_last_administrator_stays_one(house: House, clerk: Actor) -> None:
    [me] = list_staff(house)
    receiver = replace(me, roles=(Role.RECEIVER,))
    for attempt in (receiver, replace(me, active=False)):
        with pytest.raises(UserError, match="ít nhất một quản trị"):
            change_staff(house, clerk, attempt)
    other = add_staff(house, clerk, "Trần Hải Yến", "", "", [Role.ADMINISTRATOR], "482915")
    gone = next(member for member in list_staff(house) if member.staff_id == other)
    change_staff(house, clerk, replace(gone, active=False))
    with pytest.raises(UserError, match="ít nhất một quản trị"):
        change_staff(house, clerk, receiver)
    change_staff(house, clerk, gone)
    change_staff(house, clerk, receiver)
    with pytest.raises(UserError, match="Không tìm thấy nhân viên"):
        change_staff(house, clerk, replace(me, staff_id="nobody"))
    with pytest.raises(UserError, match="không được làm"):
        change_staff(house, postal_clerk(), receiver)
