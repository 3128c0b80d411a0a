"""Making the setup file with NSIS: one .exe that needs neither administrator rights nor the Internet."""

from __future__ import annotations

import os
import subprocess
from math import ceil
from pathlib import Path

from installer.bundle import files, megabytes
from installer.icon import Drawings

SCRIPT = Path(__file__).with_name("setup.nsi")
SMALL, FAST = "/SOLID lzma", "off"


def build_setup(
    target: Path, bundle: Path, launcher: Path, drawings: Drawings, version: str, *, epoch: int, fast: bool = False
) -> None:
    """Pack `bundle` (the folder of one version) and the launcher into `target`.

    `fast` does not press the files together: three times as large, for trying. The same input gives the same bytes:
    every file gets the time `epoch` (seconds since 1970).
    """
    numbers = [int(part) for part in version.split("-")[0].split("+")[0].split(".")]
    for path in (*files(bundle), launcher, drawings.icon, drawings.picture):
        os.utime(path, (epoch, epoch))
    size = megabytes(bundle)
    defined = {
        "VERSION": version,
        "NUMBERS": ".".join(str(number) for number in (*numbers, 0, 0, 0, 0)[:4]),
        "COMPRESSION": FAST if fast else SMALL,
        "OUTPUT": str(target),
        "FILES": str(_list_files(bundle)),
        "LAUNCHER": str(launcher),
        "ICON": str(drawings.icon),
        "PICTURE": str(drawings.picture),
        "KILOBYTES": str(ceil(size * 1000)),
        "NEEDED": str(ceil(size * 1.2) + 20),
        "DEEPEST": str(max(len(str(path.relative_to(bundle))) for path in files(bundle))),
    }
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", "-NOCD"]
    command += [f"-D{name}={value}" for name, value in defined.items()]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run([*command, str(SCRIPT)], check=True, env=environment)


def _list_files(bundle: Path) -> Path:
    """Write NSIS' words for unpacking `bundle` in the order of names: a disk's own order differs between builds."""
    words: list[str] = []
    folder = Path()
    for path in files(bundle):
        if path.parent != folder:
            folder = path.parent
            place = Path("versions/new", folder.relative_to(bundle)).as_posix().replace("/", "\\")
            words.append(f'SetOutPath "$INSTDIR\\{place}"')
        words.append(f'File "{path}"')
    listed = bundle.with_suffix(".nsh")
    listed.write_text("\n".join(words) + "\n", "utf-8")
    return listed
