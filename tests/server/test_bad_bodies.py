"""No body, header or address makes the server fail: whatever is wrong is the sender's, and is told in a sentence.

The single bad bodies are cases of `tests/sync/test_bad_input.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import httpx
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served import Pc, stored

from app.protocol.feeds import office_feed
from app.protocol.messages import Push, Refusal, decode, encode
from app.protocol.signatures import sign_head
from app.protocol.versions import VERSIONS_HEADER

ZSTD = zstandard.ZstdCompressor()
ON_ONE_SERVER = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _is_refused(answer: httpx.Response) -> Refusal:
    assert 400 <= answer.status_code < 500, answer.text
    refusal = decode(answer.content, Refusal)
    assert refusal.sentence
    return refusal


def test_a_stranger_makes_nobody_unpack_a_bomb(new_pc: Callable[..., Pc]) -> None:
    stranger = new_pc(None)
    answer = stranger.ask("POST", "/sync/push", ZSTD.compress(bytes(100 << 20)), {"Content-Encoding": "zstd"})
    assert _is_refused(answer).code == "unknown_device"


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/health"), ("GET", "/sync/push"), ("GET", "/%00"),
                                              ("DELETE", "/enrol"), ("GET", "/../etc/passwd")])  # fmt: skip
def test_another_address_is_refused_in_words(pc: Pc, method: str, path: str) -> None:
    answer = pc.ask(method, path)
    assert answer.status_code in (404, 405)
    _is_refused(answer)


@given(body=st.binary(max_size=400), encoding=st.sampled_from(["", "zstd", "gzip", "identity"]))
@ON_ONE_SERVER
def test_no_bytes_make_the_server_fail(pc: Pc, body: bytes, encoding: str) -> None:
    for path in ("/sync/push", "/enrol"):
        _is_refused(pc.ask("POST", path, body, {"Content-Encoding": encoding} if encoding else {}))


@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80).map(str.strip))
@ON_ONE_SERVER
def test_no_header_makes_the_server_fail(pc: Pc, header: str) -> None:
    for name in ("Authorization", VERSIONS_HEADER, "Content-Encoding"):
        answer = pc.ask("POST", "/sync/push", b"{}", {name: header})
        _is_refused(answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\0"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(data=st.data())
@ON_ONE_SERVER
def test_a_push_with_any_single_field_spoilt_is_answered(pc: Pc, data: st.DataObject) -> None:
    """Whatever a program of another age or a broken disk puts into a field."""
    import msgspec

    pc.chain = type(pc.chain)(pc.device_id)
    pc.note("d")
    head = sign_head(pc.key, pc.device_id, 1, pc.chain.link)
    message = msgspec.json.decode(encode(Push(pc.device_id, head, pc.chain.events)))
    place = data.draw(st.sampled_from([message, message["head"], message["events"][0]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    try:
        body = msgspec.json.encode(message)
    except (ValueError, OverflowError):
        body = repr(message).encode("utf-8", "replace")
    answer = pc.ask("POST", "/sync/push", body)
    assert answer.status_code < 500, answer.text


FIELDS = ("event_id", "subject_kind", "subject_id", "type", "schema_version", "payload", "actor_id", "office_id",
          "act_id", "occurred_at", "basis", "n", "rules", "level", "personal_hash")  # fmt: skip


@given(data=st.data())
@ON_ONE_SERVER
def test_an_event_with_any_field_spoilt_is_stored_and_stops_nobody(pc: Pc, data: st.DataObject) -> None:
    """The chain and the signature are right, the content is anything: it goes on, and so does the next event."""
    import msgspec

    pc.note(secrets.token_hex(4))
    good = msgspec.json.decode(pc.chain.events[-1].body)
    pc.chain = type(pc.chain)(pc.device_id, pc.chain.events[:-1])
    for name in data.draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3)):
        good[name] = data.draw(JSON)
    if data.draw(st.booleans()):
        good["subject_kind"] = data.draw(st.sampled_from(["staff", "office", "procedure", "access", "device", "new"]))
        good["type"] = data.draw(st.sampled_from(["staff.added", "staff.verifier_set", "event.set_aside", "office.x"]))
        good["payload"] = data.draw(JSON | st.fixed_dictionaries({"fields": JSON, "event_ids": JSON}))
    try:
        body = msgspec.json.encode(good)
    except (ValueError, OverflowError):
        body = repr(good).encode("utf-8", "replace")
    pc.chain = pc.chain.write(body)
    pc.note("the next")
    assert stored(pc.push(pc.chain.events[-2:])) == len(pc.chain.events)


def test_what_was_stored_under_fire_can_be_read_by_colleagues(new_pc: Callable[..., Pc]) -> None:
    pc = new_pc()
    for body in (b"", b"\xff", b"{}", b'"', b"\0" * 1000, "ế".encode()[:-1]):
        pc.chain = pc.chain.write(body)
    stored(pc.push())
    seen = [event for event in new_pc().read(office_feed(pc.office_id)) if event.device_id == pc.device_id]
    assert seen == list(pc.chain.events)


def test_a_request_keeps_the_id_its_proxy_gave_it(pc: Pc) -> None:
    told = [pc.http.get("/health", headers={"Quay-Request": given}) for given in ("abc-1", "a b")]
    assert told[0].headers["Quay-Request"] == "abc-1"
    assert len(told[1].headers["Quay-Request"]) == 16
