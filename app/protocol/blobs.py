"""Blobs: files that events name by the SHA-256 of their bytes (`payload.blobs`), sent in pieces beside the events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from app.protocol.messages import Instant, Message, Position

MOST_BYTES = 64 << 20  # of one blob
PIECE_BYTES = 1 << 20  # sent or asked for at once
MOST_NAMED = 20  # blobs that one event may name
SIZE_HEADER = "Quay-Size"  # of an answer: how many bytes all of the blob are
NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)

BlobName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Kept(Message, frozen=True):
    """How much of a blob the server has from this office: go on from `upto`, wherever that is."""

    upto: Position
    is_whole: bool
    server_time: Instant


# --- By file ----------------------------------------------------------------------------------------------------------


class BlobPiece(Message, frozen=True, tag="blob"):
    """Bytes of a blob, either way; `size` is that of all of it."""

    sha256: BlobName
    offset: Position
    size: Position
    data: Annotated[bytes, msgspec.Meta(max_length=PIECE_BYTES)]


class WantedBlob(Message, frozen=True):
    """A blob that somebody at the PC wants to see, from `offset` on."""

    sha256: BlobName
    offset: Position


class KeptBlob(Message, frozen=True):
    """How much of a blob the server has from the PC's office."""

    sha256: BlobName
    upto: Position
    is_whole: bool


def named_in(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the blobs an event names; what is no name is passed over."""
    named = payload.get("blobs")
    if not isinstance(named, list):
        return ()
    return tuple(dict.fromkeys(name for name in named[:MOST_NAMED] if isinstance(name, str) and NAME.fullmatch(name)))
