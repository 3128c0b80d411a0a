"""The server in a process of its own for a measurement, and what it and its PostgreSQL cost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import URL

from benchmarks.clusters import Cluster

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
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {
        "QUAY_DATABASE_URL": url.render_as_string(hide_password=False),
        "QUAY_LISTEN": f"127.0.0.1:{port}",
    } | dict(settings or {})
    process = subprocess.Popen(
        [sys.executable, "-m", "app.server.command", "serve"], env=os.environ | chosen, stderr=subprocess.DEVNULL
    )
    served = Served(port, process.pid)
    try:
        deadline = time.monotonic() + 180
        while not _is_ready(served.address):
            if time.monotonic() > deadline or process.poll() is not None:
                raise TimeoutError("the server did not start")
            time.sleep(0.05)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
