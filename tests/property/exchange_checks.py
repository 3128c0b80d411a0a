"""What must hold of a world at rest, and of a cursor at any time."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from exchange_desk import Desk
from exchange_programs import MOVED, NEWER, running
from exchange_world import World
from sqlalchemy import select
from sync_desk import SHOWN

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import SET_ASIDE, SubjectState
from app.domain.levels import may_follow_unread
from app.domain.questions import ancestors
from app.domain.subjects import fold_subject
from app.protocol.canonical import GENESIS
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.protocol.feeds import device_of
from app.protocol.verdicts import Reason
from app.server.subjects import AGAIN
from app.server.tables import blobs, events, feed_positions, subjects
from app.storage import kept_blobs
from app.storage.event_log import UNCOUNTED, check_chain
from app.storage.rows import fetch

_CURSORS = "SELECT feed, epoch, position FROM feed_cursors WHERE again = 0"
_DOUBLED = """
    SELECT d.code, coalesce(a.code, '') FROM dossiers AS d
    LEFT JOIN attention AS a ON a.subject_kind = 'dossier' AND a.subject_id = d.subject_id
    WHERE d.code <> '' AND d.code IN (SELECT code FROM dossiers GROUP BY code HAVING count(*) > 1)
"""
_LINKS = "SELECT hash FROM envelopes UNION ALL SELECT hash FROM fork_links"


@dataclass
class Stored:
    """What the server has: its events by id (those that came again left out), codes given, who is concerned."""

    count: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, bytes] = field(default_factory=dict)
    by_subject: dict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))
    concerned: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    shown: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)  # places where a chain does not go on
    files: frozenset[str] = frozenset()

    @classmethod
    def read(cls, world: World) -> Stored:
        found = cls()
        with world.server.database.read() as connection:
            table = events.c
            asked = select(
                *(table.device_id, table.device_seq, table.prev_hash, table.hash),
                *(table.event_id, table.outcome, table.body),
            ).order_by(table.device_id, table.device_seq)
            ends: dict[str, tuple[int, bytes]] = {}
            for device_id, seq, before, link, event_id, outcome, body in connection.execute(asked):
                last, end = ends.get(device_id, (0, GENESIS))
                if (seq, before) != (last + 1, end):
                    found.broken.append(f"{device_id} at {seq}")
                ends[device_id] = (seq, link)
                if event_id is not None and outcome != AGAIN:
                    found.count[event_id] += 1
                    found.bodies[event_id] = body
                    event = decode_body(body)
                    found.by_subject[event.subject_kind, event.subject_id].append(event)
            of = subjects.c
            for kind, key, concerned, heads, state in connection.execute(
                select(of.subject_kind, of.subject_id, of.concerned, of.heads, of.state)
            ):
                found.concerned[kind, key] = frozenset(concerned.split())
                found.shown[kind, key] = (heads, msgspec.json.decode(state) if state is not None else None)
            found.files = frozenset(connection.execute(select(blobs.c.sha256)).scalars())
        return found


def check(world: World) -> None:
    """Raise AssertionError for anything lost, doubled, diverged, skipped or turned round. The world is at rest."""
    assert world.server.broken == [], "the server failed unforeseen"
    stored = Stored.read(world)
    assert stored.broken == [], "the server's chains have holes"
    _once(world, stored)
    _nothing_vanished(world, stored)
    _codes(world, stored)
    _history(world, stored)
    _concerned(world, stored)
    _one_state(world, stored)
    _levels(world, stored)
    _files(world, stored)
    world.tickets.check(stored.by_subject, stored.concerned)
    for desk in world.desks.values():
        check_cursors(world, desk)
        check_verdicts(world, desk)
        with desk.db.read() as session:
            own = {device_id for (device_id,) in fetch(session, "SELECT device_id FROM own_device")}
            faults = [fault for fault in check_chain(session)[1] if fault.device_id in own]
        assert faults == [], f"{desk.name}: its own chain is broken: {faults}"


def _once(world: World, stored: Stored) -> None:
    doubled = [event_id for event_id, count in stored.count.items() if count > 1]
    assert doubled == [], f"doubled at the server: {doubled}"
    held = {event_id for desk in world.desks.values() for event_id in desk.written()}
    for event_id in held - stored.count.keys() - world.damaged:
        assert event_id.startswith(UNCOUNTED), f"a living PC has it, the server has not: {event_id}"
    for event_id in world.promised - stored.count.keys() - world.damaged:
        known = [desk.name for desk in world.desks.values() if event_id in _bodies(desk)]
        assert world.server.set_backs, f"promised and lost: {event_id}"
        assert not known, f"lost by the server and not healed by {known}: {event_id}"
    for desk in world.desks.values():  # came damaged over the line; here it is sound
        for event_id in _bodies(desk).keys() & world.damaged if desk.name not in world.rotten else ():
            if desk.written().keys() & {event_id}:
                assert event_id in stored.count, f"{desk.name} never brought its sound copy of {event_id}"
    for event_id, body in stored.bodies.items():
        if event_id in world.written:
            assert body == world.written[event_id], f"its bytes have changed: {event_id}"


def _nothing_vanished(world: World, stored: Stored) -> None:
    for desk in world.desks.values():
        bodies = _bodies(desk)
        for event_id in world.kept.get(desk.name, set()) - bodies.keys():
            assert world.server.set_backs, f"{desk.name} has lost {event_id}"
            assert event_id not in stored.count, f"{desk.name} never got {event_id} again"
        check_bytes(world, desk)


def check_bytes(world: World, desk: Desk) -> None:
    """Raise AssertionError when a PC holds an event with other bytes than its writer wrote, and counts it."""
    for event_id, body in _bodies(desk).items():
        if event_id not in world.damaged or desk.name not in world.rotten:
            assert world.written.get(event_id, body) == body, f"{desk.name}: its bytes have changed: {event_id}"


def check_promises(world: World) -> None:
    """Raise AssertionError when a PC believes that the server has what it has not."""
    if not world.server.set_backs:
        missing = world.promised - Stored.read(world).count.keys() - world.damaged
        assert not missing, f"promised and not there: {missing}"


def _codes(world: World, stored: Stored) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for (kind, subject_id), history in stored.by_subject.items():
        if kind == dossier.KIND:
            for event in history:
                if event.type == dossier.RECEIVED:
                    given[event.payload["code"]].add(subject_id)
    doubled = {code: found for code, found in given.items() if len(found) > 1}
    assert world.copied or not doubled, f"codes given twice: {doubled}"
    for desk in world.desks.values():
        shown = desk.rows(_DOUBLED)
        assert all(code == flagged for code, flagged in shown), f"{desk.name} flags no doubled code: {shown}"


def _history(world: World, stored: Stored) -> None:
    """Whoever is concerned has everything, whoever is not has nothing but what it wrote itself."""
    for desk in world.desks.values():
        bodies = _bodies(desk)
        for subject, concerned in stored.concerned.items():
            if subject[0] == dossier.KIND and desk.office_id in concerned:
                missing = {event.event_id for event in stored.by_subject[subject]} - bodies.keys()
                assert not missing, f"{desk.name} has only a part of a history: {missing}"
            elif subject[0] == dossier.KIND:
                foreign = [
                    event.event_id
                    for event in stored.by_subject[subject]
                    if event.event_id in bodies and event.office_id != desk.office_id and event.actor_id != "server"
                ]
                assert not foreign, f"{desk.name} has what does not concern it: {foreign}"


def _concerned(world: World, stored: Stored) -> None:
    """Whoever received a dossier is concerned, and whoever is named by somebody concerned; nobody by his own word."""
    offices = {desk.office_id for desk in world.desks.values()}
    for (kind, subject_id), history in stored.by_subject.items():
        first = {event.office_id for event in history if not event.basis and event.actor_id != "server"}
        if kind != dossier.KIND or world.server.set_backs or not first:
            continue  # its receipt came damaged, or was lost with a server and a PC
        found = first
        while first:
            named = {o for e in history if e.office_id in first for o in e.payload.get("concerns", ())}
            first = (named & offices) - found
            found |= first
        concerned = stored.concerned[kind, subject_id]
        assert concerned & offices == found & offices, f"{subject_id} concerns {concerned}, should {found}"


def _one_state(world: World, stored: Stored) -> None:
    shown: dict[tuple[str, int], tuple[str, Any]] = {}
    for desk in world.desks.values():
        table = desk.rows(f"SELECT {SHOWN} FROM dossiers ORDER BY subject_id")
        first, other = shown.setdefault((desk.office_id, desk.level), (desk.name, table))
        assert other == table, f"{first} and {desk.name} show different dossiers"
    for (kind, subject_id), concerned in stored.concerned.items():
        if kind != dossier.KIND:
            continue
        history = stored.by_subject[kind, subject_id]
        folds = {}
        for level in {world.server.level, *(desk.level for desk in world.desks.values())}:
            with running(level):
                folds[level] = fold_subject(kind, history)
        at_server = folds[world.server.level]
        by_id = {event.event_id: event for event in history}
        early = {event_id for event_id in world.early & by_id.keys() if by_id[event_id].office_id not in concerned}
        aside = set(at_server.set_aside) - early - world.lies - world.damaged
        assert not aside, f"written with right, and set aside: {aside}"
        gone = {one for event in history if _is_of_bytes(event) for one in event.payload["event_ids"]}
        for one in at_server.waiting:  # for what burned, but not for what the server says it has damaged
            missing = ancestors([one], by_id) - by_id.keys()
            assert not missing <= gone, f"{one} waits although all it waits for is known to be damaged: {missing}"
        heads, values = stored.shown[kind, subject_id]
        assert (heads, values) == (" ".join(at_server.heads), _values(at_server)), "the server's table is not its fold"
        for desk in world.desks.values():
            if desk.office_id in concerned:
                here = desk.state(kind, subject_id)
                assert _told(here) == _told(folds[desk.level]), f"{desk.name} and the server differ about {subject_id}"


def _levels(world: World, stored: Stored) -> None:
    """Nobody writes what others can't read before all can, and nobody acts upon what he does not understand."""
    for (kind, _), history in stored.by_subject.items():
        if kind != dossier.KIND:
            continue
        by_id = {event.event_id: event for event in history}
        unread = {event.event_id for event in history if event.type == MOVED}
        assert world.was_raised or not unread, f"written before it may be: {unread}"
        for event in history:
            if world.program_of.get(event.event_id, NEWER) < NEWER and not may_follow_unread(event.type):
                blind = ancestors([event.event_id], by_id) & unread
                assert not blind, f"{event.event_id} was written upon what its program can't read: {blind}"


def _files(world: World, stored: Stored) -> None:
    """What a dossier names lies at the server whole, once the PC that has it has come."""
    for desk in world.desks.values():
        with desk.db.read() as session:
            waiting = {blob.sha256 for blob in kept_blobs.waiting(session)}
            kept = {name for (name,) in fetch(session, "SELECT sha256 FROM kept_blobs")}
        named = {
            name
            for key, history in stored.by_subject.items()
            if desk.office_id in stored.concerned.get(key, ())
            for event in history
            if event.office_id == desk.office_id and event.event_id not in world.damaged
            for name in event.payload.get("blobs", ())
        }
        assert not named & waiting, f"{desk.name} never sent {named & waiting}"
        assert kept & named <= stored.files, f"the server has lost {kept & named - stored.files}"


def check_verdicts(world: World, desk: Desk) -> None:
    """Raise AssertionError when an event fits or counts that did not, or the other way round, and nobody said so."""
    histories: dict[str, dict[str, Event]] = defaultdict(dict)
    for (body,) in desk.rows("SELECT body FROM events WHERE subject_kind = ? ORDER BY position", dossier.KIND):
        with suppress(UnreadableBodyError):
            event = decode_body(body)
            histories[event.subject_id][event.event_id] = event
    for history in histories.values():
        with running(desk.level):
            state = fold_subject(dossier.KIND, history.values())
        world.verdicts.look(desk.name, state, list(history.values()))


def _is_of_bytes(event: Event) -> bool:
    return event.type == SET_ASIDE and event.payload.get("reason") in (Reason.DAMAGED, Reason.UNREADABLE)


def _told(state: SubjectState) -> Any:
    return (
        _values(state),
        state.heads,
        state.n,
        state.order,
        state.attention,
        state.waiting,
        state.set_aside,
    )


def _values(state: SubjectState) -> Any:
    shown = {name: register.shown.value for name, register in state.registers.items()}
    return msgspec.json.decode(msgspec.json.encode(shown))


def _bodies(desk: Desk) -> dict[str, bytes]:
    found = dict(desk.rows("SELECT event_id, body FROM events"))
    return {event_id: body for event_id, body in found.items() if not event_id.startswith(UNCOUNTED)}


def check_cursors(world: World, desk: Desk) -> None:
    """Raise AssertionError when a cursor stands behind something this PC has not got."""
    with world.server.database.read() as connection:
        epoch = world.server.database.epoch_in(connection)
        links = {link for (link,) in desk.rows(_LINKS)}
        for feed, read_in, position in desk.rows(_CURSORS):
            if read_in != epoch or device_of(feed) is not None:
                continue
            places = (
                (events.c.province_id == feed_positions.c.province_id)
                & (events.c.device_id == feed_positions.c.device_id)
                & (events.c.device_seq == feed_positions.c.device_seq)
            )
            behind = (
                select(feed_positions.c.position, events.c.hash)
                .select_from(feed_positions.join(events, places))
                .where(feed_positions.c.feed == feed, feed_positions.c.position <= position)
            )
            skipped = [at for at, link in connection.execute(behind) if link not in links]
            assert not skipped, f"{desk.name} has read {feed} to {position} and skipped {skipped}"
