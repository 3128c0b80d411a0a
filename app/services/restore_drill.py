"""The restore drill: put the last copy back in a scratch folder, look whether the office could go on with it, tidy up.

A copy that was never put back is a hope. The drill opens the newest copy that will open, checks every chain, folds the
whole log again, and says what the copy holds and what it lacks of the data in use, which it only reads.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.domain.errors import EnvironmentProblem, UserError
from app.domain.plain_data import parse
from app.paths import write_durably
from app.services.house import House
from app.services.restoring import copy_into
from app.services.upkeep import list_backups
from app.storage.database import DAMAGED, Database, open_connection
from app.storage.event_log import check_chain
from app.storage.projections import PROJECTED
from app.storage.rebuilding import rebuild

EVERY = timedelta(days=30)  # how old a drill may be before somebody is reminded
ROOM = 3  # times the size of the copy: itself, its log while the projections are made anew, and some air

Progress = Callable[[int, int], None]


class DrillStopped(UserError):  # noqa: N818 - not an error: the clerk chose it
    """The clerk stopped the drill."""

    def __init__(self) -> None:
        super().__init__("Đã dừng diễn tập. Dữ liệu và các bản sao không thay đổi.", code="DRILL-STOPPED")


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found. Times are local. `made_at` names the copy, None when none could be opened.

    `faults` counts places where its log is not whole, `strangers` events of its log that the data in use don't have.
    `same_lists` tells whether its lists are what its log gives; they can always be made anew. `damaged` names newer
    copies that could not be opened, newest first.
    """

    at: datetime
    made_at: datetime | None = None
    dossiers: int = 0
    events: int = 0
    newest_code: str = ""
    missing_dossiers: int = 0
    missing_events: int = 0
    faults: int = 0
    strangers: int = 0
    same_lists: bool = True
    damaged: tuple[datetime, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the office could go on with this copy."""
        return self.made_at is not None and not self.faults


def drill(
    house: House,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Drill:
    """Restore the newest copy that opens into a scratch folder and compare; the result is kept (`last_drill`).

    Takes minutes with a large office: off the GUI thread. `progress` counts to 100. Raises UserError when there is no
    copy yet, DrillStopped, and EnvironmentProblem when there is no room; nothing is left of the scratch folder.
    """
    found = list_backups(house)
    if not found:
        raise UserError("Chưa có bản sao nào để diễn tập.", "Bấm “Sao lưu ngay” trước.", "NO-BACKUP")
    scratch = scratch_folder(house)
    _clear(scratch)  # of a drill that a power cut ended
    damaged: list[datetime] = []
    try:
        for copy in found:
            _go_on(cancelled)
            progress(1, 100)
            _make_room(scratch, copy.size)
            if _opens(copy.path, house.db.key, scratch / "quay.db"):
                result = _look(house, scratch / "quay.db", copy.made_at, tuple(damaged), progress, cancelled)
                break
            damaged.append(copy.made_at)
        else:
            result = Drill(house.local_now(), damaged=tuple(damaged))
    except EnvironmentProblem as error:
        if error.code == "DB-FULL":
            raise _no_room() from error
        raise
    finally:
        _clear(scratch)
    _keep(house, result)
    progress(100, 100)
    return result


def last_drill(house: House) -> Drill | None:
    """Return what the last drill found, None when there was none or its note can't be read."""
    try:
        return parse(_note(house).read_bytes(), Drill)
    except (OSError, msgspec.MsgspecError):
        return None


def is_drill_due(last: Drill | None, now: datetime) -> bool:
    """Whether somebody should be reminded. `now` is the local time; a drill dated ahead says nothing."""
    return last is None or not timedelta(0) <= now - last.at < EVERY


def scratch_folder(house: House) -> Path:
    """Return where a drill works: beside the data, as private as they are."""
    return house.db.path.with_name("dien-tap")


def _note(house: House) -> Path:
    return house.db.path.with_name("dien-tap.json")


def _keep(house: House, result: Drill) -> None:
    with suppress(OSError):  # the answer is on the screen all the same
        write_durably(_note(house), msgspec.json.encode(result))


def _clear(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)


def _go_on(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise DrillStopped


def _make_room(scratch: Path, size: int) -> None:
    try:
        free = shutil.disk_usage(scratch.parent).free
    except OSError as error:
        raise _no_room() from error
    if free < ROOM * size:
        raise _no_room()


def _no_room() -> EnvironmentProblem:
    return EnvironmentProblem(
        "Ổ đĩa không đủ chỗ để diễn tập khôi phục.",
        "Dữ liệu và các bản sao vẫn nguyên. Dọn ổ đĩa rồi diễn tập lại.",
        "DRILL-ROOM",
    )


def _opens(copy: Path, key: bytes, target: Path) -> bool:
    """Restore a copy as the real restore would; False when it is damaged. Raises EnvironmentProblem for this PC's."""
    try:
        copy_into(copy, key, target)
    except EnvironmentProblem as error:
        if isinstance(error.__cause__, sqlcipher.Error) or error.code in DAMAGED:
            return False
        if isinstance(error.__cause__, OSError):
            raise _no_room() from error
        raise
    return True


def _look(
    house: House,
    restored: Path,
    made_at: datetime,
    damaged: tuple[datetime, ...],
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Drill:
    progress(20, 100)
    _go_on(cancelled)
    database = Database(restored, house.db.key)

    def folded(done: int, whole: int) -> None:
        _go_on(cancelled)
        progress(40 + 45 * done // max(whole, 1), 100)

    try:
        with database.read() as session:
            _checked, faults = check_chain(session)
            progress(35, 100)
            _go_on(cancelled)
            before = [_digest(session, table) for table in PROJECTED]
        with database.write() as session:
            rebuild(session, folded)
            after = [_digest(session, table) for table in PROJECTED]
    finally:
        database.close()
    progress(90, 100)
    _go_on(cancelled)
    figures = _compare(restored, house.db.path, house.db.key)
    return Drill(house.local_now(), made_at, faults=len(faults), same_lists=before == after, damaged=damaged, **figures)


def _digest(session: Session, table: Table) -> int:
    """Fold the rows of a table, in whatever order, into one number."""
    rows: Iterable[Any] = session.execute(select(table).execution_options(yield_per=500))
    return sum(hash(repr(tuple(row))) for row in rows)


def _compare(restored: Path, in_use: Path, key: bytes) -> dict[str, Any]:
    """Count what the restored copy holds and what it lacks; SQLite does it, so that a million need no memory."""
    with closing(open_connection(restored, key)) as connection:
        connection.execute("ATTACH ? AS used KEY ?", (str(in_use), f"x'{key.hex()}'"))
        connection.execute("PRAGMA query_only = 1")

        def one(query: str) -> Any:
            row = connection.execute(query).fetchone()
            return row[0] if row else None

        missing = (
            "SELECT count(*) FROM used.{0} AS u WHERE NOT EXISTS (SELECT 1 FROM main.{0} AS m WHERE m.{1} = u.{1})"
        )
        return {
            "dossiers": one("SELECT count(*) FROM main.dossiers"),
            "events": one("SELECT count(*) FROM main.events"),
            "newest_code": one("SELECT code FROM main.dossiers WHERE code != '' ORDER BY row DESC LIMIT 1") or "",
            "missing_dossiers": one(missing.format("dossiers", "subject_id")),
            "missing_events": one(missing.format("events", "event_id")),
            "strangers": one(
                "SELECT count(*) FROM main.envelopes AS m LEFT JOIN used.envelopes AS u "
                "ON u.device_id = m.device_id AND u.device_seq = m.device_seq WHERE u.hash IS NOT m.hash"
            ),
        }
