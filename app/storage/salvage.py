"""What can still be read of a damaged database. Opened read-only: the file is evidence and stays as it is.

A damaged page makes every row on it unreadable, and often the way to others. So rows are read by ranges of their
position, a range that fails is halved, and what can't be read at the end is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlcipher3.dbapi2 as sqlcipher

from app.protocol.canonical import chain_hash, personal_hash
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.storage.database import open_read_only

STEP = 500  # rows asked for at once
BEYOND = 2_000  # how far to look for more where the end can't be read

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rescued:
    """An event as its writer wrote it: row of the log, personal part, and its place in the writer's chain."""

    event: Row
    personal: Row | None
    envelope: Row


class DamagedFile:
    """A damaged database, read as far as it goes; `with DamagedFile(path, key) as damaged:`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlcipher.Error):
                self._connection.close()
            self._connection = None

    def _query(self, sql: str, values: Iterable[Any] = ()) -> list[Row]:
        """Raises sqlcipher.Error, and then the next query begins with a fresh connection."""
        try:
            if self._connection is None:
                self._connection = open_read_only(self._path, self._key)
                self._connection.execute("PRAGMA cipher_log_level = NONE")
            cursor = self._connection.execute(sql, tuple(values))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except sqlcipher.Error:
            self._close()
            raise

    def rows(self, table: str, after: int = 0) -> tuple[list[Row], bool]:
        """Return the readable rows of a table beyond a rowid, each with its `rowid`, and whether these are all."""
        found: list[Row] = []
        try:
            if not self._query("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)):
                return found, False
        except sqlcipher.Error:
            return found, False
        try:
            [end] = self._query(f"SELECT coalesce(max(rowid), 0) AS last FROM {table}")
        except sqlcipher.Error:
            return self._to_the_end(table, after), False
        whole = True
        for start in range(after, int(end["last"]), STEP):
            whole &= self._read(table, start, min(start + STEP, int(end["last"])), found)
        return found, whole

    def _to_the_end(self, table: str, after: int) -> list[Row]:
        """Read on while anything comes: where the last page is damaged, nobody knows the last row."""
        found: list[Row] = []
        silent = 0
        while silent < BEYOND:
            before = len(found)
            self._read(table, after, after + STEP, found)
            silent = 0 if len(found) > before else silent + STEP
            after += STEP
        return found

    def _read(self, table: str, after: int, to: int, found: list[Row]) -> bool:
        try:
            found += self._query(
                f"SELECT rowid AS rowid, * FROM {table} WHERE rowid > ? AND rowid <= ? ORDER BY rowid", (after, to)
            )
            return True
        except sqlcipher.Error:
            if to - after <= 1:
                return False
        middle = (after + to) // 2
        left = self._read(table, after, middle, found)
        return self._read(table, middle, to, found) and left

    def file(self, sha256: str) -> bytes | None:
        """Return a file of a dossier, None when not all of it is here; one by one, since each is large."""
        try:
            rows = self._query("SELECT data FROM blob_pieces WHERE sha256 = ? ORDER BY start", (sha256,))
        except sqlcipher.Error:
            return None
        data = b"".join(row["data"] for row in rows)
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def device(self) -> Row | None:
        """Return whose database it was, None when that can't be read."""
        found, _whole = self.rows("own_device")
        return found[0] if found else None

    def events(self, after_event: int, after_envelope: int, after_personal: int) -> list[Rescued]:
        """Return the events beyond these rows whose bytes are what their chain committed to, in order of the chain."""
        bodies = {row["event_id"]: row for row in self.rows("events", after_event)[0]}
        personal, all_read = self.rows("personal_parts", after_personal)
        parts = {row["event_id"]: row for row in personal}
        rescued: dict[str, Rescued] = {}
        for envelope in self.rows("envelopes", after_envelope)[0]:
            body = bodies.get(envelope["event_id"])
            part = parts.get(envelope["event_id"])
            if body is not None and envelope["event_id"] not in rescued and _holds(body, part, envelope, all_read):
                rescued[envelope["event_id"]] = Rescued(body, part, envelope)
        return list(rescued.values())


def _holds(event: Row, part: Row | None, envelope: Row, all_parts_read: bool) -> bool:
    """Whether the bytes are those the chain committed to.

    An event whose personal part could not be read is not the whole event; one whose part was erased is.
    """
    place = (envelope["prev_hash"], envelope["device_id"], envelope["device_seq"])
    if chain_hash(*place, event["body"]) != envelope["hash"]:
        return False
    try:
        read = decode_body(event["body"])
    except UnreadableBodyError:
        return False
    named = (read.event_id, read.subject_kind, read.subject_id, read.type, read.act_id)
    if named != tuple(event[name] for name in ("event_id", "subject_kind", "subject_id", "type", "act_id")):
        return False
    if part is None:
        return all_parts_read or not read.personal_hash
    return personal_hash(part["salt"], part["data"]) == read.personal_hash
