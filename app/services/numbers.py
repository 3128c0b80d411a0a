"""Numbers given in the transaction of the act: dossier codes by date and lane, slip numbers by year.

The highest numbers also stand in a mark outside the database: a database restored from a backup then sees that it knows
less than it gave out, and jumps (architecture of numbers: lanes, per-date counters, restore).
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.dossier_codes import DossierCode
from app.domain.numbering import Lane, next_serial, resume_after_restore
from app.models.tables import Counter
from app.paths import write_durably
from app.services.house import Desk

KEPT_DAYS = 40


def take_code(session: Session, desk: Desk, day: date, mark: Path) -> DossierCode:
    """Give the next dossier code of this PC for a date. Raises UserError when all lanes of the day are full."""
    prefix = desk.office.prefix
    last = _last(session, prefix, day.isoformat())
    for lane, highest in _marked(mark).get(f"{prefix} {day.isoformat()}", {}).items():
        if highest > last.get(int(lane), 0):
            last[int(lane)] = resume_after_restore(highest)
    serial = next_serial(desk.lanes, last)
    session.merge(Counter(prefix=prefix, day=day.isoformat(), lane=serial.lane, last=serial.counter))
    return DossierCode(prefix, day, serial.text)


def take_slip_number(session: Session, desk: Desk, series: str, year: int) -> str:
    """Give the next number of a series of slips of this year: lane, then four digits, e.g. "30012/HDHS"."""
    key = f"{desk.office.prefix}/{series}"
    lane = desk.lanes[0]
    number = _last(session, key, str(year)).get(lane, 0) + 1
    session.merge(Counter(prefix=key, day=str(year), lane=lane, last=number))
    return f"{lane}{number:04d}/{series}"


def keep_mark(mark: Path, code: DossierCode) -> None:
    """Write down outside the database that this number is out; called after the commit, before anything is shown."""
    marks = _marked(mark)
    lane, counter = Lane.of_serial(code.serial)
    day = marks.setdefault(f"{code.prefix} {code.day.isoformat()}", {})
    day[str(lane.number)] = max(counter, day.get(str(lane.number), 0))
    newest = dict(sorted(marks.items(), key=lambda item: item[0].rsplit(" ", 1)[1])[-KEPT_DAYS:])
    write_durably(mark, json.dumps(newest).encode("ascii"))


def _last(session: Session, prefix: str, day: str) -> dict[int, int]:
    rows = session.scalars(select(Counter).where(Counter.prefix == prefix, Counter.day == day))
    return {row.lane: row.last for row in rows}


def _marked(mark: Path) -> dict[str, dict[str, int]]:
    try:
        marks = json.loads(mark.read_text("ascii"))
    except (OSError, ValueError):
        return {}  # no mark yet, or a damaged one: the counters of the database stand
    return marks if isinstance(marks, dict) else {}
