"""Subjects under their locks: what happened to them so far, whom they concern, what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.dialects import sqlite

from app.domain.events import Event
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.server.bulk import among, is_postgresql
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
    _begin(connection, province_id, wanted)
    mine = subjects.c.province_id == province_id
    locking = (
        select(subjects.c.subject_kind, subjects.c.subject_id, subjects.c.concerned, subjects.c.n)
        .where(mine, among(connection, subjects.c.subject_id, sorted({subject_id for _, subject_id in wanted})))
        .where(among(connection, subjects.c.subject_kind, sorted({kind for kind, _ in wanted})))
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
    return {key: found[key] for key in wanted}


def _begin(connection: Connection, province_id: str, wanted: Sequence[Key]) -> None:
    """Make the rows that are missing, in order."""
    if is_postgresql(connection):
        making = text(
            "INSERT INTO subjects (province_id, subject_kind, subject_id, concerned, heads, n)"
            " SELECT :province, kind, id, '', '', 0 FROM unnest(:kinds ::text[], :ids ::text[]) AS new (kind, id)"
            " ON CONFLICT DO NOTHING"
        )
        kinds, ids = (list(column) for column in zip(*wanted, strict=True))
        connection.execute(making, {"province": province_id, "kinds": kinds, "ids": ids})
        return
    rows = [
        {"province_id": province_id, "subject_kind": kind, "subject_id": key, "concerned": "", "heads": "", "n": 0}
        for kind, key in wanted
    ]
    connection.execute(sqlite.insert(subjects).on_conflict_do_nothing(), rows)


def _load(connection: Connection, province_id: str, found: dict[Key, Subject], keys: Sequence[Key]) -> None:
    if not keys:
        return
    query = select(
        events.c.device_id,
        events.c.device_seq,
        events.c.subject_kind,
        events.c.subject_id,
        events.c.n,
        events.c.outcome,
        events.c.reason,
        events.c.body,
    ).where(
        events.c.province_id == province_id,
        among(connection, events.c.subject_kind, sorted({kind for kind, _ in keys})),
        among(connection, events.c.subject_id, sorted({subject_id for _, subject_id in keys})),
        events.c.outcome != AGAIN,
    )
    rows = connection.execute(query.order_by(events.c.n, events.c.event_id))
    for device_id, seq, kind, subject_id, n, outcome, reason, body in rows:
        found[kind, subject_id].add(Known(Place(device_id, seq), decode_body(body), outcome, reason), n)


def save(connection: Connection, province_id: str, changed: Iterable[Subject]) -> None:
    """Write what these subjects are now, by the fold that the desktops use."""
    rows = [_row(subject) for subject in changed]
    if not rows:
        return
    if is_postgresql(connection):
        writing = text(
            "UPDATE subjects SET concerned = new.concerned, heads = new.heads, n = new.n, state = new.state"
            " FROM unnest(:kinds ::text[], :ids ::text[], :concerned ::text[], :heads ::text[], :ns ::bigint[],"
            " :states ::bytea[]) AS new (kind, id, concerned, heads, n, state)"
            " WHERE province_id = :province AND subject_kind = new.kind AND subject_id = new.id"
        )
        kinds, ids, concerned, heads, ns, states = (list(column) for column in zip(*rows, strict=True))
        values = {"kinds": kinds, "ids": ids, "concerned": concerned, "heads": heads, "ns": ns, "states": states}
        connection.execute(writing, values | {"province": province_id})
        return
    here = (
        (subjects.c.province_id == province_id)
        & (subjects.c.subject_kind == bindparam("of_kind"))
        & (subjects.c.subject_id == bindparam("of_id"))
    )
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("concerned", "heads", "n", "state")}
    names = ("of_kind", "of_id", "new_concerned", "new_heads", "new_n", "new_state")
    connection.execute(
        update(subjects).where(here).values(changes), [dict(zip(names, row, strict=True)) for row in rows]
    )


def _row(subject: Subject) -> tuple[str, str, str, str, int, bytes | None]:
    """Return kind, id, offices concerned, heads, `n` (0 would say that nothing ever came) and what it shows."""
    state = fold_subject(subject.kind, (known.event for known in subject.history))
    shown = {name: register.shown.value for name, register in state.registers.items()}
    concerned, heads = " ".join(sorted(subject.concerned)), " ".join(state.heads)
    return subject.kind, subject.subject_id, concerned, heads, max(state.n, 1), _json(shown)


def _json(shown: dict[str, Any]) -> bytes | None:
    try:
        return msgspec.json.encode(shown)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None  # a number beyond JSON's, nesting without end: the events have it, no query will
