"""PostgreSQL that crashes: killed at once with everything it does, started again, followed by a replica, taken over."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from benchmarks.clusters import Cluster


class Standing(Cluster):
    """A durable cluster on a port of loopback. `origin` is the port of a primary to follow (through a line of ours)."""

    def __init__(self, folder: Path, port: int, origin: int = 0) -> None:
        self.port = port
        self._origin = origin
        super().__init__(folder, durable=True)

    def _found(self) -> None:
        if not self._origin:
            super()._found()
            with (self.folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host replication quay 127.0.0.1/32 trust\n")
            return
        line = f"host=127.0.0.1 port={self._origin} user=quay sslmode=disable gssencmode=disable"
        self._run(
            *("pg_basebackup", "-d", line, "-D", str(self.folder / "data"), "-R", "-X", "stream", "-c", "fast"),
            "--no-sync",
        )

    def _options(self) -> list[str]:
        # What is tried is SIGKILL, for which fsync changes nothing: a commit's record is with the system before it is
        # acknowledged (`synchronous_commit` stays on), and a killed process takes nothing of that away. Only a machine
        # without power would need the disk's word; that is PostgreSQL's own promise, and each restart would sync every
        # file of the cluster for it.
        ours = ["listen_addresses=127.0.0.1", f"port={self.port}", "fsync=off", "shared_buffers=32MB"]
        return [*super()._options(), *ours, "wal_retrieve_retry_interval=200ms"]

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def crash(self) -> None:
        """Kill the postmaster and every backend by SIGKILL, as when the machine's memory runs out."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGSTOP)  # it starts nobody any more while its children are counted
        ours = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        children = [int(pid) for pid in ours.read_text().split()]
        process.kill()
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(60)
        deadline = time.monotonic() + 30
        while any(_is_alive(pid) for pid in children):  # a new postmaster refuses to start beside them
            if time.monotonic() > deadline:
                raise TimeoutError("backends outlive their postmaster")
            time.sleep(0.01)

    def ask(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        place = {"host": str(self.folder), "port": self.port, "user": "quay", "dbname": database}
        with psycopg.connect(**place, autocommit=True) as connection:  # type: ignore[arg-type]
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def has_follower_in_step(self) -> bool:
        """Whether a replica has replayed everything written so far."""
        rows = self.ask("SELECT replay_lsn = pg_current_wal_lsn() FROM pg_stat_replication WHERE state = 'streaming'")
        return bool(rows) and bool(rows[0][0])

    def promote(self) -> None:
        """End following: this is the primary now. Waits until it takes writes."""
        self.ask("SELECT pg_promote(true, 60)")


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
