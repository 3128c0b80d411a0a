"""Who may do what at the counter."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.domain.office import RIGHTS, Actor, Right, Role


def test_every_role_and_every_right_is_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)


def test_somebody_without_a_role_may_do_nothing() -> None:
    assert not any(Actor("x", "Ai đó").may(right) for right in Right)


@pytest.mark.parametrize("right", [Right.RECEIVE, Right.CORRECT, Right.SHOW_PERSON, Right.REPRINT])
def test_an_administrator_alone_touches_no_dossier(right: Right) -> None:
    administrator = Actor("x", "Quản trị", roles=(Role.ADMINISTRATOR,))
    with pytest.raises(UserError, match="không được làm"):
        administrator.must(right)
    Actor("x", "Quản trị", roles=(Role.ADMINISTRATOR, Role.RECEIVER)).must(right)


@pytest.mark.parametrize("right", [Right.EDIT_STAFF, Right.EDIT_OFFICE, Right.EDIT_CALENDAR, Right.EDIT_CATALOGUE])
def test_postal_staff_change_nothing_of_the_office(right: Right) -> None:
    assert not Actor("x", "Bưu điện", roles=(Role.RECEIVER,)).may(right)
