"""Plain data, as JSON gives it, read into the classes that it is of.

msgspec learns a class when it first reads one, and shows other threads what it knows before that is whole: two that
read a class for the first time in the same moment end the process. So every class is learned under one lock, once.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_learning = threading.Lock()


@cache
def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Return what reads JSON into this kind."""
    with _learning:
        return msgspec.json.Decoder(kind)


def parse(data: bytes | str, kind: type[_T]) -> _T:
    """Read JSON. Raises msgspec.MsgspecError, UnicodeDecodeError, RecursionError."""
    read: _T = decoder(kind).decode(data)  # type: ignore[arg-type]  # a class is hashable
    return read


def convert(data: Any, kind: type[_T]) -> _T:
    """Read what JSON gave. Raises msgspec.ValidationError."""
    decoder(kind)  # type: ignore[arg-type]
    return msgspec.convert(data, kind)
