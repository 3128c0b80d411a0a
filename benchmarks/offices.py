"""Offices of any size, with years of work behind them, made once per seed and kept in the cache.

`write_ordinary` lives the steps through the program's own use cases, some 100 dossiers a second. `BulkWriter` puts the
same rows down at ten times that speed; `tests/benchmarks/test_offices.py` holds both to the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from app.domain import dossier
from app.domain.addresses import AddressBook
from app.domain.calendar import WorkCalendar, seed_days
from app.domain.catalogue import procedure_from_data
from app.domain.dossier import DossierState
from app.domain.dossier_codes import VIETNAM
from app.domain.office import Actor, Office, Role
from app.domain.procedures import Level, Procedure
from app.paths import Folders
from app.protocol.canonical import GENESIS
from app.protocol.ids import new_id
from app.services.house import House, act, the_desk
from app.services.intake import add_note, correct_dossier, receive_dossier, refuse_at_intake, request_supplement
from app.services.offices import FirstStart, found_office
from app.services.print_jobs import PrintPlan
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR, add_staff
from app.storage import migrating
from app.storage.database import Database
from app.storage.event_log import NewEvent, append
from app.storage.keys import KeyVault
from app.storage.migrating import migrate
from benchmarks.histories import YEARS, Histories, Step, What
from benchmarks.people import Population
from benchmarks.runner import ROOT, Ground

RESOURCES = ROOT / "resources"
UNTIL = date(2026, 11, 20)  # the last day of work; with it the same seed gives the same office on every day
EVENING = datetime(2026, 11, 20, 17, 30, tzinfo=VIETNAM)
PIN = "271828"
COMMUNE = "31900"
PREFIX = "H12.10.15"
SILENT = PrintPlan(receipt=False, labels=0)
_CLERKS = ("Lê Thu Hà", "Trần Hải Yến", "Phạm Quốc Toàn", "Huỳnh Ngọc Ánh", "Danh Minh Tâm", "Võ Kim Liên")


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter PC of the office: its device, its lane, who sits there. Number 0 is the PC the data lies on."""

    device_id: str
    name: str
    lane: int
    clerk: Actor


@dataclass(frozen=True, slots=True)
class Founded:
    """An office with staff, catalogue and calendar, and no dossier yet."""

    house: House
    counters: tuple[Counter, ...]
    catalogue: tuple[Procedure, ...]
    histories: Histories


def the_office(ground: Ground, dossiers: int, say: Callable[[str], None] = lambda _line: None) -> Path:
    """Return the folder (`--basedir`) of the office with so many dossiers, made now if the cache has none.

    Nobody may write into it: work on a copy (`copy_of`) or only read.
    """
    folder = ground.cache / f"office-{ground.seed}-{dossiers}-{_fingerprint()}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        make_office(folder, ground.seed, dossiers, say)
        (folder / "ready").touch()
    folders = Folders.of(folder)
    with patch.object(migrating, "copy_database"):  # no copy of many gigabytes: what is lost is made again
        migrate(folders.database, _vault(folders).database_key(), folders.backups / "before.db")
    return folder


def copy_of(folder: Path, target: Path) -> Path:
    """Copy an office to work on; the disk shares the blocks where it can."""
    shutil.copytree(folder, target)
    return target


def open_office(folder: Path, now: datetime = EVENING) -> House:
    """Open an office with its clock standing at the evening of its last day. Close `house.db` in the end."""
    folders = Folders.of(folder)
    database = Database(folders.database, _vault(folders).database_key())
    return House(database, partial(_same, now), folders.papers, folders.number_mark, folders.backups)


def make_office(
    folder: Path, seed: int, dossiers: int, say: Callable[[str], None] = lambda _line: None, *, bulk: bool = True
) -> None:
    """Make an office in an empty folder, by the fast writer or (`bulk=False`) by the program's own use cases."""
    from benchmarks.bulk import BulkWriter

    with seeded(seed):
        founded = found(folder, seed, dossiers)
        steps = founded.histories.steps()
        if bulk:
            founded.house.db.close()
            BulkWriter(founded).write(steps, say)
        else:
            write_ordinary(founded, steps)
            founded.house.db.close()


def found(folder: Path, seed: int, dossiers: int) -> Founded:
    """Found the office before its first dossier: device, staff, calendar, catalogue, by the ordinary use cases."""
    folders = Folders.of(folder)
    folders.create()
    (folders.data / "installation").write_text(f"bench-{seed}", "ascii")
    vault = _vault(folders)
    migrate(folders.database, vault.database_key(), folders.backups / "before.db")
    began = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 8, tzinfo=VIETNAM) - timedelta(days=365 * YEARS + 30)
    house = House(
        Database(folders.database, vault.database_key()),
        partial(_same, began),
        folders.papers,
        folders.number_mark,
        folders.backups,
    )
    days = seed_days(range(began.year, UNTIL.year + 2))
    lines = (RESOURCES / "catalogue" / "sample.jsonl").read_text("utf-8").splitlines()
    catalogue = tuple(procedure_from_data(json.loads(line)) for line in lines if line)
    book = AddressBook.parse((RESOURCES / "addresses.tsv").read_bytes())
    commune = book.commune(COMMUNE)
    assert commune is not None
    office = Office(
        office_id="",
        prefix=PREFIX,
        number=1015,
        name="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
        level=Level.COMMUNE,
        parent_agency="UBND XÃ VĨNH LỢI",
        place="Vĩnh Lợi",
        address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        phone="(0291) 0000 115",
        province_code="96",
        commune_code=COMMUNE,
        system_owner="UBND tỉnh Cà Mau",
        decider="Nguyễn Thị Mẫn",
        decider_role="GIÁM ĐỐC",
    )
    device_key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"device %d" % seed).digest())
    many = max(2, min(9, dossiers // (250 * YEARS) // 90 + 1))
    first = found_office(house, device_key, FirstStart(office, "Quầy 1", 1, _CLERKS[0], "BĐ-0001", PIN, days=days))
    publish_procedures(house, SYSTEM_ACTOR, catalogue)
    clerks = [first]
    for place, name in enumerate(_CLERKS[1:], start=2):
        number = f"BĐ-{place:04d}"
        roles = (Role.RECEIVER, Role.OFFICIAL)
        clerks.append(Actor(add_staff(house, first, name, number, "", roles, PIN), name, number, roles))
    with house.db.read() as session:
        own = session.execute(text("SELECT device_id FROM own_device")).scalar_one()
    devices = [own, *(f"{seed:08d}-0000-4000-8000-{place:012d}" for place in range(1, many))]
    counters = tuple(
        Counter(device, f"Quầy {place + 1}", place + 1, clerks[place % len(clerks)])
        for place, device in enumerate(devices)
    )
    population = Population(seed, dossiers // 3, book, commune)
    histories = Histories(seed, dossiers, catalogue, population, WorkCalendar(days), UNTIL, many)
    return Founded(house, counters, catalogue, histories)


def write_ordinary(founded: Founded, steps: Iterable[Step]) -> None:
    """Live the steps through the program's own use cases."""
    seats = _Seats(founded)
    for step in steps:
        seats.sit_at(step.counter)
        clerk = founded.counters[step.counter].clerk
        house = replace(founded.house, clock=partial(_same, step.at))
        case, form = step.case, step.form
        match step.what:
            case What.RECEIVE:
                assert form is not None
                case.subject_id = receive_dossier(house, clerk, form, SILENT, case.subject_id).subject_id
            case What.SUPPLEMENT:
                assert form is not None
                slip = request_supplement(house, clerk, form, step.told["items"], SILENT, case.subject_id)
                case.subject_id = slip.subject_id
            case What.REFUSE:
                assert form is not None
                refuse_at_intake(house, clerk, form, step.told["reasons"], SILENT)
            case What.CORRECT:
                assert form is not None
                correct_dossier(house, clerk, case.subject_id, form, step.told["reason"], SILENT)
            case What.NOTE:
                add_note(house, clerk, case.subject_id, step.told["text"])
            case What.PRINTED:
                _append(house, clerk, NewEvent(dossier.KIND, case.subject_id, dossier.PRINTED, step.told))
            case What.RETURNED:
                _append(house, clerk, NewEvent(dossier.KIND, case.subject_id, dossier.RESOLVED, RETURNED))
    seats.sit_at(0)


RETURNED = {"choices": {"state": int(DossierState.RETURNED)}}


class _Seats:
    """Lets the one database stand at each counter in turn, as if the others' events had been synchronised."""

    def __init__(self, founded: Founded) -> None:
        self._founded = founded
        self._now = 0
        self._heads = {counter.device_id: (0, GENESIS) for counter in founded.counters}

    def sit_at(self, place: int) -> None:
        """Make the database that of another counter PC."""
        if place == self._now:
            return
        counter = self._founded.counters[place]
        before = self._founded.counters[self._now].device_id
        with self._founded.house.db.write() as session:
            read = session.execute(text("SELECT last_seq, last_hash FROM own_device")).one()
            self._heads[before] = (read[0], read[1])
            seq, link = self._heads[counter.device_id]
            session.execute(
                text(
                    "UPDATE own_device SET device_id = :device, counter_name = :name, lanes = :lane,"
                    " last_seq = :seq, last_hash = :link"
                ),
                {
                    "device": counter.device_id,
                    "name": counter.name,
                    "lane": str(counter.lane),
                    "seq": seq,
                    "link": link,
                },
            )
        self._now = place


def _append(house: House, clerk: Actor, event: NewEvent) -> None:
    with house.db.write() as session:
        append(session, act(house, clerk, the_desk(session), new_id(house.clock())), [event])


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let ids, salts and keys made in here follow from the seed. For invented data only."""
    chance = random.Random(f"ids {seed}")
    with (
        patch.object(secrets, "randbits", chance.getrandbits),
        patch.object(secrets, "token_bytes", chance.randbytes),
        patch.object(os, "urandom", chance.randbytes),
    ):
        yield


def _same(at: datetime) -> datetime:
    return at


def _vault(folders: Folders) -> KeyVault:
    installation = (folders.data / "installation").read_text("ascii")
    return KeyVault(folders.keys, installation, use_keyring=False)


def _fingerprint() -> str:
    """Return what an office depends on: generator, catalogue, addresses. A new schema comes by migration."""
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in ("people", "histories", "bulk")]
    files += [RESOURCES / "catalogue" / "sample.jsonl", RESOURCES / "addresses.tsv"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
