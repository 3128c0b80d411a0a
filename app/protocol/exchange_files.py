"""Exchange by file: the messages of the line in a container that may pass through any hand.

Sealed for its receiver (X25519, HKDF-SHA256, ChaCha20-Poly1305 frame by frame), signed by its maker (Ed25519). Nobody
else reads it, nobody alters or cuts it unnoticed; who carries it does not matter. Layout: docs/sync.md, "By file".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.protocol.blobs import BlobPiece, KeptBlob, WantedBlob
from app.protocol.compression import BadCompressionError, TooLargeError, compress, decompress
from app.protocol.messages import (
    Bring,
    Compared,
    Digest,
    Enrolled,
    Enrolment,
    FeedName,
    Hash,
    Id,
    Instant,
    Line,
    MalformedError,
    Message,
    Position,
    PullAnswer,
    PushAnswer,
    Refusal,
    decode,
    encode,
)
from app.protocol.versions import SPOKEN, NoCommonVersionError, Versions

SUFFIX = ".qxf"
MAX_FILE = 96 << 20  # bytes of a file; whoever makes one stops well before
FULL = 48 << 20  # bytes of frames after which no more messages are put in
_MAGIC = b"QUAYQXF1"
_HEAD_MOST, _FRAME_MOST = 4096, 17 << 20
_SIGNED = b"qmc-file-1\0"
_LENGTH, _SIGNATURE = 4, 64
_ENCODINGS = (b"i", b"z")  # how the message of a frame is written: as it is, zstd


class FileFault(StrEnum):
    """Why a file was refused. Nothing of it was taken, nothing is lost."""

    FOREIGN = "foreign"  # no file of ours
    TORN = "torn"  # cut off, or something follows its end
    FORGED = "forged"  # not signed by who should have, or altered
    MISDIRECTED = "misdirected"  # sealed for somebody else
    HUGE = "huge"
    VERSION = "version"  # of another version of the program


class BadFileError(ValueError):
    """The file is refused; `fault` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class FileKind(StrEnum):
    """What a file is."""

    OUTGOING = "outgoing"  # a PC's events and cursors, for the server
    ANSWER = "answer"  # what the server says to that, for the PC


class FileHead(Message, frozen=True):
    """What stands open at the beginning. `device_id` is the PC whose exchange it is, `maker` who signs (Ed25519)."""

    kind: FileKind
    device_id: Id
    maker: Hash
    ephemeral: Hash  # X25519, made for this file
    sealed_for: Hash  # X25519
    made_at: Instant
    versions: Line


# --- What is in a file, a message per frame ---------------------------------------------------------------------------


class FileCursor(Message, frozen=True):
    """How far the PC has read a feed."""

    feed: FeedName
    epoch: Line
    position: Position


class Outgoing(Message, frozen=True):
    """First message of a PC's file; pushes follow, then what the server said it lacks, then pieces of blobs.

    `answer_for`: what the answer is sealed for.

    `enrolment` is there when the server does not know this identity yet; `more` events wait for another file.
    """

    answer_for: Hash
    cursors: Annotated[tuple[FileCursor, ...], msgspec.Meta(max_length=200)] = ()
    enrolment: Enrolment | None = None
    more: Position = 0
    digest: Digest | None = None  # a question of the daily comparison
    wanted: Annotated[tuple[WantedBlob, ...], msgspec.Meta(max_length=200)] = ()


class ChainAnswer(Message, frozen=True):
    """What the pushes of a chain were answered at last."""

    device_id: Id
    answer: PushAnswer


class Answered(Message, frozen=True):
    """First message of an answer; feed pages follow, then pieces of blobs. `about` is the SHA-256 of what it answers.

    `refusal` stands alone: the PC asked for a place and does not get it.
    """

    about: Hash
    server_time: Instant
    enrolled: Enrolled | None = None
    chains: Annotated[tuple[ChainAnswer, ...], msgspec.Meta(max_length=200)] = ()
    more: bool = False  # the feeds go on: another exchange brings the rest
    compared: Compared | None = None  # the answer to the digest, or to what was brought
    refusal: Refusal | None = None
    kept: Annotated[tuple[KeptBlob, ...], msgspec.Meta(max_length=2000)] = ()  # how far the blobs in the file came


class _Frame(Message, frozen=True):
    """What tells a piece of a blob, and what is brought back, from other messages of a file."""

    type: str = ""


class FeedPage(Message, frozen=True):
    """What a pull after a position was answered."""

    feed: FeedName
    after: Position
    answer: PullAnswer


def piece_in(message: bytes) -> BlobPiece | Bring | None:
    """Return the piece of a blob that a message is, or what it brings back; None when it is another one.

    Raises MalformedError.
    """
    match decode(message, _Frame).type:
        case "blob":
            return decode(message, BlobPiece)
        case "bring":
            return decode(message, Bring)
    return None


# --- Keys -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileKeys:
    """The two key pairs of one who makes and gets files."""

    signing: Ed25519PrivateKey
    sealing: X25519PrivateKey

    @classmethod
    def of_device(cls, key: Ed25519PrivateKey) -> FileKeys:
        """Return those of a PC: it signs with its own key, and what files for it are sealed for follows from that."""
        return cls(key, X25519PrivateKey.from_private_bytes(_derived(key.private_bytes_raw(), b"qmc-device-seal-1")))

    @classmethod
    def of_server(cls, secret: bytes) -> FileKeys:
        """Return those of a server, from its secret of 32 bytes."""
        signing = Ed25519PrivateKey.from_private_bytes(_derived(secret, b"qmc-server-sign-1"))
        return cls(signing, X25519PrivateKey.from_private_bytes(_derived(secret, b"qmc-server-seal-1")))

    @property
    def public(self) -> bytes:
        """The public halves, 64 bytes: what it signs with, what is sealed for it."""
        return self.signing.public_key().public_bytes_raw() + self.sealing.public_key().public_bytes_raw()


def _derived(secret: bytes, purpose: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


# --- The container ----------------------------------------------------------------------------------------------------


def seal(
    kind: FileKind,
    device_id: str,
    keys: FileKeys,
    receiver: bytes,
    made_at: datetime,
    messages: Iterable[Message],
    ephemeral: X25519PrivateKey | None = None,
) -> bytes:
    """Return a file with these messages for the owner of the X25519 key `receiver`.

    `ephemeral` is given only where the bytes must come out the same again.
    """
    once = ephemeral or X25519PrivateKey.generate()
    opened = once.public_key().public_bytes_raw()
    maker = keys.signing.public_key().public_bytes_raw()
    head = encode(FileHead(kind, device_id, maker, opened, receiver, made_at, str(SPOKEN)))
    cipher = _cipher(once.exchange(X25519PublicKey.from_public_bytes(receiver)), head)
    out = bytearray(_MAGIC) + len(head).to_bytes(_LENGTH, "big") + head
    frames = [_packed(message) for message in messages]
    for place, frame in enumerate(frames):
        sealed = cipher.encrypt(_nonce(place, last=place == len(frames) - 1), frame, None)
        out += len(sealed).to_bytes(_LENGTH, "big") + sealed
    out += bytes(_LENGTH)
    return bytes(out + keys.signing.sign(_digest(out)))


def read_head(data: bytes) -> FileHead:
    """Read who made a file for whom, and see that it is whole and signed by who it says. Raises BadFileError."""
    if len(data) > MAX_FILE:
        raise BadFileError(FileFault.HUGE)
    head, _, _ = _parts(data)
    try:
        SPOKEN.agree(Versions.parse(head.versions))
    except (NoCommonVersionError, ValueError) as error:
        raise BadFileError(FileFault.VERSION) from error
    try:
        Ed25519PublicKey.from_public_bytes(head.maker).verify(data[-_SIGNATURE:], _digest(data[:-_SIGNATURE]))
    except (InvalidSignature, ValueError) as error:
        raise BadFileError(FileFault.FORGED) from error
    return head


def unseal(data: bytes, keys: FileKeys) -> Iterator[bytes]:
    """Yield the messages of a file that `read_head` has passed. Raises BadFileError."""
    head, written, frames = _parts(data)
    if head.sealed_for != keys.sealing.public_key().public_bytes_raw():
        raise BadFileError(FileFault.MISDIRECTED)
    try:
        cipher = _cipher(keys.sealing.exchange(X25519PublicKey.from_public_bytes(head.ephemeral)), written)
        for place, (start, end) in enumerate(frames):
            frame = cipher.decrypt(_nonce(place, last=place == len(frames) - 1), data[start:end], None)
            yield decompress(frame[1:], "zstd" if frame[:1] == _ENCODINGS[1] else "identity")
    except TooLargeError as error:
        raise BadFileError(FileFault.HUGE) from error
    except (InvalidTag, BadCompressionError, ValueError) as error:
        raise BadFileError(FileFault.FORGED) from error


def _parts(data: bytes) -> tuple[FileHead, bytes, list[tuple[int, int]]]:
    """Return the head, its bytes as written, and where each frame begins and ends."""
    if data[: len(_MAGIC)] != _MAGIC:
        raise BadFileError(FileFault.TORN if _MAGIC.startswith(data) else FileFault.FOREIGN)
    start = len(_MAGIC) + _LENGTH
    at = start + _length(data, len(_MAGIC), _HEAD_MOST)
    if at > len(data):
        raise BadFileError(FileFault.TORN)
    written = bytes(data[start:at])
    try:
        head = decode(written, FileHead)
    except MalformedError as error:
        raise BadFileError(FileFault.FORGED) from error
    frames: list[tuple[int, int]] = []
    while length := _length(data, at, _FRAME_MOST):
        frames.append((at + _LENGTH, at + _LENGTH + length))
        at = frames[-1][1]
    if at + _LENGTH + _SIGNATURE != len(data):
        raise BadFileError(FileFault.TORN)
    return head, written, frames


def _length(data: bytes, at: int, most: int) -> int:
    if at + _LENGTH > len(data):
        raise BadFileError(FileFault.TORN)
    length = int.from_bytes(data[at : at + _LENGTH], "big")
    if length > most:
        raise BadFileError(FileFault.FORGED)
    return length


def _packed(message: Message) -> bytes:
    body, encoding = compress(encode(message))
    return _ENCODINGS[encoding == "zstd"] + body


def _cipher(shared: bytes, head: bytes) -> ChaCha20Poly1305:
    """The head is part of the key: a file with another head opens for nobody."""
    return ChaCha20Poly1305(_derived(shared, b"qmc-file-1", salt=hashlib.sha256(head).digest()))


def _nonce(place: int, *, last: bool) -> bytes:
    """Number the frames and mark the last, so that none can be left out, repeated or put elsewhere."""
    return place.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _digest(signed: bytes | bytearray) -> bytes:
    return _SIGNED + hashlib.sha256(signed).digest()
