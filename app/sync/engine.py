"""One exchange with the server: make this PC known, send what waits, fetch what is new. Again and again, by any caller.

Whatever interrupts it, the next one goes on: what was sent is confirmed when the server has said so, what was read is
kept with the cursor, and both sides may hear everything twice.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.protocol.feeds import REFERENCE, device_feed, office_of
from app.protocol.messages import Enrolled, Enrolment, RefusalCode
from app.storage import identities, kept_blobs
from app.storage.database import Database
from app.storage.event_log import LEVEL
from app.storage.identities import Identity
from app.storage.server_place import ServerPlace, change_server, cursor_of, load_server, save_server
from app.sync.backoff import pause_after
from app.sync.blobs import BlobCarrier, BlobLine, Carried
from app.sync.comparing import CompareLine, Comparer, is_due
from app.sync.first_pages import FirstLine, take_first
from app.sync.reading import OnChanged, PullLine, Read, Reader
from app.sync.sending import PushLine, Sender
from app.sync.troubles import LineTrouble, strange

log = logging.getLogger(__name__)

_NOTED_EVERY = timedelta(minutes=1)  # a contact that changed nothing is written down so often
_CHECKED_EVERY = timedelta(hours=24)  # both sides' chains are compared so often, also when nothing waits
_COMPARED_AGAIN, _COMPARED_SELDOM = timedelta(seconds=10), timedelta(minutes=10)  # after one failure, after many
_RENEWALS = 2  # new identities in one exchange: more is no fork but a fault


class EnrolLine(Protocol):
    """What making oneself known needs of the line."""

    def enrol(self, asked: Enrolment) -> Enrolled:
        """Ask for a place. Raises LineTrouble."""
        ...


class ServerLine(EnrolLine, PushLine, FirstLine, PullLine, CompareLine, BlobLine, Protocol):
    """The line to the server, for one identity."""

    @property
    def ahead(self) -> int:
        """Seconds the server's clock is ahead."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...

    def cut(self) -> None:
        """Let whoever waits for an answer wait no longer; from any thread."""
        ...


OpenLine = Callable[[ServerPlace, str], ServerLine]  # to this server, as this device


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange came to: events sent, events not known before, where the feeds were read to."""

    sent: int
    received: int
    heads: dict[str, int]


class Engine:
    """Exchanges with the server of this PC. For one thread."""

    def __init__(
        self,
        db: Database,
        key: Ed25519PrivateKey,
        clock: Callable[[], datetime],
        program: str,
        open_line: OpenLine,
        on_changed: OnChanged = lambda _subjects: None,
        is_stopped: Callable[[], bool] = lambda: False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._chance = chance
        self._db = db
        self._clock = clock
        self._program = program
        self._open_line = open_line
        self._sender = Sender(db, key)
        self._on_changed, self._is_stopped = on_changed, is_stopped
        self._reader = Reader(db, on_changed, is_stopped)
        self._comparer = Comparer(db)
        self._carrier = BlobCarrier(db, clock)
        self._comparing_failed, self._comparing_failed_at = 0, datetime.min.replace(tzinfo=UTC)
        self._line: ServerLine | None = None
        self._line_to: tuple[str, str, str] | None = None
        self._checked_at: datetime | None = None

    def cut(self) -> None:
        """End an exchange that waits for an answer; from any thread."""
        line = self._line
        if line is not None:
            line.cut()

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = self._line_to = None

    def exchange(self) -> Exchanged | None:
        """Exchange all events there are; None for a PC without a server. Files go by `carry`, between two of these.

        Raises LineTrouble, which is noted, with the time until which the server is left alone: the next start of the
        program knows it too.
        """
        place, own = self._stand()
        if place is None or own is None:
            self.close()
            return None
        try:
            exchanged = self._exchange(place, own)
        except LineTrouble as trouble:
            with self._db.write() as session:
                pause = timedelta(seconds=pause_after(place.failures + 1, trouble, self._chance()))
                not_before = self._clock() + pause
                change_server(session, failures=place.failures + 1, trouble=trouble.code, not_before=not_before)
            raise
        self._note_contact()
        return exchanged

    def _stand(self) -> tuple[ServerPlace | None, Identity | None]:
        with self._db.read() as session:
            return load_server(session), identities.identity(session)

    def _exchange(self, place: ServerPlace, own: Identity) -> Exchanged:
        try:
            sent = self._send_all(place, own, check=self._is_check_due(place))
        except LineTrouble as trouble:
            if trouble.refusal != RefusalCode.UNKNOWN_DEVICE or place.device_id != own.device_id:
                raise
            # The server was set back behind the day this identity began: who this PC was before vouches for it again.
            sent = self._send_all(self._introduce(place, own), self._now()[1], check=True)
        place, own = self._now()
        read = self._read_all(place, own)
        if read.epoch and read.epoch != place.epoch:  # set back since we last sent: it may lack what it once had
            sent += self._send_all(place, own, check=True)
            place, own = self._now()
        if read.level and read.level != place.level:
            with self._db.write() as session:
                change_server(session, level=read.level)
        new = read.new
        if read.lost:
            self._comparer.bring_sound(self._as(place, own), read.lost)
        rest = min(_COMPARED_AGAIN * 2 ** min(self._comparing_failed, 7) / 2, _COMPARED_SELDOM)
        rests = self._comparing_failed_at <= self._clock() < self._comparing_failed_at + rest
        if not rests and is_due(place.compared_at, self._clock(), own.device_id):
            new += self._compare(place, own)
        with self._db.read() as session:
            heads = {feed: cursor_of(session, feed).position for feed in _listened(place, own)}
        if sent or new:
            self._carrier.on_news()
        return Exchanged(sent, new, heads)

    def carry(self, asked: Collection[str] = ()) -> Carried | None:
        """Carry the next piece of a file, of one somebody `asked` for first; None when there is nothing to carry.

        To be asked again at once, unless events wait: those go first. Raises LineTrouble, of which nothing is noted: a
        line that carries no file may well carry events.
        """
        place, own = self._stand()
        if place is None or own is None or place.device_id != own.device_id:
            return None
        return self._carrier.carry(self._as(place, own), asked)

    def _compare(self, place: ServerPlace, own: Identity) -> int:
        """Compare what both sides have, and read what was missing here; returns how many events that was.

        What was exchanged is exchanged, whether this comes to its end or not: it is tried again later.
        """
        try:
            comparison = self._comparer.compare(self._as(place, own))
        except LineTrouble as trouble:
            log.info("comparing failed: %s", trouble.code)
            self._comparing_failed, self._comparing_failed_at = self._comparing_failed + 1, self._clock()
            return 0
        self._comparing_failed = 0
        new = self._read_all(place, own).new if comparison.has_to_read else 0
        with self._db.write() as session:
            change_server(session, compared_at=self._clock(), level=comparison.level)
        return new

    def _send_all(self, place: ServerPlace, own: Identity, *, check: bool) -> int:
        """Send under whatever identity this PC has by the end of it."""
        count = 0
        for _ in range(_RENEWALS + 1):
            if place.device_id != own.device_id or not own.lanes:
                place = self._introduce(place, own)
            sent = self._sender.send(self._as(place, own), check=check)
            count += sent.events
            if not sent.renewed:
                if check:
                    self._checked_at = self._clock()
                    if sent.epoch and sent.epoch != place.epoch:
                        with self._db.write() as session:
                            if place.epoch:  # set back: it may have lost files that it had confirmed
                                kept_blobs.doubt(session)
                            change_server(session, epoch=sent.epoch, compared_at=None)
                return count
            place, own = self._now()
            check = True
        raise strange()

    def _is_check_due(self, place: ServerPlace) -> bool:
        if self._checked_at is None or not place.epoch:
            return True
        return abs(self._clock() - self._checked_at) > _CHECKED_EVERY

    def _introduce(self, place: ServerPlace, own: Identity) -> ServerPlace:
        """Make a new identity known: after a restore or a fork, the key of the former one vouches for it.

        One that has no lane of its own gets one: after a fork, the copy that was first at the server keeps the old.
        """
        with self._db.read() as session:
            formerly = tuple(chain.device_id for chain in identities.chains(session) if not chain.is_present)
        line = self._as(replace(place, device_id=own.device_id), own)
        answer = line.enrol(
            Enrolment(
                code="",
                device_id=own.device_id,
                public_key=own.public_key,
                counter_name=own.counter_name,
                office_id=own.office_id,
                lanes=own.lanes,
                formerly=formerly[-100:],
                program=self._program,
                level=LEVEL,
            )
        )
        if answer.office_id != own.office_id:
            raise strange()
        place = replace(place, device_id=own.device_id, feeds=answer.feeds, epoch="", level=answer.level)
        with self._db.write() as session:
            kept_blobs.doubt(session)  # it may be set back behind this identity; the epoch says it no more
            save_server(session, place)
            identities.keep_lanes(session, answer.lanes)
        log.warning("this PC goes on as %s in lanes %s", own.device_id, answer.lanes)
        return place

    def _now(self) -> tuple[ServerPlace, Identity]:
        place, own = self._stand()
        if place is None or own is None:
            raise strange()
        return place, own

    def _as(self, place: ServerPlace, own: Identity) -> ServerLine:
        """Return the line to this server as this device, a new one when either changed."""
        wanted = (place.address, place.pin, own.device_id)
        if self._line is None or self._line_to != wanted:
            self.close()
            self._line, self._line_to = self._open_line(place, own.device_id), wanted
        return self._line

    def _read_all(self, place: ServerPlace, own: Identity) -> Read:
        """Read this PC's feeds, and the rest of the chains that were its own before a restore."""
        line = self._as(place, own)
        new = 0
        for feed in place.feeds:
            if office_of(feed):
                new += take_first(self._db, line, feed, self._on_changed, self._is_stopped)
        read = self._reader.read(line, _listened(place, own))
        with self._db.read() as session:
            former = [device_feed(chain.device_id) for chain in identities.chains(session) if not chain.is_present]
        new += read.new
        for feed in former:
            try:
                new += self._reader.read(line, [feed]).new
            except LineTrouble as trouble:
                if trouble.refusal != RefusalCode.FORBIDDEN:  # the server never heard of that identity
                    raise
        return Read(new, read.epoch, read.level, read.lost)

    def _note_contact(self) -> None:
        with self._db.read() as session:
            place = load_server(session)
        if place is None or self._line is None:
            return
        now = self._clock()
        is_old = place.contact_at is None or abs(now - place.contact_at) > _NOTED_EVERY
        if is_old or place.failures or place.trouble or abs(place.ahead - self._line.ahead) > 2:
            with self._db.write() as session:
                change_server(session, contact_at=now, failures=0, trouble="", not_before=None, ahead=self._line.ahead)


def _listened(place: ServerPlace, own: Identity) -> list[str]:
    """Return the feeds of this PC without its own log, which it has; the shortest, which all work needs, first."""
    return sorted((feed for feed in place.feeds if feed != device_feed(own.device_id)), key=lambda it: it != REFERENCE)
