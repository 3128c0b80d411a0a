"""Proving the Windows program under Wine: installed, tried, updated, taken off again, as an office would.

`python -m installer.proof --out DIR [--quick]`. Every step asserts what it claims; screenshots lie in DIR afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import ImageGrab

import dev
from installer import lab

# Spaces and Vietnamese letters on purpose: that is what folders are called here.
PLACE = r"C:\users\root\Phần mềm của tôi\Quầy Một Cửa"
NAME = "Quầy Một Cửa"
RUNNING, TOO_LONG, OLDER = 4, 6, 7  # exit codes of the setup, see setup.nsi
NEWER, OLDEST = "9.0.0", "0.0.1"


@dataclass(slots=True)
class Proof:
    """One Windows PC and what is done on it. `figures` are seconds and sizes, by what was done."""

    pc: lab.Windows
    out: Path
    setup: Path
    figures: dict[str, float] = field(default_factory=dict)

    # -- what is on the PC

    @property
    def installed(self) -> Path:
        """The program's folder as this machine sees it."""
        return self.pc.user_folder() / PLACE.removeprefix("C:\\users\\root\\").replace("\\", "/")

    @property
    def data(self) -> Path:
        """The data of the Windows user."""
        return self.pc.user_folder() / "AppData/Local/QuayMotCua"

    def shortcuts(self) -> list[Path]:
        """Return the program's shortcuts that are there."""
        menu = self.pc.user_folder() / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
        return [path for path in (menu / f"{NAME}.lnk", self.pc.user_folder() / f"Desktop/{NAME}.lnk") if path.exists()]

    def registered(self) -> bool:
        """Tell whether Windows lists the program among the installed ones."""
        key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\QuayMotCua"
        return self.pc.run(["reg", "query", key], check=False).returncode == 0

    def in_use(self) -> str:
        """Return the version that a double click starts."""
        return (self.installed / "current").read_text("ascii").strip()

    # -- what a person does

    def install(self, setup: Path, place: str = PLACE) -> int:
        """Install silently; returns the exit code."""
        # NSIS wants /D last, bare and unquoted, however many spaces it has.
        began = time.monotonic()
        code = self.pc.run([self.pc.path(setup), "/S", *f"/D={place}".split(" ")], check=False).returncode
        self.figures.setdefault("install", round(time.monotonic() - began, 1))
        return code

    def uninstall(self, *more: str) -> None:
        """Take the program off silently and wait until it is gone (the uninstaller works from a copy of itself)."""
        self.pc.run([f"{PLACE}\\go-cai-dat.exe", "/S", *more])
        wait_until(lambda: not (self.installed / "go-cai-dat.exe").exists(), "the uninstaller ends")

    def self_test(self) -> None:
        """Let the installed program try itself."""
        report = self.out / "self-test.json"
        began = time.monotonic()
        self.pc.run([f"{PLACE}\\QuayMotCua.exe", "--self-test", "--report", self.pc.path(report)])
        self.figures["self-test"] = round(time.monotonic() - began, 1)
        told = json.loads(report.read_text("utf-8"))
        assert told["ok"], told
        assert told["system"] == "win32", told
        keys = [step["result"] for step in told["steps"] if step["step"] == "keys"]
        assert keys == ["keyring"], "the key lies in Windows' credential store"

    def photograph(self, name: str) -> None:
        """Keep what the screen shows."""
        ImageGrab.grab(xdisplay=self.pc.display).save(self.out / f"{name}.png")


def quick(proof: Proof) -> None:
    """Install, try, take off: what every change must pass."""
    assert proof.install(proof.setup) == 0
    assert len(proof.shortcuts()) == 2, proof.shortcuts()
    assert proof.registered()
    proof.self_test()
    proof.uninstall()
    assert not proof.installed.exists(), sorted(proof.installed.rglob("*"))
    assert not proof.shortcuts()
    assert not proof.registered()


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait for something the PC does; AssertionError when it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.1)


def build(out: Path, version: str = "") -> Path:
    """Build a setup file quickly; returns it."""
    command = [sys.executable, str(dev.ROOT / "build_installer.py"), "--fast", "--out", str(out)]
    subprocess.run([*command, *(["--version", version] if version else [])], check=True)
    return max(out.glob("*-setup.exe"), key=lambda path: path.stat().st_mtime_ns)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and prove; returns 0 when all of it held."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--out", type=Path, required=True)
    reader.add_argument("--quick", action="store_true", help="install, self-test, take off: what CI does")
    reader.add_argument("--setup", type=Path, help="prove this setup file instead of building one")
    given = reader.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    setup = given.setup or build(given.out)
    with dev.virtual_screen() as environment:
        os.environ.update({key: environment[key] for key in ("DISPLAY", "XAUTHORITY")})
        with lab.windows(lab.default_folder(), given.out, environment) as pc:
            proof = Proof(pc, given.out, setup)
            quick(proof)
    for what, figure in proof.figures.items():
        dev.say(f"  {what:12} {figure} s")
    dev.say("Proven.")
    return 0


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        raise SystemExit(main())
