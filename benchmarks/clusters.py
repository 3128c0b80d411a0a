"""PostgreSQL for a measurement or a test: a throw-away cluster in a folder of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url


class Cluster:
    """A PostgreSQL of its own: reached by a socket in its folder only, without waiting for the disk."""

    port = 5432  # in the name of the socket, and where a cluster listens that is told to

    def __init__(self, folder: Path, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._settings = settings or {}
        self._bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
        # initdb refuses root; Debian's package brings the user.
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(folder, self._user, self._user)
        self._found()

    def _found(self) -> None:
        """Put its data down."""
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "quay", "-E", "UTF8", "--no-sync")

    def _options(self) -> list[str]:
        slack = [] if self._durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        return ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=120", *slack] + [
            f"{name}={value}" for name, value in self._settings.items()
        ]

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data")]
        for option in self._options():
            command += ["-c", option]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as_user())
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(host=str(self.folder), port=self.port, user="quay", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self, number: int = 2) -> None:
        """End it (SIGINT: at once, cleanly)."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(60)
            self._process = None

    def database(self, template: str = "template1") -> URL:
        """Make a database and return its address."""
        name = f"quay_{secrets.token_hex(6)}"
        with psycopg.connect(host=str(self.folder), user="quay", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return make_url(f"postgresql+psycopg://quay@/{name}?host={self.folder}")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as_user())

    def _as_user(self) -> dict[str, Any]:
        return {"user": self._user, "group": self._user, "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def cluster(*, durable: bool = False, settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Run a PostgreSQL in a folder of its own (short: the path of a socket may have 107 characters)."""
    with tempfile.TemporaryDirectory(prefix="quay-pg-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder), durable=durable, settings=settings)
        made.start()
        try:
            yield made
        finally:
            made.stop()
