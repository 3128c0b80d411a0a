"""The mains of a counter: start its work in a process, hear what it says, and cut the power at a random moment.

One mechanism for every kind of work (`power_work`). A cut is a SIGKILL: the program dies at any instruction, what it
had written is with the operating system. It comes either so many seconds after so many lines, wherever the work then
is, or at the k-th step to the disk (a statement, commit, fsync, rename …), just before or after it: seconds fall mostly
into the long waits, steps also into the short gaps between them.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAID = "said"  # the last word of a line: without it the line was cut off and nothing was said
OUT = "out"  # the first word of the line after the work has ended, with the signal that ended it


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the work: what it said, word by word, and whether it came to its end before the cut."""

    said: tuple[tuple[str, ...], ...]
    finished: bool
    steps: int  # to the disk, of a run that was not cut


@dataclass
class Mains:
    """The power of one counter. `seed` makes the moments; print it when a check fails."""

    work: subprocess.Popen[str]
    seed: int
    chance: random.Random = field(init=False)
    cuts: int = 0
    runs: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def whole(self) -> Run:
        """Let the work come to its end; for work that has one."""
        return self._run(0)

    def cut_by_clock(self, lines: int, seconds: float) -> Run:
        """Cut the power so many seconds after so many lines."""
        return self._run(-1, lines, seconds)

    def cut_by_step(self, steps: int) -> Run:
        """Cut the power at that step to the disk."""
        return self._run(steps)

    def _run(self, step: int, lines: int = 0, seconds: float | None = None) -> Run:
        assert self.work.stdin is not None
        assert self.work.stdout is not None
        self.runs += 1
        print(self.runs, step, file=self.work.stdin, flush=True)
        ready, pid = self.work.stdout.readline().split()
        assert ready == "ready", ready
        # a handle, not a number: once the work is over the number may be another process's
        handle = os.pidfd_open(int(pid))
        print("held", file=self.work.stdin, flush=True)
        cut = threading.Timer(seconds or 0.0, _kill, (handle,))
        heard: list[list[str]] = []
        if seconds is not None and not lines:
            cut.start()
        while (words := self.work.stdout.readline().split())[:1] != [OUT]:
            heard.append(words)
            if seconds is not None and len(heard) == lines:
                cut.start()
        cut.cancel()
        if cut.ident is not None:
            cut.join()
        os.close(handle)
        said = tuple(tuple(words[:-1]) for words in heard if words[-1:] == [SAID])
        finished = [line for line in said if line[0] == "finished"]
        assert int(words[1]) == (0 if finished else -signal.SIGKILL), f"the work failed by itself, seed {self.seed}"
        self.cuts += not finished
        return Run(said, bool(finished), int(finished[0][1]) if finished else 0)


def _kill(handle: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)


@contextmanager
def mains(kind: str, folder: Path, *more: str, seed: int | None = None) -> Iterator[Mains]:
    """Connect a counter that does one kind of work in `folder`."""
    root = HERE.parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (root, root / "tests" / "office")))}
    command = [sys.executable, str(HERE / "power_work.py"), kind, str(folder), *more]
    chosen = random.randrange(1 << 32) if seed is None else seed
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as work:
        assert work.stdin is not None
        try:
            yield Mains(work, chosen)
            work.stdin.close()
            work.wait(60)
        finally:
            with suppress(ProcessLookupError):  # also the run that hangs, which would be waited for without end
                os.killpg(work.pid, signal.SIGKILL)
