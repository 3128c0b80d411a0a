"""What is known of a paper after it was handed to a printer: whether it came out, or where to look for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.errors import EnvironmentProblem


@dataclass(frozen=True, slots=True)
class SpoolPlace:
    """Where a job lies in the queues of the operating system.

    `name` is the document name it was sent under, unique per attempt; `number` 0 = not known yet, found by the name.
    """

    queue: str
    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper left the program.

    `certain`: the printer itself said that the paper is out. Else the system's queue is asked about `place` until the
    job is over; without a place nobody can tell, and the ledger says "đã gửi", never "đã in".
    """

    place: SpoolPlace | None = None
    certain: bool = False


class NothingPrinted(EnvironmentProblem):
    """The hand-over failed before anything could reach paper: the attempt does not count."""


class PrintPdf(Protocol):
    """Hand a PDF to a printer by its name in the settings, under a document name unique to this attempt.

    May block for as long as the printer does; called on the thread of the printer's role, never on the GUI thread.
    Raises `NothingPrinted` when surely no paper moved, another `EnvironmentProblem` when some may have.
    """

    def __call__(self, pdf: Path, printer: str, name: str, /) -> Handed: ...
