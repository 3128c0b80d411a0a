"""The program's door: `quay`, `python -m app`, and the keeper's commands `rebuild` and `verify`."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return the exit code."""
    parser = argparse.ArgumentParser(prog="quay", description="Quầy Một Cửa")
    parser.add_argument("--version", action="version", version=f"Quầy Một Cửa {__version__}")
    parser.add_argument("--basedir", type=Path, help="keep everything of this run in this folder")
    parser.add_argument("--demo", action="store_true", help="open a demo office with invented people")
    parser.add_argument("--no-keyring", action="store_true", help="keep keys in owner-only files")
    parser.add_argument("command", nargs="?", choices=("rebuild", "verify"), help="look after the data, no window")
    parser.add_argument("--self-test", action="store_true", help="try whether this installation does the main job")
    parser.add_argument("--report", type=Path, help="where the self-test writes its result")
    given = parser.parse_args(arguments)

    if given.self_test:
        from app.self_test import self_test

        return self_test(given.report)

    if given.command is not None:
        from app.bootstrap import keep

        return keep(given.command, given.basedir, use_keyring=not given.no_keyring)

    from app.paths import Folders
    from app.runtime.single_window import is_called

    # Asked first of all: a second start then costs nothing of the rest.
    folders = Folders.of(given.basedir) if given.basedir or not given.demo else Folders.of_demo()
    if is_called(folders.data):
        return 0

    gc.disable()  # a sixth of loading goes into looking for garbage; GuiGarbage takes over with the window
    from app.bootstrap import run

    return run(given.basedir, demo=given.demo, use_keyring=not given.no_keyring)


if __name__ == "__main__":
    sys.exit(main())
