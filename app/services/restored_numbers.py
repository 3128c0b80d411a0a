"""Numbers after a restore: whatever was given before is known or jumped over, and what is missing is named.

Known are the counters of the backup, those still readable in the damaged file, and the mark outside both. Dates since
the backup may have had numbers that none of them knows: they jump to 500 at least.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from app.domain.dossier_codes import DossierCode
from app.domain.numbering import LAST_COUNTER, Lane, resume_after_restore, resume_slips_after_restore
from app.domain.tickets import LETTERS
from app.paths import write_durably
from app.services.numbers import ticket_series

Highest = dict[tuple[str, str, int], int]  # series, date or year, lane → highest number given
MOST_DAYS = 800
SLIPS = ("HDHS", "TCHS")  # the kinds numbered by `take_slip_number`


def highest_of(*known: Mapping[tuple[str, str, int], int]) -> Highest:
    """Return the highest number of every series that any of these knows."""
    highest: Highest = {}
    for numbers in known:
        for series, number in numbers.items():
            highest[series] = max(number, highest.get(series, 0))
    return highest


def resumed(backup: Highest, highest: Highest, prefix: str, lanes: Iterable[int], since: date, today: date) -> Highest:
    """Return the counters to go on with: beyond everything known, and with a gap wherever something may be unknown.

    `since` is the local date of the backup's newest event, `today` the PC's; their order does not matter.
    """
    first, last = sorted((since, today))
    days = [first + timedelta(days) for days in range(min((last - first).days, MOST_DAYS) + 1)]
    doubtful = {series for series, number in highest.items() if number > backup.get(series, 0)}
    for lane in lanes:
        doubtful |= {(prefix, day.isoformat(), lane) for day in {*days, last}}
        doubtful |= {
            (f"{prefix}/{kind}", f"{year:04d}", lane) for kind in SLIPS for year in range(first.year, last.year + 1)
        }
        doubtful |= {(ticket_series(prefix, letter), today.isoformat(), lane) for letter in LETTERS}
    counters = dict(highest)
    for series, period, lane in doubtful:
        known = highest.get((series, period, lane), 0)
        jump = resume_after_restore if len(period) == 10 else resume_slips_after_restore
        counters[series, period, lane] = max(known, jump(known))
    return counters


def lost_codes(
    backup: Highest, highest: Highest, prefix: str, never_given: Mapping[tuple[str, str, int], Container[int]]
) -> list[str]:
    """Return the dossier codes given after the backup, oldest first; `never_given` were jumped over before."""
    codes = []
    for place, number in sorted(highest.items()):
        series, period, lane = place
        if series != prefix or len(period) != 10:
            continue
        for counter in range(backup.get(place, 0) + 1, min(number, LAST_COUNTER) + 1):
            if counter not in never_given.get(place, ()):
                codes.append(str(DossierCode(prefix, date.fromisoformat(period), Lane(lane).serial(counter))))
    return codes


def keep_jumps(file: Path, known: Highest, counters: Highest) -> None:
    """Write down which numbers a restore jumped over, so that the next one does not miss them. Raises OSError."""
    jumps = json.loads(file.read_text("ascii")) if file.exists() else []
    jumps += [
        [*place, known.get(place, 0) + 1, counter]
        for place, counter in counters.items()
        if counter > known.get(place, 0)
    ]
    write_durably(file, json.dumps(jumps).encode("ascii"))


def jumped(file: Path) -> dict[tuple[str, str, int], set[int]]:
    """Return the numbers `keep_jumps` wrote down; nothing of a damaged file."""
    numbers: dict[tuple[str, str, int], set[int]] = {}
    try:
        for series, period, lane, first, last in json.loads(file.read_bytes()):
            numbers.setdefault((series, period, lane), set()).update(range(first, last + 1))
    except (OSError, ValueError):
        return {}
    return numbers
