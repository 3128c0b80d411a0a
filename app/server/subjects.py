"""Subjects under their locks: what happened to them so far, whom they concern, what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, select, text, update
from sqlalchemy.exc import IntegrityError

from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, texts
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.server.bulk import add_rows, is_postgresql
from app.server.feeds import Place
from app.server.tables import events, subjects

Key = tuple[str, str]  # kind and id
# Kind, id, offices concerned, heads, `n` (0 would say that nothing ever came) and what the subject shows.
Row = tuple[str, str, str, str, int, bytes | None]

AGAIN = "again"  # outcome of an event issued again: it counts already


class Known(NamedTuple):
    """An event of the subject that is stored, or about to be."""

    place: Place
    event: Event
    outcome: str
    reason: str

    def is_verdict_on(self, event_id: str) -> bool:
        """Whether the server says here what becomes of an event; a PC that says so is set aside itself."""
        is_ours = self.event.type in (SET_ASIDE, ADMITTED) and self.outcome == "counts"
        return is_ours and event_id in texts(self.event.payload.get("event_ids"))


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
    _row: Row | None = None

    def add(self, known: Known, n: int) -> None:
        self.history.append(known)
        self.depth.setdefault(known.event.event_id, n)
        self.by_id.setdefault(known.event.event_id, known.event)
        self._row = None

    def row(self) -> Row:
        """Return what is kept of it, by the fold that the desktops use; folded once after the last `add`."""
        if self._row is None:
            state = fold_subject(self.kind, (known.event for known in self.history))
            shown = {name: register.shown.value for name, register in state.registers.items()}
            concerned, heads = " ".join(sorted(self.concerned)), " ".join(state.heads)
            self._row = self.kind, self.subject_id, concerned, heads, max(state.n, 1), _json(shown)
        return self._row


def lock(connection: Connection, province_id: str, keys: Iterable[Key]) -> dict[Key, Subject]:
    """Return these subjects in order, those that are there with their rows locked.

    Who is concerned must be decided by one push after the other, or a newly concerned office misses what another push
    writes meanwhile. Of two pushes that begin a subject at once, `save` lets one through.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    there = dict(_concerned(connection, province_id, wanted))
    found = {key: Subject(*key, set(there.get(key, "").split()), is_new=key not in there) for key in wanted}
    for subject, known, n in _histories(connection, province_id, [key for key in wanted if key in there]):
        found[subject].add(known, n)
    return found


def _concerned(connection: Connection, province_id: str, keys: Sequence[Key]) -> Iterable[tuple[Key, str]]:
    """Yield the subjects that are there and whom they concern, locking them in the order given."""
    if is_postgresql(connection):
        for kind, subject_id, concerned in connection.execute(_LOCKING, _parameters(province_id, keys)):
            yield (kind, subject_id), concerned
        return
    for key in keys:
        query = select(subjects.c.concerned).where(_is(subjects, province_id, key))
        for (concerned,) in connection.execute(query):
            yield key, concerned


def _histories(connection: Connection, province_id: str, keys: Sequence[Key]) -> Iterable[tuple[Key, Known, int]]:
    """Yield the events of subjects with their `n`, each subject's in order."""
    if not keys:
        return
    if is_postgresql(connection):
        rows: Iterable[Any] = connection.execute(_READING, _parameters(province_id, keys))
    else:
        rows = (row for key in keys for row in connection.execute(_history(_is(events, province_id, key))))
    for kind, subject_id, device_id, seq, n, outcome, reason, body in rows:
        yield (kind, subject_id), Known(Place(device_id, seq), decode_body(body), outcome, reason), n


def _history(of_subject: ColumnElement[bool]) -> Select[Any]:
    names = ["subject_kind", "subject_id", "device_id", "device_seq", "n", "outcome", "reason", "body"]
    query = select(*(events.c[name] for name in names)).where(of_subject, events.c.outcome != AGAIN)
    return query.order_by(events.c.n, events.c.event_id)


def _is(table: Table, province_id: str, key: Key) -> ColumnElement[bool]:
    here: ColumnElement[bool] = and_(
        table.c.province_id == province_id, table.c.subject_kind == key[0], table.c.subject_id == key[1]
    )
    return here


# One look into the index per subject, in order: left to choose, PostgreSQL reads a whole province for a large push.
_KEYS = "unnest(string_to_array(:kinds, ' '), string_to_array(:ids, ' ')) AS key (kind, id) CROSS JOIN LATERAL"
_LOCKING = text(
    f"SELECT kind, id, concerned FROM {_KEYS} (SELECT concerned FROM subjects"
    " WHERE province_id = :province AND subject_kind = kind AND subject_id = id FOR UPDATE) AS there"
)
_READING = text(
    f"SELECT kind, id, device_id, device_seq, n, outcome, reason, body FROM {_KEYS} (SELECT * FROM events"
    f" WHERE province_id = :province AND subject_kind = kind AND subject_id = id AND outcome <> '{AGAIN}' OFFSET 0)"
    " AS there ORDER BY n, event_id"
)


def _parameters(province_id: str, keys: Sequence[Key]) -> dict[str, str]:
    """Return keys, which hold no spaces, as two parameters: the statement stays one however many there are."""
    kinds, ids = zip(*keys, strict=True)
    return {"province": province_id, "kinds": " ".join(kinds), "ids": " ".join(ids)}


def save(connection: Connection, province_id: str, changed: Iterable[Subject]) -> None:
    """Write what these locked subjects are now, in order. Raises OvertakenError."""
    changed = list(changed)
    begun = [(province_id, *subject.row()) for subject in changed if subject.is_new]
    try:
        add_rows(connection, subjects, begun)
    except IntegrityError as error:
        raise OvertakenError from error
    rows = [subject.row() for subject in changed if not subject.is_new]
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


def _json(shown: dict[str, Any]) -> bytes | None:
    try:
        return msgspec.json.encode(shown)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None  # a number beyond JSON's, nesting without end: the events have it, no query will
