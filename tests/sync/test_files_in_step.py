"""Files beside the events: sent when the line is there, kept until the server has them, found at the other counter."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text
from sync_desk import Centre, Counter

from app.domain import dossier
from app.domain.errors import UserError
from app.protocol.blobs import MOST_BYTES, PIECE_BYTES
from app.services.attachments import FileState, attach_file, choose_file
from app.services.dossiers import open_dossier
from app.services.enrolment import join_server
from app.services.house import act, the_desk
from app.storage import kept_blobs
from app.storage.event_log import NewEvent, append
from app.sync import troubles
from app.sync.backoff import PieceSize
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


def loaded(counter: Counter, name: str) -> bytes | None:
    with counter.house.db.read() as session:
        return kept_blobs.load(session, name)


def want(counter: Counter, name: str) -> None:
    with counter.house.db.write() as session:
        kept_blobs.want(session, name)


def fetched(counter: Counter, name: str) -> bytes | None:
    """Ask for a file as somebody who opens it, and return it when it has come."""
    want(counter, name)
    counter.exchange()
    assert counter.engine is not None
    while (carried := counter.engine.carry((name,))) and not carried.is_missing:
        pass
    return loaded(counter, name)


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
    assert loaded(b, name) == data, "it is here now"
    centre.start()


class Faulty:
    """A line whose pieces of files are lost, or arrive damaged, as a list says; it counts what it carries."""

    def __init__(self, line: Any, faults: list[str], carried: list[int] | None = None) -> None:
        self._line, self._faults, self._carried = line, faults, carried if carried is not None else []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Any:
        fault = self._fault()
        self._carried.append(len(data))
        answer = self._line.put_blob(sha256, offset, size, bytes(len(data)) if fault == "damaged" else data)
        if fault == "deaf":
            raise troubles.cut()
        return answer

    def get_blob(self, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
        fault = self._fault()
        data, size = self._line.get_blob(sha256, offset, limit)
        self._carried.append(len(data))
        if fault == "deaf":
            raise troubles.cut()
        return (bytes(len(data)) if fault == "damaged" else data), size

    def _fault(self) -> str:
        fault = self._faults.pop(0) if self._faults else "ok"
        if fault == "lost":
            raise troubles.cut()
        return fault


def over(counter: Counter, *faults: str) -> tuple[list[str], list[int]]:
    """Let a counter's files meet these faults; return those to come, and the bytes that went."""
    left, carried = list(faults), list[int]()
    counter.restart()
    counter.wrap = lambda line: Faulty(line, left, carried)
    return left, carried


@pytest.mark.parametrize(
    "faults", [["ok", "lost"], ["deaf", "deaf"], ["damaged"], ["ok", "damaged", "lost"]], ids=" ".join
)
def test_whatever_happens_on_the_way_the_whole_file_arrives(
    pair: Pair, faults: list[str], expected_log: Callable[[str], None]
) -> None:
    a, b = pair
    if "damaged" in faults:
        expected_log("WARNING app.sync.blobs: a file of .* came damaged")
    left, _ = over(a, *faults)
    data = secrets.token_bytes(PIECE_BYTES + 5000)
    name = attach(a, data)
    for _ in range(4):
        with suppress(LineTrouble):
            a.exchange()
    assert (waiting(a), left) == ([], [])
    b.exchange()
    assert fetched(b, name) == data


def test_whatever_happens_on_the_way_the_whole_file_is_fetched(pair: Pair, expected_log: Callable[[str], None]) -> None:
    a, b = pair
    expected_log("WARNING app.sync.blobs: a file of .* came damaged and is fetched again")
    data = secrets.token_bytes(PIECE_BYTES + 5000)
    name = attach(a, data)
    a.exchange()
    left, _ = over(b, "ok", "ok", "lost", "deaf", "damaged", "lost", "deaf")
    want(b, name)
    for _ in range(5):
        with suppress(LineTrouble):
            b.exchange()
    assert (loaded(b, name), left) == (data, [])


def test_after_a_cut_and_a_start_of_the_program_only_what_is_missing_travels(pair: Pair) -> None:
    data = secrets.token_bytes(4 * PIECE_BYTES)
    name = attach(pair[0], data)
    for counter in pair:
        gone = 0
        for faults in (["ok"] * 5 + ["lost"], ["ok"] * 2 + ["lost"], []):
            _, carried = over(counter, *faults)
            if counter is pair[1]:
                want(counter, name)
            with suppress(LineTrouble):
                counter.exchange()
            gone += sum(carried)
        assert gone == len(data)
    assert loaded(pair[1], name) == data


def test_two_counters_fetch_the_same_file_side_by_side(
    counters: Callable[..., Counter], pair: Pair, centre: Centre
) -> None:
    a, b = pair
    c = counters("c")
    join_server(c.house, None, c.key, centre.address, centre.code())
    data = secrets.token_bytes(2 * PIECE_BYTES)
    name = attach(a, data)
    a.exchange()
    engines = []
    for counter in (b, c):
        counter.exchange()
        want(counter, name)
        assert counter.engine is not None
        engines.append(counter.engine)
    while [engine for engine in engines if engine.carry()]:
        pass
    assert loaded(b, name) == loaded(c, name) == data


def test_a_file_attached_here_while_it_comes_is_this_counters_to_send(pair: Pair) -> None:
    a, b = pair
    data = secrets.token_bytes(2 * PIECE_BYTES)
    name = attach(a, data)
    a.exchange()

    class Meanwhile(Faulty):
        def get_blob(self, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
            if offset:
                attach(b, data)
                assert waiting(b) == [(len(data), 0)]
            return super().get_blob(sha256, offset, limit)

    b.restart()
    b.wrap = lambda line: Meanwhile(line, [])
    want(b, name)
    b.exchange()
    assert loaded(b, name) == data
    assert b.rows("SELECT is_fetched, upto FROM kept_blobs") == [(0, len(data))]
    assert waiting(b) == []


def test_a_large_file_that_the_server_does_not_want_costs_little_until_there_is_news(pair: Pair) -> None:
    a, _ = pair
    _, sent = over(a)
    attach(a, bytes(PIECE_BYTES), told=False)
    a.exchange()
    a.exchange()
    a.exchange()
    assert (len(sent), sum(sent) < 10_000) == (1, True)
    a.receive()
    a.exchange()
    assert len(sent) == 2


def test_a_refused_file_holds_up_no_other(pair: Pair) -> None:
    a, b = pair
    refused = attach(a, b"one too many")
    name = attach(a, b"of a dossier")

    class Full(Faulty):
        def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Any:
            if sha256 == refused:
                raise troubles.refused("busy", "", 0)
            return super().put_blob(sha256, offset, size, data)

    a.restart()
    a.wrap = lambda line: Full(line, [])
    with pytest.raises(LineTrouble):
        a.exchange()
    a.exchange()
    assert fetched(b, name) == b"of a dossier"
    assert waiting(a) == [(12, 0)]


@pytest.mark.parametrize(("code", "seconds"), [("unavailable", 0.0), ("busy", 0.001)])
def test_a_file_met_by_a_passing_refusal_goes_soon(pair: Pair, code: str, seconds: float) -> None:
    a, b = pair
    name = attach(a, b"of a dossier")
    left = [1]

    class Resting(Faulty):
        def put_blob(self, sha256: str, offset: int, size: int, data: bytes) -> Any:
            if left:
                left.clear()
                raise troubles.refused(code, "", seconds)
            return super().put_blob(sha256, offset, size, data)

    a.restart()
    a.wrap = lambda line: Resting(line, [])
    with pytest.raises(LineTrouble):
        a.exchange()
    deadline = time.monotonic() + 10
    while waiting(a) and time.monotonic() < deadline:
        a.exchange()
    assert fetched(b, name) == b"of a dossier"


def test_a_file_that_no_event_names_waits_and_holds_nobody_up(pair: Pair) -> None:
    a, b = pair
    attach(a, b"of nobody", told=False)
    name = attach(a, b"of a dossier")
    a.exchange()
    assert waiting(a) == [(9, 0)]
    assert fetched(b, name) == b"of a dossier"
    assert fetched(b, "0" * 64) is None


def lose(centre: Centre, *tables: str) -> None:
    with centre.database.write() as connection:
        for table in tables:
            connection.execute(text(f"DELETE FROM {table}"))


def test_a_server_that_was_set_back_gets_the_files_again(pair: Pair, centre: Centre) -> None:
    a, b = pair
    name = attach(a, b"of a dossier")
    a.exchange()
    lose(centre, "blob_pieces", "blob_uploads", "blobs")
    assert fetched(b, name) is None
    centre.database.begin_epoch()
    a.exchange()
    a.exchange()
    assert fetched(b, name) == b"of a dossier"


def test_a_line_cut_right_after_a_set_back_was_noticed_makes_no_file_forgotten(pair: Pair, centre: Centre) -> None:
    a, b = pair
    name = attach(a, b"of a dossier")
    a.exchange()
    lose(centre, "blob_pieces", "blob_uploads", "blobs")
    centre.database.begin_epoch()
    deaf = [True]

    class Deaf(Faulty):
        def pull(self, *asked: Any, **how: Any) -> Any:
            if deaf:
                raise troubles.cut()
            return self._line.pull(*asked, **how)

    a.restart()
    a.wrap = lambda line: Deaf(line, [])
    with pytest.raises(LineTrouble):
        a.exchange()
    deaf.clear()
    a.exchange()
    assert fetched(b, name) == b"of a dossier"


def test_what_another_office_sent_is_nothing_that_waits_here_when_the_server_was_set_back(
    pair: Pair, centre: Centre
) -> None:
    a, b = pair
    scan = Image.new("RGB", (40, 40))
    scan.save(path := centre.folder / "scan.png")
    subject = a.receive().subject_id
    attach_file(a.house, a.clerk, subject, choose_file(path))
    a.exchange()
    b.exchange()
    [file] = open_dossier(b.house, subject).files
    assert file.state is FileState.ABSENT
    assert fetched(b, file.sha256)
    [file] = open_dossier(b.house, subject).files
    assert file.state is FileState.SENT
    lose(centre, "blob_pieces", "blob_uploads", "blobs", "blob_names")  # as if no office had named it: none of ours has
    centre.database.begin_epoch()
    _, sent = over(b)
    for _ in range(3):
        b.exchange()
        b.receive()
    [file] = open_dossier(b.house, subject).files
    assert (file.state, len(sent)) == (FileState.HERE, 1)


def test_a_file_too_large_is_refused_where_it_is_chosen(counters: Callable[..., Counter]) -> None:
    a = counters("a", alone=True)
    for data in (b"", bytes(MOST_BYTES + 1)):
        with a.house.db.write() as session, pytest.raises(UserError):
            kept_blobs.keep(session, data)


@pytest.mark.parametrize(("speed", "fitting"), [(10_000, 16 << 10), (200_000, 100_000), (10**8, PIECE_BYTES)])
def test_a_piece_is_what_the_line_carries_in_half_a_second(speed: int, fitting: int) -> None:
    size = PieceSize()
    for _ in range(8):
        size = size.after(size.bytes, size.bytes / speed)
    assert size.bytes == fitting
    assert size.after(4096, 0.001) == size, "so little says nothing"
    assert size.smaller().bytes == max(fitting // 2, 16 << 10)
