"""What goes over the wire has the bytes it had on the first day, and gives the bytes of the log back unaltered."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_samples import AT, BODY, DAMAGED, DEVICE, EVENTS, MESSAGES, PERSONAL, SALT, kind_of

from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.compression import MAX_MESSAGE
from app.protocol.feeds import REFERENCE, device_feed, device_of, office_feed, office_of
from app.protocol.messages import (
    LARGEST,
    ChainHead,
    Enrolment,
    FeedEvent,
    MalformedError,
    Page,
    PersonalPart,
    Push,
    Stored,
    WireEvent,
    decode,
    decode_pull_answer,
    decode_push_answer,
    encode,
)

HEAD = ChainHead(2, GENESIS, bytes(64))
GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_has_the_bytes_it_had_on_the_first_day(name: str) -> None:
    """Version 1 of the protocol. A new field with a default is a new golden file beside these; they never change."""
    golden = (GOLDEN / f"{name}.json").read_bytes()
    assert encode(MESSAGES[name]) == golden
    assert decode(golden, kind_of(name)) == MESSAGES[name]


def test_every_golden_file_is_a_message_we_know() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(MESSAGES)


def test_a_known_pc_asks_without_a_code_and_vouches_for_itself() -> None:
    asked = MESSAGES["enrolment_with_a_past"]
    assert isinstance(asked, Enrolment)
    again = asked.without_code
    assert (again.code, again.past, again.head) == ("", (), None)
    assert again.formerly == (*asked.formerly, asked.device_id)
    assert (again.device_id, again.public_key) == (asked.device_id, asked.public_key)


@pytest.mark.parametrize("name", ["stored", "send_from", "fork"])
def test_the_answer_to_a_push_says_which_one_it_is(name: str) -> None:
    assert decode_push_answer((GOLDEN / f"{name}.json").read_bytes()) == MESSAGES[name]


@pytest.mark.parametrize("name", ["page", "page_of_ids", "read_again"])
def test_the_answer_to_a_pull_says_which_one_it_is(name: str) -> None:
    assert decode_pull_answer((GOLDEN / f"{name}.json").read_bytes()) == MESSAGES[name]


@given(st.binary(max_size=60), st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_bytes_come_back_as_written_whatever_they_are(body: bytes, personal: bytes) -> None:
    event = WireEvent.of(DEVICE, 1, GENESIS, GENESIS, body, PersonalPart.of(SALT, personal))
    back = decode(encode(event), WireEvent)
    assert back.body == body
    assert back.personal is not None
    assert (back.personal.salt, back.personal.data) == (SALT, personal)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_of_any_kind_comes_back_as_written(text: str) -> None:
    assert decode(encode(WireEvent.of(DEVICE, 1, GENESIS, GENESIS, text.encode())), WireEvent).body == text.encode()


def test_a_newer_side_may_say_more() -> None:
    grown = msgspec.json.decode(encode(MESSAGES["stored"])) | {"since_version_9": [1, 2]}
    assert decode_push_answer(msgspec.json.encode(grown)) == MESSAGES["stored"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"device_id": ' + b"[" * 100_000,
        encode(MESSAGES["push"])[:-1],
        encode(MESSAGES["push"]).replace(DEVICE.encode(), DEVICE.upper().encode()),
        encode(MESSAGES["push"]).replace(DEVICE.encode(), DEVICE.encode() + rb"\n"),
        encode(MESSAGES["push"]).replace(b'"device_seq":1,', b'"device_seq":0,'),
        encode(MESSAGES["push"]).replace(b'"device_seq":1,', b'"device_seq":99999999999999999999999,'),
        encode(MESSAGES["push"]).replace(b'"text":"', rb'"text":"\ud800', 1),
        encode(Push(DEVICE, HEAD, EVENTS * 251)),
        encode(MESSAGES["push"]).replace(b'"text":"', b'"text":"' + b"x" * LARGEST, 1),
        encode(MESSAGES["push"]).replace(b'"salt":"', b'"salt":"' + b"AAAA" * 30, 1),
    ],
    ids=[
        "nothing", "list", "null", "no text", "deep", "deep inside", "cut", "capitals", "a line too many", "seq 0",
        "huge seq", "half a character", "too many", "too long", "salt too long",
    ],
)  # fmt: skip
def test_what_is_no_message_is_called_malformed_and_nothing_else(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(data, Push)
    with pytest.raises(MalformedError):
        decode_push_answer(data)
    with pytest.raises(MalformedError):
        decode_pull_answer(data)


def test_the_largest_event_fits_into_a_page_however_it_is_written() -> None:
    for text in (b"\x01" * LARGEST, "\U0001f600".encode() * LARGEST, b"\xff" * LARGEST):
        event = WireEvent.of(DEVICE, 1, GENESIS, GENESIS, text, PersonalPart.of(SALT, text))
        assert event.size == 2 * len(text)
        page = encode(Page("reference", "e", 1, 1, AT, (FeedEvent(1, event),)))
        assert len(page) < MAX_MESSAGE
        assert decode_pull_answer(page) == Page("reference", "e", 1, 1, AT, (FeedEvent(1, event),))


def test_a_push_carries_readable_and_damaged_events_alike() -> None:
    push = decode(encode(MESSAGES["push"]), Push)
    assert [event.body for event in push.events] == [BODY, DAMAGED]
    assert push.events[0].personal is not None
    assert push.events[0].personal.data == PERSONAL
    links = [chain_hash(e.prev_hash, e.device_id, e.device_seq, e.body) for e in push.events]
    assert links == [e.hash for e in push.events]
    assert push.head.hash == links[-1]


def test_an_answer_is_not_taken_for_another() -> None:
    with pytest.raises(MalformedError):
        decode(encode(MESSAGES["fork"]), Stored)


def test_a_feed_tells_whose_it_is() -> None:
    assert office_of(office_feed("a")) == "a"
    assert device_of(device_feed("b")) == "b"
    assert (office_of(REFERENCE), device_of(REFERENCE)) == (None, None)
    assert (office_of(device_feed("b")), device_of(office_feed("a"))) == (None, None)
