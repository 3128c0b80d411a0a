#!/usr/bin/env python3
"""Build the Windows setup file on Linux: `python3 build_installer.py` → dist/QuayMotCua-<version>-setup.exe.

Sets itself up like dev.py (as root on a bare Debian it installs what it needs; without root it says what). The steps,
each in `installer/`: runtime and packages by their locks, the program, bytecode, launcher, list of parts, NSIS.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import dev
from installer.lab import LabUnavailable
from installer.runtime import RuntimeRefused

ROOT = Path(__file__).resolve().parent


def version() -> str:
    """Return the program's version."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "app/__init__.py").read_text("utf-8"))
    assert found is not None
    return found[1]


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--out", type=Path, default=ROOT / "dist", help="where the setup file goes")
    reader.add_argument("--version", nargs="+", default=[version()], help="other versions, to try updates")
    reader.add_argument("--fast", action="store_true", help="pack quickly into a larger file, for trying")
    reader.add_argument("--no-bytecode", action="store_true", help="leave compiling to the first start")
    reader.add_argument("--runtime", type=Path, metavar="ZIP", help="an official embeddable zip of Python for Windows")
    reader.add_argument("--runtime-sha256", default="", help="what its maker says its SHA-256 is")
    reader.add_argument("--sign", nargs=2, type=Path, metavar=("CERT", "KEY"), help="sign with osslsigncode (PEM)")
    return reader.parse_args(arguments)


def build(given: argparse.Namespace) -> None:
    """Build the setup file; several when several versions are asked for."""
    from installer import bundle, bytecode, icon, launcher_build, parts, runtime, setup_file, signing

    def uv(arguments: Sequence[str]) -> None:
        dev.call([*dev.uv(), *arguments])

    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="quay-build-") as corner:
        folder = Path(corner) / "QuayMotCua"
        step("Python for Windows")
        if given.runtime:
            runtime.place_official(folder / "runtime", given.runtime, given.runtime_sha256)
        else:
            runtime.place_runtime(folder / "runtime", uv)
        step("packages")
        bundle.place_packages(folder / "site-packages", folder / "runtime", uv)
        if not given.no_bytecode:
            step("bytecode")
            bytecode.compile_all(folder, "site-packages")
        launcher, drawings = Path(corner) / "QuayMotCua.exe", icon.draw(Path(corner))
        for name in given.version:
            target = given.out / f"QuayMotCua-{name}-setup.exe"
            step(f"program {name}")
            bundle.place_program(folder, name)
            parts.place_licences(folder, name, bundle.EPOCH)
            if not given.no_bytecode:
                bytecode.compile_all(folder, "app")
            launcher_build.build_launcher(launcher, drawings.icon, name, bundle.EPOCH)
            if given.sign:
                signing.sign(launcher, *given.sign, epoch=bundle.EPOCH)
            step("setup file")
            setup_file.build_setup(target, folder, launcher, drawings, name, epoch=bundle.EPOCH, fast=given.fast)
            if given.sign:
                signing.sign(target, *given.sign, epoch=bundle.EPOCH)
            weigh(folder, target)


_BEGAN = time.monotonic()


def step(what: str) -> None:
    """Say what is being done now."""
    dev.say(f"{time.monotonic() - _BEGAN:6.1f} s  {what}")


def weigh(folder: Path, setup: Path) -> None:
    """Say what takes the room."""
    from installer.bundle import megabytes

    step("done")
    packages = folder / "site-packages"
    places = [path for path in (*folder.iterdir(), *packages.iterdir()) if path.is_dir() and path != packages]
    for size, path in sorted(((megabytes(path), path) for path in places), reverse=True)[:12]:
        dev.say(f"  {size:6.1f} MB  {path.relative_to(folder)}")
    dev.say(f"  {megabytes(folder):6.1f} MB  installed")
    dev.say(f"  {setup.stat().st_size / 1e6:6.1f} MB  {setup.name}")
    dev.say(f"  SHA-256 {hashlib.sha256(setup.read_bytes()).hexdigest()}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up, then build with the interpreter of the locked environment."""
    given = options(arguments)
    try:
        dev.make_ready("installer")
        if given.sign and not all(need.met() for need in dev.SIGNING_NEEDS):
            dev.install([need.package for need in dev.SIGNING_NEEDS])
        if Path(sys.prefix) != dev.VENV:
            return subprocess.run([dev.python(), __file__, *(arguments or sys.argv[1:])]).returncode
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        build(given)
    except (dev.Stop, LabUnavailable, RuntimeRefused) as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
