"""Folders of this PC: where the database, the papers, the copies, the logs and the exports lie."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "QuayMotCua"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one installation. `marks` lies apart, so that whoever puts an old `data` back leaves it alone.

    Form drafts have no folder: they are rows of the database, encrypted like it.
    """

    data: Path
    marks: Path
    logs: Path
    exports: Path

    @classmethod
    def of(cls, basedir: Path | None = None) -> Folders:
        """Return the folders of this user, or, given `basedir`, all of them inside it and nothing elsewhere."""
        if basedir is not None:
            base = basedir.absolute()
            return cls(base / "data", base / "marks", base / "logs", base / "exports")
        return cls(
            platformdirs.user_data_path(_APP, appauthor=False, roaming=False),
            platformdirs.user_config_path(f"{_APP}-so", appauthor=False, roaming=True),
            platformdirs.user_log_path(_APP, appauthor=False),
            platformdirs.user_documents_path() / "Quầy Một Cửa",
        )

    @classmethod
    def of_demo(cls) -> Folders:
        """Return the folders of this user's demo office, apart from the real one."""
        return cls.of(cls.of().data / "dung-thu")

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.data / "quay.db"

    @property
    def keys(self) -> Path:
        """Key files, used only on machines without a keyring."""
        return self.data / "keys"

    @property
    def papers(self) -> Path:
        """The archive of printed papers, by hash."""
        return self.data / "papers"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.data / "backups"

    @property
    def updates(self) -> Path:
        """A newer version of the program that waits, or comes."""
        return self.data / "updates"

    @property
    def settings_file(self) -> Path:
        """Settings of this PC."""
        return self.data / "settings.json"

    @property
    def number_mark(self) -> Path:
        """The highest numbers given, outside the database: a restored one sees that it knows less."""
        return self.marks / "numbers.json"

    @property
    def printouts(self) -> Path:
        """Where papers go while no printer is chosen."""
        return self.exports / "Giấy in"

    def create(self) -> None:
        """Create what is missing, for the owner only. Raises OSError."""
        for folder in (self.data, self.marks, self.logs, self.exports):
            make_private(folder)
        for folder in (self.keys, self.papers, self.backups, self.printouts):
            make_private(folder)


def mark_proven() -> None:
    """Tell the launcher (installer/launcher) that this version came up: it never goes back to the one before now.

    Nothing is written where the program was not installed.
    """
    folder = os.environ.get("QUAY_VERSION_FOLDER")
    if folder:
        with suppress(OSError):  # on a full disk the launcher asks again next time
            (Path(folder) / "proven").touch()


def make_private(folder: Path) -> None:
    """Create `folder` with its parents; nobody but the owner may look into it (Windows: the profile's own rights)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)


def _put_in_place(fresh: Path, path: Path) -> None:
    """Rename over `path`. On Windows a virus scanner or copying program may have it open for a glance: wait."""
    for pause in (0.02, 0.05, 0.1, 0.2, 0.4):
        try:
            fresh.replace(path)
            return
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
    fresh.replace(path)


def write_durably(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, readable by the owner only; a cut at any moment leaves the old file or the new.

    Raises OSError, and then the old file stands.
    """
    fresh = path.with_name(f"{path.name}.new")  # always the same: what a cut left there is written over next time
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    how |= getattr(os, "O_NOFOLLOW", 0)  # a stranger's stick must not say which file of ours is written over
    try:
        with open(os.open(fresh, how, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        _put_in_place(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """Bring the names in a folder to the disk: a new name is durable only with it. Windows cannot open folders."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
