"""Signatures of a device's key pair (Ed25519).

Over a request, so that a copied token opens nothing; and over the head of its chain, so that its events may come by any
hand.

A request is signed with the server's clock, as far as the PC knows it: the clock of a PC may be years wrong. Where they
differ too much the server's refusal says its time, and the PC signs again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.protocol.messages import ChainHead

TOLERANCE_SECONDS = 300  # a request signed further from the server's clock is refused
NONCE_BYTES = 16
_AUTHORIZATION = re.compile(
    r"Quay-Ed25519 device=([0-9a-f-]{36}),time=(\d{1,11}),nonce=([0-9a-f]{32}),signature=([0-9a-f]{128})", re.ASCII
)


class BadSignatureError(ValueError):
    """No signature, no readable one, or not by this key over these bytes."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the header `Authorization` of a request says. `at` is seconds since 1970."""

    device_id: str
    at: int
    nonce: bytes
    signature: bytes

    @classmethod
    def parse(cls, header: str) -> Authorization:
        """Read the header. Raises BadSignatureError."""
        match = _AUTHORIZATION.fullmatch(header)
        if match is None:
            raise BadSignatureError("no signature of ours")
        device_id, at, nonce, signature = match.groups()
        return cls(device_id, int(at), bytes.fromhex(nonce), bytes.fromhex(signature))

    def __str__(self) -> str:
        return (
            f"Quay-Ed25519 device={self.device_id},time={self.at},nonce={self.nonce.hex()},"
            f"signature={self.signature.hex()}"
        )

    def verify(self, public_key: bytes, method: str, target: str, body: bytes) -> None:
        """Raise BadSignatureError unless the owner of the key signed this very request."""
        check_signature(public_key, self.signature, self.signed(method, target, body))

    def signed(self, method: str, target: str, body: bytes) -> bytes:
        """Return the bytes of the request that its signature is over."""
        return _request(self.device_id, method, target, self.at, self.nonce, body)


def sign_request(
    key: Ed25519PrivateKey, device_id: str, method: str, target: str, body: bytes, *, at: int, nonce: bytes
) -> Authorization:
    """Sign a request: its method, its target (path and query as sent), its body as sent, the time and a fresh nonce.

    Put `str()` of the result into the header `Authorization`.
    """
    return Authorization(device_id, at, nonce, key.sign(_request(device_id, method, target, at, nonce, body)))


def _request(device_id: str, method: str, target: str, at: int, nonce: bytes, body: bytes) -> bytes:
    lines = (device_id, method.upper(), target, str(at), nonce.hex(), hashlib.sha256(body).hexdigest())
    return b"qmc-request-1\0" + "\n".join(lines).encode()


def sign_head(key: Ed25519PrivateKey, device_id: str, seq: int, link: bytes) -> ChainHead:
    """Vouch for a chain up to its link number `seq`."""
    return ChainHead(seq, link, key.sign(_head(device_id, seq, link)))


def verify_head(public_key: bytes, device_id: str, head: ChainHead) -> None:
    """Raise BadSignatureError unless the device vouched for this head."""
    check_signature(public_key, head.signature, _head(device_id, head.seq, head.hash))


def _head(device_id: str, seq: int, link: bytes) -> bytes:
    return b"qmc-head-1\0" + device_id.encode() + seq.to_bytes(8, "big") + link


def check_signature(public_key: bytes, signature: bytes, signed: bytes) -> None:
    """Raise BadSignatureError unless the owner of the key signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise BadSignatureError("not signed by this key") from error
