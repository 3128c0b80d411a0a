"""Counters in step: an office that has worked alone, a new counter, a server of their own."""

from __future__ import annotations

import os

import pytest
from keeper import furnished, keeper
from office_fixtures import clock, founded, house
from server_places import ServerPlaces
from sync_desk import centre, counters, pair

__all__ = ["centre", "clock", "counters", "founded", "furnished", "house", "keeper", "pair"]

BY_FILE = ("test_exchange_by_file", "test_blobs_by_file", "test_joining_by_file")
ON_BOTH = (  # what goes by file runs on PostgreSQL at night; of each kind, one test always does
    "test_two_counters_without_a_line_see_each_others_dossiers",
    "test_scans_go_behind_the_events_and_come_with_an_answer",
    "test_two_communes_that_never_have_a_line",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Say on which databases a test of what goes by file runs."""
    if metafunc.module.__name__.rpartition(".")[2] in BY_FILE and "database_kind" in metafunc.fixturenames:
        if os.environ.get("QUAY_NIGHTLY") or metafunc.function.__name__ in ON_BOTH:
            kinds = ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)]
        else:
            kinds = ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="module")


@pytest.fixture(scope="module")
def database_kind() -> str:
    """Name the database under the server."""
    return "sqlite"


@pytest.fixture(scope="module")
def places(database_kind: str, request: pytest.FixtureRequest) -> ServerPlaces:
    """Make databases for servers."""
    return ServerPlaces(request.getfixturevalue("postgresql") if database_kind == "postgresql" else None)
