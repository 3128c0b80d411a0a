"""Numbers after a restore: whatever was given before is known or jumped over, and what is missing is named.

Known are the counters of the backup, those still readable in the damaged file, and the mark outside both. Dates since
the backup may have had numbers that none of them knows: they jump to 500 at least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.domain.dossier_codes import DossierCode
from app.domain.numbering import LAST_COUNTER, Lane, resume_after_restore, resume_slips_after_restore

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
    counters = dict(highest)
    for series, period, lane in doubtful:
        known = highest.get((series, period, lane), 0)
        jump = resume_after_restore if len(period) == 10 else resume_slips_after_restore
        counters[series, period, lane] = max(known, jump(known))
    return counters


def lost_codes(backup: Highest, highest: Highest, prefix: str, present: Iterable[str]) -> tuple[str, ...]:
    """Return the dossier codes known to be given after the backup whose dossiers are not `present`, oldest first."""
    there = set(present)
    codes = []
    for (series, period, lane), number in sorted(highest.items()):
        if series == prefix and len(period) == 10:
            for counter in range(backup.get((series, period, lane), 0) + 1, min(number, LAST_COUNTER) + 1):
                codes.append(str(DossierCode(prefix, date.fromisoformat(period), Lane(lane).serial(counter))))
    return tuple(code for code in codes if code not in there)
