"""Whether a database file can be worked with: checks that cost a few pages, before the first paint.

The whole file is checked when a copy of it is made. Nothing here changes the file.
"""

from __future__ import annotations

import errno
from contextlib import closing, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem
from app.storage.database import DAMAGED, explained, open_read_only

PAGE = 4096
_PLAIN = b"SQLite format 3\x00"


def examine(path: Path, key: bytes, *, had_office: bool) -> None:
    """Look at size, head and the root of every table.

    `had_office` says that there was a database here before (copies or marks lie about): then none, or an empty one, is
    a loss and not a first start. Raises EnvironmentProblem, with a code of DAMAGED when the file itself is at fault.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        if had_office:
            raise _problem("Không thấy tệp dữ liệu của quầy: tệp đã bị xóa hoặc chuyển đi.", "DB-GONE") from None
        return
    except OSError as error:
        raise EnvironmentProblem(
            "Không đọc được thư mục dữ liệu của quầy.",
            "Dữ liệu không thay đổi. Cắm lại ổ đĩa hoặc nhờ quản trị mở quyền đọc, rồi thử lại.",
            "DB-OPEN",
        ) from error
    log = path.with_name(f"{path.name}-wal")
    logged = log.stat().st_size if log.exists() else 0
    if size == 0 and logged == 0:
        if had_office:
            raise _problem("Tệp dữ liệu của quầy rỗng (0 byte).", "DB-EMPTY")
        return
    with suppress(OSError), path.open("rb") as file:
        if file.read(len(_PLAIN)) == _PLAIN:
            raise _problem("Tệp dữ liệu của quầy bị thay bằng một tệp khác, không mã hóa.", "DB-PLAIN")
    if size % PAGE:
        raise _problem("Tệp dữ liệu của quầy bị cắt cụt.", "DB-CUT")
    try:
        with closing(open_read_only(path, key)) as connection:
            for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
                if "VIRTUAL TABLE" not in sql and "WITHOUT ROWID" not in sql:
                    connection.execute(f'SELECT rowid FROM "{name}" LIMIT 1').fetchone()
                    connection.execute(f'SELECT max(rowid) FROM "{name}"').fetchone()
    except sqlcipher.Error as error:
        raise explained(error) from error


def told_os_error(error: OSError) -> EnvironmentProblem:
    """Return the sentence for trouble with the folders of a start: gone, full, not to be written."""
    kept = "Dữ liệu đã lưu không thay đổi."
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        advice = f"{kept} Dọn ổ đĩa rồi thử lại."
        return EnvironmentProblem("Ổ đĩa đầy, chương trình chưa mở được.", advice, "DISK-FULL")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EnvironmentProblem(
            f"Thư mục dữ liệu của quầy không cho ghi{where}.",
            f"{kept} Nhờ quản trị mở quyền ghi cho người dùng này rồi thử lại.",
            "FOLDER-RO",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE):
        return EnvironmentProblem(
            f"Không thấy thư mục dữ liệu của quầy{where}.",
            f"{kept} Cắm lại ổ đĩa hoặc nối lại mạng rồi thử lại.",
            "FOLDER-GONE",
        )
    return EnvironmentProblem(
        f"Không dùng được thư mục dữ liệu của quầy{where}.",
        f"{kept} Kiểm tra ổ đĩa rồi thử lại, hoặc gọi người quản trị.",
        "FOLDER",
    )


def told_at_start(problem: EnvironmentProblem) -> EnvironmentProblem:
    """Return a trouble of the disk in the words of a start: nothing was being saved, nothing is on a screen."""
    if problem.code == "DB-FULL":
        return told_os_error(OSError(errno.ENOSPC, ""))
    if problem.code in ("DB-IO", "DB-RO"):
        sentence = {"DB-IO": "Ổ đĩa báo lỗi khi đọc hoặc ghi", "DB-RO": "Thư mục dữ liệu không cho ghi"}[problem.code]
        advice = "Dữ liệu đã lưu không thay đổi. Kiểm tra ổ đĩa và quyền ghi rồi thử lại, hoặc gọi người quản trị."
        return EnvironmentProblem(f"{sentence}, chưa mở được dữ liệu của quầy.", advice, problem.code)
    return problem


def is_damage(error: object) -> bool:
    """Whether an explained trouble says that the database itself is damaged."""
    return getattr(error, "code", "") in DAMAGED


def _problem(sentence: str, code: str) -> EnvironmentProblem:
    return EnvironmentProblem(sentence, "Không xóa tệp nào. Mở bản sao lưu gần nhất hoặc gọi người quản trị.", code)
