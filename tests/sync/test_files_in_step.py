"""Files beside the events: sent when the line is there, kept until the server has them, found at the other counter."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sync_desk import Centre, Counter

from app.domain import dossier
from app.domain.errors import UserError
from app.protocol.blobs import MOST_BYTES, PIECE_BYTES
from app.services.house import act, the_desk
from app.storage import kept_blobs
from app.storage.event_log import NewEvent, append
from app.sync import troubles
from app.sync.blobs import fetch_blob
from app.sync.client import dialler
from app.sync.troubles import LineTrouble

Pair = tuple[Counter, Counter]


def attach(counter: Counter, data: bytes, *, told: bool = True) -> str:
    """Keep a file and note it on a new dossier, as an attachment does; `told`: an event names it."""
    received = counter.receive()
    with counter.house.db.write() as session:
        name = kept_blobs.keep(session, data)
        doing = act(counter.house, counter.clerk, the_desk(session), "act")
        payload = {"blobs": [name]} if told else {}
        append(session, doing, [NewEvent(dossier.KIND, received.subject_id, dossier.NOTED, payload, {"text": "giấy"})])
    return name


def waiting(counter: Counter) -> list[tuple[int, int]]:
    with counter.house.db.read() as session:
        return [(blob.size, blob.upto) for blob in kept_blobs.waiting(session)]


def fetched(counter: Counter, name: str) -> bytes | None:
    with counter.house.db.read() as session:
        from app.storage.server_place import load_server

        place = load_server(session)
    assert place is not None
    line = dialler(counter.key, counter.house.clock)(place, place.device_id)
    try:
        return fetch_blob(counter.house.db, line, name, counter.house.clock)
    finally:
        line.close()


def test_a_file_of_one_counter_is_found_at_the_other(pair: Pair, centre: Centre) -> None:
    a, b = pair
    data = secrets.token_bytes(PIECE_BYTES + 5000)
    name = attach(a, data)
    assert waiting(a) == [(len(data), 0)]
    a.exchange()
    assert waiting(a) == []
    b.exchange()
    assert fetched(b, name) == data
    centre.stop()
    assert fetched(b, name) == data, "it is here now"
    centre.start()


class Faulty:
    """A line whose pieces of files are lost, or arrive damaged, as a list says."""

    def __init__(self, line: Any, faults: list[str]) -> None:
        self._line, self._faults = line, faults

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Any:
        fault = self._faults.pop(0) if self._faults else "ok"
        if fault == "lost":
            raise troubles.cut()
        answer = self._line.put_blob(sha256, offset, size, bytes(len(data)) if fault == "damaged" else data)
        if fault == "deaf":
            raise troubles.cut()
        return answer


@pytest.mark.parametrize(
    "faults", [["ok", "lost"], ["deaf", "deaf"], ["damaged"], ["ok", "damaged", "lost"]], ids=" ".join
)
def test_whatever_happens_on_the_way_the_whole_file_arrives(
    pair: Pair, faults: list[str], expected_log: Callable[[str], None]
) -> None:
    a, b = pair
    if "damaged" in faults:
        expected_log("WARNING app.sync.blobs: a file of .* came damaged")
    left = list(faults)
    a.restart()
    a.wrap = lambda line: Faulty(line, left)
    data = secrets.token_bytes(PIECE_BYTES + 5000)
    name = attach(a, data)
    for _ in range(4):
        with suppress(LineTrouble):
            a.exchange()
    assert (waiting(a), left) == ([], [])
    b.exchange()
    assert fetched(b, name) == data


def test_a_large_file_that_the_server_does_not_want_costs_little_each_time(pair: Pair) -> None:
    a, _ = pair
    sent: list[int] = []

    class Weighed(Faulty):
        def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Any:
            sent.append(len(data))
            return super().put_blob(sha256, offset, size, data)

    a.restart()
    a.wrap = lambda line: Weighed(line, [])
    attach(a, bytes(PIECE_BYTES), told=False)
    a.exchange()
    a.exchange()
    assert len(sent) == 2
    assert sum(sent) < 10_000


def test_a_file_that_no_event_names_waits_and_holds_nobody_up(pair: Pair) -> None:
    a, b = pair
    attach(a, b"of nobody", told=False)
    name = attach(a, b"of a dossier")
    a.exchange()
    assert waiting(a) == [(9, 0)]
    assert fetched(b, name) == b"of a dossier"
    assert fetched(b, "0" * 64) is None


def test_a_server_that_was_set_back_gets_the_files_again(pair: Pair, centre: Centre) -> None:
    from sqlalchemy import text

    a, b = pair
    name = attach(a, b"of a dossier")
    a.exchange()
    with centre.database.write() as connection:
        for table in ("blob_pieces", "blob_uploads", "blobs"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert fetched(b, name) is None
    centre.database.begin_epoch()
    a.exchange()
    a.exchange()
    assert fetched(b, name) == b"of a dossier"


def test_a_file_too_large_is_refused_where_it_is_chosen(counters: Callable[..., Counter]) -> None:
    a = counters("a", alone=True)
    for data in (b"", bytes(MOST_BYTES + 1)):
        with a.house.db.write() as session, pytest.raises(UserError):
            kept_blobs.keep(session, data)
