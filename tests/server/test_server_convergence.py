"""Any course of writing, reading, handing over, damage and repetition ends with everybody concerned in one state."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served import AN_XUYEN, TAN_THANH, furnish
from server_writer import Writer
from sqlalchemy import make_url, select

from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.subjects import fold_subject
from app.protocol.event_bytes import UnreadableBodyError, decode_body
from app.protocol.feeds import office_feed
from app.protocol.messages import WireEvent
from app.server.database import Database
from app.server.subjects import AGAIN
from app.server.tables import events, subjects

STEPS = st.tuples(
    st.integers(0, 3),  # who
    st.sampled_from(
        ("note", "note", "note", "hand over", "foreign", "damaged", "lying", "push", "push", "pull", "again")
    ),
    st.integers(0, 1),  # which dossier
)


class Replica(Writer):
    """A PC with what it has read: it writes upon that."""

    def __init__(self, database: Database, prefix: str) -> None:
        super().__init__(database, prefix)
        self.known: dict[str, Event] = {}
        self.feed = office_feed(self.pc.office_id)

    def learn(self, wires: Iterator[WireEvent] | list[WireEvent]) -> None:
        for wire in wires:
            try:
                event = decode_body(wire.body)
            except UnreadableBodyError:
                continue
            if not wire_is_damaged(wire):
                self.known[event.event_id] = event

    def pull(self) -> None:
        after = 0
        while True:
            page = self.page(self.feed, after)
            self.learn([item.event for item in page.events])
            after = page.upto
            if after == page.head:
                return

    def state(self, dossier: str) -> SubjectState:
        return fold_subject("dossier", (event for event in self.known.values() if event.subject_id == dossier))

    def write(self, dossier: str, payload: dict[str, object], **more: object) -> None:
        before = self.state(dossier)
        given = {"basis": before.heads, "n": before.n + 1} | more
        event = self.pc.write("dossier.noted", ("dossier", dossier), payload, **given)
        self.known[event.event_id] = event


def wire_is_damaged(wire: WireEvent) -> bool:
    from app.protocol.canonical import chain_hash

    return chain_hash(wire.prev_hash, wire.device_id, wire.device_seq, wire.body) != wire.hash


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def replicas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Replica]]:
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("server")
        url = make_url(f"sqlite+pysqlite:///{folder}/server.sqlite")
    else:
        url = request.getfixturevalue("postgresql").database()
    with closing(Database(url)) as database:
        furnish(database)
        yield [Replica(database, prefix) for prefix in (AN_XUYEN, AN_XUYEN, TAN_THANH, TAN_THANH)]


def _do(replicas: list[Replica], who: int, what: str, dossier: str) -> None:
    replica, other = replicas[who], replicas[(who + 2) % 4]
    match what:
        case "note":
            replica.write(dossier, {})
        case "hand over":
            replica.write(dossier, {"concerns": [other.pc.office_id]})
        case "foreign":
            replica.write(dossier, {}, office_id=other.pc.office_id)
        case "lying":
            replica.write(dossier, {}, n=1000)
        case "damaged":
            replica.write(dossier, {})
            good = replica.pc.chain.events[-1]
            body = good.body.replace(b'"level":1', b'"level":2')
            broken = WireEvent.of(good.device_id, good.device_seq, good.prev_hash, good.hash, body, good.personal)
            replica.pc.chain = type(replica.pc.chain)(good.device_id, (*replica.pc.chain.events[:-1], broken))
            del replica.known[decode_body(good.body).event_id]
        case "again":
            replica.sent = max(replica.sent - 3, 0)  # the answer was lost
        case "push":
            replica.push()
        case _:
            replica.pull()


@given(steps=st.lists(STEPS, max_size=30))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_everybody_concerned_has_the_whole_history_and_one_state(
    replicas: list[Replica], steps: list[tuple[int, str, int]]
) -> None:
    dossiers = [f"d{secrets.token_hex(8)}" for _ in range(2)]
    for who, what, which in steps:
        _do(replicas, who, what, dossiers[which])
    for replica in replicas:
        replica.push()
    for replica in replicas:
        replica.known.clear()
        replica.pull()
    for dossier in dossiers:
        with replicas[0].database.read() as connection:
            here = events.c.subject_id == dossier
            stored = set(connection.scalars(select(events.c.event_id).where(here, events.c.outcome != AGAIN)))
            row = connection.execute(
                select(subjects.c.concerned, subjects.c.heads).where(subjects.c.subject_id == dossier)
            ).one_or_none()
        if row is None:
            assert not stored
            continue
        concerned = set(row.concerned.split())
        states = {}
        for replica in replicas:
            mine = {key for key, event in replica.known.items() if event.subject_id == dossier}
            if replica.pc.office_id in concerned:
                assert mine == stored
                states[replica.pc.device_id] = replica.state(dossier)
            else:
                written = {decode_body(e.body).event_id for r in replicas for e in _own(r, replica.pc.office_id)}
                verdicts = {key for key in mine if replica.known[key].actor_id == "server"}
                assert mine <= written | verdicts
        for state in states.values():
            assert state == next(iter(states.values()))
            assert state.heads == tuple(row.heads.split())


def _own(replica: Replica, office_id: str) -> list[WireEvent]:
    """Return what the PCs of an office wrote."""
    return list(replica.pc.chain.events) if replica.pc.office_id == office_id else []
