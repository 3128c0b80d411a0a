"""Proving the Windows program under Wine: installed, tried, updated, taken off again, as an office would.

`python3 dev.py windows [--quick] [--out DIR]`. Every step asserts what it claims; screenshots lie in DIR afterwards.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import dev
from installer import lab, trial_office, trial_setup, trial_tests, trial_update
from installer.trial import Trial

VERSIONS = ("0.1.0", "0.2.0", "0.3.0")
# A machine may be forbidden to have a lab; its other proofs still count. Whatever else goes wrong is red.
NOT_PROVEN = """
################################################################################
# NOT PROVEN ON WINDOWS: this machine grants no lab (root, mounts, chroot).
# Here: {why}
# The setup file was built without bytecode; it was neither installed nor started.
# Where it is allowed: sudo python3 dev.py windows --quick
################################################################################"""


def quick(trial: Trial, setup: Path) -> None:
    """Install, try, take off: what every change must pass."""
    assert trial.install(setup) == 0
    assert len(trial.shortcuts()) == 2, trial.shortcuts()
    assert trial.registered() == trial.in_use()
    trial.self_test()
    trial.uninstall()
    assert not trial.installed.exists(), sorted(trial.installed.rglob("*"))
    assert not trial.shortcuts()


def full(trial: Trial, setups: Sequence[Path], only: str = "") -> None:
    """Do everything an office can run into; `only` some steps, for who works on one of them."""
    first, second, third = setups
    steps: list[tuple[str, Callable[[], None]]] = [
        ("wizard", lambda: trial_setup.wizard(trial, first)),
        ("intake", lambda: trial_office.one_intake_by_keys(trial)),
        ("running", lambda: trial_setup.refused_while_running(trial, second)),
        ("close", lambda: trial_office.closed(trial)),
        ("two users", lambda: trial_office.two_users(trial)),
        ("wrong clock", lambda: trial_office.wrong_clock(trial)),
        ("tests", lambda: trial_tests.run(trial)),
        ("refusals", lambda: trial_setup.refusals(trial, second)),
        ("updates", lambda: trial_setup.updates(trial, first, second, third)),
        ("cut off", lambda: trial_setup.cut_off(trial, third)),
        ("broken version", lambda: trial_setup.broken_version(trial, second, third)),
        ("by itself", lambda: trial_update.updates_itself(trial, first, second)),
        ("taken off", lambda: trial_setup.taken_off(trial, first)),
        ("usual folder", lambda: trial_setup.usual_folder(trial, first)),
        ("in English", lambda: trial_setup.in_english(trial, first)),
        ("same bytes", lambda: same_bytes(trial.out, first)),
        ("signed", lambda: trial_setup.signed(trial, first)),
    ]
    wanted = [word.strip() for word in only.split(",") if word.strip()]
    if wanted and "wizard" not in wanted:
        assert trial.install(first) == 0
    for name, step in steps:
        if not wanted or name in wanted:
            began = time.monotonic()
            dev.say(f"— {name}")
            step()
            dev.say(f"  {time.monotonic() - began:.0f} s")


def same_bytes(out: Path, setup: Path) -> None:
    """Build once more: the same sources give the same bytes."""
    [again] = build(out / "again", VERSIONS[:1])
    assert again.read_bytes() == setup.read_bytes(), "two builds differ"
    again.unlink()


def build(out: Path, versions: Sequence[str], *more: str) -> list[Path]:
    """Build setup files quickly; returns them."""
    command = [sys.executable, str(dev.ROOT / "build_installer.py"), "--fast", "--out", str(out), *more]
    dev.call([*command, "--version", *versions])
    return [out / f"QuayMotCua-{version}-setup.exe" for version in versions]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and prove; returns 0 when all of it held."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--out", type=Path, required=True)
    reader.add_argument("--quick", action="store_true", help="install, self-test, take off: what CI does")
    reader.add_argument("--built", action="store_true", help="use the setup files that lie in DIR already")
    reader.add_argument("--only", default="", help="only these steps, comma between them")
    given = reader.parse_args(arguments)
    out: Path = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    versions = VERSIONS[:1] if given.quick else VERSIONS
    setups = [out / f"QuayMotCua-{version}-setup.exe" for version in versions]
    try:
        if why := lab.refusal():
            if not given.quick:
                raise lab.LabUnavailable(f"The Windows lab needs root, mounts and chroot. Here: {why}")
            build(out, versions, "--no-bytecode")
            dev.say(NOT_PROVEN.format(why=why))
            return 0
        if not (given.built and all(setup.exists() for setup in setups)):
            setups = build(out, versions)
        with dev.virtual_screen() as environment:
            os.environ.update({key: environment[key] for key in ("DISPLAY", "XAUTHORITY")})
            with lab.windows(lab.default_folder(), out, environment) as pc:
                prove(Trial(pc, out), setups, quickly=given.quick, only=given.only)
    except (lab.LabUnavailable, subprocess.CalledProcessError, dev.Stop) as why:
        print(why, file=sys.stderr)
        return 1
    return 0


def prove(trial: Trial, setups: Sequence[Path], *, quickly: bool, only: str) -> None:
    """Go through the steps; raises AssertionError at the first that does not hold."""
    began = time.monotonic()
    try:
        if quickly:
            quick(trial, setups[0])
        else:
            full(trial, setups, only)
    except BaseException:
        trial.photograph("failed")
        raise
    for what, figure in trial.figures.items():
        dev.say(f"  {what:28} {figure} s")
    dev.say(f"Proven in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    raise SystemExit(main())
