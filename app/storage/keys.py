"""Secrets of this PC: the database key and the device's private key, in the operating system's keyring.

A machine without a keyring gets a key file with owner-only rights, and the program says so in its status strip.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import EnvironmentProblem
from app.paths import write_durably

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVICE = "Quay Mot Cua"
KEY_LOST, KEYRING_SHUT = "KEY-LOST", "KEYRING"  # there are data, and their key can't be had


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
        """Return a secret, None when there is none yet.

        Raises EnvironmentProblem when there is one but it can't be had now: a new one would lock the data for good.
        """
        file = self._file(name)
        try:
            if file.exists():
                self.in_keyring = False
                return _secret(file.read_text("ascii"))
            text = self._from_keyring(name)
            if text:
                return _secret(text)
        except (OSError, ValueError) as error:
            raise EnvironmentProblem(
                "Khóa dữ liệu của máy này bị hỏng hoặc không đọc được.",
                "Dữ liệu vẫn nằm nguyên trên máy. Gọi người quản trị, đừng xóa tệp nào.",
                "KEY-BAD",
            ) from error
        if self._sign(name).exists():
            raise EnvironmentProblem(
                "Chưa lấy được khóa dữ liệu từ kho mật khẩu của máy.",
                "Dữ liệu vẫn nguyên. Đăng nhập máy bằng người dùng đã cài chương trình, mở kho mật khẩu rồi thử lại.",
                KEYRING_SHUT,
            )
        return None

    def _from_keyring(self, name: str) -> str | None:
        if not self._use_keyring:
            return None
        import keyring  # looks for every kind of vault when loaded: not where none is asked
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, self._entry(name))
        except KeyringError:
            return None  # none on this machine, or locked: the sign tells them apart

    def create(self, name: str, secret: bytes) -> None:
        """Keep a new secret; the keyring first, an owner-only file when there is none."""
        if self._use_keyring:
            import keyring
            from keyring.errors import KeyringError

            try:
                keyring.set_password(SERVICE, self._entry(name), secret.hex())
                if keyring.get_password(SERVICE, self._entry(name)) == secret.hex():
                    write_durably(self._sign(name), b"")
                    return
            except KeyringError:
                pass  # no keyring on this machine: the file below, and the strip says so
        self.in_keyring = False
        write_durably(self._file(name), secret.hex().encode("ascii"))

    def database_key(self) -> bytes:
        """Return the raw SQLCipher key, made at the first call."""
        return self._get_or_create("database", secrets.token_bytes(32))

    def must_have_database_key(self) -> None:
        """Raise EnvironmentProblem when there is a database and its key is gone: a new one would open nothing."""
        if self.get("database") is None:
            raise EnvironmentProblem(
                "Mất khóa dữ liệu của máy này: không còn trong kho mật khẩu lẫn trong tệp khóa.",
                "Dữ liệu vẫn nằm nguyên nhưng chưa đọc được. Đừng xóa tệp nào; đăng nhập bằng người dùng đã cài chương "
                "trình, hoặc gọi người quản trị để lấy lại khóa.",
                KEY_LOST,
            )

    def device_key(self) -> Ed25519PrivateKey:
        """Return the key pair this device signs with, made at the first call."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # not before the sign-in
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return Ed25519PrivateKey.from_private_bytes(self._get_or_create("device", raw))

    def forget(self) -> None:
        """Take this data folder's secrets out of the keyring, as after a self-test; the data can't be opened again."""
        import keyring
        from keyring.errors import KeyringError

        for name in ("database", "device"):
            with suppress(KeyringError):
                if self._sign(name).exists():
                    keyring.delete_password(SERVICE, self._entry(name))
                    self._sign(name).unlink()

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

    def _sign(self, name: str) -> Path:
        """Return the empty file that says: this secret lies in the keyring."""
        return self._folder / f"{name}.in-keyring"


def _secret(text: str) -> bytes:
    """Read a kept secret. Raises ValueError when it is not 32 bytes in hex."""
    secret = bytes.fromhex(text.strip())
    if len(secret) != 32:
        raise ValueError("not a 32-byte secret")
    return secret


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 raw bytes of the public half."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
