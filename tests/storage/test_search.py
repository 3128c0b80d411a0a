"""Dossiers are found by what people remember: words without marks, codes, numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_fixtures import CERTIFY, again, form, person

from app.domain.office import Actor
from app.services.house import House
from app.services.intake import correct_dossier, receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage.search import count_dossiers, find_dossiers

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


