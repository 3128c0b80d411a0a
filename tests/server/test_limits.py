"""Whoever comes too often waits, and nobody else; a server without room says so and stores nothing by halves."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from full_server import full
from hypothesis import example, given
from hypothesis import strategies as st
from served import NAMES, Pc, RefusedError, enrolment_code, serving, stored

from app.protocol.feeds import office_feed
from app.protocol.messages import Digest, Refusal, decode
from app.protocol.signatures import sign_request
from app.server.authentication import Asked, Gate, utc_now
from app.server.database import Database
from app.server.limits import Buckets, Limit, Limits
from app.server.refusals import Refused
from app.server.web import create_app

PREFIX = next(iter(NAMES))


# --- The bucket -------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0, 20), st.sampled_from("ab")), max_size=60), st.integers(1, 5), st.floats(0.1, 3))
@example([(11.0, "a"), (19.069716088602025, "a"), (0.0, "a")], 1, 0.5)  # put off by the last digit
def test_nobody_ever_gets_more_than_the_burst_and_the_flow(
    comings: list[tuple[float, str]], burst: int, per_second: float
) -> None:
    now = 0.0
    buckets = Buckets(Limit(burst, per_second), lambda: now)
    let_in: dict[str, list[float]] = {"a": [], "b": []}
    for pause, who in comings:
        now += pause
        wait = buckets.take(who)
        if not wait:
            let_in[who].append(now)
        else:
            after = now + wait
            seen = Buckets(Limit(burst, per_second), lambda: after)  # noqa: B023 - called at once
            seen._spent = dict(buckets._spent)
            assert seen.take(who) == 0, "whoever waits as told gets in"
    for times in let_in.values():
        for start in range(len(times)):
            for end in range(start, len(times)):
                assert end - start + 1 <= burst + (times[end] - times[start]) * per_second + 1e-6


def test_buckets_that_are_full_again_are_forgotten() -> None:
    now = 0.0
    buckets = Buckets(Limit(3, 1), lambda: now)
    for number in range(Buckets.MOST):
        buckets.take(str(number))
    now = 100.0
    buckets.take("last")
    assert len(buckets._spent) == 1
    while not buckets.take("wild"):
        pass
    for number in range(Buckets.MOST + 2):
        buckets.take(str(number))
    assert len(buckets._spent) <= Buckets.MOST
    assert buckets.take("wild") > 0, "who has spent all is not forgotten for who came once"


# --- At the door ------------------------------------------------------------------------------------------------------


@contextmanager
def _strict(database: Database, monkeypatch: pytest.MonkeyPatch, **limits: Limit) -> Iterator[str]:
    monkeypatch.setattr("app.server.serving.create_app", partial(create_app, limits=Limits(**limits)))
    with serving(database) as address:
        yield address


def _code_of(pc: Pc, target: str = "/sync/pull?feed=reference") -> str:
    answer = pc.ask("GET", target)
    if answer.status_code == 200:
        return ""
    refusal = decode(answer.content, Refusal)
    if refusal.code == "busy":
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1
    return refusal.code


def test_a_pc_that_asks_without_pause_waits_and_its_colleague_does_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _strict(database, monkeypatch, requests=Limit(5, 0.001)) as address:
        wild, calm = Pc(address), Pc(address)
        for pc in (wild, calm):
            pc.enrol(enrolment_code(database, PREFIX))
        assert [_code_of(wild) for _ in range(7)] == [""] * 5 + ["busy"] * 2
        assert _code_of(calm) == ""
        for pc in (wild, calm):
            pc.http.close()


def test_wrong_signatures_are_put_off_by_address_and_honest_pcs_of_it_are_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _strict(database, monkeypatch, signatures=Limit(3, 0.001)) as address:
        honest, liar = Pc(address), Pc(address)
        honest.enrol(enrolment_code(database, PREFIX))
        liar.chain = type(liar.chain)(honest.device_id)  # the id of another, a key of its own: a copied disk without it
        assert [_code_of(liar) for _ in range(5)] == ["signature"] * 3 + ["busy"] * 2
        assert _code_of(honest) == ""
        for pc in (honest, liar):
            pc.http.close()


def test_a_wrong_clock_is_told_as_often_as_it_asks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no lie: the PC signs again by the time it is told, and its whole office comes from one address."""
    with _strict(database, monkeypatch, signatures=Limit(3, 0.001)) as address:
        late, target = Pc(address), "/sync/pull?feed=reference"
        late.enrol(enrolment_code(database, PREFIX))
        told = []
        for _ in range(5):
            signed = sign_request(late.key, late.device_id, "GET", target, b"", at=1, nonce=secrets.token_bytes(16))
            answer = late.ask("GET", target, headers={"Authorization": str(signed)})
            told.append(decode(answer.content, Refusal).code)
        assert told == ["clock"] * 5
        late.http.close()


def test_whoever_guesses_codes_waits_even_with_the_right_one(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "quay.server")
    with _strict(database, monkeypatch, codes=Limit(3, 0.001)) as address:
        guesser = Pc(address)
        told = []
        for code in ["AAAA-AAAA-AAAA"] * 4 + [enrolment_code(database, PREFIX)]:
            with pytest.raises(RefusedError) as refused:
                guesser.enrol(code)
            told.append(refused.value.code)
        assert told == ["code"] * 3 + ["busy"] * 2
        assert caplog.messages.count("enrolment.refused from 127.0.0.1") == 3
        guesser.http.close()


def test_whoever_was_never_here_waits_after_some_questions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with _strict(database, monkeypatch, signatures=Limit(3, 0.001)) as address:
        told = []
        for _ in range(5):
            stranger = Pc(address)  # a key of its own each time
            with pytest.raises(RefusedError) as refused:
                stranger.enrol("", formerly=(stranger.device_id,))
            told.append(refused.value.code)
            stranger.http.close()
        assert told == ["unknown_device"] * 3 + ["busy"] * 2


def test_a_pc_that_asks_for_its_place_without_pause_waits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with _strict(database, monkeypatch, requests=Limit(3, 0.001)) as address:
        pc = Pc(address)
        with closing(pc.http):
            code = enrolment_code(database, PREFIX)
            for _ in range(3):
                pc.enrol(code)
            with pytest.raises(RefusedError, match="busy"):
                pc.enrol(code)


def test_comparing_without_pause_is_put_off_and_nothing_else(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _strict(database, monkeypatch, comparisons=Limit(2, 0.001)) as address:
        pc = Pc(address)
        with closing(pc.http):
            pc.enrol(enrolment_code(database, PREFIX))
            for _ in range(2):
                pc.send("/sync/digest", Digest())
            with pytest.raises(RefusedError, match="busy"):
                pc.send("/sync/digest", Digest())
            assert _code_of(pc) == ""


def test_requests_that_are_put_off_leave_nothing_behind() -> None:
    limits = Limits(requests=Limit(2, 0.001))
    gate, key, device_id = Gate(utc_now, limits), Ed25519PrivateKey.generate(), str(uuid.uuid4())
    at, told = int(utc_now().timestamp()), []
    for number in range(5):
        nonce = number.to_bytes(16, "big")
        signed = sign_request(key, device_id, "POST", "/enrol", b"", at=at, nonce=nonce)
        asked = Asked("POST", "/enrol", b"", str(signed), "127.0.0.1", {})
        try:
            gate.newcomer(asked, device_id, key.public_key().public_bytes_raw())
        except Refused as refused:
            told.append(refused.code)
    assert told == ["busy"] * 3
    assert len(gate._nonces._young) == 2


# --- Full -------------------------------------------------------------------------------------------------------------


def test_a_full_server_says_so_and_keeps_no_half_of_a_push(
    pc: Pc, database: Database, expected_log: Callable[[str], None]
) -> None:
    expected_log("ERROR quay.server: database.full")
    pc.note("d1")
    stored(pc.push())
    for number in range(100):
        pc.write("dossier.noted", ("dossier", f"e{number}"), {}, personal={"text": "dài" * 1000})
    with full(database):
        with pytest.raises(RefusedError) as refused:
            pc.push(pc.chain.events[1:])
        assert (refused.value.status, refused.value.code) == (507, "full")
        assert "hết chỗ" in refused.value.refusal.sentence
        assert len(pc.read(office_feed(pc.office_id))) == 1
        assert pc.http.get("/health").status_code == 200
    assert stored(pc.push(pc.chain.events[1:])) == 101
    assert len(pc.read(office_feed(pc.office_id))) == 101
