"""The program started on data, keys and folders that something happened to: each window that says so, as a picture.

`python -m tour.refused_starts FAULT --out DIR`, one process each, as the program starts once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.paths import Folders
from app.services.demo import found_demo_office
from app.services.upkeep import back_up_now
from app.storage.database import open_connection
from app.ui.screens.notice_window import NoticeWindow
from app.ui.start import Start
from tour.notebook import Notebook

Fault = Callable[[Folders], AbstractContextManager[Any] | None]


def _spoil(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def _cut(path: Path, pages: int) -> None:
    os.truncate(path, path.stat().st_size - pages * 4096 - (100 if not pages else 0))


def _newer(folders: Folders) -> None:
    key = bytes.fromhex((folders.keys / "database.key").read_text("ascii"))
    with closing(open_connection(folders.database, key)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _held(folders: Folders) -> AbstractContextManager[Any]:
    key = bytes.fromhex((folders.keys / "database.key").read_text("ascii"))
    connection = open_connection(folders.database, key)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("UPDATE alembic_version SET version_num = version_num")
    return closing(connection)


def _open_elsewhere(folders: Folders) -> None:
    lock = QLockFile(str(folders.data / "quay.lock"))
    lock.tryLock(0)
    _LOCKS.append(lock)


def _without_backups(folders: Folders) -> None:
    shutil.rmtree(folders.backups)
    folders.backups.mkdir()
    for page in range(8, folders.database.stat().st_size // 4096, 3):
        _spoil(folders.database, page * 4096 + 40, b"\xff" * 8)


def _a_file_for_a_folder(folders: Folders) -> None:
    shutil.rmtree(folders.data)
    folders.data.write_text("")


def _resources_without(name: str) -> Fault:
    def fault(folders: Folders) -> None:
        broken = folders.data.parent / "resources"
        shutil.copytree(bootstrap.RESOURCES, broken)
        (broken / name).unlink()
        bootstrap.RESOURCES = broken

    return fault


_LOCKS: list[QLockFile] = []  # held as long as the process runs
FAULTS: dict[str, Fault] = {
    "tep-mat": lambda folders: folders.database.unlink(),
    "tep-rong": lambda folders: os.truncate(folders.database, 0),
    "tep-cat-cut": lambda folders: _cut(folders.database, 0),
    "tep-mat-nua-sau": lambda folders: _cut(folders.database, folders.database.stat().st_size // 8192),
    "tep-bi-thay": lambda folders: _spoil(folders.database, 0, b"SQLite format 3\x00" + bytes(4080)),
    "tep-hong-dau": lambda folders: _spoil(folders.database, 100, b"\xff" * 8),
    "tep-hong-khong-ban-sao": _without_backups,
    "khoa-mat": lambda folders: (folders.keys / "database.key").unlink(),
    "khoa-hong": lambda folders: _spoil(folders.keys / "database.key", 0, b"x"),
    "khoa-may-khac": lambda folders: _spoil(folders.keys / "database.key", 0, b"ab" * 32),
    "ban-moi-hon": _newer,
    "dang-bi-giu": _held,
    "dang-mo-noi-khac": _open_elsewhere,
    "thu-muc-la-tep": _a_file_for_a_folder,
    "bo-cai-thieu-tep": _resources_without("addresses.tsv"),
    "bo-cai-thieu-chu": _resources_without("fonts/LiberationSerif-Bold.ttf"),
}


class _Reader:
    """Keeps a picture of each window that asks something, and gives the safe answer."""

    def __init__(self, book: Notebook, name: str) -> None:
        self._book, self._name = book, name
        self.pictures = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(50)

    def _look(self) -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, NoticeWindow) and window.isVisible() and window.buttons:
                self.pictures += 1
                self._book.shoot(f"khoi-dong-{self._name}", window.grab())
                window.give(len(window.buttons) - 1)
                return


def main() -> int:
    """Start once; 0 when a window said what is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    readers: list[_Reader] = []
    prepare = Start.prepare

    def watched(start: Start) -> int | None:
        readers.append(_Reader(Notebook(given.out), given.fault))
        return prepare(start)

    Start.prepare = watched  # type: ignore[method-assign, assignment]
    with TemporaryDirectory() as scratch:
        folders = Folders.of(Path(scratch))
        folders.create()
        with bootstrap.open_house(folders, use_keyring=False) as (house, vault):
            found_demo_office(house, vault.device_key(), bootstrap.sample_catalogue())
            back_up_now(house)
        with FAULTS[given.fault](folders) or nullcontext():
            bootstrap.run(folders.data.parent, demo=False, use_keyring=False, on_started=QApplication.quit)
    return 0 if readers and readers[0].pictures else 1


if __name__ == "__main__":
    sys.exit(main())
