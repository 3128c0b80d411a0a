"""Exchange by file, for a place without a line: what waits goes out on a stick, what the server answers comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor
from app.paths import write_durably
from app.protocol.exchange_files import MAX_FILE, SUFFIX, BadFileError, FileFault
from app.services.house import Changed, House, load_desk, the_desk
from app.services.joining_by_file import asked_place, make_place_request, read_invitation, take_place
from app.storage import outgoing
from app.storage.invitations import keep_asked
from app.storage.server_trust import load_trust
from app.sync.files import NoServerKeyError, Progress, Taken, make_outgoing, take_answer

_FAULTS = {
    FileFault.FOREIGN: ("Tệp này không phải tệp trao đổi của Quầy Một Cửa.", f"Chọn tệp có đuôi {SUFFIX}."),
    FileFault.TORN: (
        "Tệp bị cụt: chép chưa hết hoặc thẻ nhớ hỏng.",
        "Chép lại tệp từ nơi đã lập rồi nhập lại. Chưa dữ liệu nào bị thay đổi.",
    ),
    FileFault.FORGED: (
        "Tệp đã bị sửa, hoặc không phải do máy chủ của cơ quan lập.",
        "Không nhập tệp này. Xin người quản trị máy chủ lập lại tệp trả lời.",
    ),
    FileFault.MISDIRECTED: (
        "Tệp này không phải tệp trả lời cho máy này.",
        "Mỗi máy có tệp trả lời riêng: chọn tệp máy chủ lập từ tệp đã xuất ở đúng máy này.",
    ),
    FileFault.HUGE: ("Tệp quá lớn, không phải tệp trao đổi.", "Kiểm tra lại tệp đã chọn."),
    FileFault.VERSION: ("Tệp do phiên bản khác của chương trình lập.", "Cập nhật chương trình rồi nhập lại."),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written: how many events are in it, since when the oldest waits (UTC), how many did not fit.

    `blobs` are the attached files that end in it, `blobs_more` those that wait for another.
    """

    path: Path
    events: int
    since: datetime | None
    more: int
    blobs: int = 0
    blobs_more: int = 0


def can_exchange_by_file(house: House) -> bool:
    """Whether this PC knows the key of its server's files: it has joined one that said it."""
    with house.db.read() as session:
        return bool(load_trust(session).exchange_key)


def export_file(
    house: House, key: Ed25519PrivateKey, folder: Path, progress: Progress = lambda _done, _all: None
) -> Exported:
    """Write all events that the server has not acknowledged into a new file, which only the server can read.

    Nothing counts as sent before the answer says so. A PC that was stopped may do it too: the administrator of the
    server decides. Off the GUI thread. Raises UserError, EnvironmentProblem.
    """
    now = house.local_now()
    with house.db.read() as session:
        desk, waiting = the_desk(session), outgoing.waiting(session)
    try:
        made = make_outgoing(house.db, key, house.clock(), __version__, progress)
    except NoServerKeyError:
        _without_server()
    target = _write(folder, desk.office.prefix, desk.lanes, now, made.data)
    return Exported(target, made.events, waiting.since, made.more, made.blobs, made.blobs_more)


def export_request(
    house: House,
    actor: Actor | None,
    key: Ed25519PrivateKey,
    invitation: Path,
    code: str,
    progress: Progress = lambda _done, _all: None,
) -> Exported:
    """Write beside an invitation the file that asks its server for this PC's place, with what it wrote alone.

    Again after a loss, as often as needed. `actor` is None on a PC without an office. Off the GUI thread. Raises
    UserError, EnvironmentProblem.
    """
    now = house.local_now()
    with house.db.read() as session:
        desk, waiting = load_desk(session), outgoing.waiting(session)
    try:
        invited = read_invitation(house, actor, invitation, code)
    except OSError as error:
        raise EnvironmentProblem(
            "Không đọc được tệp mời.", "Cắm lại thẻ nhớ rồi chọn lại tệp.", "INVITE-READ"
        ) from error
    made, asked = make_place_request(house, key, invited, code, progress)
    lanes = desk.lanes if desk is not None else ()
    target = _write(invitation.parent, invited.prefix, lanes, now, made.data)
    with house.db.write() as session:
        keep_asked(session, asked)
    return Exported(target, made.events, waiting.since, made.more, made.blobs, made.blobs_more)


def _write(folder: Path, prefix: str, lanes: tuple[int, ...], now: datetime, data: bytes) -> Path:
    lane = f"-may{lanes[0]}" if lanes else ""
    target = folder / f"quay-gui-{prefix}{lane}-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    try:
        write_durably(target, data)
    except OSError as error:
        raise EnvironmentProblem(
            "Chưa ghi được tệp trao đổi.",
            "Việc chờ gửi vẫn nằm nguyên trên máy. Kiểm tra thẻ nhớ còn cắm, còn chỗ và không khóa ghi rồi xuất lại.",
            "EXCHANGE-WRITE",
        ) from error
    return target


def import_answer(
    house: House,
    key: Ed25519PrivateKey,
    path: Path,
    on_changed: Callable[[Changed], object] = lambda _changed: None,
    progress: Progress = lambda _done, _all: None,
) -> Taken:
    """Take in the server's answer; the same file again, or an old one, changes nothing. The first gives its place.

    `on_changed` is told of what came, on the caller's thread. Off the GUI thread. Raises UserError, EnvironmentProblem.
    """

    def changed(subjects: frozenset[tuple[str, str]]) -> None:
        kinds, ids = zip(*subjects, strict=True)
        on_changed(Changed(frozenset(kinds), frozenset(ids)))

    try:
        if path.stat().st_size > MAX_FILE:
            raise BadFileError(FileFault.HUGE)
        data = path.read_bytes()
        asked = asked_place(house)
        if asked is not None:
            take_place(house, key, asked, data)
        return replace(take_answer(house.db, key, data, changed, progress), joined=asked is not None)
    except NoServerKeyError:
        _without_server()
    except BadFileError as error:
        sentence, advice = _FAULTS[error.fault]
        raise UserError(sentence, advice, f"EXCHANGE-{error.fault.value.upper()}") from error
    except OSError as error:
        raise EnvironmentProblem(
            "Không đọc được tệp trả lời.",
            "Cắm lại thẻ nhớ rồi chọn lại tệp. Chưa dữ liệu nào bị thay đổi.",
            "EXCHANGE-READ",
        ) from error


def _without_server() -> NoReturn:
    raise UserError(
        "Máy này chưa nối máy chủ lần nào, nên chưa trao đổi bằng tệp được.",
        "Quản trị nối máy trong Cài đặt › Máy chủ: bằng mã đăng ký ở nơi có mạng, hoặc bằng tệp mời.",
        "EXCHANGE-ALONE",
    )
