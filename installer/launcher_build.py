"""Compiling QuayMotCua.exe, the launcher, with icon, version and manifest."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent / "launcher"
COMPILER, RESOURCES = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres"


def build_launcher(target: Path, icon: Path, version: str, epoch: int) -> None:
    """Compile the launcher into `target`; the same bytes for the same version."""
    numbers = [int(part) for part in version.split("-")[0].split("+")[0].split(".")]
    values = {
        "icon": str(icon),
        "manifest": str(HERE / "app.manifest"),
        "numbers": ",".join(str(number) for number in (*numbers, 0, 0, 0, 0)[:4]),
        "version": version,
        "company": "The Quầy Một Cửa authors",
        "product": "Quầy Một Cửa",
        "copyright": "© 2026 The Quầy Một Cửa authors",
    }
    text = (HERE / "launcher.rc.in").read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    with tempfile.TemporaryDirectory(prefix="quay-launcher-") as folder:
        script, compiled = Path(folder) / "launcher.rc", Path(folder) / "launcher.o"
        script.write_text(text, "utf-8")
        subprocess.run([RESOURCES, "-c", "65001", str(script), str(compiled)], check=True, env=environment)
        options = ["-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-mwindows", "-s", "-static"]
        linked = ["-Wl,--no-insert-timestamp", "-Wl,--dynamicbase", "-Wl,--nxcompat"]
        command = [COMPILER, *options, str(HERE / "launcher.c"), str(compiled), "-o", str(target), *linked]
        subprocess.run(command, check=True, env=environment)
