"""The acts of the tour. Each is a sequence of moves for one process of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tour.keystrokes import Tally
from tour.moves import Moves
from tour.notebook import Notebook


@dataclass(frozen=True, slots=True)
class Tour:
    """What an act works with: where to write down, the catalogue file to import, and what the hands did so far."""

    notebook: Notebook
    catalogue: Path | None
    tally: Callable[[], Tally]

    def presses(self) -> int:
        """Return the presses of keys so far."""
        return self.tally().keys


Act = Callable[[Tour], Moves]
