"""A new PC's first download: what it works with comes before the rest of the feed, and moves no cursor of the feed.

How far that went has a cursor of its own, counted from the end of the feed to its beginning: what was cut goes on
there. Then the feed is read as always, from its beginning; what is here already costs nothing but its way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from app.protocol.messages import FirstPage
from app.storage import incoming
from app.storage.database import Database
from app.storage.server_place import Cursor, cursor_of, move_cursor
from app.sync.reading import BREATH, SLICE, OnChanged
from app.sync.troubles import strange

_PREFIX = "first "


class FirstLine(Protocol):
    """What a first download needs of the line."""

    def first(self, feed: str, before: int) -> FirstPage:
        """Ask for subjects to work with, on from `before` towards the beginning of the feed. Raises LineTrouble."""
        ...


def take_first(
    db: Database, line: FirstLine, feed: str, on_changed: OnChanged, is_stopped: Callable[[], bool] = lambda: False
) -> int:
    """Fetch what an office works with, when nothing of its feed was read yet; returns events not known before.

    Raises LineTrouble.
    """
    with db.read() as session:
        is_read = bool(cursor_of(session, feed).epoch)
        begun = cursor_of(session, _PREFIX + feed)
    if is_read or (begun.epoch and not begun.position):
        return 0
    new, before = 0, begun.position
    while not is_stopped():
        page = line.first(feed, before)
        if page.feed != feed or (before and page.before >= before):
            raise strange()
        for start in range(0, len(page.events), SLICE):
            time.sleep(BREATH)
            with db.write() as session:
                applied = incoming.apply(session, page.events[start : start + SLICE])
            new += applied.new
            if applied.subjects:
                on_changed(applied.subjects)
        before = page.before
        with db.write() as session:
            move_cursor(session, Cursor(_PREFIX + feed, page.epoch, before, again=True))
        if not before:
            break
    return new
