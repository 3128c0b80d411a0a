"""The server in a process of its own for a measurement, and what it and its PostgreSQL cost."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import URL

from benchmarks.clusters import Cluster

STARTING = 180  # seconds: on a machine that others want too
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: where, and as which process."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Return the seconds of processor time it has used."""
        return _cpu(self.pid)

    def memory_mb(self) -> float:
        """Return the memory it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kilobytes) / 1024


@contextmanager
def serving(url: URL, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Run a server over a migrated database until the block ends."""
    port = _free_port()
    chosen = {
        "QUAY_DATABASE_URL": url.render_as_string(hide_password=False),
        "QUAY_LISTEN": f"127.0.0.1:{port}",
    } | dict(settings or {})
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.server.command", "serve"], env=os.environ | chosen, stderr=said
        )
        served = Served(port, process.pid)
        try:
            deadline = time.monotonic() + STARTING
            while not _is_ready(served.address):
                if time.monotonic() > deadline or process.poll() is not None:
                    said.seek(0)
                    told = said.read()[-2000:].decode(errors="replace")
                    raise TimeoutError(f"the server did not start ({process.returncode}): {told}")
                time.sleep(0.05)
            yield served
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    """Return a port below those that outgoing lines take: between here and the server's start one could take it."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(10_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def cluster_cpu(cluster: Cluster) -> float:
    """Return the seconds of processor time of the PostgreSQL processes that live now."""
    spent = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (place / "cwd").resolve() == (cluster.folder / "data").resolve():
                spent += _cpu(int(place.name))
    return spent


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _is_ready(address: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{address}/ready").status_code == 200
    return False
