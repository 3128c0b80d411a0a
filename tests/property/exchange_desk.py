"""A PC of the exchange's world: real files, the real engine, a clerk who writes by the program's use cases."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exchange_line import HereLine, KilledError, ServerHere, Wire
from exchange_programs import MOVED, NEWER, by_its_program
from msgspec.structs import replace
from office_fixtures import KEY, MARRIAGE, Clock, again, form, person
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import SubjectState, next_n
from app.domain.intake import SupplementItem
from app.domain.office import Actor
from app.domain.subjects import fold_subject
from app.paths import Folders
from app.protocol.canonical import chain_hash
from app.protocol.event_bytes import encode_body
from app.protocol.ids import new_id
from app.protocol.messages import Claim, Claimed
from app.services import restoring
from app.services.door import list_staff
from app.services.exchange_files import export_file, import_answer
from app.services.house import House, act, the_desk
from app.services.intake import add_note, correct_dossier, form_of, receive_dossier, request_supplement
from app.services.print_jobs import PrintPlan
from app.services.tickets import Next, call_next
from app.services.upkeep import refold_after_update
from app.storage import kept_blobs
from app.storage.backup import back_up
from app.storage.database import Database
from app.storage.event_log import NewEvent, append, events_of
from app.storage.projections import project
from app.storage.rows import fetch, run
from app.storage.server_place import ServerPlace
from app.sync import calling
from app.sync.engine import Engine, Exchanged

SILENT = PrintPlan(receipt=False, labels=0)
_OWN = """
    SELECT event_id, device_seq <= confirmed_seq, body FROM envelopes JOIN events USING (event_id) JOIN
        (SELECT device_id, confirmed_seq FROM own_device UNION ALL SELECT device_id, confirmed_seq FROM former_devices)
    USING (device_id)
"""


class MortalDatabase(Database):
    """A database whose program may be killed at a transaction: `dies` is (how many more, "before" or "after")."""

    def __init__(self, path: Path, key: bytes) -> None:
        super().__init__(path, key)
        self.dies: tuple[int, str] | None = None
        sqlalchemy_event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))

    @contextmanager
    def write(self) -> Iterator[Session]:
        moment = ""
        if self.dies is not None:
            left, how = self.dies
            self.dies = (left - 1, how) if left else None
            moment = how if not left else ""
        with super().write() as session:
            yield session
            if moment == "before":
                session.flush()
                raise KilledError
        if moment == "after":
            raise KilledError


class Desk:
    """A PC. `folder` holds everything of it but its key, as its disk would; `level` is its program's."""

    def __init__(
        self,
        name: str,
        folder: Path,
        key: Ed25519PrivateKey,
        clock: Clock,
        server: ServerHere,
        meanwhile: Callable[[Desk, str], None],
        level: int,
    ) -> None:
        self.level = level
        self.name = name
        self.folder = folder
        self.key = key
        self.clock = clock
        self.most = 1000
        self.flips: list[str] = []
        self.damaged: set[str] = set()
        self.wire = Wire(server, lambda what: meanwhile(self, what))
        self.busy = False
        self._meanwhile = meanwhile
        self._open()

    @by_its_program
    def _open(self) -> None:
        self.folders = Folders.of(self.folder)
        self.db = MortalDatabase(self.folders.database, KEY)
        self.house = House(self.db, self.clock, self.folders.papers, self.folders.number_mark, self.folders.backups)
        self.engine: Engine | None = None
        refold_after_update(self.house)

    def close(self) -> None:
        if self.engine is not None:
            self.engine.close()
        self.engine = None
        self.db.close()

    def restart(self) -> None:
        """End the program properly and start it again."""
        self.close()
        self._open()

    def update(self, level: int) -> None:
        """Start another version of the program."""
        self.close()
        self.level = level
        self._open()

    def come_back(self, folder: Path) -> None:
        """Start again upon what lay on the disk when the program was killed."""
        self.copy_disk(folder)
        self.put_back(folder)
        self.wire.faults.clear()
        self.busy = False

    def put_back(self, image: Path) -> None:
        """Start upon another disk."""
        self.close()
        shutil.rmtree(self.folder)
        self.folder = image
        self._open()

    def copy_disk(self, folder: Path) -> None:
        """Copy the files as they lie there now."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("*-shm", "hong-*"))

    # --- the exchange

    @by_its_program
    def exchange(self) -> Exchanged:
        """Do what the program's worker does each time. Raises LineTrouble, KilledError."""
        if self.engine is None:
            self.engine = Engine(self.db, self.key, self.clock, "test", self._dial)
        self.busy = True
        try:
            done = self.engine.exchange()
            while self.engine.carry():
                pass
        finally:
            self.busy = False
        assert done is not None
        return done

    def _dial(self, place: ServerPlace, device_id: str) -> HereLine:
        line = HereLine(self.wire, place, device_id, self.key, self.clock)
        line.most = self.most
        line.flips, line.damaged = self.flips, self.damaged
        return line

    @by_its_program
    def export(self, folder: Path) -> Path:
        """Write what waits into a file on a stick."""
        folder.mkdir()
        return export_file(self.house, self.key, folder).path

    @by_its_program
    def take(self, answer: Path) -> None:
        """Take in what the server answered on a stick. Raises UserError, KilledError."""
        self.busy = True
        try:
            import_answer(self.house, self.key, answer)
        finally:
            self.busy = False

    @by_its_program
    def call(self, *, alone: bool) -> Next:
        """Call the next citizen, on a line of its own unless there is none. Raises KilledError."""
        self.busy = True
        try:
            return call_next(self.house, self.clerk, None if alone else self._claim)
        finally:
            self.busy = False

    def _claim(self, asked: Claim) -> Claimed:
        return calling.ask(self.db, self._dial, asked)

    # --- the clerk

    @property
    def clerk(self) -> Actor:
        member = list_staff(self.house)[0]
        return Actor(member.staff_id, member.name, member.number, member.roles)

    @by_its_program
    def receive(self) -> str:
        return receive_dossier(self.house, self.clerk, form(self.house, MARRIAGE, person()), SILENT).subject_id

    @by_its_program
    def correct(self, subject_id: str, sets: int) -> None:
        given = form_of(self.house, subject_id, new_id(self.clock()))
        if given.sets != sets:
            changed = again(self.house, given, sets=sets)
            correct_dossier(self.house, self.clerk, subject_id, changed, "nhập nhầm", SILENT)

    @by_its_program
    def note(self, subject_id: str) -> None:
        add_note(self.house, self.clerk, subject_id, "gọi lại")

    @by_its_program
    def hand_over(self, subject_id: str, office_id: str) -> None:
        """Name an office that is concerned from now on; what carries that is an ordinary event of the dossier."""
        self._append(subject_id, dossier.NOTED, {"concerns": [office_id]}, {"text": "chuyển"})

    @by_its_program
    def move(self, subject_id: str, which: int) -> None:
        """Write what programs of the lower level can't read, and don't know how to write. Raises UserError."""
        if self.level == NEWER:
            self._append(subject_id, MOVED, {"to": f"Quầy {which}"})

    @by_its_program
    def request(self) -> str:
        """Begin a dossier with a supplement slip: what follows fits or not, by what its writer had seen."""
        given, items = form(self.house, MARRIAGE, person()), [SupplementItem("Tờ khai", originals=1, reason="Chưa ký")]
        return request_supplement(self.house, self.clerk, given, items, SILENT).subject_id

    @by_its_program
    def go_on(self, subject_id: str, event_type: str) -> None:
        """Receive or refuse a dossier that began with a slip; a second time it does not fit."""
        code = self.state(dossier.KIND, subject_id).get("code") or ""
        payload = {"code": code, "received_at": self.house.clock().isoformat(timespec="seconds"), "slip": 2}
        self._append(subject_id, event_type, payload)

    @by_its_program
    def settle(self, subject_id: str) -> None:
        """Close every question about a dossier."""
        self._append(subject_id, dossier.RESOLVED, {"choices": {}})

    @by_its_program
    def attach(self, subject_id: str, data: bytes) -> None:
        """Keep a scan and write that it belongs to a dossier."""
        with self.db.write() as session:
            payload = {"blobs": [kept_blobs.keep(session, data)]}
            doing = act(self.house, self.clerk, the_desk(session), new_id(self.clock()))
            append(session, doing, [NewEvent(dossier.KIND, subject_id, dossier.NOTED, payload, {"text": "bản quét"})])

    def _append(
        self, subject_id: str, event_type: str, payload: dict[str, Any], personal: dict[str, Any] | None = None
    ) -> None:
        with self.db.write() as session:
            doing = act(self.house, self.clerk, the_desk(session), new_id(self.clock()))
            append(session, doing, [NewEvent(dossier.KIND, subject_id, event_type, payload, personal)])

    @by_its_program
    def write_upon(
        self,
        subject_id: str,
        basis: tuple[str, ...],
        n: int,
        event_type: str = dossier.NOTED,
        payload: dict[str, Any] | None = None,
    ) -> str:
        """Write an event upon others that need not be here, what a paper or a file told of; returns its id."""
        with self.db.write() as session:
            desk = the_desk(session)
            doing = act(self.house, self.clerk, desk, new_id(self.clock()))
            event = Event(
                event_id=new_id(self.clock()),
                subject_kind=dossier.KIND,
                subject_id=subject_id,
                type=event_type,
                schema_version=1,
                payload=payload or {},
                actor_id=doing.actor_id,
                office_id=doing.office_id,
                act_id=doing.act_id,
                occurred_at=doing.at,
                basis=basis,
                n=n,
            )
            event = replace(event, body=encode_body(event))
            [(device_id, seq, link)] = fetch(session, "SELECT device_id, last_seq, last_hash FROM own_device")
            hashed = chain_hash(link, device_id, seq + 1, event.body)
            row = (event.event_id, event.subject_kind, subject_id, event.type, n, event.act_id)
            run(
                session,
                "INSERT INTO events (event_id, subject_kind, subject_id, type, n, act_id, occurred_at, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(*row, event.occurred_at.isoformat(timespec="microseconds"), event.body),
            )
            run(
                session,
                "INSERT INTO envelopes (device_id, device_seq, event_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?)",
                *(device_id, seq + 1, event.event_id, link, hashed),
            )
            run(session, "UPDATE own_device SET last_seq = ?, last_hash = ?", seq + 1, hashed)
            events = events_of(session, dossier.KIND, subject_id)
            project(session, dossier.KIND, subject_id, fold_subject(dossier.KIND, events), events)
            session.expire_all()
        return event.event_id

    def heads(self, subject_id: str) -> tuple[tuple[str, ...], int]:
        """Return what a next event of this dossier stands on, and its `n`."""
        state = self.state(dossier.KIND, subject_id)
        return state.heads, next_n([state.n] if state.heads else [])

    # --- what is lost and found

    def back_up(self) -> None:
        back_up(self.db.path, KEY, self.folders.backups, self.house.local_now())

    @by_its_program
    def restore(self, file: str) -> None:
        """Put the last backup in place by the program's own way; `file` says what is left of the present one."""
        self.close()
        if file == "gone":
            for path in self.folders.data.glob("quay.db*"):
                path.unlink()
        elif file == "damaged":
            size = self.folders.database.stat().st_size
            with self.folders.database.open("r+b") as disk:
                disk.seek(size // 2 // 4096 * 4096)
                disk.write(b"\0" * 8192)
        now = self.clock()
        prepared = restoring.prepare(self.folders, KEY, now)
        restoring.install(self.folders, prepared, now)
        self._open()

    # --- what it knows

    @property
    def office_id(self) -> str:
        return str(self.rows("SELECT office_id FROM own_device")[0][0])

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.db.read() as session:
            return [tuple(row) for row in fetch(session, sql, *values)]

    def events(self, kind: str, subject_id: str) -> list[Event]:
        with self.db.read() as session:
            return events_of(session, kind, subject_id)

    @by_its_program
    def state(self, kind: str, subject_id: str) -> SubjectState:
        return fold_subject(kind, self.events(kind, subject_id))

    def dossiers(self) -> list[str]:
        return [subject_id for (subject_id,) in self.rows("SELECT subject_id FROM dossiers ORDER BY subject_id")]

    def written(self) -> dict[str, tuple[bool, bytes]]:
        """Return what stands in this PC's chains: id → whether the server has said that it has it, and the bytes."""
        found: dict[str, tuple[bool, bytes]] = {}
        for event_id, is_confirmed, body in self.rows(_OWN):
            found[event_id] = (bool(is_confirmed) or found.get(event_id, (False, b""))[0], body)
        return found

    def now(self) -> datetime:
        return self.clock()

    @property
    def lanes(self) -> tuple[int, ...]:
        with self.db.read() as session:
            return the_desk(session).lanes

    @property
    def today(self) -> str:
        return self.house.local_now().date().isoformat()


def fresh_key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(uuid.uuid5(uuid.NAMESPACE_OID, name).bytes * 2)
