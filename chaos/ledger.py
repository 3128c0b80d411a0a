"""What was acknowledged: written down at once, so that nobody has to take a desktop's word later."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """An act a desktop acknowledged: whose, what, and the events it said it wrote."""

    machine: str
    what: str
    subject: str
    code: str
    act_id: str
    events: tuple[str, ...]


class Ledger:
    """The acknowledged acts of a run, in a file that is brought to the disk line by line."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._writing = threading.Lock()
        self.told: list[Told] = []
        self.forgiven: set[str] = set()  # lay on one disk only, and that was destroyed

    def close(self) -> None:
        self._file.close()

    def acknowledge(self, told: Told) -> None:
        """Write an act down."""
        with self._writing:
            self._write({"told": [told.machine, told.what, told.subject, told.code, told.act_id, *told.events]})
            self.told.append(told)

    def forgive(self, events: Iterable[str]) -> None:
        """Write down what nobody can have any more."""
        with self._writing:
            lost: Sequence[str] = sorted(events)
            self._write({"forgiven": lost})
            self.forgiven.update(lost)

    def events(self) -> dict[str, Told]:
        """Return every event that must be there, with the act it belongs to."""
        with self._writing:
            told = list(self.told)
        return {event: one for one in told for event in one.events if event not in self.forgiven}

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
