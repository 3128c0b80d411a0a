"""Canonical bytes and hashes. What is hashed is stored and passed on as written, never serialised again."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import msgspec

GENESIS = bytes(32)  # prev_hash of the first event of a device


def canonical(data: Any) -> bytes:
    """Encode plain data as JSON with sorted keys, no spaces, NFC text and no floats.

    Raises ValueError for a float, whose text differs between programs, and for whatever else is no plain data: halves
    of characters, keys that are no text or become the same one, nesting without end.
    """
    try:
        return msgspec.json.encode(_plain(data), order="sorted")
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"no canonical form: {error}") from error


def _plain(data: Any) -> Any:
    kind = type(data)
    if kind is str:  # nearly everything is text, and most of it ASCII, which is NFC as it stands
        return data if data.isascii() else unicodedata.normalize("NFC", data)
    if kind is int or kind is bool or data is None:
        return data
    match data:
        case int():
            return data
        case str():
            return unicodedata.normalize("NFC", data)
        case dict():
            if any(type(key) is not str and not isinstance(key, str) for key in data):
                raise ValueError("a key that is no text has no canonical form")
            plain = {
                key if key.isascii() else unicodedata.normalize("NFC", key): (
                    value if type(value) is str and value.isascii() else _plain(value)
                )
                for key, value in data.items()
            }
            if len(plain) < len(data):
                raise ValueError("two keys that are one in NFC have no canonical form")
            return plain
        case list() | tuple():
            return [_plain(item) for item in data]
        case _:
            raise ValueError(f"a {kind.__name__} has no canonical form")


def chain_hash(prev_hash: bytes, device_id: str, device_seq: int, body: bytes) -> bytes:
    """Return the SHA-256 link of a device's chain: 32 bytes over the link before, the place and the body as written."""
    link = hashlib.sha256(b"qmc-chain-1\0")
    link.update(prev_hash)
    link.update(device_id.encode())
    link.update(device_seq.to_bytes(8, "big"))
    link.update(hashlib.sha256(body).digest())
    return link.digest()


def personal_hash(salt: bytes, personal: bytes) -> str:
    """Return the hex commitment to a personal part. The salt makes a 12-digit number unguessable from it."""
    return hashlib.sha256(b"qmc-personal-1\0" + salt + personal).hexdigest()
