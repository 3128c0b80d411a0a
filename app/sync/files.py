"""Exchange by file: what waits goes into a file for the server, and what the server answers comes in by another.

The same sending and reading as over the line. The file that goes out promises nothing: what it holds is confirmed by
the answer alone, so that a lost one is made again, and any of them may come twice or late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from app.protocol.blobs import BlobPiece
from app.protocol.exchange_files import (
    FULL,
    Answered,
    BadFileError,
    FeedPage,
    FileCursor,
    FileFault,
    FileHead,
    FileKeys,
    FileKind,
    Outgoing,
    piece_in,
    read_head,
    seal,
    unseal,
)
from app.protocol.feeds import device_feed
from app.protocol.messages import (
    Enrolment,
    FeedId,
    Fork,
    MalformedError,
    Page,
    PullAnswer,
    Push,
    PushAnswer,
    ReadAgain,
    SendFrom,
    Stored,
    decode,
    encode,
)
from app.protocol.signatures import sign_head
from app.storage import identities, kept_blobs, outgoing
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.identities import Chain, Identity
from app.storage.server_place import ServerPlace, change_server, cursor_of, load_server, save_server
from app.storage.server_trust import ServerTrust, load_trust
from app.sync.blobs_by_file import next_blobs, take_blobs
from app.sync.comparing_by_file import Question, next_question, take_compared
from app.sync.reading import OnChanged, Reader
from app.sync.sending import Sender, begun
from app.sync.troubles import NothingMoreError

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
_ALL = 1 << 60  # events: however many there are
_ROUNDS = 3  # identities in one answer: a fork takes a new one and goes on


class NoServerKeyError(Exception):
    """This PC has no server, or never heard the key that files for it are sealed with."""


@dataclass(frozen=True, slots=True)
class Outgone:
    """A file for the server: its bytes, how many events and blobs are in it, and how many more wait for another."""

    data: bytes
    events: int
    more: int
    blobs: int = 0
    blobs_more: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer brought: events confirmed, events not known before, whether the server has more.

    `is_old`: the server was heard since it was made; `joined`: it gave this PC its place. `blobs_sent` are blobs that
    are all at the server now, `blobs_fetched` all here.
    """

    confirmed: int
    received: int
    more: bool
    is_old: bool
    joined: bool = False
    blobs_sent: int = 0
    blobs_fetched: int = 0


@dataclass(frozen=True, slots=True)
class _Standing:
    place: ServerPlace
    own: Identity
    chains: list[Chain]
    trust: ServerTrust

    @property
    def feeds(self) -> list[str]:
        """What this PC reads: its place's feeds, and the rest of the chains that were its own."""
        listened = [feed for feed in self.place.feeds if feed != device_feed(self.own.device_id)]
        return listened + [device_feed(chain.device_id) for chain in self.chains if not chain.is_present]


def _standing(db: Database) -> _Standing:
    with db.read() as session:
        place, own, trust = load_server(session), identities.identity(session), load_trust(session)
        chains = identities.chains(session)
    if place is None or own is None or len(trust.exchange_key) != 64:
        raise NoServerKeyError
    return _Standing(place, own, chains, trust)


def make_outgoing(
    db: Database,
    key: Ed25519PrivateKey,
    now: datetime,
    program: str,
    progress: Progress = lambda _done, _all: None,
    full: int = FULL,
) -> Outgone:
    """Return a file with everything the server has not acknowledged, blobs as far as events leave room.

    Raises NoServerKeyError.
    """
    standing = _standing(db)
    with db.read() as session:
        cursors = [cursor_of(session, feed) for feed in standing.feeds]
    asked = None
    if standing.place.device_id != standing.own.device_id or not standing.own.lanes:
        asked = _enrolment(standing.own, standing.chains, program)
    first = Outgoing(
        answer_for=FileKeys.of_device(key).public[32:],
        cursors=tuple(FileCursor(cursor.feed, cursor.epoch, cursor.position) for cursor in cursors),
        enrolment=asked,
    )

    def question(room: int) -> Question:
        return next_question(db, standing.place, now, room)

    to = standing.own.device_id, standing.trust.exchange_key
    return _filled(db, key, now, first, standing.chains, *to, question, progress, full)


def make_request(
    db: Database,
    key: Ed25519PrivateKey,
    now: datetime,
    asked: Enrolment,
    server_key: bytes,
    progress: Progress = lambda _done, _all: None,
    full: int = FULL,
) -> Outgone:
    """Return a file that asks for this PC's place, with what it wrote while it stood alone; `server_key` as invited."""
    with db.read() as session:
        chains = identities.chains(session)
    first = Outgoing(answer_for=FileKeys.of_device(key).public[32:], enrolment=asked)
    return _filled(db, key, now, first, chains, asked.device_id, server_key, lambda _room: Question(), progress, full)


def _filled(
    db: Database,
    key: Ed25519PrivateKey,
    now: datetime,
    first: Outgoing,
    chains: Iterable[Chain],
    device_id: str,
    server_key: bytes,
    question: Callable[[int], Question],
    progress: Progress,
    full: int,
) -> Outgone:
    """Return a file that begins with `first`: events, then what is asked of the comparison, then blobs, as they fit."""
    pushes, count, more, size = _pushes(db, key, chains, progress, full)
    asks = question(full - size) if not more else Question()
    blobs = next_blobs(db, 0 if more else full - size - asks.size)
    first = structs.replace(first, more=more, digest=asks.digest, wanted=blobs.wanted)
    messages = [first, *pushes, *asks.lost, *blobs.pieces]
    data = seal(FileKind.OUTGOING, device_id, FileKeys.of_device(key), server_key[32:], now, messages)
    return Outgone(data, count, more, blobs.whole, blobs.left)


def _pushes(
    db: Database, key: Ed25519PrivateKey, chains: Iterable[Chain], progress: Progress, full: int
) -> tuple[list[Push], int, int, int]:
    """Return the pieces of each chain behind what is confirmed, one piece or head of each at least.

    Beside them how many events they hold, how many did not fit, and the bytes they take.
    """
    pushes: list[Push] = []
    ordered = [begun(db, chain, _ALL) for chain in chains]  # whoever carries the file hands it in when they like
    whole = sum(max(chain.last_seq - chain.confirmed_seq, 0) for chain in ordered)
    size = count = 0
    for chain in ordered:
        at = chain.confirmed_seq
        while True:
            with db.read() as session:
                events = outgoing.piece(session, chain.device_id, at, chain.last_seq) if size < full else ()
            if not events and at > chain.confirmed_seq:
                break
            seq, link = (events[-1].device_seq, events[-1].hash) if events else (chain.last_seq, chain.last_hash)
            pushes.append(Push(chain.device_id, sign_head(key, chain.device_id, seq, link), events))
            if not events:
                break
            size += len(encode(pushes[-1]))
            at, count = seq, count + len(events)
            progress(count, whole)
    return pushes, count, whole - count, size


def _enrolment(own: Identity, chains: Iterable[Chain], program: str) -> Enrolment:
    """Return how this PC makes a new identity known: the key of the former one vouches."""
    return Enrolment(
        code="",
        device_id=own.device_id,
        public_key=own.public_key,
        counter_name=own.counter_name,
        office_id=own.office_id,
        lanes=own.lanes,
        formerly=tuple(chain.device_id for chain in chains if not chain.is_present)[-100:],
        program=program,
        level=LEVEL,
    )


def take_answer(
    db: Database,
    key: Ed25519PrivateKey,
    data: bytes,
    on_changed: OnChanged = lambda _subjects: None,
    progress: Progress = lambda _done, _all: None,
) -> Taken:
    """Take in what the server answered: what it has is confirmed, what its feeds bring is kept.

    Raises BadFileError for a file that is no answer of this server to this PC, NoServerKeyError.
    """
    standing = _standing(db)
    ours = {chain.device_id for chain in standing.chains}
    head, said, pages, pieces = open_answer(key, data, ours, standing.trust.exchange_key)
    place, own = standing.place, standing.own
    heard = place.contact_at
    is_old = heard is not None and said.server_time.timestamp() < heard.timestamp() + place.ahead
    if said.enrolled is not None and head.device_id == own.device_id:
        level = place.level if is_old else said.enrolled.level
        place = replace(place, device_id=own.device_id, feeds=said.enrolled.feeds, epoch="", level=level)
        with db.write() as session:
            kept_blobs.doubt(session)  # as on the line
            save_server(session, place)
            identities.keep_lanes(session, said.enrolled.lanes)
    with db.read() as session:
        before = outgoing.waiting(session).count
    line = AnswerLine(said, pages, progress, is_old=is_old)
    sender = Sender(db, key)
    for _ in range(_ROUNDS):
        if not sender.send(line, check=True).renewed:
            break
    with db.read() as session:
        after = outgoing.waiting(session).count
    read = Reader(db, on_changed).read(line, standing.feeds)
    if not is_old:
        _note_epoch(db, place, said)
        if read.level:
            with db.write() as session:
                change_server(session, level=read.level)
    blobs_sent, blobs_fetched = take_blobs(db, lambda: said.server_time, () if is_old else said.kept, pieces)
    if not is_old:
        heard_at = said.server_time - timedelta(seconds=place.ahead)
        if said.compared is not None:
            take_compared(db, said.compared, heard_at)
        with db.write() as session:
            change_server(session, contact_at=heard_at)
    if blobs_sent or blobs_fetched:
        on_changed(frozenset({("file", "")}))
    return Taken(
        *(max(before - after, 0), read.new, said.more, is_old), blobs_sent=blobs_sent, blobs_fetched=blobs_fetched
    )


def _note_epoch(db: Database, place: ServerPlace, said: Answered) -> None:
    """Note which epoch the server is in; in another than it was it may have lost blobs that it had confirmed."""
    epoch = next((chain.answer.epoch for chain in said.chains), "")
    if epoch and epoch != place.epoch:
        with db.write() as session:
            change_server(session, epoch=epoch)
            if place.epoch:
                kept_blobs.doubt(session)
                change_server(session, compared_at=None)


def open_answer(
    key: Ed25519PrivateKey, data: bytes, ours: Collection[str], server_key: bytes
) -> tuple[FileHead, Answered, list[FeedPage], list[BlobPiece]]:
    """Read what the server with this key answered one of our identities. Raises BadFileError."""
    head = read_head(data)
    if head.kind is not FileKind.ANSWER or head.device_id not in ours:
        raise BadFileError(FileFault.MISDIRECTED)
    if head.maker != server_key[:32]:
        raise BadFileError(FileFault.FORGED)
    first, *rest = unseal(data, FileKeys.of_device(key))
    try:
        pieces = [piece_in(message) for message in rest]
        blobs = [piece for piece in pieces if isinstance(piece, BlobPiece)]
        pages = [
            decode(page, FeedPage) for page, piece in zip(rest, pieces, strict=True) if not isinstance(piece, BlobPiece)
        ]
        return head, decode(first, Answered), pages, blobs
    except MalformedError as error:
        raise BadFileError(FileFault.FORGED) from error


class AnswerLine:
    """A line that knows only what a file says. What it was never asked about gets no answer, and nothing is skipped."""

    def __init__(self, said: Answered, pages: Iterable[FeedPage], progress: Progress, *, is_old: bool) -> None:
        self._said = said
        self._is_old = is_old
        self._chains = {chain.device_id: chain.answer for chain in said.chains}
        self._pages: dict[str, list[FeedPage]] = {}
        for page in pages:
            self._pages.setdefault(page.feed, []).append(page)
        self._all, self._read = sum(map(len, self._pages.values())), 0
        self._progress = progress

    def prepare(self, sent: Push) -> None:
        """Do nothing: nothing is sent."""

    def push(self, sent: Push) -> PushAnswer:
        """Say once how far the chain is stored. Raises NothingMoreError."""
        answer = self._chains.pop(sent.device_id, None)
        confirmed = sent.events[0].device_seq - 1 if sent.events else sent.head.seq
        match answer:
            case None:
                raise NothingMoreError
            case Stored() if answer.acknowledged <= confirmed:
                raise NothingMoreError  # known already, by the line or by a later file
            case SendFrom() if self._is_old:
                raise NothingMoreError
            case Fork() if not sent.events and answer.seq > sent.head.seq:
                raise NothingMoreError  # this PC has parted from it since
        return answer

    def pull(self, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> PullAnswer:
        """Give the page that goes on from here, or say that there is none."""
        pages = self._pages.get(feed, [])
        for place, page in enumerate(pages):
            answer = page.answer
            if isinstance(answer, ReadAgain):
                if after and epoch != answer.epoch and not self._is_old:
                    return answer
            elif page.after <= after < answer.upto and (answer.epoch == epoch or not after):
                self._read = max(self._read, place + 1)
                self._progress(self._read, self._all)
                return _rest(answer, after, ids=ids)
        return Page(feed, epoch, after, after, self._said.server_time)


def _rest(page: Page, after: int, *, ids: bool) -> Page:
    events = tuple(item for item in page.events if item.position > after)
    if not ids:
        return structs.replace(page, events=events)
    links = ((item.position, item.event) for item in events)
    known = tuple(FeedId(at, "", link.device_id, link.device_seq, link.hash) for at, link in links)
    return structs.replace(page, events=(), ids=known)
