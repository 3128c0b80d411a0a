"""`python -m chaos --rounds N --seed S --json FILE [--out DIR] [--failovers N]`."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

from chaos.report import Report
from chaos.rounds import Run


def main() -> int:
    """Run it; 0 = nothing lost, doubled or diverged, no process complained, and no round is missing."""
    reader = argparse.ArgumentParser(prog="dev.py chaos", description=__doc__)
    reader.add_argument("--rounds", type=int, default=100)
    reader.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    reader.add_argument("--json", type=Path, help="write the report into FILE")
    reader.add_argument("--out", type=Path, help="keep data and logs in DIR")
    reader.add_argument("--failovers", type=int, default=1)
    given = reader.parse_args()
    signal.signal(signal.SIGTERM, _quit)
    print(f"seed {given.seed}", flush=True)
    report, folder = run(given.rounds, given.seed, given.failovers, given.out)
    told = json.dumps(report.to_data(), ensure_ascii=False, indent=2)
    if given.json is not None:
        given.json.write_text(told + "\n", "utf-8")
    print(told)
    is_well = report.is_clean and not report.ended
    if not is_well or given.out is not None:
        print(f"Data and logs: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if is_well else 1


def run(rounds: int, seed: int, failovers: int, out: Path | None = None) -> tuple[Report, Path]:
    """Do a run; returns its report and the folder it lies in (short: the path of a socket has 107 characters)."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="quay-chaos-", dir=out))
    folder.chmod(0o755)  # PostgreSQL runs as another user when we are root
    with ExitStack() as taken_down:
        return Run(folder, seed, taken_down, lambda line: print(line, flush=True)).play(rounds, failovers), folder


def _quit(number: int, _frame: object) -> NoReturn:
    """Leave by the ordinary way, so that PostgreSQL, servers and desktops go too."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    raise SystemExit(main())
