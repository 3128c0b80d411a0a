"""People who come again: found by number, phone or name among the applicants of this PC's dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.dossier_codes import local_time
from app.domain.people import Applicant, Party
from app.domain.plain_data import parse
from app.domain.text import fold_words
from app.models.tables import DossierRow
from app.services.house import House
from app.storage import search
from app.storage.rows import fetch, marks

PEOPLE_AT_ONCE = 8  # dossiers read together when looking for people
_APPLICANTS = "SELECT row, received_at, json_extract(state_data, '$.applicant') FROM dossiers WHERE row IN ({})"
_TIMES_SEEN = "SELECT id_number, count(*) FROM dossiers WHERE id_number IN ({}) GROUP BY id_number"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has been at this counter before, as last seen."""

    party: Party
    last_seen: datetime
    dossiers: int


def find_people(house: House, query: str, limit: int = 8) -> list[KnownPerson]:
    """Find those who were here before by number, phone or name without diacritics, newest first, each once."""
    with house.db.read() as session:
        return people_of(session, query, search.find_rows(session, query, limit=limit * 10).rows, limit)


def count_dossiers_of(house: House, id_number: str) -> int:
    """Return how many dossiers name this number as owner."""
    if not id_number:
        return 0
    query = select(func.count()).select_from(DossierRow).where(DossierRow.id_number == id_number)
    with house.db.read() as session:
        return session.scalars(query).one()


def people_of(session: Session, query: str, rows: Sequence[int], limit: int) -> list[KnownPerson]:
    """Return the persons of these dossiers whom the typed words fit, each once, in the order of `rows`."""
    words = fold_words(query)
    seen: set[tuple[str, str, str]] = set()
    fitting: list[tuple[Party, str]] = []
    for start in range(0, len(rows), PEOPLE_AT_ONCE):
        if len(fitting) >= limit:
            break
        for at, applicant in _applicants(session, rows[start : start + PEOPLE_AT_ONCE]):
            for party in (applicant.filer, applicant.owner):
                if party is None:
                    continue
                key = (party.id_number, party.name.casefold(), "" if party.id_number else party.phone)
                if key not in seen and _matches(party, words):
                    fitting.append((party, at))
                seen.add(key)
    del fitting[limit:]
    numbers = [party.id_number for party, _ in fitting if party.id_number]
    times: dict[str, int] = dict(map(tuple, fetch(session, _TIMES_SEEN.format(marks(numbers)), *numbers)))
    return [
        KnownPerson(
            party, local_time(datetime.fromisoformat(at)), times.get(party.id_number, 0 if party.id_number else 1)
        )
        for party, at in fitting
    ]


def _applicants(session: Session, rows: Sequence[int]) -> Iterator[tuple[str, Applicant]]:
    """Give when each of these dossiers was received, and who filed it; erased ones, and nonsense, give nothing."""
    for _, at, told in sorted(fetch(session, _APPLICANTS.format(marks(rows)), *rows), reverse=True):
        with suppress(msgspec.MsgspecError, RecursionError):
            if isinstance(told, str):
                yield at, parse(told, Applicant)


def _matches(party: Party, words: Sequence[str]) -> bool:
    own = _words_of(f"{party.name} {party.id_number} {party.phone}")
    return all(any(word.startswith(wanted) for word in own) for wanted in words)


@lru_cache(maxsize=2000)  # every further letter asks for nearly the same people
def _words_of(person: str) -> tuple[str, ...]:
    return fold_words(person)
