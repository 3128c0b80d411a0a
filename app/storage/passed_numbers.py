"""Slip numbers that others gave in this PC's lanes: the lost PC whose place it has, or a copy of itself.

A dossier's code is looked up before it is given; slips have no such register, so their counter passes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.domain.dossier_codes import local_time
from app.domain.events import Event
from app.domain.numbering import resume_slips_after_restore
from app.storage.rows import fetch, run

_SLIP = re.compile(r"([1-8]?\d)(\d{4})/([A-Z]{1,8})", re.ASCII)  # lane, number, kind
_CODE = re.compile(r"(.{1,40})-\d{6}-\d{4,5}", re.ASCII)


def pass_over_slips(session: Session, came: Iterable[Event]) -> None:
    """Let the counters go on beyond slip numbers that came from elsewhere, by as much as after a restore: whoever gave
    them may have given more that nobody ever heard of."""
    own: tuple[str, set[int]] | None = None
    for event in came:
        slip, code = (str(event.payload.get(name, "")) for name in ("slip", "code"))
        given, coded = _SLIP.fullmatch(slip), _CODE.fullmatch(code)
        if given is None or coded is None:
            continue
        if own is None:
            [(office_id, lanes)] = fetch(session, "SELECT office_id, lanes FROM own_device") or [("", "")]
            own = office_id, {int(lane) for lane in lanes.split(",") if lane}
        lane, number = int(given[1]), int(given[2])
        if event.office_id != own[0] or lane not in own[1]:
            continue
        place = (f"{coded[1]}/{given[3]}", f"{local_time(event.occurred_at).year:04d}", lane)
        known = fetch(session, "SELECT last FROM counters WHERE prefix = ? AND day = ? AND lane = ?", *place)
        if not known or known[0][0] < number:
            jumped = resume_slips_after_restore(number)
            run(
                session, "INSERT OR REPLACE INTO counters (prefix, day, lane, last) VALUES (?, ?, ?, ?)", *place, jumped
            )
