"""From the start of the process to a sign-in window that is painted and takes keys, beside a bare PySide6 window.

And the memory of the real program after a round through its main screens. Each measurement is a process of its own on
the platform the runner stands on (Xvfb from `dev.py bench`, else what QT_QPA_PLATFORM says).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.offices import PIN, the_office
from benchmarks.runner import CACHE, ROOT, Ground, Row, Times, benchmark


def _run(script: str, *arguments: str) -> dict[str, Any]:
    """Run a script of this folder as `python -m`; it prints one line of JSON. The clock starts before the process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BENCH_STARTED": str(time.time())}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    # An installed program has its modules compiled; an environment that keeps no bytecode would measure the compiler.
    environment |= {"PYTHONPYCACHEPREFIX": str(CACHE / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks._{script}", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"{script} ended with {done.returncode}: {done.stderr[-2000:]}")
    told: dict[str, Any] = json.loads(lines[-1])
    return told


def _at_work(office: Path, until: str) -> dict[str, Any]:
    return _run("at_work", str(office), PIN, until)


@benchmark("start")
def start(ground: Ground) -> Iterable[Row]:
    """Start the program and the bare window in turns."""
    office = the_office(ground, ground.size, print)
    rounds = max(5, ground.rounds // 2)
    bare, ours, worked, bare_worked = [], [], [], []
    for number in range(-1, rounds):  # the first pair fills the disk's cache and is not counted
        told, other = _at_work(office, "usable"), _run("bare_window")
        if number >= 0:
            ours.append(told["usable"])
            bare.append(other["usable"])
            worked.append(told["processor"])
            bare_worked.append(other["processor"])
    mine, theirs = Times(tuple(ours)), Times(tuple(bare))
    yield Row(
        f"start to first usable paint at {ground.size:,}",
        mine.median_ms,
        rival=theirs.median_ms,
        rival_name="a bare PySide6 window with one field",
        most_ratio=3.0,
        how=f"median of {rounds} processes each, in turns; painted and a key taken",
        more={"p95_ms": mine.p95_ms, "bare_p95_ms": theirs.p95_ms},
    )
    yield Row(
        "start: processor time of the GUI thread",
        Times(tuple(worked)).median_ms,
        rival=Times(tuple(bare_worked)).median_ms,
        rival_name="of the bare window",
        how="what a loaded machine does not stretch",
    )
    for until, what, how in (
        ("typed", "sign-in to queue shown", "PIN typed at a clerk's pace; from Enter to rows painted, once"),
        ("queue", "sign-in to queue shown, PIN at the first paint", "nothing was loaded while it was typed; once"),
    ):
        signed = _at_work(office, until)
        yield Row(
            what,
            (signed["queue"] - signed["signed_in"]) * 1000,
            how=how,
            more={"processor_ms": signed["worked"] * 1000},
        )


@benchmark("memory")
def memory(ground: Ground) -> Iterable[Row]:
    """Sign in, show the queue, type searches, open the intake form and a dossier; then ask the system."""
    told = _at_work(the_office(ground, ground.size, print), "round")
    yield Row(
        f"memory at {ground.size:,}",
        told["rss_mb"],
        "MB",
        most=250.0,
        how="VmRSS after sign-in, queue, searches, intake, dossier, prints, procedures, settings",
        more={"peak_mb": told["peak_mb"], "places": told["places"]},
    )
