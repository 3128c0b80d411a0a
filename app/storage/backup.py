"""Verified copies of the database, by SQLite's backup API: a copied WAL file loses its newest rows."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem
from app.paths import settle_names
from app.storage.database import DAMAGED, explained, open_connection

KEEP_DAYS = 14
KEEP_UPGRADES = 3  # copies made before a new version of the program changed the data
_NAME_RE = re.compile(r"quay-(\d{8})-\d{6}\.db", re.ASCII)
_copying = threading.Lock()  # one at a time: what lies unfinished beside it is nobody's


def copy_database(path: Path, key: bytes, target: Path) -> None:
    """Write an encrypted copy and check it before it gets its name. Raises EnvironmentProblem when that fails."""
    with _copying:
        _copy(path, key, target)


def _copy(path: Path, key: bytes, target: Path) -> None:
    unfinished = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob("*.part*"):  # power cuts left them; first, for the disk may be full
            left.unlink()
        with closing(sqlcipher.connect(str(unfinished), isolation_level=None)) as copy:
            copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            _copy_pages(path, key, copy)
        verify_copy(unfinished, key)
        os.replace(unfinished, target)
        settle_names(target.parent)
    except (sqlcipher.Error, OSError, EnvironmentProblem) as error:
        if isinstance(error, EnvironmentProblem) and error.code in DAMAGED:
            raise
        raise EnvironmentProblem(
            "Chưa sao lưu được dữ liệu của quầy.",
            "Hồ sơ vẫn nằm trên máy. Kiểm tra ổ đĩa còn chỗ rồi thử lại.",
            "BACKUP",
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _copy_pages(path: Path, key: bytes, copy: Any) -> None:
    """Copy every page, which checks every page of the source. Raises EnvironmentProblem when one is damaged."""
    with closing(open_connection(path, key)) as source:
        try:
            source.backup(copy)
        except sqlcipher.Error as error:
            told = explained(error)
            if isinstance(told, EnvironmentProblem) and told.code in DAMAGED:
                raise told from error
            raise


def verify_copy(path: Path, key: bytes) -> int:
    """Check every page of a copy and return how many events it holds. Raises sqlcipher's error when it is damaged."""
    copy = sqlcipher.connect(str(path), isolation_level=None)
    try:
        copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        (answer,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise sqlcipher.DatabaseError(answer)
        tables = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        return int(copy.execute("SELECT count(*) FROM events").fetchone()[0]) if tables else 0
    finally:
        copy.close()


def back_up(path: Path, key: bytes, folder: Path, now: datetime) -> Path:
    """Make a copy and let those that are `outdated` go. `now` is the local time."""
    target = folder / f"quay-{now:%Y%m%d-%H%M%S}.db"
    copy_database(path, key, target)
    before_upgrades = sorted(folder.glob("truoc-nang-cap-*.db"))
    for old in [*outdated(copies(folder), now), *before_upgrades[:-KEEP_UPGRADES]]:
        with suppress(OSError):  # somebody holds it open: it goes next time
            old.unlink()
    return target


def copies(folder: Path) -> list[Path]:
    """Return the copies in a folder, oldest first; files that bear another name are somebody else's."""
    return sorted(path for path in folder.glob("quay-*.db") if _NAME_RE.fullmatch(path.name))


def outdated(found: Iterable[Path], now: datetime) -> list[Path]:
    """Return the copies that may go: all but today's and the last one of each of the newest KEEP_DAYS days with one."""
    last_of_day: dict[str, Path] = {}
    ordered = sorted(found)
    for copy in ordered:
        last_of_day[copy.stem[5:13]] = copy
    days = sorted(last_of_day)[-KEEP_DAYS:]
    today = f"{now:%Y%m%d}"
    kept = {last_of_day[day] for day in days} | {copy for copy in ordered if copy.stem[5:13] == today}
    return [copy for copy in ordered if copy not in kept]
