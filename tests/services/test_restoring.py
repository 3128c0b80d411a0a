"""Back from a copy: nothing readable is left behind, no number comes twice, what is missing is named."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from office_fixtures import BIRTH, KEY, Clock, form, house_at
from sqlalchemy import func, select

from app.domain.errors import EnvironmentProblem
from app.domain.intake import SupplementItem
from app.domain.office import Actor
from app.models.tables import DossierRow, EventRow, OwnDevice, PrintJobRow
from app.paths import Folders
from app.protocol.blobs import PIECE_BYTES
from app.services.dossiers import find_by_code, open_dossier
from app.services.drafts import Draft, keep_draft, list_drafts
from app.services.house import House
from app.services.intake import receive_dossier, request_supplement
from app.services.print_jobs import A4, FAILED, PrintPlan, dismiss_job, list_jobs, take_job
from app.services.restoring import Prepared, discard, install, prepare
from app.services.upkeep import back_up_now, verify
from app.storage import kept_blobs
from app.storage.database import Database, open_connection, open_read_only
from app.storage.health import examine
from app.storage.identities import chains
from app.storage.restored_file import finish_interrupted
from app.storage.rows import run
from app.storage.server_place import ServerPlace, load_server, save_server

SILENT = PrintPlan(receipt=False, labels=0)
ITEM = SupplementItem("Tờ khai", originals=1, reason="Chưa ký")
PAGE = 4096


@dataclass
class Desk:
    """A counter whose folders lie in the order the program has them."""

    folders: Folders
    house: House
    clerk: Actor
    clock: Clock

    def receive(self, count: int, plan: PrintPlan = SILENT) -> list[str]:
        return [receive_dossier(self.house, self.clerk, form(self.house, BIRTH), plan).code for _ in range(count)]

    def prepare(self) -> Prepared:
        self.house.db.close()
        return prepare(self.folders, KEY, self.clock())

    def restore(self) -> tuple[Prepared, Path | None]:
        prepared = self.prepare()
        aside = install(self.folders, prepared, self.clock())
        self.house = House(
            Database(self.folders.database, KEY), self.clock, self.folders.papers, self.folders.number_mark,
            self.folders.backups,
        )  # fmt: skip
        return prepared, aside

    def whole(self) -> bool:
        return verify(self.house)[1] == ()

    def codes(self) -> set[str]:
        with self.house.db.read() as session:
            return set(session.scalars(select(DossierRow.code)))

    def checkpoint(self) -> None:
        self.house.db.close()
        connection = open_connection(self.folders.database, KEY)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


@pytest.fixture
def desk(house: House, clerk: Actor, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    """Return the founded office in the folders of a real start."""
    folders = Folders.of(tmp_path / "run")
    folders.create()
    house.db.close()
    os.replace(tmp_path / "quay.db", folders.database)
    opened = House(Database(folders.database, KEY), clock, folders.papers, folders.number_mark, folders.backups)
    made = Desk(folders, opened, clerk, clock)
    yield made
    made.house.db.close()


def flip(path: Path, *pages: int) -> None:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE + 100] ^= 0xFF
    path.write_bytes(data)


def page_of(path: Path, table: str, rowid: int | None = None) -> int:
    """Return the page, counted from 0, that only this row (the last unless told) needs, not the table's first."""
    sound = path.read_bytes()
    connection = open_connection(path, KEY)
    first, last = connection.execute(f"SELECT min(rowid), max(rowid) FROM {table}").fetchone()
    connection.close()

    def can_read(row: int) -> bool:
        reader = open_read_only(path, KEY)
        try:
            return bool(reader.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchall())
        except sqlcipher.Error:
            return False
        finally:
            reader.close()

    try:
        for page in reversed(range(1, len(sound) // PAGE)):
            flip(path, page)
            if not can_read(rowid or last) and (first == last or can_read(first)):
                return page
            path.write_bytes(sound)
    finally:
        path.write_bytes(sound)
    raise AssertionError("no such page")


def damage(desk: Desk, table: str) -> None:
    """Spoil the page of a table's newest row, after everything has reached the file."""
    desk.checkpoint()
    flip(desk.folders.database, page_of(desk.folders.database, table))


def test_what_the_copy_lacks_is_read_from_the_damaged_file(desk: Desk) -> None:
    before = desk.receive(3)
    back_up_now(desk.house)
    desk.clock.now += timedelta(hours=1)
    after = desk.receive(4)
    damage(desk, "dossiers")
    prepared, aside = desk.restore()
    assert (prepared.rescued, prepared.lost_events, prepared.lost_codes) == (4, 0, ())
    assert desk.codes() == {*before, *after}
    assert desk.whole()
    assert aside is not None
    assert (aside / "quay.db").stat().st_size % PAGE == 0
    subject = find_by_code(desk.house, after[-1])
    assert subject is not None
    assert open_dossier(desk.house, subject).hash, "the hash on its receipt is still found"


def test_a_restored_database_has_a_new_identity_and_never_gives_an_old_number(desk: Desk) -> None:
    with desk.house.db.read() as session:
        old = session.scalars(select(OwnDevice.device_id)).one()
    given = desk.receive(2)
    back_up_now(desk.house)
    given += desk.receive(3)
    slips = [request_supplement(desk.house, desk.clerk, form(desk.house, BIRTH), [ITEM], SILENT).number]
    desk.house.db.close()
    desk.folders.database.write_bytes(b"")
    desk.folders.database.with_name("quay.db-wal").unlink(missing_ok=True)
    prepared, _aside = desk.restore()
    assert prepared.rescued == 0
    assert prepared.lost_codes == (*given[2:], "H12.142-261119-3006"), "the slip's dossier had a code too"
    with desk.house.db.read() as session:
        assert session.scalars(select(OwnDevice.device_id)).one() != old
    fresh = desk.receive(2)
    assert fresh == ["H12.142-261119-3501", "H12.142-261119-3502"]
    slips.append(request_supplement(desk.house, desk.clerk, form(desk.house, BIRTH), [ITEM], SILENT).number)
    assert slips == ["30001/HDHS", "30601/HDHS"]
    assert desk.whole()


def test_without_the_mark_the_numbers_jump_all_the_same(desk: Desk) -> None:
    desk.receive(2)
    back_up_now(desk.house)
    given = desk.receive(5)
    desk.clock.now += timedelta(days=1)
    given += desk.receive(5)
    desk.house.db.close()
    desk.folders.number_mark.unlink()
    desk.folders.database.unlink()
    desk.folders.database.with_name("quay.db-wal").unlink(missing_ok=True)
    prepared, aside = desk.restore()
    assert aside is None
    assert prepared.lost_events is None
    assert not set(desk.receive(3)) & set(given)
    desk.clock.now -= timedelta(days=1)
    assert not set(desk.receive(3)) & set(given), "also with the clock set back to the day of the copy"


def test_events_on_damaged_pages_are_counted_and_their_codes_named(desk: Desk) -> None:
    desk.receive(1)
    back_up_now(desk.house)
    after = desk.receive(40)
    desk.checkpoint()
    with desk.house.db.read() as session:
        last = session.scalars(select(func.max(EventRow.position))).one()
    desk.house.db.close()
    pages = {page_of(desk.folders.database, "events", position) for position in (last, last - 20)}
    flip(desk.folders.database, *pages)
    prepared, _aside = desk.restore()
    assert prepared.lost_events
    assert 0 < prepared.rescued < 40
    assert prepared.rescued + prepared.lost_events == 40
    assert len(prepared.lost_codes) == prepared.lost_events
    assert desk.codes() & set(after) == set(after) - set(prepared.lost_codes)
    assert desk.whole()
    assert not set(desk.receive(3)) & set(after)


def test_a_second_restore_stands_on_the_first(desk: Desk) -> None:
    before = desk.receive(2)
    back_up_now(desk.house)
    middle = desk.receive(2)
    damage(desk, "dossiers")
    desk.restore()
    late = desk.receive(2)
    desk.clock.now += timedelta(minutes=1)
    damage(desk, "dossiers")
    prepared, _aside = desk.restore()
    assert prepared.lost_codes == (), "what the first restore jumped over was never given"
    assert desk.codes() == {*before, *middle, *late}
    assert desk.whole()


def test_forms_being_typed_and_the_ledger_come_along_and_nothing_prints_by_itself(desk: Desk) -> None:
    plan = PrintPlan(labels=0)
    desk.receive(1, plan)
    back_up_now(desk.house)
    [job] = list_jobs(desk.house)
    dismiss_job(desk.house, job.job_id)
    desk.receive(1, plan)
    draft = Draft("d1", "intake", desk.clerk.staff_id, "Trần Thị Bích Phượng", {"a": 1}, desk.house.local_now())
    keep_draft(desk.house, draft)
    damage(desk, "dossiers")
    desk.restore()
    assert [draft.title for draft in list_drafts(desk.house, "intake", desk.clerk.staff_id)] == [draft.title]
    assert sorted(job.state for job in list_jobs(desk.house)) == ["dismissed", "queued"]


def test_scans_that_no_server_has_come_along_and_those_that_were_wanted_come_again(desk: Desk) -> None:
    back_up_now(desk.house)
    scan, fetched = secrets.token_bytes(PIECE_BYTES + 1), b"of another counter"
    with desk.house.db.write() as session:
        own, other = kept_blobs.keep(session, scan), kept_blobs.keep(session, fetched, is_fetched=True)
        kept_blobs.move(session, other, len(fetched), desk.clock())
        kept_blobs.want(session, wanted := "f" * 64)
        spoiled = kept_blobs.keep(session, b"spoiled", is_fetched=True)
        run(session, "UPDATE blob_pieces SET data = x'00' WHERE sha256 = ?", spoiled)
    desk.restore()
    with desk.house.db.read() as session:
        assert [kept_blobs.load(session, name) for name in (own, other, wanted, spoiled)] == [scan, fetched, None, None]
        ways = {blob.sha256: (blob.is_here, blob.is_fetched) for blob in kept_blobs.on_their_way(session)}
    assert ways == {own: (True, False), other: (True, True), wanted: (False, True), spoiled: (False, True)}


def test_a_print_that_waited_in_the_copy_is_shown_as_doubtful_when_the_file_is_gone(desk: Desk) -> None:
    desk.receive(1, PrintPlan(labels=0))
    back_up_now(desk.house)
    desk.house.db.close()
    desk.folders.database.unlink()
    desk.restore()
    [job] = list_jobs(desk.house)
    assert job.state == FAILED
    assert "chưa rõ giấy này đã in hay chưa" in job.error
    assert take_job(desk.house, A4) is None


def test_without_any_copy_a_whole_log_is_enough(desk: Desk) -> None:
    given = desk.receive(3)
    damage(desk, "dossiers")
    prepared, _aside = desk.restore()
    assert (prepared.backup, prepared.lost_events) == (None, 0)
    assert desk.codes() == set(given)
    assert desk.whole()
    assert not set(desk.receive(2)) & set(given)


def test_without_any_copy_the_server_and_the_former_chains_come_along(desk: Desk) -> None:
    """Found by chaos: a PC restored from its own log alone stood without a server, and what waited never went out."""
    given = desk.receive(2)
    damage(desk, "dossiers")
    desk.restore()
    given += desk.receive(2)
    at = datetime(2026, 11, 19, tzinfo=UTC)
    with desk.house.db.write() as session:
        [first] = [chain for chain in chains(session) if not chain.is_present]
        place = ServerPlace("http://127.0.0.1:1", "", "x", "96", ("reference",), "e", 1, at)
        save_server(session, place)
    damage(desk, "dossiers")
    prepared, _aside = desk.restore()
    assert (prepared.backup, prepared.lost_events) == (None, 0)
    assert desk.codes() == set(given)
    assert desk.whole()
    with desk.house.db.read() as session:
        assert load_server(session) == place
        former = {chain.device_id: chain for chain in chains(session) if not chain.is_present}
    assert len(former) == 2
    assert (former[first.device_id].last_seq, former[first.device_id].last_hash) == (first.last_seq, first.last_hash)


def test_without_a_copy_or_a_whole_log_nothing_is_touched(desk: Desk) -> None:
    desk.receive(30)
    damage(desk, "events")
    before = desk.folders.database.read_bytes()
    with pytest.raises(EnvironmentProblem) as told:
        desk.prepare()
    assert told.value.code == "NO-BACKUP"
    assert desk.folders.database.read_bytes() == before
    assert not list(desk.folders.data.glob("quay.rest*"))


def test_a_damaged_copy_is_passed_over_for_the_one_before(desk: Desk, expected_log: object) -> None:
    expected_log("WARNING app.services.restoring: backup damaged: quay-")  # type: ignore[operator]
    desk.receive(1)
    good = back_up_now(desk.house)
    desk.clock.now += timedelta(hours=5)
    late = desk.receive(2)
    flip(back_up_now(desk.house).path, 9)
    desk.house.db.close()
    desk.folders.database.unlink()
    prepared, _aside = desk.restore()
    assert prepared.backup == good.path
    assert set(prepared.lost_codes) == set(late)


@pytest.mark.parametrize("moment", ["before the swap", "file aside", "only the log aside"])
def test_a_power_cut_during_the_swap_is_finished_at_the_next_start(desk: Desk, moment: str) -> None:
    given = desk.receive(2)
    back_up_now(desk.house)
    prepared = desk.prepare()
    desk.folders.database.with_name("quay.db-wal").write_bytes(b"torn")
    os.replace(prepared.file, desk.folders.data / "quay.restored.db")
    if moment != "before the swap":
        desk.folders.database.with_name("quay.db-wal").unlink()
    if moment == "file aside":
        desk.folders.database.unlink()
    assert finish_interrupted(desk.folders, desk.clock())
    assert not finish_interrupted(desk.folders, desk.clock())
    examine(desk.folders.database, KEY, had_office=True)
    desk.house = house_at(desk.folders.data, desk.clock)
    assert desk.codes() == set(given)


def test_what_is_discarded_leaves_no_trace(desk: Desk) -> None:
    desk.receive(1)
    back_up_now(desk.house)
    prepared = desk.prepare()
    discard(prepared)
    assert not list(desk.folders.data.glob("quay.rest*"))
    examine(desk.folders.database, KEY, had_office=True)


def test_whatever_pages_are_hit_nothing_is_doubled_and_nothing_lost_is_left_unsaid(desk: Desk, nightly: bool) -> None:
    chance = random.Random(20261122)
    before = desk.receive(3)
    back_up_now(desk.house)
    after = desk.receive(12)
    desk.checkpoint()
    sound, mark = desk.folders.database.read_bytes(), desk.folders.number_mark.read_bytes()
    for _round in range(200 if nightly else 4):
        desk.folders.number_mark.write_bytes(mark)
        desk.folders.database.write_bytes(sound)
        desk.folders.database.with_name("quay.db-wal").unlink(missing_ok=True)
        pages = chance.sample(range(len(sound) // PAGE), chance.choice((1, 3, 20)))
        flip(desk.folders.database, *pages)
        desk.restore()
        assert desk.whole(), pages
        there = desk.codes()
        assert set(before) <= there
        with desk.house.db.read() as session:
            assert len(session.scalars(select(DossierRow.code)).all()) == len(there), pages
            assert session.scalars(select(PrintJobRow.job_id)).all() == []
            assert len(session.scalars(select(EventRow.event_id)).all()) > 0
        assert not set(desk.receive(2)) & {*before, *after}, pages
        desk.house.db.close()
        for aside in desk.folders.data.glob("hong-*"):
            for file in aside.iterdir():
                file.unlink()
            aside.rmdir()
