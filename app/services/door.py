"""The door: whose PC this is and who may sign in at it, read by plain SELECTs.

The sign-in shows them before SQLAlchemy and the use cases are loaded, so nothing of those is asked for here.
"""

from __future__ import annotations

from app.domain.office import Role, StaffMember
from app.domain.text import name_key
from app.services.house import DESK, Desk, House, desk_in

# The feeds bring the names of other offices' people too; they sign in at home.
_STAFF = """
    SELECT subject_id, name, number, employer, roles, active FROM staff
    WHERE office_id = (SELECT office_id FROM own_device)
"""
DEMO_PIN = "280726"  # of everybody in the demo office


def find_desk(house: House) -> Desk | None:
    """Return whose PC this is, None before the first start."""
    return desk_in(house.db.rows(DESK))


def list_staff(house: House, *, with_inactive: bool = False) -> list[StaffMember]:
    """Return the people of the office by name, in Vietnamese order: given name first."""
    rows = house.db.rows(_STAFF)
    members = (
        StaffMember(staff_id, name, number, employer, roles_in(roles), bool(active))
        for staff_id, name, number, employer, roles, active in rows
    )
    return sorted((one for one in members if one.active or with_inactive), key=lambda one: name_key(one.name))


def roles_in(text: str) -> tuple[Role, ...]:
    """Read the roles of a row; one of a newer program gives no right here."""
    return tuple(Role(role) for role in text.split(",") if role in Role.__members__.values())
