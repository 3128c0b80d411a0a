"""Stewards: administrators who may work on the server from a desktop, and the word they vouch with.

The keeper of the server names them and hands each a code. Of it the server keeps a public key and nothing else, and no
PC keeps anything: whoever steals one, opens its database and guesses the PINs in it still vouches for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.domain.errors import UserError
from app.domain.office import Right
from app.protocol.codes import new_steward_code
from app.protocol.messages import RefusalCode
from app.protocol.signatures import Authorization, BadSignatureError
from app.protocol.stewardship import StewardWord, steward_key
from app.server import directory
from app.server.authentication import Asked
from app.server.devices import Device
from app.server.people import People
from app.server.refusals import Refused
from app.server.tables import stewards


@dataclass(frozen=True, slots=True)
class Steward:
    """Who administers: everything of the province, or their own office."""

    province_id: str
    staff_id: str
    office_id: str
    whole_province: bool

    def must(self, office_id: str) -> None:
        """Raise Refused for an office of others."""
        if not (self.whole_province or office_id == self.office_id):
            raise Refused(RefusalCode.STEWARD)

    def must_rule(self) -> None:
        """Raise Refused unless the whole province is theirs."""
        if not self.whole_province:
            raise Refused(RefusalCode.STEWARD)


def name(connection: Connection, staff_id: str, now: datetime, *, whole_province: bool) -> str:
    """Make an administrator a steward, and return their code, which is kept nowhere. An earlier one is good no more.

    Raises UserError for somebody who is not known or no administrator.
    """
    entry = directory.find(connection, staff_id)
    if not entry.rules:
        raise UserError(f"{entry.name} không phải quản trị đang làm việc.", "Trao vai trò quản trị trước.", "STEWARD")
    dismiss(connection, staff_id)
    code = new_steward_code()
    connection.execute(
        insert(stewards).values(
            province_id=entry.province_id,
            staff_id=staff_id,
            public_key=steward_key(code).public_key().public_bytes_raw(),
            whole_province=whole_province,
            named_at=now,
        )
    )
    return code


def dismiss(connection: Connection, staff_id: str) -> bool:
    """Let somebody's code be good no more; False when they had none."""
    return connection.execute(delete(stewards).where(stewards.c.staff_id == staff_id)).rowcount > 0


def named(connection: Connection, province_id: str) -> list[tuple[str, bool]]:
    """Return the ids of a province's stewards, and whether all of it is theirs."""
    query = select(stewards.c.staff_id, stewards.c.whole_province).where(stewards.c.province_id == province_id)
    return [(staff_id, whole) for staff_id, whole in connection.execute(query.order_by(stewards.c.staff_id))]


def vouching(connection: Connection, device: Device, asked: Asked, header: str) -> Steward:
    """Return who vouches for this request of a known device: with their code, at a PC of their office, still in office.

    Raises Refused.
    """
    try:
        word = StewardWord.parse(header)
        row = connection.execute(
            select(stewards.c.public_key, stewards.c.whole_province).where(
                stewards.c.province_id == device.province_id, stewards.c.staff_id == word.staff_id
            )
        ).one_or_none()
        if row is None:
            raise Refused(RefusalCode.STEWARD)
        claim = Authorization.parse(asked.authorization)
        word.verify(row.public_key, claim, asked.method, asked.target, asked.body)
    except BadSignatureError as error:
        raise Refused(RefusalCode.STEWARD) from error
    people = People(connection, device.province_id)
    people.load([word.staff_id])
    person = people.known.get(word.staff_id)
    if person is None or person.office_id != device.office_id or not person.may(Right.EDIT_OFFICE):
        raise Refused(RefusalCode.STEWARD)
    return Steward(device.province_id, word.staff_id, person.office_id, row.whole_province)
