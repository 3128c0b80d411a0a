"""Search as you type over folded words (lower case, no diacritics, đ as d), newest first, page by page.

A dossier is found when each typed word begins one of its words. The FTS5 index holds every beginning of up to six
letters as a list of its own, read from the newest end until a page is full. Words that every second dossier has
(nguyen, thi, the office's own prefix) would make it walk half a million places beside the few of the rare words: they
are looked up in the text of the candidates instead.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.text import fold_words
from app.models.tables import DossierRow
from app.storage.rows import fetch, run

REMEMBER = "INSERT INTO dossier_search(rowid, words) VALUES (?, ?)"
LAST = 1 << 62  # beyond every row
_NEWEST = """
    SELECT coalesce(max(rowid), 0), coalesce(min(rowid), 0), count(*)
    FROM (SELECT rowid FROM dossier_search ORDER BY rowid DESC LIMIT ?)
"""
_NEWEST_WITH = """
    SELECT min(rowid), count(*)
    FROM (SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ?)
"""

# What the steps of a search cost, in microseconds, measured on 1,000,000 dossiers. Only their ratio matters.
_STEP = 0.05  # one place of one list walked over
_LOOK = 10.0  # one candidate's text looked at
_SAMPLE = 32  # places from whose distance the frequency of a word is judged
_REMEMBERED = 1000  # words whose frequency a connection remembers
_CHUNK = 50  # matches counted between two looks at the clock


def words_of(texts: Iterable[str]) -> str:
    """Return the folded words of these texts, as `remember` takes them: each after a space."""
    return "".join(f" {word}" for word in fold_words(" ".join(texts)))


def remember(session: Session, row: int, words: str) -> None:
    """Make a dossier findable by these words, and by those it had before no more."""
    known = fetch(session, "SELECT words FROM dossier_search WHERE rowid = ?", row)
    if known and known[0][0] == words:  # a note or a print changes nothing here
        return
    if known:
        forget(session, row)
    run(session, REMEMBER, row, words)


def forget(session: Session, row: int) -> None:
    """Take a dossier out of the index."""
    run(session, "DELETE FROM dossier_search WHERE rowid = ?", row)


def clear(session: Session) -> None:
    """Empty the index: made anew, because emptying it row by row takes as long as filling it."""
    [(made_by,)] = fetch(session, "SELECT sql FROM sqlite_master WHERE name = 'dossier_search'")
    run(session, "DROP TABLE dossier_search")
    run(session, made_by)


class OutdatedError(Exception):
    """Something else was typed meanwhile: nobody waits for this search any more."""


class Cancel:
    """Lets another thread end a search at once. One is made per search; once called it stays called."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._is_called = False

    def call(self) -> None:
        """End the search that uses this, now or when it begins."""
        with self._lock:
            self._is_called = True
            if self._connection is not None:
                self._connection.interrupt()

    @contextmanager
    def watching(self, session: Session) -> Iterator[None]:
        """Let `call` reach what this session runs in here. Raises OutdatedError when it did."""
        with self._lock:
            self._connection = _driver(session)
        try:
            self.check()
            yield
        except (sqlcipher.OperationalError, OperationalError) as error:
            if not self._is_called:
                raise
            raise OutdatedError from error
        finally:
            with self._lock:
                self._connection = None

    def check(self) -> None:
        """Raise OutdatedError when called."""
        if self._is_called:
            raise OutdatedError


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of `dossiers`, newest first, and how many there are in all as far as they were counted.

    `complete` is False when there may be more than `counted`.
    """

    rows: tuple[int, ...]
    counted: int
    complete: bool


def find_rows(
    session: Session,
    query: str,
    *,
    before: int | None = None,
    limit: int,
    cap: int = 0,
    within_ms: float = 0.0,
    cancel: Cancel | None = None,
) -> Found:
    """Return the newest `limit` rows whose words begin with what was typed; `before` is the last row already shown.

    Counts on up to `cap` matches, but after the page is full no longer than `within_ms` from the start. Raises
    OutdatedError when `cancel` was called.
    """
    words = _wanted(query)
    if not words:
        return Found((), 0, True)
    with (cancel or Cancel()).watching(session):
        listed, looked_at = _divide(session, words, limit)
        return _walk(session, listed, looked_at, before or LAST, limit, max(cap, limit), within_ms, cancel)


def _walk(
    session: Session,
    listed: Sequence[str],
    looked_at: Sequence[str],
    before: int,
    limit: int,
    cap: int,
    within_ms: float,
    cancel: Cancel | None,
) -> Found:
    start = time.perf_counter()
    sql = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? AND rowid < ?"
    sql += " AND instr(words, ?) > 0" * len(looked_at) + " ORDER BY rowid DESC LIMIT ?"
    values = (match_expression(listed), before, *(f" {word}" for word in looked_at), cap)
    rows: list[int] = []
    with closing(_driver(session).cursor()) as cursor:
        cursor.execute(sql, values)
        while chunk := cursor.fetchmany(limit if not rows else _CHUNK):
            rows += [row for (row,) in chunk]
            if cancel is not None:
                cancel.check()
            if len(rows) < cap and (time.perf_counter() - start) * 1000 > within_ms:
                return Found(tuple(rows[:limit]), len(rows), len(chunk) < (limit if len(rows) <= limit else _CHUNK))
    return Found(tuple(rows[:limit]), len(rows), len(rows) < cap)


def find_dossiers(session: Session, query: str, *, before: int | None, limit: int) -> list[DossierRow]:
    """Return the newest dossiers whose words begin with what was typed; `before` is the last row already shown."""
    rows = find_rows(session, query, before=before, limit=limit).rows
    found = session.scalars(select(DossierRow).where(DossierRow.row.in_(rows)))
    return sorted(found, key=lambda row: -row.row)


def count_dossiers(session: Session, query: str, cap: int) -> int:
    """Return how many dossiers match what was typed, at most `cap`."""
    return find_rows(session, query, limit=cap).counted


def match_expression(words: Iterable[str]) -> str:
    """Return the FTS5 expression for these folded words: every one as a quoted prefix."""
    return " ".join(f'"{word}"*' for word in words)


def _wanted(query: str) -> list[str]:
    """Return the words to be found, without those that begin another: whatever has the longer has the shorter."""
    words = sorted(set(fold_words(query)))
    return [word for word, after in pairwise([*words, ""]) if not after.startswith(word)]


def _divide(session: Session, words: list[str], limit: int) -> tuple[list[str], list[str]]:
    """Say which words to walk the lists of, rarest first, and which to look for in the candidates' text.

    Frequencies are judged by how far back the newest places of each word lie, and taken as independent.
    """
    if len(words) == 1:
        return words, []
    with closing(_driver(session).cursor()) as cursor:
        newest, oldest, count = cursor.execute(_NEWEST, (_SAMPLE,)).fetchone()
        gap = (newest - oldest + 1) / count if count else 1.0  # between two dossiers: rows are places of events
        shares = sorted((_share(session, cursor, word, newest, gap), word) for word in words)
    if not shares[0][0]:
        return [shares[0][1]], []  # nobody has it
    product = 1.0
    for share, _ in shares:
        product *= share
    depth = min(newest / gap, limit / product)  # dossiers to be passed until the page is full
    best, cost = len(shares), float("inf")
    candidates = depth
    steps = 0.0
    for place, (share, _) in enumerate(shares, start=1):
        steps += share * depth
        candidates *= share
        look = _LOOK * candidates if place < len(shares) else 0.0
        if steps * _STEP + look < cost:
            best, cost = place, steps * _STEP + look
    ordered = [word for _, word in shares]
    return ordered[:best], ordered[best:]


def _share(session: Session, cursor: Any, word: str, newest: int, gap: float) -> float:
    """Return how many of the newest dossiers have a word that begins so: 0 for none at all, 1 for each.

    Each connection remembers what it judged of frequent words: typing on asks for the same ones again. A share that has
    changed since only makes the search slower, never wrong.
    """
    known: dict[str, float] = session.connection().connection.info.setdefault("shares of words", {})
    if word not in known:
        oldest, count = cursor.execute(_NEWEST_WITH, (match_expression([word]), _SAMPLE)).fetchone()
        if count < _SAMPLE:
            return float(gap * count / max(1, newest))
        if len(known) >= _REMEMBERED:
            known.clear()
        known[word] = min(1.0, gap * float(count) / (newest - oldest + 1))
    return known[word]


def _driver(session: Session) -> Any:
    return session.connection().connection.dbapi_connection
