"""The public keys whose owners may publish new versions; they come with the program."""

from __future__ import annotations

import json
from pathlib import Path


def read_release_keys(path: Path) -> dict[str, bytes]:
    """Return 32-byte public keys by id; none when the file is gone or bad, and then no update is believed."""
    try:
        told = json.loads(path.read_text("utf-8"))
        keys = {str(name): bytes.fromhex(text) for name, text in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {name: key for name, key in keys.items() if len(key) == 32}
