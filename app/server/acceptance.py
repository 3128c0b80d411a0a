"""What a push brings, stored in one transaction: content checked, judged, put into the feeds of whom it concerns.

Locks are taken in one order everywhere: the chain's device (by the caller), subjects that are there, the server's own
chain, subjects that are begun, feeds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain import reference
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, next_n
from app.domain.tickets import KIND as TICKET
from app.protocol.canonical import chain_hash, personal_hash
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.messages import PersonalPart, WireEvent
from app.protocol.verdicts import Judged, Reason
from app.server import blobs, feeds, offices, people, subjects, tickets
from app.server.bulk import add_rows
from app.server.court import Court, EventRow, event_row
from app.server.devices import Device
from app.server.feeds import Place
from app.server.rights import COUNTS, Judgement, Reach, judge, reach
from app.server.subjects import Key, Known, Subject
from app.server.tables import events

STORABLE = re.compile(r"[!-~]{1,100}", re.ASCII)  # what an index can hold; every id of ours is
_NAMES = re.compile(r"[!-~]{1,100}( [!-~]{1,100}){3}", re.ASCII)  # four of them, which hold no space
_UNSAID = Event("", "", "", "", 1, {}, "", "", "", datetime.fromtimestamp(0, UTC))  # what unreadable bytes say
_FARTHEST = 1 << 31  # an `n` beyond that is no history anybody wrote
MOST_NAMED = 20  # offices that one event may bring in


class Arrived(msgspec.Struct, frozen=True):
    """An event as it came. `event` is None when nobody can read it, `damaged` when its bytes do not give its hash.

    `key` is the subject to lock; who looked at what is kept without one. `true_part` is the personal part, if one came
    that the body committed to.
    """

    wire: WireEvent
    place: Place
    body: bytes
    event: Event | None
    damaged: bool
    key: Key | None
    true_part: PersonalPart | None
    fault: Reason | None = None  # why nobody will fold it


def read_event(wire: WireEvent) -> Arrived:
    """Read an event, which costs most of a push and needs no lock."""
    place, body, part = Place(wire.device_id, wire.device_seq), wire.body, wire.personal
    damaged = chain_hash(wire.prev_hash, wire.device_id, wire.device_seq, body) != wire.hash
    try:
        event = decode_body(body)
    except UnreadableBodyError:
        return _unread(wire, place, body, None, damaged, part)
    if damaged:
        return _unread(wire, place, body, event, damaged, part)
    if part is not None and personal_hash(part.salt, part.data) != event.personal_hash:
        part = None
    return Arrived(wire, place, body, event, damaged, _key_of(event), part)


def _unread(
    wire: WireEvent, place: Place, body: bytes, event: Event | None, damaged: bool, part: PersonalPart | None
) -> Arrived:
    """Read what nobody will fold: its writer's log still says what it is, so that others need not wait for it."""
    named = wire.named
    if named is not None and _NAMES.fullmatch(f"{named.event_id} {named.subject_kind} {named.subject_id} named"):
        event = replace(
            event or _UNSAID,
            event_id=named.event_id,
            subject_kind=named.subject_kind,
            subject_id=named.subject_id,
        )
    fault = Reason.DAMAGED if damaged else Reason.UNREADABLE
    return Arrived(wire, place, body, event, damaged or event is not None, _key_of(event), part, fault)


def _key_of(event: Event | None) -> Key | None:
    known = event is not None and reach(event.subject_kind) is not Reach.NOBODY
    return (event.subject_kind, event.subject_id) if event is not None and known else None


def accept(connection: Connection, chain: Device, news: Sequence[Arrived], now: datetime) -> None:
    """Store the next events of a locked chain, whose links fit. Raises OvertakenError."""
    keys = (item.key for item in news if item.key is not None)
    Acceptance(connection, chain, now, subjects.lock(connection, chain.province_id, keys)).run(news)


class Acceptance:
    """The taking in of some events of one chain; `app.server.returns` takes in what PCs bring back."""

    def __init__(self, connection: Connection, chain: Device, now: datetime, known: dict[Key, Subject]) -> None:
        self.connection = connection
        self.chain = chain
        self.now = now
        self.court = Court(connection, chain.province_id, now)
        self.rows: list[EventRow] = []
        self.feeds: dict[str, list[Place]] = {}
        self.subjects = known
        self.people = people.People(connection, chain.province_id)
        self.offices: frozenset[str] = frozenset()
        self.blobs: list[Event] = []  # that may name some

    def run(self, arrived: Sequence[Arrived]) -> None:
        readable = [item.event for item in arrived if item.event is not None]
        self.people.load(event.actor_id for event in readable if STORABLE.fullmatch(event.actor_id))
        named = {office for event in readable for office in _named(event)}
        self.offices = offices.known(self.connection, self.chain.province_id, named)
        for item in arrived:
            self._take(item)
        add_rows(self.connection, events, self._rows())
        subjects.save(self.connection, self.chain.province_id, self.subjects.values())
        self.people.save()
        tickets.follow(self.connection, self.chain.province_id, self.subjects.values())
        blobs.note_names(self.connection, self.chain.province_id, self.blobs)
        self.court.close()
        feeds.append(self.connection, self.chain.province_id, self.feeds)

    def _rows(self) -> Iterator[EventRow]:
        """Yield the events' rows, and fold the subjects in between: meanwhile PostgreSQL stores what it was given."""
        waiting = iter(self.subjects.values())
        for row in (*self.rows, *self.court.rows):
            yield row
            for subject in islice(waiting, 1):
                subject.row()
        for subject in waiting:
            subject.row()

    def _take(self, item: Arrived) -> None:
        subject = self.subjects.get(item.key) if item.key is not None else None
        event = item.event
        if event is None or item.damaged:
            self._set_aside_unread(item, subject)
        elif subject is None:
            self._keep(item, event.n if 0 < event.n < _FARTHEST else 0, self._judge(item, event, ()))
        elif (known := subject.by_id.get(event.event_id)) is not None and known.body == item.body:
            self._keep(item, subject.depth[event.event_id], COUNTS, outcome=subjects.AGAIN)
        else:
            self._take_in(item, event, subject)

    def _set_aside_unread(self, item: Arrived, subject: Subject | None) -> None:
        """Keep what nobody will ever fold; the verdict ends the waiting of whatever stands on it."""
        judgement = Judgement(item.fault or Reason.UNREADABLE, aside=True)
        self._keep(item, 0, judgement)
        targets = self._targets(subject, counts=False) if subject else [office_feed(self.chain.office_id)]
        self._give(item.place, targets)
        self._pronounce(subject, Judged(*item.place, item.event if subject else None), judgement, targets)

    def _take_in(self, item: Arrived, event: Event, subject: Subject) -> None:
        seen = [subject.depth[above] for above in event.basis if above in subject.depth]
        n = next_n(seen)
        if event.n == n or (len(seen) < len(event.basis) and n < event.n < _FARTHEST):
            n = event.n
            judgement = self._judge(item, event, subject.concerned)
            is_free = event.basis and not judgement.aside and not subject.concerned
            if is_free and self._is_overtaken(item, event, subject):
                judgement = Judgement(Reason.NOT_CONCERNED, aside=True)
        else:
            judgement = Judgement(Reason.FALSE_N, aside=True)
        if judgement is COUNTS and item.true_part is not item.wire.personal:
            judgement = Judgement(Reason.PERSONAL)
        outcome = self._keep(item, n, judgement)
        newcomers = set() if judgement.aside else self._concern(subject, event)
        targets = self._targets(subject, counts=not judgement.aside)
        subject.add(Known(item.place, event, outcome, judgement.reason.value if judgement.reason else ""), n)
        self._give(item.place, targets)
        self._pronounce(subject, Judged(*item.place, event, n), judgement, targets)
        self._admit(subject, newcomers, targets)
        if "blobs" in event.payload and not judgement.aside:
            self.blobs.append(event)
        if event.subject_kind == reference.STAFF and not judgement.aside:
            self.people.follow(subject)

    def _judge(self, item: Arrived, event: Event, concerned: Collection[str]) -> Judgement:
        is_own_past = self.chain.wrote_alone(item.wire.device_seq, self.now)
        return judge(event, self.chain.office_id, concerned, self.people.known, is_own_past=is_own_past)

    def _is_overtaken(self, _item: Arrived, event: Event, subject: Subject) -> bool:
        """Whether nothing of a subject has come yet but what others wrote upon it: its paper was faster than its line.

        Whoever is the first to write about a dossier does not take it from the office that received it. Bytes that came
        damaged may have been its receipt, unless they are those of `event` or stood on something.
        """
        if reach(subject.kind) is not Reach.CONCERNED:
            return False
        verdicts, unread = (SET_ASIDE, ADMITTED), (Reason.DAMAGED, Reason.UNREADABLE)
        return all(
            payload.get("reason") not in unread or bool(payload.get("basis")) or known.is_verdict_on(event.event_id)
            if known.event.type in verdicts
            else known.reason == Reason.NOT_CONCERNED
            for known in subject.history
            for payload in (known.event.payload,)
        )

    def _keep(self, item: Arrived, n: int, judgement: Judgement, outcome: str = "") -> str:
        """Add the row of an event; a personal part that its body never committed to is not kept."""
        outcome = outcome or ("aside" if judgement.aside else "flagged" if judgement.reason else "counts")
        part = item.true_part
        self.rows.append(
            event_row(
                self.chain.province_id,
                item.place,
                item.wire.prev_hash,
                item.wire.hash,
                item.body,
                None if item.damaged else item.event,
                n,
                self.now,
                outcome=outcome,
                reason=judgement.reason.value if judgement.reason else "",
                personal=(part.salt, part.data) if part else None,
            )
        )
        return outcome

    def _concern(self, subject: Subject, event: Event) -> set[str]:
        """Let an event that counts bring offices in; each gets the history before it gets the event."""
        newcomers = set() if subject.concerned else {self.chain.office_id}
        if reach(subject.kind) is Reach.CONCERNED:
            newcomers |= self.offices.intersection(_named(event))
            newcomers -= subject.concerned
            for office in newcomers:
                self.feeds.setdefault(office_feed(office), []).extend(known.place for known in subject.history)
        elif newcomers and reach(subject.kind) is Reach.PROVINCE:
            self.feeds.setdefault(REFERENCE, []).extend(known.place for known in subject.history)
        subject.concerned |= newcomers
        return newcomers

    def _targets(self, subject: Subject, *, counts: bool) -> list[str]:
        """Return the feeds of an event: also one set aside travels to all concerned, later ones may stand on it."""
        own = office_feed(self.chain.office_id)
        match reach(subject.kind):
            case Reach.CONCERNED:
                return sorted({own, *map(office_feed, subject.concerned)})
            case Reach.PROVINCE if counts or self.chain.office_id in subject.concerned:
                return [own, REFERENCE]
            case _:
                return [own]

    def _give(self, place: Place, targets: Iterable[str]) -> None:
        for feed in targets:
            self.feeds.setdefault(feed, []).append(place)

    def _pronounce(
        self, subject: Subject | None, judged: Judged, judgement: Judgement, targets: Iterable[str], basis: str = ""
    ) -> None:
        if judgement.reason is None:
            return
        place, verdict = self.court.judge(judged, judgement.reason, aside=judgement.aside, basis=basis)
        if subject is not None:
            subject.add(Known(place, verdict, "counts", ""), verdict.n)
        self._give(place, targets)

    def _admit(self, subject: Subject, newcomers: Collection[str], targets: Iterable[str]) -> None:
        """Let count what an office wrote before the hand-over that makes it concerned had come.

        That may have been a hand-over too: then whom it names are the next newcomers.
        """
        told = set(targets)
        while newcomers:
            early = [
                known
                for known in subject.history
                if known.reason == Reason.NOT_CONCERNED and known.event.office_id in newcomers
            ]
            newcomers = set()
            for place, event, _, _ in early:
                # A server that was set back judges again, and then its first verdict is brought back, too.
                verdicts = [k.event for k in subject.history if k.is_verdict_on(event.event_id)]
                overruled = {above for verdict in verdicts for above in verdict.basis}
                standing = [v.event_id for v in verdicts if v.type == SET_ASIDE and v.event_id not in overruled]
                judged = Judged(*place, event, subject.depth[event.event_id])
                for verdict_id in standing:
                    admitted = Judgement(Reason.HANDED_OVER)
                    self._pronounce(subject, judged, admitted, sorted(told), verdict_id)
                if standing:
                    self.blobs.append(event)
                    self.offices |= offices.known(self.connection, self.chain.province_id, set(_named(event)))
                    newcomers |= self._concern(subject, event)
                    told |= set(map(office_feed, newcomers))


def _named(event: Event) -> tuple[str, ...]:
    """Return the offices that an event brings in: where a dossier is handed over to, who decides it.

    A ticket stands in the queue of one office.
    """
    named = event.payload.get("concerns")
    if not isinstance(named, list) or event.subject_kind == TICKET:
        return ()
    return tuple(o for o in named[:MOST_NAMED] if isinstance(o, str) and STORABLE.fullmatch(o))
