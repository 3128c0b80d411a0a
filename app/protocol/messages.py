"""What desktop and server say to each other. JSON; unknown fields are left unread, so that a newer side may say more.

An event travels with the bytes of its body and of its personal part as they were written: as text while they are UTF-8
(JSON gives that back byte for byte), else as base64. Nothing here ever serialises them again.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import structs

from app.domain.plain_data import decoder

Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", max_length=36)]
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Seq = Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
Position = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\u0000-\u001f\u007f]*$")]
FeedName = Annotated[str, msgspec.Meta(max_length=80)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]

MAX_BATCH = 500  # events in one push
MAX_PAGE = 1000  # events in one page
MAX_COMPARED = 50_000  # ids in one comparison
LARGEST = 1 << 20  # characters of a body, and of a personal part: JSON takes six bytes for one at most
WAIT_SECONDS = 25  # how long the server keeps a listening device waiting; proxies cut at thirty and sixty

_Text = Annotated[str, msgspec.Meta(max_length=LARGEST)]
_Raw = Annotated[bytes, msgspec.Meta(max_length=LARGEST)]
_M = TypeVar("_M")


class MalformedError(ValueError):
    """The bytes are no such message."""


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all that is said."""


class PersonalPart(Message, frozen=True):
    """The personal part of an event and the salt of its commitment."""

    salt: Annotated[bytes, msgspec.Meta(max_length=64)]
    text: _Text = ""
    raw: _Raw = b""

    @classmethod
    def of(cls, salt: bytes, data: bytes) -> PersonalPart:
        text, raw = _as_text(data)
        return cls(salt, text, raw)

    @property
    def data(self) -> bytes:
        """The bytes as written."""
        return self.raw or self.text.encode()


class Named(Message, frozen=True):
    """What its writer's log calls an event whose bytes do not say it themselves."""

    event_id: Line
    subject_kind: Line
    subject_id: Line


class WireEvent(Message, frozen=True):
    """An event with the envelope of the chain it came in. `hash` is what its writer said; whoever reads it checks.

    `proof` is the server's word that it stored this link once: whoever has it can bring the event back.
    """

    device_id: Id
    device_seq: Seq
    prev_hash: Hash
    hash: Hash
    text: _Text = ""
    raw: _Raw = b""
    personal: PersonalPart | None = None
    named: Named | None = None
    proof: Annotated[bytes, msgspec.Meta(max_length=64)] = b""

    @classmethod
    def of(
        cls,
        device_id: str,
        device_seq: int,
        prev_hash: bytes,
        link: bytes,
        body: bytes,
        personal: PersonalPart | None = None,
        *,
        named: Named | None = None,
        proof: bytes = b"",
    ) -> WireEvent:
        """Wrap the bytes as they lie in the log."""
        text, raw = _as_text(body)
        return cls(device_id, device_seq, prev_hash, link, text, raw, personal, named, proof)

    @property
    def body(self) -> bytes:
        """The bytes as written."""
        return self.raw or self.text.encode()

    @property
    def size(self) -> int:
        """Bytes of the body and of the personal part."""
        return len(self.body) + (len(self.personal.data) if self.personal is not None else 0)


def _as_text(data: bytes) -> tuple[str, bytes]:
    try:
        return data.decode(), b""
    except UnicodeDecodeError:
        return "", data


class ChainHead(Message, frozen=True):
    """The last link of a device's chain, signed by its key: whoever carries the events, their writer vouches.

    A chain without any event has seq 0 and the hash GENESIS.
    """

    seq: Position
    hash: Hash
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


# --- Enrolment: POST /enrol, signed with the key that is being enrolled ----------------------------------------------


class Past(Message, frozen=True):
    """A chain that a PC wrote under an earlier identity, and its end, signed by the key it has now."""

    device_id: Id
    head: ChainHead


class Enrolment(Message, frozen=True):
    """A PC asks for its place with a one-time code. Asked again after a lost answer, it gets the same answer.

    Without a code it is a PC known under one of its `formerly` ids (signed with the same key) that goes on under a new
    identity, after a restore or a fork.

    `office_id`, `lanes`, `head` and `formerly` (earlier identities of this PC, before restores) are those of a PC that
    has worked alone; a new one leaves them out and takes what the code says.
    """

    code: Line
    device_id: Id
    public_key: Hash
    counter_name: Line = ""
    office_id: Annotated[str, msgspec.Meta(max_length=36)] = ""
    lanes: Annotated[tuple[Annotated[int, msgspec.Meta(ge=1, le=89)], ...], msgspec.Meta(max_length=89)] = ()
    formerly: Annotated[tuple[Id, ...], msgspec.Meta(max_length=100)] = ()
    program: Line = ""  # version of the program
    level: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 1  # of event types it can read
    recovery: Annotated[bytes, msgspec.Meta(max_length=32)] = b""  # hash of the code that shall give its place away
    head: ChainHead | None = None  # of a PC that has worked alone: what it wrote up to here is taken as it is
    past: Annotated[tuple[Past, ...], msgspec.Meta(max_length=100)] = ()  # and what it wrote before, as `formerly`

    @property
    def without_code(self) -> Enrolment:
        """The same question of a PC that the server knows already: its own id vouches."""
        formerly = (*self.formerly, self.device_id)[-100:]
        return structs.replace(self, code="", formerly=formerly, recovery=b"", head=None, past=())


class Enrolled(Message, frozen=True):
    """The PC's place: its office, its lanes, and the feeds it reads."""

    province_id: str
    office_id: str
    prefix: str
    office_name: str
    counter_name: str
    lanes: tuple[int, ...]
    feeds: tuple[str, ...]
    epoch: str
    level: int  # of event types that may be written
    server_time: Instant
    exchange_key: Annotated[bytes, msgspec.Meta(max_length=64)] = b""  # the server's, for exchange by file
    resumes: bool = False  # it takes the place of a lost PC, whose last numbers nobody may know


# --- Push: POST /sync/push -------------------------------------------------------------------------------------------


class Push(Message, frozen=True):
    """Events of one chain in order of `device_seq`, and the signed head: the last of them, or, with no events, the last
    link this PC has."""

    device_id: Id
    head: ChainHead
    events: Annotated[tuple[WireEvent, ...], msgspec.Meta(max_length=MAX_BATCH)] = ()
    level: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0  # of event types the carrier can read, 0 = not said


class Stored(Message, frozen=True, tag="stored", tag_field="answer"):
    """Everything up to `acknowledged` is stored for good. More than was sent: the server knows more of this chain than
    the PC does, which therefore needs a new identity."""

    acknowledged: Position
    hash: Hash
    epoch: str
    server_time: Instant


class SendFrom(Message, frozen=True, tag="send_from", tag_field="answer"):
    """There is a gap: send again from here, even what was acknowledged once."""

    seq: Seq
    epoch: str
    server_time: Instant


class Fork(Message, frozen=True, tag="fork", tag_field="answer"):
    """The chain stored here has another link at `seq`: take a new identity and issue again from there,
    bodies unchanged."""

    seq: Seq
    epoch: str
    server_time: Instant


PushAnswer = Stored | SendFrom | Fork


# --- Pull: GET /sync/pull?feed=&epoch=&after=&limit=&ids= ------------------------------------------------------------


class FeedEvent(Message, frozen=True):
    """An event at its place in a feed."""

    position: Position
    event: WireEvent


class FeedId(Message, frozen=True):
    """The place of an event without its bytes. `event_id` is "" for one that nobody can read."""

    position: Position
    event_id: str
    device_id: str
    device_seq: Seq
    hash: Hash


class Page(Message, frozen=True, tag="page", tag_field="answer"):
    """Events after the cursor. `upto` is the new cursor: keep it in the transaction that keeps the events."""

    feed: str
    epoch: str
    upto: Position
    head: Position
    server_time: Instant
    events: tuple[FeedEvent, ...] = ()
    ids: tuple[FeedId, ...] = ()
    level: int = 0  # of event types that may be written; only the reference feed says it


class ReadAgain(Message, frozen=True, tag="read_again", tag_field="answer"):
    """The cursor is of another epoch, or beyond the head: the server was set back. Read the feed from 0 in this epoch
    (ids first), and send again what it lacks."""

    feed: str
    epoch: str
    server_time: Instant


PullAnswer = Page | ReadAgain


# --- The first download: GET /sync/first?feed=&before= ---------------------------------------------------------------


class FirstPage(Message, frozen=True):
    """Whole subjects that a new PC works with, before it reads the feed. `before` is where to go on towards its
    beginning, 0 = that was all."""

    feed: str
    epoch: str
    before: Position
    server_time: Instant
    events: tuple[WireEvent, ...] = ()


# --- Comparing: POST /sync/digest, and bringing back: POST /sync/bring --------------------------------------------


class Digest(Message, frozen=True):
    """What this PC has of the feeds it reads: sums by bucket first, then the ids in buckets that differ."""

    level: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0  # of event types it can read
    sums: Annotated[bytes, msgspec.Meta(max_length=4096)] = b""
    buckets: Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=255)], ...], msgspec.Meta(max_length=256)] = ()
    ids: Annotated[tuple[Line, ...], msgspec.Meta(max_length=MAX_COMPARED)] = ()


class Compared(Message, frozen=True):
    """The buckets that differ; or, of ids, which the server lacks, and from where the PC has to read its feeds again
    to get what it lacks. `level` is that of event types that may be written."""

    epoch: str
    level: int
    server_time: Instant
    differing: tuple[int, ...] = ()
    lacks: tuple[str, ...] = ()
    read_from: dict[str, Position] = {}


class Bring(Message, frozen=True, tag="bring"):
    """Events that the server lacks, in whatever chain they came, with its own proof; or sound copies of what came to
    it damaged."""

    events: Annotated[tuple[WireEvent, ...], msgspec.Meta(max_length=MAX_BATCH)]


class Brought(Message, frozen=True):
    """How many of them it lacked, and has now."""

    taken: Position
    epoch: str
    server_time: Instant


# --- Claims: POST /sync/claim -----------------------------------------------------------------------------------------


class Claim(Message, frozen=True):
    """A counter asks whom to call next. The choice is a `ticket.called` under the claim's id: asked again after a lost
    answer, also at another server process, it gets the same answer."""

    claim_id: Id
    actor_id: Line  # who calls
    day: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", max_length=10)]  # local date of the queue
    letters: Annotated[str, msgspec.Meta(pattern="^[A-Z]*$", max_length=26)] = ""  # services called for; "" = all


class Claimed(Message, frozen=True):
    """The history of the ticket chosen, the call in it; nothing when nobody waits."""

    epoch: str
    server_time: Instant
    events: tuple[WireEvent, ...] = ()


# --- Stream: GET /sync/stream?epoch=&feed=<name>@<position>&feed=… ---------------------------------------------------


class Nudge(Message, frozen=True):
    """Feeds that are further than the device said, with their heads; empty after a wait in vain. A hint, no truth."""

    epoch: str
    heads: dict[str, int]
    server_time: Instant


# --- Refusals --------------------------------------------------------------------------------------------------------


class RefusalCode(StrEnum):
    """Why a request was refused. Nothing of it was stored, nothing is lost: the PC keeps its events."""

    MALFORMED = "malformed"  # 400, 422
    SIGNATURE = "signature"  # 401: no signature, a wrong one
    CLOCK = "clock"  # 401: sign again with `server_time`
    REPLAYED = "replayed"  # 401: this very request came before
    UNKNOWN_DEVICE = "unknown_device"  # 401
    REVOKED = "revoked"  # 403
    FORBIDDEN = "forbidden"  # 403: a feed or chain of others
    CODE = "code"  # 403: enrolment code wrong, used or expired
    OFFICE = "office"  # 409: the code is for another office than this PC's
    IDENTITY = "identity"  # 409: this device id is another PC's
    LANE = "lane"  # 409: another PC of the office has this lane
    STEWARD = "steward"  # 403: nobody vouches who may administer this from here
    PREFIX = "prefix"  # 422: an office is to be entered under what is no agency code
    OFFICE_KNOWN = "office_known"  # 409: there is one under that code, with another name
    NOT_FOUND = "not_found"  # 404
    METHOD = "method"  # 405
    TOO_LARGE = "too_large"  # 413: fewer events at once
    ENCODING = "encoding"  # 415
    VERSION = "version"  # 426: see `versions`
    BUSY = "busy"  # 429, with Retry-After
    UNAVAILABLE = "unavailable"  # 503, with Retry-After
    FULL = "full"  # 507, with Retry-After: the server has no room left
    FAULT = "fault"  # 500: an error of the server's own program


class Refusal(Message, frozen=True):
    """An answer with a status of 400 and more. `sentence` is for the clerk."""

    code: str
    sentence: str
    versions: str
    server_time: Instant


_encoder = msgspec.json.Encoder()


def encode(message: Message) -> bytes:
    """Return the bytes of a message."""
    return _encoder.encode(message)


def decode(data: bytes, kind: type[_M]) -> _M:
    """Read a message. Raises MalformedError when it is none of this kind."""
    message: _M = _read(data, kind)
    return message


def decode_push_answer(data: bytes) -> PushAnswer:
    """Read what a push was answered. Raises MalformedError."""
    answer: PushAnswer = _read(data, PushAnswer)
    return answer


def decode_pull_answer(data: bytes) -> PullAnswer:
    """Read what a pull was answered. Raises MalformedError."""
    answer: PullAnswer = _read(data, PullAnswer)
    return answer


def _read(data: bytes, kind: object) -> Any:
    try:
        return decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise MalformedError(str(error)) from error
