"""What every benchmark stands on: a name to be called by, rounds taken in turns with the rival, one table at the end.

A benchmark is a function `(Ground) -> Iterable[Row]` marked with `@benchmark("name")` in a module that
`benchmarks/__main__.py` names. Times are seconds inside, milliseconds in the table.
"""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "bench"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run was asked for: dossiers in the large office and in the small one it is held against, seed, rounds."""

    size: int = 100_000
    small: int = 10_000
    seed: int = 1
    rounds: int = 20
    cache: Path = CACHE
    scale: float = 1.0  # of the sizes a benchmark names itself; smaller for a short run

    def scaled(self, size: int) -> int:
        """Return a size of the benchmark's own as this run wants it."""
        return max(1, round(size * self.scale))

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """Return a folder of the run's own, on the disk the data would lie on."""
        self.cache.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix="scratch-", dir=self.cache)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each round, in the order they were taken."""

    seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    def percentile_ms(self, share: float) -> float:
        """Return the smallest time that `share` (0.95) of the rounds do not exceed."""
        ordered = sorted(self.seconds)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000

    @property
    def p95_ms(self) -> float:
        return self.percentile_ms(0.95)

    @property
    def p99_ms(self) -> float:
        return self.percentile_ms(0.99)

    @property
    def worst_ms(self) -> float:
        return max(self.seconds) * 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure, what it is held against, and whether it holds.

    `rival` is a figure of the same unit measured in the same run. `most` bounds the figure itself, `most_ratio` its
    ratio to the rival; without either the figure is only reported. `more` goes into the JSON.
    """

    what: str
    figure: float
    unit: str = "ms"
    rival: float | None = None
    rival_name: str = ""
    most: float | None = None
    most_ratio: float | None = None
    how: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.figure / self.rival if self.rival else None

    @property
    def ok(self) -> bool | None:
        """Whether every bound holds; None when the figure has none."""
        if self.most is None and self.most_ratio is None:
            return None
        within = self.most is None or self.figure <= self.most
        ratio = self.ratio
        return within and (self.most_ratio is None or (ratio is not None and ratio <= self.most_ratio))


Benchmark = Callable[[Ground], Iterable[Row]]
BENCHMARKS: dict[str, Benchmark] = {}
ONLY_NAMED: set[str] = set()


def benchmark(name: str, *, only_named: bool = False) -> Callable[[Benchmark], Benchmark]:
    """Mark a function as the benchmark called `name` on the command line; long ones run only when named."""

    def enter(function: Benchmark) -> Benchmark:
        BENCHMARKS[name] = function
        if only_named:
            ONLY_NAMED.add(name)
        return function

    return enter


def timed(work: Callable[[], object]) -> float:
    """Return the seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 2) -> dict[str, Times]:
    """Time every work `rounds` times, one after the other in each round, so that noise meets all of them alike.

    Every second round goes backwards. The rounds of `warm_up` are not counted; garbage is collected between rounds.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for number in range(-warm_up, rounds):
        gc.collect()
        for name in names if number % 2 else reversed(names):
            seconds = timed(works[name])
            if number >= 0:
                taken[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def each(works: Iterable[Callable[[], object]]) -> Times:
    """Time a sequence of different works, each once, in order."""
    return Times(tuple(timed(work) for work in works))


def report(rows: Sequence[tuple[str, Row]], ground: Ground, loads: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Return the run as plain data: machine, load before and after, every row with its bounds."""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.release()}, {os.cpu_count()} cores",
        "load_before": list(loads[0]),
        "load_after": list(loads[-1]),
        "size": ground.size,
        "small": ground.small,
        "seed": ground.seed,
        "rows": [{"benchmark": name, **asdict(row), "ratio": row.ratio, "ok": row.ok} for name, row in rows],
    }


def line(row: Row) -> str:
    """Return a row of the table as text."""
    rival = f"{row.rival:10.2f}" if row.rival is not None else " " * 10
    ratio = f"{row.ratio:6.2f}×" if row.ratio is not None else " " * 7
    bounds = [f"≤ {row.most:g} {row.unit}"] if row.most is not None else []
    bounds += [f"≤ {row.most_ratio:g}×"] if row.most_ratio is not None else []
    verdict = {True: "ok", False: "MISS", None: ""}[row.ok]
    return (
        f"{row.what:58} {row.figure:10.2f} {row.unit:4} {rival} {ratio} {', '.join(bounds):18} {verdict:4}  {row.how}"
    )


HEAD = f"{'':58} {'figure':>10} {'':4} {'rival':>10} {'ratio':>7} {'bound':18}"


def run(names: Sequence[str], ground: Ground) -> tuple[dict[str, Any], bool]:
    """Run benchmarks by name (when none is named, all but the long ones), printing each row as it comes.

    Returns the run as plain data, and whether every bound held.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise SystemExit(f"no benchmark called {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    rows: list[tuple[str, Row]] = []
    loads: list[tuple[float, float, float]] = [os.getloadavg()]
    print(f"{ground.size:,} dossiers beside {ground.small:,}; load {loads[0][0]:.2f}", flush=True)
    print(HEAD, flush=True)
    for name in names or [name for name in BENCHMARKS if name not in ONLY_NAMED]:
        print(f"— {name}", flush=True)
        for row in BENCHMARKS[name](ground):
            rows.append((name, row))
            print(line(row), flush=True)
        loads.append(os.getloadavg())
    missed = [row.what for _, row in rows if row.ok is False]
    print(f"Missed: {', '.join(missed)}." if missed else "Every bound holds.", flush=True)
    sys.stdout.flush()
    return report(rows, ground, loads), not missed
