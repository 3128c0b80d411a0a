"""Exchange by file: what a PC sent on a stick is stored as if it had come over the line, and its answer is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.protocol.blobs import BlobPiece, KeptBlob
from app.protocol.exchange_files import (
    FULL,
    Answered,
    BadFileError,
    ChainAnswer,
    FeedPage,
    FileCursor,
    FileFault,
    FileHead,
    FileKind,
    Outgoing,
    piece_in,
    read_head,
    seal,
    unseal,
)
from app.protocol.feeds import device_feed
from app.protocol.messages import (
    MAX_PAGE,
    Bring,
    Compared,
    Enrolled,
    Enrolment,
    MalformedError,
    Page,
    Push,
    PushAnswer,
    Refusal,
    RefusalCode,
    Stored,
    decode,
    encode,
)
from app.protocol.versions import SPOKEN
from app.server import devices, digests, enrolment, exchange_blobs, levels, pulls, pushes, returns
from app.server.database import Database
from app.server.devices import Device
from app.server.exchange_keys import keys_of
from app.server.refusals import Refused

_PAGE = min(500, MAX_PAGE)  # events of one message of an answer


class PlaceRefused(Refused):
    """A PC asked for its place by file and does not get it. `answer` is the file that tells it why."""

    def __init__(self, code: RefusalCode, answer: bytes) -> None:
        super().__init__(code)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file came to: whose it was, how many of its events were new here, and the answer for the PC.

    `refused` counts pushes that were not taken; `more` events wait on the PC for its next file.
    """

    device: Device
    events: int
    refused: int
    more: int
    answer: bytes


def take_in(database: Database, data: bytes, now: datetime, *, stopped_too: bool = False, full: int = FULL) -> TakenIn:
    """Store what a PC's file brings and return its answer; the same file again changes nothing.

    Each push is a transaction of its own, so that whatever was cut is done by doing it again. With `stopped_too` the
    events of a stopped PC are taken; it gets nothing to read. Raises BadFileError, Refused.

    A PC that is invited asks for its place in its file; the answer gives it, and the feeds from their beginning.
    """
    keys = keys_of(database)
    head = read_head(data)
    if head.kind is not FileKind.OUTGOING:
        raise BadFileError(FileFault.MISDIRECTED)
    messages = unseal(data, keys)
    try:
        asked = decode(next(messages, b""), Outgoing)
        try:
            device, enrolled = _sender(database, head, asked, now, stopped_too=stopped_too)
        except Refused as refusal:
            if asked.enrolment is None or not asked.enrolment.code:
                raise
            told = Refusal(refusal.code.value, refusal.sentence, str(SPOKEN), now)
            no = Answered(hashlib.sha256(data).digest(), now, refusal=told)
            answer = seal(FileKind.ANSWER, head.device_id, keys, asked.answer_for, now, [no])
            raise PlaceRefused(refusal.code, answer) from refusal
        answers, kept, events, refused = _store(database, device, messages, now, stopped_too=stopped_too)
    except MalformedError as error:
        raise BadFileError(FileFault.FORGED) from error
    cursors = asked.cursors
    if enrolled is not None and not cursors:  # it could not know them
        cursors = tuple(FileCursor(feed, "", 0) for feed in enrolled.feeds if feed != device_feed(device.device_id))
    pages: list[FeedPage] = []
    pieces: list[BlobPiece] = []
    more = False
    if not device.is_revoked:
        pages, size, more = _pages(database, device, cursors, now, full)
    if not device.is_revoked and not more:
        pieces, more = exchange_blobs.pieces(database, device, asked.wanted, full - size)
    compared = None if device.is_revoked else _compared(database, device, asked, now)
    first = Answered(
        about=hashlib.sha256(data).digest(),
        server_time=now,
        enrolled=enrolled,
        chains=tuple(ChainAnswer(chain, answer) for chain, answer in answers.items()),
        more=more,
        compared=compared,
        kept=kept,
    )
    answer = seal(FileKind.ANSWER, device.device_id, keys, asked.answer_for, now, [first, *pages, *pieces])
    return TakenIn(device, events, refused, asked.more, answer)


def _sender(
    database: Database, head: FileHead, asked: Outgoing, now: datetime, *, stopped_too: bool
) -> tuple[Device, Enrolled | None]:
    """Return whose file it is; a PC that is somebody else since a restore makes itself known by it."""
    with database.write() as connection:
        device, enrolled = devices.find(connection, head.device_id), None
        wanted = asked.enrolment
        if wanted is not None and (wanted.device_id, wanted.public_key) != (head.device_id, head.maker):
            raise BadFileError(FileFault.FORGED)
        if wanted is not None and (device is None or not device.is_revoked):
            enrolled = _place(connection, wanted, database.epoch_in(connection), now)
            device = devices.find(connection, head.device_id)
        if device is None:
            raise Refused(RefusalCode.UNKNOWN_DEVICE)
        if device.public_key != head.maker:
            raise BadFileError(FileFault.FORGED)
        if device.is_revoked and not stopped_too:
            raise Refused(RefusalCode.REVOKED)
        return device, enrolled


def _place(connection: Connection, wanted: Enrolment, epoch: str, now: datetime) -> Enrolled:
    """Give a PC its place; one whose key is known has it already, whatever became of its code on the way."""
    try:
        with connection.begin_nested():
            return enrolment.enrol(connection, wanted, epoch, now)
    except Refused as refusal:
        if not wanted.code or refusal.code not in (RefusalCode.CODE, RefusalCode.IDENTITY):
            raise
        try:
            return enrolment.enrol(connection, wanted.without_code, epoch, now)
        except Refused as unknown:
            raise refusal if unknown.code is RefusalCode.UNKNOWN_DEVICE else unknown from unknown


def _store(
    database: Database, device: Device, messages: Iterator[bytes], now: datetime, *, stopped_too: bool
) -> tuple[dict[str, PushAnswer], tuple[KeptBlob, ...], int, int]:
    """Store piece by piece; what a chain was answered last is what its PC is told, and how far each blob came."""
    answers: dict[str, PushAnswer] = {}
    kept: dict[str, KeptBlob] = {}
    events = refused = 0
    for message in messages:
        piece = piece_in(message)
        if isinstance(piece, Bring):
            if not device.is_revoked:
                returns.bring(database, device, piece, now)
            continue
        if piece is not None:
            if (blob := exchange_blobs.keep(database, device, piece, now)) is not None:
                kept[piece.sha256] = blob
            continue
        sent = decode(message, Push)
        before = answers.get(sent.device_id)
        if before is not None and not isinstance(before, Stored):
            continue  # a gap or a fork: what follows can't be taken before the PC has heard of it
        known = _stored(database, device, sent.device_id)
        try:
            answer = pushes.push(database, device, sent, now, stopped_too=stopped_too)
        except Refused as error:
            if error.code is RefusalCode.UNAVAILABLE:
                raise
            refused += 1
            continue
        answers[sent.device_id] = answer
        if isinstance(answer, Stored):
            events += max(answer.acknowledged - known, 0)
    return answers, tuple(kept.values()), events, refused


def _compared(database: Database, device: Device, asked: Outgoing, now: datetime) -> Compared | None:
    """Answer the question of the daily comparison, when there is one."""
    if asked.digest is None:
        return None
    with database.read() as connection:
        compared = digests.compare(connection, device, asked.digest, database.epoch_in(connection), now)
    with database.write() as connection:
        levels.note(connection, device.province_id, device.device_id, asked.digest.level, now)
    return compared


def _stored(database: Database, carrier: Device, device_id: str) -> int:
    with database.read() as connection:
        chain = devices.find(connection, device_id)
    return chain.last_seq if chain is not None and chain.province_id == carrier.province_id else 0


def _pages(
    database: Database, reader: Device, cursors: tuple[FileCursor, ...], now: datetime, full: int
) -> tuple[list[FeedPage], int, bool]:
    """Return what the feeds have after the PC's cursors until the file is full, its bytes, and whether they go on."""
    pages: list[FeedPage] = []
    size = 0
    for cursor in cursors:
        after, epoch = cursor.position, cursor.epoch
        while True:
            if size >= full:
                return pages, size, True
            try:
                with database.read() as connection:
                    current = database.epoch_in(connection)
                    answer = pulls.pull(connection, reader, cursor.feed, epoch, after, _PAGE, now, epoch=current)
            except Refused:  # an identity that the server never heard of
                break
            if isinstance(answer, Page) and not answer.events:
                break
            pages.append(FeedPage(cursor.feed, after, answer))
            size += len(encode(pages[-1]))
            after, epoch = (answer.upto, answer.epoch) if isinstance(answer, Page) else (0, answer.epoch)
            if isinstance(answer, Page) and answer.upto >= answer.head:
                break
    return pages, size, False
