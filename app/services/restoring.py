"""Back from the last good copy: what it holds, what the damaged file still gives, and what neither has.

The restored database is a new identity on this PC (one identity = one uninterrupted database): a new device id with a
chain of its own. Events that only the damaged file still had are issued again in it, body unchanged, when their chain
proves their bytes; as far as the old chain reaches without a gap they keep their place there too, for their papers bear
its hashes. Numbers jump (`restored_numbers`). The damaged file is put aside, never deleted.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from app.domain.dossier_codes import local_time
from app.domain.errors import EnvironmentProblem
from app.models.exchange import ServerRow
from app.models.tables import (
    Counter,
    DossierRow,
    DraftRow,
    Envelope,
    EventRow,
    FormerDevice,
    OfficeRow,
    PersonalPart,
    PrintJobRow,
)
from app.paths import Folders, make_private, write_durably
from app.services.numbers import marked_numbers
from app.services.print_jobs import FAILED, PRINTING, QUEUED
from app.services.restored_blobs import put_back_files
from app.services.restored_events import count_there, identity_of, put_back_events
from app.services.restored_numbers import Highest, highest_of, jumped, keep_jumps, lost_codes, resumed
from app.storage.backup import copies, verify_copy
from app.storage.database import Database, open_connection
from app.storage.migrating import migrate
from app.storage.restored_file import FRESH, READY, remove, swap
from app.storage.salvage import DamagedFile, Row

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
STEPS = 4  # copy, read, put back, check
RECENT_JOBS = 2_000  # lines of the ledger, before the newest of the backup, whose state may have changed since
_LEDGER_DOUBT = "Dữ liệu vừa khôi phục: chưa rõ giấy này đã in hay chưa. Xem giấy đã in rồi in lại nếu thiếu."


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database ready to take the damaged one's place, and what it lacks. Times are local."""

    file: Path  # lies beside the database until `install` or `discard`
    backup: Path | None  # None: made from the damaged file's own log, which was whole
    backup_made_at: datetime | None
    complete_until: datetime | None  # newest event of the backup
    newest: datetime | None  # newest event of the prepared database
    events: int
    rescued: int  # events the backup lacked, read from the damaged file and issued again
    lost_events: int | None  # known to be lost; None = can't be known
    lost_codes: tuple[str, ...]  # dossier codes given before whose dossier is in neither, oldest first
    lost_papers: tuple[Path, ...]  # archived PDFs newer than the backup that no line of the ledger names
    jumps: tuple[Highest, Highest]  # highest numbers known, and the counters to go on with


def last_good_copy(backups: Path, key: bytes) -> Path | None:
    """Return the newest copy that passes its check, whatever it was made for."""
    found = {*copies(backups), *backups.glob("truoc-nang-cap-*.db")}
    for path in sorted(found, key=lambda path: path.stem[-15:], reverse=True):
        try:
            if verify_copy(path, key):
                return path
        except sqlcipher.Error:
            log.warning("backup damaged: %s", path.name)
    return None


def copy_into(backup: Path, key: bytes, target: Path) -> None:
    """Copy a backup to `target`, check it and bring it to this program's schema. Raises EnvironmentProblem."""
    try:
        make_private(target.parent)
        remove(target)
        shutil.copyfile(backup, target)
        verify_copy(target, key)
        migrate(target, key, target.with_name(f"{target.stem}.before.db"))
    except (OSError, sqlcipher.Error) as error:
        remove(target)
        raise EnvironmentProblem(
            "Chưa khôi phục được bản sao lưu.",
            "Tệp hỏng và các bản sao vẫn nằm nguyên trên máy. Kiểm tra ổ đĩa còn chỗ rồi thử lại.",
            "RESTORE",
        ) from error
    finally:
        target.with_name(f"{target.stem}.before.db").unlink(missing_ok=True)


def prepare(folders: Folders, key: bytes, now: datetime, progress: Progress = lambda _done, _all: None) -> Prepared:
    """Make the database that will go on, beside the damaged one; nothing is put in place yet.

    `now` is an aware instant. Raises EnvironmentProblem when there is neither a good copy nor a whole log, and when the
    disk is full.
    """
    fresh = folders.data / FRESH
    backup = last_good_copy(folders.backups, key)
    with DamagedFile(folders.database, key) as damaged:
        device = damaged.device() if folders.database.exists() else None
        if backup is not None:
            copy_into(backup, key, fresh)
        elif device is not None:
            remove(fresh)
            migrate(fresh, key, fresh)
        else:
            raise EnvironmentProblem(
                "Không có bản sao lưu nào mở được bằng khóa của máy này.",
                "Không xóa tệp nào. Chép bản sao lưu của quầy (quay-….db) vào thư mục sao lưu rồi thử lại, hoặc gọi "
                "người quản trị.",
                "NO-BACKUP",
            )
        progress(1, STEPS)
        database = Database(fresh, key)
        try:
            prepared = _fill(folders, database, damaged, device, backup, now, progress)
        except BaseException:
            database.close()
            remove(fresh)
            raise
        database.close()
    with closing(open_connection(fresh, key)) as connection:  # all of it in the one file that will be moved
        connection.execute("PRAGMA journal_mode = DELETE")
    verify_copy(fresh, key)
    progress(STEPS, STEPS)
    return prepared


def _fill(
    folders: Folders,
    database: Database,
    damaged: DamagedFile,
    device: Row | None,
    backup: Path | None,
    now: datetime,
    progress: Progress,
) -> Prepared:
    readable = folders.database.exists()
    with database.write() as session:
        until = session.scalars(select(func.max(EventRow.occurred_at))).one()
        before = _counters(session)
        known_to = [_last(session, table) for table in (EventRow, Envelope, PersonalPart)]
        rescued = damaged.events(*known_to) if readable else []
        progress(2, STEPS)
        own = identity_of(session, device)
        old, last_seq = own.device_id, own.last_seq
        former = damaged.rows(FormerDevice.__tablename__)[0] if readable else []
        put_back_events(session, own, rescued, device, [row["device_id"] for row in former])
        lost = None
        if device is not None and device["device_id"] == old:
            places = damaged.rows(Envelope.__tablename__, known_to[1])[0]
            lost = int(device["last_seq"]) - last_seq - count_there(session, old, last_seq, places)
        if backup is None and lost != 0:
            raise EnvironmentProblem(
                "Không có bản sao lưu nào, và nhật ký trong tệp hỏng không đọc được hết.",
                "Không xóa tệp nào. Gọi người quản trị: phần còn đọc được vẫn lấy ra được.",
                "NO-BACKUP",
            )
        doubt_waiting_prints(session)
        if readable:
            _put_back_work(session, damaged)
            put_back_files(session, damaged)
            _put_back_server(session, damaged)
        progress(3, STEPS)
        office = session.get(OfficeRow, own.office_id)
        prefix = str(office.prefix) if office is not None else ""
        known = highest_of(
            before,
            _read_counters(damaged) if readable else {},
            marked_numbers(folders.number_mark),
        )
        today = local_time(now).date()
        since = local_time(datetime.fromisoformat(until)).date() if until else today
        lanes = [int(lane) for lane in own.lanes.split(",") if lane]
        counters = resumed(before, known, prefix, lanes, since, today)
        for (series, period, lane), number in counters.items():
            session.merge(Counter(prefix=series, day=period, lane=lane, last=number))
        newest = session.scalars(select(func.max(EventRow.occurred_at))).one()
        return Prepared(
            file=database.path,
            backup=backup,
            backup_made_at=_made_at(backup) if backup is not None else None,
            complete_until=local_time(datetime.fromisoformat(until)) if until else None,
            newest=local_time(datetime.fromisoformat(newest)) if newest else None,
            events=session.scalars(select(func.count()).select_from(EventRow)).one(),
            rescued=len(rescued),
            lost_events=lost,
            lost_codes=_lost(session, lost_codes(before, known, prefix, jumped(_jumps(folders)))),
            jumps=(known, counters),
            lost_papers=_papers_since(session, folders, backup),
        )


def doubt_waiting_prints(session: Session) -> None:
    """What waited when the backup was made may be on paper by now: a person looks, nothing prints by itself."""
    for job in session.scalars(select(PrintJobRow).where(PrintJobRow.state.in_((QUEUED, PRINTING)))):
        job.state, job.error = FAILED, _LEDGER_DOUBT
    session.flush()


def _put_back_work(session: Session, damaged: DamagedFile) -> None:
    """Bring over forms being typed and the newer lines of the print ledger; what can't be read stays as it was."""
    forms, _whole = damaged.rows(DraftRow.__tablename__)
    _replace(session, _table(DraftRow), forms)
    jobs, _whole = damaged.rows(PrintJobRow.__tablename__, max(_last(session, PrintJobRow) - RECENT_JOBS, 0))
    _replace(session, _table(PrintJobRow), jobs)


def _put_back_server(session: Session, damaged: DamagedFile) -> None:
    """Bring over where the server is when the copy was made before this PC joined it, or there is none.

    Feeds are read from their beginning then: what comes again is known.
    """
    if session.scalars(select(ServerRow)).first() is None:
        servers, _whole = damaged.rows(ServerRow.__tablename__)
        _replace(session, _table(ServerRow), servers)


def _replace(session: Session, table: Table, rows: Iterable[Row]) -> None:
    names = {column.name for column in table.columns}
    for row in rows:
        values = {name: value for name, value in row.items() if name in names}
        places = ", ".join(f":{name}" for name in values)
        session.execute(text(f"INSERT OR REPLACE INTO {table.name} ({', '.join(values)}) VALUES ({places})"), values)


def _lost(session: Session, given: list[str]) -> tuple[str, ...]:
    there = set(session.scalars(select(DossierRow.code).where(DossierRow.code.in_(given)))) if given else set()
    return tuple(code for code in given if code not in there)


def _jumps(folders: Folders) -> Path:
    return folders.number_mark.with_name("jumps.json")


def _papers_since(session: Session, folders: Folders, backup: Path | None) -> tuple[Path, ...]:
    """Return the archived papers of after the backup that the ledger does not know, oldest first."""
    if backup is None:
        return ()
    since = backup.stat().st_mtime
    papers = [(path.stat().st_mtime, path) for path in folders.papers.glob("??/*.pdf")]
    known = select(PrintJobRow.pdf_sha256)
    newer = sorted((at, path) for at, path in papers if at > since)
    return tuple(
        path
        for _at, path in newer
        if session.scalars(known.where(PrintJobRow.pdf_sha256 == path.stem).limit(1)).first() is None
    )


def list_lost(folders: Folders, prepared: Prepared, now: datetime) -> Path | None:
    """Write down what must be entered again, with the papers printed since; returns the folder, None = nothing is lost.

    The list holds codes and times only. Raises EnvironmentProblem.
    """
    if not prepared.lost_codes and not prepared.lost_papers:
        return None
    folder = folders.exports / f"Khôi phục {local_time(now):%Y-%m-%d %H%M%S}"
    until = f"{prepared.complete_until:%H:%M ngày %d/%m/%Y}" if prepared.complete_until else "–"
    lines = [
        f"Bản sao lưu có đủ mọi việc đến {until}. Lấy lại từ tệp hỏng: {prepared.rescued} việc.",
        f"Hồ sơ đã cấp mã nhưng không còn dữ liệu ({len(prepared.lost_codes)}):",
        *prepared.lost_codes,
        f"Giấy đã in sau bản sao lưu, không còn trong sổ in: {len(prepared.lost_papers)} tệp trong thư mục này.",
    ]
    try:
        make_private(folder)
        write_durably(folder / "Phải nhập lại.txt", ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))
        for number, paper in enumerate(prepared.lost_papers, start=1):
            shutil.copyfile(paper, folder / f"Giấy {number:02d}.pdf")
    except OSError as error:
        raise EnvironmentProblem(
            "Chưa ghi được danh sách hồ sơ phải nhập lại.",
            "Chưa tệp nào bị thay đổi. Kiểm tra ổ đĩa còn chỗ rồi thử lại.",
            "RESTORE",
        ) from error
    return folder


def install(folders: Folders, prepared: Prepared, now: datetime) -> Path | None:
    """Put the prepared database in place; the damaged one goes aside. Returns the folder it lies in, None = no file.

    A cut at any moment leaves what `finish_interrupted` finishes at the next start. Raises EnvironmentProblem.
    """
    try:
        keep_jumps(_jumps(folders), *prepared.jumps)
        os.replace(prepared.file, folders.data / READY)
        return swap(folders, now)
    except OSError as error:
        raise EnvironmentProblem(
            "Chưa thay được tệp dữ liệu hỏng.",
            "Tệp hỏng và bản đã khôi phục vẫn còn. Đóng chương trình khác đang mở tệp rồi mở lại.",
            "RESTORE",
        ) from error


def discard(prepared: Prepared) -> None:
    """Throw the prepared database away; the damaged one stays where it is."""
    remove(prepared.file)


def _counters(session: Session) -> Highest:
    return {(row.prefix, row.day, row.lane): row.last for row in session.scalars(select(Counter))}


def _read_counters(damaged: DamagedFile) -> Highest:
    rows, _whole = damaged.rows(Counter.__tablename__)
    return {(row["prefix"], row["day"], row["lane"]): row["last"] for row in rows}


def _last(session: Session, table: type[EventRow | Envelope | PersonalPart | PrintJobRow]) -> int:
    return int(session.execute(text(f"SELECT coalesce(max(rowid), 0) FROM {table.__tablename__}")).scalar_one())


def _table(row: type[DraftRow | PrintJobRow | ServerRow]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


def _made_at(backup: Path) -> datetime:
    return datetime.strptime(backup.stem[-15:], "%Y%m%d-%H%M%S")
