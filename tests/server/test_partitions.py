"""Events and feeds lie in partitions, and whatever a PC asks finds its rows by an index, never by reading a table."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from served import AN_XUYEN, TAN_THANH, Pc, enrolment_code, serving, stored
from sqlalchemy import Connection, event, text

from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.messages import Claim, Claimed, decode
from app.server import first_pages
from app.server.database import Database

SMALL = {"server", "exchange_secret"}  # of one row each
OFFICES, DEVICES, SUBJECTS, EVENTS = 2_000, 6_000, 10_000, 30_000

# A province at work, as rows: what they say does not matter to a plan, how many there are does.
FILLING = f"""
INSERT INTO offices (province_id, office_id, prefix, name)
  SELECT '96', 'o' || i, 'p' || i, 'x' FROM generate_series(1, {OFFICES}) i;
INSERT INTO devices (province_id, device_id, kind, office_id, public_key, counter_name, lanes, program, level,
                     last_seq, last_hash, own_until, enrolled_at)
  SELECT '96', 'd' || i, 'pc', 'o' || i % {OFFICES}, '', '', '1', '', 1, 0, '', 0, now()
  FROM generate_series(1, {DEVICES}) i;
INSERT INTO enrolment_codes (province_id, code_hash, office_id, counter_name, lane, expires_at)
  SELECT '96', decode(md5(i::text), 'hex'), 'o' || i % {OFFICES}, '', 1, now() FROM generate_series(1, {DEVICES}) i;
INSERT INTO staff (province_id, staff_id, office_id, roles, active)
  SELECT '96', 's' || i, 'o' || i % {OFFICES}, '', true FROM generate_series(1, {DEVICES}) i;
INSERT INTO feeds (province_id, feed, head) SELECT '96', 'office:o' || i, 20 FROM generate_series(1, {OFFICES}) i;
INSERT INTO subjects (province_id, subject_kind, subject_id, concerned, heads, n)
  SELECT '96', 'dossier', 't' || i, '', '', 1 FROM generate_series(1, {SUBJECTS}) i;
INSERT INTO events (province_id, device_id, device_seq, event_id, subject_kind, subject_id, n, outcome, reason,
                    prev_hash, hash, body, received_at)
  SELECT '96', 'd' || i % {DEVICES}, i / {DEVICES} + 1, 'e' || i, 'dossier', 't' || i % {SUBJECTS}, 1, 'counts', '',
         '', '', repeat('x', 300)::bytea, now() FROM generate_series(1, {EVENTS}) i;
INSERT INTO subjects (province_id, subject_kind, subject_id, concerned, heads, n)
  SELECT '96', 'ticket', 'w' || i, '', '', 1 FROM generate_series(1, {SUBJECTS}) i;
INSERT INTO waiting_tickets (province_id, subject_id, office_id, day, letter, rank, issued_at, number)
  SELECT '96', 'w' || i, 'o' || i % {OFFICES}, '2026-11-20', 'A', 1, i::text, 'A' || i
  FROM generate_series(1, {SUBJECTS}) i;
INSERT INTO claims (province_id, claim_id, device_id, subject_id, asked_at)
  SELECT '96', 'c' || i, 'd' || i % {DEVICES}, 'w' || i, now() FROM generate_series(1, {SUBJECTS}) i;
INSERT INTO feed_positions (province_id, feed, position, device_id, device_seq)
  SELECT '96', 'office:o' || i % {OFFICES}, i / {OFFICES} + 1, 'd' || i % {DEVICES}, i / {DEVICES} + 1
  FROM generate_series(1, {EVENTS}) i;
ANALYZE;
"""


@contextmanager
def _watched(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Keep every statement that the server sends meanwhile, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def keep(
        _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool
    ) -> None:
        seen.append((statement, parameters[0] if many else parameters))

    event.listen(database.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(database.engine, "before_cursor_execute", keep)


@contextmanager
def _pc(address: str) -> Iterator[Pc]:
    pc = Pc(address)
    try:
        yield pc
    finally:
        pc.http.close()


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _read_whole(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """Return the tables that a statement reads from their first row to their last."""
    cursor: Any = connection.connection.cursor()
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    [(plans,)] = cursor.fetchall()
    found = {node.get("Relation Name", "") for node in _nodes(plans[0]["Plan"]) if node["Node Type"] == "Seq Scan"}
    return found - SMALL - {""}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nothing_a_pc_asks_reads_a_table_from_end_to_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as connection:
        for statement in FILLING.split(";\n"):
            connection.execute(text(statement))
    codes = [enrolment_code(database, prefix) for prefix in (AN_XUYEN, TAN_THANH)]
    with serving(database) as address, _watched(database) as seen, ExitStack() as stack:
        pc, other = (stack.enter_context(_pc(address)) for _ in range(2))
        for name, code in zip((pc, other), codes, strict=True):
            name.enrol(code)
        for number in range(3):
            pc.note(f"dossier-{number}", **({"n": 1} if number else {}))
        pc.write("dossier.noted", ("dossier", "dossier-0"), {"concerns": [other.office_id]})
        pc.write("staff.added", ("staff", "new"), {"fields": {}})
        stored(pc.push())
        pc.note("dossier-1", n=2)
        stored(pc.push(pc.chain.events[-2:]))
        for reader, feed in ((pc, office_feed(pc.office_id)), (pc, device_feed(pc.device_id)), (other, REFERENCE)):
            reader.pull(feed)
            reader.pull(feed, ids=True)
        monkeypatch.setattr(first_pages, "WORTH_IT", 0)
        for before in (0, 9):
            assert pc.ask("GET", f"/sync/first?feed={office_feed(pc.office_id)}&before={before}").status_code == 200
        with database.write() as connection:
            clerk = text("INSERT INTO staff VALUES ('96', 'clerk', :office, 'receiver', true)")
            connection.execute(clerk, {"office": pc.office_id})
        issued = {"day": "2026-11-20", "number": "A101", "lane": 1, "priority": ""}
        pc.write("ticket.issued", ("ticket", "t"), issued | {"service": {"letter": "A", "name": "Hộ tịch"}})
        stored(pc.push(pc.chain.events[-1:]))
        asking = Claim(str(uuid.uuid4()), "clerk", "2026-11-20", "AB")
        for _ in range(2):
            assert decode(pc.send("/sync/claim", asking), Claimed).events
        pc.listen((office_feed(pc.office_id), 0), (REFERENCE, 0), seconds=1)
    asked = {
        statement: parameters
        for statement, parameters in seen
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))
        and "pg_catalog" not in statement
        and "alembic" not in statement
    }
    assert len(asked) > 20
    with database.read() as connection:
        slow = {
            statement: read for statement in asked if (read := _read_whole(connection, statement, asked[statement]))
        }
    assert slow == {}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_province_lies_in_one_partition(database: Database, pc: Pc) -> None:
    pc.note("d")
    stored(pc.push())
    with database.read() as connection:
        for table in ("events", "feed_positions"):
            kind = connection.execute(text("SELECT relkind FROM pg_class WHERE relname = :name"), {"name": table})
            assert kind.scalar_one() in ("p", b"p")
            parts = connection.scalars(text(f"SELECT DISTINCT tableoid::regclass::text FROM {table}")).all()
            assert len(parts) == 1
            assert parts[0] != table
