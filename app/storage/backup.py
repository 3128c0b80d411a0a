"""Verified copies of the database, by SQLite's backup API: a copied WAL file loses its newest rows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem
from app.storage.database import open_connection

KEEP_DAYS = 14


def copy_database(path: Path, key: bytes, target: Path) -> None:
    """Write an encrypted copy and check it before it gets its name. Raises EnvironmentProblem when that fails."""
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    source = open_connection(path, key)
    try:
        copy = sqlcipher.connect(str(unfinished), isolation_level=None)
        copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        source.backup(copy)
        copy.close()
        verify_copy(unfinished, key)
    except (sqlcipher.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise EnvironmentProblem(
            "Chưa sao lưu được dữ liệu của quầy.",
            "Hồ sơ vẫn nằm trên máy. Kiểm tra ổ đĩa còn chỗ rồi thử lại.",
            "BACKUP",
        ) from error
    finally:
        source.close()
    os.replace(unfinished, target)


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
    """Make today's copy and let those older than KEEP_DAYS days go, never the last good one."""
    target = folder / f"quay-{now:%Y%m%d-%H%M%S}.db"
    folder.mkdir(parents=True, exist_ok=True)
    copy_database(path, key, target)
    for old in outdated(folder.glob("quay-*.db"), now):
        old.unlink()
    return target


def outdated(copies: Iterable[Path], now: datetime) -> list[Path]:
    """Return the copies that may go: of days older than KEEP_DAYS, and all but the last one of a past day."""
    last_of_day: dict[str, Path] = {}
    ordered = sorted(copies)
    for copy in ordered:
        last_of_day[copy.stem[5:13]] = copy
    days = sorted(last_of_day)[-KEEP_DAYS:]
    today = f"{now:%Y%m%d}"
    kept = {last_of_day[day] for day in days} | {copy for copy in ordered if copy.stem[5:13] == today}
    return [copy for copy in ordered if copy not in kept]
