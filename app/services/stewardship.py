"""An administrator works on the server from this PC: offices, their PCs, one-time codes. Only with a line.

Their code is asked for each time and makes the key they vouch with; nothing of it is kept (docs/adr/0016).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.dossier_codes import local_time
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor, Right
from app.paths import write_durably
from app.protocol.codes import BadCodeError, code_hash, new_enrolment_code, read_steward_code
from app.protocol.invitation_files import SUFFIX, Invited, seal_invitation
from app.protocol.invitations import Invitation
from app.protocol.stewardship import (
    BY_HAND_DAYS,
    CancelCode,
    NewCode,
    NewOffice,
    OfficePcs,
    Offices,
    StopPc,
    steward_key,
)
from app.services.house import House
from app.storage.server_place import ServerPlace, load_server
from app.storage.server_trust import load_trust
from app.sync.address import ServerAddress
from app.sync.stewarding import StewardLine


@dataclass(frozen=True, slots=True)
class Steward:
    """Who vouches, for one sitting: whose code it is, and the key pair that follows from it."""

    staff_id: str
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A one-time code that was just made: everything to join by, for whom, until when (local), and the office since.

    `invited` is what a file says that this code opens, None for a PC that joins by the line.
    """

    invitation: Invitation
    counter_name: str
    until: datetime
    pcs: OfficePcs
    invited: Invited | None = None


def write_invitation(made: MadeCode, folder: Path) -> Path:
    """Write the file that a code made for one opens. Off the GUI thread. Raises EnvironmentProblem."""
    assert made.invited is not None
    target = folder / f"quay-moi-{made.invited.prefix}-{made.until:%Y%m%d-%H%M%S}{SUFFIX}"
    try:
        write_durably(target, seal_invitation(made.invited, made.invitation.code))
    except OSError as error:
        advice = "Kiểm tra thẻ nhớ còn cắm, còn chỗ và không khóa ghi rồi lưu lại. Mã vẫn dùng được."
        raise EnvironmentProblem("Chưa ghi được tệp mời.", advice, "INVITE-WRITE") from error
    return target


def steward(actor: Actor, typed: str) -> Steward:
    """Take an administrator's code. Raises UserError naming the groups with a slip."""
    actor.must(Right.EDIT_OFFICE)
    try:
        return Steward(actor.staff_id, steward_key(read_steward_code(typed)))
    except BadCodeError as error:
        if not error.groups:
            sentence = "Mã quản trị phải đủ 4 nhóm, mỗi nhóm 5 ký tự."
        else:
            sentence = f"Mã quản trị gõ sai ở nhóm {', '.join(map(str, error.groups))}."
        raise UserError(sentence, "Xem lại mã người giữ máy chủ đã trao.", "STEWARD-CODE") from error


@dataclass(frozen=True, slots=True)
class Stewardship:
    """What a steward does on this PC's server. Off the GUI thread. Raises UserError, LineTrouble."""

    house: House
    device_key: Ed25519PrivateKey
    steward: Steward

    def offices(self) -> Offices:
        """List the offices that are theirs."""
        with closing(self._line(self._place())) as line:
            return line.offices()

    def add_office(self, prefix: str, name: str) -> Offices:
        """Enter an office."""
        with closing(self._line(self._place())) as line:
            return line.add_office(NewOffice(prefix.strip(), name.strip()))

    def pcs(self, office_id: str) -> OfficePcs:
        """List an office's PCs and waiting codes."""
        with closing(self._line(self._place())) as line:
            return line.pcs(office_id)

    def make_code(self, office_id: str, counter_name: str, lane: int = 0, *, by_file: bool = False) -> MadeCode:
        """Make a one-time code for a new counter; without `lane` it gets the lowest free one."""
        code = new_enrolment_code()
        days = BY_HAND_DAYS if by_file else 1
        return self._made(office_id, code, NewCode(code_hash(code), counter_name.strip(), lane, days=days))

    def make_replacing_code(self, office_id: str, device_id: str, *, by_file: bool = False) -> MadeCode:
        """Make a one-time code for a PC that takes this one's place; its recovery sheet is good no more."""
        code = new_enrolment_code()
        days = BY_HAND_DAYS if by_file else 1
        return self._made(office_id, code, NewCode(code_hash(code), replaces=device_id, days=days))

    def cancel_code(self, office_id: str, hashed: bytes) -> OfficePcs:
        """Let a waiting code be good no more."""
        with closing(self._line(self._place())) as line:
            return line.cancel_code(office_id, CancelCode(hashed))

    def stop_pc(self, office_id: str, device_id: str) -> OfficePcs:
        """Let a PC synchronise no more; what it has not sent stays on it and can be brought by file."""
        with closing(self._line(self._place())) as line:
            return line.stop_pc(office_id, StopPc(device_id))

    def _made(self, office_id: str, code: str, wanted: NewCode) -> MadeCode:
        place, by_file = self._place(), wanted.days > 1
        with self.house.db.read() as session:
            server_key = load_trust(session).exchange_key
        with closing(self._line(place)) as line:
            pcs = line.add_code(office_id, wanted)
            pin = line.pin
        [kept] = [one for one in pcs.codes if one.code_hash == wanted.code_hash]
        address = f"{place.address}#{pin}" if pin else place.address
        office = pcs.office
        named = (address, server_key, office.office_id, office.prefix, office.name, kept.expires_at, pcs.is_founded)
        invited = Invited(*named) if by_file else None
        return MadeCode(Invitation(address, code), kept.counter_name, local_time(kept.expires_at), pcs, invited)

    def _place(self) -> ServerPlace:
        with self.house.db.read() as session:
            place = load_server(session)
        if place is None:
            raise UserError("Máy này chưa nối máy chủ nào.", "Nối máy chủ trong Cài đặt trước.", "NO-SERVER")
        return place

    def _line(self, place: ServerPlace) -> StewardLine:
        return StewardLine(
            ServerAddress(place.address, place.pin),
            place.device_id,
            self.device_key,
            self.house.clock,
            self.steward.staff_id,
            self.steward.key,
            ahead=place.ahead,
        )
