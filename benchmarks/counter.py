"""Measured in the real window, played by the tour's hands: a scan to the filled form, keys and seconds of an intake."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.runner import ROOT, Ground, Row, Times, benchmark

MOST_SCAN_MS, MOST_KEYS, MOST_SECONDS = 100, 45, 30


@benchmark("scan-to-form")
def scan_to_form(ground: Ground) -> Iterable[Row]:
    """Two hundred cards of different people, from the delivery of the scanner's last key to the painted form."""
    [scans] = [entry["scans"] for entry in play("scans", ground) if "scans" in entry]
    wall, own = (Times(tuple(seconds)) for seconds in zip(*scans, strict=True))
    yield Row(
        "scan to filled form, p99",
        wall.p99_ms,
        most=MOST_SCAN_MS,
        how=f"{len(scans)} cards of different people, last key of the scanner to the window painted",
        more={"median_ms": wall.median_ms, "worst_ms": wall.worst_ms, "own_p99_ms": own.p99_ms},
    )


@benchmark("keystrokes")
def keystrokes(ground: Ground) -> Iterable[Row]:
    """Keys the hands really pressed, and the seconds the keystroke-level model gives them (`tour.keystrokes`)."""
    for step in play("keys", ground):
        if "model_seconds" not in step:
            continue
        is_card = step["step"] == "Quét thẻ"
        more = {name: step[name] for name in ("minds", "scans", "waited")}
        yield Row(
            f"keys: {step['step']}", step["keystrokes"], "keys", most=MOST_KEYS if is_card else None, more=more,
            how="key events sent to the program, from the empty form to F10",
        )  # fmt: skip
        yield Row(
            f"seconds: {step['step']}", step["model_seconds"], "s", most=MOST_SECONDS if is_card else None, more=more,
            how="keystroke-level model: K 0.28, M 1.35, H 0.40, P 1.10 s, waiting as measured",
        )  # fmt: skip


def play(act: str, ground: Ground, settings: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Play an act in the demo office, in a process of its own; returns what it noted."""
    from tour.notebook import read

    with ground.scratch() as scratch:
        office = str(Path(scratch, "office"))
        command = [sys.executable, "-m", "tour.stage", act, "--demo", "--out", scratch, "--basedir", office]
        environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | dict(settings or {})
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the act {act!r} did not come to its end: {done.stderr.strip()}")
        return read(Path(scratch))
