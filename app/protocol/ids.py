"""Ids: made when somebody acts (UUIDv7), or derived from a natural key so that two PCs make the same (UUIDv5)."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

_NAMESPACE = uuid.UUID("8c0f7d9e-55a1-5f0e-9b0c-4d1d7a1f3b52")


def new_id(now: datetime) -> str:
    """Return a UUIDv7 (RFC 9562): 48 bits of milliseconds since 1970, then chance."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    chance = secrets.randbits(74)
    text = f"{milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def natural_id(kind: str, key: str) -> str:
    """Return the id of a subject that the world already names: an office by its prefix, a procedure by its code."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{key}"))
