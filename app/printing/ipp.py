"""The few words of IPP (RFC 8010) with which a CUPS queue is asked about its jobs. Bytes in, bytes out, no network."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

CANCEL_JOB, GET_JOB_ATTRIBUTES, GET_JOBS, GET_PRINTER_ATTRIBUTES = 0x0008, 0x0009, 0x000A, 0x000B
NOT_FOUND = 0x0406


class Tag(IntEnum):
    """Groups and value types that are written or told apart here."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    COLLECTION_END = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48


Value = int | bool | str | None
Group = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status (below 0x0100 = good), and its groups of attributes, each with its tag, in their order."""

    status: int
    groups: Sequence[tuple[int, Group]] = field(default=())

    def of(self, tag: Tag) -> list[Group]:
        """Return the groups of one tag."""
        return [group for found, group in self.groups if found == tag]


def request(operation: int, attributes: Sequence[tuple[Tag, str, str | int | Sequence[str]]]) -> bytes:
    """Write a request whose attributes all belong to the operation group, after charset and language."""
    out = bytearray(struct.pack(">BBHIB", 2, 0, operation, 1, Tag.OPERATION))
    opening = ((Tag.CHARSET, "attributes-charset", "utf-8"), (Tag.LANGUAGE, "attributes-natural-language", "en"))
    for tag, name, value in (*opening, *attributes):
        values = (value,) if isinstance(value, str | int) else value
        for number, one in enumerate(values):
            raw = struct.pack(">i", one) if isinstance(one, int) else one.encode()
            named = b"" if number else name.encode()  # further values of a set come without the name
            out += struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(raw)) + raw
    out.append(Tag.END)
    return bytes(out)


def answer(data: bytes) -> Answer:
    """Read an answer; collections and what is no number or text are left out. Raises ValueError when it is broken."""
    try:
        return _answer(data)
    except (struct.error, IndexError) as error:
        raise ValueError("a broken IPP answer") from error


def _answer(data: bytes) -> Answer:
    _major, _minor, status, _request = struct.unpack_from(">BBHI", data)
    at, depth, name = 8, 0, ""
    groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
    while (tag := data[at]) != Tag.END:
        at += 1
        if tag < 0x10:
            groups.append((tag, {}))
            continue
        named, at = _chunk(data, at)
        raw, at = _chunk(data, at)
        depth -= tag == Tag.COLLECTION_END
        if depth == 0 and tag not in (Tag.COLLECTION, Tag.COLLECTION_END):
            name = named.decode("utf-8", "replace") or name
            if not groups:
                raise ValueError("an IPP attribute outside every group")
            group = groups[-1][1]
            group[name] = (*group.get(name, ()), _value(tag, raw))
        depth += tag == Tag.COLLECTION
    return Answer(status, groups)


def _chunk(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end > len(data):
        raise IndexError(end)
    return data[at + 2 : end], end


def _value(tag: int, raw: bytes) -> Value:
    if tag in (Tag.INTEGER, Tag.ENUM):
        return int(struct.unpack(">i", raw)[0])
    if tag == Tag.BOOLEAN:
        return raw[0] != 0
    if tag in (Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE):
        _language, at = _chunk(raw, 0)
        raw, _at = _chunk(raw, at)
    elif not 0x40 <= tag < 0x60:
        return None
    return raw.decode("utf-8", "replace")
