"""A signature holds for one request and one chain head, and for nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_samples import DEVICE, KEY, PUBLIC

from app.protocol.messages import ChainHead
from app.protocol.signatures import Authorization, BadSignatureError, sign_head, sign_request, verify_head

TARGET = "/sync/pull?feed=reference&epoch=e&after=0"
SIGNED = sign_request(KEY, DEVICE, "GET", TARGET, b"", at=1_795_311_000, nonce=bytes(range(16)))


def test_a_signed_request_has_the_header_it_had_on_the_first_day() -> None:
    assert str(SIGNED) == (
        "Quay-Ed25519 device=8a6e0804-2bd0-4672-b79d-d97027f9071a,time=1795311000,"
        "nonce=000102030405060708090a0b0c0d0e0f,signature="
        "62bdb9a4a0fd6344f855257c180874a8582791aa9550a9062b94271bff85d8f1"
        "a1c7b2123d0a6e8832257160c332609b66442b334bf83101f181ad10bc018a02"
    )


def test_the_header_is_read_back_and_holds() -> None:
    read = Authorization.parse(str(SIGNED))
    assert read == SIGNED
    read.verify(PUBLIC, "get", TARGET, b"")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer abc", "Quay-Ed25519", str(SIGNED) + " ", str(SIGNED)[:-2], str(SIGNED).replace("device", "Device")],
)
def test_another_header_is_no_signature(header: str) -> None:
    with pytest.raises(BadSignatureError):
        Authorization.parse(header)


@given(st.text(max_size=200))
def test_no_header_breaks_the_reader(header: str) -> None:
    with pytest.raises(BadSignatureError):
        Authorization.parse(header)


@pytest.mark.parametrize(
    ("claim", "method", "target", "body"),
    [
        (SIGNED, "POST", TARGET, b""),
        (SIGNED, "GET", TARGET + "0", b""),
        (SIGNED, "GET", TARGET, b"x"),
        (replace(SIGNED, at=SIGNED.at + 1), "GET", TARGET, b""),
        (replace(SIGNED, nonce=bytes(16)), "GET", TARGET, b""),
        (replace(SIGNED, device_id=DEVICE[:-1] + "b"), "GET", TARGET, b""),
        (replace(SIGNED, signature=bytes(64)), "GET", TARGET, b""),
    ],
    ids=["method", "target", "body", "time", "nonce", "device", "signature"],
)
def test_a_signature_does_not_hold_for_another_request(
    claim: Authorization, method: str, target: str, body: bytes
) -> None:
    with pytest.raises(BadSignatureError):
        claim.verify(PUBLIC, method, target, body)


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32, b"short"], ids=["zeros", "ones", "short"])
def test_a_signature_does_not_hold_for_another_key(key: bytes) -> None:
    with pytest.raises(BadSignatureError):
        SIGNED.verify(key, "GET", TARGET, b"")


def test_a_head_holds_for_its_chain_and_its_link() -> None:
    head = sign_head(KEY, DEVICE, 7, b"\7" * 32)
    verify_head(PUBLIC, DEVICE, head)
    for device, other in (
        (DEVICE[:-1] + "b", head),
        (DEVICE, ChainHead(8, head.hash, head.signature)),
        (DEVICE, ChainHead(7, bytes(32), head.signature)),
    ):
        with pytest.raises(BadSignatureError):
            verify_head(PUBLIC, device, other)
