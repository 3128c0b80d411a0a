"""Dossiers are found by what people remember: words without marks, codes, numbers."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_fixtures import CERTIFY, again, form, person
from sqlalchemy.orm import Session

from app.domain.office import Actor
from app.domain.text import fold_words
from app.services.house import House
from app.services.intake import correct_dossier, receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage.rows import fetch
from app.storage.search import (
    Cancel,
    OutdatedError,
    _divide,
    clear,
    count_dossiers,
    find_dossiers,
    find_rows,
    remember,
    words_of,
)

SILENT = PrintPlan(receipt=False, labels=0)


def found(house: House, query: str, before: int | None = None, limit: int = 50) -> list[str]:
    with house.db.read() as session:
        return [row.owner_name for row in find_dossiers(session, query, before=before, limit=limit)]


@pytest.fixture
def office(house: House, clerk: Actor) -> House:
    people = (
        ("Huỳnh Văn Đức", "095075001218", "0900000218"),
        ("Lâm Thị Sà Phươl", "095168002336", "0900000336"),
        ("Đặng Hữu Ẩn", "095079008953", "0900000953"),
    )
    for name, number, phone in people:
        receive_dossier(house, clerk, form(house, owner=person(name, number, phone)), SILENT)
    return house


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("duc", ["Huỳnh Văn Đức"]),
        ("ĐỨC huỳnh", ["Huỳnh Văn Đức"]),
        ("huynh van d", ["Huỳnh Văn Đức"]),
        ("dang huu an", ["Đặng Hữu Ẩn"]),
        ("sa phuo", ["Lâm Thị Sà Phươl"]),
        ("095168002336", ["Lâm Thị Sà Phươl"]),
        ("0951680", ["Lâm Thị Sà Phươl"]),
        ("0900000953", ["Đặng Hữu Ẩn"]),
        ("3002", ["Lâm Thị Sà Phươl"]),
        ("261119 3003", ["Đặng Hữu Ẩn"]),
        ("H12.142-261119-3001", ["Huỳnh Văn Đức"]),
        ("1.004873 duc", ["Huỳnh Văn Đức"]),
        ("tinh trang hon nhan", ["Đặng Hữu Ẩn", "Lâm Thị Sà Phươl", "Huỳnh Văn Đức"]),
        ("không ai", []),
        ("", []),
        (" -.()\"'* ", []),
    ],
)
def test_a_dossier_is_found_by(office: House, query: str, names: list[str]) -> None:
    assert found(office, query) == names


@pytest.mark.parametrize(
    "query",
    ['duc" OR "an', "duc* NOT an", "words:duc", "NEAR(duc an)", "duc AND", "^duc", "{duc", "duc\0an", "-duc +an"],
)
def test_the_search_language_of_the_database_means_nothing_when_typed(office: House, query: str) -> None:
    assert set(found(office, query)) <= {"Huỳnh Văn Đức", "Đặng Hữu Ẩn"}


def test_no_text_whatever_breaks_the_search(office: House) -> None:
    @given(st.text(max_size=20))
    def any_text(query: str) -> None:
        with office.db.read() as session:
            rows = find_dossiers(session, query, before=None, limit=5)
            assert count_dossiers(session, query, 5) == len(rows)

    any_text()


def test_a_pasted_page_is_only_many_words(office: House) -> None:
    assert found(office, "duc " * 5000) == ["Huỳnh Văn Đức"]


def test_a_corrected_name_is_found_and_the_wrong_one_no_more(house: House, clerk: Actor) -> None:
    saved = form(house, owner=person("Huỳnh Văn Dức"))
    received = receive_dossier(house, clerk, saved, SILENT)
    right = again(house, saved, applicant=type(saved.applicant)(person("Trần Quang Vinh")))
    correct_dossier(house, clerk, received.subject_id, right, "sai tên", SILENT)
    assert found(house, "vinh") == ["Trần Quang Vinh"]
    assert found(house, "huynh") == []


def test_pages_join_without_gap_or_repeat_also_while_new_dossiers_come(house: House, clerk: Actor) -> None:
    for place in range(7):
        receive_dossier(house, clerk, form(house, CERTIFY, person(f"Danh {place}")), SILENT)
    with house.db.read() as session:
        first = find_dossiers(session, "danh", before=None, limit=3)
    receive_dossier(house, clerk, form(house, CERTIFY, person("Danh 7")), SILENT)
    with house.db.read() as session:
        second = find_dossiers(session, "danh", before=first[-1].row, limit=3)
        third = find_dossiers(session, "danh", before=second[-1].row, limit=3)
        assert count_dossiers(session, "danh", 100) == 8
        assert count_dossiers(session, "danh", 5) == 5
        assert count_dossiers(session, "", 5) == 0
    names = [row.owner_name for row in (*first, *second, *third)]
    assert names == [f"Danh {place}" for place in range(6, -1, -1)]


NAMES = (
    "nguyen",
    "nguyet",
    "thi",
    "thinh",
    "thu",
    "van",
    "vang",
    "an",
    "anh",
    "ẩn",
    "Đức",
    "duc",
    "dung",
    "0903",
    "09",
)
texts = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6).map(" ".join)
queries = st.lists(
    st.sampled_from(NAMES).flatmap(lambda word: st.integers(1, len(word)).map(lambda n: word[:n])), max_size=4
)


def naive(known: dict[int, str], query: str) -> list[int]:
    """Look through everything: each typed word begins a word."""
    wanted = fold_words(query)
    fits = [row for row, words in known.items() if all(any(w.startswith(t) for w in words.split()) for t in wanted)]
    return sorted(fits, reverse=True) if wanted else []


def test_the_search_finds_what_a_look_through_everything_finds(house: House) -> None:
    @given(
        st.dictionaries(st.integers(1, 90), texts, max_size=70),
        queries.map(" ".join),
        st.none() | st.integers(1, 90),
        st.integers(1, 8),
    )
    def same(rows: dict[int, str], query: str, before: int | None, limit: int) -> None:
        with house.db.write() as session:
            clear(session)
            known = {row: words_of([text]) for row, text in rows.items()}
            for row, words in known.items():
                remember(session, row, words)
            expected = [row for row in naive(known, query) if before is None or row < before]
            found = find_rows(session, query, before=before, limit=limit, cap=1000, within_ms=60_000)
            assert found.rows == tuple(expected[:limit])
            assert (found.counted, found.complete) == (len(expected), True)
            short = find_rows(session, query, before=before, limit=limit)
            assert short.counted == min(limit, len(expected))
            assert short.complete == (len(expected) < limit)

    same()


def test_common_words_are_looked_up_in_the_candidates_and_rare_ones_in_their_lists(house: House) -> None:
    with house.db.write() as session:
        for row in range(1, 3001):
            remember(session, row * 3, words_of([f"nguyen thi so{row % 500:03d} {'trang' if row % 700 == 0 else ''}"]))
        assert _divide(session, ["nguyen", "trang"], 50) == (["trang"], ["nguyen"])
        assert _divide(session, ["nguyen", "thi", "zz"], 50) == (["zz"], [])
        found = find_rows(session, "nguyen thi trang", limit=50, cap=1000, within_ms=60_000)
        assert (len(found.rows), found.counted) == (4, 4)


def test_a_search_uses_the_lists_and_reads_no_dossier(office: House) -> None:
    with office.db.read() as session:
        driver = session.connection().connection.dbapi_connection
        assert driver is not None
        asked: list[str] = []
        driver.set_trace_callback(asked.append)
        find_rows(session, "huynh duc", limit=50)
        driver.set_trace_callback(None)
        walks = [sql for sql in asked if sql.startswith("SELECT rowid") and "MATCH" in sql]
        assert walks
        for sql in walks:
            steps = [str(step) for (*_, step) in driver.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
            assert all(step.startswith("SCAN dossier_search VIRTUAL TABLE INDEX") for step in steps)
            assert all("M" in step.partition("INDEX")[2] for step in steps), "by MATCH"


def test_what_is_written_again_unchanged_is_not_indexed_again(office: House) -> None:
    with office.db.write() as session:
        [(row, words)] = fetch(session, "SELECT rowid, words FROM dossier_search ORDER BY rowid LIMIT 1")
        [(before,)] = fetch(session, "SELECT total_changes()")
        remember(session, row, words)
        assert fetch(session, "SELECT total_changes()") == [(before,)]
        remember(session, row, words_of(["Khác Hẳn"]))
        assert find_rows(session, "khac", limit=1).rows == (row,)
        assert find_rows(session, words.split()[-1] + " khac", limit=1).rows == ()


def test_a_search_ended_from_another_thread_leaves_no_trace(house: House) -> None:
    with house.db.write() as session:
        for row in range(1, 5000):
            remember(session, row, words_of([f"nguyen van an so{row}"]))
    cancel = Cancel()

    def count_for_ever(session: Session) -> None:
        with cancel.watching(session):
            threading.Timer(0.05, cancel.call).start()
            fetch(session, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")

    with house.db.read() as session, pytest.raises(OutdatedError):
        count_for_ever(session)
    with house.db.read() as session:
        with pytest.raises(OutdatedError):
            find_rows(session, "nguyen", limit=5, cancel=cancel)
        assert len(find_rows(session, "nguyen", limit=5, cancel=Cancel()).rows) == 5
    with house.db.write() as session:
        remember(session, 9999, words_of(["nguyen sau"]))
    with house.db.read() as session:
        assert find_rows(session, "sau", limit=5).rows == (9999,)


@given(st.lists(st.text("aĐệ\u0301\u0323\u200b -1ßﬁ", max_size=6), max_size=4))
def test_texts_are_folded_together_as_each_by_itself(given_texts: list[str]) -> None:
    assert words_of(given_texts) == "".join(f" {word}" for text in given_texts for word in fold_words(text))
