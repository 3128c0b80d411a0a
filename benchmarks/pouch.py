"""The rival of synchronisation: PouchDB replicating documents to its own server, both over LevelDB, over loopback.

Its packages are those of `benchmarks/pouchdb/package-lock.json`, installed into the cache by npm; nothing of it is in
the program.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks.runner import ROOT, Ground

_HERE = ROOT / "benchmarks" / "pouchdb"
BATCH = 500  # documents at once, as ours; PouchDB's own choice of 100 is half as fast


def install(ground: Ground) -> Path | None:
    """Return the folder in which the rival is installed, None on a machine without Node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    lock = (_HERE / "package-lock.json").read_bytes()
    folder = ground.cache / f"pouchdb-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "installed").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, folder / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
        (folder / "installed").touch()
    return folder


@contextmanager
def replicating(installed: Path, scratch: Path) -> Iterator[Callable[[Iterable[bytes]], float]]:
    """Run its server and yield what sends the same bodies as documents, returning the seconds it took."""
    environment = os.environ | {"NODE_PATH": str(installed / "node_modules")}
    (scratch / "server").mkdir()
    server = subprocess.Popen(
        ["node", str(_HERE / "server.cjs"), str(scratch / "server")],
        env=environment,
        cwd=scratch,
        stdout=subprocess.PIPE,
        text=True,
    )
    rounds = count(1)

    def replicate(bodies: Iterable[bytes]) -> float:
        here = scratch / f"client-{next(rounds)}"
        here.mkdir()
        (here / "bodies").write_bytes(b"\n".join(bodies))
        address = f"http://127.0.0.1:{port}/{here.name}"
        command = ["node", str(_HERE / "client.cjs"), str(here), address, str(here / "bodies"), str(BATCH)]
        done = subprocess.run(command, env=environment, cwd=here, check=True, capture_output=True, text=True)
        shutil.rmtree(here)
        return float(done.stdout)

    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        yield replicate
    finally:
        server.terminate()
        server.wait(30)
