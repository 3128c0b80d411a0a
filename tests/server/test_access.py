"""Every endpoint × who asks × whose it is: the whole table is walked."""

from __future__ import annotations

import hashlib
import itertools
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.routing import APIRoute
from served import AN_XUYEN, TAN_THANH, Pc, enrolment_code, new_steward, stored
from sqlalchemy import Connection

from app.domain.office import Role
from app.protocol import digests
from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.messages import Bring, Claim, Digest, Enrolment, Message, Push, Refusal, decode, encode
from app.protocol.signatures import TOLERANCE_SECONDS, Authorization, sign_head, sign_request
from app.protocol.stewardship import STEWARD_HEADER, CancelCode, NewCode, NewOffice, StopPc, vouch
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server import devices, directory, offices
from app.server.administration import in_turn
from app.server.authentication import Nonces, utc_now
from app.server.database import Database
from app.server.web import create_app

# Who asks. All but the first three sign with a key the server knows.
HERE = {"the pc", "a colleague", "a steward", "a retired steward", "a guesser"}  # at PCs of the one office
THERE = {"another office", "the province's steward", "a steward away"}
ENROLLED = HERE | THERE | {"another province"}
WHO = ("nobody", "a liar", "a stranger", *sorted(ENROLLED), "stopped")
STEWARDS = {"a steward", "the province's steward"}
# What they ask for: a name, and whom it is given to.
GIVEN: dict[str, set[str]] = {
    "GET /health": set(WHO),
    "GET /ready": set(WHO),
    "GET /openapi.json": set(WHO),
    "POST /enrol": {"a stranger"},  # with a good code; who is enrolled already has an identity
    "POST /sync/push own chain": {"the pc"},
    "POST /sync/push chain of the pc": HERE | THERE,  # carried, its writer vouches
    "POST /sync/push chain of the server": set(),
    "POST /sync/push chain of a stopped one": set(),
    "POST /sync/digest": ENROLLED,  # of their own feeds
    "POST /sync/bring": ENROLLED,  # what is ours by our word
    "POST /sync/claim of a clerk of the pc": HERE,  # only their own office lets them call
    "POST /sync/claim of nobody": set(),
    "GET /sync/pull office": HERE,
    "GET /sync/pull log of the pc": HERE,
    "GET /sync/pull log of the server": set(),
    "GET /sync/pull reference": ENROLLED,
    "GET /sync/pull nothing known": set(),
    "GET /sync/first office": HERE,
    "GET /sync/first reference": set(),
    "GET /sync/first log of the pc": set(),
    "PUT /blobs/{sha256} of the pc": HERE,
    "PUT /blobs/{sha256} nobody named": set(),
    "GET /blobs/{sha256} of the pc": HERE,
    "GET /blobs/{sha256} nobody named": set(),
    "GET /sync/stream office": HERE,
    "GET /sync/stream reference": ENROLLED,
    "GET /sync/stream both": HERE,
    "GET /steward/offices": STEWARDS,
    "POST /steward/offices": {"the province's steward"},
    "GET /steward/offices/{office_id} here": STEWARDS,
    "GET /steward/offices/{office_id} there": {"the province's steward"},
    "GET /steward/offices/{office_id} of another province": set(),
    "POST /steward/offices/{office_id}/codes here": STEWARDS,
    "POST /steward/offices/{office_id}/cancelled here": STEWARDS,
    "POST /steward/offices/{office_id}/stopped here": STEWARDS,
}
OWN = {"POST /sync/push own chain": ENROLLED}
REFUSED = {  # what each is told where it gets nothing
    "nobody": "signature",
    "a liar": "signature",
    "a stranger": "unknown_device",
    "stopped": "revoked",
}
BLOB = b"a paper that somebody handed in"


@dataclass
class Cast:
    """Everybody of the table."""

    pcs: dict[str, Pc]
    server_id: str
    code: str
    clerk_id: str
    vouchers: dict[str, tuple[str, Ed25519PrivateKey]]  # in whose name who vouches, with which key

    @property
    def office(self) -> str:
        return office_feed(self.pcs["the pc"].office_id)


@pytest.fixture
def cast(new_pc: Callable[..., Pc], database: Database) -> Cast:
    prefixes = dict.fromkeys([*sorted(HERE), "stopped"], AN_XUYEN) | dict.fromkeys(sorted(THERE), TAN_THANH)
    pcs = {name: new_pc(prefix) for name, prefix in prefixes.items()}
    pcs["a stranger"] = new_pc(None)
    with database.write() as connection:
        offices.add(connection, "01", "000.00.01.H26", "Phường Cầu Giấy", utc_now())
        devices.revoke(connection, pcs["stopped"].device_id, utc_now())
    pcs["another province"] = new_pc("000.00.01.H26")
    name = hashlib.sha256(BLOB).hexdigest()
    pcs["the pc"].write("dossier.noted", ("dossier", "d"), {"blobs": [name]})
    stored(pcs["the pc"].push())
    pcs["the pc"].ask("PUT", f"/blobs/{name}?offset=0&size={len(BLOB)}", BLOB)
    pcs["nobody"] = pcs["a liar"] = pcs["the pc"]
    own, retired = new_steward(database, AN_XUYEN), new_steward(database, AN_XUYEN)
    of_all = new_steward(database, TAN_THANH, whole_province=True)
    in_turn(database, lambda c: directory.change(c, retired.staff_id, utc_now(), active=False))
    vouchers = {
        "a steward": (own.staff_id, own.key),
        "a steward away": (own.staff_id, own.key),
        "a guesser": (own.staff_id, retired.key),
        "a retired steward": (retired.staff_id, retired.key),
        "the province's steward": (of_all.staff_id, of_all.key),
        "stopped": (own.staff_id, own.key),
    }
    clerk_id = in_turn(database, _new_clerk)
    return Cast(pcs, devices.server_device("96").device_id, enrolment_code(database, AN_XUYEN), clerk_id, vouchers)


def _new_clerk(connection: Connection) -> str:
    office = offices.find_by_prefix(connection, AN_XUYEN)
    assert office is not None
    return directory.add(connection, office, "Lê Thu Hà", "", "", [Role.RECEIVER], utc_now())[0]


def _request(cast: Cast, who: str, what: str) -> tuple[str, str, bytes]:
    """Return method, target and body."""
    method, _, rest = what.partition(" ")
    path, _, whose = rest.partition(" ")
    asking, the_pc = cast.pcs[who], cast.pcs["the pc"]
    if path.startswith("/steward"):
        prefix = {"there": TAN_THANH, "of another province": "000.00.01.H26"}.get(whose, AN_XUYEN)
        asked: dict[str, Message] = {
            "offices": NewOffice("000.00.09.H96", "Xã Cái Nước"),
            "codes": NewCode(secrets.token_bytes(32)),
            "cancelled": CancelCode(bytes(32)),
            "stopped": StopPc(cast.pcs["stopped"].device_id),
        }
        body = encode(asked[path.rpartition("/")[2]]) if method == "POST" else b""
        return method, path.replace("{office_id}", offices.id_of(prefix)), body
    if path == "/enrol":
        return method, path, encode(Enrolment(cast.code, asking.device_id, asking.public_key))
    if path == "/sync/digest":
        return method, path, encode(Digest(1, sums=bytes(digests.SIZE)))
    if path == "/sync/claim":
        actor_id = cast.clerk_id if whose == "of a clerk of the pc" else "nobody"
        return method, path, encode(Claim(str(uuid.uuid4()), actor_id, "2026-11-20"))
    if path == "/sync/bring":
        return method, path, encode(Bring(()))
    if path == "/blobs/{sha256}":
        data = BLOB if whose == "of the pc" else b"another"
        target = f"/blobs/{hashlib.sha256(data).hexdigest()}"
        return (method, f"{target}?offset=0&size={len(data)}", data) if method == "PUT" else (method, target, b"")
    if path == "/sync/push":
        owner = {"own chain": asking, "chain of a stopped one": cast.pcs["stopped"]}.get(whose, the_pc)
        device_id = cast.server_id if whose == "chain of the server" else owner.device_id
        return method, path, encode(Push(device_id, sign_head(owner.key, device_id, 0, bytes(32))))
    feeds = {
        "office": cast.office,
        "log of the pc": device_feed(the_pc.device_id),
        "log of the server": device_feed(cast.server_id),
        "reference": REFERENCE,
        "nothing known": "office:\0%",
    }
    if path in ("/sync/pull", "/sync/first"):
        return method, f"{path}?feed={quote(feeds[whose])}", b""
    if path == "/sync/stream":
        named = [feeds["office"], feeds["reference"]] if whose == "both" else [feeds[whose]]
        return method, f"{path}?seconds=0&" + "&".join(f"feed={quote(name)}%400" for name in named), b""
    return method, path, b""


def _sign(cast: Cast, who: str, method: str, target: str, body: bytes) -> dict[str, str]:
    if who == "nobody":
        return {VERSIONS_HEADER: str(SPOKEN)}
    asking = cast.pcs[who]
    key = cast.pcs["another office"].key if who == "a liar" else asking.key
    signed = sign_request(
        key, asking.device_id, method, target, body, at=int(time.time()), nonce=secrets.token_bytes(16)
    )
    headers = {VERSIONS_HEADER: str(SPOKEN), "Authorization": str(signed)}
    if who in cast.vouchers:
        staff_id, own = cast.vouchers[who]
        headers[STEWARD_HEADER] = str(vouch(own, staff_id, signed, method, target, body))
    return headers


def test_everybody_gets_what_the_table_gives_them_and_nothing_else(cast: Cast) -> None:
    wrong = []
    endpoints = sorted(GIVEN, key=lambda name: name == "POST /enrol")  # last, and there last: then it is no stranger
    for what, who in itertools.product(endpoints, sorted(WHO, key=lambda name: name == "a stranger")):
        method, target, body = _request(cast, who, what)
        headers = _sign(cast, who, method, target, body) | {"X-Forwarded-For": f"10.0.0.{len(what)}"}  # not too often
        answer = cast.pcs["the pc"].http.request(method, target, content=body, headers=headers)
        may = who in OWN.get(what, GIVEN[what])
        if may != (answer.status_code == 200):
            wrong.append(f"{who} — {what}: {answer.status_code} {answer.text[:80]}")
        elif not may:
            code = decode(answer.content, Refusal).code
            expected = {REFUSED.get(who, "")} if what != "POST /enrol" else {"signature", "identity"}
            if who not in REFUSED and what != "POST /enrol":
                expected = {"forbidden", "revoked"} if "/blobs/" not in what else {"not_found"}
                if "/steward" in what:
                    expected = {"not_found" if who == "the province's steward" else "steward"}
            if code not in expected:
                wrong.append(f"{who} — {what}: told {code} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_table_knows_every_endpoint(database: Database) -> None:
    app = create_app(database)
    there = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in (route.methods or ())
    }
    assert there | {"GET /openapi.json"} == {" ".join(what.split()[:2]) for what in GIVEN}


# --- Signatures -------------------------------------------------------------------------------------------------------


def _ask(
    pc: Pc, *, at: int | None = None, nonce: bytes | None = None, versions: str = str(SPOKEN)
) -> tuple[int, Refusal | None]:
    target = "/sync/pull?feed=reference"
    signed = sign_request(
        pc.key,
        pc.device_id,
        "GET",
        target,
        b"",
        at=int(time.time()) if at is None else at,
        nonce=nonce or secrets.token_bytes(16),
    )
    answer = pc.http.get(target, headers={VERSIONS_HEADER: versions, "Authorization": str(signed)})
    return answer.status_code, decode(answer.content, Refusal) if answer.status_code != 200 else None


@pytest.mark.parametrize("off", [-1000, 1000, -10 * 365 * 86400, 9 * 365 * 86400])
def test_a_pc_with_a_wrong_clock_is_told_the_time_and_signs_by_it(pc: Pc, off: int) -> None:
    status, refusal = _ask(pc, at=int(time.time()) + off)
    assert status == 401
    assert refusal is not None
    assert refusal.code == "clock"
    assert _ask(pc, at=int(refusal.server_time.timestamp())) == (200, None)


def test_the_same_request_a_second_time_is_refused(pc: Pc) -> None:
    nonce = secrets.token_bytes(16)
    assert _ask(pc, nonce=nonce)[0] == 200
    status, refusal = _ask(pc, nonce=nonce)
    assert (status, refusal and refusal.code) == (401, "replayed")


@pytest.mark.parametrize("versions", ["2-9", "9-12"])
def test_a_program_too_new_is_told_which_versions_there_are(pc: Pc, versions: str) -> None:
    status, refusal = _ask(pc, versions=versions)
    assert status == 426
    assert refusal is not None
    assert (refusal.code, refusal.versions) == ("version", str(SPOKEN))


@pytest.mark.parametrize("versions", ["", "1", "x", "1-1-1"])
def test_a_program_without_versions_is_none_of_ours(pc: Pc, versions: str) -> None:
    assert _ask(pc, versions=versions)[0] == 422


def test_nonces_are_forgotten_again_after_the_clock_was_years_ahead() -> None:
    nonces, now = Nonces(), 1_800_000_000
    assert nonces.is_new("pc", b"ahead", now + 10**8)
    assert nonces.is_new("pc", b"n", now)
    assert not nonces.is_new("pc", b"n", now + TOLERANCE_SECONDS)
    for minutes in (11, 22, 33):
        nonces.is_new("pc", b"other", now + 60 * minutes)
    assert nonces.is_new("pc", b"n", now + 60 * 34)


def test_a_signature_copied_to_another_request_is_refused(pc: Pc) -> None:
    signed = sign_request(
        pc.key, pc.device_id, "GET", "/sync/pull?feed=reference", b"", at=int(time.time()), nonce=bytes(16)
    )
    assert Authorization.parse(str(signed)) == signed
    headers = {VERSIONS_HEADER: str(SPOKEN), "Authorization": str(signed)}
    for target in ("/sync/pull?feed=reference&after=1", f"/sync/pull?feed={office_feed(pc.office_id)}"):
        assert pc.http.get(target, headers=headers).status_code == 401
