"""What an administrator asks of the server from a desktop, and how they vouch for it.

The device signs the request as always. Whoever administers signs the same bytes a second time, with a key pair made
from a code that only they have: the server knows its public key, no PC and no feed knows anything of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.protocol.codes import steward_seed
from app.protocol.messages import Hash, Id, Instant, Line, Message, Position
from app.protocol.signatures import Authorization, BadSignatureError, check_signature

STEWARD_HEADER = "Quay-Steward"
_WORD = re.compile(r"person=([0-9a-f-]{36}),signature=([0-9a-f]{128})", re.ASCII)
Lane = Annotated[int, msgspec.Meta(ge=0, le=89)]
BY_HAND_DAYS = 30  # how long a code is good that opens an invitation: there, back with what the PC asks, and some rest


def steward_key(code: str) -> Ed25519PrivateKey:
    """Return the key pair of an administrator's code, however it was typed."""
    return Ed25519PrivateKey.from_private_bytes(steward_seed(code))


@dataclass(frozen=True, slots=True)
class StewardWord:
    """What the header `Quay-Steward` says: who vouches, and their signature over the device's request."""

    staff_id: str
    signature: bytes

    @classmethod
    def parse(cls, header: str) -> StewardWord:
        """Read the header. Raises BadSignatureError."""
        match = _WORD.fullmatch(header)
        if match is None:
            raise BadSignatureError("nobody vouches")
        return cls(match[1], bytes.fromhex(match[2]))

    def __str__(self) -> str:
        return f"person={self.staff_id},signature={self.signature.hex()}"

    def verify(self, public_key: bytes, asked: Authorization, method: str, target: str, body: bytes) -> None:
        """Raise BadSignatureError unless the owner of the key vouches for this very request of this device."""
        check_signature(public_key, self.signature, _vouched(self.staff_id, asked, method, target, body))


def vouch(
    key: Ed25519PrivateKey, staff_id: str, asked: Authorization, method: str, target: str, body: bytes
) -> StewardWord:
    """Vouch for a request that the device signed as `asked`."""
    return StewardWord(staff_id, key.sign(_vouched(staff_id, asked, method, target, body)))


def _vouched(staff_id: str, asked: Authorization, method: str, target: str, body: bytes) -> bytes:
    return b"qmc-steward-1\0" + staff_id.encode() + b"\n" + asked.signed(method, target, body)


# --- GET and POST /steward/offices ------------------------------------------------------------------------------------


class OfficeSeen(Message, frozen=True):
    """An office and how many PCs synchronise; `seen_at` is when the server last heard one of them."""

    office_id: str
    prefix: str
    name: str
    pcs: Position
    seen_at: Instant | None = None


class Offices(Message, frozen=True):
    """The offices that whoever asks may administer, by prefix; `may_add`: they are for the whole province."""

    offices: tuple[OfficeSeen, ...]
    may_add: bool
    server_time: Instant


class NewOffice(Message, frozen=True):
    """An office to be entered. One that is there already under this name is answered as if it were new."""

    prefix: Line
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\u0000-\u001f\u007f]*$")]


# --- GET /steward/offices/<id>, POST …/codes, …/cancelled, …/stopped --------------------------------------------------


class PcSeen(Message, frozen=True):
    """A PC under the identity it has now: how many of its events are stored (of earlier ones too), when the server last
    heard it, the program it joined with, and since when it is stopped."""

    device_id: str
    counter_name: str
    lanes: tuple[int, ...]
    program: str
    stored: Position
    enrolled_at: Instant
    seen_at: Instant | None = None
    stopped_at: Instant | None = None


class CodeSeen(Message, frozen=True):
    """A one-time code that waits. `replaces` is the PC whose place it gives away, "" = it is for a new counter."""

    code_hash: Hash
    counter_name: str
    lane: int
    expires_at: Instant
    replaces: str = ""


class OfficePcs(Message, frozen=True):
    """An office's PCs and waiting codes; `is_founded`: the server has the office's own data."""

    office: OfficeSeen
    pcs: tuple[PcSeen, ...]
    codes: tuple[CodeSeen, ...]
    server_time: Instant
    is_founded: bool = False


class NewCode(Message, frozen=True):
    """A one-time code, of which the server gets the hash only. Asked again it is the same code.

    `lane` 0 is the lowest free one. With `replaces` it gives that PC's place away. It is good for so many `days`: more
    than one when it travels by hand.
    """

    code_hash: Hash
    counter_name: Line = ""
    lane: Lane = 0
    replaces: Id | None = None
    days: Annotated[int, msgspec.Meta(ge=1, le=BY_HAND_DAYS)] = 1


class CancelCode(Message, frozen=True):
    """A waiting code that shall be good no more."""

    code_hash: Hash


class StopPc(Message, frozen=True):
    """A PC that shall synchronise no more; its recovery sheet gives nothing away either."""

    device_id: Id
