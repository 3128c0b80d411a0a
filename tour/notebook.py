"""What the tour writes down on its way: numbered pictures and one line per fact, safe from a sudden end."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QPixmap

from tour import sight

JOURNAL = "journal.jsonl"


@dataclass(slots=True)
class Notebook:
    """Writes into `folder`; the numbers go on where an earlier process stopped."""

    folder: Path

    def shoot(self, name: str, seen: QPixmap | None = None) -> None:
        """Keep a picture: of the window as it stands, or what was `seen`."""
        number = len(list(self.folder.glob("[0-9][0-9]-*.png"))) + 1
        (seen or sight.picture()).save(str(self.folder / f"{number:02}-{name}.png"))

    def note(self, **facts: Any) -> None:
        """Keep facts."""
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"at": time.time(), **facts}, ensure_ascii=False) + "\n")


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the facts kept so far."""
    file = folder / JOURNAL
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
