"""Bodies are written once and read for ever; what is no body says so instead of raising something else."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.events import Event
from app.protocol.event_bytes import UnreadableBodyError, decode_body, encode_body, names_in

EVENT = Event(
    event_id="019a9b2c-0000-7000-8000-000000000001",
    subject_kind="dossier",
    subject_id="019a9b2c-0000-7000-8000-000000000000",
    type="dossier.noted",
    schema_version=1,
    payload={"b": [1, "hai"], "a": None},
    actor_id="u",
    office_id="o",
    act_id="a",
    occurred_at=datetime(2026, 11, 19, 2, 4, 5, 678, tzinfo=UTC),
    basis=("x", "y"),
    n=3,
    personal_hash="00ff",
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda t: unicodedata.normalize("NFC", t))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#:"), min_size=1, max_size=100)
EVENTS = st.builds(
    Event,
    event_id=NAMES,
    subject_kind=NAMES,
    subject_id=NAMES,
    type=NAMES,
    schema_version=st.integers(0, 2**31),
    payload=st.dictionaries(TEXT, VALUES, max_size=4),
    actor_id=TEXT,
    office_id=TEXT,
    act_id=TEXT,
    occurred_at=st.datetimes(
        min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(timezone(timedelta(hours=7)))
    ),
    basis=st.lists(TEXT, max_size=3).map(tuple),
    n=st.integers(1, 2**62),
    rules=st.integers(1, 9),
    level=st.integers(1, 9),
    personal_hash=TEXT,
)


def test_the_bytes_of_a_body_are_what_they_were_on_the_first_day() -> None:
    assert encode_body(EVENT) == (
        b'{"act_id":"a","actor_id":"u","basis":["x","y"],"event_id":"019a9b2c-0000-7000-8000-000000000001","level":1,'
        b'"n":3,"occurred_at":"2026-11-19T02:04:05.000678+00:00","office_id":"o","payload":{"a":null,"b":[1,"hai"]},'
        b'"personal_hash":"00ff","rules":1,"schema_version":1,"subject_id":"019a9b2c-0000-7000-8000-000000000000",'
        b'"subject_kind":"dossier","type":"dossier.noted"}'
    )


@given(EVENTS)
def test_a_body_comes_back_as_it_was_written(event: Event) -> None:
    assert names_in(encode_body(event)) == (event.event_id, event.subject_kind, event.subject_id)
    body = encode_body(event)
    read = decode_body(body)
    assert replace(read, body=b"") == replace(event, occurred_at=event.occurred_at.astimezone(UTC))
    assert read.body == body
    assert encode_body(read) == body


def test_the_personal_part_stays_beside_the_body() -> None:
    event = replace(EVENT, personal={"text": "Lê Thu Hà"})
    assert b"Thu" not in encode_body(event)
    assert decode_body(encode_body(event), event.personal).personal == {"text": "Lê Thu Hà"}
    assert decode_body(encode_body(event)).personal is None


def test_fields_of_a_newer_program_are_passed_over_and_the_bytes_kept() -> None:
    body = json.dumps({**json.loads(encode_body(EVENT)), "colour": "red"}).encode()
    assert decode_body(body).body == body


def _without(name: str) -> bytes:
    data = json.loads(encode_body(EVENT))
    del data[name]
    return json.dumps(data).encode()


def _with(**changes: Any) -> bytes:
    return json.dumps({**json.loads(encode_body(EVENT)), **changes}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        encode_body(EVENT)[:-1],
        encode_body(EVENT).replace(b"hai", b"h\xffi"),
        _without("basis"),
        _without("payload"),
        _with(payload=[]),
        _with(n="3"),
        _with(basis="x"),
        _with(occurred_at="hôm nay"),
        _with(occurred_at="2026-11-19T02:04:05"),
        _with(occurred_at="0001-01-01T00:00:00+14:00"),
        _with(payload={}).replace(b'"payload": {}', b'"payload": {"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        _with(event_id="x y"),
        _with(event_id=""),
        _with(event_id="x#y"),
        _with(subject_id="hồ sơ"),
        _with(subject_kind="x" * 101),
        _with(type="x\n"),
        _with(payload={"a": "@"}).replace(b'"@"', b'{"b":' * 60 + b"1" + b"}" * 60),
        _with(payload={"a": "@"}).replace(b'"@"', b"[" * 60 + b"1" + b"]" * 60),
    ],
    ids=range(24),
)
def test_bytes_that_are_no_body_are_unreadable_and_nothing_worse(body: bytes) -> None:
    assert len(names_in(body)) == 3
    with pytest.raises(UnreadableBodyError):
        decode_body(body)


def test_how_deep_a_body_goes_is_told_by_its_nesting_and_not_by_its_length() -> None:
    wide = {"a": "[" * 900, "b": [[1], {"c": 2}] * 900}
    assert decode_body(_with(payload=wide)).payload == wide
    deep = _with(payload={"a": "@"}).replace(b'"@"', b"[" * 59 + b"1" + b"]" * 59)
    assert decode_body(deep).payload.keys() == {"a"}


@given(st.binary(max_size=60))
def test_no_bytes_at_all_raise_anything_but_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableBodyError):
        decode_body(body)


def test_an_instant_without_a_zone_is_not_written_in_the_zone_of_the_pc() -> None:
    with pytest.raises(ValueError, match="time zone"):
        encode_body(replace(EVENT, occurred_at=datetime(2026, 11, 19, 9, 4)))
