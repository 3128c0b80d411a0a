"""A province in small: a server, two offices, three PCs, and everything that happens to them.

Ids and keys are made of one seed, so that a course of events can be repeated.
"""

from __future__ import annotations

import logging
import random
import shutil
import ssl
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange_desk import Desk, fresh_key
from exchange_line import ADDRESS, KilledError, ServerHere
from exchange_places import Place
from exchange_programs import NEWER, OLDER, running
from exchange_sticks import Sticks
from exchange_tickets import SERVICES, Tickets
from exchange_verdicts import Verdicts
from office_fixtures import KEY, MARRIAGE, OFFICE, PIN, PROCEDURES, THURSDAY, Clock
from served import PROVINCE
from sqlalchemy import URL

from app.domain import dossier
from app.domain.calendar import seed_days
from app.domain.dossier_codes import AgencyCode
from app.domain.errors import UserError
from app.paths import Folders
from app.server import enrolment, levels, offices
from app.server.database import Database as ServerDatabase
from app.services import staff
from app.services.enrolment import join_server
from app.services.offices import FirstStart, found_office
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.storage.event_log import UNCOUNTED
from app.storage.migrating import migrate
from app.storage.rows import run
from app.sync.troubles import LineTrouble

PREFIXES = (str(AgencyCode.parse("H12.142")), str(AgencyCode.parse("H12.143")))
NAMES = ("a", "b", "c")  # a and b of the first office, c of the second
MOST_DESKS = 5
ROUNDS = 12  # of everybody's exchanges until nothing moves
DAY = timedelta(hours=29)  # by then everybody has compared: 20 to 28 hours, by their ids


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let all that is chance come of one seed, nobody hash a PIN for long, and no certificates be loaded."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.randbits", chance.getrandbits)
        patch.setattr("secrets.token_bytes", chance.randbytes)
        patch.setattr("secrets.token_hex", lambda size: chance.randbytes(size).hex())
        patch.setattr("uuid.uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4))
        patch.setattr("app.sync.client._trust", lambda _address: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        for module in ("web", "requests", "blob_endpoints"):
            patch.setattr(f"app.server.{module}.run_in_threadpool", _at_once, raising=False)
        patch.setattr(staff, "_hasher", _CheapHasher(), raising=False)
        loud = {name: logging.getLogger(name).level for name in ("app", "quay")}
        for name in loud:
            logging.getLogger(name).setLevel(logging.ERROR)  # forks and new identities are told as warnings
        with running(OLDER):
            yield
        for name, level in loud.items():
            logging.getLogger(name).setLevel(level)


async def _at_once(work: Callable[[], Any]) -> Any:
    """Do in this thread what the server does in another: one request at a time is all there is here."""
    return work()


class _CheapHasher:
    def hash(self, secret: str) -> str:
        return f"$argon2id${secret}"


@dataclass(frozen=True)
class Template:
    """What a world begins with: the files of its PCs, and its server's database, which nobody has open."""

    folder: Path
    place: Place
    server: URL


class World:
    """What there is now, and what was promised on the way. `set_backs` and `copied` say what excuses a promise."""

    def __init__(self, template: Template, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._server_clock = Clock(THURSDAY + timedelta(minutes=5))
        self.server = ServerHere(template.place, template.place.copy(template.server), self._server_clock)
        self.sticks = Sticks(self)
        self.tickets = Tickets(self)
        self.desks: dict[str, Desk] = {}
        self.written: dict[str, bytes] = {}  # by whomever, committed on a disk
        self.promised: set[str] = set()  # the writer was told: stored for good
        self.damaged: set[str] = set()  # sent with a wrong byte at least once
        self.early: set[str] = set()  # written upon what had not come to the writer: set aside until a hand-over
        self.lies: set[str] = set()  # no program would write them: a false place, ancestors that nobody has, verdicts
        self.program_of: dict[str, int] = {}  # the level of the program that wrote an event
        self.was_raised = False  # the province's level, by somebody who asked whether all can read it
        self.verdicts = Verdicts()
        self.rotten: set[str] = set()  # PCs on whose disk a byte turned
        self.kept: dict[str, set[str]] = {}  # what a PC wrote and must still have, or have again
        self.copied = False  # a disk was: two PCs with one lane and one mark
        self.counts: Counter[str] = Counter()  # what happened, for the reader of a long run
        self._copies = [template.server]  # of the server
        for name in NAMES:
            shutil.copytree(template.folder / name, folder / name)
            self._seat(name, folder / name, name, Clock(THURSDAY + timedelta(minutes=5)))

    def _seat(self, name: str, folder: Path, key_of: str, clock: Clock, level: int = OLDER) -> Desk:
        desk = Desk(name, folder, fresh_key(key_of), clock, self.server, self._meanwhile, level)
        desk.damaged = self.damaged
        self.desks[name] = desk
        return desk

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()
        self.server.close()
        for url in (self.server.url, *self._copies[1:]):
            self.server.place.remove(url)

    def place(self, what: str) -> Path:
        """Return a new place for a copy."""
        self._count += 1
        return self._folder / f"{what}{self._count}"

    # --- acts

    def receive(self, desk: Desk) -> str:
        try:
            return desk.receive()
        finally:
            self.look(desk)

    def write(self, desk: Desk, what: str, which: int) -> None:
        """Let the clerk write about a dossier this PC shows, a new one when there is none."""
        known = desk.dossiers()
        with suppress(UserError):  # the program says no: not received yet, nothing changed
            if what == "request":
                desk.request()
            elif what == "receive" or not known:
                desk.receive()
            elif what in (dossier.RECEIVED, dossier.REFUSED):
                desk.go_on(known[which % len(known)], what)
            elif what == "settle":
                desk.settle(known[which % len(known)])
            elif what == "move":
                desk.move(known[which % len(known)], which)
            elif what == "attach":
                desk.attach(known[which % len(known)], bytes([which]) * (which + 1))
            elif what == "correct":
                desk.correct(known[which % len(known)], 1 + which % 7)
            elif what == "hand over":
                there = [other.office_id for other in self.desks.values() if other.office_id != desk.office_id]
                desk.hand_over(known[which % len(known)], there[0] if there else "0")
            else:
                desk.note(known[which % len(known)])
        self.look(desk)

    def write_early(self, desk: Desk, which: int) -> None:
        """Let somebody write upon a dossier of another office that has not come by the line: its paper came."""
        others = [(other, s) for other in self.desks.values() if other is not desk for s in other.dossiers()]
        if others:
            other, subject_id = others[which % len(others)]
            basis, n = other.heads(subject_id)
            self.early.add(desk.write_upon(subject_id, basis, n))
            self.look(desk)

    def write_upon_nothing(self, desk: Desk, which: int) -> None:
        """Let an event name an ancestor that nobody has."""
        known = desk.dossiers()
        if known:
            self.lies.add(desk.write_upon(known[which % len(known)], (str(uuid.uuid4()),), 2 + which))
            self.look(desk)

    def exchange(self, desk: Desk, faults: Sequence[str] = ()) -> bool:
        """Exchange over a line with these faults; True when it came to its end."""
        desk.wire.faults.extend(faults)
        met = desk.wire.met
        try:
            return self.survive(desk, desk.exchange)
        except LineTrouble:
            return False
        finally:
            self.counts["exchanges"] += 1
            self.counts["faults"] += desk.wire.met - met

    def survive(self, desk: Desk, doing: Callable[[], object]) -> bool:
        """Let a PC do something, and start it again when it is killed by it; True when it was not."""
        try:
            doing()
        except KilledError:
            desk.come_back(self.place("killed"))
            self.counts["killed"] += 1
            return False
        finally:
            desk.wire.faults.clear()
            desk.db.dies = None
            self.look(desk)
        return True

    def _meanwhile(self, desk: Desk, what: str) -> None:
        """While a request of a PC is on its way, its clerk writes, or everybody else exchanges or calls somebody."""
        if what == "clerk":
            self.write(desk, "note", 0)
            return
        for other in list(self.desks.values()):
            if other is not desk and not other.busy:
                if what == "counters":
                    self.tickets.call(other)
                else:
                    self.exchange(other)

    # --- accidents

    def kill(self, desk: Desk, commits: int, how: str) -> None:
        """Kill the program at a transaction of its next exchange."""
        desk.db.dies = (commits, how)
        self.exchange(desk)

    def clone(self, desk: Desk) -> None:
        """Copy a disk into another PC and switch that on too."""
        name = f"{desk.name}'"
        if len(self.desks) < MOST_DESKS and name not in self.desks:
            folder = self.place("clone")
            desk.copy_disk(folder)
            self._seat(name, folder, name.rstrip("'"), Clock(desk.clock.now), desk.level)
            self.copied = True
            self.counts["clones"] += 1

    def restore(self, desk: Desk, file: str) -> None:
        """Put a PC's last backup in place; what no server had been told may be gone."""
        self.look(desk)
        desk.restore(file)
        self.kept[desk.name] &= self.promised
        self.tickets.restored_on.add(desk.today)
        self.counts["restores"] += 1

    def keep_server(self) -> None:
        """Let the server be backed up."""
        self._copies.append(self.server.keep_copy())

    def set_server_back(self) -> None:
        """Put the server's last backup in its place."""
        if self._copies:
            self.server.set_back(self._copies[-1])
            self.counts["set-backs"] += 1

    def rot(self, desk: Desk) -> None:
        """Turn a byte of the newest event on a disk."""
        [(event_id, body)] = desk.rows("SELECT event_id, body FROM events ORDER BY position DESC LIMIT 1")
        with desk.db.write() as session:
            bad = body.replace(b'"level":1', b'"level":2')
            run(session, "UPDATE events SET body = ? WHERE event_id = ?", bad, event_id)
        self.damaged.add(event_id)
        self.rotten.add(desk.name)

    # --- versions

    def update(self, desk: Desk) -> None:
        """Install the next version on a PC."""
        self.look(desk)
        desk.update(NEWER)

    def raise_level(self, heard_within: timedelta) -> None:
        """Let the next level be written, when server and PCs heard of lately can read it."""
        with running(self.server.level), self.server.database.write() as connection, suppress(ValueError):
            levels.raise_to(connection, PROVINCE, NEWER, self._server_clock(), heard_within)
            behind = [desk.name for desk in self.desks.values() if desk.level < NEWER]
            assert not heard_within or self.copied or not behind, f"raised in spite of {behind}"
            self.was_raised = True
            self.counts["levels raised"] += 1

    def burn(self, desk: Desk) -> None:
        """Lose a PC with its disk, unless it is the last of its office."""
        if sum(other.office_id == desk.office_id for other in self.desks.values()) > 1:
            self.look(desk)
            desk.close()
            del self.desks[desk.name]
            self.counts["burned"] += 1

    def look(self, desk: Desk) -> None:
        """Note what a PC has written and what the server has promised it."""
        kept = self.kept.setdefault(desk.name, set())
        for event_id, (is_confirmed, body) in desk.written().items():
            if event_id.startswith(UNCOUNTED):
                continue  # its own past as the server sent it: damaged, until a sound copy has come
            kept.add(event_id)
            self.written.setdefault(event_id, body)
            self.program_of.setdefault(event_id, desk.level)
            if is_confirmed:
                self.promised.add(event_id)
        self.tickets.look(desk)

    # --- rest

    def heal(self) -> None:
        """End every fault; clocks stay wrong, for nobody mends those."""
        self.server.deliver_late()
        for desk in self.desks.values():
            desk.wire.faults.clear()
            desk.most = 1000
            desk.flips.clear()
            desk.restart()

    def settle(self) -> None:
        """Exchange until nothing moves, call whoever waits, let a day pass, and again.

        Raises AssertionError when that never comes.
        """
        self.heal()
        self._rest()
        self.tickets.call_all()
        for clock in [self._server_clock, *(desk.clock for desk in self.desks.values())]:
            clock.now += DAY
        self._rest()

    def _rest(self) -> None:
        troubles: list[str] = []
        for _ in range(ROUNDS):
            moved, troubles = False, []
            for desk in self.desks.values():
                try:
                    done = desk.exchange()
                    self.counts["exchanges"] += 1
                    moved |= bool(done.sent or done.received)
                except LineTrouble as trouble:
                    troubles.append(f"{desk.name}: {trouble.code}")
                self.look(desk)
            if not moved and not troubles:
                return
        raise AssertionError(f"nobody comes to rest: {troubles}")


# --- What all worlds begin with --------------------------------------------------------------------------------------


def make_template(folder: Path, place: Place) -> Template:
    """Found two offices, let three PCs join one server, and lay their files into a folder to be copied."""
    clock = Clock(THURSDAY)
    url = place.new()
    with seeded(0), closing(ServerDatabase(url)) as database:
        database.migrate()
        with database.write() as connection:
            for prefix in PREFIXES:
                offices.add(connection, PROVINCE, prefix, prefix, clock())
        server = ServerHere(place, url, clock)
        for name, prefix in zip(NAMES, (PREFIXES[0], PREFIXES[0], PREFIXES[1]), strict=True):
            _join(folder, name, prefix, server, clock)
        server.close()
    return Template(folder, place, url)


def _join(folder: Path, name: str, prefix: str, server: ServerHere, clock: Clock) -> None:
    folders = Folders.of(folder / name)
    for needed in (folders.data, folders.marks):
        needed.mkdir(parents=True)
    migrate(folders.database, KEY, folder / "before.db")
    desk = Desk(name, folder / name, fresh_key(name), clock, server, lambda _desk, _what: None, OLDER)
    actor = None
    if name != "b":
        office = replace(OFFICE, prefix=prefix, number=142 if name == "a" else 143, ticket_services=SERVICES)
        start = FirstStart(office, "Quầy 1", 1, f"Lê Thu Hà {name}", "NV07", PIN, days=seed_days((2026,)))
        actor = found_office(desk.house, desk.key, start)
        publish_procedures(desk.house, SYSTEM_ACTOR, [PROCEDURES[MARRIAGE]])
    with server.database.write() as connection:
        found = offices.find_by_prefix(connection, prefix)
        assert found is not None
        code = enrolment.make_code(connection, found, "", None, clock())

    def open_line(where: object, device_id: str, key: object, now: object) -> object:
        from exchange_line import HereLine

        from app.storage.server_place import ServerPlace

        place = ServerPlace(ADDRESS, "", device_id, "", (), "", 1, clock())
        return HereLine(desk.wire, place, device_id, desk.key, clock)

    join_server(desk.house, actor, desk.key, ADDRESS, code, open_line)  # type: ignore[arg-type]
    desk.exchange()
    desk.back_up()
    desk.close()
