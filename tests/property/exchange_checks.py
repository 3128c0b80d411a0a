"""What must hold of a world at rest, and of a cursor at any time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec
from exchange_desk import Desk
from exchange_world import World
from sqlalchemy import select
from sync_desk import SHOWN

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.protocol.feeds import device_of
from app.server.subjects import AGAIN
from app.server.tables import events, feed_positions, subjects
from app.storage.event_log import UNCOUNTED, check_chain
from app.storage.rows import fetch

_CURSORS = "SELECT feed, epoch, position FROM feed_cursors WHERE again = 0"
_LINKS = "SELECT hash FROM envelopes UNION ALL SELECT hash FROM fork_links"


@dataclass
class Stored:
    """What the server has: its events by id (those that came again left out), codes given, who is concerned."""

    count: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, bytes] = field(default_factory=dict)
    by_subject: dict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))
    concerned: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    shown: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, world: World) -> Stored:
        found = cls()
        with world.server.database.read() as connection:
            asked = select(events.c.event_id, events.c.outcome, events.c.body).order_by(
                events.c.device_id, events.c.device_seq
            )
            for event_id, outcome, body in connection.execute(asked):
                if event_id is not None and outcome != AGAIN:
                    found.count[event_id] += 1
                    found.bodies[event_id] = body
                    event = decode_body(body)
                    found.by_subject[event.subject_kind, event.subject_id].append(event)
            table = subjects.c
            for kind, key, concerned, heads, state in connection.execute(
                select(table.subject_kind, table.subject_id, table.concerned, table.heads, table.state)
            ):
                found.concerned[kind, key] = frozenset(concerned.split())
                found.shown[kind, key] = (heads, msgspec.json.decode(state) if state is not None else None)
        return found


def check(world: World) -> None:
    """Raise AssertionError for anything lost, doubled, diverged, skipped or turned round. The world is at rest."""
    assert world.server.broken == [], "the server failed unforeseen"
    stored = Stored.read(world)
    _once(world, stored)
    _nothing_vanished(world, stored)
    _codes(world, stored)
    _history(world, stored)
    _one_state(world, stored)
    for desk in world.desks.values():
        check_cursors(world, desk)
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


def _one_state(world: World, stored: Stored) -> None:
    shown: dict[str, tuple[str, Any]] = {}
    for desk in world.desks.values():
        table = desk.rows(f"SELECT {SHOWN} FROM dossiers ORDER BY subject_id")
        first, other = shown.setdefault(desk.office_id, (desk.name, table))
        assert other == table, f"{first} and {desk.name} show different dossiers"
    for (kind, subject_id), concerned in stored.concerned.items():
        if kind != dossier.KIND:
            continue
        at_server = fold_subject(kind, stored.by_subject[kind, subject_id])
        aside = set(at_server.set_aside) - world.early - world.damaged
        assert not aside, f"written with right, and set aside: {aside}"
        heads, values = stored.shown[kind, subject_id]
        assert (heads, values) == (" ".join(at_server.heads), _values(at_server)), "the server's table is not its fold"
        for desk in world.desks.values():
            if desk.office_id in concerned:
                here = desk.state(kind, subject_id)
                assert _told(here) == _told(at_server), f"{desk.name} and the server differ about {subject_id}"


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
