"""Plain data, as JSON gives it, read into the classes that it is of.

msgspec learns a class when it first reads one, and shows other threads what it knows before that is whole: two that
read a class for the first time in the same moment end the process. So every class is learned under one lock, once.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_learning = threading.Lock()
_learned: dict[object, msgspec.json.Decoder[Any]] = {}


def decoder(kind: object) -> msgspec.json.Decoder[Any]:
    """Return what reads JSON into this kind."""
    known = _learned.get(kind)
    if known is None:
        with _learning:
            known = _learned.setdefault(kind, msgspec.json.Decoder(kind))
    return known


def parse(data: bytes | str, kind: type[_T]) -> _T:
    """Read JSON. Raises msgspec.MsgspecError, UnicodeDecodeError, RecursionError."""
    read: _T = decoder(kind).decode(data)
    return read


def convert(data: Any, kind: type[_T]) -> _T:
    """Read what JSON gave. Raises msgspec.ValidationError."""
    decoder(kind)
    return msgspec.convert(data, kind)
