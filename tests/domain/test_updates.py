"""Manifests of new versions: read, refused, weighed; whatever byte somebody changes."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from datetime import date

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.updates import MANIFEST_LIMIT, Manifest, Notes, Version, is_news, read_manifest, sign_manifest
from app.protocol.canonical import canonical

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEXT = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KNOWN = {"2026": KEY.public_key().public_bytes_raw()}
RELEASE = Manifest(
    version="0.2.0",
    released_at=date(2026, 11, 20),
    file="QuayMotCua-0.2.0-setup.exe",
    size=45_000_000,
    sha256="ab" * 32,
    updates_from="0.1.0",
    notes=Notes("Thêm cập nhật.", "Adds updates."),
)
SIGNED = sign_manifest(RELEASE, {"2026": KEY})
VERSIONS = st.lists(st.integers(0, 99_999), min_size=1, max_size=4)


def refusal(raw: bytes, known: dict[str, bytes] = KNOWN) -> str:
    with pytest.raises(UserError) as told:
        read_manifest(raw, known)
    assert told.value.advice
    return told.value.code


def changed(**fields: object) -> bytes:
    """Sign something that no honest release says."""
    data = msgspec.to_builtins(RELEASE) | fields
    signature = KEY.sign(b"qmc-update-1\0" + canonical(data)).hex()
    return canonical({"manifest": data, "signatures": {"2026": signature}})


def test_what_was_signed_is_read() -> None:
    assert read_manifest(SIGNED, KNOWN) == RELEASE
    assert read_manifest(changed(later="a field of later years"), KNOWN) == RELEASE


@given(place=st.integers(0, len(SIGNED) - 1), other=st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, other: int) -> None:
    damaged = bytearray(SIGNED)
    damaged[place] ^= other
    assert refusal(bytes(damaged)) in {"UPD-FORMAT", "UPD-SIGNATURE", "UPD-KEY"}


@given(length=st.integers(0, len(SIGNED) - 1))
def test_half_a_file_is_refused(length: int) -> None:
    assert refusal(SIGNED[:length]) == "UPD-FORMAT"


@given(st.binary(max_size=200))
def test_anything_else_is_refused(raw: bytes) -> None:
    assert refusal(raw) == "UPD-FORMAT"


def test_prettier_bytes_and_endless_ones_are_refused() -> None:
    assert refusal(json.dumps(json.loads(SIGNED), indent=1).encode()) == "UPD-FORMAT"
    assert refusal(SIGNED + b" ") == "UPD-FORMAT"
    assert refusal(b" " * (MANIFEST_LIMIT + 1)) == "UPD-FORMAT"
    assert refusal(b'{"manifest":' + b'{"a":' * 2000) == "UPD-FORMAT"
    assert refusal(SIGNED.replace(b'"size":45000000', b'"size":4.5')) == "UPD-FORMAT"


def test_a_stranger_cannot_sign() -> None:
    assert refusal(sign_manifest(RELEASE, {"2027": NEXT})) == "UPD-KEY"
    assert refusal(sign_manifest(RELEASE, {})) == "UPD-KEY"
    assert refusal(sign_manifest(RELEASE, {"2026": NEXT})) == "UPD-SIGNATURE"


def test_a_key_is_replaced_by_signing_with_both_for_a_while() -> None:
    both = sign_manifest(RELEASE, {"2026": KEY, "2027": NEXT})
    later = {"2027": NEXT.public_key().public_bytes_raw()}
    for known in (KNOWN, later, KNOWN | later):
        assert read_manifest(both, known) == RELEASE
    assert refusal(sign_manifest(RELEASE, {"2026": KEY, "2027": KEY}), KNOWN | later) == "UPD-SIGNATURE"


def test_a_signature_that_is_no_hex_is_refused() -> None:
    data = json.loads(SIGNED)
    data["signatures"]["2026"] = "not hex"
    assert refusal(canonical(data)) == "UPD-SIGNATURE"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("file", "../../evil.exe"),
        ("file", "C:\\evil.exe"),
        ("file", "setup.exe\n"),
        ("file", "setup.com"),
        ("size", 0),
        ("size", 500_000_001),
        ("sha256", "AB" * 32),
        ("version", "0.2.0-dev"),
        ("version", "1٢"),
        ("updates_from", ""),
        ("released_at", "yesterday"),
        ("notes", {"vi": "a" * 4001}),
    ],
)
def test_what_no_release_says_is_refused_though_signed(field: str, value: object) -> None:
    assert refusal(changed(**{field: value})) == "UPD-FORMAT"


def test_another_program_is_refused() -> None:
    assert refusal(changed(product="so-ho-tich")) == "UPD-PRODUCT"


def test_newer_is_offered_and_the_same_is_not() -> None:
    assert is_news(RELEASE, "0.1.0")
    assert is_news(RELEASE, "0.1.9.99999")
    assert not is_news(RELEASE, "0.2.0")
    assert not is_news(RELEASE, "0.2")


def test_older_is_refused_in_words() -> None:
    with pytest.raises(UserError, match=r"Bản 0\.2\.0 cũ hơn bản đang dùng \(0\.10\.0\)\.") as told:
        is_news(RELEASE, "0.10.0")
    assert told.value.code == "UPD-OLDER"


def test_a_version_too_old_for_one_step_is_told_the_step_before() -> None:
    with pytest.raises(UserError, match=r"chỉ cài lên từ bản 0\.1\.0") as told:
        is_news(RELEASE, "0.0.9")
    assert told.value.advice.startswith("Cài bản 0.1.0 trước.")


@given(VERSIONS, VERSIONS)
def test_versions_are_ordered_as_numbers(left: list[int], right: list[int]) -> None:
    one, other = (Version.of(".".join(map(str, numbers))) for numbers in (left, right))
    padded = [(*numbers, 0, 0, 0)[:4] for numbers in (left, right)]
    assert (one < other) == (padded[0] < padded[1])
    assert (one == other) == (padded[0] == padded[1])


@pytest.mark.parametrize("text", ["", ".", "1.", "1..2", "1.2.3.4.5", "v1", "1-2", " 1", "1\n", "123456"])
def test_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        Version.of(text)


def test_a_version_stays_what_it_is() -> None:
    with pytest.raises(FrozenInstanceError):
        Version.of("1").numbers = (2,)  # type: ignore[misc]
