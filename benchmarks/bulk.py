"""The fast writer of large offices: the rows that the ordinary use cases would write, ten times faster.

It encodes bodies from ready-made parts (a procedure's snapshot, a day's due date), folds with the program's own fold,
leaves indexes and search for the end, and syncs nothing. What it writes is the same to the byte.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.domain import dossier
from app.domain.calendar import WorkCalendar
from app.domain.catalogue import limit_for, procedure_to_data
from app.domain.deadline_steps import SAME_DAY_CUTOFF
from app.domain.deadlines import compute_due
from app.domain.dossier_codes import DossierCode, local_time
from app.domain.events import Event
from app.domain.intake import IntakeForm
from app.domain.numbering import next_serial
from app.domain.procedures import LimitUnit, Procedure, TimeLimit
from app.domain.questions import questions_of
from app.domain.subjects import fold_subject
from app.models.tables import DossierRow
from app.protocol.canonical import GENESIS, chain_hash, personal_hash
from app.protocol.event_bytes import decode_body
from app.protocol.ids import new_id
from app.services.intake_data import fees_of
from app.services.numbers import Given, keep_mark
from app.services.offices import load_calendar
from app.storage import search
from app.storage.database import open_connection
from app.storage.event_log import LEVEL, RULES
from app.storage.projections import dossier_columns, dossier_words
from app.storage.rows import json_text
from benchmarks.histories import Case, Step, What
from benchmarks.offices import PREFIX, RETURNED, Founded

BATCH = 4000  # dossiers between two commits
_COLUMNS = [column.name for column in DossierRow.__table__.columns]
_EVENTS = (
    "INSERT INTO events(position, event_id, subject_kind, subject_id, type, n, act_id, occurred_at, body)"
    " VALUES (?, ?, 'dossier', ?, ?, ?, ?, ?, ?)"
)
_PARTS = "INSERT INTO personal_parts(event_id, salt, data) VALUES (?, ?, ?)"
_ENVELOPES = "INSERT INTO envelopes(device_id, device_seq, event_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?)"
_DOSSIERS = f"INSERT INTO dossiers({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


def _sorted(data: Any) -> bytes:
    """Encode as `app.protocol.canonical.canonical` would; the caller's text is NFC and holds no floats."""
    return msgspec.json.encode(data, order="sorted")


@dataclass(slots=True)
class _Life:
    """The events of one dossier so far."""

    first: int = 0
    events: list[tuple[bytes, bytes | None]] = field(default_factory=list)
    last_id: str = ""
    rounds: int = 0


class BulkWriter:
    """Writes the steps of a founded office whose database is closed meanwhile."""

    def __init__(self, founded: Founded) -> None:
        self._founded = founded
        house = founded.house
        self._db = open_connection(house.db.path, house.db.key)
        with closing(self._db.execute("SELECT office_id, last_seq, last_hash FROM own_device")) as rows:
            self._office_id, seq, link = rows.fetchone()
        [(self._position,)] = self._db.execute("SELECT max(position) FROM events").fetchall()
        self._heads = {counter.device_id: (0, GENESIS) for counter in founded.counters}
        self._heads[founded.counters[0].device_id] = (seq, link)
        self._calendar: WorkCalendar = load_calendar(house)
        house.db.close()
        self._lives: dict[int, _Life] = {}
        self._given: dict[tuple[str, str, int], int] = {}
        self._snapshots = {p.code: msgspec.Raw(_sorted(procedure_to_data(p))) for p in founded.catalogue}
        self._parts: dict[tuple[str, str], msgspec.Raw] = {}
        self._fees: dict[tuple[str, str, date, str], msgspec.Raw] = {}
        self._dues: dict[tuple[TimeLimit, date, bool], tuple[datetime, bytes]] = {}
        self._events: list[tuple[Any, ...]] = []
        self._personal: list[tuple[Any, ...]] = []
        self._envelopes: list[tuple[Any, ...]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._words: list[tuple[int, str]] = []

    def write(self, steps: Iterable[Step], say: Callable[[str], None]) -> None:
        """Write every step, then indexes, search, counters and the heads of the chains."""
        started = time.monotonic()
        db = self._db
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name IN ('events', 'envelopes', 'dossiers')"
        ).fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        for step in steps:
            self._step(step)
            if len(self._rows) >= BATCH:
                self._flush()
                if len(self._words) // BATCH % 10 == 0:
                    say(f"{len(self._words):,} dossiers, {time.monotonic() - started:.0f} s")
        self._flush()
        assert not self._lives
        say(f"{len(self._words):,} dossiers, {self._position:,} events; indexes, {time.monotonic() - started:.0f} s")
        for _, sql in indexes:
            db.execute(sql)
        self._words.sort()
        for start in range(0, len(self._words), BATCH):
            db.execute("BEGIN")
            db.executemany(search.REMEMBER, self._words[start : start + BATCH])
            db.execute("COMMIT")
        self._keep_numbers()
        seq, link = self._heads[self._founded.counters[0].device_id]
        db.execute("UPDATE own_device SET last_seq = ?, last_hash = ?", (seq, link))
        db.execute("PRAGMA journal_mode = WAL").fetchall()
        db.close()
        say(f"ready after {time.monotonic() - started:.0f} s")

    def _step(self, step: Step) -> None:
        case, told = step.case, step.told
        life = self._lives.setdefault(id(case), _Life())
        match step.what:
            case What.RECEIVE | What.SUPPLEMENT | What.REFUSE:
                self._contact(step, life)
            case What.CORRECT:
                assert step.form is not None
                payload = {"changes": {}, "personal_keys": ["applicant"]}
                personal = {"applicant": step.form.applicant, "reason": told["reason"]}
                self._write(step, life, dossier.CORRECTED, payload, personal, step.form.act_id)
            case What.NOTE:
                self._write(step, life, dossier.NOTED, {}, told, new_id(step.at))
            case What.PRINTED:
                self._write(step, life, dossier.PRINTED, told, None, new_id(step.at))
            case What.RETURNED:
                self._write(step, life, dossier.RESOLVED, RETURNED, None, new_id(step.at))
        case.left -= 1
        if not case.left:
            self._project(case, life)
            del self._lives[id(case)]

    def _contact(self, step: Step, life: _Life) -> None:
        form, procedure, case = step.form, step.procedure, step.case
        assert form is not None
        assert procedure is not None
        counter = self._founded.counters[step.counter]
        local = local_time(step.at)
        if not case.subject_id:
            case.subject_id = new_id(step.at)
            period = local.date().isoformat()
            serial = next_serial((counter.lane,), {counter.lane: self._given.get((PREFIX, period, counter.lane), 0)})
            self._given[PREFIX, period, counter.lane] = serial.counter
            case.code = str(DossierCode(PREFIX, local.date(), serial.text))
        payload = self._form_payload(form, procedure, local.date()) | {"code": case.code}
        personal = {"applicant": form.applicant, "result_address": form.result_address}
        if step.what is What.RECEIVE:
            payload |= {
                "received_at": step.at.isoformat(timespec="seconds"),
                "counter": counter.name,
                "due": self._due(form, procedure, local),
            }
            self._write(step, life, dossier.RECEIVED, payload, personal, form.act_id)
            return
        kind, event_type = ("HDHS", dossier.SUPPLEMENT_REQUESTED) if "items" in step.told else ("TCHS", dossier.REFUSED)
        series = (f"{PREFIX}/{kind}", f"{local.year:04d}", counter.lane)
        number = self._given[series] = self._given.get(series, 0) + 1
        payload |= {"slip": f"{counter.lane}{number:04d}/{kind}", "round": life.rounds + 1}
        life.rounds += step.what is What.SUPPLEMENT
        self._write(step, life, event_type, payload, personal | dict(step.told), form.act_id)

    def _form_payload(self, form: IntakeForm, procedure: Procedure, on: date) -> dict[str, Any]:
        key = (procedure.code, form.case)
        if key not in self._parts:
            self._parts[key] = msgspec.Raw(_sorted(form.papers))
        priced = (*key, on, form.exemption)
        if priced not in self._fees:
            if len(self._fees) > 2000:
                self._fees.clear()
            self._fees[priced] = msgspec.Raw(_sorted(fees_of(form, procedure, on)))
        return {
            "procedure": self._snapshots[procedure.code],
            "case": form.case,
            "papers": self._parts[key],
            "sets": form.sets,
            "channel": form.channel,
            "result_way": form.result_way,
            "fees": self._fees[priced],
            "payment": {
                "fee_quantities": form.fee_quantities,
                "fee_amounts": form.fee_amounts,
                "payment": form.payment,
                "exemption": form.exemption,
            },
            "personal_keys": ["applicant", "result_address"],
        }

    def _due(self, form: IntakeForm, procedure: Procedure, local: datetime) -> msgspec.Raw | None:
        """Return the due date, encoded. On one day it differs by the minute of receipt in two places only."""
        limit = limit_for(procedure, form.channel, form.case)
        if limit is None:
            return None
        if limit.unit is LimitUnit.WORKING_HOURS:
            return msgspec.Raw(_sorted(compute_due(local, limit, self._calendar)))
        key = (limit, local.date(), local.time() > (limit.cutoff or SAME_DAY_CUTOFF))
        if key not in self._dues:
            if len(self._dues) > 2000:
                self._dues.clear()
            self._dues[key] = local, _sorted(compute_due(local, limit, self._calendar))
        then, encoded = self._dues[key]
        for shape in ('"received_at":"%Y-%m-%dT%H:%M:00"', "Nhận lúc %H:%M"):
            encoded = encoded.replace(then.strftime(shape).encode(), local.strftime(shape).encode())
        return msgspec.Raw(encoded)

    def _write(self, step: Step, life: _Life, event_type: str, payload: Any, personal: Any | None, act_id: str) -> None:
        counter = self._founded.counters[step.counter]
        part = None
        commitment = ""
        if personal is not None:
            salt, part = secrets.token_bytes(16), _sorted(personal)
            commitment = personal_hash(salt, part)
        event_id = new_id(step.at)
        n = len(life.events) + 1
        occurred_at = step.at.astimezone(UTC).isoformat(timespec="microseconds")
        body = _sorted(
            {
                "event_id": event_id,
                "subject_kind": dossier.KIND,
                "subject_id": step.case.subject_id,
                "type": event_type,
                "schema_version": 1,
                "payload": payload,
                "actor_id": counter.clerk.staff_id,
                "office_id": self._office_id,
                "act_id": act_id,
                "occurred_at": occurred_at,
                "basis": [life.last_id] if life.last_id else [],
                "n": n,
                "rules": RULES,
                "level": LEVEL,
                "personal_hash": commitment,
            }
        )
        self._position += 1
        life.first = life.first or self._position
        life.last_id = event_id
        life.events.append((body, part))
        row = (self._position, event_id, step.case.subject_id, event_type, n, act_id, occurred_at, body)
        self._events.append(row)
        if part is not None:
            self._personal.append((event_id, salt, part))
        seq, prev_hash = self._heads[counter.device_id]
        link = chain_hash(prev_hash, counter.device_id, seq + 1, body)
        self._heads[counter.device_id] = (seq + 1, link)
        self._envelopes.append((counter.device_id, seq + 1, event_id, prev_hash, link))

    def _project(self, case: Case, life: _Life) -> None:
        events: list[Event] = [
            decode_body(body, msgspec.json.decode(part) if part is not None else None) for body, part in life.events
        ]
        state = fold_subject(dossier.KIND, events)
        columns = dossier_columns(state, events, questions_of(state, events))
        assert columns is not None
        self._words.append((life.first, dossier_words(columns)))
        columns |= {"row": life.first, "subject_id": case.subject_id, "state_data": json_text(columns["state_data"])}
        self._rows.append(tuple(columns[name] for name in _COLUMNS))

    def _flush(self) -> None:
        self._db.execute("BEGIN")
        for statement, rows in (
            (_EVENTS, self._events),
            (_PARTS, self._personal),
            (_ENVELOPES, self._envelopes),
            (_DOSSIERS, self._rows),
        ):
            self._db.executemany(statement, rows)
            rows.clear()
        self._db.execute("COMMIT")

    def _keep_numbers(self) -> None:
        numbers = [(prefix, day, lane, last) for (prefix, day, lane), last in self._given.items()]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO counters(prefix, day, lane, last) VALUES (?, ?, ?, ?)", numbers)
        self._db.execute("COMMIT")
        keep_mark(self._founded.house.number_mark, [Given(*number) for number in numbers])
