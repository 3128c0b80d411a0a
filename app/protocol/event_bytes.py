"""Event bodies as bytes: written once by `encode_body`, read by `decode_body`, never re-encoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from app.domain.events import Event
from app.domain.plain_data import decoder
from app.protocol.canonical import canonical


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    event_id: str
    subject_kind: str
    subject_id: str
    type: str
    schema_version: int
    payload: dict[str, Any]
    actor_id: str
    office_id: str
    act_id: str
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    basis: tuple[str, ...]
    n: int
    rules: int
    level: int
    personal_hash: str


_decoder = decoder(_Body)


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    event_id: str
    subject_kind: str
    subject_id: str


_names_decoder = decoder(_Names)
# What an event is found by and a verdict says: whatever is called otherwise, no side may count and the other not.
_NAMES = re.compile(r"""[!-"$-9;-~]{1,100}( [!-~]{1,100}){3}""", re.ASCII)  # '#' and ':' are the logs' own
_DEEPEST = 60  # lists and objects within each other: how many more a program can go through depends on who calls it


def names_in(body: bytes) -> tuple[str, str, str]:
    """Return what a body calls its event: id, kind and id of its subject; empty texts when it says nothing."""
    try:
        names = _names_decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "", "", ""
    return names.event_id, names.subject_kind, names.subject_id


class UnreadableBodyError(ValueError):
    """The bytes are no event body; the event is kept and set aside, the chain goes on."""


def encode_body(event: Event) -> bytes:
    """Return the canonical bytes of an event's body (everything but the personal part).

    Raises ValueError for an instant without a zone (it would be read in the zone of whatever PC writes it).
    """
    if event.occurred_at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return canonical(
        {
            "event_id": event.event_id,
            "subject_kind": event.subject_kind,
            "subject_id": event.subject_id,
            "type": event.type,
            "schema_version": event.schema_version,
            "payload": event.payload,
            "actor_id": event.actor_id,
            "office_id": event.office_id,
            "act_id": event.act_id,
            "occurred_at": event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "basis": list(event.basis),
            "n": event.n,
            "rules": event.rules,
            "level": event.level,
            "personal_hash": event.personal_hash,
        }
    )


def decode_body(body: bytes, personal: Mapping[str, Any] | None = None) -> Event:
    """Read a body. Raises UnreadableBodyError when the bytes are none."""
    try:
        raw = _decoder.decode(body)
        occurred_at = raw.occurred_at.astimezone(UTC)
    except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        raise UnreadableBodyError(str(error)) from error
    if body.count(b"{") + body.count(b"[") > _DEEPEST and _is_deep(raw.payload):
        raise UnreadableBodyError("nested too deeply to be read alike everywhere")
    if not _NAMES.fullmatch(f"{raw.event_id} {raw.subject_kind} {raw.subject_id} {raw.type}"):
        raise UnreadableBodyError("called by what no index can hold")
    return Event(
        event_id=raw.event_id,
        subject_kind=raw.subject_kind,
        subject_id=raw.subject_id,
        type=raw.type,
        schema_version=raw.schema_version,
        payload=raw.payload,
        actor_id=raw.actor_id,
        office_id=raw.office_id,
        act_id=raw.act_id,
        occurred_at=occurred_at,
        basis=raw.basis,
        n=raw.n,
        rules=raw.rules,
        level=raw.level,
        personal_hash=raw.personal_hash,
        personal=personal,
        body=body,
    )


def _is_deep(payload: dict[str, Any]) -> bool:
    level: list[Any] = [payload]
    for _ in range(_DEEPEST):
        inner = (value for outer in level for value in (outer.values() if isinstance(outer, dict) else outer))
        level = [value for value in inner if isinstance(value, dict | list)]
    return bool(level)
