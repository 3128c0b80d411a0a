"""Blobs come in pieces and whole, and are there only for whom they concern."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from served import PROVINCE, TAN_THANH, Pc, stored
from sqlalchemy import func, select, update

from app.protocol.blobs import MOST_BYTES, PIECE_BYTES, Kept, named_in
from app.protocol.messages import Refusal, decode
from app.server import blobs
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.tables import blob_pieces, blob_uploads

NAME = "0" * 64


def _file(size: int = 3000) -> tuple[str, bytes]:
    data = secrets.token_bytes(size)
    return hashlib.sha256(data).hexdigest(), data


def _name(pc: Pc, dossier: str, *names: str, **more: object) -> None:
    pc.write("dossier.noted", ("dossier", dossier), {"blobs": list(names)} | more, n=1)
    stored(pc.push(pc.chain.events[-1:]))


def _put(pc: Pc, name: str, offset: int, size: int, piece: bytes) -> httpx.Response:
    return pc.ask("PUT", f"/blobs/{name}?offset={offset}&size={size}", piece)


def _kept(answer: httpx.Response) -> tuple[int, bool]:
    assert answer.status_code == 200, answer.text
    kept = decode(answer.content, Kept)
    return kept.upto, kept.is_whole


def _code(answer: httpx.Response) -> str:
    return decode(answer.content, Refusal).code


def test_a_blob_comes_in_pieces_goes_on_where_it_stopped_and_is_read_by_range(pc: Pc) -> None:
    name, data = _file()
    _name(pc, "d1", name)
    assert _kept(_put(pc, name, 0, 3000, data[:1000])) == (1000, False)
    assert _kept(_put(pc, name, 0, 3000, data[:1000])) == (1000, False), "the answer was lost"
    assert _kept(_put(pc, name, 2000, 3000, data[2000:])) == (1000, False), "a gap"
    assert _code(pc.ask("GET", f"/blobs/{name}")) == "not_found", "half a blob is none"
    assert _kept(_put(pc, name, 1000, 3000, data[1000:])) == (3000, True)
    assert _kept(_put(pc, name, 1000, 3000, data[1000:])) == (3000, True)
    answer = pc.ask("GET", f"/blobs/{name}")
    assert (answer.content, answer.headers["Quay-Size"]) == (data, "3000")
    assert pc.ask("GET", f"/blobs/{name}?offset=900&limit=200").content == data[900:1100]
    assert pc.ask("GET", f"/blobs/{name}?offset=3000").content == b""
    assert _code(pc.ask("GET", f"/blobs/{name}?offset=3001")) == "not_found"


def test_bytes_that_are_not_what_their_name_says_are_thrown_away(pc: Pc, database: Database) -> None:
    name, data = _file()
    _name(pc, "d1", name)
    wrong = _put(pc, name, 0, 3000, bytes(3000))
    assert (wrong.status_code, _code(wrong)) == (415, "encoding")
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(blob_pieces)).scalar_one() == 0
    assert _kept(_put(pc, name, 0, 3000, data)) == (3000, True)


def test_a_blob_of_another_size_begins_anew(pc: Pc) -> None:
    name, data = _file()
    _name(pc, "d1", name)
    assert _kept(_put(pc, name, 0, 9000, data[:1000])) == (1000, False)
    assert _kept(_put(pc, name, 0, 3000, data)) == (3000, True)


def test_to_an_office_it_does_not_concern_a_blob_is_not_there(new_pc: Callable[..., Pc]) -> None:
    here, colleague, there = new_pc(), new_pc(), new_pc(TAN_THANH)
    name, data = _file()
    unknown = there.ask("GET", f"/blobs/{name}")
    _name(here, "d1", name)
    assert _kept(_put(here, name, 0, 3000, data)) == (3000, True)
    hidden = there.ask("GET", f"/blobs/{name}")
    assert (hidden.status_code, _code(hidden)) == (unknown.status_code, _code(unknown)) == (404, "not_found")
    assert _code(_put(there, name, 0, 3000, data)) == "not_found"
    assert colleague.ask("GET", f"/blobs/{name}").content == data
    _name(here, "d1", concerns=[there.office_id])
    assert there.ask("GET", f"/blobs/{name}").content == data


def test_naming_a_blob_whose_hash_one_only_heard_of_opens_nothing(new_pc: Callable[..., Pc]) -> None:
    here, there = new_pc(), new_pc(TAN_THANH)
    name, data = _file()
    _name(here, "d1", name)
    assert _kept(_put(here, name, 0, 3000, data)) == (3000, True)
    _name(there, "d2", name)
    assert _code(there.ask("GET", f"/blobs/{name}")) == "not_found"
    assert _kept(_put(there, name, 0, 3000, data[:1000])) == (1000, False), "it learns not even that it is there"
    assert _code(there.ask("GET", f"/blobs/{name}")) == "not_found"
    assert _kept(_put(there, name, 1000, 3000, data[1000:])) == (3000, True)
    assert there.ask("GET", f"/blobs/{name}").content == data
    assert here.ask("GET", f"/blobs/{name}").content == data


def test_a_pc_that_has_fetched_a_blob_of_another_office_need_not_send_it(new_pc: Callable[..., Pc]) -> None:
    here, there = new_pc(), new_pc(TAN_THANH)
    name, data = _file()
    _name(here, "d1", name, concerns=[there.office_id])
    assert _kept(_put(here, name, 0, 3000, data[:1000])) == (1000, False)
    assert _code(_put(there, name, 0, 3000, data[:1000])) == "not_found", "half of it is nothing to anybody else"
    assert _kept(_put(here, name, 1000, 3000, data[1000:])) == (3000, True)
    assert _kept(_put(there, name, 0, 3000, data[:1000])) == (3000, True)
    _name(there, "d2", name)
    assert _kept(_put(there, name, 0, 3000, data[:1000])) == (1000, False), "naming it, it has to show that it has it"


def test_what_an_event_that_does_not_count_names_is_not_taken(pc: Pc) -> None:
    name, data = _file()
    pc.write("dossier.noted", ("dossier", "d1"), {"blobs": [name]}, n=7)  # a false place in the order
    stored(pc.push())
    assert _code(_put(pc, name, 0, 3000, data)) == "not_found"


def test_a_piece_that_makes_no_sense_is_refused(pc: Pc) -> None:
    for name, offset, size, length, status in (
        (NAME, 0, 10, 0, 422),
        (NAME, 8, 10, 3, 422),
        (NAME, 0, MOST_BYTES + 1, 10, 422),
        (NAME, 0, PIECE_BYTES + 1, PIECE_BYTES + 1, 413),
        ("x", 0, 10, 10, 422),
        (NAME.replace("0", "A"), 0, 10, 10, 422),
        (NAME, -1, 10, 10, 422),
    ):
        assert _put(pc, name, offset, size, bytes(length)).status_code == status, (name, offset, size, length)


def test_an_upload_nobody_goes_on_with_is_swept_and_too_many_wait(
    pc: Pc, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "MOST_UNFINISHED", 2)
    files = [_file(100) for _ in range(4)]
    _name(pc, "d1", *(name for name, _ in files))
    answers = [_put(pc, name, 0, 100, data[:50]) for name, data in files]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    old = utc_now() - blobs.FORGOTTEN_AFTER - timedelta(hours=1)
    with database.write() as connection:
        connection.execute(update(blob_uploads).values(touched_at=old))
    assert _put(pc, files[2][0], 0, 100, files[2][1][:50]).status_code == 200
    with database.read() as connection:
        left = connection.execute(select(blob_uploads.c.province_id, blob_uploads.c.sha256)).all()
    assert left == [(PROVINCE, files[2][0])]


def test_a_large_blob_is_read_piece_by_piece(pc: Pc) -> None:
    name, data = _file(PIECE_BYTES + 1000)
    _name(pc, "d1", name)
    assert _kept(_put(pc, name, 0, len(data), data[:700])) == (700, False)
    assert _kept(_put(pc, name, 700, len(data), data[700 : 700 + PIECE_BYTES])) == (700 + PIECE_BYTES, False)
    assert _kept(_put(pc, name, 700 + PIECE_BYTES, len(data), data[700 + PIECE_BYTES :])) == (len(data), True)
    first = pc.ask("GET", f"/blobs/{name}").content
    assert first + pc.ask("GET", f"/blobs/{name}?offset={len(first)}").content == data


def test_nonsense_in_place_of_names_names_nothing() -> None:
    for nonsense in ("x", {"a": 1}, [1, None, "0" * 63, "G" * 64], None):
        assert named_in({"blobs": nonsense}) == ()
    assert named_in({"blobs": [NAME] * 30}) == (NAME,)
