"""Feeds: ordered logs with positions given under the feed's row lock.

Who has read up to *n* has everything up to *n*: a position becomes visible with the commit that holds the lock, and the
next one is given only after it. An identity column would skip what commits late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, text, update

from app.server.bulk import add_rows, among, is_postgresql
from app.server.tables import feed_positions, feeds


class Place(NamedTuple):
    """Where an event lies: its writer's chain and its number there."""

    device_id: str
    device_seq: int


# One journey, where to ask for the head and copy the places are three: it holds a feed for less long.
_APPENDING = text(
    "WITH moved AS (UPDATE feeds SET head = head + :count WHERE province_id = :province AND feed = :name"
    " RETURNING head - :count AS before)"
    " INSERT INTO feed_positions (province_id, feed, position, device_id, device_seq)"
    " SELECT :province, :name, before + nth, device_id, device_seq"
    " FROM moved, unnest(string_to_array(:devices, ' '), string_to_array(:seqs, ' ')::bigint[]) WITH ORDINALITY"
    " AS given (device_id, device_seq, nth)"
)


def open_feed(connection: Connection, province_id: str, feed: str) -> None:
    """Begin an empty feed."""
    connection.execute(insert(feeds).values(province_id=province_id, feed=feed, head=0))


def append(connection: Connection, province_id: str, news: Mapping[str, Sequence[Place]]) -> None:
    """Put events at the end of feeds, in this order. Locks the feeds, sorted: whoever calls this locks nothing after.

    A feed that was never opened gets nothing.
    """
    names = sorted(name for name, places in news.items() if places)
    if len(names) > 1:
        mine = (feeds.c.province_id == province_id) & feeds.c.feed.in_(names)
        connection.execute(select(feeds.c.feed).where(mine).order_by(feeds.c.feed).with_for_update())
    if is_postgresql(connection):
        for name in names:
            device_ids, seqs = zip(*news[name], strict=True)
            listed = {"devices": " ".join(device_ids), "seqs": " ".join(map(str, seqs))}
            connection.execute(_APPENDING, listed | {"province": province_id, "name": name, "count": len(seqs)})
        return
    rows: list[tuple[str, str, int, str, int]] = []
    for name in names:
        here = (feeds.c.province_id == province_id) & (feeds.c.feed == name)
        moving = update(feeds).where(here).values(head=feeds.c.head + len(news[name])).returning(feeds.c.head)
        head = connection.execute(moving).scalar_one_or_none()
        if head is not None:
            first = head - len(news[name]) + 1
            rows += [(province_id, name, position, *place) for position, place in enumerate(news[name], first)]
    add_rows(connection, feed_positions, rows)


def head_of(connection: Connection, province_id: str, feed: str) -> int | None:
    """Return the last position of a feed, None when there is no such feed."""
    query = select(feeds.c.head).where(feeds.c.province_id == province_id, feeds.c.feed == feed)
    return connection.execute(query).scalar_one_or_none()


def heads_of(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the last positions of feeds named by (province, feed)."""
    by_province: dict[str, list[str]] = {}
    for province_id, feed in wanted:
        by_province.setdefault(province_id, []).append(feed)
    found: dict[tuple[str, str], int] = {}
    for province_id, names in by_province.items():
        named = among(connection, feeds.c.feed, sorted(names))
        query = select(feeds.c.feed, feeds.c.head).where(feeds.c.province_id == province_id, named)
        found |= {(province_id, feed): head for feed, head in connection.execute(query)}
    return found
