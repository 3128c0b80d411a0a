"""The database key as a recovery sheet wraps it, in a file beside the copies that it opens. Worthless by itself."""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.paths import make_private, write_durably

NAME = "khoa-khoi-phuc.json"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The wrapped bytes, and when their sheet was made (local)."""

    wrapped: bytes
    made_at: datetime


def keep_wrapped(folder: Path, key: WrappedKey) -> None:
    """Lay it beside the copies. Raises OSError."""
    text = {"wrapped": base64.b64encode(key.wrapped).decode(), "made_at": key.made_at.isoformat(timespec="seconds")}
    make_private(folder)
    write_durably(folder / NAME, msgspec.json.encode(text))


def load_wrapped(folder: Path) -> WrappedKey | None:
    """Return what lies beside the copies, None when nothing readable does."""
    try:
        kept = msgspec.json.decode((folder / NAME).read_bytes())
        return WrappedKey(base64.b64decode(kept["wrapped"]), datetime.fromisoformat(kept["made_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def carry_wrapped(source: Path, target: Path) -> None:
    """Bring it to where copies were brought; a place that fails is tried again with the next copy."""
    with suppress(OSError):
        kept = (source / NAME).read_bytes()
        if not (target / NAME).exists() or (target / NAME).read_bytes() != kept:
            write_durably(target / NAME, kept)
