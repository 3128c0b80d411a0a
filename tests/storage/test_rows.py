"""Rows written past the mapper are the rows the mapper reads, and their errors are its errors."""

from __future__ import annotations

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.domain.errors import EnvironmentProblem
from app.models.tables import Counter, DraftRow, PrintJobRow
from app.services.house import House
from app.storage.rows import RowWriter, fetch, run

DRAFT = {"draft_id": "a", "kind": "intake", "staff_id": "s", "title": "Ễ", "data": {"tên": "Phượng"}, "saved_at": ""}


def test_the_mapper_reads_what_was_written_past_it(house: House) -> None:
    with house.db.write() as session:
        RowWriter(DraftRow).write(session, [DRAFT, {**DRAFT, "draft_id": "b"}])
    with house.db.read() as session:
        found = session.scalars(select(DraftRow).order_by(DraftRow.draft_id)).all()
    assert [(row.draft_id, row.title, row.data) for row in found] == [(key, "Ễ", {"tên": "Phượng"}) for key in "ab"]


def test_what_a_row_leaves_out_gets_the_default_of_its_column(house: House) -> None:
    texts = dict.fromkeys(
        [
            "job_id",
            "subject_id",
            "kind",
            "title",
            "code",
            "state",
            "reason",
            "role",
            "printer",
            "staff_id",
            "staff_name",
            "queued_at",
            "finished_at",
            "pdf_sha256",
            "error",
        ],
        "",
    )
    with house.db.write() as session:
        RowWriter(PrintJobRow).write(session, [{**texts, "document": {}, "reprint": 0}])
        assert fetch(session, "SELECT attempts, sent_at FROM print_jobs") == [(0, "")]


def test_a_second_row_of_the_same_key_replaces_the_first(house: House) -> None:
    counter = {"prefix": "P", "day": "2026-11-19", "lane": 3, "last": 1}
    with house.db.write() as session:
        for last in (1, 2):
            RowWriter(Counter, upsert=True).write(session, [{**counter, "last": last}])
        assert fetch(session, "SELECT last FROM counters WHERE prefix = ?", "P") == [(2,)]
        with pytest.raises(DBAPIError):
            RowWriter(Counter).write(session, [counter])


def test_a_block_that_fails_leaves_nothing_of_such_rows(house: House) -> None:
    def half() -> None:
        with house.db.write() as session:
            RowWriter(DraftRow).write(session, [DRAFT])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with house.db.read() as session:
        assert fetch(session, "SELECT * FROM drafts") == []


def test_nothing_is_kept_of_a_transaction_that_ended_inside_its_block(house: House) -> None:
    with pytest.raises(RuntimeError, match="ended inside"), house.db.write() as session:  # noqa: PT012
        session.scalars(select(DraftRow)).all()
        RowWriter(DraftRow).write(session, [DRAFT])
        session.rollback()
    with house.db.read() as session:
        assert fetch(session, "SELECT * FROM drafts") == []


def test_an_error_of_the_disk_is_told_as_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlcipher.OperationalError("database or disk is full")

    driver = type("Driver", (), {"execute": staticmethod(full)})()
    monkeypatch.setattr("app.storage.rows._driver", lambda _session: driver)
    with pytest.raises(EnvironmentProblem, match="Ổ đĩa đầy"), house.db.write() as session:
        run(session, "DELETE FROM drafts")


def test_a_reader_writes_nothing(house: House) -> None:
    with pytest.raises(RuntimeError, match="a write inside a read"), house.db.read() as session:
        RowWriter(DraftRow).write(session, [DRAFT])
    with house.db.read() as session:
        assert fetch(session, "SELECT * FROM drafts") == []
