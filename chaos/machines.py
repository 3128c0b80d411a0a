"""The desktops seen from outside: started, given acts, killed, put back, cloned; their files read, never written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.paths import Folders
from app.storage.database import open_read_only
from chaos.ledger import Ledger, Told

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0  # seconds for anything that must happen
NAMED = ("receive", "supplement", "correct")  # acts that know whether they were saved before


class StuckError(RuntimeError):
    """Something that must happen did not; the text says what."""


class Nest:
    """The process that forks desktops and servers, and the socket on which they report."""

    def __init__(self, folder: Path) -> None:
        place = folder / "nest.socket"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place))
        self._listening.listen(8)
        self._listening.settimeout(PATIENCE)
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        with (folder / "nest.err").open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "chaos.nest", str(place)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            raise StuckError("nothing can be started; its words are in nest.err")

    def hatch(self, order: Mapping[str, Any]) -> tuple[socket.socket, int]:
        """Fork one; returns its line and a handle on its process."""
        assert self._process.stdin is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line, _ = self._listening.accept()
        hello = json.loads(_first_line(line))
        if hello["name"] != order["name"]:
            raise StuckError(f"{hello['name']} came instead of {order['name']}")
        return line, os.pidfd_open(hello["pid"])

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()
        self._listening.close()


def _first_line(line: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        piece = line.recv(1)  # what follows belongs to the reader
        if not piece:
            raise StuckError("a process died at birth")
        data += piece
    return data


@dataclass
class Machine:
    """A PC. `ahead` is how many seconds its clock is ahead."""

    name: str
    office: str  # id, once it has one
    folder: Path
    nest: Nest
    ledger: Ledger
    ahead: float = 0.0
    cloned: bool = False
    troubles: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    saved: int = 0
    longest_wait: int = 0  # events that waited for a line at once
    _line: socket.socket | None = None
    _handle: int = -1
    _reader: threading.Thread | None = None
    _waiting: dict[int, dict[str, Any]] = field(default_factory=dict)
    _again: list[dict[str, Any]] = field(default_factory=list)
    _count: int = 0
    _told: threading.Condition = field(default_factory=threading.Condition)
    _answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    _is_open: bool = False

    @property
    def is_on(self) -> bool:
        return self._line is not None

    # -- on and off

    def start(self, **more: Any) -> None:
        """Start the program; what a kill left unanswered is entered again, as a clerk would."""
        order = {"name": self.name, "folder": str(self.folder), "ahead": self.ahead, **more}
        self._is_open = False
        self._line, self._handle = self.nest.hatch(order)
        self._reader = threading.Thread(target=self._read, args=(self._line,), name=self.name, daemon=True)
        self._reader.start()
        again, self._again = self._again, []
        for act in again:
            self.ask(act)

    def wait_until_open(self) -> None:
        """Wait until the database is open. Raises StuckError."""
        with self._told:
            self._told.wait_for(lambda: self._is_open or not self.is_on, PATIENCE)
        if not self._is_open:
            raise StuckError(f"{self.name} does not open; see its log")

    def kill(self, *, forget: bool = False) -> None:
        """Kill it by SIGKILL, whatever it does; `forget`: nobody remembers what was typed last."""
        if self._line is None:
            return
        signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self._over()
        self._again = [] if forget else [act for act in self._waiting.values() if act["do"] in NAMED]
        self._waiting.clear()

    def stop(self) -> None:
        """End it in an orderly way."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)
            self._over()
            self._waiting.clear()

    def _over(self) -> None:
        assert self._line is not None
        assert self._reader is not None
        self._reader.join(PATIENCE)
        if self._reader.is_alive():
            raise StuckError(f"{self.name} does not end")
        self._line.close()
        os.close(self._handle)
        self._line, self._handle = None, -1

    # -- acts

    def ask(self, act: Mapping[str, Any]) -> int:
        """Ask for an act; its answer comes later. A dead desktop does nothing."""
        if self._line is None:
            return 0
        self._count += 1
        numbered = {**act, "act": self._count}
        with self._told:
            self._waiting[self._count] = numbered
        with suppress(OSError):
            self._line.sendall(json.dumps(numbered).encode() + b"\n")
        return self._count

    def ask_and_wait(self, act: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for an act and return its answer. Raises StuckError."""
        number = self.ask(act)
        with self._told:
            if not self._told.wait_for(lambda: number in self._answers, PATIENCE):
                raise StuckError(f"{self.name} does not answer: {act['do']}")
            return self._answers[number]

    def wait_until_idle(self) -> None:
        """Wait until every act is answered. Raises StuckError."""
        with self._told:
            if not self._told.wait_for(lambda: not self._waiting or not self.is_on, PATIENCE):
                raise StuckError(f"{self.name} does not answer {list(self._waiting.values())[:1]}")

    def _read(self, line: socket.socket) -> None:
        try:
            with line.makefile("r", encoding="utf-8") as lines:
                for words in lines:
                    if words.endswith("\n"):
                        self._hear(json.loads(words))
        except OSError:
            pass  # killed
        finally:
            with self._told:
                self._told.notify_all()

    def _hear(self, said: dict[str, Any]) -> None:
        if "open" in said:
            with self._told:
                self._is_open = True
                self._told.notify_all()
            return
        act = self._waiting.get(said["act"], {})
        if "subject" in said:
            self.ledger.acknowledge(
                Told(
                    self.name,
                    said["do"],
                    said["subject"],
                    said.get("code", ""),
                    act.get("act_id", ""),
                    tuple(said.get("events", ())),
                    said.get("file", ""),
                    said.get("by_line", False),
                )
            )
            self.saved += 1
        if "wanted" in said:
            self.ledger.want(self.name, said["wanted"])
        self.longest_wait = max(self.longest_wait, said.get("waiting", 0))
        if "refused" in said:
            self.refused.append(f"{said['do']}: {said['refused']}")
        if "failed" in said:
            self.troubles.append(f"{self.name}: {said['failed']}")
        with self._told:
            self._answers[said["act"]] = said
            self._waiting.pop(said["act"], None)
            self._told.notify_all()

    # -- its files

    @property
    def folders(self) -> Folders:
        return Folders.of(self.folder)

    def take_image(self, place: Path) -> None:
        """Copy its disk as it lies there; only of a machine that is off."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place)

    def put_image_back(self, place: Path) -> None:
        """Put an older disk in; what lies apart (the mark of numbers given) stays, as for whoever puts `data` back."""
        shutil.rmtree(self.folders.data)
        shutil.copytree(Folders.of(place).data, self.folders.data)

    def lose_database(self) -> None:
        """Delete the database; copies and mark stay."""
        for path in self.folders.data.glob("quay.db*"):
            path.unlink()

    @contextmanager
    def look(self) -> Iterator[Any]:
        """Give a connection that reads its database as it is now."""
        key = bytes.fromhex((self.folders.keys / "database.key").read_text().strip())
        with closing(open_read_only(self.folders.database, key)) as connection:
            yield connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.look() as connection:
            return [tuple(row) for row in connection.execute(sql, values).fetchall()]
