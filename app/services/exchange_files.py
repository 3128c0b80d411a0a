"""Exchange by file, for a place without a line: what waits goes out on a stick, what the server answers comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__
from app.domain.errors import EnvironmentProblem, UserError
from app.paths import write_durably
from app.protocol.exchange_files import MAX_FILE, SUFFIX, BadFileError, FileFault
from app.services.house import Changed, House, the_desk
from app.storage import outgoing
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
    """A file that was written: how many events are in it, since when the oldest waits (UTC), how many did not fit."""

    path: Path
    events: int
    since: datetime | None
    more: int


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
    lane = f"-may{desk.lanes[0]}" if desk.lanes else ""
    target = folder / f"quay-gui-{desk.office.prefix}{lane}-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    try:
        write_durably(target, made.data)
    except OSError as error:
        raise EnvironmentProblem(
            "Chưa ghi được tệp trao đổi.",
            "Việc chờ gửi vẫn nằm nguyên trên máy. Kiểm tra thẻ nhớ còn cắm, còn chỗ và không khóa ghi rồi xuất lại.",
            "EXCHANGE-WRITE",
        ) from error
    return Exported(target, made.events, waiting.since, made.more)


def import_answer(
    house: House,
    key: Ed25519PrivateKey,
    path: Path,
    on_changed: Callable[[Changed], object] = lambda _changed: None,
    progress: Progress = lambda _done, _all: None,
) -> Taken:
    """Take in the server's answer; the same file again, or an old one, changes nothing.

    `on_changed` is told of what came, on the caller's thread. Off the GUI thread. Raises UserError, EnvironmentProblem.
    """

    def changed(subjects: frozenset[tuple[str, str]]) -> None:
        kinds, ids = zip(*subjects, strict=True)
        on_changed(Changed(frozenset(kinds), frozenset(ids)))

    try:
        if path.stat().st_size > MAX_FILE:
            raise BadFileError(FileFault.HUGE)
        return take_answer(house.db, key, path.read_bytes(), changed, progress)
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
        "Nối một lần bằng mã đăng ký trong Cài đặt › Máy chủ, ở nơi có mạng; sau đó dùng tệp được mãi.",
        "EXCHANGE-ALONE",
    )
