"""Sending: this PC's chains go to the server until it has all of them; the server says where to go on."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.errors import EnvironmentProblem
from app.protocol.messages import MAX_BATCH, Fork, Push, PushAnswer, RefusalCode, SendFrom, Stored
from app.protocol.signatures import sign_head
from app.storage import identities, outgoing
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.identities import Chain
from app.sync.backoff import BatchSize
from app.sync.troubles import LineTrouble, NothingMoreError, strange

log = logging.getLogger(__name__)

_NO_ROOM = ("DB-FULL", "DB-RO")  # where nothing can be written
_PATIENCE = 4  # answers in a row that bring a chain no further
_BACK = 16  # links first looked back from where a chain was seen to differ
_QUICK = 0.5  # seconds: a line that brings an answer sooner carries two pieces at once


class PushLine(Protocol):
    """What sending needs of the line."""

    def prepare(self, sent: Push) -> None:
        """Make the bytes of a piece that is to be sent next, from any thread."""
        ...

    def push(self, sent: Push) -> PushAnswer:
        """Send a piece of a chain, from any of two threads. Raises LineTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending came to: events the server has now, the epoch it is in, and whether this PC is somebody else now."""

    events: int
    epoch: str
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The piece after the one that is on its way, sent already: the server reads it while it stores the other.

    That it was stored is all that counts. Whatever else became of it, it is asked again in its turn, and dropped when
    the chain goes on elsewhere.
    """

    after: int
    push: Future[Push]
    stored: Future[Stored | None]


def begun(db: Database, chain: Chain, reach: int) -> Chain:
    """Return a chain as it stands; from now on the server may have `reach` events more of it than it has confirmed.

    Where nothing can be written no ticket can be called either: then what is there is sent all the same.
    """
    if chain.is_present:
        try:
            with db.write() as session:
                return identities.begin(session, chain.device_id, reach)
        except EnvironmentProblem as problem:
            if problem.code not in _NO_ROOM:
                raise
    with db.read() as session:
        return identities.chain_of(session, chain.device_id)


class Sender:
    """Sends chains, two pieces at once where the line is quick; nothing is held for sent before an answer says so."""

    def __init__(self, db: Database, key: Ed25519PrivateKey) -> None:
        self._db = db
        self._key = key
        self._batch = BatchSize()
        self._ahead: _Ahead | None = None
        self._is_quick = False

    def send(self, line: PushLine, *, check: bool) -> Sent:
        """Send what waits, chain by chain; `check` asks about chains of which nothing waits too.

        Ends early with `renewed` when the present chain forked or the server knows more of it than this PC does: the
        new identity has to be made known first. Raises LineTrouble.
        """
        events, epoch = 0, ""
        with self._db.read() as session:
            chains = identities.chains(session)
        with ThreadPoolExecutor(3, "next-piece") as beside:  # two send, one makes ready; they begin with their work
            for chain in chains:
                if chain.confirmed_seq < chain.last_seq or check:
                    sent = self._send_chain(line, beside, chain, LEVEL if check else 0)
                    events, epoch = events + sent.events, sent.epoch or epoch
                    if sent.renewed:
                        return Sent(events, epoch, renewed=True)
        return Sent(events, epoch)

    def _send_chain(self, line: PushLine, beside: ThreadPoolExecutor, chain: Chain, level: int) -> Sent:
        events, stuck, epoch, back = 0, 0, "", _BACK
        chain = self._begun(chain)
        self._ahead, self._is_quick = None, False  # a file has one answer for a chain: whoever comes first gets it
        while True:
            try:
                sent, answer = self._ask(line, beside, chain, level)
            except NothingMoreError:
                return Sent(events, epoch)
            before, epoch = chain.confirmed_seq, answer.epoch
            match answer:
                case Fork() if _may_lie_lower(sent, answer):  # one place at a time would be an identity for each
                    self._confirm(chain, max(answer.seq - back, 0))
                    chain, back = self._begun(chain), back * 8
                    continue
                case Fork():
                    if answer.seq > chain.last_seq:
                        raise strange()
                    return self._part(chain, answer.seq, answer.epoch)
                case SendFrom():
                    self._confirm(chain, min(answer.seq - 1, chain.last_seq))
                case Stored() if answer.acknowledged > chain.last_seq:  # of that, what it was shown is ours
                    self._confirm(chain, sent.head.seq)
                    events += len(sent.events)
                    if chain.is_present and sent.head.seq == chain.last_seq:
                        return self._grow_apart(chain, answer)
                case Stored() if self._is_ours(chain, answer):
                    self._confirm(chain, answer.acknowledged)
                    events += len(sent.events)
                case Stored():  # what it has there is not ours
                    return self._part(chain, answer.acknowledged, answer.epoch)
            chain = self._begun(chain)
            if chain.confirmed_seq >= chain.last_seq and isinstance(answer, Stored):
                return Sent(events, answer.epoch)
            stuck = 0 if chain.confirmed_seq > before else stuck + 1
            if stuck >= _PATIENCE:
                raise strange()

    def _ask(self, line: PushLine, beside: ThreadPoolExecutor, chain: Chain, level: int) -> tuple[Push, PushAnswer]:
        """Send the next piece, a smaller one when it can't be taken or does not get through."""
        while True:
            ahead, self._ahead = self._ahead, None
            if ahead is not None and ahead.after != chain.confirmed_seq:
                ahead = None
            push = ahead.push.result() if ahead else self._prepare(line, chain, chain.confirmed_seq, level)
            if self._is_quick and push.events and push.head.seq < chain.last_seq:
                self._ahead = self._sent_ahead(line, beside, chain, push.head.seq, level)
            began = time.monotonic()
            try:
                answer = (ahead.stored.result() if ahead else None) or line.push(push)
            except LineTrouble as trouble:
                self._is_quick, self._ahead = False, None
                self._batch = self._batch.smaller()
                if trouble.refusal == RefusalCode.TOO_LARGE and len(push.events) > 1:
                    continue
                log.info("push of %d events failed: %s", len(push.events), trouble.code)
                raise
            self._is_quick = time.monotonic() - began < _QUICK and self._batch == BatchSize()  # and lost nothing lately
            self._batch = self._batch.larger()
            return push, answer

    def _sent_ahead(self, line: PushLine, beside: ThreadPoolExecutor, chain: Chain, after: int, level: int) -> _Ahead:
        """Send what comes after a piece that is on its way; one that overtakes it is sent again in its turn."""
        made = beside.submit(self._prepare, line, chain, after, level)

        def stored() -> Stored | None:
            push = made.result()
            with suppress(LineTrouble, NothingMoreError):
                answer = line.push(push) if self._is_quick else None  # the one before has failed meanwhile
                return answer if isinstance(answer, Stored) else None
            return None

        return _Ahead(after, made, beside.submit(stored))

    def _prepare(self, line: PushLine, chain: Chain, after: int, level: int) -> Push:
        push = self._piece(chain, after, self._batch, level)
        line.prepare(push)
        return push

    def _piece(self, chain: Chain, after: int, batch: BatchSize, level: int) -> Push:
        with self._db.read() as session:
            events = outgoing.piece(session, chain.device_id, after, chain.last_seq, limit=batch.events)
        seq, link = (events[-1].device_seq, events[-1].hash) if events else (chain.last_seq, chain.last_hash)
        return Push(chain.device_id, sign_head(self._key, chain.device_id, seq, link), events, level)

    def _is_ours(self, chain: Chain, answer: Stored) -> bool:
        with self._db.read() as session:
            return identities.link_at(session, chain.device_id, answer.acknowledged) == answer.hash

    def _confirm(self, chain: Chain, seq: int) -> None:
        if seq != chain.confirmed_seq:
            with self._db.write() as session:
                identities.confirm(session, chain, seq)

    def _begun(self, chain: Chain) -> Chain:
        return begun(self._db, chain, 2 * MAX_BATCH)  # a piece, and the one after it

    def _part(self, chain: Chain, seq: int, epoch: str) -> Sent:
        """The chain forked at `seq`: what stands there and after it is issued again under the present identity.

        An answer of a file, which another thread reads, may have said so already: then that has been done.
        """
        with self._db.write() as session:
            if chain.is_present and not identities.chain_of(session, chain.device_id).is_present:
                return Sent(0, epoch, renewed=True)
            if chain.is_present:
                identities.become_another(session, common=seq - 1)
            else:
                identities.shorten(session, chain, seq - 1)
            count = identities.reissue(session, chain.device_id, seq)
            if not chain.is_present:  # a copy went on under that name, and gives numbers in our lanes
                identities.become_another(session)
                identities.keep_lanes(session, ())
        log.warning("chain %s forked at %d: %d events issued again", chain.device_id, seq, count)
        return Sent(0, epoch, renewed=True)

    def _grow_apart(self, chain: Chain, answer: Stored) -> Sent:
        """The server has all of ours and more: another copy of this PC went on under its name.

        What was written while the question was on its way stands in that copy's places.
        """
        return self._part(chain, chain.last_seq + 1, answer.epoch)


def _may_lie_lower(sent: Push, fork: Fork) -> bool:
    """Whether the chains may have parted before the place told: nothing that was sent stood on a common link."""
    first = sent.events[0].device_seq if sent.events else sent.head.seq + 1
    return 1 < fork.seq < first
