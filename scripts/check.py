"""Judge form, faults, types and layers: `python3 dev.py check [--fix]`. Every judge speaks, even after one said no."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
PLACES = ("dev.py", "build_installer.py", "app", "installer", "tour", "scripts", "benchmarks", "chaos")
# A test's signature says little: bodies are checked as strictly as the program's, fixtures may go unannotated.
LOOSER_FOR_TESTS = (
    "--allow-untyped-defs",
    "--allow-incomplete-defs",
    "--allow-untyped-calls",
    "--allow-untyped-decorators",
    "--allow-any-generics",
    "--allow-subclassing-any",
    "--no-warn-return-any",
)
JUDGES = {
    "form": ("ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    "faults": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "types": ("mypy", *PLACES),
    "types of tests": ("mypy", *LOOSER_FOR_TESTS, "--cache-dir", ".cache/mypy-tests", "tests"),
    "layers": ("lint-imports", "--no-cache", "--no-logo"),
}


def run(tool: str, *arguments: str) -> int:
    """Run a program of the locked environment and return its exit code."""
    return subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL).returncode


def main() -> int:
    """Put right what can be, when asked to; then let everybody judge."""
    reader = argparse.ArgumentParser(prog="dev.py check", description=__doc__)
    reader.add_argument("--fix", action="store_true", help="first put right what ruff can by itself")
    if reader.parse_args().fix:
        run("ruff", "check", "--quiet", "--fix-only", ".")
        run("ruff", "format", "--quiet", ".")
    failed = []
    for name, command in JUDGES.items():
        print(f"— {name}", flush=True)
        if run(*command):
            failed.append(name)
    print(f"Not good: {', '.join(failed)}." if failed else "All good.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
