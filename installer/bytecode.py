"""Compiling the program and its packages beforehand: a start saves what compiling would take."""

from __future__ import annotations

from pathlib import Path

from installer import lab

PYTHON = "3.13"  # bytecode is the same for all its bugfix versions


def compile_all(folder: Path, below: str) -> None:
    """Compile every module below a folder of one version in place; the files don't depend on time or place.

    Raises lab.LabUnavailable where there is no Python 3.13 of Debian and none can be made.
    """
    check = f"import sys; assert sys.version.startswith('{PYTHON}.'), sys.version"
    lab.run_python(lab.default_folder(), folder, ["-c", check])
    # Never checked against the sources: nobody edits them, and a restored backup may have changed the files' times.
    plan = ["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", ".", below]
    lab.run_python(lab.default_folder(), folder, plan)
