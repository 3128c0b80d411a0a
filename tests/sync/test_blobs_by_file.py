"""Scans go on the stick too: behind the events as far as there is room, and back to whoever wants to see one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from server_places import ServerPlaces
from sqlalchemy import text
from sync_desk import Centre, Counter, centre_at

from app.domain import dossier
from app.server import exchange_blobs
from app.server.authentication import utc_now
from app.server.exchange import take_in
from app.services import exchange_files
from app.services.exchange_files import Exported, export_file, import_answer
from app.services.house import act, the_desk
from app.storage import kept_blobs
from app.storage.event_log import NewEvent, append
from app.sync import blobs_by_file, files
from app.sync.files import Taken

Pair = tuple[Counter, Counter]
PIECE = 10_000


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (blobs_by_file, exchange_blobs):
        monkeypatch.setattr(module, "PIECE_BYTES", PIECE)


@pytest.fixture
def centre(places: ServerPlaces, tmp_path: Path) -> Iterator[Centre]:
    with centre_at(tmp_path, places.new(tmp_path)) as made:
        yield made


@pytest.fixture
def carry(tmp_path: Path, centre: Centre) -> Callable[..., tuple[Exported, Taken, Path]]:
    """Carry a file to the centre and its answer back; `full`: bytes that the answer may take."""

    began, trips = utc_now(), count(1)

    def carry(counter: Counter, full: int = 10**6) -> tuple[Exported, Taken, Path]:
        now = began + timedelta(minutes=next(trips))
        counter.clock.now += timedelta(minutes=1)
        made = export_file(counter.house, counter.key, tmp_path)
        answer = made.path.with_suffix(".answer")
        answer.write_bytes(take_in(centre.database, made.path.read_bytes(), now, full=full).answer)
        return made, import_answer(counter.house, counter.key, answer), answer

    return carry


def scan(counter: Counter, data: bytes) -> str:
    received = counter.receive()
    with counter.house.db.write() as session:
        name = kept_blobs.keep(session, data)
        doing = act(counter.house, counter.clerk, the_desk(session), "act")
        append(session, doing, [NewEvent(dossier.KIND, received.subject_id, dossier.NOTED, {"blobs": [name]}, {})])
    return name


def loaded(counter: Counter, name: str) -> bytes | None:
    with counter.house.db.read() as session:
        return kept_blobs.load(session, name)


def waiting(counter: Counter) -> list[int]:
    with counter.house.db.read() as session:
        return [blob.size - blob.upto for blob in kept_blobs.waiting(session)]


def test_scans_go_behind_the_events_and_come_with_an_answer(
    pair: Pair, carry: Callable[..., tuple[Exported, Taken, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pair
    large, small = secrets.token_bytes(60_000), b"small"
    names = [scan(a, large), scan(a, small)]
    with monkeypatch.context() as patch:
        patch.setattr("app.storage.outgoing.MAX_BATCH", 1)
        patch.setattr(exchange_files, "make_outgoing", partial(files.make_outgoing, full=500))
        made, _, _ = carry(a)
    assert (made.more > 0, made.path.stat().st_size < 4096) == (True, True), "events first"
    monkeypatch.setattr(exchange_files, "make_outgoing", partial(files.make_outgoing, full=45_000))
    made, taken, _ = carry(a)
    assert (made.blobs, made.blobs_more, taken.blobs_sent, a.waiting()) == (0, 2, 0, 0)
    left = waiting(a)
    assert 0 < left[0] < len(large)
    while waiting(a):
        made, taken, _ = carry(a)
    assert (made.blobs, made.blobs_more, taken.blobs_sent) == (2, 0, 2)
    with b.house.db.write() as session:
        kept_blobs.want(session, names[0])
    _, taken, _ = carry(b, full=30_000)
    assert (taken.more, taken.blobs_fetched) == (True, 0)
    while taken.more:
        _, taken, _ = carry(b, full=30_000)
    assert taken.blobs_fetched == 1
    assert (loaded(b, names[0]), loaded(b, names[1])) == (large, None), "what nobody asked for stays where it is"


def test_a_server_that_was_set_back_gets_the_scans_again_by_file(
    pair: Pair, centre: Centre, carry: Callable[..., tuple[Exported, Taken, Path]]
) -> None:
    a, _ = pair
    scan(a, b"small")
    made, _, old = carry(a)
    assert made.blobs == 1
    assert carry(a)[0].blobs == 0
    with centre.database.write() as connection:
        for table in ("blob_pieces", "blob_uploads", "blobs"):
            connection.execute(text(f"DELETE FROM {table}"))
    centre.database.begin_epoch()
    carry(a)
    import_answer(a.house, a.key, old)
    assert waiting(a) == [5], "what an old answer says counts no more"
    made, taken, _ = carry(a)
    assert (made.blobs, taken.blobs_sent, waiting(a)) == (1, 1, [])
    assert carry(a)[0].blobs == 0
