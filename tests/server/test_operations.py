"""Who runs the server sees how it is, and ends it without waiting: metrics, readiness, its log, its end."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from served import NAMES, Pc, enrolment_code, serving, stored
from sqlalchemy import text

from app.protocol.feeds import office_feed
from app.protocol.messages import Refusal, decode
from app.server import metrics, readiness
from app.server.database import Database
from app.server.request_log import JsonLines
from app.server.web import create_app


def _figures(port: int) -> dict[str, float]:
    told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    pairs = (line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_the_watcher_sees_requests_events_verdicts_and_pcs(pc: Pc, database: Database) -> None:
    with metrics.listening(database, "127.0.0.1", 0) as port:
        before = _figures(port)
        pc.note("d1")
        pc.write("staff.added", ("staff", "friend"), {"fields": {"roles": ["administrator"], "active": True}})
        stored(pc.push())
        assert pc.http.get("/a citizen's name").status_code == 404
        after = _figures(port)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('quay_requests_total{route="POST /sync/push",status="200"}') == 1
    assert grown('quay_requests_total{route="none",status="404"}') == 1
    assert grown('quay_request_seconds_count{route="POST /sync/push"}') == 1
    assert grown('quay_verdicts_total{reason="no_right"}') == 1
    assert grown("quay_events_stored") == 2
    assert after["quay_database_up"] == 1
    assert after['quay_devices_seen{within="5m"}'] >= 1
    assert "quay_pool_in_use" in after
    assert not any("citizen" in name for name in after)


def test_an_open_stream_is_counted_and_does_not_keep_the_server_from_ending(database: Database) -> None:
    streams = metrics.STREAMS._value.get
    with ThreadPoolExecutor(1) as threads:
        with serving(database) as address:
            pc = Pc(address)
            pc.enrol(enrolment_code(database, next(iter(NAMES))))
            waiting = threads.submit(pc.listen, (office_feed(pc.office_id), 0), seconds=25)
            while streams() < 1:
                assert not waiting.done()
                time.sleep(0.01)
            told_to_end = time.monotonic()
        assert time.monotonic() - told_to_end < 10  # not the rest of the 25 s
        assert waiting.result(5).heads == {}
        assert streams() == 0
        pc.http.close()


def test_readiness_says_why_not(pc: Pc, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pc.http.get("/ready").json() == {"ready": True}
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = pc.http.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["why"].startswith("The database is at 0000")
    monkeypatch.setattr(Database, "must_be_migrated", lambda _self: _gone())
    assert "does not answer" in pc.http.get("/ready").json()["why"]
    assert readiness.why_not_ready(database, is_closing=True) == "closing"


def _gone() -> None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("SELECT", {}, Exception("Huỳnh Văn Đức"))


def test_an_error_of_ours_is_answered_and_told_without_what_was_being_stored(
    pc: Pc, monkeypatch: pytest.MonkeyPatch, expected_log: Callable[[str], None]
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("Huỳnh Văn Đức, 096082001234")

    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    expected_log("ERROR quay.server.requests: request.fault")
    kept = Kept()
    logging.getLogger("quay.server").addHandler(kept)
    monkeypatch.setattr("app.server.pushes.push", broken)
    pc.note("d1")
    try:
        from app.protocol.messages import Push, encode
        from app.protocol.signatures import sign_head

        head = sign_head(pc.key, pc.device_id, 1, pc.chain.link)
        answer = pc.ask("POST", "/sync/push", encode(Push(pc.device_id, head, pc.chain.events)))
    finally:
        logging.getLogger("quay.server").removeHandler(kept)
    assert (answer.status_code, decode(answer.content, Refusal).code) == (500, "fault")
    [told] = [json.loads(line) for line in lines]
    assert told["request"] == answer.headers["Quay-Request"]
    assert told["trace"][0] == "ZeroDivisionError"
    assert any(frame.endswith("broken") for frame in told["trace"])
    assert "Huỳnh" not in lines[0]


def test_every_request_is_told_by_its_route_and_nothing_of_it(pc: Pc, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "quay.server.requests")
    for path in ("/health", "/ready", "/openapi.json", "/096082001234", "/sync/pull?feed=secret&x=096082001234"):
        pc.http.get(path)
    pc.http.request("096082001234", "/health")
    pc.read(office_feed(pc.office_id))
    while len(told := [record.seen for record in caplog.records if record.name == "quay.server.requests"]) < 7:  # type: ignore[attr-defined]
        time.sleep(0.01)  # a line is written after the answer has left
    declared = {getattr(route, "path", "") for route in create_app(Database.__new__(Database)).routes}
    assert {seen["path"] for seen in told} <= declared | {""}
    assert all(seen["request"] and seen["ms"] >= 0 for seen in told)
    assert told[-1]["device"] == pc.device_id
    assert "096082001234" not in json.dumps(told)


def test_a_line_that_the_database_hung_up_is_given_to_nobody(on_postgresql: Database) -> None:
    with on_postgresql.read() as connection:
        connection.execute(text("SELECT 1"))
    ending = (
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with closing(Database(on_postgresql.url)) as other, other.glance() as connection:
        assert connection.execute(text(ending)).scalar_one()
    with on_postgresql.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
