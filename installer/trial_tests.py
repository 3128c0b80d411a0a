"""The tests of the program's Windows sides, run by the installed interpreter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dev
from installer.bundle import ROOT, WINDOWS
from installer.trial import Trial

LOCK = ROOT / "requirements-windows-test.lock"


def run(trial: Trial) -> None:
    """Run tests/windows; what they say lies in `windows-tests.txt`."""
    packages, tests = trial.out / "test-packages", trial.out / "windows-tests"
    if not packages.exists():
        where = ["pip", "install", "--quiet", "--target", str(packages), *WINDOWS, "--only-binary", ":all:"]
        dev.call([*dev.uv(), *where, "--require-hashes", "--no-deps", "-r", str(LOCK)])
    shutil.rmtree(tests, ignore_errors=True)
    shutil.copytree(ROOT / "tests/windows", tests, ignore=shutil.ignore_patterns("__pycache__"))
    ours, theirs = os.openpty()  # a COM port; what the tests write to the file beside it, comes in there
    try:
        trial.pc.add_port("com5", os.ttyname(theirs))
        echo = subprocess.Popen([sys.executable, "-c", ECHO], stdin=ours, stdout=ours)
        try:
            python = f"{trial.place}\\versions\\{trial.in_use()}\\runtime\\python.exe"
            start = [python, "-X", "utf8", trial.pc.path(tests / "run.py"), trial.pc.path(packages), "-q", "-ra"]
            done = trial.pc.run(start, check=False, timeout=600)
        finally:
            echo.kill()
            echo.wait()
    finally:
        os.close(ours)
        os.close(theirs)
    Path(trial.out / "windows-tests.txt").write_text(done.stdout + done.stderr, "utf-8")
    assert done.returncode == 0, done.stdout[-6000:]


# A scanner on the other end of the cable: answers every line it is sent with the code of a dossier.
ECHO = r"""
import os
while (said := os.read(0, 100)):
    os.write(1, b"H12.10.15-261122-0042\r\n")
"""
