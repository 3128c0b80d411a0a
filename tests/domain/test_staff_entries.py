"""What a person's entry is refused for."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.domain.office import Role
from app.domain.staff import new_fields


def test_a_person_is_entered_without_the_spaces_around() -> None:
    fields = new_fields(" Nguyễn Thị Sen ", " 07 ", "", [Role.RECEIVER])
    assert fields == {
        "name": "Nguyễn Thị Sen",
        "number": "07",
        "employer": "",
        "roles": [Role.RECEIVER.value],
        "active": True,
    }


@pytest.mark.parametrize(
    ("name", "number", "employer", "code"),
    [
        (" ", "07", "", "STAFF-NAME"),
        ("Sen" * 40, "07", "", "STAFF-LONG"),
        ("Nguyễn Thị Sen", "7" * 41, "", "STAFF-LONG"),
        ("Nguyễn Thị Sen", "07", "Bưu điện " * 30, "STAFF-LONG"),
    ],
)
def test_what_no_signature_block_has_room_for_is_refused(name: str, number: str, employer: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        new_fields(name, number, employer, [Role.RECEIVER])
    assert refusal.value.code == code
