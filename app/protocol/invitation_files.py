"""An invitation by file: what a PC without a line needs to know of its server, sealed with its one-time code.

The code goes another way than the file. Without it nobody reads the file and, above all, nobody makes another: a PC
that took a stranger's key for its server's would seal its office's data for the stranger. Layout: docs/sync.md.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.protocol.codes import WrongCodeError, letters_of
from app.protocol.exchange_files import BadFileError, FileFault
from app.protocol.messages import Id, Instant, Line, MalformedError, Message, decode, encode

SUFFIX = ".qxm"
MAX_FILE = 4096  # bytes
_MAGIC = b"QUAYQXM1"
_SALT, _SUM = 16, 8
_WORK = 1 << 15  # of scrypt: 32 MiB and a tenth of a second a guess, upon the sixty bits of a code


class Invited(Message, frozen=True):
    """The server that invites, and the office that the code is for.

    `address` is `https://host[:port][#pin]`, `exchange_key` what the server signs and reads files with, `is_founded`
    whether it has the office's own data: a PC without an office waits for them, and for nobody else's.
    """

    address: Line
    exchange_key: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    office_id: Id
    prefix: Line
    office_name: Line
    expires_at: Instant
    is_founded: bool = False


def seal_invitation(invited: Invited, code: str, salt: bytes = b"") -> bytes:
    """Return the file. `salt` (16 bytes) is given only where the bytes must come out the same again."""
    chosen = salt or secrets.token_bytes(_SALT)
    data = _MAGIC + chosen + _cipher(code, chosen).encrypt(bytes(12), encode(invited), _MAGIC)
    return data + _sum(data)


def open_invitation(data: bytes, code: str) -> Invited:
    """Read an invitation. Raises BadFileError for a damaged one, WrongCodeError when the code is another."""
    if len(data) > MAX_FILE:
        raise BadFileError(FileFault.HUGE)
    if data[: len(_MAGIC)] != _MAGIC:
        raise BadFileError(FileFault.TORN if _MAGIC.startswith(data) else FileFault.FOREIGN)
    said, checked = data[:-_SUM], data[-_SUM:]
    if len(said) < len(_MAGIC) + _SALT or _sum(said) != checked:
        raise BadFileError(FileFault.TORN)
    at = len(_MAGIC) + _SALT
    try:
        plain = _cipher(code, said[len(_MAGIC) : at]).decrypt(bytes(12), said[at:], _MAGIC)
    except InvalidTag as error:
        raise WrongCodeError("another code, or somebody else's file") from error
    try:
        return decode(plain, Invited)
    except MalformedError as error:
        raise BadFileError(FileFault.VERSION) from error


def _cipher(code: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(letters_of(code).encode()))


def _sum(data: bytes) -> bytes:
    """Tells a damaged file from a wrong code; it protects from nobody."""
    return hashlib.sha256(data).digest()[:_SUM]
