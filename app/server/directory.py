"""The directory of staff, kept from the server: who works where with which roles, and a first PIN to begin with."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import Connection, Row, Select, select

from app.domain.errors import UserError
from app.domain.office import Role
from app.domain.reference import STAFF, STAFF_ADDED, STAFF_CHANGED, STAFF_VERIFIER_SET, START
from app.domain.staff import check_secret, check_texts, new_fields
from app.domain.text import nfc
from app.protocol.ids import new_id
from app.server.administration import Draft, write
from app.server.offices import ServedOffice
from app.server.tables import staff, subjects

START_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory shows them."""

    staff_id: str
    province_id: str
    office_id: str
    name: str
    number: str
    employer: str
    roles: tuple[Role, ...]
    active: bool

    @property
    def rules(self) -> bool:
        """Whether they are an administrator who works there."""
        return self.active and Role.ADMINISTRATOR in self.roles


def add(
    connection: Connection,
    office: ServedOffice,
    name: str,
    number: str,
    employer: str,
    roles: Sequence[Role],
    now: datetime,
) -> tuple[str, str]:
    """Enter a person; returns their id and the PIN they begin with, which is kept nowhere. Raises UserError."""
    staff_id, pin = new_id(now), _start_pin()
    fields = new_fields(nfc(name), nfc(number), nfc(employer), roles)
    drafts = [Draft(STAFF, staff_id, STAFF_ADDED, {"fields": fields}, office.office_id)]
    write(connection, office.province_id, [*drafts, _verifier(staff_id, office.office_id, pin)], now)
    return staff_id, pin


def change(
    connection: Connection,
    staff_id: str,
    now: datetime,
    *,
    name: str | None = None,
    number: str | None = None,
    employer: str | None = None,
    roles: Sequence[Role] | None = None,
    active: bool | None = None,
) -> None:
    """Change what is given. The last administrator of an office stays one. Raises UserError."""
    old = find(connection, staff_id)
    wanted = {
        "name": (old.name, None if name is None else nfc(name).strip()),
        "number": (old.number, None if number is None else nfc(number).strip()),
        "employer": (old.employer, None if employer is None else nfc(employer).strip()),
        "roles": ([role.value for role in old.roles], None if roles is None else [role.value for role in roles]),
        "active": (old.active, active),
    }
    fields: dict[str, Any] = {key: new for key, (was, new) in wanted.items() if new is not None and new != was}
    check_texts(fields.get("name", old.name), fields.get("number", ""), fields.get("employer", ""))
    stays = fields.get("active", old.active) and Role.ADMINISTRATOR in fields.get("roles", old.roles)
    others = (entry for entry in of_office(connection, old.province_id, old.office_id) if entry.staff_id != staff_id)
    if not stays and Role.ADMINISTRATOR in old.roles and not any(entry.rules for entry in others):
        raise UserError("Cơ quan phải còn ít nhất một quản trị.", "Thêm quản trị khác trước.", "LAST-ADMIN")
    if fields:
        draft = Draft(STAFF, staff_id, STAFF_CHANGED, {"fields": fields}, old.office_id)
        write(connection, old.province_id, [draft], now)


def new_pin(connection: Connection, staff_id: str, now: datetime) -> str:
    """Give somebody who forgot theirs a PIN to begin with again. Raises UserError."""
    entry, pin = find(connection, staff_id), _start_pin()
    write(connection, entry.province_id, [_verifier(staff_id, entry.office_id, pin)], now)
    return pin


def find(connection: Connection, staff_id: str) -> Entry:
    """Return a person. Raises UserError."""
    row = connection.execute(_entries().where(staff.c.staff_id == staff_id)).one_or_none()
    if row is None:
        raise UserError("Không tìm thấy nhân viên này.", "", "STAFF-GONE")
    return _entry(row)


def of_office(connection: Connection, province_id: str, office_id: str) -> list[Entry]:
    """Return the people of an office, also those who work there no more, by name."""
    rows = connection.execute(_entries().where(staff.c.province_id == province_id, staff.c.office_id == office_id))
    return sorted(map(_entry, rows), key=lambda entry: entry.name)


def _entries() -> Select[Any]:
    named = subjects.c.subject_id == staff.c.staff_id
    here = (subjects.c.province_id == staff.c.province_id) & (subjects.c.subject_kind == STAFF) & named
    return select(staff, subjects.c.state).join(subjects, here)


def _entry(row: Row[Any]) -> Entry:
    state = msgspec.json.decode(row.state) if row.state else {}
    texts = {name: text if isinstance(text := state.get(name), str) else "" for name in ("name", "number", "employer")}
    return Entry(
        staff_id=row.staff_id,
        province_id=row.province_id,
        office_id=row.office_id,
        roles=tuple(_roles(row.roles.split())),
        active=row.active,
        **texts,
    )


def _roles(names: Iterable[str]) -> Iterable[Role]:
    return (Role(name) for name in names if name in Role.__members__.values())


def _verifier(staff_id: str, office_id: str, pin: str) -> Draft:
    return Draft(STAFF, staff_id, STAFF_VERIFIER_SET, {}, office_id, {"verifier": START + PasswordHasher().hash(pin)})


def _start_pin() -> str:
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(START_DIGITS))
        try:
            check_secret(pin)
        except UserError:
            continue
        return pin
