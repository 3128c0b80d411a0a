"""What was acknowledged: written down at once, so that nobody has to take a desktop's word later."""

from __future__ import annotations

import json
import os
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """An act a desktop acknowledged: whose, what, and the events it said it wrote.

    `code` is that of a dossier, or the hash of a one-time code, whose subject is its office; `file` is the one it
    attached; `by_line`: whom it called, it called with a line to the server.
    """

    machine: str
    what: str
    subject: str
    code: str
    act_id: str
    events: tuple[str, ...]
    file: str = ""
    by_line: bool = False


class Ledger:
    """The acknowledged acts of a run, in a file that is brought to the disk line by line."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._writing = threading.Lock()
        self.told: list[Told] = []
        self.forgiven: set[str] = set()  # events that lay on one disk only, and that was destroyed
        self.forgiven_files: set[str] = set()
        self.cancelling: set[str] = set()  # one-time codes that somebody set out to cancel
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)

    def close(self) -> None:
        self._file.close()

    def acknowledge(self, told: Told) -> None:
        """Write an act down."""
        with self._writing:
            more = [told.file, told.by_line]
            self._write({"told": [told.machine, told.what, told.subject, told.code, told.act_id, *told.events, *more]})
            self.told.append(told)

    def want(self, machine: str, file: str) -> None:
        """Write down that a file is wanted at a PC."""
        with self._writing:
            self._write({"wanted": [machine, file]})
            self._wanted[machine].add(file)

    def cancel(self, code: str) -> None:
        """Write down that a one-time code may be good no more."""
        with self._writing:
            self._write({"cancelling": code})
            self.cancelling.add(code)

    def forgive(self, events: Iterable[str], files: Iterable[str]) -> None:
        """Write down what nobody can have any more."""
        with self._writing:
            lost, lost_files = sorted(events), sorted(files)
            self._write({"forgiven": lost, "files": lost_files})
            self.forgiven.update(lost)
            self.forgiven_files.update(lost_files)

    def forget_wishes(self, machine: str, but: Collection[str]) -> None:
        """Write down what a PC whose disk was destroyed still knows to be wanted there."""
        with self._writing:
            self._wanted[machine].intersection_update(but)
            self._write({"still wanted": [machine, *sorted(self._wanted[machine])]})

    def events(self) -> dict[str, Told]:
        """Return every event that must be there, with the act it belongs to."""
        with self._writing:
            told = list(self.told)
        return {event: one for one in told for event in one.events if event not in self.forgiven}

    def files(self) -> dict[str, Told]:
        """Return every file that must be there, with the act it belongs to."""
        with self._writing:
            told = [one for one in self.told if one.file and one.file not in self.forgiven_files]
        return {one.file: one for one in told if not self.forgiven.intersection(one.events)}

    def deeds(self, *kinds: str) -> list[Told]:
        """Return the acts of these kinds."""
        with self._writing:
            return [one for one in self.told if one.what in kinds]

    def wanted(self, machine: str) -> set[str]:
        """Return every file that must be at a PC because somebody wanted to see it."""
        with self._writing:
            return self._wanted[machine] - self.forgiven_files

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
