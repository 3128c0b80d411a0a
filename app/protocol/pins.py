"""A server's public key as it is pinned and as people compare it."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate


def pin_of(certificate: Certificate) -> str:
    """Return the SHA-256 (hex) of a certificate's public key: a renewal over the same key keeps it."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()


def fingerprint(pin: str) -> str:
    """Return a pin in groups of four, to be read out: "3F9A 01C2 …"."""
    return " ".join(pin[start : start + 4].upper() for start in range(0, len(pin), 4))
