"""A lost PC's work goes on on this machine: its copy is opened with its recovery sheet and made this machine's own.

The copy gets this machine's database key and device key, a new identity, and numbers beyond what the lost PC can have
given. With the sheet the server gives it the lost PC's place; without a line that is done later, with the same code.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.dossier_codes import local_time
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor, Role
from app.models.tables import Counter
from app.paths import Folders
from app.protocol.invitations import find_invitation
from app.services.enrolment import OpenAddress, join_server
from app.services.house import House
from app.services.recovery import opened_key
from app.services.restored_numbers import Highest, keep_jumps, resumed
from app.services.restoring import copy_into, doubt_waiting_prints
from app.services.staff import SYSTEM_ACTOR
from app.storage import identities
from app.storage.backup import verify_copy
from app.storage.database import Database
from app.storage.keys import public_bytes
from app.storage.restored_file import FRESH, READY, remove
from app.storage.rows import fetch, run
from app.storage.server_place import load_server
from app.sync.client import Line
from app.sync.troubles import LineTrouble

log = logging.getLogger(__name__)

MOVER = Actor(SYSTEM_ACTOR.staff_id, SYSTEM_ACTOR.name, roles=(Role.ADMINISTRATOR,))


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What waits for the next start: whose work, complete until when (local), and whether the server knows it yet."""

    counter: str
    events: int
    complete_until: datetime | None
    has_server: bool
    trouble: LineTrouble | None


def move_in(
    folders: Folders,
    own_key: bytes,
    device_key: Ed25519PrivateKey,
    copy: Path,
    typed: str,
    clock: Callable[[], datetime],
    open_line: OpenAddress = Line,
) -> MovedIn:
    """Make a copy of a lost PC this machine's database; the next start works with it.

    `typed` is the code of the recovery sheet, or its scanned QR; `own_key` this machine's database key. Nothing is put
    in place when anything fails. Off the GUI thread. Raises UserError, EnvironmentProblem.
    """
    old_key = opened_key(typed, copy.parent)
    fresh = folders.data / FRESH
    try:
        if verify_copy(copy, old_key) == 0:
            raise UserError("Bản sao này chưa có dữ liệu.", "Chọn bản sao mới hơn.", "COPY-EMPTY")
    except (OSError, sqlcipher.Error) as error:
        raise UserError(
            "Tờ khôi phục không mở được bản sao này, hoặc bản sao bị hỏng.",
            "Chọn bản sao (quay-….db) của đúng máy cũ; thử bản cũ hơn một ngày.",
            "COPY-BAD",
        ) from error
    copy_into(copy, old_key, fresh)
    try:
        _take_over_key(fresh, old_key, own_key)
        moved = _make_own(folders, Database(fresh, own_key), device_key, typed, clock, open_line)
        with closing(_open(fresh, own_key)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        verify_copy(fresh, own_key)
        os.replace(fresh, folders.data / READY)
    except (OSError, sqlcipher.Error) as error:
        raise EnvironmentProblem(
            "Chưa dựng lại được dữ liệu của máy cũ.", "Kiểm tra ổ đĩa còn chỗ rồi thử lại.", "MOVE-IN"
        ) from error
    finally:
        remove(fresh)
    return moved


def _open(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _take_over_key(path: Path, old: bytes, own: bytes) -> None:
    """Encrypt the copy with this machine's key, page by page."""
    with closing(_open(path, old)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA rekey = \"x'{own.hex()}'\"")


def _make_own(
    folders: Folders,
    db: Database,
    device_key: Ed25519PrivateKey,
    typed: str,
    clock: Callable[[], datetime],
    open_line: OpenAddress,
) -> MovedIn:
    with closing(db):
        with db.write() as session:
            own = identities.identity(session)
            if own is None:
                raise UserError("Bản sao này chưa khai báo cơ quan.", "Chọn bản sao mới hơn.", "COPY-EMPTY")
            place = load_server(session)
            identities.become_another(session)
            run(session, "UPDATE own_device SET public_key = ?", public_bytes(device_key))
            run(session, "DELETE FROM server")
            doubt_waiting_prints(session)
            [(events, newest)] = fetch(session, "SELECT count(*), max(occurred_at) FROM events")
            until = local_time(datetime.fromisoformat(newest)) if newest else None
            [(prefix,)] = fetch(session, "SELECT prefix FROM offices WHERE subject_id = ?", own.office_id) or [("",)]
            known: Highest = {
                (series, period, lane): last
                for series, period, lane, last in fetch(session, "SELECT prefix, day, lane, last FROM counters")
            }
            today = local_time(clock()).date()
            counters = resumed(known, known, prefix, own.lanes, until.date() if until else today, today)
            for (series, period, lane), number in counters.items():
                session.merge(Counter(prefix=series, day=period, lane=lane, last=number))
        jumps = folders.number_mark.with_name("jumps.json")
        jumps.parent.mkdir(parents=True, exist_ok=True)
        keep_jumps(jumps, known, counters)
        invited = find_invitation(typed)
        address = invited.address if invited is not None else f"{place.address}#{place.pin}" if place else ""
        trouble = None
        if address:
            house = House(db, clock, folders.papers, folders.number_mark, folders.backups)
            try:
                join_server(
                    house, MOVER, device_key, address.rstrip("#"), invited.code if invited else typed, open_line
                )
            except LineTrouble as error:
                log.info("moved in without the server: %s", error.code)
                trouble = error
        return MovedIn(own.counter_name, events, until, bool(address), trouble)
