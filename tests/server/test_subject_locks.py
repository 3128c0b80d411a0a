"""Subjects are locked and begun in one order, whatever order they come in: pushes wait for each other, never both."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from served import PROVINCE

from app.server import subjects
from app.server.database import Database
from app.server.subjects import OvertakenError

KEYS = [("dossier", f"{place:05}") for place in range(1500)]


def test_two_pushes_that_begin_the_same_dossiers_the_other_way_round_never_deadlock(on_postgresql: Database) -> None:
    together = threading.Barrier(2, timeout=60)

    def begin(keys: list[subjects.Key]) -> bool:
        with on_postgresql.write() as connection:
            found = subjects.lock(connection, PROVINCE, keys)
            together.wait()
            try:
                subjects.save(connection, PROVINCE, found.values())
            except OvertakenError:
                connection.get_transaction().rollback()  # type: ignore[union-attr]
                return False
        return True

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(begin, KEYS), threads.submit(begin, KEYS[::-1])
        assert sorted([one.result(), other.result()]) == [False, True]


def test_two_pushes_to_the_same_dossiers_the_other_way_round_never_deadlock(on_postgresql: Database) -> None:
    with on_postgresql.write() as connection:
        subjects.save(connection, PROVINCE, subjects.lock(connection, PROVINCE, KEYS).values())
    together = threading.Barrier(2, timeout=60)

    def lock(keys: list[subjects.Key]) -> list[subjects.Key]:
        with on_postgresql.write() as connection:
            together.wait()
            return list(subjects.lock(connection, PROVINCE, keys))

    for _ in range(3):
        with ThreadPoolExecutor(2) as threads:
            one, other = threads.submit(lock, KEYS), threads.submit(lock, KEYS[::-1])
            assert one.result() == other.result() == KEYS
