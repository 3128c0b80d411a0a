"""Search as you type over folded words (lower case, no diacritics, đ as d), newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.text import fold_words
from app.models.tables import DossierRow
from app.storage.rows import run

REMEMBER = "INSERT INTO dossier_search(rowid, words) VALUES (?, ?)"


def words_of(texts: Iterable[str]) -> str:
    """Return the folded words of these texts, as `remember` takes them."""
    return " ".join(word for value in texts for word in fold_words(value))


def remember(session: Session, row: int, words: str) -> None:
    """Make a dossier findable by these words."""
    run(session, REMEMBER, row, words)


def forget(session: Session, row: int) -> None:
    """Take a dossier out of the index before its new words go in."""
    run(session, "DELETE FROM dossier_search WHERE rowid = ?", row)


def clear(session: Session) -> None:
    """Empty the index."""
    session.execute(text("INSERT INTO dossier_search(dossier_search) VALUES ('delete-all')"))


def match_expression(query: str) -> str:
    """Return the FTS5 expression for what was typed: every word as a quoted prefix; "" when there is no word."""
    return " ".join(f'"{word}"*' for word in fold_words(query))


def find_dossiers(session: Session, query: str, *, before: int | None, limit: int) -> list[DossierRow]:
    """Return the newest dossiers whose words begin with what was typed; `before` is the last row already shown."""
    expression = match_expression(query)
    if not expression:
        return []
    rows = session.execute(
        text(
            "SELECT rowid FROM dossier_search WHERE dossier_search MATCH :match AND rowid < :before"
            " ORDER BY rowid DESC LIMIT :limit"
        ),
        {"match": expression, "before": before if before is not None else 1 << 62, "limit": limit},
    ).scalars()
    found = session.scalars(select(DossierRow).where(DossierRow.row.in_(list(rows))))
    return sorted(found, key=lambda row: -row.row)


def count_dossiers(session: Session, query: str, cap: int) -> int:
    """Return how many dossiers match what was typed, at most `cap`."""
    expression = match_expression(query)
    if not expression:
        return 0
    statement = text("SELECT count(*) FROM (SELECT 1 FROM dossier_search WHERE dossier_search MATCH :match LIMIT :cap)")
    return int(session.execute(statement, {"match": expression, "cap": cap}).scalar_one())
