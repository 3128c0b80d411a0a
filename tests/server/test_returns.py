"""Both sides compare what they have: a server set back gets again what only others still know, damaged bytes heal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
import pytest
from served import AN_XUYEN, TAN_THANH, Cluster
from server_writer import Writer
from sqlalchemy import select

from app.domain.fold import SubjectState
from app.domain.subjects import fold_subject
from app.protocol.canonical import chain_hash
from app.protocol.digests import SIZE, Sums
from app.protocol.event_bytes import decode_body
from app.protocol.feeds import office_feed
from app.protocol.messages import Bring, Compared, Digest, WireEvent
from app.protocol.verdicts import Reason
from app.server import digests, pulls, returns
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.refusals import Refused
from app.server.tables import devices, events

SetBack = Callable[[Database], Callable[[], Database]]


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SetBack]:
    """Take a copy of a server's database; calling the copy opens it, as if it had been put back."""
    with ExitStack() as stack:

        def take(database: Database) -> Callable[[], Database]:
            database.engine.dispose()
            name = database.url.database
            assert name is not None
            if database.is_sqlite:
                copy = shutil.copyfile(name, tmp_path / "copy.sqlite")
                url = database.url.set(database=str(copy))
            else:
                cluster: Cluster = request.getfixturevalue("postgresql")
                url = cluster.database(name)

            def put_back() -> Database:
                old = stack.enter_context(closing(Database(url)))
                old.must_be_migrated()
                old.begin_epoch()
                return old

            return put_back

        yield take


class Reader(Writer):
    """A PC that keeps what it reads, with the server's word."""

    def __init__(self, database: Database, prefix: str) -> None:
        super().__init__(database, prefix)
        self.kept: dict[str, WireEvent] = {}

    def pull(self) -> None:
        with self.database.read() as connection:
            page = pulls.pull(
                *(connection, self.device, office_feed(self.pc.office_id), "e", 0, 500, utc_now()), epoch="e"
            )
        for item in page.events:  # type: ignore[union-attr]
            wire = item.event
            if chain_hash(wire.prev_hash, wire.device_id, wire.device_seq, wire.body) == wire.hash:
                self.kept.setdefault(decode_body(wire.body).event_id, wire)

    def asked(self, digest: Digest) -> Compared:
        with self.database.read() as connection:
            return digests.compare(connection, self.device, digest, "e", utc_now())

    def compare(self) -> Compared:
        """Ask in both steps, as the program does."""
        sums = Sums()
        for wire in self.kept.values():
            event = decode_body(wire.body)
            sums.add_all([(event.event_id, event.subject_kind, event.subject_id)])
        differing = self.asked(Digest(1, sums=sums.packed())).differing
        ids = [key for key, wire in self.kept.items() if _bucket(wire) in differing]
        return self.asked(Digest(1, buckets=differing, ids=tuple(ids)))

    def bring(self, wires: list[WireEvent]) -> int:
        return returns.bring(self.database, self.device, Bring(tuple(wires)), utc_now()).taken

    def heal(self) -> int:
        return self.bring([self.kept[key] for key in self.compare().lacks])

    def ids(self) -> list[str]:
        """Return the ids of everything in its office's feed now."""
        page = self.page(office_feed(self.pc.office_id), 0)
        return [decode_body(item.event.body).event_id for item in page.events]

    def state(self, dossier: str) -> SubjectState:
        wires = [item.event for item in self.page(office_feed(self.pc.office_id), 0).events]
        read = [decode_body(wire.body) for wire in wires if chain_hash(wire.prev_hash, *_place(wire)) == wire.hash]
        return fold_subject("dossier", [event for event in read if event.subject_id == dossier])


def _place(wire: WireEvent) -> tuple[str, int, bytes]:
    return wire.device_id, wire.device_seq, wire.body


def _bucket(wire: WireEvent) -> int:
    from app.protocol.digests import bucket_of

    event = decode_body(wire.body)
    return bucket_of(event.subject_kind, event.subject_id)


def write_history(a: Reader, other_office: str) -> None:
    """A dossier handed over, looked at by somebody and noted after; one thing in another's name."""
    first = a.pc.note("d")
    handed = a.pc.write("dossier.noted", ("dossier", "d"), {"concerns": [other_office]}, basis=(first.event_id,), n=2)
    a.pc.write("access.person_shown", ("access", "log"), {"dossier": "d"})
    a.pc.note("d", basis=(handed.event_id,), n=3)
    a.pc.note("e", office_id=other_office)  # in another's name: set aside
    a.push()


def test_what_a_burned_pc_wrote_comes_back_from_whoever_had_it(database: Database, snapshot: SetBack) -> None:
    a, b, c = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN), Reader(database, TAN_THANH)
    put_back = snapshot(database)
    write_history(a, c.pc.office_id)
    for reader in (b, c):
        reader.pull()
    before = {reader: (sorted(set(reader.ids())), reader.state("d")) for reader in (b, c)}
    assert len(before[b][0]) == 5
    assert len(before[c][0]) == 3
    old = put_back()
    b.database = c.database = old
    assert b.ids() == []
    assert c.heal() == 3  # the first to bring need not be of the office that wrote it
    assert b.heal() == 2
    for reader in (b, c):
        assert (sorted(set(reader.ids())), reader.state("d")) == before[reader]
        told = reader.compare()
        assert (told.differing, told.lacks, told.read_from) == ((), (), {})
    assert (b.heal(), c.heal()) == (0, 0)
    with old.read() as connection:
        kept = connection.execute(select(events.c.device_seq).where(events.c.device_id == a.pc.device_id)).scalars()
        assert sorted(kept) == [1, 2], "up to the gap that only the writer could fill they keep their places"
    newcomer = Reader(old, AN_XUYEN)
    assert sorted(set(newcomer.ids())) == before[b][0], "whoever comes later has all of it"
    assert newcomer.state("d") == before[b][1]


def test_an_office_that_no_database_can_hold_comes_back_like_any_other(database: Database, snapshot: SetBack) -> None:
    a, b = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN)
    put_back = snapshot(database)
    a.pc.note("d", office_id="\0")  # set aside
    a.push()
    b.pull()
    b.database = put_back()
    assert b.heal() == 2
    assert sorted(b.ids()) == sorted(b.kept)


def test_the_writer_that_comes_home_after_all_doubles_nothing(database: Database, snapshot: SetBack) -> None:
    a, b, c = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN), Reader(database, TAN_THANH)
    put_back = snapshot(database)
    write_history(a, c.pc.office_id)
    b.pull()
    before = sorted(b.ids())
    b.database = a.database = put_back()
    assert b.heal() == 5
    a.sent = 0
    assert a.push() == 5
    after = b.ids()
    assert set(before) <= set(after)
    own = {decode_body(wire.body).event_id for wire in a.pc.chain.events}
    assert all(after.count(event_id) == 1 for event_id in own & set(before))
    assert b.compare().lacks == ()


def test_a_pc_enrolled_after_the_backup_is_known_by_what_it_wrote(database: Database, snapshot: SetBack) -> None:
    b = Reader(database, AN_XUYEN)
    put_back = snapshot(database)
    a = Reader(database, AN_XUYEN)
    a.pc.note("d")
    a.push()
    b.pull()
    b.database = put_back()
    assert b.heal() == 1
    assert b.ids() == list(b.kept)
    with b.database.read() as connection:
        assert a.pc.device_id not in set(connection.scalars(select(devices.c.device_id)))


def test_without_our_own_word_nothing_is_taken(database: Database, snapshot: SetBack) -> None:
    """Else any PC could write in the name of any other."""
    a, b, c = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN), Reader(database, TAN_THANH)
    put_back = snapshot(database)
    a.pc.note("d")
    a.push()
    b.pull()
    [true] = b.kept.values()
    forged = Reader(database, TAN_THANH).pc.chain.write(true.body.replace(b"dossier.noted", b"dossier.faked"))
    b.database = c.database = put_back()
    [made_up] = forged.events
    for wire in (
        msgspec.structs.replace(true, proof=b""),
        msgspec.structs.replace(true, proof=bytes(16)),
        msgspec.structs.replace(true, device_seq=2),
        msgspec.structs.replace(made_up, device_id=a.pc.device_id, proof=true.proof),
        msgspec.structs.replace(true, text=true.text.replace("noted", "faked")),
    ):
        assert c.bring([wire]) == 0
    assert b.ids() == c.ids() == []
    assert c.bring([true]) == 1, "by any hand"
    assert b.ids() == list(b.kept)


def test_damaged_bytes_heal_by_a_sound_copy_and_what_stands_on_them_counts(database: Database) -> None:
    a, b = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN)
    first = a.pc.note("d")
    second = a.pc.note("d", basis=(first.event_id,), n=2)
    good = a.pc.chain.events[-1]
    bad = msgspec.structs.replace(good, text=good.text.replace('"n":2', '"n":9'))
    third = a.pc.note("d", basis=(second.event_id,), n=3)
    a.pc.chain = type(a.pc.chain)(a.pc.device_id, (a.pc.chain.events[0], bad, a.pc.chain.events[2]))
    a.push()
    state = b.state("d")
    assert state.waiting == ()
    assert {first.event_id, third.event_id} <= set(state.order)
    assert second.event_id not in state.order
    assert state.n == 3
    stranger = Reader(database, TAN_THANH)
    assert stranger.bring([bad]) == 0
    assert a.bring([msgspec.structs.replace(good, hash=bytes(32))]) == 0
    assert a.bring([good, good]) == 1
    assert a.bring([good]) == 0
    healed = b.state("d")
    assert {first.event_id, second.event_id, third.event_id} <= set(healed.order)
    assert healed.set_aside == ()
    assert len(healed.sets["notes"]) == 3
    assert b.ids().count(second.event_id) == 2, "at its old place and at the end, for those who had passed it"
    b.pull()
    assert b.compare().lacks == ()
    assert b.compare().read_from == {}


def test_a_sound_copy_is_judged_like_any_event(database: Database) -> None:
    """It could not be judged before; being damaged first must open no door."""
    a, c = Reader(database, AN_XUYEN), Reader(database, TAN_THANH)
    a.pc.note("d")
    a.push()
    c.pc.note("d")
    good = c.pc.chain.events[-1]
    bad = msgspec.structs.replace(good, text=good.text.replace('"n":1', '"n":7'))
    c.pc.chain = type(c.pc.chain)(c.pc.device_id, (bad,))
    c.push()
    assert c.bring([good]) == 1
    verdicts = [decode_body(item.event.body) for item in a.page(office_feed(a.pc.office_id), 0).events]
    reasons = [event.payload.get("reason") for event in verdicts if event.type == "event.set_aside"]
    assert reasons == [Reason.DAMAGED.value, Reason.NOT_CONCERNED.value]


def test_bytes_that_say_nothing_are_waited_for_no_longer_by_their_writers_name(database: Database) -> None:
    from app.protocol.messages import Named

    a, b = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN)
    first = a.pc.note("d")
    second = a.pc.note("d", basis=(first.event_id,), n=2)
    good = a.pc.chain.events[-1]
    bad = WireEvent.of(
        *(good.device_id, good.device_seq, good.prev_hash, good.hash, b"\xff" + good.body[1:]),
        named=Named(second.event_id, "dossier", "d"),
    )
    third = a.pc.note("d", basis=(second.event_id,), n=3)
    a.pc.chain = type(a.pc.chain)(a.pc.device_id, (a.pc.chain.events[0], bad, a.pc.chain.events[2]))
    a.push()
    page = b.page(office_feed(b.pc.office_id), 0)
    read = [decode_body(item.event.body) for item in page.events if item.event.text]
    state = fold_subject("dossier", read)
    assert state.waiting == ()
    assert third.event_id in state.order


def test_a_pc_is_told_from_where_to_read_again(database: Database) -> None:
    a, b = Reader(database, AN_XUYEN), Reader(database, AN_XUYEN)
    written = [a.pc.note(f"d{place}") for place in range(6)]
    a.push()
    b.pull()
    del b.kept[written[4].event_id], b.kept[written[2].event_id]
    assert b.compare().read_from == {office_feed(b.pc.office_id): 3}


def test_a_comparison_tells_nothing_of_other_offices(database: Database) -> None:
    a, c = Reader(database, AN_XUYEN), Reader(database, TAN_THANH)
    secret = a.pc.note("d").event_id
    a.push()
    told = c.asked(Digest(1, buckets=tuple(range(256)), ids=(secret, "nowhere")))
    assert (told.lacks, told.read_from) == (("nowhere", secret) if secret > "nowhere" else (secret, "nowhere"), {})
    assert c.asked(Digest(1, sums=bytes(SIZE))).differing == ()
    with pytest.raises(Refused):
        c.asked(Digest(1, sums=bytes(SIZE - 1)))
