"""Two real programs with their windows, two servers and PostgreSQL: the line is cut and restored, one is killed.

Only at night: each start of the program costs seconds. `QUAY_PICTURES=DIR` keeps what both windows showed.
"""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from chaos.desktop import PIN
from chaos.machines import ROOT, Machine
from chaos.rounds import Run

PATIENCE = 120.0  # seconds; machines of tests are busy

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs fork and a handle on a process"),
    pytest.mark.timeout(900),
]


class Window:
    """A program with its window on a PC's folder, and the lines it says."""

    def __init__(self, machine: Machine) -> None:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "chaos.window", str(machine.folder), PIN]
        with machine.folder.with_suffix(".window.log").open("ab") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.queue: list[str] = []
        self.strip = ""

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Hear what it says until something is so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            said = self._said.get(timeout=max(deadline - time.monotonic(), 0.01))
            self.queue = said.get("queue", self.queue)
            self.strip = " · ".join(said["strip"]) if "strip" in said else self.strip
            if is_so(said):
                return said

    def tell(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(what.encode() + b"\n")
        self.process.stdin.flush()

    def receive(self) -> str:
        """Receive a dossier; returns its id."""
        self.tell("receive")
        return str(self.until(lambda said: "received" in said)["received"])

    def shows(self, *dossiers: str) -> None:
        """Wait until these are in its queue."""
        if not set(dossiers) <= set(self.queue):
            self.until(lambda _said: set(dossiers) <= set(self.queue))

    def picture(self, name: str) -> None:
        if folder := os.environ.get("QUAY_PICTURES"):
            self.tell(f"picture {folder}/{name}.png")
            self.until(lambda said: "picture" in said)

    def close(self, *, kill: bool = False) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if kill:
            self.process.kill()
        self.process.stdin.close()
        try:
            self.process.wait(60)
        finally:
            self.process.kill()
            self._reader.join(60)
            self.process.stdout.close()


@pytest.fixture
def run() -> Iterator[Run]:
    """Furnish two offices, one of them with two PCs."""
    with tempfile.TemporaryDirectory(prefix="quay-chaos-", ignore_cleanup_errors=True) as folder, ExitStack() as down:
        Path(folder).chmod(0o755)
        made = Run(Path(folder), random.randrange(1 << 30), down, print)
        made.province.furnish()
        yield made


def test_two_windows_show_one_queue_whatever_happens_to_line_server_and_program(run: Run, nightly: bool) -> None:
    if not nightly:
        pytest.skip("each start of the program costs seconds")
    first, second = (next(one for one in run.province.machines if one.name == name) for name in ("a1", "a2"))
    for machine in (first, second):
        machine.stop()
    with ExitStack() as windows:
        a, b = Window(first), Window(second)
        windows.callback(a.close)
        one = a.receive()
        b.shows(one)
        for name, window in (("a", a), ("b", b)):
            window.picture(f"1-in-step-{name}")

        run.province.lines["a2"].refuse()
        two = a.receive()
        a.shows(one, two)
        three = b.receive()
        b.until(lambda _said: "Mất mạng" in b.strip)
        assert two not in b.queue
        for name, window in (("a", a), ("b", b)):
            window.picture(f"2-cut-{name}")

        run.province.centre.crash_postgres(0.2)
        run.province.lines["a2"].listen()
        a.shows(one, two, three)
        b.shows(one, two, three)
        b.until(lambda _said: "Đã gửi hết" in b.strip)
        for name, window in (("a", a), ("b", b)):
            window.picture(f"3-restored-{name}")

        b.tell("receive")
        b.close(kill=True)
        run.province.centre.kill_server(run.province.centre.ports[0])
        b = Window(second)
        windows.callback(b.close)
        four = b.receive()
        a.shows(four)
        b.shows(one, two, three, four)
        assert sorted(a.queue) == sorted(b.queue)
    assert run.check(deep=True), run.verdict.lines()
