"""The door of the benchmarks: `python -m benchmarks [--json FILE] [--size N] [name …]`."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

import benchmarks
from benchmarks.runner import BENCHMARKS, Ground, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 0 when every bound holds."""
    reader = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    reader.add_argument("--json", type=Path, help="write every figure with its method here")
    reader.add_argument("--size", type=int, default=100_000, help="dossiers in the large office")
    reader.add_argument("--small", type=int, default=10_000, help="dossiers in the small office beside it")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--rounds", type=int, default=20)
    reader.add_argument("--scale", type=float, default=1.0, help="of the server benchmarks' own sizes, e.g. 0.1")
    reader.add_argument("--list", action="store_true", help="name the benchmarks and end")
    reader.add_argument("names", nargs="*", metavar="name", help="which; all when none is named")
    given = reader.parse_args(arguments)
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"benchmarks.{module.name}")
    if given.list:
        print("\n".join(BENCHMARKS))
        return 0
    figures, fine = run(given.names, Ground(given.size, given.small, given.seed, given.rounds, scale=given.scale))
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
