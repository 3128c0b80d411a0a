"""Subjects under their locks: what happened to them so far, whom they concern, what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, text, update
from sqlalchemy.exc import IntegrityError

from app.domain.events import Event
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.server.bulk import add_rows, among, is_postgresql
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


class OvertakenError(Exception):
    """Another push began the same subject in the same moment: this one must be done again."""


@dataclass(slots=True)
class Subject:
    """A locked subject while events are added to it. A new one has no row yet."""

    kind: str
    subject_id: str
    concerned: set[str]
    is_new: bool = False
    history: list[Known] = field(default_factory=list)
    depth: dict[str, int] = field(default_factory=dict)  # the true `n` of its events
    by_id: dict[str, Event] = field(default_factory=dict)

    def add(self, known: Known, n: int) -> None:
        self.history.append(known)
        self.depth.setdefault(known.event.event_id, n)
        self.by_id.setdefault(known.event.event_id, known.event)


def lock(connection: Connection, province_id: str, keys: Iterable[Key]) -> dict[Key, Subject]:
    """Return these subjects in order, those that are there with their rows locked.

    Who is concerned must be decided by one push after the other, or a newly concerned office misses what another push
    writes meanwhile. Of two pushes that begin a subject at once, `save` lets one through.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    locking = (
        select(subjects.c.subject_kind, subjects.c.subject_id, subjects.c.concerned)
        .where(subjects.c.province_id == province_id, *_named(connection, subjects, wanted))
        .order_by(subjects.c.subject_kind, subjects.c.subject_id)
        .with_for_update()
    )
    there = {(kind, key): concerned for kind, key, concerned in connection.execute(locking)}
    found = {key: Subject(*key, set(there.get(key, "").split()), is_new=key not in there) for key in wanted}
    _load(connection, province_id, found, [key for key in wanted if key in there])
    return found


def _named(connection: Connection, table: Table, keys: Sequence[Key]) -> tuple[ColumnElement[bool], ...]:
    """Return that a row is of one of these kinds and has one of these ids; the caller passes over other pairs."""
    kinds, ids = (sorted(set(names)) for names in zip(*keys, strict=True))
    return among(connection, table.c.subject_kind, kinds), among(connection, table.c.subject_id, ids)


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
    ).where(events.c.province_id == province_id, *_named(connection, events, keys), events.c.outcome != AGAIN)
    rows = connection.execute(query.order_by(events.c.n, events.c.event_id))
    for device_id, seq, kind, subject_id, n, outcome, reason, body in rows:
        subject = found.get((kind, subject_id))
        if subject is not None:
            subject.add(Known(Place(device_id, seq), decode_body(body), outcome, reason), n)


def save(connection: Connection, province_id: str, changed: Iterable[Subject]) -> None:
    """Write what these locked subjects are now, by the fold that the desktops use, in order. Raises OvertakenError."""
    changed = list(changed)
    begun = [(province_id, *_row(subject)) for subject in changed if subject.is_new]
    try:
        add_rows(connection, subjects, begun)
    except IntegrityError as error:
        raise OvertakenError from error
    rows = [_row(subject) for subject in changed if not subject.is_new]
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
