"""Subjects under their locks: what happened to them so far, whom they concern, what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.events import Event
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.server.feeds import Place
from app.server.tables import events, subjects

Key = tuple[str, str]  # kind and id

AGAIN = "again"  # outcome of an event issued again: it counts already


class Known(NamedTuple):
    """An event of the subject that is stored, or about to be."""

    place: Place
    event: Event
    outcome: str
    reason: str


@dataclass(slots=True)
class Subject:
    """A locked subject while events are added to it."""

    kind: str
    subject_id: str
    concerned: set[str]
    history: list[Known] = field(default_factory=list)
    depth: dict[str, int] = field(default_factory=dict)  # the true `n` of its events
    by_id: dict[str, Event] = field(default_factory=dict)

    def add(self, known: Known, n: int) -> None:
        self.history.append(known)
        self.depth.setdefault(known.event.event_id, n)
        self.by_id.setdefault(known.event.event_id, known.event)


def lock(connection: Connection, province_id: str, keys: Iterable[Key]) -> dict[Key, Subject]:
    """Return these subjects with their rows locked, sorted, new ones begun.

    Rows that are missing are made first: only what is there can be locked, and who is concerned must be decided by one
    push after the other, or a newly concerned office misses what another push writes meanwhile.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    making = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(subjects)
    connection.execute(
        making.on_conflict_do_nothing(),
        [
            {"province_id": province_id, "subject_kind": k, "subject_id": i, "concerned": "", "heads": "", "n": 0}
            for k, i in wanted
        ],
    )
    key = tuple_(subjects.c.subject_kind, subjects.c.subject_id)
    locking = (
        select(subjects.c.subject_kind, subjects.c.subject_id, subjects.c.concerned, subjects.c.n)
        .where(subjects.c.province_id == province_id, key.in_(wanted))
        .order_by(subjects.c.subject_kind, subjects.c.subject_id)
        .with_for_update()
    )
    found: dict[Key, Subject] = {}
    with_history = []
    for kind, subject_id, concerned, n in connection.execute(locking):
        found[kind, subject_id] = Subject(kind, subject_id, set(concerned.split()))
        if n:
            with_history.append((kind, subject_id))
    _load(connection, province_id, found, with_history)
    return found


def _load(connection: Connection, province_id: str, found: dict[Key, Subject], keys: Sequence[Key]) -> None:
    if not keys:
        return
    query = select(
        events.c.device_id, events.c.device_seq, events.c.n, events.c.outcome, events.c.reason, events.c.body
    ).where(
        events.c.province_id == province_id,
        tuple_(events.c.subject_kind, events.c.subject_id).in_(keys),
        events.c.outcome != AGAIN,
    )
    for device_id, seq, n, outcome, reason, body in connection.execute(query.order_by(events.c.n, events.c.event_id)):
        event = decode_body(body)
        known = Known(Place(device_id, seq), event, outcome, reason)
        found[event.subject_kind, event.subject_id].add(known, n)


def save(connection: Connection, province_id: str, changed: Iterable[Subject]) -> None:
    """Write what these subjects are now, by the fold that the desktops use."""
    rows = [_row(province_id, subject) for subject in changed]
    if rows:
        here = (
            (subjects.c.province_id == bindparam("in_province"))
            & (subjects.c.subject_kind == bindparam("of_kind"))
            & (subjects.c.subject_id == bindparam("of_id"))
        )
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("concerned", "heads", "n", "state")}
        connection.execute(update(subjects).where(here).values(values), rows)


def _row(province_id: str, subject: Subject) -> dict[str, Any]:
    state = fold_subject(subject.kind, (known.event for known in subject.history))
    shown = {name: register.shown.value for name, register in state.registers.items()}
    return {
        "in_province": province_id,
        "of_kind": subject.kind,
        "of_id": subject.subject_id,
        "new_concerned": " ".join(sorted(subject.concerned)),
        "new_heads": " ".join(state.heads),
        "new_n": max(state.n, 1),  # 0 says that nothing ever came
        "new_state": _json(shown),
    }


def _json(shown: dict[str, Any]) -> bytes | None:
    try:
        return msgspec.json.encode(shown)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None  # a number beyond JSON's, nesting without end: the events have it, no query will
