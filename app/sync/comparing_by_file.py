"""The daily comparison for a place without a line: each file asks one question of it, each answer brings to the next.

Sums first, then the ids where they differed, then what the server lacks and the sums again, until they are equal. What
was answered last is kept until the next file is made; a file that is lost asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.protocol.messages import Bring, Compared, Digest, encode
from app.storage import inventory
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.server_place import ServerPlace, change_server
from app.storage.server_trust import keep_compared, load_compared
from app.sync.comparing import is_due, lost, questions, set_back


@dataclass(frozen=True, slots=True)
class Question:
    """What a file asks of the comparison, and what it brings of what the server lacks, so many bytes."""

    digest: Digest | None = None
    lost: tuple[Bring, ...] = ()
    size: int = 0


def next_question(db: Database, place: ServerPlace, now: datetime, room: int) -> Question:
    """Return what comes next, nothing before a day has passed; what is brought is cut where `room` bytes are full."""
    with db.read() as session:
        said = load_compared(session)
    if said is None and not is_due(place.compared_at, now, place.device_id):
        return Question()
    if said is not None and said.differing:
        for buckets, ids in questions(inventory.ids_in(db, said.differing)):
            return Question(Digest(LEVEL, buckets=buckets, ids=ids))
    brought: list[Bring] = []
    size = 0
    for piece in lost(db, said) if said is not None else ():
        if size >= room:
            break
        brought.append(piece)
        size += len(encode(piece))
    return Question(Digest(LEVEL, sums=inventory.sums(db)), tuple(brought), size)


def take_compared(db: Database, said: Compared, now: datetime) -> None:
    """Set cursors back to what is missing here, and keep what the next file has to say; `now` by this PC's clock.

    Raises LineTrouble.
    """
    set_back(db, said)
    is_done = not said.differing and not said.lacks
    with db.write() as session:
        keep_compared(session, None if is_done else said)
        change_server(session, level=said.level)
        if is_done:
            change_server(session, compared_at=now)
