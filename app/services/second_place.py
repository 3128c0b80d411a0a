"""A second place for the copies of this PC's data: a USB stick or a folder on the network, in a folder per counter.

The place may be away for days. When it is back, the newest copy goes there with the next look; nobody is held up by it.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.domain.errors import EnvironmentProblem, UserError
from app.services.house import House, the_desk
from app.services.upkeep import BackupInfo, back_up_if_due, info_of, list_backups
from app.storage.backup import copies, outdated, verify_copy
from app.storage.wrapped_key import carry_wrapped

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """What is known of the second place: whether it can be reached now, its newest copy, and whether that is all.

    `same_disk` says that it lies on the disk of the data, and goes with it.
    """

    folder: Path
    reachable: bool
    last: BackupInfo | None = None
    up_to_date: bool = False
    same_disk: bool = False


def look_at(house: House, place: str) -> SecondPlace | None:
    """Look at the chosen place; None when none is chosen. A network that is away may take its time."""
    if not place:
        return None
    chosen = Path(place)
    folder = _folder(house, chosen)
    try:
        if not chosen.is_dir():
            return SecondPlace(folder, reachable=False)
        same_disk = chosen.stat().st_dev == house.db.path.parent.stat().st_dev
        there = [info_of(path) for path in reversed(copies(folder))]
    except OSError:
        return SecondPlace(folder, reachable=False)
    here = list_backups(house)
    last = there[0] if there else None
    up_to_date = last is not None and bool(here) and last.made_at >= here[0].made_at
    return SecondPlace(folder, True, last, up_to_date, same_disk)


def check_place(house: House, place: str) -> None:
    """Hold that copies can be put there. Raises UserError for a folder of the data, and when it can't be written."""
    chosen = Path(place)
    data = house.db.path.parent.resolve()
    if data == chosen.resolve() or data in chosen.resolve().parents:
        raise UserError(
            "Thư mục này nằm trong chính dữ liệu của quầy.",
            "Chọn thư mục ở ổ khác: thẻ nhớ USB hoặc thư mục chung trên mạng.",
            "PLACE-OWN",
        )
    trial = chosen / ".quay-thu"
    try:
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise UserError(
            "Không ghi được vào thư mục này.", "Chọn thư mục khác, hoặc xin quyền ghi rồi chọn lại.", "PLACE-RO"
        ) from error


def carry_over(house: House, place: str) -> BackupInfo | None:
    """Copy the newest copy to the second place and check it there; None when it is there already, or nothing to copy.

    Raises EnvironmentProblem when the place is away, full or read-only; what lies there stays whole.
    """
    here, now = list_backups(house), house.local_now()
    if not place or not here:
        return None
    newest, folder = here[0], _folder(house, Path(place))
    target = folder / newest.path.name
    unfinished = target.with_suffix(".part")
    try:
        if not Path(place).is_dir():  # not made: without its stick it would be a folder on this disk
            raise FileNotFoundError(place)
        folder.mkdir(exist_ok=True)
        if target.exists():
            carry_wrapped(house.backups, folder)
            return None
        for left in folder.glob("*.part*"):  # of copies that were interrupted
            left.unlink()
        shutil.copyfile(newest.path, unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        verify_copy(unfinished, house.db.key)
        os.replace(unfinished, target)
        carry_wrapped(house.backups, folder)
        for old in outdated(copies(folder), now):
            with suppress(OSError):
                old.unlink()
        return info_of(target)
    except (OSError, sqlcipher.Error) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise EnvironmentProblem(
            "Chưa chép được bản sao sang nơi thứ hai.",
            "Bản sao trên máy này vẫn đủ. Cắm lại ổ, kiểm tra mạng và chỗ trống; chương trình sẽ tự chép lại.",
            "SECOND-PLACE",
        ) from error


def keep_copies(house: House, place: str) -> BackupInfo | None:
    """Make a copy when one is due, and bring the second place up to date when it is there; returns what was made."""
    made = back_up_if_due(house)
    try:
        return carry_over(house, place) or made
    except EnvironmentProblem:
        log.info("second place not reached")  # its state stands beside the last copy
        return made


def _folder(house: House, chosen: Path) -> Path:
    """Return the folder of this counter in the place, so that several may share one."""
    with house.db.read() as session:
        desk = the_desk(session)
    return chosen / f"QuayMotCua {desk.office.prefix} may {desk.lanes[0] if desk.lanes else 0}"
