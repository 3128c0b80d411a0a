"""This PC joins its server without any line: an invitation comes on a stick, what it asks goes back, the answer comes.

The code of the invitation is told apart from it. A PC that stands alone with data works on meanwhile and keeps every
number it gave; one without an office waits, for its numbers are the server's to deal.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.protocol.codes import ENROLMENT_GROUP, ENROLMENT_GROUPS, WrongCodeError, letters_of
from app.protocol.exchange_files import Answered, BadFileError, FileFault
from app.protocol.ids import natural_id
from app.protocol.invitation_files import MAX_FILE, SUFFIX, Invited, open_invitation
from app.protocol.messages import RefusalCode
from app.services.enrolment import enrolment_of, keep_place
from app.services.house import House
from app.storage import identities
from app.storage.invitations import Asked, load_asked
from app.storage.keys import public_bytes
from app.storage.server_place import ServerPlace, load_server
from app.sync.address import ServerAddress
from app.sync.files import Outgone, Progress, make_request, open_answer

_KEPT = "Dữ liệu của máy này vẫn nguyên."
_FAULTS = {
    FileFault.FOREIGN: ("Tệp này không phải tệp mời nối máy chủ.", f"Chọn tệp có đuôi {SUFFIX}."),
    FileFault.HUGE: ("Tệp này không phải tệp mời nối máy chủ.", f"Chọn tệp có đuôi {SUFFIX}."),
    FileFault.TORN: ("Tệp mời bị hỏng: chép chưa hết hoặc thẻ nhớ hỏng.", "Xin người quản trị máy chủ chép lại."),
    FileFault.VERSION: ("Tệp mời do phiên bản khác của chương trình lập.", "Cập nhật chương trình rồi chọn lại."),
}
_REFUSALS: dict[str, tuple[str, str]] = {
    RefusalCode.CODE: (
        "Mã mời đã dùng cho máy khác, hoặc đã bị hủy.",
        f"Báo người quản trị máy chủ nếu không ai ở cơ quan dùng mã đó, và xin tệp mời mới. {_KEPT}",
    ),
    RefusalCode.OFFICE: (
        "Mã mời dành cho cơ quan khác với cơ quan của máy này.",
        f"Xin người quản trị máy chủ tệp mời của đúng cơ quan. {_KEPT}",
    ),
    RefusalCode.LANE: (
        "Máy khác trong cơ quan đã dùng số máy này.",
        f"Gọi người quản trị máy chủ trước khi nhận thêm hồ sơ: hai máy cùng số có thể cấp trùng mã. {_KEPT}",
    ),
    RefusalCode.IDENTITY: (
        "Máy chủ đã biết một máy khác mang danh tính này.",
        f"Gọi người quản trị máy chủ: đĩa của máy có thể đã được chép sang máy khác. {_KEPT}",
    ),
    RefusalCode.REVOKED: (
        "Máy này đã bị ngừng đồng bộ.",
        f"Hỏi người quản trị máy chủ. {_KEPT}",
    ),
}


def read_invitation(house: House, actor: Actor | None, path: Path, code: str) -> Invited:
    """Read an invitation that this PC can follow. `actor` is None on a PC without an office.

    A tenth of a second, off the GUI thread. Raises UserError, OSError.
    """
    if actor is not None:
        actor.must(Right.EDIT_OFFICE)
    if len(letters_of(code)) != ENROLMENT_GROUPS * ENROLMENT_GROUP:
        raise UserError("Mã mời gồm 3 nhóm, mỗi nhóm 4 ký tự.", "Gõ mã người quản trị máy chủ đọc cho.", "INVITE-CODE")
    try:
        if path.stat().st_size > MAX_FILE:
            raise BadFileError(FileFault.HUGE)
        invited = open_invitation(path.read_bytes(), code)
    except BadFileError as error:
        raise UserError(*_FAULTS[error.fault], f"INVITE-{error.fault.value.upper()}") from error
    except WrongCodeError as error:
        raise UserError(
            "Mã này không mở được tệp mời.",
            "Gõ lại mã. Vẫn không được: không dùng tệp này, hỏi lại người quản trị máy chủ.",
            "INVITE-WRONG",
        ) from error
    ServerAddress.parse(invited.address)  # now, not after the way there and back
    with house.db.read() as session:
        own, place = identities.identity(session), load_server(session)
    if place is not None:
        raise UserError("Máy này đã nối máy chủ rồi.", "Trao đổi bằng “Xuất tệp” như thường.", "INVITE-JOINED")
    if own is not None and own.office_id != invited.office_id:
        raise UserError(
            f"Tệp mời dành cho {invited.office_name}, không phải cơ quan của máy này.",
            "Xin người quản trị máy chủ tệp mời của đúng cơ quan.",
            "INVITE-OFFICE",
        )
    if own is None and not invited.is_founded:
        raise UserError(
            f"Máy chủ chưa có dữ liệu của {invited.office_name}.",
            "Máy đầu tiên của cơ quan: quay lại, khai báo cơ quan trên máy này và làm việc ngay; "
            "rồi nối bằng tệp mời này trong Cài đặt › Máy chủ.",
            "INVITE-FIRST",
        )
    if house.clock() > invited.expires_at:
        raise UserError(
            f"Tệp mời đã hết hạn từ {_day(invited.expires_at)}.",
            "Xin tệp mời mới. Nếu ngày giờ của máy sai: chỉnh cho đúng rồi làm lại.",
            "INVITE-OVER",
        )
    return invited


def make_place_request(
    house: House, key: Ed25519PrivateKey, invited: Invited, code: str, progress: Progress
) -> tuple[Outgone, Asked]:
    """Return the file that asks for this PC's place, sealed for its server, and what has to be kept for the answer.

    It brings what this PC wrote alone. Made again after a loss it asks for the same place.
    """
    with house.db.read() as session:
        own, chains = identities.identity(session), identities.chains(session)
    now, letters = house.clock(), letters_of(code)
    asked = enrolment_of(key, own, chains, letters)
    made = make_request(house.db, key, now, asked, invited.exchange_key, progress)
    return made, Asked(invited, letters, now)


def asked_place(house: House) -> Asked | None:
    """Return what this PC has asked for and not yet got, None when it waits for nothing."""
    with house.db.read() as session:
        return load_asked(session)


def take_place(house: House, key: Ed25519PrivateKey, asked: Asked, data: bytes) -> None:
    """Take the place that the server gives in its answer; what else is in it is read as from any answer, afterwards.

    Raises UserError when the server gives none, BadFileError for what is no answer of this server to this PC.
    """
    with house.db.read() as session:
        own, chains = identities.identity(session), identities.chains(session)
    ours = {chain.device_id for chain in chains} or {natural_id("device", public_bytes(key).hex())}
    head, said, *_ = open_answer(key, data, ours, asked.invited.exchange_key)
    if said.refusal is not None:
        raise _refused(said, asked)
    if said.enrolled is None:
        raise BadFileError(FileFault.MISDIRECTED)
    where = ServerAddress.parse(asked.invited.address)
    joined = ServerPlace(
        address=where.url,
        pin=where.pin,
        device_id=head.device_id,
        province_id=said.enrolled.province_id,
        feeds=said.enrolled.feeds,
        epoch="",
        level=said.enrolled.level,
        enrolled_at=house.clock(),
    )
    keep_place(house, own, public_bytes(key), said.enrolled, joined)


def _refused(said: Answered, asked: Asked) -> UserError:
    assert said.refusal is not None
    code, sentence = said.refusal.code, said.refusal.sentence
    told = _REFUSALS.get(code, (sentence, f"Gọi người quản trị máy chủ. {_KEPT}"))
    over = asked.invited.expires_at
    if code == RefusalCode.CODE and said.server_time > over:
        told = (
            f"Tệp xin nối đến máy chủ ngày {_day(said.server_time)}, khi mã mời đã hết hạn từ {_day(over)}.",
            f"Xin người quản trị máy chủ tệp mời mới rồi làm lại. {_KEPT}",
        )
    return UserError(*told, f"PLACE-{code.upper()}")


def _day(instant: datetime) -> str:
    return f"{local_time(instant):%d/%m/%Y}"
