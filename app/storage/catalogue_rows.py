"""Which procedures are in use: the province's edition, and what this office published beside it or upon it.

An edition is in use when all of it is here, in one step. What the office published itself holds where the edition has
nothing, or when it was written by somebody who had seen the edition; a new edition then holds again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.reference import EDITION, PROCEDURE_PREPARED
from app.models.tables import CatalogueVersionRow
from app.storage.rows import RowWriter, fetch, run

_LARGEST = 1 << 63  # that a column holds is below
_VERSIONS = RowWriter(CatalogueVersionRow)
_USE = """
    INSERT INTO procedures (subject_id, code, version, name, data, event_id)
    SELECT subject_id, code, version, name, data, event_id FROM catalogue_versions AS mine
    WHERE {which} AND CASE edition
        WHEN '' THEN instr(seen, ' ' || ?1 || ' ') OR NOT EXISTS (
            SELECT 1 FROM catalogue_versions AS other WHERE other.subject_id = mine.subject_id AND other.edition = ?1
            AND ?1 <> '')
        WHEN ?1 THEN NOT EXISTS (
            SELECT 1 FROM catalogue_versions AS other WHERE other.subject_id = mine.subject_id AND other.edition = ''
            AND instr(other.seen, ' ' || ?1 || ' '))
        ELSE 0 END
"""
_USE_ONE, _USE_ALL = _USE.format(which="subject_id = ?2"), _USE.format(which="1")


def show_procedure(session: Session, subject_id: str, state: SubjectState, events: Sequence[Event]) -> None:
    """Keep the versions of one procedure, and put the one that holds in use."""
    run(session, "DELETE FROM catalogue_versions WHERE subject_id = ?", subject_id)
    _VERSIONS.write(session, _versions(subject_id, state, events))
    in_use = fetch(session, "SELECT edition, wanted, count FROM catalogues_in_use")
    for edition, wanted, count in in_use:
        if wanted != edition and _has(session, wanted) >= count:
            run(session, "UPDATE catalogues_in_use SET edition = wanted")
            _use_all(session, wanted)
            return
    run(session, "DELETE FROM procedures WHERE subject_id = ?", subject_id)
    run(session, _USE_ONE, in_use[0][0] if in_use else "", subject_id)


def show_catalogue(session: Session, subject_id: str, state: SubjectState, _events: Sequence[Event]) -> None:
    """Put the edition that was published in use, as soon as all of it is here."""
    said = state.get("catalogue")
    if not isinstance(said, Mapping) or not isinstance(wanted := said.get("edition"), str):
        return
    count = said.get("count")
    needed = count if isinstance(count, int) else 0
    before = fetch(session, "SELECT edition FROM catalogues_in_use WHERE subject_id = ?", subject_id)
    edition = before[0][0] if before else ""
    is_whole = _has(session, wanted) >= needed
    run(
        session,
        "INSERT OR REPLACE INTO catalogues_in_use (subject_id, edition, wanted, count) VALUES (?, ?, ?, ?)",
        *(subject_id, wanted if is_whole else edition, wanted, needed),
    )
    if is_whole and wanted != edition:
        _use_all(session, wanted)


def _use_all(session: Session, edition: str) -> None:
    run(session, "DELETE FROM procedures")
    run(session, _USE_ALL, edition)


def _has(session: Session, edition: str) -> int:
    [(count,)] = fetch(session, "SELECT count(*) FROM catalogue_versions WHERE edition = ?", edition)
    return int(count)


def _versions(subject_id: str, state: SubjectState, events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    """Yield a row per version that is a procedure; another program's nonsense is left out."""
    for name, register in state.registers.items():
        if name != "procedure" and not name.startswith(EDITION):
            continue
        data, event_id = register.shown.value, register.shown.event_id
        if not isinstance(data, Mapping) or not isinstance(data.get("code"), str) or not data["code"]:
            continue
        version, title = data.get("version"), data.get("name")
        yield {
            "edition": name.removeprefix(EDITION) if name != "procedure" else "",
            "subject_id": subject_id,
            "code": data["code"],
            "version": version if isinstance(version, int) and abs(version) < _LARGEST else 1,
            "name": title if isinstance(title, str) else "",
            "data": dict(data),
            "event_id": event_id,
            "seen": _seen(event_id, events) if name == "procedure" else "",
        }


def _seen(event_id: str, events: Sequence[Event]) -> str:
    """Return the editions that an event was written upon."""
    by_id = {event.event_id: event for event in events}
    found: dict[str, None] = {}
    waiting, looked = [event_id], set[str]()
    while waiting:
        event = by_id.get(waiting.pop())
        if event is None or event.event_id in looked:
            continue
        looked.add(event.event_id)
        waiting += event.basis
        if event.type == PROCEDURE_PREPARED:
            found.setdefault(str(event.payload.get("edition")))
    return f" {' '.join(found)} " if found else ""
