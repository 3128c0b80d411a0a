"""Secrets of this PC: the database key and the device's private key, in the operating system's keyring.

A machine without a keyring gets a key file with owner-only rights, and the program says so in its status strip.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import keyring
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from keyring.errors import KeyringError

SERVICE = "Quay Mot Cua"


class KeyVault:
    """Keeps 32-byte secrets by name for one data folder.

    `installation` tells two data folders of one Windows user apart. `in_keyring` is False once a secret had to be kept
    in a file.
    """

    def __init__(self, folder: Path, installation: str, *, use_keyring: bool = True) -> None:
        self._folder = folder
        self._installation = installation
        self._use_keyring = use_keyring
        self.in_keyring = use_keyring

    def get(self, name: str) -> bytes | None:
        """Return a secret, None when there is none yet."""
        file = self._file(name)
        if file.exists():
            self.in_keyring = False
            return bytes.fromhex(file.read_text("ascii").strip())
        if self._use_keyring:
            try:
                text = keyring.get_password(SERVICE, self._entry(name))
            except KeyringError:
                return None
            return bytes.fromhex(text) if text else None
        return None

    def create(self, name: str, secret: bytes) -> None:
        """Keep a new secret; the keyring first, an owner-only file when there is none."""
        if self._use_keyring:
            try:
                keyring.set_password(SERVICE, self._entry(name), secret.hex())
                if keyring.get_password(SERVICE, self._entry(name)) == secret.hex():
                    return
            except KeyringError:
                pass  # no keyring on this machine: the file below, and the strip says so
        self.in_keyring = False
        descriptor = os.open(self._file(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.hex())
            file.flush()
            os.fsync(file.fileno())

    def database_key(self) -> bytes:
        """Return the raw SQLCipher key, made at the first call."""
        return self._get_or_create("database", secrets.token_bytes(32))

    def device_key(self) -> Ed25519PrivateKey:
        """Return the key pair this device signs with, made at the first call."""
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return Ed25519PrivateKey.from_private_bytes(self._get_or_create("device", raw))

    def _get_or_create(self, name: str, fresh: bytes) -> bytes:
        secret = self.get(name)
        if secret is None:
            self.create(name, fresh)
            secret = fresh
        return secret

    def _entry(self, name: str) -> str:
        return f"{self._installation}/{name}"

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.key"


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 raw bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
