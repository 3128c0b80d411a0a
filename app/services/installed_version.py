"""This program among its versions, as the launcher and the setup keep them (installer/launcher/launcher.c, setup.nsi).

Only an installed program has a version folder, named by the launcher in the environment; from a source tree or on Linux
there is none, and nothing here does anything.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InstalledVersion:
    """The folder `versions/<version>` of this program, None when it was not installed by the setup."""

    folder: Path | None

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> InstalledVersion:
        """Return where the launcher says that this program lies."""
        named = environment.get("QUAY_VERSION_FOLDER", "")
        return cls(Path(named) if named else None)

    @property
    def can_be_replaced(self) -> bool:
        """Whether a setup can put a newer version beside this one."""
        return self.folder is not None and sys.platform == "win32"

    def has_given_up(self, version: str) -> bool:
        """Whether the launcher started a version that never came up, and went back to this one."""
        if self.folder is None:
            return False
        other = self.folder.parent / version
        return other != self.folder and (other / "tried").exists() and not (other / "proven").exists()


def hold(path: Path) -> BufferedReader:
    """Open a file to read; on Windows nobody can write, rename or replace it while it is open. Raises OSError."""
    if sys.platform == "win32":
        import msvcrt

        import pywintypes
        import win32con
        import win32file

        try:
            handle = win32file.CreateFile(
                str(path), win32con.GENERIC_READ, win32con.FILE_SHARE_READ, None, win32con.OPEN_EXISTING, 0, None
            )
        except pywintypes.error as error:
            raise OSError(0, error.strerror, str(path), error.winerror) from error
        return open(msvcrt.open_osfhandle(int(handle.Detach()), os.O_RDONLY), "rb")
    else:  # noqa: RET505 - mypy knows one system at a time
        return path.open("rb")


def sha256_of(file: BufferedReader) -> str:
    """Return the SHA-256 of the rest of a file, in hex. Raises OSError."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def start_setup(setup: Path, installed: InstalledVersion) -> None:
    """Start a setup file that waits until this program has ended, and then installs silently. Raises OSError."""
    assert installed.folder is not None
    place = installed.folder.parent.parent
    # NSIS wants /D last and bare, however many spaces it has.
    command = f'"{setup}" /S /WAIT /D={place}'
    flags = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    subprocess.Popen(command, creationflags=flags, cwd=setup.parent, close_fds=True)
