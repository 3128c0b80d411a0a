"""Canonical bytes and hashes. What is hashed is stored and passed on as written, never serialised again."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec

GENESIS = bytes(32)  # prev_hash of the first event of a device


_encode = msgspec.json.Encoder(order="sorted").encode
_LEAVES = frozenset({str, int, bool, type(None), msgspec.Raw})


def canonical(data: Any) -> bytes:
    """Encode plain data as JSON with sorted keys, no spaces, NFC text and no floats.

    A `msgspec.Raw` within it holds what this function returned before, and goes in as it is. Raises ValueError for a
    float, whose text differs between programs, and for whatever else is no plain data: halves of characters, keys that
    are no text or become the same one, nesting without end.
    """
    try:
        written = _encode(data)
    except (OverflowError, RecursionError, TypeError) as error:
        raise ValueError(f"no canonical form: {error}") from error
    _check(data)
    # JSON escapes nothing that composes with anything, so that the whole is NFC only when each of its texts is.
    return written if unicodedata.is_normalized("NFC", written.decode()) else _encode(_composed(data))


def _check(data: Any) -> None:
    """Raise ValueError for what JSON could write but plain data hasn't; keys that are no text can't be sorted."""
    waiting = [data]
    for item in waiting:
        if isinstance(item, dict):
            inner: Iterable[Any] = item.values()
        elif isinstance(item, (list, tuple)):
            inner = item
        elif isinstance(item, (str, int, type(None), msgspec.Raw)):
            continue
        else:
            raise ValueError(f"a {type(item).__name__} has no canonical form")
        if not _LEAVES.issuperset(map(type, inner)):
            waiting += [value for value in inner if type(value) not in _LEAVES]


def _composed(data: Any) -> Any:
    match data:
        case str():
            return unicodedata.normalize("NFC", data)
        case dict():
            plain = {unicodedata.normalize("NFC", key): _composed(value) for key, value in data.items()}
            if len(plain) < len(data):
                raise ValueError("two keys that are one in NFC have no canonical form")
            return plain
        case list() | tuple():
            return [_composed(item) for item in data]
        case _:
            return data


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
