"""The recovery sheet: one code on paper that opens this PC's copies and gives its place to another machine.

The code is printed and kept nowhere. Beside the copies lies the database key wrapped by it; the server keeps the hash
of what follows from it. A new sheet makes the one before worthless.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor, Right
from app.protocol.codes import (
    WrongCodeError,
    code_hash,
    enrolment_code_of,
    is_sheet_code,
    new_sheet_code,
    unwrap_key,
    wrap_key,
)
from app.protocol.invitations import Invitation, find_invitation
from app.protocol.messages import Enrolment
from app.services.enrolment import OpenAddress, sheet_code
from app.services.house import House, the_desk
from app.storage import identities
from app.storage.event_log import LEVEL
from app.storage.server_place import ServerPlace, load_server
from app.storage.wrapped_key import NAME, WrappedKey, keep_wrapped, load_wrapped
from app.sync.address import ServerAddress
from app.sync.client import Line


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on a sheet. `address` with its pin, "" for a PC that works alone; `digits` are for the QR."""

    office: str
    counter: str
    lanes: tuple[int, ...]
    address: str
    code: str = field(repr=False)
    digits: str = field(repr=False)
    made_at: datetime  # local
    made_by: str


def make_sheet(house: House, actor: Actor, key: Ed25519PrivateKey, open_line: OpenAddress = Line) -> RecoverySheet:
    """Make a new sheet; the one before opens nothing made from now on, and gives no place any more.

    A PC that has a server must reach it now. Off the GUI thread. Raises UserError, LineTrouble, EnvironmentProblem.
    """
    actor.must(Right.EDIT_OFFICE)
    with house.db.read() as session:
        desk, place = the_desk(session), load_server(session)
        own, chains = identities.identity(session), identities.chains(session)
    assert own is not None
    code = new_sheet_code()
    address = ""
    if place is not None:
        address = f"{place.address}#{place.pin}" if place.pin else place.address
        formerly = (*(chain.device_id for chain in chains if not chain.is_present), own.device_id)[-100:]
        asked = Enrolment(
            code="",
            device_id=own.device_id,
            public_key=own.public_key,
            counter_name=own.counter_name,
            office_id=own.office_id,
            lanes=own.lanes,
            formerly=formerly,
            program=__version__,
            level=LEVEL,
            recovery=code_hash(enrolment_code_of(code)),
        )
        _tell_server(house, place, own.device_id, key, asked, open_line)
    wrapped = wrap_key(code, house.db.key)
    try:
        keep_wrapped(house.backups, WrappedKey(wrapped, house.local_now()))
    except OSError as error:
        raise EnvironmentProblem(
            "Chưa lập được tờ khôi phục.", "Kiểm tra ổ đĩa còn chỗ rồi lập lại.", "SHEET"
        ) from error
    return RecoverySheet(
        office=desk.office.name,
        counter=desk.counter_name,
        lanes=desk.lanes,
        address=address,
        code=code,
        digits=Invitation(address, code, wrapped).digits,
        made_at=house.local_now(),
        made_by=actor.name,
    )


def _tell_server(
    house: House, place: ServerPlace, device_id: str, key: Ed25519PrivateKey, asked: Enrolment, open_line: OpenAddress
) -> None:
    with closing(open_line(ServerAddress(place.address, place.pin), device_id, key, house.clock)) as line:
        line.ahead = place.ahead
        line.enrol(asked)


def has_sheet(house: House) -> datetime | None:
    """Return when the last sheet was made (local), None when there is none."""
    kept = load_wrapped(house.backups)
    return kept.made_at if kept is not None else None


def opened_key(typed: str, folder: Path) -> bytes:
    """Return the database key that a sheet opens: its code as typed, or all of its QR as scanned.

    `folder` holds the copies, and beside them the wrapped key, which a typed code needs. Raises UserError.
    """
    invited = find_invitation(typed)
    code = sheet_code(invited.code if invited is not None else typed)
    wrapped = [invited.wrapped] if invited is not None and invited.wrapped else []
    beside = load_wrapped(folder)
    wrapped += [beside.wrapped] if beside is not None else []
    if not wrapped:
        raise UserError(
            "Không thấy tệp khóa cạnh bản sao.",
            f"Chép cả tệp {NAME} từ thư mục sao lưu của máy cũ, hoặc quét mã QR trên tờ khôi phục.",
            "SHEET-NO-KEY",
        )
    for one in wrapped:
        with suppress(WrongCodeError):
            return unwrap_key(code, one)
    raise UserError(
        "Mã này không mở được: tờ khôi phục khác, hoặc tờ cũ đã thay bằng tờ mới.",
        "Tìm tờ khôi phục mới nhất của đúng máy này.",
        "SHEET-WRONG",
    )


def is_sheet(typed: str) -> bool:
    """Whether somebody means a recovery sheet, by its code or by its QR."""
    invited = find_invitation(typed)
    return is_sheet_code(invited.code if invited is not None else typed)
