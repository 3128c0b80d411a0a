"""Reading back what became of a job in the queues of the operating system: Qt and CUPS call a dropped job a success."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.errors import EnvironmentProblem
from app.printing.handing import SpoolPlace

SILENT = "Hàng đợi in của máy tính không trả lời."
VANISHED = "Lệnh in không còn trong hàng đợi của máy tính, không rõ giấy đã ra chưa."


class Stage(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"  # for its turn, or for a person: then the reason is said
    PRINTING = "printing"
    DONE = "done"  # as far as the system knows: all sheets went to the printer, and it took them
    FAILED = "failed"
    VANISHED = "vanished"  # a queue that keeps its history does not know it
    LEFT = "left"  # gone from a queue that keeps no history: printed, or deleted by somebody


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What the queue says of a job: `said` is a Vietnamese sentence, "" = nothing to say.

    `number` is the job's number there, 0 = unknown. `inked` False: it failed before any sheet can have moved.
    """

    stage: Stage
    said: str = ""
    number: int = 0
    inked: bool = True


class SpoolerSilent(EnvironmentProblem):
    """The queue could not be asked: nothing is known, nothing is lost."""

    def __init__(self) -> None:
        super().__init__(SILENT, "", "SPOOLER-SILENT")


class Spooler(Protocol):
    """The queues of this system. Each call may take some seconds when they are dead: never on the GUI thread."""

    def look(self, place: SpoolPlace) -> SpoolState:
        """Look a job up, by its number or else by its name. Raises `SpoolerSilent`."""
        ...

    def withdraw(self, place: SpoolPlace) -> None:
        """Take a job out of its queue; one that is over or gone is left so. Raises `SpoolerSilent`."""
        ...


def system_spooler() -> Spooler:
    """Return the queues of the system the program runs on."""
    if sys.platform == "win32":
        from app.printing.spooler_windows import WindowsSpooler

        return WindowsSpooler()
    else:  # noqa: RET505 - only so do type checkers of either system see one branch
        from app.printing.spooler_cups import CupsSpooler

        return CupsSpooler()
