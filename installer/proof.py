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
from installer import lab
from installer.trial import Trial

VERSIONS = ("0.1.0", "0.2.0", "0.3.0")


def quick(trial: Trial, setup: Path) -> None:
    """Install, try, take off: what every change must pass."""
    assert trial.install(setup) == 0
    assert len(trial.shortcuts()) == 2, trial.shortcuts()
    assert trial.registered() == trial.in_use()
    trial.self_test()
    trial.uninstall()
    assert not trial.installed.exists(), sorted(trial.installed.rglob("*"))
    assert not trial.shortcuts()


def steps(setups: Sequence[Path]) -> list[Callable[[Trial], None]]:
    """Return everything the full proof does, in order."""
    from installer import trial_office, trial_setup, trial_tests

    first, second, third = setups
    return [
        lambda trial: trial_setup.wizard(trial, first),
        trial_office.one_intake_by_keys,
        lambda trial: trial_setup.refused_while_running(trial, second),
        trial_office.closed_and_kept,
        trial_tests.run,
        lambda trial: trial_setup.refusals(trial, second),
        lambda trial: trial_setup.updates(trial, *setups),
        lambda trial: trial_setup.cut_off(trial, third),
        lambda trial: trial_setup.broken_version(trial, second, third),
        trial_setup.taken_off,
        lambda trial: trial_setup.signed(trial, first),
    ]


def build(out: Path, versions: Sequence[str]) -> list[Path]:
    """Build setup files quickly; returns them."""
    command = [sys.executable, str(dev.ROOT / "build_installer.py"), "--fast", "--out", str(out)]
    dev.call([*command, "--version", *versions])
    return [out / f"QuayMotCua-{version}-setup.exe" for version in versions]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and prove; returns 0 when all of it held."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--out", type=Path, required=True)
    reader.add_argument("--quick", action="store_true", help="install, self-test, take off: what CI does")
    reader.add_argument("--built", action="store_true", help="use the setup files that lie in DIR already")
    reader.add_argument("--only", default="", help="only the steps whose name contains this")
    given = reader.parse_args(arguments)
    out: Path = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    versions = VERSIONS[:1] if given.quick else VERSIONS
    setups = [out / f"QuayMotCua-{version}-setup.exe" for version in versions]
    try:
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
    for step in [lambda trial: quick(trial, setups[0])] if quickly else steps(setups):
        try:
            step(trial)
        except BaseException:
            trial.photograph("failed")
            raise
    for what, figure in trial.figures.items():
        dev.say(f"  {what:28} {figure} s")
    dev.say(f"Proven in {time.monotonic() - began:.0f} s.")
