"""The office, its people and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.errors import UserError
from app.domain.procedures import Level

MIN_PIN, MIN_PASSWORD = 6, 8  # characters of the secret somebody signs in with


class Role(StrEnum):
    """Roles at a one-stop office. Postal staff receive, hand over and return; they never decide."""

    RECEIVER = "receiver"  # nhân viên tiếp nhận (bưu điện)
    OFFICIAL = "official"  # công chức, viên chức tại một cửa
    HEAD = "head"  # lãnh đạo Trung tâm
    ADMINISTRATOR = "administrator"  # quản trị


class Right(StrEnum):
    """What a use case asks for before it does anything."""

    RECEIVE = "receive"
    CORRECT = "correct"
    SETTLE = "settle"  # say which of two versions holds
    REFUSE = "refuse"
    SHOW_PERSON = "show_person"
    REPRINT = "reprint"
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_CALENDAR = "edit_calendar"
    EDIT_STAFF = "edit_staff"
    EDIT_OFFICE = "edit_office"


_COUNTER = frozenset({Right.RECEIVE, Right.CORRECT, Right.SETTLE, Right.SHOW_PERSON, Right.REPRINT})
_OFFICE = frozenset({Right.EDIT_CATALOGUE, Right.EDIT_CALENDAR, Right.EDIT_STAFF, Right.EDIT_OFFICE})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.RECEIVER: _COUNTER | {Right.REFUSE},  # hands the refusal over; the signer on the paper is who decides
    Role.OFFICIAL: _COUNTER | {Right.REFUSE},
    Role.HEAD: _COUNTER | {Right.REFUSE, Right.EDIT_CALENDAR, Right.EDIT_CATALOGUE},
    Role.ADMINISTRATOR: _OFFICE,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is signed in."""

    staff_id: str
    name: str
    number: str = ""
    roles: tuple[Role, ...] = ()

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    def must(self, right: Right) -> None:
        """Raise UserError unless this person has the right."""
        if not self.may(right):
            raise UserError(
                "Tài khoản này không được làm việc đó.",
                "Nhờ người có quyền đăng nhập, hoặc nhờ quản trị cấp thêm quyền.",
                "NO-RIGHT",
            )


@dataclass(frozen=True, slots=True)
class TicketService:
    """What people take a number for: the letter that begins the numbers, the name on ticket and screen."""

    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """A receiving office. `prefix` begins its dossier codes; `number` (4 digits) its barcodes.

    `decider` and `decider_role` sign refusals. `offline_days` is how long people may sign in while the server is not
    heard, 0 = for ever. `hours` is `OfficeHours.to_data()`, empty = the usual hours. Without `ticket_services` people
    take no numbers here.
    """

    office_id: str
    prefix: str
    number: int
    name: str
    level: Level = Level.COMMUNE
    parent_agency: str = ""
    issuing_agency: str = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    place: str = ""
    address: str = ""
    phone: str = ""
    province_code: str = ""
    commune_code: str = ""
    system_owner: str = ""
    lookup_url: str = ""
    decider: str = ""
    decider_role: str = ""
    hours: Mapping[str, Any] = field(default_factory=dict, hash=False)
    training: bool = False
    offline_days: int = 7
    ticket_services: tuple[TicketService, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who may sign in."""

    staff_id: str
    name: str
    number: str = ""
    employer: str = ""  # "Bưu điện tỉnh Cà Mau"
    roles: tuple[Role, ...] = ()
    active: bool = True
