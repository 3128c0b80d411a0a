"""Start pytest with the interpreter of the installed program: `python.exe run.py FOLDER-WITH-PYTEST [options]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])  # an embedded Python reads no PYTHONPATH
    import pytest

    here = Path(__file__).parent
    os.chdir(os.environ["TEMP"])
    sys.dont_write_bytecode = True
    options = ["-c", str(here / "pytest.ini"), "--rootdir", str(here), "-p", "no:cacheprovider"]
    raise SystemExit(pytest.main([*options, *sys.argv[2:], str(here)]))
