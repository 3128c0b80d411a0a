"""The staff of offices as the server knows them: what the staff subjects' folds say about roles."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from app.domain import reference
from app.domain.office import Role
from app.domain.subjects import fold_subject
from app.server.rights import Person
from app.server.subjects import Subject
from app.server.tables import staff

_LOADING = select(staff.c.staff_id, staff.c.office_id, staff.c.roles, staff.c.active).where(
    staff.c.province_id == bindparam("province"), staff.c.staff_id.in_(bindparam("ids", expanding=True))
)


class People:
    """Those who act in one push, and those whom it adds or changes."""

    def __init__(self, connection: Connection, province_id: str) -> None:
        self._connection = connection
        self._province_id = province_id
        self._changed: set[str] = set()
        self.known: dict[str, Person] = {}

    def load(self, staff_ids: Iterable[str]) -> None:
        """Read those the server knows."""
        which = {"province": self._province_id, "ids": sorted(set(staff_ids))}
        for staff_id, office_id, roles, active in self._connection.execute(_LOADING, which):
            self.known[staff_id] = Person(office_id, _roles(roles.split()), active)

    def follow(self, subject: Subject) -> None:
        """Take over what a staff subject says now: who is added in a push may act in the same push."""
        state = fold_subject(reference.STAFF, (known.event for known in subject.history))
        if not subject.concerned:  # brought back before what says whose it is
            return
        [office_id] = subject.concerned
        roles = state.get("roles")
        person = Person(office_id, _roles(roles if isinstance(roles, list) else ()), state.get("active") is True)
        self.known[subject.subject_id] = person
        self._changed.add(subject.subject_id)

    def save(self) -> None:
        """Write what changed; the subjects' locks keep others away."""
        rows: list[dict[str, Any]] = [
            {
                "province_id": self._province_id,
                "staff_id": staff_id,
                "office_id": self.known[staff_id].office_id,
                "roles": " ".join(sorted(self.known[staff_id].roles)),
                "active": self.known[staff_id].active,
            }
            for staff_id in sorted(self._changed)
        ]
        if rows:
            writing = (postgresql if self._connection.dialect.name == "postgresql" else sqlite).insert(staff)
            renewed = {name: writing.excluded[name] for name in ("office_id", "roles", "active")}
            self._connection.execute(
                writing.on_conflict_do_update(index_elements=["province_id", "staff_id"], set_=renewed), rows
            )


def _roles(names: Iterable[object]) -> frozenset[Role]:
    """Read roles; one that this server does not know gives no right."""
    found = set()
    for name in names:
        with suppress(ValueError):
            found.add(Role(str(name)))
    return frozenset(found)
