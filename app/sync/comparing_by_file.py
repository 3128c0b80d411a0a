"""The daily comparison for a place without a line: each file asks one question of it, each answer brings to the next.

Sums first, then the ids where they differed, then what the server lacks. What was answered last is kept until the next
file is made; a file that is lost asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.protocol.messages import MAX_BATCH, Compared, Digest, WireEvent
from app.storage import inventory
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.server_place import ServerPlace, change_server
from app.storage.server_trust import keep_compared, load_compared
from app.sync.comparing import is_due, pieces, questions, set_back


@dataclass(frozen=True, slots=True)
class Question:
    """What a file asks of the comparison: a digest, or it brings what the server lacks; or neither."""

    digest: Digest | None = None
    lost: tuple[WireEvent, ...] = ()


def next_question(db: Database, place: ServerPlace, now: datetime) -> Question:
    """Return what comes next, nothing before a day has passed."""
    with db.read() as session:
        said = load_compared(session)
        lost = inventory.links_of(session, said.lacks[:MAX_BATCH]) if said is not None else ()
    for piece in pieces(lost):
        return Question(lost=piece)
    if said is not None and said.differing:
        for buckets, ids in questions(inventory.ids_in(db, said.differing)):
            return Question(Digest(LEVEL, buckets=buckets, ids=ids))
    if said is None and not is_due(place.compared_at, now, place.device_id):
        return Question()
    return Question(Digest(LEVEL, sums=inventory.sums(db)))


def take_compared(db: Database, said: Compared, now: datetime) -> None:
    """Set cursors back to what is missing here, and keep what the next file has to say; `now` by this PC's clock.

    Raises LineTrouble.
    """
    set_back(db, said)
    is_done = not said.differing and not said.lacks
    with db.write() as session:
        keep_compared(session, None if is_done else said)
        if is_done:
            change_server(session, compared_at=now)
